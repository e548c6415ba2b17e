"""The rounds of a service: what lies there, what has settled, take it. Events are hints, the rescan is the truth.

Source: intake.md 3, 6; what goes on around the rounds is in `serve`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from toolkit.house import House
from toolkit.intake.answer import Answered, headline
from toolkit.intake.batches import Stopped
from toolkit.intake.claims import open_claims
from toolkit.intake.delivery import Courier
from toolkit.intake.heartbeat import SERVING
from toolkit.intake.log import Log
from toolkit.intake.nightly_run import NightlyRun
from toolkit.intake.rounds import Rounds
from toolkit.intake.scan import Survey, survey
from toolkit.intake.serve import Seen, serve
from toolkit.intake.settle import Settled, Settling
from toolkit.intake.share import present, share_now_ns, within
from toolkit.intake.turns import in_turn
from toolkit.intake.workers.pool import Here, Work

ROUND_SECONDS: Final = 4.0
"""So long new files are taken before the inbox is looked at again: what is urgent may have come."""
MOST_READ: Final = 500
"""Files whose wholeness is looked at in one round."""
LISTING_SECONDS: Final = 60.0
"""How long a listing of the inbox may take before the share counts as gone."""
_ON_THE_MOVE: Final = ("young", "changing", "being written")
"""Reasons to look again soon."""


def watch(
    house: House,
    day: Callable[[], date],
    *,
    rescan_seconds: float,
    quiet_seconds: float,
    log: Log,
    tell: Callable[[Answered], None] | None = None,
    stop: threading.Event | None = None,
    readers: Work | None = None,
    night: NightlyRun | None = None,
) -> None:
    """Take in settled files until told to stop, by a signal or by `stop`; `tell` hears of each, else the log does.

    After each round the notices that are due are sent, beside the rounds that follow; `night` runs beside them as well.

    Raises HouseServed, and LedgerTrouble or ShareTrouble at start; later trouble is told and waited for.
    """
    tell = tell or (lambda answered: log_answer(log, answered, house))

    def begin(goes_on: Callable[[], bool]) -> Callable[[], Seen]:
        rounds = Rounds(house, readers or Here(), seconds=ROUND_SECONDS, is_leading=goes_on)
        watcher = Watcher(house, day, rounds, Settling(quiet_seconds, most_read=MOST_READ), tell)

        def turn() -> Seen:
            seen = watcher.round()
            courier.call()
            return seen

        return turn

    with Courier(house, log, lambda: datetime.now().astimezone()) as courier:
        serve(
            house,
            begin,
            day=day,
            rescan_seconds=rescan_seconds,
            quiet_seconds=quiet_seconds,
            log=log,
            stop=stop,
            night=night,
        )


def log_answer(log: Log, answered: Answered, house: House) -> None:
    """One line of the log: which file, what became of it, under which numbers."""
    numbers = tuple(decision.number for decision in answered.decisions if decision.number)
    words = f"{answered.name}: {headline(answered, house.lang)} {' '.join(numbers)}".rstrip()
    form = answered.about.id if answered.about else ""
    facts = {"file": answered.name, "outcome": answered.outcome, "form": form, "numbers": numbers, "run": answered.run}
    log.event("answered", words, is_trouble=answered.outcome in ("failed", "quarantined", "lost"), **facts)


@dataclass(slots=True)
class Watcher:
    """What the rounds remember of each other."""

    house: House
    day: Callable[[], date]
    rounds: Rounds
    settling: Settling
    tell: Callable[[Answered], None]
    said: dict[str, str] = field(default_factory=dict)
    """What was told last of files by name, so as not to tell of one that waits every round."""

    def round(self) -> Seen:
        """Look once and answer what is ready. Raises ShareTrouble, LedgerTrouble, WorkersLost."""
        places = self.house.places
        present(places)
        began = time.monotonic()
        seen = within(LISTING_SECONDS, lambda: survey(places.inbox), doing=f"listing {places.inbox}")
        now = time.monotonic()
        present(places)  # what an empty mount shows counts for nothing
        seen = replace(seen, files=in_turn(seen.files))  # what is urgent is looked into first, too
        looked = self.settling.look(seen, now, share_now_ns=share_now_ns(places) if seen.locks else None)
        answers: list[Answered] = []
        self.rounds.tell = self._teller(answers)
        try:
            self.rounds.take((*looked.ready, *looked.given_up), looked.ready, self.day())
        except Stopped:
            return self._seen(seen, answers, now - began, is_restless=False)
        return self._seen(seen, answers, now - began, is_restless=self._is_restless(looked))

    def _teller(self, answers: list[Answered]) -> Callable[[Answered], None]:
        """Tells of each file, but only once of one that goes back and comes again."""

        def once(answered: Answered) -> None:
            if answered.outcome in ("waiting", "failed"):
                if self.said.get(answered.name) == answered.outcome:
                    return
                self.said[answered.name] = answered.outcome
            else:
                self.said.pop(answered.name, None)
                answers.append(answered)
            self.tell(answered)

        return once

    def _is_restless(self, looked: Settled) -> bool:
        """Whether a file is on its way in, is to be tried again, or more were there than one round takes."""
        if self.rounds.due or looked.has_more or any(one.reason in _ON_THE_MOVE for one in looked.waiting):
            return True
        untaken = (one.path for one in looked.ready if not one.is_attachment and one.path not in self.rounds.resting)
        return any(path.exists() for path in untaken)

    def _seen(self, seen: Survey, answers: list[Answered], listing_seconds: float, *, is_restless: bool) -> Seen:
        left = [found for found in seen.files if found.path.exists()]
        oldest = min((found.mtime_ns for found in left), default=time.time_ns())
        with self.house.ledger.reading() as questions:
            blocked = {planned.arrival for planned in questions.open_effects() if planned.tries}
            aside = len(questions.arrivals(outcome="quarantined"))
        figures = replace(
            SERVING,
            oldest_waiting_seconds=max(0.0, (time.time_ns() - oldest) / 1e9),
            waiting=len(left) + len(open_claims(self.house.places)),
            blocked=len(blocked),
            quarantined=aside,
            listing_seconds=listing_seconds,
        )
        return Seen(all_settled=not is_restless, done=len(answers), figures=figures)
