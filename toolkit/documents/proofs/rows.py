"""The rows of a list: each once, in order, every cell below the head of its column; and no other row among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any, Final

from toolkit.documents.proofs.page import Page, as_shown, fold, shortened, stands_in
from toolkit.documents.proofs.says import Phrase, Slot, phrase_of
from toolkit.documents.seen import CELL, ROW, cells
from toolkit.model.text import Lang, Text

_ENOUGH_HEADS: Final = 2
"""So many heads of columns in a row make it the head of a list."""
_TRIED: Final = 3
"""Of the cells of a row so many are looked at to see whether it might be a head."""
_HEADS_WITHIN: Final = 2
"""Rows of a table in which its head may stand."""
_NOTHING: Final = ("无", "N/A", "n/a", "none")
"""What a template prints for an empty figure, beside signs that are no letters."""
_END: Final = f"\n{CELL}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, and what a row prints below it."""

    head: Text
    cell: Text


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one list of the figures."""

    of: str
    """`lines`; '' for a list of one row that the figures themselves are."""
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class _Place:
    """Where a list stands: below the heads of which columns."""

    cells: tuple[Phrase | None, ...]
    """None for a column that is not ours."""

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The figures of a row, from left to right."""
        return tuple(slot for phrase in self.cells if phrase for slot in phrase.slots)

    @cached_property
    def pattern(self) -> str:
        """A row as it is written, a pair of brackets for each figure; of columns that are not ours, nothing."""
        return "".join(f"{phrase.pattern if phrase else ''}{_END}" for phrase in self.cells)

    def written(self, records: Sequence[Any]) -> str:
        """The rows as they are written, one behind the other."""
        columns = [slot.column(records) for slot in self.slots]
        return ROW.join([self.pattern] * len(records)).format(*chain.from_iterable(zip(*columns, strict=True)))

    @cached_property
    def is_ours(self) -> bool:
        """Whether we know all of its columns."""
        return None not in self.cells


class Lists:
    """All lists of a kind of document in one language."""

    def __init__(self, lists: Sequence[Rows], lang: Lang) -> None:
        self._lists = [_List(each, lang) for each in lists]
        self._heads = {head for each in self._lists for head in each.by_head}
        self._place = lru_cache(maxsize=64)(self._place_of)

    def faults(self, page: Page) -> Iterator[str]:
        """What is wrong with them on that page."""
        found: set[int] = set()
        for table in page.seen.tables:
            for at, head in enumerate(table[:_HEADS_WITHIN]):
                if not any(_folded(cell) in self._heads for cell in head.split(CELL, _TRIED)[:_TRIED]):
                    continue
                n, place = self._place(tuple(map(_folded, cells(head))))
                if place:
                    if n in found:
                        yield f"shows its {self._lists[n].of or 'row'} twice"
                    found.add(n)
                    page.proven.append(head)
                    yield from self._lists[n].compared(place, head, table[at + 1 :], page)
                    break
        for n, each in enumerate(self._lists):
            if n not in found:
                yield from each.untold(page)

    def _place_of(self, heads: tuple[str, ...]) -> tuple[int, _Place | None]:
        """The list that has these heads, and what stands below each of them."""
        known = [sum(head in each.by_head for head in heads) for each in self._lists]
        most = max(known, default=0)
        if most < _ENOUGH_HEADS:
            return -1, None
        return known.index(most), _Place(tuple(map(self._lists[known.index(most)].by_head.get, heads)))


@lru_cache(maxsize=1024)
def _folded(head: str) -> str:
    return fold(head).strip()


class _List:
    """One list in one language."""

    def __init__(self, rows: Rows, lang: Lang) -> None:
        self.of = rows.of
        self.by_head: Mapping[str, Phrase] = {
            _folded(column.head.said(lang)): phrase_of(f"…{column.cell.said(lang)}", lang) for column in rows.columns
        }
        """What stands below each head."""

    @property
    def slots(self) -> tuple[Slot, ...]:
        """All figures of a row."""
        return tuple(slot for phrase in self.by_head.values() for slot in phrase.slots)

    def records(self, figures: Any) -> Sequence[Any]:
        """What its rows are about."""
        found: Sequence[Any] = attrgetter(self.of)(figures) if self.of else (figures,)
        return found

    def named(self, n: int) -> str:
        """One of them as a fault calls it."""
        return f"{self.of}[{n + 1}]." if self.of else ""

    def compared(self, place: _Place, head: str, rows: Sequence[str], page: Page) -> Iterator[str]:
        """What is wrong with these rows of a table."""
        records = self.records(page.figures)
        block = ROW.join(rows[: len(records)])
        faults = [] if place.is_ours and block == place.written(records) else [*self._row_by_row(place, rows, page)]
        yield from faults
        if place.is_ours and not faults:
            page.proven.append(f"{head}{ROW}{block}" if records else head)
        if len(rows) > len(records) and _is_one_more(rows, len(records), place):
            told = shortened(" | ".join(cells(rows[len(records)])))
            yield f"shows a row more than {self.of or 'one'} should have: {told}"

    def _row_by_row(self, place: _Place, rows: Sequence[str], page: Page) -> Iterator[str]:
        records = self.records(page.figures)
        page.printed.update(slot.shown(one) for one in records for slot in self.slots)
        for n, record in enumerate(records):
            values = [slot.shown(record) for slot in place.slots]
            row = rows[n] if n < len(rows) else ""
            if row != place.pattern.format(*values):
                yield from _differing(self.named(n), row, values, place)

    def untold(self, page: Page) -> Iterator[str]:
        """Of a list that stands in no table we know: which of its figures the page does not show anywhere."""
        for n, record in enumerate(self.records(page.figures)):
            for phrase in self.by_head.values():
                for slot in phrase.slots:
                    value = slot.shown(record)
                    page.printed.add(value)
                    if value and not page.shows(value):
                        yield f"does not show {self.named(n)}{slot.path} = {shortened(value)}"


def _differing(name: str, row: str, values: Sequence[str], place: _Place) -> Iterator[str]:
    """The cells that do not hold what they should; the row, where it is none of the list."""
    found, rest = cells(row), iter(values)
    if len(found) != len(place.cells):
        yield f"has no row for {name.rstrip('.') or 'it'}: {shortened(' | '.join(values))}"
        return
    for shown, phrase in zip(found, place.cells, strict=True):
        if phrase is None:
            continue
        value = as_shown(phrase.pattern.format(*(next(rest) for _ in phrase.slots)))
        if shown != value and not _is_told(fold(shown), fold(value), phrase):
            paths = ", ".join(f"{name}{slot.path}" for slot in phrase.slots)
            yield f"shows “{shortened(shown)}”, not {paths} = {shortened(value) or '–'}"


def _is_told(shown: str, value: str, phrase: Phrase) -> bool:
    """Whether a cell says the value among words of its template; of an empty one, that it is."""
    if value:
        return stands_in(shown, value, is_name=not phrase.slots[-1].name)
    return shown.strip() in _NOTHING or not any(map(str.isalnum, shown))


def _is_one_more(rows: Sequence[str], count: int, place: _Place) -> bool:
    """Whether the row behind the last one looks like another of the list: numbered, or the same as one."""
    found = cells(rows[count])
    return len(found) == len(place.cells) and (found[0].strip().isdigit() or rows[count] in rows[:count])
