"""Whether the service of a house is well, by the heartbeat it leaves."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from toolkit.errors import NotAHouse, ShareTrouble
from toolkit.folders import Places
from toolkit.intake.heartbeat import HERE, NAME, PERIODS, Beat, read
from toolkit.intake.share import folder_now_ns, present, within
from toolkit.model.text import Lang, Text
from toolkit.settings import read as read_settings

ANSWER_SECONDS: Final = 10.0
"""How long a monitor is kept waiting by a share that hangs."""
_STATES: Final = {"serving": Text("运行中", "serving"), "standby": Text("待命", "standing by")}
_FIGURES: Final = {
    "oldest_waiting_seconds": Text("最早待处理文件已等待(秒)", "oldest waiting file (s)"),
    "waiting": Text("待处理文件", "files waiting"),
    "blocked": Text("受阻", "blocked"),
    "quarantined": Text("待人工", "in quarantine"),
    "done": Text("已处理", "done"),
    "hints": Text("监视方式", "hints"),
    "listing_seconds": Text("列目录用时(秒)", "listing took (s)"),
    "operation_seconds": Text("写入用时(秒)", "a write took (s)"),
    "is_share_slow": Text("共享缓慢", "share is slow"),
    "backup": Text("台账备份", "ledger copied on"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What a monitor wants to know."""

    is_well: bool
    says: Text
    """The reason in words; for one that is well, what it does."""
    beat: Beat | None = None
    age_seconds: float = 0.0


def health_of(root: Path, local: Path | None = None, *, now: Callable[[], float] = time.time) -> Health:
    """How the service of the house in that folder is; `local` is its folder on this machine, should the share be away.

    Raises SettingsWrong.
    """
    try:
        settings = within(ANSWER_SECONDS, lambda: read_settings(root), doing=f"reading {root}")
    except (NotAHouse, ShareTrouble, OSError):
        if local is None:
            return _ill(
                f"{root} 中没有 salesdocs.toml:共享未连接,或此处不是系统目录",
                f"no salesdocs.toml in {root}: the share is not mounted, or this is no house",
            )
        return health(Places(root=root, local=local), now=now)
    return health(Places(root=root, names=settings.folders, local=settings.local), now=now)


def health(places: Places, *, now: Callable[[], float] = time.time) -> Health:
    """How the service is, by the heartbeat of this machine; where none ever beat here, by the one on the share.

    Who stands by here is well while the leader on the share is.
    """
    here = _last(places.private / HERE, now)
    if here is None:
        return _on_share(places, now)
    judged = _judged(*here)
    if judged.is_well and here[0].state == "standby":
        return _on_share(places, now)
    return judged


def _on_share(places: Places, now: Callable[[], float]) -> Health:
    """How the leader is."""

    def last() -> tuple[Beat, float] | None:
        present(places)
        return _last(places.hidden / NAME, now)

    try:
        found = within(ANSWER_SECONDS, last, doing=f"looking at {places.root}")
    except ShareTrouble as trouble:
        return _ill(f"共享不可用:{trouble}", f"the share is away: {trouble}")
    return _judged(*found) if found else _ill("从未运行:没有心跳文件", "it never ran: there is no heartbeat")


def _judged(beat: Beat, age: float) -> Health:
    """Well is who serves, or stands by, and said so within three periods; one from the future is none."""
    periods = PERIODS * beat.period_seconds
    of = f"{beat.host} ({beat.pid})"
    if beat.state == "stopping":
        says = Text(f"{of} 已停止:{beat.why or '正常停止'}", f"{of} has stopped: {beat.why or 'in order'}")
    elif not -periods <= age < periods:
        says = Text(f"{of} 的心跳已停 {age:.0f} 秒", f"{of} gave no sign of life for {age:.0f} s")
    elif beat.state == "trouble":
        says = Text(f"{of} 故障:{beat.why}", f"{of} is in trouble: {beat.why}")
    else:
        state = _STATES[beat.state]
        return Health(is_well=True, says=Text(f"{of} {state.zh}", f"{of} is {state.en}"), beat=beat, age_seconds=age)
    return Health(is_well=False, says=says, beat=beat, age_seconds=age)


def health_lines(found: Health, lang: Lang) -> list[str]:
    """The health as people read it: the reason, then the figures."""
    lines = [found.says.said(lang)]
    if found.beat is not None:
        said = asdict(found.beat)
        lines += [
            f"  {words.said(lang)}: {said[name]}" for name, words in _FIGURES.items() if said[name] not in ("", None)
        ]
    return lines


def health_facts(found: Health, lang: Lang) -> dict[str, Any]:
    """The health as JSON holds it."""
    beat = asdict(found.beat) if found.beat else None
    return {
        "is_well": found.is_well,
        "says": found.says.said(lang),
        "age_seconds": round(found.age_seconds, 1),
        "heartbeat": beat,
    }


def _ill(zh: str, en: str) -> Health:
    return Health(is_well=False, says=Text(zh, en))


def _last(path: Path, now: Callable[[], float]) -> tuple[Beat, float] | None:
    """A heartbeat and its age in seconds; None without one.

    By the clock that stamps its folder, for a share has its own; by ours where we may not write.
    """
    try:
        beat, written = read(path), path.stat().st_mtime_ns
    except OSError:
        return None
    if beat is None:
        return None
    try:
        return beat, (folder_now_ns(path.parent) - written) / 1e9
    except OSError:
        return beat, now() - beat.at
