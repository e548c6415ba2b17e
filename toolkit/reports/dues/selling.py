"""Due before the negotiation: quotes that run out, customers to be spoken to, deals that wait for us."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from toolkit.model import terms
from toolkit.model.deal import Deal, Paper
from toolkit.model.text import Text
from toolkit.reports.dues.kinds import CONTACT, DWELL, QUOTE
from toolkit.reports.dues.line import Asked, Due
from toolkit.reports.outlook import UNDER_OFFER
from toolkit.reports.tables import Level

QUOTE_YELLOW_DAYS, QUOTE_RED_DAYS = 7, 3  # domain.md 6.3, this and the following
CONTACT_RED_DAYS, CONTACT_AHEAD_WORKDAYS = 3, 2

FOLLOWED: Final = ("潜在客户", "已接触", "需求确认", *UNDER_OFFER)
"""Stages at which somebody has to speak to the customer."""
ON_HOLD: Final = "暂缓跟进"

_DRAFT, _EXPIRED = "草稿", "已过期"
_SENT: Final = ("已发送", "客户已确认接收")
_HIGH_INTENT: Final = "高意向"


def quotes(asked: Asked) -> Iterator[Due]:
    """Sent, not accepted, and the validity runs out; or it has run out, sent or not. Every option has its line."""
    for paper in terms.live_quotes(asked.outlook.deal):
        if paper.status in (_DRAFT, _EXPIRED, *_SENT):
            yield from _quote(asked, paper)


def _quote(asked: Asked, paper: Paper) -> Iterator[Due]:
    outlook, leading = asked.outlook, asked.outlook.quote
    is_leading = leading is not None and leading.number == paper.number
    quote = leading if is_leading else terms.quote_of(outlook.deal, outlook.rulebook, paper.number)
    if quote is None:
        return
    left = outlook.days_until(quote.valid_until)
    if left < 0 or paper.status == _EXPIRED:
        matter = Text(f"报价 {quote.version} 已过期", f"quote {quote.version} has expired")
        action = Text("出具新版本报价", "issue a new version")
        level = Level.RED
    elif left <= QUOTE_YELLOW_DAYS and paper.status in _SENT:
        matter = Text(f"报价 {quote.version} 即将到期", f"quote {quote.version} expires")
        action = Text("联系客户确认,或延长有效期重新报价", "get the customer's word, or quote again")
        level = Level.RED if left <= QUOTE_RED_DAYS else Level.YELLOW
    else:
        return
    yield asked.due(
        level,
        QUOTE,
        quote.printed_number,
        matter,
        action,
        on=quote.valid_until,
        amount=quote.totals.gross,
        file=paper.file,
    )


def contacts(asked: Asked) -> Iterator[Due]:
    """The day agreed for the next talk has come, or a keen customer has none."""
    outlook, action = asked.outlook, Text("联系客户并登记结果", "call the customer and register the result")
    plan, day = outlook.last_plan, outlook.next_contact
    if day is None:
        is_keen = outlook.deal.stage != ON_HOLD and outlook.intent == _HIGH_INTENT
        if is_keen and plan and plan.form != "F05" and not outlook.deal.holds:
            matter = Text("高意向客户未约定下次沟通时间", "high intent, and no next talk agreed")
            about, stake = outlook.deal.number, asked.at_stake
            yield asked.due(Level.RED, CONTACT, about, matter, action, amount=stake, file=plan.file)
        return
    left = outlook.days_until(day)
    if left > 0 and asked.ahead(day) > CONTACT_AHEAD_WORKDAYS:
        return
    level = Level.RED if left < -CONTACT_RED_DAYS else Level.YELLOW if left <= 0 else Level.BLUE
    matter = Text("约定的下次沟通", "the talk agreed")
    about, file = outlook.deal.number, plan.file if plan else ""
    yield asked.due(level, CONTACT, about, matter, action, on=day, amount=asked.at_stake, file=file)


@dataclass(frozen=True, slots=True)
class _Awaited:
    """What a deal at a stage waits for: the stage's step in the funnel, the words for it."""

    step: int
    matter: Text
    action: Text


_AWAITED: Final[Mapping[str, _Awaited]] = {
    "已接触": _Awaited(
        1,
        Text("需求待分析", "needs to be analysed"),
        Text("做需求调研,交需求分析表", "analyse the needs; drop the form"),
    ),
    "需求确认": _Awaited(
        2,
        Text("方案待提交", "the offer is awaited"),
        Text("催交成本核算表和方案要素,出具报价", "get the cost sheet and the scheme; issue the quote"),
    ),
}
WAITING_FOR_US: Final = tuple(_AWAITED)
"""Stages at which the customer waits for our analysis or our offer."""


def dwelling(asked: Asked) -> Iterator[Due]:
    """A deal has waited for our analysis or our offer longer than the policy's limit; a held form is told elsewhere."""
    outlook, awaited = asked.outlook, _AWAITED[asked.outlook.deal.stage]
    limit = outlook.rulebook.policy.stage_limit_workdays[awaited.step]
    if not limit or outlook.deal.holds:
        return
    since = came_on(outlook.deal)
    waited = asked.waited(since)
    if waited <= limit:
        return
    matter = Text(
        f"{awaited.matter.zh},自 {since} 起已 {waited} 个工作日",
        f"{awaited.matter.en}, {waited} working days since {since}",
    )
    by, stake = asked.later(since, limit), asked.at_stake
    yield asked.due(Level.YELLOW, DWELL, outlook.deal.number, matter, awaited.action, on=by, amount=stake)


def came_on(deal: Deal) -> date:
    """The day on which a deal came to the stage where it stands; a step that leads back to it starts no new stay."""
    day = deal.moved_on
    for move in reversed(deal.trail):
        if move.stage != deal.stage:
            break
        day = move.on
    return day
