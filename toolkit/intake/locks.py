"""Lock files: what Excel, Word, WPS and LibreOffice lay beside a file while somebody has it open, and who that is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from toolkit.disk import disk

_OFFICE, _WPS, _LIBRE_BEGIN, _LIBRE_END = "~$", ".~", ".~lock.", "#"
_MOST_LEFT_OUT: Final = 2
"""Word leaves out the first one or two characters of a long name, Excel none."""
_LARGEST: Final = 4_096
"""Bytes; Word's has 162, Excel's 165, LibreOffice's some 100."""
_SECOND_NAME: Final = (54, 55)
"""Where Word, and where Excel repeat the name in UTF-16, its length before it; first comes the PC's code page."""
_LONGEST_NAME: Final = 60
_SAVING: Final = re.compile(r"[0-9A-F]{8}")
"""What Excel calls a workbook that it is saving, before it gives it its name."""
_FIELD: Final = re.compile(r"((?:[^\\,;]|\\.)*)[,;]")


@dataclass(frozen=True)
class Lock:
    """One lock file."""

    path: Path
    size: int
    mtime_ns: int

    @cached_property
    def holds(self) -> str:
        """The name of the file it belongs to, folded; it may lack its first characters."""
        return _folded(held_by(self.path.name))

    @property
    def is_office(self) -> bool:
        """Whether it is Excel's or Word's."""
        return self.path.name.startswith(_OFFICE)


def held_by(name: str) -> str:
    """The name that a lock file's name contains, without up to two leading characters; '' for no lock file's name.

    Source: intake.md 3 (2).
    """
    if name.startswith(_LIBRE_BEGIN) and name.endswith(_LIBRE_END):
        return name[len(_LIBRE_BEGIN) : -len(_LIBRE_END)]
    begin = next((begin for begin in (_OFFICE, _WPS) if name.startswith(begin)), "")
    return name[len(begin) :] if begin else ""


class Locks:
    """The lock files of one look, found by the file that they hold back."""

    def __init__(self, locks: Iterable[Lock]) -> None:
        self._by_name: dict[tuple[Path, str], Lock] = {}
        self._office: dict[Path, Lock] = {}
        for lock in sorted(locks, key=lambda lock: lock.mtime_ns):  # the newest of several counts
            self._by_name[lock.path.parent, lock.holds] = lock
            if lock.is_office:
                self._office[lock.path.parent] = lock

    def of(self, path: Path) -> Lock | None:
        """The lock that holds this file back; None for none."""
        if not self._by_name:
            return None
        named = (self._by_name.get((path.parent, name)) for name in _shortened(path.name))
        saving = self._office.get(path.parent) if _SAVING.fullmatch(path.name) else None
        return next(filter(None, named), saving)


def _shortened(name: str) -> Iterator[str]:
    """The name as lock files may have it."""
    composed = unicodedata.normalize("NFC", name)
    return (composed[left_out:].casefold() for left_out in range(_MOST_LEFT_OUT + 1))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def owner_of(lock: Lock) -> str:
    """Who has the file open, as the lock file says it; '' where it says nothing or cannot be read."""
    if not 0 < lock.size <= _LARGEST:
        return ""
    try:
        content, _ = disk().read(lock.path)
    except OSError:
        return ""
    is_libre = lock.path.name.startswith(_LIBRE_BEGIN)
    return _plain(_by_fields(content) if is_libre else _by_length(content))


def _by_fields(content: bytes) -> str:
    """LibreOffice: name, account, machine, time, profile, with commas between; the name may be empty."""
    fields = [re.sub(r"\\(.)", r"\1", field) for field in _FIELD.findall(content.decode("utf-8", "replace") + ",")]
    return next((field for field in fields[:3] if field.strip()), "")


def _by_length(content: bytes) -> str:
    """Excel, Word: the length of the name, the name in the code page of that PC, then both again in UTF-16."""
    for at in _SECOND_NAME:
        length = int.from_bytes(content[at : at + 2], "little")
        name = content[at + 2 : at + 2 + 2 * length]
        if length and len(name) == 2 * length:
            return name.decode("utf-16-le", "replace")
    return content[1 : 1 + content[0]].decode("gb18030", "replace")


def _plain(name: str) -> str:
    """The name as it can be told: no control characters, not endless."""
    return "".join(sign for sign in name if sign.isprintable()).strip()[:_LONGEST_NAME]
