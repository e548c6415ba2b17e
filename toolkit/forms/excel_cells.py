"""The cells of one worksheet part, sparse: what each of them holds.

What Excel, WPS, LibreOffice and the usual libraries write is a regular language: one expression takes it apart, several
times as fast as a tree does. It must account for every character of the rows; else the part is read as XML.
"""

from __future__ import annotations

import gc
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from toolkit.errors import UnreadableFile
from toolkit.forms.excel_formats import GENERAL, Format, as_shown, from_iso
from toolkit.model.kinds import Content, Raw
from toolkit.office.limits import LIMITS
from toolkit.office.package import Package, local, parsed

_PICTURE = "DISPIMG"
_ROWS = re.compile(r"<sheetData ?>(.*)</sheetData>|<sheetData ?/>", re.DOTALL)
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,6})")?(?: t="([a-zA-Z]{1,9})")?(?:/>|>'
    r'(?:(<f)(?: [a-zA-Z0-9:]+="[^"<]*")*(?: ?/>|>([^<]*)</f>)|)'
    r'(?:<v(?: xml:space="preserve")?>([^<]*)</v>|<v ?/>|)'
    r'(?:<is><t(?: xml:space="preserve")?>([^<]*)</t></is>|)</c>)'
    r"|<row((?: [a-zA-Z0-9:]+=\"[^\"<]*\")*) ?/?>|</row>|\s+|(.+)",
    re.DOTALL,
)
"""A cell: column, row, style, type, whether there is a formula, it, value, text; a row's attributes; all the rest."""
_HIDDEN = re.compile(r' hidden="(?:1|true|on)"')
_ROW_NUMBER = re.compile(r' r="([0-9]+)"')
_TEXT = r'<t(?: xml:space="preserve")?>([^<]*)</t>'
_RUN = re.compile(rf'<r>(?:<rPr>(?:<[a-zA-Z]+(?: [a-zA-Z]+="[^"<]*")* ?/>)*</rPr>)?{_TEXT}</r>')
_RUNS = _RUN.pattern.replace("([^<]*)", "[^<]*")
_STRING = re.compile(rf"(<si>){_TEXT}</si>|<si>((?:{_RUNS})+)</si>|(<si>)<t ?/></si>|\s+|(.+)", re.DOTALL)
"""A string item: of one text, of runs, empty; or all that comes from the first thing that is neither."""
_STRINGS = re.compile(r"\s*<sst\b[^>]*>(.*)</sst>\s*", re.DOTALL)
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LINE_END = re.compile(r"\r\n?")
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_EXACT = 10**15
"""Excel keeps fifteen digits; whole numbers below are exact."""


class _Unusual(Exception):
    """The text is not written as the usual programs write it."""


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


def strings_of(package: Package, part: str) -> list[str]:
    """The shared strings, without phonetic guides. Raises UnreadableFile (`text_too_long`, `malformed_xml`)."""
    if not part or not package.read(part):
        return []
    try:
        strings = _usual_strings(package.text(part))
    except _Unusual:
        root = package.xml(part)
        strings = [_excel_text(_rich(entry)) for entry in root if local(entry) == "si"] if root is not None else []
    if any(len(one) > LIMITS.string for one in strings):
        raise UnreadableFile(package.name, "text_too_long")
    return strings


def _usual_strings(text: str) -> list[str]:
    whole = _STRINGS.fullmatch(text)
    if whole is None:
        raise _Unusual
    found = []
    for plain, written, runs, empty, junk in _STRING.findall(whole[1]):
        if plain or empty:
            found.append(_unescaped(written))
        elif runs:
            found.append(_unescaped("".join(_RUN.findall(runs))))
        elif junk:
            raise _Unusual
    return found


def _unescaped(written: str) -> str:
    """Text as XML means it, then as Excel means it: `_x000D_` is a character."""
    if "&" in written:
        written = _ENTITY.sub(_entity, written)
    if "\r" in written:
        written = _LINE_END.sub("\n", written)
    return _excel_text(written)


def _entity(match: re.Match[str]) -> str:
    if match[1]:
        return _NAMED[match[1]]
    number = int(match[2]) if match[2] else int(match[3], 16) if match[3] else 0
    if not (number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0x110000) or number in (
        0xFFFE,
        0xFFFF,
    ):
        raise _Unusual
    return chr(number)


