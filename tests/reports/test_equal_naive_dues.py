"""Every line of every due list is what a naive implementation finds, over made-up half years. Source: domain.md 6.3."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import LONG
from tests.reports.naive.compared import (
    NOT_OF_THE_DOMAIN,
    lines_in,
    naive_lines_of,
    naive_overdue_of,
    overdue_in,
    report_of,
)
from tests.reports.naive.due_lists import BLUE, RED, YELLOW, Line
from tests.reports.naive.made import made_worlds
from tests.reports.naive.seen import World
from toolkit.model.calendar import working_days_between
from toolkit.reports.dues import KINDS
from toolkit.reports.report import Consolidated
from toolkit.reports.tables import Level

SEEDS = range(300 if LONG else 30)
LEVELS: Mapping[str, frozenset[int]] = {
    "报价到期": frozenset({YELLOW, RED}),
    "跟进到期": frozenset({BLUE, YELLOW, RED}),
    "需求待分析/方案待提交": frozenset({YELLOW}),
    "毛利例外": frozenset({YELLOW, RED}),
    "未决谈判事项": frozenset({YELLOW}),
    "审批待办": frozenset({YELLOW, RED}),
    "待签署/待归档": frozenset({YELLOW, RED}),
    "订单未下达": frozenset({RED}),
    "预付款未到": frozenset({RED}),
    "周进度函": frozenset({YELLOW, RED}),
    "内部进度反馈缺失": frozenset({YELLOW}),
    "交付风险": frozenset({YELLOW, RED}),
    "异常未闭环": frozenset({RED}),
    "验收待办": frozenset({BLUE, YELLOW, RED}),
    "回访到期": frozenset({BLUE, YELLOW, RED}),
    "投诉": frozenset({RED}),
    "应收账款": frozenset({BLUE, YELLOW, RED}),
    "质保到期": frozenset({BLUE}),
    "复购/转介绍跟进": frozenset({BLUE}),
    "数据质量": frozenset({YELLOW}),
}
"""The lists in order of priority, with the levels that domain.md names."""


@cache
def seen(seed: int) -> tuple[tuple[World, Consolidated, list[Line]], ...]:
    """A half year: the report and the naive lines of a dozen deals every ten days, or of two that came far."""
    is_far = seed % 3 == 2
    worlds = made_worlds(seed, deals=2, every=1, least=60) if is_far else made_worlds(seed, deals=12, every=10)
    return tuple((world, report_of(world), naive_lines_of(world)) for world in worlds)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_is_the_naive_one(seed: int) -> None:
    for world, report, lines in seen(seed):
        assert lines_in(report) == lines, world.day


@given(seed=st.integers(1_000, 2**32), every=st.integers(6, 25))
@settings(max_examples=300 if LONG else 10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_line_of_any_history_is_the_naive_one(seed: int, every: int) -> None:
    for world in made_worlds(seed, deals=3, every=every):
        assert lines_in(report_of(world)) == naive_lines_of(world), world.day


def test_the_histories_reach_every_list_at_every_level_on_both_sides() -> None:
    told: Counter[tuple[str, int]] = Counter()
    found: Counter[tuple[str, int]] = Counter()
    for seed in SEEDS:
        for _, report, lines in seen(seed):
            told.update((line.kind, line.level) for line in lines_in(report))
            found.update((line.kind, line.level) for line in lines)

    named = {(kind, level) for kind, levels in LEVELS.items() for level in levels}
    assert named <= set(told), named - set(told)
    assert named <= set(found), named - set(found)


def test_the_lists_stand_in_the_order_of_the_specification() -> None:
    assert tuple(kind.zh for kind in KINDS if kind.zh not in NOT_OF_THE_DOMAIN) == tuple(LEVELS)


def test_no_fact_is_told_twice_to_one_owner() -> None:
    for seed in SEEDS:
        for world, report, lines in seen(seed):
            told: dict[tuple[str, ...], set[str]] = defaultdict(set)
            for line in lines:
                if line.amount and line.due_on and line.kind in ("预付款未到", "应收账款"):
                    told[line.owner, line.deal, line.due_on, line.amount].add(line.kind)
            for due in report.dues:
                for fact in due.facts:
                    told[due.owner, due.deal, fact].add(due.kind.zh)

            assert [(key, kinds) for key, kinds in told.items() if len(kinds) > 1] == [], world.day


def test_an_instalment_without_its_prepayment_is_told_once() -> None:
    for seed in SEEDS:
        for _, report, _ in seen(seed):
            owed = [
                (due.deal, due.due_on, due.matter) for due in report.dues if due.kind.zh in ("预付款未到", "应收账款")
            ]

            assert len(owed) == len(set(owed))


def test_days_left_are_counted_to_the_due_day_in_calendar_and_in_working_days() -> None:
    for world, report, _ in seen(0):
        for due in report.dues:
            on, today, calendar = due.due_on, world.day, world.rulebook.calendar
            days = None if on is None else (on - today).days
            workdays = None if on is None else working_days_between(today, on, calendar)

            assert (due.days, due.workdays) == (days, workdays), due


def test_lines_stand_most_pressing_first_then_by_due_day() -> None:
    for _, report, _ in seen(1):
        order = [(-due.level, due.due_on or date.max) for due in report.dues]

        assert order == sorted(order)


def test_lines_are_counted_by_list_and_level() -> None:
    for _, report, lines in seen(2):
        found = Counter((line.kind, line.level) for line in lines)

        counted = Counter((due.kind, due.level) for due in report.dues)
        for kind in KINDS:
            if kind.zh not in NOT_OF_THE_DOMAIN:
                for level in Level:
                    assert counted[kind, level] == found[kind.zh, int(level)]


def test_what_became_overdue_since_the_last_working_day_is_a_change() -> None:
    changes = 0
    for seed in SEEDS:
        for world, report, lines in seen(seed):
            told, found = overdue_in(report), naive_overdue_of(world, lines)

            assert told == found, world.day
            changes += len(found)

    assert changes
