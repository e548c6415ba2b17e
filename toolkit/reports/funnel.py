"""The funnel (漏斗): how many deals stand at each step and came that far, how long they stayed, what to expect. Pure.

Source: domain.md 6.2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Final

from toolkit.model import money
from toolkit.model.calendar import add_working_days
from toolkit.model.deal import Move
from toolkit.model.house import Policy, Rulebook
from toolkit.model.text import Text
from toolkit.reports.course import (
    NOTHING,
    PAID,
    SIGNED,
    STEP_OF,
    STEPS,
    Course,
    Sum,
    course_of,
    is_signed_in_month,
)
from toolkit.reports.outlook import LOST_STAGES, Outlook
from toolkit.reports.report import Figure, FunnelStep, Split

FORECAST: Final = Text("加权预测", "weighted forecast")
BEST_CASE: Final = Text("在谈总额(最好情形)", "under way in all (best case)")
COMMITTED: Final = Text("本月已落定", "committed this month")


@dataclass(slots=True)
class _Standing(Sum):
    """What is counted of one step."""

    furthest: int = 0
    """Deals that came to this step and no further."""
    dwells: Counter[int] = field(default_factory=Counter)
    """How many deals have spent so many days at it: a few hundred numbers, however many deals there are."""
    new: int = 0
    lost: int = 0
    overstayed: int = 0

    def join(self, other: Sum) -> None:
        super(_Standing, self).join(other)  # a class with slots is not the one that `super()` knows
        assert isinstance(other, _Standing)
        self.furthest += other.furthest
        self.dwells.update(other.dwells)
        self.new += other.new
        self.lost += other.lost
        self.overstayed += other.overstayed

    def weighted(self, rate: Decimal) -> Decimal:
        return money.round_half_up(self.amount * rate)


class FunnelTally:
    """Counts deals into the funnel, one at a time; it keeps sums, not deals."""

    def __init__(self, rulebook: Rulebook, day: date) -> None:
        self._day, self._policy = day, rulebook.policy
        self._monday = day - timedelta(days=day.weekday())
        self._latest_arrivals = _latest_arrivals(rulebook, day)
        self._steps = tuple(_Standing() for _ in STEPS)
        self._committed = Sum()
        self._owners, self._industries, self._sources = (_Splits(rulebook.policy) for _ in range(3))

    def take(self, outlook: Outlook, course: Course | None = None) -> None:
        """Count one deal; `course` where it is known already."""
        course = course or course_of(outlook)
        lead, is_lost = outlook.customer.lead, outlook.deal.stage in LOST_STAGES
        self._steps[course.reached].furthest += 1
        if course.step is not None:
            self._steps[course.step].add(course.worth)
            if course.step >= SIGNED and is_signed_in_month(outlook, course, self._day):
                self._committed.add(course.worth)
        self._take_stays(outlook.deal.trail, course)
        self._take_arrivals(outlook, course)
        for splits, name in (
            (self._owners, outlook.deal.owner),
            (self._industries, lead.get("industry")),
            (self._sources, lead.get("source")),
        ):
            splits.take("" if name is None else str(name), course, is_lost=is_lost)

    def join(self, other: FunnelTally) -> None:
        """Count the deals that another tally has counted."""
        for own, counted in zip(self._steps, other._steps, strict=True):
            own.join(counted)
        self._committed.join(other._committed)
        self._owners.join(other._owners)
        self._industries.join(other._industries)
        self._sources.join(other._sources)

    def steps(self) -> tuple[FunnelStep, ...]:
        """The nine steps, first to last."""
        entered = _entered(self._steps)
        return tuple(
            FunnelStep(
                title=step.title,
                count=here.count,
                amount=here.amount,
                entered=entered[k],
                conversion=_share(entered[k], entered[k - 1]) if k else None,
                cumulative=_share(entered[k], entered[0]),
                dwell_mean=mean_of(here.dwells),
                dwell_median=median_of(here.dwells),
                dwell_longest=max(here.dwells, default=None),
                win_rate=rate,
                weighted=here.weighted(rate),
                new=here.new,
                lost=here.lost,
                overstayed=here.overstayed,
            )
            for k, (step, here, rate) in enumerate(zip(STEPS, self._steps, self._policy.win_rates, strict=True))
        )

    def forecast(self) -> tuple[Figure, ...]:
        """What to expect of the deals before 已签约, weighted and at best; what this month has brought for sure."""
        running = self._steps[:SIGNED]
        count = sum(step.count for step in running)
        weighted = (step.weighted(rate) for step, rate in zip(running, self._policy.win_rates, strict=False))
        return (
            Figure(FORECAST, count, sum(weighted, NOTHING)),
            Figure(BEST_CASE, count, sum((step.amount for step in running), NOTHING)),
            Figure(COMMITTED, self._committed.count, self._committed.amount),
        )

    def by_owner(self) -> tuple[Split, ...]:
        """The funnel of each owner, the most signed first."""
        return self._owners.told()

    def by_industry(self) -> tuple[Split, ...]:
        """The funnel of each industry, the most signed first."""
        return self._industries.told()

    def by_source(self) -> tuple[Split, ...]:
        """The funnel of each source of customers, the most signed first."""
        return self._sources.told()

    def _take_stays(self, trail: Sequence[Move], course: Course) -> None:
        """How long the deal stayed at each step, where it was lost, whether it has stayed too long."""
        spent: dict[int, int] = {}
        last_main, at, since = 0, None, self._day
        for move in trail:
            step = STEP_OF.get(move.stage)
            if step == at:
                continue
            if at is not None:
                spent[at] = spent.get(at, 0) + (move.on - since).days
            at, since = step, move.on
            last_main = last_main if step is None else step
        if at is not None:
            spent[at] = spent.get(at, 0) + (self._day - since).days
        for step, days in spent.items():
            self._steps[step].dwells[days] += 1
        if trail and trail[-1].stage in LOST_STAGES and self._is_this_week(trail[-1].on):
            self._steps[last_main].lost += 1
        arrived = course.paid_on if course.step == PAID else since
        self._take_overstay(course.step, arrived)

    def _take_overstay(self, step: int | None, arrived: date | None) -> None:
        latest = None if step is None else self._latest_arrivals[step]
        if step is not None and latest is not None and arrived is not None and arrived <= latest:
            self._steps[step].overstayed += 1

    def _take_arrivals(self, outlook: Outlook, course: Course) -> None:
        """The steps that the deal came to, or past, for the first time this week."""
        for step, first in enumerate(_first_days(outlook, course)):
            if self._is_this_week(first):
                self._steps[step].new += 1

    def _is_this_week(self, day: date) -> bool:
        return self._monday <= day <= self._day


def _latest_arrivals(rulebook: Rulebook, day: date) -> tuple[date | None, ...]:
    """By step: who came there on that day or before has stayed too long; None where there is no limit.

    One day a step instead of counting the working days of every deal.
    """
    tomorrow, one_day = day + timedelta(days=1), timedelta(days=1)
    return tuple(
        add_working_days(tomorrow, -(limit + 1), rulebook.calendar) - one_day if limit else None
        for limit in rulebook.policy.stage_limit_workdays
    )


def _first_days(outlook: Outlook, course: Course) -> list[date]:
    """By step, up to the furthest: the day on which the deal first had come to it or further."""
    firsts: list[date] = []
    for move in outlook.deal.trail:
        step = STEP_OF.get(move.stage, -1)
        while len(firsts) <= step:
            firsts.append(move.on)
    firsts = firsts or [outlook.deal.opened_on]
    paid_on = course.paid_on
    if paid_on is None:
        return firsts
    return [min(first, paid_on) for first in firsts] + [paid_on] * (len(STEPS) - len(firsts))


def _entered(steps: Sequence[_Standing]) -> tuple[int, ...]:
    """How many deals came to each step or further."""
    return tuple(accumulate(step.furthest for step in reversed(steps)))[::-1]


def _share(part: int, whole: int) -> Decimal | None:
    return money.round_half_up(Decimal(part) / whole, places=4) if whole else None


def mean_of(counts: Mapping[int, int]) -> Decimal | None:
    """The mean of numbers given with how often they come, one decimal; None of none."""
    number = sum(counts.values())
    if not number:
        return None
    return money.round_half_up(Decimal(sum(n * times for n, times in counts.items())) / number, places=1)


def median_of(counts: Mapping[int, int]) -> Decimal | None:
    """The median of numbers given with how often they come, one decimal; None of none."""
    number, seen, middle = sum(counts.values()), 0, []
    wanted = [(number - 1) // 2, number // 2]
    for value in sorted(counts):
        seen += counts[value]
        while wanted and wanted[0] < seen:
            middle.append(value)
            wanted.pop(0)
    return money.round_half_up(Decimal(sum(middle)) / 2, places=1) if number else None


@dataclass(slots=True)
class _Part:
    """What is counted of one owner, industry or source."""

    amounts: list[Decimal]
    """Worth of the deals that stand at each step before 已签约."""
    entered: int = 0
    running: int = 0
    signed: int = 0
    signed_amount: Decimal = NOTHING
    lost: int = 0

    def join(self, other: _Part) -> None:
        self.amounts = [amount + more for amount, more in zip(self.amounts, other.amounts, strict=True)]
        self.entered += other.entered
        self.running += other.running
        self.signed += other.signed
        self.signed_amount += other.signed_amount
        self.lost += other.lost


class _Splits:
    """The parts of one splitting, by name."""

    def __init__(self, policy: Policy) -> None:
        self._win_rates = policy.win_rates[:SIGNED]
        self._parts: dict[str, _Part] = {}

    def take(self, name: str, course: Course, *, is_lost: bool) -> None:
        part = self._part(name)
        part.entered += 1
        part.lost += is_lost
        if course.step is not None and course.step < SIGNED:
            part.running += 1
            part.amounts[course.step] += course.worth
        if course.reached >= SIGNED:
            part.signed += 1
            part.signed_amount += course.worth

    def join(self, other: _Splits) -> None:
        for name, counted in other._parts.items():
            self._part(name).join(counted)

    def _part(self, name: str) -> _Part:
        part = self._parts.get(name)
        if part is None:
            part = self._parts[name] = _Part([NOTHING] * SIGNED)
        return part

    def told(self) -> tuple[Split, ...]:
        parts = sorted(self._parts.items(), key=lambda item: (-item[1].signed_amount, item[0]))
        return tuple(self._split(name, part) for name, part in parts)

    def _split(self, name: str, part: _Part) -> Split:
        weighted = (money.round_half_up(a * rate) for a, rate in zip(part.amounts, self._win_rates, strict=True))
        return Split(
            name=name,
            entered=part.entered,
            running=part.running,
            amount=sum(part.amounts, NOTHING),
            weighted=sum(weighted, NOTHING),
            signed=part.signed,
            signed_amount=part.signed_amount,
            lost=part.lost,
            conversion=_share(part.signed, part.entered),
        )
