"""The texts of a workbook: the strings its sheets share, and what is written in a cell, as Excel means it."""

from __future__ import annotations

import re
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
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML holds in no way."""
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
    if any(len(one) > LIMITS.string for one in strings):
        raise UnreadableFile(package.name, "text_too_long")
    return strings


def tree_strings(root: etree._Element | None) -> list[str]:
    """The shared strings of a part read as XML."""
    return [] if root is None else [excel_text(rich_text(entry)) for entry in root if local(entry) == "si"]


def usual_strings(text: str) -> list[str]:
    """The same by expressions that account for every character. Raises UnusualXml where they do not."""
    whole = _STRINGS.fullmatch(text)
    if whole is None:
        raise UnusualXml
    first, *pieces = _TEXT.split(f"</si>{whole[1] or ''}<si>")
    found, between = pieces[0::2], [first, *pieces[1::2]]
    if between.count("</si><si>") != len(between):
        found = _joined(found, between)
    return [one if one.isprintable() and "&" not in one and "_x" not in one else unescaped(one) for one in found]


def _joined(texts: list[str], between: list[str]) -> list[str]:
    """The items: those of several runs as one text, and those without any."""
    steps = {written: _step(written) for written in set(between)}
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


def unescaped(written: str) -> str:
    """Text as XML means it, then as Excel means it: `_x000D_` is a character. Raises UnusualXml for what is no XML."""
    if _NO_CHARACTER.search(written):
        raise UnusualXml
    if "\r" in written:
        written = _LINE_END.sub("\n", written)
    if "&" in written:
        written = _ENTITY.sub(_entity, written)
    return excel_text(written)


def _entity(match: re.Match[str]) -> str:
    if match[1]:
        return _NAMED[match[1]]
    number = int(match[2]) if match[2] else int(match[3], 16) if match[3] else 0
    if number >= 0x110000 or number == 0 or _NO_CHARACTER.match(chr(number)):
        raise UnusualXml
    return chr(number)


def excel_text(text: str) -> str:
    """`_xHHHH_` as the character it stands for; halves of one are left out."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return "" if 0xD800 <= number < 0xE000 else chr(number)


def rich_text(entry: etree._Element) -> str:
    """The text of a string item: its own `t` and those of its runs."""
    found = []
    for child in entry:
        tag = local(child)
        if tag == "t":
            found.append(child.text or "")
        elif tag == "r":
            found += [piece.text or "" for piece in child if local(piece) == "t"]
    return "".join(found)
