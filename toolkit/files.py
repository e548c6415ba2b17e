"""How a file gets to its place: whole, once, without replacing another."""

from __future__ import annotations

import errno
import os
import stat
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count, takewhile
from pathlib import Path
from typing import Final

from toolkit.disk import disk
from toolkit.errors import ShareTrouble

_READINGS: Final = 3
_to_sync: ContextVar[_Unsynced | None] = ContextVar("what is to be synced", default=None)


HALF: Final = ".~pub-"
"""How the name of a file begins that is being written and nobody's yet."""


def keep(content: bytes, target: Path, *, via: Path) -> None:
    """Lay down a file whose name says its bytes; one that a power cut has torn is made good. Raises ShareTrouble."""
    with reaching(target.parent):
        if _holds(target, content):
            return
        disk().make_folders(target.parent)
        waiting = via / f"{HALF}{uuid.uuid4().hex}.tmp"
        lay(waiting, content)
        disk().replace(waiting, target)
        _renamed(waiting, target)
        sync(target.parent)


def publish(content: bytes, target: Path) -> Path:
    """Lay a finished file down; the path it has then.

    People see it whole or not at all, and no other file is replaced: where one of that name lies already, it is
    kept if it holds the same bytes, else ours becomes `name~1.ext`. Doing it twice lays down one file.
    Raises ShareTrouble.
    """
    with reaching(target.parent):
        disk().make_folders(target.parent)
        lying = next((p for p in _taken(target) if _holds(p, content)), None)
        return lying or _laid(content, target)


def move(source: Path, folder: Path, *, name: str = "") -> Path | None:
    """Move a file into a folder (made when missing), under its own or another name; the path it has then.

    A file of that name is never replaced: ours becomes `name~1.ext`. None when the source is gone: it was moved
    before, or a person took it. To another disk it is copied, synced and compared before the source goes.
    Raises ShareTrouble.
    """
    target = folder / (name or source.name)
    if source == target:
        return target
    with reaching(source):
        was = disk().look(source)
        if was is None:
            return None
        disk().make_folders(folder)
        twin = next((p for p in _taken(target) if _is_same(p, was)), None)
        if twin is not None:  # linked, and cut short before the unlink
            disk().remove(source)
            return twin
        try:
            return _settle(source, target)
        except FileNotFoundError:
            if is_there(source):
                raise
            return None
        except OSError as trouble:
            if trouble.errno != errno.EXDEV:
                raise
        return _carried(source, target)


def read_whole(path: Path) -> bytes:
    """The bytes of a file that did not change while it was read.

    Raises ShareTrouble when it cannot be read, keeps changing, or is a link, pipe or folder.
    """
    with reaching(path):
        for left in reversed(range(_READINGS)):
            try:
                return disk().read(path)[0]
            except OSError as trouble:
                if trouble.errno != errno.EAGAIN or not left:
                    raise
    raise AssertionError("the last reading returns or raises")


@dataclass(slots=True)
class _Unsynced:
    files: dict[Path, None] = field(default_factory=dict)
    folders: dict[Path, None] = field(default_factory=dict)


@contextmanager
def syncing_once() -> Iterator[None]:
    """Files laid and folders renamed into within the block are synced together, at its end.

    What must outlast a power cut before the next step is done within one block. Raises ShareTrouble when it does not.
    """
    unsynced = _Unsynced()
    token = _to_sync.set(unsynced)
    try:
        yield
    finally:
        _to_sync.reset(token)
    if unsynced.files or unsynced.folders:
        with reaching(next(iter((*unsynced.files, *unsynced.folders)))):
            disk().flush(unsynced.files, unsynced.folders)


def sync(folder: Path) -> None:
    """Make what was renamed in a folder last, at once or at the end of the block of `syncing_once`."""
    unsynced = _to_sync.get()
    if unsynced is None:
        disk().sync(folder)
    else:
        unsynced.folders[folder] = None


def lay(path: Path, content: bytes) -> None:
    """Make a new file that lasts, at once or at the end of the block of `syncing_once`. Raises OSError."""
    unsynced = _to_sync.get()
    if unsynced is None:
        disk().lay(path, content)
    else:
        disk().write(path, content)
        unsynced.files[path] = None


def _renamed(source: Path, target: Path) -> None:
    """A file that waits to be synced has another name now."""
    unsynced = _to_sync.get()
    if unsynced is not None and source in unsynced.files:
        del unsynced.files[source]
        unsynced.files[target] = None


def owner_of(path: Path) -> str:
    """The account that owns a file; '' where the system does not tell. Source: decisions.md 16."""
    try:
        return path.owner()
    except (KeyError, NotImplementedError, OSError):
        return ""


def is_there(path: Path) -> bool:
    """Whether anything lies under that name, a broken link included. Raises ShareTrouble."""
    with reaching(path):
        return disk().look(path) is not None


@contextmanager
def reaching(path: Path) -> Iterator[None]:
    """What the system complains about, said as trouble of this place."""
    try:
        yield
    except OSError as trouble:
        raise ShareTrouble(f"{path}: {trouble}", code=trouble.errno or 0, windows=_windows_code(trouble)) from trouble


def _windows_code(trouble: OSError) -> int:
    return int(getattr(trouble, "winerror", 0) or 0)


def _candidates(target: Path) -> Iterator[Path]:
    """Names to try, in order: `name.ext`, `name~1.ext`, `name~2.ext` and so on."""
    yield target
    for n in count(1):
        yield target.with_name(f"{target.stem}~{n}{target.suffix}")


def _taken(target: Path) -> Iterator[Path]:
    return takewhile(is_there, _candidates(target))


def _is_same(path: Path, was: os.stat_result) -> bool:
    found = disk().look(path)
    return found is not None and os.path.samestat(found, was)


def _holds(path: Path, content: bytes) -> bool:
    """Whether the file holds exactly these bytes."""
    with suppress(OSError):
        found = disk().look(path)
        if found is None or not stat.S_ISREG(found.st_mode) or found.st_size != len(content):
            return False
        return disk().read(path)[0] == content
    return False


def _settle(source: Path, target: Path, content: bytes | None = None) -> Path:
    """Rename to the first free name; with `content`, a file that holds it already stands for ours."""
    for candidate in _candidates(target):
        try:
            disk().rename(source, candidate)
        except FileExistsError:
            if content is not None and _holds(candidate, content):
                disk().remove(source)
                return candidate
        else:
            _renamed(source, candidate)
            sync(candidate.parent)
            if source.parent != candidate.parent:
                sync(source.parent)
            return candidate
    raise AssertionError("there is always another name")


def _laid(content: bytes, target: Path) -> Path:
    """Write the bytes under a temporary name of this very attempt, sync them, then settle."""
    waiting = target.parent / f"{HALF}{uuid.uuid4().hex}.tmp"
    lay(waiting, content)
    try:
        return _settle(waiting, target, content)
    except OSError:
        with suppress(OSError):
            disk().remove(waiting)
        raise


def _carried(source: Path, target: Path) -> Path:
    """Copy to another disk, compare, and only then let the source go."""
    content, was = disk().read(source)
    lying = next((p for p in _taken(target) if _holds(p, content)), None)
    arrived = lying or _laid(content, target)
    if not _holds(arrived, content):
        raise ShareTrouble(f"{arrived} does not hold what {source} holds; nothing was removed")
    with suppress(OSError):
        disk().stamp(arrived, was.st_atime_ns, was.st_mtime_ns)
    disk().remove(source)
    return arrived
