"""Keep taking in what is dropped: events are hints, the rescan is the truth."""

from __future__ import annotations

import threading
import time
import zipfile
from collections.abc import Callable
from datetime import date

from watchdog.events import (
    EVENT_TYPE_CLOSED,
    EVENT_TYPE_CREATED,
    EVENT_TYPE_MODIFIED,
    EVENT_TYPE_MOVED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from toolkit.errors import LedgerTrouble, ShareTrouble
from toolkit.forms.legacy.compound import is_whole_compound
from toolkit.forms.opened import FORM_SUFFIXES
from toolkit.house import House
from toolkit.intake.answer import Answered
from toolkit.intake.rounds import Rounds
from toolkit.intake.scan import Found, scan
from toolkit.intake.workers.pool import Here, Work

_ARRIVALS = (EVENT_TYPE_CREATED, EVENT_TYPE_MODIFIED, EVENT_TYPE_MOVED, EVENT_TYPE_CLOSED)
"""Events of a file being written; our own looking opens and closes files too, which is no news."""

_ZIPS = (".xlsx", ".docx", ".xlsb", ".ods")
"""Formats that are nothing but zips; WPS's .et and .wps may be."""


class _Hint(FileSystemEventHandler):
    """Wakes the loop; which file it was is found out by looking."""

    def __init__(self, wake: threading.Event) -> None:
        self._wake = wake

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Something was written in the inbox."""
        if event.event_type in _ARRIVALS:
            self._wake.set()


class Settling:
    """Which files have rested long enough: same size, time and wholeness over `quiet_seconds`, by our clock."""

    def __init__(self, quiet_seconds: float) -> None:
        self._quiet = quiet_seconds
        self._seen: dict[Found, float] = {}

    def settled(self, found: tuple[Found, ...], now: float) -> tuple[Found, ...]:
        """Those unchanged since at least `quiet_seconds` and complete; the others are looked at again later."""
        self._seen = {one: self._seen.get(one, now) for one in found}
        return tuple(one for one in found if now - self._seen[one] >= self._quiet and is_whole(one))


def is_whole(found: Found) -> bool:
    """Whether an Office file has its directory: on a share the full size shows long before the bytes."""
    suffix = found.path.suffix.lower()
    if suffix not in FORM_SUFFIXES:
        return found.size > 0
    try:
        if suffix not in _ZIPS and not zipfile.is_zipfile(found.path):
            return found.size > 0 and is_whole_compound(found.path.read_bytes())
        with zipfile.ZipFile(found.path) as package:
            return bool(package.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


def watch(
    house: House,
    day: Callable[[], date],
    *,
    rescan_seconds: float,
    quiet_seconds: float,
    tell: Callable[[Answered], None],
    complain: Callable[[ShareTrouble | LedgerTrouble], None] = lambda _: None,
    stop: threading.Event | None = None,
    readers: Work | None = None,
) -> None:
    """Take in settled files until `stop` is set; a file that waits for its attachment is asked again each round.

    A share or ledger in trouble is complained of once, and looked at again by the next round.
    """
    stop = stop or threading.Event()
    wake = threading.Event()
    observer = Observer()
    observer.schedule(_Hint(wake), str(house.places.inbox), recursive=True)
    observer.start()
    watcher = _Watcher(house, Settling(quiet_seconds), tell, readers or Here())
    troubled = ""
    try:
        while not stop.is_set():
            all_ready = False
            try:
                all_ready = watcher.round(day())
                troubled = ""
            except (ShareTrouble, LedgerTrouble) as trouble:
                if str(trouble) != troubled:
                    complain(trouble)
                troubled = str(trouble)
            wake.wait(rescan_seconds if all_ready else min(rescan_seconds, quiet_seconds))
            wake.clear()
    finally:
        observer.stop()
        observer.join()


GIVE_UP_SECONDS = 600.0  # intake.md 3, row 5: incomplete for ten minutes is damaged


class _Watcher:
    """What the rounds remember of each other."""

    def __init__(self, house: House, settling: Settling, tell: Callable[[Answered], None], readers: Work) -> None:
        self._house, self._settling, self._tell = house, settling, tell
        self._rounds = Rounds(house, readers, self._told_once)
        self._broken_since: dict[Found, float] = {}
        self._told: dict[str, str] = {}
        """What was told last of files by name, so as not to tell of one that waits every round."""

    def round(self, today: date) -> bool:
        """Look once; whether every file had settled. Raises ShareTrouble, LedgerTrouble."""
        found = scan(self._house.places.inbox)
        now = time.monotonic()
        settled = self._settling.settled(found, now)
        self._rounds.take(settled + self._given_up(found, now), settled, today)
        return len(settled) == len(found)

    def _given_up(self, found: tuple[Found, ...], now: float) -> tuple[Found, ...]:
        """Files that stayed incomplete and unchanged past the deadline: they are answered as they are."""
        broken = [one for one in found if not one.is_attachment and not is_whole(one)]
        self._broken_since = {one: self._broken_since.get(one, now) for one in broken}
        return tuple(one for one in broken if now - self._broken_since[one] >= GIVE_UP_SECONDS)

    def _told_once(self, answered: Answered) -> None:
        if answered.outcome in ("waiting", "failed"):
            if self._told.get(answered.name) == answered.outcome:
                return
            self._told[answered.name] = answered.outcome
        else:
            self._told.pop(answered.name, None)
        self._tell(answered)
