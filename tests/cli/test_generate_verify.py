"""An archived document is proven to have come from its data, or told where it does not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from click.testing import CliRunner, Result
from docx import Document

from toolkit.catalogue import CATALOGUE
from toolkit.cli import salesdocs
from toolkit.documents.render import digest, plain
from toolkit.documents.stored import figures_from, figures_of
from toolkit.errors import FiguresChanged
from toolkit.house import open_house
from toolkit.ledger.encoding import decode, encode
from toolkit.model.deal import Event, Paper

DEAL = "SJ-2026-0001"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(salesdocs, [str(word) for word in words])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = tmp_path_factory.mktemp("verify") / "demo"
    assert run("demo", house).exit_code == 0
    return house


def papers(demo: Path) -> list[Paper]:
    """The papers of the demo that were made of figures, one of each kind and variant."""
    with open_house(demo.resolve()) as house:
        return [paper for paper in house.ledger.deal(DEAL).papers if paper.figures]


def contract(demo: Path) -> Path:
    """The contract as approved."""
    return demo / [paper for paper in papers(demo) if paper.kind == "G03"][-1].file


def verified(demo: Path, path: Path) -> tuple[int, dict[str, Any]]:
    made = run("-C", demo, "--format", "json", "generate", "--verify", path)
    assert isinstance(made.exception, SystemExit | None), made.exception
    (found,) = json.loads(made.output)
    return made.exit_code, found


def edited(path: Path, target: Path, old: str, new: str) -> Path:
    """The document with some words replaced in one part, everything else as it was."""
    with ZipFile(path) as source, ZipFile(target, "w") as made:
        for name in source.namelist():
            content = source.read(name)
            made.writestr(name, content.replace(old.encode(), new.encode()))
    return target


def test_every_document_of_the_demo_came_from_its_data(demo: Path) -> None:
    issued = papers(demo)

    shown = run("-C", demo, "generate", *(word for paper in issued for word in ("--verify", demo / paper.file)))

    assert {paper.kind for paper in issued} >= {"G02", "G03", "G06", "G07", "G10"}
    assert shown.exit_code == 0, shown.output
    assert shown.output.count("一致:") == len(issued)


def test_a_changed_word_is_shown_beside_what_the_ledger_has(demo: Path, tmp_path: Path) -> None:
    wrong = edited(contract(demo), tmp_path / "contract.docx", "两次以上验收不合格", "三次以上验收不合格")

    code, found = verified(demo, wrong)

    assert (code, found["verdict"], found["parts"]) == (1, "differs", ["word/document.xml"])
    (difference,) = found["paragraphs"]
    assert "两次以上" in difference["ledger"] and "三次以上" in difference["file"]


def test_a_document_packed_anew_is_still_equal(demo: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.docx"
    with ZipFile(contract(demo)) as source, ZipFile(again, "w", ZIP_STORED) as made:
        for name in reversed(source.namelist()):
            made.writestr(name, source.read(name))

    code, found = verified(demo, again)

    assert (code, found["verdict"]) == (0, "equal")


def test_a_reading_copy_made_on_another_day_is_the_document_that_was_issued(demo: Path, tmp_path: Path) -> None:
    made = run("-C", demo, "--today", "2026-12-31", "generate", "quote", DEAL, "-o", tmp_path / "copy.docx")

    code, found = verified(demo, tmp_path / "copy.docx")

    assert made.exit_code == 0, made.output
    assert (code, found["verdict"]) == (0, "equal")


def test_a_document_that_word_saved_differs_in_its_parts_but_in_no_paragraph(demo: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.docx"
    document = Document(str(contract(demo)))
    document.core_properties.author = "somebody"
    document.save(str(saved))

    code, found = verified(demo, saved)

    assert (code, found["verdict"]) == (1, "differs")
    assert "docProps/core.xml" in found["parts"]
    assert found["paragraphs"] == []


def test_a_forged_passport_is_told(demo: Path, tmp_path: Path) -> None:
    issued = contract(demo)
    with open_house(demo.resolve()) as house:
        paper = house.ledger.deal(DEAL).paper("G03")
        assert paper is not None
    forged = edited(issued, tmp_path / "c.docx", "salesdocs.hash", "salesdocs.hush")

    code, found = verified(demo, forged)

    assert (code, found["verdict"]) == (1, "differs")
    assert "数据与账本不同" in str(found["why"])


def test_a_new_template_does_not_matter_to_what_was_issued(demo: Path, tmp_path: Path) -> None:
    own = demo / "templates" / "contract.docx"
    before = own.read_bytes() if own.exists() else None
    document = Document(BytesIO(before) if before else str(contract(demo)))
    document.add_paragraph("新增条款")
    document.save(str(own))
    try:
        code, _ = verified(demo, contract(demo))
    finally:
        own.unlink() if before is None else own.write_bytes(before)

    assert code == 0


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.write_bytes(b"no zip"), "无法读取"),
        (lambda path: Document().save(str(path)), "没有我方标识"),
    ],
    ids=["damaged", "foreign"],
)
def test_what_is_no_document_of_ours_cannot_be_proven(
    demo: Path, tmp_path: Path, make: Callable[[Path], object], why: str
) -> None:
    path = tmp_path / "other.docx"
    make(path)

    code, found = verified(demo, path)

    assert (code, found["verdict"]) == (1, "unproven")
    assert why in str(found["why"])


def test_a_form_of_ours_is_told_to_hold_no_figures(demo: Path) -> None:
    with open_house(demo.resolve()) as house:
        paper = house.ledger.deal(DEAL).paper("G11")
        assert paper is not None

    code, found = verified(demo, demo / paper.file)

    assert (code, found["verdict"]) == (1, "unproven")
    assert "客户回访记录表" in str(found["why"])


def test_a_document_of_another_house_is_not_known(demo: Path, tmp_path: Path) -> None:
    other = tmp_path / "house"
    run("init", other)

    code, found = verified(other, contract(demo))

    assert (code, found["verdict"]) == (1, "unproven")
    assert "XS-2026-0001" in str(found["why"])


def test_an_issue_without_its_template_says_that_it_cannot_be_made_again(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.ledger.questions import Questions

    def events(self: Questions, deal: str) -> tuple[tuple[object, Event], ...]:
        return tuple((day, replace(event, facts=_without(event.facts, "template"))) for day, event in known(self, deal))

    known = Questions.events_of
    monkeypatch.setattr(Questions, "events_of", events)

    code, found = verified(demo, contract(demo))

    assert (code, found["verdict"]) == (1, "unproven")
    assert "尚未保存模板" in str(found["why"])


def _without(facts: Mapping[str, object], name: str) -> Mapping[str, object]:
    return {key: value for key, value in facts.items() if key != name}


def test_a_lost_copy_of_the_template_is_told(demo: Path, tmp_path: Path) -> None:
    house = tmp_path / "house"
    shutil.copytree(demo, house)
    with open_house(house.resolve()) as opened, opened.ledger.reading() as questions:
        kept = [event.facts["template"] for _, event in questions.events_of(DEAL) if "template" in event.facts]
        for one in set(kept):
            opened.places.capture(str(one)).unlink()

    _, found = verified(house, contract(house))

    assert "模板副本已不在" in str(found["why"])


def test_figures_come_back_from_the_ledger_as_they_were(demo: Path) -> None:
    for paper in papers(demo):
        record = figures_of(CATALOGUE.documents[paper.kind])

        figures = figures_from(record, paper.figures)

        assert plain(figures) == paper.figures == decode(encode(plain(figures)))
        assert digest(figures) == digest(figures_from(record, plain(figures)))


def test_every_kind_has_figures_whose_types_can_be_read_back() -> None:
    for kind in CATALOGUE.documents.values():
        if kind.figures is not None:
            assert is_dataclass(figures_of(kind)), kind.id


@pytest.mark.parametrize("change", [{"more": 1}, {"total": "viel"}, {"lines": 3}, {"quoted_on": "gestern"}], ids=str)
def test_figures_that_are_no_longer_what_they_were_are_told(demo: Path, change: Mapping[str, object]) -> None:
    quote = next(paper for paper in papers(demo) if paper.kind == "G02")
    less = {name: value for name, value in quote.figures.items() if name != "total"}

    for held in ({**quote.figures, **change}, less):
        with pytest.raises(FiguresChanged):
            figures_from(figures_of(CATALOGUE.documents["G02"]), held)


def test_verify_stands_alone(demo: Path) -> None:
    assert run("-C", demo, "generate", "quote", "--verify", contract(demo)).exit_code == 2
