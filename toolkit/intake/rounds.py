"""One round: what is open is taken up, what has settled is claimed, all of it is answered in batches.

The way after a crash is this way, too: a claim that somebody left is taken up like one just made. Work on a file that
was cut short before is done alone, so that blame falls on no other. Source: intake.md 6.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from math import inf
from pathlib import Path, PurePosixPath
from typing import Final, TypeVar

from toolkit.errors import LedgerTrouble, ShareTrouble, WorkersLost
from toolkit.files import syncing_once
from toolkit.house import House
from toolkit.intake import effects
from toolkit.intake.answer import Answered
from toolkit.intake.attachments import AtHand
from toolkit.intake.batches import STOP_SECONDS, Batch, Stopped
from toolkit.intake.claims import Claim, Reserved, open_claims, reserve
from toolkit.intake.resting import Moment, Resting
from toolkit.intake.scan import ATTACHMENTS, Found, scan
from toolkit.intake.turns import in_turn
from toolkit.intake.workers.pool import Here, Work

BATCH: Final = 32
"""Files decided in one transaction, at most; one when only one is there."""
BATCH_BYTES: Final = 64 << 20

T = TypeVar("T")


@dataclass(slots=True)
class Rounds:
    """What one pass, or one service, remembers between its rounds."""

    house: House
    readers: Work
    tell: Callable[[Answered], None] = lambda _: None
    batch: int = BATCH
    seconds: float = inf
    """How long new files are taken before the round ends with more still there."""
    clock: Callable[[], float] = time.monotonic
    due: dict[str, float] = field(default_factory=dict)
    """Claims to be taken up again, not before a time of the clock."""
    is_leading: Callable[[], bool] = lambda: True
    """Asked before each batch: the service may be told to end, or another machine may have taken over."""
    in_work: list[Batch] = field(default_factory=list)
    """Begun and not decided yet."""
    blameless: list[str] = field(default_factory=list)
    """Arrivals whose attempt was cut short by trouble of the place."""
    resting: Resting = field(init=False)

    def __post_init__(self) -> None:
        self.resting = Resting(self.clock)

    def take(self, ready: Iterable[Found], at_hand: Iterable[Found], today: date) -> list[Answered]:
        """Answer every open claim and every settled form; `at_hand` are the scans that they may name.

        Raises ShareTrouble, LedgerTrouble: nothing is lost then, no file is blamed, the next round goes on.
        """
        effects.finish(self.house)
        effects.sweep(self.house)
        self.forgive((), today)
        answers = []
        scans = tuple(one for one in at_hand if one.is_attachment)
        moment = Moment(frozenset(one.path.name for one in scans), today, self.clock())
        forms = [one for one in ready if not one.is_attachment and not self.resting.has(one, moment)]
        left = self._left()
        scanned = AtHand(self.house, scans, (one for one in left if _is_attachment(one)))
        now = self.clock()
        due = [one for one in left if not _is_attachment(one) and self.due.get(one.id, now) <= now]
        self.due = {id: when for id, when in self.due.items() if when > now}
        try:
            for batch in self._batches(due, forms, scanned, moment):
                for answered in batch.decide():
                    answers.append(answered)
                    self.tell(answered)
                self.in_work.remove(batch)
        except (ShareTrouble, LedgerTrouble, WorkersLost):
            self.forgive([one.arrival for batch in self.in_work for one in batch.begun], today)
            raise
        except Stopped:
            for batch in self.in_work:
                batch.give_up()
            raise
        finally:
            self.in_work.clear()
        scanned.release()
        return answers

    def forgive(self, arrivals: Iterable[str], today: date) -> None:
        """Give back the attempts that trouble of the place took, as soon as the ledger takes it."""
        self.blameless += arrivals
        if self.blameless:
            with suppress(LedgerTrouble), self.house.ledger.deciding(today) as entry:
                for arrival in self.blameless:
                    entry.forgive(arrival)
                self.blameless.clear()

    def _left(self) -> tuple[Claim, ...]:
        """Claims that an earlier round left, but for those that effects will end."""
        leaving = effects.claims_of(self.house.ledger.open_effects())
        return tuple(one for one in open_claims(self.house.places) if one.id not in leaving)

    def _batches(
        self, left: Sequence[Claim], forms: Sequence[Found], scanned: AtHand, moment: Moment
    ) -> Iterator[Batch]:
        """What to decide together: of claims left each alone, of new ones as many as fit; none once another leads.

        While one batch of new ones is decided, the next is read already.
        """
        for one in left:
            if self.is_leading():
                yield self._begun([one], scanned, moment)
        begun: Batch | None = None
        until = self.clock() + self.seconds
        for found in _chunks(in_turn(forms), self.batch):
            if not self.is_leading() or self.clock() >= until:
                break
            with syncing_once():
                reserved = [got for each in found if (got := self._reserved(each.path)) is not None]
            following = self._begun(reserved, scanned, moment)
            if begun is not None:
                yield begun
            begun = following
        if begun is not None:
            yield begun

    def _begun(self, wanted: Sequence[Claim | Reserved], scanned: AtHand, moment: Moment) -> Batch:
        batch = Batch(self, scanned, moment)
        self.in_work.append(batch)
        return batch.begin(wanted)

    def _reserved(self, path: Path) -> Reserved | None:
        """A file reached for; None for one that is another's, or in use."""
        try:
            return reserve(self.house.places, path)
        except ShareTrouble as trouble:
            if trouble.sort == "away":
                raise
            return None

    def result(self, future: Future[T]) -> T:
        """What a worker found. Raises what it raised; Stopped when it is told to stop and the worker takes long."""
        while not wait((future,), timeout=STOP_SECONDS).done:
            if not self.is_leading():
                raise Stopped
        return future.result()


def _chunks(forms: Sequence[Found], most: int) -> Iterator[tuple[Found, ...]]:
    """Files in their order, at most so many together, and no more bytes than BATCH_BYTES but for a single file."""
    chunk: list[Found] = []
    size = 0
    for one in forms:
        if chunk and (len(chunk) >= most or size + one.size > BATCH_BYTES):
            yield tuple(chunk)
            chunk, size = [], 0
        chunk.append(one)
        size += one.size
    if chunk:
        yield tuple(chunk)


def ingest(
    house: House, today: date, *, readers: Work | None = None, tell: Callable[[Answered], None] = lambda _: None
) -> list[Answered]:
    """One pass over the inbox: every form answered, files that wait for another handed back.

    Our own fault with one file is told as its answer and stops no other. Raises LedgerTrouble, ShareTrouble.
    """
    found = scan(house.places.inbox)
    return Rounds(house, readers or Here(), tell).take(found, found, today)


def _is_attachment(claimed: Claim) -> bool:
    return PurePosixPath(claimed.origin).suffix.lower() in ATTACHMENTS
