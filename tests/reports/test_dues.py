from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.reports.due_lines import drawn, listed, only
from tests.reports.history import STAFF, Row, Step, deal_on, event, filed, report, status
from toolkit.model.house import Person
from toolkit.reports import dues as lists
from toolkit.reports.dues import responsible
from toolkit.reports.tables import Level

NOT_DELIVERED = ("JD-0818-物流部门", "F13", "G09", "G10", "G11", "YS-2026-0001", "YS-2026-0002")


@pytest.mark.parametrize(
    ("day", "level", "days"),
    [
        (date(2026, 7, 24), Level.YELLOW, 7),
        (date(2026, 7, 28), Level.RED, 3),
        (date(2026, 7, 31), Level.RED, 0),
        (date(2026, 8, 5), Level.RED, -5),
    ],
)
def test_a_sent_quote_is_listed_as_its_last_day_nears(day: date, level: Level, days: int) -> None:
    due = only(lists.QUOTE, day, until=date(2026, 7, 3))

    assert (due.level, due.days, due.due_on) == (level, days, date(2026, 7, 31))
    assert (due.number, due.amount, due.owner) == ("BJ-2026-0001", Decimal("286000.00"), "王芳")
    assert ("过期" in due.matter.zh) == (days < 0)


def test_a_quote_with_time_left_or_a_contract_drafted_is_not_listed() -> None:
    early = listed(lists.QUOTE, date(2026, 7, 23), until=date(2026, 7, 3))
    drafted = listed(lists.QUOTE, date(2026, 7, 30), until=date(2026, 7, 16))

    assert (early, drafted) == ([], [])


def test_a_newer_word_takes_the_place_of_an_old_follow_up() -> None:
    after_needs = listed(lists.CONTACT, date(2026, 7, 1), until=date(2026, 6, 22))
    after_quote = listed(lists.CONTACT, date(2026, 7, 2), until=date(2026, 7, 1))

    assert [due.due_on for due in after_needs] == [date(2026, 6, 30)]
    assert after_quote == []


def test_a_keen_customer_without_a_next_talk_is_red() -> None:
    silent = filed("F04", "XQ-2026-0002", {"intent_level": "高意向"})

    due = only(lists.CONTACT, date(2026, 6, 24), (date(2026, 6, 24), silent))

    assert (due.level, due.due_on, due.days) == (Level.RED, None, None)


def test_a_conditional_consent_stands_in_the_approvals_and_nowhere_else() -> None:
    july14, opinion = date(2026, 7, 14), {"node": "销售负责人", "opinion": "有条件同意"}
    consent = (july14, filed("F08", "SP-2026-0001", {}, steps=(opinion,)))
    condition = (july14, event("held", form="F08", number="SP-2026-0001", codes=("F08-13",)))
    closed = (july14, filed("F08", "SP-2026-0001", {}, steps=({**opinion, "condition_closed": "已补充附件"},)))

    due = only(lists.APPROVAL, date(2026, 7, 15), consent, condition)

    assert (due.level, "有条件同意未关闭" in due.matter.zh) == (Level.YELLOW, True)
    assert not listed(lists.BLOCKED, date(2026, 7, 15), consent, condition)
    assert only(lists.APPROVAL, date(2026, 7, 15), closed).level == Level.BLUE


def test_a_dated_deputy_acts_for_one_who_is_away() -> None:
    in_july, in_august = date(2026, 7, 31), date(2026, 8, 1)

    asked = [responsible("法务", STAFF, day) for day in (in_july, in_august)]

    assert asked == ["周律", "孙律"]
    assert responsible("总经理", STAFF, in_july) == "总经理"
    assert responsible("财务", {"赵敏": Person(name="赵敏", department="财务", role="会计、财务")}, in_july) == "赵敏"


def test_an_order_not_released_is_red_after_a_working_day() -> None:
    kept_back = ("F10", "G06", "已下达", "F11")
    created = deal_on(date(2026, 7, 21), leave_out=kept_back)
    created = created.after(date(2026, 7, 21), status("G05", "DD-2026-0001", "已创建"))

    levels = [
        [due.level for due in drawn(created, day) if due.kind == lists.RELEASE]
        for day in (date(2026, 7, 21), date(2026, 7, 22))
    ]

    assert levels == [[Level.BLUE], [Level.RED]]


def test_each_department_that_has_not_answered_its_notice_is_named() -> None:
    silent = ("JD-0727-物流部门", "JD-0727-客服部门")

    found = listed(lists.RELEASE, date(2026, 7, 27), leave_out=silent)

    assert sorted(due.owner for due in found) == ["吴倩", "物流部门"]
    assert {due.level for due in found} == {Level.RED}
    assert not listed(lists.RELEASE, date(2026, 7, 27))


