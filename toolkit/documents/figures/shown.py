"""Lines, payments, people: what several documents print, as they print it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from toolkit.documents.english import said
from toolkit.documents.wording import counted, day, english_day
from toolkit.errors import FiguresMissing
from toolkit.model.deal import Deal
from toolkit.model.house import Customer
from toolkit.model.known import Known
from toolkit.model.terms import Instalment, PricedLine
from toolkit.model.text import Lang, Text

APPEARS: Final = MappingProxyType({"appears": True})
"""Metadata of a figure that must stand in the document word for word: prove looks for it."""

_UNITS: Final = {"天": Text("日", "day"), "工作日": Text("个工作日", "working day"), "个月": Text("个月", "month")}
_IN_FULL: Final = Text("付清", "in full")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """One article with its price, a row of a quote or contract."""

    number: int
    name: str
    spec: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    tax_rate: str
    gross: Decimal = field(metadata=APPEARS)
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One instalment, a row of the payment plan."""

    number: int
    name: str
    share: Decimal
    amount: Decimal = field(metadata=APPEARS)
    condition: str
    """`合同签订后`, `after signing of the contract`"""
    period: str
    """`5个工作日内`, `within 5 working days`; `付清`, `in full` where the condition says it all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to call."""

    name: str
    phone: str
    email: str


def offer_lines(lines: Iterable[PricedLine], lang: Lang = "zh") -> tuple[OfferLine, ...]:
    """The lines as rows, numbered from 1."""
    return tuple(
        OfferLine(
            number=n,
            name=line.name,
            spec=line.spec,
            unit=line.unit,
            quantity=line.quantity,
            unit_price=line.unit_price,
            tax_rate=said(line.tax_rate, lang),
            gross=line.gross,
            note=line.note,
        )
        for n, line in enumerate(lines, start=1)
    )


def payments(plan: Iterable[Instalment], lang: Lang = "zh") -> tuple[Payment, ...]:
    """The instalments as rows: 合同签订, 5, 工作日 becomes `合同签订后` and `5个工作日内`.

    In English `after signing of the contract` and `within 5 working days`, to be read the other way round.
    """
    return tuple(
        Payment(
            number=part.number,
            name=said(part.name, lang),
            share=part.share,
            amount=part.amount,
            condition=_condition(part) if lang == "zh" else _english_condition(part),
            period=_period(part) if lang == "zh" else _english_period(part),
        )
        for part in plan
    )


def _condition(part: Instalment) -> str:
    return part.trigger if part.trigger.endswith(("前", "后", "满")) or part.on else f"{part.trigger}后"


def _period(part: Instalment) -> str:
    if part.on:
        return f"{day(part.on)}前"
    if not part.count:
        return _IN_FULL.zh
    return period(part.count, part.unit) + ("" if part.trigger.endswith("前") else "内")


def _english_condition(part: Instalment) -> str:
    trigger = said(part.trigger, "en")
    if part.on:
        return f"({trigger})"
    return f"before {trigger}" if part.trigger.endswith("前") else f"after {trigger}"


def _english_period(part: Instalment) -> str:
    if part.on:
        return f"by {english_day(part.on)}"
    if not part.count:
        return _IN_FULL.en
    return ("" if part.trigger.endswith("前") else "within ") + period(part.count, part.unit, "en")


def period(count: int, unit: str, lang: Lang = "zh") -> str:
    """`30日`, `5个工作日`, `3个月`; `30 days`, `5 working days`, `1 month`."""
    word = _UNITS.get(unit, Text(unit, unit)).said(lang)
    return f"{count}{word}" if lang == "zh" else counted(count, word)


def known_deal(known: Known, document: str) -> tuple[Deal, Customer]:
    """The deal and its customer, without which no document can be written. Raises FiguresMissing."""
    if known.deal is None:
        raise FiguresMissing(document, "商机")
    if known.customer is None:
        raise FiguresMissing(document, "客户")
    return known.deal, known.customer


def our_contact(known: Known, deal: Deal) -> Contact:
    """Our sales person of the deal, at the company's line and mailbox where no own phone is listed."""
    company = known.rulebook.company
    return Contact(name=deal.owner, phone=phone_of(known, deal.owner) or company.phone, email=company.email)


def phone_of(known: Known, name: str) -> str:
    """The phone of one of our staff; '' where none is listed."""
    person = known.staff.get(name)
    return person.phone if person else ""


def their_contact(customer: Customer) -> Contact:
    """The customer's contact, as its billing file or lead row says."""
    return Contact(
        name=customer.said("contact_name"),
        phone=customer.said("contact_phone"),
        email=customer.said("contact_email") or customer.said("email"),
    )
