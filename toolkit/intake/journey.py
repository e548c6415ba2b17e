"""The way of a form: capture, read, examine, decide, record, write, tell. A list of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from toolkit.catalogue.messages import unreadable
from toolkit.documents.compare import contract_of
from toolkit.errors import FiguresMissing, TemplateFault, UnknownForm, UnreadableFile
from toolkit.files import move, owner_of, read_whole
from toolkit.forms.read import read
from toolkit.house import House
from toolkit.intake import effects
from toolkit.intake.answer import Answered, Resumed, details, headline, told
from toolkit.intake.gather import Dropped, gather
from toolkit.intake.marking import copy_names, marked_copy
from toolkit.intake.own_documents import OwnDocument, findings_of, own_document
from toolkit.intake.returned_contract import CONTRACT, compare_returned
from toolkit.intake.scan import Found, name_key, scan
from toolkit.intake.writing import Source, Writing
from toolkit.ledger.entry import Entry
from toolkit.ledger.questions import Questions
from toolkit.model.arrival import Arrival
from toolkit.model.deal import Hold
from toolkit.model.decision import Decision
from toolkit.model.effect import Effect, EffectKind
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.known import Known
from toolkit.model.names import safe_name
from toolkit.model.submission import Submission
from toolkit.office.gate import admit
from toolkit.rules.examine import complete, examine
from toolkit.stages.decide import decide, known_already, resume

ATTACHMENT_DAYS = 1  # decisions.md 17: a register waits 24 hours for its scan


@dataclass(frozen=True, slots=True)
class Capture:
    """One file's bytes, taken once."""

    path: Path
    content: bytes
    digest: str
    arrival: str
    """Id of this arrival; a file that waits keeps its own."""
    dropped_by: str = ""
    """The account that owns the file, as far as the system tells: less than a login proves."""
    dropped_in: str = ""
    """The folder below the inbox, `财务部门`; '' for the inbox itself."""


def ingest(house: House, today: date, *, tell: Callable[[Answered], None] = lambda _: None) -> list[Answered]:
    """One pass over the inbox: every form answered, files that wait for another left where they are.

    Our own fault with one file is told as its answer and stops no other. Raises LedgerTrouble, ShareTrouble.
    """
    effects.finish(house)
    answers: list[Answered] = []
    for found in scan(house.places.inbox):
        if found.is_attachment or not found.path.exists() or effects.is_leaving(house, found.path):
            continue
        answered = take(house, found, today)
        effects.finish(house)
        answers.append(answered)
        tell(answered)
    return answers


def take(house: House, found: Found, today: date, *, at_hand: Iterable[Found] | None = None) -> Answered:
    """One form from the inbox, from its bytes to its answer.

    `at_hand` are the files that may be its attachments; all that lie in the inbox when it is not given.
    A document that cannot be written undoes everything and leaves the file where it is: outcome `failed`.
    """
    capture = _capture(house, found)
    try:
        return _take(house, capture, today, at_hand)
    except (TemplateFault, FiguresMissing) as fault:
        return _fail(house, capture, today, str(fault))


def _take(house: House, capture: Capture, today: date, at_hand: Iterable[Found] | None) -> Answered:
    try:
        if answered := _as_document(house, capture, today):
            return answered
        submission = read(capture.content, capture.path.name, tuple(house.catalogue.forms.values()), today=today)
    except (UnreadableFile, UnknownForm) as trouble:
        return _refuse(house, capture, today, trouble)
    form = house.catalogue.forms[submission.form]
    with house.ledger.reading() as questions:
        accepted = questions.was_accepted(form.id, capture.digest)
        earlier = questions.arrival(accepted) if accepted else None
    if earlier:
        return _answer_duplicate(house, capture, form, earlier, today)
    attachments, missing = _attachments(house, form, submission, today, at_hand)
    if missing:
        waiting = _wait(house, capture, form, missing, today)
        if waiting:
            return waiting
    return _Deciding(house, capture, form, today, attachments).run(submission)


