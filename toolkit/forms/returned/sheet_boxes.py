"""The yellow boxes of a sheet's notes: shapes of its VML drawing, sized so that all their text shows.

Excel's VML need not be XML, so it is searched and spliced as text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from typing import Final

from lxml import etree

from toolkit.forms.returned.sheet_cells import LAST_COLUMN, Block, SheetCells, Spot
from toolkit.office.draft import child, children

NEW: Final = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{sheet}"/></o:shapelayout></xml>'
)
"""A drawing without shapes; shape ids begin at 1024 times the sheet's number."""
_SPACES: Final = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_KIND: Final = (
    f'<v:shapetype {_SPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE: Final = (
    f'<v:shape {_SPACES} id="_x0000_s{{id}}" type="#_x0000_t202" style="position:absolute;margin-left:{{left}}pt;'
    'margin-top:{top}pt;width:{width}pt;height:{height}pt;z-index:{order};visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_ONE_SHAPE = re.compile(r"<(\w+:)?shape[ \t\r\n>].*?</(?:\w+:)?shape>", re.DOTALL)
_ANCHOR = re.compile(r"(<(?:\w+:)?Anchor>)([^<]*)(</)")
_CLIENT = re.compile(r"<(\w+:)?ClientData\b[^>]*>")
_SHAPE_ID = re.compile(r"_x0000_s(\d+)")
_IDS_OF = re.compile(r"idmap[^>]*\bdata=[\"'](\d+)")
_END = re.compile(r"</[\w:]+\s*>\s*$")

_LINE_PX, _FRAME_PX = 16, 14
"""Of text of 9 points, and of the box around it."""
_WIDE_PX, _NARROW_PX = 12.2, 6.6
"""A Chinese character of 9 points, and a Latin one."""
_LEAST_PX, _MOST_PX = 190, 330
_USUAL_COLUMN, _USUAL_ROW_PT = 8.43, 15.0
_PT = 0.75
"""Points of a pixel."""
_FURTHEST = 4_000
"""Rows or columns a box is measured over."""


def box_with(drawing: str, cells: SheetCells, spot: Spot, text: str) -> str:
    """The drawing with a box at the cell that shows the whole text: a new one, or the one it has made to fit."""
    size = _size(text)
    for shape in _ONE_SHAPE.finditer(drawing):
        if _is_at(shape[0], spot):
            return drawing[: shape.start()] + _fitted(shape[0], cells, spot, size) + drawing[shape.end() :]
    return _appended(drawing, cells, spot, size)


def without_box(drawing: str, spot: Spot) -> str:
    """The drawing without the box of that cell."""
    return _ONE_SHAPE.sub(lambda shape: "" if _is_at(shape[0], spot) else shape[0], drawing)


def has_shapes(drawing: str) -> bool:
    """Whether anything is drawn."""
    return _ONE_SHAPE.search(drawing) is not None


def _is_at(shape: str, spot: Spot) -> bool:
    return all(
        re.search(rf"<(?:\w+:)?{name}>\s*{number - 1}\s*</", shape) is not None
        for name, number in (("Row", spot.row), ("Column", spot.column))
    )


def _size(text: str) -> tuple[int, int]:
    """Width and height in pixels of a box that shows the text, a little wider where there is more of it."""
    lines = text.split("\n")
    longest = max(map(_width, lines), default=0)
    width = min(max(_LEAST_PX, longest + _FRAME_PX, math.sqrt(sum(map(_width, lines)) * _LINE_PX * 1.6)), _MOST_PX)
    rows = sum(max(1, math.ceil(_width(line) / (width - _FRAME_PX))) for line in lines)
    return int(width), rows * _LINE_PX + _FRAME_PX


def _width(line: str) -> float:
    return sum(_WIDE_PX if unicodedata.east_asian_width(c) in "WFA" else _NARROW_PX for c in line)


def _fitted(shape: str, cells: SheetCells, spot: Spot, size: tuple[int, int]) -> str:
    """A shape that is at least that large, its upper left corner where it was; some programs write no anchor."""
    found, begin = _ANCHOR.search(shape), _CLIENT.search(shape)
    numbers = [] if found is None else [int(n) for n in re.findall(r"-?\d+", found[2])]
    measure = _Measure(cells)
    if found is not None and len(numbers) == 8:
        left, left_px, top, top_px, right, right_px, bottom, bottom_px = numbers
        width = max(size[0], measure.between(left, left_px, right, right_px, measure.column))
        height = max(size[1], measure.between(top, top_px, bottom, bottom_px, measure.row))
        return (
            shape[: found.start(2)] + measure.anchor(left, left_px, top, top_px, width, height) + shape[found.end(2) :]
        )
    if begin is None or found is not None:
        return shape
    anchor = measure.anchor(*_corner(cells.around(spot)), *size)
    prefix = begin[1] or ""
    return f"{shape[: begin.end()]}<{prefix}Anchor>{anchor}</{prefix}Anchor>{shape[begin.end() :]}"


def _appended(drawing: str, cells: SheetCells, spot: Spot, size: tuple[int, int]) -> str:
    known = [int(n) for n in _SHAPE_ID.findall(drawing)]
    first = int(found[1]) * 1024 if (found := _IDS_OF.search(drawing)) else 1024
    block = cells.around(spot)
    left, left_px, top, top_px = _corner(block)
    measure = _Measure(cells)
    shape = _SHAPE.format(
        id=max((*known, first)) + 1,
        order=len(known) + 1,
        left=round((measure.before(left, measure.column) + left_px) * _PT, 2),
        top=round((measure.before(top, measure.row) + top_px) * _PT, 2),
        width=size[0] * _PT,
        height=size[1] * _PT,
        anchor=measure.anchor(left, left_px, top, top_px, *size),
        row=spot.row - 1,
        column=spot.column - 1,
    )
    kind = "" if "_x0000_t202" in drawing else _KIND
    end = _END.search(drawing)
    at = len(drawing) if end is None else end.start()
    return drawing[:at] + kind + shape + drawing[at:]


def _corner(block: Block) -> tuple[int, int, int, int]:
    """Where the box begins: right of the cell and a little above it; column and row from 0, pixels into each."""
    is_at_edge = block.right > LAST_COLUMN - 20
    left = max(0, block.left - 20) if is_at_edge else block.right
    return left, 15, max(0, block.top - 2), 2 if block.top == 1 else 10


class _Measure:
    """Widths and heights of a sheet in pixels; columns and rows are counted from 0."""

    def __init__(self, cells: SheetCells) -> None:
        self._cells = cells
        shape = child(cells.root, "sheetFormatPr")
        self._usual_column = _decimal(shape.get("defaultColWidth") if shape is not None else None, _USUAL_COLUMN)
        self._usual_row = _decimal(shape.get("defaultRowHeight") if shape is not None else None, _USUAL_ROW_PT)
        self._columns = [
            (int(col.get("min", "0")), int(col.get("max", "0")), 0.0 if _is_hidden(col) else _decimal(col.get("width")))
            for col in children(child(cells.root, "cols"), "col")
            if col.get("min", "").isdigit() and col.get("max", "").isdigit()
        ]

    def column(self, number: int) -> int:
        """Pixels of a column."""
        usual = self._usual_column
        width = next((w for first, last, w in self._columns if first <= number + 1 <= last), usual)
        return round(width * 7 + 5) if width else 0

    def row(self, number: int) -> int:
        """Pixels of a row."""
        row = self._cells.row_of(number + 1)
        if row is None:
            return round(self._usual_row / _PT)
        return 0 if _is_hidden(row) else round(_decimal(row.get("ht"), self._usual_row) / _PT)

    def anchor(self, left: int, left_px: int, top: int, top_px: int, width: int, height: int) -> str:
        """A box with this corner and of this size, as a drawing says it."""
        right = self.beyond(left, left_px, width, self.column)
        bottom = self.beyond(top, top_px, height, self.row)
        return ", ".join(map(str, (left, left_px, top, top_px, *right, *bottom)))

    def beyond(self, at: int, px: int, length: int, size: Callable[[int], int]) -> tuple[int, int]:
        """Where it ends, so many pixels beyond `px` pixels into row or column `at`."""
        left = length + px
        for number in range(at, at + _FURTHEST):
            if size(number) > left:
                return number, left
            left -= size(number)
        return at + 4, 0

    def between(self, at: int, px: int, end: int, end_px: int, size: Callable[[int], int]) -> int:
        """Pixels from one place to another."""
        return sum(size(number) for number in range(at, min(end, at + _FURTHEST))) + end_px - px

    def before(self, at: int, size: Callable[[int], int]) -> int:
        """Pixels from the edge of the sheet."""
        return sum(size(number) for number in range(min(at, _FURTHEST)))


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") in ("1", "true")


def _decimal(text: str | None, otherwise: float = 0.0) -> float:
    try:
        return float(text) if text else otherwise
    except ValueError:
        return otherwise
