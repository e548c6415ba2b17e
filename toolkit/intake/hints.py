"""Hints that something was dropped: they wake the loop, and nothing relies on them.

A folder is watched by the system where the system hears of what others drop there, and each time a file of our own
proves it. What cannot be proven, overflows, or dies is let go, said so, and tried again later; until then only the
rescan looks. Source: intake.md 0 (5), 3; faults 21-23.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal, Protocol

from watchdog.events import (
    EVENT_TYPE_CLOSED,
    EVENT_TYPE_CREATED,
    EVENT_TYPE_MODIFIED,
    EVENT_TYPE_MOVED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from toolkit.intake.share import file_system, tells_of_others, within

Mode = Literal["native", "rescan"]

PROVEN_WITHIN_SECONDS: Final = 5.0
PROVEN_AGAIN_SECONDS: Final = 300.0
FIRST_RETRY_SECONDS: Final = 60.0
LAST_RETRY_SECONDS: Final = 3600.0
CANARY: Final = ".salesdocs-canary-"
"""How our own files in watched folders begin: a dot, as no form's name does."""
_ARRIVALS: Final = (EVENT_TYPE_CREATED, EVENT_TYPE_MODIFIED, EVENT_TYPE_MOVED, EVENT_TYPE_CLOSED)


class Source(Protocol):
    """Where events come from: one folder and all below it."""

    def start(self, heard: Callable[[str], None], failed: Callable[[str], None]) -> None:
        """Begin; `heard` gets the path of whatever was written, `failed` the reason why some went unheard.

        Raises OSError when it cannot begin.
        """

    def is_alive(self) -> bool:
        """Whether it still listens, as far as it knows."""

    def stop(self) -> None:
        """End; events may still come for a moment."""


class Hints:
    """Sets `wake` when something was written in one of the folders, as far as that can be heard.

    `check()` is to be called by every round: it starts, proves, lets go and tries again. `clock` is monotonic.
    """

    def __init__(
        self,
        folders: Iterable[Path],
        wake: threading.Event,
        *,
        clock: Callable[[], float] = time.monotonic,
        source: Callable[[Path], Source] | None = None,
        kind: Callable[[Path], str] = file_system,
    ) -> None:
        self._ears = tuple(_Ear(folder, wake, clock, source or Watchdog, kind) for folder in folders)

    def __enter__(self) -> Hints:
        self.check()
        return self

    def __exit__(self, *_: object) -> None:
        for ear in self._ears:
            ear.close()

    def check(self) -> Mode:
        """See to every folder; the mode there is now. Never raises and never waits."""
        for ear in self._ears:
            ear.check()
        return self.mode

    @property
    def mode(self) -> Mode:
        """`native` when every folder is heard and was proven, else `rescan`."""
        return "native" if self._ears and all(ear.is_proven for ear in self._ears) else "rescan"

    @property
    def reason(self) -> str:
        """Why only the rescan looks; '' when all is heard."""
        return "; ".join(dict.fromkeys(ear.reason for ear in self._ears if ear.reason))


