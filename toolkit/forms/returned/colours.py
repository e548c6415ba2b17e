"""The colour of a mark, which carries a sum of the colour it covers, so that this can be given back."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from toolkit.forms.marks import COLOURS
from toolkit.model.finding import Severity

_FREE = 0x000F0F
"""The bits of a mark's colour that hold the sum; nobody sees the difference."""


def marked(severity: Severity, covered: str) -> str:
    """The fill of a mark over a fill described by `covered`, RGB; '' covers nothing.

    The covered colour itself is kept beside ours, where the program has an unused place for it. LibreOffice
    fills that place with a colour of its own; by the sum we see that it did (docs/findings/0004).
    """
    colour = int(COLOURS[severity], 16)
    number = _sum_of(covered)
    return f"{colour | (number >> 4) << 8 | number & 0xF:06X}"


def is_mark(rgb: str) -> bool:
    """Whether a fill, RGB or ARGB, is one of ours."""
    return _stripped(rgb) in _OURS


def uncovered(rgb: str, kept: str, others: Iterable[str]) -> str:
    """What lay under our fill: the colour kept beside it, else one of the file's others, else none.

    `kept` and `others` are described as for `marked`; only one that has the right sum is taken.
    """
    wanted = int(rgb[-6:], 16) & _FREE
    wanted = wanted >> 4 | wanted & 0xF
    if not wanted:
        return ""
    return next((each for each in (kept, *others) if each and _sum_of(each) == wanted), "")


def _sum_of(covered: str) -> int:
    """1 to 255, 0 for nothing."""
    return zlib.crc32(covered.upper().encode()) % 255 + 1 if covered else 0


def _stripped(rgb: str) -> str:
    try:
        return f"{int(rgb[-6:], 16) & ~_FREE:06X}"
    except ValueError:
        return ""


_OURS = frozenset(COLOURS.values())
