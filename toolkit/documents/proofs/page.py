"""The words of a document as proofs compare them: spaces, colons, brackets and cells of whatever layout made alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final

from toolkit.documents.seen import Seen, plain
from toolkit.documents.strict import texts
from toolkit.model.text import Lang

_SHOWN: Final = 60
"""So much of what stands in a wrong place is told."""
_BETWEEN: Final = re.compile(r"[\s:]+")
_ODD: Final = re.compile(r"\A\s|\s\Z|\s\s|[:：\n]")
_FOLDED: Final = re.compile("[：（）\u3000\xa0:\\n]|  ")
"""What a text holds that is not folded to itself."""


@dataclass
class Page:
    """One document, held against its figures."""

    seen: Seen
    figures: Any
    lang: Lang
    proven: list[str] = field(default_factory=list)
    """Rows of lists that need no second look: their heads, which are no labels, and those found right."""
    printed: set[str] = field(default_factory=set)
    """What other figures were looked for, as they are printed."""

    @cached_property
    def rest(self) -> str:
        """The text but for what is proven."""
        marked = self.seen.marked
        for rows in sorted(self.proven, key=len, reverse=True):
            marked = marked.replace(rows, "")
        return plain(marked)

    @cached_property
    def folded(self) -> str:
        """The rest, folded."""
        return fold(f"\n{self.rest}\n")

    @cached_property
    def squashed(self) -> str:
        """The whole text, squashed."""
        return squash(self.seen.text)

    @property
    def template(self) -> str:
        """What its template says, folded, tags in place of figures."""
        return _folded_template(self.seen.template)

    @cached_property
    def values(self) -> frozenset[str]:
        """Every text of the figures, folded."""
        return frozenset(fold(as_shown(text)) for _, text in texts(self.figures) if len(text) > 1)

    @cached_property
    def folded_values(self) -> str:
        """Every text of the figures, folded, on lines of their own: words that are no labels, though they look so."""
        return "\n".join(("", *self.values, ""))

    @cached_property
    def said(self) -> str:
        """Every text of the figures, a line each."""
        return "\n".join(text for _, text in texts(self.figures))

    def shows(self, value: str) -> bool:
        """Whether it stands there, and not only as part of a longer word or number."""
        if is_odd(value):
            return squash(value) in self.squashed
        return stands_in(self.folded, fold(value)) or stands_in(self.seen.text, value)


def as_shown(text: str) -> str:
    """A text as one line: its line ends and tabs as the blanks that a reader finds in their place."""
    return text.replace("\n", " ").replace("\t", " ") if "\n" in text or "\t" in text else text


def fold(text: str) -> str:
    """The text, label and value on a line each: `合同编号： XS-1` and two cells are alike; brackets half width."""
    if not _FOLDED.search(text):
        return text
    text = text.replace("：", ":").replace("（", "(").replace("）", ")").replace("\u3000", " ").replace("\xa0", " ")
    text = text.replace("  ", "\n").replace(" :", ":").replace(": ", ":").replace(":\n", "\n").replace(":", "\n")
    return text.replace(" \n", "\n").replace("\n ", "\n")


def squash(text: str) -> str:
    """The text folded, without any blanks, line ends and colons."""
    return _BETWEEN.sub("", fold(text))


def is_odd(value: str) -> bool:
    """Whether folding cannot tell what is the value from what is around it: blanks at its ends, colons, empty ones."""
    return not value or _ODD.search(value) is not None


@lru_cache(maxsize=64)
def _folded_template(words: str) -> str:
    return fold(f"\n{words}\n")


def stands_in(text: str, value: str, *, is_name: bool = False) -> bool:
    """Whether the value stands in the text by itself, not within a longer number or word; of a name, in any script."""
    return next(_places(text, value, is_name=is_name), -1) >= 0


def _places(text: str, value: str, *, is_name: bool) -> Iterator[int]:
    at = text.find(value)
    while at >= 0:
        begins = not at or not _goes_on(text[at - 1], value[0], is_name=is_name)
        if begins and ends_at(text, at + len(value), is_name=is_name):
            yield at
        at = text.find(value, at + 1)


def ends_at(text: str, at: int, *, is_name: bool = False) -> bool:
    """Whether a word or number may end there: no more of it follows; of a name, in whatever script."""
    if at >= len(text) or not text[at - 1 : at]:
        return True
    last, following = text[at - 1], text[at]
    if _goes_on(following, last, is_name=is_name):
        return False
    return not (last.isdigit() and following in ".," and text[at + 1 : at + 2].isdigit())


def _goes_on(beside: str, edge: str, *, is_name: bool) -> bool:
    """Whether a character at the edge of a value belongs to it: to a Latin word or number; to a name, any letter."""
    if is_name:
        return beside.isalnum()
    return beside.isascii() and edge.isascii() and beside.isalnum() and edge.isalnum()


def shortened(text: str) -> str:
    """The text as a fault tells it."""
    told = " ".join(text.split())
    return told if len(told) <= _SHOWN else f"{told[:_SHOWN]}…"
