"""A day's report is the same bytes whenever it is made: that night, weeks later, after the ledger was rebuilt."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from toolkit.house import House, open_house
from toolkit.nightly.report import write
from toolkit.simulate.year import play_year

MONTHS = 2
"""After which the house is looked at for the first time; then it goes on for another."""
THEN = (date(2026, 1, 30), date(2026, 2, 11), date(2026, 2, 28))
Files = Mapping[str, bytes]


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """One house, as it lay after some months and as it is after one more."""
    then, now = (tmp_path_factory.mktemp(name) / "house" for name in ("then", "now"))
    for n, _ in enumerate(play_year(now, months=MONTHS + 1, seed=4, deals=24, folders="en", lang="zh"), start=1):
        if n == MONTHS:
            shutil.copytree(now, then)
    return then, now


def made(house: House, day: date) -> Files:
    """Every file of that day's report, by its name below the folder."""
    laid = write((house,), day, house.places.reports).laid.paths
    return {name: path.read_bytes() for name, path in laid.items()}


@pytest.mark.parametrize("day", THEN, ids=str)
def test_a_report_made_again_after_more_days_is_the_same_bytes(houses: tuple[Path, Path], day: date) -> None:
    then, now = houses

    with open_house(then.resolve()) as house:
        at_once = made(house, day)
    with open_house(now.resolve()) as house:
        later = made(house, day)

    assert {Path(name).suffix for name in at_once} == {".xlsx", ".html"}
    assert any("待办_" in name for name in at_once)
    assert list(later) == list(at_once)
    assert [name for name in at_once if at_once[name] != later[name]] == []


def test_a_report_made_of_a_rebuilt_ledger_is_the_same_bytes(houses: tuple[Path, Path]) -> None:
    _, now = houses
    days = (*THEN, date(2026, 3, 31))
    with open_house(now.resolve()) as house:
        before = [made(house, day) for day in days]
        assert house.ledger.rebuild()

        after = [made(house, day) for day in days]

    assert [list(files) for files in after] == [list(files) for files in before]
    assert after == before


def test_reports_of_two_days_differ(houses: tuple[Path, Path]) -> None:
    _, now = houses
    with open_house(now.resolve()) as house:
        one, other = (made(house, day) for day in THEN[1:])

    assert set(one.values()).isdisjoint(other.values())
