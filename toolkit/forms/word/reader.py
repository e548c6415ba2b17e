"""A Word file read into what a person sees in the end: its body flattened, its margins, the remarks on it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from toolkit.errors import UnreadableFile
from toolkit.forms.word.story import Story
from toolkit.forms.word.text import Reader
from toolkit.office.package import Package, local, parsed, said

__all__ = ["Story", "story_of"]

_MARGINS = ("header", "footer")


def story_of(package: Package) -> Story:
    """The flattened file. Raises UnreadableFile where it has no body."""
    main = package.main or "word/document.xml"
    root = package.xml(main)
    body = None if root is None else next((child for child in root if local(child) == "body"), None)
    if root is None or body is None:
        raise UnreadableFile(package.name, "malformed_xml")
    reader = Reader(root, lambda: _is_by_libreoffice(package))
    paragraphs, tables = reader.read(body)
    margins = tuple(_margins(package, main))
    return Story(paragraphs, tables, margins, _comments(package, main), reader.changes)


def _margins(package: Package, main: str) -> Iterator[str]:
    """Every paragraph of the page headers and footers, cells included."""
    for relation in package.relations(main).values():
        if relation.kind in _MARGINS and not relation.is_external:
            yield from said(_texts_in, package.read(relation.target), package.name)


def _texts_in(content: bytes) -> tuple[str, ...]:
    """Every text of a part; of one without content none."""
    if not content:
        return ()
    root = parsed(content, "")
    return tuple(Story(*Reader(root, lambda: False).read(root)).texts())


def _comments(package: Package, main: str) -> int:
    part = package.related("comments", main)
    root = package.xml(part) if part else None
    return 0 if root is None else sum(local(entry) == "comment" for entry in root)


def _is_by_libreoffice(package: Package) -> bool:
    """Whether LibreOffice saved the file last. Source: forms.md 1.1."""
    root = package.xml(package.related("extended-properties") or "docProps/app.xml")
    named: Iterator[etree._Element] = iter(()) if root is None else iter(root)
    return any(local(entry) == "Application" and (entry.text or "").startswith("LibreOffice") for entry in named)
