"""One life of the program on a house: a forked process that works one pass, and may be killed in it."""

from __future__ import annotations

import json
import os
import select
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from tests.rig.faulty import Faulty, Happening, Point, commits_met, nothing
from toolkit.disk import using
from toolkit.errors import SalesdocsError
from toolkit.house import House, open_house
from toolkit.intake.rounds import ingest

Work = Callable[[House, date], object]
"""What a life does to a house on a day."""

PATIENCE_SECONDS = 60.0
"""A life that lasts longer hangs."""

End = Literal["finished", "killed", "troubled", "broken", "hung"]


@dataclass(frozen=True, slots=True)
class Life:
    """How one life ended, and the points it met."""

    end: End
    points: tuple[Point, ...]
    deeds: Counter[str] = field(default_factory=Counter)
    """What people did to the files of the house meanwhile."""
    said: str = ""

    def told(self) -> str:
        """`killed at 12 after rename …`."""
        last = self.points[-1].told() if self.points else "its start"
        return f"{self.end} at {last}{f': {self.said}' if self.said else ''}"


@dataclass(frozen=True, slots=True)
class Running:
    """A life that goes on in another process."""

    pid: int
    trace: int
    """The file in memory where it writes down its points; it outlasts the process."""

    def ended(self) -> Life:
        """The life, once it is over; one that lasts too long is ended."""
        is_hung = not self._is_over(PATIENCE_SECONDS)
        if is_hung:
            os.kill(self.pid, signal.SIGKILL)
        end: End = "hung" if is_hung else _end_of(os.waitpid(self.pid, 0)[1])
        with open(self.trace, encoding="utf-8") as trace:  # noqa: PTH123  it has no path
            trace.seek(0)
            lines = [json.loads(line) for line in trace]
        deeds = Counter[str]()
        for line in lines:
            deeds.update(line.get("deeds", {}))
        said = "; ".join(line["said"] for line in lines if "said" in line)
        return Life(end, tuple(_point(line["point"]) for line in lines if "point" in line), deeds, said)

    def stopped(self) -> bool:
        """Whether it has gone to sleep at its point; False when it ended without meeting it."""
        seen = os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        return seen is not None and seen.si_code == os.CLD_STOPPED

    def wake(self) -> None:
        """It goes on."""
        os.kill(self.pid, signal.SIGCONT)

    def _is_over(self, seconds: float) -> bool:
        handle = os.pidfd_open(self.pid)
        try:
            return bool(select.select([handle], [], [], seconds)[0])
        finally:
            os.close(handle)


def live(
    root: Path,
    day: date,
    happening: Happening = nothing,
    *,
    change: Callable[[], None] = lambda: None,
    work: Work = ingest,
) -> Life:
    """One life, from start to end; `change` alters the program before it starts."""
    return begin(root, day, happening, change=change, work=work).ended()


def begin(
    root: Path,
    day: date,
    happening: Happening = nothing,
    *,
    change: Callable[[], None] = lambda: None,
    work: Work = ingest,
) -> Running:
    """A life that has begun."""
    trace = os.memfd_create("trace")
    pid = os.fork()
    if pid:
        return Running(pid, trace)
    code = 70
    try:
        change()
        code = _pass(root, day, happening, trace, work)
    except SalesdocsError as trouble:
        _write(trace, said=f"{type(trouble).__name__}: {trouble}")
        code = 5
    except BaseException as broken:  # noqa: BLE001  whatever it is, the run tells of it
        at = traceback.extract_tb(broken.__traceback__)[-1]
        _write(trace, said=f"{type(broken).__name__}: {broken} ({Path(at.filename).name}:{at.lineno})")
    finally:
        os._exit(code)


def _pass(root: Path, day: date, happening: Happening, trace: int, work: Work) -> int:
    def meet(point: Point) -> None:
        _write(trace, point=(point.number, point.call, point.phase, [str(path) for path in point.paths]))
        if deeds := happening(point):
            _write(trace, deeds=deeds)

    faulty = Faulty(meet)
    with using(faulty), commits_met(faulty), open_house(root) as house:
        work(house, day)
    return 0


def _write(trace: int, **told: object) -> None:
    os.write(trace, json.dumps(told).encode() + b"\n")


def _point(told: Sequence[Any]) -> Point:
    number, call, phase, paths = told
    return Point(number, call, phase, tuple(map(Path, paths)))


def _end_of(status: int) -> End:
    if os.WIFSIGNALED(status):
        return "killed"
    code = os.WEXITSTATUS(status)
    return {0: "finished", 5: "troubled"}.get(code, "broken")  # type: ignore[return-value]
