"""Copies of the ledger are proven, a damaged ledger is refused with the way out, and a copy takes its place."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from toolkit.errors import LedgerTrouble
from toolkit.ledger import backup
from toolkit.ledger.backup import Backups, agree, back_up, check, days, restore
from toolkit.ledger.store import open_ledger
from toolkit.model.deal import Event

JUNE = date(2026, 6, 16)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger of fifty customers."""
    path = tmp_path / "local" / "ledger.db"
    with open_ledger(path) as opened, opened.deciding(JUNE) as entry:
        for number in range(50):
            facts = {"values": {"customer_name": f"客户{number}" * 20}, "owner": "王芳"}
            entry.record([Event("customer registered", f"KH-2026-{number:04d}", facts)])
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backup"


def customers(ledger: Path) -> int:
    with open_ledger(ledger) as opened, opened.reading() as questions:
        return questions.counts()["customer"]


def left_beside(ledger: Path) -> list[str]:
    """What lies in the ledger's folder and is not the ledger's."""
    return [path.name for path in ledger.parent.iterdir() if not path.name.startswith("ledger.db")]


def damage(ledger: Path) -> None:
    """What a bad disk does: a page in the middle overwritten."""
    content = bytearray(ledger.read_bytes())
    content[4096 * 5 : 4096 * 9] = b"\xa5" * 4096 * 4
    ledger.write_bytes(content)


def test_a_copy_is_a_whole_ledger_in_one_file(ledger: Path, folder: Path) -> None:
    made = back_up(ledger, folder, JUNE)

    assert made.name == "ledger-2026-06-16.db"
    assert [path.name for path in folder.iterdir()] == [made.name]
    assert customers(made) == 50
    assert left_beside(ledger) == []


def test_a_copy_is_made_while_others_write(ledger: Path, folder: Path) -> None:
    with open_ledger(ledger) as opened, opened.reading():
        assert customers(back_up(ledger, folder, JUNE)) == 50


def test_a_week_of_copies_is_kept_and_the_last_is_never_the_one_that_goes(ledger: Path, folder: Path) -> None:
    for n in range(10):
        back_up(ledger, folder, JUNE + timedelta(days=n))

    assert sorted(days(folder)) == [JUNE + timedelta(days=n) for n in range(3, 10)]
    back_up(ledger, folder, date(2016, 1, 1))  # a clock that jumped
    assert date(2016, 1, 1) in days(folder)


def test_what_others_lay_into_the_folder_is_left_alone(ledger: Path, folder: Path) -> None:
    folder.mkdir()
    (folder / "ledger-2026-99-99.db").write_bytes(b"")
    (folder / "readme.txt").write_bytes(b"")

    for n in range(9):
        back_up(ledger, folder, JUNE + timedelta(days=n))

    assert {"ledger-2026-99-99.db", "readme.txt"} < {path.name for path in folder.iterdir()}


def test_a_damaged_ledger_is_refused_with_what_to_do(ledger: Path) -> None:
    check(ledger)
    damage(ledger)

    with pytest.raises(LedgerTrouble, match=r"damaged .*salesdocs ledger restore"):
        check(ledger)


def test_what_is_no_ledger_at_all_is_refused_too(ledger: Path) -> None:
    ledger.write_bytes(b"no database" * 1000)

    with pytest.raises(LedgerTrouble, match="salesdocs ledger restore"):
        check(ledger)


def test_a_ledger_that_is_not_there_yet_is_no_trouble(tmp_path: Path) -> None:
    check(tmp_path / "ledger.db")

    assert not (tmp_path / "ledger.db").exists()


def test_a_damaged_ledger_replaces_no_copy(ledger: Path, folder: Path) -> None:
    made = back_up(ledger, folder, JUNE)
    before = made.read_bytes()
    damage(ledger)

    with pytest.raises(LedgerTrouble):
        back_up(ledger, folder, JUNE)

    assert made.read_bytes() == before
    assert [path.name for path in folder.iterdir()] == [made.name]


def test_a_copy_takes_the_place_of_a_damaged_ledger_which_is_kept(ledger: Path, folder: Path) -> None:
    made = back_up(ledger, folder, JUNE)
    damage(ledger)
    damaged = ledger.read_bytes()

    aside = restore(ledger, made)

    check(ledger)
    assert customers(ledger) == 50
    assert aside is not None
    assert aside.read_bytes() == damaged
    assert customers(made) == 50


def test_a_journal_of_the_damaged_ledger_is_not_played_back_into_the_restored_one(ledger: Path, folder: Path) -> None:
    made = back_up(ledger, folder, JUNE)
    for ending in ("-journal", "-wal", "-shm"):
        Path(f"{ledger}{ending}").write_bytes(b"of the old one")

    aside = restore(ledger, made)

    assert sorted(path.name for path in ledger.parent.glob("ledger.db*")) == ["ledger.db"]
    assert Path(f"{aside}-journal").read_bytes() == b"of the old one"


