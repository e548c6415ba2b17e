"""The proof of a kind of document: its phrases, lists and sums, held against what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from toolkit.documents.proofs.invented import invented
from toolkit.documents.proofs.page import Page, shortened, stands_in
from toolkit.documents.proofs.rows import Lists, Rows
from toolkit.documents.proofs.says import Says, Wording
from toolkit.documents.seen import Seen, all_texts, cells
from toolkit.model.text import LANGS, Lang, Text

_TELLING: Final = 12
"""A row of more characters says something; a shorter one without figures may be room to write in."""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What a kind of document says. Called with a document, tells what is wrong with it, a sentence each."""

    says: tuple[Says, ...]
    lists: tuple[Rows, ...] = ()
    sums: Callable[[Any], Iterable[str]] | None = None
    """What is wrong with the figures themselves."""
    never: tuple[Text, ...] = ()
    """Words that it never prints of its own."""
    more: Callable[[Page], Iterable[str]] | None = None
    """A look at what no phrase can tell."""
    unsaid: frozenset[str] = frozenset()
    """Figures that it does not print, or that `more` looks for."""

    @cached_property
    def _in_words(self) -> Mapping[Lang, tuple[Lists, Wording]]:
        return {lang: (Lists(self.lists, lang), Wording(self.says, lang)) for lang in LANGS}

    def __call__(self, seen: Seen, figures: Any, lang: Lang) -> Iterator[str]:
        """The faults of a document that was made of these figures."""
        page, (lists, wording) = Page(seen, figures, lang), self._in_words[lang]
        yield from lists.faults(page)
        yield from wording.faults(page)
        yield from _numbered(page)
        yield from _twice(page)
        yield from invented(page)
        for word in self.never:
            if word.said(lang) in seen.text and word.said(lang) not in page.said:
                yield f"speaks of {word.said(lang)}"
        if self.sums:
            yield from self.sums(figures)
        if self.more:
            yield from self.more(page)


def _numbered(page: Page) -> Iterator[str]:
    """Its number stands in the body; with its version, in the header of a document that has one."""
    number, version = page.figures.number, getattr(page.figures, "version", "")
    body, *others = page.seen.parts
    headers = [part for part in others if "header" in part.name.rpartition("/")[2]]
    said = all_texts(headers)
    if not stands_in(body.words, number):
        yield f"does not show its number {number} in its text"
    if said.strip() and not stands_in(said, number):
        yield f"does not show its number {number} in its header"
    elif said.strip() and version and not stands_in(said, version):
        yield f"does not show its version {version} in its header"


def _twice(page: Page) -> Iterator[str]:
    """A row that stands there twice, one below the other, with figures in it."""
    for table in page.seen.tables:
        for row, following in pairwise(table):
            if row == following and _says_much(row, page) and not any(row in rows for rows in page.proven):
                yield f"shows a row twice: {shortened(' | '.join(cells(row)))}"


def _says_much(row: str, page: Page) -> bool:
    """Whether a row is more than room to write in."""
    said = cells(row)
    return any(cell in page.printed for cell in said if cell) or sum(map(len, said)) > _TELLING


def unequal(what: str, found: Decimal, expected: Decimal) -> Iterator[str]:
    """A sentence where a sum is not what it should be."""
    if found != expected:
        yield f"{what} {found}, not {expected}"


def summed(amounts: Iterable[Decimal]) -> Decimal:
    """Their sum."""
    return sum(amounts, Decimal(0))
