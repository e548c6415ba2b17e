"""What our own people are told by mail or chat, and how the house wants it told. Letters to customers are none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final, Literal

from toolkit.model.calendar import WorkingCalendar
from toolkit.model.text import Lang, Text

NoticeKind = Literal["returned", "ready", "approval", "digest", "summary"]
KINDS: Final[Mapping[NoticeKind, Text]] = {
    "returned": Text("表单退回", "returned form"),
    "ready": Text("文件已生成", "document ready"),
    "approval": Text("等待审批", "approval waiting"),
    "digest": Text("每日待办", "daily list"),
    "summary": Text("每日汇总", "daily summary"),
}

DROPPER, OWNER, APPROVER = "dropper", "owner", "approver"
"""Who a notice may be for, besides names: whoever dropped the file, the deal's owner, the node's role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing that somebody is to be told, once."""

    key: str
    """Written down twice, it is told once."""
    kind: NoticeKind
    to: str
    """A person, a role or a department; '' where nobody is known."""
    facts: Mapping[str, object] = field(default_factory=dict)
    """What it says, words in both languages; what an event's facts may hold. Source: `toolkit.notices.words`."""


NoticeState = Literal["todo", "sent", "given up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A notice as the ledger keeps it."""

    id: int
    day: date
    notice: Notice
    state: NoticeState = "todo"
    tries: int = 0
    not_before: datetime | None = None
    failing_since: datetime | None = None
    """When it first could not be told."""
    reached: frozenset[str] = frozenset()
    """Destinations that have it already."""
    last_error: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """How a person, a role or a department is reached: channels, `name` or `name:address`, and the language."""

    channels: tuple[str, ...]
    lang: Lang | None = None
    """None for the house's."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of the day, from its first minute to before its last; it may last over midnight."""

    start: time
    end: time

    def hold(self, moment: time) -> bool:
        """Whether it lies within."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """[notices] of salesdocs.toml."""

    channels: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Name -> an address of Apprise's, `env:NAME` or `file:path`: secret, never shown."""
    people: Mapping[str, Recipient] = field(default_factory=dict)
    roles: Mapping[str, Recipient] = field(default_factory=dict)
    """Of roles and departments."""
    kinds: Mapping[NoticeKind, tuple[str, ...]] = field(
        default_factory=lambda: {
            "returned": (DROPPER,),
            "ready": (OWNER,),
            "approval": (APPROVER,),
            "digest": (OWNER,),
            "summary": ("销售负责人", "总经理"),
        }
    )
    """Who is told of what."""
    quiet_hours: Hours | None = None
    quiet_rest_days: bool = False
    gather_at: time | None = None
    """Notices of the kinds `gathered` wait for this time of the day and come as one message a person."""
    gathered: tuple[NoticeKind, ...] = tuple(KINDS)
    give_up_days: int = 3

    @property
    def is_on(self) -> bool:
        """Whether there is any channel: without one nothing is written down."""
        return bool(self.channels)

    def is_quiet(self, now: datetime, calendar: WorkingCalendar) -> bool:
        """Whether nothing may be sent at that moment, local time."""
        if self.quiet_rest_days and not calendar.is_working(now.date()):
            return True
        return self.quiet_hours is not None and self.quiet_hours.hold(now.time())
