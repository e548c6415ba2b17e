"""Where the approval of a contract stands: who has spoken, whose turn it is and since when.

Source: domain.md 2.8; decisions.md 15, 16.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from toolkit.model import terms
from toolkit.model.deal import Deal, Paper
from toolkit.model.house import Person
from toolkit.model.known import Known
from toolkit.model.staff import holders
from toolkit.model.submission import Line, Submission

Standing = Literal["pending", "approved", "refused"]

AGREES, AGREES_IF, REFUSES = "同意", "有条件同意", "不同意"
CARRIED: Final = "沿用"
"""How the comment begins of an opinion that was given on an earlier version: 沿用V1.0审批意见."""

_ROLE_OF: Final = {"法务部门": "法务", "财务部门": "财务"}
_WAITING: Final = "待"
_FOR_HOLDER: Final = re.compile(r"(?P<holder>[^()]+)\(由?(?P<name>[^()]+?)代(?:签|理|批|为审批)?\)")
_FOR_OTHER: Final = re.compile(r"(?P<name>[^()]+)\(代(?:理)?(?P<holder>[^()]+?)\)")


def role_of(node: str) -> str:
    """The role in the staff list that a node asks for: 法务 for 法务部门, else the node's own name."""
    return _ROLE_OF.get(node, node)


def waiting_status(node: str) -> str:
    """The status of a contract that waits for a node: 待销售负责人, 待法务, 待财务, 待总经理, 待董事长."""
    return f"{_WAITING}{role_of(node)}"


def is_waiting(contract: Paper) -> bool:
    """Whether the contract waits for one of the nodes."""
    return contract.status.startswith(_WAITING)


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who gave an opinion, and for whom."""

    name: str
    holder: str = ""
    """The one stood in for; '' for an opinion of one's own."""

    @property
    def shown(self) -> str:
        """`赵敏(由钱会代)`, or the one name."""
        return f"{self.holder}(由{self.name}代)" if self.holder else self.name


def signatory(row: Line) -> Signatory:
    """Who signed a row: 钱会, 赵敏(由钱会代) and 钱会(代赵敏) all name 钱会."""
    words = row.words("approver").replace("（", "(").replace("）", ")").replace(" ", "")
    found = _FOR_HOLDER.fullmatch(words) or _FOR_OTHER.fullmatch(words)
    return Signatory(found["name"], found["holder"]) if found else Signatory(words)


def as_deputy(signed: Signatory, role: str, on: date, staff: Iterable[Person]) -> Signatory:
    """The signatory with the one they stood in for on that day; unchanged for a holder of the role."""
    held_by = holders(role, staff)
    if signed.holder or any(person.name == signed.name for person in held_by):
        return signed
    away = (person.name for person in held_by if person.deputy == signed.name and person.is_away(on))
    return Signatory(signed.name, next(away, ""))


def given(submission: Submission) -> dict[str, Line]:
    """The rows that hold an opinion, by node."""
    return {row.words("node"): row for row in submission.lines("steps") if row.value("opinion") is not None}


def agrees(row: Line) -> bool:
    """Whether a row counts as consent: a plain one, or one whose condition is closed by a note."""
    opinion = row.value("opinion")
    return opinion == AGREES or (opinion == AGREES_IF and row.value("condition_closed") is not None)


def is_carried(row: Line) -> bool:
    """Whether a row says that its opinion was given on an earlier version."""
    return row.words("comment").startswith(CARRIED)


def chain_of(known: Known, submission: Submission | None = None) -> tuple[str, ...]:
    """Who approves the deal's contract, in order: by the total agreed, else by the total on the form."""
    policy = known.rulebook.policy
    agreement = terms.agreement_of(known.deal, known.rulebook) if known.deal else None
    gross = agreement.totals.gross if agreement else submission.amount("amount_incl") if submission else None
    return policy.approval_chain if gross is None else policy.chain_for(gross)


def standing(submission: Submission, known: Known) -> Standing:
    """Where the approval stands by the opinions on the form: refused by one, approved by all, else pending."""
    return _standing(given(submission), chain_of(known, submission))


def next_node(submission: Submission, known: Known) -> str | None:
    """The first node that has not agreed; None once the approval is refused or complete."""
    return _next(given(submission), chain_of(known, submission))


def _standing(opinions: Mapping[str, Line], chain: Sequence[str]) -> Standing:
    if any(row.value("opinion") == REFUSES for row in opinions.values()):
        return "refused"
    return "approved" if all(node in opinions and agrees(opinions[node]) for node in chain) else "pending"


def _next(opinions: Mapping[str, Line], chain: Sequence[str]) -> str | None:
    if _standing(opinions, chain) != "pending":
        return None
    return next(node for node in chain if node not in opinions or not agrees(opinions[node]))


@dataclass(frozen=True, slots=True)
class Turn:
    """The node whose word is awaited."""

    node: str
    since: date
    """The day on which the form reached it."""


def turn_of(deal: Deal, chain: Sequence[str]) -> Turn | None:
    """Whose turn it is; None when no contract of the deal waits for a node.

    The clock of a node starts when the node before it agreed, the first one's when the form was issued; a form that
    comes in without a new consent does not start it again.
    """
    contract = deal.paper("G03")
    if contract is None or not is_waiting(contract):
        return None
    form = deal.paper("G04") or contract
    filings = [filing for filing in deal.all_filings("F08") if filing.number == form.number]
    if not filings:
        named = (node for node in chain if waiting_status(node) == contract.status)
        return Turn(next(named, contract.status.removeprefix(_WAITING)), form.issued_on)
    node = _next(given(filings[-1].submission), chain)
    if node is None:
        return None
    since = min((paper.issued_on for paper in deal.all_papers("G04") if paper.number == form.number), default=date.min)
    before = opening_node(given(filings[0].submission), chain)
    for filing in filings:
        now = _next(given(filing.submission), chain)
        since, before = (since if now == before else filing.filed_on), now
    return Turn(node, since)


def opening_node(opinions: Mapping[str, Line], chain: Sequence[str]) -> str | None:
    """The node at which the form began: the first one that did not bring its consent along."""
    return _next({node: row for node, row in opinions.items() if is_carried(row)}, chain)
