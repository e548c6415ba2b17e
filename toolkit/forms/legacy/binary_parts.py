"""What the binary parts of an .xlsb say and calamine does not: errors, percent formats, merges. Source: [MS-XLSB]."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from toolkit.forms.legacy.records import ERRORS, PERCENT, Unsaid, is_share
from toolkit.office.package import Package

_ROW, _MERGED, _SHEET, _FORMAT, _STYLE, _STYLES, _STYLES_END = 0, 176, 156, 44, 47, 617, 618
_ERRORS: Final = (3, 11)
_NUMBERS: Final = (2, 5, 9)
_LARGEST_RECORD = 1 << 24


def unsaid(package: Package) -> list[Unsaid]:
    """Of every sheet, in the order of the workbook."""
    shares = _shares(package.read(package.related("styles", package.main)))
    relations = package.relations(package.main)
    found = []
    for kind, held in _records(package.read(package.main)):
        if kind == _SHEET and len(held) >= 12:
            (length,) = struct.unpack_from("<L", held, 8)
            relation = relations.get(held[12 : 12 + 2 * length].decode("utf-16-le", "replace"))
            is_sheet = relation is not None and relation.kind == "worksheet"
            found.append(_of_sheet(package.read(relation.target), shares) if relation and is_sheet else Unsaid())
    return found


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of every record; both its numbers are written seven bits a byte."""
    at = 0
    while at < len(part):
        kind, at = _number(part, at, 2)
        length, at = _number(part, at, 4)
        if length > _LARGEST_RECORD:
            return
        yield kind, part[at : at + length]
        at += length


def _number(part: bytes, at: int, most: int) -> tuple[int, int]:
    found = 0
    for n in range(most):
        if at >= len(part):
            break
        byte = part[at]
        found |= (byte & 0x7F) << (7 * n)
        at += 1
        if byte < 0x80:
            break
    return found, at


def _shares(part: bytes) -> dict[int, str]:
    """Format codes that show a share, by cell style."""
    codes: dict[int, str] = dict(PERCENT)
    found: dict[int, str] = {}
    count, is_within = 0, False
    for kind, held in _records(part):
        if kind == _FORMAT and len(held) > 6:
            (number,) = struct.unpack_from("<H", held)
            code = held[6:].decode("utf-16-le", "replace")
            codes.pop(number, None)
            if is_share(code):
                codes[number] = "0.00%" if "." in code else "0%"
        elif kind in (_STYLES, _STYLES_END):
            is_within = kind == _STYLES
        elif kind == _STYLE and is_within and len(held) >= 4:
            (number,) = struct.unpack_from("<H", held, 2)
            if number in codes:
                found[count] = codes[number]
            count += 1
    return found


def _of_sheet(part: bytes, shares: dict[int, str]) -> Unsaid:
    found, row = Unsaid(), 0
    for kind, held in _records(part):
        if kind == _ROW and len(held) >= 12:
            row = struct.unpack_from("<L", held)[0] + 1
            if held[11] & 0x10:
                found.hidden_rows.append(row)
        elif kind in _ERRORS and len(held) >= 9:
            found.errors[row, struct.unpack_from("<L", held)[0] + 1] = ERRORS.get(held[8], "#?")
        elif kind in _NUMBERS and len(held) >= 8:
            column, style = struct.unpack_from("<2L", held)
            if style & 0xFFFFFF in shares:
                found.formats[row, column + 1] = shares[style & 0xFFFFFF]
        elif kind == _MERGED and len(held) >= 16:
            top, bottom, left, right = struct.unpack_from("<4L", held)
            found.merges.append((top + 1, left + 1, bottom + 1, right + 1))
    return found
