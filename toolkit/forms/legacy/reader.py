"""The child process that reads one foreign workbook: bytes come in on stdin, sheets of raw cells leave on stdout.

    python -m toolkit.forms.legacy.reader xls|xlsb|ods

A crafted workbook may abort calamine, or have it eat all memory (forms.md, security): only this process dies of it.
"""

from __future__ import annotations

import contextlib
import io
import math
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from toolkit.errors import UnreadableFile
from toolkit.forms.legacy import binary_parts, records
from toolkit.forms.legacy.compound import Compound
from toolkit.forms.legacy.passing import FoundSheet, packed, refusal
from toolkit.model.kinds import Content, Raw
from toolkit.office.limits import LIMITS
from toolkit.office.package import Package

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_NAME = "workbook"
_EXACT = 10**15
"""Whole numbers below are exact."""
_PICTURES = ("=DISPIMG(", "=_xlfn.DISPIMG(")


def read(content: bytes, sort: str) -> list[FoundSheet]:
    """The sheets of an .xls, .xlsb or .ods.

    Raises UnreadableFile, records.Refused, and what calamine raises.
    """
    if sort == "ods":
        from toolkit.forms.legacy import open_document  # noqa: PLC0415  lxml is not needed for the others

        return open_document.sheets_of(_checked(Package(content, _NAME)))
    if sort == "xlsb":
        return _calamine(content, binary_parts.unsaid(_checked(Package(content, _NAME))))
    compound = Compound(content, _NAME)
    return _calamine(content, records.unsaid(compound.read("Workbook") or compound.read("Book")))


def _checked(package: Package) -> Package:
    """The package, every part unpacked once: none is larger than it says, and all together keep the limits."""
    for entry in package.archive.entries:
        for _ in package.archive.pieces(entry):
            pass
    return package


def _calamine(content: bytes, unsaid: list[records.Unsaid]) -> list[FoundSheet]:
    from python_calamine import (  # noqa: PLC0415  what it may do to this process begins here
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    told = workbook.sheets_metadata
    if len(told) != len(unsaid):  # what one reader sees is not what the other does
        raise records.Refused("legacy_damaged")
    found = []
    for n, one in enumerate(told):
        if one.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = FoundSheet(one.name, one.visible is not SheetVisibleEnum.Visible)
        _fill(sheet, workbook.get_sheet_by_index(n), unsaid[n])
        found.append(sheet)
        if sum(len(sheet.cells) for sheet in found) > LIMITS.cells:
            raise records.Refused("too_many_cells")
    if not found:
        raise records.Refused("no_sheets")
    return found


def _fill(sheet: FoundSheet, read: CalamineSheet, extra: records.Unsaid) -> None:
    sheet.hidden_rows = extra.hidden_rows
    merges = read.merged_cell_ranges or ()
    sheet.merges = [(a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1) for a, b in merges] or extra.merges
    for row, column, value in _cells(read):
        content = _content(value)
        if content is None:
            continue
        if isinstance(content, str) and content.startswith(_PICTURES):
            sheet.cells[row, column] = Raw(is_picture=True)
        else:
            is_number = isinstance(content, int | float) and not isinstance(content, bool)
            sheet.cells[row, column] = Raw(content, extra.formats.get((row, column), "") if is_number else "")
    for place, error in extra.errors.items():
        sheet.cells[place] = Raw(error, error=error)


def _cells(sheet: CalamineSheet) -> Iterator[tuple[int, int, object]]:
    """Row, column (from 1) and value of every cell, blank ones too, in turn."""
    if sheet.start is None:
        return
    top, left = sheet.start
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
        yield from ((row, column, value) for column, value in enumerate(values, left + 1))


def _content(value: object) -> Content:
    """A value as our own reader has it; None for what says nothing."""
    if isinstance(value, str):
        if len(value) > LIMITS.string:
            raise records.Refused("text_too_long")
        return value if value and not value.isspace() else None
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise records.Refused("legacy_damaged")
        return int(value) if value.is_integer() and abs(value) < _EXACT else value
    return value if isinstance(value, bool | int | date | datetime | time) else None


def main(sort: str) -> bytes:
    """What is said of the workbook on stdin."""
    content = sys.stdin.buffer.read(LIMITS.file + 1)
    try:
        return packed(read(content, sort))
    except UnreadableFile as trouble:
        return refusal(trouble.code)
    except records.Refused as trouble:
        return refusal(trouble.reason)


if __name__ == "__main__":
    from toolkit.office.jail import confine

    confine()
    with contextlib.redirect_stdout(sys.stderr):
        said = main(sys.argv[1])
    sys.stdout.buffer.write(said)
