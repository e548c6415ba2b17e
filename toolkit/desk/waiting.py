"""Every file that is not through yet, and why: what `status --waiting` lists, blocked ones first."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from toolkit.desk.standing import still_there
from toolkit.house import House
from toolkit.intake.scan import Unfit, survey
from toolkit.intake.settle import Reason, Settling
from toolkit.model.text import Lang, Text

State = Literal["blocked", "aside", "failed", "in work", "awaits its scan", "in the inbox", "left alone"]

_STATES: Final[dict[State, Text]] = {
    "blocked": Text("受阻", "blocked"),
    "aside": Text("待人工", "put aside"),
    "failed": Text("系统故障,自动重试", "our own fault, tried again"),
    "in work": Text("处理中", "in work"),
    "awaits its scan": Text("等待附件", "awaits its scan"),
    "in the inbox": Text("收件箱", "in the inbox"),
    "left alone": Text("不作处理", "left alone"),
}

_REASONS: Final[dict[Reason | Literal["settled"], Text]] = {
    "settled": Text("待处理", "to be taken next"),
    "young": Text("刚放入,稍后处理", "just dropped"),
    "changing": Text("仍在变化", "still changing"),
    "locked": Text("正被打开", "open in an office program"),
    "being written": Text("正在写入", "still being written"),
    "incomplete": Text("尚未传完或已损坏", "incomplete so far, or damaged"),
    "empty": Text("空文件", "empty so far"),
    "unreadable": Text("无权读取", "may not be read"),
}

_SPECIAL: Final = Text("不是普通文件", "no ordinary file")
_UNFIT: Final[dict[Unfit, Text]] = {
    "link": Text("是链接,请放入文件本身", "a link; drop the file itself"),
    "pipe": _SPECIAL,
    "socket": _SPECIAL,
    "device": _SPECIAL,
    "hard link": Text("与其他位置共用同一文件,请放入副本", "shared with another place; drop a copy"),
    "unreadable": Text("文件夹无权读取", "the folder may not be read"),
}

_NOTHING: Final = Text("没有等待中的文件", "no file waits")


@dataclass(frozen=True, slots=True)
class Held:
    """One file that is not through."""

    state: State
    file: str
    """Below the house's folder."""
    why: Text
    who: str = ""


def held(house: House) -> tuple[Held, ...]:
    """All of them, those that need a person first. Raises ShareTrouble, LedgerTrouble."""
    order = list(_STATES)
    return tuple(sorted((*_known(house), *_lying(house)), key=lambda one: (order.index(one.state), one.file)))


def held_lines(found: tuple[Held, ...], lang: Lang) -> Iterator[str]:
    """A line each, as people read it."""
    if not found:
        yield _NOTHING.said(lang)
    for one in found:
        who = f" ({one.who})" if one.who else ""
        yield f"{_STATES[one.state].said(lang)}: {one.file}: {one.why.said(lang)}{who}"


def held_facts(found: tuple[Held, ...], lang: Lang) -> list[dict[str, str]]:
    """The same as plain values."""
    return [{"state": one.state, "file": one.file, "why": one.why.said(lang), "who": one.who} for one in found]


def _known(house: House) -> Iterator[Held]:
    """What the ledger knows of: blocked steps, files put aside, in work, failed, waiting."""
    with house.ledger.reading() as questions:
        for planned in questions.open_effects():
            if planned.tries:
                yield Held("blocked", str(planned.effect.facts["file"]), _as_it_is(planned.last_error))
        for arrival in questions.arrivals(outcome="quarantined"):
            yield Held("aside", arrival.name, _as_it_is(str(arrival.detail.get("reason", ""))))
        for arrival in questions.arrivals(outcome="captured"):
            yield Held("in work", arrival.dropped, _as_it_is(str(arrival.detail.get("reason", ""))))
        for arrival in still_there(house, questions.arrivals(outcome="failed")):
            yield Held("failed", arrival.dropped, _as_it_is(str(arrival.detail.get("reason", ""))))
        for arrival in still_there(house, questions.arrivals(outcome="waiting")):
            yield Held("awaits its scan", arrival.dropped, _as_it_is(""))


def _lying(house: House) -> Iterator[Held]:
    """What lies in the inbox, as one look at it tells."""
    seen = survey(house.places.inbox)
    looked = Settling(0.0).look(seen, time.monotonic())
    for waiting in looked.waiting:
        yield Held("in the inbox", house.places.below(waiting.found.path), _REASONS[waiting.reason], waiting.who)
    for found in (*looked.ready, *looked.given_up):
        yield Held("in the inbox", house.places.below(found.path), _REASONS["settled"])
    for refused in seen.refused:
        yield Held("left alone", house.places.below(refused.path), _UNFIT[refused.reason])


def _as_it_is(words: str) -> Text:
    return Text(words, words)
