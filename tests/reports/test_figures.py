from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

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
    signed,
)
from tests.reports.history import RULEBOOK, STAFF, issued, status
from toolkit.reports.dues import dues_of
from toolkit.reports.figures import FigureTally
from toolkit.reports.funnel import FunnelTally
from toolkit.reports.months import Target
from toolkit.reports.outlook import Outlook
from toolkit.reports.report import Figure

JUNE_1 = date(2026, 6, 1)
JUNE_30 = date(2026, 6, 30)


def no_target(day: date, of: Target) -> Decimal | None:
    return None


def nothing_to_bring(day: date, of: Target) -> Decimal | None:
    return Decimal(0)


def tallied(*outlooks: Outlook, tally: FigureTally | None = None) -> tuple[Figure, ...]:
    tally = tally or FigureTally(JULY_1, no_target)
    for outlook in outlooks:
        tally.take(outlook, dues_of(outlook, staff=STAFF, titles={}))
    return tally.figures()


def forecast(*outlooks: Outlook) -> Mapping[str, tuple[int, Decimal]]:
    funnel = FunnelTally(RULEBOOK, JULY_1)
    for outlook in outlooks:
        funnel.take(outlook)
    return told(funnel.forecast())


def told(figures: tuple[Figure, ...]) -> Mapping[str, tuple[int, Decimal]]:
    return {figure.label.zh: (figure.count, figure.amount) for figure in figures}


def test_without_deals_every_figure_is_nothing() -> None:
    figures = tallied()

    assert list(told(figures)) == ["本月签约合同", "本月回款", "有效报价", "执行中订单", "逾期应收"]
    assert {(figure.count, figure.amount) for figure in figures} == {(0, Decimal(0))}
    assert set(forecast().values()) == {(0, Decimal(0))}


def test_contracts_and_money_of_the_month_are_told_with_what_the_month_is_to_bring() -> None:
    targets = {(JULY_1, "signed"): Decimal(300_000), (JULY_1, "received"): Decimal(1_000)}
    tally = FigureTally(JULY_1, lambda day, of: targets[day, of])
    before = seen(*contracted(JUNE_30), paid(JUNE_30, "500"), paid(JULY_1, "250", "SK-2026-0002"))
    void = seen(*contracted(JULY_1), (JULY_1, status("G03", "XS-2026-0001", "已作废", "V1.0")))

    figures = told(tallied(before, void, seen(*contracted(JULY_1)), tally=tally))

    assert list(figures.items())[:4] == [
        ("本月签约合同", (1, Decimal(113_000))),
        ("本月签约目标(完成 37.7%)", (0, Decimal(300_000))),
        ("本月回款", (1, Decimal(250))),
        ("本月回款目标(完成 25.0%)", (0, Decimal(1_000))),
    ]


def test_a_target_of_nothing_is_not_told() -> None:
    tally = FigureTally(JULY_1, nothing_to_bring)

    assert not any("目标" in label for label in told(tallied(tally=tally)))


def test_a_quote_counts_up_to_its_last_valid_day_while_the_customer_weighs_it() -> None:
    offer = quoted(JUNE_1)  # valid to 07-01

    at_offer = seen(*offer, came("已报价", JUNE_1))
    expired = seen(*quoted(date(2026, 5, 31)), came("已报价", JUNE_1))
    beyond = seen(*offer, came("合同审批中", JUNE_1))

    assert told(tallied(at_offer, expired, beyond))["有效报价"] == (1, Decimal(113_000))


def test_an_order_is_under_way_until_it_is_accepted() -> None:
    ordered = (*contracted(JUNE_1), (JUNE_1, issued("G05", "DD-2026-0001", status="已创建")))

    figures = told(tallied(seen(*ordered), seen(*ordered, *accepted(JUNE_30)), seen(*contracted(JUNE_1))))

    assert figures["执行中订单"] == (1, Decimal(113_000))


def test_what_should_have_come_before_today_is_overdue() -> None:
    prepaid_by = seen(*contracted(JUNE_1))  # half within five working days
    whole = seen(*contracted(JUNE_1), paid(JUNE_30, "56500"))

    assert told(tallied(prepaid_by, whole))["逾期应收"] == (1, Decimal(56_500))


def test_a_day_is_not_overdue_on_the_day_itself() -> None:
    on_the_day = seen(*contracted(date(2026, 6, 24)))

    assert told(tallied(on_the_day))["逾期应收"] == (0, Decimal(0))


def test_the_forecast_weighs_what_is_under_way_and_names_what_is_sure() -> None:
    figures = forecast(
        seen(came("已报价", JUNE_1), *quoted(JUNE_1, gross=50_000)),
        seen(came("需求确认", JUNE_1), budgeted(JUNE_1, 1_000, 1_000)),
        seen(came("已报价", JUNE_1), *quoted(JUNE_1), left("暂缓跟进", JULY_1)),
        seen(*contracted(JUNE_1)),
        seen(*contracted(JULY_1, gross=7_000)),
        seen(*contracted(JULY_1, gross=9_000), left("已流失", JULY_1)),
        seen(*contracted(JULY_1, gross=1_000), came("合同审批中", JULY_1)),
    )

    assert figures == {
        "加权预测": (3, Decimal(21_100)),
        "在谈总额(最好情形)": (3, Decimal(52_000)),
        "本月已落定": (1, Decimal(7_000)),
    }


def test_the_forecast_is_the_sum_of_the_weighted_steps_to_the_fen() -> None:
    rulebook = replace(RULEBOOK, policy=replace(RULEBOOK.policy, win_rates=(Decimal("0.15"),) * 9))
    funnel = FunnelTally(rulebook, JULY_1)
    for stage in ("已接触", "需求确认"):
        funnel.take(seen(came(stage, JUNE_1), budgeted(JUNE_1, 100, 101)))

    assert funnel.forecast()[0].amount == sum(step.weighted for step in funnel.steps()) == Decimal("30.16")


def test_a_contract_signed_last_month_and_registered_now_is_last_months() -> None:
    late = (*quoted(JUNE_1), *agreed(JUNE_1), *signed(JUNE_30, registered=JULY_1))

    assert told(tallied(seen(*late)))["本月签约合同"] == (0, Decimal(0))
    assert forecast(seen(*late))["本月已落定"] == (0, Decimal(0))
