"""A ledger of as many deals as are asked for: the deals of a simulated year, again and again under other numbers.

    python -m benchmarks.ledgers FOLDER --deals 100000

The source is `salesdocs demo --months 12`: every form there was filled, dropped, read and decided. A copy of it has
numbers, customers and credit codes of its own; one copy in six is of this year, with everything that is still open, the
others are of the four years before, of which only finished deals are left. Events and projections are copied alike, so
that a rebuild gives the same projections again (tests/test_benchmarks.py). Answers keep their values, not their cells.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import click

from toolkit.ledger.encoding import decode, encode
from toolkit.ledger.slim import packed, slim_submission, unpacked
from toolkit.model.submission import Submission
from toolkit.simulate.year import play_year

SOURCE_DEALS: Final = 156
YEARS_BACK: Final = 4
LIVE_OF: Final = 6
"""One copy in so many is of this year."""
DAYS_OF_A_YEAR: Final = 364
"""A Monday stays a Monday."""

_FINISHED: Final = ("已丢单", "已流失", "售后维护", "复购")
_SLOT: Final = re.compile(
    r"(?P<number>[A-Z]{2}-\d{4}-\d{4,})|(?P<day>\"\d{4}-\d{2}-\d{2}\"|^\d{4}-\d{2}-\d{2}$)"
    r"|(?P<code>91\d{6}MA\w{8})|(?P<arrival>^[0-9a-f]{16}-\d+$)|(?P<name>[一-鿿]{2,16}有限公司)"
)
_TABLES: Final = ("event", "deal", "slim_deal", "customer", "reference", "arrival")
"""What is copied; of arrivals those that the events name."""
_READ_NOW: Final = ("slim_deal", "customer")
_DEAL_COLUMN: Final = {"event": "deal", "deal": "number", "slim_deal": "number", "reference": "deal"}


def load(source: Path, target: Path, deals: int, *, with_events: bool = True) -> int:
    """Make the ledger at `target` from that of the simulated year at `source`; how many deals it holds.

    Without their events, copies are there for what reads the projections alone: a report of the present day.
    """
    target.write_bytes(source.read_bytes())
    with closing(sqlite3.connect(target, isolation_level=None)) as ledger:
        for setting in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-200000"):
            ledger.execute(f"PRAGMA {setting}")
        patterns = _patterns(ledger)
        _thin_events(ledger)
        stock = _Stock(ledger, patterns, _TABLES if with_events else _READ_NOW)
        indexes = _drop_indexes(ledger)
        ledger.execute("BEGIN")
        held, copy = len(stock.live.deals), 0
        while held < deals:
            copy += 1
            held += stock.copy_into(ledger, copy, deals - held)
        ledger.execute("COMMIT")
        for made in indexes:
            ledger.execute(made)
        ledger.execute("ANALYZE")
        return held


def _drop_indexes(ledger: sqlite3.Connection) -> list[str]:
    """Without them rows are laid down several times faster; how each is made again."""
    asked = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    found = ledger.execute(asked).fetchall()
    for name, _ in found:
        ledger.execute(f"DROP INDEX {name}")
    return [made for _, made in found]


def _thin_events(ledger: sqlite3.Connection) -> None:
    """Answers keep their values, documents that they were written by us; what else they hold no report reads."""
    thinned = []
    for id, text in ledger.execute("SELECT id, facts FROM event WHERE kind IN ('filed', 'issued')"):
        facts = decode(text)
        if isinstance(said := facts.get("submission"), Submission):
            facts = {**facts, "submission": slim_submission(said)}
        if facts.get("figures"):
            facts = {**facts, "figures": {"is_ours": True}}
        thinned.append((encode(facts), id))
    ledger.executemany("UPDATE event SET facts = ? WHERE id = ?", thinned)


def _patterns(ledger: sqlite3.Connection) -> Mapping[str, int]:
    """The highest number of each series and year: by so much a copy's numbers lie above."""
    highest: dict[str, int] = {}
    for (number,) in ledger.execute("SELECT number FROM reference"):
        prefix, _, last = number.rpartition("-")
        highest[prefix] = max(highest.get(prefix, 0), int(last))
    return highest


class _Packed(str):
    """A text that is laid down packed."""

    __slots__ = ()


@dataclass(slots=True)
class _Rows:
    """Rows of the source, by table, in which what a copy has of its own is left open."""

    tables: Mapping[str, Sequence[tuple[Any, ...]]]
    deals: Sequence[str]
    slots: Mapping[str, tuple[str, str]]
    """Name in the rows -> (kind, what stands there in the source)."""


