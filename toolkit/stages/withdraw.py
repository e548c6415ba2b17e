"""Taking a filing back: the deal stands again where it stood before, and every number stays taken. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.errors import NotWithdrawn
from toolkit.model.deal import WITHDRAWN, Deal, Event, Filing, Paper
from toolkit.model.decision import Decision, DueBlank
from toolkit.model.known import Known
from toolkit.stages.order import EXPIRED, REOPEN
from toolkit.stages.walk import CLOSED, Catalogue, Draw, Walk, waiting_forms


def before_and_since(filing: Filing, number: str, happened: Sequence[tuple[date, Event]]) -> tuple[Deal, list[Event]]:
    """The deal of that number as it was when the filing came in, and what has happened to it from then on."""
    own = (filing.form, filing.number)
    standing: list[int] = []
    for n, (_, event) in enumerate(happened):
        if event.kind == "filed" and _named(event) == own:
            standing.append(n)
        elif event.kind == "withdrawn" and _named(event) == own:
            standing.pop()
    deal = Deal(number)
    for day, event in happened[: standing[-1]]:
        deal = deal.after(day, event)
    return deal, [event for _, event in happened[standing[-1] + 1 :]]


def withdraw(
    filing: Filing,
    before: Deal,
    since: Sequence[Event],
    known: Known,
    *,
    catalogue: Catalogue,
    draw: Draw,
    reason: str,
    by: str,
) -> Decision:
    """What follows when a filing is taken back.

    `before` is the deal as it was when the filing came in, `since` what has happened to it from then on.
    Documents that rest on the filing are withdrawn, statuses and stage go back, its blank is laid out again.
    Raises NotWithdrawn for the filing that opened the deal, and while a later one stands on it, naming that one.
    """
    deal = known.deal
    assert deal is not None
    if not before.stage:
        raise NotWithdrawn(filing.number, "it opened the deal; give the deal up instead: salesdocs deal lose")
    if _was_put_aside(since, catalogue):
        raise NotWithdrawn(filing.number, "the deal was put aside since; take it up again first: salesdocs deal reopen")
    own, *later = _steps(since, filing, catalogue)
    if told := [step for step in later if step.has_told]:
        form, number = told[-1].named
        title = catalogue.forms[form].title.zh
        raise NotWithdrawn(filing.number, f"a later filing stands on it; withdraw {form} {title} {number} first")
    facts = {"form": filing.form, "number": filing.number, "reason": reason, "by": by}
    walk = Walk(known, catalogue, draw, [Event("withdrawn", deal.number, facts)])
    if own.has_told:
        _papers_go_back(walk, before)
        _stage_goes_back(walk, before)
    _holds_go_back(walk, before, since)
    waited = dict.fromkeys((*waiting_forms(before), filing.form))
    for form in waiting_forms(walk.deal):
        if form not in waited:
            walk.take_in(form)
    walk.blanks += _laid_again(filing, tuple(waited), walk.deal, catalogue)
    return walk.outcome(number=filing.number)


def _was_put_aside(since: Sequence[Event], catalogue: Catalogue) -> bool:
    """Whether the last move was ordered (`deal lose`, `deal hold`): only an order takes it back."""
    moves = [event for event in since if event.kind == "moved"]
    return bool(moves) and moves[-1].facts["transition"] in _orders(catalogue) - {REOPEN}


def _orders(catalogue: Catalogue) -> set[str]:
    return {REOPEN, *(command.word for command in catalogue.process.commands)}


@dataclass(slots=True, eq=False)
class _Step:
    """A filing, and whether it moved the deal or its documents."""

    named: tuple[str, str]
    """(form, number)"""
    has_told: bool = False


def _steps(since: Sequence[Event], filing: Filing, catalogue: Catalogue) -> list[_Step]:
    """The filing, and those since that were not taken back themselves.

    One that was held moves the deal when it is let go. What a person ordered is no filing's doing, nor is a quote
    that ran out.
    """
    steps = [_Step((filing.form, filing.number))]
    moving: _Step | None = steps[0]
    for event in since:
        if event.kind in ("filed", "released"):
            same = [step for step in steps if event.kind == "released" and step.named == _named(event)]
            moving = same[-1] if same else _Step(_named(event))
            steps += [] if same else [moving]
        elif event.kind == "withdrawn":
            moving = None
            for gone in [step for step in steps[1:] if step.named == _named(event)][-1:]:
                steps.remove(gone)
        elif moving is not None and _tells(event, catalogue):
            moving.has_told = True
    return steps


def _tells(event: Event, catalogue: Catalogue) -> bool:
    if event.kind == "moved":
        return event.facts["transition"] not in _orders(catalogue)
    ordered = {EXPIRED, *(change.status for command in catalogue.process.commands for change in command.statuses)}
    return event.kind == "issued" or (event.kind == "document status" and event.facts["status"] not in ordered)


def _named(event: Event) -> tuple[str, str]:
    return str(event.facts["form"]), str(event.facts["number"])


def _papers_go_back(walk: Walk, before: Deal) -> None:
    """Documents issued since are withdrawn; the earlier ones take back the status they had."""
    for paper in walk.deal.papers[len(before.papers) :]:
        if paper.status not in CLOSED:
            _give(walk, paper, WITHDRAWN)
    had = {_key(paper): paper.status for paper in before.papers if paper.status != WITHDRAWN}
    for key, status in had.items():
        paper = next(p for p in reversed(walk.deal.papers) if _key(p) == key and p.status != WITHDRAWN)
        if paper.status != status:
            _give(walk, paper, status)


def _stage_goes_back(walk: Walk, before: Deal) -> None:
    if before.stage != walk.deal.stage:
        aside = {"reason": before.reason, "resumes_at": before.resumes_at, "resumes_with": before.resumes_with}
        walk.move("withdraw", before.stage, **aside)


def _holds_go_back(walk: Walk, before: Deal, since: Sequence[Event]) -> None:
    """What was held and taken in is held again."""
    gone = {(hold.form, hold.number) for hold in walk.deal.holds}
    gone |= {_named(event) for event in since if event.kind == "released"}
    for hold in before.holds:
        if (hold.form, hold.number) not in gone and walk.deal.filing(hold.form, hold.number):
            facts = {"form": hold.form, "number": hold.number, "codes": hold.codes}
            walk.note(Event("held", walk.deal.number, facts))


def _key(paper: Paper) -> tuple[str, str, str, str]:
    return paper.kind, paper.number, paper.version, paper.variant


def _give(walk: Walk, paper: Paper, status: str) -> None:
    told = {"document": paper.kind, "number": paper.number, "version": paper.version, "variant": paper.variant}
    walk.note(Event("document status", walk.deal.number, {**told, "status": status}))


def _laid_again(filing: Filing, waited: Sequence[str], deal: Deal, catalogue: Catalogue) -> list[DueBlank]:
    """The withdrawn form's blank, under its number where it is one of ours, and those that waited beside it."""
    due: list[DueBlank] = []
    for form in waited:
        if form != filing.form and deal.blank(form) is not None:
            continue
        kind = next((kind.id for kind in catalogue.documents.values() if kind.form == form), "")
        paper = deal.paper(kind) if kind and catalogue.forms[form].numbered == "issue" else None
        due.append(DueBlank(form, paper.number if paper else ""))
    return due