def _as_document(house: House, capture: Capture, today: date) -> Answered | None:
    """The answer to a document of ours; None for anything else.

    A contract that came back is held against the one we issued; any other document is no form. The gate stands before
    these readers as before those of forms.
    """
    if capture.path.suffix.casefold() != ".docx":
        return None
    admit(capture.content, capture.path.name)
    own = own_document(house, capture.content, capture.path.name)
    if own is None or (own.kind.id == CONTRACT and not own.papers):
        contract = contract_of(capture.content)
        return _compare(house, capture, contract[:2], today) if contract else None
    if own.kind.id == CONTRACT and not own.is_untouched and (own.same is None or own.is_current):
        return _compare(house, capture, (own.number, own.version), today)
    return _tell_own(house, capture, own, today)


def _tell_own(house: House, capture: Capture, own: OwnDocument, today: date) -> Answered:
    """The answer to a document of ours: nothing to do, or why it may not be used and what to do instead."""
    findings = findings_of(own, house.catalogue)
    is_wrong = any(finding.severity is Severity.ERROR for finding in findings)
    names = house.places.names
    answered = Answered(
        name=capture.path.name,
        day=today,
        outcome="returned" if is_wrong else "duplicate",
        document=own.kind,
        findings=findings,
    )
    return _close(house, capture, answered, names.returned if is_wrong else names.duplicates)


def _capture(house: House, found: Found) -> Capture:
    """The file's bytes, kept; its arrival is a new one unless these bytes wait already."""
    path = _readable(house, found.path)
    content = read_whole(path)
    digest = house.keep(content)
    with house.ledger.reading() as questions:
        before = questions.arrivals(digest=digest)
    waiting = next((arrival.id for arrival in before if arrival.outcome in ("waiting", "failed")), None)
    below = path.parent.relative_to(house.places.inbox).parts
    arrival = waiting or f"{digest[:16]}-{len(before) + 1}"
    return Capture(path, content, digest, arrival, owner_of(path), below[0] if below else "")


def _readable(house: House, path: Path) -> Path:
    """The file under a name that is text: bytes of another code page (GBK, of old archives) are spelt out."""
    if not any("\ud800" <= c <= "\udfff" for c in str(path)):
        return path
    spelt = path.name.encode("utf-8", "backslashreplace").decode()
    return move(path, house.places.inbox, name=safe_name(spelt)) or path


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


def _refuse(house: House, capture: Capture, today: date, trouble: UnreadableFile | UnknownForm) -> Answered:
    finding = Finding("M-FORM", Severity.ERROR) if isinstance(trouble, UnknownForm) else unreadable(trouble.code)
    answered = Answered(name=capture.path.name, day=today, outcome="returned", findings=(finding,))
    return _close(house, capture, answered, house.places.names.returned)


def _compare(house: House, capture: Capture, named: tuple[str, str], today: date) -> Answered:
    """The answer to a contract of ours that came back."""
    with house.ledger.deciding(today, arrival=capture.arrival) as entry:
        name = capture.path.name
        compared = compare_returned(house, entry, named, capture.content, capture.digest, name, today)
        answered = Answered(
            name=name,
            day=today,
            outcome="accepted" if compared.is_known else "returned",
            document=house.catalogue.documents[CONTRACT],
            findings=compared.findings,
            written=compared.written,
        )
        if compared.is_known and entry.was_accepted(CONTRACT, capture.digest):
            same = Finding("M-COPY", Severity.INFO, {"number": (compared.number,)})
            answered = replace(answered, outcome="duplicate", findings=(same,), written=())
        else:
            entry.record(compared.events)
            entry.plan(compared.planned)
        names = house.places.names
        folder = {"accepted": names.filed, "duplicate": names.duplicates}.get(answered.outcome, names.returned)
        _record_arrival(entry, house, capture, answered)
        entry.plan(_answer_effects(house, capture, answered, folder))
    return answered


def _answer_duplicate(house: House, capture: Capture, form: Form, earlier: Arrival, today: date) -> Answered:
    same = Finding("M-COPY", Severity.INFO, {"number": earlier.detail.get("numbers", ())})
    answered = Answered(name=capture.path.name, day=today, outcome="duplicate", form=form, findings=(same,))
    return _close(house, capture, answered, house.places.names.duplicates)


