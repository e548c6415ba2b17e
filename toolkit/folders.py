"""Where everything of a house lies, and how a file gets there whole, once, without replacing another."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count, takewhile
from pathlib import Path
from typing import BinaryIO, Final

from toolkit.errors import ShareTrouble
from toolkit.model.names import safe_name
from toolkit.model.places import ENGLISH, FolderNames

__all__ = ["Places", "is_junk", "move", "publish", "read_whole", "rename_noreplace", "safe_name"]

_HIDDEN: Final = ".salesdocs"
_SHORT_NAME: Final = 40
_JUNK_NAMES: Final = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "@eadir", "$recycle.bin"))
_JUNK_STARTS: Final = (".", "~$", "~wrl", "~wrd")
_JUNK_ENDS: Final = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", "~")
_AT_FOLDER: Final = -100  # AT_FDCWD
_NOREPLACE: Final = 1  # RENAME_NOREPLACE of linux/fs.h
_UNKNOWN_CALL: Final = frozenset((errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP))
"""What a file system answers to a call it does not know; vfat says EPERM to `link`."""
_BINARY: Final[int] = getattr(os, "O_BINARY", 0)
_UNFOLLOWED: Final[int] = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_READINGS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The folders of one house. Source: decisions.md 23, 24."""

    root: Path
    names: FolderNames = ENGLISH
    local: Path | None = None
    """Folder on this machine's disk for ledger and captures; None keeps them in `.salesdocs` of the house."""

    @property
    def inbox(self) -> Path:
        """Where filled forms are dropped."""
        return self.root / self.names.inbox

    @property
    def returned(self) -> Path:
        """Forms sent back with findings."""
        return self.root / self.names.returned

    @property
    def filed(self) -> Path:
        """Originals that were accepted."""
        return self.root / self.names.filed

    @property
    def duplicates(self) -> Path:
        """Files whose bytes were accepted before."""
        return self.root / self.names.duplicates

    @property
    def quarantine(self) -> Path:
        """Files that a person has to look at."""
        return self.root / self.names.quarantine

    @property
    def deals(self) -> Path:
        """One folder a deal."""
        return self.root / self.names.deals

    @property
    def reports(self) -> Path:
        """What the nightly run writes."""
        return self.root / self.names.reports

    @property
    def workbooks(self) -> Path:
        """Blank forms."""
        return self.root / self.names.workbooks

    @property
    def templates(self) -> Path:
        """Templates of the documents."""
        return self.root / self.names.templates

    @property
    def hidden(self) -> Path:
        """Ours alone, on the share."""
        return self.root / _HIDDEN

    @property
    def claims(self) -> Path:
        """Files taken out of the inbox and not yet decided; on the same volume as the inbox."""
        return self.hidden / "claims"

    @property
    def private(self) -> Path:
        """Ours alone, on this machine's disk."""
        return self.local or self.hidden

    @property
    def ledger(self) -> Path:
        """The ledger's file."""
        return self.private / "ledger.db"

    @property
    def programs(self) -> Path:
        """Compiled templates; what lies there may be deleted at any time."""
        return self.private / "programs"

    @property
    def captures(self) -> Path:
        """Immutable copies of what came in, by SHA-256."""
        return self.private / "captures"

    def capture(self, digest: str) -> Path:
        """The copy of the bytes with that SHA-256."""
        return self.captures / digest[:2] / digest

    def deal_folder(self, number: str, short: str) -> Path:
        """`deals/SJ-2026-0001_上海启明`; the folder the deal has, when it was made under an earlier short name."""
        named = f"{number}_{safe_name(short, longest=_SHORT_NAME)}" if short.strip() else number
        wanted = self.deals / named
        if wanted.is_dir() or not self.deals.is_dir():
            return wanted
        with _reached(self.deals):
            made = sorted(f for f in self.deals.glob(f"{number}*") if f.name.partition("_")[0] == number and f.is_dir())
        return made[0] if made else wanted

    def stage_folder(self, number: str, short: str, stage: int) -> Path:
        """The deal's folder of a stage, 1-7."""
        return self.deal_folder(number, short) / self.names.stages[stage - 1]

    def superseded(self, number: str, short: str, stage: int) -> Path:
        """Where an untouched blank of that stage goes once it counts no more."""
        return self.stage_folder(number, short, stage) / self.names.superseded

    @property
    def shared(self) -> tuple[Path, ...]:
        """The folders people see, in the order of a form's way."""
        return (
            self.inbox,
            self.returned,
            self.filed,
            self.duplicates,
            self.quarantine,
            self.deals,
            self.reports,
            self.workbooks,
            self.templates,
        )

    def ensure(self) -> None:
        """Make every folder that is missing. Raises ShareTrouble."""
        for folder in (*self.shared, self.hidden, self.claims, self.private, self.captures):
            with _reached(folder):
                folder.mkdir(parents=True, exist_ok=True)

    def below(self, path: Path) -> str:
        """The path as people are told it: below the house's folder, with `/`; whole when it lies elsewhere."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


def is_junk(name: str) -> bool:
    """Whether a file is of an editor, a system or a copying program and never a form.

    Lock files of Word and Excel (`~$`), LibreOffice (`.~lock.`) and WPS (`.~`), halves of downloads, thumbnails,
    our own temporary files. Source: intake.md 3.2, feature 7.
    """
    lower = name.lower()
    return lower in _JUNK_NAMES or lower.startswith(_JUNK_STARTS) or lower.endswith(_JUNK_ENDS)


def publish(content: bytes, target: Path) -> Path:
    """Lay a finished file down; the path it has then.

    People see it whole or not at all, and no other file is replaced: where one of that name lies already, it is
    kept if it holds the same bytes, else ours becomes `name~1.ext`. Doing it twice lays down one file.
    Raises ShareTrouble.
    """
    with _reached(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
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
    with _reached(source):
        if not _is_there(source):
            return None
        folder.mkdir(parents=True, exist_ok=True)
        twin = next((p for p in _taken(target) if os.path.samestat(source.lstat(), p.lstat())), None)
        if twin is not None:  # linked, and cut short before the unlink
            source.unlink()
            return twin
        try:
            return _settle(source, target)
        except FileNotFoundError:
            if _is_there(source):
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
    with _reached(path):
        for _ in range(_READINGS):
            with _opened(path) as opened:
                before = os.fstat(opened.fileno())
                if not stat.S_ISREG(before.st_mode):
                    raise ShareTrouble(f"{path} is no ordinary file")
                content = opened.read()
                after = os.fstat(opened.fileno())
            if (before.st_size, before.st_mtime_ns) == (len(content), after.st_mtime_ns):
                return content
    raise ShareTrouble(f"{path} changes while it is read")


def owner_of(path: Path) -> str:
    """The account that owns a file; '' where the system does not tell. Source: decisions.md 16."""
    try:
        return path.owner()
    except (KeyError, NotImplementedError, OSError):
        return ""


def rename_noreplace(source: Path, target: Path) -> None:
    """Rename within one volume; never replaces a file.

    Raises FileExistsError when the target exists, OSError with EXDEV between volumes. Source: intake.md 6.
    """
    if sys.platform == "win32":
        source.rename(target)  # refuses an existing target on Windows
        return
    if _renamed_by_kernel(source, target):
        return
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as trouble:
        if trouble.errno not in (*_UNKNOWN_CALL, errno.EPERM, errno.EMLINK):
            raise
        _rename_over_reservation(source, target)
    else:
        source.unlink()


def _renamed_by_kernel(source: Path, target: Path) -> bool:
    """Whether renameat2 did it; False where kernel or file system (cifs, old NFS) does not know the call."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(_AT_FOLDER, os.fsencode(source), _AT_FOLDER, os.fsencode(target), _NOREPLACE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNKNOWN_CALL:
        return False
    raise OSError(code, os.strerror(code), str(source), None, str(target))


