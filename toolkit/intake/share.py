"""The share under the house: whether it is there at all, whether it is ours, and what it can do.

An unmounted share looks like an empty folder. A file of ours tells the two apart: the sentinel, which holds the id
of the house; what this machine remembers of it lies in `Places.private`. Source: intake.md 3, 6.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
import sys
import threading
import time
import unicodedata
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, TypeVar

from toolkit.disk import disk
from toolkit.errors import ShareTrouble
from toolkit.files import reaching
from toolkit.folders import Places
from toolkit.ledger.disk import file_system_of, is_network, network_file_system
from toolkit.model.names import safe_name

T = TypeVar("T")

SENTINEL: Final = "sentinel"
CHECKED_AGAIN_SECONDS: Final = 24 * 3600
_REMEMBERED: Final = "house"
_CAPABILITIES: Final = "capabilities.json"
_TRIES: Final = 10
_BETWEEN_TRIES_SECONDS: Final = 0.05
_LONGEST_NAMES: Final = (255, 143, 120, 85)
"""Bytes of a name worth trying: what disks allow, what encrypted folders allow, and less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What the folder of a house can do, found out by trying."""

    file_system: str
    """As the system calls it (ext4, cifs); '' where it does not tell."""
    is_network: bool
    keeps_names: bool
    """Whether a rename refuses to replace a file."""
    folder_sync: str
    """'' where a folder can be synced, else what the system answers (EINVAL)."""
    folds_case: bool
    folds_unicode: bool
    """Whether the composed and the decomposed form of a name are one file."""
    longest_name: int
    """In bytes of UTF-8."""
    clock_ahead_seconds: float
    """How far the share's clock is before ours."""
    free_bytes: int
    device: int
    """Number of the mounted file system: another one means it was mounted anew."""
    checked_at: float
    """Seconds since 1970, by our clock."""


def found(places: Places) -> str:
    """The id of the house, its sentinel made where there is none yet.

    To be called where salesdocs.toml was just read, which shows that the share is there; two who make it at once
    agree. Raises ShareTrouble when the folder cannot be written, or holds another house than this machine knows.
    """
    with reaching(places.hidden):
        disk().make_folders(places.hidden)
        known = _remembered(places)
        written = _written(places) or _made(places, known or uuid.uuid4().hex)
    if known and known != written:
        raise _anothers(places)
    if not known:
        with reaching(places.private):
            _remember(places, written)
    return written


def present(places: Places) -> None:
    """Return when the house's own share is there; raise ShareTrouble when it is gone, unreadable or another's.

    To be asked before and after each survey: what was listed in between counts only when both answers are good.
    """
    with reaching(places.hidden):
        written = _written(places)
        known = _remembered(places)
    if not written:
        raise ShareTrouble(
            f"the share is gone: {places.hidden / SENTINEL} is missing; nothing is taken until it is back"
        )
    if known and known != written:
        raise _anothers(places)


def within(seconds: float, work: Callable[[], T], *, doing: str) -> T:
    """What `work` gives, or ShareTrouble when it takes longer: a share that hangs must not hang us.

    What hangs is left behind in a thread of its own, which ends with the process. Raises what `work` raises.
    """
    given: list[T] = []
    trouble: list[BaseException] = []

    def run() -> None:
        try:
            given.append(work())
        except BaseException as raised:  # noqa: BLE001  carried into the thread that waits
            trouble.append(raised)

    worker = threading.Thread(target=run, name=doing, daemon=True)
    worker.start()
    worker.join(seconds)
    if trouble:
        raise trouble[0]
    if not given:
        raise ShareTrouble(f"{doing}: the share did not answer within {seconds:g} s", code=errno.ETIMEDOUT)
    return given[0]


def share_now_ns(places: Places) -> int:
    """The time by the share's own clock, ns since 1970: that of a file just written. Raises ShareTrouble."""
    with reaching(places.hidden):
        return folder_now_ns(places.hidden)


