"""Taking a filing back: the deal stands again where it stood before, and every number stays taken. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.errors import NotWithdrawn
from toolkit.model.deal import WITHDRAWN, Deal, Event, Filing, Paper
from toolkit.model.decision import Decision, DueBlank
from toolkit.model.known import Known
from toolkit.stages.walk import CLOSED, Catalogue, Draw, Walk, waiting_forms

_TELLING = ("moved", "issued", "document status")
"""Events by which a later filing shows that it stands on an earlier one."""


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
    later = _standing_on(since)
    if later is not None:
        form, number = later
        title = catalogue.forms[form].title.zh
        raise NotWithdrawn(filing.number, f"a later filing stands on it; withdraw {form} {title} {number} first")
    facts = {"form": filing.form, "number": filing.number, "reason": reason, "by": by}
    walk = Walk(known, catalogue, draw, [Event("withdrawn", deal.number, facts)])
    _papers_go_back(walk, before)
    if before.stage != deal.stage:
        aside = {"reason": before.reason, "resumes_at": before.resumes_at, "resumes_with": before.resumes_with}
        walk.move("withdraw", before.stage, **aside)
    waited = dict.fromkeys((*waiting_forms(before), filing.form))
    for form in waiting_forms(walk.deal):
        if form not in waited:
            walk.take_in(form)
    walk.blanks += _laid_again(filing, tuple(waited), walk.deal, catalogue)
    return walk.outcome(number=filing.number)


def _standing_on(since: Sequence[Event]) -> tuple[str, str] | None:
    """(form, number) of the last filing that moved the deal or its documents after this one; None for none."""
    filed: tuple[str, str] | None = None
    found: tuple[str, str] | None = None
    for event in since:
        if event.kind == "filed":
            filed = str(event.facts["form"]), str(event.facts["number"])
        elif event.kind == "withdrawn" and found == (event.facts["form"], event.facts["number"]):
            filed = found = None
        elif event.kind in _TELLING and filed is not None:
            found = filed
    return found


def _papers_go_back(walk: Walk, before: Deal) -> None:
    """Documents issued since are withdrawn; the earlier ones take back the status they had."""
    for paper in walk.deal.papers[len(before.papers) :]:
        if paper.status not in CLOSED:
            _give(walk, paper, WITHDRAWN)
    had = {_key(paper): paper.status for paper in before.papers}
    for key, status in had.items():
        paper = next(p for p in reversed(walk.deal.papers) if _key(p) == key and p.status != WITHDRAWN)
        if paper.status != status:
            _give(walk, paper, status)


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
