"""Disks that are really full and really apart: small file systems in memory, mounted where nobody else sees them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.rig.child import live
from tests.rig.drops import Prepared
from tests.rig.faulty import nothing
from tests.rig.sweep import Run, concluded, scratch

APART: Final = ("unshare", "--map-root-user", "--mount")
"""The command whose child may mount."""
_HOUSE_KIB: Final = 16 * 1024
_FREE_KIB: Final = range(0, 400, 8)
_LARGEST_FILES: Final = range(10_000, 400_000, 10_000)
_FOLDERS: Final = ("filed", "returned", "duplicates", "deals", ".salesdocs/captures", ".salesdocs/staged")


def is_permitted() -> bool:
    """Whether this system lets us mount for ourselves."""
    try:
        return subprocess.run([*APART, "true"], check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def full(prepared: Prepared) -> Iterator[Run]:
    """A house on a disk with less and less room; when it is tried again, there is plenty."""
    for free in _FREE_KIB:
        with _mounted(prepared, ".") as root:
            ballast = root / ".salesdocs" / "ballast"
            ballast.write_bytes(bytes(shutil.disk_usage(root).free - free * 1024))
            life = live(root, prepared.day)
            ballast.unlink()
            yield Run((nothing,), *concluded(root, prepared, [life]))


def bounded(prepared: Prepared) -> Iterator[Run]:
    """No file may grow beyond a size, the ledger's neither; when it is tried again, it may."""
    for size in _LARGEST_FILES:
        with _mounted(prepared) as root:
            life = live(root, prepared.day, change=_Bounded(size))
            yield Run((nothing,), *concluded(root, prepared, [life]))


def parted(prepared: Prepared) -> Iterator[Run]:
    """A house of which one folder lies on a disk of its own, then all of them."""
    for folders in (*((folder,) for folder in _FOLDERS), _FOLDERS):
        with _mounted(prepared, *folders) as root:
            yield Run((nothing,), *concluded(root, prepared, []))


@dataclass(frozen=True, slots=True)
class _Bounded:
    size: int

    def __call__(self) -> None:
        from resource import RLIMIT_FSIZE, setrlimit

        setrlimit(RLIMIT_FSIZE, (self.size, self.size))


@contextmanager
def _mounted(prepared: Prepared, *folders: str) -> Iterator[Path]:
    """A copy of the prepared house, of which these folders are disks of their own."""
    place = scratch()
    mounts = [place / "house" / folder for folder in folders]
    try:
        for mount in mounts:
            mount.mkdir(parents=True)
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_HOUSE_KIB}k", "tmpfs", mount], check=True)
        yield Path(shutil.copytree(prepared.root, place / "house", dirs_exist_ok=True))
    finally:
        for mount in reversed(mounts):
            subprocess.run(["umount", mount], check=False)
        shutil.rmtree(place)
