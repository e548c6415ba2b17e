"""What a blank brings with it."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.forms.every_kind import COLOURS, FILLED, FORMS, GOODS, WORD_FORM, WORKBOOK
from toolkit.forms.blank import make
from toolkit.forms.blanks.columns import columns_of, needs_landscape
from toolkit.forms.fill import fill
from toolkit.forms.labels import plain, unit_of
from toolkit.forms.layout import width_of
from toolkit.model.form import Form

each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.medium)


def opened() -> openpyxl.Workbook:
    """The workbook's blank."""
    return openpyxl.load_workbook(io.BytesIO(make(WORKBOOK, prefill=FILLED, deal="SJ-2026-0001")))


@each_form
def test_the_same_blank_has_the_same_bytes(form: Form) -> None:
    assert make(form, prefill=FILLED, deal="SJ-2026-0001") == make(form, prefill=FILLED, deal="SJ-2026-0001")


@each_form
def test_the_same_filling_has_the_same_bytes(form: Form) -> None:
    once, again = (fill(make(form), form, FILLED.values, FILLED.tables) for _ in range(2))

    assert once == again


@each_form
def test_a_key_the_form_does_not_have_cannot_be_filled(form: Form) -> None:
    with pytest.raises(KeyError):
        fill(make(form), form, {"nonsense": "x"}, {})
    with pytest.raises(KeyError):
        fill(make(form), form, {}, {"goods": [{"nonsense": "x"}]})


def test_every_field_has_a_name_and_a_label_beside_it() -> None:
    workbook = opened()
    sheet = workbook.worksheets[0]

    for field in WORKBOOK.fields:
        ((title, place),) = workbook.defined_names[f"f_{field.key}"].destinations
        cell = sheet[place.replace("$", "")]
        assert title == sheet.title
        assert plain(str(sheet.cell(cell.row, cell.column - 1).value)) == plain(field.label.zh)


def test_the_table_is_bound_three_ways_and_has_thirty_rows() -> None:
    workbook = opened()
    sheet = workbook.worksheets[0]

    table = sheet.tables["t_goods"]
    ((_, area),) = workbook.defined_names["r_goods"].destinations
    assert table.ref == area.replace("$", "")
    assert table.column_names == ["序号", *(f.label.zh for f in GOODS.columns)]
    first, last = (int("".join(filter(str.isdigit, corner))) for corner in table.ref.split(":"))
    assert last - first == 30


def test_labels_and_formulas_are_locked_and_answers_are_not() -> None:
    sheet = opened().worksheets[0]

    assert sheet.protection.sheet and not sheet.protection.password
    assert sheet.protection.formatCells is False and sheet.protection.insertRows is False
    by_label = {plain(str(cell.value)): cell for row in sheet.iter_rows() for cell in row if cell.value}
    company, total = by_label["客户名称"], by_label["金额合计"]
    assert company.protection.locked and total.protection.locked
    assert not sheet.cell(company.row, company.column + 1).protection.locked
    assert sheet.cell(total.row, total.column + 1).protection.locked


def test_dropdowns_and_prompts_lie_on_their_cells() -> None:
    workbook = opened()
    rules = workbook.worksheets[0].data_validations.dataValidation

    lists = {rule.formula1 for rule in rules if rule.type == "list"}
    prompts = [rule.prompt or "" for rule in rules]
    assert f'"{",".join(COLOURS)}"' in lists
    assert "不早于今天\n例:2026-07-20\n必填\nOn · not before today · required" in prompts


def test_formulas_name_cells_and_never_structures() -> None:
    sheet = opened().worksheets[0]

    formulas = [str(cell.value) for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert len(formulas) == 30 + 2
    assert not any("[" in formula for formula in formulas)


def test_a_prefilled_calculation_shows_its_value_at_once() -> None:
    content = make(WORKBOOK, prefill=FILLED)

    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]

    shown = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)]
    assert shown.count(226000) == 1
    assert shown.count(286000) == 3  # the price given, the total, and the table's sum


def test_the_guide_explains_every_field() -> None:
    guide = opened()["填写说明"]

    first = {str(row[0]).split("\n")[0] for row in guide.iter_rows(values_only=True)}
    assert {f.label.zh for f in WORKBOOK.fields} <= first
    assert {f.label.zh for f in GOODS.columns} <= first


def test_a_word_blank_names_chinese_fonts_and_counts_its_pages() -> None:
    document = Document(io.BytesIO(make(WORD_FORM, company="苏州恒拓智能装备有限公司")))

    used = {p.style.name for p in document.paragraphs if p.style is not None}
    for name in used:
        fonts = document.styles[name].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        assert fonts.get(qn("w:eastAsia")) in ("宋体", "黑体")
    fields = document.sections[0].footer._element.findall(f".//{qn('w:fldSimple')}")
    assert [field.get(qn("w:instr")) for field in fields] == ["PAGE", "NUMPAGES"]
    header = document.tables[1].rows[0]._tr
    assert header.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def test_a_word_file_has_no_part_twice() -> None:
    with zipfile.ZipFile(io.BytesIO(make(WORD_FORM))) as package:
        names = package.namelist()

    assert len(names) == len(set(names))
    assert "docProps/custom.xml" in names


def test_the_columns_of_a_word_table_fill_the_page() -> None:
    columns = columns_of(GOODS, is_landscape=needs_landscape(WORD_FORM, "zh"), lang="zh")

    assert sum(columns.widths_cm) == pytest.approx(17.0)
    assert min(columns.widths_cm) > 0.9


def test_a_chinese_character_is_two_wide() -> None:
    assert width_of("合同No.1\n甲") == 8


@pytest.mark.parametrize(
    ("label", "unit"), [("金额(万元)", "万元"), ("金额（单位：元）*", "元"), ("毛利率(%)", "%"), ("合同金额(小写)", "")]
)
def test_the_unit_stands_in_the_brackets_of_a_label(label: str, unit: str) -> None:
    assert unit_of(label) == unit