def test_the_prepayment_is_listed_a_week_ahead_and_red_once_past() -> None:
    signed = date(2026, 7, 21)

    ahead = only(lists.PREPAYMENT, signed)
    past = only(lists.PREPAYMENT, date(2026, 7, 28))

    assert (ahead.level, ahead.days, ahead.due_on) == (Level.BLUE, 6, date(2026, 7, 27))
    assert (past.level, past.days, past.amount) == (Level.RED, -1, Decimal("135850.00"))


@pytest.mark.parametrize(
    ("day", "level"),
    [
        (date(2026, 8, 31), Level.BLUE),
        (date(2026, 9, 7), Level.BLUE),
        (date(2026, 9, 8), Level.YELLOW),
        (date(2026, 10, 7), Level.YELLOW),
        (date(2026, 10, 8), Level.RED),
    ],
)
def test_the_balance_falls_due_after_acceptance(day: date, level: Level) -> None:
    due = only(lists.RECEIVABLE, day)

    assert (due.level, due.due_on, due.amount) == (level, date(2026, 9, 7), Decimal("135850.00"))


def receipt(day: date, number: str, instalment: int, amount: str) -> Step:
    return day, filed("F17", number, {"instalment_no": instalment, "amount": Decimal(amount)})


def test_a_payment_that_came_is_not_listed_and_one_in_part_by_what_is_missing() -> None:
    july27, day = date(2026, 7, 27), date(2026, 7, 28)
    whole, part = receipt(july27, "SK-2026-0001", 1, "135850"), receipt(july27, "SK-2026-0001", 1, "100000")

    due = only(lists.PREPAYMENT, day, part)

    assert not listed(lists.PREPAYMENT, day, whole)
    assert (due.level, due.amount) == (Level.RED, Decimal("35850.00"))
    assert (
        due.matter.zh
        == "第1期 预付款 50%,应收 135,850.00 元,已收 100,000.00 元;账龄 1-30 天,违约金 17.93 元;收齐前不得开工"
    )


def test_the_balance_stays_listed_when_only_the_prepayment_came() -> None:
    prepaid = receipt(date(2026, 7, 27), "SK-2026-0001", 1, "135850")

    due = only(lists.RECEIVABLE, date(2026, 9, 7), prepaid)

    assert due.amount == Decimal("135850.00")
    assert due.matter.zh == "第2期 验收款 50%,收款未登记"


def test_a_long_delay_says_its_age_its_fee_and_the_rule_for_small_enterprises() -> None:
    sixty, more = only(lists.RECEIVABLE, date(2026, 11, 6)), only(lists.RECEIVABLE, date(2026, 11, 7))

    assert sixty.matter.zh.endswith(";账龄 31-60 天,违约金 4,075.50 元")
    assert (
        ";账龄 61-90 天,违约金 4,143.43 元;严重逾期(超过 60 天);可依《保障中小企业款项支付条例》催收" in more.matter.zh
    )
    assert (sixty.level, more.level) == (Level.RED, Level.RED)


def test_no_payment_is_listed_before_its_trigger_or_long_before_its_day() -> None:
    days = (date(2026, 7, 20), date(2026, 8, 23), date(2026, 8, 30))

    found = [listed(lists.RECEIVABLE, day) for day in days]

    assert found == [[], [], []]


@pytest.mark.parametrize(
    ("day", "without", "level", "due_on"),
    [
        (date(2026, 7, 27), ("JZ-2026-0001",), Level.YELLOW, date(2026, 7, 28)),
        (date(2026, 7, 28), ("JZ-2026-0001",), Level.RED, date(2026, 7, 28)),
        (date(2026, 8, 2), ("JZ-2026-0001",), Level.RED, date(2026, 7, 28)),
        (date(2026, 8, 12), ("JZ-2026-0002", "JZ-2026-0003"), Level.RED, date(2026, 8, 4)),
    ],
)
def test_a_missing_letter_is_listed_from_the_eve_of_its_day(
    day: date, without: tuple[str, ...], level: Level, due_on: date
) -> None:
    due = only(lists.LETTER, day, leave_out=without)

    assert (due.level, due.due_on) == (level, due_on)


def test_no_letter_is_missing_while_they_are_written_or_once_delivered() -> None:
    days = [date(2026, 7, 26), date(2026, 7, 28), date(2026, 8, 5), date(2026, 8, 18), date(2026, 9, 30)]

    assert not any(listed(lists.LETTER, day) for day in days)
    assert not listed(lists.LETTER, date(2026, 8, 5), leave_out=("JZ-2026-0001",))


