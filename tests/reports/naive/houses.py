"""A demo house as of any day: naively, every deal in full, and as the report goes through it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.reports.naive.compared import TITLES, no_target
from tests.reports.naive.seen import World
from toolkit.house import House
from toolkit.ledger.groups import groups_in
from toolkit.ledger.questions import Questions
from toolkit.reports.consolidation import Around, Consolidation
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


def night_of(house: House, questions: Questions, day: date) -> Consolidated:
    """The report of that day, customer by customer as the night has it."""
    around = Around(
        rulebook=house.rulebook,
        staff=questions.staff(as_of=day),
        stages=house.catalogue.process.stages,
        titles=TITLES,
    )
    consolidation = Consolidation(around, day=day, target=no_target)
    with io.StringIO() as spool:
        questions.copy_groups(spool, as_of=day)
        spool.seek(0)
        for customer, deals in groups_in(spool):
            consolidation.take(customer, deals, around)
    return consolidation.done()
