"""The figures of the summary: how many, and how much, at a glance. Pure. Source: domain.md 6.2, 6.3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from toolkit.model import money
from toolkit.model.text import Text
from toolkit.reports.course import Course, Sum, course_of, is_signed_in_month
from toolkit.reports.dues import PREPAYMENT, RECEIVABLE, Due
from toolkit.reports.months import Target, Targets, no_target
from toolkit.reports.outlook import Outlook
from toolkit.reports.report import Figure

SIGNED: Final = Text("本月签约合同", "contracts signed this month")
RECEIVED: Final = Text("本月回款", "received this month")
OFFERED: Final = Text("有效报价", "valid quotes")
UNDER_WAY: Final = Text("执行中订单", "orders under way")
OVERDUE: Final = Text("逾期应收", "overdue")
SIGNED_TARGET: Final = Text("本月签约目标", "target of signatures this month")
RECEIVED_TARGET: Final = Text("本月回款目标", "target of receipts this month")


class FigureTally:
    """Adds up the figures, one deal with what is due of it at a time."""

    def __init__(self, day: date, target: Targets = no_target) -> None:
        self._day, self._target = day, target
        self._signed, self._received, self._offered, self._under_way, self._overdue = (Sum() for _ in range(5))

    def take(self, outlook: Outlook, dues: Iterable[Due], course: Course | None = None) -> None:
        """Count one deal; `course` where it is known already."""
        course = course or course_of(outlook)
        if is_signed_in_month(outlook, course, self._day):
            self._signed.add(outlook.gross)
        for receipt in course.receipts:
            on = receipt.submission.day("receive_date")
            if on is not None and (on.year, on.month) == (self._day.year, self._day.month):
                self._received.add(receipt.submission.amount("amount"))
        if (quote := outlook.quote) and outlook.may_take(quote) and quote.valid_until >= self._day:
            self._offered.add(quote.totals.gross)
        if outlook.order and outlook.is_signed and not outlook.dates.accepted_on:
            self._under_way.add(outlook.gross)
        for due in dues:
            if due.kind in (PREPAYMENT, RECEIVABLE) and due.due_on is not None and due.due_on < self._day:
                self._overdue.add(due.amount)

    def join(self, other: FigureTally) -> None:
        """Count the deals that another tally has counted."""
        self._signed.join(other._signed)
        self._received.join(other._received)
        self._offered.join(other._offered)
        self._under_way.join(other._under_way)
        self._overdue.join(other._overdue)

    def figures(self) -> tuple[Figure, ...]:
        """Each with how many and how much; what the month is to bring stands after what it has brought."""
        return (
            _figure(SIGNED, self._signed),
            *self._targeted(SIGNED_TARGET, "signed", self._signed),
            _figure(RECEIVED, self._received),
            *self._targeted(RECEIVED_TARGET, "received", self._received),
            _figure(OFFERED, self._offered),
            _figure(UNDER_WAY, self._under_way),
            _figure(OVERDUE, self._overdue),
        )

    def _targeted(self, label: Text, of: Target, came: Sum) -> Iterator[Figure]:
        """The month's target and how much of it has come, in the label; nothing where none is set."""
        target = self._target(self._day, of)
        if target:
            share = money.round_half_up(came.amount / target * 100, places=1)
            yield Figure(Text(f"{label.zh}(完成 {share}%)", f"{label.en} ({share}% done)"), 0, target)


def _figure(label: Text, total: Sum) -> Figure:
    return Figure(label, total.count, total.amount)
