"""Cases one after another, each in a process that may die of it; what fails is named by the steps that are needed."""

from __future__ import annotations

import json
import re
import selectors
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import combinations, count
from pathlib import Path
from types import TracebackType

from tests.fuzz.cases import Case, case

LOOK = "tests.fuzz.look:look"
MOST_SECONDS = 5.0
"""Processor time of one file."""
MOST_MIB = 300
"""Peak memory of the process that reads one file."""
_PATIENCE = 6
"""Wall time over processor time: the machine may be busy."""
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Failure:
    """A case that ended neither read nor refused."""

    case: Case
    trouble: str
    needed: tuple[int, ...]
    """Which of its steps are enough to fail."""

    def told(self) -> str:
        """`seed 1 case 12: F02.xlsx, tag_dropped: KeyError at excel.py:20 …`."""
        return f"{self.case.told(self.needed)}: {self.trouble}"

    def keep(self, folder: Path) -> Path:
        """Writes the broken file down."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.case.seed}-{self.case.number}-{self.case.source.name}"
        path.write_bytes(self.case.content(self.needed))
        return path


@dataclass
class Report:
    """What became of the cases."""

    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    """The first of every trouble."""
    slowest: float = 0.0
    largest: int = 0

    @property
    def count(self) -> int:
        """Cases that were tried."""
        return self.outcomes.total()


class Looker:
    """A process that looks at cases; a new one after each death."""

    def __init__(self, looker: str = LOOK) -> None:
        self._command = [sys.executable, "-W", "error", "-m", "tests.fuzz.look", looker]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Looker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, at: TracebackType | None
    ) -> None:
        self._end()

    def outcome(self, one: Case, only: Sequence[int] | None = None) -> dict[str, object]:
        """What became of the case, or of some of its steps."""
        process = self._process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        content = one.content(only)
        try:
            process.stdin.write(f"{len(content)} {one.source.name}\n".encode() + content)
            process.stdin.flush()
        except BrokenPipeError:
            self._end()
            return {"trouble": "ended before it looked"}
        with selectors.DefaultSelector() as waiting:
            waiting.register(process.stdout, selectors.EVENT_READ)
            answered = waiting.select(MOST_SECONDS * _PATIENCE)
        line = process.stdout.readline() if answered else ""
        if line:
            return dict(json.loads(line))
        ended = process.poll() if answered else None
        if answered and ended is None:
            ended = process.wait()
        self._end()
        return {"trouble": f"ended with {ended}" if answered else f"no end after {MOST_SECONDS * _PATIENCE:.0f} s"}

    def _started(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(self._command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(BrokenPipeError):
                    pipe.close() if pipe else None
        self._process = None


def run(seed: int, seconds: float, *, first: int = 0, looker: str = LOOK) -> Iterator[Report]:
    """The report so far, after every case, until the time is over."""
    report, end = Report(), time.monotonic() + seconds
    known: set[str] = set()
    with Looker(looker) as process:
        for number in count(first):
            if time.monotonic() > end:
                return
            one = case(seed, number)
            told = process.outcome(one)
            trouble = _trouble(told)
            report.outcomes[str(told.get("became", "failed")) if not trouble else "failed"] += 1
            report.slowest = max(report.slowest, _number(told.get("seconds")))
            report.largest = max(report.largest, int(_number(told.get("mib"))))
            if trouble and _sort(trouble) not in known:
                known.add(_sort(trouble))
                report.failures.append(Failure(one, trouble, _needed(process, one, _sort(trouble))))
            yield report


def _needed(process: Looker, one: Case, sort: str) -> tuple[int, ...]:
    """The fewest steps that fail in the same way."""
    places = range(len(one.steps))
    for size in range(len(one.steps)):
        for only in combinations(places, size):
            if _sort(_trouble(process.outcome(one, only))) == sort:
                return only
    return tuple(places)


def _trouble(told: dict[str, object]) -> str:
    """Why the outcome is a failure; '' for none."""
    if "trouble" in told:
        return str(told["trouble"])
    if _number(told["seconds"]) > MOST_SECONDS:
        return f"took {told['seconds']} s of processor time"
    if _number(told["mib"]) > MOST_MIB:
        return f"took {told['mib']} MiB"
    return ""


def _sort(trouble: str) -> str:
    """What failures have in common: exception and line, or the kind of excess."""
    return re.sub(r"[\d.]+ (?=s|MiB)", "", trouble.partition(": ")[0])


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
