"""A deal: what travels through the stages, as the sum of what happened to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal

from toolkit.model.submission import Submission, Value
from toolkit.model.text import Lang

EventKind = Literal[
    "deal opened",  # customer, owner, folder
    "filed",  # form, number, submission, file, attachments
    "moved",  # transition, stage; of a step aside also reason, by, resumes_at, resumes_with
    "withdrawn",  # form, number, reason, by
    # document, number, version, variant, status, basis, file, figures, digest, template, properties; lang unless zh
    "issued",
    "document status",  # document, number, version, status; of a confirmation also digest
    "contract compared",  # number, version, file, changes
    "blank issued",  # form, number, variant, file, digest
    "blank withdrawn",  # form
    "held",  # form, number, codes
    "released",  # form, number
    "customer registered",  # values
    "customer file",  # values
    "customers compared",  # other, name, is_same, reason, by
    "market researched",  # values
    "person listed",  # values
    "product listed",  # values
    "reported",  # files: path below the folder of reports -> SHA-256
]


OPTION: Final = "option"
"""Key of the answer that names one of several offers that stand side by side (decisions/0006)."""
WITHDRAWN: Final = "已撤回"
"""Status of a document whose basis was taken back: it keeps its number and counts no more."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. Facts hold values, tuples, mappings and submissions only."""

    kind: EventKind
    subject: str
    """Number of the deal or customer, name of the person, code of the product, day (`2026-08-24`) of the report."""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filing:
    """A submission that was accepted."""

    form: str
    number: str
    filed_on: date
    submission: Submission
    file: str = ""
    """Path of the copy in the deal's folder, below the house, with `/`; '' for rows of a register."""
    attachments: Mapping[str, str] = field(default_factory=dict)
    """Its scans in the deal's folder: path below the house -> SHA-256."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that was issued."""

    kind: str
    """`G02`"""
    number: str
    version: str
    """`V1` of a quote, `V1.0` of a contract, '' where there is only one."""
    variant: str
    """Department of a notice, round of a certificate, `草案` of a contract; '' otherwise."""
    issued_on: date
    status: str
    basis: tuple[str, ...] = ()
    """Numbers of the filings it says what they said."""
    file: str = ""
    """Path below the house, with `/`; of one that came back filled, where that copy lies."""
    figures: Mapping[str, object] = field(default_factory=dict)
    digest: str = ""
    """SHA-256 of the file as issued."""
    lang: Lang = "zh"


@dataclass(frozen=True, slots=True)
class OpenBlank:
    """A prefilled blank that waits in the deal's folder."""

    form: str
    number: str
    variant: str
    issued_on: date
    file: str = ""
    """Path below the house, with `/`."""
    digest: str = ""
    """SHA-256 of the blank as issued: an untouched one still has it."""
    is_returned: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """A filed form whose next step waits, and why (codes of findings)."""

    form: str
    number: str
    codes: tuple[str, ...]
    since: date


