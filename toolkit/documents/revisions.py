"""A Word file with tracked changes, read both ways: as it reads now, and as it read before them.

Insertions and text moved here count now, deletions and text moved away counted before. What nobody sees on paper
(hidden text, field codes, comments) is no text; footnotes, text boxes and content controls are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from lxml import etree

from toolkit.errors import UnreadableFile
from toolkit.office.package import Package as Parts
from toolkit.office.package import local

CELL_ENDS: Final = " | "
"""Between the cells of a row."""

_UNSEEN: Final = frozenset(
    ("pPr", "rPr", "tcPr", "trPr", "tblPr", "tblGrid", "sdtPr", "sdtEndPr", "sectPr", "instrText", "delInstrText", "rt")
)
_NEW: Final = ("ins", "moveTo")
_GONE: Final = ("del", "moveFrom")
_LETTERS: Final = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}
_NOTES: Final = {"footnoteReference": "word/footnotes.xml", "endnoteReference": "word/endnotes.xml"}


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Who tracked a change, and when."""

    author: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or one row of a table with its cells in a line."""

    text: str
    is_row: bool = False
    marks: tuple[Mark, ...] = ()
    """Of all tracked changes in it, each once."""
    is_fresh: bool = False
    """Every word of it is a tracked insertion."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The body of a Word file."""

    now: tuple[Block, ...]
    """With all tracked changes accepted."""
    before: tuple[Block, ...]
    """With all of them rejected."""


class Package(Parts):
    """The parts of a Word file."""

    def headings(self) -> Iterator[str]:
        """The text of every page header."""
        for part in sorted(n for n in self.names if n.startswith("word/header") and n.endswith(".xml")):
            root = self.xml(part)
            yield from () if root is None else ("".join(said.text for said in _said(root, {})),)


def read(content: bytes, name: str = "") -> Reading:
    """The body of that Word file, both ways. Raises UnreadableFile."""
    package = Package(content, name)
    root = package.xml(package.main or "word/document.xml")
    body = None if root is None else next((child for child in root if local(child) == "body"), None)
    if body is None:
        raise UnreadableFile(name, "not_docx")
    stretches = tuple(_stretches(body, _notes(package)))
    return Reading(tuple(_blocks(stretches, is_now=True)), tuple(_blocks(stretches, is_now=False)))


class _Said(NamedTuple):
    """Some words, and what tracked changes made of them."""

    text: str
    is_new: bool
    is_gone: bool


@dataclass(slots=True)
class _Stretch:
    """One paragraph or row as the file holds it."""

    said: tuple[_Said, ...]
    marks: tuple[Mark, ...]
    is_row: bool = False
    ends_new: bool = False
    """Its end was inserted: before, it ran on into the next one. For a row: all of it was inserted."""
    ends_gone: bool = False
    """Its end was deleted: now it runs on into the next one. For a row: all of it was deleted."""


def _stretches(container: etree._Element, notes: Mapping[str, etree._Element]) -> Iterator[_Stretch]:
    for child in container:
        match local(child):
            case "p":
                yield _paragraph(child, notes)
            case "tbl":
                yield from (_row(row, notes) for row in _rows(child))
            case tag if tag and tag not in _UNSEEN:
                yield from _stretches(child, notes)


def _paragraph(element: etree._Element, notes: Mapping[str, etree._Element]) -> _Stretch:
    end = _within(element, "pPr", "rPr")
    new, gone = (_first(end, tags) for tags in (_NEW, _GONE))
    marks = (*_marks(element), *(_mark(each) for each in (new, gone) if each is not None))
    return _Stretch(tuple(_said(element, notes)), marks, False, new is not None, gone is not None)


def _row(element: etree._Element, notes: Mapping[str, etree._Element]) -> _Stretch:
    properties = _within(element, "trPr")
    new, gone = (_first(properties, tags) for tags in (_NEW, _GONE))
    is_new, is_gone = new is not None, gone is not None
    said = [tuple(_said(cell, notes, is_new=is_new, is_gone=is_gone)) for cell in _cells(element)]
    between = _Said(CELL_ENDS, is_new, is_gone)
    line = tuple(each for n, cell in enumerate(said) for each in ((between, *cell) if n else cell))
    marks = (*_marks(element), *(_mark(each) for each in (new, gone) if each is not None))
    return _Stretch(line, marks, True, is_new, is_gone)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    yield from _children(table, "tr")


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    yield from _children(row, "tc")


