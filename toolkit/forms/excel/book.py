"""A workbook as sparse sheets of raw cells, read from its parts; sheets nobody asks for are never unpacked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache
from typing import NamedTuple

from lxml import etree

from toolkit.errors import UnreadableFile
from toolkit.forms.excel.cells import Cells, Shared, cells_of, column_number
from toolkit.forms.excel.formats import formats_of, is_since_1904, whole
from toolkit.forms.excel.strings import strings_of
from toolkit.forms.layout import GUIDE_SHEET, LISTS_SHEET, META_SHEET
from toolkit.forms.marks import SHEET_TITLE
from toolkit.model.kinds import Raw
from toolkit.model.kinds.reading import NOTHING
from toolkit.office.package import Package, Relation, local

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_TARGET = re.compile(rf"=?(?:'((?:[^']|'')+)'|([^'!]+))!{_RANGE.pattern}")
_OURS = (LISTS_SHEET, META_SHEET, GUIDE_SHEET, *SHEET_TITLE)
"""What the names of sheets without answers begin with."""
_MOST_MERGES = 5_000
"""Merged ranges looked at; real sheets have dozens."""


class Area(NamedTuple):
    """A rectangle of a sheet, counted from 1, both ends included."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


class ExcelTable(NamedTuple):
    """A table that Excel itself knows of."""

    name: str
    area: Area
    sums: int
    """Rows at its end that hold totals."""


class Sheet:
    """One worksheet: only cells that hold something. Its part is unpacked when first looked at."""

    def __init__(self, title: str, part: str, package: Package, shared: Shared, *, is_hidden: bool = False) -> None:
        self.title, self.part, self.is_hidden = title, part, is_hidden
        self._package, self._shared = package, shared

    @cached_property
    def _read(self) -> tuple[Cells, etree._Element]:
        return cells_of(self._package.text(self.part), self._shared, self._package.name)

    @property
    def _cells(self) -> Cells:
        return self._read[0]

    @cached_property
    def rows(self) -> Mapping[int, Mapping[int, Raw]]:
        """Cells by row and column, both from 1; rows in the order of the file."""
        return self._cells.rows

    @property
    def hidden_rows(self) -> AbstractSet[int]:
        """Rows hidden by a filter or by hand; what they hold counts."""
        return self._cells.hidden

    @cached_property
    def merges(self) -> tuple[tuple[int, int, int, int], ...]:
        """Merged ranges as (top, left, bottom, right), from 1; never expanded."""
        merged = (entry.get("ref", "") for part in self._rest("mergeCells") for entry in part)
        areas = [area for ref in list(merged)[:_MOST_MERGES] if (area := _area(self.title, ref))]
        return tuple((a.top, a.left, a.bottom, a.right) for a in areas)

    @cached_property
    def hidden_columns(self) -> frozenset[int]:
        """Columns that are not shown, of those that hold something."""
        spans = [
            (whole(c.get("min")), whole(c.get("max")))
            for part in self._rest("cols")
            for c in part
            if c.get("hidden") in ("1", "true")
        ]
        held = {column for row in self.rows.values() for column in row} if spans else set()
        return frozenset(c for c in held if any(low <= c <= high for low, high in spans))

    @cached_property
    def tables(self) -> Mapping[str, ExcelTable]:
        """Excel tables by lower-case name."""
        found = {}
        for relation in self._package.relations(self.part).values():
            table = self._table(relation) if relation.kind == "table" else None
            if table is not None:
                found[table.name.lower()] = table
        return found

    def _table(self, relation: Relation) -> ExcelTable | None:
        root = self._package.xml(relation.target)
        area = _area(self.title, root.get("ref", "")) if root is not None else None
        if root is None or area is None:
            return None
        name = root.get("displayName") or root.get("name") or ""
        return ExcelTable(name, area, whole(root.get("totalsRowCount")))

    def _rest(self, tag: str) -> Iterator[etree._Element]:
        return (entry for entry in self._read[1] if local(entry) == tag)

    def at(self, row: int, column: int) -> Raw:
        """The cell there; inside a merged range the cell that holds its content."""
        found = self.rows.get(row, NO_CELLS).get(column)
        if found is not None:
            return found
        for top, left, _, right in self._merges_at(row):
            if left <= column <= right:
                return self.rows.get(top, NO_CELLS).get(left, NOTHING)
        return NOTHING

    def merge(self, row: int, column: int) -> tuple[int, int, int, int]:
        """The merged range around a cell, the cell itself where there is none."""
        for merge in self._merges_at(row):
            if merge[1] <= column <= merge[3]:
                return merge
        return row, column, row, column

    def is_merged_at(self, row: int) -> bool:
        """Whether a merged range covers some of the row."""
        return bool(self._merges_at(row))

    def merged_columns(self, row: int) -> set[int]:
        """The first columns of the merged ranges that cover a row."""
        return {merge[1] for merge in self._merges_at(row)}

    def _merges_at(self, row: int) -> tuple[tuple[int, int, int, int], ...]:
        found = self._merges_by_row.get(row)
        if found is None:
            found = self._merges_by_row[row] = tuple([m for m in self.merges if m[0] <= row <= m[2]])
        return found

    @cached_property
    def _merges_by_row(self) -> dict[int, tuple[tuple[int, int, int, int], ...]]:
        return {}

    def cells(self) -> Iterator[tuple[int, int, Raw]]:
        """Every cell that holds something, row by row from the left: (row, column, cell)."""
        for row in sorted(self.rows):
            held = self.rows[row]
            yield from ((row, column, held[column]) for column in sorted(held))

    @property
    def upright(self) -> Sheet:
        """The sheet as it lies in the file."""
        return self

    @cached_property
    def turned(self) -> Sheet:
        """The sheet with rows and columns exchanged: forms whose records run across."""
        return _Turned(self)

    def texts(self) -> Iterator[str]:
        """Every text, in no order."""
        return (raw.content for row in self.rows.values() for raw in row.values() if isinstance(raw.content, str))

    @cached_property
    def bottom(self) -> int:
        """The last row that holds something."""
        return max((row for row, held in self.rows.items() if held), default=0)

    def place(self, row: int, column: int = 0) -> str:
        """`工作表!C7`, or `工作表!7` for a row."""
        return f"{self.title}!{column_letters(column)}{row}"

    def places(self, columns: Iterable[int]) -> Callable[[int], list[str]]:
        """Where the cells of these columns stand, row by row."""
        begins = [self.place(0, column)[:-1] for column in columns]
        return lambda row: [begin + number for number in (str(row),) for begin in begins]


