"""The cells of one worksheet: found also where the file does not number them, made where it has none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from lxml import etree

from toolkit.office.draft import Draft, child, children, in_order, named
from toolkit.office.package import local

ORDER: Final = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors"),
    *("smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
)
"""The elements of a worksheet, in the order of the schema. Source: ECMA-376 part 1, 18.3.1.99."""
LAST_COLUMN: Final = 16_384
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)", re.IGNORECASE)
_WIDEST_ROW: Final = 64
"""Cells marked of a row that belongs to no table; formatted cells may run to the edge of the sheet."""


class Spot(NamedTuple):
    """A cell, row and column from 1."""

    row: int
    column: int

    @property
    def reference(self) -> str:
        """As a formula names it, `C7`."""
        return f"{letters(self.column)}{self.row}"


class Block(NamedTuple):
    """A rectangle, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, spot: Spot) -> bool:
        """Whether the cell lies in it."""
        return self.top <= spot.row <= self.bottom and self.left <= spot.column <= self.right


class SheetCells:
    """The rows and cells of a worksheet."""

    def __init__(self, draft: Draft, part: str, root: etree._Element) -> None:
        self.part, self.root = part, root
        self._draft = draft
        self._data = in_order(root, "sheetData", ORDER)
        self._rows = dict(reversed(list(_counted(self._data, "row", _row_number))))
        self._cells: dict[int, dict[int, etree._Element]] = {}
        self._merges = list(
            blocks_of(merge.get("ref", "") for merge in children(child(root, "mergeCells"), "mergeCell"))
        )

    def shown_at(self, spot: Spot) -> Spot:
        """The cell that a person sees there: the first of a merged range."""
        merge = next((m for m in self._merges if m.holds(spot)), None)
        return spot if merge is None else Spot(merge.top, merge.left)

    def around(self, spot: Spot) -> Block:
        """The merged range that begins at a cell, the cell itself where none does."""
        merge = next((m for m in self._merges if m.holds(spot)), None)
        return merge or Block(spot.row, spot.column, spot.row, spot.column)

    def row_of(self, number: int) -> etree._Element | None:
        """The row of that number, None where the file has none."""
        return self._rows.get(number)

    def in_row(self, number: int) -> tuple[Spot, ...]:
        """The cells of a row that a person sees as the row: those of its tables, else those the file has."""
        blocks = [table for table in self._tables() if table.top <= number <= table.bottom]
        if blocks:
            columns = sorted({column for block in blocks for column in range(block.left, block.right + 1)})
        else:
            columns = sorted(self._cells_of(number))[:_WIDEST_ROW] or [1]
        return tuple(dict.fromkeys(self.shown_at(Spot(number, column)) for column in columns))

    def _tables(self) -> Iterator[Block]:
        for relation in self._draft.relations(self.part).values():
            if relation.kind == "table":
                table = self._draft.tree(relation.target)
                yield from blocks_of([] if table is None else [table.get("ref", "")])

    def style_at(self, spot: Spot) -> int:
        """The format a cell shows: its own, else its row's, else its column's."""
        cell = self._cells_of(spot.row).get(spot.column)
        if cell is not None:
            return _number(cell.get("s"))
        row = self._rows.get(spot.row)
        if row is not None and row.get("customFormat") in ("1", "true"):
            return _number(row.get("s"))
        for column in children(child(self.root, "cols"), "col"):
            if _number(column.get("min")) <= spot.column <= _number(column.get("max")):
                return _number(column.get("style"))
        return 0

    def dress(self, spot: Spot, style: int) -> None:
        """Give a cell a format; it is made where the file has none."""
        cells = self._cells_of(spot.row)
        cell = cells.get(spot.column)
        if cell is None:
            cell = self._made(spot)
            cells[spot.column] = cell
        cell.set("s", str(style))
        self._draft.touch(self.part, self.root)

    def _cells_of(self, number: int) -> dict[int, etree._Element]:
        if number not in self._cells:
            row = self._rows.get(number)
            found = [] if row is None else list(_counted(row, "c", _column_number))
            self._cells[number] = dict(reversed(found))
        return self._cells[number]

    def _made(self, spot: Spot) -> etree._Element:
        """A new cell at its place: a cell that is not numbered follows the one before it, so none is put between."""
        row = self._rows.get(spot.row)
        if row is None:
            row = self._made_row(spot.row)
        row.attrib.pop("spans", None)  # only a hint for loading; ours may lie outside
        cell = row.makeelement(named(row, "c"), {"r": spot.reference})
        _put(row, cell, self._cells_of(spot.row), spot.column)
        return cell

    def _made_row(self, number: int) -> etree._Element:
        row = self._data.makeelement(named(self._data, "row"), {"r": str(number)})
        _put(self._data, row, self._rows, number)
        self._rows[number] = row
        return row


def _put(parent: etree._Element, made: etree._Element, known: dict[int, etree._Element], number: int) -> None:
    """Insert before the first that is numbered higher; rows and cells may lie in any order."""
    higher = {id(each) for n, each in known.items() if n > number}
    follower = next((each for each in parent if id(each) in higher), None)
    if follower is not None:
        follower.addprevious(made)
    elif len(parent) and local(parent[-1]) == "extLst":
        parent[-1].addprevious(made)
    else:
        parent.append(made)


def _counted(
    parent: etree._Element, name: str, own: Callable[[etree._Element], int]
) -> Iterator[tuple[int, etree._Element]]:
    """The children of that name with their numbers; one without follows the one before it."""
    last = 0
    for each in children(parent, name):
        last = own(each) or last + 1
        yield last, each


def _row_number(row: etree._Element) -> int:
    return _number(row.get("r"))


def _column_number(cell: etree._Element) -> int:
    found = _REFERENCE.fullmatch(cell.get("r", ""))
    return column_number(found[1]) if found else 0


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def column_number(name: str) -> int:
    """`C` is 3."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number


def letters(column: int) -> str:
    """3 is `C`."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def blocks_of(references: Iterable[str]) -> Iterator[Block]:
    """The rectangles of `A1:C3 E5`, or of several such; whole columns and nonsense are left out."""
    for reference in " ".join(references).split():
        ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
        if all(ends) and 1 <= len(ends) <= 2:
            rows = [int(end[2]) for end in ends if end]
            columns = [column_number(end[1]) for end in ends if end]
            yield Block(min(rows), min(columns), max(rows), max(columns))
