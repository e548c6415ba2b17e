"""One filing's way through the transitions: what happens, which documents and blanks are then due. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.model.deal import WITHDRAWN, Deal, Event, Paper
from toolkit.model.decision import Decision, DueBlank, DueDocument
from toolkit.model.document import DocumentKind, Issue
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.known import Known
from toolkit.model.names import plain_number
from toolkit.model.process import Due, Opening, Process, StatusChange, Transition
from toolkit.model.submission import Submission

Draw = Callable[[str], str]
"""The next number of a series, by prefix."""

DEALS = "SJ"
REPLACED = "已替换"
"""Status of a document that was issued again under the same number and version."""
CLOSED = ("已作废", "已拒绝", REPLACED, WITHDRAWN)
"""Statuses of a document that counts no more: nothing but a new issue changes them."""
CONFIRMED = ("客户已确认接收", "已接受")
"""Statuses that bind the customer's word to one file: the event keeps its hash."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What we do, as data: handed to every room that asks."""

    forms: Mapping[str, Form]
    documents: Mapping[str, DocumentKind]
    process: Process


class Walk:
    """Collects what happens to one deal."""

    def __init__(self, known: Known, catalogue: Catalogue, draw: Draw, events: Sequence[Event] = ()) -> None:
        """Begin with the deal as `known` has it; these events happen first."""
        assert known.deal is not None
        self.known, self.catalogue, self.draw = known, catalogue, draw
        self.deal: Deal = known.deal
        self._before = known.deal
        self.events: list[Event] = []
        self.documents: list[DueDocument] = []
        self.blanks: list[DueBlank] = []
        self.fired: list[Transition] = []
        self.opened: list[Decision] = []
        for event in events:
            self.note(event)

    def note(self, event: Event) -> None:
        """Add what has happened."""
        self.events.append(event)
        if event.subject == self.deal.number:
            self.deal = self.deal.after(self.known.today, event)
            self.known = replace(self.known, deal=self.deal)

    def decision(self, submission: Submission, said: Sequence[Finding], number: str) -> Decision:
        """The decision once every transition that this submission triggers has happened."""
        holds = tuple(f.code for f in said if f.severity is Severity.HOLD)
        if holds:
            facts = {"form": submission.form, "number": number, "codes": holds}
            self.note(Event("held", self.deal.number, facts))
            self.blanks += self._lifting(submission, number, holds)
        self._take_in_lifting(submission.form, holds)
        for transition in self.catalogue.process.transitions:
            if self._is_next(transition, submission, is_held=bool(holds)):
                self._take(transition, submission, number)
        return self.outcome(said, number, submission.line)

    def outcome(self, said: Sequence[Finding] = (), number: str = "", line: int | None = None) -> Decision:
        """What was collected, as a decision."""
        return Decision(
            outcome="accepted",
            findings=tuple(said),
            number=number,
            deal=self.deal,
            events=tuple(self.events),
            documents=tuple(self.documents),
            blanks=tuple(self.blanks),
            transitions=tuple(self.fired),
            opened=tuple(self.opened),
            line=line,
        )

    def change(self, change: StatusChange, submission: Submission | None = None) -> None:
        """Give the documents meant their new status."""
        submission = submission or Submission("", "")
        status = change.status if isinstance(change.status, str) else change.status(submission, self.known)
        for paper in self._meant(change, submission):
            self.set_status(paper, status)

    def change_all(self, change: StatusChange) -> None:
        """Give every document of the kind that still counts its new status."""
        status = change.status if isinstance(change.status, str) else ""
        for paper in self._living(change.document):
            self.set_status(paper, status)

    def move(self, transition: str, stage: str, **facts: object) -> None:
        """The deal goes to another stage."""
        self.note(Event("moved", self.deal.number, {"transition": transition, "stage": stage, **facts}))

    def step_aside(
        self, step: str, stage: str, *, resumes_at: str = "", resumes_with: tuple[str, ...] = (), **told: object
    ) -> None:
        """The deal leaves the main way: its blanks are taken in; where it goes on, and with which, is remembered.

        A deal that stands aside already goes on where it left the main way first.
        """
        was_aside = self.catalogue.process.stage(self.deal.stage).is_side
        at, waited = (
            (self.deal.resumes_at, self.deal.resumes_with) if was_aside else (self.deal.stage, waiting_forms(self.deal))
        )
        for form in waiting_forms(self.deal):
            self.take_in(form)
        self.move(step, stage, **told, resumes_at=resumes_at or at, resumes_with=resumes_with or waited)

    def take_in(self, form: str) -> None:
        """The blank and the hold of a form count no more."""
        if self.deal.blank(form) or any(hold.form == form for hold in self.deal.holds):
            self.note(Event("blank withdrawn", self.deal.number, {"form": form}))

    def _lifting(self, submission: Submission, number: str, holds: tuple[str, ...]) -> Iterator[DueBlank]:
        """The blanks by which holds are lifted; a form issued under a number is laid out again under it."""
        if self.catalogue.forms[submission.form].numbered == "issue":
            yield DueBlank(submission.form, number)
        yield from (DueBlank(form) for form in sorted(self._lift(holds)))

    def _lift(self, holds: tuple[str, ...]) -> set[str]:
        return {form for code, form in self.catalogue.process.hold_blanks if code in holds}

    def _take_in_lifting(self, form: str, holds: tuple[str, ...]) -> None:
        """What was laid out to lift an earlier hold of this form counts no more, unless it still holds."""
        earlier = next((hold.codes for hold in self._before.holds if hold.form == form), ())
        for lifting in sorted(self._lift(earlier) - self._lift(holds)):
            self.take_in(lifting)

    def _is_next(self, transition: Transition, submission: Submission, *, is_held: bool) -> bool:
        if transition.form != submission.form or (is_held and not transition.is_unhindered):
            return False
        if self.deal.stage not in (transition.source or ("",)):
            return False
        return transition.when(submission, self.known)

    def _take(self, transition: Transition, submission: Submission, number: str) -> None:
        for change in transition.statuses:
            self.change(change, submission)
        if transition.target and transition.target != self.deal.stage:
            self._go(transition, submission)
        for due in transition.documents:
            self._issue(due, submission, number)
        for form in transition.withdraws:
            self.take_in(form)
        if transition.is_laid_again:
            self.blanks.append(DueBlank(submission.form, number))
        self.blanks += [DueBlank(form) for form in transition.blanks]
        if transition.opens:
            self.opened.append(self._open(transition, transition.opens, submission))
        self.fired.append(transition)

    def _go(self, transition: Transition, submission: Submission) -> None:
        """The deal goes where the transition leads; blanks of forms that may not come there are taken in."""
        process = self.catalogue.process
        if process.stage(transition.target).is_side:
            reason = submission.words(transition.reason_of) if transition.reason_of else ""
            self.step_aside(
                transition.id,
                transition.target,
                resumes_at=transition.resumes_at,
                resumes_with=transition.resumes_with,
                reason=reason or transition.says.zh,
            )
            return
        self.move(transition.id, transition.target)
        for form in waiting_forms(self.deal):
            if not process.may_come(form, self.deal.stage):
                self.take_in(form)

    def _open(self, transition: Transition, opening: Opening, submission: Submission) -> Decision:
        """A further deal, standing at its first stage."""
        customer, owner = self.deal.customer, submission.words("owner") or self.deal.owner
        events: list[Event] = []
        if opening.lead:
            customer = self.draw(self.catalogue.forms["F02"].series)
            values = {**opening.lead(submission, self.known), "owner": owner}
            events.append(Event("customer registered", customer, {"values": values, "owner": owner}))
        number = self.draw(DEALS)
        facts = {"customer": customer, "owner": owner, "origin": self.deal.number}
        events.append(Event("deal opened", number, facts))
        walk = Walk(replace(self.known, deal=Deal(number), customer=None), self.catalogue, self.draw, events)
        walk.move(transition.id, opening.stage)
        walk.blanks += [DueBlank(form) for form in opening.blanks]
        return walk.outcome(number=number)

    def _meant(self, change: StatusChange, submission: Submission) -> list[Paper]:
        """The documents that a change of status speaks of: the last copy of each number that still counts."""
        living = self._living(change.document)
        if change.besides:
            spared = plain_number(submission.words(change.besides))
            return [p for p in living if p.number != spared]
        if change.named_by:
            named = plain_number(submission.words(change.named_by))
            living = [p for p in living if p.number == named]
        elif change.variant_of:
            living = [p for p in living if p.variant == submission.words(change.variant_of)]
        return living[-1:]

    def _living(self, kind: str) -> list[Paper]:
        copies: dict[tuple[str, str], Paper] = {}
        for paper in self.deal.all_papers(kind):
            copies.pop((paper.number, paper.variant), None)
            copies[paper.number, paper.variant] = paper
        return [p for p in copies.values() if p.status not in CLOSED]

    def set_status(self, paper: Paper, status: str) -> None:
        """A document takes that status; nothing happens where it has it."""
        if paper.status != status:
            named = {"number": paper.number, "version": paper.version, "variant": paper.variant}
            facts = {"document": paper.kind, **named, "status": status}
            if status in CONFIRMED and paper.digest:
                facts["digest"] = paper.digest
            self.note(Event("document status", self.deal.number, facts))

    def _issue(self, due: Due, submission: Submission, number: str) -> None:
        kind = self.catalogue.documents[due.document]
        variant = due.variant if isinstance(due.variant, str) else due.variant(submission, self.known)
        variant = submission.words(due.variant_of) if due.variant_of else variant
        issues = self._issues(kind, variant)
        earlier = next(
            (paper for paper in reversed(issues) if paper.status != WITHDRAWN), issues[-1] if issues else None
        )
        is_new = earlier is None or not kind.per_deal_number or due.is_new_number
        own = self.draw(kind.series) if is_new or earlier is None else earlier.number
        version = kind.versions if earlier is None else self._version(kind, earlier, issues, due)
        replaced = self.deal.paper(kind.id, own)
        is_again = replaced is not None and replaced.version == version and not kind.variants
        if replaced is not None and is_again and replaced.status not in CLOSED:
            self.set_status(replaced, REPLACED)
        basis = earlier.basis if earlier is not None and not due.is_new_version else (number,)
        status = due.status if isinstance(due.status, str) else due.status(submission, self.known)
        document = DueDocument(kind.id, Issue(own, version, variant), status, basis)
        if kind.form:
            self.blanks.append(DueBlank(kind.form, own, document))
        else:
            self.documents.append(document)
        self.deal = self.deal.after(self.known.today, issued(self.deal.number, document))
        self.known = replace(self.known, deal=self.deal)

    def _issues(self, kind: DocumentKind, variant: str) -> list[Paper]:
        """All issues of the kind, withdrawn ones included: their numbers stay taken."""
        issues = [paper for paper in self.deal.papers if paper.kind == kind.id]
        return [paper for paper in issues if paper.variant == variant] if kind.per_variant_number else issues

    @staticmethod
    def _version(kind: DocumentKind, standing: Paper, issues: Sequence[Paper], due: Due) -> str:
        """The version after the newest, where the kind has versions; a withdrawn form of ours goes out as it was."""
        if not kind.versions or not due.is_new_version:
            return standing.version
        newest = list(dict.fromkeys(paper.version for paper in issues))[-1]
        is_once_more = bool(kind.form) and issues[-1].status == WITHDRAWN
        return newest if is_once_more else next_version(newest)


def waiting_forms(deal: Deal) -> tuple[str, ...]:
    """The forms whose blanks wait to be filled."""
    return tuple(blank.form for blank in deal.blanks if not blank.is_returned)


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
    if document.issue.lang != "zh":  # left out of the rest, so that they read as they always did
        facts["lang"] = document.issue.lang
    return Event("issued", deal, {**facts, **more})


def next_version(version: str) -> str:
    """The version after: `V1` -> `V2`, `V1.0` -> `V1.1`, `第1次` -> `第2次`."""
    return re.sub(r"(\d+)(\D*)$", lambda m: f"{int(m[1]) + 1}{m[2]}", version)
