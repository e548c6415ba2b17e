"""The days that are due, one after another, each written down once its report lies in its place.

Killed at any moment it leaves nothing that the next run does not put right: the files of a day are the same whenever
they are made, and a day is written down only after them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from toolkit.errors import NightInWork
from toolkit.house import House
from toolkit.ledger.questions import Questions
from toolkit.model.deal import Event
from toolkit.model.notice import Notice
from toolkit.model.text import Text
from toolkit.nightly.expiry import expire_quotes
from toolkit.nightly.mails import lay_mails
from toolkit.nightly.report import NOBODY, Written, list_names, write
from toolkit.notices.digests import digests
from toolkit.reports.tables import Level
from toolkit.running import alone

MOST_DAYS: Final = 31
"""So many missed days are caught up with, the last ones."""
PATIENCE_SECONDS: Final = 900.0
"""How long a run waits for another one of the same house."""
_LOCK: Final = "night.lock"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What became of one day."""

    day: date
    written: Written
    is_over: bool
    """Whether the day had ended, so that its report is the last one."""

    def counts(self, level: Level) -> Mapping[Text, int]:
        """How many lines of that level each list has, in the order in which they come; lists with none left out."""
        return Counter(due.kind for due in self.written.report.dues if due.level == level)


def unheard(by: str) -> None:
    """Nobody is told who is at it."""


def missed_days(questions: Questions, today: date) -> tuple[date, ...]:
    """Days that are over and lack their report: after the first one ever written, at most 31, oldest first.

    Yesterday alone where there never was one.
    """
    done = questions.reported(date.min)
    if not done:
        return (today - _DAY,)
    first = max(min(done), today - MOST_DAYS * _DAY)
    days = (first + n * _DAY for n in range((today - first).days))
    return tuple(day for day in days if day not in done)


def night(
    house: House, today: date, *, day: date | None = None, waits: Callable[[str], None] = unheard
) -> Iterator[Night]:
    """Write the report of one day, or without `day` of every missed one; each is told when it is done.

    Quotes run out as of today, never in the past: what was known at an earlier day's end stays as it was.
    `waits` hears who is at it, when another process is. Raises NightInWork when that takes longer than we wait,
    ShareTrouble, LedgerTrouble; the days told before stand.
    """
    with at_work(house, waits=waits):
        with house.ledger.reading() as questions:
            days = missed_days(questions, today) if day is None else (day,)
            last = questions.last_told() or date.min  # before this run: what became due since then is new
            is_now = (questions.latest_day() or today) <= today
        if is_now and (day is None or day == today):
            expire_quotes(house, today)
        for each in days:
            written = write((house,), each, house.places.reports)
            is_over = each < today
            if is_over and is_now:
                if each + _DAY == today:
                    since = max(min(last, each - _DAY), each - MOST_DAYS * _DAY)
                    lay_mails(house, each, since=since, deals=written.mails)
                _write_down(house, each, written, today)
            yield Night(day=each, written=written, is_over=is_over)


def common_report(houses: Sequence[House], day: date, folder: Path, *, waits: Callable[[str], None] = unheard) -> Night:
    """Write one report over several houses; it is nobody's night: nothing is written down and nobody is told.

    Raises NightInWork, ShareTrouble, LedgerTrouble.
    """
    with at_work(houses[0], waits=waits):
        return Night(day=day, written=write(houses, day, folder), is_over=False)


@contextmanager
def at_work(
    house: House, *, waits: Callable[[str], None] = unheard, patience_seconds: float = PATIENCE_SECONDS
) -> Iterator[None]:
    """Be the one process of this machine that writes the house's reports, while the block lasts.

    `waits` hears who is at it, before it is waited for. Raises NightInWork.
    """
    path = house.places.private / _LOCK
    with alone(path) as other:
        if other is None:
            yield
            return
    waits(other)
    with alone(path, wait_seconds=patience_seconds) as other:
        if other is not None:
            raise NightInWork(house.root, other)
        yield


def _write_down(house: House, day: date, written: Written, today: date) -> None:
    """Remember that the day is done; of yesterday people are told, in the same breath, so that nobody is told twice.

    Days that were caught up with are told to nobody: what is due by now stands in the last one.
    """
    files = written.laid.digests
    with house.ledger.deciding(today) as entry:
        if entry.reported(day).get(day) != files:
            entry.record([Event("reported", day.isoformat(), {"files": dict(files)})])
        if day + _DAY == today:
            entry.post(_notices(house, day, written))


def _notices(house: House, day: date, written: Written) -> tuple[Notice, ...]:
    """What is told of that night; the same every time, so that it is told once."""
    report, paths = written.report, written.laid.paths
    names = list_names(report.dues, day)
    return digests(
        house.settings.notices,
        day,
        dues=report.dues,
        files={owner: house.places.below(paths[name]) for owner, name in names.items() if owner != NOBODY},
        figures=report.figures,
        report=house.places.below(written.main),
    )
