"""One Python engine in a long-lived process: `python -m benchmarks.worker ENGINE FOLDER`.

The protocol of worker.cjs, a line each: `LINES COUNT` -> `WALL_NS CPU_NS` of that many renders, from values to a
finished zip; `show LINES` -> `shown`, one document written to FOLDER/shown.docx. Moreover `memory LINES COUNT` ->
resident bytes after a twentieth of so many renders and after each tenth.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter_ns, process_time_ns

import click

from benchmarks.engines import ENGINES, Values
from benchmarks.quotes import Quote, quotes


class Worker:
    """An engine that has taken its template in."""

    def __init__(self, engine: str, folder: Path) -> None:
        self.takes = ENGINES[engine].takes
        self.folder = folder
        template = "quote.docx" if self.takes == "figures" else "plain.docx"
        self.render = ENGINES[engine].prepare((folder / template).read_bytes())
        self.kept: dict[int, list[tuple[Quote, Values]]] = {}

    def answer(self, line: str) -> str:
        """What is said to one line of the protocol."""
        match line.split():
            case "show", lines:
                (self.folder / "shown.docx").write_bytes(self.render(*self.quotes(int(lines))[0]))
                return "shown"
            case "memory", lines, count:
                return " ".join(map(str, self.memory(int(lines), int(count))))
            case lines, count:
                return " ".join(map(str, self.measured(int(lines), int(count))))
        raise ValueError(line)

    def measured(self, lines: int, count: int) -> tuple[int, int]:
        """Nanoseconds of that many renders: of the clock and of the processor.

        The garbage of before is collected and what is left set aside, for every engine alike; then the collector runs
        as it runs in every program.
        """
        turns = self.quotes(lines)
        gc.collect()
        gc.freeze()
        cpu, wall = process_time_ns(), perf_counter_ns()
        for n in range(count):
            self.render(*turns[n % len(turns)])
        return perf_counter_ns() - wall, process_time_ns() - cpu

    def memory(self, lines: int, count: int) -> Iterator[int]:
        """Resident bytes after a twentieth of those renders, then after each tenth."""
        turns = self.quotes(lines)
        stops = {count // 20, *(count * tenth // 10 for tenth in range(1, 11))}
        for n in range(1, count + 1):
            self.render(*turns[n % len(turns)])
            if n in stops:
                yield _resident()

    def quotes(self, lines: int) -> list[tuple[Quote, Values]]:
        """The quotes of that many lines with their values, made once."""
        if lines not in self.kept:
            made = quotes(lines)
            said = [quote.values for quote in made]
            if self.takes == "strings":
                said = json.loads((self.folder / f"strings-{lines}.json").read_text("utf-8"))
            self.kept[lines] = list(zip(made, said, strict=True))
        return self.kept[lines]


def _resident() -> int:
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Answer lines until there are no more."""
    worker = Worker(sys.argv[1], Path(sys.argv[2]))
    for line in sys.stdin:
        click.echo(worker.answer(line.strip()))


if __name__ == "__main__":
    main()
