"""How receivables, margins and lost deals are spread over classes. Pure. Source: domain.md 6.2, 6.3."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.model import money, money_due, terms
from toolkit.model.deal import Deal
from toolkit.model.text import Text
from toolkit.reports.course import Course, Sum, course_of
from toolkit.reports.outlook import LOST_STAGES, Outlook
from toolkit.reports.report import Bar

QUOTED: Final = 3
"""The step of the funnel from which on there is a margin."""

AGES: Final[Mapping[str, Text]] = {
    money_due.NOT_DUE: Text("未到期", "not due"),
    "1-30": Text("1-30天", "1-30 days"),
    "31-60": Text("31-60天", "31-60 days"),
    "61-90": Text("61-90天", "61-90 days"),
    ">90": Text(">90天", ">90 days"),
}
"""Classes of what is outstanding (账龄), by the word of Receivable.ageing."""

_BOUNDS: Final = tuple(Decimal(ten) / 10 for ten in range(7))
MARGINS: Final = (
    Text("<0%", "<0%"),
    *(Text(f"{ten}0-{ten + 1}0%".removeprefix("0"), f"{ten}0-{ten + 1}0%".removeprefix("0")) for ten in range(6)),
    Text("≥60%", "≥60%"),
)
"""Classes of ten points; a margin of 10 % belongs to 10-20 %."""

UNSAID: Final = Text("未说明", "not said")


class SpreadTally:
    """Counts deals into classes, one at a time."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._ages = {age: Sum() for age in AGES}
        self._margins = tuple(Sum() for _ in MARGINS)
        self._losses: dict[str, Sum] = {}

    def take(self, outlook: Outlook, course: Course | None = None) -> None:
        """Count one deal; `course` where it is known already."""
        course = course or course_of(outlook)
        if course.is_signed and not course.is_paid:
            self._take_ages(outlook, course)
        if course.step is not None and course.step >= QUOTED:
            margin = _margin(outlook)
            if margin is not None:
                self._margins[bisect_right(_BOUNDS, margin)].add(course.worth)
        if outlook.deal.stage in LOST_STAGES and _last_move(outlook.deal).year == self._day.year:
            self._losses.setdefault(_reason(outlook.deal), Sum()).add(course.worth)

    def join(self, other: SpreadTally) -> None:
        """Count the deals that another tally has counted."""
        for age, counted in other._ages.items():
            self._ages[age].join(counted)
        for own, counted in zip(self._margins, other._margins, strict=True):
            own.join(counted)
        for reason, counted in other._losses.items():
            self._losses.setdefault(reason, Sum()).join(counted)

    def ageing(self) -> tuple[Bar, ...]:
        """Instalments of signed contracts with something outstanding, and how much, by days overdue."""
        return _bars(AGES.values(), self._ages.values())

    def margins(self) -> tuple[Bar, ...]:
        """Deals under offer or agreed, by gross margin, and their worth; the lowest class first."""
        return _bars(MARGINS, self._margins)

    def losses(self) -> tuple[Bar, ...]:
        """Deals lost in the day's year, by reason, and their worth; the most frequent first, then by reason."""
        told = sorted(self._losses.items(), key=lambda item: (-item[1].count, item[0]))
        return tuple(Bar(Text(why, why) if why else UNSAID, lost.count, lost.amount) for why, lost in told)

    def _take_ages(self, outlook: Outlook, course: Course) -> None:
        agreement = outlook.agreement
        plan = agreement.plan if agreement else ()
        for due in money_due.receivables(plan, course.receipts, outlook.dates, outlook.rulebook, self._day):
            if due.outstanding:
                self._ages[due.ageing].add(due.outstanding)


def _margin(outlook: Outlook) -> Decimal | None:
    """The margin agreed, else that of the leading quote."""
    if outlook.agreement is not None:
        return outlook.agreement.margin
    quote = outlook.quote
    return money.margin(quote.totals.net, terms.cost_of(quote.cost_sheet.submission)) if quote else None


def _last_move(deal: Deal) -> date:
    return deal.trail[-1].on if deal.trail else deal.moved_on


def _reason(deal: Deal) -> str:
    """Why it was lost: as ordered, else by the latest follow-up that says; '' where nobody said."""
    followed = (filing.submission.words("lost_reason") for filing in reversed(tuple(deal.all_filings("F03"))))
    return deal.reason or next((why for why in followed if why), "")


def _bars(labels: Iterable[Text], classes: Iterable[Sum]) -> tuple[Bar, ...]:
    return tuple(Bar(label, each.count, each.amount) for label, each in zip(labels, classes, strict=True))
