from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.reports.due_lines import drawn, listed, only
from tests.reports.history import COSTS, DEAL, OFFER, RULEBOOK, Row, deal_on, event, filed, issued, moved, status
from toolkit.model.house import Policy
from toolkit.reports.dues import CONTACT, DWELL, QUOTE
from toolkit.reports.tables import Level

JULY1, JULY3 = date(2026, 7, 1), date(2026, 7, 3)


@pytest.mark.parametrize(
    ("day", "levels"),
    [
        (date(2026, 7, 23), []),
        (date(2026, 7, 24), [Level.YELLOW]),
        (date(2026, 7, 27), [Level.YELLOW]),
        (date(2026, 7, 28), [Level.RED]),
        (date(2026, 7, 31), [Level.RED]),
        (date(2026, 8, 1), [Level.RED]),
    ],
)
def test_a_quote_is_yellow_a_week_and_red_three_days_before_its_last(day: date, levels: list[Level]) -> None:
    found = listed(QUOTE, day, until=JULY3)

    assert [due.level for due in found] == levels


def test_a_quote_never_sent_is_listed_only_once_it_has_expired() -> None:
    last, after = date(2026, 7, 31), date(2026, 8, 1)

    found = [listed(QUOTE, day, until=JULY1) for day in (last, after)]

    assert [[due.matter.zh for due in each] for each in found] == [[], ["报价 V1 已过期"]]


def test_a_quote_stays_listed_once_the_ledger_calls_it_expired() -> None:
    expired = deal_on(JULY3).after(date(2026, 8, 1), status("G02", "BJ-2026-0001", "已过期", "V1"))

    (due,) = (due for due in drawn(expired, date(2026, 8, 5)) if due.kind == QUOTE)

    assert (due.level, due.days, due.workdays) == (Level.RED, -5, -3)
    assert due.source == "BJ-2026-0001.docx"
    assert due.file.endswith(f"/G02/{due.source}")


def test_every_option_has_its_line_under_its_own_number() -> None:
    other = (
        (JULY3, filed("F05", "CB-2026-0002", {"tax_basis": "不含税", "option": "B"}, offer=OFFER[:1], costs=COSTS)),
        (JULY3, issued("G02", "BJ-2026-0002", version="V1", variant="B", status="已发送", basis=("CB-2026-0002",))),
    )

    found = listed(QUOTE, date(2026, 7, 30), *other, until=JULY3)

    assert [(due.number, str(due.amount)) for due in found] == [
        ("BJ-2026-0001", "286000.00"),
        ("BJ-2026-0002", "226000.00"),
    ]


@pytest.mark.parametrize(
    ("day", "levels"),
    [
        (date(2026, 6, 16), []),
        (date(2026, 6, 17), [Level.BLUE]),  # 06-19 to 06-21 are no working days
        (date(2026, 6, 21), [Level.BLUE]),
        (date(2026, 6, 22), [Level.YELLOW]),
        (date(2026, 6, 25), [Level.YELLOW]),
        (date(2026, 6, 26), [Level.RED]),
    ],
)
def test_a_talk_agreed_is_blue_two_working_days_before_and_red_after_three_days(day: date, levels: list[Level]) -> None:
    found = listed(CONTACT, day, until=date(2026, 6, 16))

    assert [due.level for due in found] == levels


@pytest.mark.parametrize(("day", "is_listed"), [(date(2026, 7, 7), False), (date(2026, 7, 8), True)])
def test_a_talk_on_a_rest_day_is_two_working_days_away_all_the_same(day: date, is_listed: bool) -> None:
    on_sunday = (JULY3, filed("F06", "BF-2026-0001", {"next_date": date(2026, 7, 12)}))

    assert bool(listed(CONTACT, day, on_sunday, until=JULY3)) == is_listed


def test_a_follow_up_says_when_the_customer_is_spoken_to_next() -> None:
    june18 = date(2026, 6, 18)
    followed = (june18, filed("F03", "GJ-2026-0001", {"contact_date": june18, "next_contact_date": date(2026, 6, 29)}))

    before, after = listed(CONTACT, date(2026, 6, 24), followed), only(CONTACT, date(2026, 6, 29), followed)

    assert before == listed(CONTACT, date(2026, 6, 24))
    assert only(CONTACT, june18).due_on == date(2026, 6, 22)
    assert after.due_on == date(2026, 6, 30), "the needs analysis of 06-22 has the last word"
    assert only(CONTACT, date(2026, 6, 29), followed, leave_out=("F04", "需求确认")).due_on == date(2026, 6, 29)


