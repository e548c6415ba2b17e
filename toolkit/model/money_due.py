"""What is owed and what has come in: receipts, invoices, instalments with their delay; what keeps a deal open.

A row that comes again under its own number replaces the earlier one. Source: domain.md 2.17, 6.3, R-60, R-72.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.model import money, terms
from toolkit.model.deal import Deal, Filing
from toolkit.model.house import Policy, Rulebook
from toolkit.model.submission import Submission

VISIT, COMPLAINT, RECEIPT, INVOICE = "F15", "F16", "F17", "F17B"
CLOSED: Final = "已关闭"
REVERSED: Final = "红冲"
BEFORE_WORK: Final = "合同签订"
"""Trigger of the instalments that come before anything is made."""
NOT_DUE: Final = "未到期"

_AGES: Final = ((30, "1-30"), (60, "31-60"), (90, "61-90"))
_OLDEST: Final = ">90"
_NOTHING: Final = Decimal("0.00")


def latest_of_each(deal: Deal, form: str) -> tuple[Filing, ...]:
    """What counts of a form that is filed under several numbers: the latest filing of each, by first appearance."""
    return tuple({filing.number: filing for filing in deal.all_filings(form)}.values())


def without(deal: Deal, form: str, number: str) -> Deal:
    """The deal as if that form had never come under that number: what comes again is not counted twice."""
    return replace(deal, filings=tuple(f for f in deal.filings if (f.form, f.number) != (form, number)))


def receipts_of(deal: Deal) -> tuple[Filing, ...]:
    """The receipts that count (F17), one a number."""
    return latest_of_each(deal, RECEIPT)


def invoices_of(deal: Deal) -> tuple[Filing, ...]:
    """The invoices that count (F17B), one a number; reversed ones are rows of their own."""
    return latest_of_each(deal, INVOICE)


def received(deal: Deal) -> Decimal:
    """What has come in, 元."""
    return sum((f.submission.amount("amount") or _NOTHING for f in receipts_of(deal)), _NOTHING)


def invoiced(deal: Deal) -> Decimal:
    """What was invoiced, with tax, 元; an invoice in red (红冲) takes back what it says, whatever its sign."""
    return sum((invoice_amount(f.submission) for f in invoices_of(deal)), _NOTHING)


def invoice_amount(invoice: Submission) -> Decimal:
    """What an invoice adds to the sum invoiced, with tax, 元; less than nothing for one in red."""
    amount = invoice.amount("amount_incl") or _NOTHING
    return -abs(amount) if invoice.value("status") == REVERSED else amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivable:
    """One instalment of the agreed plan, as it stands on a day."""

    instalment: terms.Instalment
    due_on: date | None
    """None until its trigger has happened."""
    received: Decimal
    days_overdue: int
    """Calendar days past the due day; 0 where nothing is overdue."""
    late_fee: Decimal
    """What the contract asks for the delay of what is still outstanding, 元."""

    @property
    def amount(self) -> Decimal:
        """What was agreed, 元."""
        return self.instalment.amount

    @property
    def outstanding(self) -> Decimal:
        """What has not come in, 元."""
        return self.amount - self.received

    @property
    def ageing(self) -> str:
        """未到期, 1-30, 31-60, 61-90 or >90 days overdue; '' once it is paid."""
        if not self.outstanding:
            return ""
        if not self.days_overdue:
            return NOT_DUE
        return next((name for most, name in _AGES if self.days_overdue <= most), _OLDEST)


def instalments_due(deal: Deal, rulebook: Rulebook, today: date) -> tuple[Receivable, ...]:
    """The agreed plan, instalment by instalment, as it stands on that day; () before anything is agreed.

    Source: domain.md 6.3 (应收账款).
    """
    agreement = terms.agreement_of(deal, rulebook)
    if agreement is None:
        return ()
    return receivables(agreement.plan, receipts_of(deal), terms.milestones_of(deal, rulebook), rulebook, today)


def receivables(
    plan: Sequence[terms.Instalment],
    receipts: Iterable[Filing],
    dates: terms.Milestones,
    rulebook: Rulebook,
    today: date,
) -> tuple[Receivable, ...]:
    """A plan, instalment by instalment, once these receipts have come in."""
    came = _received_by_number(plan, receipts)
    return tuple(
        _standing(one, terms.due_on(one, dates, rulebook), came[one.number], rulebook.policy, today) for one in plan
    )


def _standing(
    instalment: terms.Instalment, due_on: date | None, came: Decimal, policy: Policy, today: date
) -> Receivable:
    outstanding = instalment.amount - came
    days = max(0, (today - due_on).days) if due_on and outstanding else 0
    return Receivable(
        instalment=instalment,
        due_on=due_on,
        received=came,
        days_overdue=days,
        late_fee=late_fee(outstanding, days, policy),
    )


def late_fee(outstanding: Decimal, days: int, policy: Policy) -> Decimal:
    """What a delay of that many days costs the buyer, 元: a share a day of the overdue amount, up to the cap.

    Source: domain.md 1 (late_fee), 3.3 clause 20.2.
    """
    return money.round_half_up(outstanding * min(policy.late_fee_per_day * days, policy.late_fee_cap))


def _received_by_number(plan: Sequence[terms.Instalment], receipts: Iterable[Filing]) -> Mapping[int, Decimal]:
    """What has come in for each instalment; what exceeds one covers those still open, the earliest first."""
    sums: dict[int, Decimal] = {}
    for receipt in receipts:
        number = int(receipt.submission.amount("instalment_no") or 0)
        sums[number] = sums.get(number, _NOTHING) + (receipt.submission.amount("amount") or _NOTHING)
    came = {i.number: min(i.amount, sums.get(i.number, _NOTHING)) for i in plan}
    surplus = sum(sums.values(), _NOTHING) - sum(came.values(), _NOTHING)
    for instalment in plan:
        taken = min(surplus, instalment.amount - came[instalment.number])
        came[instalment.number] += taken
        surplus -= taken
    return came


def prepayment_outstanding(deal: Deal, rulebook: Rulebook) -> Decimal:
    """What is still to come in of the instalments due on signing, 元; nothing where none is agreed."""
    agreement = terms.agreement_of(deal, rulebook)
    if agreement is None:
        return _NOTHING
    came = _received_by_number(agreement.plan, receipts_of(deal))
    before_work = (i for i in agreement.plan if i.trigger == BEFORE_WORK)
    return sum((i.amount - came[i.number] for i in before_work), _NOTHING)


def is_prepaid(deal: Deal, rulebook: Rulebook) -> bool:
    """Whether the instalments due on signing have come in full; also where none is agreed. Source: R-60."""
    return not prepayment_outstanding(deal, rulebook)


def is_paid(deal: Deal, rulebook: Rulebook) -> bool:
    """Whether the whole price has come in; never before a price is agreed."""
    agreement = terms.agreement_of(deal, rulebook)
    return agreement is not None and received(deal) >= agreement.totals.gross


def open_complaints(deal: Deal) -> tuple[Filing, ...]:
    """The complaints (F16) that are not closed, each as it was filed last."""
    return tuple(f for f in latest_of_each(deal, COMPLAINT) if f.submission.value("close_status") != CLOSED)


def may_close(deal: Deal, rulebook: Rulebook) -> tuple[str, ...]:
    """What is still missing before the order may be closed, by name; () when it may. Source: R-72."""
    done = {
        "验收合格": terms.milestones_of(deal, rulebook).accepted_on is not None,
        "收款结清": is_paid(deal, rulebook),
        "已回访": deal.filing(VISIT) is not None,
        "投诉关闭": not open_complaints(deal),
    }
    return tuple(name for name, is_done in done.items() if not is_done)
