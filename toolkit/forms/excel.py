"""A workbook as sparse sheets of raw cells; nothing of openpyxl leaves this module."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import openpyxl
from openpyxl.cell.cell import Cell as FoundCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.errors import UnreadableFile
from toolkit.forms.layout import GUIDE_SHEET, LISTS_SHEET, META_SHEET
from toolkit.model.kinds import Content, Raw

NOTHING = Raw()
_TARGET = re.compile(r"^=?(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?$")
_PICTURE = "DISPIMG"
_OURS = (LISTS_SHEET, META_SHEET, GUIDE_SHEET)
_MOST_MERGES = 5_000
"""Merged ranges looked at; real sheets have dozens."""


class Area(NamedTuple):
    """A rectangle of a sheet, counted from 1, both ends included."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: only cells that hold something."""

    title: str
    cells: Mapping[tuple[int, int], Raw]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    """(top, left, bottom, right), from 1."""
    tables: Mapping[str, Area] = field(default_factory=dict)
    """Excel tables by lower-case name."""

    def at(self, row: int, column: int) -> Raw:
        """The cell there; inside a merged range the cell that holds its content."""
        found = self.cells.get((row, column))
        if found is not None or not self.merges:
            return found or NOTHING
        top, left, _, _ = self.merge(row, column)
        return self.cells.get((top, left), NOTHING)

    def merge(self, row: int, column: int) -> tuple[int, int, int, int]:
        """The merged range around a cell, the cell itself where there is none."""
        for merge in self.merges:
            if merge[0] <= row <= merge[2] and merge[1] <= column <= merge[3]:
                return merge
        return row, column, row, column

    def rows(self) -> Iterator[tuple[int, Mapping[int, Raw]]]:
        """The rows that hold something, top to bottom, with their cells by column."""
        found: dict[int, dict[int, Raw]] = {}
        for (row, column), raw in sorted(self.cells.items()):
            found.setdefault(row, {})[column] = raw
        yield from found.items()

    @property
    def bottom(self) -> int:
        """The last row that holds something."""
        return max((row for row, _ in self.cells), default=0)

    def place(self, row: int, column: int = 0) -> str:
        """`工作表!C7`, or `工作表!7` for a row."""
        return f"{self.title}!{get_column_letter(column) if column else ''}{row}"


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook."""

    sheets: Mapping[str, Sheet]
    names: Mapping[str, Area]
    """Workbook-level names of single areas, lower case; those that lead nowhere are left out."""

    @property
    def answered(self) -> tuple[Sheet, ...]:
        """The sheets that may hold answers: all but our own hidden ones and the guide."""
        return tuple(sheet for sheet in self.sheets.values() if not sheet.title.startswith(_OURS))


def book_of(content: bytes, name: str) -> Book:
    """The workbook in these bytes. Raises UnreadableFile.

    It is opened a second time, for the values that its formulas gave, only where it has any.
    """
    formulas = _load(content, name, data_only=False)
    values = _load(content, name, data_only=True) if _calculates(formulas) else formulas
    sheets = {
        sheet.title: _sheet(sheet, values[sheet.title])
        for sheet in formulas.worksheets
        if sheet.title in values.sheetnames
    }
    if not sheets:
        raise UnreadableFile(name, "no_sheets")
    return Book(sheets, _names(formulas, sheets))


def _calculates(book: Workbook) -> bool:
    """Whether any cell holds a formula."""
    cells = (cell for sheet in book.worksheets for cell in sheet._cells.values())
    return any(isinstance(cell, FoundCell) and cell.data_type == "f" for cell in cells)


def _load(content: bytes, name: str, *, data_only: bool) -> Workbook:
    """The workbook as openpyxl reads it; whatever it stumbles over is the file's trouble, told by its reason."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(content), data_only=data_only, keep_links=False)
    except (zipfile.BadZipFile, zlib.error, EOFError) as trouble:
        raise UnreadableFile(name, "corrupt_zip") from trouble
    except (InvalidFileException, SyntaxError, LookupError, ValueError, TypeError, AttributeError, OSError) as trouble:
        raise UnreadableFile(name, "malformed_xml") from trouble


def _sheet(sheet: Worksheet, valued: Worksheet) -> Sheet:
    cells: dict[tuple[int, int], Raw] = {}
    for place, cell in sheet._cells.items():
        if isinstance(cell, FoundCell) and cell.value is not None:
            raw = _raw(cell, valued._cells.get(place))
            if raw is not None:
                cells[place] = raw
    merges = tuple((m.min_row, m.min_col, m.max_row, m.max_col) for m in list(sheet.merged_cells.ranges)[:_MOST_MERGES])
    tables = {table.name.lower(): _area(sheet.title, table.ref) for table in sheet.tables.values()}
    return Sheet(sheet.title, cells, merges, tables)


def _raw(cell: FoundCell, valued: object) -> Raw | None:
    """The cell with its cached value; None for a picture or a formula that gives nothing."""
    if cell.data_type != "f":
        return _plain(cell)
    if _PICTURE in str(cell.value).upper():
        return None
    if not isinstance(valued, FoundCell) or valued.value is None:
        return Raw(str(cell.value), str(cell.number_format), uncached=True)
    return _plain(valued)


def _plain(cell: FoundCell) -> Raw | None:
    if cell.data_type == "e":
        return Raw(str(cell.value), str(cell.number_format), error=str(cell.value))
    content: Content = cell.value if isinstance(cell.value, Content) else str(cell.value)
    if isinstance(content, str) and not content.strip():
        return None
    return Raw(content, str(cell.number_format))


def _area(sheet: str, reference: str) -> Area:
    left, top, right, bottom = range_boundaries(reference)
    return Area(sheet, int(top or 1), int(left or 1), int(bottom or 1), int(right or 1))


def _names(book: Workbook, sheets: Mapping[str, Sheet]) -> dict[str, Area]:
    """Names quoted by Excel and unquoted by LibreOffice alike; #REF! and formulas lead nowhere."""
    titles = {title.casefold(): title for title in sheets}
    found = {}
    for name, defined in book.defined_names.items():
        match = _TARGET.match(defined.attr_text or "")
        if match is None:
            continue
        title = titles.get((match[1] or match[2]).replace("''", "'").casefold())
        if title is not None:
            end = f":{match[5]}{match[6]}" if match[5] else ""
            found[name.lower()] = _area(title, f"{match[3]}{match[4]}{end}")
    return found
