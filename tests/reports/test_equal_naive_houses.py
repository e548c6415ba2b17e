"""The report of a simulated half year, as of many of its days, is what a naive implementation finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import LONG
from tests.reports.naive.compared import (
    figures_in,
    lines_in,
    naive_figures_of,
    naive_lines_of,
    naive_overdue_of,
    overdue_in,
)
from tests.reports.naive.houses import days, night_of, played, world_of
from toolkit.house import House, open_house


@pytest.fixture(scope="module", params=(11, 12, 13, 14) if LONG else (11,))
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A demo house after half a year."""
    folder: Path = played(tmp_path_factory.mktemp("naive") / "house", request.param)
    with open_house(folder.resolve(), lang="zh") as opened:
        yield opened


def test_every_line_and_every_figure_of_a_simulated_half_year_is_the_naive_one(house: House) -> None:
    for day in days(every=3 if LONG else 10):
        report = night_of(house, day)

        with house.ledger.reading() as questions:
            world = world_of(house, questions, day)
        lines = naive_lines_of(world)
        assert lines_in(report) == lines, day
        assert overdue_in(report) == naive_overdue_of(world, lines), day
        assert figures_in(report) == naive_figures_of(world), day