def folder_now_ns(folder: Path) -> int:
    """The time by the clock that stamps a folder's files, ns since 1970. Raises OSError."""
    with _probe(folder) as path:
        return path.stat().st_mtime_ns


def touched(places: Places) -> None:
    """Write, sync and remove a file of our own on the share and on our disk. Raises ShareTrouble."""
    for folder in dict.fromkeys((places.hidden, places.private)):
        path = folder / _probe_name()
        with reaching(folder):
            disk().lay(path, b"probe\n" * 700)  # more than a block: a full disk takes the name and not the bytes
            _gone(path)


def overwrite(path: Path, content: bytes) -> None:
    """Put these bytes in the place of a file of our own, whole; makes no folder. Raises OSError.

    Where a file that is being read cannot be replaced (Windows), it is tried for a moment.
    """
    waiting = path.with_name(_probe_name())
    disk().lay(waiting, content)
    try:
        _replaced(waiting, path)
    except OSError:
        with suppress(OSError):
            disk().remove(waiting)
        raise


def _replaced(waiting: Path, path: Path) -> None:
    for _ in range(_TRIES):
        with suppress(PermissionError):
            disk().replace(waiting, path)
            return
        time.sleep(_BETWEEN_TRIES_SECONDS)
    disk().replace(waiting, path)


def capabilities(places: Places, *, now: Callable[[], float] = time.time) -> Capabilities:
    """What the share can do, as tried today since it was last mounted; tried again when not. Raises ShareTrouble."""
    kept = _kept(places)
    with reaching(places.root):
        device = places.root.stat().st_dev
    if kept and kept.device == device and 0 <= now() - kept.checked_at < CHECKED_AGAIN_SECONDS:
        return kept
    return canary(places, now=now)


def canary(places: Places, *, now: Callable[[], float] = time.time) -> Capabilities:
    """Try everything we rely on with files of our own under `.salesdocs`, and remember it on this machine.

    Raises ShareTrouble when even making, renaming or removing a file fails.
    """
    kind = file_system(places.root)
    with reaching(places.hidden), _probe(places.hidden) as path:
        ahead = path.stat().st_mtime_ns / 1e9 - now()
        tried = Capabilities(
            file_system=kind,
            is_network=bool(network_file_system(places.root)),
            keeps_names=_keeps_names(path),
            folder_sync=_folder_sync(places.hidden),
            folds_case=_is_same(path, path.with_name(path.name.upper())),
            folds_unicode=_folds_unicode(path),
            longest_name=next((size for size in _LONGEST_NAMES if _takes_name(path, size)), 0),
            clock_ahead_seconds=round(ahead, 3),
            free_bytes=free_bytes(places.root),
            device=path.stat().st_dev,
            checked_at=now(),
        )
    with reaching(places.private):
        overwrite(places.private / _CAPABILITIES, json.dumps(asdict(tried), indent=1).encode())
    return tried


def file_system(path: Path) -> str:
    """The type of the file system that holds a path; '' where the system does not tell."""
    if sys.platform == "win32":
        return network_file_system(path)
    mounts = Path("/proc/mounts")
    if not mounts.is_file():
        return ""
    return file_system_of(path.resolve(), mounts.read_text(encoding="utf-8", errors="surrogateescape"))


