"""A short run of the rig; a long one is `python -m tests.fuzz`."""

from __future__ import annotations

import os
import sys
from random import Random

import pytest

from tests.fuzz import parts
from tests.fuzz.cases import case, sources
from tests.fuzz.run import Report, run
from tests.fuzz.zips import entries_of

SECONDS = 120 if os.environ.get("CI") else 10
SEED = 1
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the rig bounds memory as Linux does")


def last(seconds: float, looker: str) -> Report:
    """The report of a run."""
    report = Report()
    for report in run(SEED, seconds, looker=looker):
        if report.failures and looker != "tests.fuzz.look:look":
            break
    return report


def stumbles_over_huge_spans(content: bytes, _: str) -> str:
    """A reader with a fault, for the rig to find."""
    texts = [part for _, part in entries_of(content) if b'gridSpan w:val="-5"' in part or b'spans="-5"' in part]
    return "read" if not texts else dict[str, str]()["-5"]


def never_ends(content: bytes, name: str) -> str:
    """A reader that eats memory, for the rig to stop."""
    held = []
    while True:
        held.append(content + name.encode() + b"x" * (1 << 26))


def test_a_broken_file_is_read_or_refused_by_name() -> None:
    report = last(SECONDS, "tests.fuzz.look:look")

    assert report.count > SECONDS
    assert [failure.told() for failure in report.failures] == []


def test_the_same_seed_breaks_the_same_way() -> None:
    ones = [case(SEED, number) for number in range(12)]

    assert [one.content() for one in ones] == [case(SEED, number).content() for number in range(12)]
    assert sum(one.content() != one.source.read_bytes() for one in ones) > 9


def test_what_fails_is_named_by_the_steps_that_are_needed() -> None:
    report = last(60, "tests.fuzz.test_fuzz:stumbles_over_huge_spans")

    (failure,) = report.failures
    assert [failure.case.steps[place] for place in failure.needed] == ["spans_absurd"]
    assert "KeyError at test_fuzz.py" in failure.trouble


def test_a_reader_that_eats_memory_is_stopped() -> None:
    report = last(60, "tests.fuzz.test_fuzz:never_ends")

    assert report.count == 1
    assert "MemoryError" in report.failures[0].trouble


@pytest.mark.parametrize("step", sorted(parts.BREAKERS))
def test_every_way_to_break_a_part_breaks_some(step: str) -> None:
    books, texts = ([path for path in sources()[0] if path.suffix == end] for end in (".xlsx", ".docx"))
    files = [(path, path.read_bytes()) for path in (*books[:2], *texts[:2])]

    broken = (
        (parts.BREAKERS[step](Random(f"{n}{path.name}"), content), content) for n in range(9) for path, content in files
    )

    assert any(entries_of(after) != entries_of(before) for after, before in broken)
