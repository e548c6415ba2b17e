"""All customers of one day, taken one by one: what they add to the registers, and what all of them come to. Pure.

Source: domain.md 6.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Final

from toolkit.model.deal import Deal
from toolkit.model.house import Customer, Rulebook
from toolkit.model.process import Stage
from toolkit.model.text import Text
from toolkit.reports.changes import changes_of, in_order, last_working_day_before, newly_overdue
from toolkit.reports.course import course_of
from toolkit.reports.dues import KINDS, Due, dues_of
from toolkit.reports.figures import FigureTally
from toolkit.reports.funnel import FunnelTally
from toolkit.reports.months import MonthTally, Target
from toolkit.reports.outlook import Outlook, look
from toolkit.reports.registers.levels import worst_of
from toolkit.reports.report import Bar, Change, Consolidated
from toolkit.reports.spreads import SpreadTally
from toolkit.reports.tables import Group, Staff

_RANK: Final = {kind: n for n, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a house knows besides its customers and deals, as of the report's day."""

    rulebook: Rulebook
    staff: Staff
    stages: Sequence[Stage]
    """Of the process, in order."""
    titles: Mapping[str, Text]
    """Of forms and documents, by id."""
    house: str = ""
    """Its name where a report covers several; ''."""


class Consolidation:
    """Takes customers with their deals, one by one; it keeps sums and what is due, not deals."""

    def __init__(self, home: Around, *, day: date, target: Callable[[date, Target], Decimal | None]) -> None:
        """`home` is the house that reports, whose policy and calendar count; `target` is what a month is to bring."""
        self._home, self._day = home, day
        self.since: Final = last_working_day_before(day, home.rulebook.calendar)
        self._funnel = FunnelTally(home.rulebook, day)
        self._months = MonthTally(day, target)
        self._spreads = SpreadTally(home.rulebook, day)
        self._figures = FigureTally(day, target)
        self._english = {stage.name: Text(stage.name, stage.english) for stage in home.stages}
        self._stages: Counter[str] = Counter()
        self._dues: list[Due] = []
        self._changes: list[Change] = []

    def take(self, customer: Customer, deals: Iterable[Deal], around: Around) -> Group:
        """Count a customer and its deals, as they stood at the day's end; what the registers take rows from."""
        outlooks = tuple([look(deal, customer, rulebook=around.rulebook, today=self._day) for deal in deals])
        dues: list[Due] = []
        for outlook in outlooks:
            found = dues_of(outlook, staff=around.staff, titles=around.titles)
            dues.extend(found)
            self._count(outlook, found)
        self._dues.extend(dues)
        return Group(
            customer=customer,
            outlooks=outlooks,
            worst=worst_of(dues),
            titles=around.titles,
            stages=around.stages,
            staff=around.staff,
            house=around.house,
        )

    def _count(self, outlook: Outlook, dues: Iterable[Due]) -> None:
        course = course_of(outlook)
        self._stages[outlook.deal.stage] += 1
        for tally in (self._funnel, self._months, self._spreads):
            tally.take(outlook, course)
        self._figures.take(outlook, dues, course)
        self._changes.extend(changes_of(outlook, since=self.since, stages=self._english))

    def done(self, *, houses: tuple[str, ...] = (), quality: tuple[Bar, ...] = ()) -> Consolidated:
        """What all of them come to; `houses` are named where the report covers several."""
        home, dues = self._home, tuple(sorted(self._dues, key=_urgency))
        overdue = newly_overdue(dues, since=self.since, day=self._day)
        return Consolidated(
            company=home.rulebook.company.name,
            houses=houses,
            day=self._day,
            since=self.since,
            figures=(*self._figures.figures(), *self._funnel.forecast()),
            stages=tuple((Text(stage.name, stage.english), self._stages[stage.name]) for stage in home.stages),
            funnel=self._funnel.steps(),
            by_owner=self._funnel.by_owner(),
            by_industry=self._funnel.by_industry(),
            by_source=self._funnel.by_source(),
            months=self._months.months(),
            cycle_days=self._months.cycle_days(),
            ageing=self._spreads.ageing(),
            margins=self._spreads.margins(),
            losses=self._spreads.losses(),
            changes=in_order(chain(self._changes, overdue)),
            dues=dues,
            quality=quality,
        )


def _urgency(due: Due) -> tuple[int, date, int, str]:
    return -due.level, due.due_on or date.max, _RANK[due.kind], due.number
