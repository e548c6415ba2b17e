"""The funnel and every other figure, deal by deal. Source: domain.md 6.2."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from tests.reports.naive.seen import GONE, PAID_STEP, STEP_OF, Seen
from toolkit.model import money_due

TITLES = ("潜在客户", "已接触", "需求确认", "已报价", "谈判中", "合同审批", "已签约", "已验收", "已回款")
WIN_RATES = tuple(Decimal(rate) for rate in ("0.05", "0.10", "0.25", "0.40", "0.60", "0.85", "1", "1", "1"))
"""domain.md 6.2."""
STAGE_LIMITS = (5, 5, 10, 20, 20, 8, 0, 0, 0)
STAGES = (*STEP_OF, "暂缓跟进", "已丢单", "已流失")
ROW = tuple[str, int, Decimal]
"""A bar: label, count, amount."""
CHANGE = tuple[str, date, str, str, str]
"""What changed: kind, day, deal, owner, amount."""


def share(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001"), ROUND_HALF_UP) if whole else None


def one_decimal(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def fen(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def first_day(one: Seen, step: int) -> date:
    """The first day on which it had come to that step or further."""
    days = [move.on for move in one.deal.trail if STEP_OF.get(move.stage, -1) >= step]
    paid_on = one.paid_on() if one.is_paid else None
    if paid_on:
        days.append(paid_on)
    return min(days) if days else one.deal.opened_on


def lost_from(one: Seen) -> tuple[int, date] | None:
    """(step, day) at which it was lost; None for a deal that is not lost."""
    trail = one.deal.trail
    if not trail or trail[-1].stage not in GONE:
        return None
    step = 0
    for move in trail[:-1]:
        step = STEP_OF.get(move.stage, step)
    return step, trail[-1].on


def spent(one: Seen, step: int) -> int | None:
    """Calendar days spent at a step; None where it never stood there."""
    days = [((left or one.day) - came).days for at, came, left in one.stays() if at == step]
    return sum(days) if days else None


def has_overstayed(one: Seen, step: int, limit: int) -> bool:
    if one.standing() != step or not limit:
        return False
    since = one.paid_on() if step == PAID_STEP else one.stays()[-1][1] if one.stays() else one.deal.opened_on
    return since is not None and one.worked(since) > limit


def funnel(every: list[Seen], rates: tuple[Decimal, ...], limits: tuple[int, ...]) -> list[Mapping[str, object]]:
    """Every column of every step."""
    rows: list[Mapping[str, object]] = []
    entered_before: int | None = None
    for step, title in enumerate(TITLES):
        here = [one for one in every if one.standing() == step]
        entered = [one for one in every if one.reached() >= step]
        amount = sum((one.worth() for one in here), Decimal(0))
        dwelt = [] if step == PAID_STEP else [days for one in every if (days := spent(one, step)) is not None]
        lost = [found for one in every if (found := lost_from(one)) and found[0] == step]
        rows.append(
            {
                "title": title,
                "count": len(here),
                "amount": amount,
                "entered": len(entered),
                "conversion": share(len(entered), entered_before) if entered_before else None,
                "cumulative": share(len(entered), len(every)),
                "dwell_mean": one_decimal(Decimal(sum(dwelt)) / len(dwelt)) if dwelt else None,
                "dwell_median": one_decimal(Decimal(median(map(Decimal, dwelt)))) if dwelt else None,
                "dwell_longest": max(dwelt) if dwelt else None,
                "win_rate": rates[step],
                "weighted": fen(amount * rates[step]),
                "new": sum(monday_of(one.day) <= first_day(one, step) <= one.day for one in entered),
                "lost": sum(monday_of(every[0].day) <= on <= every[0].day for _, on in lost),
                "overstayed": sum(has_overstayed(one, step, limits[step]) for one in here),
            }
        )
        entered_before = len(entered)
    return rows


def splits(every: list[Seen], by: str, rates: tuple[Decimal, ...]) -> list[Mapping[str, object]]:
    """The funnel by owner, industry or source."""
    groups: dict[str, list[Seen]] = {}
    for one in every:
        name = one.deal.owner if by == "owner" else str(one.customer.lead.get(by) or "")
        groups.setdefault(name, []).append(one)
    rows: list[dict[str, object]] = []
    for name, members in groups.items():
        running = [one for one in members if one.standing() in range(6)]
        signed = [one for one in members if one.reached() >= 6]
        weighted = Decimal(0)
        for step in range(6):
            weighted += fen(sum((one.worth() for one in running if one.standing() == step), Decimal(0)) * rates[step])
        rows.append(
            {
                "name": name,
                "entered": len(members),
                "running": len(running),
                "amount": sum((one.worth() for one in running), Decimal(0)),
                "weighted": weighted,
                "signed": len(signed),
                "signed_amount": sum((one.worth() for one in signed), Decimal(0)),
                "lost": sum(one.is_gone for one in members),
                "conversion": share(len(signed), len(members)),
            }
        )
    return sorted(rows, key=lambda row: (-Decimal(str(row["signed_amount"])), str(row["name"])))


def summary(every: list[Seen], rates: tuple[Decimal, ...]) -> list[ROW]:
    """The figures of the summary that no setting asks for."""
    signed: list[Decimal] = []
    received: list[Decimal] = []
    offered: list[Decimal] = []
    ordered: list[Decimal] = []
    overdue: list[Decimal] = []
    running: list[Decimal] = []
    weighted = Decimal(0)
    for one in every:
        if one.is_signed and _in_month(one.dates.signed_on, one.day):
            signed.append(one.agreement.totals.gross if one.agreement else Decimal(0))
        for receipt in money_due.receipts_of(one.deal):
            if _in_month(receipt.submission.day("receive_date"), one.day):
                received.append(receipt.submission.amount("amount") or Decimal(0))
        if one.quote is not None and one.quote.status in ("草稿", "已发送", "客户已确认接收"):
            is_weighed = one.deal.stage in ("已报价", "谈判中")
            offered += [one.quote.totals.gross] if is_weighed and one.quote.valid_until >= one.day else []
        if one.order is not None and one.is_signed and one.dates.accepted_on is None and not one.is_gone:
            ordered.append(one.agreement.totals.gross if one.agreement else Decimal(0))
        overdue += [r.outstanding for r in one.receivables if r.outstanding and r.days_overdue and not one.is_gone]
        if one.standing() in range(6):
            running.append(one.worth())
    for step in range(6):
        weighted += fen(sum((one.worth() for one in every if one.standing() == step), Decimal(0)) * rates[step])
    named = {
        "本月签约合同": signed,
        "本月回款": received,
        "有效报价": offered,
        "执行中订单": ordered,
        "逾期应收": overdue,
    }
    rows = [(name, len(amounts), sum(amounts, Decimal(0))) for name, amounts in named.items()]
    committed = [one.worth() for one in every if one.is_signed and _in_month(one.dates.signed_on, one.day)]
    best, sure = sum(running, Decimal(0)), ("本月已落定", len(committed), sum(committed, Decimal(0)))
    return [*rows, ("加权预测", len(running), weighted), ("在谈总额(最好情形)", len(running), best), sure]


def _in_month(on: date | None, day: date) -> bool:
    return on is not None and (on.year, on.month) == (day.year, day.month)


def stages(every: list[Seen]) -> list[tuple[str, int]]:
    """How many deals stand at each stage, in the order of the process."""
    return [(stage, sum(one.deal.stage == stage for one in every)) for stage in STAGES]


def months(every: list[Seen], day: date) -> list[tuple[date, Decimal, Decimal]]:
    """(first day, signed, received) of the twelve months that end with the day's."""
    firsts = []
    year, month = day.year, day.month
    for _ in range(12):
        firsts.append(date(year, month, 1))
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    found = []
    for first in reversed(firsts):
        signed, received = Decimal(0), Decimal(0)
        for one in every:
            on = one.dates.signed_on
            if one.is_signed and on and (on.year, on.month) == (first.year, first.month):
                signed += one.worth()
            for receipt in money_due.receipts_of(one.deal):
                on = receipt.submission.day("receive_date")
                if on and (on.year, on.month) == (first.year, first.month):
                    received += receipt.submission.amount("amount") or 0
        found.append((first, signed, received))
    return found


