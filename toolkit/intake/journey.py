"""The way of a form: capture, read, examine, decide, record, write, tell. A list of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path, PurePosixPath

from toolkit.catalogue.messages import unreadable
from toolkit.documents.names import file_name
from toolkit.documents.render import plain, render
from toolkit.errors import FiguresMissing, TemplateFault, UnknownForm, UnreadableFile
from toolkit.folders import move, owner_of, read_whole
from toolkit.forms.blank import make
from toolkit.forms.read import read
from toolkit.house import House
from toolkit.intake import effects
from toolkit.intake.answer import Answered, Written, told
from toolkit.intake.gather import gather
from toolkit.intake.scan import Found, name_key, scan
from toolkit.ledger.entry import Entry
from toolkit.ledger.questions import Questions
from toolkit.model.arrival import Arrival
from toolkit.model.deal import Deal, Event
from toolkit.model.decision import Decision, DueBlank, DueDocument
from toolkit.model.document import DocumentKind
from toolkit.model.effect import Effect
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.known import Known
from toolkit.model.names import safe_name
from toolkit.model.submission import Submission
from toolkit.rules.examine import complete, examine
from toolkit.stages.decide import decide, known_already, resume
from toolkit.stages.walk import issued

FILLED = "已填"
SHORT_NAME = 30
"""Characters of the customer's short name in a file name of 80."""
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
    at_hand = scan(house.places.inbox) if at_hand is None else at_hand
    try:
        return _take(house, capture, today, tuple(one for one in at_hand if one.is_attachment))
    except (TemplateFault, FiguresMissing) as fault:
        return _fail(house, capture, today, str(fault))


def _take(house: House, capture: Capture, today: date, at_hand: tuple[Found, ...]) -> Answered:
    try:
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


def _capture(house: House, found: Found) -> Capture:
    """The file's bytes, kept; its arrival is a new one unless these bytes wait already."""
    path = _readable(house, found.path)
    content = read_whole(path)
    digest = house.keep(content)
    with house.ledger.reading() as questions:
        before = questions.arrivals(digest=digest)
    waiting = next((arrival.id for arrival in before if arrival.outcome in ("waiting", "failed")), None)
    return Capture(path, content, digest, waiting or f"{digest[:16]}-{len(before) + 1}", owner_of(path))


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
    attachments: Mapping[str, str] | None = None,
) -> tuple[Submission, tuple[Finding, ...], Known]:
    """The submission with its sums computed, all its findings, and what was known."""
    completed = complete(form, submission)
    known = gather(questions, form, completed, rulebook=house.rulebook, today=today, files=attachments)
    return completed, examine(form, completed, known), known


def _refuse(house: House, capture: Capture, today: date, trouble: UnreadableFile | UnknownForm) -> Answered:
    finding = Finding("M-FORM", Severity.ERROR) if isinstance(trouble, UnknownForm) else unreadable(trouble.code)
    answered = Answered(name=capture.path.name, day=today, outcome="returned", findings=(finding,))
    return _close(house, capture, answered, house.places.names.returned)


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
            form=answered.form.id if answered.form else "",
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


def _answer_effects(house: House, capture: Capture, answered: Answered, folder: str) -> list[Effect]:
    """The report or receipt beside the place where the original goes, then the move of the original."""
    words = told(answered, house.lang)
    digest = house.keep(("\ufeff" + words).replace("\n", "\r\n").encode())
    is_returned = answered.outcome == "returned"
    ending = ".检查结果.txt" if is_returned else ".回执.txt"
    into = f"{folder}/{answered.day:%Y-%m}"
    name = effects.free_name(house, into, safe_name(capture.path.name), ending)
    moved = {"file": house.places.below(capture.path), "folder": into, "name": name, "digest": capture.digest}
    return [
        effects.written("write report" if is_returned else "write receipt", f"{into}/{name}{ending}", digest),
        Effect("move original", moved),
    ]


def _attachments(
    house: House, form: Form, submission: Submission, today: date, at_hand: tuple[Found, ...]
) -> tuple[dict[str, Found], list[str]]:
    """The files that a form names and that are at hand, by the name as written; and the missing names.

    Rows that say what we know already have brought theirs before.
    """
    if not form.attachments:
        return {}, []
    lying = {name_key(one.path.name): one for one in at_hand}
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


def _short(known: Known) -> str:
    """The customer's short name as it stands in file names: it may not crowd out the date and version behind it."""
    short = known.customer.short.strip() if known.customer else ""
    return safe_name(short, longest=SHORT_NAME) if short else ""


