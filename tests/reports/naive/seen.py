"""What was known at a day's end: deals in full, customers, staff, settings; and a few facts of one deal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from toolkit.model import money, money_due, terms
from toolkit.model.calendar import due_after, working_days_between
from toolkit.model.deal import Deal, Paper
from toolkit.model.house import Customer, Person, Rulebook
from toolkit.model.kinds.reading import Span, Term
from toolkit.model.submission import Submission

STEP_OF = {
    "潜在客户": 0,
    "已接触": 1,
    "需求确认": 2,
    "已报价": 3,
    "谈判中": 4,
    "合同审批中": 5,
    "已签约": 6,
    "交付中": 6,
    "已验收": 7,
    "售后维护": 7,
    "复购": 7,
}
"""The step of the funnel that a stage belongs to; a side stage belongs to none."""
PAID_STEP = 8
GONE = ("已丢单", "已流失")
SIGNED = ("已签署", "履行中", "已完成")


@dataclass(frozen=True, kw_only=True)
class World:
    """Everything that was known at the day's end."""

    day: date
    rulebook: Rulebook
    deals: tuple[Deal, ...]
    customers: Mapping[str, Customer]
    staff: Mapping[str, Person] = field(default_factory=dict)

    def day_before(self) -> date:
        """The working day before: what happened since is what a report tells as new."""
        before = self.day - timedelta(days=1)
        while not self.rulebook.calendar.is_working(before):
            before -= timedelta(days=1)
        return before

    def seen(self) -> list[Seen]:
        """Every deal, with its customer."""
        found = []
        for deal in self.deals:
            customer = self.customers.get(deal.customer) or Customer(number=deal.customer, name="")
            found.append(Seen(self, deal, customer))
        return found


class Seen:
    """One deal on the world's day."""

    def __init__(self, world: World, deal: Deal, customer: Customer) -> None:
        self.world, self.deal, self.customer = world, deal, customer
        self.day, self.rulebook, self.policy = world.day, world.rulebook, world.rulebook.policy
        self.contract = deal.paper("G03")
        self.order = deal.paper("G05")
        bound = as_contracted(deal, self.contract)
        self.quote = terms.quote_of(deal, self.rulebook)
        self.agreement = terms.agreement_of(bound, self.rulebook)
        self.dates = terms.milestones_of(bound, self.rulebook)
        self.is_signed = self.contract is not None and self.contract.status in SIGNED
        self.is_paid = (
            self.is_signed and self.agreement is not None and money_due.received(deal) >= self.agreement.totals.gross
        )
        self.receivables: tuple[money_due.Receivable, ...] = ()
        if self.is_signed and self.agreement is not None:
            receipts = money_due.receipts_of(deal)
            self.receivables = money_due.receivables(self.agreement.plan, receipts, self.dates, self.rulebook, self.day)

    def worked(self, since: date, until: date | None = None) -> int:
        """Working days after a day, up to the report's."""
        return working_days_between(since, until or self.day, self.rulebook.calendar)

    def last(self, form: str) -> Submission | None:
        filing = self.deal.filing(form)
        return filing.submission if filing else None

    @property
    def is_gone(self) -> bool:
        return self.deal.stage in GONE

    def standing(self) -> int | None:
        """The step at which the deal stands."""
        step = STEP_OF.get(self.deal.stage)
        return PAID_STEP if self.is_paid and step is not None else step

    def reached(self) -> int:
        """The highest step it ever came to."""
        highest = 0
        for move in self.deal.trail:
            highest = max(highest, STEP_OF.get(move.stage, 0))
        return PAID_STEP if self.is_paid else highest

    def paid_on(self) -> date | None:
        """The latest day on which money came in."""
        days = [filing.submission.day("receive_date") for filing in money_due.receipts_of(self.deal)]
        return max((day for day in days if day), default=None)

    def stays(self) -> list[tuple[int, date, date | None]]:
        """(step, came, left) of every stay; the last one has not been left where the deal still stands there."""
        found: list[tuple[int, date, date | None]] = []
        before: int | None = None
        for move in self.deal.trail:
            step = STEP_OF.get(move.stage)
            if step == before:
                continue
            if before is not None:
                came = found[-1][1]
                found[-1] = (before, came, move.on)
            if step is not None:
                found.append((step, move.on, None))
            before = step
        return found

    def worth(self) -> Decimal:
        """What the deal is worth: agreed, else quoted, else the middle of the budget."""
        if self.agreement is not None:
            return self.agreement.totals.gross
        if self.quote is not None:
            return self.quote.totals.gross
        budget = self.deal.value("F04", "budget")
        if isinstance(budget, Span):
            ends = [end for end in (budget.low, budget.high) if end is not None]
            return money.round_half_up(sum(ends, Decimal(0)) / len(ends)) if ends else Decimal(0)
        return Decimal(0)

    def margin(self) -> Decimal | None:
        """The margin of what was agreed, else of the quote."""
        if self.agreement is not None:
            return self.agreement.margin
        if self.quote is not None:
            return money.margin(self.quote.totals.net, terms.cost_of(self.quote.cost_sheet.submission))
        return None


def as_contracted(deal: Deal, contract: Paper | None) -> Deal:
    """The deal as its contract has it: other minutes, and quotes made after the draft, are nothing to the contract."""
    if contract is None:
        return deal
    minutes = [f for f in deal.filings if f.form == "F07" and f.number in contract.basis]
    if not minutes:
        return deal
    filings = []
    for filing in deal.filings:
        if filing.form != "F07" or filing.number in contract.basis:
            filings.append(filing)
    papers, is_drafted = [], False
    for paper in deal.papers:
        is_drafted = is_drafted or (paper.kind, paper.number, paper.version) == (
            "G03",
            contract.number,
            contract.version,
        )
        if not (is_drafted and paper.kind == "G02"):
            papers.append(paper)
    return replace(deal, filings=tuple(filings), papers=tuple(papers))


def stated_day(value: object, since: date, rulebook: Rulebook) -> date | None:
    """The day that a person named, outright or as a period."""
    if isinstance(value, Term):
        return due_after(since, value, rulebook.calendar)
    return value if isinstance(value, date) else None