def cycle_days(every: list[Seen]) -> Decimal | None:
    days = []
    for one in every:
        on = one.dates.signed_on
        if one.is_signed and on and on.year == one.day.year:
            days.append((on - one.deal.opened_on).days)
    return one_decimal(Decimal(sum(days)) / len(days)) if days else None


def ageing(every: list[Seen]) -> list[ROW]:
    rows = []
    for label in ("未到期", "1-30天", "31-60天", "61-90天", ">90天"):
        found = [r for one in every for r in one.receivables if r.ageing and r.ageing == label.removesuffix("天")]
        rows.append((label, len(found), sum((r.outstanding for r in found), Decimal(0))))
    return rows


def margins(every: list[Seen]) -> list[ROW]:
    rows = []
    classes = [("<0%", None, 0), *((f"{n}-{n + 10}%", n, n + 10) for n in range(0, 60, 10)), ("≥60%", 60, None)]
    for label, low, high in classes:
        count, amount = 0, Decimal(0)
        for one in every:
            margin = one.margin()
            if one.standing() not in range(3, 9) or margin is None:
                continue
            if (low is None or margin * 100 >= low) and (high is None or margin * 100 < high):
                count, amount = count + 1, amount + one.worth()
        rows.append((label, count, amount))
    return rows


def losses(every: list[Seen]) -> list[ROW]:
    reasons: dict[str, list[Seen]] = {}
    for one in every:
        if not one.is_gone or not one.deal.trail or one.deal.trail[-1].on.year != one.day.year:
            continue
        said = [str(f.submission.value("lost_reason") or "") for f in one.deal.all_filings("F03")]
        told = [reason for reason in said if reason]
        reasons.setdefault(one.deal.reason or (told[-1] if told else "未说明"), []).append(one)
    rows = [(why, len(of), sum((one.worth() for one in of), Decimal(0))) for why, of in reasons.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def changes(every: Iterable[Seen], since: date) -> list[CHANGE]:
    """Everything that happened after the end of that day, overdue lines left out."""
    found: list[CHANGE] = []
    for one in every:
        deal, day, worth = one.deal, one.day, one.worth() or None
        if since < deal.opened_on <= day:
            found.append(("新增商机", deal.opened_on, deal.number, deal.owner, _shown(worth)))
        before, furthest = "", ""
        for move in deal.trail:
            kind = ""
            if before and move.stage != before:
                kind = _move(move.stage, furthest)
            if kind and since < move.on <= day:
                on = one.dates.signed_on if kind == "签约" and one.dates.signed_on else move.on
                found.append((kind, on, deal.number, deal.owner, _shown(worth)))
            before = move.stage
            furthest = move.stage if move.stage in STEP_OF else furthest
        for receipt in money_due.receipts_of(deal):
            if since < receipt.filed_on <= day:
                on = receipt.submission.day("receive_date") or receipt.filed_on
                amount = receipt.submission.amount("amount")
                found.append(("收款", on, deal.number, deal.owner, _shown(amount)))
    return sorted(found)


def _shown(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _move(stage: str, main_before: str) -> str:
    if stage in GONE:
        return "丢单/流失"
    if stage == "暂缓跟进":
        return "暂缓"
    if stage == "已签约":
        return "签约"
    if main_before and STAGES.index(stage) < STAGES.index(main_before):
        return "阶段退回"
    return "阶段推进"
