"""Rows as the XML of a sheet, a string a row: what a spreadsheet keeps of a value, and how.

Texts stand in their cells (inline strings), so nothing of a row is kept; a text is never a formula or a link.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from toolkit.model.text import Lang, Text
from toolkit.reports.tables import LEVEL_WORDS, Column, Level, Row, Sort
from toolkit.reports.workbook.lists import HOUSE
from toolkit.reports.workbook.looks import Looks

LONGEST_TEXT: Final = 32_767
"""Most UTF-16 units of a cell; a longer text ends with …"""
LINE_HEIGHT, ROW_HEIGHT, HIGHEST = 15.0, 18.0, 409.0
"""Points of a further line, of a row with one line, of the highest row Excel has."""
PADDING: Final = 1.5
"""Characters of a column's width that no text fills: indent and border."""
_CHINESE: Final = 0.95
"""A Chinese character is a little less than two digits wide."""

_BEFORE: Final = date(1899, 12, 30).toordinal()
"""Days are counted from the next one."""
_FIRST_DAY: Final = date(1900, 3, 1)
"""Excel knows no day before 1900, and a 29 February 1900 that never was; earlier days are texts."""
_SHORT: Final = 16_000
_TO_ESCAPE: Final = re.compile(r"[&<>\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "_": "_x005F_"}

CellWriter = Callable[[str, Any], str]
"""A cell's XML, from the number of its row and its value."""


def inline(text: str) -> str:
    """The text as the content of an inline string; every sign is kept, also those that XML has no place for."""
    if (
        text.isprintable()
        and "&" not in text
        and "<" not in text
        and ">" not in text
        and "_x" not in text
        and text[:1] != " "
        and text[-1:] != " "
        and len(text) < _SHORT
    ):
        return f"<is><t>{text}</t></is>"
    kept = _TO_ESCAPE.sub(_escaped, _cut(text))
    space = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<is><t{space}>{kept}</t></is>"


_inline_again: Final = lru_cache(maxsize=2048)(inline)
"""For columns in which the same texts come again and again: names, statuses, people."""


def _escaped(found: re.Match[str]) -> str:
    sign = found[0]
    return _ESCAPED.get(sign) or f"_x{ord(sign):04X}_"


def _cut(text: str) -> str:
    """As much of the text as a cell takes."""
    if len(text) <= LONGEST_TEXT // 2:
        return text
    wide = text.encode("utf-16-le", "surrogatepass")
    if len(wide) <= 2 * LONGEST_TEXT:
        return text
    return wide[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", "ignore") + "…"


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column; a Chinese character is as wide as two others."""
    parts = text.split("\n") if "\n" in text else (text,)
    return sum([max(1, math.ceil(wide(part) / width)) for part in parts])


def wide(text: str) -> float:
    """Width in digits: about as many as the bytes by which GBK writers it."""
    return len(text) if text.isascii() else len(text.encode("gbk", "replace")) * _CHINESE


def height(texts: int) -> float:
    """Of a row with so many lines, points."""
    return ROW_HEIGHT if texts <= 1 else min(texts * LINE_HEIGHT + 4, HIGHEST)


class RowWriter:
    """Writes the rows of one table."""

    def __init__(self, columns: Sequence[Column], looks: Looks, lang: Lang) -> None:
        self._columns, self._looks, self._lang = columns, looks, lang
        self._letters = [xl_col_to_name(n) for n in range(len(columns))]
        self._places = {column.field: n for n, column in enumerate(columns)}
        self._links = [n for n, column in enumerate(columns) if column.is_link]
        self._wrapping = [(n, column.width - PADDING) for n, column in enumerate(columns) if column.sort == "words"]
        self._usual = [self._writer(n) for n in range(len(columns))]
        self._odd: dict[tuple[int, Level | None, bool], CellWriter] = {}
        self._linked = self._writers({}, is_linked=True)
        fields = [column.field for column in columns if column is not HOUSE]
        self._fields: Callable[[Any], tuple[Any, ...]] = (
            attrgetter(*fields) if len(fields) > 1 else lambda row: (getattr(row, fields[0]),)
        )
        self._has_house = HOUSE in columns

    def values(self, row: Row, house: str) -> tuple[Any, ...]:
        """What the row says in each column."""
        return (house, *self._fields(row)) if self._has_house else self._fields(row)

    def __call__(self, row: Row, values: Sequence[Any], at: int, *, is_linked: bool) -> str:
        """The row's XML; its numbers lead to its document if `is_linked`."""
        n, levels = str(at), row.levels
        writers = self._writers(levels, is_linked=is_linked) if levels else self._linked if is_linked else self._usual
        cells = "".join([write(n, value) for write, value in zip(writers, values, strict=True)])
        return f'<row r="{n}"{self._height(values)}>{cells}</row>'

    def _height(self, values: Sequence[Any]) -> str:
        """Room for the longest text once wrapped: not every program makes it by itself; '' for the usual height."""
        most = 1
        for place, width in self._wrapping:
            text = values[place]
            if type(text) is Text:
                text = text.said(self._lang)
            if type(text) is str and (2 * len(text) > width or "\n" in text):
                most = max(most, lines(text, width))
        return "" if most == 1 else f' ht="{height(most):g}" customHeight="1"'

    def _writers(self, levels: Mapping[str, Level], *, is_linked: bool) -> list[CellWriter]:
        """What writes a row some of whose cells have a look of their own."""
        writers = self._usual.copy()
        for field, level in levels.items():
            if (place := self._places.get(field)) is not None:
                writers[place] = self._own(place, level, is_link=False)
        if is_linked:
            for place in self._links:
                writers[place] = self._own(place, levels.get(self._columns[place].field), is_link=True)
        return writers

    def _own(self, place: int, level: Level | None, *, is_link: bool) -> CellWriter:
        key = (place, level, is_link)
        if key not in self._odd:
            self._odd[key] = self._writer(place, level, is_link=is_link)
        return self._odd[key]

    def _writer(self, place: int, level: Level | None = None, *, is_link: bool = False) -> CellWriter:
        sort = self._columns[place].sort
        look = self._looks.index(sort, level, is_link=is_link)
        return _WRITERS[sort](f'<c r="{self._letters[place]}', f'" s="{look}"', self._lang)


def _any(opening: str, look: str, lang: Lang) -> CellWriter:
    """Writes whatever a cell is given: a number as a number, a day as a day, all else as text."""

    def write_any(n: str, value: Any) -> str:
        match value:
            case None | "":
                return f"{opening}{n}{look}/>"
            case Level():
                text = LEVEL_WORDS[value].said(lang)
            case Text():
                text = value.said(lang)
            case bool():
                text = Text("是", "yes").said(lang) if value else Text("否", "no").said(lang)
            case int():
                return f"{opening}{n}{look}><v>{value}</v></c>"
            case Decimal() | float() if math.isfinite(value):
                return f"{opening}{n}{look}><v>{float(value)!r}</v></c>"
            case date() if (day := date(value.year, value.month, value.day)) >= _FIRST_DAY:
                return f"{opening}{n}{look}><v>{day.toordinal() - _BEFORE}</v></c>"
            case _:
                text = str(value)
        return f'{opening}{n}{look} t="inlineStr">{inline(text)}</c>' if text else f"{opening}{n}{look}/>"

    return write_any


def _texts(opening: str, look: str, lang: Lang) -> CellWriter:
    otherwise, before, blank = _any(opening, look, lang), f'{look} t="inlineStr">', f"{look}/>"

    def write_text(n: str, value: Any) -> str:
        if type(value) is str:
            return f"{opening}{n}{before}{_inline_again(value)}</c>" if value else f"{opening}{n}{blank}"
        return otherwise(n, value)

    return write_text


def _amounts(opening: str, look: str, lang: Lang) -> CellWriter:
    otherwise, before, blank = _any(opening, look, lang), f"{look}><v>", f"{look}/>"

    def write_amount(n: str, value: Any) -> str:
        if value is None:
            return f"{opening}{n}{blank}"
        if type(value) is Decimal and value.is_finite():
            return f"{opening}{n}{before}{value}</v></c>"
        return otherwise(n, value)

    return write_amount


def _shares(opening: str, look: str, lang: Lang) -> CellWriter:
    otherwise, before, blank = _any(opening, look, lang), f"{look}><v>", f"{look}/>"

    def write_share(n: str, value: Any) -> str:
        if value is None:
            return f"{opening}{n}{blank}"
        if type(value) is Decimal and value.is_finite():
            return f"{opening}{n}{before}{float(value):.10g}</v></c>"
        return otherwise(n, value)

    return write_share


def _counts(opening: str, look: str, lang: Lang) -> CellWriter:
    otherwise, before, blank = _any(opening, look, lang), f"{look}><v>", f"{look}/>"

    def write_count(n: str, value: Any) -> str:
        if value is None:
            return f"{opening}{n}{blank}"
        if type(value) is int:
            return f"{opening}{n}{before}{value}</v></c>"
        return otherwise(n, value)

    return write_count


def _days(opening: str, look: str, lang: Lang) -> CellWriter:
    otherwise, before, blank = _any(opening, look, lang), f"{look}><v>", f"{look}/>"

    def write_day(n: str, value: Any) -> str:
        if value is None:
            return f"{opening}{n}{blank}"
        if type(value) is date and value >= _FIRST_DAY:
            return f"{opening}{n}{before}{value.toordinal() - _BEFORE}</v></c>"
        return otherwise(n, value)

    return write_day


_WRITERS: Final[Mapping[Sort, Callable[[str, str, Lang], CellWriter]]] = {
    "words": _texts,
    "code": _texts,
    "amount": _amounts,
    "margin": _shares,
    "progress": _shares,
    "count": _counts,
    "day": _days,
    "days": _counts,
}
