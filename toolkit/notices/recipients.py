"""Where a notice goes: from a person, a role or a department to channels, as the staff list stands that day. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from toolkit.model.notice import Notices, Recipient
from toolkit.model.staff import Staff, acting, holders, is_one_of, members
from toolkit.model.text import Lang


@dataclass(frozen=True, slots=True)
class Destination:
    """One person, or a role's group, over one channel."""

    name: str
    """As addressed in the message."""
    channel: str
    """`name` or `name:address`."""
    lang: Lang

    @property
    def id(self) -> str:
        """What the ledger knows it by: it tells no address."""
        return sha256(f"{self.name}\0{self.channel}".encode()).hexdigest()[:12]


def destinations(to: str, settings: Notices, staff: Staff, *, on: date, lang: Lang) -> tuple[Destination, ...]:
    """Where a notice to that person, role or department goes on that day; () where nobody is listed.

    A person is told over their own channels, else over those of their roles, else of their department. A role and a
    department are their people, the dated deputies of those who are away; their own channels, a group say, serve where
    none of these has any. Source: decisions.md 16.
    """
    if to in settings.people or to in staff:
        return _told(to, _own(to, settings, staff), lang)
    people = staff.values()
    names = acting(holders(to, people) or members(to, people), on)
    own = {name: settings.people[name] for name in names if name in settings.people}
    group = _of(to, settings.roles)
    if not own:
        return _told(to, group, lang)
    others = _told(to, group, lang) if len(own) < len(names) else ()
    return (*(each for name, recipient in own.items() for each in _told(name, recipient, lang)), *others)


def _told(name: str, recipient: Recipient | None, lang: Lang) -> tuple[Destination, ...]:
    if recipient is None:
        return ()
    return tuple(Destination(name, channel, recipient.lang or lang) for channel in recipient.channels)


def _own(name: str, settings: Notices, staff: Staff) -> Recipient | None:
    if name in settings.people or name not in staff:
        return settings.people.get(name)
    person = staff[name]
    found = (_of(role, settings.roles) for role in (*person.roles, person.department))
    return next((recipient for recipient in found if recipient is not None), None)


def _of(role: str, listed: Mapping[str, Recipient]) -> Recipient | None:
    return listed.get(role) or next((found for name, found in listed.items() if is_one_of(role, (name,))), None)
