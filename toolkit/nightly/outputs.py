"""How the files of a report get to their place: all of them finished first, then each whole, none twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import gettempdir
from typing import Final

from toolkit.disk import disk
from toolkit.errors import ShareTrouble
from toolkit.files import is_there, reaching, sync

STAGED: Final = ".~night"
"""Folder in that of the reports, where files lie until all are finished; whoever writes reports there has the lock."""


@dataclass(frozen=True, slots=True)
class Laid:
    """Where the files of a report lie now, by the path below its folder that they were to have."""

    paths: Mapping[str, Path]
    digests: Mapping[str, str]
    """SHA-256."""

    @property
    def beside(self) -> tuple[Path, ...]:
        """Those that lie beside an older one, which somebody has open."""
        return tuple(path for name, path in self.paths.items() if path.name != name.rpartition("/")[2])


class Outputs:
    """The files of one report while they are being written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._names: list[str] = []

    def path(self, name: str) -> Path:
        """Where to write the file that is to lie there below the folder (`20260824/待办_王芳_20260824.xlsx`)."""
        self._names.append(name)
        path = self._staged(name)
        disk().make_folders(path.parent)
        return path

    def add(self, name: str, content: bytes) -> None:
        """Write such a file. Raises OSError."""
        disk().write(self.path(name), content)

    def in_place(self, *, family: str = "") -> Laid:
        """Move every file to its place, in the order they came; then those of an earlier report go that are left.

        `family` is a pattern below the folder (`20260824/待办_*_20260824.xlsx`): what matches and is not of this report
        was of an earlier one. A file that holds the same bytes is not touched. Where somebody has the older one open
        (Windows), ours is laid beside it, as `name~1.xlsx`, and takes its place in the next run; one that was to go
        stays as long. Raises OSError.
        """
        digests = {name: _digest(self._staged(name)) for name in self._names}
        disk().flush([self._staged(name) for name in self._names], ())
        paths = {name: self._place(name, digests[name]) for name in self._names}
        for path in sorted(self.folder.glob(family)) if family else ():
            if path not in paths.values():
                _gone_unless_open(path)
        for folder in dict.fromkeys(path.parent for path in paths.values()):
            sync(folder)
        return Laid(paths, digests)

    def _staged(self, name: str) -> Path:
        return self.folder / STAGED / name

    def _place(self, name: str, digest: str) -> Path:
        staged, target = self._staged(name), self.folder / name
        disk().make_folders(target.parent)
        if _holds(target, digest):
            disk().remove(staged)
        else:
            try:
                with reaching(target):
                    disk().replace(staged, target)
            except ShareTrouble as trouble:
                if trouble.sort != "busy" or not target.is_file():
                    raise
                return _laid_beside(staged, target, digest)
        for twin in _beside(target):
            if not _holds(twin, digest):
                break
            with suppress(OSError):  # somebody reads it
                disk().remove(twin)
        return target


@contextmanager
def staging(folder: Path) -> Iterator[Outputs]:
    """The files of a report to be; what was staged and not put in place is removed, that of a killed run as well.

    Raises ShareTrouble for whatever the system complains about within the block.
    """
    staged = folder / STAGED
    try:
        disk().make_folders(folder)
        _clear(staged)
        try:
            yield Outputs(folder)
        finally:
            _clear(staged)
    except OSError as trouble:
        nameless = f"below {folder}, or temporary files below {gettempdir()}"
        raise ShareTrouble(
            f"cannot write {trouble.filename2 or trouble.filename or nameless}: {trouble.strerror}",
            code=trouble.errno or 0,
            windows=int(getattr(trouble, "winerror", 0) or 0),
        ) from trouble


def _gone_unless_open(path: Path) -> None:
    try:
        with reaching(path):
            disk().remove(path)
    except ShareTrouble as trouble:
        if trouble.sort != "busy":
            raise


def _laid_beside(staged: Path, target: Path, digest: str) -> Path:
    """The first free name beside the target, or one under which these very bytes lie already."""
    for n in count(1):
        beside = target.with_name(f"{target.stem}~{n}{target.suffix}")
        if _holds(beside, digest):
            disk().remove(staged)
            return beside
        with suppress(FileExistsError):
            disk().rename(staged, beside)
            return beside
    raise AssertionError("there is always another name")


def _beside(target: Path) -> Iterator[Path]:
    for n in count(1):
        path = target.with_name(f"{target.stem}~{n}{target.suffix}")
        if not is_there(path):
            return
        yield path


def _clear(folder: Path) -> None:
    """Remove a folder of ours with all that lies in it."""
    if not is_there(folder):
        return
    for entry in disk().names(folder):
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            _clear(path)
        else:
            disk().remove(path)
    disk().remove_folder(folder)


def _holds(path: Path, digest: str) -> bool:
    """Whether a file with that SHA-256 lies there."""
    try:
        return path.is_file() and _digest(path) == digest
    except OSError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
