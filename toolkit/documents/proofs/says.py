"""A phrase of a document: the words around a figure, and that figure.

    Says(Text("有效期至：{valid_until}", "Valid until: 24:00 on {valid_until}"))

begins a line or a cell; with `…` before it, it may stand anywhere. A document that has these words has that figure
between them; one that words it otherwise has the figure somewhere. Figures are written as `{path}` by their type
(amounts as money, days as days, lists as their number), `{path:filter}` with a filter of documents, `{path:day}` as a
counted word (`5 days`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from operator import attrgetter
from typing import Any, Final

from toolkit.documents.proofs.page import Page, as_shown, ends_at, fold, is_odd, shortened, squash, stands_in
from toolkit.documents.wording import counted, filters
from toolkit.model.text import Lang, Text

_SLOT: Final = re.compile(r"\{([a-z_.]+)(?::([a-z ]+))?\}")
_ANYWHERE: Final = "…"
_USUAL: Final[Mapping[type, str]] = {Decimal: "money", date: "day"}
"""How figures are written that say nothing else."""


@dataclass(frozen=True, slots=True)
class Says:
    """Words and figures, in both languages; '' where one of them says it otherwise."""

    words: Text
    when: Callable[[Any], object] | None = None
    """Of what figures it is said at all; None for all."""


def never(_: object) -> bool:
    """Of no figures: words that stand beside each other by mistake only."""
    return False


@dataclass(frozen=True, slots=True)
class Slot:
    """One figure in a phrase."""

    path: str
    name: str
    """Filter or word; '' for what its type asks for."""
    lang: Lang
    get: Callable[[Any], Any]

    def shown(self, figures: Any) -> str:
        """The figure as it is printed; '' for None."""
        return self.written(self.get(figures))

    def column(self, records: Sequence[Any]) -> list[str]:
        """It of many records; texts of more than one line as they are."""
        values = list(map(self.get, records))
        kinds = set(map(type, values))
        if kinds == {str}:
            return values
        return list(map(filters(self.lang)[self.name or "money"] if kinds == {Decimal} else self.written, values))

    def written(self, value: Any) -> str:
        """A figure that is no text, as it is printed; '' for None."""
        kind = type(value)
        if value is None:
            return ""
        if kind is str:
            return as_shown(value)
        if kind is tuple:
            return str(len(value))
        if kind is int:
            return counted(value, self.name) if self.name else str(value)
        return filters(self.lang)[self.name or _USUAL[kind]](value)


@dataclass(frozen=True)
class Phrase:
    """A phrase in one language."""

    told: str
    literals: tuple[str, ...]
    """Before, between and behind its figures; folded."""
    slots: tuple[Slot, ...]
    pattern: str
    """Its words as they are written, a pair of brackets for each figure."""

    @cached_property
    def folded(self) -> str:
        """Its words folded, a pair of brackets for each figure."""
        return "{}".join(self.literals)

    @cached_property
    def head(self) -> str:
        """The longest of its words, by which it is found."""
        return max(self.literals, key=len)

    @cached_property
    def heads(self) -> int:
        """How often they occur in it."""
        return "\0".join(self.literals).count(self.head)

    @cached_property
    def is_open(self) -> bool:
        """Whether it ends with a figure."""
        return bool(self.slots) and not self.literals[-1]

    @cached_property
    def skeleton(self) -> re.Pattern[str]:
        """Its words with anything between them; none of them twice."""
        written = re.escape(self.literals[0])
        for before, after in zip(self.literals, self.literals[1:], strict=False):
            anything = f"(?:(?!{re.escape(before)})[^\\n])" if before.strip() else r"[^\n]"
            written += f"({anything}{'*?' if after else '*'}){re.escape(after)}"
        return re.compile(written)

    def times(self, text: str, values: Sequence[str]) -> int:
        """How often it stands there with these figures."""
        expected = self.folded.format(*values)
        times, at = 0, text.find(expected)
        while at >= 0:
            end = at + len(expected)
            times += text.startswith("\n", end) or self.ends(text, end)
            at = text.find(expected, end)
        return times

    def ends(self, text: str, at: int) -> bool:
        """Whether its last figure ends there."""
        return not self.is_open or ends_at(text, at, is_name=not self.slots[-1].name)


@cache
def phrase_of(words: str, lang: Lang) -> Phrase:
    """The phrase that these words declare."""
    begins = "" if words.startswith(_ANYWHERE) else "\n"
    told = words.removeprefix(_ANYWHERE)
    pieces = _SLOT.split(told)
    literals = (fold(f"{begins}{pieces[0]}"), *map(fold, pieces[3::3]))
    named = zip(pieces[1::3], pieces[2::3], strict=True)
    slots = tuple(Slot(path, name or "", lang, attrgetter(path)) for path, name in named)
    return Phrase(told, literals, slots, "{}".join(pieces[::3]))


class Wording:
    """All phrases of a kind of document in one language; a figure of several phrases is written once."""

    def __init__(self, says: Sequence[Says], lang: Lang) -> None:
        phrases = [(each.when, phrase_of(words, lang)) for each in says if (words := each.words.said(lang))]
        self._slots = tuple(dict.fromkeys(slot for _, phrase in phrases for slot in phrase.slots))
        at = {slot: n for n, slot in enumerate(self._slots)}
        self._phrases = [(when, phrase, [at[slot] for slot in phrase.slots]) for when, phrase in phrases]

    def faults(self, page: Page) -> Iterator[str]:
        """What stands in the place of figures; which of them the page does not show."""
        values = [slot.shown(page.figures) for slot in self._slots]
        page.printed.update(values)
        odd = {n for n, value in enumerate(values) if not value.isalnum() and is_odd(value)}
        folded, text = [value if value.isalnum() else fold(value) for value in values], page.folded
        for when, phrase, places in self._phrases:
            if when is not None and not when(page.figures):
                yield from _unfounded(phrase, page)
            elif odd and not odd.isdisjoint(places):
                yield from _loosely(phrase, [values[place] for place in places], page)
            else:
                own = [folded[place] for place in places]
                times = text.count(phrase.head) if phrase.head else 0
                right = phrase.times(text, own) if times else 0
                if times != right * phrase.heads and (found := [*_misplaced(phrase, own, page)]):
                    yield from _loosely(phrase, own, page) if phrase.head in page.folded_values else found
                if not right:
                    yield from _lacking(phrase, own, page)


def _unfounded(phrase: Phrase, page: Page) -> Iterator[str]:
    """What the page says in the words of a phrase that does not apply, but for what its template says so."""
    if not phrase.head or phrase.head not in page.folded:
        return
    for found in phrase.skeleton.finditer(page.folded):
        told = found[len(phrase.slots)] if phrase.slots else ""
        if not told or not stands_in(page.seen.template, told, is_name=True):
            yield f"says “{shortened(found[0])}”, which is not so"


def _loosely(phrase: Phrase, values: Sequence[str], page: Page) -> Iterator[str]:
    """A phrase with empty figures, or such that layout cannot be told from: its characters in their order."""
    if squash(phrase.pattern.format(*values)) in page.squashed:
        if phrase.is_open and not values[-1]:
            yield from _uncalled_for(phrase, page)
        return
    head = squash(phrase.head)
    if head and (head in page.squashed or phrase.skeleton.search(page.template)):
        yield f"does not say “{shortened(phrase.pattern.format(*values))}”"
    for slot, value in zip(phrase.slots, values, strict=True):
        if not page.shows(value):
            yield f"does not show {slot.path} = {shortened(value)}"


def _lacking(phrase: Phrase, values: Sequence[str], page: Page) -> Iterator[str]:
    """Of a phrase that stands nowhere with its figures: which of them are lost, which the page does not show at all."""
    gaps = (n for n, _ in enumerate(values) if any(one in page.folded for one in _without(phrase, values, n)))
    gap = next(gaps, -1)
    if gap >= 0:
        yield f"beside “{shortened(phrase.literals[gap])}” stands nothing, not {phrase.slots[gap].path} = {values[gap]}"
    elif phrase.head.strip() and phrase.skeleton.search(page.template):
        yield f"lacks “{shortened(phrase.pattern.format(*values))}”, which its template says"
    for slot, value in zip(phrase.slots, values, strict=True):
        if value and not page.shows(value):
            yield f"does not show {slot.path} = {shortened(value)}"


def _without(phrase: Phrase, values: Sequence[str], at: int) -> Iterator[str]:
    """The phrase with nothing in place of that figure, as a page has it; of a counted word, with the word alone."""
    begin, word = "\n" if phrase.literals[0].startswith("\n") else "", phrase.slots[at].name
    for instead in ("", f" {word}", f" {word}s") if word else ("",):
        shown = phrase.pattern.format(*(instead if n == at else value for n, value in enumerate(values)))
        yield fold(f"{begin}{shown}").rstrip(" ")


def _misplaced(phrase: Phrase, values: Sequence[str], page: Page) -> Iterator[str]:
    """What stands between its words instead of its figures."""
    text, expected = page.folded, phrase.folded.format(*values)
    for found in phrase.skeleton.finditer(text):
        at = found.start()
        if text.startswith(expected, at) and phrase.ends(text, at + len(expected)):
            continue
        wrong = next((n for n, value in enumerate(values) if found[n + 1] != value), len(values) - 1)
        yield (
            f"beside “{shortened(phrase.literals[wrong])}” stands “{shortened(found[wrong + 1])}”, "
            f"not {phrase.slots[wrong].path} = {shortened(values[wrong]) or '–'}"
        )


def _uncalled_for(phrase: Phrase, page: Page) -> Iterator[str]:
    """Another figure where this one has nothing to say, everywhere."""
    stand = [found[len(phrase.slots)].strip() for found in phrase.skeleton.finditer(page.folded)]
    if not stand or not all(stand) or phrase.head in page.folded_values:
        return
    if other := next((one for one in stand if one in page.values), ""):
        yield (
            f"beside “{shortened(phrase.literals[-2])}” stands “{shortened(other)}”, "
            f"though {phrase.slots[-1].path} is empty"
        )
