"""The heartbeat: a small file on the share and on this machine that says, every few seconds, how the service is.

The loop tells its newest figures with `tell`; a thread writes them down, so that a long round or a share that hangs
is seen from outside. Writing it never stops work: what cannot be written is said in the copy that can.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Final, Literal

from toolkit.folders import Places
from toolkit.intake.share import overwrite

State = Literal["serving", "standby", "trouble", "stopping"]

NAME: Final = "heartbeat.json"
"""On the share: of the one who leads."""
HERE: Final = "heartbeat-here.json"
"""On this machine: of whoever serves or stands by here."""
PERIOD_SECONDS: Final = 10.0
PERIODS: Final = 3
"""A heartbeat older than so many periods is none. Source: intake.md 4, I8."""
STUCK_SECONDS: Final = 300.0
"""The longest a round may say nothing: a file's three tries in a worker are over by then."""
STOP_SECONDS: Final = 3.0
"""How long the end, or one heartbeat, waits for a share that hangs."""
SLOW_LISTING_SECONDS: Final = 10.0
SLOW_OPERATION_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the loop knows of itself, newest."""

    state: State
    why: str = ""
    """Why it is not serving, or what hampers it."""
    oldest_waiting_seconds: float = 0.0
    """Age of the file that lies longest in the inbox or in a claim, undecided."""
    waiting: int = 0
    """Files in inbox and claims, undecided."""
    blocked: int = 0
    """Decided files whose effects do not get done: no permission, no space."""
    quarantined: int = 0
    done: int = 0
    """Files decided since the process started."""
    hints: str = ""
    """`native` or `rescan`, and why (hints.py)."""
    listing_seconds: float = 0.0
    """How long the last survey of the inbox took."""
    epoch: int = 0
    """Number of the leadership; 0 while standing by."""
    backup: str = ""
    """Day of the last verified copy of the ledger."""


SERVING: Final = Figures(state="serving")
"""Of a service that has found nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat(Figures):
    """One heartbeat as it is written; the figures first that people look for first."""

    time: str
    at: float
    """Seconds since 1970, by the clock of the machine that wrote it."""
    silent_seconds: float
    """How long the loop has said nothing."""
    operation_seconds: float
    """How long writing the last heartbeat to the share took."""
    is_share_slow: bool
    period_seconds: float
    pid: int
    host: str
    version: str


class Heartbeat:
    """Writes the heartbeat every period while the block lasts, and a last one that says `stopping`.

    `tell` may be called as often as one likes. On the share writes only who is no standby: there it stands for the
    leader. `clock` is monotonic, `today_clock` gives seconds since 1970.
    """

    def __init__(
        self,
        places: Places,
        *,
        clock: Callable[[], float] = time.monotonic,
        today_clock: Callable[[], float] = time.time,
        period_seconds: float = PERIOD_SECONDS,
        stuck_seconds: float = STUCK_SECONDS,
    ) -> None:
        self._places, self._clock, self._today_clock = places, clock, today_clock
        self._period, self._stuck = period_seconds, stuck_seconds
        self._figures = Figures(state="standby", why="starting")
        self._told = clock()
        self._operation, self._share_trouble, self._write_trouble = 0.0, "", ""
        self._writer: threading.Thread | None = None
        self._news, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._beat_on, name="heartbeat", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, at: TracebackType | None
    ) -> None:
        self._over.set()
        self._news.set()
        self._thread.join(STOP_SECONDS)
        why = f"{type(trouble).__name__}: {trouble}" if trouble else ""
        self._figures = replace(self._figures, state="stopping", why=why)
        self._told = self._clock()
        self.write()

    def tell(self, figures: Figures) -> None:
        """What is written from now on; a change of state is written at once."""
        is_news = figures.state != self._figures.state
        self._figures, self._told = figures, self._clock()
        if is_news:
            self._news.set()

    def tell_alive(self) -> None:
        """The round goes on, its figures are not known yet."""
        self._told = self._clock()

    def write(self) -> Beat:
        """Write both copies now; what was written here. Raises nothing: what fails is told of in the other."""
        if self._figures.state == "standby":
            self._share_trouble = ""
        else:
            self._share_trouble = self._shared()
        beat = self._beat()
        with suppress(OSError):
            _written(self._places.private / HERE, beat)
        return beat

    def _beat_on(self) -> None:
        while not self._over.is_set():
            self._news.clear()
            self.write()
            self._news.wait(self._period)

    def _shared(self) -> str:
        """Write the copy on the share; what prevented it, '' for nothing. One try at a time, however long it hangs."""
        if self._writer is None or not self._writer.is_alive():
            self._writer = threading.Thread(target=self._write_shared, name="heartbeat to the share", daemon=True)
            self._writer.start()
        self._writer.join(min(self._period, STOP_SECONDS))
        return "the share does not answer" if self._writer.is_alive() else self._write_trouble

    def _write_shared(self) -> None:
        started = self._clock()
        try:
            _written(self._places.hidden / NAME, self._beat())
            self._write_trouble = ""
        except OSError as trouble:
            self._write_trouble = f"heartbeat: {trouble}"
        self._operation = self._clock() - started

    def _beat(self) -> Beat:
        """The figures as they stand, with what only we know."""
        figures, silent = self._figures, self._clock() - self._told
        state, why = figures.state, figures.why
        if silent > self._stuck and state != "stopping":
            state, why = "trouble", f"no round has ended for {silent:.0f} s; {why}".removesuffix("; ")
        elif self._share_trouble and state == "serving":
            state, why = "trouble", f"{self._share_trouble}; {why}".removesuffix("; ")
        at = self._today_clock()
        said = {field.name: getattr(figures, field.name) for field in fields(Figures)}
        return Beat(
            **{**said, "state": state, "why": why},
            time=datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds"),
            at=at,
            silent_seconds=round(silent, 1),
            operation_seconds=round(self._operation, 3),
            is_share_slow=figures.listing_seconds > SLOW_LISTING_SECONDS or self._operation > SLOW_OPERATION_SECONDS,
            period_seconds=self._period,
            pid=os.getpid(),
            host=socket.gethostname(),
            version=_version(),
        )


def _written(path: Path, beat: Beat) -> None:
    """Put the heartbeat in the place of the one before, whole. Raises OSError; makes no folder."""
    overwrite(path, json.dumps(asdict(beat), ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace"))


def read(path: Path) -> Beat | None:
    """The heartbeat that lies there; None for none, or for one that this salesdocs cannot read. Raises OSError."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Beat(**{field.name: said[field.name] for field in fields(Beat)})
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return None


def _version() -> str:
    try:
        return version("salesdocs")
    except PackageNotFoundError:
        return ""
