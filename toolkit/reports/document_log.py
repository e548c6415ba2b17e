"""文档生成日志: what came in, what was made of it, and by which rules. Pure. Source: domain.md 6.1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from toolkit.model.arrival import Arrival, Outcome
from toolkit.model.deal import Event
from toolkit.model.finding import Severity
from toolkit.model.text import Text
from toolkit.reports.tables import Column, Level, Table

LOGGED_DAYS: Final = 31
DECIDED: Final[Mapping[Outcome, Text]] = {
    "accepted": Text("已受理", "accepted"),
    "returned": Text("已退回", "returned"),
    "duplicate": Text("重复", "duplicate"),
    "quarantined": Text("待人工处理", "put aside"),
    "lost": Text("丢失", "lost"),
}
"""Outcomes that stay. A file that waits is told of once it is decided: else a day's log would change afterwards."""

ORDERED: Final = Text("按指令", "ordered")
_MADE: Final = Text("已生成", "made")
_TEMPLATE_SIGNS: Final = 8
_LEVELS: Final[Mapping[Outcome, Level]] = {
    "returned": Level.YELLOW,
    "quarantined": Level.RED,
    "lost": Level.RED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One line of 文档生成日志: a file that was decided, or a document that a person ordered."""

    on: date
    """The day it was decided; the ledger keeps no clock."""
    given: str | Text
    """The file's name as dropped."""
    made: str
    """The documents issued for it, with 、 between them."""
    result: Text
    errors: int | None
    """None where the ledger does not say."""
    warnings: int | None
    """Those that only hold the next step back, too."""
    rules: str
    """The form with its version, the templates by the first signs of their SHA-256."""
    levels: Mapping[str, Level] = field(default_factory=dict)
    file: str = ""
    """The first document."""
    house: str = ""
    """Name of its house where a report covers several; ''."""


def severities_of(arrival: Arrival) -> Sequence[Severity] | None:
    """How much each of a file's findings weighs, in their order; None where the ledger does not say."""
    found = arrival.detail.get("severities")
    if found is None:
        return None if arrival.detail.get("findings") else ()
    assert isinstance(found, tuple)
    return found


def days_logged(day: date) -> tuple[date, ...]:
    """The days that a report of that day logs, the latest first."""
    return tuple(day - timedelta(days=n) for n in range(LOGGED_DAYS))


def log_of(
    decided: Iterable[tuple[Arrival, Sequence[Event]]],
    ordered: Iterable[Event] = (),
    *,
    on: date,
    versions: Mapping[str, str],
    house: str = "",
) -> tuple[LogRow, ...]:
    """A house's log of one day, by what was given.

    `decided` are the day's files with the documents issued for each (events `issued`), `ordered` the documents that no
    file brought about, `versions` those of the forms by id. Files that are not decided yet are passed over.
    """
    rows = [_of_file(arrival, events, versions, house) for arrival, events in decided if arrival.outcome in DECIDED]
    rows += [_of_order(on, event, house) for event in ordered]
    return tuple(sorted(rows, key=_by_what_was_given))


def _by_what_was_given(row: LogRow) -> tuple[str, str, str, str]:
    return str(row.given), row.made, row.result.zh, row.file


def _of_file(arrival: Arrival, events: Sequence[Event], versions: Mapping[str, str], house: str) -> LogRow:
    severities = severities_of(arrival)
    form = " ".join(part for part in (arrival.form, versions.get(arrival.form, "")) if part)
    level = _LEVELS.get(arrival.outcome)
    return LogRow(
        on=arrival.day,
        given=arrival.name,
        made=_made(events),
        result=DECIDED[arrival.outcome],
        errors=None if severities is None else sum(s is Severity.ERROR for s in severities),
        warnings=None if severities is None else sum(s in (Severity.WARNING, Severity.HOLD) for s in severities),
        rules=_rules(form, events),
        levels={"result": level} if level else {},
        file=str(events[0].facts.get("file", "")) if events else "",
        house=house,
    )


def _of_order(on: date, event: Event, house: str) -> LogRow:
    return LogRow(
        on=on,
        given=ORDERED,
        made=_made((event,)),
        result=_MADE,
        errors=0,
        warnings=0,
        rules=_rules("", (event,)),
        file=str(event.facts.get("file", "")),
        house=house,
    )


def _made(events: Iterable[Event]) -> str:
    """`XS-2026-0001 V1.0(草案)、TZ-2026-0001(生产部门、物流部门)`: numbers, versions, and which copies."""
    copies: dict[str, list[str]] = {}
    for facts in (event.facts for event in events):
        named = " ".join(str(part) for key in ("number", "version") if (part := facts.get(key)))
        of = copies.setdefault(named, [])
        if variant := facts.get("variant"):
            of.append(str(variant))
    return "、".join(f"{named}({'、'.join(of)})" if of else named for named, of in copies.items())


def _rules(form: str, events: Iterable[Event]) -> str:
    """`F05 1.0;G02 dd6566a2`: forms made by our own program, not from a template, have none."""
    told = {
        f"{event.facts['document']} {str(template)[:_TEMPLATE_SIGNS]}": None
        for event in events
        if (template := event.facts.get("template"))
    }
    return ";".join((*([form] if form else []), *told))


LOG: Final = Table(
    id="log",
    title=Text("文档生成日志", "Document log"),
    columns=(
        Column("on", Text("时间", "day"), 12, "day"),
        Column("given", Text("输入", "input"), 42),
        Column("made", Text("输出", "output"), 48, is_link=True),
        Column("result", Text("结果", "result"), 12, "code"),
        Column("errors", Text("错误数", "errors"), 9, "count", has_total=True),
        Column("warnings", Text("警告数", "warnings"), 9, "count", has_total=True),
        Column("rules", Text("规则版本", "rules"), 38),
    ),
)
