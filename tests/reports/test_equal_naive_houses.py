"""The report of a simulated half year, as of many of its days, is what a naive implementation finds."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests import LONG
from tests.reports.naive.compared import (
    TITLES,
    figures_in,
    lines_in,
    naive_figures_of,
    naive_lines_of,
    naive_overdue_of,
    overdue_in,
)
from tests.reports.naive.houses import LAST_DAY, days, night_of, played, world_of
from toolkit.house import House, open_house
from toolkit.ledger.groups import entries_in, groups_in
from toolkit.model.deal import Deal
from toolkit.model.house import Customer
from toolkit.reports.consolidation import Around, Consolidation, Counted
from toolkit.reports.registers import REGISTERS
from toolkit.reports.tables import Row


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


def test_every_row_of_a_slim_deal_is_that_of_the_full_one(house: House) -> None:
    with house.ledger.reading() as questions, io.BytesIO() as spool:
        questions.copy_groups(spool)
        spool.seek(0)
        slim = list(groups_in(entries_in(spool)))
        full = [(customer, tuple(questions.deal(deal.number) for deal in deals)) for customer, deals in slim]
        around = Around(
            rulebook=house.rulebook,
            staff=questions.staff(),
            stages=house.catalogue.process.stages,
            titles=TITLES,
        )

    rows, counted = zip(*(_rows(groups, around) for groups in (slim, full)), strict=True)

    assert sum(map(len, rows[0])) > len(slim)
    assert rows[0] == rows[1]
    assert counted[0].dues == counted[1].dues


def _rows(groups: Sequence[tuple[Customer, Sequence[Deal]]], around: Around) -> tuple[list[list[Row]], Counted]:
    """Every row of every register, and what was counted."""
    consolidation = Consolidation(around, day=LAST_DAY, home=around.rulebook)
    taken = [consolidation.take(customer, deals) for customer, deals in groups]
    return [[row for group in taken for row in register.rows(group)] for register in REGISTERS], consolidation.counted
