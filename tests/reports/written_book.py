"""Workbooks of the report, written in memory and opened again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.reports.page_report import rich
from toolkit.model.text import Lang
from toolkit.reports.registers import REGISTERS
from toolkit.reports.report import Consolidated
from toolkit.reports.tables import Group, Register, Row
from toolkit.reports.workbook import ReportBook


def rows_of(*groups: Group) -> Iterator[tuple[Register, Row]]:
    """The rows of all registers, customer by customer."""
    return ((register, row) for group in groups for register in REGISTERS for row in register.rows(group))


def written(
    rows: Iterable[tuple[Register, Row]] = (),
    report: Consolidated | None = None,
    log: Iterable[Row] = (),
    lang: Lang = "zh",
    house: str = "",
) -> bytes:
    """The workbook's bytes; `house` is told of every row."""
    report, target = report or rich(), BytesIO()
    opened = ReportBook(target, lang=lang, to_house="../", company=report.company, day=report.day, houses=report.houses)
    with opened as book:
        for register, row in rows:
            book.add(register, row, house)
        book.finish(report, log)
    return target.getvalue()


def opened(content: bytes, *, computed: bool = True) -> Workbook:
    return load_workbook(BytesIO(content), data_only=computed)


def page(book: Workbook, name: str) -> Worksheet:
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def cells(sheet: Worksheet, first: int = 3) -> list[list[Any]]:
    """The values of the rows from that number on."""
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]
