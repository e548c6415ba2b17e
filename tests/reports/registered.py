"""Rows of a register, from deals as they stood on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

from tests.reports.history import RULEBOOK, STAFF, STAGES, TITLES, Step, customer, deal_on
from toolkit.model.deal import Deal
from toolkit.model.house import Customer, Rulebook
from toolkit.reports.dues import dues_of
from toolkit.reports.outlook import look
from toolkit.reports.registers.levels import worst_of
from toolkit.reports.tables import Group

R = TypeVar("R")
Rows = Callable[[Group], Iterator[R]]


def group_of(*deals: Deal, day: date, of: Customer | None = None, rulebook: Rulebook = RULEBOOK) -> Group:
    """The customer with these deals, as the report of that day sees them."""
    held = of or customer()
    outlooks = tuple(look(deal, held, rulebook=rulebook, today=day) for deal in deals)
    dues = (due for outlook in outlooks for due in dues_of(outlook, staff=STAFF, titles=TITLES))
    return Group(customer=held, outlooks=outlooks, worst=worst_of(dues), titles=TITLES, stages=STAGES, staff=STAFF)


def listed(rows: Rows[R], *deals: Deal, day: date, of: Customer | None = None) -> list[R]:
    """The rows of a customer with these deals."""
    return list(rows(group_of(*deals, day=day, of=of)))


def listed_on(rows: Rows[R], day: date, *more: Step, leave_out: tuple[str, ...] = ()) -> list[R]:
    """The rows of the one deal of the history, at that day's end."""
    return listed(rows, deal_on(day, *more, leave_out=leave_out), day=day)
