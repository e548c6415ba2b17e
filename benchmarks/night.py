"""The nightly report over many deals: seconds and memory, beside the plain way.

    python -m benchmarks.night FOLDER [--deals 1000 --deals 10000 …] [--plain 10000] [--rounds N]

FOLDER keeps the simulated year and the ledgers made of it (`benchmarks.ledgers`). Ours: `toolkit.nightly.report.write`,
the whole of it: workbook, page, everybody's list, finished and put in place. The plain way: events by pandas out of
SQLite, deals folded from them, the rows of the same registers in data frames, the funnel by groupby, `to_excel` by
openpyxl; no page, no lists, no charts, no links, no totals. Each run is a process of its own; memory is that of all its
processes together, sampled up to ten times a second. Runs are interleaved; the best of each counts.
"""

from __future__ import annotations

import multiprocessing
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

import click
import pandas as pd

from benchmarks.ledgers import load, simulated
from toolkit.house import House, open_house
from toolkit.ledger.encoding import decode
from toolkit.model.deal import Deal, Event
from toolkit.nightly.report import write
from toolkit.reports.consolidation import Around, Consolidation
from toolkit.reports.registers import REGISTERS

DAY: Final = date(2026, 12, 31)
SAMPLE_SECONDS: Final = 0.1
SELDOM: Final = 20
"""Times as long as a look took until the next: a process of gigabytes is held up by it."""
EVENTLESS: Final = 300_000
"""Ledgers of more deals are made without their events, which a report of the present day does not read."""


def ours(root: Path) -> None:
    """The night's report of a house."""
    with open_house(root, lang="zh") as house:
        write((house,), DAY, house.places.reports)


def plain(root: Path) -> None:
    """The same rows by pandas and openpyxl."""
    with open_house(root, lang="zh") as house:
        frames = {register.id: pd.DataFrame(rows) for register, rows in _rows(house)}
    funnel = frames["customers"].groupby("stage").agg(n=("number", "count"), amount=("signed_gross", "sum"))
    with pd.ExcelWriter(root / "reports" / "plain.xlsx", engine="openpyxl") as book:
        funnel.to_excel(book, sheet_name="funnel")
        for name, frame in frames.items():
            frame.to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 1))
            book.sheets[name].auto_filter.ref = book.sheets[name].dimensions


def _rows(house: House) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Each register with all its rows."""
    with house.ledger.reading() as questions:
        staff = questions.staff()
        customers = {each.number: each for each in questions.customers()}
    asked = "SELECT deal, day, kind, subject, facts FROM event WHERE deal IS NOT NULL ORDER BY deal, id"
    events = pd.read_sql(asked, f"sqlite:///{house.places.ledger}")
    deals: defaultdict[str, list[Deal]] = defaultdict(list)
    for number, happened in events.groupby("deal", sort=False):
        deal = Deal(str(number))
        for day, kind, facts in zip(happened["day"], happened["kind"], happened["facts"], strict=True):
            deal = deal.after(date.fromisoformat(day), Event(kind, deal.number, decode(facts)))
        deals[deal.customer].append(deal)
    around = Around(rulebook=house.rulebook, staff=staff, stages=house.catalogue.process.stages, titles={})
    consolidation = Consolidation(around, day=DAY, home=house.rulebook)
    groups = [consolidation.take(customer, deals[number]) for number, customer in customers.items()]
    for register in REGISTERS:
        rows = (row for group in groups for row in register.rows(group))
        columns = [column.field for column in register.columns]
        yield register, [{field: _cell(getattr(row, field)) for field in columns} for row in rows]


def _cell(value: Any) -> Any:
    """What pandas can write: a text instead of a pair of texts."""
    return value[0] if isinstance(value, tuple) else value


def measured(work: Callable[[Path], None], root: Path) -> tuple[float, float]:
    """Seconds and megabytes of that work in a process of its own, its children with it."""
    process = multiprocessing.get_context("spawn").Process(target=work, args=(root,))
    begun, most = time.perf_counter(), 0.0
    process.start()
    while process.is_alive():
        looked = time.perf_counter()
        most = max(most, _resident(process.pid or 0))
        process.join(max(SAMPLE_SECONDS, SELDOM * (time.perf_counter() - looked)))
    if process.exitcode:
        raise click.ClickException(f"{work.__name__} ended with {process.exitcode}")
    return time.perf_counter() - begun, most


def _resident(pid: int) -> float:
    """Megabytes of a process and all below it, shared pages counted once."""
    total = 0
    with suppress(OSError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        total = next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = (task / "children").read_text(encoding="ascii").split()
            return total / 1024 + sum(_resident(int(child)) for child in children)
    return total / 1024


def house_of(folder: Path, deals: int) -> Path:
    """The house in that folder with so many deals, made unless it is there."""
    root = folder / f"house-{deals}"
    if not (root / "salesdocs.toml").is_file():
        source = simulated(folder / "year")
        (root / ".salesdocs").mkdir(parents=True, exist_ok=True)
        begun = time.perf_counter()
        load(source, root / ".salesdocs" / "ledger.db", deals, with_events=deals <= EVENTLESS)
        shutil.copyfile(source.parents[1] / "salesdocs.toml", root / "salesdocs.toml")
        click.echo(f"{deals} deals laid down in {time.perf_counter() - begun:.0f} s", err=True)
    return root


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--deals", multiple=True, type=int, default=(1_000, 10_000, 100_000), show_default=True)
@click.option("--plain", "compared", multiple=True, type=int, default=(1_000, 10_000), show_default=True)
@click.option("--rounds", default=1, show_default=True)
def main(folder: Path, deals: tuple[int, ...], compared: tuple[int, ...], rounds: int) -> None:
    """Write the night's report of houses of so many deals; of those compared, also the plain way."""
    click.echo("| deals | s | MB | plain s | plain MB | × faster | memory |\n|---|---|---|---|---|---|---|")
    for number in deals:
        root = house_of(folder, number)
        contestants = (ours, plain) if number in compared else (ours,)
        best = {each: (float("inf"), float("inf")) for each in contestants}
        for _ in range(rounds):
            for each in contestants:
                best[each] = min(best[each], measured(each, root))
        took, held = best[ours]
        line = f"| {number:,} | {took:.1f} | {held:.0f} |"
        if plain in best:
            seconds, memory = best[plain]
            line += f" {seconds:.1f} | {memory:.0f} | {seconds / took:.1f} | 1/{memory / held:.1f} |"
        click.echo(line)


if __name__ == "__main__":
    main()
