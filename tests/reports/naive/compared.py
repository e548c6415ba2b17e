"""What a report tells, put as the naive implementation puts it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from tests.reports.naive import tallies
from tests.reports.naive.due_lists import Line, due_lists
from tests.reports.naive.seen import World
from toolkit.catalogue import CATALOGUE
from toolkit.model.deal import Deal
from toolkit.model.house import Customer
from toolkit.reports.consolidation import Around, Consolidation
from toolkit.reports.consolidation import report_of as told
from toolkit.reports.report import Bar, Consolidated

TITLES = {form.id: form.title for form in CATALOGUE.forms.values()} | {
    kind.id: kind.title for kind in CATALOGUE.documents.values()
}
OVERDUE = "新逾期"
NOT_OF_THE_DOMAIN = ("等待/受阻",)
"""Lists of the report that domain.md 6.3 does not name."""


def report_of(world: World) -> Consolidated:
    """The report of the world's day, customer by customer."""
    around = Around(rulebook=world.rulebook, staff=world.staff, stages=CATALOGUE.process.stages, titles=TITLES)
    consolidation = Consolidation(around, day=world.day, home=world.rulebook)
    deals: dict[str, list[Deal]] = defaultdict(list)
    for deal in world.deals:
        deals[deal.customer].append(deal)
    for number in sorted({*deals, *world.customers}):
        customer = world.customers.get(number) or Customer(number=number, name="")
        consolidation.take(customer, deals[number])
    return told(consolidation.counted, around, day=world.day)


def figures_in(report: Consolidated) -> Mapping[str, Any]:
    """Every figure that a report tells; what became overdue is a matter of its lines."""
    moved = [change for change in report.changes if change.kind.zh != OVERDUE]
    return {
        "funnel": [_row(step, title=step.title.zh) for step in report.funnel],
        "summary": [(f.label.zh, f.count, f.amount) for f in report.figures],
        "stages": [(stage.zh, count) for stage, count in report.stages],
        "owner": [_row(split) for split in report.by_owner],
        "industry": [_row(split) for split in report.by_industry],
        "source": [_row(split) for split in report.by_source],
        "months": [(month.first, month.signed, month.received) for month in report.months],
        "cycle": report.cycle_days,
        "ageing": _bars(report.ageing),
        "margins": _bars(report.margins),
        "losses": _by_frequency(_bars(report.losses)),
        "changes": sorted(
            (c.kind.zh, c.on, c.deal, c.owner, "" if c.amount is None else f"{c.amount:.2f}") for c in moved
        ),
    }


def naive_figures_of(world: World) -> Mapping[str, Any]:
    """Every figure, naively."""
    every, policy = world.seen(), world.rulebook.policy
    since = world.day_before()
    return {
        "funnel": tallies.funnel(every, policy.win_rates, policy.stage_limit_workdays),
        "summary": list(tallies.summary(every, policy.win_rates)),
        "stages": tallies.stages(every),
        **{by: tallies.splits(every, by, policy.win_rates) for by in ("owner", "industry", "source")},
        "months": tallies.months(every, world.day),
        "cycle": tallies.cycle_days(every),
        "ageing": tallies.ageing(every),
        "margins": tallies.margins(every),
        "losses": tallies.losses(every),
        "changes": tallies.changes(every, since),
    }


def lines_in(report: Consolidated) -> list[Line]:
    """The lines of the report's lists, in order."""
    return sorted(
        Line(
            kind=due.kind.zh,
            deal=due.deal,
            number=due.number,
            level=int(due.level),
            due_on=str(due.due_on or ""),
            owner=due.owner,
            amount="" if due.amount is None else f"{due.amount:.2f}",
        )
        for due in report.dues
        if due.kind.zh not in NOT_OF_THE_DOMAIN
    )


def naive_lines_of(world: World) -> list[Line]:
    """The lines of every list, naively, in order."""
    return sorted(line for one in world.seen() for line in due_lists(one))


def overdue_in(report: Consolidated) -> Counter[tuple[str, str]]:
    """(list, deal) of the lines that a report names as newly overdue."""
    changes = [change for change in report.changes if change.kind.zh == OVERDUE]
    told = Counter((change.before.zh, change.deal) for change in changes)
    return Counter({key: n for key, n in told.items() if key[0] not in NOT_OF_THE_DOMAIN})


def naive_overdue_of(world: World, lines: Iterable[Line]) -> Counter[tuple[str, str]]:
    """(list, deal) of the lines that were not overdue at the end of the working day before."""
    since, today = str(world.day_before()), str(world.day)
    return Counter((line.kind, line.deal) for line in lines if line.due_on and since <= line.due_on < today)


def _bars(bars: tuple[Bar, ...]) -> list[tallies.ROW]:
    return [(bar.label.zh, bar.count, bar.amount) for bar in bars]


def _by_frequency(bars: list[tallies.ROW]) -> list[tallies.ROW]:
    """The bars, of equally frequent ones the first by name first."""
    assert [bar[1] for bar in bars] == sorted((bar[1] for bar in bars), reverse=True)
    return sorted(bars, key=lambda bar: (-bar[1], bar[0]))


def _row(record: object, **instead: object) -> Mapping[str, object]:
    named = [field.name for field in fields(record)]  # type: ignore[arg-type]  # a record of the report
    return {name: getattr(record, name) for name in named} | instead