def free_bytes(folder: Path) -> int:
    """Bytes that may still be written below a folder; -1 where the system does not tell."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return -1


def tells_of_others(kind: str) -> bool:
    """Whether a folder on a file system of that type is told of what is dropped there, whoever drops it.

    Linux hears of its own changes alone on network and user-space file systems.
    """
    if sys.platform == "win32":
        return True  # ReadDirectoryChangesW asks the server
    return not (is_network(kind) or kind.startswith("fuse") or kind in ("vboxsf", "virtiofs", "prl_fs", "drvfs"))


def sweep(places: Places) -> None:
    """Remove what a killed process of this machine left of its probes; for whoever serves. Raises ShareTrouble."""
    for folder in dict.fromkeys((places.hidden, places.private)):
        with reaching(folder):
            for entry in disk().names(folder):
                if entry.name.startswith(_probes_here()) and f"-{os.getpid()}-" not in entry.name:
                    _gone(folder / entry.name)


def _probes_here() -> str:
    return f"probe-{safe_name(socket.gethostname(), longest=20)}-"


def _probe_name() -> str:
    return f"{_probes_here()}{os.getpid()}-{uuid.uuid4().hex[:12]}.tmp"


def _gone(path: Path) -> None:
    """Remove a file of our own; one that is gone already is gone."""
    with suppress(FileNotFoundError):
        disk().remove(path)


@contextmanager
def _probe(folder: Path) -> Iterator[Path]:
    """A file of our own, just written, gone after the block. Raises OSError."""
    path = folder / _probe_name()
    disk().lay(path, b"probe\n")
    try:
        yield path
    finally:
        _gone(path)


def _keeps_names(path: Path) -> bool:
    """Whether a rename leaves a file of the target's name alone."""
    other = path.with_name(_probe_name())
    disk().lay(other, b"other\n")
    try:
        disk().rename(path, other)
    except FileExistsError:
        return disk().read(other)[0] == b"other\n"
    else:
        disk().rename(other, path)
        return False
    finally:
        _gone(other)


def _folder_sync(folder: Path) -> str:
    if sys.platform == "win32":
        return "none"
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as refused:
        return errno.errorcode.get(refused.errno or 0, str(refused.errno))
    else:
        return ""
    finally:
        os.close(handle)


def _is_same(path: Path, other: Path) -> bool:
    """Whether two names reach one file."""
    looked = disk().look(other)
    return looked is not None and os.path.samestat(looked, path.stat())


def _folds_unicode(path: Path) -> bool:
    composed = path.with_name(path.name.replace("probe-", "prob\N{LATIN SMALL LETTER E WITH ACUTE}-"))
    try:
        disk().lay(composed, b"")
    except OSError:
        return False
    try:
        return _is_same(composed, composed.with_name(unicodedata.normalize("NFD", composed.name)))
    finally:
        _gone(composed)


def _takes_name(path: Path, size: int) -> bool:
    """Whether a name of so many bytes may be given: written in characters of three bytes, as Chinese ones are."""
    start = path.name.removesuffix(".tmp")
    spare = size - len(start) - len(".tmp")
    long = path.with_name(start + "名" * (spare // 3) + "x" * (spare % 3) + ".tmp")
    try:
        disk().lay(long, b"")
    except OSError:
        return False
    _gone(long)
    return True


def _written(places: Places) -> str:
    return _line(places.hidden / SENTINEL)


def _remembered(places: Places) -> str:
    return _line(places.private / _REMEMBERED)


def _line(path: Path) -> str:
    """What a file of one line holds; '' where there is none."""
    try:
        content, _ = disk().read(path)
    except (FileNotFoundError, NotADirectoryError):
        return ""
    return content.decode("ascii", errors="replace").strip()


def _made(places: Places, id: str) -> str:
    """The sentinel, laid down whole and only if no other was quicker; the id that stands there then."""
    waiting = places.hidden / _probe_name()
    disk().lay(waiting, f"{id}\n".encode())
    try:
        disk().rename(waiting, places.hidden / SENTINEL)
    except FileExistsError:
        _gone(waiting)
    disk().sync(places.hidden)
    return _written(places)


def _remember(places: Places, id: str) -> None:
    disk().make_folders(places.private)
    overwrite(places.private / _REMEMBERED, f"{id}\n".encode())


def _kept(places: Places) -> Capabilities | None:
    """What was remembered, when this salesdocs can read it."""
    try:
        return Capabilities(**json.loads(disk().read(places.private / _CAPABILITIES)[0]))
    except (OSError, ValueError, TypeError):
        return None


def _anothers(places: Places) -> ShareTrouble:
    return ShareTrouble(
        f"{places.root} holds another house than the one this machine serves; if that is meant, "
        f"remove {places.private / _REMEMBERED}"
    )
