"""A submission and its findings -> what happens: events, the next stage, documents and blanks due. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, replace

from toolkit.model.deal import Deal, Event, Filing
from toolkit.model.decision import Decision
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.house import Person, Product
from toolkit.model.known import Known
from toolkit.model.process import Process
from toolkit.model.submission import Submission, Value
from toolkit.stages.walk import DEALS, Catalogue, Draw, Walk


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
    errors = [finding for finding in said if finding.severity is Severity.ERROR]
    if errors:
        if all(_is_lacking(finding, submission) for finding in errors) and is_untouched(form, submission, known):
            return _left(submission)
        return Decision(outcome="returned", findings=tuple(said), deal=known.deal, line=submission.line)
    if form.records == "filing":
        return _file(form, submission, said, known, catalogue, draw)
    if form.records == "lead":
        return _file_lead(form, submission, said, known, catalogue, draw)
    return _file_record(form, submission, said, known, draw)


def is_untouched(form: Form, submission: Submission, known: Known) -> bool:
    """Whether a row of a register holds nothing but what we had filled in ourselves: nobody meant to send it."""
    table = next((table for table in form.tables if table.key == form.register), None)
    if table is None or _is_unread(submission):
        return False
    ours = {column.key for column in table.columns if column.calculation is None}
    given = {key: value for key in ours if (value := submission.value(key)) is not None}
    laid = ({key: row[key] for key in ours if row.get(key) is not None} for row in _laid(form, known))
    return bool(given) and any(given == row for row in laid)


def _is_lacking(finding: Finding, submission: Submission) -> bool:
    """Whether it only says that an answer was not given."""
    return bool(finding.key) and submission.value(finding.key.rpartition(".")[2]) is None and not finding.raw


def _laid(form: Form, known: Known) -> tuple[Mapping[str, Value], ...]:
    return form.prefill(known).tables.get(form.register, ())


def _left(submission: Submission) -> Decision:
    """Nothing follows from a row that was left as it was laid out."""
    place = next((answer.place for answer in submission.answers.values() if answer.place), "")
    left = Finding("M-UNTOUCHED", Severity.INFO, place=place, line=submission.line)
    return Decision(outcome="unchanged", findings=(left,), line=submission.line)


def _wrong_place(form: Form, known: Known, process: Process) -> tuple[Finding, ...]:
    """A form of the process needs a deal, standing where that form is awaited."""
    if form.records != "filing":
        return ()
    if known.deal is None:
        return (Finding("M-DEAL", Severity.ERROR, {"form": form.title}),)
    awaited = process.awaiting(form.id)
    if awaited and known.deal.stage not in awaited:
        facts = {"deal": known.deal.number, "stage": known.deal.stage, "awaited": awaited}
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
            latest = {filing.number or n: filing for n, filing in enumerate(_filings(form, known))}
            return next((filing.number for filing in latest.values() if _same(form, submission, filing)), None)
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
            product = known.products.get(submission.words("code")) if form.records == "product" else None
            return product.code if product is not None and _is_listed(values, product) else None


def _filings(form: Form, known: Known) -> tuple[Filing, ...]:
    return tuple(known.deal.all_filings(form.id)) if known.deal else ()


def _is_unread(submission: Submission) -> bool:
    """Whether some answer could not be read: what it says is then not known to be the same."""
    rows = (line for lines in submission.tables.values() for line in lines)
    return any(answer.fault for of in (submission, *rows) for answer in of.answers.values())


def _file_record(form: Form, submission: Submission, said: Sequence[Finding], known: Known, draw: Draw) -> Decision:
    """Customer file, person, product, market research: recorded under its name, code or number."""
    values = {"values": _values(form, submission)}
    match form.records:
        case "customer file":
            assert known.customer is not None, "a customer file without its customer is an error of the form"
            event = Event("customer file", known.customer.number, values)
        case "research":
            event = Event("market researched", draw(form.series), values)
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
        deal = Deal(draw(DEALS))
        events.append(Event("deal opened", deal.number, {"customer": number, "owner": owner}))
    filed = Event("filed", deal.number, {"form": form.id, "number": number, "submission": submission})
    walk = Walk(replace(known, deal=deal), catalogue, draw, [*events, filed])
    return walk.decision(submission, said, number)


def _file(
    form: Form, submission: Submission, said: Sequence[Finding], known: Known, catalogue: Catalogue, draw: Draw
) -> Decision:
    """A form of a deal: filed, then the deal moves."""
    deal = known.deal
    assert deal is not None
    number = _number(form, submission, deal, draw)
    filed = Event("filed", deal.number, {"form": form.id, "number": number, "submission": submission})
    walk = Walk(known, catalogue, draw, [filed])
    return walk.decision(submission, said, number)


def resume(
    filing: Filing, findings: Sequence[Finding], known: Known, *, catalogue: Catalogue, draw: Draw
) -> Decision | None:
    """The step that a held filing waited for, now that its findings hold it no more; None while they do."""
    if any(finding.severity >= Severity.HOLD for finding in findings):
        return None
    assert known.deal is not None
    released = Event("released", known.deal.number, {"form": filing.form, "number": filing.number})
    walk = Walk(known, catalogue, draw, [released])
    return walk.decision(filing.submission, findings, filing.number)
