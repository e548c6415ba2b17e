"""What the customer is to pay and by when; once overdue, a reminder (G12 付款通知单). Source: domain.md 3.8."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.documents.english import said
from toolkit.documents.figures.shown import APPEARS, known_deal, our_contact, payments
from toolkit.documents.wording import money
from toolkit.errors import FiguresMissing
from toolkit.model.deal import Deal
from toolkit.model.document import Issue
from toolkit.model.house import Customer
from toolkit.model.known import Known
from toolkit.model.money_due import Receivable, instalments_due, invoiced
from toolkit.model.text import Lang, Text

DOCUMENT = "付款通知单"
TITLE: Final = Text(DOCUMENT, "Payment Notice")
REMINDER: Final = Text("催款函", "Payment Reminder")

FRIENDLY_DAYS, FORMAL_DAYS = 15, 30
"""Days overdue up to which a reminder is friendly, then formal; after that it claims the late fee. domain.md 3.8."""
TONES: Final = ("通知", "提醒", "催告", "索赔")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFigures:
    """The notice, or the reminder, about one instalment."""

    number: str
    title: str
    """`付款通知单`; `催款函` once the due day is past."""
    tone: str
    """One of TONES: 通知 before the due day, 提醒 up to 15 days after, 催告 up to 30, 索赔 with the late fee."""
    written_on: date
    company: str
    customer: str
    contact: str
    contract_number: str
    signed_on: date
    instalment: int
    name: str
    share: Decimal
    condition: str
    """`合同签订后5个工作日内`, `within 5 working days after signing of the contract`"""
    amount: Decimal = field(metadata=APPEARS)
    received: Decimal = field(metadata=APPEARS)
    outstanding: Decimal = field(metadata=APPEARS)
    due_on: date
    days_overdue: int
    late_fee_per_day: Decimal
    late_fee_cap: Decimal
    late_fee: Decimal
    """0 unless it is claimed."""
    claim: Decimal = field(metadata=APPEARS)
    """What is outstanding and the late fee claimed."""
    bank_name: str
    bank_account: str
    invoices: str
    owner: str
    owner_phone: str


def payment_figures(known: Known, issue: Issue) -> PaymentFigures:
    """The notice about the instalment that `issue.variant` names by number, name or trigger; else the first one due.

    Raises FiguresMissing without a signed contract, such an instalment, its due day, or anything outstanding.
    """
    deal, customer = known_deal(known, DOCUMENT)
    contract, signed_on = deal.paper("G03"), deal.value("F09", "sign_date")
    if contract is None or not isinstance(signed_on, date):
        raise FiguresMissing(DOCUMENT, "已签署的合同")
    due = _meant(instalments_due(deal, known.rulebook, known.today), issue.variant)
    if due.due_on is None:
        raise FiguresMissing(DOCUMENT, f"第{due.instalment.number}期的付款条件({due.instalment.trigger})")
    (shown,), policy, company = payments((due.instalment,), issue.lang), known.rulebook.policy, known.rulebook.company
    tone, contact = _tone(due.days_overdue), our_contact(known, deal)
    late_fee = due.late_fee if tone == TONES[-1] else Decimal("0.00")
    return PaymentFigures(
        number=issue.number,
        title=(REMINDER if due.days_overdue else TITLE).said(issue.lang),
        tone=tone,
        written_on=known.today,
        company=company.name,
        customer=customer.name,
        contact=customer.said("contact_name"),
        contract_number=contract.number,
        signed_on=signed_on,
        instalment=due.instalment.number,
        name=shown.name,
        share=due.instalment.share,
        condition={"zh": shown.condition + shown.period, "en": f"{shown.period} {shown.condition}"}[issue.lang],
        amount=due.amount,
        received=due.received,
        outstanding=due.outstanding,
        due_on=due.due_on,
        days_overdue=due.days_overdue,
        late_fee_per_day=policy.late_fee_per_day,
        late_fee_cap=policy.late_fee_cap,
        late_fee=late_fee,
        claim=due.outstanding + late_fee,
        bank_name=company.bank_name,
        bank_account=company.bank_account,
        invoices=_invoices(deal, customer, known, issue.lang),
        owner=contact.name,
        owner_phone=contact.phone,
    )


def _meant(plan: tuple[Receivable, ...], variant: str) -> Receivable:
    """The instalment that a variant names (`1`, `第1期`, `预付款`, `验收合格`); '' means the first one due."""
    number = re.fullmatch(r"第?(\d+)期?", variant)
    named = [
        one
        for one in plan
        if (number and one.instalment.number == int(number[1]))
        or variant in (one.instalment.name, one.instalment.trigger)
        or (not variant and one.due_on)
    ]
    still_open = [one for one in named if one.outstanding]
    if not still_open:
        raise FiguresMissing(DOCUMENT, f"未付清的款项({variant or '已到付款条件'})")
    return still_open[0]


def _tone(days_overdue: int) -> str:
    return TONES[(days_overdue > 0) + (days_overdue > FRIENDLY_DAYS) + (days_overdue > FORMAL_DAYS)]


def _invoices(deal: Deal, customer: Customer, known: Known, lang: Lang) -> str:
    """How far we have invoiced, and when the next invoice comes."""
    contract, so_far = known.rulebook.contract, invoiced(deal)
    timing = said(contract.invoice_timing, lang)
    invoice_type = said(customer.said("invoice_type") or contract.invoice_type, lang)
    if lang == "en":
        issued = f"RMB {money(so_far)} invoiced so far" if so_far else "Not yet invoiced"
        return f"{issued}. {invoice_type} to be issued {timing}."
    issued = f"累计已开具{money(so_far)}元" if so_far else "尚未开具"
    return f"{issued}，{timing}开具{invoice_type}"
