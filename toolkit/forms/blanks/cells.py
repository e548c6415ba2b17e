"""Cells, rows and texts as XlsxWriter puts them into a workbook's parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from toolkit.forms.blanks.traced import Place

_ROW = re.compile(r'<row r="(\d+)"([^>]*)>(.*?)</row>', re.DOTALL)
_CELL = re.compile(r'<c r="([A-Z]+)\d+"(?: s="(\d+)")?( t="\w+")?(?:/>|>(.*?)</c>)', re.DOTALL)
_HEIGHT = re.compile(r' ht="[^"]*"')
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LITERAL = re.compile("(_x[0-9a-fA-F]{4}_)")
_LONGEST_TEXT: Final = 32_767
"""UTF-16 units that a cell takes."""
_EPOCH: Final = datetime(1899, 12, 31)
_NO_LEAP_DAY: Final = 59
"""Excel counts 29 February 1900 behind it."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a formula gave."""

    value: object


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it was written, but for the numbers of its look and of its text."""

    place: Place
    opening: str
    """`<c r="B5"`"""
    look: Any
    kind: str
    """` t="str"` of a formula that gives words; '' else."""
    body: str
    """What stands within it; '' in an empty cell, and in one with a text."""
    told: int
    """Which writing gave the text; -1 for no text."""

    def as_it_is(self, style: str) -> str:
        """The cell, to be completed with `%` and the number of its text."""
        if self.told >= 0:
            return f'{self.opening}{style} t="s"><v>%d</v></c>'
        body = self.body.replace("%", "%%")
        return f"{self.opening}{style}{self.kind}>{body}</c>" if body else f"{self.opening}{style}{self.kind}/>"

    def holding(self, content: Any, style: str, numbers: Mapping[str, int]) -> str:
        """The cell with another content: an entry of the table of texts, a number, what its formula gives, or None."""
        head = f"{self.opening}{style}"
        match content:
            case None:
                return f"{head}/>"
            case str():
                return f'{head} t="s"><v>{numbers[content]}</v></c>'
            case Result(value):
                kind, shown = _resulting(value)
                return f"{head}{kind}>{self.body[: self.body.index('<v>')]}<v>{shown}</v></c>"
            case _:
                return f"{head}><v>{content:.16G}</v></c>"


def _resulting(value: object) -> tuple[str, object]:
    match value:
        case bool():
            return ' t="b"', int(value)
        case str():
            return ' t="str"' if value else "", escaped(value)
        case _:
            return "", value


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was written."""

    number: int
    """Counted from 0."""
    opening: str
    cells: tuple[Cell, ...]
    looks: tuple[Any, ...]
    """Of its cells, each once."""
    told: tuple[int, ...]
    """Which writings gave its texts."""

    def as_it_is(self, styles: Mapping[Any, str]) -> str:
        """The row, to be completed with `%` and the numbers of its texts."""
        return f"{self.opening}{''.join([cell.as_it_is(styles[cell.look]) for cell in self.cells])}</row>"

    def as_high_as(self, points: float) -> str:
        """The row's opening with another height, which XlsxWriter gives in whole pixels."""
        return _HEIGHT.sub(f' ht="{int(points * 4 / 3 + 0.5) * 0.75:.16g}"', self.opening)


def rows_in(sheet: str, looks: Mapping[Place, Any], told: Callable[[Place, int], int]) -> Iterator[Row]:
    """The rows of a sheet's part.

    `looks`: of its cells. `told`: which writing gave the text of a cell, which has that number.
    """
    for found in _ROW.finditer(sheet):
        number, cells = int(found[1]) - 1, []
        for letters, _, kind, body in _CELL.findall(found[3]):
            place, opening = (number, _column(letters)), f'<c r="{letters}{found[1]}"'
            if kind == ' t="s"':
                writing = told(place, int(body[len("<v>") : -len("</v>")]))
                cells.append(Cell(place, opening, looks[place], "", "", writing))
            else:
                cells.append(Cell(place, opening, looks[place], kind, body, -1))
        worn = tuple(dict.fromkeys(cell.look for cell in cells if cell.look is not None))
        written = tuple(cell.told for cell in cells if cell.told >= 0)
        yield Row(number, f'<row r="{found[1]}"{found[2]}>', tuple(cells), worn, written)


def styles_in(sheet: str) -> list[str]:
    """` s="5"` of every cell of a sheet's part."""
    return [f' s="{style}"' for _, style, _, _ in _CELL.findall(sheet)]


class KnownCells:
    """Takes what is known, as a sheet would; a label in two looks stays what it was."""

    def __init__(self) -> None:
        self.cells: dict[Place, tuple[Any, Any]] = {}
        """Content and look."""
        self.heights: dict[int, float] = {}
        """Points by row."""

    def set_row(self, row: int, points: float) -> None:
        """A row's height."""
        self.heights[row] = points

    def write_string(self, row: int, column: int, text: str, look: Any) -> None:
        """A text."""
        self.cells[row, column] = (entry(text), look)

    def write_rich_string(self, row: int, column: int, *pieces: Any) -> None:
        """A label in two looks, which is not told again."""

    def write_number(self, row: int, column: int, number: Any, look: Any) -> None:
        """A number."""
        self.cells[row, column] = (number, look)

    def write_datetime(self, row: int, column: int, day: date, look: Any) -> None:
        """A day."""
        self.cells[row, column] = (_serial(day), look)

    def write_blank(self, row: int, column: int, nothing: None, look: Any) -> None:
        """An empty cell with a look."""
        self.cells[row, column] = (nothing, look)

    def write_formula(self, row: int, column: int, _formula: str, look: Any, result: object) -> None:
        """A formula's result; the formula stays."""
        self.cells[row, column] = (Result(result), look)

    def merge_range(self, row: int, column: int, _to_row: int, to_column: int, _nothing: str, look: Any) -> None:
        """Empty cells of one row; they are one already."""
        for at in range(column, to_column + 1):
            self.cells[row, at] = (None, look)


def entry(text: str) -> str:
    """A text as an entry of the table of texts."""
    if len(text) > _LONGEST_TEXT // 2:
        text = text.encode("utf-16-le")[: 2 * _LONGEST_TEXT].decode("utf-16-le", "ignore")
    if "_x" in text:
        text = _LITERAL.sub(r"_x005F\1", text)
    if not text.isprintable():
        text = _CONTROL.sub(lambda control: f"_x{ord(control[0]):04X}_", text)
    space = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<si><t{space}>{escaped(text)}</t></si>"


def table_of_texts(part: str, entries: Mapping[str, int], used: int) -> str:
    """The table of these texts, which are used so many times; `part`: that of another workbook."""
    head = part[: part.index(" count=")]
    return f'{head} count="{used}" uniqueCount="{len(entries)}">{"".join(entries)}</sst>'


def page_breaks(rows: Sequence[int]) -> str:
    """The part of a sheet that ends a page before each of these rows."""
    each = "".join(f'<brk id="{row}" max="16383" man="1"/>' for row in rows)
    return f'<rowBreaks count="{len(rows)}" manualBreakCount="{len(rows)}">{each}</rowBreaks>' if rows else ""


def escaped(text: str) -> str:
    """The text as XML holds it between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _serial(day: date) -> float:
    """The day as Excel counts it."""
    at = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    days = (at - _EPOCH) / timedelta(days=1)
    return days + 1 if days > _NO_LEAP_DAY else days


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
