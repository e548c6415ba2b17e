"""What was signed and what came in, month by month, and how long a deal takes to be signed. Pure.

Source: domain.md 6.2.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from toolkit.model import money
from toolkit.model.calendar import add_months
from toolkit.reports.course import NOTHING, Course, course_of
from toolkit.reports.outlook import Outlook
from toolkit.reports.report import Month

MONTHS: Final = 12
"""How many are shown, the day's own among them."""

Target = Literal["signed", "received"]
Targets = Callable[[date, Target], Decimal | None]
"""What is to be signed or received in a day's month, 元; None where nothing is set."""


def no_target(day: date, of: Target) -> None:
    """Nothing is set for any month."""


class MonthTally:
    """Adds up the last twelve months, one deal at a time."""

    def __init__(self, day: date, target: Targets = no_target) -> None:
        self._day, self._target = day, target
        self._first = add_months(day.replace(day=1), 1 - MONTHS)
        self._signed, self._received = [NOTHING] * MONTHS, [NOTHING] * MONTHS
        self._cycles = self._cycle_days = 0

    def take(self, outlook: Outlook, course: Course | None = None) -> None:
        """Count one deal; `course` where it is known already."""
        course = course or course_of(outlook)
        for receipt in course.receipts:
            self._add(self._received, receipt.submission.day("receive_date"), receipt.submission.amount("amount"))
        signed_on = outlook.dates.signed_on if course.is_signed else None
        if signed_on is None:
            return
        self._add(self._signed, signed_on, course.worth)
        if signed_on.year == self._day.year:
            self._cycles += 1
            self._cycle_days += (signed_on - outlook.deal.opened_on).days

    def join(self, other: MonthTally) -> None:
        """Count the deals that another tally has counted."""
        for own, others in ((self._signed, other._signed), (self._received, other._received)):
            own[:] = [amount + more for amount, more in zip(own, others, strict=True)]
        self._cycles += other._cycles
        self._cycle_days += other._cycle_days

    def months(self) -> tuple[Month, ...]:
        """The twelve months that end with the day's, oldest first."""
        firsts = [add_months(self._first, n) for n in range(MONTHS)]
        return tuple(
            Month(
                first=first,
                signed=signed,
                received=received,
                signed_target=self._target(first, "signed"),
                received_target=self._target(first, "received"),
            )
            for first, signed, received in zip(firsts, self._signed, self._received, strict=True)
        )

    def cycle_days(self) -> Decimal | None:
        """Mean calendar days from lead to signature of the contracts signed in the day's year; None without any."""
        return money.round_half_up(Decimal(self._cycle_days) / self._cycles, places=1) if self._cycles else None

    def _add(self, sums: list[Decimal], on: date | None, amount: Decimal | None) -> None:
        if on is None or amount is None:
            return
        at = (on.year - self._first.year) * 12 + on.month - self._first.month
        if 0 <= at < MONTHS:
            sums[at] += amount
