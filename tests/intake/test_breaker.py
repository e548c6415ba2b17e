"""The breaker: trouble of the surroundings is nobody's file, and passes by itself."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from toolkit.disk import Disk, using
from toolkit.errors import LedgerTrouble, ShareTrouble
from toolkit.folders import Places
from toolkit.intake import share
from toolkit.intake.breaker import Breaker, surroundings
from toolkit.ledger.store import open_ledger


class Clock:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def fails() -> None:
    raise ShareTrouble("still away")


def works() -> None: ...


def divides() -> None:
    assert 1 // 0


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(clock, lambda: 1_790_000_000 + clock.at)
    breaker.trip(OSError(errno.ENOSPC, "No space left on device"))
    return breaker


def test_a_closed_breaker_lets_work_go_on_and_probes_nothing() -> None:
    assert Breaker(Clock()).closed(fails)


def test_an_open_one_says_since_when_and_why() -> None:
    breaker = opened(Clock())

    assert breaker.is_open
    assert breaker.since == 1_790_000_100
    assert "No space left" in breaker.why


def test_it_is_tried_after_1_2_4_and_never_more_than_60_seconds() -> None:
    clock = Clock()
    breaker, waits = opened(clock), []

    for _ in range(9):
        waits.append(breaker.wait_seconds)
        clock.at += breaker.wait_seconds
        assert not breaker.closed(fails)

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_nothing_is_probed_before_its_time() -> None:
    clock = Clock()
    breaker, probes = opened(clock), []

    clock.at += 0.9

    assert not breaker.closed(lambda: probes.append(1))
    assert probes == []


def test_a_try_that_works_closes_it_and_the_next_trouble_starts_at_one_second_again() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.at += 1
    breaker.closed(fails)
    clock.at += 2

    assert breaker.closed(works)
    assert not breaker.is_open
    assert (breaker.why, breaker.since) == ("", 0)
    breaker.trip(ShareTrouble("again"))
    assert (breaker.wait_seconds, breaker.opened) == (1, 2)


def test_further_trouble_while_open_changes_the_reason_and_not_the_waiting() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.at += 1
    breaker.closed(fails)

    breaker.trip(LedgerTrouble("locked"))

    assert breaker.why == "locked"
    assert breaker.wait_seconds == 2
    assert breaker.opened == 1


def test_a_fault_of_ours_in_a_probe_is_not_swallowed() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.at += 1

    with pytest.raises(ZeroDivisionError):
        breaker.closed(divides)


def test_the_surroundings_answer_where_share_disk_and_ledger_do(tmp_path: Path) -> None:
    places = Places(root=tmp_path / "house", local=tmp_path / "local")
    places.ensure()
    share.found(places)

    with open_ledger(places.ledger) as ledger:
        surroundings(places, ledger)
        (places.hidden / "sentinel").unlink()
        with pytest.raises(ShareTrouble):
            surroundings(places, ledger)


def test_a_disk_that_takes_the_name_and_not_the_bytes_keeps_the_breaker_open(tmp_path: Path) -> None:
    class Full(Disk):
        def lay(self, path: Path, content: bytes) -> None:
            raise OSError(errno.ENOSPC, f"No space left on device for {len(content)} bytes", str(path))

    places = Places(root=tmp_path / "house", local=tmp_path / "local")
    places.ensure()
    share.found(places)
    clock = Clock()
    breaker = opened(clock)
    clock.at += 1

    with open_ledger(places.ledger) as ledger:
        with using(Full()):
            assert not breaker.closed(lambda: surroundings(places, ledger))
        clock.at += 2
        assert breaker.closed(lambda: surroundings(places, ledger))


def test_a_ledger_that_another_process_holds_keeps_the_breaker_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.ledger.store._BUSY_MILLISECONDS", 50)
    places = Places(root=tmp_path / "house", local=tmp_path / "local")
    places.ensure()
    share.found(places)

    with open_ledger(places.ledger) as ledger:
        with closing(sqlite3.connect(places.ledger, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(LedgerTrouble, match="locked"):
                surroundings(places, ledger)
        surroundings(places, ledger)
