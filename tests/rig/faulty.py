"""A disk on which something happens at every call: before it, after it, and at half of the bytes.

Points are numbered as they are met. What happens there is a happening: it may kill the process, stop it, raise what
the system would raise, or touch the files as somebody else would.
"""

from __future__ import annotations

import errno
import os
import re
import signal
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from sqlite3 import OperationalError as Refusal
from typing import Any, Final, Literal, get_args

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import Pool

from toolkit.disk import Disk

Phase = Literal["before", "half", "after"]
COMMIT: Final = "commit"
LOOKING: Final = frozenset(("read", "look", "names"))
"""Calls that change nothing: dying beside one is dying beside the next that does."""
_UNIQUE: Final = re.compile(r"\b[0-9a-f]{32}\b|\b[0-9a-f]{64}\b")
NEVER_REFUSED: Final = frozenset(("sync",))
"""Calls that promise to keep trouble to themselves."""
CALLS: Final = tuple(name for name in vars(Disk) if not name.startswith("_"))


@dataclass(frozen=True, slots=True)
class Point:
    """One moment at which the run may be cut short."""

    number: int
    call: str
    phase: Phase
    paths: tuple[Path, ...] = ()

    def told(self) -> str:
        """`12 after rename inbox/a.xlsx -> .salesdocs/claims/…`, as far as paths tell."""
        names = " -> ".join("/".join(path.parts[-2:]) for path in self.paths[:2])
        return f"{self.number} {self.phase} {self.call} {_UNIQUE.sub('…', names)}".rstrip()


def is_telling(point: Point) -> bool:
    """Whether something has changed since the last such point: after each call that changes, and half way."""
    return point.phase != "before" and point.call not in LOOKING


Deeds = Mapping[str, int]
"""What people did to the files of the house: SHA-256 -> how many more, or fewer, such files there are.

Those in a deal's folder, which may be copies of originals, are counted apart: the SHA-256 begins with `deals/`. Where
it ends with `?`, that many fewer would be right as well.
"""
Happening = Callable[[Point], Deeds | None]


class Faulty(Disk):
    """The disk, with a happening at every point of every call."""

    def __init__(self, happening: Callable[[Point], object]) -> None:
        self._happening = happening
        self._met = 0
        self._owner = os.getpid()

    def meet(self, call: str, phase: Phase, *paths: Path) -> None:
        """One more point; those of forked workers are none of ours."""
        if os.getpid() == self._owner:
            self._met += 1
            self._happening(Point(self._met, call, phase, paths))


def _pointed(call: str) -> Callable[..., Any]:
    def through(faulty: Faulty, *given: Any, **named: Any) -> Any:
        paths = tuple(_paths((*given, *named.values())))
        faulty.meet(call, "before", *paths)
        if call in ("lay", "write"):
            _write_half(faulty, call, *given, **named)
        done = getattr(Disk, call)(faulty, *given, **named)
        faulty.meet(call, "after", *paths)
        return done

    return through


def _paths(given: Iterable[Any]) -> Iterator[Path]:
    """The paths among what a call is given, those in collections too."""
    for one in given:
        if isinstance(one, Path):
            yield one
        elif isinstance(one, Collection) and not isinstance(one, str | bytes):
            yield from _paths(one)


