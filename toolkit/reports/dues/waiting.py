"""What has to be done, by whom, by when: the due lists of one deal. Pure. Source: domain.md 6.3."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from toolkit.model import money, money_due, terms
from toolkit.model.approvals import is_waiting, role_of, turn_of
from toolkit.model.calendar import next_working_day
from toolkit.model.kinds import Percent
from toolkit.model.text import Text
from toolkit.reports.dues.kinds import (
    ACCEPTANCE,
    APPROVAL,
    BLOCKED,
    CONTACT,
    DELIVERY,
    LETTER,
    PREPAYMENT,
    QUOTE,
    RECEIVABLE,
    RELEASE,
    SIGNING,
    VISIT,
)
from toolkit.reports.dues.line import Asked, Due, responsible
from toolkit.reports.outlook import UNDER_OFFER, Outlook
from toolkit.reports.tables import Level, Staff

QUOTE_YELLOW_DAYS, QUOTE_RED_DAYS = 7, 3  # domain.md 6.3, this and the following
CONTACT_RED_DAYS, CONTACT_AHEAD_WORKDAYS = 3, 2
SIGN_WORKDAYS = 5
RELEASE_WORKDAYS = 1
MONEY_AHEAD_DAYS, MONEY_RED_DAYS, SME_DAYS = 7, 30, 60
DELIVERY_AHEAD_DAYS, DELIVERY_PROGRESS = 3, Decimal("0.90")
VISIT_YELLOW_DAYS = 2


_FOLLOWED: Final = ("潜在客户", "已接触", "需求确认", *UNDER_OFFER)
_SENT: Final = ("已发送", "客户已确认接收")
_SERVICE: Final = "客服部门"


def dues_of(outlook: Outlook, *, staff: Staff, titles: Mapping[str, Text]) -> tuple[Due, ...]:
    """All that is due or coming up in a deal, list by list."""
    asked = Asked(outlook, staff, titles)
    return tuple(due for draw in _LISTS for due in draw(asked))


def _quotes(asked: Asked) -> Iterator[Due]:
    """Sent, not accepted, and the validity runs out."""
    outlook, quote = asked.outlook, asked.outlook.quote
    if quote is None or not outlook.may_take(quote) or quote.status not in _SENT:
        return
    left = outlook.days_until(quote.valid_until)
    if left > QUOTE_YELLOW_DAYS:
        return
    if left < 0:
        matter = Text(f"报价 {quote.version} 已过期", f"quote {quote.version} has expired")
        action = Text("出具新版本报价", "issue a new version")
    else:
        matter = Text(f"报价 {quote.version} 即将到期", f"quote {quote.version} expires")
        action = Text("联系客户确认,或延长有效期重新报价", "get the customer's word, or quote again")
    paper = outlook.deal.paper("G02")
    assert paper is not None
    level = Level.RED if left <= QUOTE_RED_DAYS else Level.YELLOW
    yield asked.due(level, QUOTE, paper, matter, action, on=quote.valid_until, amount=quote.totals.gross)


def _contacts(asked: Asked) -> Iterator[Due]:
    """The day agreed for the next talk has come, or a keen customer has none."""
    outlook, action = asked.outlook, Text("联系客户并登记结果", "call the customer and register the result")
    if outlook.deal.stage not in _FOLLOWED:
        return
    day = outlook.next_contact
    if day is None:
        plan = outlook.last_plan
        if outlook.intent == "高意向" and plan and plan.form != "F05" and not outlook.deal.holds:
            matter = Text("高意向客户未约定下次沟通时间", "high intent, and no next talk agreed")
            yield asked.due(Level.RED, CONTACT, outlook.deal.number, matter, action)
        return
    if day > asked.later(outlook.today, CONTACT_AHEAD_WORKDAYS):
        return
    left = outlook.days_until(day)
    level = Level.RED if left < -CONTACT_RED_DAYS else Level.YELLOW if left <= 0 else Level.BLUE
    matter = Text("约定的下次沟通", "the talk agreed")
    yield asked.due(level, CONTACT, outlook.deal.number, matter, action, on=day)


def _approvals(asked: Asked) -> Iterator[Due]:
    """A node of the approval has not spoken yet; its clock runs since the form reached it."""
    outlook, contract, policy = asked.outlook, asked.outlook.contract, asked.outlook.rulebook.policy
    chain = policy.approval_chain if outlook.gross is None else policy.chain_for(outlook.gross)
    turn = turn_of(outlook.deal, chain)
    if contract is None or turn is None:
        return
    role, sla, waited = role_of(turn.node), policy.approval_sla_workdays, asked.waited(turn.since)
    hold = outlook.hold("F08")
    matter = Text(
        f"合同 {contract.number} {contract.version} 待{role}审批,已等待 {waited} 个工作日",
        f"contract {contract.number} {contract.version} waits for {role}, {waited} working days so far",
    )
    if hold:
        matter = Text(f"{matter.zh};有条件同意未关闭", f"{matter.en}; a condition is open")
    yield asked.due(
        Level.RED if waited > 2 * sla else Level.YELLOW if waited > sla else Level.BLUE,
        APPROVAL,
        outlook.deal.paper("G04") or contract,
        matter,
        Text("在合同审批表上填写意见并交回", "give the opinion on the approval form and drop it"),
        on=asked.later(turn.since, sla),
        amount=outlook.gross,
        owner=responsible(role, asked.staff, outlook.today),
    )


def _signing(asked: Asked) -> Iterator[Due]:
    """Approved, and the signatures are not registered."""
    outlook, contract = asked.outlook, asked.outlook.contract
    if contract is None or contract.status != "审批通过":
        return
    hold, waited = outlook.hold("F09"), asked.waited(contract.issued_on)
    matter = Text(f"审批通过后 {waited} 个工作日未签署", f"approved, not signed for {waited} working days")
    yield asked.due(
        Level.RED if waited > 2 * SIGN_WORKDAYS else Level.YELLOW if waited > SIGN_WORKDAYS else Level.BLUE,
        SIGNING,
        contract,
        asked.held(hold) if hold else matter,
        Text("组织签署,登记并附扫描件", "have it signed; register it with the scan"),
        on=asked.later(contract.issued_on, SIGN_WORKDAYS),
        amount=outlook.gross,
    )


def _releases(asked: Asked) -> Iterator[Due]:
    """Signed and not released to the departments, or a department has not answered its notice."""
    outlook, order = asked.outlook, asked.outlook.order
    if order is None or outlook.dates.delivered_on:
        return
    if order.status == "已创建":
        by = asked.later(order.issued_on, RELEASE_WORKDAYS)
        yield asked.due(
            Level.RED if outlook.today > by else Level.BLUE,
            RELEASE,
            order,
            Text("合同已签署,订单尚未下达", "signed, and the order is not released"),
            Text("补全销售订单并下达", "complete the order and release it"),
            on=by,
            amount=outlook.gross,
        )
    heard = outlook.last_reports
    for notice in {p.variant: p for p in outlook.deal.all_papers("G06") if p.variant not in heard}.values():
        by = asked.later(notice.issued_on, RELEASE_WORKDAYS)
        yield asked.due(
            Level.RED if outlook.today > by else Level.BLUE,
            RELEASE,
            notice,
            Text(f"{notice.variant}尚未确认订单执行通知单", f"{notice.variant} has not answered its order notice"),
            Text("提交第一份进度反馈表", "drop the first progress report"),
            on=by,
            owner=notice.variant,
        )


def _instalments(asked: Asked) -> Iterator[Due]:
    """Payments that are due and have not come in full, as far as receipts are registered."""
    outlook, agreement = asked.outlook, asked.outlook.agreement
    if agreement is None or outlook.contract is None or not outlook.is_signed:
        return
    receipts = money_due.receipts_of(outlook.deal)
    for owed in money_due.receivables(agreement.plan, receipts, outlook.dates, outlook.rulebook, outlook.today):
        if not owed.outstanding or owed.due_on is None or outlook.days_until(owed.due_on) > MONEY_AHEAD_DAYS:
            continue
        is_prepayment = owed.instalment.trigger == money_due.BEFORE_WORK
        is_red = owed.days_overdue > (0 if is_prepayment else MONEY_RED_DAYS)
        yield asked.due(
            Level.RED if is_red else Level.YELLOW if owed.days_overdue else Level.BLUE,
            PREPAYMENT if is_prepayment else RECEIVABLE,
            outlook.contract,
            _owed(owed, is_sme=outlook.rulebook.company.is_sme),
            Text("核对到账,未到账即催收", "check the account; else ask for the payment"),
            on=owed.due_on,
            amount=owed.outstanding,
        )


def _owed(owed: money_due.Receivable, *, is_sme: bool) -> Text:
    """Which instalment, what has come of it, and what its delay means."""
    instalment, share = owed.instalment, Percent().show(owed.instalment.share)
    came = Text("收款未登记", "no receipt registered")
    if owed.received:
        amounts = money.plain(owed.amount), money.plain(owed.received)
        came = Text("应收 {} 元,已收 {} 元".format(*amounts), "{} yuan due, {} received".format(*amounts))
    zh = [f"第{instalment.number}期 {instalment.name} {share},{came.zh}"]
    en = [f"instalment {instalment.number}, {instalment.name} {share}; {came.en}"]
    if owed.days_overdue:
        fee = money.plain(owed.late_fee)
        zh.append(f"账龄 {owed.ageing} 天,违约金 {fee} 元")
        en.append(f"{owed.ageing} days overdue, late fee {fee} yuan")
    if is_sme and owed.days_overdue > SME_DAYS:
        zh.append(f"逾期超过 {SME_DAYS} 天,可依《保障中小企业款项支付条例》催收")
        en.append(f"more than {SME_DAYS} days: the rules on payments to small enterprises apply")
    return Text(";".join(zh), "; ".join(en))


def _letters(asked: Asked) -> Iterator[Due]:
    """A week of the order's execution has passed without a letter to the customer."""
    outlook, order = asked.outlook, asked.outlook.order
    day = first_letter_missing(outlook)
    if order is None or day is None:
        return
    day = next_working_day(day, outlook.rulebook.calendar)
    left = outlook.days_until(day)
    if left > 1:
        return
    last = outlook.deal.paper("G07")
    since = last.issued_on if last else None
    yield asked.due(
        Level.RED if left <= 0 else Level.YELLOW,
        LETTER,
        order,
        Text(
            f"本期进度函未出具,上次 {since}" if since else "进度函未出具",
            f"no letter since {since}" if since else "no letter yet",
        ),
        Text("收齐各部门进度反馈,生成并发送进度函", "collect the departments' reports; write and send the letter"),
        on=day,
    )


