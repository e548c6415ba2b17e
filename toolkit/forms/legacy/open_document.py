"""The sheets of an .ods. Own, for calamine tells neither its merges nor errors, shares, formulas never calculated.

Source: OpenDocument 1.3, part 3, 9.1 and 19.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Final

from lxml import etree

from toolkit.errors import UnreadableFile
from toolkit.forms.legacy.passing import FoundSheet
from toolkit.model.kinds import Content, Raw
from toolkit.office.limits import LIMITS
from toolkit.office.package import Package, local

_GROUPS: Final = frozenset(("table-row-group", "table-rows", "table-header-rows"))
_CELLS: Final = frozenset(("table-cell", "covered-table-cell"))
_ERROR = re.compile(r"#(?:N/A|NAME\?|REF!|VALUE!|DIV/0!|NUM!|NULL!)|Err:\d{3}")
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_PICTURE = "DISPIMG"
_EXACT = 10**15
"""Whole numbers below are exact."""


def sheets_of(package: Package) -> list[FoundSheet]:
    """The sheets. Raises UnreadableFile (`no_sheets`, `too_many_cells`, `text_too_long`, `malformed_xml`)."""
    root = package.xml("content.xml")
    body = None if root is None else next((e for e in root.iter("{*}spreadsheet") if local(e) == "spreadsheet"), None)
    if root is None or body is None:
        raise UnreadableFile(package.name, "malformed_xml")
    hidden = set(_hidden_styles(root))
    found = [_Reader(package.name).sheet(entry, hidden) for entry in body if local(entry) == "table"]
    if not found:
        raise UnreadableFile(package.name, "no_sheets")
    if sum(len(sheet.cells) for sheet in found) > LIMITS.cells:
        raise UnreadableFile(package.name, "too_many_cells")
    return found


def _hidden_styles(root: etree._Element) -> Iterator[str]:
    for style in root.iter("{*}style"):
        if any(_named(entry, "display") == "false" for entry in style if local(entry) == "table-properties"):
            yield _named(style, "name")


def _named(element: etree._Element, attribute: str) -> str:
    """An attribute by its name, in any namespace but LibreOffice's own: `value-type`, `date-value`."""
    named = ((str(key), str(value)) for key, value in element.attrib.items())
    return next((value for key, value in named if key.rpartition("}")[2] == attribute and ":calcext:" not in key), "")


class _Reader:
    """One sheet, cell by cell; what is repeated is counted, and taken again only where it holds something."""

    def __init__(self, name: str) -> None:
        self._name = name

    def sheet(self, table: etree._Element, hidden: set[str]) -> FoundSheet:
        """The sheet of a `table:table`."""
        self._found = FoundSheet(_named(table, "name"), _named(table, "style-name") in hidden)
        self._row = 0
        self._rows(table)
        return self._found

    def _rows(self, group: etree._Element) -> None:
        for entry in group:
            tag = local(entry)
            if tag in _GROUPS:
                self._rows(entry)
            elif tag == "table-row":
                self._take_row(entry)

    def _take_row(self, row: etree._Element) -> None:
        times = _count(row, "number-rows-repeated")
        first = self._row + 1
        self._row += times
        held = {column: raw for column, raw in self._cells(row, first) if raw is not None}
        if not held:
            return
        self._bounded(len(self._found.cells) + times * len(held))
        for n in range(first, first + times):
            self._found.cells.update({(n, column): raw for column, raw in held.items()})
            if _named(row, "visibility") in ("collapse", "filter"):
                self._found.hidden_rows.append(n)

    def _cells(self, row: etree._Element, number: int) -> Iterator[tuple[int, Raw | None]]:
        column = 0
        for cell in row:
            if local(cell) not in _CELLS:
                continue
            times = _count(cell, "number-columns-repeated")
            raw = self._raw(cell) if len(cell) or len(cell.attrib) > 1 else None
            self._merge(cell, number, column + 1)
            if raw is not None:
                self._bounded(len(self._found.cells) + times)
                yield from ((column + n, raw) for n in range(1, times + 1))
            column += times

    def _bounded(self, cells: int) -> None:
        if cells > LIMITS.cells:
            raise UnreadableFile(self._name, "too_many_cells")

    def _merge(self, cell: etree._Element, row: int, column: int) -> None:
        wide, high = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
        if wide > 1 or high > 1:
            self._found.merges.append((row, column, row + high - 1, column + wide - 1))

    def _raw(self, cell: etree._Element) -> Raw | None:
        formula, kind = _named(cell, "formula"), _named(cell, "value-type")
        if _PICTURE in formula:
            return Raw(is_picture=True)
        shown = "\n".join(_text(entry) for entry in cell if local(entry) == "p")
        if formula and _ERROR.fullmatch(shown.strip()):
            return Raw(shown.strip(), error=shown.strip())
        if formula and not kind and not any(local(entry) == "p" for entry in cell):
            return Raw(f"={formula}", uncached=True)
        if len(shown) > LIMITS.string:
            raise UnreadableFile(self._name, "text_too_long")
        content = _content(cell, kind, shown)
        if content is None or (isinstance(content, str) and not content.strip()):
            return None
        return Raw(content, "0.00%" if kind == "percentage" else "")


def _count(element: etree._Element, attribute: str) -> int:
    text = _named(element, attribute)
    return int(text) if text.isdecimal() and len(text) < 8 else 1


def _content(cell: etree._Element, kind: str, shown: str) -> Content:
    if kind in ("float", "currency", "percentage"):
        return _number(_named(cell, "value"), shown)
    if kind == "boolean":
        return _named(cell, "boolean-value") == "true"
    if kind == "date":
        return _day(_named(cell, "date-value"), shown)
    if kind == "time":
        return _time(_named(cell, "time-value"), shown)
    return shown or _named(cell, "string-value") or None


def _number(value: str, shown: str) -> Content:
    try:
        number = float(value)
    except ValueError:
        return shown or None
    if not math.isfinite(number):
        return shown or None
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def _day(value: str, shown: str) -> Content:
    try:
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        return shown or None


def _time(value: str, shown: str) -> Content:
    found = _DURATION.fullmatch(value)
    if found is None or int(found[1]) > 23:
        return shown or None
    return time(int(found[1]), int(found[2]), int(found[3]))


def _text(element: etree._Element) -> str:
    """A paragraph's text: spaces counted, tabs and line ends in place, notes on the cell left out."""
    found = [element.text or ""]
    for child in element:
        tag = local(child)
        if tag == "s":
            found.append(" " * min(_count(child, "c"), LIMITS.string))
        elif tag in ("tab", "line-break"):
            found.append("\t" if tag == "tab" else "\n")
        elif tag in ("span", "a"):
            found.append(_text(child))
        found.append(child.tail or "")
    return "".join(found)
