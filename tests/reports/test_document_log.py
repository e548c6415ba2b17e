from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.reports.history import issued
from toolkit.model.arrival import Arrival, Outcome
from toolkit.model.deal import Event
from toolkit.model.finding import Severity
from toolkit.model.text import Text
from toolkit.reports.document_log import LOG, LogRow, days_logged, log_of
from toolkit.reports.tables import Level

DAY = date(2026, 8, 24)
VERSIONS = {"F05": "1.0", "F07": "1.2"}
TEMPLATE = "dd6566a2162a02222f8053ad36419aac41e5059ea77592e4a42da8ac5c598545"


def arrival(name: str, outcome: Outcome = "accepted", on: date = DAY, form: str = "F05", **detail: Any) -> Arrival:
    return Arrival(id=name, name=name, digest="", day=on, outcome=outcome, form=form, detail=detail)


def log(*taken: tuple[Arrival, Sequence[Event]], ordered: Sequence[Event] = ()) -> tuple[LogRow, ...]:
    return log_of(taken, ordered, on=DAY, versions=VERSIONS)


def test_a_row_says_what_came_in_what_was_made_and_by_which_rules() -> None:
    quote = issued("G02", "BJ-2026-0001", version="V1", template=TEMPLATE)

    (row,) = log((arrival("成本核算表.xlsx", severities=(), findings=()), (quote,)))

    assert (row.on, row.given, row.made, row.result.zh) == (DAY, "成本核算表.xlsx", "BJ-2026-0001 V1", "已受理")
    assert (row.errors, row.warnings, row.rules) == (0, 0, "F05 1.0;G02 dd6566a2")
    assert row.file == quote.facts["file"]
    assert row.levels == {}


def test_several_documents_of_one_file_stand_in_one_row() -> None:
    notices = [
        issued("G06", "TZ-2026-0001", variant=dept, template=TEMPLATE) for dept in ("生产部门", "物流部门", "客服部门")
    ]

    (row,) = log((arrival("销售订单.xlsx", form="F10"), notices))

    assert row.made == "TZ-2026-0001(生产部门、物流部门、客服部门)"
    assert row.rules == "F10;G06 dd6566a2"


def test_two_documents_of_one_file_keep_their_versions_and_copies_apart() -> None:
    both = issued("G03", "XS-2026-0001", version="V1.0", variant="草案"), issued("G04", "SP-2026-0001")

    (row,) = log((arrival("谈判纪要.docx", form="F07"), both))

    assert row.made == "XS-2026-0001 V1.0(草案)、SP-2026-0001"


def test_a_form_of_ours_is_made_by_the_program_and_names_no_template() -> None:
    (row,) = log((arrival("谈判纪要.docx", form="F07"), (issued("G04", "SP-2026-0001"),)))

    assert (row.made, row.rules) == ("SP-2026-0001", "F07 1.2")


def test_errors_and_warnings_are_counted_and_holds_warn() -> None:
    told = (Severity.ERROR, Severity.WARNING, Severity.HOLD, Severity.INFO, Severity.ERROR)

    (row,) = log((arrival("x.xlsx", "returned", findings=("a", "b", "c", "d", "e"), severities=told), ()))

    assert (row.errors, row.warnings) == (2, 2)
    assert row.levels == {"result": Level.YELLOW}


def test_what_the_ledger_does_not_say_stays_blank() -> None:
    old, clean = arrival("旧.xlsx", "returned", findings=("M-DATE",)), arrival("净.xlsx", findings=())

    rows = {row.given: (row.errors, row.warnings) for row in log((old, ()), (clean, ()))}

    assert rows == {"旧.xlsx": (None, None), "净.xlsx": (0, 0)}


@pytest.mark.parametrize("outcome", ["captured", "waiting", "failed"])
def test_a_file_that_is_not_decided_is_not_logged_yet(outcome: Outcome) -> None:
    assert log((arrival("x.xlsx", outcome), ())) == ()


@pytest.mark.parametrize(("outcome", "level"), [("quarantined", Level.RED), ("lost", Level.RED)])
def test_a_file_that_needs_a_person_is_red(outcome: Outcome, level: Level) -> None:
    (row,) = log((arrival("x.xlsx", outcome), ()))

    assert row.levels == {"result": level}


def test_the_log_covers_thirty_one_days_the_latest_first() -> None:
    days = days_logged(DAY)

    assert (days[0], days[-1], len(days)) == (DAY, date(2026, 7, 25), 31)


def test_what_a_person_ordered_stands_beside() -> None:
    (row,) = log(ordered=(issued("G02", "BJ-2026-0002", version="V1"),))

    assert (row.on, row.given, row.made, row.errors) == (DAY, Text("按指令", "ordered"), "BJ-2026-0002 V1", 0)


def test_the_order_of_the_question_does_not_show() -> None:
    files = [(arrival(name), ()) for name in ("b.xlsx", "a.xlsx", "c.xlsx")]

    assert log(*files) == log(*reversed(files))
    assert [row.given for row in log(*files)] == ["a.xlsx", "b.xlsx", "c.xlsx"]


def test_every_column_is_a_field_of_the_row() -> None:
    (row,) = log((arrival("x.xlsx", "returned"), ()))

    assert all(hasattr(row, column.field) for column in LOG.columns)
    assert set(row.levels) <= {column.field for column in LOG.columns}


def test_a_row_names_its_house_where_a_report_covers_several() -> None:
    quote = issued("G02", "BJ-2026-0002", version="V1")

    rows = log_of([(arrival("x.xlsx"), ())], [quote], on=DAY, versions=VERSIONS, house="苏州")

    assert [row.house for row in rows] == ["苏州", "苏州"]
