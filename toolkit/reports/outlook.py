"""One deal as a report sees it: what terms.py computes from it, as of the report's day. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.model import terms
from toolkit.model.deal import Deal, Filing, Hold, Paper
from toolkit.model.house import Customer, Rulebook
from toolkit.model.submission import Submission

SIGNED: Final = ("已签署", "履行中", "已完成")
"""Contract statuses after the signatures."""

UNDER_OFFER: Final = ("已报价", "谈判中")
"""Stages at which the customer weighs our quote."""

LOST_STAGES: Final = ("已丢单", "已流失")
"""Stages of deals that were given up: nothing is due any more."""

_NEXT_CONTACT: Final = {
    "F02": "next_contact_date",
    "F03": "next_contact_date",
    "F04": "next_action_date",
    "F05": "",  # a new price: what was planned before it is done
    "F06": "next_date",
    "F07": "next_date",
    "F15": "next_visit_date",
}
"""Forms that say when the customer is spoken to next, and in which answer."""

_CONTACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "F02": ("first_contact_date",),
    "F03": ("contact_date",),
    "F04": ("meeting_date",),
    "F06": ("sent_date", "confirm_date"),
    "F07": ("neg_date",),
    "F13": ("accept_date",),
    "F15": ("visit_date",),
}
"""Answers that name a day on which we were in touch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A deal, its customer, and its quote, agreement and days; None where they have not come yet."""

    deal: Deal
    customer: Customer
    today: date
    rulebook: Rulebook
    quote: terms.Quote | None
    agreement: terms.Agreement | None
    """What the contract says; before a contract, what the latest minutes agree."""
    dates: terms.Milestones

    @property
    def contract(self) -> Paper | None:
        """The contract as issued last."""
        return self.deal.paper("G03")

    @property
    def order(self) -> Paper | None:
        """The order."""
        return self.deal.paper("G05")

    @property
    def is_signed(self) -> bool:
        """Whether both sides have signed the contract."""
        return self.contract is not None and self.contract.status in SIGNED

    def may_take(self, quote: terms.Quote) -> bool:
        """Whether the customer still weighs that quote, expired or not."""
        return quote.status in terms.RUNNING_QUOTES and self.deal.stage in UNDER_OFFER

    @property
    def gross(self) -> Decimal | None:
        """The agreed price with tax, 元."""
        return self.agreement.totals.gross if self.agreement else None

    @property
    def eta(self) -> date | None:
        """The day of delivery, else the latest of the days that the departments expect by their last reports."""
        if self.dates.delivered_on:
            return self.dates.delivered_on
        return max((day for report in self.last_reports.values() if (day := report.day("eta"))), default=None)

    @property
    def late_days(self) -> int | None:
        """Calendar days of delay: as it was, else as expected but no less than today's; None without an order."""
        by, eta = self.dates.deliver_by, self.eta
        if by is None or self.order is None:
            return None
        end = self.dates.delivered_on or max(eta or self.today, self.today)
        return max(0, (end - by).days)

    @property
    def last_reports(self) -> Mapping[str, Submission]:
        """The last progress report of each department."""
        return {f.submission.words("dept"): f.submission for f in self.deal.all_filings("F11")}

    @property
    def progress(self) -> Decimal:
        """How far the order is, as a fraction; whole once delivered."""
        return Decimal(1) if self.dates.delivered_on else terms.overall_progress(self.deal)

    @property
    def intent(self) -> str:
        """`高意向` …: by the needs analysis, else by the lead row; '' where neither says."""
        return str(self.deal.value("F04", "intent_level") or self.customer.lead.get("intent_level") or "")

    @property
    def last_plan(self) -> Filing | None:
        """The latest filing that could say when the customer is spoken to next."""
        return next((f for f in reversed(self.deal.filings) if f.form in _NEXT_CONTACT), None)

    @property
    def next_contact(self) -> date | None:
        """When the customer is to be spoken to next; None when the latest word names no day."""
        plan = self.last_plan
        return plan.submission.day(_NEXT_CONTACT[plan.form]) if plan else None

    @property
    def contacted_on(self) -> date | None:
        """The latest day on which we were in touch."""
        days = (f.submission.day(key) for f in self.deal.filings for key in _CONTACTS.get(f.form, ()))
        return max((day for day in days if day is not None and day <= self.today), default=None)

    def hold(self, form: str) -> Hold | None:
        """Why the step after that form waits; None when it does not."""
        return next((hold for hold in self.deal.holds if hold.form == form), None)

    def days_until(self, day: date) -> int:
        """Calendar days that are left; negative when the day is past."""
        return (day - self.today).days


def look(deal: Deal, customer: Customer, *, rulebook: Rulebook, today: date) -> Outlook:
    """The deal as seen at that day's end."""
    contracted = _as_contracted(deal)
    agreement = terms.agreement_of(contracted, rulebook)
    return Outlook(
        deal=deal,
        customer=customer,
        today=today,
        rulebook=rulebook,
        quote=terms.quote_of(deal, rulebook),
        agreement=agreement,
        dates=terms.milestones_by(agreement, contracted, rulebook),
    )


def quoted(deal: Deal, paper: Paper, rulebook: Rulebook) -> terms.Quote | None:
    """What one version of the quote offered; None when its cost sheet is not known."""
    return terms.quote_of(replace(deal, papers=(paper,)), rulebook)


def _as_contracted(deal: Deal) -> Deal:
    """The deal without what came after its contract was drafted: later minutes and later quotes."""
    contract = deal.paper("G03")
    if contract is None or not any(f.form == "F07" and f.number in contract.basis for f in deal.filings):
        return deal
    drafted = next(n for n, p in enumerate(deal.papers) if (p.number, p.version) == (contract.number, contract.version))
    return replace(
        deal,
        filings=tuple(f for f in deal.filings if f.form != "F07" or f.number in contract.basis),
        papers=tuple(p for n, p in enumerate(deal.papers) if p.kind != "G02" or n < drafted),
    )