def _children(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """The children of that name, also within content controls and other wrappers."""
    for child in parent:
        tag = local(child)
        if tag == wanted:
            yield child
        elif tag and tag not in _UNSEEN:
            yield from _children(child, wanted)


def _said(
    element: etree._Element, notes: Mapping[str, etree._Element], *, is_new: bool = False, is_gone: bool = False
) -> Iterator[_Said]:
    """The words within an element, in order."""
    for child in element:
        tag = local(child)
        if not tag or tag in _UNSEEN or (tag == "r" and _is_hidden(child)):
            continue
        new, gone = is_new or tag in _NEW, is_gone or tag in (*_GONE, "delText")
        if tag in ("t", "delText"):
            yield _Said(child.text or "", new, gone)
        elif tag in _LETTERS:
            yield _Said(_LETTERS[tag], new, gone)
        elif tag in _NOTES:
            note = notes.get(f"{tag} {_attribute(child, 'id')}")
            words = "" if note is None else "".join(each.text for each in _said(note, {}))
            yield _Said(f"〔注：{words.strip()}〕", new, gone)
        elif tag == "AlternateContent":
            yield from _said(child[0], notes, is_new=new, is_gone=gone) if len(child) else ()
        else:
            yield from _said(child, notes, is_new=new, is_gone=gone)


def _is_hidden(run: etree._Element) -> bool:
    properties = _within(run, "rPr")
    vanish = None if properties is None else _first(properties, ("vanish",))
    return vanish is not None and _attribute(vanish, "val") not in ("0", "false", "off")


def _notes(package: Package) -> Mapping[str, etree._Element]:
    """Every footnote and endnote, by the name of its reference and its id."""
    found = {}
    for reference, part in _NOTES.items():
        root = package.xml(part)
        for note in () if root is None else root:
            found[f"{reference} {_attribute(note, 'id')}"] = note
    return found


def _marks(element: etree._Element) -> Iterator[Mark]:
    """The tracked insertions and deletions of words within an element."""
    for child in element.iter():
        if local(child) in (*_NEW, *_GONE) and len(child):
            yield _mark(child)


def _mark(change: etree._Element) -> Mark:
    try:
        day = date.fromisoformat((_attribute(change, "date") or "")[:10])
    except ValueError:
        day = None
    return Mark(_attribute(change, "author") or "", day)


@dataclass(slots=True)
class _Gathering:
    """Stretches that make one block."""

    texts: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """What the other way of reading has."""
    marks: list[Mark] = field(default_factory=list)

    def take(self, stretch: _Stretch, *, is_now: bool) -> None:
        for said in stretch.said:
            now, before = not said.is_gone, not said.is_new
            self.texts.append(said.text if (now if is_now else before) else "")
            self.others.append(said.text if (before if is_now else now) else "")
        self.marks += stretch.marks

    def block(self, *, is_row: bool, is_now: bool) -> Iterator[Block]:
        """The block, none for an empty one."""
        text = " ".join("".join(self.texts).split()).rstrip(CELL_ENDS if is_row else "")
        if text.replace(CELL_ENDS.strip(), "").strip():
            is_fresh = is_now and not "".join(self.others).replace(CELL_ENDS.strip(), "").strip()
            yield Block(text, is_row, tuple(dict.fromkeys(self.marks)), is_fresh)


def _blocks(stretches: tuple[_Stretch, ...], *, is_now: bool) -> Iterator[Block]:
    """The stretches as blocks of one way of reading."""
    gathering = _Gathering()
    for stretch in stretches:
        runs_on = stretch.ends_gone if is_now else stretch.ends_new
        if stretch.is_row:
            yield from gathering.block(is_row=False, is_now=is_now)
            gathering = _Gathering()
            if runs_on:
                continue
        gathering.take(stretch, is_now=is_now)
        if stretch.is_row or not runs_on:
            yield from gathering.block(is_row=stretch.is_row, is_now=is_now)
            gathering = _Gathering()
    yield from gathering.block(is_row=False, is_now=is_now)


def _first(parent: etree._Element | None, tags: tuple[str, ...]) -> etree._Element | None:
    return None if parent is None else next((child for child in parent if local(child) in tags), None)


def _within(element: etree._Element, *path: str) -> etree._Element | None:
    found: etree._Element | None = element
    for tag in path:
        found = _first(found, (tag,))
    return found


def _attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its local name, whatever its namespace (transitional or strict)."""
    return next((str(value) for key, value in element.attrib.items() if etree.QName(key).localname == name), None)
