"""Files that were put aside or sent back, tried once more: after a bug, a template or a rule was mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from toolkit.errors import NothingNamed
from toolkit.files import move
from toolkit.house import House
from toolkit.ledger.questions import Questions
from toolkit.model.arrival import Arrival, Outcome
from toolkit.model.text import Lang, Text

AGAIN: Final[tuple[Outcome, ...]] = ("quarantined", "returned")
"""What may be tried again; what was accepted is withdrawn instead."""

_WORDS = {
    "back": Text("已放回收件箱", "back in the inbox"),
    "gone": Text("原文件已不在原处", "the file no longer lies where it was put"),
    "none": Text("没有需要重试的文件", "nothing to try again"),
}


@dataclass(frozen=True, slots=True)
class Retried:
    """A file that goes through the inbox once more."""

    name: str
    file: str
    """Where it lies now, below the house; '' when it could not be found."""


def retry(house: House, named: str) -> Retried:
    """Put a file that was put aside or returned back into the inbox: it is a new arrival there, its attempts forgotten.

    `named` is the id of its run or its name, of which the latest is meant. Raises NothingNamed, ShareTrouble.
    """
    with house.ledger.reading() as questions:
        arrival = _named(questions, named, AGAIN)
        return _put_back(house, questions, arrival)


def retry_all(house: House) -> tuple[Retried, ...]:
    """The same for every file that lies in quarantine. Raises ShareTrouble."""
    with house.ledger.reading() as questions:
        aside = questions.arrivals(outcome="quarantined")
        return tuple(one for arrival in aside if (one := _put_back(house, questions, arrival)).file)


def arrival_named(questions: Questions, named: str) -> Arrival:
    """The arrival of that id, else the latest file of that name. Raises NothingNamed."""
    return _named(questions, named, None)


def retried_lines(retried: tuple[Retried, ...], lang: Lang) -> Iterator[str]:
    """What was put back, as people read it."""
    if not retried:
        yield _WORDS["none"].said(lang)
    for one in retried:
        yield f"{one.name}: {_WORDS['back' if one.file else 'gone'].said(lang)} {one.file}".rstrip()


def _named(questions: Questions, named: str, outcomes: tuple[Outcome, ...] | None) -> Arrival:
    found = questions.arrival(named) or questions.latest_named(named)
    if found is None:
        raise NothingNamed("file or run", named)
    if outcomes is not None and found.outcome not in outcomes:
        raise NothingNamed(f"file among those {' or '.join(outcomes)}", named, f"{found.name} ({found.outcome})")
    return found


def _put_back(house: House, questions: Questions, arrival: Arrival) -> Retried:
    original = _original(house, questions, arrival)
    if original is None:
        return Retried(arrival.name, "")
    lay = house.root / PurePosixPath(arrival.dropped)
    back = move(original, lay.parent, name=lay.name)
    return Retried(arrival.name, house.places.below(back) if back else "")


def _original(house: House, questions: Questions, arrival: Arrival) -> Path | None:
    """Where the file was put; None when a person has moved it on."""
    for planned, is_done in questions.effects_of(arrival.id):
        facts = planned.effect.facts
        if is_done and planned.effect.kind == "move original" and facts.get("digest") == arrival.digest:
            path = house.root / str(facts["folder"]) / str(facts["name"])
            return path if path.is_file() else None
    return None
