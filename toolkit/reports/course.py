"""How far a deal came on its way through the funnel (漏斗), and what it is worth. Pure. Source: domain.md 6.2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from toolkit.model import money, money_due
from toolkit.model.deal import Filing
from toolkit.model.kinds.reading import Span
from toolkit.model.text import Text
from toolkit.reports.outlook import Outlook

NOTHING: Final = Decimal("0.00")


class Step(NamedTuple):
    """One step of the funnel and the stages of the process that it stands for."""

    title: Text
    stages: tuple[str, ...]


STEPS: Final = (
    Step(Text("潜在客户", "lead"), ("潜在客户",)),
    Step(Text("已接触", "contacted"), ("已接触",)),
    Step(Text("需求确认", "needs confirmed"), ("需求确认",)),
    Step(Text("已报价", "quoted"), ("已报价",)),
    Step(Text("谈判中", "in negotiation"), ("谈判中",)),
    Step(Text("合同审批", "contract in approval"), ("合同审批中",)),
    Step(Text("已签约", "signed"), ("已签约", "交付中")),
    Step(Text("已验收", "accepted"), ("已验收", "售后维护", "复购")),
    Step(Text("已回款", "paid"), ()),
)
"""In the order of the process; a deal comes to the last one by its money, not by a stage."""

SIGNED, PAID = 6, 8
STEP_OF: Final[Mapping[str, int]] = {stage: n for n, step in enumerate(STEPS) for stage in step.stages}
"""The step of a stage; side stages have none."""


@dataclass(slots=True)
class Sum:
    """How many, and how much of them."""

    count: int = 0
    amount: Decimal = NOTHING

    def add(self, amount: Decimal | None) -> None:
        """Count one more."""
        self.count += 1
        self.amount += amount or NOTHING

    def join(self, other: Sum) -> None:
        """Count what was counted elsewhere."""
        self.count += other.count
        self.amount += other.amount


@dataclass(frozen=True, slots=True)
class Course:
    """What several tallies need of a deal, found out once."""

    step: int | None
    """Where it stands; None in a side stage."""
    reached: int
    """The furthest step it ever came to."""
    worth: Decimal
    """Agreed, else quoted, else the middle of the budget, 元 with tax."""
    is_signed: bool
    receipts: tuple[Filing, ...]
    """Those that count (F17)."""
    paid_on: date | None
    """The day of the latest receipt, once the whole price is in."""

    @property
    def is_paid(self) -> bool:
        """Whether the contract is signed and its whole price has come in."""
        return self.reached == PAID


def course_of(outlook: Outlook) -> Course:
    """How far the deal has come, on the report's day."""
    deal = outlook.deal
    is_signed, receipts = outlook.is_signed, money_due.receipts_of(deal)
    is_paid = is_signed and bool(receipts) and _is_covered(outlook, receipts)
    step = STEP_OF.get(deal.stage)
    furthest = max((STEP_OF.get(move.stage, 0) for move in deal.trail), default=0)
    return Course(
        step=PAID if is_paid and step is not None else step,
        reached=PAID if is_paid else furthest,
        worth=worth(outlook),
        is_signed=is_signed,
        receipts=receipts,
        paid_on=max((day for day in map(_received_on, receipts) if day), default=None) if is_paid else None,
    )


def worth(outlook: Outlook) -> Decimal:
    """What the deal is worth, 元 with tax: agreed, else quoted, else the middle of the budget, else nothing."""
    if outlook.agreement is not None:
        return outlook.agreement.totals.gross
    if outlook.quote is not None:
        return outlook.quote.totals.gross
    budget = outlook.deal.value("F04", "budget")
    return _middle(budget) if isinstance(budget, Span) else NOTHING


def _middle(span: Span) -> Decimal:
    """Half way between both ends; the one that is given, where one is open."""
    ends = [end for end in (span.low, span.high) if end is not None]
    return money.round_half_up(sum(ends, NOTHING) / len(ends)) if ends else NOTHING


def is_signed_in_month(outlook: Outlook, course: Course, day: date) -> bool:
    """Whether the contract bears signatures of that day's month."""
    signed_on = outlook.dates.signed_on if course.is_signed else None
    return signed_on is not None and (signed_on.year, signed_on.month) == (day.year, day.month)


def _received_on(receipt: Filing) -> date | None:
    return receipt.submission.day("receive_date")


def _is_covered(outlook: Outlook, receipts: Sequence[Filing]) -> bool:
    came = sum((receipt.submission.amount("amount") or NOTHING for receipt in receipts), NOTHING)
    return outlook.gross is not None and came >= outlook.gross
