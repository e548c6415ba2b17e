"""What has changed since the last report (今日变化): of one deal, and what has become overdue. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

from toolkit.model import money_due
from toolkit.model.calendar import WorkingCalendar, add_working_days
from toolkit.model.deal import Move
from toolkit.model.text import Text, shown_safely
from toolkit.reports.course import STEPS, worth
from toolkit.reports.dues import Due
from toolkit.reports.outlook import LOST_STAGES, Outlook
from toolkit.reports.report import Change
from toolkit.reports.tables import Level

OPENED: Final = Text("新增商机", "new deal")
ADVANCED: Final = Text("阶段推进", "stage forward")
WENT_BACK: Final = Text("阶段退回", "stage back")
SIGNED: Final = Text("签约", "signed")
RECEIVED: Final = Text("收款", "money received")
LOST: Final = Text("丢单/流失", "lost")
PAUSED: Final = Text("暂缓", "on hold")
OVERDUE: Final = Text("新逾期", "newly overdue")
KINDS: Final = (SIGNED, RECEIVED, OPENED, ADVANCED, WENT_BACK, PAUSED, LOST, OVERDUE)
"""In the order in which they are read."""

_RANKS: Final[Mapping[str, int]] = {
    stage: rank for rank, stage in enumerate(stage for step in STEPS for stage in step.stages)
}
"""How far a main stage is on its way."""
_SIGNING: Final = "已签约"
_LEVELS: Final[Mapping[Text, Level]] = {WENT_BACK: Level.YELLOW, PAUSED: Level.YELLOW, LOST: Level.RED}
_NOTHING_BEFORE: Final = Text("", "")


def last_working_day_before(day: date, calendar: WorkingCalendar) -> date:
    """The working day before that day: the report of its end was the last."""
    return add_working_days(day, -1, calendar)


def changes_of(outlook: Outlook, *, since: date, stages: Mapping[str, Text] | None = None) -> Iterator[Change]:
    """What happened to a deal after that day, up to the report's; `stages` names them in both languages.

    A signature and a receipt are told when they were filed: mostly that is later than the day they tell of.
    """
    told = _Told(outlook, since, stages or {})
    deal = outlook.deal
    if told.is_news(deal.opened_on):
        first = deal.trail[0].stage if deal.trail else deal.stage
        yield told.change(OPENED, deal.opened_on, _NOTHING_BEFORE, told.stage(first))
    if deal.trail and told.is_news(deal.trail[-1].on):
        yield from told.moves()
    if deal.filings and deal.filings[-1].filed_on > since:
        yield from told.receipts()


def newly_overdue(dues: Iterable[Due], *, since: date, day: date) -> Iterator[Change]:
    """The lines of the due lists that were not overdue at the end of `since` and are on that day."""
    for due in dues:
        if due.due_on is not None and since <= due.due_on < day:
            yield Change(
                kind=OVERDUE,
                on=due.due_on,
                deal=due.deal,
                customer=due.customer,
                before=due.kind,
                after=due.matter,
                amount=due.amount,
                owner=due.owner,
                levels={"kind": due.level},
                file=due.file,
            )


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes of many deals as they are read: by kind, then by day and deal."""
    ranks = {kind: rank for rank, kind in enumerate(KINDS)}
    return tuple(sorted(changes, key=lambda change: (ranks[change.kind], change.on, change.deal)))


@dataclass(frozen=True, slots=True)
class _Told:
    """The changes of one deal."""

    outlook: Outlook
    since: date
    stages: Mapping[str, Text]

    def is_news(self, day: date) -> bool:
        return self.since < day <= self.outlook.today

    def stage(self, name: str) -> Text:
        return self.stages.get(name) or Text(name, name)

    def change(self, kind: Text, on: date, before: Text, after: Text, *, file: str = "") -> Change:
        """The line, with what the deal is worth."""
        level = _LEVELS.get(kind)
        return Change(
            kind=kind,
            on=on,
            deal=self.outlook.deal.number,
            customer=self.outlook.customer.name,
            before=before,
            after=after,
            amount=worth(self.outlook) or None,
            owner=self.outlook.deal.owner,
            levels={"kind": level} if level else {},
            file=file,
        )

    def moves(self) -> Iterator[Change]:
        """The stages it came to, but for its first."""
        last_main = ""
        for before, after in pairwise(self.outlook.deal.trail):
            last_main = before.stage if before.stage in _RANKS else last_main
            if self.is_news(after.on) and after.stage != before.stage:
                yield self._move(before.stage, after, came_from=last_main)

    def _move(self, before: str, after: Move, *, came_from: str) -> Change:
        """One of them; `came_from` is the main stage it stood at last."""
        on, file, reached = after.on, "", self.stage(after.stage)
        if after.stage in LOST_STAGES:
            kind, reached = LOST, self._with_reason(after, reached)
        elif after.stage not in _RANKS:
            kind, reached = PAUSED, self._with_reason(after, reached)
        elif after.stage == _SIGNING:
            contract = self.outlook.contract
            kind, on, file = SIGNED, self.outlook.dates.signed_on or on, contract.file if contract else ""
        else:
            kind = WENT_BACK if _RANKS[after.stage] < _RANKS.get(came_from, -1) else ADVANCED
        return self.change(kind, on, self.stage(before), reached, file=file)

    def _with_reason(self, move: Move, stage: Text) -> Text:
        """The side stage with why; only the last step aside still has its reason."""
        deal = self.outlook.deal
        is_last, reason = move is deal.trail[-1], shown_safely(deal.reason)
        return Text(f"{stage.zh}({reason})", f"{stage.en} ({reason})") if is_last and reason else stage

    def receipts(self) -> Iterator[Change]:
        """The receipts that count and were filed since."""
        for receipt in money_due.receipts_of(self.outlook.deal):
            if self.is_news(receipt.filed_on):
                row = receipt.submission
                number = row.words("instalment_no")
                after = Text(f"第{number}期", f"instalment {number}") if number else _NOTHING_BEFORE
                on = row.day("receive_date") or receipt.filed_on
                line = self.change(RECEIVED, on, _NOTHING_BEFORE, after, file=receipt.file)
                yield replace(line, amount=row.amount("amount"))
