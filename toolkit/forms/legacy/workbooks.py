"""A workbook of an old or foreign format, read in a child process."""

from __future__ import annotations

from toolkit.errors import UnreadableFile
from toolkit.forms.excel.book import Book, GivenSheet
from toolkit.forms.excel.cells import Cells
from toolkit.forms.legacy.passing import FoundSheet, unpacked
from toolkit.office.jail import BOUNDS, Bounds, Failed, run_module

READER = "toolkit.forms.legacy.reader"


def book_of(content: bytes, name: str, sort: str, *, bounds: Bounds = BOUNDS) -> Book:
    """The workbook, without names and tables of Excel's own: they are in none of these formats, or not told.

    `sort` is xls, xlsb or ods. Raises UnreadableFile: what the reader refuses, `legacy_failed` where it crashed
    or had to be stopped.
    """
    try:
        found = unpacked(run_module(READER, sort, given=content, bounds=bounds))
    except (Failed, ValueError) as trouble:
        raise UnreadableFile(name, "legacy_failed") from trouble
    if isinstance(found, str):
        raise UnreadableFile(name, found)
    return Book.given(map(_sheet, found))


def _sheet(found: FoundSheet) -> GivenSheet:
    cells = Cells(hidden=set(found.hidden_rows))
    for (row, column), raw in sorted(found.cells.items()):
        cells.rows.setdefault(row, {})[column] = raw
    return GivenSheet(found.title, cells, found.merges, is_hidden=found.is_hidden)
