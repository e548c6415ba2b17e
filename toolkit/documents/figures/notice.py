"""What the notice of an order tells one department (G06 订单执行通知单): no prices. Source: domain.md 3.5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.documents.english import opening, said
from toolkit.documents.figures.shown import known_deal, phone_of
from toolkit.errors import FiguresMissing
from toolkit.model.document import Issue
from toolkit.model.known import Known
from toolkit.model.submission import Submission
from toolkit.model.terms import Agreement, agreement_of, internal_deadline, milestones_of
from toolkit.model.text import Lang, Text

DOCUMENT = "订单执行通知单"
NOTHING_SPECIAL: Final = Text("无", "No special requirements")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """One article to make, send or install."""

    number: int
    name: str
    spec: str
    unit: str
    quantity: Decimal
    packing: str
    deliver_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One node of the schedule that falls to the department."""

    number: int
    node: str
    planned_on: date
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFigures:
    """The copy of one department."""

    number: str
    department: str
    company: str
    issued_on: date
    order_number: str
    contract_number: str
    customer: str
    lines: tuple[OrderedLine, ...]
    deliver_by: date
    deliver_internally_by: date
    place: str
    consignee: str
    consignee_phone: str
    standard: str
    quality: str
    tasks: tuple[Task, ...]
    transport_mode: str
    training_sessions: int
    training_hours: int
    after_sale_contact: str
    after_sale_phone: str
    owner: str
    owner_phone: str


def notice_figures(known: Known, issue: Issue) -> NoticeFigures:
    """The copy for the department named by `issue.variant`.

    Raises FiguresMissing without a department, a filed order or a signed contract.
    """
    deal, customer = known_deal(known, DOCUMENT)
    order, agreement = deal.filing("F10"), agreement_of(deal, known.rulebook)
    dates = milestones_of(deal, known.rulebook)
    internal = internal_deadline(dates, known.rulebook)
    if not issue.variant:
        raise FiguresMissing(DOCUMENT, "收文部门")
    if order is None:
        raise FiguresMissing(DOCUMENT, "销售订单")
    if agreement is None or dates.deliver_by is None or internal is None:
        raise FiguresMissing(DOCUMENT, "已签署的合同")
    filled, terms, lang = order.submission, known.rulebook.contract, issue.lang
    service_contact = filled.words("after_sale_contact") or terms.after_sale_contact
    owner = filled.words("owner") or deal.owner
    return NoticeFigures(
        number=issue.number,
        department=said(issue.variant, lang),
        company=known.rulebook.company.name,
        issued_on=known.today,
        order_number=filled.words("order_no") or order.number,
        contract_number=filled.words("contract_no"),
        customer=customer.name,
        lines=_lines(filled, agreement, dates.deliver_by, known, lang),
        deliver_by=dates.deliver_by,
        deliver_internally_by=internal,
        place=filled.words("delivery_address"),
        consignee=filled.words("consignee"),
        consignee_phone=filled.words("consignee_phone"),
        standard=opening(terms.standard, lang),
        quality=filled.words("quality") or NOTHING_SPECIAL.said(lang),
        tasks=_tasks(filled, issue.variant, lang),
        transport_mode=said(terms.transport_mode, lang),
        training_sessions=terms.training_sessions,
        training_hours=terms.training_hours,
        after_sale_contact=service_contact,
        after_sale_phone=phone_of(known, service_contact) or terms.after_sale_phone or known.rulebook.company.phone,
        owner=owner,
        owner_phone=phone_of(known, owner) or known.rulebook.company.phone,
    )


def _lines(
    order: Submission, agreement: Agreement, deliver_by: date, known: Known, lang: Lang
) -> tuple[OrderedLine, ...]:
    packing = opening(agreement.minutes.submission.words("packing") or known.rulebook.contract.packing, lang)
    services = {(line.name, line.spec) for line in agreement.lines if line.is_service}
    return tuple(
        OrderedLine(
            number=n,
            name=row.words("name"),
            spec=row.words("spec"),
            unit=row.words("unit"),
            quantity=row.amount("qty") or Decimal(0),
            packing="–" if (row.words("name"), row.words("spec")) in services else packing,
            deliver_by=row.day("delivery_date") or deliver_by,
        )
        for n, row in enumerate(order.lines("lines"), start=1)
    )


def _tasks(order: Submission, department: str, lang: Lang) -> tuple[Task, ...]:
    own = [row for row in order.lines("milestones") if row.value("dept") == department]
    dated = [(row, planned_on) for row in own if (planned_on := row.day("plan_date")) is not None]
    return tuple(
        Task(number=n, node=said(row.words("node"), lang), planned_on=planned_on, owner=row.words("owner"))
        for n, (row, planned_on) in enumerate(dated, start=1)
    )
