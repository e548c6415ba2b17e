"""Which files of the inbox have arrived whole and are nobody's any more. Source: intake.md 3."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from toolkit.intake.locks import Lock, Locks, owner_of
from toolkit.intake.scan import Found, Survey
from toolkit.intake.whole import is_whole
from toolkit.intake.writers import is_being_written

Reason = Literal["young", "changing", "locked", "being written", "incomplete", "empty", "unreadable"]
"""Why a file waits."""
_Verdict = Reason | Literal["ready", "given up", "gone"]

_STALE_NS: Final = 24 * 3600 * 10**9
"""A lock file that is older than this, and whose file nobody has open, was left by a program that crashed."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that is left alone for now, and why."""

    found: Found
    reason: Reason
    who: str = ""
    """Who has it open, as the lock file says."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What one look at the inbox says of its files, each of which stands in one of the first three, in their order."""

    ready: tuple[Found, ...]
    waiting: tuple[Waiting, ...]
    given_up: tuple[Found, ...]
    """Incomplete, and nothing came for so long that nothing will: to be answered as they are."""
    has_more: bool = False
    """Whether some wait for nothing but their turn to be read: look again at once."""


@dataclass(slots=True)
class _Seen:
    """What is remembered of a file from look to look."""

    found: Found
    since: float
    """Since when it has been as it is."""
    alive: float
    """When somebody was last seen at it: a change, an open handle, a lock."""
    has_changed: bool
    is_first: bool = True
    is_whole: bool | None = None
    """None until it was read."""


class Settling:
    """Tells settled files from those on their way, by what it saw of them before; times are the caller's monotonic."""

    def __init__(
        self,
        quiet_seconds: float,
        deadline_seconds: float = 600.0,
        *,
        most_read: int | None = None,
        probe: Callable[[Path], bool | None] = is_being_written,
    ) -> None:
        """At most `most_read` files are read in one look, those that the survey names first; None for all."""
        self._quiet, self._deadline, self._probe = quiet_seconds, deadline_seconds, probe
        self._most_read, self._turns = most_read, 0
        self._seen: dict[Path, _Seen] = {}

    def look(self, survey: Survey, now: float, *, share_now_ns: int | None = None) -> Settled:
        """What became of the files by `now`, in seconds of a clock that never jumps.

        `share_now_ns` is the share's own time (the stamp of a file just touched there); without it no lock is old.
        """
        locks = Locks(survey.locks)
        self._turns = 0
        self._seen = {found.path: self._remembered(found, now) for found in survey.files}
        ready: list[Found] = []
        waiting: list[Waiting] = []
        given_up: list[Found] = []
        for found in survey.files:
            lock = locks.of(found.path)
            is_held = lock is not None and not self._is_stale(lock, found.path, share_now_ns)
            match self._judged(self._seen[found.path], now, is_held=is_held):
                case "ready":
                    ready.append(found)
                case "given up":
                    given_up.append(found)
                case "gone":
                    pass
                case reason:
                    waiting.append(Waiting(found, reason, owner_of(lock) if lock and reason == "locked" else ""))
        has_more = self._most_read is not None and self._turns > self._most_read
        return Settled(tuple(ready), tuple(waiting), tuple(given_up), has_more)

    def _remembered(self, found: Found, now: float) -> _Seen:
        earlier = self._seen.get(found.path)
        if earlier is None or earlier.found != found:
            return _Seen(found, since=now, alive=now, has_changed=earlier is not None)
        earlier.is_first = False
        return earlier

    def _is_stale(self, lock: Lock, path: Path, share_now_ns: int | None) -> bool:
        """Whether the lock is old by the share's clock, and nobody has the file or the lock open."""
        if share_now_ns is None or share_now_ns - lock.mtime_ns <= _STALE_NS:
            return False
        return self._probe(path) is False and not self._probe(lock.path)

    def _judged(self, seen: _Seen, now: float, *, is_held: bool) -> _Verdict:
        if is_held:
            seen.alive = now
            return "locked"
        if now - seen.since < self._quiet:
            return "changing" if seen.has_changed else "young"
        is_written = self._probe(seen.found.path)
        if is_written:
            seen.alive = now
            return "being written"
        if is_written is None and seen.is_first:
            return "changing" if seen.has_changed else "young"  # one look alone says nothing
        return self._read(seen, now)

    def _read(self, seen: _Seen, now: float) -> _Verdict:
        """The judgement by what is in it; a file that stays as it is is read once, and again before it is given up."""
        is_late = now - seen.alive >= self._deadline
        if seen.is_whole is None or (is_late and not seen.is_whole):
            self._turns += 1
            if self._most_read is not None and self._turns > self._most_read:
                return "young"
            try:
                seen.is_whole = is_whole(seen.found)
            except OSError as trouble:
                return _unread(trouble)
        if seen.is_whole:
            return "ready"
        if is_late:
            return "given up"
        return "incomplete" if seen.found.size else "empty"


def _unread(trouble: OSError) -> _Verdict:
    """The judgement on a file that could not be read."""
    match trouble:
        case BlockingIOError():
            return "changing"  # and the next look finds another one
        case FileNotFoundError():
            return "gone"
        case _:
            return "unreadable"