def _rename_over_reservation(source: Path, target: Path) -> None:
    """Where there are no hard links: take the name with an empty file of ours, then rename over that."""
    target.open("xb").close()
    try:
        source.replace(target)
    except OSError:
        target.unlink(missing_ok=True)
        raise


def _candidates(target: Path) -> Iterator[Path]:
    """Names to try, in order: `name.ext`, `name~1.ext`, `name~2.ext` and so on."""
    yield target
    for n in count(1):
        yield target.with_name(f"{target.stem}~{n}{target.suffix}")


def _taken(target: Path) -> Iterator[Path]:
    return takewhile(_is_there, _candidates(target))


def _is_there(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def _holds(path: Path, content: bytes) -> bool:
    """Whether the file holds exactly these bytes."""
    with suppress(OSError):
        found = path.lstat()
        return stat.S_ISREG(found.st_mode) and found.st_size == len(content) and path.read_bytes() == content
    return False


def _settle(source: Path, target: Path, content: bytes | None = None) -> Path:
    """Rename to the first free name; with `content`, a file that holds it already stands for ours."""
    for candidate in _candidates(target):
        try:
            rename_noreplace(source, candidate)
        except FileExistsError:
            if content is not None and _holds(candidate, content):
                source.unlink()
                return candidate
        else:
            _sync_folder(candidate.parent)
            _sync_folder(source.parent)
            return candidate
    raise AssertionError("there is always another name")


def _laid(content: bytes, target: Path) -> Path:
    """Write the bytes under a temporary name of this very attempt, sync them, then settle."""
    waiting = target.with_name(f".~pub-{uuid.uuid4().hex}.tmp")
    try:
        with waiting.open("xb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        return _settle(waiting, target, content)
    except OSError:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
        raise


def _carried(source: Path, target: Path) -> Path:
    """Copy to another disk, compare, and only then let the source go."""
    content, was = source.read_bytes(), source.stat()
    lying = next((p for p in _taken(target) if _holds(p, content)), None)
    arrived = lying or _laid(content, target)
    if not _holds(arrived, content):
        raise ShareTrouble(f"{arrived} does not hold what {source} holds; nothing was removed")
    with suppress(OSError):
        os.utime(arrived, ns=(was.st_atime_ns, was.st_mtime_ns))
    source.unlink()
    return arrived


def _opened(path: Path) -> BinaryIO:
    """The file itself, not what a link points to, without waiting for the other end of a pipe."""
    return os.fdopen(os.open(path, os.O_RDONLY | _BINARY | _UNFOLLOWED), "rb")


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can (cifs and Windows cannot)."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _reached(path: Path) -> Iterator[None]:
    """What the system complains about, said as trouble of this folder."""
    try:
        yield
    except OSError as trouble:
        raise ShareTrouble(f"{path}: {trouble}") from trouble
