from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
from tests.reports.history import RULEBOOK, Step
from toolkit.catalogue.process import STAGES
from toolkit.model.calendar import working_days_between
from toolkit.model.house import Policy, Rulebook
from toolkit.reports.course import PAID, STEP_OF, STEPS, course_of, worth
from toolkit.reports.funnel import FunnelTally
from toolkit.reports.outlook import Outlook
from toolkit.reports.report import FunnelStep

GROSS = Decimal(113_000)


def june(day: int) -> date:
    return date(2026, 6, day)


def standing(outlook: Outlook) -> tuple[int | None, int]:
    """Where it stands, and how far it came."""
    course = course_of(outlook)
    return course.step, course.reached


def tallied(*outlooks: Outlook, day: date = JULY_1, rulebook: Rulebook = RULEBOOK) -> FunnelTally:
    tally = FunnelTally(rulebook, day)
    for outlook in outlooks:
        tally.take(outlook)
    return tally


def steps(*outlooks: Outlook, day: date = JULY_1, rulebook: Rulebook = RULEBOOK) -> tuple[FunnelStep, ...]:
    return tallied(*outlooks, day=day, rulebook=rulebook).steps()


def counted(told: Sequence[FunnelStep], field: str) -> list[object]:
    return [getattr(step, field) for step in told]


def with_policy(**numbers: object) -> Rulebook:
    return replace(RULEBOOK, policy=replace(Policy(), **numbers))  # type: ignore[arg-type]


# --- where a deal stands ------------------------------------------------------------------------------------------


def test_every_main_stage_stands_for_one_step_and_no_side_stage_for_any() -> None:
    named = [stage for step in STEPS for stage in step.stages]

    assert named == [stage.name for stage in STAGES if not stage.is_side]


def test_the_policy_has_a_win_rate_and_a_limit_for_every_step() -> None:
    assert len(Policy().win_rates) == len(Policy().stage_limit_workdays) == len(STEPS)


@pytest.mark.parametrize("stage", [stage for step in STEPS for stage in step.stages])
def test_a_deal_stands_at_the_step_of_its_stage(stage: str) -> None:
    assert course_of(seen(came(stage, june(1)))).step == STEP_OF[stage]


@pytest.mark.parametrize("stage", ["暂缓跟进", "已丢单", "已流失"])
def test_a_deal_in_a_side_stage_stands_nowhere(stage: str) -> None:
    outlook = seen(came("已报价", june(1)), left(stage, june(2)))

    told = steps(outlook)

    assert standing(outlook) == (None, 3)
    assert counted(told, "count") == [0] * 9
    assert told[3].entered == 1


def test_a_deal_stands_at_the_last_step_once_the_whole_price_is_in() -> None:
    almost = seen(*contracted(june(1)), paid(june(9), "112999.99"))
    whole = seen(*contracted(june(1)), paid(june(9), "112999.99"), paid(june(10), "0.01", "SK-2026-0002"))

    assert (standing(almost), standing(whole)) == ((6, 6), (PAID, PAID))


def test_money_for_a_contract_that_is_not_signed_pays_nothing() -> None:
    outlook = seen(*quoted(june(1)), *agreed(june(2)), came("合同审批中", june(2)), paid(june(3), "113000"))

    assert standing(outlook) == (5, 5)


def test_a_paid_deal_that_was_lost_since_stands_nowhere_and_has_come_to_the_end() -> None:
    outlook = seen(*contracted(june(1)), paid(june(9), "113000"), left("已流失", june(10)))

    assert standing(outlook) == (None, PAID)


def test_a_deal_that_went_back_has_come_as_far_as_it_once_was() -> None:
    outlook = seen(came("谈判中", june(1)), came("已报价", june(2)), left("暂缓跟进", june(3)))

    assert standing(outlook) == (None, 4)


def test_a_deal_that_came_nowhere_is_a_lead() -> None:
    outlook = seen()

    assert standing(outlook) == (None, 0)
    assert counted(steps(outlook), "entered") == [1] + [0] * 8


# --- what a deal is worth -----------------------------------------------------------------------------------------


def test_a_deal_is_worth_what_was_agreed_else_quoted_else_the_middle_of_the_budget() -> None:
    budget = budgeted(june(1), 250_000, 300_001)

    assert worth(seen(budget)) == Decimal("275000.50")
    assert worth(seen(budget, *quoted(june(2)))) == 113_000
    assert worth(seen(budget, *quoted(june(2)), *agreed(june(3), "0.05"))) == 107_350


