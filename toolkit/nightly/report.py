"""The report of one day: everything the ledger knew at the day's end, in files that people open in the morning."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from toolkit.house import House
from toolkit.ledger.questions import Questions
from toolkit.model.house import Customer
from toolkit.model.names import safe_name
from toolkit.model.text import Text
from toolkit.nightly.outputs import Laid, Outputs, staging
from toolkit.reports.consolidate import Consolidated, consolidate
from toolkit.reports.workbook import render

Asked = Sequence[tuple[str, House, Questions]]
"""Houses by name, each with one look at its ledger."""


@dataclass(frozen=True, slots=True)
class Written:
    """A report, and where its files lie."""

    report: Consolidated
    laid: Laid

    @property
    def main(self) -> Path:
        """The workbook."""
        return next(iter(self.laid.paths.values()))


def write_report(house: House, day: date) -> Path:
    """Write reports/销售日报_YYYYMMDD.xlsx as of that day's end; its path. Raises ShareTrouble."""
    return write((house,), day, house.places.reports).main


def write(houses: Sequence[House], day: date, folder: Path) -> Written:
    """Write the report of that day's end into the folder; of several houses a common one, named as such.

    The same day and ledger give the same bytes; an earlier report of that day is replaced, each file whole or not at
    all. Whoever calls has the lock (`toolkit.nightly.night.at_work`). Raises ShareTrouble when it cannot be written.
    """
    with _asked(houses) as asked:
        report = gather(asked, day)
    with staging(folder) as outputs:
        _finish(report, houses, outputs)
        return Written(report, outputs.in_place(family=f"{day:%Y%m%d}/待办_*_{day:%Y%m%d}.xlsx"))


def report_name(day: date, *, is_common: bool = False) -> str:
    """`销售日报_20260824.xlsx`; that of several houses lies beside it under a name of its own."""
    return f"销售日报{'_合并' if is_common else ''}_{day:%Y%m%d}.xlsx"


def list_name(owner: str, day: date) -> str:
    """`20260824/待办_王芳_20260824.xlsx`: somebody's own list of what is due, below the folder of reports."""
    return f"{day:%Y%m%d}/待办_{safe_name(owner)}_{day:%Y%m%d}.xlsx"


def _finish(report: Consolidated, houses: Sequence[House], outputs: Outputs) -> None:
    """Write every file of the report, the workbook first."""
    home = houses[0]
    to_house = _way(outputs.folder, home.root)
    name = report_name(report.day, is_common=len(houses) > 1)
    outputs.add(name, render(report, lang=home.lang, to_house=to_house))


def _way(start: Path, end: Path) -> str:
    """How links lead from one folder to another; by the whole path where they lie on two drives."""
    try:
        return f"{os.path.relpath(end, start)}/".replace(os.sep, "/")
    except ValueError:
        return f"{end.as_uri()}/"


def gather(houses: Asked, day: date) -> Consolidated:
    """The report of that day, from what the ledgers knew then."""
    _, home, asked = houses[0]
    return consolidate(
        chain.from_iterable(questions.every_deal(as_of=day) for _, _, questions in houses),
        chain.from_iterable(_customers(questions, day) for _, _, questions in houses),
        staff=asked.staff(as_of=day),
        rulebook=home.rulebook,
        day=day,
        stages=home.catalogue.process.stages,
        titles=_titles(home),
    )


def _customers(questions: Questions, day: date) -> Iterator[Customer]:
    known = (questions.customer(customer.number, as_of=day) for customer in questions.customers())
    return (customer for customer in known if customer is not None)


@contextmanager
def _asked(houses: Sequence[House]) -> Iterator[Asked]:
    """One look at every ledger; houses of one company bear the names of their folders besides."""
    names = [house.settings.company.name if len(houses) > 1 else "" for house in houses]
    is_clear = len(set(names)) == len(names)
    with ExitStack() as block:
        yield tuple(
            (name if is_clear and name else house.root.name, house, block.enter_context(house.ledger.reading()))
            for name, house in zip(names, houses, strict=True)
        )


def _titles(house: House) -> Mapping[str, Text]:
    titles = {form.id: form.title for form in house.catalogue.forms.values()}
    return titles | {kind.id: kind.title for kind in house.catalogue.documents.values()}
