"""The report of one day: everything the ledger knew at the day's end, in files that people open in the morning."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final

from toolkit.house import House
from toolkit.model.names import folded, safe_name
from toolkit.nightly.gather import Gathered, gathered, way
from toolkit.nightly.outputs import Laid, Outputs, staging
from toolkit.reports.dues import Due
from toolkit.reports.page import render_page
from toolkit.reports.report import Consolidated
from toolkit.reports.todo import render_todo

PROCESSES: Final = min(4, os.cpu_count() or 1)
"""Among so many a large house is shared out; a small one is gone through by this one."""
NOBODY: Final = "未指派"
"""Whose list has what nobody is named for."""


@dataclass(frozen=True, slots=True)
class Written:
    """A report, and where its files lie."""

    report: Consolidated
    laid: Laid
    mails: tuple[str, ...]
    """Numbers of the deals of which a mail to the customer is due."""

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
    lists = f"{day:%Y%m%d}/待办_*_{day:%Y%m%d}.xlsx" if len(houses) == 1 else ""
    with staging(folder) as outputs, gathered(houses, day) as found:
        report = _finish(found, houses, outputs)
        return Written(report, outputs.in_place(family=lists), tuple(found.mails))


def report_name(day: date, *, is_common: bool = False) -> str:
    """`销售日报_20260824.xlsx`; that of several houses lies beside it under a name of its own."""
    return f"销售日报{'_合并' if is_common else ''}_{day:%Y%m%d}.xlsx"


def list_name(owner: str, day: date) -> str:
    """`20260824/待办_王芳_20260824.xlsx`: somebody's own list of what is due, below the folder of reports."""
    return f"{day:%Y%m%d}/待办_{safe_name(owner)}_{day:%Y%m%d}.xlsx"


def list_names(dues: Iterable[Due], day: date) -> Mapping[str, str]:
    """Whose lines go to which list; of names that some file system takes for one (`Anna`, `anna`) to the first's."""
    names: dict[str, str] = {}
    taken: dict[str, str] = {}
    for owner in dict.fromkeys(due.owner or NOBODY for due in dues):
        name = list_name(owner, day)
        names[owner] = taken.setdefault(folded(name), name)
    return names


def _finish(found: Gathered, houses: Sequence[House], outputs: Outputs) -> Consolidated:
    """Write every file of the report, the workbook first; what it says."""
    home, is_common = houses[0], len(houses) > 1
    lang, to_house = home.lang, way(outputs.folder, home.root)
    name = report_name(found.day, is_common=is_common)
    with outputs.path(name).open("wb") as book:
        report = found.into_book(book, lang=lang, to_house=to_house, processes=PROCESSES)
    page = render_page(report, lang=lang, to_house=to_house, workbook=name)
    outputs.add(str(PurePosixPath(name).with_suffix(".html")), page)
    if not is_common:
        for list_, (owner, dues) in _by_list(report).items():
            about = {"to_house": way((outputs.folder / list_).parent, home.root), "company": report.company}
            outputs.add(list_, render_todo(owner, dues, lang=lang, day=report.day, **about))
    return report


def _by_list(report: Consolidated) -> Mapping[str, tuple[str, Sequence[Due]]]:
    """Everybody's lines, by the file they go to, and whose they are; what is nobody's has a list, too."""
    names = list_names(report.dues, report.day)
    lists: dict[str, list[Due]] = {name: [] for name in sorted(names.values())}
    for due in report.dues:
        lists[names[due.owner or NOBODY]].append(due)
    return {
        name: (" / ".join(owner for owner, own in names.items() if own == name), dues) for name, dues in lists.items()
    }
