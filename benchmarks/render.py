"""How fast quotes are rendered: ours beside docxtpl, JavaScript's engines and the floor, turn by turn.

    python -m benchmarks.render [--lines 1,20,100,500] [--rounds N] [--processes N] [--npm DIR] [--cold] [--memory N]

Prints tables in Markdown. Every engine renders the same quotes from the same template, has a process of its own that
stays, and is checked to say the same as the others before it is timed; the order changes from round to round, and
medians are told.
"""

from __future__ import annotations

import os
import platform
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import click

from benchmarks.cold import cold_table
from benchmarks.contestants import PACKING, PINNED, Contestant, Took, install, node_version, prepare, running
from benchmarks.engines import ENGINES
from benchmarks.quotes import ALTERNATING, Quote, quotes
from tests.documents.golden_deal import text_of
from toolkit.documents.wording import money

Contestants = Mapping[str, tuple[Contestant, ...]]
Round = Mapping[str, Took]
"""What one document took each engine."""

_YARDSTICK: Final = "docxtpl"
_USUAL: Final = 20
"""Lines of the quote that two processes render and that memory is watched on."""

NOTES: Final = f"""
- A document: from values in memory to a finished .docx in memory. {ALTERNATING} quotes of a size take turns.
  Every engine has a process of its own, warmed up; the order changes from round to round; medians.
- Plain rows: our template, typed figures (amounts, days, shares); Jinja sandboxed, strict and escaping, docxtpl's, too.
  "ours" also writes the document's properties and passport; "rendered and proven" is all that the house does.
- "(strings)" and JavaScript: the same template with plain names, every value a string made beforehand, off the clock;
  × docxtpl compares rows of this kind with "docxtpl (strings)", and nothing but the template's tags is filled.
- docxtemplater gets a new instance and zip for each document, as its author asks; carbone opens its template by path.
- CPU: processor time, for a machine that is busy with other things; JavaScript's counts its helper threads.
- floor: the finished main part deflated and a zip written round it; everything else was deflated beforehand.
"""


@click.command()
@click.option("--lines", "sizes", default="1,20,100,500", help="Lines of the quotes, a table each.")
@click.option("--rounds", default=7, help="How often every engine has its turn.")
@click.option("--seconds", default=0.3, help="How long a turn lasts at least.")
@click.option("--processes", default=2, help="Tell what so many processes do together; 1 for no such table.")
@click.option("--npm", "modules", type=click.Path(path_type=Path), help="Folder to install JavaScript's engines into.")
@click.option("--cold", is_flag=True, help="Tell what one quote costs a fresh process.")
@click.option("--memory", default=0, help="Tell the memory over so many documents (Linux).")
def main(
    sizes: str, rounds: int, seconds: float, processes: int, modules: Path | None, *, cold: bool, memory: int
) -> None:
    """Measure, and print tables in Markdown."""
    wanted = [int(size) for size in sizes.split(",")]
    usual = _USUAL if _USUAL in wanted else wanted[0]
    if modules:
        install(modules)
    before = _load()
    with TemporaryDirectory() as made:
        folder = Path(made)
        prepare(folder, wanted)
        with running(folder, modules, each=processes) as contestants:
            for lines in wanted:
                check(contestants, lines)
                turns = measured(contestants, lines, rounds, seconds)
                _print(f"{lines} lines", table(turns))
            if processes > 1:
                _print(f"{processes} processes, {usual} lines", together(contestants, usual, rounds, seconds))
            if memory:
                _print(f"Memory over {memory:,} documents of {usual} lines", _memory(contestants, usual, memory))
        if cold:
            _print("A fresh process", cold_table(folder, rounds))
    _print("", _notes(before, has_scripts=bool(modules)))


def check(contestants: Contestants, lines: int) -> None:
    """Raise ClickException for an engine whose quote says anything else than ours, or leaves out a line."""
    expected = ""
    for name, (one, *_) in contestants.items():
        said = _squeezed(text_of(one.document(lines)))
        expected = expected or said
        if lost := [words for words in _wanted(quotes(lines)[0]) if _squeezed(words) not in said]:
            raise click.ClickException(f"{name} leaves out {lost[0]} at {lines} lines")
        if said != expected:
            raise click.ClickException(f"{name} says something else than {next(iter(contestants))} at {lines} lines")


def _wanted(quote: Quote) -> Iterator[str]:
    yield from (line.name for line in quote.figures.lines)
    yield from (money(line.gross) for line in quote.figures.lines)
    yield money(quote.figures.total)


def _squeezed(text: str) -> str:
    """Without the white space that engines leave where a tag stood alone."""
    return "".join(text.split())


