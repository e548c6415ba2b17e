"""How fast dropped forms become filed forms and documents: the whole way, beside its parts and a plain way.

    python -m benchmarks.intake [--forms N] [--rounds N]

A form: a cost sheet of 33 fields and two tables in an Excel file, dropped into the inbox of a house with as many deals.
Ours: claimed, captured, gated, read, examined, decided; quote rendered and proven, next blank made, filed copy and
receipt laid down, all synced. The plain way (paperless-ngx, most scripts): openpyxl, docxtpl, a commit, a move; no
gate, no rules, no proof, no receipt, nothing synced but the commit. Medians; CPU of the process that decides.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import click
from docxtpl import DocxTemplate
from openpyxl import load_workbook

from benchmarks.quotes import TEMPLATE, quotes
from tests.golden import COST_SHEET, STEPS, Typed
from tests.journey.way import Way, day, on_the_way
from toolkit.documents.strict import environment
from toolkit.house import House, open_house
from toolkit.intake.rounds import BATCH, Rounds, ingest
from toolkit.intake.scan import scan
from toolkit.intake.workers.pool import Here, Work, Workers

DROPPED: Final = day("07-01")
WARM: Final = 6
"""Forms taken before the clock starts."""
_SIGNS: Final = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃"


@dataclass(frozen=True, slots=True)
class Took:
    """What one turn took, in seconds a form."""

    wall: float
    cpu: float


@click.command()
@click.option("--forms", default=200, show_default=True, help="Forms dropped at once in a turn.")
@click.option("--rounds", default=3, show_default=True, help="Turns of each way.")
def main(forms: int, rounds: int) -> None:
    """Measure, and print a table in Markdown."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        prepared = _prepared(folder / "prepared", forms + WARM)
        ways: dict[str, Callable[[Path], Took]] = {
            "plain: openpyxl, docxtpl, a commit each": lambda at: _plain(prepared, at),
            "ours, a commit a form, in one process": lambda at: _ours(prepared, at, Here(), 1),
            "ours, a commit a form, 2 workers": lambda at: _with_workers(prepared, at, 2, 1),
            f"ours, {BATCH} forms a commit, 1 worker": lambda at: _with_workers(prepared, at, 1, BATCH),
            f"ours, {BATCH} forms a commit, 2 workers": lambda at: _with_workers(prepared, at, 2, BATCH),
        }
        turns: dict[str, list[Took]] = {name: [] for name in ways}
        for n in range(rounds):
            for name, way in ways.items():
                at = folder / f"turn {n}"
                turns[name].append(way(at))
                shutil.rmtree(at)
        for line in (*_table(turns), "", *_parts(prepared)):
            click.echo(line)


def _table(turns: dict[str, list[Took]]) -> Iterator[str]:
    plain = median(took.wall for took in next(iter(turns.values())))
    yield "| | ms a form | forms/s | CPU ms a form, readers left out | × plain |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for name, took in turns.items():
        wall, cpu = median(one.wall for one in took), median(one.cpu for one in took)
        yield f"| {name} | {wall * 1e3:.1f} | {1 / wall:.0f} | {cpu * 1e3:.1f} | {plain / wall:.1f} |"


def _prepared(root: Path, deals: int) -> Path:
    """A house whose deals all await their cost sheets, which lie beside it, filled."""
    leads = next(step for step in STEPS if step.form == "F02")
    needs = next(step for step in STEPS if step.form == "F04")
    with on_the_way(root, "06-16") as way:
        for start in range(0, deals, 30):
            rows = [_lead(leads.tables["rows"][0], n) for n in range(start, min(start + 30, deals))]
            step = replace(leads, tables={**leads.tables, "rows": tuple(rows)}, name=f"F02-{start}.xlsx")
            way.put(way.filled(step, blank=way.plain("F02")), step.name)
        _all_taken(way, "06-16")
        with way.house.ledger.reading() as questions:
            numbers = [standing.deal for standing in questions.all_deals()][1:]
        for number in numbers:
            way.put(way.filled(needs, deal=number), f"{number}.docx")
        _all_taken(way, "06-22")
        sheets = root.parent / "sheets"
        sheets.mkdir()
        for number in numbers:
            (sheets / f"{number}.xlsx").write_bytes(way.filled(COST_SHEET, deal=number))
    return root


