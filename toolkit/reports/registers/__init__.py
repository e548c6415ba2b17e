"""The registers: what a report lists line by line, one module each. Pure. Source: domain.md 6.1."""

from __future__ import annotations

from typing import Final

from toolkit.reports.registers.approvals import APPROVALS
from toolkit.reports.registers.contracts import CONTRACTS
from toolkit.reports.registers.customers import CUSTOMERS
from toolkit.reports.registers.orders import ORDERS
from toolkit.reports.registers.payments import PAYMENTS
from toolkit.reports.registers.quotes import QUOTES
from toolkit.reports.registers.service import SERVICE
from toolkit.reports.tables import Register

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
