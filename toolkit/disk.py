"""The few calls by which files are touched, in one place: what may fail, be cut short or be replayed is one of these.

`disk()` is the one in use; `using` puts another in its place, which injects faults or counts calls in the tests.
Every method raises OSError. Source: intake.md 4 (rig), 6.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO, Final

_AT_FOLDER: Final = -100  # AT_FDCWD
_NOREPLACE: Final = 1  # RENAME_NOREPLACE of linux/fs.h
_UNKNOWN_CALL: Final = frozenset((errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP))
"""What a file system answers to a call it does not know; vfat says EPERM to `link`."""
FEW: Final = 12
"""Fewer files and folders than so many are synced one by one."""
_BINARY: Final[int] = getattr(os, "O_BINARY", 0)
_UNFOLLOWED: Final[int] = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Disk:
    """The system's own calls, each of them either done or not; paths are absolute."""

    def lay(self, path: Path, content: bytes) -> None:
        """Make a new file with these bytes and sync it; what was begun is removed when that fails.

        Raises FileExistsError where a file of that name lies.
        """
        self.write(path, content)
        try:
            _sync_file(path)
        except OSError:
            with suppress(OSError):
                path.unlink()
            raise

    def write(self, path: Path, content: bytes) -> None:
        """The same without the sync: a power cut may leave any part of it, until `flush` has named it."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.write(content)
        except OSError:
            with suppress(OSError):
                path.unlink()
            raise

    def flush(self, files: Collection[Path], folders: Collection[Path]) -> None:
        """Make written files, and what was renamed in folders, last through a power cut.

        Of very many the whole file systems are synced at once, where the system can: one sync for a batch. A file that
        is gone by now is passed over.
        """
        if len(files) + len(folders) < FEW or not _synced_whole((*files, *folders)):
            for file in files:
                _sync_file(file)
            for folder in folders:
                self.sync(folder)

    def read(self, path: Path) -> tuple[bytes, os.stat_result]:
        """The bytes of an ordinary file (no link is followed, no pipe waited for) and how it looks after reading.

        Raises OSError with EAGAIN when it changed meanwhile, with EINVAL for anything but an ordinary file.
        """
        with _opened(path) as opened:
            before = os.fstat(opened.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise OSError(errno.EINVAL, "no ordinary file", str(path))
            content = opened.read()
            after = os.fstat(opened.fileno())
        if (before.st_size, before.st_mtime_ns) != (len(content), after.st_mtime_ns):
            raise OSError(errno.EAGAIN, "it changes while it is read", str(path))
        return content, after

    def look(self, path: Path) -> os.stat_result | None:
        """What lies there, links not followed; None for nothing."""
        try:
            return path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def names(self, folder: Path) -> list[os.DirEntry[str]]:
        """What lies in a folder, in no order."""
        with os.scandir(folder) as entries:
            return list(entries)

    def rename(self, source: Path, target: Path) -> None:
        """Rename within one volume; never replaces a file.

        Raises FileExistsError when the target exists, OSError with EXDEV between volumes.
        """
        if sys.platform == "win32":
            source.rename(target)  # refuses an existing target on Windows
        elif not _renamed_by_kernel(source, target):
            _rename_by_link(source, target)

    def replace(self, source: Path, target: Path) -> None:
        """Rename over a file of our own: heartbeat, lease. Never used on what people made."""
        source.replace(target)

    def make_folder(self, path: Path) -> None:
        """Make one folder. Raises FileExistsError: of several who try, one makes it."""
        path.mkdir()

    def make_folders(self, path: Path) -> None:
        """Make a folder and those above it where they are missing."""
        try:
            path.mkdir(parents=True, exist_ok=True)
        except FileExistsError as trouble:
            expected = "a folder is expected here, and something else lies there"
            raise FileExistsError(trouble.errno, expected, str(path)) from trouble

    def remove(self, path: Path) -> None:
        """Remove a file of our own."""
        path.unlink()

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        path.rmdir()

    def stamp(self, path: Path, accessed_ns: int, modified_ns: int) -> None:
        """Give a file its times."""
        os.utime(path, ns=(accessed_ns, modified_ns))

    def sync(self, folder: Path) -> None:
        """Make what was renamed in a folder last through a power cut, where the system can (cifs, Windows cannot)."""
        if sys.platform == "win32":
            return
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


_in_use = Disk()


def disk() -> Disk:
    """The calls in use."""
    return _in_use


@contextmanager
def using(other: Disk) -> Iterator[None]:
    """Touch files through another one while the block lasts, in every thread."""
    global _in_use  # noqa: PLW0603  one seam for the whole process, for tests alone
    before, _in_use = _in_use, other
    try:
        yield
    finally:
        _in_use = before


def _sync_file(path: Path) -> None:
    with suppress(FileNotFoundError):
        handle = os.open(path, os.O_RDWR | _BINARY | _UNFOLLOWED)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _synced_whole(paths: Iterable[Path]) -> bool:
    """Whether every file system that holds these paths was synced as a whole; some systems cannot, or hide failures."""
    call = getattr(_libc(), "syncfs", None) if _TELLS_OF_FAILURE else None
    if call is None:
        return False
    synced: set[int] = set()
    for folder in dict.fromkeys(path.parent for path in paths):
        with suppress(FileNotFoundError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                device = os.fstat(handle).st_dev
                if device not in synced and call(handle) != 0:
                    return False
                synced.add(device)
            finally:
                os.close(handle)
    return bool(synced)


def _tells_of_failure() -> bool:
    """Whether this kernel says when syncing a file system failed: Linux since 5.8."""
    if sys.platform != "linux":
        return False
    major, _, rest = os.uname().release.partition(".")
    minor = "".join(takewhile(str.isdigit, rest))
    return (int(major), int(minor or 0)) >= (5, 8)


_TELLS_OF_FAILURE: Final = _tells_of_failure()


def _renamed_by_kernel(source: Path, target: Path) -> bool:
    """Whether renameat2 did it; False where kernel or file system (cifs, old NFS) does not know the call."""
    call = getattr(_libc(), "renameat2", None)
    if call is None:
        return False
    if call(_AT_FOLDER, os.fsencode(source), _AT_FOLDER, os.fsencode(target), _NOREPLACE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNKNOWN_CALL:
        return False
    raise OSError(code, os.strerror(code), str(source), None, str(target))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _rename_by_link(source: Path, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as trouble:
        if trouble.errno not in (*_UNKNOWN_CALL, errno.EPERM, errno.EMLINK):
            raise
        _rename_over_reservation(source, target)
    else:
        source.unlink()


def _rename_over_reservation(source: Path, target: Path) -> None:
    """Where there are no hard links: take the name with an empty file of ours, then rename over that."""
    target.open("xb").close()
    try:
        source.replace(target)
    except OSError:
        target.unlink(missing_ok=True)
        raise


def _opened(path: Path) -> BinaryIO:
    """The file itself, not what a link points to, without waiting for the other end of a pipe."""
    return os.fdopen(os.open(path, os.O_RDONLY | _BINARY | _UNFOLLOWED), "rb")
