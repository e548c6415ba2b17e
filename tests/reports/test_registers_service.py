from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from tests.reports.history import DEAL, Row, Step, deal_on, filed, issued, status
from tests.reports.registered import group_of, listed_on
from toolkit.reports.dues import COMPLAINT, VISIT
from toolkit.reports.registers import service
from toolkit.reports.registers.service import ServiceRow
from toolkit.reports.tables import Level

AUGUST19, AUGUST24, SEPTEMBER1 = date(2026, 8, 19), date(2026, 8, 24), date(2026, 9, 1)


def visited(number: str, on: date, score: int, again: date | None = None) -> Step:
    return on, filed("F15", number, {"visit_date": on, "score_overall": score, "next_visit_date": again})


def complained(number: str, on: date, word: str, **more: object) -> Step:
    said: Row = {
        "order_no": "DD-2026-0001",
        "received_at": datetime(2026, 8, 21, 9, 30),
        "severity": "严重",
        "resp_dept": "生产部门",
        "due_date": date(2026, 8, 28),
        "close_status": word,
        **more,  # type: ignore[dict-item]
    }
    return on, filed("F16", number, said)


def of_kind(rows: list[ServiceRow], word: str) -> list[ServiceRow]:
    return [row for row in rows if row.kind.zh == word]


def test_before_the_order_there_is_no_service() -> None:
    early = complained("TS-2026-0001", date(2026, 7, 1), "处理中")

    assert listed_on(service.rows, date(2026, 7, 20), early) == []


def test_a_visit_to_come_is_due_by_the_end_of_its_window() -> None:
    (row,) = listed_on(service.rows, AUGUST19)

    assert (row.number, row.kind.zh, row.order, row.status) == ("HF-2026-0001", "回访", "DD-2026-0001", "待回访")
    assert (row.on, row.due, row.grade.zh, row.department) == (None, date(2026, 8, 25), "", "客服部门")


def test_a_missed_visit_is_coloured_until_it_took_place() -> None:
    came = visited("HF-2026-0001", date(2026, 8, 31), 4)

    (missed,) = of_kind(listed_on(service.rows, SEPTEMBER1), "回访")
    (late,) = of_kind(listed_on(service.rows, SEPTEMBER1, came), "回访")

    assert missed.levels == {"due": Level.RED}
    assert late.levels == {}


def test_only_what_is_still_open_is_coloured() -> None:
    told, planned = visited("HF-2026-0001", AUGUST24, 5), (AUGUST24, issued("G11", "HF-2026-0002", status="待回访"))
    closed = complained("TS-2026-0001", AUGUST24, "已关闭")
    opened = complained("TS-2026-0002", AUGUST24, "处理中")
    group = group_of(deal_on(SEPTEMBER1, told, planned, closed, opened), day=SEPTEMBER1)
    pressing = replace(group, worst={(DEAL, VISIT): Level.RED, (DEAL, COMPLAINT): Level.YELLOW})

    coloured = {row.number: dict(row.levels) for row in service.rows(pressing) if row.levels}

    assert coloured == {"HF-2026-0002": {"due": Level.RED}, "TS-2026-0002": {"due": Level.YELLOW}}


def test_a_visit_tells_its_score_and_when_the_next_is_due() -> None:
    first = visited("HF-2026-0001", AUGUST24, 5, again=date(2026, 11, 24))
    second = (AUGUST24, issued("G11", "HF-2026-0002", status="待回访"))

    told, planned = of_kind(listed_on(service.rows, SEPTEMBER1, first, second), "回访")

    assert (told.on, told.grade.zh, told.status, told.due) == (AUGUST24, "5分", "已回访", date(2026, 8, 25))
    assert (planned.number, planned.status, planned.due) == ("HF-2026-0002", "待回访", date(2026, 11, 24))


def test_a_visit_told_without_a_record_of_ours_shows() -> None:
    told = visited("HF-2026-0007", AUGUST24, 3)

    rows = of_kind(listed_on(service.rows, SEPTEMBER1, told, leave_out=("G11",)), "回访")

    assert [(row.number, row.grade.zh) for row in rows] == [("HF-2026-0007", "3分")]


def test_a_complaint_stands_as_it_was_told_last() -> None:
    opened = complained("TS-2026-0001", date(2026, 8, 21), "处理中")
    closed = complained("TS-2026-0001", AUGUST24, "已关闭", customer_confirm="满意")

    (then,) = of_kind(listed_on(service.rows, date(2026, 8, 22), opened, closed), "投诉")
    (now,) = of_kind(listed_on(service.rows, AUGUST24, opened, closed), "投诉")

    assert (then.number, then.on, then.grade.zh) == ("TS-2026-0001", date(2026, 8, 21), "严重")
    assert (then.department, then.due, then.status) == ("生产部门", date(2026, 8, 28), "处理中")
    assert (now.status, now.confirmed, now.levels) == ("已关闭", "满意", {})


def test_a_rectification_says_what_was_left_open_and_what_came_of_it() -> None:
    (open_one,) = of_kind(listed_on(service.rows, date(2026, 8, 21)), "整改")
    (done,) = of_kind(listed_on(service.rows, AUGUST24), "整改")

    assert (open_one.number, open_one.on, open_one.due) == ("ZG-2026-0001", date(2026, 8, 20), date(2026, 8, 23))
    assert (open_one.department, open_one.status, open_one.confirmed) == ("生产部门", "整改中", "")
    assert done.confirmed == "验收合格"


def test_each_notice_answers_to_its_own_acceptance() -> None:
    august22 = date(2026, 8, 22)
    passed: Row = {"content": "上料传感器误报", "dept": "生产部门", "due": date(2026, 8, 23), "recheck": "合格"}
    left: Row = {"content": "资料不全", "dept": "客服部门", "due": date(2026, 8, 26)}
    again = (
        (august22, status("G10", "ZG-2026-0001", "已整改")),
        (august22, filed("F13", "YS-2026-0001", {"conclusion": "需整改"}, rectify=(passed, left))),
        (august22, issued("G10", "ZG-2026-0002", status="整改中")),
    )

    first, second = of_kind(listed_on(service.rows, august22, *again), "整改")

    assert (first.status, first.confirmed, first.department) == ("已整改", "需整改", "生产部门")
    assert (second.department, second.due, second.confirmed) == ("客服部门", date(2026, 8, 26), "")


def test_an_overdue_rectification_is_coloured() -> None:
    (row,) = of_kind(listed_on(service.rows, AUGUST24, leave_out=("YS-2026-0002", "已验收")), "整改")

    assert row.levels == {"due": Level.RED}


def test_ten_thousand_notices_keep_the_order_of_their_numbers() -> None:
    numbers = ("HF-2026-10000", "HF-2027-0001", "HF-2026-9999")
    told = tuple(visited(number, AUGUST24, 5) for number in numbers)

    rows = of_kind(listed_on(service.rows, SEPTEMBER1, *told, leave_out=("G11",)), "回访")

    assert [row.number for row in rows] == ["HF-2026-9999", "HF-2026-10000", "HF-2027-0001"]


def test_a_score_that_is_not_told_stays_blank() -> None:
    silent = (AUGUST24, filed("F15", "HF-2026-0001", {"visit_date": AUGUST24}))

    (row,) = of_kind(listed_on(service.rows, SEPTEMBER1, silent), "回访")

    assert (row.grade.zh, row.status) == ("", "已回访")
