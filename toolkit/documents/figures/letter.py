"""What the weekly progress letter tells the customer (G07 客户进度函). Source: domain.md 3.6."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.documents.english import said
from toolkit.documents.figures.shown import known_deal, our_contact
from toolkit.errors import FiguresMissing
from toolkit.model.calendar import iso_week
from toolkit.model.deal import Deal
from toolkit.model.document import Issue
from toolkit.model.known import Known
from toolkit.model.submission import Line, Submission
from toolkit.model.terms import latest_report, milestones_of, overall_progress
from toolkit.model.text import Lang, Text

DOCUMENT = "客户进度函"
AS_PLANNED: Final = Text("各部门正按计划执行", "All departments are working to schedule")
TO_DELIVER: Final = Text("准备交付", "Preparation for delivery")

_DONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """One node of the schedule: planned, really done, how far."""

    number: int
    node: str
    planned_on: date
    done_on: date | None
    progress: Decimal
    """Fraction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFigures:
    """One week's letter."""

    number: str
    week: str
    written_on: date
    company: str
    customer: str
    contact: str
    order_number: str
    contract_number: str
    summary: str
    progress: Decimal
    expected_on: date
    milestones: tuple[Milestone, ...]
    plan: str
    """What the departments plan for next week, else what is left to do, else the milestone ahead."""
    owner: str
    owner_phone: str


def letter_figures(known: Known, issue: Issue) -> LetterFigures:
    """The letter of this week, from the departments' latest reports.

    Raises FiguresMissing without a filed order, a report or a day of delivery.
    """
    deal, customer = known_deal(known, DOCUMENT)
    order, latest = deal.filing("F10"), latest_report(deal)
    if order is None:
        raise FiguresMissing(DOCUMENT, "销售订单")
    if latest is None:
        raise FiguresMissing(DOCUMENT, "进度反馈表")
    expected_on = latest.day("eta") or milestones_of(deal, known.rulebook).deliver_by
    if expected_on is None:
        raise FiguresMissing(DOCUMENT, "预计交付日期")
    reports, filled, lang = _latest_of_each_department(deal), order.submission, issue.lang
    milestones = _milestones(filled, [f.submission for f in deal.all_filings("F11")], lang)
    contact = our_contact(known, deal)
    return LetterFigures(
        number=issue.number,
        week=iso_week(known.today),
        written_on=known.today,
        company=known.rulebook.company.name,
        customer=customer.name,
        contact=customer.said("contact_name"),
        order_number=filled.words("order_no") or order.number,
        contract_number=filled.words("contract_no"),
        summary=_joined([r.words("done_work") for r in reports], lang) or AS_PLANNED.said(lang),
        progress=overall_progress(deal),
        expected_on=expected_on,
        milestones=milestones,
        plan=_joined([r.words("next_plan") or r.words("remaining") for r in reports], lang)
        or _next_node(milestones, lang),
        owner=contact.name,
        owner_phone=contact.phone,
    )


def _latest_of_each_department(deal: Deal) -> list[Submission]:
    return list({f.submission.words("dept"): f.submission for f in deal.all_filings("F11")}.values())


def _joined(sentences: Sequence[str], lang: Lang) -> str:
    """The sentences as one, without the line ends and full stops people put."""
    comma, semicolon = {"zh": ("、", "；"), "en": (", ", "; ")}[lang]
    plain = (re.sub(r"[\s。.;；]+\Z", "", sentence.strip().replace("\n", comma)) for sentence in sentences)
    return semicolon.join(dict.fromkeys(sentence for sentence in plain if sentence))


def _next_node(milestones: Sequence[Milestone], lang: Lang) -> str:
    ahead = [m.node for m in milestones if m.progress < _DONE]
    if not ahead:
        return TO_DELIVER.said(lang)
    return f"按计划进行{ahead[0]}" if lang == "zh" else f"{ahead[0]} as scheduled"


def _milestones(order: Submission, reports: Sequence[Submission], lang: Lang) -> tuple[Milestone, ...]:
    rows = [(row, day) for row in order.lines("milestones") if (day := row.day("plan_date")) is not None]
    nodes = [(row.words("node"), row.words("dept")) for row, _ in rows]
    told = (_milestone(n, row, day, nodes, reports) for n, (row, day) in enumerate(rows, start=1))
    return tuple(replace(milestone, node=said(milestone.node, lang)) for milestone in told)


def _milestone(
    number: int, row: Line, planned_on: date, nodes: Sequence[tuple[str, str]], reports: Sequence[Submission]
) -> Milestone:
    """A node is done on the day written in the order, or when its department reports it so or a later own node."""
    dept, here = row.words("dept"), number - 1
    own = [node for node, of in nodes[here:] if of == dept]
    heard = [r for r in reports if r.words("dept") == dept and r.words("stage") in own]
    at_node = [r for r in heard if r.words("stage") == row.words("node")]
    finished = [r for r in at_node if r.amount("progress") == _DONE]
    done_on = row.day("actual_date") or (finished[0].day("report_date") if finished else None)
    is_past = bool(heard) and heard[-1].words("stage") != row.words("node")
    reported = (at_node[-1].amount("progress") if at_node else None) or Decimal(0)
    return Milestone(
        number=number,
        node=row.words("node"),
        planned_on=planned_on,
        done_on=done_on,
        progress=_DONE if done_on or is_past else reported,
    )