def _fail(house: House, capture: Capture, today: date, reason: str) -> Answered:
    """The answer when we could not do our part: the file stays in the inbox and is tried again by the next pass."""
    with house.ledger.deciding(today, arrival=capture.arrival) as entry:
        before = entry.arrival(capture.arrival)
        fault = Finding("M-FAULT", Severity.ERROR, {"reason": reason})
        answered = Answered(name=capture.path.name, day=today, outcome="failed", findings=(fault,))
        _record_arrival(entry, house, capture, answered, since=before.day if before else today, reason=reason)
    return answered


def _close(house: House, capture: Capture, answered: Answered, folder: str) -> Answered:
    """Record an arrival that decides nothing, and plan its answer."""
    with house.ledger.deciding(answered.day, arrival=capture.arrival) as entry:
        _record_arrival(entry, house, capture, answered)
        entry.plan(_answer_effects(house, capture, answered, folder))
    return answered


def _record_arrival(
    entry: Entry, house: House, capture: Capture, answered: Answered, *, since: date | None = None, reason: str = ""
) -> None:
    entry.set_arrival(
        Arrival(
            id=capture.arrival,
            name=capture.path.name,
            digest=capture.digest,
            day=since or answered.day,
            form=answered.about.id if answered.about else "",
            outcome=answered.outcome,
            dropped=house.places.below(capture.path),
            detail={
                "findings": tuple(finding.code for finding in answered.all_findings()),
                "numbers": tuple(decision.number for decision in answered.decisions if decision.number),
                "dropped_by": capture.dropped_by,
                **({"reason": reason} if reason else {}),
            },
        )
    )


def _answer_effects(
    house: House, capture: Capture, answered: Answered, folder: str, marked: bytes | None = None
) -> list[Effect]:
    """The receipt, the marked copy or the report beside the place where the original goes, then the original's move.

    A copy tells all that a report would; where none could be made of a wrong form, the report stands alone.
    """
    is_returned = answered.outcome == "returned"
    ending = ".检查结果.txt" if is_returned else ".回执.txt"
    into = f"{folder}/{answered.day:%Y-%m}"
    name = effects.free_name(house, into, safe_name(capture.path.name), ending)
    planned = []
    if marked is not None:
        copies = copy_names(safe_name(capture.path.name), answered.all_findings())
        copy = next(one for one in copies if one != name and not (house.root / into / one).exists())
        planned.append(effects.written("write copy", f"{into}/{copy}", house.keep(marked)))
    if marked is None or not is_returned:
        words = ("\ufeff" + told(answered, house.lang)).replace("\n", "\r\n")
        kind: EffectKind = "write report" if is_returned else "write receipt"
        planned.append(effects.written(kind, f"{into}/{name}{ending}", house.keep(words.encode())))
    moved = {"file": house.places.below(capture.path), "folder": into, "name": name, "digest": capture.digest}
    return [*planned, Effect("move original", moved)]


def _attachments(
    house: House, form: Form, submission: Submission, today: date, at_hand: Iterable[Found] | None
) -> tuple[dict[str, Found], list[str]]:
    """The files that a form names and that are at hand, by the name as written; and the missing names.

    Rows that say what we know already have brought theirs before.
    """
    if not form.attachments:
        return {}, []
    at_hand = scan(house.places.inbox) if at_hand is None else at_hand
    lying = {name_key(one.path.name): one for one in at_hand if one.is_attachment}
    with house.ledger.reading() as questions:
        parts = [part for part in submissions(form, submission) if not _is_known(questions, house, form, part, today)]
    named = [name for part in parts for key in form.attachments if (name := part.words(key))]
    found = {name: lying[name_key(name)] for name in named if name_key(name) in lying}
    return found, [name for name in dict.fromkeys(named) if name not in found]


def _is_known(questions: Questions, house: House, form: Form, submission: Submission, today: date) -> bool:
    completed, _, known = judge(questions, house, form, submission, today)
    return known_already(form, completed, known) is not None


def _wait(house: House, capture: Capture, form: Form, missing: list[str], today: date) -> Answered | None:
    """The answer while attachments may still come; None once the form has waited long enough."""
    with house.ledger.deciding(today, arrival=capture.arrival) as entry:
        before = entry.arrival(capture.arrival)
        since = before.day if before else today
        if (today - since).days > ATTACHMENT_DAYS:
            return None
        finding = Finding("M-WAIT", Severity.WARNING, {"file": tuple(missing)})
        answered = Answered(name=capture.path.name, day=today, outcome="waiting", form=form, findings=(finding,))
        _record_arrival(entry, house, capture, answered, since=since)
    return answered