NO_CELLS: Mapping[int, Raw] = {}
"""A row that holds nothing."""


class _Turned(Sheet):
    """A sheet seen with rows and columns exchanged; places are told as they are."""

    def __init__(self, sheet: Sheet) -> None:
        self.title, self.is_hidden, self._upright = sheet.title, sheet.is_hidden, sheet

    @property
    def upright(self) -> Sheet:
        """The sheet as it lies in the file."""
        return self._upright

    @cached_property
    def _cells(self) -> Cells:
        turned = Cells(hidden=set(self._upright.hidden_columns))
        for row, column, raw in self._upright.cells():
            turned.rows.setdefault(column, {})[row] = raw
        return turned

    @cached_property
    def merges(self) -> tuple[tuple[int, int, int, int], ...]:
        """Merged ranges, turned."""
        return tuple((left, top, right, bottom) for top, left, bottom, right in self._upright.merges)

    @cached_property
    def hidden_columns(self) -> frozenset[int]:
        """Columns that are not shown: hidden rows of the file."""
        return frozenset(self._upright.hidden_rows)

    @property
    def tables(self) -> Mapping[str, ExcelTable]:
        """None: Excel's own tables stand upright."""
        return {}

    def place(self, row: int, column: int = 0) -> str:
        """`工作表!C7`; of a turned row its first cell."""
        return self._upright.place(column or 1, row)

    def places(self, columns: Iterable[int]) -> Callable[[int], list[str]]:
        """Where the cells of these columns stand, row by row."""
        turned = tuple(columns)
        return lambda row: [self.place(row, column) for column in turned]


