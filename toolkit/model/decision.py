"""What follows from a submission: events to record, documents and blanks to make, things to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from toolkit.model.deal import Deal, Event
from toolkit.model.document import Issue
from toolkit.model.finding import Finding
from toolkit.model.process import Transition

Outcome = Literal["accepted", "returned", "unchanged"]


@dataclass(frozen=True, slots=True)
class DueDocument:
    """A document to write now: kind, which copy, the status it starts with, what it rests on."""

    kind: str
    issue: Issue
    status: str
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueBlank:
    """A prefilled blank to lay into the deal's folder; `document` when it is one of our documents."""

    form: str
    number: str = ""
    document: DueDocument | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The outcome of one submission (one row of a register)."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    number: str = ""
    """The number it was filed under."""
    deal: Deal | None = None
    """The deal afterwards."""
    events: tuple[Event, ...] = ()
    documents: tuple[DueDocument, ...] = ()
    blanks: tuple[DueBlank, ...] = ()
    transitions: tuple[Transition, ...] = ()
    opened: tuple[Decision, ...] = ()
    """What follows for deals that this one gave rise to."""
    line: int | None = None