def test_a_copy_that_is_damaged_itself_restores_nothing(ledger: Path, folder: Path) -> None:
    made = back_up(ledger, folder, JUNE)
    damage(made)
    before = ledger.read_bytes()

    with pytest.raises(LedgerTrouble):
        restore(ledger, made)
    with pytest.raises(LedgerTrouble, match="no copy"):
        restore(ledger, folder / "ledger-1999-01-01.db")

    assert ledger.read_bytes() == before
    assert left_beside(ledger) == []


def test_a_ledger_that_was_lost_is_restored(ledger: Path, folder: Path) -> None:
    made = back_up(ledger, folder, JUNE)
    ledger.unlink()

    assert restore(ledger, made) is None
    assert customers(ledger) == 50


def test_a_copy_is_due_at_first_on_a_new_day_and_after_so_many_commits(ledger: Path, folder: Path) -> None:
    backups = Backups(ledger, folder, every_commits=10)

    assert backups.after(0, JUNE)
    assert backups.after(9, JUNE) is None
    assert backups.after(1, JUNE)
    assert backups.after(1, JUNE) is None
    assert backups.after(0, JUNE + timedelta(days=1))
    assert backups.last == JUNE + timedelta(days=1)


def test_an_idle_house_copies_nothing_and_a_restart_counts_the_days_copy(ledger: Path, folder: Path) -> None:
    Backups(ledger, folder).after(0, JUNE)

    again = Backups(ledger, folder)

    assert again.after(0, JUNE) is None
    assert again.after(0, JUNE + timedelta(days=1)) is None
    assert again.after(1, JUNE + timedelta(days=1))


def test_a_share_that_is_gone_is_not_made_anew(ledger: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        back_up(ledger, tmp_path / "unmounted" / ".salesdocs" / "backup", JUNE)

    assert not (tmp_path / "unmounted").exists()
    assert left_beside(ledger) == []


def test_a_copy_cut_short_on_its_way_is_no_copy(ledger: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:5000])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_copied", cut)

    with pytest.raises(OSError, match="No space"):
        back_up(ledger, folder, JUNE)
    assert list(folder.iterdir()) == []


def test_a_copy_is_a_ledger_of_one_file_whatever_journal_the_ledger_keeps(ledger: Path, folder: Path) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")

    made = back_up(ledger, folder, JUNE)

    assert made.read_bytes()[18:20] == b"\x01\x01"  # SQLite file format: 1 is a journal of its own file


def test_a_ledger_that_grew_since_its_copy_agrees_with_it(ledger: Path, folder: Path) -> None:
    agree(ledger, folder)
    back_up(ledger, folder, JUNE)

    agree(ledger, folder)
    with open_ledger(ledger) as opened, opened.deciding(JUNE) as entry:
        entry.record([Event("customer registered", "KH-2026-0999", {"values": {}, "owner": "王芳"})])
    agree(ledger, folder)


@pytest.mark.parametrize("how", ["deleted", "empty", "older", "another"])
def test_a_ledger_that_lacks_what_its_copy_holds_is_refused(ledger: Path, folder: Path, how: str) -> None:
    older = ledger.read_bytes()
    with open_ledger(ledger) as opened, opened.deciding(JUNE) as entry:
        entry.record([Event("customer registered", "KH-2026-0999", {"values": {}, "owner": "王芳"})])
    back_up(ledger, folder, JUNE)

    ledger.unlink()
    if how == "empty":
        open_ledger(ledger).close()
    if how in ("older", "another"):
        ledger.write_bytes(older)
    if how == "another":
        with open_ledger(ledger) as opened, opened.deciding(JUNE) as entry:
            entry.record([Event("customer registered", "KH-2026-0998", {"values": {}, "owner": "李强"})])

    with pytest.raises(LedgerTrouble, match=r"lacks what its copy of 2026-06-16 holds; .*salesdocs ledger restore"):
        agree(ledger, folder)
    restore(ledger, folder / "ledger-2026-06-16.db")
    agree(ledger, folder)


def test_reading_a_copy_leaves_nothing_beside_it(ledger: Path, folder: Path) -> None:
    back_up(ledger, folder, JUNE)

    agree(ledger, folder)

    assert [path.name for path in folder.iterdir()] == ["ledger-2026-06-16.db"]


def test_a_stop_in_order_copies_what_is_new(ledger: Path, folder: Path) -> None:
    backups = Backups(ledger, folder)
    backups.after(0, JUNE)

    assert backups.at_end(JUNE) is None
    backups.after(1, JUNE)
    assert backups.at_end(JUNE)


def test_halves_of_one_who_was_killed_are_swept_at_the_next_start(ledger: Path, folder: Path) -> None:
    back_up(ledger, folder, JUNE)
    for place in (ledger.parent, folder):
        (place / "ledger-half-0123.tmp").write_bytes(b"half")

    Backups(ledger, folder)

    assert left_beside(ledger) == []
    assert [path.name for path in folder.iterdir()] == ["ledger-2026-06-16.db"]


def test_a_copy_is_read_without_the_locks_that_shares_do_not_keep(ledger: Path, folder: Path) -> None:
    made = back_up(ledger, folder, JUNE)

    with closing(sqlite3.connect(made, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        agree(ledger, folder)