@dataclass(slots=True)
class _Deciding:
    """One captured form in its deciding transaction."""

    house: House
    capture: Capture
    form: Form
    today: date
    attachments: Mapping[str, Found]
    planned: list[Effect] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    blanks: dict[tuple[str, str], tuple[DueBlank, Deal, Known]] = field(default_factory=dict)
    """Blanks to lay when the whole file is decided: one a form, however many rows ask for it."""

    def run(self, submission: Submission) -> Answered:
        """Decide every part, write what is due, record it all at once."""
        with self.house.ledger.deciding(self.today, arrival=self.capture.arrival) as entry:
            decisions = tuple(self._decide(entry, part) for part in submissions(self.form, submission))
            for blank, deal, known in self.blanks.values():
                entry.record(self._lay(blank, deal, known))
            answered = self._answered(decisions)
            folder = (
                self.house.places.names.returned if answered.outcome == "returned" else self.house.places.names.filed
            )
            _record_arrival(entry, self.house, self.capture, answered)
            entry.plan([*self.planned, *_answer_effects(self.house, self.capture, answered, folder)])
        return answered

    def _answered(self, decisions: tuple[Decision, ...]) -> Answered:
        empty = () if decisions else (Finding("M-EMPTY", Severity.ERROR),)
        is_wrong = not decisions or any(decision.outcome == "returned" for decision in decisions)
        return Answered(
            name=self.capture.path.name,
            day=self.today,
            outcome="returned" if is_wrong else "accepted",
            form=self.form,
            findings=empty,
            decisions=decisions,
            written=tuple(self.written),
            inbox=self.house.places.names.inbox,
        )

    def _decide(self, entry: Entry, submission: Submission) -> Decision:
        files = {name: sha256(found.path.read_bytes()).hexdigest() for name, found in self.attachments.items()}
        completed, findings, known = judge(entry, self.house, self.form, submission, self.today, files)
        decision = decide(completed, findings, known, catalogue=self.house.catalogue, draw=entry.draw)
        if decision.outcome == "accepted":
            self._record(entry, decision, known)
            self._file_attachments(entry, decision)
            self._reconsider(entry, decision)
        return decision

    def _record(self, entry: Entry, decision: Decision, known: Known) -> None:
        """Write the events, then the documents and blanks that follow from them."""
        before = known.deal
        entry.record(self._with_copy(event, known) for event in self._with_folder(decision.events, known))
        if decision.deal is None:
            return
        deal = replace(decision.deal, folder=entry.deal(decision.deal.number).folder)
        known = replace(known, deal=deal, customer=entry.customer(deal.customer))
        for due in decision.documents:
            event = self._write(due, deal, known)
            entry.record([event])
            deal = deal.with_figures(event)
            known = replace(known, deal=deal)
        for blank in self._current_blanks(decision, before):
            if blank.document:
                entry.record(self._lay(blank, deal, known))
            else:
                self.blanks[deal.number, blank.form] = (blank, deal, known)

    def _with_folder(self, events: Iterable[Event], known: Known) -> Iterator[Event]:
        """Events as they are; a deal that opens gets the name of its folder, once for ever."""
        short = known.customer.short if known.customer else ""
        for event in events:
            if event.kind == "customer registered":
                values = event.facts["values"]
                assert isinstance(values, Mapping)
                short = str(values.get("customer_short") or values.get("customer_name"))
            if event.kind == "deal opened":
                folder = self.house.places.deal_folder(event.subject, short).name
                event = replace(event, facts={**event.facts, "folder": folder})  # noqa: PLW2901
            yield event

    def _with_copy(self, event: Event, known: Known) -> Event:
        """The event; a single form that is filed gets a copy in the deal's folder, rows of a register get none."""
        if event.kind != "filed" or self.form.register or known.deal is None or event.facts["form"] != self.form.id:
            return event
        short = _short(known)
        named = (str(event.facts["number"]), self.form.title.zh, short, f"{self.today:%Y%m%d}", FILLED)
        name = safe_name("_".join(part for part in named if part) + f".{self.form.medium}")
        file = self._free(f"{self._folder(known.deal, self.form.stage)}/{name}", known.deal)
        self.planned.append(effects.written("write document", file, self.capture.digest))
        return replace(event, facts={**event.facts, "file": file})

    def _current_blanks(self, decision: Decision, before: Deal | None) -> Iterator[DueBlank]:
        """The blanks due, one a form; what lay there before for those forms or the filed one is retired."""
        due = {blank.form: blank for blank in decision.blanks}
        withdrawn = [str(event.facts["form"]) for event in decision.events if event.kind == "blank withdrawn"]
        for form in dict.fromkeys((self.form.id, *due, *withdrawn)):
            earlier = before.blank(form) if before else None
            if earlier and earlier.file:
                self.planned.append(Effect("retire blank", {"file": earlier.file, "digest": earlier.digest}))
        return iter(due.values())

    def _folder(self, deal: Deal, stage: int) -> str:
        path = self.house.places.deals / deal.folder / self.house.places.names.stages[max(stage, 1) - 1]
        return self.house.places.below(path)

    def _free(self, file: str, deal: Deal) -> str:
        """That path, or `name~1.ext` where a file lies, is planned or was ever issued under it.

        A blank that somebody filled in where it lay keeps its name: the next one must not be taken for it.
        """
        used = {str(planned.facts["file"]) for planned in self.planned if planned.kind != "move original"}
        used |= {p.file for p in deal.papers} | {b.file for b in deal.blanks} | {f.file for f in deal.filings}
        path = PurePosixPath(file)
        tries = (path.with_name(f"{path.stem}~{n}{path.suffix}") if n else path for n in count())
        return str(next(one for one in tries if str(one) not in used and not (self.house.root / one).exists()))

    def _write(self, due: DueDocument, deal: Deal, known: Known) -> Event:
        """Render a document, keep it, plan its publication; the event that says it was issued."""
        kind = self.house.catalogue.documents[due.kind]
        assert kind.figures is not None, f"{kind.id} has neither figures nor a form"
        figures = kind.figures(known, due.issue)
        content = render(
            self.house.template(kind.template), figures, kind=kind, issue=due.issue, deal=deal.number, known=known
        )
        file = self._publish(content, kind, due, deal, known)
        return issued(deal.number, due, file=file, figures=plain(figures))

    def _publish(self, content: bytes, kind: DocumentKind, due: DueDocument, deal: Deal, known: Known) -> str:
        name = safe_name(file_name(kind, due.issue, _short(known), self.today))
        file = self._free(f"{self._folder(deal, kind.stage)}/{name}", deal)
        self.planned.append(effects.written("write document", file, self.house.keep(content)))
        self.written.append(Written(kind.title, file, is_blank=bool(kind.form)))
        return file

    def _lay(self, blank: DueBlank, deal: Deal, known: Known) -> Iterator[Event]:
        """Make a prefilled blank, keep it, plan its publication; the events that say so."""
        form = self.house.catalogue.forms[blank.form]
        content = make(
            form,
            prefill=form.prefill(known),
            deal=deal.number,
            number=blank.number,
            company=self.house.rulebook.company.name,
        )
        if blank.document:
            kind = self.house.catalogue.documents[blank.document.kind]
            file = self._publish(content, kind, blank.document, deal, known)
            yield issued(deal.number, blank.document, file=file)
        else:
            name = safe_name(
                f"{blank.number or deal.number}_{form.title.zh}_{_short(known)}_{self.today:%Y%m%d}.{form.medium}"
            )
            file = self._free(f"{self._folder(deal, form.stage)}/{name}", deal)
            self.planned.append(effects.written("write blank", file, self.house.keep(content)))
            self.written.append(Written(form.title, file, is_blank=True))
        facts = {"form": form.id, "number": blank.number, "file": file, "digest": sha256(content).hexdigest()}
        yield Event("blank issued", deal.number, facts)

    def _reconsider(self, entry: Entry, decision: Decision) -> None:
        """Held filings of the deals concerned get another look: what they waited for may just have come."""
        for number in self._concerned(entry, decision):
            if decision.deal is None:
                entry.record(self._answered_blank(entry.deal(number)))
            deal = entry.deal(number)
            for hold in deal.holds:
                filing = deal.filing(hold.form, hold.number)
                if hold.form == self.form.id or filing is None:
                    continue
                form = self.house.catalogue.forms[hold.form]
                _, findings, known = judge(entry, self.house, form, filing.submission, self.today)
                known = replace(known, deal=deal, customer=entry.customer(deal.customer))
                resumed = resume(filing, findings, known, catalogue=self.house.catalogue, draw=entry.draw)
                if resumed:
                    self._record(entry, resumed, known)

    def _answered_blank(self, deal: Deal) -> Iterator[Event]:
        """A customer's file answers the blank that was laid out for it in a deal."""
        blank = deal.blank(self.form.id)
        if blank is not None:
            self.planned.append(Effect("retire blank", {"file": blank.file, "digest": blank.digest}))
            yield Event("blank withdrawn", deal.number, {"form": blank.form})

    @staticmethod
    def _concerned(entry: Entry, decision: Decision) -> tuple[str, ...]:
        if decision.deal is not None:
            return (decision.deal.number,)
        subjects = [event.subject for event in decision.events if event.kind == "customer file"]
        return tuple(number for subject in subjects for number in entry.deals_of_customer(subject))

    def _file_attachments(self, entry: Entry, decision: Decision) -> None:
        """The scans that a filed form names go into its deal's folder; the dropped originals are filed."""
        for submission in (e.facts["submission"] for e in decision.events if e.kind == "filed"):
            assert isinstance(submission, Submission)
            assert decision.deal is not None
            deal = entry.deal(decision.deal.number)
            for found in (self.attachments.get(submission.words(key)) for key in self.form.attachments):
                if found is not None:
                    self._file_attachment(found, deal)

    def _file_attachment(self, found: Found, deal: Deal) -> None:
        digest = self.house.keep(found.path.read_bytes())
        file = f"{self._folder(deal, self.form.stage)}/{safe_name(found.path.name)}"
        into = f"{self.house.places.names.filed}/{self.today:%Y-%m}"
        self.planned.append(effects.written("write document", file, digest))
        moved = {"file": self.house.places.below(found.path), "folder": into, "digest": digest}
        self.planned.append(Effect("move original", moved))
