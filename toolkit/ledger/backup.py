"""Copies of the ledger, each proven before it counts, and what to do with them when the ledger is damaged."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Final

from toolkit.errors import LedgerTrouble

KEPT: Final = 7
EVERY_COMMITS: Final = 1000
_NAMED: Final = re.compile(r"ledger-(\d{4}-\d\d-\d\d)\.db\Z")
_HALF: Final = "ledger-half-"
_BESIDE: Final = ("-journal", "-wal", "-shm")
_WAY_OUT: Final = "take the last copy with: salesdocs ledger restore"


class Backups:
    """When a copy of the ledger is due: on a new day, and after so many commits."""

    def __init__(self, ledger: Path, folder: Path, *, every_commits: int = EVERY_COMMITS) -> None:
        self._ledger, self._folder, self._every = ledger, folder, every_commits
        self._commits = 0
        self.last = max(days(folder), default=None)
        """Day of the last copy; None when there is none."""
        for half in (path for place in (ledger.parent, folder) for path in place.glob(f"{_HALF}*.tmp")):
            with suppress(OSError):  # of one who was killed
                half.unlink()

    def after(self, commits: int, today: date) -> Path | None:
        """Count so many commits more; the copy that was due by that, else None. Raises LedgerTrouble, OSError."""
        self._commits += commits
        if self.last == today and self._commits < self._every:
            return None
        if self.last is not None and not self._commits:
            return None  # nothing new to keep
        return self._copied(today)

    def at_end(self, today: date) -> Path | None:
        """The copy that is due at a stop in order, so that another machine may go on; None when nothing is new."""
        return self._copied(today) if self._commits else None

    def _copied(self, today: date) -> Path:
        made = back_up(self._ledger, self._folder, today)
        self.last, self._commits = today, 0
        return made


def back_up(ledger: Path, folder: Path, today: date, *, kept: int = KEPT) -> Path:
    """Copy the ledger as it is at one moment, prove the copy, and lay it down as that day's; the oldest go.

    It is made and proven beside the ledger, on this machine's disk, and comes to the folder in one piece. A copy
    that fails its proof leaves the earlier ones as they are. Raises LedgerTrouble, OSError.
    """
    local = ledger.with_name(f"{_HALF}{uuid.uuid4().hex[:12]}.tmp")
    folder.mkdir(exist_ok=True)  # not what it lies in: that would be a share that is gone
    target = copy_of(folder, today)
    waiting = target.with_name(f"{_HALF}{uuid.uuid4().hex[:12]}.tmp")
    try:
        with _named(ledger), closing(_opened(ledger)) as source, closing(sqlite3.connect(local)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        check(local)
        _copied(local, waiting)
        waiting.replace(target)
    finally:
        for left in (local, waiting, *(Path(f"{local}{ending}") for ending in _BESIDE)):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    for day in sorted(days(folder))[:-kept]:
        if day != today:
            copy_of(folder, day).unlink(missing_ok=True)
    return target


def check(ledger: Path) -> None:
    """Return when the ledger is whole, or is not there yet. Raises LedgerTrouble with what to do."""
    if not ledger.exists():
        return
    with _named(ledger), closing(_opened(ledger)) as connection:
        said = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
    if said != ["ok"]:
        raise LedgerTrouble(f"ledger {ledger} is damaged ({' '.join('; '.join(said).split())}); {_WAY_OUT}")


def agree(ledger: Path, folder: Path) -> None:
    """Return when the ledger holds what its last copy holds, or there is none.

    A ledger that was deleted, or of a machine that did not lead lately, holds less: to go on with it would draw
    numbers twice. Raises LedgerTrouble with what to do, OSError.
    """
    day = max(days(folder), default=None)
    if day is None:
        return
    last = _event(copy_of(folder, day), is_copy=True)
    if last is not None and (not ledger.exists() or _event(ledger, last[0]) != last):
        raise LedgerTrouble(f"ledger {ledger} lacks what its copy of {day} holds; {_WAY_OUT}")


def _event(ledger: Path, id: int | None = None, *, is_copy: bool = False) -> tuple[int, str, str, str] | None:
    """An event of a ledger, the last when none is named; a copy is read without locks, which shares do not keep."""
    opened = sqlite3.connect(f"{ledger.resolve().as_uri()}?immutable=1", uri=True) if is_copy else _opened(ledger)
    asked = "SELECT id, kind, subject, facts FROM event WHERE id = ifnull(?, (SELECT max(id) FROM event))"
    with _named(ledger), closing(opened) as connection:
        found: tuple[int, str, str, str] | None = connection.execute(asked, (id,)).fetchone()
        return found


def copy_of(folder: Path, day: date) -> Path:
    """Where the copy of that day lies, or would."""
    return folder / f"ledger-{day.isoformat()}.db"


def days(folder: Path) -> tuple[date, ...]:
    """The days of which there are copies, in no order."""
    if not folder.is_dir():
        return ()
    return tuple(day for path in folder.iterdir() if (day := _day(path.name)))


def _day(name: str) -> date | None:
    """The day of the copy that is called so; None for other files."""
    named = _NAMED.match(name)
    with suppress(ValueError):
        return date.fromisoformat(named[1]) if named else None
    return None


def restore(ledger: Path, backup: Path) -> Path | None:
    """Put a proven copy in the ledger's place; where the ledger that was there lies now, None when there was none.

    Nobody may have the ledger open. What it had beside it (journal, log) goes with it: it belongs to that file alone.
    Raises LedgerTrouble for a copy that is not whole, OSError.
    """
    if not backup.is_file():
        raise LedgerTrouble(f"there is no copy {backup}")
    local = ledger.with_name(f"{_HALF}{uuid.uuid4().hex[:12]}.tmp")
    aside = ledger.with_name(f"{ledger.stem}-damaged-{uuid.uuid4().hex[:8]}{ledger.suffix}")
    try:
        _copied(backup, local)
        check(local)
        was_there = ledger.exists()
        for ending in _BESIDE:  # first of all: a journal is played back into whatever file has the ledger's name
            with suppress(FileNotFoundError):
                Path(f"{ledger}{ending}").rename(f"{aside}{ending}")
        if was_there:
            _copied(ledger, aside)
        local.replace(ledger)
    finally:
        local.unlink(missing_ok=True)
    return aside if was_there else None


def _opened(ledger: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(ledger, timeout=30)
    connection.execute("PRAGMA query_only=ON")
    return connection


@contextmanager
def _named(ledger: Path) -> Iterator[None]:
    """What the database complains about, said as trouble of this ledger, with the way out where it is damaged."""
    try:
        yield
    except sqlite3.OperationalError as trouble:
        raise LedgerTrouble(f"ledger {ledger}: {trouble}") from trouble
    except sqlite3.DatabaseError as trouble:
        raise LedgerTrouble(f"ledger {ledger} is damaged ({trouble}); {_WAY_OUT}") from trouble


def _copied(source: Path, target: Path) -> None:
    """Copy to a new file, synced."""
    with source.open("rb") as read, target.open("xb") as written:
        shutil.copyfileobj(read, written, 1 << 20)
        written.flush()
        os.fsync(written.fileno())
