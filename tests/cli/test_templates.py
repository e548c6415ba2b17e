"""templates lint, vars, preview, diff, as they are typed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from openpyxl import Workbook

from toolkit.cli import salesdocs
from toolkit.desk.templates import template_kinds
from toolkit.documents.prove import paragraphs
from toolkit.house import shipped_template


def run(*words: str | Path, house: Path | None = None, options: Sequence[str] = ()) -> Result:
    before = ["-C", str(house)] if house else []
    return CliRunner().invoke(salesdocs, [*before, *options, "templates", *map(str, words)])


def spoilt(path: Path, old: str, new: str, name: str = "quote.docx") -> Path:
    document = Document(BytesIO(shipped_template(name)))
    for text in document.element.body.iter("{*}t"):
        text.text = (text.text or "").replace(old, new)
    document.save(str(path))
    return path


def test_the_templates_in_use_are_without_faults() -> None:
    result = run("lint")

    assert result.exit_code == 0
    assert "错误0处" in result.output


def test_a_faulty_template_is_told_with_exit_code_1_and_a_copy_with_comments(tmp_path: Path) -> None:
    faulty = spoilt(tmp_path / "quote.docx", "{{ valid_until|day }}", "{{ valid_untli|day }}")

    result = run("lint", faulty, "--annotate", "-o", tmp_path / "out")

    assert result.exit_code == 1
    assert "是否为 valid_until?" in result.output
    copy = Document(str(tmp_path / "out" / "quote_检查结果.docx"))
    assert [comment.author for comment in copy.comments] == ["salesdocs", "salesdocs"]


def test_findings_are_told_as_json(tmp_path: Path) -> None:
    faulty = spoilt(tmp_path / "报价单-新.docx", "{{ scheme }}", "{{ shceme }}")

    result = run("lint", faulty, options=["--format", "json", "--lang", "en"])

    (finding,) = json.loads(result.output)
    assert (finding["code"], finding["severity"], finding["tag"]) == ("unknown_name", "error", "{{ shceme }}")
    assert finding["says"] == "shceme is not offered; did you mean scheme?"


def test_the_houses_own_template_is_looked_at_instead_of_the_shipped_one(tmp_path: Path) -> None:
    assert CliRunner().invoke(salesdocs, ["init", str(tmp_path / "house")]).exit_code == 0
    own = tmp_path / "house" / "templates" / "quote.docx"
    own.parent.mkdir(exist_ok=True)
    spoilt(own, "{{ total|money }}", "{{ total }}")

    result = run("lint", "quote", house=tmp_path / "house")
    compared = run("diff", "quote", house=tmp_path / "house")

    assert result.exit_code == 1
    assert "{{ total|money }}" in result.output
    assert "- {{ total|money }}" in compared.output
    assert "+ {{ total }}" in compared.output


def test_a_template_of_merge_is_held_against_the_headings_of_its_table(tmp_path: Path) -> None:
    book = Workbook()
    for row in (("合同编号", "金额"), ("A-1", 12.5), ("A-2", 7.25)):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "data.xlsx")
    document = Document()
    document.add_paragraph("{{ 合同编好 }}{{ 金额 }}{{ 金额|money }}")
    document.save(str(tmp_path / "any.docx"))

    result = run("lint", tmp_path / "any.docx", "--data", tmp_path / "data.xlsx")

    assert "是否为 合同编号?" in result.output
    assert "printed_raw" in result.output
    assert "错误2处" in result.output


def test_a_file_of_no_known_kind_is_asked_for_its_kind(tmp_path: Path) -> None:
    Document().save(str(tmp_path / "x.docx"))

    result = run("lint", tmp_path / "x.docx")

    assert result.exception is not None
    assert "--kind" in str(result.exception)


def test_every_variable_is_listed_with_its_tag_its_meaning_and_an_example() -> None:
    listed = {one["path"]: one for one in json.loads(run("vars", "quote", options=["--format", "json"]).output)}

    assert listed["total"]["tag"] == "{{ total|money }}"
    assert listed["total"]["example"] == "286,000.00"
    assert listed["total"]["must_appear"] is True
    assert listed["lines[].unit_price"]["tag"] == "{{ line.unit_price|price }}"
    assert listed["lines[].unit_price"]["meaning"] == "含税单价（元）"
    assert listed["lines[].unit_price"]["loop"] == "{%tr for line in lines %}"
    assert "方案" in listed["option"]["meaning"]


@pytest.mark.parametrize("kind", template_kinds(), ids=lambda kind: kind.word)
def test_every_kind_has_sample_figures_for_its_variables_and_its_preview(tmp_path: Path, kind: object) -> None:
    word = getattr(kind, "word", "")

    for lang in ("zh", "en"):
        result = run("preview", word, "--lang", lang, "-o", tmp_path)
        assert result.exit_code == 0, result.exception
        shown = "\n".join(paragraphs(Path(result.output.strip()).read_bytes()))
        assert "上海启明" in shown
    assert run("vars", word).output


def test_two_templates_are_compared_by_paragraphs_tags_and_styles(tmp_path: Path) -> None:
    one = spoilt(tmp_path / "a.docx", "", "")
    other = spoilt(tmp_path / "b.docx", "交付地点", "送货地点")
    changed = Document(str(other))
    changed.styles["Normal"].font.bold = True
    changed.save(str(other))

    told = run("diff", one, other).output.splitlines()

    assert "- 交付地点" in told
    assert "+ 送货地点" in told
    assert any(line.startswith("~ ") for line in told[told.index("== 样式") :])
    assert run("diff", one, one).output.splitlines() == ["两个模板的文字、标签和样式相同"]
