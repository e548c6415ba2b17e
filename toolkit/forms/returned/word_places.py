"""Where the paragraphs, tables, rows and cells of a Word file stand in its XML, counted as `forms.word` counts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from toolkit.office.draft import child, named
from toolkit.office.package import local

_PROPERTIES: Final = (
    *("rPr", "pPr", "tcPr", "trPr", "tblPr", "tblPrEx", "tblGrid", "sdtPr", "sdtEndPr", "sectPr", "customXmlPr"),
    "smartTagPr",
)
_GONE: Final = ("del", "moveFrom")
_UNSEEN: Final = frozenset((*_PROPERTIES, *_GONE, "altChunk", "drawing", "pict", "object"))


class WordPlaces:
    """The elements of a body, by the numbers that people and places know them by."""

    def __init__(self, body: etree._Element) -> None:
        self._paragraph, self._table = named(body, "p"), named(body, "tbl")
        blocks = list(self._blocks(body))
        tables = [block for block in blocks if block.tag == self._table]
        outer = set(tables)
        self.tables = (*tables, *(table for table in body.iter(self._table) if table not in outer and _is_read(table)))
        """Those of the body in their order, then those within cells and text boxes."""
        self.paragraphs = tuple(_unjoined(blocks, self._paragraph))
        """Those outside of tables; one that a deleted mark joins to the one before is no paragraph of its own."""

    def _blocks(self, parent: etree._Element) -> Iterator[etree._Element]:
        for each in parent:
            if each.tag in (self._paragraph, self._table):
                yield each
            elif local(each) == "AlternateContent":
                yield from next((found for branch in _branches(each) if (found := list(self._blocks(branch)))), ())
            elif local(each) not in _UNSEEN:
                yield from self._blocks(each)

    def row(self, table: int, row: int) -> tuple[etree._Element, ...]:
        """The cells of a row, both numbers from 1. Raises IndexError where there is no such row."""
        if table < 1 or row < 1:
            raise IndexError(f"{table}, {row}")
        return tuple(_cells(self.rows(table)[row - 1]))

    def rows(self, table: int) -> tuple[etree._Element, ...]:
        """The rows of a table, from 1, without those whose deletion is tracked. Raises IndexError."""
        return tuple(row for row in _within(self.tables[table - 1], "tr") if not _is_deleted(row))

    def shown(self, table: int, row: int, number: int) -> etree._Element:
        """The cell that a person sees there, all from 1: of cells merged downwards the first. Raises IndexError."""
        cells = self.row(table, row)
        if not 1 <= number <= len(cells):
            raise IndexError(f"{table}, {row}, {number}")
        found = cells[number - 1]
        column = _column_of(cells, found)
        while _is_continued(found) and row > 1:
            row -= 1
            cells = self.row(table, row)
            above = next((cell for cell in cells if _column_of(cells, cell) == column), None)
            if above is None:
                break
            found = above
        return found


def _unjoined(blocks: Iterable[etree._Element], paragraph: str) -> Iterator[etree._Element]:
    runs_on = False
    for block in blocks:
        if block.tag == paragraph:
            if not runs_on:
                yield block
            mark = child(child(block, "pPr"), "rPr")
            runs_on = any(child(mark, name) is not None for name in _GONE)
        else:
            runs_on = False


def _is_read(table: etree._Element) -> bool:
    """Whether a nested table lies in what is read: in no deleted row or cell, in the first of two alternatives."""
    inner = table
    for outer in table.iterancestors():
        name = local(outer)
        if name in _GONE or (name == "tr" and _is_deleted(outer)) or (name == "tc" and _is_deleted_cell(outer)):
            return False
        if name == "AlternateContent" and inner is not next(iter(_branches(outer)), inner):
            return False
        inner = outer
    return True


def _branches(alternatives: etree._Element) -> list[etree._Element]:
    choices = [each for each in alternatives if local(each) == "Choice"]
    return [*choices[:1], *(each for each in alternatives if local(each) == "Fallback")]


def _within(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows of a table, cells of a row, out of whatever wraps them."""
    for each in parent:
        if each.tag == named(parent, wanted):
            yield each
        elif local(each) not in (*_PROPERTIES, *_GONE, "p", "tbl"):
            yield from _within(each, wanted)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return (cell for cell in _within(row, "tc") if not _is_deleted_cell(cell))


def _is_deleted(row: etree._Element) -> bool:
    return any(child(child(row, "trPr"), name) is not None for name in _GONE)


def _is_deleted_cell(cell: etree._Element) -> bool:
    return child(child(cell, "tcPr"), "cellDel") is not None


def _is_continued(cell: etree._Element) -> bool:
    merge = child(child(cell, "tcPr"), "vMerge")
    return merge is not None and value(merge) != "restart"


def _column_of(cells: Iterable[etree._Element], wanted: etree._Element) -> int:
    column = 0
    for number, cell in enumerate(cells):
        if number == 0:
            row = next(cell.iterancestors(named(cell, "tr")))
            column = _count(child(child(row, "trPr"), "gridBefore"), 0)
        if cell is wanted:
            break
        column += _count(child(child(cell, "tcPr"), "gridSpan"), 1)
    return column


def _count(element: etree._Element | None, otherwise: int) -> int:
    said = "" if element is None else value(element)
    return int(said) if said.isascii() and said.isdigit() else otherwise


def value(element: etree._Element) -> str:
    """The `w:val` of an element, '' for none."""
    return element.get(named(element, "val"), "")
