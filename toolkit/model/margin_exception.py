"""What the margin exceptions (F20) of a deal allow. Source: domain.md R-20, R-31, R-32; decisions.md 16, 21."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.model.approvals import agrees, given
from toolkit.model.deal import Deal
from toolkit.model.house import Policy
from toolkit.model.submission import Submission

EXCEPTION: Final = "F20"
LEGAL: Final = "法务部门"
"""The node of a contract's chain that a price does not concern."""


def chain_of(policy: Policy) -> tuple[str, ...]:
    """Who decides on an exception, in order: whoever decides on contracts, but for legal."""
    return tuple(node for node in policy.approval_chain if node != LEGAL)


def granted_in(deal: Deal, policy: Policy, today: date) -> dict[str, Submission]:
    """The exceptions of the deal that all have agreed to and that are still valid, by number.

    Of several filings under one number the last counts. Source: decisions.md 21.
    """
    chain = chain_of(policy)
    latest = {filing.number: filing.submission for filing in deal.all_filings(EXCEPTION)}
    return {
        number: exception
        for number, exception in latest.items()
        if is_approved(exception, chain) and (exception.day("valid_until") or today) >= today
    }


def is_approved(exception: Submission, chain: Sequence[str]) -> bool:
    """Whether every node of the chain has agreed."""
    opinions = given(exception)
    return bool(chain) and all(node in opinions and agrees(opinions[node]) for node in chain)


def allows_margin(exceptions: Iterable[Submission], margin: Decimal | None) -> bool:
    """Whether one of them allows a margin so low."""
    floors = (exception.amount("margin") for exception in exceptions)
    return margin is not None and any(floor is not None and margin >= floor for floor in floors)


def allows_discount(exceptions: Iterable[Submission], discount: Decimal) -> bool:
    """Whether one of them allows a discount so high."""
    most = (exception.amount("discount") for exception in exceptions)
    return any(limit is not None and discount <= limit for limit in most)
