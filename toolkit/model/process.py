"""The process as data: stages, what moves a deal from one to the next, what is then due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit.model.known import Known
from toolkit.model.submission import Submission, Value
from toolkit.model.text import Text

Condition = Callable[[Submission, Known], bool]
Saying = Callable[[Submission, Known], str]
"""A word that follows from the submission: the status of a contract at its next node, the instalment of a notice."""


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
    """The latest document of a kind takes this status; nothing happens where there is none."""

    document: str
    status: str | Saying
    named_by: str = ""
    """Key of the answer that names the one meant."""
    besides: str = ""
    """Key of the answer that names the one to be spared: all others of the kind take the status."""
    variant_of: str = ""
    """Key of the answer that names the variant meant."""


@dataclass(frozen=True, slots=True)
class Due:
    """A document to write, and which copy of it."""

    document: str
    variant: str | Saying = ""
    status: str | Saying = ""
    variant_of: str = ""
    """Key of the answer that names the variant."""
    is_new_version: bool = True
    """Where the kind has versions: the next one, else the current one written again."""
    is_new_number: bool = False
    """Drawn afresh although the deal has such a document (a new approval chain)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A deal that comes out of another: of the same customer, or of one that it referred."""

    stage: str
    blanks: tuple[str, ...] = ()
    lead: Callable[[Submission, Known], Mapping[str, Value]] | None = None
    """The new customer's row of the lead registry; None where the customer stays the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A step that a person orders: `deal lose`, `deal hold`."""

    word: str
    source: tuple[str, ...]
    target: str
    statuses: tuple[StatusChange, ...] = ()
    says: Text = Text("", "")


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
    is_laid_again: bool = False
    """The form itself is laid out again under its number: more is to be told of the same matter."""
    resumes_at: str = ""
    """Where `deal reopen` leads after this step aside; '' for the stage it left."""
    resumes_with: tuple[str, ...] = ()
    """Forms whose blanks are laid out then; () for those that waited."""
    reason_of: str = ""
    """Key of the answer that tells why the deal steps aside."""
    is_archived: bool = False
    """The deal is done: its papers are copied into the archive."""
    opens: Opening | None = None
    """A further deal that this one gives rise to."""
    says: Text = Text("", "")
    """What has happened, for receipts and the diagram."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """All of it."""

    stages: tuple[Stage, ...]
    transitions: tuple[Transition, ...]
    hold_blanks: tuple[tuple[str, str], ...] = ()
    """(code of a hold, form whose blank lifts it); several forms may lift one."""
    commands: tuple[Command, ...] = ()

    def awaiting(self, form: str) -> tuple[str, ...]:
        """The stages at which a form may come, in the order of the process."""
        return tuple(dict.fromkeys(stage for t in self.transitions if t.form == form for stage in t.source))

    def may_come(self, form: str, stage: str) -> bool:
        """Whether a form may come at that stage; those that are no step of the process may at any."""
        awaiting = self.awaiting(form)
        return not awaiting or stage in awaiting

    def stage(self, name: str) -> Stage:
        """The stage of that name. Raises KeyError."""
        return {s.name: s for s in self.stages}[name]
