"""What the text of a part orders a program to do: Word's field codes, Excel's DDE, data sources, pictures fetched.

Source: intake.md 5.3 (8-10).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from html import unescape
from typing import Final

from lxml import etree

from toolkit.office.package import Medium, local, parsed, said

_MUTE: Final = frozenset(
    {b"styles", b"theme", b"sst", b"styleSheet", b"fonts", b"numbering", b"Relationships", b"Types"}
)
"""Root elements of parts that order nothing, some of them large."""
_FIELDS: Final = frozenset(
    {"dde", "ddeauto", "link", "include", "includetext", "includepicture", "import", "macrobutton", "database", "rd"}
)
"""Field codes that start a program, run a macro, or fetch a file or table."""
_KEYWORD = re.compile(r"[\s\"'“”]*([A-Za-z]*)")
_NESTED = "\0"
"""In a field's code, where the result of another one stands."""
_PIECES: Final = ("{*}fldChar", "{*}instrText", "{*}fldSimple", "{*}t")
_VIEWS: Final = (("Fallback", "del", "moveFrom"), ("Choice", "del", "moveFrom"), ("Fallback", "ins", "moveTo"))
"""What is left out: as Word shows it, as older programs do, as it is with all changes rejected."""
_MARKS: Final = tuple(sorted({f"{{*}}{mark}" for view in _VIEWS for mark in view}))

_REFERENCE = b"&#"
_PIPE = re.compile(rb"&#(?:0*124|[xX]0*7[cC]);")
_FORMULA = re.compile(
    rb"<(?:[^\s<>/:!?]+:)?(?:f|formula\d?|definedName|calculatedColumnFormula|totalsRowFormula)(?:\s[^>]*)?>([^<]*)"
)
_ASIDE = re.compile(rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[|\]\]>", re.DOTALL)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|\[[^\]]*\]")

_DATA_SOURCE = re.compile(rb"<(?:[^\s<>/:!?]+:)?(?:connectString|udl)[\s>]")
_FETCHED = re.compile(rb"""\bsrc\s*=\s*["']\s*(?:https?:|ftp:|file:|\\\\|//)""", re.IGNORECASE)


def ordered(medium: Medium, part: bytes | bytearray, root: bytes, content: bytes | bytearray, name: str) -> str:
    """The reason word for what a part orders; '' for nothing. Raises UnreadableFile for what is no XML.

    `part` is its content with the marks of XML in ASCII, `root` the name of its root element.
    """
    root = root.rpartition(b":")[2]
    if root in _MUTE:
        return ""
    is_drawn = medium == "docx" or root == b"xml"
    if is_drawn and b"imagedata" in part and _FETCHED.search(part):
        return "external_relationship"
    return _ordered_in_workbook(part) if medium == "xlsx" else _ordered_in_word(part, content, name)


def _ordered_in_workbook(part: bytes | bytearray) -> str:
    """`dde_formula` where a formula or name speaks to another program."""
    if b"|" not in part and (_REFERENCE not in part or not _PIPE.search(part)):
        return ""
    if b"<!" in part:
        part = _ASIDE.sub(b"", part)
    return "dde_formula" if any(map(_is_dde, _FORMULA.findall(part))) else ""


def _is_dde(formula: bytes) -> bool:
    """Whether a `|` stands outside texts, sheet names and columns: no formula has one but `program|topic!item`."""
    return "|" in _QUOTED.sub("", unescape(formula.decode("utf-8", "replace")))


def _ordered_in_word(part: bytes | bytearray, content: bytes | bytearray, name: str) -> str:
    """`data_connection` for a mail merge's source, `active_field` for a field that acts."""
    if b"connectString" in part and _DATA_SOURCE.search(part):
        return "data_connection"
    if b"instrText" in part or b"fldSimple" in part:
        return "active_field" if said(_acts, bytes(content), name) else ""
    return ""


def _acts(content: bytes) -> bool:
    """Whether one of the part's fields acts."""
    return any(map(_is_active, field_codes(parsed(content, ""))))


def _is_active(code: str) -> bool:
    """Whether a field's code is one of those; also one whose first word comes out of another field."""
    found = _KEYWORD.match(code)
    return code.lstrip().startswith(_NESTED) or (found is not None and found[1].lower() in _FIELDS)


def field_codes(root: etree._Element) -> Iterator[str]:
    """The codes of all fields of a Word part, their pieces joined, in every view of the text."""
    for element in root.iter("{*}fldSimple"):
        yield _attribute(element, "instr")
    marks = {local(mark) for mark in root.iter(*_MARKS)}
    for left_out in {frozenset(marks.intersection(view)) for view in _VIEWS}:
        yield from _codes(_pieces(root, left_out))


def _pieces(root: etree._Element, left_out: Collection[str]) -> Iterator[etree._Element]:
    for piece in root.iter(*_PIECES):
        if not left_out or not any(local(above) in left_out for above in piece.iterancestors()):
            yield piece


def _codes(pieces: Iterable[etree._Element]) -> Iterator[str]:
    """The code of each field: its own text, and a mark where another field stands in it."""
    open_: list[list[str] | None] = []  # None once a field's result has begun
    for piece in pieces:
        code = open_[-1] if open_ else None
        kind = local(piece)
        if kind == "fldChar":
            kind = _attribute(piece, "fldCharType")
        if kind == "begin":
            if code is not None:
                code.append(_NESTED)
            open_.append([])
        elif kind in ("separate", "end"):
            if code is not None:
                yield "".join(code)
            if open_:
                open_[-1] = None
            if open_ and kind == "end":
                open_.pop()
        elif code is not None:
            code.append(piece.text or "")
        elif kind == "instrText":
            yield piece.text or ""
    yield from ("".join(code) for code in open_ if code is not None)


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute by its name without namespace."""
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")
