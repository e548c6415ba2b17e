"""A submission and its findings -> what happens: events, the next stage, documents and blanks due. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date

from toolkit.model.deal import Deal, Event, Filing
from toolkit.model.decision import Decision, DueBlank, DueDocument
from toolkit.model.document import DocumentKind, Issue
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.house import Person, Product
from toolkit.model.known import Known
from toolkit.model.process import Due, Process, Transition
from toolkit.model.submission import Submission, Value

Draw = Callable[[str], str]
"""The next number of a series, by prefix."""

DEALS = "SJ"
REPLACED = "已替换"
"""Status of a document that was issued again under the same number and version."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What we do, as data: handed to every room that asks."""

    forms: Mapping[str, Form]
    documents: Mapping[str, DocumentKind]
    process: Process


def decide(
    submission: Submission, findings: Sequence[Finding], known: Known, *, catalogue: Catalogue, draw: Draw
) -> Decision:
    """What follows from a submission that was read, completed and examined.

    An answer we have already changes nothing, whatever would be said of it today; an error returns it;
    everything else is filed under its number and moves the deal as far as the process lets it.
    """
    form = catalogue.forms[submission.form]
    number = known_already(form, submission, known)
    if number is not None:
        return _unchanged(submission, known.deal if form.records in ("filing", "lead") else None, number)
    said = [*findings, *(_wrong_place(form, known, catalogue.process) or _not_ours(form, submission, known, catalogue))]
    if any(finding.severity is Severity.ERROR for finding in said):
        return Decision(outcome="returned", findings=tuple(said), deal=known.deal, line=submission.line)
    if form.records == "filing":
        return _file(form, submission, said, known, catalogue, draw)
    if form.records == "lead":
        return _file_lead(form, submission, said, known, catalogue, draw)
    return _file_record(form, submission, said, known)


def _wrong_place(form: Form, known: Known, process: Process) -> tuple[Finding, ...]:
    """A form of the process needs a deal, standing where that form is awaited."""
    if form.records != "filing":
        return ()
    if known.deal is None:
        return (Finding("M-DEAL", Severity.ERROR, {"form": form.title}),)
    awaited = [stage for t in process.transitions if t.form == form.id for stage in t.source]
    if awaited and known.deal.stage not in awaited:
        facts = {"deal": known.deal.number, "stage": known.deal.stage, "awaited": tuple(dict.fromkeys(awaited))}
        return (Finding("M-STAGE", Severity.ERROR, facts),)
    return ()


def _not_ours(form: Form, submission: Submission, known: Known, catalogue: Catalogue) -> tuple[Finding, ...]:
    """A form that we issue under a number comes back under that number, once (decisions.md 2)."""
    kind = next((kind for kind in catalogue.documents.values() if kind.form == form.id), None)
    if form.numbered != "issue" or kind is None or known.deal is None:
        return ()
    paper = known.deal.paper(kind.id)
    if paper is None:
        return (Finding("M-UNISSUED", Severity.ERROR, {"form": form.title, "deal": known.deal.number}),)
    given = {submission.number, submission.words(form.own_number)} - {""}
    if given - {paper.number}:
        facts = {"given": tuple(sorted(given)), "number": paper.number, "form": form.title}
        return (Finding("M-ISSUED", Severity.ERROR, facts),)
    if known.deal.blank(form.id) is None:
        facts = {"form": form.title, "number": paper.number}
        return (Finding("M-TAKEN", Severity.ERROR, facts),)
    return ()


def _same(form: Form, submission: Submission, filing: Filing) -> bool:
    """Whether a filing says exactly what the submission says, its own number apart."""

    def content(of: Submission) -> tuple[object, ...]:
        fields = tuple(of.value(f.key) for f in form.answers if f.key != form.own_number)
        tables = tuple(
            tuple(line.value(column.key) for column in table.columns)
            for table in form.tables
            for line in of.lines(table.key)
        )
        return (fields, tables)

    return content(submission) == content(filing.submission)


def _number(form: Form, submission: Submission, deal: Deal | None, draw: Draw) -> str:
    """The form's own number: as prefilled or known, else the next of its series."""
    named = submission.number or submission.words(form.own_number)
    if not form.series:
        return named
    if form.numbered == "issue" and deal is not None:
        waiting = deal.blank(form.id)
        return waiting.number if waiting else named
    if deal is not None and deal.filing(form.id, named) and named:
        return named
    return draw(form.series)


def _values(form: Form, submission: Submission) -> dict[str, Value]:
    return {f.key: submission.value(f.key) for f in form.answers if submission.value(f.key) is not None}


def _unchanged(submission: Submission, deal: Deal | None, number: str) -> Decision:
    same = Finding("M-SAME", Severity.INFO, {"number": number}, line=submission.line)
    return Decision(outcome="unchanged", findings=(same,), number=number, deal=deal, line=submission.line)


