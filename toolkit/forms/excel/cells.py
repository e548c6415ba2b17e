"""The cells of one worksheet part, sparse: what each of them holds.

What Excel, WPS, LibreOffice and the usual libraries write is a regular language: expressions take it apart, several
times as fast as a tree does. They must account for every character of the rows; else the part is read as XML.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from itertools import compress, count
from operator import getitem
from typing import NamedTuple, TypeVar, cast

from lxml import etree

from toolkit.errors import UnreadableFile
from toolkit.forms.excel.formats import GENERAL, Format, as_shown, from_iso
from toolkit.forms.excel.strings import UnusualXml, excel_text, texts_of, unescaped
from toolkit.memory import uncollected
from toolkit.model.kinds import Raw
from toolkit.office.limits import LIMITS
from toolkit.office.package import local, parsed

_PICTURE = "DISPIMG"
_ROWS = re.compile(r"<sheetData ?(/?)>")
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"([^<>/]*)(?:/>|>(?:'
    r'(?:<v>|(<is><t(?: xml:space="preserve")?>))([^<]*)(?(4)</t></is>|</v>)|(?!<v>|<is><t>)'
    r"([^<]*+(?:<(?!/c>|c )[^<]*+)*+))</c>)"
)
"""A cell: column, row, other attributes; begin of a text, value or text; or whatever else it holds but another one."""
_EMPTY = re.compile(r'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,6}")?(?: t="[a-z]{1,9}")?(?:/>|></c>)')
"""A cell that is only formatted: it says nothing, wherever it stands."""
_MANY_EMPTY = 4
"""One such of so many cells, and they are taken out first."""
_ATTRIBUTES = re.compile(r'(?: s="([0-9]{1,6})")?(?: t="([a-zA-Z]{1,9})")? ?')
_INNER = re.compile(
    r'(?:(<f)(?: [a-zA-Z0-9:]+="[^"<]*")*(?: ?/>|>([^<]*)</f>)|)'
    r'(?:<v(?: xml:space="preserve")?>([^<]*)</v>|<v ?/>|)'
    r'(?:<is><t(?: xml:space="preserve")?>([^<]*)</t></is>|)'
)
"""A cell with more than a value: whether there is a formula, it, value, text."""
_BETWEEN = re.compile(r'<row r="([0-9]{1,7})"([^<>]*)>|</row>|\s+|(.+)', re.DOTALL)
"""A row's number and its other attributes; the end of one; all the rest."""
_LOOK = re.compile(r'(?: [a-zA-Z0-9:]+="[^"]*")* ?(/?)')
_HIDDEN = re.compile(r' hidden="(?:1|true|on)"')
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_NUMBER = re.compile(r"[0-9]{1,7}")
_PIECE = 1 << 16
"""Characters of the rows that are taken apart at once: little enough to stay in the processor's cache."""
_EXACT = 10**15
"""Excel keeps fifteen digits; whole numbers below are exact."""
_MOST_DIGITS = 40
"""Of a whole number that is kept to its last digit, as other programs write them."""


@dataclass(slots=True)
class Cells:
    """What the rows of a sheet hold."""

    rows: dict[int, dict[int, Raw]] = field(default_factory=dict)
    """Cells by row and column, both counted from 1; only those that hold something."""
    hidden: set[int] = field(default_factory=set)
    """Rows that are not shown."""


class Shared(NamedTuple):
    """What the sheets of one workbook have in common."""

    strings: Sequence[str]
    formats: Sequence[Format]
    since_1904: bool


def cells_of(text: str, shared: Shared, name: str) -> tuple[Cells, etree._Element]:
    """The cells of a worksheet, and the rest of it without them.

    Raises UnreadableFile (`duplicate_cell`, `malformed_xml`, `text_too_long`, `too_many_cells`).
    """
    try:
        cells = usual_cells(text, shared, name)
    except (UnusualXml, UnreadableFile):  # what the expressions do not take is for the tree to judge
        return tree_cells(text, shared, name)
    begin, end = _rows_in(text)
    return cells, parsed((text[:begin] + text[end:]).encode(), name)


def tree_cells(text: str, shared: Shared, name: str) -> tuple[Cells, etree._Element]:
    """The same, read as XML however it is written."""
    root = parsed(text.encode(), name)
    cells, values, after = Cells(), _Values(shared, name, excel_text), 0
    for entry in root:
        for row in entry if local(entry) == "sheetData" else ():
            if local(row) == "row":
                after = _tree_row(row, after, cells, values)
    return cells, root


def usual_cells(text: str, shared: Shared, name: str) -> Cells:
    """The cells alone, by expressions. Raises UnusualXml where these do not account for every character."""
    begin, end = _rows_in(text)
    cells = Cells()
    sheet = _UsualSheet(_Values(shared, name, unescaped), cells)
    with uncollected() if len(text) > _PIECE else nullcontext():
        for piece in _pieces(text, begin, end):
            sheet.take(piece)
    return cells