class GivenSheet(Sheet):
    """A sheet whose cells were read elsewhere, from a format that is no package."""

    def __init__(
        self, title: str, cells: Cells, merges: Iterable[tuple[int, int, int, int]] = (), *, is_hidden: bool = False
    ) -> None:
        self.title, self.is_hidden = title, is_hidden
        self._given, self._merged = cells, tuple(merges)[:_MOST_MERGES]

    @property
    def _cells(self) -> Cells:
        return self._given

    @cached_property
    def merges(self) -> tuple[tuple[int, int, int, int], ...]:
        """Merged ranges, as given."""
        return self._merged

    @cached_property
    def hidden_columns(self) -> frozenset[int]:
        """None that we know of."""
        return frozenset()

    @cached_property
    def tables(self) -> Mapping[str, ExcelTable]:
        """None: only packages have them."""
        return {}


class Book:
    """A workbook. Raises UnreadableFile (`no_sheets`, and those of its parts)."""

    sheets: Mapping[str, Sheet]
    """By title, in their order."""
    names: Mapping[str, Area]
    """Workbook-level names of single areas, lower case; those that lead nowhere are left out."""

    @classmethod
    def given(cls, sheets: Iterable[Sheet]) -> Book:
        """A workbook of sheets that were read elsewhere; it has no names."""
        book = cls.__new__(cls)
        book.sheets, book.names = {sheet.title: sheet for sheet in sheets}, {}
        return book

    def __init__(self, package: Package) -> None:
        root = package.xml(package.main)
        if root is None:
            raise UnreadableFile(package.name, "malformed_xml")
        parts = {local(part): part for part in root}
        shared = Shared(
            strings_of(package, package.related("sharedStrings", package.main)),
            formats_of(package, package.related("styles", package.main)),
            is_since_1904(parts.get("workbookPr")),
        )
        self.sheets = {sheet.title: sheet for sheet in _sheets(package, parts.get("sheets"), shared)}
        if not self.sheets:
            raise UnreadableFile(package.name, "no_sheets")
        self.names = _names(parts.get("definedNames"), self.sheets)

    @property
    def answered(self) -> tuple[Sheet, ...]:
        """The sheets that may hold answers: all shown ones but our own; hidden ones where none is shown."""
        others = tuple(sheet for sheet in self.sheets.values() if not sheet.title.startswith(_OURS))
        return tuple(sheet for sheet in others if not sheet.is_hidden) or others


def _sheets(package: Package, listed: etree._Element | None, shared: Shared) -> Iterator[Sheet]:
    relations = package.relations(package.main)
    for entry in () if listed is None else listed:
        named = {key.rpartition("}")[2]: str(value) for key, value in entry.attrib.items()}
        relation = relations.get(named.get("id", ""))
        if relation is not None and relation.kind == "worksheet" and relation.target in package:
            is_hidden = named.get("state", "visible") != "visible"
            yield Sheet(named.get("name", ""), relation.target, package, shared, is_hidden=is_hidden)


@lru_cache(maxsize=512)
def column_letters(column: int) -> str:
    """`C` for 3; '' for 0."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def _area(sheet: str, reference: str) -> Area | None:
    found = _RANGE.fullmatch(reference)
    return None if found is None else _between(sheet, *found.groups(""))


def _between(sheet: str, letters: str, row: str, other_letters: str, other_row: str) -> Area:
    """The rectangle between two corners, of which the second may be left out."""
    left, top = column_number(letters), int(row)
    right, bottom = (column_number(other_letters), int(other_row)) if other_row else (left, top)
    return Area(sheet, min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _names(listed: etree._Element | None, sheets: Mapping[str, Sheet]) -> dict[str, Area]:
    """Names quoted by Excel and unquoted by LibreOffice alike; #REF! and formulas lead nowhere.

    A name of one sheet counts where the whole workbook has none of that name: a sheet copied into another book.
    """
    titles = {title.casefold(): title for title in sheets}
    found: dict[str, Area] = {}
    local_names: dict[str, Area | None] = {}
    for entry in () if listed is None else listed:
        match = _TARGET.fullmatch((entry.text or "").strip())
        if match is None:
            continue
        quoted, unquoted, *corners = match.groups("")
        title = titles.get((quoted.replace("''", "'") or unquoted).casefold())
        if title is None:
            continue
        name, area = entry.get("name", "").lower(), _between(title, *corners)
        if entry.get("localSheetId") is None:
            found[name] = area
        else:
            local_names[name] = None if name in local_names else area
    return {name: area for name, area in local_names.items() if area is not None} | found
