"""审批台账: a line for every node of each version of a contract that went to approval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from toolkit.model.approvals import AGREES_IF, agrees, given, is_carried, role_of, signatory, turn_of
from toolkit.model.calendar import working_days_between
from toolkit.model.deal import WITHDRAWN, Deal, Filing, Paper
from toolkit.model.submission import Line
from toolkit.model.text import Text
from toolkit.reports.dues import APPROVAL, responsible
from toolkit.reports.outlook import Outlook
from toolkit.reports.registers.levels import Levels, levels_of
from toolkit.reports.registers.quotes import VOID
from toolkit.reports.tables import Column, Group, Register

_PENDING: Final = "审批中"
_IN_APPROVAL: Final = "合同审批中"
_ON_HOLD: Final = "暂缓跟进"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRow:
    """One line of 审批台账: one node of the approval of one version."""

    number: str
    """Of the approval form."""
    contract: str
    version: str
    node: str
    approver: str
    """Who gave the opinion; of the node whose turn it is, who is to give it."""
    arrived_on: date | None
    """When the form came to the node; None where it has not, or where an earlier consent holds."""
    waited: int | None
    """Working days until the opinion; until today while it is awaited."""
    opinion: str
    conclusion: str
    """Of the whole approval."""
    levels: Levels = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True, slots=True)
class _Approval:
    """One approval form: the contract it is about, its issues and what came back, oldest first."""

    contract: Paper
    issues: tuple[Paper, ...]
    filings: tuple[Filing, ...]
    is_current: bool
    """Whether it is the one that the deal goes by."""

    @property
    def version(self) -> str:
        """Of the contract, as the form itself says where it came back."""
        said = self.filings[-1].submission.words("contract_version") if self.filings else ""
        return said or self.contract.version

    def consents(self) -> Mapping[str, date]:
        """The day on which each node's consent first came in; nodes without one are left out."""
        first: dict[str, date] = {}
        for filing in self.filings:
            for node, row in given(filing.submission).items():
                if agrees(row):
                    first.setdefault(node, filing.filed_on)
        return first


def rows(group: Group) -> Iterator[ApprovalRow]:
    """Every node of every approval, deal by deal, in the order of issue and of the chain."""
    for outlook in group.outlooks:
        if outlook.agreement is not None or outlook.contract is not None:
            for approval in _approvals_of(outlook.deal):
                yield from _nodes(approval, outlook, group)


def _approvals_of(deal: Deal) -> Iterator[_Approval]:
    """The approval forms, each with the contract that was issued before it."""
    contract: Paper | None = None
    contracts: dict[str, Paper] = {}
    issues: dict[str, list[Paper]] = {}
    for paper in deal.papers:
        if paper.status == WITHDRAWN:
            continue
        if paper.kind == "G03":
            contract = paper
        elif paper.kind == "G04" and contract is not None:
            contracts.setdefault(paper.number, contract)
            issues.setdefault(paper.number, []).append(paper)
    filings = tuple(deal.all_filings("F08")) if issues else ()
    for number, own in issues.items():
        is_current = number == next(reversed(issues))
        yield _Approval(contracts[number], tuple(own), tuple(f for f in filings if f.number == number), is_current)


def _nodes(approval: _Approval, outlook: Outlook, group: Group) -> Iterator[ApprovalRow]:
    deal, last = outlook.deal, approval.issues[-1]
    is_under_way = approval.is_current and deal.stage == _IN_APPROVAL
    opinions = given(approval.filings[-1].submission) if approval.filings else {}
    chain = _chain(approval, outlook, is_under_way=is_under_way)
    turn = turn_of(deal, chain) if is_under_way else None
    arrivals = _arrivals(approval, chain, opinions)
    for node in chain:
        row, is_awaited = opinions.get(node), turn is not None and node == turn.node
        arrived_on = turn.since if turn is not None and is_awaited else arrivals.get(node)
        yield ApprovalRow(
            number=last.number,
            contract=approval.contract.number,
            version=approval.version,
            node=node,
            approver=_approver(row, node, outlook, group) if row or is_awaited else "",
            arrived_on=arrived_on,
            waited=_waited(arrived_on, row, outlook, is_awaited=is_awaited),
            opinion=_opinion(row) if row else "",
            conclusion=_conclusion(approval, deal.stage),
            levels=levels_of(group.worst, (deal.number,), waited=(APPROVAL,)) if is_awaited else {},
            file=last.file,
        )


def _chain(approval: _Approval, outlook: Outlook, *, is_under_way: bool) -> Sequence[str]:
    """The nodes asked now, by the policy; of an approval that is over, those that its form names."""
    rows = approval.filings[-1].submission.lines("steps") if approval.filings else ()
    named = tuple(dict.fromkeys(node for row in rows if (node := row.words("node"))))
    if named and not is_under_way:
        return named
    policy, gross = outlook.rulebook.policy, outlook.gross
    return policy.approval_chain if gross is None else policy.chain_for(gross)


def _arrivals(approval: _Approval, chain: Sequence[str], opinions: Mapping[str, Line]) -> Mapping[str, date]:
    """When the form came to each node: on its issue to the first that is asked, then as the one before agreed."""
    arrivals: dict[str, date] = {}
    consents = approval.consents()
    came: date | None = approval.issues[0].issued_on
    for node in chain:
        row = opinions.get(node)
        if row is not None and is_carried(row):
            continue
        if came is None:
            break
        arrivals[node] = came
        came = consents.get(node)
    return arrivals


def _approver(row: Line | None, node: str, outlook: Outlook, group: Group) -> str:
    return signatory(row).shown if row else responsible(role_of(node), group.staff, outlook.today)


def _waited(arrived_on: date | None, row: Line | None, outlook: Outlook, *, is_awaited: bool) -> int | None:
    """Working days from the form's arrival to the opinion, or to today; None where nobody waits."""
    until = outlook.today if is_awaited else row.day("date") if row else None
    if arrived_on is None or until is None:
        return None
    return max(0, working_days_between(arrived_on, until, outlook.rulebook.calendar))


def _opinion(row: Line) -> str:
    """`同意`, `有条件同意(条件已关闭)`; `同意(沿用)` where it was given on an earlier version."""
    said = row.words("opinion")
    if said == AGREES_IF and agrees(row):
        said = f"{said}(条件已关闭)"
    return f"{said}(沿用)" if is_carried(row) else said


def _conclusion(approval: _Approval, stage: str) -> str:
    """What the form's status says; an approval that goes on no more was void."""
    status = approval.issues[-1].status
    goes_on = approval.is_current and stage in (_IN_APPROVAL, _ON_HOLD)
    return VOID if status == _PENDING and not goes_on else status


APPROVALS: Final = Register(
    id="approvals",
    title=Text("审批台账", "Approvals"),
    rows=rows,
    columns=(
        Column("number", Text("审批编号", "approval"), 16, "code", is_link=True),
        Column("contract", Text("合同", "contract"), 16, "code"),
        Column("version", Text("版本", "version"), 8, "code"),
        Column("node", Text("节点", "node"), 13, "code"),
        Column("approver", Text("审批人", "approver"), 16),
        Column("arrived_on", Text("到达时间", "arrived"), 12, "day"),
        Column("waited", Text("已等待工作日", "working days"), 13, "count"),
        Column("opinion", Text("意见", "opinion"), 22, "code"),
        Column("conclusion", Text("结论", "conclusion"), 12, "code"),
    ),
)
