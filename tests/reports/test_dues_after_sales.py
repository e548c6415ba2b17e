from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.reports.due_lines import ROUND, drawn, listed, only
from tests.reports.history import DEAL, RULEBOOK, STAFF, Row, Step, deal_on, filed, moved
from toolkit.model.kinds.reading import Term
from toolkit.model.submission import Value
from toolkit.reports.dues import ACCEPTANCE, COMPLAINT, PREPAYMENT, RECEIVABLE, REPEAT, VISIT, WARRANTY
from toolkit.reports.tables import Level

AUGUST20, AUGUST22, AUGUST24, AUGUST25 = (date(2026, 8, day) for day in (20, 22, 24, 25))


def rectified(*items: Row, day: date = AUGUST22, notice: str = "ZG-2026-0001") -> Step:
    return day, filed("F14", notice, {"ready_for_reaccept": True}, items=items)


DONE: Row = {"item_ref": "上料传感器误报", "done_date": AUGUST22, "self_check": "合格"}


@pytest.mark.parametrize(
    ("day", "level"),
    [(AUGUST22, Level.BLUE), (date(2026, 9, 1), Level.BLUE), (date(2026, 9, 2), Level.YELLOW)],
)
def test_what_was_rectified_waits_for_the_next_acceptance(day: date, level: Level) -> None:
    due = only(ACCEPTANCE, day, rectified(DONE), leave_out=ROUND)

    assert (due.level, due.matter.zh, due.due_on) == (level, "2026-08-22 整改完成,待复验", date(2026, 9, 1))
    assert due.number == "YS-2026-0001"


@pytest.mark.parametrize(
    "record",
    [
        rectified({**DONE, "self_check": "不合格"}),
        rectified({**DONE, "done_date": None}),
        rectified({**DONE, "item_ref": "铭牌"}),
        rectified(DONE, notice="ZG-2026-0009"),
    ],
)
def test_what_is_not_done_or_of_another_notice_is_still_to_be_rectified(record: Step) -> None:
    due = only(ACCEPTANCE, AUGUST24, record, leave_out=ROUND)

    assert (due.level, due.matter.zh) == (Level.RED, "整改:上料传感器误报")


def test_a_visit_is_asked_of_the_first_of_the_service_department_or_of_the_department() -> None:
    delivered = deal_on(date(2026, 8, 23))

    owners = [
        [due.owner for due in drawn(delivered, date(2026, 8, 23), staff=staff) if due.kind == VISIT]
        for staff in (STAFF, {})
    ]

    assert owners == [["吴倩"], ["客服部门"]]


def complaint(day: date = AUGUST25, **said: Value) -> Step:
    row: Row = {
        "received_at": datetime(day.year, day.month, day.day, 16, 30),
        "first_response_at": datetime(day.year, day.month, day.day, 17, 30),
        "severity": "严重",
        "type": "产品质量",
        "resp_dept": "客服部门",
        "due_date": date(2026, 8, 28),
        "close_status": "处理中",
        **said,
    }
    return day, filed("F16", "TS-2026-0001", row)


@pytest.mark.parametrize(("day", "days"), [(AUGUST25, []), (date(2026, 8, 26), [0]), (date(2026, 8, 27), [-1])])
def test_a_complaint_is_answered_within_a_day(day: date, days: list[int]) -> None:
    found = listed(COMPLAINT, day, complaint(first_response_at=None))

    assert [due.days for due in found] == days
    assert all((due.level, due.matter.zh) == (Level.RED, "严重投诉(产品质量):24小时内未响应") for due in found)


@pytest.mark.parametrize(("day", "days"), [(date(2026, 8, 28), []), (date(2026, 8, 29), [-1])])
def test_a_complaint_is_settled_by_its_day(day: date, days: list[int]) -> None:
    found = listed(COMPLAINT, day, complaint())

    assert [due.days for due in found] == days
    assert all(due.owner == "吴倩" for due in found)


def test_a_complaint_that_the_customer_does_not_let_go_is_red_at_once() -> None:
    reopened, unhappy = complaint(close_status="重新打开"), complaint(customer_confirm="不满意", accepted_by="郑强")

    assert only(COMPLAINT, AUGUST25, reopened).matter.zh.endswith("客户不满意,重新打开")
    assert only(COMPLAINT, AUGUST25, unhappy).owner == "郑强"


def test_only_the_last_word_of_a_complaint_counts() -> None:
    closed = complaint(date(2026, 8, 27), close_status="已关闭", customer_confirm="满意")

    assert listed(COMPLAINT, date(2026, 9, 10), complaint(), closed) == []