def known_already(form: Form, submission: Submission, known: Known) -> str | None:
    """The number under which we hold exactly these answers; None for news.

    Rows of a running register stay in it after their deal has gone on: they are no news, and no mistake.
    """
    if _is_unread(submission):
        return None
    values = _values(form, submission)
    match form.records:
        case "filing":
            filings = known.deal.all_filings(form.id) if known.deal else ()
            return next((filing.number for filing in filings if _same(form, submission, filing)), None)
        case "lead":
            customer = known.customer
            own = {form.own_number: None}
            is_known = customer is not None and {**values, **own} == {**customer.lead, **own}
            return customer.number if customer is not None and is_known else None
        case "customer file":
            customer = known.customer
            return customer.number if customer is not None and customer.billing == values else None
        case "person":
            person = known.staff.get(submission.words("name"))
            return person.name if person is not None and _is_listed(values, person) else None
        case _:
            product = known.products.get(submission.words("code"))
            return product.code if product is not None and _is_listed(values, product) else None


def _is_unread(submission: Submission) -> bool:
    """Whether some answer could not be read: what it says is then not known to be the same."""
    rows = (line for lines in submission.tables.values() for line in lines)
    return any(answer.fault for of in (submission, *rows) for answer in of.answers.values())


def _file_record(form: Form, submission: Submission, said: Sequence[Finding], known: Known) -> Decision:
    """Customer file, person, product: recorded under its name or code."""
    values = {"values": _values(form, submission)}
    match form.records:
        case "customer file":
            assert known.customer is not None, "a customer file without its customer is an error of the form"
            event = Event("customer file", known.customer.number, values)
        case "person":
            event = Event("person listed", submission.words("name"), values)
        case _:
            event = Event("product listed", submission.words("code"), values)
    return Decision(
        outcome="accepted", findings=tuple(said), number=event.subject, events=(event,), line=submission.line
    )


def _is_listed(values: Mapping[str, Value], record: Person | Product) -> bool:
    """Whether the record says just that; a cell left blank takes an entry back (a deputy, say)."""
    said = ((f.name, "" if f.default is MISSING else f.default) for f in fields(record))
    return all(getattr(record, name) == values.get(name, blank) for name, blank in said)


def _file_lead(
    form: Form, submission: Submission, said: Sequence[Finding], known: Known, catalogue: Catalogue, draw: Draw
) -> Decision:
    """A row of the lead registry: a new customer with its deal, or news of a known one."""
    values, owner = _values(form, submission), submission.words("owner")
    if known.customer is not None:
        number, deal = known.customer.number, known.deal
    else:
        number, deal = draw(form.series), None
    registered = Event("customer registered", number, {"values": values, "owner": owner})
    events: list[Event] = [registered]
    if deal is None:
        opened = draw(DEALS)
        events.append(Event("deal opened", opened, {"customer": number, "owner": owner}))
        deal = _after(Deal(opened), known.today, events[-1])
    filed = Event("filed", deal.number, {"form": form.id, "number": number, "submission": submission})
    walk = _Walk(replace(known, deal=_after(deal, known.today, filed)), catalogue, draw, [*events, filed])
    return walk.decision(submission, said, number)


def _file(
    form: Form, submission: Submission, said: Sequence[Finding], known: Known, catalogue: Catalogue, draw: Draw
) -> Decision:
    """A form of a deal: filed, then the deal moves."""
    deal = known.deal
    assert deal is not None
    number = _number(form, submission, deal, draw)
    filed = Event("filed", deal.number, {"form": form.id, "number": number, "submission": submission})
    walk = _Walk(replace(known, deal=_after(deal, known.today, filed)), catalogue, draw, [filed])
    return walk.decision(submission, said, number)


def resume(
    filing: Filing, findings: Sequence[Finding], known: Known, *, catalogue: Catalogue, draw: Draw
) -> Decision | None:
    """The step that a held filing waited for, now that its findings hold it no more; None while they do."""
    if any(finding.severity >= Severity.HOLD for finding in findings):
        return None
    assert known.deal is not None
    released = Event("released", known.deal.number, {"form": filing.form, "number": filing.number})
    deal = _after(known.deal, known.today, released)
    walk = _Walk(replace(known, deal=deal), catalogue, draw, [released])
    return walk.decision(filing.submission, findings, filing.number)


def _after(deal: Deal, today: date, *events: Event) -> Deal:
    for event in events:
        deal = deal.after(today, event)
    return deal