def first_letter_missing(outlook: Outlook) -> date | None:
    """The due day of the oldest weekly letter that no later one has made good; None when none is missing."""
    cycle = timedelta(days=outlook.rulebook.policy.progress_letter_days)
    missing = terms.letter_due(outlook.deal, outlook.today, outlook.rulebook)
    while missing is not None:
        earlier = missing - cycle
        if outlook.dates.ordered_on is None or earlier <= outlook.dates.ordered_on:
            break
        if terms.letter_due(outlook.deal, earlier, outlook.rulebook) is None:
            break
        missing = earlier
    return missing


def _deliveries(asked: Asked) -> Iterator[Due]:
    """The order will be, or is, later than the contract says."""
    outlook, order, by = asked.outlook, asked.outlook.order, asked.outlook.dates.deliver_by
    if order is None or by is None or outlook.dates.delivered_on:
        return
    eta, left, progress = outlook.eta, outlook.days_until(by), Percent().show(outlook.progress)
    if left < 0:
        level, matter = Level.RED, Text(f"已过合同交付日,进度 {progress}", f"past the contract's day, {progress} done")
    elif eta and eta > by:
        late = (eta - by).days
        matter = Text(f"预计 {eta} 交付,比合同晚 {late} 天", f"expected {eta}, {late} days after the contract's day")
        level = Level.RED
    elif left <= DELIVERY_AHEAD_DAYS and outlook.progress < DELIVERY_PROGRESS:
        level, matter = Level.YELLOW, Text(f"临近交付,进度 {progress}", f"delivery is near, {progress} done")
    else:
        return
    action = Text("与生产、物流落实交期;需延期的先与客户书面确认", "settle the day; agree any delay with the customer")
    yield asked.due(level, DELIVERY, order, matter, action, on=by, amount=outlook.gross)


