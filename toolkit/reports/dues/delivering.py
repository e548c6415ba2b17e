"""Due while an order runs: its release, letters and reports, its day of delivery, what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from toolkit.model import terms
from toolkit.model.calendar import next_working_day
from toolkit.model.deal import Paper
from toolkit.model.kinds import Percent
from toolkit.model.submission import Submission
from toolkit.model.text import Text
from toolkit.reports.dues.kinds import DELIVERY, LETTER, RELEASE, REPORT, TROUBLE
from toolkit.reports.dues.line import Asked, Due
from toolkit.reports.outlook import Outlook
from toolkit.reports.tables import Level

RELEASE_WORKDAYS = 1  # domain.md 6.3, this and the following
REPORT_DAYS = 7
DELIVERY_AHEAD_DAYS, DELIVERY_PROGRESS = 3, Decimal("0.90")
TROUBLE_DAYS = 2

UNDER_WAY: Final = ("已签约", "交付中")
"""Stages at which an order is carried out."""

_CREATED: Final = "已创建"
_PRODUCTION: Final = "生产部门"


def releases(asked: Asked) -> Iterator[Due]:
    """Signed and not released to the departments, or a department has not answered its notice."""
    outlook, order = asked.outlook, asked.outlook.order
    if outlook.dates.delivered_on:
        return
    if outlook.is_signed and (order is None or order.status == _CREATED):
        yield from _unreleased(asked, order)
    heard = outlook.last_reports
    for notice in {p.variant: p for p in outlook.deal.all_papers("G06") if p.variant not in heard}.values():
        yield asked.due(
            Level.RED if asked.waited(notice.issued_on) > RELEASE_WORKDAYS else Level.BLUE,
            RELEASE,
            notice,
            Text(f"{notice.variant}尚未确认订单执行通知单", f"{notice.variant} has not answered its order notice"),
            Text("提交第一份进度反馈表", "drop the first progress report"),
            on=asked.later(notice.issued_on, RELEASE_WORKDAYS),
            owner=asked.member_of(notice.variant),
            facts=(_silence_of(notice.variant),),
        )


def _unreleased(asked: Asked, order: Paper | None) -> Iterator[Due]:
    outlook, contract = asked.outlook, asked.outlook.contract
    signed_on = outlook.dates.signed_on or (order.issued_on if order else None)
    if contract is None or signed_on is None:
        return
    yield asked.due(
        Level.RED if asked.waited(signed_on) > RELEASE_WORKDAYS else Level.BLUE,
        RELEASE,
        order or contract,
        Text("合同已签署,订单尚未下达", "signed, and the order is not released"),
        Text("补全销售订单并下达", "complete the order and release it"),
        on=asked.later(signed_on, RELEASE_WORKDAYS),
        amount=asked.at_stake,
    )


def _silence_of(department: str) -> str:
    return f"silence of {department}"


def letters(asked: Asked) -> Iterator[Due]:
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
        amount=asked.at_stake,
    )


def first_letter_missing(outlook: Outlook) -> date | None:
    """The due day of the oldest weekly letter that no later one has made good; None when none is missing."""
    deal, rulebook, dates = outlook.deal, outlook.rulebook, outlook.dates
    cycle = timedelta(days=rulebook.policy.progress_letter_days)
    missing = terms.letter_due(deal, outlook.today, rulebook, dates)
    while missing is not None:
        earlier = missing - cycle
        if dates.ordered_on is None or earlier <= dates.ordered_on:
            break
        if terms.letter_due(deal, earlier, rulebook, dates) is None:
            break
        missing = earlier
    return missing


def silences(asked: Asked) -> Iterator[Due]:
    """No department has reported on a running order for a week."""
    outlook, order = asked.outlook, asked.outlook.order
    if order is None or order.status == _CREATED or outlook.dates.delivered_on:
        return
    reports = tuple(outlook.deal.all_filings("F11"))
    last_on = max((f.submission.day("report_date") or f.filed_on for f in reports), default=order.issued_on)
    silent_for = (outlook.today - last_on).days
    if silent_for <= REPORT_DAYS:
        return
    latest = terms.latest_report(outlook.deal)
    facts = () if latest else tuple(_silence_of(notice.variant) for notice in outlook.deal.all_papers("G06"))
    yield asked.due(
        Level.YELLOW,
        REPORT,
        order,
        Text(
            f"自 {last_on} 起 {silent_for} 天无进度反馈", f"no progress report for {silent_for} days, since {last_on}"
        ),
        Text("提交进度反馈表", "drop the progress report"),
        on=last_on + timedelta(days=REPORT_DAYS),
        amount=asked.at_stake,
        owner=_reporter(asked, latest),
        facts=facts,
    )


def _reporter(asked: Asked, latest: Submission | None) -> str:
    """Who reported last, of production if it did; else whoever is there of its department."""
    if latest is None:
        return asked.member_of(_PRODUCTION)
    return latest.words("reporter") or asked.member_of(latest.words("dept") or _PRODUCTION)


def deliveries(asked: Asked) -> Iterator[Due]:
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
    yield asked.due(level, DELIVERY, order, matter, action, on=by, amount=asked.at_stake)


def troubles(asked: Asked) -> Iterator[Due]:
    """Something went wrong and nobody says what is done about it, or the customer has not answered the letter on it."""
    if asked.outlook.dates.delivered_on:
        return
    yield from _without_measure(asked)
    yield from _without_reply(asked)


def _without_measure(asked: Asked) -> Iterator[Due]:
    outlook, order = asked.outlook, asked.outlook.order
    for department, report in outlook.last_reports.items():
        day, what = report.day("report_date"), report.words("abnormal_type")
        if report.value("is_abnormal") is not True or report.value("measure") is not None or day is None:
            continue
        if (outlook.today - day).days > TROUBLE_DAYS:
            yield asked.due(
                Level.RED,
                TROUBLE,
                order or outlook.deal.number,
                Text(f"{department}{day} 报告异常({what}),无应对措施", f"{department}, {day}: {what}, and no measure"),
                Text("填写应对措施,重新提交进度反馈", "name the measure in another progress report"),
                on=day + timedelta(days=TROUBLE_DAYS),
                amount=asked.at_stake,
                owner=report.words("owner") or asked.member_of(department),
            )


def _without_reply(asked: Asked) -> Iterator[Due]:
    outlook = asked.outlook
    letters = {paper.number: paper for paper in outlook.deal.all_papers("G08")}
    if not letters:
        return
    logged = (f for f in outlook.deal.all_filings("F12") if f.submission.value("customer_reply") is not None)
    answered = {filing.number for filing in logged}
    for letter in letters.values():
        if letter.number in answered or (outlook.today - letter.issued_on).days <= TROUBLE_DAYS:
            continue
        yield asked.due(
            Level.RED,
            TROUBLE,
            letter,
            Text(f"异常沟通函 {letter.number} 无客户答复", f"the customer has not answered letter {letter.number}"),
            Text("取得客户书面答复,登记在进度反馈台账", "get the customer's answer; register it in the letter log"),
            on=letter.issued_on + timedelta(days=TROUBLE_DAYS),
            amount=asked.at_stake,
        )
