"""A table with one row of headings, from a workbook or a CSV file: columns by name, rows as typed values."""

from __future__ import annotations

import csv
import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import StringIO
from itertools import dropwhile
from typing import Final

from toolkit.documents.whole import Whole
from toolkit.errors import TableUnfit
from toolkit.forms.excel.book import Book, Sheet, column_letters
from toolkit.forms.opened import opened
from toolkit.model.kinds.reading import Content, Raw

Cell = str | Decimal | date | bool
Cells = Mapping[int, Raw]

_ERRORS: Final = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"))
_RESERVED: Final = frozenset((*(word.lower() for word in keyword.kwlist), "true", "false", "none", "loop", "self"))
"""What no template can use as a name: words of Jinja, in any case."""
_NO_NAME: Final = re.compile(r"\W+")
_NUMBER: Final = re.compile(r"[-+]?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,14})(?:\.\d{1,12})?")
"""A number in a CSV file, thousands parted or not; `007` and longer ones are codes."""
_DAY: Final = re.compile(r"(20\d\d|19\d\d)([-/])(\d{1,2})\2(\d{1,2})")
_BOMS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_DELIMITERS: Final = ",;\t"
_SIGNIFICANT: Final = 15
"""Digits that Excel keeps: 0.1 + 0.2 is 0.3 there."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column and the name under which templates know it."""

    number: int
    header: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it says, or why it cannot be used."""

    place: str
    """`报价!7`, `第7行`"""
    values: Mapping[str, Cell]
    faults: tuple[str, ...] = ()


class Table:
    """A table, read row by row. Raises TableUnfit, UnreadableFile."""

    columns: tuple[Column, ...]
    unnamed: tuple[str, ...]
    """Letters of columns that hold something under no heading: they are not offered."""

    def __init__(self, content: bytes, name: str, sheet: str = "") -> None:
        self._place, self._rows = _of_csv(content, name, sheet) if _is_csv(name) else _of_book(content, name, sheet)
        self._head = next(iter(self._rows), 0)
        if not self._head:
            raise TableUnfit(name, "holds no row of headings")
        self.columns = tuple(_columns(self._rows[self._head]))
        _refuse_twins(self.columns, name)
        self.unnamed = tuple(self._unnamed())

    @property
    def count(self) -> int:
        """How many rows there are below the headings."""
        return len(self._rows) - 1

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""
        return tuple(column.name for column in self.columns)

    def rows(self) -> Iterator[Row]:
        """The rows below the headings that hold something."""
        for number, cells in self._rows.items():
            if number > self._head:
                yield self._row(number, cells)

    def _row(self, number: int, cells: Cells) -> Row:
        values: dict[str, Cell] = {}
        faults = []
        for column in self.columns:
            try:
                values[column.name] = _value(cells.get(column.number, Raw()))
            except ValueError as fault:
                faults.append(f"{column_letters(column.number)}{number} {column.header}: {fault}")
        return Row(self._place(number), values, tuple(faults))

    def _unnamed(self) -> Iterator[str]:
        named = {column.number for column in self.columns}
        held = {column for number, cells in self._rows.items() if number > self._head for column in cells}
        return (column_letters(column) for column in sorted(held - named))


def listed(content: bytes, name: str, headings: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The entries of one column, each with its place: that under one of the headings, else the first.

    A first row without a digit is a heading, too. Raises TableUnfit, UnreadableFile.
    """
    place, rows = _of_csv(content, name, "") if _is_csv(name) else _of_book(content, name, "")
    first = next(iter(rows.values()), {})
    known = {_folded(heading) for heading in headings}
    named = next((column for column in sorted(first) if _folded(str(first[column].content)) in known), 0)
    for n, (number, cells) in enumerate(rows.items()):
        text = str(cells.get(named or 1, Raw()).content or "").strip()
        is_heading = n == 0 and (named or not any(letter.isdigit() for letter in text))
        if text and not is_heading:
            yield place(number), unicodedata.normalize("NFKC", text).split()[0].upper()


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def clean_name(header: str) -> str:
    """The name under which templates know a column: the heading itself where it is an identifier.

    `单价(元)` is `单价_元`, `2026年` is `_2026年`, `If` is `If_`.
    """
    name = "_".join(part for part in _NO_NAME.split(unicodedata.normalize("NFKC", header.strip())) if part)
    if not name or not name.isidentifier():
        name = f"_{name}"
    return f"{name}_" if name.lower() in _RESERVED else name