def _write_half(faulty: Faulty, call: str, path: Path, content: bytes) -> None:
    """Half of the bytes lie there while the point is met, as they would when the process dies or the disk is full."""
    if path.exists():
        return
    path.write_bytes(content[: len(content) // 2])
    try:
        faulty.meet(call, "half", path)
    finally:
        path.unlink(missing_ok=True)


for _call in CALLS:
    setattr(Faulty, _call, _pointed(_call))


@contextmanager
def commits_met(faulty: Faulty) -> Iterator[None]:
    """Every commit of a ledger that was written to is a point as well, before it and after it."""
    written: list[bool] = []

    def before(connection: Connection) -> None:
        if connection.get_execution_options().get("deciding"):
            faulty.meet(COMMIT, "before")
            written.append(True)

    def after(*_: object) -> None:
        if written:
            written.clear()
            faulty.meet(COMMIT, "after")

    event.listen(Engine, "commit", before)
    event.listen(Pool, "checkin", after)
    try:
        yield
    finally:
        event.remove(Engine, "commit", before)
        event.remove(Pool, "checkin", after)


@dataclass(frozen=True, slots=True)
class KillAt:
    """The process dies at its n-th point, as by a power switch that spares the disk."""

    number: int

    def __call__(self, point: Point) -> None:
        if point.number == self.number:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(slots=True)
class KillAtTelling:
    """The process dies at the n-th point between which something changes; not at all when it meets fewer."""

    nth: int
    met: int = field(default=0, repr=False)

    def __call__(self, point: Point) -> None:
        self.met += is_telling(point)
        if self.met == self.nth:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class StopAt:
    """The process sleeps at its n-th point until somebody wakes it."""

    number: int

    def __call__(self, point: Point) -> None:
        if point.number == self.number:
            os.kill(os.getpid(), signal.SIGSTOP)


@dataclass(frozen=True, slots=True)
class Refuse:
    """The system refuses calls from the n-th point on, as often as `times`; at `after` it did and says it did not."""

    number: int
    code: int
    times: int = 1
    phases: tuple[Phase, ...] = ("before", "half")

    def __call__(self, point: Point) -> None:
        reached = self.number <= point.number < self.number + self.times
        if reached and point.call not in NEVER_REFUSED and point.phase in self.phases:
            refuse(self.code, point)


@dataclass(frozen=True, slots=True)
class RefuseIn:
    """The system refuses every such call in one folder of the house, for the whole life."""

    folder: str
    call: str
    code: int

    def __call__(self, point: Point) -> None:
        is_there = any(self.folder in path.parts for path in point.paths)
        if is_there and point.phase == "before" and point.call == self.call:
            refuse(self.code, point)


def refuse(code: int, point: Point) -> None:
    """What the system or the database raises at a point. Always raises."""
    if point.call == COMMIT:
        raise OperationalError("COMMIT", None, Refusal("database or disk is full"))
    place = str(point.paths[0]) if point.paths else ""
    raise OSError(code, os.strerror(code), place)


@dataclass(frozen=True, slots=True)
class Together:
    """Several things happen in one life."""

    happenings: tuple[Happening, ...]

    def __call__(self, point: Point) -> Deeds | None:
        deeds = Counter[str]()
        for happening in self.happenings:
            deeds.update(happening(point) or {})
        return deeds


@dataclass(frozen=True, slots=True)
class Parted:
    """Folders of these names lie on disks of their own: no rename leads out of one or into it."""

    folders: frozenset[str]

    def __call__(self, point: Point) -> None:
        if point.call == "rename" and point.phase == "before":
            source, target = (self._disk(path) for path in point.paths)
            if source != target:
                refuse(errno.EXDEV, point)

    def _disk(self, path: Path) -> str:
        return next((part for part in path.parts if part in self.folders), "")


Deed = Literal["edits", "renames", "deletes", "appends", "drops again", "squats"]
DEEDS: Final[tuple[Deed, ...]] = get_args(Deed)


@dataclass(frozen=True, slots=True)
class Somebody:
    """At the n-th point a person, a virus scanner or a slow writer touches the very file that the call is about."""

    number: int
    deed: Deed

    def __call__(self, point: Point) -> Deeds | None:
        if point.number != self.number or not point.paths:
            return None
        path = point.paths[-1]
        if self.deed == "squats":
            return _squat(path)
        path = path if path.is_file() else point.paths[0]
        if not path.is_file() or not self._reaches(path):
            return None
        is_in_work = point.call == "read" or ".salesdocs" in point.paths[-1].parts
        return _touch(path, self.deed, is_in_work=is_in_work)

    def _reaches(self, path: Path) -> bool:
        """Nobody but us is in our own folder; handles opened before, and virus scanners, reach what we claimed."""
        return ".salesdocs" not in path.parts or (path.name == "payload" and self.deed in ("appends", "deletes"))


def _squat(path: Path) -> Deeds | None:
    """A file of that name appears just before ours."""
    if path.exists() or not path.parent.is_dir():
        return None
    path.write_bytes(b"somebody else's " + path.name.encode())
    return {_deed(path): 1}


def _touch(path: Path, deed: Deed, *, is_in_work: bool) -> Deeds:
    was, key = path.read_bytes(), _deed(path)
    match deed:
        case "edits":
            path.write_bytes(b"edited " + was)
        case "appends":
            with path.open("ab") as opened:
                opened.write(b"\0" * 22)
            return {f"{key}?" if is_in_work else key: -1, _deed(path): 1}
        case "drops again":
            path.unlink()
            path.write_bytes(b"again " + was)
        case "renames":
            path.rename(path.with_name(f"mine {path.name}"))
            return {key: 0}
        case _:
            path.unlink()
            return {f"{key}?": -1, key: 0} if is_in_work else {key: -1}  # restored from its capture, or gone
    return {key: -1, _deed(path): 1}


def _deed(path: Path) -> str:
    """How a file is spoken of in deeds."""
    digest = sha256(path.read_bytes()).hexdigest()
    return f"deals/{digest}" if "deals" in path.parts else digest


def nothing(point: Point) -> None:
    """Nothing happens."""
