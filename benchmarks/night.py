"""The nightly report over many deals: seconds and memory, beside the plain way.

    python -m benchmarks.night FOLDER [--deals 1000 --deals 10000 …] [--plain 10000] [--rounds N]

FOLDER keeps the simulated year and the ledgers made of it (`benchmarks.ledgers`). Ours is the command that people give,
`salesdocs report nightly --date`: workbook, page, everybody's list, put in place and written down. The plain way:
`benchmarks.plain_night`. Each run is a process of its own, measured from its start; memory is that of all its processes
together, sampled up to ten times a second. Runs are interleaved; the best of each counts.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import click

from benchmarks.ledgers import load, simulated

DAY: Final = "2026-12-31"
SAMPLE_SECONDS: Final = 0.1
SELDOM: Final = 20
"""Times as long as a look took until the next: a process of gigabytes is held up by it."""
EVENTLESS: Final = 300_000
"""Ledgers of more deals are made without their events, which a report of the present day does not read."""
_OURS: Final = "from toolkit.cli import main; main()"


def ours(root: Path) -> tuple[str, ...]:
    """The command of the night's report of a house."""
    return "-c", _OURS, "-C", str(root), "report", "nightly", "--date", DAY


def plain(root: Path) -> tuple[str, ...]:
    """The same rows by pandas and openpyxl."""
    return "-m", "benchmarks.plain_night", str(root), DAY


def measured(command: Sequence[str]) -> tuple[float, float]:
    """Seconds and megabytes of a command of Python's, from its start to its end, its children with it."""
    begun, most = time.perf_counter(), 0.0
    with subprocess.Popen((sys.executable, *command), stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            looked = time.perf_counter()
            most = max(most, _resident(process.pid))
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(SAMPLE_SECONDS, SELDOM * (time.perf_counter() - looked)))
    if process.returncode:
        raise click.ClickException(f"{command} ended with {process.returncode}")
    return time.perf_counter() - begun, most


def _resident(pid: int) -> float:
    """Megabytes of a process and all below it, shared pages counted once."""
    total = 0.0
    with suppress(OSError):  # it has ended meanwhile
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        total = next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = (task / "children").read_text(encoding="ascii").split()
            total += sum(_resident(int(child)) for child in children)
    return total


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
                best[each] = min(best[each], measured(each(root)))
        took, held = best[ours]
        line = f"| {number:,} | {took:.1f} | {held:.0f} |"
        if plain in best:
            seconds, memory = best[plain]
            line += f" {seconds:.1f} | {memory:.0f} | {seconds / took:.1f} | 1/{memory / held:.1f} |"
        click.echo(line)


if __name__ == "__main__":
    main()
