"""A document read back as its reader sees it: words, paragraphs, rows of tables; and the markup between the words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape
from itertools import chain
from typing import TYPE_CHECKING, Final, Self

from toolkit.documents.compile.patched import rendered_parts
from toolkit.errors import UnreadableFile
from toolkit.office.package import Package

if TYPE_CHECKING:
    from toolkit.documents.compile import Program

CELL, ROW, TABLE = "\x1e", "\x1d", "\x1c"
"""Behind each cell, behind each row, before each table: characters that XML cannot hold."""
_BREAK: Final = re.compile(rb"</w:p>|<w:p(?: [^>]*)?/>|<w:(?:tab|br|cr)/>|</w:tc>|</w:tr>|<w:tbl>")
_SHOWN_AS: Final = {b"</w:tc>": CELL.encode(), b"</w:tr>": ROW.encode(), b"<w:tbl>": TABLE.encode()}


@dataclass(frozen=True, slots=True)
class SeenPart:
    """One part, taken apart."""

    name: str
    words: str
    """Its texts, a line each paragraph, with the marks of cells, rows and tables."""
    texts: bytes
    """Its texts as they are written, escaped, one behind the other."""
    markup: tuple[bytes, ...]
    """All but its texts: what stands before each, and behind the last."""


@dataclass(frozen=True)
class Seen:
    """A document as its reader sees it."""

    package: Package
    names: tuple[str, ...]
    """Of its main part, headers, footers, footnotes."""
    template: str = ""
    """The words of the template that it was made from, tags among them; '' where that is not known."""

    @classmethod
    def of(cls, document: bytes, name: str, program: Program | None = None) -> Self:
        """The document, opened; one that a program made has the parts of its template. Raises UnreadableFile."""
        package = Package(document, name)
        return cls(package, program.parts, program.words) if program else cls(package, rendered_parts(package))

    @property
    def content(self) -> bytes:
        """The file."""
        return self.package.content

    @cached_property
    def parts(self) -> tuple[SeenPart, ...]:
        """Main part first. Raises UnreadableFile."""
        try:
            return tuple(_taken_apart(name, self.package.read(name)) for name in self.names)
        except UnicodeDecodeError as trouble:
            raise UnreadableFile(self.package.name, "malformed_xml") from trouble

    @cached_property
    def marked(self) -> str:
        """All its words, with the marks of cells, rows and tables."""
        return "\n".join(part.words for part in self.parts)

    @cached_property
    def text(self) -> str:
        """All its words, a line each paragraph, cells one below the other."""
        return plain(self.marked)

    @property
    def paragraphs(self) -> list[str]:
        """The text of every paragraph of every part."""
        return self.text.split("\n")

    @cached_property
    def tables(self) -> list[list[str]]:
        """The rows of every table, each cell ended by CELL."""
        tables: list[list[str]] = []
        for row in self.marked.split(ROW)[:-1]:
            _, begins, rest = row.rpartition(TABLE)
            if begins or not tables:
                tables.append([])
            tables[-1].append(rest)
        return tables


def plain(words: str) -> str:
    """The words without the marks of cells, rows and tables."""
    return words.replace(CELL, "").replace(ROW, "").replace(TABLE, "")


def cells(row: str) -> tuple[str, ...]:
    """The texts of a row's cells."""
    return tuple(cell.removesuffix("\n") for cell in row.split(CELL)[:-1])


def _taken_apart(name: str, xml: bytes) -> SeenPart:
    pieces = xml.split(b"</w:t>")
    end = pieces.pop()
    split = [piece.rpartition(b">") for piece in pieces]
    markup, texts = [before for before, _, _ in split], [text for _, _, text in split]
    try:
        breaks = list(map(_breaks, markup))
    except ValueError:  # a bracket stands in a text as it is
        at = [piece.find(b">", piece.rfind(b"<")) for piece in pieces]
        markup = [piece[:n] for n, piece in zip(at, pieces, strict=True)]
        texts = [piece[n + 1 :] for n, piece in zip(at, pieces, strict=True)]
        breaks = list(map(_shown, markup))
    words = (b"".join(chain.from_iterable(zip(breaks, texts, strict=True))) + _shown(end)).decode()
    return SeenPart(name, unescape(words) if "&" in words else words, b"\n".join(texts), (*markup, end))


@lru_cache(maxsize=4096)
def _breaks(markup: bytes) -> bytes:
    """What stands on the page for the markup before a text. Raises ValueError where it does not end with `<w:t`."""
    if markup.rfind(b">") > markup.rfind(b"<w:t"):
        raise ValueError(markup)
    return _shown(markup)


@lru_cache(maxsize=4096)
def _shown(markup: bytes) -> bytes:
    return b"".join(map(_one_break, _BREAK.findall(markup)))


def _one_break(found: bytes) -> bytes:
    if found.startswith((b"</w:p", b"<w:p")):
        return b"\n"
    return _SHOWN_AS.get(found, b" ")


def all_texts(parts: Iterable[SeenPart]) -> str:
    """The words of these parts, without marks."""
    return plain("\n".join(part.words for part in parts))