@dataclass(slots=True)
class _Deciding:
    """One captured form in its deciding transaction."""

    house: House
    capture: Capture
    form: Form
    today: date
    attachments: Mapping[str, Found]
    resumed: list[Resumed] = field(default_factory=list)

    def run(self, submission: Submission) -> Answered:
        """Decide every part, write what is due, record it all at once."""
        scans = {name: found.path for name, found in self.attachments.items()}
        writing = Writing(self.house, self.today, Source(self.form, self.capture.digest, scans))
        with self.house.ledger.deciding(self.today, arrival=self.capture.arrival) as entry:
            decisions = tuple(self._decide(entry, part, writing) for part in submissions(self.form, submission))
            writing.lay_blanks(entry)
            answered = self._answered(decisions, writing)
            folder = (
                self.house.places.names.returned if answered.outcome == "returned" else self.house.places.names.filed
            )
            _record_arrival(entry, self.house, self.capture, answered)
            marked = self._marked(submission, answered)
            entry.plan([*writing.planned, *_answer_effects(self.house, self.capture, answered, folder, marked)])
        return answered

    def _marked(self, submission: Submission, answered: Answered) -> bytes | None:
        """The file with its findings marked, where there is anything to mend or to see to."""
        lang = self.house.lang
        return marked_copy(
            self.capture.content,
            self.capture.path.name,
            self.form,
            submission,
            answered.all_findings(),
            title=headline(answered, lang),
            lang=lang,
            about=details(answered, lang),
        )

    def _answered(self, decisions: tuple[Decision, ...], writing: Writing) -> Answered:
        empty = () if decisions else (Finding("M-EMPTY", Severity.ERROR),)
        is_wrong = not decisions or any(decision.outcome == "returned" for decision in decisions)
        return Answered(
            name=self.capture.path.name,
            day=self.today,
            outcome="returned" if is_wrong else "accepted",
            form=self.form,
            findings=empty,
            decisions=decisions,
            resumed=tuple(self.resumed),
            written=tuple(writing.written),
            inbox=self.house.places.names.inbox,
        )

    def _decide(self, entry: Entry, submission: Submission, writing: Writing) -> Decision:
        files = {name: sha256(found.path.read_bytes()).hexdigest() for name, found in self.attachments.items()}
        dropped = Dropped(files, self.capture.dropped_by, self.capture.dropped_in)
        completed, findings, known = judge(entry, self.house, self.form, submission, self.today, dropped)
        decision = decide(completed, findings, known, catalogue=self.house.catalogue, draw=entry.draw)
        if decision.outcome == "accepted":
            writing.record(entry, decision, known)
            self._reconsider(entry, decision, writing)
        return decision

    def _reconsider(self, entry: Entry, decision: Decision, writing: Writing) -> None:
        """Held filings of the deals concerned get another look: what they waited for may just have come."""
        for number in self._concerned(entry, decision):
            if decision.deal is None:
                entry.record(writing.answer_blank(entry.deal(number)))
            for hold in entry.deal(number).holds:
                self._resume(entry, number, hold, writing)

    def _resume(self, entry: Entry, number: str, hold: Hold, writing: Writing) -> None:
        """The step that one held filing waited for, where nothing holds it any more."""
        deal = entry.deal(number)
        filing = deal.filing(hold.form, hold.number)
        if hold.form == self.form.id or hold not in deal.holds or filing is None:
            return
        form = self.house.catalogue.forms[hold.form]
        _, findings, known = judge(entry, self.house, form, filing.submission, self.today)
        known = replace(known, deal=deal, customer=entry.customer(deal.customer))
        resumed = resume(filing, findings, known, catalogue=self.house.catalogue, draw=entry.draw)
        if resumed:
            writing.record(entry, resumed, known)
            self.resumed.append(Resumed(form, replace(resumed, line=None)))

    @staticmethod
    def _concerned(entry: Entry, decision: Decision) -> tuple[str, ...]:
        if decision.deal is not None:
            return (decision.deal.number,)
        subjects = [event.subject for event in decision.events if event.kind == "customer file"]
        return tuple(number for subject in subjects for number in entry.deals_of_customer(subject))
