"""Quotes that have run out."""

from __future__ import annotations

from datetime import date

from toolkit.house import House
from toolkit.model import terms
from toolkit.model.deal import Deal
from toolkit.model.house import Rulebook
from toolkit.model.known import Known
from toolkit.reports.outlook import UNDER_OFFER
from toolkit.stages.order import expire

RUNNING = ("草稿", "已发送", "客户已确认接收")
"""Statuses of a quote that runs out with its last day."""


def expire_quotes(house: House, today: date) -> int:
    """Quotes whose last day has passed get the status 已过期; how many. Source: domain.md 1.2, T5b."""
    expired = 0
    with house.ledger.deciding(today) as entry:
        offered = [one.deal for stage in UNDER_OFFER for one in entry.all_deals(stage=stage)]
        for number in offered:
            deal = entry.deal(number)
            past = [
                paper.number
                for paper in terms.live_quotes(deal)
                if paper.status in RUNNING and _is_past(deal, paper.number, house.rulebook, today)
            ]
            known = Known(today=today, rulebook=house.rulebook, deal=deal)
            entry.record(expire(past, known, catalogue=house.catalogue, draw=entry.draw).events)
            expired += len(past)
    return expired


def _is_past(deal: Deal, number: str, rulebook: Rulebook, today: date) -> bool:
    quote = terms.quote_of(deal, rulebook, number)
    return quote is not None and quote.valid_until < today
