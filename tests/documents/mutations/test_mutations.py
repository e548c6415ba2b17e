"""Faults in templates, values and files: none of them reaches a reader."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache

import pytest

from tests.documents.mutations.rig import Verdict, verdicts
from tests.documents.mutations.samples import samples

_SEED = 5
_EACH = 45
"""Of so many faults of templates one is tried each time, of all kinds of document in both languages."""
_GROUPS = ("templates", "values", "files")


@cache
def drawn() -> tuple[Sequence[Verdict], ...]:
    return verdicts(_SEED, _EACH)


@pytest.mark.parametrize("group", _GROUPS)
def test_no_fault_gets_out(group: str) -> None:
    found = drawn()[_GROUPS.index(group)]

    assert _escaped(found) == []


def test_there_are_enough_of_them() -> None:
    counts = {name: sum(one.is_counted for one in found) for name, found in zip(_GROUPS, drawn(), strict=True)}

    assert counts["templates"] >= 150 and counts["values"] >= 100 and counts["files"] >= 100
    assert len({one.fault for found in drawn() for one in found}) >= 30


def test_what_lint_lets_pass_is_stopped_all_the_same() -> None:
    """Whoever never runs lint gets no wrong document either."""
    silent = [one for one in drawn()[0] if one.is_counted and not one.lint]

    assert silent
    assert all(one.compile or one.proof for one in silent)


def test_every_document_is_there_in_both_languages_and_right() -> None:
    assert len({(sample.kind.id, sample.lang) for sample in samples()}) == 18
    for sample in samples():
        assert sample.kind.proof is not None


@pytest.mark.skipif(
    not os.environ.get("SALESDOCS_LONG"), reason="set SALESDOCS_LONG=1: all faults take a quarter of an hour"
)
def test_none_of_all_faults_gets_out() -> None:
    for found in verdicts(_SEED):
        assert _escaped(found) == []


def _escaped(found: Sequence[Verdict]) -> list[str]:
    return [f"{one.fault}: {one.what}: {one.escaped}" for one in found if one.escaped]
