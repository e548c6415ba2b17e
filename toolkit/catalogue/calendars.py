"""The official notices of rest days that we ship, one file a year."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files

from toolkit.model.calendar import WorkingCalendar


def working_calendar() -> WorkingCalendar:
    """Every shipped year together."""
    folder = files("toolkit.catalogue").joinpath("calendars")
    years = [read_calendar(f.read_text("utf-8")) for f in folder.iterdir() if f.name.endswith(".json")]
    return WorkingCalendar(
        rest_days=frozenset().union(*(year.rest_days for year in years)),
        working_weekends=frozenset().union(*(year.working_weekends for year in years)),
        years=frozenset().union(*(year.years for year in years)),
    )


def read_calendar(year_json: str) -> WorkingCalendar:
    """One year's notice: `{"year", "rest", "working_weekends", "source"}`, days as 2026-01-01.

    Raises ValueError for a day of another year, for one that is both, and for what is no such file.
    """
    notice = json.loads(year_json)
    try:
        year = int(notice["year"])
        rest, worked = (frozenset(map(date.fromisoformat, notice[key])) for key in ("rest", "working_weekends"))
    except (KeyError, TypeError) as wrong:
        raise ValueError(f"not a calendar: {wrong!r}") from wrong
    if rest & worked or any(day.year != year for day in rest | worked):
        raise ValueError(f"calendar {year}: a day of another year, or both rest and work")
    return WorkingCalendar(rest, worked, frozenset({year}))
