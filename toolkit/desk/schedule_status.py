"""Whether the nightly report comes by itself, when it runs next, which days are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from toolkit.desk.schedule import AT, Schedule, marks, unit_folder
from toolkit.desk.schedule_install import asked, crontab
from toolkit.house import House
from toolkit.model.text import Lang, Text
from toolkit.nightly.night import missed_days

_ON_CALENDAR: Final = re.compile(r"^OnCalendar=\*-\*-\* (\d\d):(\d\d):00$", re.MULTILINE)
_CRON_TIME: Final = re.compile(r"^(\d{1,2}) (\d{1,2}) \* \* \* ", re.MULTILINE)
_BOUNDARY: Final = re.compile(r"<StartBoundary>[\d-]+T(\d\d):(\d\d):\d\d")

_WORDS: Final = {
    "installed": Text("{how}: 每天 {at:%H:%M}", "{how}: every day at {at:%H:%M}"),
    "not enabled": Text("(未启用: {why})", " (not enabled: {why})"),
    "none": Text("未设定定时;安装: salesdocs schedule install", "no schedule; to make one: salesdocs schedule install"),
    "next": Text("下次: {next:%Y-%m-%d %H:%M}", "next: {next:%Y-%m-%d %H:%M}"),
    "last": Text("最近的日报: {last}", "last report: {last}"),
    "no last": Text("还没有日报", "no report yet"),
    "missed": Text(
        "缺少 {n} 天: {days};补写: salesdocs report nightly --catch-up",
        "{n} days are missing: {days}; to write them: salesdocs report nightly --catch-up",
    ),
    "no missed": Text("没有缺少的日报", "no day is missing"),
}


@dataclass(frozen=True, slots=True)
class Installed:
    """One way in which the night is started, and when."""

    how: str
    at: time
    why_not: str = ""
    """Why it does not run though it is there; ''."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether the report comes by itself."""

    installed: tuple[Installed, ...]
    next: datetime | None
    last: date | None
    missed: tuple[date, ...]
    """Days whose report should lie there and does not."""

    @property
    def is_well(self) -> bool:
        """Whether it comes, and none is missing."""
        return self.next is not None and not self.missed


def standing(house: House, plan: Schedule, now: datetime, today: date) -> Standing:
    """How the schedule of that house stands; `now` is the machine's clock, `today` the house's day.

    A day is missed once the time has come at which it is to be written.
    """
    found = tuple(_found(plan, house.settings.nightly_at))
    times = [one.at for one in found if not one.why_not]
    last_due = today - timedelta(days=1 if now.time() >= min(times, default=AT) else 2)
    with house.ledger.reading() as questions:
        missed = tuple(day for day in missed_days(questions, today) if day <= last_due)
        last = questions.last_reported()
    return Standing(installed=found, next=min((_next(at, now) for at in times), default=None), last=last, missed=missed)


def _found(plan: Schedule, watch_at: time | None) -> Iterator[Installed]:
    for is_system, how in ((False, "systemd --user"), (True, "systemd")):
        timer = replace(plan, is_system=is_system).unit("timer", unit_folder(is_system=is_system))
        if timer.is_file() and (at := _time_in(_ON_CALENDAR, timer.read_text(encoding="utf-8", errors="replace"))):
            scope = () if is_system else ("--user",)
            code, said = asked(("systemctl", *scope, "is-enabled", timer.name))
            yield Installed(how, at, "" if code == 0 else said.strip() or "systemctl")
    first, _ = marks(plan)
    _, begun, ours = crontab().partition(first)
    if begun and (cron := re.search(_CRON_TIME, ours)):
        yield Installed("cron", time(int(cron[2]), int(cron[1])))
    code, said = asked(("schtasks", "/Query", "/TN", plan.name, "/XML"))
    if code == 0 and (at := _time_in(_BOUNDARY, said)):
        yield Installed("task-scheduler", at)
    if watch_at:
        yield Installed("watch [nightly]", watch_at)


def _time_in(pattern: re.Pattern[str], text: str) -> time | None:
    found = pattern.search(text)
    return time(int(found[1]), int(found[2])) if found else None


def _next(at: time, now: datetime) -> datetime:
    today = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


def standing_lines(found: Standing, lang: Lang) -> Iterator[str]:
    """The same in words."""
    for one in found.installed:
        why = _WORDS["not enabled"].said(lang).format(why=one.why_not) if one.why_not else ""
        yield _WORDS["installed"].said(lang).format(how=one.how, at=one.at) + why
    if not found.installed:
        yield _WORDS["none"].said(lang)
    if found.next:
        yield _WORDS["next"].said(lang).format(next=found.next)
    yield _WORDS["last" if found.last else "no last"].said(lang).format(last=found.last)
    days = ", ".join(map(str, found.missed))
    yield _WORDS["missed" if found.missed else "no missed"].said(lang).format(n=len(found.missed), days=days)


def standing_facts(found: Standing) -> dict[str, object]:
    """The same for programs."""
    return {
        "is_well": found.is_well,
        "installed": [
            {"how": one.how, "at": f"{one.at:%H:%M}", "runs": not one.why_not, "why_not": one.why_not}
            for one in found.installed
        ],
        "next": found.next,
        "last": found.last,
        "missed": found.missed,
    }
