"""All customers of one day, taken one by one: what they add to the registers, and what all of them come to. Pure.

Source: domain.md 6.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Final, TypeVar

from toolkit.model.deal import Deal
from toolkit.model.house import Customer, Rulebook
from toolkit.model.process import Stage
from toolkit.model.staff import Staff
from toolkit.model.text import Text
from toolkit.reports.changes import changes_of, in_order, last_working_day_before, newly_overdue
from toolkit.reports.course import course_of
from toolkit.reports.dues import KINDS, Due, dues_of
from toolkit.reports.figures import FigureTally
from toolkit.reports.funnel import FunnelTally
from toolkit.reports.months import MonthTally, Targets, no_target
from toolkit.reports.outlook import Outlook, look
from toolkit.reports.quality import Quality
from toolkit.reports.registers.levels import worst_of
from toolkit.reports.report import Bar, Change, Consolidated
from toolkit.reports.spreads import SpreadTally
from toolkit.reports.tables import Group

_Line = TypeVar("_Line", Due, Change)
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
    way: str = ""
    """How links lead to it from the house that reports: `../苏州/`; '' at home."""


class Counted:
    """What was counted of some customers; it keeps sums and what is due, not deals, and may be sent to who asked."""

    def __init__(self, rulebook: Rulebook, day: date, target: Targets = no_target) -> None:
        """By the policy and calendar of the house that reports; `target` is what a month is to bring."""
        self.stages: Counter[str] = Counter()
        self.funnel = FunnelTally(rulebook, day)
        self.months = MonthTally(day, target)
        self.spreads = SpreadTally(day)
        self.figures = FigureTally(day, target)
        self.quality = Quality()
        self.dues: list[Due] = []
        self.changes: list[Change] = []

    def take(self, outlook: Outlook, dues: Iterable[Due], changes: Iterable[Change]) -> None:
        """Count a deal with what is due and what has changed of it."""
        course = course_of(outlook)
        self.stages[outlook.deal.stage] += 1
        self.funnel.take(outlook, course)
        self.months.take(outlook, course)
        self.spreads.take(outlook, course)
        self.figures.take(outlook, dues, course)
        self.dues.extend(dues)
        self.changes.extend(changes)

    def join(self, other: Counted) -> None:
        """Count what was counted of other customers."""
        self.stages.update(other.stages)
        self.funnel.join(other.funnel)
        self.months.join(other.months)
        self.spreads.join(other.spreads)
        self.figures.join(other.figures)
        self.quality.join(other.quality)
        self.dues.extend(other.dues)
        self.changes.extend(other.changes)


class Consolidation:
    """Takes customers with their deals, one by one, as they stood at the end of the report's day."""

    def __init__(self, around: Around, *, day: date, home: Rulebook) -> None:
        """`around` is what their own house knows, `home` the rules of the house that reports."""
        self._around, self._day = around, day
        self._since = last_working_day_before(day, home.calendar)
        self._stages = {stage.name: Text(stage.name, stage.english) for stage in around.stages}
        self.counted = Counted(home, day)

    def take(self, customer: Customer, deals: Iterable[Deal]) -> Group:
        """Count a customer and its deals; what the registers take their rows from."""
        around = self._around
        if around.way:
            deals = (_led(deal, around.way) for deal in deals)
        outlooks = tuple([look(deal, customer, rulebook=around.rulebook, today=self._day) for deal in deals])
        dues: list[Due] = []
        for outlook in outlooks:
            found = self._marked(dues_of(outlook, staff=around.staff, titles=around.titles))
            changes = self._marked(changes_of(outlook, since=self._since, stages=self._stages))
            self.counted.take(outlook, found, changes)
            dues.extend(found)
        group = Group(
            customer=customer,
            outlooks=outlooks,
            worst=worst_of(dues),
            titles=around.titles,
            stages=around.stages,
            staff=around.staff,
            house=around.house,
        )
        self.counted.quality.take(group)
        return group

    def _marked(self, lines: Iterable[_Line]) -> Sequence[_Line]:
        """The lines with the name of their house, where the report covers several."""
        name = self._around.house
        return [replace(line, house=name) for line in lines] if name else tuple(lines)


def report_of(
    counted: Counted, home: Around, *, day: date, houses: tuple[str, ...] = (), quality: tuple[Bar, ...] = ()
) -> Consolidated:
    """What all customers come to, told by the house that reports; `houses` are named where there are several."""
    since = last_working_day_before(day, home.rulebook.calendar)
    dues = tuple(sorted(counted.dues, key=_urgency))
    overdue = newly_overdue(dues, since=since, day=day)
    return Consolidated(
        company=home.rulebook.company.name,
        houses=houses,
        day=day,
        since=since,
        figures=(*counted.figures.figures(), *counted.funnel.forecast()),
        stages=tuple((Text(stage.name, stage.english), counted.stages[stage.name]) for stage in home.stages),
        funnel=counted.funnel.steps(),
        by_owner=counted.funnel.by_owner(),
        by_industry=counted.funnel.by_industry(),
        by_source=counted.funnel.by_source(),
        months=counted.months.months(),
        cycle_days=counted.months.cycle_days(),
        ageing=counted.spreads.ageing(),
        margins=counted.spreads.margins(),
        losses=counted.spreads.losses(),
        changes=tuple(in_order(chain(counted.changes, overdue))),
        dues=dues,
        quality=quality,
    )


def _led(deal: Deal, way: str) -> Deal:
    """The deal with its files as they are found from the house that reports."""
    return replace(
        deal,
        filings=tuple(replace(f, file=f"{way}{f.file}") if f.file else f for f in deal.filings),
        papers=tuple(replace(p, file=f"{way}{p.file}") if p.file else p for p in deal.papers),
    )


def _urgency(due: Due) -> tuple[int, date, int, str]:
    return -due.level, due.due_on or date.max, _RANK[due.kind], due.number