@pytest.mark.parametrize(
    ("day", "days"),
    [
        (date(2027, 7, 24), []),
        (date(2027, 7, 25), [30]),
        (date(2027, 8, 24), [0]),
        (date(2027, 8, 25), []),
    ],
)
def test_the_end_of_a_warranty_is_told_a_month_ahead(day: date, days: list[int]) -> None:
    found = listed(WARRANTY, day)

    assert [due.days for due in found] == days
    assert all((due.level, due.number) == (Level.BLUE, "XS-2026-0001") for due in found)


def visited(**said: Value) -> Step:
    row: Row = {"visit_date": AUGUST24, **said}
    return AUGUST24, filed("F15", "HF-2026-0001", row)


WANTS_MORE: dict[str, Value] = {
    "repurchase_intent": "有",
    "expected_time": Term(3, "个月"),
    "repurchase_desc": "第二条产线",
}


@pytest.mark.parametrize(("day", "days"), [(date(2026, 10, 24), []), (date(2026, 10, 25), [30])])
def test_a_customer_who_means_to_buy_is_told_a_month_ahead(day: date, days: list[int]) -> None:
    found = listed(REPEAT, day, visited(**WANTS_MORE))

    assert [due.days for due in found] == days
    assert all((due.level, due.matter.zh) == (Level.BLUE, "客户有复购意向:第二条产线") for due in found)


@pytest.mark.parametrize(("day", "days"), [(date(2026, 8, 27), []), (date(2026, 8, 28), [-1])])
def test_a_referral_is_entered_within_three_days(day: date, days: list[int]) -> None:
    found = listed(REPEAT, day, visited(referral=True, referral_info="李明", expected_amount=Decimal(500_000)))

    assert [due.days for due in found] == days
    assert all(due.amount is None for due in found), "the amount is what the customer itself would buy for"


def entered(kind: str, **said: Value) -> Step:
    row: Row = {"type": kind, "demand": "扩建产线", "owner": "李强", **said}
    return AUGUST25, filed("F18", "", row)


def test_what_is_entered_is_told_by_its_own_row_until_it_is_taken_up() -> None:
    day, by = date(2026, 10, 31), date(2026, 11, 30)  # thirty days before
    intends, refers = visited(**WANTS_MORE), visited(referral=True)

    wanted = entered("复购", status="待跟进", expected_date=by, expected_amount=Decimal(300_000))
    followed = only(REPEAT, day, intends, wanted)

    assert (followed.matter.zh, followed.owner, followed.number) == ("复购商机待跟进:扩建产线", "李强", DEAL)
    assert followed.amount == Decimal(300_000)
    assert listed(REPEAT, day, intends, entered("复购", status="已转需求", expected_date=by)) == []
    assert listed(REPEAT, date(2026, 10, 30), intends, entered("增购", expected_date=by)) == []
    assert listed(REPEAT, day, refers, entered("转介绍", expected_date=by)) == []
    assert len(listed(REPEAT, day, refers, entered("复购"))) == 1, "buying again is no referral"


@pytest.mark.parametrize(
    ("day", "level", "is_worst"),
    [
        (date(2026, 9, 7), Level.BLUE, False),
        (date(2026, 9, 8), Level.YELLOW, False),
        (date(2026, 10, 7), Level.YELLOW, False),
        (date(2026, 10, 8), Level.RED, False),
        (date(2026, 11, 6), Level.RED, False),
        (date(2026, 11, 7), Level.RED, True),
    ],
)
def test_a_receivable_is_red_after_thirty_days_and_worst_after_sixty(day: date, level: Level, is_worst: bool) -> None:
    due = only(RECEIVABLE, day)

    assert (due.level, "严重逾期(超过 60 天)" in due.matter.zh) == (level, is_worst)


def test_an_unpaid_prepayment_stops_production_until_delivery_where_the_policy_says_so() -> None:
    day, delivered = date(2026, 7, 28), date(2026, 8, 19)
    anyhow = replace(RULEBOOK, policy=replace(RULEBOOK.policy, prepay_before_production=False))

    assert only(PREPAYMENT, day).matter.zh.endswith(";收齐前不得开工")
    assert "开工" not in only(PREPAYMENT, date(2026, 7, 27)).matter.zh, "not before its day is past"
    assert "开工" not in only(PREPAYMENT, day, rulebook=anyhow).matter.zh
    assert "开工" not in only(PREPAYMENT, delivered).matter.zh


def test_nothing_is_due_of_a_deal_given_up() -> None:
    churned = (AUGUST25, moved("已流失"))

    assert drawn(deal_on(AUGUST25, complaint(), churned), date(2026, 12, 1)) == ()
