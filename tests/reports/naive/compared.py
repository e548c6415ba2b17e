"""The report's own figures and lines, put as the naive ones are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from tests.reports.naive import tallies
from tests.reports.naive.seen import World
from toolkit.reports.changes import changes_of, last_working_day_before
from toolkit.reports.funnel import FunnelTally
from toolkit.reports.months import MonthTally
from toolkit.reports.outlook import Outlook, look
from toolkit.reports.report import Bar, Split
from toolkit.reports.spreads import SpreadTally

Rows = list[Mapping[str, object]]


class Tally(Protocol):
    """What counts deals one by one."""

    def take(self, outlook: Outlook) -> None: ...


def outlooks(world: World) -> list[Outlook]:
    """Every deal of the world as a report sees it."""
    return [
        look(one.deal, one.customer, rulebook=world.rulebook, today=world.day)
        for one in sorted(world.seen(), key=lambda one: (one.customer.number, one.deal.number))
    ]


def no_target(first: date, what: str) -> Decimal | None:
    return None


def figures_of(world: World) -> Mapping[str, Any]:
    """Every figure, by the report's tallies."""
    funnel, months, spread = (
        FunnelTally(world.rulebook, world.day),
        MonthTally(world.day, no_target),
        SpreadTally(world.rulebook, world.day),
    )
    since = last_working_day_before(world.day, world.rulebook.calendar)
    changes = []
    for outlook in outlooks(world):
        for tally in (funnel, months, spread):
            tally.take(outlook)
        changes += [(c.kind.zh, c.on, c.deal) for c in changes_of(outlook, since=since)]
    return {
        "funnel": [_row(step, title=step.title.zh) for step in funnel.steps()],
        "owner": _splits(funnel.by_owner),
        "industry": _splits(funnel.by_industry),
        "source": _splits(funnel.by_source),
        "months": [(month.first, month.signed, month.received) for month in months.months()],
        "cycle": months.cycle_days(),
        "ageing": _bars(spread.ageing),
        "margins": _bars(spread.margins),
        "losses": _by_frequency(_bars(spread.losses)),
        "changes": sorted(changes),
    }


def naive_figures_of(world: World) -> Mapping[str, Any]:
    """Every figure, naively."""
    every, policy = world.seen(), world.rulebook.policy
    since = last_working_day_before(world.day, world.rulebook.calendar)
    return {
        "funnel": tallies.funnel(every, policy.win_rates, policy.stage_limit_workdays),
        **{by: tallies.splits(every, by, policy.win_rates) for by in ("owner", "industry", "source")},
        "months": tallies.months(every, world.day),
        "cycle": tallies.cycle_days(every),
        "ageing": tallies.ageing(every),
        "margins": tallies.margins(every),
        "losses": tallies.losses(every),
        "changes": tallies.changes(every, since),
    }


def _splits(told: Callable[[], tuple[Split, ...]]) -> Rows:
    return [_row(split) for split in told()]


def _bars(told: Callable[[], tuple[Bar, ...]]) -> list[tallies.ROW]:
    return [(bar.label.zh, bar.count, bar.amount) for bar in told()]


def _by_frequency(bars: list[tallies.ROW]) -> list[tallies.ROW]:
    """The bars, of equally frequent ones the first by name first."""
    assert [bar[1] for bar in bars] == sorted((bar[1] for bar in bars), reverse=True)
    return sorted(bars, key=lambda bar: (-bar[1], bar[0]))


def _row(record: object, **instead: object) -> Mapping[str, object]:
    named = [field.name for field in fields(record)]  # type: ignore[arg-type]  # a record of the report
    return {name: getattr(record, name) for name in named} | instead
