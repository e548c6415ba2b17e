"""The texts of a workbook: the strings its sheets share, and what is written in a cell, as Excel means it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from toolkit.errors import UnreadableFile
from toolkit.office.limits import LIMITS
from toolkit.office.package import Package, local

_TEXT = re.compile(r'<t(?: xml:space="preserve")?>([^<]*)</t>')
_GUIDE = r"(?:<phoneticPr(?: [a-zA-Z]+=\"[^\"<]*\")* ?/>)?"
_EMPTY = re.compile(rf"<si ?/>|<si>(?:<t ?/>)?{_GUIDE}</si>")
_LOOK = r'<rPr>(?:<[a-zA-Z]+(?: [a-zA-Z]+="[^"<]*")* ?/>)*</rPr>|<rPr ?/>'
_BETWEEN = re.compile(rf"(</r>)?{_GUIDE}\s*(</si>\s*((?:(?:{_EMPTY.pattern})\s*)*)<si>)?\s*(<r>(?:{_LOOK})?)?")
"""From the end of one text to the begin of the next: run ends, item ends, items without text, run begins."""
_STRINGS = re.compile(r"\s*<sst\b[^>]*(?:/>|>(.*)</sst>)\s*", re.DOTALL)
_REFERENCE = re.compile(r"(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML holds in no way."""
_REMEMBERED = 8192
"""Characters by reference that are kept: some programs write all Chinese so."""
_REPEATED, _LONGEST_REPEATED = 4096, 400
"""Texts with references, and looks of runs, that are kept, and how long they may be: the next file has the same."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LINE_END = re.compile(r"\r\n?")


class UnusualXml(Exception):
    """The text is not written as the usual programs write it: it is to be read as XML."""


def strings_of(package: Package, part: str) -> list[str]:
    """The shared strings, without phonetic guides. Raises UnreadableFile (`text_too_long`, `malformed_xml`)."""
    if not part or not package.read(part):
        return []
    text = package.text(part)
    try:
        strings = usual_strings(text)
    except UnusualXml:
        strings = tree_strings(package.xml(part))
    if max(map(len, strings), default=0) > LIMITS.string:
        raise UnreadableFile(package.name, "text_too_long")
    return strings


def tree_strings(root: etree._Element | None) -> list[str]:
    """The shared strings of a part read as XML."""
    items = () if root is None else (texts_of(entry) for entry in root if local(entry) == "si")
    return ["".join(map(excel_text, texts)) for texts in items]


def usual_strings(text: str) -> list[str]:
    """The same by expressions that account for every character. Raises UnusualXml where they do not."""
    whole = _STRINGS.fullmatch(text)
    if whole is None:
        raise UnusualXml
    first, *pieces = _TEXT.split(f"</si>{whole[1] or ''}<si>")
    found, between = pieces[0::2], [first, *pieces[1::2]]
    found = [one if one.isprintable() and "&" not in one and "_x" not in one else unescaped(one) for one in found]
    return found if between.count("</si><si>") == len(between) else _joined(found, between)


def _joined(texts: list[str], between: list[str]) -> list[str]:
    """The items: those of several runs as one text, and those without any."""
    steps = {one: (_known_step if len(one) <= _LONGEST_REPEATED else _step)(one) for one in set(between)}
    joined: list[str] = []
    is_run = False
    for text, written in zip([*texts, ""], between, strict=True):
        step = steps[written]
        if step.ends_run is not is_run or not (step.ends_item or joined):
            raise UnusualXml
        is_run = step.begins_run
        if step.ends_item:
            joined += step.empty
            joined.append(text)
        else:
            joined[-1] += text
    if is_run or not steps[between[-1]].ends_item:
        raise UnusualXml
    return joined[:-1]


class _Step(NamedTuple):
    """What lies between two texts."""

    ends_run: bool
    ends_item: bool
    empty: tuple[str, ...]
    """The items without text in between."""
    begins_run: bool


def _step(written: str) -> _Step:
    found = _BETWEEN.fullmatch(written)
    if found is None:
        raise UnusualXml
    return _Step(bool(found[1]), bool(found[2]), ("",) * len(_EMPTY.findall(found[3] or "")), bool(found[4]))


_known_step = lru_cache(_REPEATED)(_step)


def unescaped(written: str) -> str:
    """Text as XML means it, then as Excel means it: `_x000D_` is a character. Raises UnusualXml for what is no XML."""
    if "&" in written:
        return (_repeated if len(written) <= _LONGEST_REPEATED else _unescaped)(written)
    return written if written.isprintable() and "_x" not in written else _unescaped(written)


def _unescaped(written: str) -> str:
    if not written.isprintable() and _NO_CHARACTER.search(written):
        raise UnusualXml
    if "\r" in written:
        written = _LINE_END.sub("\n", written)
    if "&" in written:
        first, *pieces = written.split("&")
        parted = (piece.partition(";") for piece in pieces)
        written = first + "".join([_referred(name + mark) + rest for name, mark, rest in parted])
    return excel_text(written)


_repeated = lru_cache(_REPEATED)(_unescaped)


@lru_cache(_REMEMBERED)
def _referred(name: str) -> str:
    """The character that a reference stands for, `amp;` or `#26631;`."""
    found = _REFERENCE.fullmatch(name)
    if found is None:
        raise UnusualXml
    if found[1]:
        return _NAMED[found[1]]
    number = int(found[2]) if found[2] else int(found[3], 16)
    if not 0 < number < 0x110000 or _NO_CHARACTER.match(chr(number)):
        raise UnusualXml
    return chr(number)


def excel_text(text: str) -> str:
    """`_xHHHH_` as the character it stands for; halves of one are left out."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return "" if 0xD800 <= number < 0xE000 else chr(number)


def texts_of(entry: etree._Element) -> list[str]:
    """The texts of a string item as written: its own `t` and those of its runs, without phonetic guides."""
    found = []
    for child in entry:
        tag = local(child)
        if tag == "t":
            found.append(child.text or "")
        elif tag == "r":
            found += [piece.text or "" for piece in child if local(piece) == "t"]
    return found
