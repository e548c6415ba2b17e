"""Due on the way to a signed contract: issues left open, the approval, the signatures, the archive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.model.approvals import AGREES_IF, given, role_of, turn_of
from toolkit.model.deal import Paper
from toolkit.model.text import Text
from toolkit.reports.dues.kinds import APPROVAL, ISSUE, SIGNING
from toolkit.reports.dues.line import Asked, Due, held_for, responsible, told_by_hold
from toolkit.reports.outlook import UNDER_OFFER, Outlook
from toolkit.reports.tables import Level

SIGN_WORKDAYS, ARCHIVE_WORKDAYS = 5, 3  # domain.md 6.3

IN_APPROVAL: Final = "合同审批中"
NEGOTIATED: Final = (*UNDER_OFFER, IN_APPROVAL)
"""Stages at which an issue of the minutes may still be open."""

_APPROVED: Final = "审批通过"
_TO_BE_CONFIRMED: Final = "待确认"
_OPEN_ISSUE: Final = "R-33"


def issues(asked: Asked) -> Iterator[Due]:
    """What the latest minutes leave to be confirmed by a day that is past."""
    minutes, today = asked.outlook.deal.filing("F07"), asked.outlook.today
    for row in minutes.submission.lines("issues") if minutes else ():
        by, topic = row.day("due"), row.words("topic")
        if minutes is None or row.value("result") != _TO_BE_CONFIRMED or by is None or by >= today:
            continue
        yield asked.due(
            Level.YELLOW,
            ISSUE,
            minutes,
            Text(f"议题“{topic}”仍待确认", f"the issue {topic} is still to be confirmed"),
            Text("与客户落实并写入下一份谈判纪要", "settle it with the customer; put it into the next minutes"),
            on=by,
            amount=asked.at_stake,
            owner=row.words("owner"),
            facts=(held_for(minutes.form, minutes.number, _OPEN_ISSUE),),
        )


def approvals(asked: Asked) -> Iterator[Due]:
    """A node of the approval has not spoken yet, or a condition is open; its clock runs since the form reached it."""
    outlook, contract, policy = asked.outlook, asked.outlook.contract, asked.outlook.rulebook.policy
    chain = policy.approval_chain if outlook.gross is None else policy.chain_for(outlook.gross)
    turn = turn_of(outlook.deal, chain)
    if contract is None or turn is None:
        return
    role, sla, waited = role_of(turn.node), policy.approval_sla_workdays, asked.waited(turn.since)
    matter = Text(
        f"合同 {contract.number} {contract.version} 待{role}审批,已等待 {waited} 个工作日",
        f"contract {contract.number} {contract.version} waits for {role}, {waited} working days so far",
    )
    level = Level.RED if waited > 2 * sla else Level.YELLOW if waited > sla else Level.BLUE
    if _has_open_condition(outlook):
        matter = Text(f"{matter.zh};有条件同意未关闭", f"{matter.en}; a condition is open")
        level = max(level, Level.YELLOW)
    hold = outlook.hold("F08")
    yield asked.due(
        level,
        APPROVAL,
        outlook.deal.paper("G04") or contract,
        matter,
        Text("在合同审批表上填写意见并交回", "give the opinion on the approval form and drop it"),
        on=asked.later(turn.since, sla),
        amount=asked.at_stake,
        owner=responsible(role, asked.staff, outlook.today),
        facts=(f"approval {turn.node}", *(told_by_hold(hold) if hold else ())),
    )


def _has_open_condition(outlook: Outlook) -> bool:
    """Whether a consent of the current approval form depends on a condition that nobody has closed."""
    form, latest = outlook.deal.paper("G04"), outlook.deal.filing("F08")
    if form is None or latest is None or latest.number != form.number:
        return False
    opinions = given(latest.submission).values()
    return any(row.value("opinion") == AGREES_IF and row.value("condition_closed") is None for row in opinions)


def signing(asked: Asked) -> Iterator[Due]:
    """Approved, and the signatures are not registered; or signed, and not archived."""
    outlook, contract = asked.outlook, asked.outlook.contract
    if contract is None:
        return
    if contract.status == _APPROVED:
        yield _unsigned(asked, contract)
    elif outlook.is_signed:
        yield from _unarchived(asked, contract)


def _unsigned(asked: Asked, contract: Paper) -> Due:
    hold, waited = asked.outlook.hold("F09"), asked.waited(contract.issued_on)
    matter = Text(f"审批通过后 {waited} 个工作日未签署", f"approved, not signed for {waited} working days")
    return asked.due(
        Level.YELLOW if waited > SIGN_WORKDAYS else Level.BLUE,
        SIGNING,
        contract,
        asked.held(hold) if hold else matter,
        Text("组织签署,登记并附扫描件", "have it signed; register it with the scan"),
        on=asked.later(contract.issued_on, SIGN_WORKDAYS),
        amount=asked.at_stake,
        facts=told_by_hold(hold) if hold else (),
    )


def _unarchived(asked: Asked, contract: Paper) -> Iterator[Due]:
    outlook, signed_on = asked.outlook, asked.outlook.dates.signed_on
    register = outlook.deal.filing("F09")
    if register is None or signed_on is None:
        return
    missing = []
    if not register.attachments:
        missing.append(Text("扫描件缺失", "the scan is missing"))
    if not register.submission.value("archive_no"):
        missing.append(Text("未填归档号", "no archive number"))
    if not missing or asked.waited(signed_on) <= ARCHIVE_WORKDAYS:
        return
    words = Text("、".join(each.zh for each in missing), ", ".join(each.en for each in missing))
    yield asked.due(
        Level.YELLOW if register.attachments else Level.RED,
        SIGNING,
        contract,
        Text(f"{signed_on} 签署,{words.zh}", f"signed {signed_on}: {words.en}"),
        Text("补交扫描件,登记归档号", "hand in the scan; register the archive number"),
        on=asked.later(signed_on, ARCHIVE_WORKDAYS),
        amount=asked.at_stake,
    )
