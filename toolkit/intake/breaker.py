"""A breaker for trouble that is nobody's file: share, disk, database.

It opens at the first such trouble (LedgerTrouble, ShareTrouble of the sort `away`), so that no file is blamed for
it, and closes by itself when the house's surroundings answer again. Source: intake.md 2 (22), 6 (error classes).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Final

from toolkit.errors import LedgerTrouble, ShareTrouble
from toolkit.folders import Places
from toolkit.intake.share import present, touched
from toolkit.ledger.store import Ledger

FIRST_WAIT_SECONDS: Final = 1.0
LONGEST_WAIT_SECONDS: Final = 60.0


class Breaker:
    """Open while the surroundings fail; tried after 1, 2, 4 … at most 60 s; closed by a try that works.

    `clock` is monotonic and decides when to try; `today_clock` is what people read in `since`.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, today_clock: Callable[[], float] = time.time
    ) -> None:
        self._clock, self._today_clock = clock, today_clock
        self._wait, self._next = 0.0, 0.0
        self.why = ""
        """What it opened for, or what the last try met; '' while closed."""
        self.since = 0.0
        """When it opened, in seconds since 1970; 0 while closed."""
        self.opened = 0
        """How often it has opened."""

    @property
    def is_open(self) -> bool:
        """Whether no file may be touched."""
        return bool(self._wait)

    @property
    def wait_seconds(self) -> float:
        """How long until the next try; 0 when one is due or the breaker is closed."""
        return max(0.0, self._next - self._clock()) if self.is_open else 0.0

    def trip(self, trouble: BaseException) -> None:
        """Open for this trouble; open already, only the reason is new."""
        self.why = str(trouble) or type(trouble).__name__
        if not self.is_open:
            self.since, self.opened = self._today_clock(), self.opened + 1
            self._wait_for(FIRST_WAIT_SECONDS)

    def closed(self, probe: Callable[[], None]) -> bool:
        """Whether work may go on: closed, or closed now by a try that was due and worked.

        `probe` returns when the surroundings answer; ShareTrouble, LedgerTrouble or OSError from it keep the breaker
        open, twice as long as before.
        """
        if not self.is_open:
            return True
        if self.wait_seconds:
            return False
        try:
            probe()
        except (ShareTrouble, LedgerTrouble, OSError) as trouble:
            self.why = str(trouble)
            self._wait_for(min(self._wait * 2, LONGEST_WAIT_SECONDS))
            return False
        self._wait, self.why, self.since = 0.0, "", 0.0
        return True

    def _wait_for(self, seconds: float) -> None:
        self._wait, self._next = seconds, self._clock() + seconds


def surroundings(places: Places, ledger: Ledger) -> None:
    """Return when the share is there and ours, share and disk take a file, and the ledger lets itself be written.

    Raises ShareTrouble, LedgerTrouble.
    """
    present(places)
    touched(places)
    present(places)
    with ledger.deciding(date.min):
        pass
