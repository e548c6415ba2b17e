"""[notices]: by which channels our people are told of what, and when. Secrets in it are never shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import time
from difflib import get_close_matches
from typing import Any, Final, get_args

from toolkit.errors import SettingsWrong
from toolkit.model.notice import APPROVER, DROPPER, KINDS, OWNER, Hours, NoticeKind, Notices, Recipient
from toolkit.model.text import LANGS, Lang, Text
from toolkit.settings.faults import Faults
from toolkit.settings.shapes import Several, Whole, Words, YesNo, known_key

SECTION: Final = "notices"
SAYS: Final = Text(
    "邮件与群消息(企业微信、钉钉、飞书、Teams 等),见 docs/notices.md;没有 channels 时不发送",
    "mail and chat, see docs/notices.md; without channels nothing is told",
)
EXAMPLE: Final = (
    '# quiet_hours = "20:00-08:00"',
    "# quiet_rest_days = true",
    '# gather_at = "08:30"',
    '# gathered = ["ready", "digest", "summary"]',
    "# give_up_days = 3",
    "# [notices.channels]",
    '# mail = "env:SALESDOCS_MAIL"  # mailtos://user:password@smtp.example.com?from=salesdocs@example.com&to={to}',
    '# sales_group = "file:.salesdocs/wecom.txt"  # wecombot://key',
    "# [notices.people]",
    '# "王芳" = ["mail:wangfang@example.com"]',
    '# John = { channels = ["mail:john@example.com"], lang = "en" }',
    "# [notices.roles]",
    '# "销售负责人" = ["sales_group"]',
    "# [notices.kinds]",
    '# returned = ["dropper"]',
    '# ready = ["owner"]',
    '# approval = ["approver"]',
    '# digest = ["owner"]',
    '# summary = ["销售负责人", "总经理"]',
)

_SECRET: Final = "(not shown)"
_CHANNEL: Final = re.compile(r"[\w-]+")
_ADDRESS: Final = re.compile(r"env:[A-Za-z_]\w*|file:.*\S|(?!env:|file:)[a-z][a-z0-9+.-]*://\S+")
_SPAN: Final = re.compile(r"(?P<start>[\d:]+)\s*-\s*(?P<end>[\d:]+)")
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")
_TO: Final = "{to}"
_WHO: Final[Mapping[NoticeKind, tuple[str, ...]]] = {
    "returned": (DROPPER, OWNER),
    "ready": (OWNER, DROPPER),
    "approval": (APPROVER, OWNER),
    "digest": (OWNER,),
    "summary": (),
}
"""Whom the facts of a kind name."""
_NAMES: Final = Several()
_KIND: Final = Words(get_args(NoticeKind))
_LANG: Final = Words(LANGS)


def read_notices(said: Mapping[str, Any], faults: Faults) -> Notices:
    """What the section says, with the defaults for what it leaves out; what cannot be used is added to the faults."""
    readers: Mapping[str, Callable[[str, Any], Any]] = {
        "quiet_hours": _hours,
        "quiet_rest_days": YesNo().read,
        "gather_at": _clock,
        "gathered": Several(_KIND).read,
        "give_up_days": Whole(1, 30).read,
    }
    values: dict[str, Any] = {}
    for key, raw in said.items():
        with faults.kept():
            known_key(f"{SECTION}.{key}", _SECRET, (*readers, "channels", "people", "roles", "kinds"))
            if key in readers:
                values[key] = readers[key](f"{SECTION}.{key}", raw)
    channels = _channels(_table(said, "channels", faults), faults)
    found = Notices(
        **values,
        channels=channels,
        people=_recipients("people", _table(said, "people", faults), channels, faults),
        roles=_recipients("roles", _table(said, "roles", faults), channels, faults),
    )
    _agree(found, faults)
    return _with_kinds(found, _table(said, "kinds", faults), faults)


def _table(said: Mapping[str, Any], name: str, faults: Faults) -> Mapping[str, Any]:
    found = said.get(name, {})
    if isinstance(found, dict):
        return found
    faults.add(f"{SECTION}.{name}", _SECRET, f"a section, [{SECTION}.{name}] on a line of its own")
    return {}


def _channels(said: Mapping[str, Any], faults: Faults) -> dict[str, str]:
    """The addresses by name; one that is wrong stands as '', so that those who use it are no faults, too."""
    found: dict[str, str] = {}
    for name, raw in said.items():
        key = f"{SECTION}.channels.{name}"
        found[name] = ""
        if not _CHANNEL.fullmatch(name):
            faults.add(key, _SECRET, "a name of letters, digits, - and _")
        elif not isinstance(raw, str) or not _ADDRESS.fullmatch(raw.strip()):
            faults.add(key, _SECRET, 'an address such as "mailtos://…" or "wecombot://…", "env:NAME" or "file:path"')
        else:
            found[name] = raw.strip()
    return found


def _recipients(
    name: str, said: Mapping[str, Any], channels: Mapping[str, str], faults: Faults
) -> dict[str, Recipient]:
    found: dict[str, Recipient] = {}
    for who, raw in said.items():
        with faults.kept():
            found[who] = _recipient(f"{SECTION}.{name}.{who}", raw, channels)
    return found


def _recipient(key: str, raw: object, channels: Mapping[str, str]) -> Recipient:
    lang: Lang | None = None
    if isinstance(raw, dict):
        for each in raw:
            known_key(f"{key}.{each}", _SECRET, ("channels", "lang"))
        lang = _LANG.read(f"{key}.lang", raw["lang"]) if "lang" in raw else None  # type: ignore[assignment]
        raw, key = raw.get("channels"), f"{key}.channels"
    named = Several(least=1).read(key, raw)
    for each in named:
        _reachable(key, each, channels)
    return Recipient(named, lang)


def _reachable(key: str, named: str, channels: Mapping[str, str]) -> None:
    """Raise SettingsWrong for a channel that is not listed, or that lacks, or has no use for, an address."""
    channel, _, to = named.partition(":")
    if channel not in channels:
        raise SettingsWrong(key, named, _one_of(channel, channels))
    address = channels[channel]
    if "://" in address and (_TO in address) != bool(to):
        expected = f'"{channel}:address": its channel says {_TO}' if not to else f'"{channel}", which names no {_TO}'
        raise SettingsWrong(key, named, expected)


def _one_of(name: str, known: Iterable[str]) -> str:
    names = tuple(known)
    meant = get_close_matches(name, names, n=1, cutoff=0.5)
    if meant:
        return f"a channel of [{SECTION}.channels]; did you mean {meant[0]}?"
    return f"a channel of [{SECTION}.channels]" + (f", one of {', '.join(names)}" if names else "; there is none yet")


def _with_kinds(found: Notices, said: Mapping[str, Any], faults: Faults) -> Notices:
    kinds = dict(found.kinds)
    for kind, raw in said.items():
        key = f"{SECTION}.kinds.{kind}"
        with faults.kept():
            known_key(key, raw, tuple(KINDS))
            named: NoticeKind = kind  # type: ignore[assignment]  # known_key has seen to it
            kinds[named] = _NAMES.read(key, raw)
            _known_names(key, kinds[named], _WHO[named], found)
    return replace(found, kinds=kinds)


def _known_names(key: str, named: tuple[str, ...], words: tuple[str, ...], found: Notices) -> None:
    """Raise SettingsWrong for a word that is neither one of ours nor looks like a name of the staff list."""
    for name in named:
        is_listed = name in found.people or name in found.roles
        if name not in words and not is_listed and (name.isascii() or name in (DROPPER, OWNER, APPROVER)):
            ours = f"{', '.join(words)}, " if words else ""
            raise SettingsWrong(key, name, f"{ours}a name of [{SECTION}.people] or [{SECTION}.roles], or a Chinese one")


def _agree(found: Notices, faults: Faults) -> None:
    quiet, at = found.quiet_hours, found.gather_at
    if quiet and at and quiet.hold(at):
        faults.add(f"{SECTION}.gather_at", f"{at:%H:%M}", "a time outside of quiet_hours")


def _clock(key: str, raw: object) -> time:
    if not isinstance(raw, str) or not _CLOCK.fullmatch(raw.strip()):
        raise SettingsWrong(key, raw, 'a time of the day in quotes, such as "08:30"')
    hour, minute = raw.strip().split(":")
    return time(int(hour), int(minute))


def _hours(key: str, raw: object) -> Hours:
    span = _SPAN.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if span is None:
        raise SettingsWrong(key, raw, 'two times in quotes, such as "20:00-08:00"')
    hours = Hours(_clock(key, span["start"]), _clock(key, span["end"]))
    if hours.start == hours.end:
        raise SettingsWrong(key, raw, "two different times")
    return hours
