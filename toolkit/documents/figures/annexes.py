"""What the annexes of a contract list: goods and needs, deliveries, invoice data. Source: domain.md 3.3, c25."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from toolkit.documents.english import said
from toolkit.documents.figures.clause import ClauseFigures
from toolkit.documents.wording import day, english_day
from toolkit.model.deal import Deal
from toolkit.model.house import Company, Customer
from toolkit.model.terms import PricedLine
from toolkit.model.text import Lang, Text

BY_ITS_PAPERS: Final = Text("按规格型号及产品说明书", "As per specification and product manual")
ALL_OF_IT: Final = Text("附件一所列全部产品及服务", "All products and services listed in Annex 1")
TOLD: Final = ("核心需求", "次要需求")
"""Classes of needs that a contract speaks of; a 潜在需求 is none of this deal's."""
MET: Final = "完全满足"
"""A contract promises what we said we meet in full, nothing that is still open."""
NOTHING: Final = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article of annex one, without its price."""

    number: int
    name: str
    spec: str
    unit: str
    quantity: Decimal
    requirement: str
    """The line's note, else what its own papers say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing the customer needs, and how it is measured."""

    number: int
    need: str
    rank: str
    """核心需求 or 次要需求, `Core` or `Secondary`"""
    criterion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One batch of annex two."""

    number: int
    content: str
    """'' where several batches were agreed: to be written by hand."""
    within: str
    """`自本合同签订之日起30日内`, `Within 30 days of …`: no day before one was fixed; '' for all but the last batch."""
    place: str
    consignee: str
    consignee_phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceParty:
    """Who a party is on invoices; `–` for what its file does not say."""

    name: str
    uscc: str
    address: str
    phone: str
    bank_name: str
    bank_account: str


def items(lines: Iterable[PricedLine], lang: Lang = "zh") -> tuple[Item, ...]:
    """The agreed lines, numbered from 1."""
    return tuple(
        Item(
            number=n,
            name=line.name,
            spec=line.spec,
            unit=line.unit,
            quantity=line.quantity,
            requirement=line.note or BY_ITS_PAPERS.said(lang),
        )
        for n, line in enumerate(lines, start=1)
    )


def needs(deal: Deal, lang: Lang = "zh") -> tuple[Need, ...]:
    """The needs of the latest analysis (F04) that we said we meet in full, but for potential ones."""
    analysis = deal.filing("F04")
    rows = analysis.submission.lines("needs") if analysis else ()
    told = [row for row in rows if row.value("need_class") in TOLD and row.value("capability") == MET]
    return tuple(
        Need(
            number=n,
            need=row.words("need_desc"),
            rank=said(row.words("need_class"), lang),
            criterion=row.words("criterion") or NOTHING,
        )
        for n, row in enumerate(told, start=1)
    )


def deliveries(says: ClauseFigures, lang: Lang = "zh") -> tuple[Delivery, ...]:
    """One batch with all of it; of several, as many rows, their contents still open; the last by the agreed term."""
    is_one, within = says.batches == 1, _within(says) if lang == "zh" else _english_within(says)
    return tuple(
        Delivery(
            number=n,
            content=ALL_OF_IT.said(lang) if is_one else "",
            within=within if n == says.batches else "",
            place=says.place,
            consignee=says.consignee,
            consignee_phone=says.consignee_phone,
        )
        for n in range(1, says.batches + 1)
    )


def _within(says: ClauseFigures) -> str:
    if says.delivery_day:
        return f"{day(says.delivery_day)}前"
    return f"自{says.delivery_start}之日起{says.delivery_period}内"


def _english_within(says: ClauseFigures) -> str:
    if says.delivery_day:
        return f"By {english_day(says.delivery_day)}"
    return f"Within {says.delivery_period} of {says.delivery_start}"


def buyers_invoices(customer: Customer) -> InvoiceParty:
    """The buyer as its file says."""
    keys = ("uscc", "address", "phone", "bank_name", "bank_account")
    return InvoiceParty(name=customer.name, **{key: customer.said(key) or NOTHING for key in keys})


def sellers_invoices(company: Company) -> InvoiceParty:
    """We ourselves."""
    return InvoiceParty(
        name=company.name,
        uscc=company.uscc,
        address=company.address,
        phone=company.phone,
        bank_name=company.bank_name,
        bank_account=company.bank_account,
    )
