"""Breaks real files in every way that comes to mind, and looks whether each is still read or refused by name.

    python -m tests.fuzz [--minutes 30] [--seed 1] [--first 0] [--keep FOLDER]
    python -m tests.fuzz --seed 1 --replay 532 [--keep FOLDER]

The same seed gives the same cases. Ends with 1 when something fails; the broken files then lie in FOLDER.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.fuzz.cases import case
from tests.fuzz.look import look
from tests.fuzz.run import Report, run


def main() -> int:
    """Runs for the time asked for; tells what became of the cases."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz")
    asked.add_argument("--minutes", type=float, default=30.0)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--first", type=int, default=0, help="number of the first case")
    asked.add_argument("--replay", type=int, help="one case alone, in this process")
    asked.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "salesdocs-fuzz")
    given = asked.parse_args()
    if given.replay is not None:
        return _replay(given.seed, given.replay, given.keep)
    report, known = Report(), 0
    for report in run(given.seed, given.minutes * 60, first=given.first):
        for failure in report.failures[known:]:
            _say(f"{failure.told()}\n    {failure.keep(given.keep)}")
        known = len(report.failures)
        if report.count % 1000 == 0:
            _say(_told(report))
    _say(_told(report))
    return 1 if report.failures else 0


def _replay(seed: int, number: int, folder: Path) -> int:
    """Looks at one case in this process, so that a debugger can follow."""
    one = case(seed, number)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{seed}-{number}-{one.source.name}"
    path.write_bytes(one.content())
    _say(f"{one.told()}\n    {path}")
    _say(look(one.content(), one.source.name))
    return 0


def _told(report: Report) -> str:
    most = ", ".join(f"{name} {times}" for name, times in report.outcomes.most_common())
    return f"{report.count} cases: {most}; slowest {report.slowest:.2f} s, most {report.largest} MiB"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
