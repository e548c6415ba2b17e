"""Some claims on their way through two transactions: work on them begins, and all of them are decided together.

Trouble of the place blames no file: what is in work then is given back by whoever began it. Source: intake.md 6.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol

from toolkit.documents.looked import Looked
from toolkit.errors import FiguresMissing, LedgerTrouble, ShareTrouble, TemplateFault, WorkersLost
from toolkit.files import publish, syncing_once
from toolkit.house import House
from toolkit.intake import effects, telling
from toolkit.intake.answer import Answered
from toolkit.intake.attachments import AtHand
from toolkit.intake.capture import Capture, begin, capture, is_still
from toolkit.intake.claims import Claim, Reserved, close, hand_back, take
from toolkit.intake.journey import CUT_SHORT, MOST_ATTEMPTS, Waiting, answer, failed, lost, lost_id, quarantine
from toolkit.intake.resting import Moment, Resting
from toolkit.ledger.entry import Entry
from toolkit.model.submission import Submission

STOP_SECONDS: Final = 2.0
"""How long a worker's answer is waited for at a time, before it is asked whether to go on."""
STOPPED: Final = "the service was stopped"


class Stopped(Exception):
    """The service is to end, or leads no more: everything in work goes back."""


class Going(Waiting, Protocol):
    """The rounds that a batch belongs to."""

    house: House
    resting: Resting
    due: dict[str, float]

    @property
    def clock(self) -> Callable[[], float]:
        """By which a claim is taken up again."""

    @property
    def is_leading(self) -> Callable[[], bool]:
        """Asked before a batch is decided."""


@dataclass(slots=True, eq=False)
class Batch:
    """Some claims on their way through two transactions: work begins, and all is decided."""

    rounds: Going
    at_hand: AtHand
    moment: Moment
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

    def begin(self, wanted: Sequence[Claim | Reserved]) -> Batch:
        """Take and capture the files, write down that work on them begins, and have them read.

        Raises ShareTrouble, LedgerTrouble.
        """
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
                self.rounds.resting.lay(back, answered, self.moment)
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
