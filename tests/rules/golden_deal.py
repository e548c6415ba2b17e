"""The deal of the golden case as it stands day by day, and forms filled over their prefilled blanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tests import golden
from tests.rules.submissions import Typed, deal, filed, issued, known, person, staff, submission
from toolkit.catalogue.forms import (
    f05_cost_sheet,
    f06_quote_feedback,
    f07_negotiation_minutes,
    f08_contract_approval,
    f09_signing_register,
    f10_sales_order,
    f11_progress_report,
    f13_acceptance,
)
from toolkit.model.deal import Deal, Event
from toolkit.model.form import Form
from toolkit.model.house import Customer
from toolkit.model.kinds.reading import Content
from toolkit.model.known import Known
from toolkit.model.submission import Submission
from toolkit.rules.examine import complete

Tables = Mapping[str, Sequence[Typed]]

PEOPLE = staff(
    *(person(row["name"], row["department"], row["role"], phone=row["phone"]) for row in golden.STAFF.tables["rows"])
)
BUYER = Customer(
    number="KH-2026-0001",
    name="上海启明精密制造有限公司",
    lead={"customer_short": "上海启明", "contact_name": "张伟"},
    billing=dict(golden.CUSTOMER_FILE.values),
    owner="王芳",
)


def world(standing: Deal | None, today: date, **facts: Any) -> Known:
    """What is known on that day of the golden case."""
    return known(today=today, **{"deal": standing, "customer": BUYER, "staff": PEOPLE, **facts})


def typed_over(form: Form, around: Known, values: Typed | None = None, tables: Tables | None = None) -> Submission:
    """The prefilled blank with this typed over it: rows replace prefilled cells by their position.

    The row of a register is given by `values`.
    """
    blank = form.prefill(around)
    shown: dict[str, Content] = {key: form.field(key).kind.show(value) for key, value in blank.values.items()}
    rows: dict[str, list[Typed]] = {
        table: [{key: form.field(f"{table}.{key}").kind.show(value) for key, value in row.items()} for row in lines]
        for table, lines in blank.tables.items()
    }
    if form.register:
        for row in rows.pop(form.register, [])[:1]:
            shown |= row
    for table, given in (tables or {}).items():
        before = rows.get(table, [])
        merged: list[Typed] = [{**(before[n] if n < len(before) else {}), **row} for n, row in enumerate(given)]
        rows[table] = [*merged, *before[len(given) :]]
    return complete(form, submission(form, {**shown, **(values or {})}, rows, today=around.today))


def step(form: Form, around: Known, done: golden.Step, row: int = 0) -> Submission:
    """A step of the golden case, filled over its blank."""
    if form.register:
        return typed_over(form, around, done.tables[form.register][row])
    return typed_over(form, around, done.values, done.tables)


def quoted() -> Deal:
    """2026-07-06: the quote is out and the customer has answered."""
    sheet = complete(
        f05_cost_sheet.FORM,
        submission(
            f05_cost_sheet.FORM, golden.COST_SHEET.values, golden.COST_SHEET.tables, today=golden.COST_SHEET.day
        ),
    )
    standing = filed(deal(), sheet, "CB-2026-0001", golden.COST_SHEET.day)
    standing = issued(
        standing,
        "G02",
        "BJ-2026-0001",
        golden.COST_SHEET.day,
        version="V1",
        status="客户已确认接收",
        basis=("CB-2026-0001",),
    )
    answer = step(f06_quote_feedback.FORM, world(standing, golden.FEEDBACK.day), golden.FEEDBACK)
    return filed(standing, answer, "BF-2026-0001", golden.FEEDBACK.day)


def agreed() -> Deal:
    """2026-07-10: the minutes are filed, the draft contract lies in approval."""
    before = quoted()
    minutes = step(f07_negotiation_minutes.FORM, world(before, golden.MINUTES.day), golden.MINUTES)
    standing = filed(before, minutes, "TP-2026-0001", golden.MINUTES.day)
    basis = ("TP-2026-0001",)
    standing = issued(
        standing, "G03", "XS-2026-0001", golden.MINUTES.day, version="V1.0", status="待销售负责人", basis=basis
    )
    return issued(standing, "G04", "SP-2026-0001", golden.MINUTES.day, status="审批中", basis=basis)


def in_approval(nodes: int) -> Deal:
    """The deal once that many nodes have agreed."""
    standing = agreed()
    for done in golden.APPROVALS[:nodes]:
        form = typed_over(
            f08_contract_approval.FORM,
            world(standing, done.day),
            {"approval_no": "SP-2026-0001", **done.values},
            done.tables,
        )
        standing = filed(standing, form, "SP-2026-0001", done.day)
    return standing


def with_status(standing: Deal, document: str, status: str) -> Deal:
    """The deal once that document has this status."""
    paper = standing.paper(document)
    assert paper
    facts = {"document": document, "number": paper.number, "version": paper.version, "status": status}
    return standing.after(standing.moved_on, Event("document status", standing.number, facts))


def approved() -> Deal:
    """2026-07-17: all four have agreed."""
    return with_status(in_approval(4), "G03", "审批通过")


def signed() -> Deal:
    """2026-07-21: the contract is signed and the order made."""
    before = approved()
    row = step(f09_signing_register.FORM, world(before, golden.SIGNING.day), golden.SIGNING)
    standing = with_status(filed(before, row, "XS-2026-0001", golden.SIGNING.day), "G03", "已签署")
    return issued(standing, "G05", "DD-2026-0001", golden.SIGNING.day, status="已创建")


def ordered() -> Deal:
    """2026-07-21: the order is released."""
    before = signed()
    order = typed_over(f10_sales_order.FORM, world(before, golden.ORDER.day), {"order_no": "DD-2026-0001"})
    return filed(before, order, "DD-2026-0001", golden.ORDER.day)


def reported(reports: int) -> Deal:
    """The deal after the first reports of production."""
    standing = ordered()
    for n, done in enumerate(golden.PROGRESS[:reports], start=1):
        row = step(f11_progress_report.FORM, world(standing, done.day), done)
        standing = filed(standing, row, f"JD-2026-{n:04d}", done.day)
    return standing


def delivered() -> Deal:
    """2026-08-18: the goods have arrived."""
    before = reported(3)
    row = step(f11_progress_report.FORM, world(before, golden.DELIVERY.day), golden.DELIVERY)
    return filed(before, row, "JD-2026-0009", golden.DELIVERY.day)


def to_be_rectified() -> Deal:
    """2026-08-20: the first acceptance asked for rework."""
    before = delivered()
    form = typed_over(
        f13_acceptance.FORM,
        world(before, golden.ROUND_1.day),
        {"accept_no": "YS-2026-0001", **golden.ROUND_1.values},
        golden.ROUND_1.tables,
    )
    return filed(before, form, "YS-2026-0001", golden.ROUND_1.day)
