"""Every deal, folded in one pass over the events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Final

from sqlalchemy import Connection, select

from toolkit.ledger.encoding import decode
from toolkit.ledger.schema import event
from toolkit.model.deal import Deal, Event

STREAMED_ROWS: Final = 500


def folded(connection: Connection, *, as_of: date | None = None) -> Iterator[tuple[Deal, date]]:
    """Every deal as of a day's end (None: now), by number, with the latest day on which something happened to it."""
    columns = event.c
    asked = (
        select(columns.day, columns.kind, columns.deal, columns.facts)
        .where(columns.deal.is_not(None), columns.day <= (as_of or date.max))
        .order_by(columns.deal, columns.id)
        .execution_options(yield_per=STREAMED_ROWS)
    )
    for number, rows in groupby(connection.execute(asked), key=lambda row: str(row.deal)):
        deal, latest_on = Deal(number), date.min
        for row in rows:
            deal = deal.after(row.day, Event(row.kind, number, decode(row.facts)))
            latest_on = max(latest_on, row.day)
        yield deal, latest_on
