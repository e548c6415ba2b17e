"""A form is known by its stamp and content, whatever its file is called and whoever cleaned it up."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import openpyxl
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from tests.forms.every_kind import FILLED, FORMS, TODAY, WORD_FORM, WORKBOOK, asked, later, told
from toolkit.errors import UnknownForm, UnreadableFile
from toolkit.forms.blank import make
from toolkit.forms.fill import fill
from toolkit.forms.labels import Texts, labels_of, unit_of
from toolkit.forms.read import identify, is_form_file, read
from toolkit.forms.stamp import Stamp, from_line, stamp_of
from toolkit.model import kinds
from toolkit.model.form import Field, Form, Group, Table
from toolkit.model.text import Text
from toolkit.office.gate import admit

CASES = Path(os.environ.get("SALESDOCS_CASES", Path(__file__).parents[3] / "shared"))
each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.medium)


def filled(form: Form) -> bytes:
    """The form with a few answers, of deal SJ-2026-0001."""
    return fill(make(form, deal="SJ-2026-0001", number="KH-2026-0007"), form, FILLED.values, FILLED.tables)


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The zip with one part changed; dropped where nothing is left of it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            kept = change(old.read(name)) if name == part else old.read(name)
            if kept:
                new.writestr(name, kept)
    return made.getvalue()


def without_properties(content: bytes) -> bytes:
    """The file as a program saves it that knows no custom properties."""
    return changed(content, "docProps/custom.xml", lambda part: re.sub(rb"<property .*</property>", b"", part))


def edited(content: bytes, edit: Callable[[openpyxl.Workbook], None]) -> bytes:
    """The workbook after an edit, saved by openpyxl."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    edit(workbook)
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()


def without_line(content: bytes, form: Form) -> bytes:
    """The form after somebody deleted the visible stamp."""
    if form.medium == "docx":
        return changed(content, "word/document.xml", lambda part: part.replace("表单编号".encode(), b""))

    def wipe(workbook: openpyxl.Workbook) -> None:
        for row in workbook.worksheets[0].iter_rows(max_row=4):
            for cell in row:
                if isinstance(cell.value, str) and "表单编号" in cell.value:
                    cell.value = None

    return edited(content, wipe)


@each_form
def test_a_renamed_file_is_still_the_form_it_is(form: Form) -> None:
    content = filled(form)

    stamp = identify(content, f"新建文件 (2).{form.medium}", FORMS)

    assert stamp == stamp_of(form, deal="SJ-2026-0001", number="KH-2026-0007")


@each_form
def test_the_visible_line_is_enough(form: Form) -> None:
    content = without_properties(filled(form))
    if form.medium == "xlsx":
        content = edited(content, lambda book: book.remove(book["填写说明"]))
        content = edited(content, lambda book: book.remove(book["_meta"]))

    submission = read(content, "x", FORMS, today=TODAY)

    assert (submission.form, submission.version, submission.deal) == (form.id, "1.0", "SJ-2026-0001")
    assert submission.number == "KH-2026-0007"


def test_the_hidden_sheet_is_enough() -> None:
    content = without_line(without_properties(filled(WORKBOOK)), WORKBOOK)

    stamp = identify(content, "x.xlsx", FORMS)

    assert stamp == stamp_of(WORKBOOK, deal="SJ-2026-0001", number="KH-2026-0007")


@each_form
def test_title_and_labels_are_enough(form: Form) -> None:
    content = without_line(without_properties(filled(form)), form)
    if form.medium == "xlsx":
        content = edited(content, lambda book: book.remove(book["_meta"]))

    submission = read(content, "x", FORMS, today=TODAY)

    assert (submission.form, submission.version, submission.deal) == (form.id, "", "")
    assert submission.value("company") == FILLED.values["company"]
    assert submission.remarks == ()


@each_form
def test_another_version_is_read_and_told(form: Form) -> None:
    submission = read(filled(form), "x", [later(form, "2.0")], today=TODAY)

    (remark,) = submission.remarks
    assert (remark.code, remark.is_warning) == ("N-VERSION", True)
    assert remark.facts == {"given": "1.0", "current": "2.0"}
    assert submission.value("company") == FILLED.values["company"]


