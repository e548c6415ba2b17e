"""What a quote says (G02 报价单). Source: domain.md 3.2."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from toolkit.documents.figures.shown import (
    APPEARS,
    Contact,
    OfferLine,
    Payment,
    known_deal,
    offer_lines,
    our_contact,
    payments,
    their_contact,
)
from toolkit.errors import FiguresMissing
from toolkit.model.deal import Deal
from toolkit.model.document import Issue
from toolkit.model.known import Known
from toolkit.model.terms import Quote, offered, quote_from, quote_of

DOCUMENT = "报价单"


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
    company, terms = known.rulebook.company, known.rulebook.contract
    return QuoteFigures(
        number=issue.number,
        version=issue.version,
        quoted_on=quote.on,
        valid_days=known.rulebook.policy.quote_validity_days,
        valid_until=quote.valid_until,
        scheme=sheet.words("scheme_name"),
        customer=customer.name,
        contact=their_contact(customer),
        company=company.name,
        address=company.address,
        phone=company.phone,
        seller_contact=our_contact(known, deal),
        lines=offer_lines(quote.lines),
        total=quote.totals.gross,
        net=quote.totals.net,
        tax=quote.totals.tax,
        payments=payments(quote.plan),
        delivery_days=days,
        delivery_place=sheet.words("delivery_place") or customer.said("address") or "客户指定地点",
        included=sheet.words("included") or terms.included,
        excluded=sheet.words("excluded") or "无",
        warranty_months=months,
        invoice_type=customer.said("invoice_type") or terms.invoice_type,
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
