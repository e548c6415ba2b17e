"""Breaks the intake at every point there is, and looks whether anything was lost, doubled or left unanswered.

    python -m tests.rig short
    python -m tests.rig sweep|pairs|random|power|faults|people|two|poison|tight|mutants|machine
        [--drops small] [--seeds 1000]
    python -m tests.rig again "KillAt(number=37)" "KillAt(number=12)"

`sweep` kills at every point, `pairs` at a second one while it recovers, `random` one to four times; `faults` refuses
calls and loses replies, in `people` somebody touches the files meanwhile; `two` lets two processes at one house.
`--every 9` takes every ninth run only, `--minutes` ends early. Ends with 1 when an invariant is violated.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path

from tests.rig import faults, faulty, machine, mutants, poison, power, sweep, tight, two
from tests.rig.child import Life
from tests.rig.drops import DROPS, Prepared, prepare
from tests.rig.sweep import Plan, Run, aimed, carry_out, carry_out_all, unaimed

_MOST_TOLD = 12
"""Sorts of wrong runs of which the first is told in full."""


@dataclass
class Tally:
    """What the runs of one kind came to."""

    name: str
    runs: int = 0
    wrong: int = 0
    seconds: float = 0.0
    ends: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    sorts: Counter[frozenset[str]] = field(default_factory=Counter)

    def add(self, run: Run) -> None:
        """Count one run; the first wrong ones are told at once."""
        self.runs += 1
        self.ends.update(life.end for life in run.lives)
        if run.violations:
            self.wrong += 1
            self.rules.update({said.split()[0] for said in run.violations})
            sort = frozenset(said.partition(":")[0] for said in run.violations)
            self.sorts[sort] += 1
            if self.sorts[sort] == 1 and len(self.sorts) <= _MOST_TOLD:
                _say(run.told())

    def told(self) -> str:
        """One line of the table."""
        lives = ", ".join(f"{times} {end}" for end, times in self.ends.most_common())
        rules = ", ".join(f"{rule} {times}" for rule, times in sorted(self.rules.items()))
        rate = self.runs / self.seconds if self.seconds else 0.0
        return f"{self.name:<20}{self.runs:>7} runs {rate:>6.1f}/s {self.wrong:>5} wrong  lives: {lives}  {rules}"


@dataclass(frozen=True)
class Bench:
    """A prepared house, its undisturbed life, and how much is asked for."""

    prepared: Prepared
    life: Life
    seeds: int
    every: int
    minutes: float

    def tally(self, name: str, runs: Iterator[Run]) -> Tally:
        """Carry out runs until they or the time are over."""
        tally, began = Tally(name), time.monotonic()
        for run in runs:
            tally.add(run)
            tally.seconds = time.monotonic() - began
            if tally.seconds > self.minutes * 60:
                break
        return tally

    def plans(self, name: str, plans: Iterable[Plan], *, is_aimed: bool = True) -> Tally:
        """Runs of these plans, every n-th of them."""
        prepared = self.prepared if is_aimed else unaimed(self.prepared)
        return self.tally(name, carry_out_all(prepared, islice(plans, 0, None, self.every)))


def _sweep(bench: Bench) -> Iterator[Tally]:
    yield bench.plans("kills", sweep.single_kills(bench.life))


def _pairs(bench: Bench) -> Iterator[Tally]:
    yield bench.plans("pairs", sweep.paired_kills(bench.life))


def _random(bench: Bench) -> Iterator[Tally]:
    yield bench.plans("random", sweep.random_kills(bench.life, range(bench.seeds)))


def _power(bench: Bench) -> Iterator[Tally]:
    yield bench.plans("power cuts", power.cuts(bench.life))


def _faults(bench: Bench) -> Iterator[Tally]:
    yield bench.plans("refused", faults.refusals(bench.life))
    yield bench.plans("stubborn", faults.stubborn(bench.life))
    yield bench.plans("lost reply", faults.lost_replies(bench.life))
    yield bench.plans("two disks", faults.parted_disks())


def _people(bench: Bench) -> Iterator[Tally]:
    yield bench.plans("squatters", faults.squatters(bench.life), is_aimed=False)
    yield bench.plans("unseen", faults.taken_unseen(bench.life), is_aimed=False)
    yield bench.plans("people", faults.people(bench.life), is_aimed=False)


def _two(bench: Bench) -> Iterator[Tally]:
    sleeps = [point.number for point in sweep.telling(bench.life.points)][:: bench.every]
    yield bench.tally("overtaken", sweep.many(partial(two.overtaken, bench.prepared), sleeps))
    yield bench.tally("raced", sweep.many(partial(two.raced, bench.prepared), range(bench.seeds)))


def _poison(bench: Bench) -> Iterator[Tally]:
    for effect in poison.EFFECTS:
        yield bench.tally(
            f"poison that {effect}", sweep.many(partial(poison.poisoned, bench.prepared, effect), range(bench.seeds))
        )


def _tight(bench: Bench) -> Iterator[Tally]:
    yield bench.tally("full disk", tight.full(bench.prepared))
    yield bench.tally("largest file", tight.bounded(bench.prepared))
    yield bench.tally("real disks", tight.parted(bench.prepared))


def _apart() -> int:
    """The same command once more, where it may mount file systems of its own."""
    if not tight.is_permitted():
        _say("no file system can be mounted here")
        return 0
    return subprocess.run(
        [*tight.APART, sys.executable, "-m", "tests.rig", *sys.argv[1:], "--apart"], check=False
    ).returncode


def _machine(bench: Bench) -> Iterator[Tally]:
    tally, began = Tally("machine", runs=bench.seeds), time.monotonic()
    try:
        machine.play(bench.prepared, bench.seeds)
    except AssertionError as wrong:
        tally.wrong = 1
        _say("\n".join([str(wrong), *getattr(wrong, "__notes__", ())]))
    tally.seconds = time.monotonic() - began
    yield tally


_KINDS: dict[str, Callable[[Bench], Iterator[Tally]]] = {
    "sweep": _sweep,
    "pairs": _pairs,
    "random": _random,
    "power": _power,
    "faults": _faults,
    "people": _people,
    "two": _two,
    "poison": _poison,
    "machine": _machine,
    "tight": _tight,
}


_SHORT = {"sweep": 14, "power": 9, "faults": 40, "people": 14, "two": 25, "poison": 1}
"""Kinds for a short look, and every how many-th of their runs."""


def _short(bench: Bench) -> Iterator[Tally]:
    for kind, every in _SHORT.items():
        yield from _KINDS[kind](replace(bench, every=every, seeds=2))
    yield from _machine(bench)


def main() -> int:
    """Run what is asked for; 1 when anything was wrong."""
    asked = argparse.ArgumentParser(prog="python -m tests.rig")
    asked.add_argument("kind", choices=["short", *_KINDS, "mutants", "again"])
    asked.add_argument("plan", nargs="*", help="happenings of one run, as they are told")
    asked.add_argument("--drops", choices=DROPS, default="small")
    asked.add_argument("--seeds", type=int, default=1000)
    asked.add_argument("--every", type=int, default=1)
    asked.add_argument("--minutes", type=float, default=60.0)
    asked.add_argument("--apart", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.kind == "tight" and not given.apart:
        return _apart()
    place = sweep.scratch()
    try:
        if given.kind == "mutants":
            return _mutants(place)
        prepared, life = aimed(prepare(place / "house", given.drops))
        if given.kind == "again":
            return _again(prepared, given.plan)
        bench = Bench(prepared, life, given.seeds, given.every, given.minutes)
        _say(f"{len(life.points)} points, {len(sweep.telling(life.points))} of them telling")
        tallies = list({**_KINDS, "short": _short}[given.kind](bench))
    finally:
        shutil.rmtree(place)
    _say("\n".join(tally.told() for tally in tallies))
    return 1 if any(tally.wrong for tally in tallies) else 0


def _mutants(place: Path) -> int:
    """Each rule taken out once; 1 when the rig overlooks one."""
    houses = {drops: aimed(prepare(place / drops, drops))[0] for drops in DROPS}
    overlooked = 0
    for mutant in mutants.MUTANTS:
        verdict = mutants.tried(mutant, houses[mutant.drops])
        overlooked += not verdict.violations
        _say(verdict.told())
    return 1 if overlooked else 0


def _again(prepared: Prepared, plan: list[str]) -> int:
    """One run, its lives point by point."""
    run = carry_out(prepared, tuple(eval(one, {**vars(faulty), **vars(power)}) for one in plan))
    for life in run.lives:
        _say("\n".join(["----", *(point.told() for point in life.points)]))
    _say(run.told())
    return 1 if run.violations else 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
