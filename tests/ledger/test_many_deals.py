"""The ledgers of benchmarks are ledgers: their projections are those of their events."""

from __future__ import annotations

from pathlib import Path

from benchmarks.ledgers import load
from tests.journey.test_night_shares import CUSTOMERS, keep
from toolkit.ledger.store import open_ledger

NOT_COPIED = ("core_piece",)
"""By which similar names are found: no report asks for it."""


def test_copied_deals_are_rebuilt_as_they_were_copied(tmp_path: Path) -> None:
    source, target = tmp_path / "year.db", tmp_path / "many.db"
    with open_ledger(source) as ledger:
        keep(ledger)

    held = load(source, target, 100)

    assert held == 100
    with open_ledger(target) as many:
        copied = many.projections()
        many.rebuild()
        rebuilt = many.projections()
    assert len(copied["slim_deal"]) == 100 > 2 * CUSTOMERS
    assert {name: rows for name, rows in copied.items() if name not in NOT_COPIED} == {
        name: rows for name, rows in rebuilt.items() if name not in NOT_COPIED
    }