@dataclass(frozen=True, slots=True)
class Move:
    """A deal coming to a stage."""

    stage: str
    on: date


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal as of some day. Built only by `after`, event by event."""

    number: str
    customer: str = ""
    owner: str = ""
    folder: str = ""
    """Its folder below deals/, named once for ever."""
    stage: str = ""
    reason: str = ""
    """Why it was put on hold or given up; '' on the main way."""
    resumes_at: str = ""
    """The stage that `deal reopen` leads back to; '' on the main way."""
    resumes_with: tuple[str, ...] = ()
    """Forms whose blanks are laid out again then."""
    opened_on: date = date.min
    moved_on: date = date.min
    filings: tuple[Filing, ...] = ()
    papers: tuple[Paper, ...] = ()
    blanks: tuple[OpenBlank, ...] = ()
    holds: tuple[Hold, ...] = ()
    trail: tuple[Move, ...] = ()
    """Every stage it came to, oldest first; the same again where a transition leads back to it."""

    def filing(self, form: str, number: str = "") -> Filing | None:
        """The latest filing of a form (of that number, when given)."""
        for filing in reversed(self.filings):  # asked a hundred times a deal: a loop takes a third of the time
            if filing.form == form and (not number or filing.number == number):
                return filing
        return None

    def all_filings(self, form: str) -> Iterator[Filing]:
        """Every filing of a form, oldest first."""
        return (f for f in self.filings if f.form == form)

    def paper(self, kind: str, number: str = "") -> Paper | None:
        """The latest document of a kind (of that number, when given); withdrawn ones do not count."""
        for paper in reversed(self.papers):
            if paper.kind == kind and (not number or paper.number == number) and paper.status != WITHDRAWN:
                return paper
        return None

    def all_papers(self, kind: str) -> Iterator[Paper]:
        """Every document of a kind that was not withdrawn, oldest first."""
        return (p for p in self.papers if p.kind == kind and p.status != WITHDRAWN)

    def blank(self, form: str) -> OpenBlank | None:
        """The blank of a form that waits to be filled."""
        return next((b for b in reversed(self.blanks) if b.form == form and not b.is_returned), None)

    def value(self, form: str, key: str) -> Value:
        """One answer of the latest filing of a form; None where there is none."""
        filing = self.filing(form)
        return filing.submission.value(key) if filing else None

    def with_figures(self, issued: Event) -> Deal:
        """The deal whose latest paper of that issue says what it says, now that it has been written."""
        facts = issued.facts
        figures, file, digest = facts.get("figures", {}), str(facts.get("file", "")), str(facts.get("digest", ""))
        assert isinstance(figures, Mapping)
        told = (*(facts[key] for key in ("document", "number", "version", "variant")), facts.get("lang", "zh"))

        def is_meant(paper: Paper) -> bool:
            return (paper.kind, paper.number, paper.version, paper.variant, paper.lang) == told

        return _on_latest(self, is_meant, lambda paper: replace(paper, figures=figures, file=file, digest=digest))

    def after(self, day: date, event: Event) -> Deal:
        """The deal once this event has happened; events of other subjects change nothing."""
        step = _STEPS.get(event.kind)
        return step(self, day, event.facts) if step else self


Facts = Mapping[str, object]


def _opened(deal: Deal, day: date, facts: Facts) -> Deal:
    return replace(
        deal,
        customer=str(facts["customer"]),
        owner=str(facts["owner"]),
        folder=str(facts.get("folder", "")),
        opened_on=day,
        moved_on=day,
    )


def _filed(deal: Deal, day: date, facts: Facts) -> Deal:
    submission = facts["submission"]
    assert isinstance(submission, Submission)
    form, number, file = str(facts["form"]), str(facts["number"]), str(facts.get("file", ""))
    scans = facts.get("attachments", {})
    assert isinstance(scans, Mapping)
    deal = _on_latest(deal, lambda p: _comes_back(p, number), lambda p: replace(p, file=file)) if file else deal
    return replace(
        deal,
        filings=(*deal.filings, Filing(form, number, day, submission, file, scans)),
        blanks=tuple(replace(b, is_returned=True) if b.form == form else b for b in deal.blanks),
        holds=tuple(h for h in deal.holds if h.form != form or _speaks_of_another(deal, h, submission)),
    )


def _speaks_of_another(deal: Deal, hold: Hold, submission: Submission) -> bool:
    """Whether a held filing is of another option than a new one of its form: neither replaces the other."""
    held = deal.filing(hold.form, hold.number)
    return held is not None and held.submission.words(OPTION) != submission.words(OPTION)


def _comes_back(paper: Paper, number: str) -> bool:
    """Whether a paper is the form that was filed under that number; one we wrote ourselves only lends its number."""
    return paper.number == number and not paper.figures


def _on_latest(deal: Deal, is_meant: Callable[[Paper], bool], change: Callable[[Paper], Paper]) -> Deal:
    """The deal with the latest of the papers meant changed: earlier copies keep what they were."""
    latest = max((n for n, paper in enumerate(deal.papers) if is_meant(paper)), default=None)
    if latest is None:
        return deal
    papers = (change(p) if n == latest else p for n, p in enumerate(deal.papers))
    return replace(deal, papers=tuple(papers))


def _moved(deal: Deal, day: date, facts: Facts) -> Deal:
    forms = facts.get("resumes_with", ())
    assert isinstance(forms, tuple)
    return replace(
        deal,
        stage=str(facts["stage"]),
        moved_on=day,
        trail=(*deal.trail, Move(str(facts["stage"]), day)),
        reason=str(facts.get("reason", "")),
        resumes_at=str(facts.get("resumes_at", "")),
        resumes_with=forms,
    )


def _issued(deal: Deal, day: date, facts: Facts) -> Deal:
    basis, figures = facts.get("basis", ()), facts.get("figures", {})
    assert isinstance(basis, tuple) and isinstance(figures, Mapping)
    paper = Paper(
        kind=str(facts["document"]),
        number=str(facts["number"]),
        version=str(facts.get("version", "")),
        variant=str(facts.get("variant", "")),
        issued_on=day,
        status=str(facts.get("status", "")),
        basis=basis,
        file=str(facts.get("file", "")),
        figures=figures,
        digest=str(facts.get("digest", "")),
        lang="en" if facts.get("lang") == "en" else "zh",
    )
    return replace(deal, papers=(*deal.papers, paper))


def _status(deal: Deal, day: date, facts: Facts) -> Deal:
    kind, number = facts["document"], facts["number"]

    def is_meant(paper: Paper) -> bool:
        told = (kind, number, facts.get("version", paper.version), facts.get("variant", paper.variant))
        return paper.status != WITHDRAWN and (paper.kind, paper.number, paper.version, paper.variant) == told

    return _on_latest(deal, is_meant, lambda paper: replace(paper, status=str(facts["status"])))


def _blank_issued(deal: Deal, day: date, facts: Facts) -> Deal:
    form = str(facts["form"])
    blank = OpenBlank(
        form=form,
        number=str(facts.get("number", "")),
        variant=str(facts.get("variant", "")),
        issued_on=day,
        file=str(facts.get("file", "")),
        digest=str(facts.get("digest", "")),
    )
    return replace(deal, blanks=(*(b for b in deal.blanks if b.form != form), blank))


def _held(deal: Deal, day: date, facts: Facts) -> Deal:
    codes = facts["codes"]
    assert isinstance(codes, tuple)
    hold = Hold(str(facts["form"]), str(facts["number"]), codes, day)
    return replace(deal, holds=(*(h for h in deal.holds if (h.form, h.number) != (hold.form, hold.number)), hold))


def _released(deal: Deal, day: date, facts: Facts) -> Deal:
    told = (facts["form"], facts["number"])
    return replace(deal, holds=tuple(h for h in deal.holds if (h.form, h.number) != told))


def _withdrawn(deal: Deal, day: date, facts: Facts) -> Deal:
    form = facts["form"]
    blanks = tuple(replace(b, is_returned=True) if b.form == form else b for b in deal.blanks)
    return replace(deal, blanks=blanks, holds=tuple(h for h in deal.holds if h.form != form))


def _taken_back(deal: Deal, day: date, facts: Facts) -> Deal:
    """Without the latest filing of that form and number, and without its hold."""
    told = (facts["form"], facts["number"])
    last = max((n for n, filing in enumerate(deal.filings) if (filing.form, filing.number) == told), default=None)
    filings = tuple(filing for n, filing in enumerate(deal.filings) if n != last)
    return replace(deal, filings=filings, holds=tuple(h for h in deal.holds if (h.form, h.number) != told))


_STEPS = {
    "deal opened": _opened,
    "filed": _filed,
    "withdrawn": _taken_back,
    "moved": _moved,
    "issued": _issued,
    "document status": _status,
    "blank issued": _blank_issued,
    "blank withdrawn": _withdrawn,
    "held": _held,
    "released": _released,
}
