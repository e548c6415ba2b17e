"""Whether a Word package holds together: relations lead somewhere, ids are unique, tables and cells are whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final
from xml.parsers import expat

from toolkit.office.package import CONTENT_TYPES, Package

_REFERENCE: Final = re.compile(r'\sr:(?:id|embed|link|pict|dm|lo|qs|cs)="([^"]+)"')
_DRAWING: Final = re.compile(r'<wp:docPr\b[^>]*?\sid="([^"]*)"')
_BOOKMARK: Final = re.compile(r'<w:bookmarkStart\b[^>]*?\sw:(id|name)="([^"]*)"(?:[^>]*?\sw:(id|name)="([^"]*)")?')
_NO_ROWS: Final = re.compile(r"</w:tblGrid>\s*</w:tbl>|<w:tblGrid/>\s*</w:tbl>")
_NO_CELLS: Final = re.compile(r"<w:tr(?: [^>]*)?>(?:<w:trPr>(?:(?!</w:trPr>).)*</w:trPr>)?</w:tr>|<w:tr(?: [^>]*)?/>")
_ENDS_ILL: Final = re.compile(
    r"(?<!</w:p>)(?<!<w:p/>)(?<!</w:sdt>)(?<!/>)</w:tc>|</w:tcPr></w:tc>|<w:tc/>|<w:tc></w:tc>"
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


def part_faults(part: str, xml: bytes, text: str, relations: Collection[str]) -> Iterator[str]:
    """What is wrong with one rendered part, given as bytes and as text, whose relationships have these ids."""
    try:
        expat.ParserCreate().Parse(xml, True)
    except expat.ExpatError as fault:
        yield f"{part} is no XML: {fault}"
        return
    if " r:" in text:
        for id_ in dict.fromkeys(_REFERENCE.findall(text)):
            if id_ not in relations:
                yield f"{part} names the relation {id_}, which is not there"
    if "<wp:docPr" in text:
        yield from (f"{part} has two drawings of id {id_}" for id_ in _twice(_DRAWING.findall(text)))
    if "<w:bookmarkStart" in text:
        pairs = [(f"{kind} {value}") for found in _BOOKMARK.findall(text) for kind, value in (found[:2], found[2:])]
        yield from (f"{part} has two bookmarks of {said}" for said in _twice(pair for pair in pairs if pair.strip()))
    if "<w:tbl>" in text:
        yield from _table_faults(part, text)


def _table_faults(part: str, text: str) -> Iterator[str]:
    """Tables that Word refuses to open: without rows, rows without cells, cells without a paragraph at their end."""
    if _NO_ROWS.search(text):
        yield f"{part} has a table without rows"
    if text.count("</w:tr>") > text.count("</w:tc></w:tr>") and _NO_CELLS.search(text):
        yield f"{part} has a row without cells"
    if text.count("</w:tc>") > text.count("</w:p></w:tc>") and _ENDS_ILL.search(text):
        yield f"{part} has a cell that does not end with a paragraph"


def _twice(found: Iterator[str] | list[str]) -> Iterator[str]:
    return (each for each, times in Counter(found).items() if times > 1)
