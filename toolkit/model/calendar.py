"""Days: working days of a year's official notice, periods, due days. Source: domain.md 5.6."""

from __future__ import annotations

import calendar as months
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.model.kinds.reading import Term

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


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
        return day.weekday() < _SATURDAY and day not in self.rest_days

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
    free, worked = _exceptions(calendar)
    return _weekdays_until(b) - _weekdays_until(a) + _within(worked, a, b) - _within(free, a, b)


def _weekdays_until(day: date) -> int:
    """How many days from Monday to Friday there were since the first of all, up to and including that day."""
    weeks, days = divmod(day.toordinal(), 7)  # the first of all was a Monday
    return 5 * weeks + min(days, 5)


def _within(days: tuple[date, ...], a: date, b: date) -> int:
    """How many of those days, in order, lie after `a` up to and including `b`."""
    return bisect_right(days, b) - bisect_right(days, a)


@lru_cache
def _exceptions(calendar: WorkingCalendar) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Weekdays on which nobody works and weekend days on which people do, each in order."""
    free = (day for day in calendar.rest_days - calendar.working_weekends if day.weekday() < _SATURDAY)
    worked = (day for day in calendar.working_weekends if day.weekday() >= _SATURDAY)
    return tuple(sorted(free)), tuple(sorted(worked))


def iso_week(day: date) -> str:
    """The ISO week, `2026-W31`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
