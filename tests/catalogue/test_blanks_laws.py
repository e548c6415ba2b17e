"""What holds of every blank of the catalogue, in both languages."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from tests import LONG
from tests.catalogue.test_filled_is_read import told
from tests.ooxml import complaints, needs_validator
from toolkit.catalogue import CATALOGUE, FORMS
from toolkit.forms import layout
from toolkit.forms.blank import make
from toolkit.forms.fill import fill
from toolkit.forms.labels import labels_of, plain
from toolkit.forms.read import read
from toolkit.forms.stamp import stamp_of
from toolkit.model.form import Field, Form, Prefill
from toolkit.model.kinds import Raw
from toolkit.model.submission import Value
from toolkit.model.text import Lang

TODAY = date(2026, 8, 24)
LANGS: tuple[Lang, ...] = ("zh", "en")
WORKBOOKS = tuple(form for form in FORMS if form.medium == "xlsx")
WORD_FORMS = tuple(form for form in FORMS if form.medium == "docx")
NAME = re.compile(r"[frt]_[a-z][a-z0-9_]*")
FORBIDDEN_PARTS = re.compile(r"vbaProject|activeX|embeddings|customXml|externalLink|threadedComment")

in_both = pytest.mark.parametrize("lang", LANGS)
each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
_SHARE = 4
"""Of the prefilled and English blanks the SDK sees one in so many in the short form."""
each_workbook = pytest.mark.parametrize("form", WORKBOOKS, ids=lambda form: form.id)
each_word_form = pytest.mark.parametrize("form", WORD_FORMS, ids=lambda form: form.id)


@lru_cache
def blank(form_id: str, lang: Lang) -> bytes:
    return make(CATALOGUE.forms[form_id], lang=lang)


@lru_cache
def opened(form_id: str, lang: Lang) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(blank(form_id, lang)))


def parts(content: bytes) -> dict[str, str]:
    """The XML parts of the package, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name).decode() for name in package.namelist() if name.endswith((".xml", ".rels"))}


def texts_among_properties(content: bytes) -> dict[str, str]:
    """The custom properties that are text, by name."""
    custom = parts(content)["docProps/custom.xml"]
    return dict(re.findall(r'name="([^"]+)"[^>]*><vt:lpwstr>([^<]*)</vt:lpwstr>', custom))


def scopes(form: Form) -> Iterator[Sequence[Field]]:
    """The fields among which a label must say which is meant."""
    yield form.fields
    yield from (table.columns for table in form.tables)


def known_of(form: Form) -> Prefill:
    """The form's own examples as a prefill."""

    def values(fields: Sequence[Field]) -> dict[str, Value]:
        read_as = {f.key: f.kind.read(Raw(f.example), today=TODAY).value for f in fields if not f.calculation}
        return {key: value for key, value in read_as.items() if value is not None}  # type: ignore[misc]

    return Prefill(values(form.fields), {table.key: (values(table.columns),) * 2 for table in form.tables})


@each_form
@in_both
def test_no_two_labels_of_a_form_are_alike(form: Form, lang: Lang) -> None:
    for fields in scopes(form):
        printed = [plain(layout.label_of(field, lang)) for field in fields]

        assert [label for label, count in Counter(printed).items() if count > 1] == []
        assert plain(layout.ROW_NUMBER.said(lang)) not in printed or layout.has_own_row_number(
            next(table for table in form.tables if table.columns == fields)
        )


@each_form
@in_both
def test_every_printed_label_is_known_to_the_reader(form: Form, lang: Lang) -> None:
    for fields in scopes(form):
        labels = labels_of(fields)

        assert [f.key for f in fields if labels.find(layout.label_of(f, lang)) is not f] == []


@each_workbook
@in_both
def test_a_workbook_says_three_times_which_form_it_is(form: Form, lang: Lang) -> None:
    stamp, workbook = stamp_of(form), opened(form.id, lang)

    sheet, meta = workbook.worksheets[0], workbook["_meta"]

    assert texts_among_properties(blank(form.id, lang)) == dict(stamp.properties)
    assert meta.sheet_state == "hidden"
    lines = meta.iter_rows(max_row=len(stamp.properties), max_col=2, values_only=True)
    assert {line[0]: line[1] for line in lines} == dict(stamp.properties)
    assert stamp.line in [row[0] for row in sheet.iter_rows(max_row=3, max_col=1, values_only=True)]


