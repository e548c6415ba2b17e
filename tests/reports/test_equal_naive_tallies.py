"""Every figure of the funnel and its tables is what a naive implementation finds, over made-up half years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import LONG
from tests.reports.naive.compared import figures_in, naive_figures_of, report_of
from tests.reports.naive.made import made_worlds
from tests.reports.naive.seen import World
from tests.reports.naive.tallies import STAGE_LIMITS, TITLES, WIN_RATES

SEEDS = range(60 if LONG else 8)


@cache
def worlds(seed: int) -> tuple[World, ...]:
    """A half year of a dozen deals, looked at every ten days, or of a few that came far."""
    if seed % 4 == 3:
        return tuple(made_worlds(seed, deals=5, every=6, least=60))
    return tuple(made_worlds(seed, deals=12, every=10))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_figure_is_the_naive_one(seed: int) -> None:
    for world in worlds(seed):
        told, found = figures_in(report_of(world)), naive_figures_of(world)

        for name, figure in found.items():
            assert told[name] == figure, (world.day, name)


@given(seed=st.integers(1_000, 2**32), every=st.integers(7, 25))
@settings(max_examples=200 if LONG else 8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_figure_of_any_history_is_the_naive_one(seed: int, every: int) -> None:
    for world in made_worlds(seed, deals=3, every=every):
        assert figures_in(report_of(world)) == naive_figures_of(world), world.day


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_every_figure_across_the_turn_of_a_year_is_the_naive_one(seed: int) -> None:
    for world in made_worlds(seed, deals=12, every=8, first=date(2025, 10, 6)):
        assert figures_in(report_of(world)) == naive_figures_of(world), world.day


def test_the_histories_fill_every_column_and_every_table() -> None:
    filled: set[tuple[str, str]] = set()
    for seed in SEEDS:
        for world in worlds(seed):
            filled |= _filled(naive_figures_of(world))

    steps = {(step, column) for step in TITLES for column in ("count", "entered", "new")}
    worth = {(step, column) for step in TITLES[2:] for column in ("amount", "weighted")}
    dwelt = {(step, f"dwell_{what}") for step in TITLES[:8] for what in ("mean", "median", "longest")}
    late = {(step, "overstayed") for step, limit in zip(TITLES, STAGE_LIMITS, strict=True) if limit}
    assert steps | worth | dwelt | late <= filled
    assert {("ageing", label) for label in ("未到期", "1-30天", "31-60天", "61-90天", ">90天")} <= filled
    assert {("losses", "未说明"), ("losses", "价格"), ("cycle", ""), ("months", "")} <= filled
    assert len([label for name, label in filled if name == "margins"]) >= 5


def test_every_change_of_every_day_is_the_naive_one() -> None:
    changed: set[str] = set()
    for world in made_worlds(5, deals=30, every=3):
        told, found = figures_in(report_of(world))["changes"], naive_figures_of(world)["changes"]

        assert told == found, world.day
        changed |= {kind for kind, *_ in found}

    assert changed == {"新增商机", "阶段推进", "阶段退回", "签约", "收款", "丢单/流失", "暂缓"}


def test_win_rates_and_limits_are_those_of_the_specification() -> None:
    world = worlds(0)[-1]
    policy = world.rulebook.policy

    assert tuple(policy.win_rates) == WIN_RATES
    assert tuple(policy.stage_limit_workdays) == STAGE_LIMITS


def test_other_win_rates_and_limits_are_followed() -> None:
    rates, limits = tuple(Decimal(n) / 13 for n in range(9)), (1, 2, 3, 4, 5, 6, 7, 8, 9)
    for world in worlds(1)[::4]:
        policy = replace(world.rulebook.policy, win_rates=rates, stage_limit_workdays=limits)
        other = replace(world, rulebook=replace(world.rulebook, policy=policy))

        assert figures_in(report_of(other)) == naive_figures_of(other)


def _filled(figures: Mapping[str, Any]) -> set[tuple[str, str]]:
    """(table, label) of what is not nothing."""
    found = {("cycle", "")} if figures["cycle"] else set()
    for step in figures["funnel"]:
        found |= {(step["title"], column) for column, value in step.items() if value}
    for name in ("ageing", "margins", "losses"):
        found |= {(name, label) for label, count, _ in figures[name] if count}
    return found | (
        {("months", "")} if any(signed and received for _, signed, received in figures["months"]) else set()
    )
