"""Deals as far as the funnel sees them: the stages they came to, an offer, a contract, money. All days are given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from tests.reports.history import CUSTOMER, LEAD, NAME, PLAN, RULEBOOK, Row, Step, event, filed, issued, moved, status
from toolkit.model.deal import Deal
from toolkit.model.house import Customer, Rulebook
from toolkit.model.kinds.reading import Span, Term
from toolkit.model.submission import Value
from toolkit.reports.outlook import Outlook, look

JULY_1 = date(2026, 7, 1)
"""A Wednesday: its week began in June."""


def came(stage: str, on: date) -> Step:
    """The deal comes to a stage."""
    return on, moved(stage)


def left(stage: str, on: date, reason: str = "") -> Step:
    """The deal steps aside, with why."""
    return on, event("moved", transition="T", stage=stage, reason=reason)


def budgeted(on: date, low: int | None, high: int | None) -> Step:
    """A needs analysis with that budget."""
    span = Span(*(None if end is None else Decimal(end) for end in (low, high)))
    return on, filed("F04", "XQ-2026-0001", {"budget": span})


def quoted(on: date, *, gross: int = 113_000, cost: int = 60_000) -> tuple[Step, ...]:
    """One article at 13 % tax, offered at that price."""
    line: Row = {"name": "上料机", "unit": "台", "qty": Decimal(1), "unit_price": Decimal(gross), "tax_rate": "13%"}
    sheet = filed("F05", "CB-2026-0001", {"tax_basis": "不含税"}, offer=(line,), costs=({"amount": Decimal(cost)},))
    return (on, sheet), (on, issued("G02", "BJ-2026-0001", version="V1", status="已发送", basis=("CB-2026-0001",)))


def agreed(on: date, discount: str = "0") -> tuple[Step, ...]:
    """Minutes of a negotiation: half on signing, half on acceptance; and the contract's draft."""
    said: Row = {"price_discount": Decimal(discount), "delivery_term": Term(30, "天")}
    draft = issued("G03", "XS-2026-0001", version="V1.0", status="草拟", basis=("TP-2026-0001",))
    return (on, filed("F07", "TP-2026-0001", said, plan=PLAN)), (on, draft)


def signed(on: date, *, registered: date | None = None) -> tuple[Step, ...]:
    """The signatures of that day, registered then or later; the deal comes to 已签约."""
    day = registered or on
    return (
        (day, filed("F09", "XS-2026-0001", {"sign_date": on})),
        (day, status("G03", "XS-2026-0001", "已签署", "V1.0")),
        came("已签约", day),
    )


def contracted(on: date, *, gross: int = 113_000, cost: int = 60_000) -> tuple[Step, ...]:
    """Quoted, agreed and signed on one day, without the stages before."""
    return (*quoted(on, gross=gross, cost=cost), *agreed(on), *signed(on))


def accepted(on: date) -> tuple[Step, ...]:
    """The acceptance of the whole order."""
    said: Row = {"accept_date": on, "conclusion": "验收合格"}
    return (on, filed("F13", "YS-2026-0001", said)), came("已验收", on)


def paid(on: date, amount: str, number: str = "SK-2026-0001", *, registered: date | None = None) -> Step:
    """Money for the first instalment, registered that day or later."""
    said: Row = {"receive_date": on, "amount": Decimal(amount), "instalment_no": 1}
    return registered or on, filed("F17", number, said)


def deal_of(number: str, *steps: Step, owner: str = "王芳", opened: date | None = None) -> Deal:
    """The deal after these steps; opened on the day of the first unless another is given."""
    ordered = sorted(steps, key=lambda step: step[0])
    opened_on = opened or (ordered[0][0] if ordered else date(2026, 6, 1))
    deal = Deal(number).after(opened_on, event("deal opened", customer=CUSTOMER, owner=owner))
    for on, happened in ordered:
        deal = deal.after(on, happened)
    return deal


def seen(
    *steps: Step,
    day: date = JULY_1,
    number: str = "SJ-2026-0001",
    owner: str = "王芳",
    opened: date | None = None,
    lead: Mapping[str, Value] | None = None,
    rulebook: Rulebook = RULEBOOK,
) -> Outlook:
    """The deal after these steps, as seen on that day."""
    customer = Customer(number=CUSTOMER, name=NAME, lead=LEAD if lead is None else lead)
    deal = deal_of(number, *steps, owner=owner, opened=opened)
    return look(deal, customer, rulebook=rulebook, today=day)
