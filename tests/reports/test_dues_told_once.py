"""The law over all due lists: no two tell the same, each line is one name's, none is drawn where it has no business."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import LONG
from tests.reports.due_lines import drawn
from tests.reports.history import TITLES, deal_on, event, steps
from tests.reports.naive.houses import days, played, world_of
from tests.reports.naive.made import made_worlds
from tests.reports.naive.seen import World
from toolkit.house import open_house
from toolkit.model.deal import Deal
from toolkit.model.text import Text
from toolkit.reports.dues import (
    BLOCKED,
    KINDS,
    LETTER,
    PREPAYMENT,
    RECEIVABLE,
    RELEASE,
    REPORT,
    TROUBLE,
    Due,
    dues_of,
)
from toolkit.reports.dues.drawn import each_told_once
from toolkit.reports.outlook import look
from toolkit.reports.tables import Level

DAYS = tuple(sorted({on for on, _ in steps()}))
NAMED = sorted(
    {str(happened.facts[key]) for _, happened in steps() for key in ("number", "stage") if key in happened.facts}
)
HOLDS = (
    ("F05", "CB-2026-0001", "R-20"),
    ("F07", "TP-2026-0001", "R-32"),
    ("F07", "TP-2026-0001", "R-33"),
    ("F07", "TP-2026-0001", "F07-30"),
    ("F08", "SP-2026-0001", "F08-13"),
    ("F09", "XS-2026-0001", "F09-07"),
)


def line(kind: Text, *facts: str, owner: str = "王芳") -> Due:
    return Due(
        level=Level.RED,
        kind=kind,
        number="",
        customer="",
        matter=kind,
        due_on=None,
        days=None,
        amount=None,
        owner=owner,
        action=kind,
        deal="",
        file="",
        facts=facts,
    )


some_lines = st.lists(
    st.builds(
        lambda kind, facts, owner: line(kind, *facts, owner=owner),
        st.sampled_from(KINDS),
        st.lists(st.sampled_from("abc"), unique=True, max_size=2),
        st.sampled_from(("王芳", "李强")),
    ),
    max_size=8,
)


@given(some_lines)
def test_no_line_tells_only_what_a_list_before_it_tells(lines: list[Due]) -> None:
    kept = list(each_told_once(lines))

    ranks = [KINDS.index(due.kind) for due in kept]
    assert ranks == sorted(ranks)
    for due in kept:
        before = {fact for one in kept if KINDS.index(one.kind) < KINDS.index(due.kind) for fact in one.facts}
        assert not due.facts or set(due.facts) - before


@given(some_lines)
def test_nothing_goes_untold(lines: list[Due]) -> None:
    kept = list(each_told_once(lines))

    assert {fact for due in kept for fact in due.facts} == {fact for due in lines for fact in due.facts}
    assert [due for due in kept if not due.facts] == sorted(
        (due for due in lines if not due.facts), key=lambda due: KINDS.index(due.kind)
    )


@given(
    until=st.sampled_from(DAYS),
    after=st.integers(0, 120),
    without=st.sets(st.sampled_from(NAMED), max_size=4),
    holds=st.lists(st.sampled_from(HOLDS), max_size=3),
)
def test_a_deal_however_it_went_has_every_fact_in_one_list(
    until: date, after: int, without: set[str], holds: list[tuple[str, str, str]]
) -> None:
    day = until + timedelta(days=after)
    deal = deal_on(until, leave_out=without)
    for form, number, code in holds:
        deal = deal.after(until, event("held", form=form, number=number, codes=(code,)))

    _obeys_the_law(deal, drawn(deal, day), day)


@cache
def half_years() -> tuple[tuple[Deal, date, tuple[Due, ...]], ...]:
    """Every deal of made-up half years on many of their days, with its lines."""
    return tuple(
        (deal, world.day, _lines(world, deal))
        for seed in range(1, 9 if LONG else 4)
        for world in made_worlds(seed, deals=30, every=7)
        for deal in world.deals
    )


def _lines(world: World, deal: Deal) -> tuple[Due, ...]:
    seen = look(deal, world.customers[deal.customer], rulebook=world.rulebook, today=world.day)
    return dues_of(seen, staff=world.staff, titles=TITLES)


def test_no_two_lists_tell_the_same_in_half_a_year() -> None:
    for deal, day, lines in half_years():
        _obeys_the_law(deal, lines, day)


def test_half_a_year_has_lines_in_every_list() -> None:
    found = {due.kind for _, _, lines in half_years() for due in lines}

    assert found >= set(KINDS) - {LETTER, REPORT, TROUBLE}, "those three are rare"


@pytest.mark.skipif(not LONG, reason="plays half a year; SALESDOCS_LONG=1 plays it")
def test_no_two_lists_tell_the_same_in_a_simulated_half_year(tmp_path: Path) -> None:
    folder = played(tmp_path / "house", 21)

    with open_house(folder.resolve(), lang="zh") as house, house.ledger.reading() as questions:
        for day in days(every=5):
            world = world_of(house, questions, day)
            for deal in world.deals:
                _obeys_the_law(deal, _lines(world, deal), day)


def _obeys_the_law(deal: Deal, lines: tuple[Due, ...], day: date) -> None:
    """What must hold of a deal's lines, by what they show."""
    for due in lines:
        assert due.owner and not set(due.owner) & set("、,;/"), due
        assert (due.due_on is None) == (due.days is None) == (due.workdays is None)
        if due.due_on and due.days is not None and due.workdays is not None:
            assert due.days == (due.due_on - day).days
            assert abs(due.workdays) <= abs(due.days) and due.workdays * due.days >= 0
    payments = [(due.due_on, due.amount, due.matter) for due in lines if due.kind in (PREPAYMENT, RECEIVABLE)]
    assert len(payments) == len(set(payments))
    kinds = {due.kind for due in lines}
    assert deal.filing("F11") or not {RELEASE, REPORT} <= kinds, "both tell of departments that never reported"
    told = {fact for due in lines if due.kind != BLOCKED for fact in due.facts}
    for due in lines:
        assert due.kind != BLOCKED or not set(due.facts) <= told
    assert sum(due.kind == BLOCKED for due in lines) <= len(deal.holds)