@each_word_form
@in_both
def test_a_word_form_says_twice_which_form_it_is(form: Form, lang: Lang) -> None:
    content = blank(form.id, lang)

    document = docx.Document(io.BytesIO(content))

    assert texts_among_properties(content) == dict(stamp_of(form).properties)
    assert stamp_of(form).line in [paragraph.text for paragraph in document.paragraphs]


@each_workbook
@in_both
def test_the_hidden_sheet_says_where_every_answer_lies(form: Form, lang: Lang) -> None:
    workbook = opened(form.id, lang)
    sheet = workbook.worksheets[0]

    listed = {row[0]: row for row in workbook["_meta"].iter_rows(max_col=5, values_only=True) if row[2] == sheet.title}

    columns = {f"{table.key}.{f.key}": f for table in form.tables for f in table.columns}
    assert set(listed) == {f.key for f in form.fields} | {table.key for table in form.tables} | set(columns)
    for key, field in columns.items():
        assert listed[key][1] == sheet[str(listed[key][3])].value == layout.label_of(field, lang)
    for field in form.fields:
        cell = sheet[str(listed[field.key][3])]
        assert plain(str(sheet.cell(cell.row, cell.column - 1).value)) == plain(layout.label_of(field, lang))


@each_workbook
@in_both
def test_a_table_is_list_range_and_headers_alike_and_has_its_rows_ready(form: Form, lang: Lang) -> None:
    workbook = opened(form.id, lang)
    sheet = workbook.worksheets[0]

    for table in form.tables:
        listed, named = sheet.tables[f"t_{table.key}"], workbook.defined_names[f"r_{table.key}"]
        rows = list(sheet[listed.ref])
        ((title, area),) = named.destinations
        assert (title, area.replace("$", "")) == (sheet.title, listed.ref)
        assert [cell.value for cell in rows[0]] == list(listed.column_names)
        assert len(set(listed.column_names)) == len(listed.column_names)
        assert len(rows) - 1 == table.ready_rows >= 30
        assert listed.totalsRowCount is None


@each_workbook
@in_both
def test_the_row_under_summed_amounts_is_called_a_total(form: Form, lang: Lang) -> None:
    sheet = opened(form.id, lang).worksheets[0]

    for table in form.tables:
        below = sheet[sheet.tables[f"t_{table.key}"].ref][-1][0].row + 1
        sums = [cell.value for cell in sheet[below] if str(cell.value).startswith("=SUM(")]
        amounts = [f for f in table.columns if f.calculation and f.kind.name == "amount"]
        assert len(sums) == len(amounts)
        assert (sheet.cell(below, 1).value == layout.TOTAL.said(lang)) == bool(amounts)


@each_workbook
@in_both
def test_formulas_are_plain_and_names_are_names(form: Form, lang: Lang) -> None:
    workbook = opened(form.id, lang)

    formulas = [str(cell.value) for row in workbook.worksheets[0].iter_rows() for cell in row if cell.data_type == "f"]

    assert [formula for formula in formulas if "[" in formula or "@" in formula or "_xl" in formula] == []
    names = [name for name in workbook.defined_names if not name.startswith("_xlnm")]
    assert [name for name in names if not NAME.fullmatch(name)] == []
    assert {f"f_{f.key}" for f in form.fields} | {f"r_{t.key}" for t in form.tables} == set(names)


@each_workbook
@in_both
def test_only_answers_can_be_typed_into(form: Form, lang: Lang) -> None:
    workbook = opened(form.id, lang)
    sheet = workbook.worksheets[0]

    assert sheet.protection.sheet and not sheet.protection.password
    for field in form.fields:
        ((_, place),) = workbook.defined_names[f"f_{field.key}"].destinations
        cell = sheet[place.replace("$", "")]
        assert cell.protection.locked == bool(field.calculation or field.drawn)
        assert sheet.cell(cell.row, cell.column - 1).protection.locked


@each_workbook
@in_both
def test_every_answer_is_prompted_for_in_both_languages(form: Form, lang: Lang) -> None:
    workbook = opened(form.id, lang)
    rules = workbook.worksheets[0].data_validations.dataValidation

    typed = [f for fields in scopes(form) for f in fields if not f.calculation and not f.drawn]
    prompts = Counter(rule.promptTitle for rule in rules)
    for field in typed:
        assert prompts[layout.label_of(field, lang)[:32]] >= 1
    for rule in rules:
        assert rule.type in (None, "none", "list") and rule.showInputMessage
        assert re.search(r"必填|选填|填", rule.prompt) and re.search(
            r"required|optional|when|prefilled", rule.prompt, re.I
        )
        assert rule.type != "list" or ("下拉列表" in rule.error and "from the list" in rule.error)