def _rows_in(text: str) -> tuple[int, int]:
    """Where the rows begin and end. Raises UnusualXml where there may be others, or something in between."""
    opened = _ROWS.search(text)
    if opened is None or ("!" in text and "<!" in text):  # one character is found much faster than two
        raise UnusualXml
    begin = opened.end()
    end = begin if opened[1] else text.rfind("</sheetData>", begin)
    if end < 0:
        raise UnusualXml
    return begin, end


def _pieces(text: str, at: int, end: int) -> Iterator[str]:
    """The rows, some thousands at once."""
    while 0 <= at < end:
        closed = text.find("</row>", at + _PIECE, end)
        cut = end if closed < 0 else closed + len("</row>")
        yield text[at:cut]
        at = cut


K = TypeVar("K")
V = TypeVar("V")


class _Once(dict[K, V]):
    """What a function makes of its argument, made once for each."""

    def __init__(self, make: Callable[[K], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: K) -> V:
        self[key] = made = self._make(key)
        return made


class _UsualSheet:
    """Rows taken apart: a register has hundreds of thousands of cells, so whatever is written twice is read once."""

    def __init__(self, values: _Values, cells: Cells) -> None:
        self._values, self._cells = values, cells
        self._columns = _Once(column_number)
        self._readers = _Once(partial(_reader, values))
        self._looks = _Once(_look)
        self._styles = _Once(_style_of)
        self._row = ""
        """Number of the row that was opened, as written; '' between rows."""
        self._attributes, self._expected = "", ""
        """Its other attributes; what will follow its cells if the next row is like it."""

    def take(self, piece: str) -> None:
        """Adds the cells of some whole rows. What is done to every row is done in place."""
        empty = piece.count('"/>') + piece.count('"></c>')
        parts = _CELL.split(_EMPTY.sub("", piece) if empty * _MANY_EMPTY > piece.count("<c ") else piece)
        between, numbers, attributes, inner = parts[0::7], parts[2::7], parts[3::7], parts[6::7]
        columns = list(map(self._columns.__getitem__, parts[1::7]))
        raws = list(map(getitem, map(self._readers.__getitem__, attributes), parts[5::7]))
        for at in compress(count(), inner):
            raws[at] = self._inner(attributes[at], inner[at])
        rows, begin = self._cells.rows, 0
        for at in compress(count(), between):
            written = between[at]
            if written != self._expected and written.isspace():
                continue
            if at > begin and any(held := raws[begin:at]):
                if numbers[begin:at].count(self._row) != at - begin:
                    raise UnusualXml
                row = _row_of(columns[begin:at], held)
                if rows.setdefault(int(self._row), row) is not row:
                    raise UnusualXml
            elif at > begin and not self._row:
                raise UnusualXml
            self._go_on(written)
            begin = at
        if self._row or begin < len(raws):
            raise UnusualXml

    def _go_on(self, between: str) -> None:
        """Ends a row, begins the next; rows without cells may stand between them."""
        if between == self._expected:
            number, self._row = str(int(self._row) + 1), ""
            self._begin(number, self._attributes)
            return
        for token in _BETWEEN.finditer(between):
            if token[3]:
                raise UnusualXml
            if token[1]:
                self._begin(token[1], token[2])
            elif token[0] == "</row>":
                if not self._row:
                    raise UnusualXml
                self._row = ""

    def _begin(self, number: str, attributes: str) -> None:
        is_hidden, is_empty = self._looks[attributes]
        if self._row:
            raise UnusualXml
        if is_hidden:
            self._cells.hidden.add(int(number))
        self._row, self._attributes = "" if is_empty else number, attributes
        self._expected = f'</row><row r="{int(number) + 1}"{attributes}>' if self._row else ""

    def _inner(self, attributes: str, written: str) -> Raw | None:
        """A cell that holds more than a value."""
        found = _INNER.fullmatch(written)
        if found is None:
            raise UnusualXml
        style, kind = self._styles[attributes]
        calculated, formula, value, inline = found.groups("")
        if calculated:
            return self._values.calculated(kind, style, value or inline, formula)
        return self._values.plain(kind, style, value or inline)


def _reader(values: _Values, attributes: str) -> _Once[str | None, Raw | None]:
    """What cells with these attributes hold, by what is written in them."""
    style, kind = _style_of(attributes)
    read = _Once(cast("Callable[[str | None], Raw | None]", values.reader(kind, style)))
    read[None] = read[""] = None
    return read


def _row_of(columns: list[int], raws: list[Raw | None]) -> dict[int, Raw]:
    """The cells of a row that hold something; no column stands twice."""
    held = dict(zip(columns, raws, strict=False))
    if len(held) != len(raws):
        raise UnusualXml
    if all(raws):
        return cast("dict[int, Raw]", held)
    return {column: raw for column, raw in held.items() if raw is not None}


def _style_of(attributes: str) -> tuple[str, str]:
    """Style and type."""
    found = _ATTRIBUTES.fullmatch(attributes)
    if found is None:
        raise UnusualXml
    return found[1] or "", found[2] or ""


def _look(attributes: str) -> tuple[bool, bool]:
    """Whether a row with these attributes is hidden, and whether it has no cells."""
    found = _LOOK.fullmatch(attributes)
    if found is None:
        raise UnusualXml
    return bool(_HIDDEN.search(attributes)), bool(found[1])


def column_number(letters: str) -> int:
    """`A` is 1, `AA` is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class _Values:
    """What cells hold, made of what is written in them."""

    def __init__(self, shared: Shared, name: str, decode: Callable[[str], str]) -> None:
        self.name, self._decode = name, decode
        self._strings, self._since_1904 = shared.strings, shared.since_1904
        self._formats = defaultdict[str, Format](lambda: GENERAL)
        self._formats.update({str(n): one for n, one in enumerate(shared.formats)})
        self._formats[""] = shared.formats[0] if shared.formats else GENERAL

    def plain(self, kind: str, style: str, value: str) -> Raw | None:
        """A cell without a formula; None where it says nothing."""
        return self.reader(kind, style)(value) if value else None

    def reader(self, kind: str, style: str) -> Callable[[str], Raw | None]:
        """What makes cells of this type and style of what is written in them, which is not nothing."""
        code, shows = self._formats[style]
        if kind in ("", "n"):
            return partial(self._day, code, shows) if shows else partial(self._number, code)
        return partial(self._shared, code) if kind == "s" else partial(self._other, kind, code)

    def calculated(self, kind: str, style: str, value: str, formula: str) -> Raw | None:
        """A cell with a formula and the value last calculated."""
        if _PICTURE in formula:
            return Raw(is_picture=True)
        if value or kind == "str":
            return self.plain(kind, style, value)
        return Raw(f"={self._decode(formula)}", self._formats[style].code, uncached=True)

    def _shared(self, code: str, value: str) -> Raw | None:
        try:
            number = int(value)
            text = self._strings[number]
        except (ValueError, IndexError) as trouble:
            raise UnreadableFile(self.name, "malformed_xml") from trouble
        if number < 0:
            raise UnreadableFile(self.name, "malformed_xml")
        return Raw(text, code) if text and not text.isspace() else None

    def _other(self, kind: str, code: str, value: str) -> Raw | None:
        if kind == "b":
            return Raw(value.strip() in ("1", "true"), code)
        text = self._decode(value)
        if kind == "e":
            return Raw(text, code, error=text)
        return Raw(from_iso(text), code) if kind == "d" else self._text(code, text)

    def text(self, style: str, text: str) -> Raw | None:
        """A cell of this style that holds a text as Excel means it."""
        return self._text(self._formats[style].code, text)

    def _text(self, code: str, text: str) -> Raw | None:
        if len(text) > LIMITS.string:
            raise UnreadableFile(self.name, "text_too_long")
        return Raw(text, code) if text and not text.isspace() else None

    def _number(self, code: str, value: str) -> Raw:
        if value.isdecimal() and len(value) <= _MOST_DIGITS:
            return Raw(int(value), code)
        number = self._finite(value)
        return Raw(int(number) if number.is_integer() and -_EXACT < number < _EXACT else number, code)

    def _day(self, code: str, shows: str, value: str) -> Raw:
        return Raw(as_shown(self._finite(value), shows, since_1904=self._since_1904), code)

    def _finite(self, value: str) -> float:
        try:
            number = float(value)
        except ValueError as trouble:
            raise UnreadableFile(self.name, "malformed_xml") from trouble
        if not math.isfinite(number):
            raise UnreadableFile(self.name, "malformed_xml")
        return number


def _tree_row(row: etree._Element, after: int, cells: Cells, values: _Values) -> int:
    """Takes the cells of one row; the row's number, one more than the last where it names none."""
    number = int(text) if _NUMBER.fullmatch(text := row.get("r", "")) else after + 1
    if row.get("hidden", "") in ("1", "true", "on"):
        cells.hidden.add(number)
    column = 0
    for cell in row:
        if local(cell) != "c":
            continue
        at = _ADDRESS.fullmatch(cell.get("r", ""))
        column = column_number(at[1]) if at else column + 1
        raw = _tree_cell(cell, values)
        if raw is None:
            continue
        held = cells.rows.setdefault(int(at[2]) if at else number, {})
        if column in held:
            raise UnreadableFile(values.name, "duplicate_cell")
        held[column] = raw
    return number


def _tree_cell(cell: etree._Element, values: _Values) -> Raw | None:
    value, formula = "", cast(str | None, None)
    texts: list[str] = []
    for child in cell:
        tag = local(child)
        if tag == "v":
            value = child.text or ""
        elif tag == "f":
            formula = child.text or ""
        elif tag == "is":
            texts = texts_of(child)
    kind, style = cell.get("t", ""), cell.get("s", "")
    if cell.get("vm") and kind == "e":
        return Raw(None, is_picture=True)
    if formula is not None:
        return values.calculated(kind, style, value or "".join(texts), formula)
    if kind == "inlineStr" and not value:
        return values.text(style, "".join(map(excel_text, texts)))
    return values.plain(kind, style, value or "".join(texts))
