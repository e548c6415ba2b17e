"""收款/开票台账: a line for every instalment of a signed contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.model import money_due, terms
from toolkit.model.deal import Filing, Paper
from toolkit.model.text import Text
from toolkit.reports.dues import PREPAYMENT, RECEIVABLE
from toolkit.reports.outlook import Outlook
from toolkit.reports.registers.invoicing import invoices_by_instalment
from toolkit.reports.registers.levels import Levels, levels_of
from toolkit.reports.tables import Column, Group, Register, Worst


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """One line of 收款/开票台账: one instalment."""

    contract: str
    number: int
    """Of the instalment."""
    amount: Decimal
    due_on: date | None
    """None until what starts its clock has happened."""
    trigger: str
    started_on: date | None
    """The day on which the clock started."""
    received: Decimal
    received_on: date | None
    """The latest day on which something of it came in."""
    days_overdue: int
    """Calendar days; 0 where nothing is overdue."""
    invoices: str
    """Numbers of the invoices that stand, with 、 between them."""
    invoiced_on: date | None
    """The latest of their days."""
    outstanding: Decimal
    levels: Levels = field(default_factory=dict)
    file: str = ""


def rows(group: Group) -> Iterator[PaymentRow]:
    """Every instalment of the signed contracts, deal by deal."""
    for outlook in group.outlooks:
        if outlook.agreement is not None and outlook.is_signed and (contract := outlook.contract):
            yield from _instalments(outlook, contract, outlook.agreement.plan, group.worst)


def _instalments(
    outlook: Outlook, contract: Paper, plan: Sequence[terms.Instalment], worst: Worst
) -> Iterator[PaymentRow]:
    deal, dates, rulebook = outlook.deal, outlook.dates, outlook.rulebook
    receipts = money_due.receipts_of(deal)
    invoices = invoices_by_instalment(plan, money_due.invoices_of(deal))
    for owed in money_due.receivables(plan, receipts, dates, rulebook, outlook.today):
        instalment, billed = owed.instalment, invoices.get(owed.instalment.number, ())
        overdue = (PREPAYMENT if instalment.trigger == money_due.BEFORE_WORK else RECEIVABLE,)
        yield PaymentRow(
            contract=contract.number,
            number=instalment.number,
            amount=owed.amount,
            due_on=owed.due_on,
            trigger=instalment.trigger,
            started_on=terms.started_on(instalment, dates),
            received=owed.received,
            received_on=_received_on(instalment.number, receipts) if owed.received else None,
            days_overdue=owed.days_overdue,
            invoices="、".join(dict.fromkeys(invoice.submission.words("invoice_no") for invoice in billed)),
            invoiced_on=max((on for i in billed if (on := i.submission.day("invoice_date"))), default=None),
            outstanding=owed.outstanding,
            levels=levels_of(worst, (deal.number,), days_overdue=overdue) if owed.days_overdue else {},
            file=contract.file,
        )


def _received_on(number: int, receipts: Iterable[Filing]) -> date | None:
    """The latest day of the receipts that name the instalment; of all, where only what exceeds others covers it."""
    came = [(r.submission.amount("instalment_no"), r.submission.day("receive_date")) for r in receipts]
    own = [on for named, on in came if on and named == number]
    return max(own or [on for _, on in came if on], default=None)


PAYMENTS: Final = Register(
    id="payments",
    title=Text("收款开票台账", "Payments"),
    rows=rows,
    columns=(
        Column("contract", Text("合同编号", "contract"), 16, "code", is_link=True),
        Column("number", Text("期次", "no."), 7, "count"),
        Column("amount", Text("应付金额(元)", "amount (yuan)"), 17, "amount", has_total=True),
        Column("due_on", Text("应付日期", "due"), 12, "day"),
        Column("trigger", Text("触发条件", "trigger"), 12, "code"),
        Column("started_on", Text("触发日", "triggered"), 12, "day"),
        Column("received", Text("实收(元)", "received (yuan)"), 17, "amount", has_total=True),
        Column("received_on", Text("实收日", "received"), 12, "day"),
        Column("days_overdue", Text("逾期天数", "days overdue"), 10, "count"),
        Column("invoices", Text("发票号", "invoices"), 26),
        Column("invoiced_on", Text("开票日", "invoiced"), 12, "day"),
        Column("outstanding", Text("余额(元)", "outstanding (yuan)"), 17, "amount", has_total=True),
    ),
)
