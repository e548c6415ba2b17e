"""The mutations of domain.md 8 that are about the file and its layout: a right cost sheet, laid out otherwise.

The duplicate file among them is dropped in tests/journey/test_inbox.py.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.catalogue.test_edge_cases import the_sample
from tests.forms.test_legacy import CASES, saved_as
from toolkit.catalogue import CATALOGUE, FORMS
from toolkit.catalogue.fixtures.chosen import Case
from toolkit.catalogue.fixtures.scenes import Verdict, judged
from toolkit.desk.fixtures import spoilt, verdict_of
from toolkit.errors import UnreadableFile
from toolkit.forms.excel.book import Book
from toolkit.forms.excel.tables import tables_in
from toolkit.forms.read import read
from toolkit.model.fixture import Fixture, Typed
from toolkit.office.package import Package

COSTS = CATALOGUE.forms["F05"]
FIRST_TAX: Typed = {"unit_cost": "1500"}
SECOND_TAX: Typed = {"category": "税费", "item": "地方附加", "unit": "项", "qty": "1", "unit_cost": "500"}
Edit = Callable[[openpyxl.Workbook, Worksheet], object]


@cache
def cost_sheet() -> Case:
    """The cost sheet of the sample deal, its taxes in two lines."""
    return Case(the_sample()["F05", ""], Fixture("", cells={"costs": {4: FIRST_TAX, 5: SECOND_TAX}}))


@cache
def content() -> bytes:
    return spoilt(cost_sheet())


def after(edit: Edit) -> Verdict:
    """What is said of the cost sheet laid out otherwise."""
    workbook = openpyxl.load_workbook(io.BytesIO(content()))
    edit(workbook, workbook.worksheets[0])
    made = io.BytesIO()
    workbook.save(made)
    return verdict_of(made.getvalue(), cost_sheet())


def outcome(verdict: Verdict) -> tuple[list[str], str]:
    assert verdict.decision is not None
    return sorted(verdict.codes), verdict.decision.outcome


def pasted(workbook: openpyxl.Workbook, sheet: Worksheet, *, down: int, right: int, is_turned: bool = False) -> None:
    """The values alone on a new sheet, which takes the place of the first; neither names nor tables are left."""
    made = workbook.create_sheet("Sheet1", 0)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None or cell.data_type == "f":
                continue
            across, along = (cell.row, cell.column) if is_turned else (cell.column, cell.row)
            copy = made.cell(along + down, across + right, cell.value)
            copy.number_format = cell.number_format
    workbook.defined_names.clear()
    workbook.remove(sheet)


def test_a_merged_label_column_counts_for_every_row_beside_it() -> None:
    found = tables_in(Book(Package(content(), "x.xlsx")), COSTS)["costs"]
    column, row = found.columns["category"], found.header + 4

    def merge(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.tables.clear()
        assert sheet.cell(row, column).value == sheet.cell(row + 1, column).value == "税费"
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)

    verdict = after(merge)

    assert [line.words("category") for line in verdict.submission.lines("costs")][-2:] == ["税费", "税费"]
    assert outcome(verdict) == ([], "accepted")


def test_blank_columns_in_front_and_a_header_further_down_change_nothing() -> None:
    verdict = after(lambda workbook, sheet: pasted(workbook, sheet, down=5, right=3))

    assert outcome(verdict) == ([], "accepted")


def test_a_sheet_with_rows_and_columns_exchanged_reads_the_same() -> None:
    verdict = after(lambda workbook, sheet: pasted(workbook, sheet, down=0, right=0, is_turned=True))

    places = [line.answer("category").place for line in verdict.submission.lines("costs")]
    assert places == [f"Sheet1!{column}2" for column in "KLMNO"]
    assert outcome(verdict) == ([], "accepted")


def test_a_picture_that_wps_keeps_in_a_cell_is_no_answer() -> None:
    def insert(workbook: openpyxl.Workbook, sheet: Worksheet) -> None:
        place = workbook.defined_names["f_scheme_name"].attr_text.rpartition("!")[2].replace("$", "")
        sheet[place] = '=_xlfn.DISPIMG("ID_0123456789ABCDEF0123456789ABCDEF",1)'

    assert outcome(after(insert)) == (["M-PICTURE"], "returned")


def test_a_file_with_a_password_is_refused_by_that_name() -> None:
    locked = CASES / "quirks" / "r21_encrypted.xlsx"
    if not locked.exists():
        pytest.skip(f"the shared cases are not at {CASES}")

    with pytest.raises(UnreadableFile) as refused:
        read(locked.read_bytes(), "成本核算表.xlsx", FORMS, today=cost_sheet().scene.world.today)

    assert refused.value.code == "encrypted"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_an_old_workbook_is_read_by_its_labels_and_told(tmp_path: Path) -> None:
    old = saved_as("xls", {"costs": content()}, tmp_path)["costs"]
    world = cost_sheet().scene.world

    submission = read(old, "成本核算表.xls", FORMS, today=world.today)

    assert outcome(judged(COSTS, submission, world)) == (["N-LEGACY"], "accepted")