class _Ear:
    """One folder: closed until its time comes, then listening, then proven; closed again by any fault."""

    def __init__(
        self,
        folder: Path,
        wake: threading.Event,
        clock: Callable[[], float],
        source: Callable[[Path], Source],
        kind: Callable[[Path], str],
    ) -> None:
        self._folder, self._wake, self._clock, self._make, self._kind = folder, wake, clock, source, kind
        self._source: Source | None = None
        self._next, self._retry = clock(), FIRST_RETRY_SECONDS
        self._awaited: set[str] = set()
        self._asked = 0.0
        self._fault = ""
        self.is_proven = False
        self.reason = "not proven yet"

    def check(self) -> None:
        """Do what is due."""
        now = self._clock()
        if self._source is None:
            if now >= self._next:
                self._open(now)
        elif self._fault or not self._source.is_alive():
            self._give_up(self._fault or "the observer ended", now)
        elif self._awaited and now - self._asked >= PROVEN_WITHIN_SECONDS:
            self._give_up(f"a file of ours went unheard for {PROVEN_WITHIN_SECONDS:g} s", now)
        elif not self._awaited and not self.is_proven:
            self.is_proven, self.reason, self._retry = True, "", FIRST_RETRY_SECONDS
        elif self.is_proven and now - self._asked >= PROVEN_AGAIN_SECONDS:
            self._ask(now)

    def close(self) -> None:
        """Listen no more."""
        source, self._source, self.is_proven = self._source, None, False
        if source is not None:
            with suppress(Exception):  # it may have ended in any way; there is nothing left to save
                source.stop()

    def _open(self, now: float) -> None:
        try:
            kind = self._kind(self._folder)
            if not tells_of_others(kind):
                self._give_up(f"{kind}: what other machines drop goes unheard", now)
                return
            self._fault, self._source = "", self._make(self._folder)
            self._source.start(self._heard, self._failed)
            self._ask(now)
        except Exception as trouble:  # noqa: BLE001  hints may fail in any way and are never missed
            self._give_up(str(trouble) or type(trouble).__name__, now)

    def _ask(self, now: float) -> None:
        """Lay a file into the folder, and into the newest one below, where a watch may be lacking; take them away."""
        self._asked = now
        for folder in (self._folder, *self._newest_below()):
            path = folder / f"{CANARY}{uuid.uuid4().hex}.tmp"
            self._awaited.add(path.name)
            try:
                path.touch()
                path.unlink(missing_ok=True)
            except OSError as trouble:
                self._awaited.discard(path.name)
                if folder == self._folder:
                    self._failed(str(trouble))

    def _newest_below(self) -> tuple[Path, ...]:
        with suppress(OSError):
            folders = [path for path in self._folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
            return tuple(sorted(folders, key=lambda path: path.stat().st_mtime_ns)[-1:])
        return ()

    def _give_up(self, why: str, now: float) -> None:
        self.close()
        self._awaited.clear()
        self.reason = f"{self._folder.name}: {why}"
        self._next, self._retry = now + self._retry, min(self._retry * 2, LAST_RETRY_SECONDS)
        self._wake.set()

    def _heard(self, path: str) -> None:
        """Called in a thread of the source."""
        name = Path(path).name
        if name.startswith(CANARY):
            self._awaited.discard(name)
        else:
            self._wake.set()

    def _failed(self, why: str) -> None:
        """Called in any thread: something went unheard, so look now and trust it no longer."""
        self._fault = why
        self._wake.set()


class Watchdog:
    """Events by the library watchdog, in the system's own way (inotify, ReadDirectoryChangesW, FSEvents)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def start(self, heard: Callable[[str], None], failed: Callable[[str], None]) -> None:
        """Watch the folder and all below it. Raises OSError when watches or instances have run out."""
        self._observer = Observer()
        self._complaints = _Complaints(failed)
        logging.getLogger("watchdog").addHandler(self._complaints)
        self._observer.schedule(_Listener(heard), str(self._folder), recursive=True)
        self._observer.start()

    def is_alive(self) -> bool:
        """Whether its threads run."""
        emitters = list(self._observer.emitters)
        return self._observer.is_alive() and bool(emitters) and all(one.is_alive() for one in emitters)

    def stop(self) -> None:
        """End its threads, waiting no longer than a moment."""
        logging.getLogger("watchdog").removeHandler(self._complaints)
        within(1.0, self._observer.stop, doing="observer's end")


class _Complaints(logging.Handler):
    """What the library only logs: that its queue ran over, that a folder could not be watched."""

    def __init__(self, failed: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._failed = failed

    def emit(self, record: logging.LogRecord) -> None:
        """Pass it on."""
        self._failed(record.getMessage())


class _Listener(FileSystemEventHandler):
    """What the library calls: our own looking opens and closes files, too, which is no news."""

    def __init__(self, heard: Callable[[str], None]) -> None:
        self._heard = heard

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Something happened in the folder."""
        if event.event_type in _ARRIVALS:
            self._heard(os.fsdecode(event.dest_path or event.src_path))
