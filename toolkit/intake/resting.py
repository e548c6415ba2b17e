"""Files that went back to the inbox, left in peace until they, the scans beside them or the day have changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from math import inf
from pathlib import Path
from typing import Final

from toolkit.disk import disk
from toolkit.intake.answer import Answered
from toolkit.intake.scan import Found

FAILED_SECONDS: Final = 60.0
"""After which a file that we failed with is tried again in any case."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a file that waits may wait for."""

    scans: frozenset[str]
    day: date
    clock: float


class Resting:
    """Remembers with which size and time stamp a file went back, and what was then."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._laid: dict[Path, tuple[int, int, Moment]] = {}

    def lay(self, back: Path, answered: Answered, then: Moment) -> None:
        """Leave a file in peace from now on; one that we failed with for a minute at the longest."""
        looked = disk().look(back)
        if looked is not None:
            until = self._clock() + FAILED_SECONDS if answered.outcome == "failed" else inf
            self._laid[back] = (looked.st_size, looked.st_mtime_ns, replace(then, clock=until))

    def has(self, found: Found, now: Moment) -> bool:
        """Whether a file went back not long ago and nothing has changed since; one that has changed is forgotten."""
        laid = self._laid.get(found.path)
        if laid is None:
            return False
        size, mtime_ns, then = laid
        is_same = (size, mtime_ns, then.scans, then.day) == (found.size, found.mtime_ns, now.scans, now.day)
        if is_same and now.clock < then.clock:
            return True
        del self._laid[found.path]
        return False

    def __contains__(self, path: Path) -> bool:
        return path in self._laid
