"""A report with something of everything, for the page; and one of a house in which nothing has happened yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from toolkit.model.text import Text
from toolkit.reports.changes import OVERDUE
from toolkit.reports.dues import KINDS, Due
from toolkit.reports.report import Bar, Change, Consolidated, Figure, FunnelStep, Month, Split
from toolkit.reports.tables import Level

DAY: Final = date(2026, 8, 24)
OWNERS: Final = ("王芳", "李强", "赵敏", "陈立", "Alexandra Featherstonehaugh")
CUSTOMERS: Final = (
    "上海启明精密制造有限公司",
    "苏州示例远元电子科技有限公司",
    "Northwind Traders (Suzhou) Co., Ltd.",
    "宁波恒源汽车零部件有限公司",
)
NASTY: Final = '<script>alert("1")</script>\' onmouseover=x & 甲'
STEPS: Final = (
    Text("潜在客户", "lead"),
    Text("已接触", "contacted"),
    Text("需求确认", "needs confirmed"),
    Text("已报价", "quoted"),
    Text("谈判中", "in negotiation"),
    Text("合同审批", "contract in approval"),
    Text("已签约", "signed"),
    Text("已验收", "accepted"),
    Text("已回款", "paid"),
)
_ENTERED: Final = (1280, 1104, 860, 612, 433, 301, 276, 140, 96)
_RATES: Final = ("0.05", "0.10", "0.25", "0.40", "0.60", "0.85", "1", "1", "1")
_NO_MONEY: Final = Decimal("0.00")


def due(place: int = 0, **told: object) -> Due:
    """One line, a different one for each place."""
    level = (Level.RED, Level.YELLOW, Level.BLUE)[min(place // 9, 2)]
    days = (-12, -3, 0, 2, 7)[place % 5]
    line = Due(
        level=level,
        kind=KINDS[place % (len(KINDS) - 3)],
        number=f"BJ-2026-{place + 1:04}",
        customer=CUSTOMERS[place % len(CUSTOMERS)],
        matter=Text(
            f"报价 BJ-2026-{place + 1:04} 有效期至 {DAY + timedelta(days)}",
            f"quote valid until {DAY + timedelta(days)}",
        ),
        due_on=None if place % 11 == 10 else DAY + timedelta(days),
        days=None if place % 11 == 10 else days,
        workdays=None if place % 3 == 0 else days,
        amount=None if place % 4 == 3 else Decimal(f"{286_000 + 13_337 * place}.50"),
        owner=OWNERS[place % len(OWNERS)],
        action=Text("联系客户确认,或重新报价", "ask the customer, or quote anew"),
        deal=f"SJ-2026-{place + 1:04}",
        file=f"deals/SJ-2026-{place + 1:04}_上海启明/3_quote/报价单 {place + 1}.docx",
    )
    return replace(line, **told)  # type: ignore[arg-type]


def change(place: int = 0, **told: object) -> Change:
    """One change, a different one for each place."""
    kind, before, after = (
        (Text("新增商机", "new deal"), Text("", ""), Text("潜在客户", "lead")),
        (Text("阶段推进", "moved on"), Text("需求确认", "needs confirmed"), Text("已报价", "quoted")),
        (Text("签约", "signed"), Text("合同审批中", "contract in approval"), Text("已签约", "signed")),
        (Text("收款", "received"), Text("", ""), Text("预付款", "prepayment")),
        (OVERDUE, KINDS[0], Text("报价已过期", "quote expired")),
    )[place % 5]
    line = Change(
        kind=kind,
        on=DAY - timedelta(place % 3),
        deal=f"SJ-2026-{place + 1:04}",
        customer=CUSTOMERS[place % len(CUSTOMERS)],
        before=before,
        after=after,
        amount=None if place % 4 == 0 else Decimal(f"{48_000 + 9_999 * place}.00"),
        owner=OWNERS[place % len(OWNERS)],
        levels={},
        file="" if place % 3 == 0 else f"deals/SJ-2026-{place + 1:04}_启明/1_leads/登记表.xlsx",
    )
    return replace(line, **told)  # type: ignore[arg-type]


def _funnel() -> Iterator[FunnelStep]:
    for place, title in enumerate(STEPS):
        entered = _ENTERED[place]
        count = entered - (_ENTERED[place + 1] if place + 1 < len(STEPS) else 0)
        amount = Decimal(count * 287_450)
        rate = Decimal(_RATES[place])
        share = Decimal(entered) / Decimal(_ENTERED[place - 1]) if place else None
        yield FunnelStep(
            title=title,
            count=count,
            amount=amount,
            entered=entered,
            conversion=round(share, 4) if share is not None else None,
            cumulative=round(Decimal(entered) / Decimal(_ENTERED[0]), 4),
            dwell_mean=Decimal("12.4") + place if place < 8 else None,
            dwell_median=Decimal("9.5") + place if place < 8 else None,
            dwell_longest=40 + 7 * place if place < 8 else None,
            win_rate=rate,
            weighted=round(amount * rate, 2),
            new=max(9 - place, 0),
            lost=place % 3,
            overstayed=12 if place == 3 else 0,
        )


def splits(names: tuple[str, ...]) -> tuple[Split, ...]:
    """One a name, the largest first."""
    return tuple(
        Split(
            name=name,
            entered=300 - 20 * place,
            running=120 - 9 * place,
            amount=Decimal(34_500_000 - 1_900_000 * place),
            weighted=Decimal(12_750_000 - 1_100_000 * place),
            signed=60 - 4 * place,
            signed_amount=Decimal(17_243_500 - 1_450_000 * place),
            lost=30 - place,
            conversion=Decimal("0.2000"),
        )
        for place, name in enumerate(names)
    )


def _months() -> Iterator[Month]:
    for place in range(12):
        year, month = divmod(2025 * 12 + 8 + place, 12)
        signed = Decimal(2_150_000 + (place * 7919 % 13) * 240_000)
        yield Month(
            first=date(year, month + 1, 1),
            signed=signed,
            received=signed * Decimal("0.8") - 150_000,
            signed_target=Decimal(3_000_000) if place > 3 else None,
            received_target=Decimal(2_600_000) if place > 3 else None,
        )


def rich(*, dues: int = 40, changes: int = 13) -> Consolidated:
    """Something of everything, with so many lines."""
    return Consolidated(
        company="苏州恒拓智能装备有限公司",
        houses=(),
        day=DAY,
        since=date(2026, 8, 21),
        figures=(
            Figure(Text("本月签约合同", "contracts signed this month"), 14, Decimal("8734500.00")),
            Figure(Text("有效报价", "valid quotes"), 63, Decimal("41250000.00")),
            Figure(Text("执行中订单", "orders under way"), 27, Decimal("12345678.90")),
            Figure(Text("逾期应收", "overdue"), 9, Decimal("1286000.50")),
            Figure(Text("待审批", "waiting for approval"), 5, _NO_MONEY),
        ),
        stages=tuple((title, 17 * place + 3) for place, title in enumerate(STEPS)),
        funnel=tuple(_funnel()),
        by_owner=splits(OWNERS),
        by_industry=splits(("制造业", "电子", "医疗器械", "")),
        by_source=splits(("行业展会", "老客户介绍", "")),
        months=tuple(_months()),
        cycle_days=Decimal("48.3"),
        ageing=tuple(
            Bar(Text(zh, en), count, Decimal(amount))
            for zh, en, count, amount in (
                ("未到期", "not due yet", 31, "6250000.00"),
                ("1-30", "1-30", 6, "930000.00"),
                ("31-60", "31-60", 2, "256000.50"),
                ("61-90", "61-90", 0, "0.00"),
                (">90", ">90", 1, "100000.00"),
            )
        ),
        margins=tuple(
            Bar(Text(name, name), count, Decimal(count * 310_000))
            for name, count in (
                ("<0", 1),
                ("0-10%", 2),
                ("10-20%", 5),
                ("20-30%", 11),
                ("30-40%", 34),
                ("40-50%", 19),
                ("50-60%", 4),
                (">=60%", 0),
            )
        ),
        losses=(
            Bar(Text("价格过高", "price"), 21, Decimal(5_600_000)),
            Bar(Text("未说明", "not said"), 4, Decimal(700_000)),
        ),
        changes=tuple(change(place) for place in range(changes)),
        dues=tuple(due(place) for place in range(dues)),
        quality=(
            Bar(Text("退回的文件", "files returned"), 12, _NO_MONEY),
            Bar(Text("警告:联系电话", "warnings: phone"), 7, _NO_MONEY),
        ),
    )


def quiet() -> Consolidated:
    """Nothing has happened, nothing is due."""
    nothing = tuple(
        FunnelStep(
            title=title,
            count=0,
            amount=_NO_MONEY,
            entered=0,
            conversion=None,
            cumulative=None,
            dwell_mean=None,
            dwell_median=None,
            dwell_longest=None,
            win_rate=Decimal(rate),
            weighted=_NO_MONEY,
            new=0,
            lost=0,
            overstayed=0,
        )
        for title, rate in zip(STEPS, _RATES, strict=True)
    )
    months = tuple(
        replace(month, signed=_NO_MONEY, received=_NO_MONEY, signed_target=None, received_target=None)
        for month in _months()
    )
    return replace(
        rich(dues=0, changes=0),
        figures=(Figure(Text("本月签约合同", "contracts signed this month"), 0, _NO_MONEY),),
        stages=tuple((title, 0) for title in STEPS),
        funnel=nothing,
        by_owner=(),
        by_industry=(),
        by_source=(),
        months=months,
        cycle_days=None,
        ageing=tuple(Bar(bar.label, 0, _NO_MONEY) for bar in rich().ageing),
        margins=tuple(Bar(bar.label, 0, _NO_MONEY) for bar in rich().margins),
        losses=(),
        quality=(),
    )
