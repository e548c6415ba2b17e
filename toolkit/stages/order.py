"""Steps that a person orders: a deal is given up, put on hold, taken up again; a quote runs out. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.errors import NotAtThatStage
from toolkit.model.decision import Decision, DueBlank
from toolkit.model.known import Known
from toolkit.model.process import Command
from toolkit.stages.walk import Catalogue, Draw, Walk

REOPEN = "reopen"
EXPIRED = "已过期"
"""Status of a quote whose last day has passed."""


def command_of(word: str, stage: str, catalogue: Catalogue) -> Command:
    """The command of that word for a deal at that stage. Raises NotAtThatStage."""
    named = [command for command in catalogue.process.commands if command.word == word]
    found = next((command for command in named if stage in command.source), None)
    if found is None:
        allowed = tuple(dict.fromkeys(one for command in named for one in command.source))
        raise NotAtThatStage(word, stage, allowed)
    return found


def step_aside(command: Command, known: Known, *, catalogue: Catalogue, draw: Draw, reason: str, by: str) -> Decision:
    """The deal leaves the main way: its blanks are taken in, its open documents are closed."""
    walk = Walk(known, catalogue, draw)
    for change in command.statuses:
        walk.change_all(change)
    walk.step_aside(command.word, command.target, reason=reason, by=by)
    return walk.outcome()


def reopen(known: Known, *, catalogue: Catalogue, draw: Draw, reason: str, by: str) -> Decision:
    """The deal goes on where it left the main way, with the blanks that waited there.

    Raises NotAtThatStage for a deal that stands on it.
    """
    walk = Walk(known, catalogue, draw)
    deal = walk.deal
    if not deal.resumes_at:
        aside = tuple(stage.name for stage in catalogue.process.stages if stage.is_side)
        raise NotAtThatStage(REOPEN, deal.stage, aside)
    walk.move(REOPEN, deal.resumes_at, told=reason, by=by)
    walk.blanks += [DueBlank(form, _number(form, walk, catalogue)) for form in deal.resumes_with]
    return walk.outcome()


def _number(form: str, walk: Walk, catalogue: Catalogue) -> str:
    """The number of our document that this form is, '' for forms that draw theirs on acceptance."""
    kind = next((kind.id for kind in catalogue.documents.values() if kind.form == form), "")
    paper = walk.deal.paper(kind) if kind and catalogue.forms[form].numbered == "issue" else None
    return paper.number if paper else ""


def expire(numbers: Iterable[str], known: Known, *, catalogue: Catalogue, draw: Draw) -> Decision:
    """The quotes of those numbers have run out."""
    walk = Walk(known, catalogue, draw)
    for number in numbers:
        paper = walk.deal.paper("G02", number)
        if paper is not None:
            walk.set_status(paper, EXPIRED)
    return walk.outcome()
