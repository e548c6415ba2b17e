"""What lies in the inbox: forms and attachments, oldest first; what is refused unopened; who has what open."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from toolkit.disk import disk
from toolkit.errors import ShareTrouble
from toolkit.folders import is_junk
from toolkit.intake.locks import Lock, held_by

ATTACHMENTS = (".pdf", ".jpg", ".jpeg", ".png")  # decisions.md 17

Unfit = Literal["link", "hard link", "pipe", "socket", "device", "unreadable"]
"""Why something in the inbox is never opened. Source: intake.md 4 (38)."""

_KINDS: Final[dict[int, Unfit]] = {
    stat.S_IFLNK: "link",
    stat.S_IFIFO: "pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}
_REDIRECTS: Final = 0x20000000
"""Bit of a Windows reparse tag that makes a file or folder stand for another: links, junctions."""
_CLOSED: Final = frozenset((errno.EACCES, errno.EPERM, errno.ENAMETOOLONG, errno.ELOOP))
"""What keeps us out of one folder; anything else is trouble of the whole share."""


@dataclass(frozen=True, slots=True)
class Found:
    """One file in the inbox, as last seen; another file under that name is another `Found`."""

    path: Path
    size: int
    mtime_ns: int
    inode: int
    ctime_ns: int

    @property
    def is_attachment(self) -> bool:
        """A scan or photograph: it belongs to a form that names it."""
        return self.path.suffix.lower() in ATTACHMENTS


@dataclass(frozen=True, slots=True)
class Refused:
    """Something in the inbox that is no ordinary file of its own, or a folder that cannot be read."""

    path: Path
    reason: Unfit


@dataclass(frozen=True, slots=True)
class Survey:
    """The inbox at one moment."""

    files: tuple[Found, ...] = ()
    """Oldest first, names deciding between equals."""
    refused: tuple[Refused, ...] = ()
    locks: tuple[Lock, ...] = ()


def scan(inbox: Path) -> tuple[Found, ...]:
    """Every ordinary file below the inbox, oldest first. Raises ShareTrouble."""
    return survey(inbox).files


def survey(inbox: Path) -> Survey:
    """All that lies below the inbox, hidden folders and junk left out; nothing is opened.

    What vanishes meanwhile is left out. Raises ShareTrouble where the inbox is gone or the share does not answer:
    a list that is not whole is none.
    """
    files: list[Found] = []
    refused: list[Refused] = []
    locks: list[Lock] = []
    for one in _walked(inbox):
        match one:
            case Found():
                files.append(one)
            case Refused():
                refused.append(one)
            case Lock():
                locks.append(one)
    files.sort(key=lambda found: (found.mtime_ns, found.path.name))
    return Survey(tuple(files), tuple(refused), tuple(locks))


def _walked(inbox: Path) -> Iterator[Found | Refused | Lock]:
    """What lies in the inbox and its folders, at any depth."""
    waiting = [inbox]
    while waiting:
        folder = waiting.pop()
        try:
            entries = disk().names(folder)
        except OSError as trouble:
            if folder == inbox or not _is_of_one(trouble):
                raise ShareTrouble(f"{folder}: {trouble}") from trouble
            if trouble.errno in _CLOSED:
                yield Refused(folder, "unreadable")
            continue
        for entry in entries:
            looked = _looked(folder / entry.name)
            if isinstance(looked, Path):
                waiting.append(looked)
            elif looked is not None:
                yield looked


def _looked(path: Path) -> Found | Refused | Lock | Path | None:
    """What lies there; the path itself for a folder to be walked, None for junk and for what is gone."""
    is_lock = bool(held_by(path.name))
    if is_junk(path.name) and not is_lock:
        return None
    try:
        seen = disk().look(path)
    except OSError as trouble:
        if not _is_of_one(trouble):
            raise ShareTrouble(f"{path}: {trouble}") from trouble
        return Refused(path, "unreadable")
    if seen is None:
        return None
    if is_lock:
        return Lock(path, seen.st_size, seen.st_mtime_ns) if stat.S_ISREG(seen.st_mode) else None
    return _judged(path, seen)


def _judged(path: Path, seen: os.stat_result) -> Found | Refused | Path:
    kind = stat.S_IFMT(seen.st_mode)
    if getattr(seen, "st_reparse_tag", 0) & _REDIRECTS:
        return Refused(path, "link")
    if kind == stat.S_IFDIR:
        return path
    if kind != stat.S_IFREG:
        return Refused(path, _KINDS.get(kind, "device"))
    if seen.st_nlink > 1:
        return Refused(path, "hard link")
    return Found(path, seen.st_size, seen.st_mtime_ns, seen.st_ino, seen.st_ctime_ns)


def _is_of_one(trouble: OSError) -> bool:
    """Whether it concerns that file or folder alone: it is gone, or we may not see it."""
    return isinstance(trouble, FileNotFoundError | NotADirectoryError) or trouble.errno in _CLOSED


def name_key(name: str) -> str:
    """How attachments are matched: last part of a path as typed, NFC, case folded."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return unicodedata.normalize("NFC", last.strip()).casefold()
