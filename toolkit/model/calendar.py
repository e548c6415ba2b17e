"""Days: working days of a year's official notice, periods, due days. Source: domain.md 5.6."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.model.kinds.reading import Term

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which days are worked. Years that no notice covers have weekends only."""

    rest_days: frozenset[date] = frozenset()
    """Public holidays and their bridging days."""
    working_weekends: frozenset[date] = frozenset()
    """Weekend days worked instead (调休)."""
    years: frozenset[int] = frozenset()
    """Years whose notice is contained."""

    def is_working(self, day: date) -> bool:
        """Whether people work on that day."""
        if day in self.working_weekends:
            return True
        return day.weekday() < 5 and day not in self.rest_days

    def knows(self, year: int) -> bool:
        """Whether that year's notice is contained; else Monday to Friday is assumed."""
        return year in self.years

    def over(self, other: WorkingCalendar) -> WorkingCalendar:
        """The years of both; in a year that both know, this one counts."""

        def both(own: frozenset[date], others: frozenset[date]) -> frozenset[date]:
            return own | {day for day in others if day.year not in self.years}

        return WorkingCalendar(
            rest_days=both(self.rest_days, other.rest_days),
            working_weekends=both(self.working_weekends, other.working_weekends),
            years=self.years | other.years,
        )


def add_working_days(start: date, n: int, calendar: WorkingCalendar) -> date:
    """The n-th working day after `start` (before it for a negative n); `start` itself is not counted.

    Source: 民法典 201, domain.md 5.6.
    """
    step = _ONE_DAY if n >= 0 else -_ONE_DAY
    day, left = start, abs(n)
    while left:
        day += step
        left -= calendar.is_working(day)
    return day


def add_months(start: date, n: int) -> date:
    """The same day number n months on, else that month's last day.

    Source: 民法典 202.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    return date(year, month + 1, min(start.day, last_of_month(year, month + 1).day))


def last_of_month(year: int, month: int) -> date:
    """The month's last day."""
    return date(year, month, months.monthrange(year, month)[1])


def due_after(start: date, term: Term, calendar: WorkingCalendar) -> date:
    """The last day of a period that starts with `start` (not counted), or the day the term names."""
    if term.on is not None:
        return term.on
    if term.unit == "工作日":
        return add_working_days(start, term.count, calendar)
    if term.unit == "个月":
        return add_months(start, term.count)
    return start + timedelta(days=term.count)


def next_working_day(day: date, calendar: WorkingCalendar) -> date:
    """The day itself if worked, else the first working day after it.

    Source: 民法典 203, for due days of payments.
    """
    while not calendar.is_working(day):
        day += _ONE_DAY
    return day


def working_days_between(a: date, b: date, calendar: WorkingCalendar) -> int:
    """How many working days lie after `a` up to and including `b`; negative when `b` comes first."""
    if b < a:
        return -working_days_between(b, a, calendar)
    return sum(calendar.is_working(a + timedelta(days=n)) for n in range(1, (b - a).days + 1))


def iso_week(day: date) -> str:
    """The ISO week, `2026-W31`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
