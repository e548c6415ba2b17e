"""What is told by mail and chat, asked and tried at the desk: what waits and why, and whether a channel works."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from toolkit.errors import NothingNamed
from toolkit.house import House
from toolkit.intake.delivery import send_due
from toolkit.model.notice import KINDS, Posted
from toolkit.model.text import Lang, Text
from toolkit.notices.channels import Refused, address_of, send
from toolkit.notices.deliver import NOBODY, Delivered
from toolkit.notices.recipients import destinations
from toolkit.notices.words import subject, trial

SHOWN_DAYS: Final = 30
"""So long notices that were given up are told of."""

_OFF: Final = Text("未设置渠道([notices.channels]),不发送任何消息", "no channels ([notices.channels]): nothing is told")
_NOTHING: Final = Text("没有等待发送的消息", "no notice waits")
_WAITS: Final = Text("等待发送", "waits")
_FAILS: Final = Text("发送失败,将重试", "failed, will be tried again")
_GIVEN_UP: Final = Text("已放弃", "given up")
_LAST: Final = Text("最近一次发送:{day}", "last sent: {day}")
_SENT: Final = Text("已发送 {n} 条", "{n} sent")
_STILL: Final = Text("还有 {n} 条在等待,原因见 salesdocs notices status", "{n} wait; why: salesdocs notices status")
_NOT_SENT: Final = Text("未发送:{to}({channel}):{why}", "not sent: {to} ({channel}): {why}")
_AT_IT: Final = Text("另一个进程正在发送", "another process is sending")
_WORKS: Final = Text("已发送,请到该渠道查看", "sent; look whether it came")


@dataclass(frozen=True, slots=True)
class Told:
    """Where one notice stands."""

    state: Text
    posted: Posted
    why: str


@dataclass(frozen=True, slots=True)
class Status:
    """What has not been told."""

    is_on: bool
    waiting: tuple[Told, ...]
    last_sent: date | None

    @property
    def still(self) -> int:
        """How many may still go: those given up do not."""
        return sum(one.state is not _GIVEN_UP for one in self.waiting)


def notices_status(house: House, today: date) -> Status:
    """Every notice that is to be told, why it is not, and those given up within SHOWN_DAYS. Raises LedgerTrouble."""
    settings = house.settings.notices
    with house.ledger.reading() as questions:
        staff = questions.staff()
        todo = questions.notices("todo")
        lost = questions.notices("given up", since=today - timedelta(days=SHOWN_DAYS))
        last_sent = questions.last_notice_sent()

    def stands(one: Posted) -> Told:
        if not destinations(one.notice.to, settings, staff, on=today, lang=house.lang):
            return Told(NOBODY, one, one.notice.to)
        return Told(_FAILS if one.tries else _WAITS, one, one.last_error)

    told = (*(Told(_GIVEN_UP, one, one.last_error) for one in lost), *map(stands, todo))
    return Status(settings.is_on, told, last_sent)


def status_lines(found: Status, lang: Lang) -> Iterator[str]:
    """As people read it, what was given up first."""
    if not found.is_on:
        yield _OFF.said(lang)
    elif not found.waiting:
        yield _NOTHING.said(lang)
    for one in found.waiting:
        notice, why = one.posted.notice, f"({one.why})" if one.why else ""
        said = f"{KINDS[notice.kind].said(lang)} → {notice.to or '?'}: {subject(notice, lang)}"
        yield f"{one.state.said(lang)}{why}: {one.posted.day} {said}"
    if found.last_sent:
        yield _LAST.said(lang).format(day=found.last_sent)


def status_facts(found: Status, lang: Lang) -> dict[str, object]:
    """The same as plain values."""
    waiting = [_facts(one, lang) for one in found.waiting]
    return {"is_on": found.is_on, "waiting": waiting, "last_sent": found.last_sent}


def _facts(one: Told, lang: Lang) -> dict[str, object]:
    posted = one.posted
    return {
        "state": one.state.en,
        "why": one.why,
        "day": posted.day,
        "kind": posted.notice.kind,
        "to": posted.notice.to,
        "says": subject(posted.notice, lang),
        "tries": posted.tries,
        "not_before": posted.not_before,
    }


def send_now(house: House, now: datetime) -> Delivered | None:
    """Send what is due; None while another process does. Raises LedgerTrouble, ShareTrouble."""
    return send_due(house, now)


def sent_lines(done: Delivered | None, waiting: int, lang: Lang) -> Iterator[str]:
    """What was sent, what was not and why, what was given up, how many notices still wait."""
    if done is None:
        yield _AT_IT.said(lang)
        return
    yield _SENT.said(lang).format(n=done.messages)
    for failed in done.failed:
        yield _NOT_SENT.said(lang).format(to=failed.to, channel=failed.channel, why=failed.why.said(lang))
    for one in done.given_up:
        yield f"{_GIVEN_UP.said(lang)}: {one.notice.to}: {subject(one.notice, lang)} ({one.last_error})"
    if waiting:
        yield _STILL.said(lang).format(n=waiting)


def sent_facts(done: Delivered | None, lang: Lang) -> Mapping[str, object]:
    """The same as plain values."""
    if done is None:
        return {"sent": 0, "failed": [], "given_up": [], "is_busy": True}
    failed = [{"to": one.to, "channel": one.channel, "why": one.why.said(lang)} for one in done.failed]
    return {"sent": done.messages, "failed": failed, "given_up": [one.notice.key for one in done.given_up]}


def try_channel(house: House, name: str, now: datetime) -> Refused | None:
    """Send a test over a channel (`name` or `name:address`) or to a person or role of the settings, whatever the hour.

    None when every server took it, else the first refusal. Raises NothingNamed.
    """
    settings = house.settings.notices
    channels = [name] if name.partition(":")[0] in settings.channels else _channels_of(house, name, now)
    if not channels:
        raise NothingNamed("channel, person or role with a channel", name, ", ".join(settings.channels))
    refused = [_tried(house, channel, now) for channel in channels]
    return next((each for each in refused if each is not None), None)


def _channels_of(house: House, name: str, now: datetime) -> list[str]:
    with house.ledger.reading() as questions:
        staff = questions.staff()
    found = destinations(name, house.settings.notices, staff, on=now.date(), lang=house.lang)
    return [each.channel for each in found]


def _tried(house: House, channel: str, now: datetime) -> Refused | None:
    address = address_of(channel, house.settings.notices.channels, house.root)
    if isinstance(address, Refused):
        return address
    name = house.settings.company.name
    return send(address, trial(name="", house=name, lang=house.lang, key=f"{channel} {now.isoformat()}"))


def tried_words(refused: Refused | None, lang: Lang) -> str:
    """How the trial went."""
    return (refused.why if refused else _WORKS).said(lang)
