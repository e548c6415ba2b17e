"""Numbers drawn by two processes at once, on a real file."""

from __future__ import annotations

import multiprocessing
import random
from contextlib import suppress
from datetime import date
from pathlib import Path

from toolkit.ledger.store import open_ledger
from toolkit.model.deal import Event

DAY = date(2026, 7, 1)
DECISIONS = 60


class ChangedMindError(Exception):
    """The decision is not taken after all."""


def decide_often(path: Path, seed: int) -> list[str]:
    """Draw one or two numbers a decision, drop a third of the decisions, and say which numbers were kept."""
    chance, kept = random.Random(seed), list[str]()
    with open_ledger(path) as ledger:
        for _ in range(DECISIONS):
            with suppress(ChangedMindError), ledger.deciding(DAY) as entry:
                drawn = [entry.draw("BJ") for _ in range(chance.choice((1, 2)))]
                listed = ({"values": {"name": number}} for number in drawn)
                entry.record(Event("person listed", number, facts) for number, facts in zip(drawn, listed, strict=True))
                if chance.random() < 1 / 3:
                    raise ChangedMindError
                kept += drawn
    return kept


def test_two_processes_draw_every_number_once_and_skip_none(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"

    with multiprocessing.get_context("spawn").Pool(2) as processes:
        first, second = processes.starmap(decide_often, [(path, 1), (path, 2)], chunksize=1)

    drawn = sorted(first + second)
    assert drawn == [f"BJ-2026-{n:04}" for n in range(1, len(drawn) + 1)]
    assert first
    assert second
    with open_ledger(path) as ledger, ledger.reading() as asked:
        assert sorted(asked.staff()) == drawn
        assert asked.last_drawn("BJ", 2026) == len(drawn)
