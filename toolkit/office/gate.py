"""The gate: what is let in is a whole .xlsx or .docx that acts on nothing, fetches nothing and fits the limits.

No parser sees a file before it passed, but for its content types and relationships, which are XML without a
document type by then. Every refusal has a reason word of its own; the catalogue has its words and the advice.
Source: intake.md 5.3 (1-10, 12); decisions.md 28: where texts differ the cases of `quirks` stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from toolkit.errors import UnreadableFile
from toolkit.office.active import active
from toolkit.office.archive import Entry
from toolkit.office.bulk import Bulk
from toolkit.office.foreign import COMPOUND, foreign, open_document, worded
from toolkit.office.limits import LIMITS, Limits
from toolkit.office.orders import ordered
from toolkit.office.package import CONTENT_TYPES, Medium, Package
from toolkit.office.prolog import as_ascii, is_wide, is_xml, prolog_of
from toolkit.office.zip_order import disorder

_MAIN: Final[dict[str, Medium]] = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
}
"""The main part's content type, in lower case."""
_OTHER_MAIN: Final = (
    (".binary.", "xlsb"),
    ("macroenabled", "macros"),
    ("spreadsheetml.template", "xltx"),
    ("wordprocessingml.template", "dotx"),
    ("presentationml", "pptx"),
)
_INNER_FILES = re.compile(
    rb"(?P<embedded_object>" + re.escape(COMPOUND) + rb")|(?P<nested_archive>PK\x03\x04|PK\x05\x06|Rar!|7z\xbc\xaf)"
)
"""Begins of files within the file; pictures, fonts and printer settings begin otherwise."""


def admit(content: bytes, name: str, limits: Limits = LIMITS) -> Package:
    """The file as a package whose parts are safe to parse. Raises UnreadableFile with the reason it is refused."""
    if len(content) > limits.file:
        raise UnreadableFile(name, "too_large")
    if reason := foreign(content, name):
        raise UnreadableFile(name, reason)
    package = Package(content, name, limits)
    for guard in _GUARDS:
        if reason := guard(package, limits):
            raise UnreadableFile(name, reason)
    return package


def _in_order(package: Package, _: Limits) -> str:
    return disorder(package.archive)


def _typed(package: Package, _: Limits) -> str:
    """Whether the main part is what the file's name says."""
    if CONTENT_TYPES not in package:
        kind = open_document(package.read("mimetype")) if "mimetype" in package else ""
        return worded(kind or "zip", package.name)
    mains = [relation.target for relation in package.relations().values() if relation.kind == "officeDocument"]
    if len(mains) != 1 or mains[0] not in package:
        return "no_main_part"
    declared = package.content_type(mains[0])
    medium = _MAIN.get(declared)
    if medium is None:
        kind = next((kind for mark, kind in _OTHER_MAIN if mark in declared), "")
        return worded(kind, package.name) if kind else "wrong_office_type"
    ending = package.name.rpartition(".")[2].lower() if "." in package.name else medium  # without one it claims nothing
    return "" if ending == medium else "wrong_office_type"


def _safe(package: Package, limits: Limits) -> str:
    """What the parts hold: each is unpacked once, XML is kept for the readers."""
    medium = _MAIN[package.content_type(package.main)]
    bulk = Bulk(medium, limits)
    kept = 0
    for entry in package.archive.entries:
        content = _unpacked(package, entry)
        if found := _INNER_FILES.match(content):
            return str(found.lastgroup)
        if not is_xml(content):
            continue
        if is_wide(content) and len(content) > limits.kept:
            return "zip_bomb"
        part = as_ascii(content, package.name)
        fault, root = prolog_of(part)
        if reason := fault or bulk.excess(part, root) or ordered(medium, part, root, content, package.name):
            return reason
        kept += len(content)
        if isinstance(content, bytes) and kept <= 2 * limits.kept:
            package.hold(entry.name, content)
    return ""


def _unpacked(package: Package, entry: Entry) -> bytes | bytearray:
    """The part; of one too large to be kept only the first piece, unless it is XML."""
    if entry.size <= package.archive.limits.kept:
        return package.held(entry.name) or package.archive.read(entry)
    pieces = package.archive.pieces(entry)
    found = bytearray(next(pieces, b""))
    is_needed = is_xml(found)
    for piece in pieces:
        if is_needed:
            found += piece
    return found


_GUARDS: Final[tuple[Callable[[Package, Limits], str], ...]] = (_in_order, _typed, active, _safe)
