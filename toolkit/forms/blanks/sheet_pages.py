"""How a form's sheet is printed on A4: the paper's direction, pages across, and where pages end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_LONG_POINTS, _SHORT_POINTS = 842.0, 595.0
_SIDE_POINTS, _TOP_POINTS = 36.0, 43.2
"""Margins: 0.5 and 0.6 inch."""
_UPRIGHT_FROM = 0.7
"""Scale from which a sheet is printed upright."""
_READABLE = 0.45
"""A sheet that would be printed smaller goes over several pages side by side."""
_DEFAULT_ROW_POINTS = 15.0
_LEAST_FILLED = 0.3
"""Share of the first page from which it may end early; with less on it, the next part begins there and is split."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper of one sheet."""

    is_landscape: bool
    across: int
    """Pages side by side."""
    room_points: float
    """Height of the rows that one page takes, before scaling."""


def paper_for(widths: Sequence[float]) -> Paper:
    """The paper for columns of these widths in characters: as large as can be read."""
    width = sum(_points(w) for w in widths)
    upright = (_SHORT_POINTS - 2 * _SIDE_POINTS) / width
    if upright >= _UPRIGHT_FROM:
        return Paper(False, 1, (_LONG_POINTS - 2 * _TOP_POINTS) / min(1.0, upright))
    turned = (_LONG_POINTS - 2 * _SIDE_POINTS) / width
    return Paper(True, math.ceil(_READABLE / turned), (_SHORT_POINTS - 2 * _TOP_POINTS) / min(1.0, turned))


def _points(characters: float) -> float:
    """Width of a column as Excel draws it: 7 pixels a character, 5 around, 96 pixels an inch."""
    return (characters * 7 + 5) * 0.75


def breaks(starts: Sequence[int], heights: Mapping[int, float], room: float) -> list[int]:
    """The rows before which a page ends, so that no part is split that fits on one page; a short head stays with it.

    `starts`: first row of every part. `heights`: points by row, for all that hold something. `room`: of a page.
    """
    end = max(heights, default=0) + 1
    found: list[int] = []
    top = 0
    for start, following in zip(starts, [*starts[1:], end], strict=True):
        last = max((row for row in heights if row < following), default=0)
        is_short_head = top == 0 and _height(0, start, heights) < room * _LEAST_FILLED
        if start > top and not is_short_head and _height(top, last + 1, heights) > room:
            found.append(start)
            top = start
    return found


def _height(first: int, end: int, heights: Mapping[int, float]) -> float:
    return sum(heights.get(row, _DEFAULT_ROW_POINTS) for row in range(first, end))
