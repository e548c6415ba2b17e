"""Hostile and heavy work in warm, confined processes; or here, with the same results.

`pebble` does this well (0.2 ms a task), but its workers answer with pickles: whoever takes over a worker by a crafted
file would take over us. Here they answer with JSON or plain bytes, and have processor time for each piece.
Source: intake.md 5.3 (11).
"""

from __future__ import annotations

import queue
import signal
import subprocess
import tempfile
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from datetime import date
from pathlib import Path, PurePath
from pkgutil import resolve_name
from time import monotonic
from types import NoneType
from typing import Any, Final, NamedTuple, Self

from toolkit.documents.looked import Looked
from toolkit.errors import SalesdocsError, WorkerDied, WorkersLost
from toolkit.forms.legacy.sorts import SUFFIXES
from toolkit.forms.legacy.word import BOUNDS as CONVERSION
from toolkit.intake.workers.passing import Piece, described, packed, result
from toolkit.intake.workers.pipe import READY, Said, Strange, ask, heard
from toolkit.model.submission import Submission
from toolkit.office.jail import BOUNDS, Bounds, begin, end, kill

TAKE: Final = "toolkit.intake.workers.pieces:take"
LOOK: Final = "toolkit.intake.workers.pieces:look"
READ: Final = "toolkit.intake.workers.pieces:read"
MARK: Final = "toolkit.intake.marking:marked_copy"
ALLOWED: Final[Mapping[str, tuple[type, ...]]] = {
    TAKE: (Submission, Looked),
    LOOK: (Looked, NoneType),
    READ: (Submission,),
    "toolkit.forms.blank:make": (bytes,),
    "toolkit.documents.render:rendered": (bytes,),
    MARK: (bytes, NoneType),
}
"""What may be asked for, pure functions of ours, and what each gives: a worker's word is not taken for it."""

START_SECONDS: Final = 60.0
_CHILD: Final = "toolkit.intake.workers.child"
_STARTS: Final = 3
"""Tries to start a worker before the machine is to blame."""
_WATCH_SECONDS: Final = 0.25
_LAST_SECONDS: Final = 0.5
"""What a process that says nothing more takes to be gone."""
_TIME_UP: Final = ("SIGXCPU", "SIGALRM")


class Work(ABC):
    """Pieces of work and what comes of them."""

    @abstractmethod
    def _begin(self, piece: Piece, name: str) -> Future[Any]: ...

    @abstractmethod
    def __enter__(self) -> Self: ...

    @abstractmethod
    def __exit__(self, *_: object) -> None: ...

    def take(self, content: bytes, name: str, today: date) -> Future[Submission | Looked]:
        """What may be a document of ours, looked at; any other file, read as a form: one way there and back.

        The result raises what `read` raises.
        """
        return self._begin(self._of_file(TAKE, name, content, name, today), name)

    def look(self, content: bytes, name: str) -> Future[Looked | None]:
        """A Word file that may be a document of ours, behind the gate; None for what is surely none.

        The result raises UnreadableFile, WorkerDied, WorkersLost.
        """
        return self._begin(self._of_file(LOOK, name, content, name), name)

    def read(self, content: bytes, name: str, today: date) -> Future[Submission]:
        """The form that a file is. The result raises UnreadableFile, UnknownForm, WorkerDied, WorkersLost."""
        return self._begin(self._of_file(READ, name, content, name, today), name)

    def run(self, function: str, *given: object, **named: object) -> Future[Any]:
        """The result of one of our pure functions, `toolkit.forms.blank:make`, out of ALLOWED.

        Forms and kinds of document are the catalogue's; all else is as it is. Raises ValueError for another function;
        the result raises what the function does, WorkerDied, WorkersLost.
        """
        if function not in ALLOWED:
            raise ValueError(f"{function} is no work for workers")
        return self._begin(Piece(function, given, named, self._wall_seconds), function.partition(":")[2])

    _wall_seconds: float = BOUNDS.wall_seconds

    def _of_file(self, function: str, name: str, *given: object) -> Piece:
        """Old formats are converted by programs that have limits of their own, and time of their own on top."""
        is_old = PurePath(name).suffix.lower() in SUFFIXES
        return Piece(function, given, {}, self._wall_seconds + (CONVERSION.wall_seconds if is_old else 0))


class Here(Work):
    """The same work in this very process: for tests, simulations and what is only one file."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def _begin(self, piece: Piece, name: str) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(resolve_name(piece.function)(*piece.given, **piece.named))
        except SalesdocsError as trouble:
            future.set_exception(trouble)
        except MemoryError:
            future.set_exception(WorkerDied(name, "memory"))
        except Exception as fault:  # noqa: BLE001  as a worker tells it: our code fell over this piece
            died = WorkerDied(name, "crash", described(fault))
            died.__cause__ = fault
            future.set_exception(died)
        return future


class _Asked(NamedTuple):
    content: bytes
    gives: tuple[type, ...]
    wall_seconds: float
    name: str
    future: Future[Any]


class Workers(Work):
    """Confined processes that work side by side, each started with the first piece there is for it.

    Futures are done by threads of ours; one cancelled before its turn is left out. Whoever hands in pieces faster than
    they are done keeps them all in memory: hand in a few more than there are workers.
    A worker's death or overtime fails its piece alone, and another one takes its place.
    """

    def __init__(self, count: int, bounds: Bounds = BOUNDS) -> None:
        self._wall_seconds = bounds.wall_seconds
        self._waiting: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._desks = tuple(_Desk(bounds, self._waiting, self._closing) for _ in range(count))
        self._watch = threading.Thread(target=self._watching, daemon=True)

    def start(self) -> None:
        """Start every worker now, so that no piece need wait for it."""
        for _ in self._desks:
            self._waiting.put(None)

    def __enter__(self) -> Self:
        for desk in self._desks:
            desk.start()
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End every worker at once; pieces that are not done are cancelled."""
        self._closing.set()
        for desk in self._desks:
            desk.stop()
            self._waiting.put(None)
        for thread in (*self._desks, self._watch):
            thread.join()
        with suppress(queue.Empty):
            while True:
                asked = self._waiting.get_nowait()
                if asked is not None:
                    asked.future.cancel()

    def _begin(self, piece: Piece, name: str) -> Future[Any]:
        future: Future[Any] = Future()
        if self._closing.is_set():
            future.cancel()
        else:
            self._waiting.put(_Asked(packed(piece), ALLOWED[piece.function], piece.wall_seconds, name, future))
        return future

    def _watching(self) -> None:
        while not self._closing.wait(_WATCH_SECONDS):
            for desk in self._desks:
                desk.look()


