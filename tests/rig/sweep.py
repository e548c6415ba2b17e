"""Runs: a copy of the prepared house, lives in which something happens, then lives undisturbed until all is done."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import TypeVar

from tests.rig.child import Life, live
from tests.rig.drops import Prepared
from tests.rig.faulty import Happening, KillAt, KillAtTelling, Point, is_telling
from tests.rig.invariants import Before, check, conserved, outline
from toolkit.house import open_house
from toolkit.intake.rounds import ingest

MOST_LIVES = 6
"""Undisturbed lives within which all must be done."""

_AHEAD = 16
"""Runs asked for before the first of them is told."""

Change = Callable[[], None]
Plan = tuple[Happening, ...]
"""What happens in the first lives, one after another."""
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Run:
    """What happened in a run, and what was found wrong after it."""

    plan: Plan
    lives: tuple[Life, ...]
    violations: tuple[str, ...]

    def told(self) -> str:
        """The plan, how the lives ended, the violations."""
        lives = "; ".join(life.told() for life in self.lives)
        return "\n    ".join((f"{' then '.join(map(repr, self.plan))}: {lives}", *self.violations))


def unchanged() -> None:
    """The program as it is."""


def instead(owner: object, name: str, other: object) -> None:
    """The program as it is, but for one thing of that name. Raises AttributeError when there is no such thing."""
    getattr(owner, name)
    setattr(owner, name, other)


def scratch() -> Path:
    """A folder for runs, in memory where there is one: killing a process does not lose what it wrote there."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="salesdocs-rig-", dir=memory if memory.is_dir() else None))


def aimed(prepared: Prepared) -> tuple[Prepared, Life]:
    """The prepared house with what the undisturbed run comes to, and that run's life.

    One pass is made in this very process before: what is made once a process, every life then finds made.
    """
    with copied(prepared) as root, open_house(root) as house:
        ingest(house, prepared.day)
    gc.freeze()
    with copied(prepared) as root:
        life = live(root, prepared.day)
        assert life.end == "finished", life.told()
        return replace(prepared, before=replace(prepared.before, aim=outline(root))), life


def unaimed(prepared: Prepared) -> Prepared:
    """The same house where people make the outcome another one."""
    return replace(prepared, before=replace(prepared.before, aim=None))


def carry_out(prepared: Prepared, plan: Plan, *, change: Change = unchanged) -> Run:
    """One run: a life for every happening, then undisturbed ones, then the invariants."""
    with copied(prepared) as root:
        lives: list[Life] = []
        lost: list[str] = []
        for happening in plan:
            lives.append(live(root, prepared.day, happening, change=change))
            lost += conserved(_with_deeds(prepared, lives), root)
        return Run(plan, *concluded(root, prepared, lives, lost, change=change))


@contextmanager
def copied(prepared: Prepared) -> Iterator[Path]:
    """A copy of the prepared house while the block lasts."""
    folder = scratch()
    try:
        yield Path(shutil.copytree(prepared.root, folder / "house"))
    finally:
        shutil.rmtree(folder)


def concluded(
    root: Path, prepared: Prepared, lives: list[Life], found: Iterable[str] = (), *, change: Change = unchanged
) -> tuple[tuple[Life, ...], tuple[str, ...]]:
    """All lives, the undisturbed ones after these included, and what is wrong in the house then."""
    cut_short = sum(life.end == "killed" for life in lives)
    prepared = replace(prepared, before=replace(prepared.before, attempts=prepared.before.attempts + cut_short))
    lives = [*lives, *_undisturbed(root, prepared.day, change)]
    wrong = [*found, *(f"a life is {life.told()}" for life in lives if life.end in ("broken", "hung"))]
    left = check(_with_deeds(prepared, lives), root)
    if lives[-1].end != "finished":
        left.append(f"I3 never done: {lives[-1].told()}")
    elif left:  # a file that just went back to the inbox is the next pass's
        lives.append(live(root, prepared.day, change=change))
        late = ["I3 done by a second pass only"] if any(said.startswith("I3") for said in left) else []
        left = [*late, *check(_with_deeds(prepared, lives), root)]
    return tuple(lives), tuple(dict.fromkeys((*wrong, *left)))


def _undisturbed(root: Path, day: date, change: Change) -> Iterator[Life]:
    """Lives until one ends well."""
    for _ in range(MOST_LIVES):
        life = live(root, day, change=change)
        yield life
        if life.end == "finished":
            return


def _with_deeds(prepared: Prepared, lives: Sequence[Life]) -> Before:
    deeds = Counter[str]()
    for life in lives:
        deeds.update(life.deeds)
    return replace(prepared.before, deeds=deeds)


def carry_out_all(prepared: Prepared, plans: Iterable[Plan], *, change: Change = unchanged) -> Iterator[Run]:
    """Every run of these plans, several at a time."""
    yield from many(partial(carry_out, prepared, change=change), plans)


def many(run: Callable[[_T], Run], asked: Iterable[_T]) -> Iterator[Run]:
    """Runs, as many at a time as there are processors; none of them shares a thread with another."""
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as pool:
        waiting = deque[Future[Run]]()
        for one in asked:
            waiting.append(pool.submit(run, one))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def telling(points: Iterable[Point]) -> list[Point]:
    """The points between which something changes."""
    return [point for point in points if is_telling(point)]


def single_kills(life: Life) -> list[Plan]:
    """A kill at every point there is."""
    return [(KillAt(point.number),) for point in life.points]


def paired_kills(life: Life) -> Iterator[Plan]:
    """A kill at every telling point, then one at every telling point of the life that recovers."""
    firsts = telling(life.points)
    return ((KillAt(first.number), KillAtTelling(nth)) for first in firsts for nth in range(1, len(firsts) + 1))


def random_kills(life: Life, seeds: Iterable[int]) -> Iterator[Plan]:
    """One to four kills at points drawn by the seed."""
    for seed in seeds:
        draw = Random(seed)
        yield tuple(KillAt(draw.randint(1, len(life.points))) for _ in range(draw.randint(1, 4)))