def _lead(row: Typed, n: int) -> dict[str, str]:
    """A customer of its own."""
    sign = "".join(_SIGNS[digit % len(_SIGNS)] for digit in (n, n // len(_SIGNS), n * 7))
    own = {
        "customer_name": f"苏州{sign}机械{'制造' if n % 2 else '科技'}有限公司",
        "customer_short": sign,
        "contact_phone": f"139{10000000 + n}",
        "contact_email": f"a{n}@x.example.com",
    }
    return {key: value for key, value in {**row, **own}.items() if key != "uscc"}


def _all_taken(way: Way, on: str) -> None:
    for answered in ingest(way.house, day(on)):
        assert answered.outcome == "accepted", (answered.name, answered.all_findings())


def _with_workers(prepared: Path, at: Path, count: int, batch: int) -> Took:
    with Workers(count) as workers:
        workers.start()
        return _ours(prepared, at, workers, batch)


def _ours(prepared: Path, at: Path, readers: Work, batch: int) -> Took:
    """The whole way of all forms but the first few, which warm it up."""
    shutil.copytree(prepared, at)
    with open_house(at) as house:
        sheets = sorted((prepared.parent / "sheets").iterdir())
        _taken(house, readers, batch, sheets[:WARM])
        return _timed(len(sheets) - WARM, lambda: _taken(house, readers, batch, sheets[WARM:]))


def _taken(house: House, readers: Work, batch: int, sheets: Iterable[Path]) -> None:
    dropped = [shutil.copyfile(sheet, house.places.inbox / sheet.name) for sheet in sheets]
    rounds = Rounds(house, readers, batch=batch)
    answers = 0
    while found := scan(house.places.inbox):
        taken = rounds.take(found, found, DROPPED)
        assert all(answered.outcome == "accepted" for answered in taken)
        answers += len(taken)
    assert answers == len(dropped)


def _plain(prepared: Path, at: Path) -> Took:
    """What a script does with each file."""
    at.mkdir()
    done, made = at / "done", at / "made"
    done.mkdir()
    made.mkdir()
    sheets = [Path(shutil.copyfile(sheet, at / sheet.name)) for sheet in (prepared.parent / "sheets").iterdir()]
    ledger = sqlite3.connect(at / "plain.db")
    ledger.execute("CREATE TABLE form (name TEXT, fields TEXT)")
    template, (quote, *_), strict = TEMPLATE.read_bytes(), quotes(2), environment(autoescape=True)

    def work(files: Iterable[Path]) -> None:
        for path in files:
            book = load_workbook(path, data_only=True)
            fields = {cell.coordinate: str(cell.value) for sheet in book for row in sheet for cell in row if cell.value}
            document = DocxTemplate(BytesIO(template))
            document.render(quote.values, strict)
            document.save(made / f"{path.stem}.docx")
            with ledger:
                ledger.execute("INSERT INTO form VALUES (?, ?)", (path.name, str(fields)))
            path.rename(done / path.name)

    work(sheets[:WARM])
    took = _timed(len(sheets) - WARM, lambda: work(sheets[WARM:]))
    ledger.close()
    return took


def _parts(prepared: Path) -> Iterator[str]:
    """What reading, and one synced commit, cost alone."""
    content = next((prepared.parent / "sheets").iterdir()).read_bytes()
    reading = _timed(50, lambda: [Here().take(content, "a.xlsx", DROPPED).result() for _ in range(50)])
    ledger = sqlite3.connect(prepared.parent / "commit.db", isolation_level=None)
    ledger.execute("PRAGMA journal_mode=TRUNCATE")
    ledger.execute("PRAGMA synchronous=FULL")
    ledger.execute("CREATE TABLE form (name TEXT)")

    def commit() -> None:
        ledger.execute("BEGIN IMMEDIATE")
        ledger.execute("INSERT INTO form VALUES ('x')")
        ledger.execute("COMMIT")

    def commit_often() -> None:
        for _ in range(100):
            commit()

    committing = _timed(100, commit_often)
    ledger.close()
    yield f"Gate and reading alone: {reading.wall * 1e3:.1f} ms (CPU {reading.cpu * 1e3:.1f}). "
    yield f"One synced commit alone: {committing.wall * 1e3:.2f} ms."


def _timed(count: int, work: Callable[[], object]) -> Took:
    began, used = time.perf_counter(), sum(os.times()[:4])
    work()
    return Took((time.perf_counter() - began) / count, (sum(os.times()[:4]) - used) / count)


if __name__ == "__main__":
    main()
