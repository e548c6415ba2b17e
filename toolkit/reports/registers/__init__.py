"""The registers: what a report lists line by line, one module each. Pure. Source: domain.md 6.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from toolkit.model.house import Customer
from toolkit.model.process import Stage
from toolkit.model.text import Text
from toolkit.reports.outlook import Outlook
from toolkit.reports.registers import contracts, customers, orders, quotes
from toolkit.reports.registers.approvals import APPROVALS, ApprovalRow
from toolkit.reports.registers.contracts import CONTRACTS, ContractRow
from toolkit.reports.registers.customers import CUSTOMERS, CustomerRow
from toolkit.reports.registers.levels import worst_of
from toolkit.reports.registers.orders import ORDERS, OrderRow
from toolkit.reports.registers.payments import PAYMENTS, PaymentRow
from toolkit.reports.registers.quotes import EXPIRED, QUOTES, VOID, QuoteRow
from toolkit.reports.registers.service import SERVICE, ServiceRow
from toolkit.reports.tables import Group, Register, Worst

__all__ = [
    "APPROVALS",
    "CONTRACTS",
    "CUSTOMERS",
    "EXPIRED",
    "ORDERS",
    "PAYMENTS",
    "QUOTES",
    "REGISTERS",
    "SERVICE",
    "VOID",
    "ApprovalRow",
    "ContractRow",
    "CustomerRow",
    "OrderRow",
    "PaymentRow",
    "QuoteRow",
    "ServiceRow",
    "contract_rows",
    "customer_rows",
    "order_rows",
    "quote_rows",
    "worst_of",
]

REGISTERS: Final[tuple[Register, ...]] = (
    CUSTOMERS,
    QUOTES,
    CONTRACTS,
    ORDERS,
    PAYMENTS,
    SERVICE,
    APPROVALS,
)
"""In the order of the workbook's sheets."""


def customer_rows(
    held: Iterable[Customer], outlooks: Iterable[Outlook], stages: Sequence[Stage], worst: Worst
) -> tuple[CustomerRow, ...]:
    """客户台账, by number."""
    ordered = sorted(outlooks, key=lambda o: (o.deal.customer, o.deal.number))
    own = {number: tuple(deals) for number, deals in groupby(ordered, key=lambda o: o.deal.customer)}
    groups = (Group(customer=c, outlooks=own.get(c.number, ()), worst=worst, stages=stages) for c in held)
    return tuple(sorted((row for group in groups for row in customers.rows(group)), key=lambda row: row.number))


def quote_rows(outlooks: Iterable[Outlook], worst: Worst) -> tuple[QuoteRow, ...]:
    """报价台账, every version, by number."""
    rows = (row for group in _single(outlooks, worst) for row in quotes.rows(group))
    return tuple(sorted(rows, key=lambda row: row.number))


def contract_rows(outlooks: Iterable[Outlook], title: Text, worst: Worst) -> tuple[ContractRow, ...]:
    """合同台账, by number; `title` names a contract that its approval form does not name."""
    rows = (row for group in _single(outlooks, worst, {"G03": title}) for row in contracts.rows(group))
    return tuple(sorted(rows, key=lambda row: row.number))


def order_rows(outlooks: Iterable[Outlook], worst: Worst) -> tuple[OrderRow, ...]:
    """订单台账, by number."""
    rows = (row for group in _single(outlooks, worst) for row in orders.rows(group))
    return tuple(sorted(rows, key=lambda row: row.number))


def _single(outlooks: Iterable[Outlook], worst: Worst, titles: Mapping[str, Text] | None = None) -> Iterator[Group]:
    for outlook in outlooks:
        yield Group(customer=outlook.customer, outlooks=(outlook,), worst=worst, titles=titles or {})
