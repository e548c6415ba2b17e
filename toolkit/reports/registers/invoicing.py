"""Which invoices are of which instalment: the invoice register (F17B) does not say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from toolkit.model import money_due, terms
from toolkit.model.deal import Filing


def invoices_by_instalment(
    plan: Sequence[terms.Instalment], invoices: Iterable[Filing]
) -> Mapping[int, tuple[Filing, ...]]:
    """The invoices that stand, by number of the instalment that they are for; some are for several.

    An invoice of just an instalment's amount is that instalment's; what the others say covers the rest of the plan
    from its beginning, in the order of their filing.
    """
    uncovered = {instalment.number: instalment.amount for instalment in plan}
    found: dict[int, list[Filing]] = {number: [] for number in uncovered}
    others: list[Filing] = []
    for invoice in _standing(invoices):
        amount = money_due.invoice_amount(invoice.submission)
        own = next((n for n, left in uncovered.items() if left == amount and not found[n]), None)
        if own is None:
            others.append(invoice)
        else:
            found[own].append(invoice)
            uncovered[own] = Decimal(0)
    for invoice in others:
        left = money_due.invoice_amount(invoice.submission)
        for number, open_amount in uncovered.items():
            taken = min(left, open_amount)
            if taken > 0:
                found[number].append(invoice)
                uncovered[number] -= taken
                left -= taken
    return {number: tuple(own) for number, own in found.items() if own}


def _standing(invoices: Iterable[Filing]) -> tuple[Filing, ...]:
    """The invoices that none in red has taken back: one in red takes back the latest of its amount."""
    standing: list[Filing] = []
    for invoice in invoices:
        amount = money_due.invoice_amount(invoice.submission)
        if amount > 0:
            standing.append(invoice)
            continue
        taken_back = (n for n, one in enumerate(standing) if money_due.invoice_amount(one.submission) == -amount)
        last = max(taken_back, default=None)
        if last is not None:
            del standing[last]
    return tuple(standing)
