"""Partial copies of real forms wait until the deadline and are never taken; more of them: tests/intake/partial.py."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from tests.intake.partial import forms, partial_copies, tried, whole

COPIES = 600


@pytest.fixture(scope="module")
def originals() -> list[tuple[Path, bytes]]:
    return whole(forms())


def test_every_real_form_is_whole(originals: list[tuple[Path, bytes]]) -> None:
    assert len(originals) >= 10
    assert {path for path, _ in originals} == set(forms())


def test_no_partial_copy_is_taken_or_given_up_before_the_deadline(originals: list[tuple[Path, bytes]]) -> None:
    copies = islice(partial_copies(originals, seed=1), COPIES)

    tally, wrong = tried(copies)

    assert wrong == []
    assert tally.is_right
    assert tally.copies == COPIES


def test_a_copy_cut_at_any_of_its_last_bytes_is_not_taken(originals: list[tuple[Path, bytes]]) -> None:
    path, content = min(originals, key=lambda original: len(original[1]))
    copies = [(f"{n}{path.suffix}", content[:-n]) for n in range(1, 100)]

    tally, wrong = tried(copies)

    assert wrong == []
    assert tally.is_right
