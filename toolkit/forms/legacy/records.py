"""What the records of an .xls say and calamine does not: errors, percent formats, hidden rows. Source: [MS-XLS]."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

PERCENT: Final = {9: "0%", 10: "0.00%"}
"""Built-in formats that show a share."""
ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_BEGIN, _END, _ENCIPHERED, _SHEET, _FORMAT, _STYLE, _LINKED = 0x809, 0x0A, 0x2F, 0x85, 0x41E, 0xE0, 0x1AE
_NUMBER, _SHORT, _SHORTS, _FORMULA, _ERROR, _ROW = 0x203, 0x27E, 0xBD, 0x06, 0x205, 0x208
_MACRO_SHEET, _VBA = 1, 6
_NO_OTHER_BOOK: Final = frozenset((0x0401, 0x3A01, 0, 1))
"""Supporting books that are this workbook or sheet itself, functions added in, or unused."""
_LITERAL = re.compile(r'"[^"]*"|\\.')


@dataclass(slots=True)
class Unsaid:
    """What is to be added to the cells of one sheet; rows and columns from 1."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    """Formats of cells that show a share."""
    hidden_rows: list[int] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


class Refused(Exception):
    """The workbook is not to be read; `reason` is a word of the gate."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def unsaid(stream: bytes) -> list[Unsaid]:
    """Of every sheet, in the order of the workbook.

    Raises Refused: `encrypted`, `macros` for sheets of macros, `external_link`.
    """
    sheets: list[int] = []
    codes: dict[int, str] = dict(PERCENT)
    styles: list[int] = []
    is_old = stream[4:6] != b"\x00\x06"
    for kind, held in _records(stream, 0):
        if kind == _ENCIPHERED:
            raise Refused("encrypted")
        if kind == _SHEET and len(held) > 5:
            if held[5] in (_MACRO_SHEET, _VBA):
                raise Refused("macros")
            sheets.append(struct.unpack_from("<L", held)[0])
        elif kind == _FORMAT:
            _take_format(held, codes, is_old)
        elif kind == _STYLE and len(held) > 3:
            styles.append(struct.unpack_from("<H", held, 2)[0])
        elif kind == _LINKED and len(held) > 3 and struct.unpack_from("<H", held, 2)[0] not in _NO_OTHER_BOOK:
            raise Refused("external_link")
    shares = {n: codes[style] for n, style in enumerate(styles) if style in codes}
    return [_of_sheet(stream, start, shares) for start in sheets]


def is_share(code: str) -> bool:
    """Whether a format code shows a number as per cent."""
    return "%" in _LITERAL.sub("", code)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Kind and content of the records of one part of the stream; parts within it (charts) are left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BEGIN) - (kind == _END)
        if depth == 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _take_format(held: bytes, codes: dict[int, str], is_old: bool) -> None:
    """A format of the workbook's own, kept where it shows a share; before Excel 97 its text is bytes."""
    if len(held) < 5:
        return
    (number,) = struct.unpack_from("<H", held)
    text = held[3:] if is_old else held[5:]
    code = text.decode("utf-16-le" if not is_old and held[4] & 1 else "latin-1", "replace")
    codes.pop(number, None)
    if is_share(code):
        codes[number] = "0.00%" if "." in code else "0%"


def _of_sheet(stream: bytes, start: int, shares: dict[int, str]) -> Unsaid:
    found = Unsaid()
    for kind, held in _records(stream, start):
        if kind in (_NUMBER, _SHORT, _FORMULA, _ERROR) and len(held) >= 8:
            row, column, style = struct.unpack_from("<3H", held)
            error = _error(kind, held)
            if error is not None:
                found.errors[row + 1, column + 1] = ERRORS.get(error, "#?")
            elif style in shares:
                found.formats[row + 1, column + 1] = shares[style]
        elif kind == _SHORTS and len(held) >= 6:
            row, first = struct.unpack_from("<2H", held)
            for n, (style, _) in enumerate(struct.iter_unpack("<HL", held[4 : 4 + (len(held) - 6) // 6 * 6])):
                if style in shares:
                    found.formats[row + 1, first + n + 1] = shares[style]
        elif kind == _ROW and len(held) >= 16 and held[12] & 0x20:
            found.hidden_rows.append(struct.unpack_from("<H", held)[0] + 1)
    return found


def _error(kind: int, held: bytes) -> int | None:
    """The error that a cell holds, or that its formula gave."""
    if kind == _ERROR:
        return held[6] if held[7] else None
    if kind == _FORMULA and len(held) >= 14 and held[12:14] == b"\xff\xff" and held[6] == 2:
        return held[8]
    return None
