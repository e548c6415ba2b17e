"""The process as data: stages, what moves a deal from one to the next, what is then due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from toolkit.model.known import Known
from toolkit.model.submission import Submission
from toolkit.model.text import Text

Condition = Callable[[Submission, Known], bool]


def always(submission: Submission, known: Known) -> bool:
    """The condition that holds of every submission."""
    return True


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a deal stands. `folder` 1-7 is the stage folder of its documents."""

    name: str
    english: str
    folder: int
    is_side: bool = False
    """暂缓跟进, 已丢单, 已流失: off the main way."""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """The latest document of a kind takes this status."""

    document: str
    status: str


@dataclass(frozen=True, slots=True)
class Due:
    """A document to write, and which copy of it."""

    document: str
    variant: str = ""
    status: str = ""
    is_new_version: bool = True
    """Where the kind has versions: the next one, else the current one written again."""
    is_new_number: bool = False
    """Drawn afresh although the deal has such a document (a new approval chain)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the state table. Source: domain.md 1.2."""

    id: str
    form: str
    """The form whose filing triggers it."""
    source: tuple[str, ...]
    """Stages it starts from; () for a deal not yet opened."""
    target: str = ""
    """Stage it leads to; '' leaves the deal where it is."""
    when: Condition = always
    guards: tuple[str, ...] = ()
    """Rules that must be kept, by code; they are checked as rules of the form."""
    is_unhindered: bool = False
    """Happens although a finding of severity HOLD stands."""
    statuses: tuple[StatusChange, ...] = ()
    documents: tuple[Due, ...] = ()
    blanks: tuple[str, ...] = ()
    withdraws: tuple[str, ...] = ()
    """Forms whose blanks and holds count no more: they spoke of what is now past."""
    says: Text = Text("", "")
    """What has happened, for receipts and the diagram."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """All of it."""

    stages: tuple[Stage, ...]
    transitions: tuple[Transition, ...]
    hold_blanks: tuple[tuple[str, str], ...] = ()
    """(code of a hold, form whose blank lifts it)."""

    def stage(self, name: str) -> Stage:
        """The stage of that name. Raises KeyError."""
        return {s.name: s for s in self.stages}[name]
