from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.reports.due_lines import drawn, listed, only
from tests.reports.history import (
    MINUTES,
    NAME,
    PLAN,
    STAFF,
    Row,
    Step,
    archived,
    deal_on,
    event,
    filed,
)
from toolkit.model.house import Person
from toolkit.reports.dues import APPROVAL, BLOCKED, ISSUE, SIGNING, responsible
from toolkit.reports.tables import Level

JULY10, JULY21 = date(2026, 7, 10), date(2026, 7, 21)


def minutes(*issues: Row) -> Step:
    return JULY10, filed("F07", "TP-2026-0001", MINUTES, plan=PLAN, issues=issues)


@pytest.mark.parametrize(
    ("day", "days"), [(date(2026, 7, 14), []), (date(2026, 7, 15), []), (date(2026, 7, 16), [(-1, -1)])]
)
def test_an_open_issue_is_listed_for_its_owner_once_its_day_is_past(day: date, days: list[tuple[int, int]]) -> None:
    open_still: Row = {"topic": "付款方式", "result": "待确认", "owner": "李强", "due": date(2026, 7, 15)}
    agreed: Row = {"topic": "交付", "result": "达成一致", "due": date(2026, 7, 11)}

    found = listed(ISSUE, day, minutes(open_still, agreed))

    assert [(due.days, due.workdays) for due in found] == days
    assert all((due.owner, due.number, due.level) == ("李强", "TP-2026-0001", Level.YELLOW) for due in found)


def test_an_issue_that_nobody_owns_is_the_sellers() -> None:
    unowned: Row = {"topic": "价格", "result": "待确认", "due": date(2026, 7, 11)}

    due = only(ISSUE, date(2026, 7, 14), minutes(unowned))

    assert (due.owner, due.customer) == ("王芳", NAME)
    assert due.matter.zh == "议题“价格”仍待确认"


@pytest.mark.parametrize(
    ("owner", "one"),
    [("李强、周律", "李强"), ("李强，周律", "李强"), ("李强/周律", "李强"), ("", "王芳"), ("、", "王芳")],
)
def test_a_line_has_one_owner_however_many_are_written(owner: str, one: str) -> None:
    shared: Row = {"topic": "价格", "result": "待确认", "due": date(2026, 7, 11), "owner": owner}

    assert only(ISSUE, date(2026, 7, 14), minutes(shared)).owner == one


def test_what_nobody_owns_is_the_head_of_sales() -> None:
    unowned = replace(deal_on(date(2026, 6, 16)), owner="")

    owners = [{due.owner for due in drawn(unowned, date(2026, 6, 30), staff=staff)} for staff in (STAFF, {})]

    assert owners == [{"李强"}, {"销售负责人"}]


def test_an_open_issue_is_told_as_a_hold_until_its_day_is_past() -> None:
    held = (JULY10, event("held", form="F07", number="TP-2026-0001", codes=("R-33",)))
    issue: Row = {"topic": "价格", "result": "待确认", "due": date(2026, 7, 13)}

    before, after = (
        [due.kind for due in drawn(deal_on(JULY10, minutes(issue), held), day) if due.kind in (ISSUE, BLOCKED)]
        for day in (date(2026, 7, 13), date(2026, 7, 14))
    )

    assert (before, after) == ([BLOCKED], [ISSUE])


@pytest.mark.parametrize(
    ("day", "level"),
    [
        (date(2026, 7, 16), Level.BLUE),  # two working days
        (date(2026, 7, 17), Level.YELLOW),
        (date(2026, 7, 20), Level.YELLOW),  # four
        (date(2026, 7, 21), Level.RED),
    ],
)
def test_an_approval_is_late_after_two_working_days_and_pressing_after_four(day: date, level: Level) -> None:
    due = only(APPROVAL, day, until=date(2026, 7, 14))

    assert (due.level, due.owner, due.number) == (level, "周律", "SP-2026-0001")
    assert (due.due_on, due.amount) == (date(2026, 7, 16), Decimal("271700.00"))
    assert due.workdays is not None and (due.workdays < 0) == (level > Level.BLUE)


def test_one_person_acts_in_a_role_though_several_hold_it() -> None:
    away = Person(
        name="丁一",
        department="法务部门",
        role="法务",
        deputy="戊二",
        deputy_from=date(2026, 7, 1),
        deputy_until=date(2026, 7, 31),
    )
    staff = {**STAFF, away.name: away}
    july, august = date(2026, 7, 14), date(2026, 8, 14)

    assert responsible("法务", staff, july) == "周律", "丁一 comes first, but is away"
    assert responsible("法务", {away.name: away}, july) == "戊二"
    assert responsible("法务", staff, august) == "丁一"
    assert responsible("法务", {}, july) == "法务"


def test_a_role_finds_its_holder_as_notices_and_approvals_do_however_the_list_writes_it() -> None:
    staff = {"赵敏": Person(name="赵敏", department="财务部", role="财务部")}

    assert responsible("财务", staff, date(2026, 7, 14)) == "赵敏"


@pytest.mark.parametrize(
    ("day", "level"),
    [(date(2026, 7, 24), Level.BLUE), (date(2026, 7, 26), Level.BLUE), (date(2026, 7, 27), Level.YELLOW)],
)
def test_an_approved_contract_is_signed_within_five_working_days(day: date, level: Level) -> None:
    due = only(SIGNING, day, until=date(2026, 7, 17))

    assert (due.level, due.due_on, due.number) == (level, date(2026, 7, 24), "XS-2026-0001")


SIGNED: Row = {"sign_date": date(2026, 7, 20)}
UNSCANNED = (JULY21, filed("F09", "XS-2026-0001", {**SIGNED, "archive_no": "GD-0001"}))
UNARCHIVED = (JULY21, archived("XS-2026-0001", SIGNED))
NEITHER = (JULY21, filed("F09", "XS-2026-0001", SIGNED))


@pytest.mark.parametrize(
    ("register", "level", "matter"),
    [
        (UNSCANNED, Level.RED, "2026-07-20 签署,扫描件缺失"),
        (UNARCHIVED, Level.YELLOW, "2026-07-20 签署,未填归档号"),
        (NEITHER, Level.RED, "2026-07-20 签署,扫描件缺失、未填归档号"),
    ],
)
def test_a_signed_contract_is_archived_within_three_working_days(register: Step, level: Level, matter: str) -> None:
    third, fourth = date(2026, 7, 23), date(2026, 7, 24)

    in_time, late = listed(SIGNING, third, register), only(SIGNING, fourth, register)

    assert in_time == []
    assert (late.level, late.matter.zh, late.days) == (level, matter, -1)


def test_a_contract_with_scan_and_number_is_archived() -> None:
    assert listed(SIGNING, date(2026, 8, 24)) == []
