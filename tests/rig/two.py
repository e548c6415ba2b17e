"""Two processes on one house, as when the lock that keeps them apart is broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.rig.child import Life, begin, live
from tests.rig.drops import Prepared
from tests.rig.faulty import KillAt, StopAt
from tests.rig.sweep import Change, Run, concluded, copied, unaimed, unchanged
from toolkit.ledger import store

_PATIENCE_MILLISECONDS = 500


@dataclass(frozen=True, slots=True)
class _Impatient:
    """The program, which does not wait long for a ledger that the other one holds."""

    change: Change

    def __call__(self) -> None:
        self.change()
        store._BUSY_MILLISECONDS = _PATIENCE_MILLISECONDS  # type: ignore[misc]


def overtaken(prepared: Prepared, number: int, *, change: Change = unchanged) -> Run:
    """One process sleeps at its n-th point while another works to its end; then it goes on."""
    with copied(prepared) as root:
        sleeper = begin(root, prepared.day, StopAt(number), change=_Impatient(change))
        lives: list[Life] = []
        if sleeper.stopped():
            lives.append(live(root, prepared.day, change=_Impatient(change)))
            sleeper.wake()
        lives.append(sleeper.ended())
        return Run((StopAt(number),), *concluded(root, prepared, lives, change=change))


def raced(prepared: Prepared, seed: int, *, change: Change = unchanged, most_kills: int = 4) -> Run:
    """Two processes at once, each killed and started again some times at points drawn by the seed.

    What one begins the other may begin, too, and answer as a copy: that costs attempts and a receipt, nothing else.
    """
    prepared = unaimed(prepared)
    with copied(prepared) as root:
        plan = tuple(_kills(Random(seed), most_kills))
        lives: list[Life] = []
        for one, other in zip(plan[::2], plan[1::2], strict=True):
            running = [begin(root, prepared.day, happening, change=_Impatient(change)) for happening in (one, other)]
            lives += [each.ended() for each in running]
        return Run(plan, *concluded(root, prepared, lives, change=change))


def _kills(draw: Random, most: int) -> Iterator[KillAt]:
    """An even number of kills; one far behind the end lets its process finish."""
    for _ in range(2 * draw.randint(1, most)):
        yield KillAt(draw.randint(1, 800))
