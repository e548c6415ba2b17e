"""What people do to a workbook, and what is still read from it."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.forms.every_kind import FILLED, FORMS, TODAY, WORKBOOK, given, told
from toolkit.forms.blank import make
from toolkit.forms.fill import fill
from toolkit.forms.read import read
from toolkit.model.submission import Submission

Edit = Callable[[openpyxl.Workbook, Worksheet], object]
HEADER = next(
    row
    for row in range(1, 99)
    if openpyxl.load_workbook(io.BytesIO(make(WORKBOOK))).worksheets[0].cell(row, 2).value == "名称"
)
SHEET = WORKBOOK.title.zh


def after(edit: Edit) -> Submission:
    """What is read from the filled workbook after an edit."""
    workbook = openpyxl.load_workbook(io.BytesIO(fill(make(WORKBOOK), WORKBOOK, FILLED.values, FILLED.tables)))
    edit(workbook, workbook.worksheets[0])
    made = io.BytesIO()
    workbook.save(made)
    return read(made.getvalue(), "x.xlsx", FORMS, today=TODAY)


def cell_of(sheet: Worksheet, label: str) -> tuple[int, int]:
    """Row and column of the cell that holds this label."""
    return next(
        (int(cell.row or 0), int(cell.column or 0))
        for row in sheet.iter_rows(max_row=80)
        for cell in row
        if str(cell.value or "").replace(" *", "") == label
    )


def drop_names(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
    """Loses every defined name and Excel table, as a copy into a new workbook does."""
    workbook.defined_names.clear()
    sheet.tables.clear()


def leave(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
    """Changes nothing."""


def shift(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
    """Inserts two rows on top, without names to tell."""
    drop_names(workbook, sheet)
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_rows(1, 2)


def rename(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
    """Renames the sheet; the names follow, as they do in Excel."""
    sheet.title = "Sheet (2)"
    for name in workbook.defined_names.values():
        name.attr_text = name.attr_text.replace(SHEET, "Sheet (2)")


def decorate(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
    """Rewrites labels and headers as people do."""
    drop_names(workbook, sheet)
    for old, new in (
        ("客户名称", "１、公司 名称："),
        ("总价(元)", "总  价（元）*"),
        ("单价", "单价(元)"),
        ("数量", "数 量"),
    ):
        sheet.cell(*cell_of(sheet, old)).value = new


@pytest.mark.parametrize("edit", [drop_names, shift, rename, decorate], ids=lambda edit: edit.__name__)
def test_the_answers_are_found_all_the_same(edit: Edit) -> None:
    submission = after(edit)

    assert told(submission) == given(FILLED)
    assert submission.remarks == ()


def test_every_answer_names_its_cell() -> None:
    submission = after(leave)

    label = cell_of(openpyxl.load_workbook(io.BytesIO(make(WORKBOOK))).worksheets[0], "客户名称")
    assert submission.answer("company").place == f"{SHEET}!{'ABCDEF'[label[1]]}{label[0]}"
    first, second = submission.lines("goods")
    assert (first.number, first.place) == (1, f"{SHEET}!{HEADER + 1}")
    assert second.answer("price").place == f"{SHEET}!E{HEADER + 2}"
    assert second.answer("price").key == "goods.price"


def test_numbers_are_told_as_they_are_seen() -> None:
    submission = after(leave)

    raws = {key: submission.answer(key).raw for key in ("price_all", "share", "on", "agrees")}
    assert raws == {"price_all": "286000", "share": "30%", "on": "2026-07-20", "agrees": "是"}


def test_blank_rows_between_lines_count_but_say_nothing() -> None:
    def leave_a_gap(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.cell(HEADER + 12, 2).value = "备件"

    submission = after(leave_a_gap)

    assert [(line.number, line.words("article")) for line in submission.lines("goods")] == [
        (1, "自动上料机"),
        (2, "维护"),
        (12, "备件"),
    ]


def test_a_unit_in_the_header_counts() -> None:
    def in_ten_thousands(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.cell(HEADER, 5).value = "单价(万元)"
        sheet.cell(HEADER + 1, 5).value = 11.3

    (first, _) = after(in_ten_thousands).lines("goods")

    assert first.value("price") == Decimal("113000.00")
    assert first.answer("price").raw == "11.3"
    assert first.answer("price").notes != ()


def test_a_cell_merged_over_rows_counts_for_each() -> None:
    def merge(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.tables.clear()
        sheet.cell(HEADER + 1, 3).value = "红"
        sheet.merge_cells(start_row=HEADER + 1, end_row=HEADER + 2, start_column=3, end_column=3)

    assert [line.words("sort") for line in after(merge).lines("goods")] == ["红", "红"]


def test_a_moved_answer_is_read_and_told() -> None:
    def cut_and_paste(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        row, column = cell_of(sheet, "客户名称")
        sheet.cell(3, 12).value, sheet.cell(row, column + 1).value = sheet.cell(row, column + 1).value, None
        workbook.defined_names["f_company"].attr_text = f"'{SHEET}'!$L$3"

    answer = after(cut_and_paste).answer("company")

    assert answer.value == FILLED.values["company"]
    assert [note.code for note in answer.notes if note.is_warning] == ["N-BINDING"]


def test_lines_below_the_sum_are_not_lost_in_silence() -> None:
    def write_below(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        total = HEADER + 31
        assert sheet.cell(total, 1).value == "合计"
        sheet.cell(total + 1, 2).value, sheet.cell(total + 1, 4).value = "漏写的备件", 3

    submission = after(write_below)

    (remark,) = submission.remarks
    assert (remark.code, remark.facts["place"]) == ("N-BELOW", f"{SHEET}!{HEADER + 32}")
    assert len(submission.lines("goods")) == 2


def test_another_copy_filled_otherwise_is_told_and_not_used() -> None:
    def copy_and_fill(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        copied = workbook.copy_worksheet(sheet)
        row, column = cell_of(copied, "客户名称")
        copied.cell(row, column + 1).value, copied.cell(HEADER + 1, 2).value = "别的公司", "别的货物"

    submission = after(copy_and_fill)

    assert told(submission) == given(FILLED)
    (note,) = submission.answer("company").notes
    assert (note.code, note.facts["found"], note.is_warning) == ("N-COPY", "别的公司", True)
    assert [remark.code for remark in submission.remarks] == ["N-TABLE"]


def test_a_copy_that_says_the_same_is_no_matter() -> None:
    submission = after(lambda workbook, sheet: workbook.copy_worksheet(sheet))

    assert told(submission) == given(FILLED)
    assert submission.remarks == ()


def test_what_has_no_label_any_more_is_not_taken_for_blank_in_silence() -> None:
    def remove(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        row, column = cell_of(sheet, "情况说明")
        sheet.cell(row, column).value = None
        del workbook.defined_names["f_story"]

    (remark,) = after(remove).remarks

    assert (remark.code, remark.facts["labels"]) == ("N-ABSENT", (WORKBOOK.field("story").label,))


def test_a_table_without_its_headers_is_told() -> None:
    def remove(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        for column in range(1, 9):
            sheet.cell(HEADER, column).value = None

    submission = after(remove)

    assert submission.lines("goods") == ()
    assert [(r.code, r.facts["table"]) for r in submission.remarks] == [("N-GONE", WORKBOOK.table("goods").title)]


def test_a_sum_written_into_the_table_ends_it() -> None:
    def add_up(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.cell(HEADER + 3, 2).value, sheet.cell(HEADER + 3, 6).value = "合计", 286000

    assert [line.words("article") for line in after(add_up).lines("goods")] == ["自动上料机", "维护"]


def test_an_error_cell_is_a_fault_and_not_blank() -> None:
    def divide_by_nothing(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        cell = sheet.cell(HEADER + 1, 5)
        cell.value, cell.data_type = "#DIV/0!", "e"

    answer = after(divide_by_nothing).lines("goods")[0].answer("price")

    assert (answer.value, answer.raw) == (None, "#DIV/0!")
    assert answer.fault is not None and answer.fault.code == "M-ERROR"


def test_a_formula_never_calculated_is_a_fault_only_where_people_write() -> None:
    def calculate(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.cell(HEADER + 1, 5).value = "=100000+13000"

    line = after(calculate).lines("goods")[0]

    price, amount = line.answer("price"), line.answer("amount")
    assert price.fault is not None and price.fault.code == "M-UNCACHED"
    assert (amount.value, amount.fault) == (None, None)


def test_a_label_with_two_answers_is_asked_about() -> None:
    def contradict(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        drop_names(workbook, sheet)
        row = sheet.max_row + 3
        sheet.cell(row, 1).value, sheet.cell(row, 2).value = "客户名称", "别的公司"

    answer = after(contradict).answer("company")

    assert answer.value is None
    assert answer.fault is not None and answer.fault.code == "M-TWICE"


def test_a_stray_cell_at_the_end_of_the_sheet_costs_nothing() -> None:
    def style_the_last_cell(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.cell(1_048_576, 16_384).number_format = "0.00"

    assert told(after(style_the_last_cell)) == given(FILLED)


def test_a_table_without_its_sum_ends_before_the_single_answers_below() -> None:
    def drop_rows(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.tables.clear()
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.delete_rows(HEADER + 3, 31)
        drop_names(workbook, sheet)
        assert sheet.cell(HEADER + 3, 1).value != "合计"

    submission = after(drop_rows)

    assert [line.words("article") for line in submission.lines("goods")] == ["自动上料机", "维护"]


@pytest.mark.parametrize("words", ["单位:万元", "（单位：人民币万元）", "金额单位：万元"])
def test_the_unit_written_above_a_table_is_that_of_its_amounts_and_told(words: str) -> None:
    def write(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.cell(HEADER - 1, 8).value = words
        sheet.cell(HEADER + 1, 5).value = 11.3

    before, line = after(leave).lines("goods")[0], after(write).lines("goods")[0]

    assert line.amount("price") == Decimal(113000)
    assert [note.code for note in line.answer("price").notes] == ["N-READ"]
    assert line.value("quantity") == before.value("quantity")


def test_words_merged_over_lines_are_those_of_each_but_a_number_counts_once() -> None:
    def merge(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.cell(HEADER + 1, 3).value = "红"
        for column in (3, 5):
            sheet.cell(HEADER + 2, column).value = None
            sheet.merge_cells(start_row=HEADER + 1, end_row=HEADER + 2, start_column=column, end_column=column)

    first, second = after(merge).lines("goods")

    assert [line.value("sort") for line in (first, second)] == ["红", "红"]
    assert (first.value("price"), second.value("price")) == (after(leave).lines("goods")[0].value("price"), None)


@pytest.mark.parametrize("is_left", [False, True])
def test_another_table_beside_is_not_mixed_with_ours(is_left: bool) -> None:
    def put_beside(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        drop_names(workbook, sheet)
        if is_left:
            sheet.move_range(f"A1:H{HEADER + 40}", cols=8)
        rows: tuple[tuple[str, ...], ...] = (("类别", "数量", "单价"), ("旧", "9", "9"), ("旧", "9", "9"))
        for row, words in enumerate(rows, start=HEADER):
            for column, content in enumerate(words, start=1 if is_left else 11):
                sheet.cell(row, column).value = content

    prices = [[line.value(key) for key in ("article", "quantity", "price")] for line in after(leave).lines("goods")]
    beside = [
        [line.value(key) for key in ("article", "quantity", "price")] for line in after(put_beside).lines("goods")
    ]

    assert beside == prices


def test_of_two_columns_of_one_name_none_is_guessed() -> None:
    def add_prices(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.cell(HEADER, 5).value, sheet.cell(HEADER, 9).value = "单价(旧)", "单价(新)"
        sheet.cell(HEADER + 1, 9).value = 99

    def add_note(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.cell(HEADER, 9).value, sheet.cell(HEADER + 1, 9).value = "单价(上次)", 99

    asked, known = after(add_prices), after(add_note)

    assert [line.value("price") for line in asked.lines("goods")] == [None, None]
    assert "N-COLUMN" in [note.code for note in asked.remarks]
    assert told(known) == given(FILLED)


def test_headers_repeated_between_rows_are_no_row() -> None:
    def repeat(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        for column in range(1, 9):
            sheet.cell(HEADER + 3, column).value = sheet.cell(HEADER, column).value
        sheet.cell(HEADER + 4, 2).value = "备件"

    assert [line.words("article") for line in after(repeat).lines("goods")] == ["自动上料机", "维护", "备件"]


def test_a_filled_column_that_the_form_does_not_have_is_told() -> None:
    def add_a_column(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        right = max(cell.column for cell in sheet[HEADER] if cell.value is not None)
        sheet.cell(HEADER, right + 1).value = "实际单价"
        sheet.cell(HEADER + 2, right + 1).value = 60000

    submission = after(add_a_column)

    (remark,) = submission.remarks
    assert (remark.code, remark.facts["column"]) == ("N-EXTRA", "实际单价")
    assert told(submission) == given(FILLED)


def test_an_answer_typed_beside_its_label_elsewhere_is_told_with_both_cells() -> None:
    def move(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        row, column = cell_of(sheet, "客户名称")
        value = sheet.cell(row, column + 1).value
        sheet.cell(row, column).value = sheet.cell(row, column + 1).value = None
        sheet.cell(90, 1).value, sheet.cell(90, 2).value = "客户名称", value

    answer = after(move).answer("company")

    (note,) = [note for note in answer.notes if note.is_warning]
    assert (note.code, note.facts["place"]) == ("N-MOVED", f"{SHEET}!B90")
    assert (answer.value, answer.found_by) == ("上海启明精密制造有限公司", "label")