def _columns(head: Cells) -> Iterator[Column]:
    for number in sorted(head):
        header = str(head[number].content or "").strip()
        if header:
            yield Column(number, header, header if _is_name(header) else clean_name(header))


def _is_name(header: str) -> bool:
    return header.isidentifier() and header.lower() not in _RESERVED


def _refuse_twins(columns: tuple[Column, ...], name: str) -> None:
    counted = Counter(column.name for column in columns)
    for column in columns:
        if counted[column.name] > 1:
            places = "、".join(column_letters(c.number) for c in columns if c.name == column.name)
            raise TableUnfit(name, f"columns {places} have one name: {column.name}")


def _of_book(content: bytes, name: str, wanted: str) -> tuple[Callable[[int], str], Mapping[int, Cells]]:
    body = opened(content, name).body
    if not isinstance(body, Book):
        raise TableUnfit(name, "is no workbook; an .xlsx or .csv file is wanted")
    if wanted and wanted not in body.sheets:
        raise TableUnfit(name, f"has no sheet {wanted!r}; there are: {', '.join(body.sheets)}")
    sheet = body.sheets[wanted] if wanted else body.answered[0]
    held = (row for row in sorted(sheet.rows) if sheet.rows[row])
    below_title = dropwhile(lambda row: _is_title(sheet, row), held)
    return sheet.place, {row: sheet.rows[row] for row in below_title}


def _is_title(sheet: Sheet, row: int) -> bool:
    """Whether a row is one cell merged over several columns, as titles above a table are."""
    (column, *others) = sheet.rows[row]
    _, left, _, right = sheet.merge(row, column)
    return not others and right > left


def _of_csv(content: bytes, name: str, wanted: str) -> tuple[Callable[[int], str], Mapping[int, Cells]]:
    if wanted:
        raise TableUnfit(name, "has no sheets; --sheet is for workbooks")
    text = _decoded(content, name)
    first = text.partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count), strict=True)
    rows: dict[int, Cells] = {}
    try:
        for line in reader:
            if cells := {n: Raw(_typed(text)) for n, text in enumerate(line, start=1) if text.strip()}:
                rows[reader.line_num] = cells
    except csv.Error as trouble:
        raise TableUnfit(name, f"line {reader.line_num}: {trouble}") from trouble
    return "第{}行".format, rows


def _is_csv(name: str) -> bool:
    return name.lower().endswith((".csv", ".tsv", ".txt"))


def _decoded(content: bytes, name: str) -> str:
    """The text: by its byte order mark, else UTF-8, else as Excel writes it in China. Raises TableUnfit."""
    marked = next((encoding for mark, encoding in _BOMS if content.startswith(mark)), "")
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableUnfit(name, "is no text in UTF-8 or GBK")


def _typed(text: str) -> str | Decimal | date:
    """What a cell of a CSV file says: a number, a day, else the text."""
    bare = text.strip()
    if _NUMBER.fullmatch(bare):
        digits = bare.replace(",", "")
        return Decimal(digits) if "." in digits else Whole(digits)
    if found := _DAY.fullmatch(bare):
        try:
            return date(int(found[1]), int(found[3]), int(found[4]))
        except ValueError:
            return text
    return text


def _value(raw: Raw) -> Cell:
    """What a cell says to a template; '' for a blank one. Raises ValueError for one that says nothing."""
    if raw.error or (isinstance(raw.content, str) and raw.content.strip() in _ERRORS):
        raise ValueError(raw.error or str(raw.content).strip())
    if raw.uncached:
        raise ValueError("a formula that was never calculated; open and save the file once in Excel or WPS")
    if raw.is_picture:
        raise ValueError("a picture, which is no text")
    return _said(raw.content)


def _said(content: Content) -> Cell:
    if isinstance(content, datetime):
        return content.date() if content.time() == time() else f"{content:%Y-%m-%d %H:%M}"
    if isinstance(content, bool | date | Decimal):
        return content
    if isinstance(content, int | float):
        return _number(content)
    if isinstance(content, time):
        return f"{content:%H:%M}"
    return (content or "").replace("\r\n", "\n").replace("\r", "\n")


def _number(content: float) -> Decimal:
    """A number as Excel shows it."""
    exact = Decimal(content) if isinstance(content, int) else Decimal(f"{content:.{_SIGNIFICANT}g}")
    return Whole(int(exact)) if exact == exact.to_integral_value() else exact