def test_a_deal_on_hold_is_listed_by_the_day_named_and_by_nothing_else() -> None:
    june24, day = date(2026, 6, 24), date(2026, 7, 10)
    said: Row = {"contact_date": june24, "result": "暂缓", "next_contact_date": date(2026, 7, 9)}
    paused = (june24, filed("F03", "GJ-2026-0001", said)), (june24, moved("暂缓跟进"))
    silent = (june24, filed("F04", "XQ-2026-0002", {"intent_level": "高意向"})), (june24, moved("暂缓跟进"))

    named = only(CONTACT, day, *paused, until=june24)
    unnamed = drawn(deal_on(june24, *silent), day)

    assert (named.level, named.days, named.number) == (Level.YELLOW, -1, DEAL)
    assert unnamed == ()


def test_a_keen_customer_is_not_asked_after_while_a_form_is_held_or_a_price_is_new() -> None:
    june24 = date(2026, 6, 24)
    silent = (june24, filed("F04", "XQ-2026-0002", {"intent_level": "高意向"}))
    held = (june24, event("held", form="F04", number="XQ-2026-0002", codes=("R-12",)))

    assert only(CONTACT, june24, silent).level == Level.RED
    assert listed(CONTACT, june24, silent, held) == []
    assert listed(CONTACT, JULY1) == []


@pytest.mark.parametrize(
    ("until", "day", "days"),
    [
        (date(2026, 6, 16), date(2026, 6, 24), []),  # the fifth working day
        (date(2026, 6, 16), date(2026, 6, 25), [(-1, -1)]),
        (date(2026, 6, 16), date(2026, 6, 28), [(-4, -2)]),
        (date(2026, 6, 22), date(2026, 7, 6), []),  # the tenth
        (date(2026, 6, 22), date(2026, 7, 7), [(-1, -1)]),
    ],
)
def test_a_deal_waits_for_analysis_five_and_for_an_offer_ten_working_days(
    until: date, day: date, days: list[tuple[int, int]]
) -> None:
    found = listed(DWELL, day, until=until)

    assert [(due.days, due.workdays) for due in found] == days
    assert all(due.level == Level.YELLOW for due in found)


def test_what_is_awaited_is_said_by_the_stage() -> None:
    analysis, offer = (
        only(DWELL, day, until=until)
        for until, day in ((date(2026, 6, 16), date(2026, 6, 30)), (date(2026, 6, 22), date(2026, 7, 10)))
    )

    assert analysis.matter.zh == "需求待分析,自 2026-06-16 起已 9 个工作日"
    assert offer.matter.zh == "方案待提交,自 2026-06-22 起已 14 个工作日"


def test_coming_to_a_stage_again_is_no_new_stay() -> None:
    again = (date(2026, 6, 30), moved("需求确认"))
    paused_between = (date(2026, 6, 24), moved("暂缓跟进"))

    through = listed(DWELL, date(2026, 7, 7), again, leave_out=("F05", "G02", "已报价", "F06"), until=date(2026, 7, 3))
    anew = listed(DWELL, date(2026, 7, 7), paused_between, again, leave_out=("F05", "G02", "已报价"), until=JULY1)

    assert [due.due_on for due in through] == [date(2026, 7, 6)]
    assert anew == []


def test_no_one_waits_for_an_offer_that_is_held_or_without_a_limit() -> None:
    june22, day = date(2026, 6, 22), date(2026, 7, 10)
    held = (june22, event("held", form="F05", number="CB-2026-0001", codes=("R-20",)))
    unlimited = replace(RULEBOOK, policy=Policy(stage_limit_workdays=(5, 5, 0, 20, 20, 8, 0, 0, 0)))

    assert listed(DWELL, day, held, until=june22) == []
    assert listed(DWELL, day, until=june22, rulebook=unlimited) == []