class _Stock:
    """The rows of the simulated year, to be copied."""

    def __init__(self, ledger: sqlite3.Connection, highest: Mapping[str, int], tables: Sequence[str]) -> None:
        self._highest, self._tables = highest, tables
        self._next_event = ledger.execute("SELECT max(id) FROM event").fetchone()[0] + 1
        stages = dict(ledger.execute("SELECT number, stage FROM deal"))
        self.live = _taken(ledger, list(stages), is_live=True)
        self.done = _taken(ledger, [n for n, stage in stages.items() if stage in _FINISHED], is_live=False)

    def copy_into(self, ledger: sqlite3.Connection, copy: int, wanted: int) -> int:
        """Write one copy, of no more deals than are wanted; how many there were."""
        is_live = copy % LIVE_OF == 0
        rows = self.live if is_live else self.done
        years = 0 if is_live else 1 + copy % YEARS_BACK
        if wanted < len(rows.deals):
            rows = _taken(ledger, rows.deals[:wanted], is_live=is_live)
        said = {name: self._said(kind, text, copy, years) for name, (kind, text) in rows.slots.items()}
        for table, patterns in rows.tables.items():
            if patterns and table in self._tables:
                filled = _filled(patterns, said)
                marks = ", ".join("?" * len(patterns[0]))
                numbered = self._numbered(filled) if table == "event" else filled
                ledger.executemany(f"INSERT INTO {table} VALUES ({marks})", numbered)
        return len(rows.deals)

    def _numbered(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        for _, *rest in rows:
            yield (self._next_event, *rest)
            self._next_event += 1

    def _said(self, kind: str, text: str, copy: int, years: int) -> str:
        match kind:
            case "number":
                prefix, _, last = text.rpartition("-")
                series, _, year = prefix.partition("-")
                number = int(last) + copy * self._highest.get(prefix, 9999)
                return f"{series}-{int(year) - years}-{number:04}"
            case "day":
                day = date.fromisoformat(text.strip('"')) - timedelta(days=years * DAYS_OF_A_YEAR)
                return text[:1].strip("0123456789") + day.isoformat() + text[-1:].strip("0123456789")
            case "code":
                return f"{text[:10]}{int(text[13:16]) + copy * 1_000:07}{text[-1]}"
            case "arrival":
                return f"{text}~{copy}"
            case _:
                return f"{text.removesuffix('有限公司')}第{copy}有限公司"


def _taken(ledger: sqlite3.Connection, deals: Sequence[str], *, is_live: bool) -> _Rows:
    """All rows of those deals, opened for what a copy has of its own; of finished ones without the files that came."""
    slots: dict[str, tuple[str, str]] = {}
    wanted = frozenset(deals)
    customers = {
        customer for number, customer in ledger.execute("SELECT number, customer FROM deal") if number in wanted
    }
    arrivals: set[str] = set()
    tables: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _TABLES}
    for table, rows in tables.items():
        columns = [row[1] for row in ledger.execute(f"PRAGMA table_info({table})")]
        for row in ledger.execute(f"SELECT * FROM {table}"):
            named = dict(zip(columns, row, strict=True))
            if not _belongs(table, named, wanted, customers, arrivals):
                continue
            if table == "event" and is_live and named["arrival"]:
                arrivals.add(named["arrival"])
            elif table == "event":
                named["arrival"] = None
            if table == "slim_deal":
                named["record"] = _Packed(unpacked(named["record"]))
            rows.append(tuple(_opened(value, slots) for value in named.values()))
    return _Rows(tables, deals, slots)


def _belongs(
    table: str, row: Mapping[str, Any], deals: frozenset[str], customers: set[str], arrivals: set[str]
) -> bool:
    if table == "arrival":
        return row["id"] in arrivals
    if table == "customer":
        return row["number"] in customers
    if row.get(_DEAL_COLUMN[table]) in deals:
        return True
    if table == "event":
        return row["kind"] in ("customer registered", "customer file") and row["subject"] in customers
    return table == "reference" and row["kind"] == "customer" and row["number"] in customers


def _opened(value: Any, slots: dict[str, tuple[str, str]]) -> Any:
    """A text as a pattern for `%` with a name for each thing of its own; all else as it is."""
    if not isinstance(value, str):
        return value

    def name(found: re.Match[str]) -> str:
        kind = str(found.lastgroup)
        key = f"{kind[0]}{found.group()}"
        slots[key] = (kind, found.group())
        return f"%({key.replace('%', '')})s"

    return type(value)(_SLOT.sub(name, value.replace("%", "%%")))


def _filled(rows: Iterable[tuple[Any, ...]], said: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield tuple([_said_of(value, said) if isinstance(value, str) else value for value in row])


def _said_of(value: str, said: Mapping[str, str]) -> str | bytes:
    return packed(value % said) if isinstance(value, _Packed) else value % said


def simulated(folder: Path) -> Path:
    """The ledger of the simulated year, played in that folder unless it was before."""
    ledger = folder / ".salesdocs" / "ledger.db"
    if not ledger.is_file():
        for line in play_year(folder, months=12, seed=7, deals=SOURCE_DEALS, folders="en", lang="en"):
            click.echo(line, err=True)
    return ledger


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--deals", default=100_000, show_default=True)
def main(folder: Path, deals: int) -> None:
    """Make a house in FOLDER whose ledger holds that many deals."""
    ledger = simulated(folder)
    made = ledger.with_name("many.db")
    click.echo(f"{load(ledger, made, deals)} deals, {made.stat().st_size / 1e6:.0f} MB")
    made.replace(ledger)


if __name__ == "__main__":
    main()
