"""One round: what is open is taken up, what has settled is claimed, all of it is answered in batches.

The way after a crash is this way, too: a claim that somebody left is taken up like one just made. Work on a file that
was cut short before is done alone, so that blame falls on no other. Source: intake.md 6.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from math import inf
from pathlib import Path, PurePosixPath
from typing import Final, TypeVar

from toolkit.disk import disk
from toolkit.documents.looked import Looked
from toolkit.errors import FiguresMissing, LedgerTrouble, ShareTrouble, TemplateFault, WorkersLost
from toolkit.files import publish, syncing_once
from toolkit.house import House
from toolkit.intake import effects, telling
from toolkit.intake.answer import Answered
from toolkit.intake.attachments import AtHand
from toolkit.intake.capture import Capture, begin, capture, is_still
from toolkit.intake.claims import Claim, Reserved, close, hand_back, open_claims, reserve, take
from toolkit.intake.journey import CUT_SHORT, MOST_ATTEMPTS, answer, failed, lost, lost_id, quarantine
from toolkit.intake.scan import ATTACHMENTS, Found, scan
from toolkit.intake.turns import in_turn
from toolkit.intake.workers.pool import Here, Work
from toolkit.ledger.entry import Entry
from toolkit.model.submission import Submission

BATCH: Final = 32
"""Files decided in one transaction, at most; one when only one is there."""
BATCH_BYTES: Final = 64 << 20
FAILED_SECONDS: Final = 60.0
STOP_SECONDS: Final = 2.0
STOPPED: Final = "the service was stopped"

T = TypeVar("T")


class Stopped(Exception):
    """The service is to end, or leads no more: everything in work goes back."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """What a file that waits may wait for."""

    scans: frozenset[str]
    day: date
    clock: float


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
    in_work: list[_Batch] = field(default_factory=list)
    """Begun and not decided yet."""
    blameless: list[str] = field(default_factory=list)
    """Arrivals whose attempt was cut short by trouble of the place."""
    resting: dict[Path, tuple[int, int, _Moment]] = field(default_factory=dict)
    """Files that went back to the inbox, with size and time stamp, and what was then."""

    def take(self, ready: Iterable[Found], at_hand: Iterable[Found], today: date) -> list[Answered]:
        """Answer every open claim and every settled form; `at_hand` are the scans that they may name.

        Raises ShareTrouble, LedgerTrouble: nothing is lost then, no file is blamed, the next round goes on.
        """
        effects.finish(self.house)
        effects.sweep(self.house)
        self.forgive((), today)
        answers = []
        scans = tuple(one for one in at_hand if one.is_attachment)
        moment = _Moment(frozenset(one.path.name for one in scans), today, self.clock())
        forms = [one for one in ready if not one.is_attachment and not self._rests(one, moment)]
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

    def rest(self, back: Path, answered: Answered, then: _Moment) -> None:
        """Leave a file that went back in peace until something has changed: it, the scans beside it, the day.

        One that we failed with is tried again after a minute in any case.
        """
        looked = disk().look(back)
        if looked is not None:
            until = self.clock() + FAILED_SECONDS if answered.outcome == "failed" else inf
            self.resting[back] = (looked.st_size, looked.st_mtime_ns, replace(then, clock=until))

    def _rests(self, found: Found, now: _Moment) -> bool:
        """Whether a file went back not long ago and nothing has changed since."""
        resting = self.resting.get(found.path)
        if resting is None:
            return False
        size, mtime_ns, then = resting
        is_same = (size, mtime_ns, then.scans, then.day) == (found.size, found.mtime_ns, now.scans, now.day)
        if is_same and now.clock < then.clock:
            return True
        del self.resting[found.path]
        return False

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
        self, left: Sequence[Claim], forms: Sequence[Found], scanned: AtHand, moment: _Moment
    ) -> Iterator[_Batch]:
        """What to decide together: of claims left each alone, of new ones as many as fit; none once another leads.

        While one batch of new ones is decided, the next is read already.
        """
        for one in left:
            if self.is_leading():
                yield _Batch(self, scanned, moment).begin([one])
        begun: _Batch | None = None
        until = self.clock() + self.seconds
        for found in _chunks(in_turn(forms), self.batch):
            if not self.is_leading() or self.clock() >= until:
                break
            with syncing_once():
                reserved = [got for each in found if (got := self._reserved(each.path)) is not None]
            following = _Batch(self, scanned, moment).begin(reserved)
            if begun is not None:
                yield begun
            begun = following
        if begun is not None:
            yield begun

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


@dataclass(slots=True, eq=False)
class _Batch:
    """Some claims on their way through two transactions: work begins, and all is decided."""

    rounds: Rounds
    at_hand: AtHand
    moment: _Moment
    begun: list[Capture] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)
    taken: list[Future[Submission | Looked]] = field(default_factory=list)
    back: list[tuple[Claim, Answered]] = field(default_factory=list)
    """Claims to be handed back once the decisions stand."""

    @property
    def today(self) -> date:
        """The day of the journey."""
        return self.moment.day

    @property
    def house(self) -> House:
        """Where all of it happens."""
        return self.rounds.house

    def begin(self, wanted: Sequence[Claim | Reserved]) -> _Batch:
        """Take and capture the files, write down that work on them begins, and have them read.

        Raises ShareTrouble, LedgerTrouble.
        """
        self.rounds.in_work.append(self)
        with syncing_once():
            captures = [captured for one in wanted if (captured := self._taken_and_captured(one)) is not None]
        self.begun, self.answers = self._begun(captures)
        self.taken = [self._read(captured) for captured in self.begun]
        return self

    def _read(self, captured: Capture) -> Future[Submission | Looked]:
        """What a worker finds in it; what is told without reading is cancelled work."""
        if not captured.is_form:
            future: Future[Submission | Looked] = Future()
            future.cancel()
            future.set_running_or_notify_cancel()  # only then does `wait` take it for done
            return future
        return self.rounds.readers.take(captured.content, captured.name, self.today)

    def decide(self) -> list[Answered]:
        """Their answers, once they stand and are carried out. Raises ShareTrouble, LedgerTrouble, Stopped."""
        if not self.rounds.is_leading():
            raise Stopped
        self.answers += self._decided()
        for claimed, answered in self.back:
            if (back := hand_back(self.house.places, claimed)) is not None:
                self.rounds.rest(back, answered, self.moment)
        effects.finish(self.house)
        return self.answers

    def give_up(self) -> None:
        """Hand everything back: the service was told to stop, and something takes long."""
        with self.house.ledger.deciding(self.today) as entry:
            for captured in self.begun:
                with entry.about(captured.arrival):
                    failed(entry, captured, STOPPED)
        for captured in self.begun:
            hand_back(self.house.places, captured.claim)

    def _taken_and_captured(self, wanted: Claim | Reserved) -> Capture | None:
        """The file, kept; None for one that is gone, another's, or in use."""
        claimed: Claim | None
        try:
            claimed = take(self.house.places, wanted) if isinstance(wanted, Reserved) else wanted
        except ShareTrouble as trouble:
            if trouble.sort == "away":
                raise
            return None
        return self._captured(claimed) if claimed is not None else None

    def _captured(self, claimed: Claim) -> Capture | None:
        """The file, kept; None for one that is gone, or in use and handed back."""
        try:
            captured = capture(self.house, claimed)
        except ShareTrouble as trouble:
            if trouble.sort == "away":
                raise
            hand_back(self.house.places, claimed)
            return None
        if captured is None and self._restored(claimed):
            captured = capture(self.house, claimed)
        return captured

    def _restored(self, claimed: Claim) -> bool:
        """Whether a file that vanished from its claim is there again, from its capture; else it is told as lost."""
        with self.house.ledger.reading() as questions:
            arrival = questions.arrival_of(claimed.id)
        if arrival is not None and arrival.outcome == "captured":
            publish(self.house.kept(arrival.digest), claimed.payload)
            return True
        if arrival is None:
            with self.house.ledger.deciding(self.today, arrival=lost_id(claimed)) as entry, syncing_once():
                lost(self.house, entry, claimed)
            effects.finish(self.house)
        close(claimed)
        return False

    def _begun(self, captures: Sequence[Capture]) -> tuple[list[Capture], list[Answered]]:
        """Those that work begins on; and the answers of those that it was begun on too often."""
        begun: list[Capture] = []
        answers: list[Answered] = []
        if not captures:
            return begun, answers
        with self.house.ledger.deciding(self.today) as entry, syncing_once():
            for one in captures:
                captured = begin(entry, one)
                if captured is None:
                    continue
                if captured.attempts <= MOST_ATTEMPTS:
                    begun.append(captured)
                    continue
                with entry.about(captured.arrival):
                    answers.append(quarantine(self.house, entry, captured, CUT_SHORT))
        return begun, answers

    def _decided(self) -> list[Answered]:
        """All answers, in one transaction; a file that cannot be answered stands for itself."""
        if not self.begun:
            return []
        wait(self.taken, timeout=STOP_SECONDS)  # read before the ledger is locked, but for what takes long
        with self.house.ledger.deciding(self.today) as entry, syncing_once():
            pairs = zip(self.begun, self.taken, strict=True)
            answers = [self._answer(entry, captured, future) for captured, future in pairs if is_still(entry, captured)]
            disposed = effects.claims_of(entry.open_effects()) if self.at_hand.has_taken else ()
        self.at_hand.forget(disposed)
        return answers

    def _answer(self, entry: Entry, captured: Capture, taken: Future[Submission | Looked]) -> Answered:
        try:
            with entry.about(captured.arrival):
                answered = answer(self.house, entry, captured, self.at_hand, self.rounds, taken)
                telling.tell(self.house, entry, captured, answered)
        except (TemplateFault, FiguresMissing) as fault:
            with entry.about(captured.arrival):
                answered = failed(entry, captured, str(fault))
        except (LedgerTrouble, WorkersLost, Stopped):
            raise
        except ShareTrouble as trouble:
            if trouble.sort == "away":
                raise
            with entry.about(captured.arrival):  # a folder of ours is closed to us: no file is to blame
                answered = failed(entry, captured, str(trouble))
        except OSError as trouble:
            raise ShareTrouble(str(trouble), code=trouble.errno or 0) from trouble
        except Exception as fault:  # noqa: BLE001  whatever it is, it is one file's: the others go on
            return self._retried(entry, captured, fault)
        if answered.outcome in ("waiting", "failed"):
            self.back.append((captured.claim, answered))
        return answered

    def _retried(self, entry: Entry, captured: Capture, fault: Exception) -> Answered:
        """A file on which we failed in a way nobody foresaw: tried again later, given up in the end."""
        reason = f"{type(fault).__name__}: {fault}"
        with entry.about(captured.arrival):
            if captured.attempts >= MOST_ATTEMPTS:
                return quarantine(self.house, entry, captured, reason)
            self.rounds.due[captured.claim.id] = self.rounds.clock() + 4.0 ** (captured.attempts - 1)
            return failed(entry, captured, reason, is_kept=True)


def _is_attachment(claimed: Claim) -> bool:
    return PurePosixPath(claimed.origin).suffix.lower() in ATTACHMENTS