@pytest.mark.parametrize(("low", "high"), [(200_000, None), (None, 200_000)])
def test_of_an_open_budget_the_end_that_is_given_counts(low: int | None, high: int | None) -> None:
    assert worth(seen(budgeted(june(1), low, high))) == 200_000


def test_a_deal_without_a_price_and_a_budget_is_worth_nothing() -> None:
    assert worth(seen(came("潜在客户", june(1)))) == 0
    assert worth(seen(budgeted(june(1), None, None))) == 0


def test_the_worth_of_a_step_is_weighted_to_the_fen() -> None:
    rulebook = with_policy(win_rates=(*(Decimal("0.15"),) * 8, Decimal(1)))
    outlook = seen(came("需求确认", june(1)), budgeted(june(1), 100_000, 100_001))

    told = steps(outlook, rulebook=rulebook)[2]

    assert (told.amount, told.weighted) == (Decimal("100000.50"), Decimal("15000.08"))


# --- conversion ---------------------------------------------------------------------------------------------------


def test_a_step_converts_those_who_came_to_the_step_before() -> None:
    told = steps(
        seen(came("潜在客户", june(1))),
        seen(came("已接触", june(1)), left("已丢单", june(2))),
        seen(came("潜在客户", june(1)), came("需求确认", june(2))),
        seen(came("已报价", june(1)), came("需求确认", june(2))),
    )

    assert counted(told, "entered") == [4, 3, 2, 1, 0, 0, 0, 0, 0]
    third, none = Decimal("0.6667"), Decimal("0.0000")
    assert counted(told, "conversion") == [None, Decimal("0.75"), third, Decimal("0.5"), none, *[None] * 4]
    assert counted(told, "cumulative")[:4] == [Decimal(1), Decimal("0.75"), Decimal("0.5"), Decimal("0.25")]
    assert str(told[2].conversion) == "0.6667"


def test_without_deals_every_share_is_unknown() -> None:
    tally = tallied()

    told = tally.steps()

    assert counted(told, "count") == counted(told, "entered") == [0] * 9
    for field in ("conversion", "cumulative", "dwell_mean", "dwell_median", "dwell_longest"):
        assert counted(told, field) == [None] * 9
    assert counted(told, "weighted") == [Decimal("0.00")] * 9
    assert tally.by_owner() == tally.by_industry() == tally.by_source() == ()


# --- dwell --------------------------------------------------------------------------------------------------------


def test_a_stay_lasts_until_the_deal_leaves_or_until_today() -> None:
    told = steps(seen(came("潜在客户", june(1)), came("已接触", june(4)), came("需求确认", june(4)), day=june(30)))

    assert counted(told, "dwell_longest")[:4] == [3, 0, 27, None]


def test_two_stays_at_a_step_are_added() -> None:
    back = seen(
        came("已报价", june(1)), came("谈判中", june(3)), came("已报价", june(10)), came("合同审批中", june(14))
    )

    told = steps(back)

    assert (told[3].dwell_longest, told[4].dwell_longest) == (2 + 4, 7)


def test_time_on_hold_belongs_to_no_step() -> None:
    paused = seen(came("需求确认", june(1)), left("暂缓跟进", june(6)), came("需求确认", june(26)), day=june(30))

    assert steps(paused, day=june(30))[2].dwell_longest == 5 + 4


def test_two_stages_of_a_step_and_the_same_stage_again_are_one_stay() -> None:
    delivering = seen(came("已签约", june(1)), came("交付中", june(5)), day=june(30))
    requoted = seen(came("已报价", june(1)), came("已报价", june(11)), day=june(30))

    told = steps(delivering, requoted, day=june(30))

    assert (told[6].dwell_longest, told[3].dwell_longest) == (29, 29)


def test_being_paid_ends_no_stay() -> None:
    outlook = seen(*contracted(june(1)), paid(june(9), "113000"), day=june(30))

    told = steps(outlook, day=june(30))

    assert (told[PAID].count, told[6].dwell_longest, told[PAID].dwell_longest) == (1, 29, None)


def test_a_lost_deal_has_stayed_until_it_was_lost() -> None:
    twice = seen(came("已接触", june(1)), left("已丢单", june(3)), came("已接触", june(10)), left("已丢单", june(15)))

    assert steps(twice)[1].dwell_longest == 2 + 5


