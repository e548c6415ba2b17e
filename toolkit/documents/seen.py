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


_Markup = tuple[bytes, ...]
_laid_out: dict[tuple[str, int], tuple[_Markup, _Markup, tuple[int, ...]]] = {}
"""Of the last part of that name with so many texts: what stands before each, as what it is shown, how long it is."""
_REMEMBERED: Final = 256


def _taken_apart(name: str, xml: bytes) -> SeenPart:
    """The part; one with the markup of the last of its kind, as most documents of a template have it, at once."""
    pieces = xml.split(b"</w:t>")
    markup, breaks, lengths = _laid_out.get((name, len(pieces)), _NOTHING)
    if not markup or not all(map(bytes.startswith, pieces, markup)) or pieces[-1] != markup[-1]:
        markup, breaks, lengths = _markup_of(pieces)
        if len(_laid_out) >= _REMEMBERED:
            _laid_out.clear()
        _laid_out[name, len(pieces)] = markup, breaks, lengths
    texts = [piece[length:] for piece, length in zip(pieces, lengths, strict=True)]
    written = b"\n".join(texts)
    if b"<" in written:  # a bracket within what the last one had as a text: other markup
        del _laid_out[name, len(pieces)]
        return _taken_apart(name, xml)
    words = b"".join(chain.from_iterable(zip(breaks, texts, strict=True))).decode()
    return SeenPart(name, unescape(words) if "&" in words else words, written, markup)


_NOTHING: Final[tuple[_Markup, _Markup, tuple[int, ...]]] = ((), (), ())


def _markup_of(pieces: list[bytes]) -> tuple[_Markup, _Markup, tuple[int, ...]]:
    *before, end = pieces
    markup = tuple(piece[: piece.find(b">", piece.rfind(b"<")) + 1] for piece in before)
    return (*markup, end), (*map(_shown, markup), _shown(end)), (*map(len, markup), len(end))


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
