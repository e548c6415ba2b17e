"""The short form of `python -m benchmarks.render`: every engine of ours is asked, none is timed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import click
import pytest
from click.testing import CliRunner
from lxml import etree

from benchmarks.contestants import Contestant, prepare, running
from benchmarks.engines import ENGINES
from benchmarks.plain import WORD, NotTranslatable, changed, plain
from benchmarks.quotes import quotes
from benchmarks.render import check, main


def test_every_engine_has_its_row_in_every_table() -> None:
    asked = ["--lines", "1,20", "--rounds", "1", "--seconds", "0", "--processes", "1"]

    told = CliRunner().invoke(main, asked, catch_exceptions=False).output

    for name, engine in ENGINES.items():
        assert told.count(f"| {name} | {engine.packing} |") == 2
    assert "### 1 lines" in told
    assert "### 20 lines" in told


def test_an_engine_that_leaves_out_a_line_is_refused(tmp_path: Path) -> None:
    prepare(tmp_path, [2])
    with running(tmp_path, None, only=["ours"]) as contestants:
        liar = _ShortByALine("ours", tmp_path, contestants["ours"][0].process)

        with pytest.raises(click.ClickException, match=r"ours leaves out .*-2 at 2 lines"):
            check({"ours": (liar,)}, 2)


def test_an_engine_that_says_something_else_is_refused(tmp_path: Path) -> None:
    prepare(tmp_path, [2])
    with running(tmp_path, None, only=["ours"]) as contestants:
        liar = _SaysMore("other", tmp_path, contestants["ours"][0].process)

        with pytest.raises(click.ClickException, match="other says something else than ours at 2 lines"):
            check({**contestants, "other": (liar,)}, 2)


class _ShortByALine(Contestant):
    def document(self, lines: int) -> bytes:
        return super().document(lines - 1)


class _SaysMore(Contestant):
    def document(self, lines: int) -> bytes:
        document = super().document(lines)
        return changed(document, _with_more)


def _with_more(root: etree._Element) -> None:
    text = next(root.iter(f"{WORD}t"))
    text.text = f"{text.text} 9"


def test_the_quotes_of_one_size_differ_in_number_customer_and_total() -> None:
    figures = [quote.figures for quote in quotes(3)]

    for said in ("number", "customer", "total"):
        assert len({getattr(each, said) for each in figures}) == len(figures)


def test_a_tag_that_no_other_grammar_has_is_refused() -> None:
    with pytest.raises(NotTranslatable, match="macro"):
        plain(_template("{% macro price() %}"))


def _template(words: str) -> bytes:
    made = BytesIO()
    body = f'<w:document xmlns:w="{WORD[1:-1]}"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>'
    with ZipFile(made, "w") as package:
        package.writestr("word/document.xml", body)
    return made.getvalue()
