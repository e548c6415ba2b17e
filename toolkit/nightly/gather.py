"""What a report is made of: copied out of the ledgers of one house or several, then gone through once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import IO, BinaryIO

from toolkit.house import House
from toolkit.ledger.groups import groups_in
from toolkit.ledger.questions import Questions
from toolkit.model.text import Lang, Text
from toolkit.reports.consolidation import Around, Consolidation
from toolkit.reports.registers import REGISTERS
from toolkit.reports.report import Consolidated
from toolkit.reports.workbook import ReportBook


@dataclass(frozen=True, slots=True)
class _Part:
    """What one house brings."""

    around: Around
    spool: IO[str]
    """Its customers and deals (`toolkit.ledger.groups`)."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that was known at a day's end, out of the ledgers: they may go on."""

    day: date
    home: House
    parts: tuple[_Part, ...]

    @property
    def houses(self) -> tuple[str, ...]:
        """Names of the houses, where there are several."""
        return tuple(part.around.house for part in self.parts if part.around.house)

    def into_book(self, target: BinaryIO, *, lang: Lang, to_house: str) -> Consolidated:
        """Write the workbook, customer by customer; what all of them come to. Only once: what is read is gone."""
        home = self.parts[0].around
        consolidation = Consolidation(home, day=self.day, target=self.home.settings.target)
        company = home.rulebook.company.name
        opened = ReportBook(target, lang=lang, to_house=to_house, company=company, day=self.day, houses=self.houses)
        with opened as book:
            for part in self.parts:
                for customer, deals in groups_in(part.spool):
                    group = consolidation.take(customer, deals, part.around)
                    for register in REGISTERS:
                        for row in register.rows(group):
                            book.add(register, row)
            report = consolidation.done(houses=self.houses)
            book.finish(report, ())
        return report


@contextmanager
def gathered(houses: Sequence[House], day: date) -> Iterator[Gathered]:
    """What the ledgers of those houses knew at that day's end; the first house reports.

    Each ledger is held while its part is copied, and no longer.
    """
    names = _names(houses)
    with ExitStack() as block:
        parts = []
        for house, name in zip(houses, names, strict=True):
            spool = block.enter_context(TemporaryFile("w+", encoding="utf-8", newline="\n"))
            with house.ledger.reading() as questions:
                questions.copy_groups(spool, as_of=day)
                around = _around(house, questions, day, name)
            spool.seek(0)
            parts.append(_Part(around, spool))
        yield Gathered(day, houses[0], tuple(parts))


def _around(house: House, questions: Questions, day: date, name: str) -> Around:
    return Around(
        rulebook=house.rulebook,
        staff=questions.staff(as_of=day),
        stages=house.catalogue.process.stages,
        titles=_titles(house),
        house=name,
    )


def _names(houses: Sequence[House]) -> tuple[str, ...]:
    """How houses are called in a common report, '' for one by itself; those of one company by their folders."""
    if len(houses) == 1:
        return ("",)
    companies = [house.settings.company.name for house in houses]
    is_clear = len(set(companies)) == len(companies) and all(companies)
    return tuple(companies) if is_clear else tuple(house.root.name for house in houses)


def _titles(house: House) -> Mapping[str, Text]:
    titles = {form.id: form.title for form in house.catalogue.forms.values()}
    return titles | {kind.id: kind.title for kind in house.catalogue.documents.values()}
