"""[calendar.2027]: the rest days and worked weekends of a year, as its official notice says. Source: domain.md 5.6."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from toolkit.errors import SettingsWrong
from toolkit.model.calendar import WorkingCalendar
from toolkit.settings.faults import Faults
from toolkit.settings.shapes import known_key

SECTION: Final = "calendar"
_KEYS: Final = ("rest", "working")
_YEAR: Final = re.compile(r"20\d\d")
_DAY: Final = re.compile(r"(?:(?P<year>\d{4})-)?(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_UNTIL: Final = re.compile(r"\s*(?:\.\.|~|至)\s*")
_DAYS: Final = 'days of {year} such as "{year}-01-01" or "10-01..10-07"'
_SATURDAY: Final = 5


def read_calendars(said: Mapping[str, Any], faults: Faults) -> WorkingCalendar:
    """The house's own years together; what cannot be used is added to the faults."""
    own = WorkingCalendar()
    for key, value in said.items():
        with faults.kept():
            own = _year(key, value).over(own)
    return own


def _year(key: str, value: object) -> WorkingCalendar:
    """One year's notice."""
    name = f"{SECTION}.{key}"
    if not _YEAR.fullmatch(key) or not isinstance(value, dict):
        raise SettingsWrong(name, value, f"a section for each year, such as [{SECTION}.2027]")
    year, faults = int(key), Faults()
    for each, days in value.items():
        with faults.kept():
            known_key(f"{name}.{each}", days, _KEYS)
    rest, working = (_days(f"{name}.{each}", value.get(each, []), year, faults) for each in _KEYS)
    if not rest and not faults.found:
        faults.add(f"{name}.rest", None, _DAYS.format(year=year))
    for day in sorted(working):
        if day in rest:
            faults.add(f"{name}.working", f"{day}", "a day that is not among the rest days")
        elif day.weekday() < _SATURDAY:
            faults.add(f"{name}.working", f"{day}", "a Saturday or Sunday that is worked")
    faults.tell()
    return WorkingCalendar(rest, working, frozenset({year}))


def _days(key: str, raw: object, year: int, faults: Faults) -> frozenset[date]:
    """Every day that a list names, one by one or as a range."""
    if not isinstance(raw, list):
        faults.add(key, raw, f"a list of {_DAYS.format(year=year)}")
        return frozenset()
    found: set[date] = set()
    for n, each in enumerate(raw, start=1):
        with faults.kept():
            found.update(_range(f"{key}[{n}]", each, year))
    return frozenset(found)


def _range(key: str, raw: object, year: int) -> Iterator[date]:
    expected = _DAYS.format(year=year)
    if isinstance(raw, date) and not isinstance(raw, datetime):
        bounds = [raw]
    elif isinstance(raw, str):
        bounds = [_day(key, part, year, raw) for part in _UNTIL.split(raw.strip())]
    else:
        raise SettingsWrong(key, raw, expected)
    first, last = bounds[0], bounds[-1]
    if len(bounds) > 2 or first > last or {first.year, last.year} != {year}:
        raise SettingsWrong(key, raw, expected)
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _day(key: str, written: str, year: int, raw: str) -> date:
    found = _DAY.fullmatch(written)
    try:
        if found:
            return date(int(found["year"] or year), int(found["month"]), int(found["day"]))
    except ValueError:
        pass
    raise SettingsWrong(key, raw, _DAYS.format(year=year))
