"""Whether a Word package holds together: relations lead somewhere, ids are unique, tables and cells are whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from toolkit.office.package import CONTENT_TYPES, Package

_REFERENCE: Final = re.compile(rb'\sr:(?:id|embed|link|pict|dm|lo|qs|cs)="([^"]+)"')
_DRAWING: Final = re.compile(rb'<wp:docPr\b[^>]*?\sid="([^"]*)"')
_BOOKMARK: Final = re.compile(rb'<w:bookmarkStart\b[^>]*?\sw:(id|name)="([^"]*)"(?:[^>]*?\sw:(id|name)="([^"]*)")?')
_NO_ROWS: Final = re.compile(rb"</w:tblGrid>\s*</w:tbl>|<w:tblGrid/>\s*</w:tbl>")
_NO_CELLS: Final = re.compile(rb"<w:tr(?: [^>]*)?>(?:<w:trPr>(?:(?!</w:trPr>).)*</w:trPr>)?</w:tr>|<w:tr(?: [^>]*)?/>")
_ENDS_ILL: Final = re.compile(
    rb"(?<!</w:p>)(?<!<w:p/>)(?<!</w:sdt>)(?<!/>)</w:tc>|</w:tcPr></w:tc>|<w:tc/>|<w:tc></w:tc>"
)


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


def part_faults(package: Package, part: str) -> Iterator[str]:
    """What is wrong with one part of a package."""
    xml = package.read(part)
    try:
        expat.ParserCreate().Parse(xml, True)
    except expat.ExpatError as fault:
        yield f"{part} is no XML: {fault}"
        return
    if b" r:" in xml:
        for id_ in dict.fromkeys(_REFERENCE.findall(xml)):
            if id_.decode() not in package.relations(part):
                yield f"{part} names the relation {id_.decode()}, which is not there"
    if b"<wp:docPr" in xml:
        yield from (f"{part} has two drawings of id {id_.decode()}" for id_ in _twice(_DRAWING.findall(xml)))
    if b"<w:bookmarkStart" in xml:
        said = [b" ".join(pair) for found in _BOOKMARK.findall(xml) for pair in (found[:2], found[2:]) if pair[0]]
        yield from (f"{part} has two bookmarks of {each.decode()}" for each in _twice(said))
    if b"<w:tbl>" in xml:
        yield from _table_faults(part, xml)


def _table_faults(part: str, xml: bytes) -> Iterator[str]:
    """Tables that Word refuses to open: without rows, rows without cells, cells without a paragraph at their end."""
    if _NO_ROWS.search(xml):
        yield f"{part} has a table without rows"
    if xml.count(b"</w:tr>") > xml.count(b"</w:tc></w:tr>") and _NO_CELLS.search(xml):
        yield f"{part} has a row without cells"
    if xml.count(b"</w:tc>") > xml.count(b"</w:p></w:tc>") and _ENDS_ILL.search(xml):
        yield f"{part} has a cell that does not end with a paragraph"


def _twice(found: list[bytes]) -> Iterator[bytes]:
    return (each for each, times in Counter(found).items() if times > 1)
