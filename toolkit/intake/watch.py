"""Keep taking in what is dropped: events are hints, the rescan is the truth."""

from __future__ import annotations

import threading
import time
import zipfile
from collections.abc import Callable
from datetime import date

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from toolkit.house import House
from toolkit.intake import effects
from toolkit.intake.answer import Answered
from toolkit.intake.journey import take
from toolkit.intake.scan import Found, scan


class _Hint(FileSystemEventHandler):
    """Wakes the loop; which file it was is found out by looking."""

    def __init__(self, wake: threading.Event) -> None:
        self._wake = wake

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Something moved in the inbox."""
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
    """Whether an Office file has its central directory: on a share the full size shows long before the bytes."""
    if found.path.suffix.lower() not in (".xlsx", ".docx"):
        return found.size > 0
    try:
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
    stop: threading.Event | None = None,
) -> None:
    """Take in settled files until `stop` is set; a file that waits for its attachment is asked again each round."""
    stop = stop or threading.Event()
    wake = threading.Event()
    observer = Observer()
    observer.schedule(_Hint(wake), str(house.places.inbox), recursive=True)
    observer.start()
    settling = Settling(quiet_seconds)
    broken_since: dict[Found, float] = {}
    answered_waiting: set[str] = set()
    try:
        while not stop.is_set():
            effects.finish(house)
            found = scan(house.places.inbox)
            now = time.monotonic()
            ready = settling.settled(found, now) + _given_up(found, broken_since, now)
            for one in ready:
                if not one.is_attachment and one.path.exists():
                    _answer(house, one, day(), tell, answered_waiting)
            pause = min(rescan_seconds, quiet_seconds) if len(ready) < len(found) else rescan_seconds
            wake.wait(pause)
            wake.clear()
    finally:
        observer.stop()
        observer.join()


GIVE_UP_SECONDS = 600.0  # intake.md 3, row 5: incomplete for ten minutes is damaged


def _given_up(found: tuple[Found, ...], broken_since: dict[Found, float], now: float) -> tuple[Found, ...]:
    """Files that stayed incomplete and unchanged past the deadline: they are answered as they are."""
    broken = [one for one in found if not one.is_attachment and not is_whole(one)]
    for gone in set(broken_since) - set(broken):
        del broken_since[gone]
    return tuple(one for one in broken if now - broken_since.setdefault(one, now) >= GIVE_UP_SECONDS)


def _answer(house: House, found: Found, today: date, tell: Callable[[Answered], None], told_waiting: set[str]) -> None:
    answered = take(house, found, today)
    effects.finish(house)
    if answered.outcome == "waiting":
        if found.path.name in told_waiting:
            return
        told_waiting.add(found.path.name)
    tell(answered)
