"""Forms that kill or break whoever reads them: tried three times, then put aside, and nobody else suffers."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from hashlib import sha256
from random import Random
from typing import Any, Literal, get_args

from tests.rig.child import Life, live
from tests.rig.drops import Prepared
from tests.rig.faulty import KillAt
from tests.rig.sweep import Change, Run, concluded, copied, instead, unchanged
from toolkit.intake.journey import MOST_ATTEMPTS
from toolkit.intake.workers.pool import Here

NAME = "毒.xlsx"
CONTENT = b"PK\x03\x04 poison"
Effect = Literal["kills", "breaks"]
EFFECTS: tuple[Effect, ...] = get_args(Effect)


@dataclass(frozen=True, slots=True)
class Poisoned:
    """The program, in which reading that file ends the process or raises what nobody foresaw."""

    effect: Effect
    change: Change = unchanged

    def __call__(self) -> None:
        self.change()
        read = Here._begin

        def reading(here: Here, piece: Any, name: str) -> Future[Any]:
            return _suffered(self.effect) if name == NAME else read(here, piece, name)

        instead(Here, "_begin", reading)


def _suffered(effect: Effect) -> Future[Any]:
    if effect == "kills":
        os.kill(os.getpid(), signal.SIGKILL)
    future: Future[Any] = Future()
    future.set_exception(RuntimeError("nobody foresaw that"))
    return future


def poisoned(prepared: Prepared, effect: Effect, seed: int, *, change: Change = unchanged) -> Run:
    """A run with one such file among the others, the process killed once more at a point drawn by the seed."""
    prepared = _with_poison(prepared)
    with copied(prepared) as root:
        (root / "inbox" / NAME).write_bytes(CONTENT)
        plan = tuple(_kill(Random(seed)))
        poisoned = Poisoned(effect, change)
        lives = [live(root, prepared.day, happening, change=poisoned) for happening in plan]
        lives += [live(root, prepared.day, change=poisoned) for _ in range(MOST_ATTEMPTS + 1)]
        all_lives, wrong = concluded(root, prepared, lives, change=poisoned)
        return Run(plan, all_lives, (*wrong, *_tried_too_often(all_lives[len(plan) :])))


def _with_poison(prepared: Prepared) -> Prepared:
    """The house that expects the file to be put aside, and all else as without it."""
    before, digest = prepared.before, sha256(CONTENT).hexdigest()
    assert before.aim is not None
    aim = replace(before.aim, outcomes=before.aim.outcomes + Counter({(digest, "quarantined"): 1}))
    dropped = before.dropped + Counter([digest])
    return replace(prepared, before=replace(before, aim=aim, dropped=dropped))


def _kill(draw: Random) -> Iterator[KillAt]:
    if draw.random() < 0.5:
        yield KillAt(draw.randint(1, 300))


def _tried_too_often(lives: tuple[Life, ...]) -> Iterator[str]:
    deaths = sum(life.end == "killed" for life in lives)
    if deaths > MOST_ATTEMPTS:
        yield f"I7 the file killed its reader {deaths} times"
