"""How much a file's parts hold, counted as bytes: no parser sees a part before its elements are few enough.

Counting is kept cheap for the ordinary form: a part's length bounds what it can hold, so few are counted at all.
Source: intake.md 5.3 (6, 7, 12); decisions.md 28.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from toolkit.office.limits import Limits
from toolkit.office.package import Medium

_TEXTS: Final = (
    b"t",
    b"v",
    b"f",
    b"text",
    b"delText",
    b"instrText",
    b"definedName",
    b"formula",
    b"formula1",
    b"formula2",
)
"""Elements whose text a reader takes; others may hold pictures or signatures, long and of no account."""


_MOST_OF_A_CHARACTER = 16
"""Bytes that a character takes at most, written as `&#x1F600;`, some zeros allowed."""
_LEAST = len("<a/>")
"""Bytes that an element takes at least."""
_LEAST_OF_CELL = len("<c>")
"""Bytes of which one begin of a cell is counted at most."""
_LEAST_ATTRIBUTE = len(' a=""')
_HOLDS: Final = {
    b"sst": (),
    b"theme": (),
    b"styleSheet": ((b"xf", "styles"),),
    b"workbook": ((b"definedName", "names"),),
}
"""What can be many in a part with that root element; a sheet's otherwise."""
_OF_SHEET: Final = ((b"row", "rows"), (b"mergeCell", "merges"), (b"hyperlink", "links"))


class Bulk:
    """The tally of one file, part after part; marks of XML are to be ASCII."""

    def __init__(self, medium: Medium, limits: Limits) -> None:
        self._is_workbook = medium == "xlsx"
        self._limits = limits
        self._cells = 0
        self._uncounted: list[tuple[bytes | bytearray, bytes]] = []
        self._at_most = 0
        """Cells, as far as the lengths of the parts tell."""

    def excess(self, part: bytes | bytearray, root: bytes) -> str:
        """The reason word for what this part has too much of, `too_many_cells` counting all before it; '' for none.

        `root` is the name of its root element.
        """
        most = self._limits.elements if self._is_workbook else self._limits.story
        elements = len(part) // _LEAST  # at most; they are counted only where that matters
        if elements > most and part.count(b"<") - part.count(b"</") > most:
            return "too_many_elements"
        if not self._is_workbook and _has_more_attributes(part, self._limits.attributes):
            return "too_many_attributes"
        if self._is_workbook and (found := self._excess_of_sheet(part, root, elements)):
            return found
        return "text_too_long" if self._has_long_text(part) else ""

    def _excess_of_sheet(self, part: bytes | bytearray, root: bytes, elements: int) -> str:
        prefix, _, name = root.rpartition(b":")
        tag = b"<" + prefix + b":" if prefix else b"<"
        for element, limit in _HOLDS.get(name, _OF_SHEET):
            most = getattr(self._limits, limit)
            if elements > most and part.count(tag + element) > most and _counted(part, element, most) > most:
                return f"too_many_{limit}"
        if name in _HOLDS:
            return ""
        self._uncounted.append((part, tag + b"c"))
        self._at_most += len(part) // _LEAST_OF_CELL
        return "too_many_cells" if self._at_most > self._limits.cells and self._has_too_many_cells() else ""

    def _has_too_many_cells(self) -> bool:
        """Counts the parts that were left uncounted."""
        while self._uncounted:
            part, tag = self._uncounted.pop(0)
            most = self._limits.cells - self._cells
            cells = part.count(tag)  # and columns, and rules, but those are few
            cells = cells if cells <= most else _counted(part, b"c", most)
            self._cells += cells
            if cells > most:
                return True
        return False

    def _has_long_text(self, part: bytes | bytearray) -> bool:
        """Whether a text is longer than the limit: one such has a stretch of half that length without any `<`."""
        most = self._limits.string
        for begin, end in _stretches(part, most // 2):
            if end - begin > most * _MOST_OF_A_CHARACTER:
                return True
            if end - begin > most and len(unescape(part[begin:end].decode("utf-8", "replace"))) > most:
                return True
        return False


def _has_more_attributes(part: bytes | bytearray, most: int) -> bool:
    """Whether a part has more attributes, counted by their quotes, of which a text may hold some as well."""
    return len(part) // _LEAST_ATTRIBUTE > most and part.count(b'="') + part.count(b"='") > most


def _counted(part: bytes | bytearray, tag: bytes, most: int) -> int:
    """Elements of that name, whatever their prefix; counting ends above `most`."""
    count = 0
    for _ in re.finditer(rb"<(?:[^\s<>/:!?]+:)?" + tag + rb"[\s/>]", part):
        count += 1
        if count > most:
            break
    return count


def _stretches(part: bytes | bytearray, step: int) -> Iterator[tuple[int, int]]:
    """Begin and end of the texts around the steps that have no `<` in them, each once, of elements that hold text."""
    at = 0
    while at + step <= len(part):
        if part.find(b"<", at, at + step) >= 0:
            at += step
            continue
        begin, end = part.rfind(b"<", 0, at), part.find(b"<", at)
        end = len(part) if end < 0 else end
        opened = part.find(b">", begin, end)
        if opened >= 0 and _local(part[begin + 1 : opened]) in _TEXTS:
            yield opened + 1, end
        at = end


def _local(tag: bytes | bytearray) -> bytes:
    words = bytes(tag).split(None, 1)
    return words[0].rpartition(b":")[2] if words else b""
