"""The grid of a table: as many columns as its rows have, once loops over columns have run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TOKEN: Final = re.compile(
    r"""<w:(?P<open>tbl|tr|tc)[ >]|</w:(?P<close>tbl|tr|tc)>|(?P<column><w:gridCol[ />])"""
    r"""|<w:gridSpan[ ]w:val="(?P<span>[^"]*)"|\{%[-+]?\s*(?P<block>\w+)"""
)
_BEGINS, _ENDS = frozenset({"for", "if"}), frozenset({"endfor", "endif"})


@dataclass
class _Table:
    """A table while its source is walked through."""

    columns: int = 0
    depth: int = 0
    """Of the blocks around the next row."""
    cells: int = 0
    spanned: int = 0
    in_row: bool = False
    in_cell: bool = False
    has_sure_row: bool = False
    is_free: bool = False

    def end_row(self) -> None:
        """Hold a row against the grid."""
        self.is_free |= self.spanned != self.columns
        self.has_sure_row |= not self.depth
        self.in_row = False


def has_free_grids(source: str) -> bool:
    """Whether some table's columns depend on the values, by its patched source."""
    tables: list[_Table] = []
    for found in _TOKEN.finditer(source):
        if found["open"] == "tbl":
            tables.append(_Table())
        elif tables and _step(tables, found):
            return True
    return False


def _step(tables: list[_Table], found: re.Match[str]) -> bool:
    """One token within a table; whether it makes the grid of one depend on the values."""
    table = tables[-1]
    if found["open"] == "tr":
        table.in_row, table.cells, table.spanned = True, 0, 0
    elif found["open"] == "tc":
        table.cells, table.spanned, table.in_cell = table.cells + 1, table.spanned + 1, True
    elif found["close"] == "tc":
        table.in_cell = False
    elif found["close"] == "tr":
        table.end_row()
        return any(max(table.cells, table.spanned) > outer.columns for outer in tables[:-1])
    elif found["close"] == "tbl":
        tables.pop()
        return table.is_free or not table.has_sure_row
    elif found["column"]:
        table.columns += 1
    elif found["span"] is not None:
        if not found["span"].isdecimal():
            return True
        table.spanned += int(found["span"]) - 1
    elif found["block"] and not table.in_cell:
        if table.in_row:
            return True
        table.depth += (found["block"] in _BEGINS) - (found["block"] in _ENDS)
    return False


def with_grids(xml: str) -> str:
    """Every table with as many columns in its grid as its rows have; the table keeps its width."""
    root = etree.fromstring(xml)
    for table in root.iter(f"{_W}tbl"):
        grid = table.find(f"{_W}tblGrid")
        if grid is not None:
            _widen(table, grid)
            _narrow(table, grid)
    return etree.tostring(root, encoding="unicode")


def _widen(table: etree._Element, grid: etree._Element) -> None:
    columns = grid.findall(f"{_W}gridCol")
    most = max((len(row.findall(f"{_W}tc")) for row in table.iter(f"{_W}tr")), default=0)
    width = sum(_width(column) for column in columns)
    if most <= len(columns) or not width:
        return
    before, after = width / len(columns), width / most
    for column in columns:
        column.set(f"{_W}w", str(int(_width(column) * after / before)))
    for _ in range(most - len(columns)):
        etree.SubElement(grid, f"{_W}gridCol", {f"{_W}w": str(int(after))})


def _narrow(table: etree._Element, grid: etree._Element) -> None:
    columns = grid.findall(f"{_W}gridCol")
    most = max((sum(_spans(row)) for row in table.iter(f"{_W}tr")), default=0)
    kept, gone = columns[:most], columns[most:]
    if not gone:
        return
    for column in gone:
        grid.remove(column)
    extra = int(sum(_width(column) for column in gone) / len(kept)) if kept else 0
    for column in kept:
        column.set(f"{_W}w", str(int(_width(column) + extra)))


def _spans(row: etree._Element) -> Iterator[int]:
    for cell in row.findall(f"{_W}tc"):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        yield int(span.get(f"{_W}val", "1")) if span is not None else 1


def _width(column: etree._Element) -> float:
    return float(column.get(f"{_W}w") or 0)
