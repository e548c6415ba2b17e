"""The nightly report beside a service: once a day in a process of its own, so that no form waits for it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from datetime import time as day_time
from typing import IO, Final

from toolkit.intake.log import Log

if sys.platform == "win32":
    _QUIETLY: Final = subprocess.BELOW_NORMAL_PRIORITY_CLASS
else:
    _QUIETLY: Final = 0
AGAIN_SECONDS: Final = 600.0
"""After so long a run that failed is tried again: the share may be back."""
_USAGE: Final = 2
"""Exit code of wrong settings, which trying again does not right. Source: decisions.md 8."""
_LONGEST_WORDS: Final = 2_000
_NICENESS: Final = 10


class NightlyRun:
    """Starts `command` when the day has turned and `at` has come, and says how it ended; never waits for it.

    The command finds by itself which days are missing, so it is started when the service starts, too. `now` is the
    machine's clock, `clock` is monotonic.
    """

    def __init__(
        self,
        command: Sequence[str],
        at: day_time,
        log: Log,
        *,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._command, self._log, self._now, self._clock = tuple(command), log, now, clock
        self._after = timedelta(hours=at.hour, minutes=at.minute)
        self._done: date | None = None
        """The day whose run ended."""
        self._meant: date | None = None
        self._not_before = clock()
        self._running: tuple[subprocess.Popen[bytes], IO[bytes]] | None = None

    def look(self) -> None:
        """Start it when it is due, and tell of one that ended. Raises nothing."""
        if self._running is not None:
            child, said = self._running
            if child.poll() is not None:
                self._running = None
                self._ended(child.returncode, said)
            return
        due = (self._now() - self._after).date()
        if due != self._done and self._clock() >= self._not_before:
            self._begin(due)

    def end(self) -> None:
        """End one that runs: it loses nothing, and the next one completes it."""
        if self._running is not None:
            (child, said), self._running = self._running, None
            child.kill()
            child.wait()
            said.close()

    def _begin(self, due: date) -> None:
        said = tempfile.TemporaryFile()  # noqa: SIM115  closed when the process has ended
        try:
            child = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUTF8": "1"},
                creationflags=_QUIETLY,
            )
        except OSError as trouble:
            said.close()
            self._not_before = self._clock() + AGAIN_SECONDS
            self._log.event("nightly failed", f"the nightly report cannot be started: {trouble}", is_trouble=True)
            return
        if sys.platform != "win32":
            with suppress(OSError):  # it has ended already
                os.setpriority(os.PRIO_PROCESS, child.pid, _NICENESS)
        self._running, self._meant = (child, said), due
        self._log.event("nightly started", f"the nightly report is being written, by process {child.pid}")

    def _ended(self, code: int, said: IO[bytes]) -> None:
        with said:
            said.seek(0)
            told = said.read().decode("utf-8", "replace").strip()
        words = " | ".join(told.splitlines())[-_LONGEST_WORDS:]
        if code == 0:
            self._log.event("nightly done", words, exit_code=code)
        else:
            self._log.event("nightly failed", f"exit code {code}: {words}", is_trouble=True, exit_code=code)
        if code in (0, _USAGE):
            self._done = self._meant
        else:
            self._not_before = self._clock() + AGAIN_SECONDS
