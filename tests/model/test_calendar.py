import json
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.catalogue.calendars import read_calendar, working_calendar
from toolkit.model.calendar import (
    WorkingCalendar,
    add_months,
    add_working_days,
    due_after,
    iso_week,
    next_working_day,
    working_days_between,
)
from toolkit.model.kinds import Term

CALENDAR = working_calendar()
DAYS = st.dates(date(2025, 1, 1), date(2027, 6, 30))


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_of_a_shipped_year_is_as_the_official_notice_says(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]

    ours = [CALENDAR.is_working(day) for day in days]

    assert ours == [chinese_calendar.is_workday(day) for day in days]


def test_a_year_without_a_notice_is_unknown_and_has_weekends_only() -> None:
    assert not CALENDAR.knows(2027)
    assert CALENDAR.knows(2026)
    assert CALENDAR.is_working(date(2027, 1, 1))
    assert not CALENDAR.is_working(date(2027, 1, 2))


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-08-24", 10, "2026-09-07"),
        ("2026-07-20", 0, "2026-07-20"),
        ("2026-08-19", -2, "2026-08-17"),
        ("2026-10-08", -1, "2026-09-30"),
    ],
)
def test_working_days_are_counted_from_the_day_after(start: str, n: int, end: str) -> None:
    assert add_working_days(date.fromisoformat(start), n, CALENDAR) == date.fromisoformat(end)


@given(DAYS, DAYS, st.sets(DAYS), st.sets(DAYS))
def test_working_days_between_are_those_counted_one_by_one(
    start: date, end: date, rest: set[date], worked: set[date]
) -> None:
    calendar = WorkingCalendar(frozenset(rest), frozenset(worked))
    first, last = sorted((start, end))

    counted = sum(calendar.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    assert working_days_between(first, last, calendar) == counted
    assert working_days_between(last, first, calendar) == -counted


@given(DAYS, st.integers(1, 120))
def test_counting_working_days_is_the_inverse_of_adding_them(start: date, n: int) -> None:
    end = add_working_days(start, n, CALENDAR)

    assert CALENDAR.is_working(end)
    assert working_days_between(start, end, CALENDAR) == n
    assert working_days_between(end, start, CALENDAR) == -n


@given(DAYS, st.integers(-60, 60))
def test_months_keep_the_day_number_or_end_with_the_month(start: date, n: int) -> None:
    end = add_months(start, n)

    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == n
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("term", "due"),
    [
        (Term(30, "天"), date(2026, 8, 19)),
        (Term(5, "工作日"), date(2026, 7, 27)),
        (Term(12, "个月"), date(2027, 7, 20)),
        (Term(on=date(2026, 9, 30)), date(2026, 9, 30)),
    ],
)
def test_a_period_ends_on_its_last_day(term: Term, due: date) -> None:
    assert due_after(date(2026, 7, 20), term, CALENDAR) == due


def test_a_due_day_on_a_holiday_moves_to_the_next_worked_day() -> None:
    assert next_working_day(date(2026, 10, 1), CALENDAR) == date(2026, 10, 8)
    assert next_working_day(date(2026, 10, 10), CALENDAR) == date(2026, 10, 10)


def test_a_week_is_named_by_its_iso_number() -> None:
    assert iso_week(date(2026, 7, 28)) == "2026-W31"
    assert iso_week(date(2027, 1, 1)) == "2026-W53"


def test_an_own_notice_is_read() -> None:
    notice = json.dumps({"year": 2027, "rest": ["2027-01-01"], "working_weekends": ["2027-01-09"], "source": "x"})

    calendar = read_calendar(notice)

    assert calendar == WorkingCalendar(frozenset({date(2027, 1, 1)}), frozenset({date(2027, 1, 9)}), frozenset({2027}))


def test_a_house_may_add_a_year_and_set_one_right() -> None:
    own = WorkingCalendar(frozenset({date(2026, 3, 2), date(2027, 1, 1)}), frozenset(), frozenset({2026, 2027}))

    calendar = working_calendar(own)

    assert calendar.years == {2025, 2026, 2027}
    assert not calendar.is_working(date(2027, 1, 1))
    assert calendar.is_working(date(2026, 10, 1))
    assert not calendar.is_working(date(2026, 3, 2))
    assert not calendar.is_working(date(2025, 10, 1))


@pytest.mark.parametrize(
    "notice",
    [
        {"year": 2027, "rest": ["2026-01-01"], "working_weekends": []},
        {"year": 2027, "rest": ["2027-01-01"], "working_weekends": ["2027-01-01"]},
        {"year": 2027, "rest": ["1 January"], "working_weekends": []},
        {"year": 2027},
        [],
    ],
)
def test_a_notice_that_contradicts_itself_is_refused(notice: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_calendar(json.dumps(notice))
