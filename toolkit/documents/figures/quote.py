"""What a quote says (G02 报价单). Source: domain.md 3.2."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.documents.english import opening, said
from toolkit.documents.figures.shown import (
    APPEARS,
    Contact,
    OfferLine,
    Payment,
    known_deal,
    offer_lines,
    our_contact,
    payments,
    period,
    their_contact,
)
from toolkit.errors import FiguresMissing
from toolkit.model.deal import Deal
from toolkit.model.document import Issue
from toolkit.model.known import Known
from toolkit.model.money import plain
from toolkit.model.submission import Submission
from toolkit.model.terms import Quote, offered, quote_from, quote_of
from toolkit.model.text import Lang, Text

DOCUMENT = "报价单"
NOT_OFFERED = "—"
TERMS: Final = (
    ("scheme_name", Text("方案名称", "Project"), ""),
    ("delivery_days", Text("交付周期", "Delivery time"), "天"),
    ("warranty_months", Text("质保期", "Warranty period"), "个月"),
    ("included", Text("报价包含", "Included"), ""),
    ("excluded", Text("报价不包含", "Not included"), ""),
)
"""Answers of the cost sheet that a quote prints, with their unit."""
TOTAL: Final = Text("含税总价", "Total including VAT")
AT_THEIR_PLACE: Final = Text("客户指定地点", "As designated by the customer")
NO_EXCLUSIONS: Final = Text("无", "No exclusions")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteChange:
    """One thing that a new version of a quote says otherwise."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteFigures:
    """One version of a quote."""

    number: str
    version: str
    quoted_on: date
    valid_days: int
    valid_until: date
    scheme: str
    """What is offered as a whole: 自动上料机及年度维护方案."""
    option: str
    """`A`, `B` of offers that stand side by side; '' for the only one."""
    changes: tuple[QuoteChange, ...]
    """What differs from the version before; () of a first one."""
    customer: str
    contact: Contact
    company: str
    address: str
    phone: str
    seller_contact: Contact
    lines: tuple[OfferLine, ...]
    total: Decimal = field(metadata=APPEARS)
    net: Decimal = field(metadata=APPEARS)
    tax: Decimal = field(metadata=APPEARS)
    payments: tuple[Payment, ...]
    delivery_days: int
    delivery_place: str
    included: str
    excluded: str
    warranty_months: int
    invoice_type: str


def quote_figures(known: Known, issue: Issue) -> QuoteFigures:
    """The figures of that version; of a new one, what the latest cost sheet offers today.

    Raises FiguresMissing without a cost sheet, offered lines, days to deliver or a warranty.
    """
    deal, customer = known_deal(known, DOCUMENT)
    quote = _quote(deal, issue, known)
    if quote is None:
        raise FiguresMissing(DOCUMENT, "成本核算表")
    sheet = quote.cost_sheet.submission
    days, months = sheet.value("delivery_days"), sheet.value("warranty_months")
    if not isinstance(days, int):
        raise FiguresMissing(DOCUMENT, "交付周期")
    if not isinstance(months, int):
        raise FiguresMissing(DOCUMENT, "质保期")
    company, terms, lang = known.rulebook.company, known.rulebook.contract, issue.lang
    return QuoteFigures(
        number=issue.number,
        version=issue.version,
        quoted_on=quote.on,
        valid_days=known.rulebook.policy.quote_validity_days,
        valid_until=quote.valid_until,
        scheme=sheet.words("scheme_name"),
        option=sheet.words("option"),
        changes=changes_since(_before(deal, issue, known), quote, lang),
        customer=customer.name,
        contact=their_contact(customer),
        company=company.name,
        address=company.address,
        phone=company.phone,
        seller_contact=our_contact(known, deal),
        lines=offer_lines(quote.lines, lang),
        total=quote.totals.gross,
        net=quote.totals.net,
        tax=quote.totals.tax,
        payments=payments(quote.plan, lang),
        delivery_days=days,
        delivery_place=sheet.words("delivery_place") or customer.said("address") or AT_THEIR_PLACE.said(lang),
        included=opening(sheet.words("included") or terms.included, lang),
        excluded=sheet.words("excluded") or NO_EXCLUSIONS.said(lang),
        warranty_months=months,
        invoice_type=said(customer.said("invoice_type") or terms.invoice_type, lang),
    )


def _quote(deal: Deal, issue: Issue, known: Known) -> Quote | None:
    """The quote as it was issued under that number and version, or the one to be issued now."""
    issued = [p for p in deal.all_papers("G02") if (p.number, p.version) == (issue.number, issue.version)]
    if issued:
        return quote_of(replace(deal, papers=(issued[-1],)), known.rulebook)
    sheet = deal.filing("F05")
    if sheet is None:
        return None
    if not offered(sheet.submission):
        raise FiguresMissing(DOCUMENT, "拟报价明细")
    return quote_from(
        sheet, number=issue.number, version=issue.version, on=known.today, status="", rulebook=known.rulebook
    )


def _before(deal: Deal, issue: Issue, known: Known) -> Quote | None:
    """The version of this quote that was issued before; None for a first one."""
    earlier = [p for p in deal.papers if p.kind == "G02" and p.number == issue.number and p.version != issue.version]
    return quote_of(replace(deal, papers=(replace(earlier[-1], status=""),)), known.rulebook) if earlier else None


def changes_since(before: Quote | None, after: Quote, lang: Lang = "zh") -> tuple[QuoteChange, ...]:
    """What the later version says otherwise: articles one by one, then the terms, then the total."""
    if before is None:
        return ()
    old, new = _articles(before, lang), _articles(after, lang)
    told = [(name, old.get(name, NOT_OFFERED), new.get(name, NOT_OFFERED)) for name in {**old, **new}]
    then, now = before.cost_sheet.submission, after.cost_sheet.submission
    for key, label, unit in TERMS:
        told.append((label.said(lang), _term(then, key, unit, lang), _term(now, key, unit, lang)))
    told.append((TOTAL.said(lang), _amount(before.totals.gross, lang), _amount(after.totals.gross, lang)))
    return tuple(QuoteChange(what=what, before=was, after=is_) for what, was, is_ in told if was != is_)


def _term(sheet: Submission, key: str, unit: str, lang: Lang) -> str:
    """An answer as the table of changes prints it: `30天`, `30 days`; the words of others."""
    count = sheet.value(key)
    if lang == "en" and isinstance(count, int):
        return period(count, unit, lang)
    return f"{said(sheet.words(key), lang)}{unit if lang == 'zh' else ''}"


def _amount(amount: Decimal, lang: Lang) -> str:
    return f"¥{plain(amount)}" if lang == "zh" else f"RMB {plain(amount)}"


def _articles(quote: Quote, lang: Lang) -> dict[str, str]:
    """What is said of each article, by name and spec; of several lines alike, all of them."""
    told: dict[str, str] = {}
    for line in quote.lines:
        name = " ".join(part for part in (line.name, line.spec) if part)
        quantity, price, rate = (
            f"{line.quantity.normalize():f}",
            _amount(line.unit_price, lang),
            said(line.tax_rate, lang),
        )
        words = {
            "zh": f"{quantity}{line.unit} × {price}(税率{rate})",
            "en": f"{quantity} {line.unit} × {price} (VAT {rate})",
        }[lang]
        told[name] = f"{told[name]};{' ' if lang == 'en' else ''}{words}" if name in told else words
    return told