class _Desk(threading.Thread):
    """Where one worker at a time is handed its pieces."""

    def __init__(self, bounds: Bounds, waiting: queue.SimpleQueue[_Asked | None], closing: threading.Event) -> None:
        super().__init__(daemon=True)
        self._bounds, self._waiting, self._closing = bounds, waiting, closing
        self._worker: _Worker | None = None

    def look(self) -> None:
        """End the worker if it is over its time."""
        if (worker := self._worker) is not None:
            worker.end_if_late()

    def stop(self) -> None:
        """End the worker, whatever it is at."""
        if (worker := self._worker) is not None:
            worker.kill()

    def run(self) -> None:
        """Hand on what waits until there is an end to it; a worker that is gone is followed by the next at once."""
        while not self._closing.is_set():
            asked = self._waiting.get()
            if asked is not None and asked.future.set_running_or_notify_cancel():
                self._hand_on(asked)
            if not self._closing.is_set():
                with suppress(WorkersLost):
                    self._at_work()
        self._dismiss()

    def _hand_on(self, asked: _Asked) -> None:
        try:
            value = self._result(asked)
        except Exception as trouble:  # noqa: BLE001  whoever waits for the piece must hear of it
            asked.future.set_exception(CancelledError() if self._closing.is_set() else trouble)
        else:
            asked.future.set_result(value)

    def _result(self, asked: _Asked) -> Any:
        worker = self._at_work()
        try:
            said = worker.asked(asked.content, asked.wall_seconds)
            if said.leaves:
                self._dismiss()
            return result(said, asked.name, asked.gives)
        except (OSError, Strange) as gone:
            died = worker.fate(asked.name, str(gone))
            self._dismiss()
            raise died from gone

    def _at_work(self) -> _Worker:
        """The worker, started if there is none. Raises WorkersLost."""
        for _ in range(_STARTS):
            if self._worker is None:
                self._worker = _Worker(self._bounds)
            if self._closing.is_set():  # `stop` may have come before the worker did
                break
            if self._worker.is_ready():
                return self._worker
            self._dismiss()
        raise WorkersLost

    def _dismiss(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()


class _Worker:
    """One child, from its start to its end."""

    def __init__(self, bounds: Bounds) -> None:
        self._most = bounds.said
        self._scratch = tempfile.TemporaryDirectory(prefix="salesdocs-", ignore_cleanup_errors=True)
        self._child = begin(_CHILD, folder=Path(self._scratch.name), bounds=bounds)
        self._lock = threading.Lock()
        self._until: float | None = None
        self._is_ready = self._is_late = self._is_over = False

    def is_ready(self) -> bool:
        """Whether it takes work; waits until it says so."""
        if not self._is_ready:
            with suppress(OSError, Strange):
                self._is_ready = self._heard(START_SECONDS).sort == READY
        return self._is_ready

    def asked(self, content: bytes, wall_seconds: float) -> Said:
        """What it says of a piece. Raises OSError or Strange where it died of it."""
        return self._heard(wall_seconds, content)

    def _heard(self, wall_seconds: float, content: bytes | None = None) -> Said:
        stdin, stdout = self._child.stdin, self._child.stdout
        assert stdin is not None and stdout is not None
        with self._lock:
            if self._is_over:
                raise Strange("it was ended")
            self._until = monotonic() + wall_seconds
        try:
            if content is not None:
                ask(stdin, content)
            return heard(stdout, self._most)
        finally:
            with self._lock:
                self._until = None

    def end_if_late(self) -> None:
        """End it where it is over its time."""
        with self._lock:
            if self._until is not None and monotonic() > self._until:
                self._is_late = True
                kill(self._child)

    def kill(self) -> None:
        """End it; whoever talks to it, now or later, hears that it is gone."""
        with self._lock:
            self._is_over = True
            if self._until is not None:
                kill(self._child)

    def fate(self, name: str, strange: str) -> WorkerDied:
        """Why it said nothing sensible, as the system tells it."""
        try:
            code = self._child.wait(timeout=_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            return WorkerDied(name, "crash", strange)
        if self._is_late:
            return WorkerDied(name, "time", "it took too long")
        told = signal.Signals(-code).name if -code in set(signal.Signals) else f"exit code {code}"
        return WorkerDied(name, "time" if told in _TIME_UP else "crash", told)

    def end(self) -> None:
        """Be sure that it is gone, with all it left behind."""
        end(self._child)
        if self._child.stdout:
            self._child.stdout.close()
        self._scratch.cleanup()
