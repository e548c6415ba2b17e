"""Whether somebody still has a file open for writing, where the system can tell. Source: intake.md 3 (4)."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Final

from toolkit.ledger.disk import network_file_system

_TRUSTED_SECONDS: Final = 30.0
"""How long a volume is taken for what it was: it may be unmounted and another get its number."""
_far: dict[int, tuple[float, bool]] = {}
"""By volume: when it was looked at, and whether it lies on another machine."""


def is_being_written(path: Path) -> bool | None:
    """Whether anyone on this machine, its file server included, has the file open for writing.

    None where that cannot be told: on network file systems, for files of others without the right to ask (root or
    CAP_LEASE on Linux), on other systems. On Windows any open handle counts, as it keeps us from moving the file.
    """
    if sys.platform == "linux":
        return _by_lease(path)
    if sys.platform == "win32":
        return _by_sharing(path)
    return None


if sys.platform == "linux":
    import fcntl
    import signal

    _UNFOLLOWED: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

    def _by_lease(path: Path) -> bool | None:
        """By asking for a lease as reader, which is refused while there is a writer."""
        try:
            handle = os.open(path, _UNFOLLOWED)
        except BlockingIOError:
            return True  # a writer's own lease is being broken
        except OSError:
            return None
        try:
            return None if _is_far(path.parent, os.fstat(handle).st_dev) else _leased(handle)
        finally:
            os.close(handle)

    def _leased(handle: int) -> bool | None:
        """Take the lease; it is given back with the handle.

        Who opens the file for writing in between makes the kernel send a signal: SIGIO, which ends a process, unless
        another is named; SIGURG is ignored by one that does not ask for it.
        The other waits until the lease is back, some microseconds; Samba tries its open again after a second.
        """
        try:
            fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except BlockingIOError:
            return True
        except OSError:
            return None
        return False

    def _is_far(folder: Path, volume: int) -> bool:
        """Whether the volume lies on another machine, whose writers we do not see."""
        now = time.monotonic()
        judged, is_far = _far.get(volume, (-_TRUSTED_SECONDS, False))
        if now - judged >= _TRUSTED_SECONDS:
            is_far = bool(network_file_system(folder))
            _far[volume] = now, is_far
        return is_far


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _GENERIC_READ: Final = 0x80000000
    _OPEN_EXISTING: Final = 3
    _OPEN_LINK_ITSELF: Final = 0x00200000  # FILE_FLAG_OPEN_REPARSE_POINT
    _SHARING_VIOLATION: Final = 32
    _INVALID: Final = ctypes.c_void_p(-1).value

    def _by_sharing(path: Path) -> bool | None:
        """By opening it for us alone, which is refused while anyone has it open, on this machine or by the network."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateFileW.restype = wintypes.HANDLE
        kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
        handle = kernel.CreateFileW(str(path), _GENERIC_READ, 0, None, _OPEN_EXISTING, _OPEN_LINK_ITSELF, None)
        if handle == _INVALID:
            return True if ctypes.get_last_error() == _SHARING_VIOLATION else None
        kernel.CloseHandle(handle)
        return False