def measured(contestants: Contestants, lines: int, rounds: int, seconds: float) -> list[Round]:
    """What each engine took in each round, after one turn to warm up."""
    counts = {name: _count(one, lines, seconds) for name, (one, *_) in contestants.items()}
    turns: list[Round] = []
    for _ in range(rounds):
        order = random.sample(sorted(counts), len(counts))
        took = {name: contestants[name][0].renders(lines, counts[name]) for name in order}
        turns.append({name: took[name].each(counts[name]) for name in contestants})
    return turns


def _count(one: Contestant, lines: int, seconds: float) -> int:
    """How many renders fill a turn, found out while warming up."""
    count = 1
    while (took := one.renders(lines, count).wall) < seconds:
        count *= 2
    return max(1, round(count * seconds / took))


def table(turns: Sequence[Round]) -> Iterator[str]:
    """The medians and how many times faster than the yardsticks they are, by the clock and by the processor."""
    yield _row(
        "engine", "deflates with", "ms", "CPU ms", "documents/s", "× docxtpl", "CPU", "× fastest JavaScript", "CPU"
    )
    yield _row("---", "---", *["---:"] * 7)
    taken = {name: _medians([turn[name] for turn in turns]) for name in turns[0]}
    scripts = [taken[name] for name in PACKING if name in taken]
    fastest = Took(*map(min, zip(*scripts, strict=True))) if scripts else None
    for name, took in taken.items():
        yardstick = taken[_YARDSTICK if _takes_figures(name) else f"{_YARDSTICK} (strings)"]
        yield _row(
            name,
            PACKING.get(name) or ENGINES[name].packing,
            f"{took.wall * 1000:.3f}",
            f"{took.cpu * 1000:.3f}",
            f"{1 / took.wall:,.0f}",
            *_times(yardstick, took),
            *(_times(fastest, took) if fastest else ("–", "–")),
        )


def _medians(turns: Sequence[Took]) -> Took:
    return Took(median(took.wall for took in turns), median(took.cpu for took in turns))


def _takes_figures(name: str) -> bool:
    return name in ENGINES and ENGINES[name].takes == "figures"


def _times(yardstick: Took, took: Took) -> tuple[str, str]:
    return f"{yardstick.wall / took.wall:.1f}", f"{yardstick.cpu / took.cpu:.1f}"


def together(contestants: Contestants, lines: int, rounds: int, seconds: float) -> Iterator[str]:
    """Documents a second of one process and of several at once, and the ratio of the medians."""
    counts = {name: min(_count(one, lines, seconds) for one in ones) for name, ones in contestants.items()}
    alone: dict[str, list[float]] = {name: [] for name in contestants}
    jointly: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name in random.sample(sorted(counts), len(counts)):
            ones, count = contestants[name], counts[name]
            alone[name].append(count / ones[0].renders(lines, count).wall)
            for one in ones:
                one.send(f"{lines} {count}")
            jointly[name].append(len(ones) * count / max(one.took().wall for one in ones))
    yield _row("engine", "documents/s, one process", "all", "×")
    yield _row("---", *["---:"] * 3)
    for name in contestants:
        before, after = median(alone[name]), median(jointly[name])
        yield _row(name, f"{before:,.0f}", f"{after:,.0f}", f"{after / before:.2f}")


def _memory(contestants: Contestants, lines: int, count: int) -> Iterator[str]:
    """Resident memory of our rendering, alone and with its proof."""
    names = ("ours", "ours, rendered and proven")
    yield _row("engine", "after 5 %", *(f"{tenth}0 %" for tenth in range(1, 11)))
    yield _row("---", *["---:"] * 11)
    for name in names:
        told = contestants[name][0].memory(lines, count)
        yield _row(name, *(f"{resident / 1e6:.1f} MB" for resident in told))


def _notes(before: str, *, has_scripts: bool) -> Iterator[str]:
    """What one must know to read the tables."""
    yield from NOTES.strip().splitlines()
    libraries = [f"{name} {version(name)}" for name in ("docxtpl", "python-docx", "jinja2", "lxml", "isal")]
    yield f"- Python {platform.python_version()}; {', '.join(libraries)}."
    if has_scripts:
        yield f"- Node {node_version()}; {', '.join(f'{name} {pinned}' for name, pinned in PINNED.items())}."
    yield f"- {os.cpu_count()} processors; load average {before} before, {_load()} after."


def _load() -> str:
    """The load of the last minute, where the system tells."""
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"


def _print(title: str, rows: Iterable[str]) -> None:
    """A titled block, row by row as it is found."""
    click.echo(f"\n### {title}\n" if title else "")
    for row in rows:
        click.echo(row)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