def _acceptances(asked: Asked) -> Iterator[Due]:
    """Delivered and not accepted: the acceptance itself, or what is to be rectified first."""
    outlook, delivered_on = asked.outlook, asked.outlook.dates.delivered_on
    if delivered_on is None or outlook.dates.accepted_on:
        return
    latest = outlook.deal.filing("F13")
    if latest is not None:
        yield from _rectifications(asked)
        return
    contract = outlook.rulebook.contract
    by = asked.later(delivered_on, contract.acceptance_workdays)
    silent = asked.waited(delivered_on) > contract.acceptance_workdays + contract.silence_workdays
    level = Level.YELLOW if outlook.today > by and not silent else Level.BLUE
    matter = Text(f"{delivered_on} 交付,尚无验收结论", f"delivered {delivered_on}, not accepted yet")
    if silent:
        matter = Text(f"{matter.zh};视为验收待确认", f"{matter.en}; may count as accepted, to be confirmed")
    action = Text("组织验收并交回验收确认单", "hold the acceptance; drop the certificate")
    about = outlook.deal.paper("G09") or outlook.order or outlook.deal.number
    yield asked.due(level, ACCEPTANCE, about, matter, action, on=by, amount=outlook.gross)


def _rectifications(asked: Asked) -> Iterator[Due]:
    outlook, latest = asked.outlook, asked.outlook.deal.filing("F13")
    assert latest is not None
    about = outlook.deal.paper("G10") or latest.number
    for row in latest.submission.lines("rectify"):
        by, what = row.day("due"), row.words("content")
        if not what or row.value("recheck") == "合格":
            continue
        yield asked.due(
            Level.RED if by and by < outlook.today else Level.BLUE,
            ACCEPTANCE,
            about,
            Text(f"整改:{what}", f"to be rectified: {what}"),
            Text("完成整改并申请复验", "rectify it and ask for the next inspection"),
            on=by,
            owner=row.words("dept"),
        )


def _visits(asked: Asked) -> Iterator[Due]:
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
    people = [p.name for p in asked.staff.values() if p.department == _SERVICE]
    about = outlook.deal.paper("G11") or outlook.order or outlook.deal.number
    yield asked.due(level, VISIT, about, matter, action, on=last, owner="、".join(people) or _SERVICE)


def _blocked(asked: Asked) -> Iterator[Due]:
    """A filed form whose next step waits, unless a list above speaks of it."""
    outlook, contract = asked.outlook, asked.outlook.contract
    waits = contract is not None and is_waiting(contract)
    told = {"F08": waits, "F09": contract is not None and contract.status == "审批通过"}
    for hold in outlook.deal.holds:
        if told.get(hold.form):
            continue
        action = Text("查看回执中的原因,补齐后重新交表", "see the receipt for the reason; drop what is missing")
        yield asked.due(Level.YELLOW, BLOCKED, hold.number or outlook.deal.number, asked.held(hold), action)


_LISTS: Final[tuple[Callable[[Asked], Iterator[Due]], ...]] = (
    _quotes,
    _contacts,
    _approvals,
    _signing,
    _releases,
    _instalments,
    _letters,
    _deliveries,
    _acceptances,
    _visits,
    _blocked,
)
