"""A short run of the rig; a long one is `python -m tests.rig`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.golden import LEAD, NEEDS
from tests.journey.way import Way, on_the_way
from tests.rig.invariants import Before, check, look_before
from tests.rig.mutants import MUTANTS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the rig forks and kills as Linux does")
_ROOT = Path(__file__).resolve().parents[2]
_KINDS = (
    "kills",
    "power cuts",
    "refused",
    "stubborn",
    "lost reply",
    "two disks",
    "squatters",
    "unseen",
    "people",
    "overtaken",
    "raced",
    "poison that kills",
    "poison that breaks",
    "machine",
)


def rig(*asked: str) -> str:
    """What the rig tells of a run."""
    command = [sys.executable, "-m", "tests.rig", *asked]
    return subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False).stdout


@pytest.fixture(scope="module")
def short() -> str:
    return rig("short", "--seeds", "3")


@pytest.mark.parametrize("kind", _KINDS)
def test_nothing_is_lost_doubled_or_left_unanswered(short: str, kind: str) -> None:
    line = next((line for line in short.splitlines() if line.startswith(f"{kind:<20}")), "")

    assert " 0 wrong " in line, short


def test_every_rule_of_the_protocol_is_needed() -> None:
    told = rig("mutants")

    assert "NOT NOTICED" not in told
    assert told.count("\n") == len(MUTANTS)


@pytest.fixture
def filed(tmp_path: Path) -> Iterator[tuple[Way, Before]]:
    """A house in which one form was just filed, and how it was before."""
    with on_the_way(tmp_path / "house", "06-16") as way:
        before = look_before(way.house.root)
        before = before.with_drops([way.drop(NEEDS)])
        way.take("06-22")
        yield way, before


def test_the_judge_finds_nothing_wrong_with_a_house_at_rest(filed: tuple[Way, Before]) -> None:
    way, before = filed

    assert check(before, way.house.root) == []


def test_the_judge_misses_an_original(filed: tuple[Way, Before]) -> None:
    way, before = filed

    next(way.house.places.filed.rglob(NEEDS.name)).unlink()

    assert "I1" in {said[:2] for said in check(before, way.house.root)}


def test_the_judge_sees_a_document_that_was_published_twice(filed: tuple[Way, Before]) -> None:
    way, before = filed

    blank = next(way.house.places.deals.rglob("*成本核算表*"))
    shutil.copyfile(blank, blank.with_name("once more.xlsx"))

    assert {said[:2] for said in check(before, way.house.root)} == {"I2"}


def test_the_judge_sees_a_bystander_replaced(filed: tuple[Way, Before]) -> None:
    way, before = filed

    next(way.house.places.filed.rglob(LEAD.name)).write_bytes(b"another")

    assert "I5" in {said[:2] for said in check(before, way.house.root)}


def test_the_judge_sees_what_was_left_lying(filed: tuple[Way, Before]) -> None:
    way, before = filed

    (way.house.places.staged / "half").write_bytes(b"")

    assert check(before, way.house.root) == ["I3 left over: .salesdocs/staged/half"]