def test_a_delivery_expected_late_is_red_and_a_slow_one_near_its_day_yellow() -> None:
    slip = report(date(2026, 8, 11), "物流部门", "发货", "0.85", date(2026, 8, 22))

    late = only(lists.DELIVERY, date(2026, 8, 12), slip)
    slow = only(lists.DELIVERY, date(2026, 8, 16))
    past = only(lists.DELIVERY, date(2026, 8, 20), leave_out=NOT_DELIVERED)

    assert (late.level, late.due_on, "晚 3 天" in late.matter.zh) == (Level.RED, date(2026, 8, 19), True)
    assert (slow.level, slow.days) == (Level.YELLOW, 3)
    assert (past.level, past.days) == (Level.RED, -1)
    assert not listed(lists.DELIVERY, date(2026, 8, 15))
    assert not listed(lists.DELIVERY, date(2026, 8, 18))


def test_a_delivery_expected_on_the_contracts_very_day_is_in_time() -> None:
    just = report(date(2026, 8, 11), "物流部门", "发货", "0.85", date(2026, 8, 19))

    assert not listed(lists.DELIVERY, date(2026, 8, 12), just)


@pytest.mark.parametrize(
    ("day", "level"),
    [
        (date(2026, 8, 19), Level.BLUE),
        (date(2026, 8, 27), Level.BLUE),
        (date(2026, 8, 28), Level.YELLOW),
        (date(2026, 9, 3), Level.YELLOW),
        (date(2026, 9, 4), Level.BLUE),
    ],
)
def test_a_delivery_waits_for_its_acceptance(day: date, level: Level) -> None:
    due = only(lists.ACCEPTANCE, day, leave_out=("F13", "G10", "已验收"))

    assert (due.level, due.due_on, due.number) == (level, date(2026, 8, 27), "YS-2026-0001")
    assert ("视为验收待确认" in due.matter.zh) == (day == date(2026, 9, 4))


def test_each_thing_to_rectify_is_listed_for_its_department() -> None:
    in_time, overdue = date(2026, 8, 23), date(2026, 8, 24)

    before = only(lists.ACCEPTANCE, in_time)
    after = only(lists.ACCEPTANCE, overdue, leave_out=("YS-2026-0002", "已验收"))

    assert (before.level, before.days, before.owner) == (Level.BLUE, 0, "生产部门")
    assert (after.level, after.days, after.number) == (Level.RED, -1, "ZG-2026-0001")
    assert not listed(lists.ACCEPTANCE, overdue)


def test_what_passed_its_inspection_is_rectified() -> None:
    day = date(2026, 8, 21)
    mended: Row = {"content": "铭牌", "dept": "生产部门", "due": date(2026, 8, 22), "recheck": "合格"}
    open_still: Row = {"content": "节拍", "dept": "生产部门", "due": date(2026, 8, 22), "recheck": "不合格"}
    again = filed("F13", "YS-2026-0009", {"conclusion": "需整改"}, rectify=(mended, open_still))

    due = only(lists.ACCEPTANCE, day, (day, again))

    assert due.matter.zh == "整改:节拍"


@pytest.mark.parametrize(
    ("day", "level"),
    [
        (date(2026, 8, 21), Level.BLUE),
        (date(2026, 8, 23), Level.BLUE),
        (date(2026, 8, 24), Level.YELLOW),
        (date(2026, 8, 25), Level.YELLOW),
        (date(2026, 8, 26), Level.RED),
    ],
)
def test_the_visit_is_due_in_its_window(day: date, level: Level) -> None:
    due = only(lists.VISIT, day)

    assert (due.level, due.due_on, due.owner) == (level, date(2026, 8, 25), "吴倩")


def test_no_visit_is_due_before_its_window_or_once_made() -> None:
    visited = (date(2026, 8, 22), filed("F15", "HF-2026-0001", {"visit_date": date(2026, 8, 22)}))

    assert not listed(lists.VISIT, date(2026, 8, 20))
    assert not listed(lists.VISIT, date(2026, 8, 23), visited)


def test_a_held_form_says_which_and_why() -> None:
    held = (date(2026, 7, 1), event("held", form="F05", number="CB-2026-0001", codes=("R-20", "R-21")))

    due = only(lists.BLOCKED, date(2026, 7, 2), held)

    assert due.number == "CB-2026-0001"
    assert due.matter.zh == "《成本核算表》CB-2026-0001 已收,自 2026-07-01 起下一步等待(R-20、R-21)"
    released = (date(2026, 7, 2), event("released", form="F05", number="CB-2026-0001"))
    assert not listed(lists.BLOCKED, date(2026, 7, 2), held, released)