def test_a_word_file_of_somebody_else_is_none_of_ours() -> None:
    document = Document()
    document.add_paragraph("会议通知")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "客户名称", "上海启明"
    made = io.BytesIO()
    document.save(made)

    with pytest.raises(UnknownForm) as trouble:
        read(made.getvalue(), "通知.docx", FORMS, today=TODAY)

    assert identify(made.getvalue(), "通知.docx", FORMS) is None
    assert set(trouble.value.nearest) == {WORKBOOK.title.zh, WORD_FORM.title.zh}


def test_a_stamp_survives_what_people_do_to_its_line() -> None:
    assert from_line("表单编号:F05  版本:V1.0,商机:SJ-2026-0001") == Stamp("F05", "1.0", "SJ-2026-0001")
    assert from_line("表单编号 Ｆ05 版本 2 单号 BJ-2026-0001-V2") == Stamp("F05", "2", "", "BJ-2026-0001-V2")
    assert from_line("表单编号 F17B 版本 1.0") == Stamp("F17B", "1.0")
    assert from_line("编号 F05") is None


@pytest.mark.parametrize(
    ("name", "is_form"),
    [("a.xlsx", True), ("A.DOCX", True), ("~$a.docx", False), (".~a.xlsx", False), ("a.pdf", False), ("xlsx", False)],
)
def test_workbooks_and_word_files_are_form_files(name: str, is_form: bool) -> None:
    assert is_form_file(name) is is_form


REASONS = {
    "d22_rtf.docx": "rtf_not_docx",
    "d23_flat_opc.docx": "flat_opc",
    "d29_xlsx_as.docx": "wrong_office_type",
    "d31_truncated.docx": "corrupt_zip",
    "r01_empty.xlsx": "empty_file",
    "r02_truncated.xlsx": "corrupt_zip",
    "r03_bad_deflate.xlsx": "corrupt_zip",
    "r04_html.xlsx": "html_not_xlsx",
    "r21_encrypted.xlsx": "encrypted",
    "r22_xls_as.xlsx": "xls_not_xlsx",
    "r23_ods_as.xlsx": "ods_not_xlsx",
    "r25_malformed_xml.xlsx": "malformed_xml",
    "r26_zip_in_comment.xlsx": "not_zip_at_0",
}


@pytest.mark.parametrize("file", REASONS)
def test_a_file_that_cannot_be_read_says_why(file: str) -> None:
    path = CASES / "quirks" / file
    if not path.exists():
        pytest.skip(f"no shared cases at {CASES}")
    manifest = json.loads((CASES / "quirks" / "manifest.json").read_text(encoding="utf-8"))

    with pytest.raises(UnreadableFile) as trouble:
        read(path.read_bytes(), file, FORMS, today=TODAY)

    assert trouble.value.code == REASONS[file]
    assert trouble.value.code == next(case["reason"] for case in manifest if case["file"] == file)


