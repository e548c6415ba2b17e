"""Copies of the ledger made and taken back by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from toolkit.errors import LedgerTrouble
from toolkit.folders import Places
from toolkit.intake.lease import serving
from toolkit.ledger.backup import agree, back_up, check, copy_of, days, restore
from toolkit.ledger.store import Ledger, open_ledger
from toolkit.settings import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was taken back, and what it does not know."""

    day: date
    aside: Path | None
    """Where the ledger that was there lies now."""
    unknown: tuple[Path, ...]
    """Files that were filed after the copy, in the order in which they were."""


def checked(root: Path) -> Path:
    """The ledger of the house, whole and none older than its copies. Raises NotAHouse, SettingsWrong, LedgerTrouble."""
    places = _places(root)
    check(places.ledger)
    agree(places.ledger, places.backups)
    return places.ledger


def backed_up(root: Path, today: date) -> Path:
    """A new copy of the ledger, that day's. Raises NotAHouse, SettingsWrong, LedgerTrouble, OSError."""
    places = _places(root)
    return back_up(places.ledger, places.backups, today)


def restored(root: Path, day: date | None = None) -> Restored:
    """Put the copy of that day, or the last there is, in the place of the ledger; nobody may serve the house.

    Raises NotAHouse, SettingsWrong, HouseServed, and LedgerTrouble when there is no whole copy of that day.
    """
    places = _places(root)
    day = day or max(days(places.backups), default=None)
    if day is None:
        raise LedgerTrouble(f"there are no copies of the ledger in {places.backups}")
    with serving(places):
        aside = restore(places.ledger, copy_of(places.backups, day))
        for later in (one for one in days(places.backups) if one > day):  # what it knows is no longer so
            copy_of(places.backups, later).replace(places.backups / f"undone-{later.isoformat()}.db")
        with open_ledger(places.ledger) as ledger:
            return Restored(day=day, aside=aside, unknown=tuple(_unknown(places, ledger)))


def _places(root: Path) -> Places:
    settings = read(root)
    return Places(root=root, names=settings.folders, local=settings.local)


def _unknown(places: Places, ledger: Ledger) -> Iterator[Path]:
    """Filed files that the ledger knows nothing of, in the order in which they came there."""
    found = [path for path in places.filed.rglob("*") if path.is_file() and not path.is_symlink()]
    with ledger.reading() as questions:
        for path in sorted(found, key=_came):
            with suppress(FileNotFoundError):
                if not questions.arrivals(digest=sha256(path.read_bytes()).hexdigest()):
                    yield path


def _came(path: Path) -> tuple[int, str]:
    """When a file came to its folder: a move keeps the time of its last change, and sets that of its status."""
    with suppress(FileNotFoundError):
        return path.stat().st_ctime_ns, path.name
    return 0, path.name
