"""What a report is made of: copied out of the ledgers of one house or several, then gone through once."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO, Final

from toolkit.catalogue import MESSAGES
from toolkit.drafts.due import kinds_of
from toolkit.house import House
from toolkit.ledger.groups import entries_in
from toolkit.ledger.questions import Questions
from toolkit.memory import uncollected
from toolkit.model.text import Lang, Text
from toolkit.nightly.shares import Asked, consolidated
from toolkit.reports.consolidation import Around, Counted, report_of
from toolkit.reports.document_log import LogRow, days_logged, log_of
from toolkit.reports.quality import COUNTED_DAYS, Files, Quality
from toolkit.reports.registers import REGISTERS
from toolkit.reports.report import Bar, Consolidated
from toolkit.reports.workbook import ReportBook

WORTH_SHARING: Final = 15_000_000
"""Bytes of customers and deals, some eight thousand, below which further processes cost more than they bring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one house brings to the report of a day."""

    day: date
    house: House
    around: Around
    spool: IO[bytes]
    """Its customers and deals (`toolkit.ledger.groups`)."""
    length: int
    """Of the spool, bytes."""
    logged: IO[bytes]
    """Its lines of 文档生成日志, day by day, the latest first: of a busy month they are many."""
    given_up: int
    """Notices that never reached anybody in the days that data quality counts."""

    def log(self) -> Iterator[LogRow]:
        """Its lines of 文档生成日志, only once."""
        for _ in days_logged(self.day):
            yield from pickle.load(self.logged)


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that was known at a day's end, out of the ledgers: they may go on."""

    day: date
    parts: tuple[_Part, ...]
    files: Files
    """What came in lately, of all houses."""
    mails: list[str] = field(default_factory=list)
    """Numbers of the deals of which a mail is due, once all have been gone through; of one house only."""

    @property
    def houses(self) -> tuple[str, ...]:
        """Names of the houses, where there are several."""
        return tuple(part.around.house for part in self.parts if part.around.house)

    def into_book(self, target: BinaryIO, *, lang: Lang, to_house: str, processes: int = 1) -> Consolidated:
        """Write the workbook, customer by customer; what all of them come to. Only once: what is read is gone."""
        first = self.parts[0]
        home, company = first.around, first.around.rulebook.company.name
        counted = Counted(home.rulebook, self.day, first.house.settings.target)
        opened = ReportBook(target, lang=lang, to_house=to_house, company=company, day=self.day, houses=self.houses)
        with opened as book, uncollected():
            for part in self.parts:
                mailed = () if self.houses else tuple(kind.id for kind in kinds_of(part.house))
                asked = Asked(around=part.around, day=self.day, home=home.rulebook, mailed=mailed)
                shared = processes if part.length > WORTH_SHARING else 1
                for share in consolidated(asked, entries_in(part.spool), processes=shared):
                    counted.join(share.counted)
                    self.mails.extend(share.mails)
                    for register, rows in zip(REGISTERS, share.rows, strict=True):
                        for row in rows:
                            book.add(register, row, part.around.house)
            quality = self._counted(counted.quality)
            report = report_of(counted, home, day=self.day, houses=self.houses, quality=quality)
            book.finish(report, chain.from_iterable(part.log() for part in self.parts))
        return report

    def _counted(self, quality: Quality) -> tuple[Bar, ...]:
        return quality.bars(
            self.files,
            titles=self.parts[0].around.titles,
            messages=MESSAGES,
            given_up=sum(part.given_up for part in self.parts),
        )


@contextmanager
def gathered(houses: Sequence[House], day: date) -> Iterator[Gathered]:
    """What the ledgers of those houses knew at that day's end; the first house reports.

    Each ledger is held while its part is copied, and no longer.
    """
    names, files = _names(houses), Files(day)
    with ExitStack() as block:
        parts = []
        for house, name in zip(houses, names, strict=True):
            spool, logged = (block.enter_context(TemporaryFile()) for _ in range(2))
            with house.ledger.reading() as questions:
                around = _around(house, questions, day, name, way(houses[0].root, house.root))
                parts.append(_part(house, questions, around, day, spool, logged, files))
            spool.seek(0)
            logged.seek(0)
        yield Gathered(day, tuple(parts), files)


def _part(
    house: House, questions: Questions, around: Around, day: date, spool: IO[bytes], logged: IO[bytes], files: Files
) -> _Part:
    questions.copy_groups(spool, as_of=day)
    versions = {form.id: form.version for form in house.catalogue.forms.values()}
    for on in days_logged(day):
        pickle.dump(_logged_on(on, questions, around, versions, files), logged)
    return _Part(
        day=day,
        house=house,
        around=around,
        spool=spool,
        length=spool.tell(),
        logged=logged,
        given_up=questions.notices_given_up(day - timedelta(days=COUNTED_DAYS), day),
    )


def _logged_on(
    day: date, questions: Questions, around: Around, versions: Mapping[str, str], files: Files
) -> Sequence[LogRow]:
    """The day's lines of 文档生成日志; its files are counted, too."""
    decided = questions.decided_on(day)
    for arrival, _ in decided:
        files.take(arrival)
    rows = log_of(decided, questions.ordered_on(day), on=day, versions=versions, house=around.house)
    return [replace(row, file=f"{around.way}{row.file}") if row.file else row for row in rows]


def _around(house: House, questions: Questions, day: date, name: str, led: str) -> Around:
    return Around(
        rulebook=house.rulebook,
        staff=questions.staff(as_of=day),
        stages=house.catalogue.process.stages,
        titles=_titles(house),
        house=name,
        way=led,
    )


def way(start: Path, end: Path) -> str:
    """How links lead from one folder to another, '' where they are one; by the whole path between two drives."""
    try:
        led = os.path.relpath(end, start).replace(os.sep, "/")
    except ValueError:
        return f"{end.as_uri()}/"
    return "" if led == "." else f"{led}/"


def _names(houses: Sequence[House]) -> tuple[str, ...]:
    """How houses are called in a common report, '' for one by itself; those of one company by their folders.

    Of folders with one name as much of the path is told as tells them apart.
    """
    if len(houses) == 1:
        return ("",)
    companies = [house.settings.company.name for house in houses]
    is_clear = len(set(companies)) == len(companies) and all(companies)
    if is_clear:
        return tuple(companies)
    most = max(len(house.root.parts) for house in houses)
    folders = (tuple("/".join(house.root.parts[-n:]) for house in houses) for n in range(1, most + 1))
    return next((names for names in folders if len(set(names)) == len(names)), tuple(companies))


def _titles(house: House) -> Mapping[str, Text]:
    titles = {form.id: form.title for form in house.catalogue.forms.values()}
    return titles | {kind.id: kind.title for kind in house.catalogue.documents.values()}
