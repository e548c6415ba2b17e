"""Sends what the ledger says is to be told: gathered, in hours that are not quiet, again when it failed.

A message is struck off in a commit of its own right after its server took it: only a crash between the two sends it
twice, under the same key. Nothing is sent within a transaction, so that no server can hold up a form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from toolkit.model.calendar import WorkingCalendar
from toolkit.model.house import Person
from toolkit.model.notice import Notices, Posted
from toolkit.model.text import Lang, Text
from toolkit.notices.channels import Refused, Send, address_of, send
from toolkit.notices.recipients import Destination, destinations
from toolkit.notices.words import message

FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=1)
LEAST_TRIES: Final = 10
"""Before a message is given up, however many days have gone by: quiet days are no tries."""
PAUSE: Final = timedelta(seconds=30)
"""Between two messages to one destination: what comes meanwhile is gathered, a flood of bad files mails nobody out."""
NOBODY: Final = Text("没有收件渠道", "nobody is listed")


class Asked(Protocol):
    """What is asked of the ledger."""

    def notices_due(self, now: datetime) -> tuple[Posted, ...]:
        """What is to be told and need not wait any longer, oldest first."""

    def staff(self) -> Mapping[str, Person]:
        """Our people, by name."""


class Marking(Protocol):
    """What is written down."""

    def mark_notices(self, marked: Iterable[Posted], *, on: date) -> None:
        """What became of notices."""


class Outbox(Protocol):
    """The ledger, as far as notices go."""

    def reading(self) -> AbstractContextManager[Asked]:
        """One moment of it."""

    def deciding(self, day: date) -> AbstractContextManager[Marking]:
        """One transaction."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A message that did not go."""

    to: str
    channel: str
    """Its name, without an address."""
    why: Text


@dataclass(slots=True)
class Delivered:
    """What one delivery did."""

    messages: int = 0
    failed: list[Failed] = field(default_factory=list)
    given_up: list[Posted] = field(default_factory=list)


@dataclass(slots=True)
class Delivery:
    """Sends for one house; remembers whom it told when."""

    outbox: Outbox
    settings: Notices
    calendar: WorkingCalendar
    root: Path
    """Of the house: files that hold a channel's address are looked for from there."""
    house: str
    """Its name, in front of every title."""
    lang: Lang
    send: Send = send
    told: dict[str, datetime] = field(default_factory=dict)

    def deliver(self, now: datetime, *, goes_on: Callable[[], bool] = lambda: True) -> Delivered:
        """Send all that is due, a message for each person and channel; `now` is local time.

        What fails waits a minute, then twice as long each time up to an hour, and is given up after
        `give_up_days`.
        Raises LedgerTrouble.
        """
        done = Delivered()
        if not self.settings.is_on:
            return done
        with self.outbox.reading() as questions:
            due = questions.notices_due(now)
            staff = questions.staff() if due else {}
        due = self._gathered(due, now)
        if not due or self.settings.is_quiet(now, self.calendar):
            return done
        open_to = {one.id: self._open(one, staff, now.date()) for one in due}
        self._send_all({one.id: one for one in due}, open_to, done, now, goes_on)
        return done

    def _gathered(self, due: Sequence[Posted], now: datetime) -> tuple[Posted, ...]:
        """Those that need not wait; the others are put off, once, until messages are gathered."""
        at = self.settings.gather_at
        new = [one for one in due if at and one.not_before is None and one.notice.kind in self.settings.gathered]
        if at is None or not new:
            return tuple(due)
        today = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
        put_off = today if now <= today else today + timedelta(days=1)
        self._mark([replace(one, not_before=put_off) for one in new], now)
        gathered = {one.id for one in new}
        return tuple(one for one in due if one.id not in gathered)

    def _open(self, one: Posted, staff: Mapping[str, Person], on: date) -> tuple[Destination, ...]:
        found = destinations(one.notice.to, self.settings, staff, on=on, lang=self.lang)
        return tuple(each for each in found if each.id not in one.reached)

    def _send_all(
        self,
        due: dict[int, Posted],
        open_to: Mapping[int, tuple[Destination, ...]],
        done: Delivered,
        now: datetime,
        goes_on: Callable[[], bool],
    ) -> None:
        wrong: dict[int, Text] = {id: NOBODY for id, found in open_to.items() if not found and not due[id].reached}
        reached = [replace(due[id], state="sent") for id, found in open_to.items() if not found and due[id].reached]
        away: dict[str, Refused] = {}
        for destination, ids in _by_destination(open_to).items():
            if not goes_on():
                break
            last = self.told.get(destination.id)
            if last is not None and timedelta(0) <= now - last < PAUSE:
                continue
            channel = destination.channel.partition(":")[0]
            refused = away.get(channel) or self._tell(destination, [due[id] for id in ids])
            if refused is None:
                done.messages += 1
                self.told[destination.id] = now
                due |= {id: _reached(due[id], destination, open_to[id]) for id in ids}
                self._mark([due[id] for id in ids], now)
                continue
            if refused.is_away:
                away[channel] = refused
            done.failed.append(Failed(destination.name, channel, refused.why))
            wrong |= dict.fromkeys(ids, refused.why)
        failed = [self._after_failure(due[id], why, now) for id, why in wrong.items() if due[id].state == "todo"]
        done.given_up += [one for one in failed if one.state == "given up"]
        self._mark([*reached, *failed], now)

    def _tell(self, destination: Destination, told: Sequence[Posted]) -> Refused | None:
        address = address_of(destination.channel, self.settings.channels, self.root)
        if isinstance(address, Refused):
            return address
        notices = [one.notice for one in told]
        name, lang = destination.name, destination.lang
        said = message(notices, name=name, house=self.house, lang=lang, destination=destination.id)
        return self.send(address, said)

    def _after_failure(self, one: Posted, why: Text, now: datetime) -> Posted:
        since = one.failing_since or now
        tries = one.tries + (why is not NOBODY)
        failed = replace(one, tries=tries, failing_since=since, last_error=why.said(self.lang))
        is_over = now - since >= timedelta(days=self.settings.give_up_days)
        if is_over and (why is NOBODY or tries >= LEAST_TRIES):
            return replace(failed, state="given up")
        wait = LONGEST_WAIT if why is NOBODY else min(FIRST_WAIT * 2 ** min(tries - 1, 10), LONGEST_WAIT)
        return replace(failed, not_before=now + wait)

    def _mark(self, marked: Sequence[Posted], now: datetime) -> None:
        if marked:
            with self.outbox.deciding(now.date()) as entry:
                entry.mark_notices(marked, on=now.date())


def _by_destination(open_to: Mapping[int, tuple[Destination, ...]]) -> dict[Destination, list[int]]:
    found: dict[Destination, list[int]] = {}
    for id, destination in _pairs(open_to):
        found.setdefault(destination, []).append(id)
    return found


def _pairs(open_to: Mapping[int, tuple[Destination, ...]]) -> Iterator[tuple[int, Destination]]:
    return ((id, destination) for id, found in open_to.items() for destination in found)


def _reached(one: Posted, destination: Destination, wanted: Sequence[Destination]) -> Posted:
    """The notice, told there; sent once everybody wanted has it."""
    now_has = one.reached | {destination.id}
    is_sent = all(each.id in now_has for each in wanted)
    return replace(
        one, reached=now_has, state="sent" if is_sent else "todo", last_error="" if is_sent else one.last_error
    )
