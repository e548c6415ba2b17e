"""Due lines of the one deal of history.py, on any day, as the lists draw them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tests.reports.history import RULEBOOK, STAFF, TITLES, Step, customer, deal_on
from toolkit.model.deal import Deal
from toolkit.model.house import Customer, Rulebook
from toolkit.model.staff import Staff
from toolkit.model.text import Text
from toolkit.reports.dues import Due, dues_of
from toolkit.reports.outlook import look

ROUND = ("YS-2026-0002", "已验收")
"""What is left out of a deal that is not accepted yet."""
DELIVERY = ("JD-0818-物流部门", "F13", "G09", "G10", "G11", *ROUND)
"""What is left out of a deal that is not delivered yet."""


def drawn(
    deal: Deal, day: date, *, rulebook: Rulebook = RULEBOOK, buyer: Customer | None = None, staff: Staff = STAFF
) -> tuple[Due, ...]:
    """Every line of a deal on that day."""
    return dues_of(look(deal, buyer or customer(), rulebook=rulebook, today=day), staff=staff, titles=TITLES)


def listed(
    kind: Text,
    day: date,
    *more: Step,
    leave_out: Iterable[str] = (),
    until: date | None = None,
    rulebook: Rulebook = RULEBOOK,
    buyer: Customer | None = None,
) -> list[Due]:
    """The lines of one list on that day; `until` is the last day on which anything happened."""
    deal = deal_on(until or day, *more, leave_out=leave_out)
    return [due for due in drawn(deal, day, rulebook=rulebook, buyer=buyer) if due.kind == kind]


def only(
    kind: Text,
    day: date,
    *more: Step,
    leave_out: Iterable[str] = (),
    until: date | None = None,
    rulebook: Rulebook = RULEBOOK,
    buyer: Customer | None = None,
) -> Due:
    """The one line of that list."""
    (due,) = listed(kind, day, *more, leave_out=leave_out, until=until, rulebook=rulebook, buyer=buyer)
    return due
