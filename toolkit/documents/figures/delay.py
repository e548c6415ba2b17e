"""What we tell the customer when something went wrong in its order (G08 异常沟通函). Source: domain.md 3.6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.documents.english import said
from toolkit.documents.figures.shown import known_deal, our_contact
from toolkit.errors import FiguresMissing
from toolkit.model.deal import Deal
from toolkit.model.document import Issue
from toolkit.model.house import Rulebook
from toolkit.model.known import Known
from toolkit.model.money_due import latest_of_each
from toolkit.model.submission import Submission
from toolkit.model.terms import milestones_of, postponements
from toolkit.model.text import Lang

DOCUMENT = "异常沟通函"

ENDS: Final = " \n。.;；,，"
"""What people put behind a sentence that goes on in the letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayFigures:
    """The letter about one abnormality."""

    number: str
    written_on: date
    company: str
    customer: str
    contact: str
    order_number: str
    contract_number: str
    summary: str
    """`发货环节发生物流延迟`, `Delay in transport (Dispatch)`"""
    reported_on: date
    progress: Decimal
    """Fraction."""
    cause: str
    measure: str
    due_on: date
    expected_on: date
    days_late: int
    """0 where the contract's day is kept all the same."""
    owner: str
    owner_phone: str


def delay_figures(known: Known, issue: Issue) -> DelayFigures:
    """The letter about the report it was issued for, else about the latest abnormal one.

    Raises FiguresMissing without an abnormal report, its expected day, an order or a signed contract.
    """
    deal, customer = known_deal(known, DOCUMENT)
    report = abnormal_report(deal, issue.number)
    if report is None:
        raise FiguresMissing(DOCUMENT, "异常的进度反馈")
    order, contract, due_on = deal.paper("G05"), deal.paper("G03"), _due_before(deal, known.rulebook, issue.number)
    expected_on, reported_on = report.day("eta"), report.day("report_date")
    if order is None or contract is None or due_on is None:
        raise FiguresMissing(DOCUMENT, "已签署的合同和订单")
    if expected_on is None or reported_on is None:
        raise FiguresMissing(DOCUMENT, "预计交付日期")
    paper, contact = deal.paper("G08", issue.number), our_contact(known, deal)
    return DelayFigures(
        number=issue.number,
        written_on=paper.issued_on if paper else known.today,
        company=known.rulebook.company.name,
        customer=customer.name,
        contact=customer.said("contact_name"),
        order_number=order.number,
        contract_number=contract.number,
        summary=_summary(report, issue.lang),
        reported_on=reported_on,
        progress=report.amount("progress") or Decimal(0),
        cause=report.words("cause").strip(ENDS),
        measure=report.words("measure").strip(ENDS),
        due_on=due_on,
        expected_on=expected_on,
        days_late=max(0, (expected_on - due_on).days),
        owner=contact.name,
        owner_phone=contact.phone,
    )


def _summary(report: Submission, lang: Lang) -> str:
    stage, trouble = said(report.words("stage"), lang), said(report.words("abnormal_type"), lang)
    return f"{stage}环节发生{trouble}" if lang == "zh" else f"{trouble} ({stage})"


def abnormal_report(deal: Deal, letter: str = "") -> Submission | None:
    """The abnormal report (F11) that this letter was issued for, else the latest; None where all goes well."""
    reports = [f for f in latest_of_each(deal, "F11") if f.submission.value("is_abnormal") is True]
    paper = deal.paper("G08", letter)
    meant = [f for f in reports if letter and paper and f.number in paper.basis] or reports
    return meant[-1].submission if meant else None


def _due_before(deal: Deal, rulebook: Rulebook, letter: str) -> date | None:
    """The delivery day that bound when the letter was written: what came of it does not change what it says."""
    answered = [p.due_before for p in postponements(deal, rulebook) if p.letter.value("letter_no") == letter]
    return answered[0] if answered else milestones_of(deal, rulebook).deliver_by