def _excel_text(text: str) -> str:
    """`_xHHHH_` as the character it stands for; halves of one are left out."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return "" if 0xD800 <= number < 0xE000 else chr(number)


def _rich(entry: etree._Element) -> str:
    """The text of a string item: its own `t` and those of its runs."""
    found = []
    for child in entry:
        tag = local(child)
        if tag == "t":
            found.append(child.text or "")
        elif tag == "r":
            found += [piece.text or "" for piece in child if local(piece) == "t"]
    return "".join(found)


def cells_of(text: str, shared: Shared, name: str) -> tuple[Cells, etree._Element]:
    """The cells of a worksheet, and the rest of it without them.

    Raises UnreadableFile (`duplicate_cell`, `malformed_xml`, `text_too_long`, `too_many_cells`).
    """
    rows = _ROWS.search(text)
    if rows is not None and "<!" not in text:
        rest = parsed(f"{text[: rows.start()]}<sheetData/>{text[rows.end() :]}".encode(), name)
        try:
            return _usual_cells(rows[1] or "", shared, name), rest
        except _Unusual:
            pass
    return tree_cells(text, shared, name)


def tree_cells(text: str, shared: Shared, name: str) -> tuple[Cells, etree._Element]:
    """The same, read as XML however it is written."""
    root = parsed(text.encode(), name)
    cells, values, after = Cells(), _Values(shared, name, _excel_text), 0
    for entry in root:
        for row in entry if local(entry) == "sheetData" else ():
            if local(row) == "row":
                after = _tree_row(row, after, cells, values)
    return cells, root


def _usual_cells(text: str, shared: Shared, name: str) -> Cells:
    """The cells, by one expression; what is commonest is done in place, for a register has hundreds of thousands."""
    cells, columns, values = Cells(), _Columns(), _Values(shared, name, _unescaped)
    formats, strings, last = values.formats, shared.strings, len(shared.strings)
    written, held = "", dict[int, Raw]()
    with _no_collection():
        for letters, number, style, kind, calculated, formula, value, inline, row, junk in _CELL.findall(text):
            if value or inline or calculated:
                if number != written:
                    written, held = number, cells.rows.setdefault(int(number), {})
                column = columns[letters]
                if column in held:
                    raise UnreadableFile(name, "duplicate_cell")
                if calculated:
                    raw = values.calculated(kind, style, value, formula)
                elif kind == "s" and value.isdecimal() and (index := int(value)) < last:
                    content = strings[index]
                    raw = Raw(content, formats[style].code) if content and not content.isspace() else None
                else:
                    raw = values.plain(kind, style, value or inline)
                if raw is not None:
                    held[column] = raw
            elif junk:
                raise _Unusual
            elif row and _HIDDEN.search(row):
                at = _ROW_NUMBER.search(row)
                cells.hidden.add(int(at[1]) if at else 0)
    return cells


@contextmanager
def _no_collection() -> Iterator[None]:
    """Makes many objects at once without the collector looking through them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Columns(dict[str, int]):
    """Numbers of columns by their letters, from 1."""

    def __missing__(self, letters: str) -> int:
        self[letters] = number = column_number(letters)
        return number


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
        self.formats = defaultdict[str, Format](lambda: GENERAL)
        self.formats.update({str(n): one for n, one in enumerate(shared.formats)})
        self.formats[""] = shared.formats[0] if shared.formats else GENERAL

    def plain(self, kind: str, style: str, value: str) -> Raw | None:
        """A cell without a formula; None where it says nothing."""
        code, shows = self.formats[style]
        if kind in ("", "n"):
            if not shows and value.isdecimal():
                return Raw(int(value), code)
            return Raw(self._number(value, shows), code) if value else None
        if kind == "s":
            try:
                text = self._strings[int(value)] if value else ""
            except (ValueError, IndexError) as trouble:
                raise UnreadableFile(self.name, "malformed_xml") from trouble
            return Raw(text, code) if text and not text.isspace() else None
        return self._other(kind, code, value)

    def calculated(self, kind: str, style: str, value: str, formula: str) -> Raw | None:
        """A cell with a formula and the value last calculated."""
        if _PICTURE in formula:
            return Raw(is_picture=True)
        if value or kind == "str":
            return self.plain(kind, style, value)
        return Raw(f"={self._decode(formula)}", self.formats[style].code, uncached=True)

    def _other(self, kind: str, code: str, value: str) -> Raw | None:
        if kind == "e":
            error = self._decode(value)
            return Raw(error, code, error=error)
        if kind == "b":
            return Raw(value.strip() in ("1", "true"), code) if value else None
        if kind == "d":
            return Raw(from_iso(value), code)
        text = self._decode(value)
        if len(text) > LIMITS.string:
            raise UnreadableFile(self.name, "text_too_long")
        return Raw(text, code) if text and not text.isspace() else None

    def _number(self, value: str, shows: str) -> Content:
        try:
            number = float(value)
        except ValueError as trouble:
            raise UnreadableFile(self.name, "malformed_xml") from trouble
        if shows:
            return as_shown(number, shows, since_1904=self._since_1904)
        if number.is_integer() and -_EXACT < number < _EXACT:
            return int(number)
        if not math.isfinite(number):
            raise UnreadableFile(self.name, "malformed_xml")
        return number


def _tree_row(row: etree._Element, after: int, cells: Cells, values: _Values) -> int:
    """Takes the cells of one row; the row's number, one more than the last where it names none."""
    number = int(text) if (text := row.get("r", "")).isdecimal() else after + 1
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
    value, inline = "", ""
    formula: str | None = None
    for child in cell:
        tag = local(child)
        if tag == "v":
            value = child.text or ""
        elif tag == "f":
            formula = child.text or ""
        elif tag == "is":
            inline = _rich(child)
    if cell.get("vm") and cell.get("t") == "e":
        return Raw(None, is_picture=True)
    kind, style = cell.get("t", ""), cell.get("s", "")
    if formula is not None:
        return values.calculated(kind, style, value or inline, formula)
    return values.plain(kind, style, value or inline)