@pytest.mark.parametrize(
    ("days", "mean", "median"),
    [
        ((4,), "4.0", "4.0"),
        ((1, 2), "1.5", "1.5"),
        ((0, 0, 1), "0.3", "0.0"),
        ((9, 1, 5, 2), "4.3", "3.5"),
        ((2, 2, 2, 8), "3.5", "2.0"),
        ((1, *(0,) * 19), "0.1", "0.0"),
    ],
)
def test_a_dwell_is_told_as_mean_and_median(days: tuple[int, ...], mean: str, median: str) -> None:
    stayed = (seen(came("已接触", june(1)), came("需求确认", june(1) + timedelta(days=n))) for n in days)

    told = steps(*stayed)[1]

    assert (str(told.dwell_mean), str(told.dwell_median), told.dwell_longest) == (mean, median, max(days))


# --- this week ----------------------------------------------------------------------------------------------------


def test_the_week_begins_on_monday_also_when_that_is_in_the_month_before() -> None:
    monday, sunday = june(29), june(28)

    told = steps(seen(came("潜在客户", sunday), came("已接触", monday)), seen(came("潜在客户", sunday)))

    assert counted(told, "new")[:3] == [0, 1, 0]


def test_a_step_that_was_passed_over_was_come_to_on_the_same_day() -> None:
    told = steps(seen(came("需求确认", june(30))))

    assert counted(told, "new") == [1, 1, 1, *[0] * 6]


def test_a_step_is_come_to_for_the_first_time_once() -> None:
    told = steps(seen(came("谈判中", june(1)), came("已报价", june(29)), came("谈判中", june(30))))

    assert counted(told, "new") == [0] * 9


def test_a_deal_is_paid_on_the_day_of_its_latest_receipt() -> None:
    early = seen(*contracted(june(1)), paid(june(9), "100000"), paid(june(26), "13000", "SK-2026-0002"))
    late = seen(*contracted(june(1)), paid(june(29), "13000"), paid(june(9), "100000", "SK-2026-0002"))

    assert steps(early)[PAID].new == 0
    assert steps(late)[PAID].new == 1


def test_a_deal_paid_before_it_was_accepted_came_past_acceptance_on_that_day() -> None:
    paid_first = (*contracted(june(1)), paid(june(30), "113000"))

    before, after = steps(seen(*paid_first)), steps(seen(*paid_first, *accepted(JULY_1)))

    assert (before[7].entered, before[7].count, before[7].new, before[PAID].new) == (1, 0, 1, 1)
    assert (after[7].entered, after[7].new, after[PAID].count) == (1, 1, 1)


def test_money_that_came_before_the_contract_was_registered_dates_every_step_up_to_the_last() -> None:
    told = steps(seen(*contracted(june(29)), paid(june(26), "113000", registered=june(29))))

    assert counted(told, "new") == [0] * 9


def test_a_receipt_of_a_later_day_is_not_of_this_week() -> None:
    told = steps(seen(*contracted(june(1)), paid(date(2026, 7, 2), "113000", registered=JULY_1)))

    assert (told[PAID].count, told[PAID].new) == (1, 0)


def test_a_deal_that_came_to_no_main_stage_is_new_when_it_was_opened() -> None:
    assert steps(seen(opened=june(30)))[0].new == 1
    assert steps(seen(opened=june(26)))[0].new == 0
    assert steps(seen(left("暂缓跟进", june(30)), opened=june(26)))[0].new == 0


@pytest.mark.parametrize("stage", ["已丢单", "已流失"])
def test_a_deal_is_lost_from_the_step_before_it_stood_aside(stage: str) -> None:
    paused = seen(came("已报价", june(1)), left("暂缓跟进", june(9)), left(stage, june(30)))

    assert counted(steps(paused), "lost") == [0, 0, 0, 1, *[0] * 5]


def test_a_deal_lost_last_week_or_won_back_is_not_lost_this_week() -> None:
    last_week = seen(came("已报价", june(1)), left("已丢单", june(28)))
    won_back = seen(came("已报价", june(1)), left("已丢单", june(29)), came("已报价", june(30)))

    assert counted(steps(last_week, won_back), "lost") == [0] * 9


def test_a_deal_lost_twice_in_a_week_is_lost_once() -> None:
    twice = seen(came("已接触", june(1)), left("已丢单", june(29)), came("需求确认", june(30)), left("已丢单", JULY_1))

    assert counted(steps(twice), "lost") == [0, 0, 1, *[0] * 6]


def test_a_deal_lost_before_it_came_anywhere_was_a_lead() -> None:
    assert counted(steps(seen(left("已丢单", june(30)))), "lost")[:2] == [1, 0]


