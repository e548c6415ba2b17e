"""The registers: customers, quotes, contracts and orders, a line each. Pure. Source: domain.md 6.1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final

from toolkit.model import money, money_due, terms
from toolkit.model.deal import Deal, Paper
from toolkit.model.house import Customer
from toolkit.model.kinds import AmountRange, Percent, Span
from toolkit.model.names import plain_number
from toolkit.model.process import Stage
from toolkit.model.text import Text
from toolkit.reports.dues import (
    ACCEPTANCE,
    APPROVAL,
    CONTACT,
    DELIVERY,
    LETTER,
    PREPAYMENT,
    QUOTE,
    RECEIVABLE,
    RELEASE,
    SIGNING,
    Due,
)
from toolkit.reports.outlook import Outlook, quoted
from toolkit.reports.tables import Level, Worst

VOID: Final = "已作废"
EXPIRED: Final = "已过期"

Levels = Mapping[str, Level]
"""How pressing single fields of a row are, by field name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """One line of 客户台账."""

    number: str
    name: str
    uscc: str
    industry: str
    region: str
    revenue: str
    source: str
    contact: str
    phone: str
    intent: str
    stage: Text
    """Of its furthest deal (decisions.md 1)."""
    owner: str
    contacted_on: date | None
    next_contact: date | None
    signed_gross: Decimal
    """Sum of its signed contracts, 元."""
    receivable: Decimal
    """What has not come in of them, 元, due or not."""
    remark: str
    levels: Levels = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRow:
    """One line of 报价台账: one version of a quote."""

    number: str
    version: str
    customer: str
    on: date
    valid_until: date | None
    days: int | None
    """Calendar days of validity left; None once it matters no more."""
    gross: Decimal | None
    margin: Decimal | None
    status: str
    feedback: str
    owner: str
    levels: Levels = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow:
    """One line of 合同台账: a contract in its latest version."""

    number: str
    version: str
    name: Text
    customer: str
    signed_on: date | None
    gross: Decimal | None
    net: Decimal | None
    tax: Decimal | None
    payment: str
    deliver_by: date | None
    warranty_until: date | None
    approval: str
    invoiced: Decimal | None
    received: Decimal | None
    outstanding: Decimal | None
    """Of the price, 元; this and the two above are None before the signatures."""
    received_share: Decimal | None
    """Fraction of the price that has come in."""
    status: str
    archive_no: str
    owner: str
    levels: Levels = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One line of 订单台账."""

    number: str
    contract: str
    customer: str
    ordered_on: date
    deliver_by: date | None
    eta: date | None
    late_days: int | None
    """Calendar days after the contract's day, so far or as expected."""
    progress: Decimal
    stage: str
    trouble: str
    letter_on: date | None
    round: int | None
    conclusion: str
    status: str
    owner: str
    levels: Levels = field(default_factory=dict)
    file: str = ""


def worst_of(dues: Iterable[Due]) -> Worst:
    """The most pressing level of each deal in each list."""
    worst: dict[tuple[str, Text], Level] = {}
    for due in dues:
        key = (due.deal, due.kind)
        worst[key] = max(due.level, worst.get(key, due.level))
    return worst


def _levels(worst: Worst, deals: Iterable[str], **fields: tuple[Text, ...]) -> Levels:
    """The level of each field, from the lists that it stands for."""
    numbers = tuple(deals)
    found = {
        name: [worst[number, kind] for number in numbers for kind in kinds if (number, kind) in worst]
        for name, kinds in fields.items()
    }
    return {name: max(levels) for name, levels in found.items() if levels}


def customer_rows(
    customers: Iterable[Customer], outlooks: Iterable[Outlook], stages: Sequence[Stage], worst: Worst
) -> tuple[CustomerRow, ...]:
    """客户台账, by number."""
    ordered = sorted(outlooks, key=lambda o: (o.deal.customer, o.deal.number))
    held = {number: tuple(own) for number, own in groupby(ordered, key=lambda o: o.deal.customer)}
    by_number = sorted(customers, key=lambda customer: customer.number)
    return tuple(_customer_row(customer, held.get(customer.number, ()), stages, worst) for customer in by_number)


