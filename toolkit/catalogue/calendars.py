"""The official notices of rest days that we ship, one file a year; a house may add years in salesdocs.toml."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files

from toolkit.model.calendar import WorkingCalendar


def working_calendar(own: WorkingCalendar | None = None) -> WorkingCalendar:
    """Every shipped year together; in a year that the house's own calendar knows, that one counts."""
    folder = files("toolkit.catalogue").joinpath("calendars")
    shipped = WorkingCalendar()
    for year in sorted((f for f in folder.iterdir() if f.name.endswith(".json")), key=lambda f: f.name):
        shipped = read_calendar(year.read_text("utf-8")).over(shipped)
    return own.over(shipped) if own else shipped


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