# --- overstayed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "step", "stage"), [(5, 1, "已接触"), (10, 2, "需求确认"), (8, 5, "合同审批中")])
def test_a_deal_overstays_when_more_working_days_have_gone_by_than_its_step_allows(
    limit: int, step: int, stage: str
) -> None:
    for back in range(40):  # across weekends and the rest days of 2026-06-19
        since = JULY_1 - timedelta(days=back)

        told = steps(seen(came(stage, since)))[step]

        assert told.overstayed == (working_days_between(since, JULY_1, RULEBOOK.calendar) > limit)


def test_a_step_without_a_limit_is_never_overstayed() -> None:
    years_ago = date(2020, 1, 1)

    told = steps(seen(came("已签约", years_ago)), seen(came("已验收", years_ago)))

    assert counted(told, "overstayed") == [0] * 9


def test_the_same_stage_again_does_not_start_the_stay_anew() -> None:
    again = seen(came("已接触", june(1)), came("已接触", june(30)))
    reopened = seen(came("已接触", june(1)), left("暂缓跟进", june(2)), came("已接触", june(30)))

    assert steps(again)[1].overstayed == 1
    assert steps(reopened)[1].overstayed == 0


def test_a_deal_on_hold_overstays_nowhere() -> None:
    assert counted(steps(seen(came("已接触", june(1)), left("暂缓跟进", june(2)))), "overstayed") == [0] * 9


def test_a_paid_deal_stays_at_the_last_step_since_its_latest_receipt() -> None:
    rulebook = with_policy(stage_limit_workdays=(0,) * 8 + (3,))
    late = seen(*contracted(june(1)), paid(june(25), "113000"), rulebook=rulebook)
    new = seen(*contracted(june(1)), paid(june(26), "113000"), rulebook=rulebook)

    assert steps(late, new, rulebook=rulebook)[PAID].overstayed == 1


# --- by owner, industry, source -----------------------------------------------------------------------------------


def test_the_funnel_of_an_owner_adds_up_its_deals() -> None:
    hers: Sequence[tuple[Step, ...]] = (
        contracted(june(1)),
        (came("已报价", june(1)), *quoted(june(1), gross=50_000)),
        (came("需求确认", june(1)), budgeted(june(1), 1_000, 1_000)),
        (came("已报价", june(1)), left("已丢单", june(2))),
        (came("合同审批中", june(1)),),
        (came("已接触", june(1)), left("暂缓跟进", june(2))),
    )

    (split,) = tallied(*(seen(*one) for one in hers)).by_owner()

    assert (split.name, split.entered, split.running, split.lost) == ("王芳", 6, 3, 1)
    assert (split.amount, split.weighted) == (Decimal(51_000), 50_000 * Decimal("0.40") + 1_000 * Decimal("0.25"))
    assert (split.signed, split.signed_amount, split.conversion) == (1, GROSS, Decimal("0.1667"))


def test_a_signed_deal_that_was_lost_since_still_counts_as_signed() -> None:
    (split,) = tallied(seen(*contracted(june(1)), left("已流失", june(9)))).by_owner()

    assert (split.signed, split.signed_amount, split.lost, split.running) == (1, GROSS, 1, 0)


def test_every_step_of_a_part_is_weighted_to_the_fen() -> None:
    rulebook = with_policy(win_rates=(Decimal("0.15"),) * 9)
    halves = (
        seen(came(stage, june(1)), budgeted(june(1), 100, 101), rulebook=rulebook) for stage in ("已接触", "需求确认")
    )

    (split,) = tallied(*halves, rulebook=rulebook).by_owner()

    assert split.weighted == 2 * Decimal("15.08")  # 100.50 × 15 % = 15.075 each


def test_parts_are_in_order_of_what_they_signed_then_of_their_names() -> None:
    told = tallied(
        seen(came("已接触", june(1)), owner="李"),
        seen(came("已接触", june(1)), owner="丁"),
        seen(*contracted(june(1), gross=5_000), owner="甲"),
        seen(*contracted(june(1)), owner="乙"),
    ).by_owner()

    assert [split.name for split in told] == ["乙", "甲", "丁", "李"]


def test_industry_and_source_are_what_the_lead_row_says() -> None:
    tally = tallied(seen(came("已接触", june(1))), seen(came("已接触", june(1)), lead={"industry": None}))

    assert [split.name for split in tally.by_industry()] == ["", "制造业"]
    assert [split.name for split in tally.by_source()] == ["", "行业展会"]


def test_deals_of_two_houses_with_one_number_are_two_deals() -> None:
    tally = tallied(*[seen(came("已接触", june(1)), number="SJ-2026-0001") for _ in range(2)])

    assert (tally.steps()[1].count, tally.by_owner()[0].entered) == (2, 2)
