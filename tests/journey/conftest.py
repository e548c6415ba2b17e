"""Houses played with the sample forms up to some day."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest

from tests.journey.way import WayTo, on_the_way
from toolkit.demo import SELLER, drops
from toolkit.desk.founding import found_house
from toolkit.house import House, open_house
from toolkit.intake.rounds import ingest

Opener = Callable[[], Iterator[House]]


def drop(house: House, sample: Path, name: str = "") -> Path:
    """Lay one sample into the inbox, as a person would."""
    target = house.places.inbox / (name or sample.name[11:])
    shutil.copyfile(sample, target)
    return target


def sample(words: str) -> Path:
    """The sample whose name holds these words."""
    (found,) = [path for _, path in drops() if words in path.name]
    return found


@contextmanager
def played(root: Path, until: date) -> Iterator[House]:
    """A house in which every right sample up to that day's end was dropped on its day."""
    found_house(root, folders="en", lang="zh", company=SELLER, is_demo=True)
    right = [(day, path) for day, path in drops() if path.parent.name != "wrong" and day <= until]
    with open_house(root.resolve()) as house:
        for day, files in groupby(right, key=lambda one: one[0]):
            for _, path in files:
                drop(house, path)
            for answered in ingest(house, day):
                assert answered.outcome == "accepted", (answered.name, answered.all_findings())
        yield house


@pytest.fixture
def house_on(tmp_path: Path) -> Iterator[Callable[[str], House]]:
    """Gives `house_on("07-06")`: the golden house at that day's end."""
    opened = []

    def on(day: str) -> House:
        context = played(tmp_path / "house", date.fromisoformat(f"2026-{day}"))
        opened.append(context)
        return context.__enter__()

    yield on
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture
def way_to(tmp_path: Path) -> Iterator[WayTo]:
    """Gives `way_to("07-10")`: the golden way up to that day's end."""
    with ExitStack() as opened:
        yield lambda until, **more: opened.enter_context(on_the_way(tmp_path / "house", until, **more))
