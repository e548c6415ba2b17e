"""Everything around the rounds of a service: who may serve, whether the share is there, what is told, when to look."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from toolkit.errors import LedgerTrouble, ShareTrouble, WorkersLost
from toolkit.files import reaching
from toolkit.house import House
from toolkit.intake.breaker import Breaker, surroundings
from toolkit.intake.heartbeat import PERIOD_SECONDS, SERVING, Figures, Heartbeat, State
from toolkit.intake.hints import Hints
from toolkit.intake.lease import Leader, serving
from toolkit.intake.log import Log
from toolkit.intake.nightly_run import NightlyRun
from toolkit.intake.share import canary, capabilities, found, sweep, within
from toolkit.intake.stop import stopping
from toolkit.ledger.backup import Backups, agree, check

SHORTEST_SECONDS: Final = 0.1
"""The least between two looks, however often something is dropped; twice the time of a look, if that is more."""
ASKED_SECONDS: Final = 0.2
"""How often `stop` is looked at."""
PERIODS_OF_LEASE: Final = 6
PROBE_SECONDS: Final = 60.0
"""How long a share may take to answer a probe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one round saw and did."""

    all_settled: bool
    """Whether nothing has to be looked at again soon."""
    done: int = 0
    """Files decided in this round."""
    figures: Figures = SERVING
    """What lay there, as the heartbeat tells it."""


Round = Callable[[], Seen]
"""Look once and answer what is ready. Raises ShareTrouble, LedgerTrouble."""


def serve(
    house: House,
    begin: Callable[[Callable[[], bool]], Round],
    *,
    day: Callable[[], date],
    rescan_seconds: float,
    quiet_seconds: float,
    log: Log,
    stop: threading.Event | None = None,
    night: NightlyRun | None = None,
    period_seconds: float = PERIOD_SECONDS,
) -> None:
    """Go round until told to stop: by a signal, or by `stop`.

    `begin` gets what is to be asked before each batch, whether to go on, and gives the round. A round comes when
    something was dropped, else every `rescan_seconds`, or `quiet_seconds` while files settle. Heartbeat and sign of
    leadership come every `period_seconds`; six of them without one end a leadership. Whoever leads looks after `night`.
    Raises HouseServed; LedgerTrouble for a ledger that is damaged or lacks what its copy holds, ShareTrouble at start.
    """
    wake = threading.Event()
    with ExitStack() as block:
        block.enter_context(serving(house.places))
        check(house.places.ledger)
        found(house.places)
        sweep(house.places)
        told = block.enter_context(stopping(wake))
        heart = block.enter_context(Heartbeat(house.places, period_seconds=period_seconds))
        hints = block.enter_context(Hints([house.places.inbox], wake))
        duty = Duty(house, heart, hints, day=day, log=log, waits=(rescan_seconds, quiet_seconds, period_seconds))
        block.callback(duty.end)
        if night is not None:
            block.callback(night.end)

        def is_over() -> bool:
            return told.is_set() or (stop is not None and stop.is_set())

        work = begin(lambda: not is_over() and duty.goes_on())
        woken = False
        while not is_over():
            seconds = duty.turn(work, was_woken=woken)
            if night is not None and duty.leader.epoch:
                night.look()
            woken = _waited(wake, seconds, is_over if stop is not None else None)


def _waited(wake: threading.Event, seconds: float, is_over: Callable[[], bool] | None) -> bool:
    """Wait, no longer than until it is over; whether something was dropped."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not (is_over and is_over()):
        if wake.wait(left if is_over is None else min(left, ASKED_SECONDS)):
            break
    was_set = wake.is_set()
    wake.clear()
    return was_set


