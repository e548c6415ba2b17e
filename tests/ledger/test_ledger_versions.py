"""A ledger that an earlier salesdocs wrote opens, keeps all that happened, and takes what is new."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import Engine

from tests.ledger.version_3 import lay_out
from toolkit.errors import LedgerTrouble
from toolkit.ledger import schema, store
from toolkit.ledger.store import Ledger, open_ledger
from toolkit.model.arrival import Arrival, Outcome
from toolkit.model.deal import Event

JULY = date(2026, 7, 3)
KEPT = ("arrival", "event", "effect", "accepted", "series")


def rows(path: Path, table: str, columns: str = "*") -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as asked:
        return asked.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()


def columns(path: Path, table: str) -> str:
    with closing(sqlite3.connect(path)) as asked:
        return ", ".join(f'"{row[1]}"' for row in asked.execute(f"PRAGMA table_info({table})"))


def layout(path: Path) -> set[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as asked:
        held = asked.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master")
        return {(*names, " ".join(sql.split())) for *names, sql in held}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "ledger.db"
    lay_out(made)
    return made


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with open_ledger(path) as opened:
        yield opened


def test_every_row_of_what_happened_is_kept(path: Path) -> None:
    asked = {table: columns(path, table) for table in KEPT}
    before = {table: rows(path, table, named) for table, named in asked.items()}

    open_ledger(path).close()

    assert {table: rows(path, table, named) for table, named in asked.items()} == before
    assert [len(before[table]) for table in KEPT] == [3, 4, 2, 1, 2]
    assert rows(path, "meta") == [("schema", str(schema.SCHEMA_VERSION))]


def test_it_is_laid_out_like_a_new_one(path: Path, tmp_path: Path) -> None:
    open_ledger(path).close()
    open_ledger(tmp_path / "new.db").close()

    assert layout(path) == layout(tmp_path / "new.db")


def test_no_row_refers_to_nothing_and_none_may(path: Path, ledger: Ledger) -> None:
    with closing(sqlite3.connect(path)) as asked:
        assert asked.execute("PRAGMA foreign_key_check").fetchall() == []
        assert asked.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    with pytest.raises(LedgerTrouble, match="FOREIGN KEY"), ledger.deciding(JULY, arrival="unknown") as entry:
        entry.record([Event("moved", "SJ-2026-0001", {"transition": "T2", "stage": "已立项"})])


def test_earlier_files_are_as_they_were_told(ledger: Ledger) -> None:
    with ledger.reading() as asked:
        first, second, third = asked.arrivals()

    assert (first.first_seen, first.detail) == (datetime(2026, 6, 16, 9, 30), {"numbers": ("KH-2026-0001",)})
    assert [one.outcome for one in (first, second, third)] == ["accepted", "returned", "waiting"]
    assert {(one.claim, one.attempts) for one in (first, second, third)} == {("", 0)}


@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_a_file_may_have_every_outcome_there_is_now(ledger: Ledger, outcome: Outcome) -> None:
    told = Arrival(id="a-9", name="新.xlsx", digest="d9", day=JULY, outcome=outcome, form="F05", claim="c1", attempts=2)

    with ledger.deciding(JULY, arrival="a-9") as entry:
        entry.set_arrival(told)

    with ledger.reading() as asked:
        assert asked.arrival_of("c1") == told


def test_what_was_still_to_be_done_is(ledger: Ledger) -> None:
    (left,) = ledger.open_effects()

    assert (left.id, left.arrival, left.effect.kind, left.tries, left.last_error) == (
        2,
        "a-1",
        "move original",
        1,
        "盘满",
    )


def test_projections_are_made_anew_from_the_events(ledger: Ledger) -> None:
    with ledger.reading() as asked:
        (customer,) = asked.customers()
        (found,) = asked.customers_like(core="启明精密制造")

        assert customer == found
        assert (customer.name, customer.owner) == ("上海启明精密制造有限公司", "王芳")
        assert [standing.stage for standing in asked.all_deals()] == ["潜在客户"]
        assert list(asked.staff()) == ["王芳"]


def test_the_next_event_follows_the_last(path: Path, ledger: Ledger) -> None:
    with ledger.deciding(JULY) as entry:
        assert entry.draw("KH") == "KH-2026-0002"
        entry.record([Event("moved", "SJ-2026-0001", {"transition": "T2", "stage": "已立项"})])

    assert [row[0] for row in rows(path, "event", "id, kind")] == [1, 2, 3, 5, 6]
    assert ledger.deal("SJ-2026-0001").stage == "已立项"


def test_opening_it_again_changes_nothing(path: Path) -> None:
    open_ledger(path).close()
    before = path.read_bytes()

    open_ledger(path).close()

    assert path.read_bytes() == before


def test_rows_that_refer_to_nothing_stop_it_and_leave_the_file_as_it_was(path: Path) -> None:
    with closing(sqlite3.connect(path)) as spoilt, spoilt:
        spoilt.execute("DELETE FROM arrival WHERE id = 'a-1'")
    before = layout(path), rows(path, "event")

    with pytest.raises(LedgerTrouble, match="refer to nothing"):
        open_ledger(path)

    assert (layout(path), rows(path, "event")) == before


def test_of_two_that_open_it_at_once_one_brings_it_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_up, brought = store._bring_up, []

    def too_late(engine: Engine) -> None:
        monkeypatch.setattr(store, "_bring_up", bring_up)
        open_ledger(path).close()
        brought.append(path.read_bytes())
        bring_up(engine)

    monkeypatch.setattr(store, "_bring_up", too_late)
    open_ledger(path).close()

    assert brought == [path.read_bytes()]
