"""What is to be put right after an acceptance that failed (G10 整改通知单). Source: domain.md 3.7."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from toolkit.documents.english import said
from toolkit.documents.figures.shown import known_deal
from toolkit.errors import FiguresMissing
from toolkit.model.document import Issue
from toolkit.model.known import Known
from toolkit.model.submission import Line
from toolkit.model.text import Lang

DOCUMENT = "整改通知单"
RECTIFIED = "合格"
"""On re-inspection: nothing is left to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One thing to put right."""

    number: int
    content: str
    requirement: str
    department: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationFigures:
    """The notice after one round of acceptance."""

    number: str
    company: str
    issued_on: date
    departments: str
    customer: str
    order_number: str
    contract_number: str
    certificate_number: str
    round: int
    accepted_on: date
    defects: tuple[Defect, ...]
    last_due_on: date
    our_rep: str


def rectification_figures(known: Known, issue: Issue) -> RectificationFigures:
    """The notice for the latest acceptance. Raises FiguresMissing without one that found defects with a due day."""
    deal, customer = known_deal(known, DOCUMENT)
    filing = deal.filing("F13")
    if filing is None:
        raise FiguresMissing(DOCUMENT, "验收确认单")
    certificate = filing.submission
    accepted_on, number = certificate.day("accept_date"), certificate.value("round")
    open_rows = [row for row in certificate.lines("rectify") if row.value("recheck") != RECTIFIED]
    defects = tuple(_defect(n, row, issue.lang) for n, row in enumerate(open_rows, start=1))
    if not defects:
        raise FiguresMissing(DOCUMENT, "整改项")
    if accepted_on is None or not isinstance(number, int):
        raise FiguresMissing(DOCUMENT, "验收日期和次数")
    return RectificationFigures(
        number=issue.number,
        company=known.rulebook.company.name,
        issued_on=known.today,
        departments={"zh": "、", "en": ", "}[issue.lang].join(dict.fromkeys(d.department for d in defects)),
        customer=customer.name,
        order_number=certificate.words("order_no"),
        contract_number=certificate.words("contract_no"),
        certificate_number=certificate.words("accept_no") or filing.number,
        round=number,
        accepted_on=accepted_on,
        defects=defects,
        last_due_on=max(d.due_on for d in defects),
        our_rep=certificate.words("our_rep"),
    )


def _defect(number: int, row: Line, lang: Lang) -> Defect:
    due_on = row.day("due")
    if due_on is None:
        raise FiguresMissing(DOCUMENT, f"整改项“{row.words('content')}”的完成期限")
    return Defect(
        number=number,
        content=row.words("content"),
        requirement=row.words("requirement"),
        department=said(row.words("dept"), lang),
        due_on=due_on,
    )
