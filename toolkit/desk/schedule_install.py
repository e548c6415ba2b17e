"""The schedule put where the system looks for it, and every step told."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from toolkit.desk.schedule import Kind, Schedule, create_words, in_crontab, task, unit_folder, units
from toolkit.model.text import Lang, Text

_ASKED_SECONDS: Final = 60
_NO_PROGRAM, _NO_END = 127, 124
_NO_CRONTAB: Final = ("no crontab", "No such file")
"""What cron, and what that of busybox says of an account that has none."""
_WORDS: Final = {
    "written": Text("已写入 {path}", "wrote {path}"),
    "same": Text("{path} 已是最新", "{path} is as it should be"),
    "would write": Text("将写入 {path}", "would write {path}"),
    "ran": Text("已执行 {command}", "ran {command}"),
    "would run": Text("将执行 {command}", "would run {command}"),
    "no program": Text("本机没有 {program};请在装有它的机器上执行: {command}", "no {program} here; run: {command}"),
    "failed": Text("执行失败: {command}: {why}", "failed: {command}: {why}"),
    "linger": Text(
        "未登录时也要运行: loginctl enable-linger {user}",
        "to have it run while you are logged out: loginctl enable-linger {user}",
    ),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done, or to be done, or not possible; in words."""

    says: str
    is_trouble: bool = False


def install(kind: Kind, plan: Schedule, lang: Lang, *, is_dry: bool = False) -> Iterator[Step]:
    """Put the schedule in place; each step is told when it is done. Doing it twice changes nothing.

    With `is_dry` only told. Raises OSError when a file cannot be written.
    """
    match kind:
        case "systemd":
            yield from _install_units(plan, lang, is_dry=is_dry)
        case "cron":
            yield from _install_cron(plan, lang, is_dry=is_dry)
        case _:
            yield from _install_task(plan, lang, is_dry=is_dry)


def _install_units(plan: Schedule, lang: Lang, *, is_dry: bool) -> Iterator[Step]:
    folder = unit_folder(is_system=plan.is_system)
    for path, text in units(plan, folder).items():
        if path.is_file() and path.read_bytes() == text.encode():
            yield _step("same", lang, path=path)
        elif is_dry:
            yield _step("would write", lang, path=path)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            yield _step("written", lang, path=path)
    scope = ("systemctl",) if plan.is_system else ("systemctl", "--user")
    for words in (("daemon-reload",), ("enable", "--now", f"{plan.name}.timer")):
        step = _ran((*scope, *words), lang, is_dry=is_dry)
        yield step
        if step.is_trouble:
            return
    if not plan.is_system:
        yield _step("linger", lang, user=os.environ.get("USER") or "")


def _install_cron(plan: Schedule, lang: Lang, *, is_dry: bool) -> Iterator[Step]:
    code, before = asked(("crontab", "-l"))
    if code == _NO_PROGRAM or (code and any(words in before for words in _NO_CRONTAB)):
        before = ""
    elif code:  # what is there must not be lost
        yield _failed("crontab -l", before, code, lang)
        return
    wanted = in_crontab(before, plan)
    if wanted == before:
        yield _step("same", lang, path="crontab")
    else:
        yield _ran(("crontab", "-"), lang, is_dry=is_dry, given=wanted)


def _install_task(plan: Schedule, lang: Lang, *, is_dry: bool) -> Iterator[Step]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{plan.name}.xml"
        file.write_text(task(plan), encoding="utf-16")
        yield _ran(("schtasks", *create_words(plan, str(file))), lang, is_dry=is_dry, is_asking=bool(plan.user))


def _ran(words: Sequence[str], lang: Lang, *, is_dry: bool, given: str | None = None, is_asking: bool = False) -> Step:
    """Run a program of the system, if it is there; one that asks for a password is left alone with the terminal."""
    command = subprocess.list2cmdline(words)
    if is_dry:
        return _step("would run", lang, command=command)
    if shutil.which(words[0]) is None:
        return Step(_WORDS["no program"].said(lang).format(program=words[0], command=command), is_trouble=True)
    if is_asking:
        code, said = subprocess.run(words, check=False).returncode, ""
    else:
        code, said = asked(words, given)
    return _failed(command, said, code, lang) if code else _step("ran", lang, command=command)


def _failed(command: str, said: str, code: int, lang: Lang) -> Step:
    why = said.strip() or f"exit code {code}"
    return Step(_WORDS["failed"].said(lang).format(command=command, why=why), is_trouble=True)


def asked(words: Sequence[str], given: str | None = None) -> tuple[int, str]:
    """Exit code of a program, and what it said; 127 where there is no such program, 124 where it does not end.

    Bytes that are no UTF-8 are kept: a crontab goes back as it was.
    """
    if shutil.which(words[0]) is None:
        return _NO_PROGRAM, ""
    try:
        done = subprocess.run(
            words,
            input=None if given is None else given.encode(errors="surrogateescape"),
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            timeout=_ASKED_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        return _NO_END, str(late)
    if done.returncode:
        return done.returncode, (done.stderr or done.stdout).decode(errors="replace")
    said = done.stdout
    if said.startswith((b"\xff\xfe", b"\xfe\xff")):
        return 0, said.decode("utf-16", "replace")
    return 0, said.decode(errors="surrogateescape")


def crontab() -> str:
    """The crontab of this account; '' for none."""
    code, said = asked(("crontab", "-l"))
    return said if code == 0 else ""


def _step(word: str, lang: Lang, **facts: object) -> Step:
    return Step(_WORDS[word].said(lang).format(**facts))