def _customer_row(customer: Customer, own: Sequence[Outlook], stages: Sequence[Stage], worst: Worst) -> CustomerRow:
    revenue = customer.lead.get("annual_revenue")
    talks = [o.next_contact for o in own if o.next_contact]
    contacts = [o.contacted_on for o in own if o.contacted_on]
    return CustomerRow(
        number=customer.number,
        name=customer.name,
        uscc=customer.said("uscc") or customer.said("tax_no"),
        industry=customer.said("industry"),
        region=customer.said("region"),
        revenue=AmountRange().show(revenue) if isinstance(revenue, Span) else "",
        source=customer.said("source"),
        contact=customer.said("contact_name"),
        phone=customer.said("contact_phone"),
        intent=next((o.intent for o in reversed(own) if o.intent), customer.said("intent_level")),
        stage=_furthest(own, stages),
        owner=customer.owner,
        contacted_on=max(contacts, default=None),
        next_contact=min(talks, default=None),
        signed_gross=sum((o.gross or Decimal(0) for o in own if o.is_signed), Decimal("0.00")),
        receivable=sum((_outstanding(o) for o in own if o.is_signed), Decimal("0.00")),
        remark=customer.said("remark"),
        levels=_levels(worst, (o.deal.number for o in own), next_contact=(CONTACT,)),
    )


def _furthest(own: Iterable[Outlook], stages: Sequence[Stage]) -> Text:
    """The stage of the deal that has come furthest; one off the main way counts least."""
    standing = {outlook.deal.stage for outlook in own}
    reached = [stage for stage in stages if stage.name in standing]
    reached.sort(key=lambda stage: not stage.is_side)
    return Text(reached[-1].name, reached[-1].english) if reached else Text("", "")


def quote_rows(outlooks: Iterable[Outlook], worst: Worst) -> tuple[QuoteRow, ...]:
    """报价台账, every version, by number."""
    rows = (
        _quote_row(outlook, paper, worst) for outlook in outlooks for paper in _last(outlook.deal.all_papers("G02"))
    )
    return tuple(sorted(rows, key=lambda row: row.number))


def _last(papers: Iterable[Paper]) -> Iterable[Paper]:
    """The last issue of each version."""
    return {(paper.number, paper.version): paper for paper in papers}.values()


def _quote_row(outlook: Outlook, paper: Paper, worst: Worst) -> QuoteRow:
    deal, quote = outlook.deal, quoted(outlook.deal, paper, outlook.rulebook)
    is_latest = paper == deal.paper("G02")
    is_open = is_latest and quote is not None and outlook.may_take(quote)
    left = outlook.days_until(quote.valid_until) if quote and is_open else None
    return QuoteRow(
        number=paper.number,
        version=paper.version,
        customer=outlook.customer.name,
        on=paper.issued_on,
        valid_until=quote.valid_until if quote else None,
        days=left,
        gross=quote.totals.gross if quote else None,
        margin=money.margin(quote.totals.net, terms.cost_of(quote.cost_sheet.submission)) if quote else None,
        status=EXPIRED if left is not None and left < 0 else paper.status,
        feedback=_feedback(deal, paper),
        owner=deal.owner,
        levels=_levels(worst, (deal.number,), days=(QUOTE,)) if is_latest else {},
        file=paper.file,
    )


def _feedback(deal: Deal, paper: Paper) -> str:
    """What the customer said to that version, last; '' for nothing."""
    for filing in reversed(tuple(deal.all_filings("F06"))):
        said = filing.submission
        if plain_number(said.words("quote_no")) == paper.number and said.words("version") in ("", paper.version):
            return ":".join(words for key in ("feedback_type", "feedback") if (words := said.words(key)))
    return ""


