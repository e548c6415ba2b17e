"""What changes in a contract by agreement (G14 补充协议): the day of delivery. Source: domain.md 3.6, R-67."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from toolkit.documents.clauses import heading, in_english
from toolkit.documents.figures.delay import ENDS, abnormal_report
from toolkit.documents.figures.shown import known_deal
from toolkit.documents.parts import Part
from toolkit.errors import FiguresMissing
from toolkit.model.deal import Deal, Paper
from toolkit.model.document import Issue
from toolkit.model.house import Rulebook
from toolkit.model.known import Known
from toolkit.model.terms import Postponement, postponements
from toolkit.model.text import Lang, Text

DOCUMENT = "补充协议"
DELIVERY: Final = "交付时间"
"""With what the title of the clause on delivery begins. Source: domain.md 3.3."""
DELIVERY_CLAUSE: Final = "c05_delivery"
_USUAL: Final = "交付时间、地点与方式"
_ONE, _TWO = Text("一", "one"), Text("两", "two")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """甲方 or 乙方."""

    name: str
    uscc: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementFigures:
    """One supplement to a contract."""

    number: str
    contract_number: str
    signed_on: date
    """When the contract was signed."""
    buyer: Side
    seller: Side
    letter_number: str
    """Of the letter that the customer agreed to."""
    reason: str
    clause: str
    """`第五条 交付时间、地点与方式`, `Article 5 Time, Place and Manner of Delivery`"""
    due_before: date
    deliver_by: date
    is_electronic: bool
    copies: str
    """`两`, `two`"""
    copies_each: str


def supplement_figures(known: Known, issue: Issue) -> SupplementFigures:
    """The supplement of that number as signed, else about the latest later day agreed and not yet signed.

    Raises FiguresMissing without a signed contract, or a later delivery day agreed.
    """
    deal, customer = known_deal(known, DOCUMENT)
    contract, signed_on = deal.paper("G03"), deal.value("F09", "sign_date")
    if contract is None or not isinstance(signed_on, date):
        raise FiguresMissing(DOCUMENT, "已签署的合同")
    agreed = _agreed(deal, known.rulebook, issue.number)
    if agreed is None:
        raise FiguresMissing(DOCUMENT, "晚于合同约定的新交付日期(客户进度反馈台账)")
    company, copies = known.rulebook.company, known.rulebook.policy.contract_copies
    return SupplementFigures(
        number=issue.number,
        contract_number=contract.number,
        signed_on=signed_on,
        buyer=Side(name=customer.name, uscc=customer.said("uscc"), address=customer.said("address")),
        seller=Side(name=company.name, uscc=company.uscc, address=company.address),
        letter_number=agreed.letter.words("letter_no"),
        reason=_reason(deal, agreed),
        clause=_delivery_clause(contract, known.rulebook, issue.lang),
        due_before=agreed.due_before,
        deliver_by=agreed.deliver_by,
        is_electronic=known.rulebook.contract.esign,
        copies=_TWO.said(issue.lang) if copies == 2 else str(copies),
        copies_each=_ONE.said(issue.lang) if copies == 2 else str(copies // 2),
    )


def _agreed(deal: Deal, rulebook: Rulebook, number: str) -> Postponement | None:
    every = postponements(deal, rulebook)
    meant = [p for p in every if p.supplement == number] or [p for p in every if not p.supplement]
    return meant[-1] if meant else None


def _reason(deal: Deal, agreed: Postponement) -> str:
    """Why the day moves: the cause that the letter gave, else what the log says of it."""
    report = abnormal_report(deal, agreed.letter.words("letter_no")) if agreed.letter.value("abnormal") else None
    return ((report.words("cause") if report else "") or agreed.letter.words("summary")).strip(ENDS)


def _delivery_clause(contract: Paper, rulebook: Rulebook, lang: Lang) -> str:
    """How the contract calls its clause on delivery; its usual title where the issued text is not known."""
    written = (rulebook.clauses, in_english(rulebook.clauses, rulebook.english_clauses))
    chinese, english = (next((c.title for c in each if c.id == DELIVERY_CLAUSE), "") for each in written)
    usual = Text(chinese or _USUAL, english or _USUAL).said(lang)
    clauses = contract.figures.get("clauses")
    for clause in clauses if isinstance(clauses, tuple | list) else ():
        if isinstance(clause, Mapping) and str(clause.get("title", "")).startswith((DELIVERY, english or DELIVERY)):
            part = Part(str(clause["heading"]), str(clause["title"]))
            return part.name if contract.lang == lang else f"{heading(part.number, lang)} {usual}"
    return usual
