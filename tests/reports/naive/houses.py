"""A demo house as of any day: naively, every deal in full, and as the report goes through it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.reports.naive.seen import World
from toolkit.house import House
from toolkit.ledger.questions import Questions
from toolkit.nightly.gather import gathered
from toolkit.reports.report import Consolidated
from toolkit.simulate.year import FIRST_YEAR, play_year

MONTHS = 6
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 5), date(FIRST_YEAR, 6, 30)


def played(folder: Path, seed: int) -> Path:
    """Half a year in a demo house."""
    for _ in play_year(folder, months=MONTHS, seed=seed, deals=None, folders="en", lang="zh"):
        pass
    return folder


def days(every: int) -> Iterator[date]:
    """Every so many days of that half year, and some days after it."""
    return (FIRST_DAY + timedelta(days=n) for n in range(0, (LAST_DAY - FIRST_DAY).days + 60, every))


def world_of(house: House, questions: Questions, day: date) -> World:
    """What the house knew at that day's end, folded from all its events."""
    known = {}
    for one in list(questions.customers()):
        customer = questions.customer(one.number, as_of=day)
        if customer is not None:
            known[one.number] = customer
    deals = tuple(questions.every_deal(as_of=day))
    return World(day=day, rulebook=house.rulebook, deals=deals, customers=known, staff=questions.staff(as_of=day))


def night_of(house: House, day: date) -> Consolidated:
    """The report of that day, as the night makes it."""
    with gathered((house,), day) as found:
        return found.into_book(io.BytesIO(), lang="zh", to_house="../")