class Duty:
    """What one service remembers between its turns; `clock` is monotonic."""

    def __init__(
        self,
        house: House,
        heart: Heartbeat,
        hints: Hints,
        *,
        day: Callable[[], date],
        log: Log,
        waits: tuple[float, float, float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._house, self._heart, self._hints, self._day, self._log = house, heart, hints, day, log
        self._rescan, self._quiet, self._period = waits
        self._clock = clock
        self.leader = Leader(
            house.places, clock=clock, renew_seconds=self._period, lease_seconds=PERIODS_OF_LEASE * self._period
        )
        self.breaker = Breaker(clock)
        self._backups: Backups | None = None
        self._agreed = 0
        self._next = self._earliest = clock()
        self._seen = Seen(all_settled=True)
        self._done = 0
        self._state: tuple[State, str] = ("standby", "")

    def turn(self, work: Round, *, was_woken: bool = False) -> float:
        """Do what is due; how long to wait before the next turn, unless woken.

        Raises LedgerTrouble when we lead and the ledger lacks what its copy holds.
        """
        places, was_open = self._house.places, self.breaker.is_open
        self._hints.check()
        try:
            if not self.breaker.closed(self._probe):
                self._say("trouble", self.breaker.why)
                return min(self.breaker.wait_seconds, self._period)
            if was_open:
                canary(places)  # it may have been mounted anew
            if not self.leader.lead():
                holder = self.leader.holder
                self._say("standby", f"{holder.host} ({holder.pid}) leads" if holder else "")
                return self._period
            able = capabilities(places)
            with reaching(places.backups):
                self._agree()
            why = "" if able.keeps_names else "renames replace files on this share"
            if not was_open:  # after trouble it serves when a round has worked, not before
                self._say("serving", why)
            if was_open or was_woken:
                self._next = min(self._next, self._earliest)
            if self._clock() >= self._next:
                self._go(work)
                self._say("serving", why)
        except (ShareTrouble, LedgerTrouble, WorkersLost) as trouble:
            if self.leader.epoch and self._agreed != self.leader.epoch and isinstance(trouble, LedgerTrouble):
                raise
            self.breaker.trip(trouble)
            self._say("trouble", self.breaker.why)
            return min(self.breaker.wait_seconds, self._period)
        return max(0.0, min(self._next - self._clock(), self._period))

    def goes_on(self) -> bool:
        """Whether the next batch may be taken: we lead still; says to the heartbeat that the round is alive."""
        self._heart.tell_alive()
        return self.leader.still_leader()

    def end(self) -> None:
        """Let another take over at once, with a copy of all that we know."""
        try:
            if self._backups is not None and self.leader.still_leader():
                self._backups.at_end(self._day())
        except (ShareTrouble, LedgerTrouble, OSError) as trouble:
            self._log.event("copy of the ledger failed", str(trouble), is_trouble=True)
        self.leader.resign()

    def _probe(self) -> None:
        within(PROBE_SECONDS, lambda: surroundings(self._house.places, self._house.ledger), doing="probe")

    def _agree(self) -> None:
        """See once in each leadership that our ledger knows what the last copy knows."""
        if self._agreed != self.leader.epoch:
            agree(self._house.places.ledger, self._house.places.backups)
            self._backups = Backups(self._house.places.ledger, self._house.places.backups)
            self._agreed = self.leader.epoch

    def _go(self, work: Round) -> None:
        self._seen = work()
        self._done += self._seen.done
        now = self._clock()
        self._earliest = now + max(SHORTEST_SECONDS, 2 * self._seen.figures.listing_seconds)
        self._next = now + (self._rescan if self._seen.all_settled else min(self._rescan, self._quiet))
        if self._backups is not None:
            with reaching(self._house.places.backups):
                self._backups.after(self._seen.done, self._day())

    def _say(self, state: State, why: str) -> None:
        """Tell the heartbeat, and the log what is new."""
        if (state, why) != self._state:
            self._state = (state, why)
            self._log.event(state, f"{state}: {why}" if why else "", is_trouble=state == "trouble", why=why)
        self._heart.tell(
            replace(
                self._seen.figures,
                state=state,
                why=why,
                done=self._done,
                hints=f"{self._hints.mode} {self._hints.reason}".strip(),
                epoch=self.leader.epoch,
                backup=str(self._backups.last or "") if self._backups else "",
            )
        )
