"""Due after delivery: the visit, complaints, the end of the warranty, customers who would buy again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from toolkit.model import money_due
from toolkit.model.calendar import due_after
from toolkit.model.deal import Filing
from toolkit.model.kinds.reading import Term
from toolkit.model.text import Text
from toolkit.reports.dues.kinds import COMPLAINT, REPEAT, VISIT, WARRANTY
from toolkit.reports.dues.line import Asked, Due
from toolkit.reports.tables import Level

VISIT_YELLOW_DAYS = 2  # domain.md 6.3, this and the following
RESPONSE_DAYS = 1
WARRANTY_AHEAD_DAYS = 30
REPEAT_AHEAD_DAYS = 30
REFERRAL_DAYS = 3

ACCEPTED: Final = ("已验收", "售后维护", "复购")
DELIVERED: Final = ("交付中", *ACCEPTED)
"""Stages at which the customer has, or may have, what it bought."""

_SERVICE: Final = "客服部门"
_DISSATISFIED, _REOPENED = "不满意", "重新打开"
_WANTS_MORE: Final = "有"
_REFERRAL: Final = "转介绍"
_TO_BE_FOLLOWED: Final = ("", "待跟进")


def visits(asked: Asked) -> Iterator[Due]:
    """The window for the visit after delivery is open, or was missed."""
    outlook, delivered_on = asked.outlook, asked.outlook.dates.delivered_on
    if delivered_on is None or outlook.deal.filing("F15"):
        return
    first, last = (delivered_on + timedelta(days=n) for n in outlook.rulebook.policy.visit_window_days)
    if outlook.today < first:
        return
    left = outlook.days_until(last)
    level = Level.RED if left < 0 else Level.YELLOW if left < VISIT_YELLOW_DAYS else Level.BLUE
    matter = Text(f"交付后回访,回访期 {first} 至 {last}", f"visit after delivery, {first} to {last}")
    action = Text("回访客户并交回回访记录表", "visit the customer; drop the visit record")
    about = outlook.deal.paper("G11") or outlook.order or outlook.deal.number
    yield asked.due(level, VISIT, about, matter, action, on=last, owner=asked.member_of(_SERVICE))


def complaints(asked: Asked) -> Iterator[Due]:
    """Complaints that nobody answered within a day, that are past their day, or that the customer does not let go."""
    for complaint in money_due.open_complaints(asked.outlook.deal):
        said, today = complaint.submission, asked.outlook.today
        received_on, by = said.day("received_at"), said.day("due_date")
        matters = []
        if received_on and said.value("first_response_at") is None and received_on + timedelta(RESPONSE_DAYS) <= today:
            by = received_on + timedelta(days=RESPONSE_DAYS)
            matters.append(Text("24小时内未响应", "no response within 24 hours"))
        elif by and by < today:
            matters.append(Text("处理期限已过", "past the day to settle it"))
        if said.value("customer_confirm") == _DISSATISFIED or said.value("close_status") == _REOPENED:
            matters.append(Text("客户不满意,重新打开", "the customer is not satisfied; open again"))
        if matters:
            yield _complaint(asked, complaint, matters, by)


def _complaint(asked: Asked, complaint: Filing, matters: list[Text], by: date | None) -> Due:
    said = complaint.submission
    sort = said.words("type")
    about = Text(f"{said.words('severity')}投诉({sort})", f"complaint ({sort})")
    return asked.due(
        Level.RED,
        COMPLAINT,
        complaint,
        Text(
            f"{about.zh}:" + ";".join(each.zh for each in matters),
            f"{about.en}: " + "; ".join(each.en for each in matters),
        ),
        Text("回复客户并处理,更新投诉处理单", "answer the customer, settle it, update the complaint record"),
        on=by,
        owner=said.words("accepted_by") or asked.member_of(said.words("resp_dept") or _SERVICE),
    )


def warranties(asked: Asked) -> Iterator[Due]:
    """The warranty runs out within a month."""
    outlook, until = asked.outlook, asked.outlook.dates.warranty_until
    if until is None or outlook.contract is None or not 0 <= outlook.days_until(until) <= WARRANTY_AHEAD_DAYS:
        return
    yield asked.due(
        Level.BLUE,
        WARRANTY,
        outlook.contract,
        Text(f"质保期至 {until}", f"the warranty ends {until}"),
        Text("联系客户做到期检查,商谈续保", "offer a last check and a service contract"),
        on=until,
    )


def repeats(asked: Asked) -> Iterator[Due]:
    """A customer would buy again within a month, or would refer another whom nobody has entered."""
    outlook, visit = asked.outlook, asked.outlook.deal.filing("F15")
    followed = tuple(outlook.deal.all_filings("F18"))
    if visit:
        since = tuple(f for f in followed if f.filed_on >= visit.filed_on)
        yield from _intent(asked, visit, since)
        yield from _referral(asked, visit, since)
    for row in {(f.number, f.submission.words("demand")): f for f in followed}.values():
        yield from _opportunity(asked, row)


def _intent(asked: Asked, visit: Filing, since: tuple[Filing, ...]) -> Iterator[Due]:
    """What the customer said at the visit, until it is entered."""
    said, visited_on = visit.submission, visit.submission.day("visit_date") or visit.filed_on
    when, is_entered = said.value("expected_time"), any(f.submission.value("type") != _REFERRAL for f in since)
    if said.value("repurchase_intent") != _WANTS_MORE or is_entered or not isinstance(when, Term):
        return
    by = due_after(visited_on, when, asked.outlook.rulebook.calendar)
    if asked.outlook.days_until(by) <= REPEAT_AHEAD_DAYS:
        matter = Text("客户有复购意向", "the customer means to buy again")
        yield _repeat(asked, visit, matter, by, said.words("repurchase_desc"), said.amount("expected_amount"))


def _referral(asked: Asked, visit: Filing, since: tuple[Filing, ...]) -> Iterator[Due]:
    """A referral that was offered at the visit, until it is entered."""
    said, visited_on = visit.submission, visit.submission.day("visit_date") or visit.filed_on
    if said.value("referral") is not True or any(f.submission.value("type") == _REFERRAL for f in since):
        return
    if -asked.outlook.days_until(visited_on) > REFERRAL_DAYS:
        matter = Text("客户愿意转介绍,新线索未登记", "the customer would refer another; no lead entered")
        yield _repeat(asked, visit, matter, visited_on + timedelta(days=REFERRAL_DAYS), said.words("referral_info"))


def _opportunity(asked: Asked, row: Filing) -> Iterator[Due]:
    """What was entered and waits to be followed up."""
    said, by = row.submission, row.submission.day("expected_date")
    is_waiting = said.value("type") != _REFERRAL and said.words("status") in _TO_BE_FOLLOWED
    if is_waiting and by and asked.outlook.days_until(by) <= REPEAT_AHEAD_DAYS:
        matter = Text(f"{said.words('type')}商机待跟进", "repeat business to be followed up")
        yield _repeat(asked, row, matter, by, said.words("demand"), said.amount("expected_amount"))


def _repeat(asked: Asked, about: Filing, matter: Text, by: date, details: str, amount: Decimal | None = None) -> Due:
    words = Text(f"{matter.zh}:{details}", f"{matter.en}: {details}") if details else matter
    return asked.due(
        Level.BLUE,
        REPEAT,
        about if about.number else asked.outlook.deal.number,
        words,
        Text("联系客户,登记复购与转介绍", "speak to the customer; register the repeat business or the lead"),
        on=by,
        amount=amount,
        owner=about.submission.words("owner"),
    )
