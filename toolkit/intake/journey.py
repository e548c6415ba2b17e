"""The way of a captured form: read, examine, decide, record, write, tell. A list of steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePosixPath
from typing import Any, Protocol, TypeVar

from toolkit.catalogue.messages import unreadable
from toolkit.documents.compare import contract_of
from toolkit.documents.looked import Looked
from toolkit.errors import UnknownForm, UnreadableFile
from toolkit.house import House
from toolkit.intake import effects
from toolkit.intake.answer import Answered, Resumed, details, headline, told
from toolkit.intake.attachments import AtHand
from toolkit.intake.capture import Capture, origin_of
from toolkit.intake.claims import Claim
from toolkit.intake.free_names import first_free, free_name
from toolkit.intake.gather import Dropped, gather
from toolkit.intake.marking import copy_names
from toolkit.intake.own_documents import OwnDocument, findings_of, own_document
from toolkit.intake.returned_contract import CONTRACT, compare_returned
from toolkit.intake.telling import tell
from toolkit.intake.unpack import unpack
from toolkit.intake.workers.pool import MARK, Work
from toolkit.intake.writing import Source, Writing
from toolkit.ledger.entry import Entry
from toolkit.ledger.questions import Questions
from toolkit.model.arrival import Arrival, Outcome
from toolkit.model.deal import Hold
from toolkit.model.decision import Decision
from toolkit.model.effect import Effect
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.known import Known
from toolkit.model.names import safe_name
from toolkit.model.submission import Submission
from toolkit.rules.examine import complete, examine
from toolkit.stages.decide import decide, known_already, resume

T = TypeVar("T")

ATTACHMENT_DAYS = 1  # decisions.md 17: a register waits 24 hours for its scan
RECEIPT, REPORT = ".回执.txt", ".检查结果.txt"
CUT_SHORT = "the service was ended in the midst of it"
LONGEST_BEHIND = f"~999{REPORT}"
"""What a name leaves room for."""
MOST_ROWS = 1_000
"""Of one register: each is decided by itself, and all of them in one transaction."""
MOST_ATTEMPTS = 3
"""Work on a file is begun so often; then a person looks at it. Source: intake.md 6."""


class Waiting(Protocol):
    """Who reads, and how long to wait for it."""

    readers: Work

    def result(self, future: Future[T]) -> T:
        """What comes of a piece of work; raises what it raises."""


def answer(
    house: House, entry: Entry, captured: Capture, at_hand: AtHand, work: Waiting, taken: Future[Submission | Looked]
) -> Answered:
    """One captured form, from its answers to what is told, all within the entry; its effects are planned.

    `taken` is what the readers find in it. Raises WorkerDied; and TemplateFault or FiguresMissing for
    a document that cannot be written: nothing of the entry may stand then, `failed` is the answer.
    """
    try:
        submission = _seen(house, entry, captured, work, taken)
    except (UnreadableFile, UnknownForm) as trouble:
        return _refuse(house, entry, captured, trouble)
    if isinstance(submission, Answered):
        return submission
    form = house.catalogue.forms[submission.form]
    if form.register and len(submission.lines(form.register)) > MOST_ROWS:
        return _return(house, entry, captured, Finding("M-MANY", Severity.ERROR, {"most": MOST_ROWS}), form)
    accepted = entry.was_accepted(form.id, captured.digest)
    earlier = entry.arrival(accepted) if accepted else None
    if earlier:
        return _answer_duplicate(house, entry, captured, form, earlier)
    attachments, missing = _attachments(house, entry, form, submission, at_hand)
    if missing and (waiting := _wait(entry, captured, form, missing)):
        return waiting
    return _Deciding(house, entry, captured, form, attachments, work).run(submission)


def _seen(
    house: House, entry: Entry, captured: Capture, work: Waiting, taken: Future[Submission | Looked]
) -> Submission | Answered:
    """What stands in a form; the answer to a file that is none. Raises UnreadableFile, UnknownForm."""
    if captured.is_too_large:
        raise UnreadableFile(captured.name, "too_large")
    if captured.is_bundle:
        return _unpack(house, entry, captured)
    found = work.result(taken)
    if not isinstance(found, Looked):
        return found
    told = _as_document(house, entry, captured, found)
    return told or work.result(work.readers.read(captured.content, captured.name, entry.day))


def failed(entry: Entry, captured: Capture, reason: str, *, is_kept: bool = False) -> Answered:
    """The answer when we could not do our part: the file goes back to the inbox and is tried again.

    One that `is_kept` stays in our hands, its attempts counted.
    """
    since = _since(entry, captured)
    fault = Finding("M-FAULT", Severity.ERROR, {"reason": reason})
    answered = _of(entry, captured, "failed", findings=(fault,))
    attempts = captured.attempts if is_kept else 0
    _record_arrival(entry, captured, answered, since=since, reason=reason, attempts=attempts)
    return answered


def quarantine(house: House, entry: Entry, captured: Capture, reason: str) -> Answered:
    """The answer to a file that work on was begun too often: a person has to look at it."""
    finding = Finding("M-QUARANTINE", Severity.ERROR, {"times": MOST_ATTEMPTS, "reason": reason})
    answered = _of(entry, captured, "quarantined", findings=(finding,))
    _record_arrival(entry, captured, answered, reason=reason)
    names = house.places.names
    effects.plan(house, entry, _answer_effects(house, entry, captured, answered, names.returned, into=names.quarantine))
    tell(house, entry, captured, answered)
    return answered


def _unpack(house: House, entry: Entry, captured: Capture) -> Answered:
    """The answer to a zip of forms. Raises UnreadableFile for one that is refused as a whole."""
    found = unpack(house, entry, captured)
    effects.plan(house, entry, found.planned)
    names = house.places.names
    outcome: Outcome = "accepted" if found.planned else "returned"
    answered = _of(entry, captured, outcome, findings=found.findings)
    return _close(house, entry, captured, answered, names.filed if found.planned else names.returned)


def lost(house: House, entry: Entry, claimed: Claim) -> Answered:
    """The answer for a file that vanished between our hands: an antivirus program took it, most likely."""
    name = PurePosixPath(claimed.origin).name
    finding = Finding("M-VANISHED", Severity.ERROR)
    answered = Answered(name=name, day=entry.day, outcome="lost", findings=(finding,))
    entry.set_arrival(
        Arrival(
            id=lost_id(claimed),
            name=name,
            digest="",
            day=entry.day,
            outcome="lost",
            dropped=claimed.origin,
            claim=claimed.id,
            detail={"findings": (finding.code,), "severities": (finding.severity,)},
        )
    )
    beside = f"{house.places.names.returned}/{entry.day:%Y-%m}"
    free = free_name(house, beside, safe_name(name, behind=LONGEST_BEHIND), REPORT, taken=entry.promised)
    effects.plan(house, entry, [_told_in_words(house, answered, f"{beside}/{free}")])
    return answered


def lost_id(claimed: Claim) -> str:
    """The arrival of a file that has no bytes to be known by."""
    return f"lost-{claimed.id}"


def _as_document(house: House, entry: Entry, captured: Capture, file: Looked) -> Answered | None:
    """The answer to a document of ours; None for anything else.

    A contract that came back is held against the one we issued; any other document is no form.
    """
    own = own_document(house, entry, file, captured.digest)
    if own is None or (own.kind.id == CONTRACT and not own.papers):
        contract = contract_of(file)
        return _compare(house, entry, captured, file, contract[:2]) if contract else None
    if own.kind.id == CONTRACT and not own.is_untouched and (own.same is None or own.is_current):
        return _compare(house, entry, captured, file, (own.number, own.version))
    return _tell_own(house, entry, captured, own)


def _tell_own(house: House, entry: Entry, captured: Capture, own: OwnDocument) -> Answered:
    """The answer to a document of ours: nothing to do, or why it may not be used and what to do instead."""
    findings = findings_of(own, house.catalogue)
    is_wrong = any(finding.severity is Severity.ERROR for finding in findings)
    names = house.places.names
    answered = _of(
        entry,
        captured,
        "returned" if is_wrong else "duplicate",
        document=own.kind,
        findings=findings,
    )
    return _close(house, entry, captured, answered, names.returned if is_wrong else names.duplicates)


def submissions(form: Form, submission: Submission) -> Iterator[Submission]:
    """What is decided by itself: the rows of a register, else the form."""
    if form.register:
        yield from submission.rows(form.register)
    else:
        yield submission


def judge(
    questions: Questions,
    house: House,
    form: Form,
    submission: Submission,
    today: date,
    dropped: Dropped | None = None,
) -> tuple[Submission, tuple[Finding, ...], Known]:
    """The submission with its sums computed, all its findings, and what was known."""
    completed = complete(form, submission)
    awaited = house.catalogue.process.awaiting(form.id)
    known = gather(questions, form, completed, rulebook=house.rulebook, today=today, awaited=awaited, dropped=dropped)
    return completed, examine(form, completed, known), known


def _refuse(house: House, entry: Entry, captured: Capture, trouble: UnreadableFile | UnknownForm) -> Answered:
    finding = Finding("M-FORM", Severity.ERROR) if isinstance(trouble, UnknownForm) else unreadable(trouble.code)
    return _return(house, entry, captured, finding)


def _return(house: House, entry: Entry, captured: Capture, finding: Finding, form: Form | None = None) -> Answered:
    """The answer to a file that is returned for one reason, before anything of it is decided."""
    answered = _of(entry, captured, "returned", form=form, findings=(finding,))
    return _close(house, entry, captured, answered, house.places.names.returned)


def _compare(house: House, entry: Entry, captured: Capture, file: Looked, named: tuple[str, str]) -> Answered:
    """The answer to a contract of ours that came back."""
    name = captured.name
    compared = compare_returned(house, entry, named, file, captured.digest, name, entry.day)
    answered = _of(
        entry,
        captured,
        "accepted" if compared.is_known else "returned",
        document=house.catalogue.documents[CONTRACT],
        findings=compared.findings,
        written=compared.written,
    )
    if compared.is_known and entry.was_accepted(CONTRACT, captured.digest):
        same = Finding("M-COPY", Severity.INFO, {"number": (compared.number,)})
        answered = replace(answered, outcome="duplicate", findings=(same,), written=())
    else:
        entry.record(compared.events)
        effects.plan(house, entry, compared.planned)
    names = house.places.names
    folder = {"accepted": names.filed, "duplicate": names.duplicates}.get(answered.outcome, names.returned)
    return _close(house, entry, captured, answered, folder)


def _answer_duplicate(house: House, entry: Entry, captured: Capture, form: Form, earlier: Arrival) -> Answered:
    same = Finding("M-COPY", Severity.INFO, {"number": earlier.detail.get("numbers", ())})
    answered = _of(entry, captured, "duplicate", form=form, findings=(same,))
    return _close(house, entry, captured, answered, house.places.names.duplicates)


def _close(house: House, entry: Entry, captured: Capture, answered: Answered, folder: str) -> Answered:
    """Record what became of an arrival, and plan its answer."""
    _record_arrival(entry, captured, answered)
    effects.plan(house, entry, _answer_effects(house, entry, captured, answered, folder))
    return answered


def _since(entry: Entry, captured: Capture) -> date:
    """The day on which a file that waits came first."""
    before = entry.arrival(captured.arrival)
    return before.day if before else entry.day


def _of(entry: Entry, captured: Capture, outcome: Outcome, **more: Any) -> Answered:
    """The answer to that file, today."""
    return Answered(name=captured.name, run=captured.arrival, day=entry.day, outcome=outcome, **more)


def _record_arrival(
    entry: Entry,
    captured: Capture,
    answered: Answered,
    *,
    since: date | None = None,
    reason: str = "",
    attempts: int = 0,
) -> None:
    """Write down what became of a file; one with attempts to come stays in work."""
    came = _since(entry, captured)
    entry.set_arrival(
        Arrival(
            id=captured.arrival,
            name=captured.name,
            digest=captured.digest,
            day=since or answered.day,
            form=answered.about.id if answered.about else "",
            outcome="captured" if attempts else answered.outcome,
            attempts=attempts,
            dropped=captured.dropped,
            claim=captured.claim.id,
            detail={
                "findings": tuple(finding.code for finding in answered.all_findings()),
                "severities": tuple(finding.severity for finding in answered.all_findings()),
                "numbers": tuple(decision.number for decision in answered.decisions if decision.number),
                **origin_of(captured),
                **({"since": came} if since is None and came < answered.day else {}),
                **({"reason": reason} if reason else {}),
            },
        )
    )


def _answer_effects(
    house: House,
    entry: Entry,
    captured: Capture,
    answered: Answered,
    folder: str,
    *,
    marked: bytes | None = None,
    into: str = "",
) -> list[Effect]:
    """The receipt, the marked copy or the report beside the place where the original goes, then the original's move.

    A copy tells all that a report would; where none could be made of a wrong form, the report stands alone. The
    original goes beside its answer, or `into` a folder of its own.
    """
    is_accepted = answered.outcome in ("accepted", "duplicate")
    ending = RECEIPT if is_accepted else REPORT
    month = f"{answered.day:%Y-%m}"
    beside = f"{folder}/{month}"
    taken = entry.promised
    called = safe_name(captured.name, behind=LONGEST_BEHIND)
    name = free_name(house, beside, called, ending, taken=taken)
    planned = []
    if marked is not None:
        copies = (one for one in copy_names(called, answered.all_findings()) if one != name)
        copy = first_free(house, beside, copies, taken=taken)
        planned.append(effects.written("write copy", f"{beside}/{copy}", house.keep(marked)))
    if marked is None or is_accepted:
        planned.append(_told_in_words(house, answered, f"{beside}/{name}"))
    return [*planned, effects.moved(captured, f"{into}/{month}" if into else beside, name)]


def _told_in_words(house: House, answered: Answered, beside: str) -> Effect:
    """The answer as a text file that Windows editors read, beside a file."""
    words = ("\ufeff" + told(answered, house.lang)).replace("\n", "\r\n")
    kept = house.keep(words.encode("utf-8", "backslashreplace"))
    if answered.outcome in ("accepted", "duplicate"):
        return effects.written("write receipt", f"{beside}{RECEIPT}", kept)
    return effects.written("write report", f"{beside}{REPORT}", kept)


def _attachments(
    house: House, entry: Entry, form: Form, submission: Submission, at_hand: AtHand
) -> tuple[dict[str, Capture], list[str]]:
    """The files that a form names and that are at hand, by the name as written; and the missing names.

    Rows that say what we know already have brought theirs before.
    """
    if not form.attachments:
        return {}, []
    parts = [part for part in submissions(form, submission) if not _is_known(entry, house, form, part)]
    named = [name for part in parts for key in form.attachments if (name := part.words(key))]
    missing = [name for name in dict.fromkeys(named) if name not in at_hand]
    found = {name: scan for name in dict.fromkeys(named) if not missing and (scan := at_hand.take(name)) is not None}
    return found, missing or [name for name in dict.fromkeys(named) if name not in found]


def _is_known(entry: Entry, house: House, form: Form, submission: Submission) -> bool:
    completed, _, known = judge(entry, house, form, submission, entry.day)
    return known_already(form, completed, known) is not None


def _wait(entry: Entry, captured: Capture, form: Form, missing: list[str]) -> Answered | None:
    """The answer while attachments may still come; None once the form has waited long enough."""
    since = _since(entry, captured)
    if (entry.day - since).days > ATTACHMENT_DAYS:
        return None
    finding = Finding("M-WAIT", Severity.WARNING, {"file": tuple(missing)})
    answered = Answered(
        name=captured.name, run=captured.arrival, day=entry.day, outcome="waiting", form=form, findings=(finding,)
    )
    _record_arrival(entry, captured, answered, since=since)
    return answered


@dataclass(slots=True)
class _Deciding:
    """One captured form in its deciding transaction."""

    house: House
    entry: Entry
    captured: Capture
    form: Form
    attachments: Mapping[str, Capture]
    work: Waiting
    resumed: list[Resumed] = field(default_factory=list)

    def run(self, submission: Submission) -> Answered:
        """Decide every part, write what is due, record it all at once."""
        source = Source(self.form, self.captured.digest, self.attachments)
        writing = Writing(self.house, self.entry.day, source)
        decisions = tuple(self._decide(part, writing) for part in submissions(self.form, submission))
        writing.lay_blanks(self.entry)
        answered = self._answered(decisions, writing)
        names = self.house.places.names
        folder = names.returned if answered.outcome == "returned" else names.filed
        _record_arrival(self.entry, self.captured, answered)
        effects.plan(self.house, self.entry, writing.planned)
        marked = self._marked(submission, answered)
        last = _answer_effects(self.house, self.entry, self.captured, answered, folder, marked=marked)
        effects.plan(self.house, self.entry, last)
        return answered

    def _marked(self, submission: Submission, answered: Answered) -> bytes | None:
        """The file with its findings marked, where there is anything to mend or to see to."""
        findings, lang = answered.all_findings(), self.house.lang
        if not findings:
            return None
        marked: Future[bytes | None] = self.work.readers.run(
            MARK,
            self.captured.content,
            self.captured.name,
            self.form,
            submission,
            findings,
            title=headline(answered, lang),
            lang=lang,
            about=tuple(details(answered, lang)),
        )
        return self.work.result(marked)

    def _answered(self, decisions: tuple[Decision, ...], writing: Writing) -> Answered:
        empty = () if decisions else (Finding("M-EMPTY", Severity.ERROR),)
        is_wrong = not decisions or any(decision.outcome == "returned" for decision in decisions)
        return _of(
            self.entry,
            self.captured,
            "returned" if is_wrong else "accepted",
            form=self.form,
            findings=empty,
            decisions=decisions,
            resumed=tuple(self.resumed),
            written=tuple(writing.written),
            inbox=self.house.places.names.inbox,
        )

    def _decide(self, submission: Submission, writing: Writing) -> Decision:
        entry = self.entry
        files = {name: scan.digest for name, scan in self.attachments.items()}
        dropped = Dropped(files, self.captured.dropped_by, self.captured.dropped_in)
        completed, findings, known = judge(entry, self.house, self.form, submission, entry.day, dropped)
        decision = decide(completed, findings, known, catalogue=self.house.catalogue, draw=entry.draw)
        if decision.outcome == "accepted":
            writing.record(entry, decision, known)
            self._reconsider(decision, writing)
        return decision

    def _reconsider(self, decision: Decision, writing: Writing) -> None:
        """Held filings of the deals concerned get another look: what they waited for may just have come."""
        entry = self.entry
        for number in self._concerned(decision):
            if decision.deal is None:
                entry.record(writing.answer_blank(entry.deal(number)))
            for hold in entry.deal(number).holds:
                self._resume(number, hold, writing)

    def _resume(self, number: str, hold: Hold, writing: Writing) -> None:
        """The step that one held filing waited for, where nothing holds it any more."""
        entry = self.entry
        deal = entry.deal(number)
        filing = deal.filing(hold.form, hold.number)
        if hold.form == self.form.id or hold not in deal.holds or filing is None:
            return
        form = self.house.catalogue.forms[hold.form]
        _, findings, known = judge(entry, self.house, form, filing.submission, entry.day)
        known = replace(known, deal=deal, customer=entry.customer(deal.customer))
        resumed = resume(filing, findings, known, catalogue=self.house.catalogue, draw=entry.draw)
        if resumed:
            writing.record(entry, resumed, known)
            self.resumed.append(Resumed(form, replace(resumed, line=None)))

    def _concerned(self, decision: Decision) -> tuple[str, ...]:
        if decision.deal is not None:
            return (decision.deal.number,)
        subjects = [event.subject for event in decision.events if event.kind == "customer file"]
        return tuple(number for subject in subjects for number in self.entry.deals_of_customer(subject))