class _Walk:
    """One filing's way through the transitions; collects what happens."""

    def __init__(self, known: Known, catalogue: Catalogue, draw: Draw, events: list[Event]) -> None:
        assert known.deal is not None
        self.known, self.catalogue, self.draw = known, catalogue, draw
        self.deal: Deal = known.deal
        self.events = events
        self.documents: list[DueDocument] = []
        self.blanks: list[DueBlank] = []
        self.fired: list[Transition] = []

    def decision(self, submission: Submission, said: Sequence[Finding], number: str) -> Decision:
        """The decision once every transition that this submission triggers has happened."""
        holds = tuple(f.code for f in said if f.severity is Severity.HOLD)
        if holds:
            self._note(Event("held", self.deal.number, self._facts(submission, number, codes=holds)))
            self.blanks += self._lifting(submission, number, holds)
        for transition in self.catalogue.process.transitions:
            if self._is_next(transition, submission, is_held=bool(holds)):
                self._take(transition, number)
        return Decision(
            outcome="accepted",
            findings=tuple(said),
            number=number,
            deal=self.deal,
            events=tuple(self.events),
            documents=tuple(self.documents),
            blanks=tuple(self.blanks),
            transitions=tuple(self.fired),
            line=submission.line,
        )

    def _lifting(self, submission: Submission, number: str, holds: tuple[str, ...]) -> Iterator[DueBlank]:
        """The blanks by which holds are lifted; a form issued under a number is laid out again under it."""
        if self.catalogue.forms[submission.form].numbered == "issue":
            yield DueBlank(submission.form, number)
        needed = dict(self.catalogue.process.hold_blanks)
        yield from (DueBlank(form) for form in sorted({needed[code] for code in holds if code in needed}))

    @staticmethod
    def _facts(submission: Submission, number: str, **more: object) -> dict[str, object]:
        return {"form": submission.form, "number": number, **more}

    def _note(self, event: Event) -> None:
        self.events.append(event)
        self.deal = self.deal.after(self.known.today, event)
        self.known = replace(self.known, deal=self.deal)

    def _is_next(self, transition: Transition, submission: Submission, *, is_held: bool) -> bool:
        if transition.form != submission.form or (is_held and not transition.is_unhindered):
            return False
        if self.deal.stage not in (transition.source or ("",)):
            return False
        return transition.when(submission, self.known)

    def _take(self, transition: Transition, number: str) -> None:
        for change in transition.statuses:
            self._set_status(change.document, change.status)
        if transition.target and transition.target != self.deal.stage:
            facts = {"transition": transition.id, "stage": transition.target}
            self._note(Event("moved", self.deal.number, facts))
        for due in transition.documents:
            self._issue(due, number)
        for form in transition.withdraws:
            if self.deal.blank(form) or any(hold.form == form for hold in self.deal.holds):
                self._note(Event("blank withdrawn", self.deal.number, {"form": form}))
        self.blanks += [DueBlank(form) for form in transition.blanks]
        self.fired.append(transition)

    def _set_status(self, document: str, status: str) -> None:
        paper = self.deal.paper(document)
        if paper is not None and paper.status != status:
            facts = {"document": document, "number": paper.number, "version": paper.version, "status": status}
            self._note(Event("document status", self.deal.number, facts))

    def _issue(self, due: Due, number: str) -> None:
        kind = self.catalogue.documents[due.document]
        earlier = self.deal.paper(kind.id)
        is_new = earlier is None or not kind.per_deal_number or due.is_new_number
        own = self.draw(kind.series) if is_new or earlier is None else earlier.number
        version = kind.versions if earlier is None else earlier.version
        if earlier is not None and due.is_new_version and kind.versions:
            version = next_version(earlier.version)
        if earlier is not None and (earlier.number, earlier.version) == (own, version) and not kind.variants:
            self._set_status(kind.id, REPLACED)
        basis = earlier.basis if earlier is not None and not due.is_new_version else (number,)
        document = DueDocument(kind.id, Issue(own, version, due.variant), due.status, basis)
        if kind.form:
            self.blanks.append(DueBlank(kind.form, own, document))
        else:
            self.documents.append(document)
        self.deal = self.deal.after(self.known.today, issued(self.deal.number, document))
        self.known = replace(self.known, deal=self.deal)


def issued(deal: str, document: DueDocument, **more: object) -> Event:
    """The event of a document's issue; `more` adds its file and figures once it is written."""
    facts: dict[str, object] = {
        "document": document.kind,
        "number": document.issue.number,
        "version": document.issue.version,
        "variant": document.issue.variant,
        "status": document.status,
        "basis": document.basis,
    }
    return Event("issued", deal, {**facts, **more})


def next_version(version: str) -> str:
    """The version after: `V1` -> `V2`, `V1.0` -> `V1.1`, `第1次` -> `第2次`."""
    return re.sub(r"(\d+)(\D*)$", lambda m: f"{int(m[1]) + 1}{m[2]}", version)
