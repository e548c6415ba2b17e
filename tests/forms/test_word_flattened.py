"""What Word, WPS and people do to a Word form, and what is still read from it."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument

from tests.forms.every_kind import FILLED, FORMS, TODAY, WORD_FORM, asked, given, told
from toolkit.forms.blank import make
from toolkit.forms.fill import fill
from toolkit.forms.read import read
from toolkit.forms.word import story_of
from toolkit.forms.word_answers import fields_of
from toolkit.model import kinds
from toolkit.model.form import Form, Group
from toolkit.model.text import Text
from toolkit.office.package import Package

CASES = Path(os.environ.get("SALESDOCS_CASES", Path(__file__).parents[3] / "shared"))
COMPANY = Form(
    id="F93",
    word="company",
    version="1",
    title=Text("公司资料", "Company"),
    medium="docx",
    stage=1,
    parts=(
        Group(
            Text("", ""),
            (
                asked("name", "公司名称", kinds.Words(one_line=True)),
                asked("capital", "注册资本", kinds.Words()),
                asked("founded", "成立日期", kinds.Day()),
                asked("is_general", "一般纳税人", kinds.YesNo()),
                asked("address", "地址", kinds.Words()),
            ),
        ),
    ),
)


def quirks() -> list[dict[str, object]]:
    """The Word files of the shared cases that must be read, with what they say."""
    manifest = CASES / "quirks" / "manifest.json"
    if not manifest.exists():
        return [{"file": "absent", "fields": {}}]
    cases: list[dict[str, object]] = json.loads(manifest.read_text(encoding="utf-8"))
    return [case for case in cases if "fields" in case]


@pytest.mark.parametrize("case", quirks(), ids=lambda case: str(case["file"]))
def test_a_quirky_file_says_what_a_person_sees(case: dict[str, object]) -> None:
    path = CASES / "quirks" / str(case["file"])
    if not path.exists():
        pytest.skip(f"no shared cases at {CASES}")
    package = Package(path.read_bytes(), path.name)

    answers = fields_of(story_of(package), COMPANY, {}, today=TODAY)

    labels = {f.label.zh: f.key for f in COMPANY.fields}
    expected = case["fields"]
    assert isinstance(expected, dict)
    for label, text in expected.items():
        assert answers[labels[label]].raw == (text or "").strip(), label


def test_a_row_copied_with_another_answer_is_asked_about() -> None:
    path = CASES / "quirks" / "d15_dup_tag.docx"
    if not path.exists():
        pytest.skip(f"no shared cases at {CASES}")
    package = Package(path.read_bytes(), path.name)

    answer = fields_of(story_of(package), COMPANY, {}, today=TODAY)["name"]

    assert answer.fault is not None and answer.fault.code == "M-TWICE"
    assert answer.fault.facts["values"] == ("上海公司", "北京公司")


def filled() -> WordDocument:
    """The filled form, open for editing."""
    return Document(io.BytesIO(fill(make(WORD_FORM), WORD_FORM, FILLED.values, FILLED.tables)))


def saved(document: WordDocument) -> bytes:
    """The document's bytes."""
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def test_answers_and_lines_name_their_table_and_row() -> None:
    submission = read(saved(filled()), "x", FORMS, today=TODAY)

    assert submission.answer("company").place == "第1个表 第1行"
    line = submission.lines("goods")[1]
    assert (line.number, line.place) == (2, "第2个表 第3行")
    assert line.answer("price").place == "第2个表 第3行"


def test_an_answer_behind_a_colon_in_a_paragraph_is_read() -> None:
    document = filled()
    cell = next(c for row in document.tables[0].rows for c in row.cells if c.text.startswith("客户名称"))
    cell.text = "____"
    document.add_paragraph("客户名称：__上海启明__")

    submission = read(saved(document), "x", FORMS, today=TODAY)

    assert submission.value("company") == "上海启明"


def test_boxes_left_unticked_are_blank_and_one_ticked_is_an_answer() -> None:
    document = Document(io.BytesIO(make(WORD_FORM)))
    cell = next(c for row in document.tables[0].rows for c in row.cells if "□高意向" in c.text)
    cell.text = cell.text.replace("□中意向", "☑中意向")

    submission = read(saved(document), "x", FORMS, today=TODAY)

    assert submission.value("level") == "中意向"
    assert (submission.answer("agrees").value, submission.answer("agrees").fault) == (None, None)


def test_a_row_merged_downwards_counts_for_each_line() -> None:
    document = filled()
    table = document.tables[1]
    table.cell(1, 2).text = "红"
    table.cell(1, 2).merge(table.cell(2, 2))

    submission = read(saved(document), "x", FORMS, today=TODAY)

    assert [line.words("sort") for line in submission.lines("goods")] == ["红", "红"]


def test_the_order_of_tables_does_not_matter() -> None:
    document = filled()
    body = document.element.body
    body.insert(0, document.tables[1]._tbl)

    assert told(read(saved(document), "x", FORMS, today=TODAY)) == given(FILLED)