@each_form
def test_a_file_cut_anywhere_is_refused(form: Form) -> None:
    content = filled(form)

    for length in range(0, len(content) - 1, len(content) // 12):
        with pytest.raises(UnreadableFile):
            read(content[:length], f"x.{form.medium}", FORMS, today=TODAY)


@each_form
def test_the_visible_line_says_what_the_properties_say(form: Form) -> None:
    content = filled(form)

    told_by_line = read(without_properties(content), "x", FORMS, today=TODAY)

    assert told(told_by_line) == told(read(content, "x", FORMS, today=TODAY))


@pytest.mark.parametrize("medium", ["xlsx", "docx"])
def test_a_number_still_to_come_is_no_answer(medium: Literal["xlsx", "docx"]) -> None:
    number = asked("lead_no", "客户编号", kinds.Words(), drawn=True)
    columns = (number, asked("name", "客户名称", kinds.Words()), asked("on", "登记日期", kinds.Day()))
    rows = Table(key="rows", title=Text("客户", "Customers"), columns=columns)
    register = Form(
        id="F94",
        word="register",
        version="1",
        title=Text("登记表", "R"),
        medium=medium,
        stage=1,
        parts=(rows,),
        register="rows",
    )

    untouched = read(make(register), "x", [register], today=TODAY)
    once = read(fill(make(register), register, {}, {"rows": [{"name": "上海启明"}]}), "x", [register], today=TODAY)

    assert untouched.lines("rows") == ()
    (line,) = once.lines("rows")
    assert (line.answer("lead_no").value, line.answer("lead_no").raw) == (None, "")
    assert line.number == 1


@pytest.mark.parametrize(
    "text", ["客户名称", "客户 名称：", "*客户名称", "客户名称*:", "２、客户名称", "客户名称(全称)", "（1）客户名称"]
)
def test_a_label_is_known_however_it_is_decorated(text: str) -> None:
    field = asked("name", "客户名称", kinds.Words())

    assert labels_of([field]).find(text) is field


def test_a_bracket_that_tells_two_labels_apart_counts() -> None:
    small, large = asked("a", "金额(小写)", kinds.Amount()), asked("b", "金额(大写)", kinds.Capitals())
    labels = labels_of([small, large])

    assert labels.find("金额（小写）(万元)") is small
    assert labels.find("金额(大写):") is large
    assert labels.find("金额") is None


@pytest.mark.parametrize(
    "text", ["含税单价(不含税)", "单价（未税）", "单价(美元)", "含税单价(USD)", "单价(不含增值税,元)"]
)
def test_a_bracket_that_asks_for_something_else_makes_another_label(text: str) -> None:
    price = asked("price", "含税单价", kinds.Amount(), aliases=("单价",))

    assert labels_of([price]).find(text) is None
    assert labels_of([price]).find("单价(含税)") is price


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("单价(人民币万元)", "万元"),
        ("单价（含税，万元）", "万元"),
        ("单价(单位:万元/含税)", "万元"),
        ("单价(百元)", "百元"),
        ("单价(万)", "万"),
        ("日期(年/月/日)", ""),
        ("单价(万元以上另议)", ""),
    ],
)
def test_the_unit_of_a_label_is_known_among_other_words(label: str, unit: str) -> None:
    assert unit_of(label) == unit


def test_an_older_blank_is_read_by_the_declaration_it_was_made_from() -> None:
    company = WORKBOOK.field("company")
    renamed = replace(company, label=Text("购货单位", "purchaser"), aliases=())
    dropped = Field(key="fax", label=Text("传真", "fax"), kind=kinds.Words(), need=False)
    group = Group(Text("旧版", "former"), (renamed, dropped))
    others = tuple(part for part in WORKBOOK.parts if not isinstance(part, Group))
    old = replace(WORKBOOK, version="0.9", parts=(group, *others))
    current = replace(WORKBOOK, earlier=(old,))
    filled = fill(make(old), old, {"company": "上海启明", "fax": "021-5"}, {})

    submission = read(filled, "x.xlsx", (current,), today=TODAY)

    assert submission.value("company") == "上海启明"
    assert set(submission.answers) == {field.key for field in current.fields}
    assert {remark.code for remark in submission.remarks} == {"N-VERSION", "N-DROPPED"}


LABEL = st.sampled_from(("客户名称", "客户", "单价", "金额(大写)", "金额(小写)", "日期", "客户名称客户名称客户名称"))
WORN = st.tuples(
    st.sampled_from(("", "1.", "*", "  ", "（1）")),
    LABEL,
    st.sampled_from(("", "：", "(万元)", "(美元)", "(全称)", " *")),
).map("".join)
TEXT = st.one_of(WORN, st.tuples(WORN, st.sampled_from((":上海启明", "：__", ":"))).map("".join), st.text(max_size=50))


@given(st.lists(TEXT, max_size=20))
def test_labels_found_among_all_texts_at_once_are_those_found_in_each(texts: list[str]) -> None:
    names = ("客户名称", "单价", "金额(大写)", "金额(小写)", "日期")
    labels = labels_of([asked(f"field_{n}", name, kinds.Words()) for n, name in enumerate(names)])
    alone = (labels.find(text) or (split[0] if (split := labels.split(text)) else None) for text in texts)

    assert {f.key for f in labels.among(Texts(texts))} == {field.key for field in alone if field is not None}


@each_form
def test_a_file_that_was_admitted_before_says_the_same(form: Form) -> None:
    content, name = filled(form), f"x.{form.medium}"

    again = read(content, name, FORMS, today=TODAY, package=admit(content, name))

    assert again == read(content, name, FORMS, today=TODAY)
