"""The ledger's tables made again from its events, and held against what they were."""

from __future__ import annotations

from typing import Any

from toolkit.house import House


def rebuilt(house: House) -> dict[str, Any]:
    """How many events were folded, and by table how many rows came out otherwise."""
    before = house.ledger.projections()
    events = house.ledger.rebuild()
    after = house.ledger.projections()
    differing = {table: len(set(before[table]) ^ set(rows)) for table, rows in after.items()}
    return {"events": events, "differences": {table: count for table, count in differing.items() if count}}
