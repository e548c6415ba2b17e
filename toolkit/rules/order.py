"""Rules of the sales order (F10). Source: domain.md 2.10, 1.1 stage 5."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.model import terms
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.known import Known
from toolkit.model.names import name_key
from toolkit.model.submission import Line, Submission
from toolkit.model.text import Text
from toolkit.rules.matching import CONTRACT, cell_agrees, earlier, in_cell, names_the_customer, not_before
from toolkit.rules.say import ERROR, WARNING, say

SIGNED: Final = ("已签署", "履行中", "已完成")
OUTSIDE_CONTRACT: Final = ("赠送", "样品")
"""Order types whose lines are not part of the contract."""
GOODS_DEPARTMENTS: Final = ("生产部门", "物流部门")
SERVICE_DEPARTMENT: Final = "客服部门"
SIGNED_ON = Text("合同签署日期", "date of signature")

Article = tuple[str, str]


def _agreement(known: Known) -> terms.Agreement | None:
    return terms.agreement_of(known.deal, known.rulebook) if known.deal else None


def _article(name: str, spec: str) -> Article:
    return (name_key(name), name_key(spec))


def _contracted(line: Line, agreement: terms.Agreement) -> terms.PricedLine | None:
    """The contract's line of the same article; the only one of that name, where the spec differs."""
    named = [a for a in agreement.lines if name_key(a.name) == name_key(line.words("name"))]
    exact = [a for a in named if name_key(a.spec) == name_key(line.words("spec"))]
    return exact[0] if exact else named[0] if len(named) == 1 else None


def contract_is_signed(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-52: an order rests on a signed contract, and is not older than it."""
    if known.deal is None:
        return
    paper = known.deal.paper("G03")
    if paper is None or paper.status not in SIGNED:
        yield say("R-52", ERROR, submission.answer("contract_no"), order=submission.words("order_no"))
        return
    signed_on = terms.milestones_of(known.deal, known.rulebook).signed_on
    yield from not_before(submission.answer("order_date"), signed_on, SIGNED_ON)


def lines_are_the_contracts(submission: Submission, known: Known) -> Iterator[Finding]:
    """F10-02: only what the contract sells is ordered; M-MATCH: as it is specified, priced and taxed there."""
    agreement = _agreement(known)
    if agreement is None or submission.value("order_type") in OUTSIDE_CONTRACT:
        return
    for line in submission.lines("lines"):
        if line.value("name") is None:
            continue
        sold = _contracted(line, agreement)
        if sold is None:
            yield in_cell("F10-02", ERROR, line, "name", name=line.words("name"))
            continue
        for key, other in (("spec", sold.spec), ("unit_price", sold.unit_price), ("tax_rate", sold.tax_rate)):
            yield from cell_agrees(line, key, other, CONTRACT)


def quantities_are_covered(submission: Submission, known: Known) -> Iterator[Finding]:
    """F10-03: all orders together take no more of an article than the contract sells."""
    agreement = _agreement(known)
    if agreement is None or submission.value("order_type") in OUTSIDE_CONTRACT:
        return
    most: dict[Article, Decimal] = {}
    for article in agreement.lines:
        key = _article(article.name, article.spec)
        most[key] = most.get(key, Decimal(0)) + article.quantity
    ordered = _ordered_before(submission, known)
    for line in submission.lines("lines"):
        key, quantity = _article(line.words("name"), line.words("spec")), line.amount("qty")
        if key not in most or quantity is None:
            continue
        ordered[key] = ordered.get(key, Decimal(0)) + quantity
        if ordered[key] > most[key]:
            facts = {"name": line.words("name"), "cum": f"{ordered[key].normalize():f}"}
            yield in_cell("F10-03", ERROR, line, "qty", max=f"{most[key].normalize():f}", **facts)


def nothing_is_left_out(submission: Submission, known: Known) -> Iterator[Finding]:
    """F10-08: what the contract sells and no order takes is told, lest it be forgotten."""
    agreement, lines = _agreement(known), submission.lines("lines")
    if agreement is None or not lines or submission.value("order_type") in OUTSIDE_CONTRACT:
        return
    ordered = _ordered_before(submission, known)
    for line in lines:
        sold, quantity = _contracted(line, agreement), line.amount("qty")
        if sold is None or quantity is None:
            return
        key = _article(sold.name, sold.spec)
        ordered[key] = ordered.get(key, Decimal(0)) + quantity
    left = tuple(
        f"{line.name} {(line.quantity - had).normalize():f}{line.unit}"
        for line in agreement.lines
        if (had := ordered.get(_article(line.name, line.spec), Decimal(0))) < line.quantity
    )
    if left:
        yield say("F10-08", WARNING, submission.answer("contract_no"), left=left)


def _ordered_before(submission: Submission, known: Known) -> dict[Article, Decimal]:
    """What earlier orders take; of one order only the last filing, and nothing of this one's own number."""
    own = submission.words("order_no")
    latest = {filing.number: filing.submission for filing in earlier(submission, known)}
    ordered: dict[Article, Decimal] = {}
    for number, other in latest.items():
        if number == own or other.value("order_type") in OUTSIDE_CONTRACT:
            continue
        for line in other.lines("lines"):
            key = _article(line.words("name"), line.words("spec"))
            ordered[key] = ordered.get(key, Decimal(0)) + (line.amount("qty") or Decimal(0))
    return ordered


def milestones_lead_to_delivery(submission: Submission, known: Known) -> Iterator[Finding]:
    """F10-05: planned days run forward; F10-06: none lies after the delivery day of the contract."""
    ahead = ("", date.min)
    due = terms.milestones_of(known.deal, known.rulebook).deliver_by if known.deal else None
    for row in submission.lines("milestones"):
        planned, node = row.day("plan_date"), row.words("node")
        if planned is None:
            continue
        if planned < ahead[1]:
            yield in_cell("F10-05", ERROR, row, "plan_date", node=node, d=planned, prev=ahead[0], p=ahead[1])
        if due and planned > due:
            yield in_cell("F10-06", ERROR, row, "plan_date", node=node, d=planned, c=due)
        ahead = (node, planned)


def lines_come_in_time(submission: Submission, known: Known) -> Iterator[Finding]:
    """F10-07: no line is delivered after the delivery day of the contract."""
    due = terms.milestones_of(known.deal, known.rulebook).deliver_by if known.deal else None
    for line in submission.lines("lines"):
        day = line.day("delivery_date")
        if due and day and day > due:
            yield in_cell("F10-07", ERROR, line, "delivery_date", name=line.words("name"), d=day, c=due)


def every_department_has_a_part(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-54: each department that gets a notice has a milestone; for services alone it is 客服部门 only."""
    rows, lines = submission.lines("milestones"), submission.lines("lines")
    if not rows or not lines:
        return
    are_goods = any(line.value("tax_rate") not in ("6%", None) for line in lines)
    due = (*GOODS_DEPARTMENTS, SERVICE_DEPARTMENT) if are_goods else (SERVICE_DEPARTMENT,)
    missing = tuple(dept for dept in due if dept not in {row.value("dept") for row in rows})
    if missing:
        yield say("R-54", ERROR, None, depts=missing)


RULES: Final[tuple[Rule, ...]] = (
    contract_is_signed,
    names_the_customer,
    lines_are_the_contracts,
    quantities_are_covered,
    nothing_is_left_out,
    milestones_lead_to_delivery,
    lines_come_in_time,
    every_department_has_a_part,
)
