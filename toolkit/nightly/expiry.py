"""Quotes that have run out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from toolkit.house import House
from toolkit.model import terms
from toolkit.model.deal import Deal
from toolkit.model.house import Rulebook
from toolkit.model.known import Known
from toolkit.reports.outlook import UNDER_OFFER
from toolkit.stages.order import expire

_AT_ONCE: Final = 50
"""Deals of one transaction: forms wait no longer than that takes."""


def expire_quotes(house: House, today: date) -> int:
    """Quotes whose last day has passed get the status 已过期; how many. Source: domain.md 1.2, T5b."""
    rulebook = house.rulebook
    with house.ledger.reading() as questions:
        offered = (deal for stage in UNDER_OFFER for deal in questions.slim_deals(stage))
        found = [deal.number for deal in offered if any(_past(deal, rulebook, today))]
    return sum(_expire(house, found[start : start + _AT_ONCE], today) for start in range(0, len(found), _AT_ONCE))


def _expire(house: House, numbers: Sequence[str], today: date) -> int:
    """The same for some deals, as they are by now."""
    expired = 0
    with house.ledger.deciding(today) as entry:
        for number in numbers:
            deal = entry.deal(number)
            past = list(_past(deal, house.rulebook, today)) if deal.stage in UNDER_OFFER else []
            known = Known(today=today, rulebook=house.rulebook, deal=deal)
            entry.record(expire(past, known, catalogue=house.catalogue, draw=entry.draw).events)
            expired += len(past)
    return expired


def _past(deal: Deal, rulebook: Rulebook, today: date) -> Iterator[str]:
    """Numbers of the deal's quotes that run and whose last day has passed."""
    for paper in terms.live_quotes(deal):
        if paper.status in terms.RUNNING_QUOTES:
            quote = terms.quote_of(deal, rulebook, paper.number)
            if quote is not None and quote.valid_until < today:
                yield paper.number