@each_form
@in_both
def test_a_blank_holds_nothing_that_another_program_might_refuse_or_mangle(form: Form, lang: Lang) -> None:
    package = parts(blank(form.id, lang))

    assert [name for name in package if FORBIDDEN_PARTS.search(name)] == []
    assert not re.search(r"<cp:keywords>[^<]", package["docProps/core.xml"])
    sheets = [text for name, text in package.items() if name.startswith("xl/worksheets/sheet")]
    assert [text for text in sheets if "x14:" in text or "extLst" in text] == []


@each_word_form
@in_both
def test_controls_of_a_word_form_are_comfort_only(form: Form, lang: Lang) -> None:
    document = docx.Document(io.BytesIO(blank(form.id, lang)))
    labels = {layout.label_of(f, lang) for fields in scopes(form) for f in fields}

    for control in document.element.body.iter(qn("w:sdt")):
        assert control.getparent().tag == qn("w:p")
        properties = control.find(qn("w:sdtPr"))
        kinds = {child.tag.rpartition("}")[2] for child in properties}
        assert not kinds & {"lock", "dataBinding", "repeatingSection", "text", "richText"}
        assert properties.find(qn("w:alias")).get(qn("w:val")) in labels


@each_word_form
@in_both
def test_a_day_typed_into_its_picker_is_read(form: Form, lang: Lang) -> None:
    document = docx.Document(io.BytesIO(blank(form.id, lang)))
    for text in document.element.body.iter(qn("w:t")):
        text.text = "2026-07-01" if text.text == layout.BLANK_DAY else text.text
    typed = io.BytesIO()
    document.save(typed)

    submission = read(typed.getvalue(), "x", FORMS, today=TODAY)

    days = {f.key for f in form.fields if f.kind.name == "day" and not f.locked and not f.drawn}
    assert {key for key, value in told(form, submission)[0].items() if value == date(2026, 7, 1)} == days


@each_form
def test_what_is_filled_into_the_english_blank_is_what_is_read(form: Form) -> None:
    values = {f.key: f.example for f in form.fields if not f.calculation and not f.drawn}
    rows = {t.key: [{f.key: f.example for f in t.columns if not f.calculation}] * 2 for t in form.tables}

    chinese, english = (read(fill(blank(form.id, lang), form, values, rows), "x", FORMS, today=TODAY) for lang in LANGS)

    assert english.form == form.id
    assert told(form, english) == told(form, chinese)
    assert {f.key for f in form.fields if f.key in values} <= told(form, english)[0].keys() | _unread(form)


def _unread(form: Form) -> set[str]:
    """Fields whose example says that there is nothing to say."""
    return {f.key for f in form.fields if f.kind.read(Raw(f.example), today=TODAY).value is None}


@each_form
def test_an_untouched_english_blank_says_nothing(form: Form) -> None:
    submission = read(blank(form.id, "en"), "x", FORMS, today=TODAY)

    values, tables = told(form, submission)
    assert (submission.form, values) == (form.id, {})
    assert not any(tables.values())


@needs_validator
@pytest.mark.parametrize("medium", ["xlsx", "docx"])
def test_the_open_xml_sdk_has_nothing_against_any_blank(medium: str, tmp_path: Path) -> None:
    forms = [form for form in FORMS if form.medium == medium]
    for n, form in enumerate(forms):
        (tmp_path / f"{form.id}-zh.{medium}").write_bytes(blank(form.id, "zh"))
        if LONG or n % _SHARE == 0:
            prefilled = make(form, prefill=known_of(form), deal="SJ-2026-0001", company="苏州恒拓智能装备有限公司")
            (tmp_path / f"{form.id}-filled.{medium}").write_bytes(prefilled)
        if LONG or n % _SHARE == 1:
            (tmp_path / f"{form.id}-en.{medium}").write_bytes(blank(form.id, "en"))

    found = complaints(sorted(tmp_path.iterdir()))

    assert {path.name: errors for path, errors in found.items() if errors} == {}
    assert len(found) > len(forms)
