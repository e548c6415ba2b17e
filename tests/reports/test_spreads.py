from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.reports.funnel_history import (
    JULY_1,
    accepted,
    agreed,
    budgeted,
    came,
    contracted,
    left,
    paid,
    quoted,
    seen,
)
from tests.reports.history import RULEBOOK, Step, filed
from toolkit.model.calendar import add_working_days
from toolkit.reports.outlook import Outlook
from toolkit.reports.report import Bar
from toolkit.reports.spreads import AGES, MARGINS, UNSAID, SpreadTally

JUNE_1 = date(2026, 6, 1)
HALF = Decimal(56_500)


def tallied(*outlooks: Outlook, day: date = JULY_1) -> SpreadTally:
    tally = SpreadTally(day)
    for outlook in outlooks:
        tally.take(outlook)
    return tally


def told(bars: tuple[Bar, ...]) -> dict[str, tuple[int, Decimal]]:
    """The classes that hold something."""
    return {bar.label.zh: (bar.count, bar.amount) for bar in bars if bar.count}


def followed_up(on: date, reason: str) -> Step:
    return on, filed("F03", f"GJ-{on:%m%d}", {"result": "已丢单", "lost_reason": reason})


def test_without_deals_every_class_is_there_and_empty() -> None:
    tally = tallied()

    assert [bar.label for bar in tally.ageing()] == list(AGES.values())
    assert [bar.label.zh for bar in tally.margins()] == [
        *("<0%", "0-10%", "10-20%", "20-30%", "30-40%", "40-50%", "50-60%", "≥60%")
    ]
    assert {(bar.count, bar.amount) for bar in (*tally.ageing(), *tally.margins())} == {(0, Decimal(0))}
    assert tally.losses() == ()


# --- ageing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("overdue", "age"),
    [(0, "未到期"), (1, "1-30天"), (30, "1-30天"), (31, "31-60天"), (60, "31-60天"), (61, "61-90天"), (90, "61-90天"),
     (91, ">90天")],
)  # fmt: skip
def test_an_instalment_ages_by_the_days_since_its_due_day(overdue: int, age: str) -> None:
    due_on = add_working_days(JUNE_1, 5, RULEBOOK.calendar)
    day = due_on + timedelta(days=overdue)

    tally = tallied(seen(*contracted(JUNE_1), accepted(day)[0], day=day), day=day)

    expected = {"未到期": (2, 2 * HALF)} if age == "未到期" else {"未到期": (1, HALF), age: (1, HALF)}
    assert told(tally.ageing()) == expected


def test_an_instalment_whose_clock_has_not_started_is_not_due() -> None:
    day = JUNE_1 + timedelta(days=100)

    tally = tallied(seen(*contracted(JUNE_1), day=day), day=day)

    assert told(tally.ageing()) == {"未到期": (1, HALF), ">90天": (1, HALF)}


def test_what_has_come_in_is_not_outstanding() -> None:
    day = JUNE_1 + timedelta(days=30)

    some = tallied(seen(*contracted(JUNE_1), paid(day, "56499.99"), day=day), day=day)
    first = tallied(seen(*contracted(JUNE_1), paid(day, "56500"), day=day), day=day)
    whole = tallied(seen(*contracted(JUNE_1), paid(day, "113000"), day=day), day=day)

    assert told(some.ageing()) == {"未到期": (1, HALF), "1-30天": (1, Decimal("0.01"))}
    assert told(first.ageing()) == {"未到期": (1, HALF)}
    assert told(whole.ageing()) == {}


def test_a_contract_without_signatures_owes_nothing() -> None:
    assert told(tallied(seen(*quoted(JUNE_1), *agreed(JUNE_1), came("合同审批中", JUNE_1))).ageing()) == {}


def test_a_customer_that_left_still_owes() -> None:
    assert told(tallied(seen(*contracted(JUNE_1), left("已流失", JULY_1))).ageing()) == {
        "未到期": (1, HALF),
        "1-30天": (1, HALF),
    }


# --- margins ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cost", "label"),
    [
        (100_001, "<0%"),
        (100_000, "0-10%"),
        (90_001, "0-10%"),
        (90_000, "10-20%"),
        (70_001, "20-30%"),
        (70_000, "30-40%"),
        (40_001, "50-60%"),
        (40_000, "≥60%"),
        (0, "≥60%"),
    ],
)
def test_a_margin_on_the_border_belongs_to_the_class_above(cost: int, label: str) -> None:
    outlook = seen(*quoted(JUNE_1, cost=cost), came("已报价", JUNE_1))  # net 100,000

    assert told(tallied(outlook).margins()) == {label: (1, Decimal(113_000))}


def test_the_agreed_margin_stands_over_the_quoted_one() -> None:
    dearer = seen(*quoted(JUNE_1, cost=69_000), *agreed(JUNE_1, "0.05"), came("谈判中", JUNE_1))

    assert told(tallied(dearer).margins()) == {"20-30%": (1, Decimal("107350"))}


def test_only_deals_that_stand_at_an_offer_or_later_have_a_margin() -> None:
    offer = quoted(JUNE_1)

    tally = tallied(
        seen(*offer, came("需求确认", JUNE_1)),
        seen(*offer, came("已报价", JUNE_1), left("已丢单", JULY_1)),
        seen(came("已报价", JUNE_1)),
        seen(*contracted(JUNE_1), paid(JULY_1, "113000")),
    )

    assert sum(bar.count for bar in tally.margins()) == 1  # the paid one
    assert len(MARGINS) == 8


# --- losses -------------------------------------------------------------------------------------------------------


def test_a_loss_has_the_reason_of_the_step_aside_else_of_the_latest_follow_up_else_none() -> None:
    ordered = seen(followed_up(JUNE_1, "价格"), left("已丢单", JULY_1, "竞品"), budgeted(JUNE_1, 100, 100))
    told_before = seen(
        followed_up(date(2026, 5, 1), "交期"),
        followed_up(JUNE_1, "价格"),
        followed_up(JULY_1, ""),
        left("已流失", JULY_1),
    )

    bars = tallied(ordered, told_before, seen(left("已丢单", JULY_1))).losses()

    assert told(bars) == {"竞品": (1, Decimal(100)), "价格": (1, Decimal(0)), "未说明": (1, Decimal(0))}
    assert UNSAID in {bar.label for bar in bars}


def test_the_most_frequent_reason_comes_first_then_the_order_of_their_names() -> None:
    reasons = ("预算", "交期", "价格", "预算")

    bars = tallied(*(seen(left("已丢单", JULY_1, reason)) for reason in reasons)).losses()

    assert [bar.label.zh for bar in bars] == ["预算", "交期", "价格"]


def test_only_deals_that_are_lost_now_and_were_so_this_year_are_losses() -> None:
    tally = tallied(
        seen(left("已丢单", date(2025, 12, 31), "价格")),
        seen(left("已丢单", JUNE_1, "价格"), came("已接触", JULY_1)),
        seen(left("暂缓跟进", JUNE_1, "价格")),
        seen(left("已丢单", date(2026, 1, 1), "竞品")),
    )

    assert told(tally.losses()) == {"竞品": (1, Decimal(0))}


def test_a_deal_lost_twice_is_one_loss() -> None:
    twice = seen(left("已丢单", JUNE_1, "价格"), came("已接触", date(2026, 6, 9)), left("已丢单", JULY_1, "竞品"))

    assert told(tallied(twice).losses()) == {"竞品": (1, Decimal(0))}
