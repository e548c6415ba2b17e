from __future__ import annotations

from datetime import date

import pytest

from tests.reports.due_lines import DELIVERY, drawn, listed, only
from tests.reports.history import Row, Step, deal_on, filed, issued, report, status
from toolkit.model.submission import Value
from toolkit.reports.dues import DELIVERY as AT_RISK
from toolkit.reports.dues import RELEASE, REPORT, TROUBLE
from toolkit.reports.tables import Level

ETA, AUGUST11 = date(2026, 8, 18), date(2026, 8, 11)
NO_ORDER = ("G05", "F10", "G06", "F11", "G07", "交付中")


@pytest.mark.parametrize(("day", "level"), [(date(2026, 7, 21), Level.BLUE), (date(2026, 7, 22), Level.RED)])
def test_a_signed_contract_without_an_order_is_red_after_a_working_day(day: date, level: Level) -> None:
    due = only(RELEASE, day, leave_out=NO_ORDER, until=date(2026, 7, 21))

    assert (due.level, due.number, due.due_on) == (level, "XS-2026-0001", date(2026, 7, 21))


def test_a_notice_is_answered_within_a_working_day_by_somebody_of_the_department() -> None:
    silent = ("F11", "交付中", "JD-0727-物流部门")
    on_the_day, after = (
        listed(RELEASE, day, leave_out=silent, until=date(2026, 7, 21))
        for day in (date(2026, 7, 22), date(2026, 7, 23))
    )

    assert [due.level for due in on_the_day] == [Level.BLUE] * 3
    assert [due.level for due in after] == [Level.RED] * 3
    assert [due.owner for due in after] == ["生产部门", "物流部门", "吴倩"]


@pytest.mark.parametrize(
    ("day", "days"), [(date(2026, 8, 9), []), (date(2026, 8, 10), []), (date(2026, 8, 11), [(-1, -1)])]
)
def test_a_week_without_any_report_is_asked_about(day: date, days: list[tuple[int, int]]) -> None:
    found = listed(REPORT, day, leave_out=("JD-0810-生产部门", "JZ-2026-0003", *DELIVERY))

    assert [(due.days, due.workdays) for due in found] == days
    assert all((due.level, due.due_on) == (Level.YELLOW, date(2026, 8, 10)) for due in found)


def test_the_next_report_is_asked_of_whoever_reported_for_production_last() -> None:
    signed = report(date(2026, 8, 10), "生产部门", "检验", "0.80", ETA, reporter="郑强")

    named = only(REPORT, date(2026, 8, 20), signed, leave_out=DELIVERY)
    unnamed = only(REPORT, date(2026, 8, 20), leave_out=DELIVERY)

    assert (named.owner, unnamed.owner) == ("郑强", "生产部门")
    assert named.number == "DD-2026-0001"


def test_departments_that_never_reported_are_told_of_by_their_notices_alone() -> None:
    day, silent = date(2026, 8, 5), ("F11", "G07", *DELIVERY)
    unnoticed = (*silent, "G06")

    assert [due.kind for due in drawn(deal_on(day, leave_out=silent), day) if due.kind in (RELEASE, REPORT)] == [
        RELEASE
    ] * 3
    assert [due.owner for due in listed(REPORT, day, leave_out=unnoticed)] == ["生产部门"]


def test_no_report_is_missed_of_an_order_that_is_not_released_or_is_delivered() -> None:
    created = (date(2026, 8, 11), status("G05", "DD-2026-0001", "已创建"))
    day, silent = date(2026, 8, 15), ("JD-0810-生产部门", *DELIVERY)

    assert len(listed(REPORT, day, leave_out=silent)) == 1
    assert listed(REPORT, day, created, leave_out=silent) == []
    assert listed(REPORT, date(2026, 9, 15), leave_out=("F13", "已验收")) == []


@pytest.mark.parametrize(
    ("day", "levels"),
    [
        (date(2026, 8, 15), []),
        (date(2026, 8, 16), [Level.YELLOW]),
        (date(2026, 8, 19), [Level.YELLOW]),
        (date(2026, 8, 20), [Level.RED]),
    ],
)
def test_a_slow_order_is_yellow_three_days_before_its_day_and_red_after_it(day: date, levels: list[Level]) -> None:
    found = listed(AT_RISK, day, leave_out=DELIVERY)

    assert [due.level for due in found] == levels


@pytest.mark.parametrize(("progress", "is_listed"), [("0.89", True), ("0.90", False)])
def test_nine_tenths_done_is_no_risk(progress: str, is_listed: bool) -> None:
    done = report(AUGUST11, "生产部门", "检验", progress, ETA)

    assert bool(listed(AT_RISK, date(2026, 8, 17), done, leave_out=DELIVERY)) == is_listed


def trouble(day: date = AUGUST11, **more: str) -> Step:
    said: dict[str, Value] = {"is_abnormal": True, "abnormal_type": "物流延迟", **more}
    return report(day, "物流部门", "发货", "0.85", ETA, **said)


@pytest.mark.parametrize(("day", "levels"), [(date(2026, 8, 13), []), (date(2026, 8, 14), [Level.RED])])
def test_trouble_without_a_measure_is_red_after_two_days(day: date, levels: list[Level]) -> None:
    found = listed(TROUBLE, day, trouble(owner="何勇"), leave_out=DELIVERY)

    assert [due.level for due in found] == levels
    assert all((due.owner, due.due_on) == ("何勇", date(2026, 8, 13)) for due in found)


def test_trouble_is_settled_by_a_measure_a_better_report_or_the_delivery() -> None:
    day, better = date(2026, 8, 17), report(date(2026, 8, 12), "物流部门", "发货", "0.85", ETA)

    assert listed(TROUBLE, day, trouble(measure="改派车辆"), leave_out=DELIVERY) == []
    assert listed(TROUBLE, day, trouble(), better, leave_out=DELIVERY) == []
    assert listed(TROUBLE, date(2026, 8, 18), trouble()) == []
    assert only(TROUBLE, day, trouble(), leave_out=DELIVERY).owner == "物流部门"


LETTER: Step = (AUGUST11, issued("G08", "JZ-2026-0009", status="待发送"))


def logged(**said: str) -> Step:
    row: Row = {"letter_no": "JZ-2026-0009", "abnormal": True, **said}
    return date(2026, 8, 12), filed("F12", "JZ-2026-0009", row)


@pytest.mark.parametrize(("day", "levels"), [(date(2026, 8, 13), []), (date(2026, 8, 14), [Level.RED])])
def test_a_letter_on_trouble_is_answered_within_two_days(day: date, levels: list[Level]) -> None:
    found = listed(TROUBLE, day, LETTER, logged(), leave_out=DELIVERY)

    assert [due.level for due in found] == levels
    assert all((due.number, due.owner) == ("JZ-2026-0009", "王芳") for due in found)


def test_a_letter_that_the_customer_answered_is_settled() -> None:
    answered = logged(customer_reply="同意顺延2天")

    assert listed(TROUBLE, date(2026, 8, 17), LETTER, answered, leave_out=DELIVERY) == []
