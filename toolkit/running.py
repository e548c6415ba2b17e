"""The program as a process of the system: how it is started again, and how only one is at a thing."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final
from weakref import WeakSet

from toolkit.files import reaching

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCKED_BYTE: Final = 1 << 20
"""Windows lets nobody read a locked byte: the one that is locked lies far behind the words."""
_ASKED_SECONDS: Final = 0.2
"""How often one who waits asks again."""


def program() -> list[str]:
    """The words that start this very program again; options and command are to follow."""
    started = Path(sys.argv[0])
    if started.stem == "salesdocs" and started.is_file():
        return [str(started.resolve())]
    installed = shutil.which("salesdocs")
    return [installed] if installed else [sys.executable, "-c", "from toolkit.cli import main; main()"]


@contextmanager
def alone(path: Path, *, wait_seconds: float = 0.0) -> Iterator[str | None]:
    """A lock of the operating system on that file while the block lasts: it ends with the process, however that ends.

    None when it is ours; else who has it (`process 4711 on host`, '' where that cannot be read), after waiting for it
    so long. Raises ShareTrouble when the file cannot be opened.
    """
    with reaching(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = _Lock(os.open(path, os.O_RDWR | os.O_CREAT, 0o666))
    try:
        until = time.monotonic() + wait_seconds
        while not (is_ours := lock.taken()) and time.monotonic() < until:
            time.sleep(_ASKED_SECONDS)
        if is_ours:
            lock.say(f"process {os.getpid()} on {socket.gethostname()}")
        yield None if is_ours else holder(path)
    finally:
        lock.let_go()


def holder(path: Path) -> str:
    """Who wrote into a lock's file that it has the lock, or had it; '' where that cannot be read."""
    with suppress(OSError):
        return path.read_text(encoding="utf-8", errors="replace")[:200]
    return ""


_LOCKS: Final[WeakSet[_Lock]] = WeakSet()


@cache
def _register() -> None:
    """Have children made by fork give up their share of every lock: asked of the system once, it never forgets."""
    if sys.platform != "win32":
        os.register_at_fork(after_in_child=_let_go_of_all)


def _let_go_of_all() -> None:
    for lock in tuple(_LOCKS):
        lock.let_go()


class _Lock:
    """A lock on an open file; children made by fork give up their share of it, or it would outlive us in them."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle
        _LOCKS.add(self)
        _register()

    def taken(self) -> bool:
        """Whether it is ours now."""
        assert self._handle is not None
        try:
            if sys.platform == "win32":
                os.lseek(self._handle, _LOCKED_BYTE, os.SEEK_SET)
                msvcrt.locking(self._handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def say(self, words: str) -> None:
        """Write who has it, for whoever comes second."""
        assert self._handle is not None
        os.ftruncate(self._handle, 0)
        os.lseek(self._handle, 0, os.SEEK_SET)
        os.write(self._handle, words.encode())

    def let_go(self) -> None:
        """Close the file, which ends the lock."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)