def contract_rows(outlooks: Iterable[Outlook], title: Text, worst: Worst) -> tuple[ContractRow, ...]:
    """合同台账, by number; `title` names a contract that its approval form does not name."""
    rows = (_contract_row(outlook, outlook.contract, title, worst) for outlook in outlooks if outlook.contract)
    return tuple(sorted(rows, key=lambda row: row.number))


def _outstanding(outlook: Outlook) -> Decimal:
    """What has not come in of a deal's price, 元."""
    return (outlook.gross or Decimal(0)) - money_due.received(outlook.deal)


def _contract_row(outlook: Outlook, contract: Paper, title: Text, worst: Worst) -> ContractRow:
    deal, agreement, is_signed = outlook.deal, outlook.agreement, outlook.is_signed
    approval, named = deal.paper("G04"), str(deal.value("F08", "contract_name") or "")
    sums = agreement.totals if agreement else None
    return ContractRow(
        number=contract.number,
        version=contract.version,
        name=Text(named, named) if named else title,
        customer=outlook.customer.name,
        signed_on=outlook.dates.signed_on if is_signed else None,
        gross=sums.gross if sums else None,
        net=sums.net if sums else None,
        tax=sums.tax if sums else None,
        payment="、".join(f"{i.name}{Percent().show(i.share)}" for i in agreement.plan) if agreement else "",
        deliver_by=outlook.dates.deliver_by if is_signed else None,
        warranty_until=terms.warranty_until(agreement, outlook.dates) if agreement else None,
        approval=approval.status if approval else "",
        invoiced=money_due.invoiced(deal) if is_signed else None,
        received=money_due.received(deal) if is_signed else None,
        outstanding=_outstanding(outlook) if is_signed else None,
        received_share=money_due.received(deal) / sums.gross if is_signed and sums and sums.gross else None,
        status=contract.status,
        archive_no=str(deal.value("F09", "archive_no") or "") if is_signed else "",
        owner=deal.owner,
        levels=_levels(worst, (deal.number,), status=(APPROVAL, SIGNING), outstanding=(PREPAYMENT, RECEIVABLE)),
        file=contract.file,
    )


def order_rows(outlooks: Iterable[Outlook], worst: Worst) -> tuple[OrderRow, ...]:
    """订单台账, by number."""
    rows = (_order_row(outlook, outlook.order, worst) for outlook in outlooks if outlook.order)
    return tuple(sorted(rows, key=lambda row: row.number))


def _order_row(outlook: Outlook, order: Paper, worst: Worst) -> OrderRow:
    deal, dates = outlook.deal, outlook.dates
    report, letter = deal.filing("F11"), deal.paper("G07")
    rounds = tuple(deal.all_filings("F13"))
    levels = {"late_days": (DELIVERY,), "letter_on": (LETTER,), "conclusion": (ACCEPTANCE,), "status": (RELEASE,)}
    return OrderRow(
        number=order.number,
        contract=outlook.contract.number if outlook.contract else "",
        customer=outlook.customer.name,
        ordered_on=order.issued_on,
        deliver_by=dates.deliver_by,
        eta=outlook.eta,
        late_days=outlook.late_days,
        progress=outlook.progress,
        stage=report.submission.words("stage") if report else "",
        trouble=_trouble(outlook),
        letter_on=letter.issued_on if letter else None,
        round=len(rounds) or None,
        conclusion=rounds[-1].submission.words("conclusion") if rounds else "",
        status=order.status,
        owner=str(deal.value("F10", "owner") or deal.owner),
        levels=_levels(worst, (deal.number,), **levels),
        file=order.file,
    )


def _trouble(outlook: Outlook) -> str:
    """What the departments' last reports call abnormal; '' for nothing."""
    troubled = [(dept, said) for dept, said in outlook.last_reports.items() if said.value("is_abnormal") is True]
    return "、".join(f"{dept}:{said.words('abnormal_type')}" for dept, said in troubled)
