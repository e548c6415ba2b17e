"""Whether a Word package holds together: relations lead somewhere, ids are unique, tables and cells are whole.

The documents of a template differ in their texts, hardly in their markup: what was found sound is remembered and not
looked at again; of the next document with the same markup only the texts are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from toolkit.office.package import CONTENT_TYPES, Package

if TYPE_CHECKING:
    from toolkit.documents.seen import SeenPart

_REFERENCE: Final = re.compile(rb'\sr:(?:id|embed|link|pict|dm|lo|qs|cs)="([^"]+)"')
_DRAWING: Final = re.compile(rb'<wp:docPr\b[^>]*?\sid="([^"]*)"')
_BOOKMARK: Final = re.compile(rb'<w:bookmarkStart\b[^>]*?\sw:(id|name)="([^"]*)"(?:[^>]*?\sw:(id|name)="([^"]*)")?')
_NO_ROWS: Final = re.compile(rb"</w:tblGrid>\s*</w:tbl>|<w:tblGrid/>\s*</w:tbl>")
_NO_CELLS: Final = re.compile(rb"<w:tr(?: [^>]*)?>(?:<w:trPr>(?:(?!</w:trPr>).)*</w:trPr>)?</w:tr>|<w:tr(?: [^>]*)?/>")
_ENDS_ILL: Final = re.compile(
    rb"(?<!</w:p>)(?<!<w:p/>)(?<!</w:sdt>)(?<!/>)</w:tc>|</w:tcPr></w:tc>|<w:tc/>|<w:tc></w:tc>"
)
_CONTROLS: Final = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})
_NO_REFERENCE: Final = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);)")
_NO_TEXTS: Final = (b"]]>", "\ufffe".encode(), "\uffff".encode())
"""With the controls, what no text of an XML file may hold."""
_REMEMBERED: Final = 256
"""Markups that were found sound: every number of lines of every template has its own."""

_Seal = tuple[tuple[bytes, ...], bytes]
"""The markup of a part, and what is known of its relationships."""
_sound: dict[_Seal, None] = {}


def package_faults(package: Package) -> Iterator[str]:
    """What is wrong with relations and content types: of a template once, of its documents no more."""
    names = {name for name in package.names if not name.endswith("/")}
    for name in sorted(names - {CONTENT_TYPES}):
        if not package.content_type(name):
            yield f"{name} has no content type"
    for part in ("", *sorted(names)):
        for relation in package.relations(part).values() if not part.endswith(".rels") else ():
            if not relation.is_external and relation.target not in package:
                yield f"{part or 'the package'} refers to {relation.target}, which is not there"


def part_faults(package: Package, part: SeenPart) -> Iterator[str]:
    """What is wrong with one part of a package."""
    if not _is_text(part.texts):
        yield f"{part.name} is no XML: a text holds what none may"
    seal = part.markup, _relations(package, part.name)
    if seal in _sound:
        return
    faults = tuple(_markup_faults(package, part.name))
    yield from faults
    if not faults:
        if len(_sound) >= _REMEMBERED:
            _sound.clear()
        _sound[seal] = None


def _is_text(texts: bytes) -> bool:
    """Whether XML may hold these texts as they are written."""
    if len(texts.translate(None, _CONTROLS)) != len(texts) or any(one in texts for one in _NO_TEXTS):
        return False
    return b"&" not in texts or not _NO_REFERENCE.search(texts)


def _relations(package: Package, part: str) -> bytes:
    """The part's relationships, by the checksum that the zip has of them."""
    folder, _, last = part.rpartition("/")
    entry = package.entry(f"{folder}/_rels/{last}.rels")
    return b"%d %d" % (entry.crc, entry.size) if entry else b""


def _markup_faults(package: Package, part: str) -> Iterator[str]:
    xml = package.read(part)
    try:
        expat.ParserCreate().Parse(xml, True)
    except expat.ExpatError as fault:
        yield f"{part} is no XML: {fault}"
        return
    for id_ in dict.fromkeys(_REFERENCE.findall(xml)):
        if id_.decode() not in package.relations(part):
            yield f"{part} names the relation {id_.decode()}, which is not there"
    yield from (f"{part} has two drawings of id {id_.decode()}" for id_ in _twice(_DRAWING.findall(xml)))
    said = [b" ".join(pair) for found in _BOOKMARK.findall(xml) for pair in (found[:2], found[2:]) if pair[0]]
    yield from (f"{part} has two bookmarks of {each.decode()}" for each in _twice(said))
    yield from _table_faults(part, xml)


def _table_faults(part: str, xml: bytes) -> Iterator[str]:
    """Tables that Word refuses to open: without rows, rows without cells, cells without a paragraph at their end."""
    if _NO_ROWS.search(xml):
        yield f"{part} has a table without rows"
    if _NO_CELLS.search(xml):
        yield f"{part} has a row without cells"
    if xml.count(b"</w:tc>") > xml.count(b"</w:p></w:tc>") and _ENDS_ILL.search(xml):
        yield f"{part} has a cell that does not end with a paragraph"


def _twice(found: list[bytes]) -> Iterator[bytes]:
    return (each for each, times in Counter(found).items() if times > 1)
