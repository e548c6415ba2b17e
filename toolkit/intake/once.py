"""One pass that ends: what lies in the inbox is waited for until it has settled, and answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from toolkit.files import reaching
from toolkit.house import House
from toolkit.intake.answer import Answered
from toolkit.intake.lease import serving
from toolkit.intake.rounds import Rounds
from toolkit.intake.settle import Settling
from toolkit.intake.share import capabilities, found, sweep
from toolkit.intake.watch import MOST_READ, Watcher
from toolkit.intake.workers.pool import Work
from toolkit.ledger.backup import agree, check

QUIET_SECONDS: Final = 3.0
QUIET_NETWORK_SECONDS: Final = 10.0
"""How long a file must rest where nothing tells whether somebody still writes it. Source: intake.md 3 (3)."""
PATIENCE_SECONDS: Final = 30.0
"""How long a pass waits for files on their way in; those that take longer are for the next one."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did, and left."""

    answers: tuple[Answered, ...]
    waiting: int
    """Files that still lie in the inbox or in a claim, undecided."""


def quiet_seconds(house: House, *, local: float = QUIET_SECONDS) -> float:
    """How long a file of this house's share must rest before it is taken: `local` on a disk of this machine."""
    return QUIET_NETWORK_SECONDS if capabilities(house.places).is_network else local


def once(
    house: House, today: date, readers: Work, *, quiet: float | None = None, tell: Callable[[Answered], None]
) -> Pass:
    """Answer what lies in the inbox, then end.

    A file must rest for `quiet` seconds; by default not at all on a disk of this machine, where the system tells who
    still writes. Raises HouseServed while a service is at it, ShareTrouble, LedgerTrouble.
    """
    places = house.places
    with serving(places):
        check(places.ledger)
        found(places)
        sweep(places)
        with reaching(places.backups):
            agree(places.ledger, places.backups)
        if quiet is None:
            quiet = quiet_seconds(house, local=0.0)
        answers: list[Answered] = []

        def take(answered: Answered) -> None:
            answers.append(answered)
            tell(answered)

        watcher = Watcher(house, lambda: today, Rounds(house, readers), Settling(quiet, most_read=MOST_READ), take)
        until = time.monotonic() + max(PATIENCE_SECONDS, 3 * quiet)
        while not (seen := watcher.round()).all_settled and time.monotonic() < until:
            time.sleep(min(max(quiet, 0.1), 1.0))
        return Pass(tuple(answers), seen.figures.waiting)
