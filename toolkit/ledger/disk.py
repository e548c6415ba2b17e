"""Whether a folder lies on a disk of this machine: SQLite's locks and syncs hold nowhere else."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Final

_NETWORK: Final = frozenset(
    ("9p", "afs", "beegfs", "ceph", "cifs", "coda", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2")
) | {"fuse.cephfs", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs"}
_DRIVE_REMOTE: Final = 4


def network_file_system(path: Path) -> str:
    """The name of the network file system that holds the path (which need not exist); '' for a local disk."""
    whole = path.resolve()
    if sys.platform == "win32":
        if whole.drive.startswith("\\\\"):
            return "UNC"
        return "remote drive" if ctypes.windll.kernel32.GetDriveTypeW(whole.anchor) == _DRIVE_REMOTE else ""
    mounts = Path("/proc/mounts")
    if not mounts.is_file():
        return ""
    kind = file_system_of(whole, mounts.read_text(encoding="utf-8", errors="surrogateescape"))
    return kind if is_network(kind) else ""


def is_network(file_system: str) -> bool:
    """Whether a file system of that type (as /proc/mounts says it) lies on another machine."""
    return file_system in _NETWORK or file_system.startswith("smb")


def file_system_of(path: Path, mounts: str) -> str:
    """Type of the file system that holds an absolute path, by the text of /proc/mounts; '' when none does."""
    found, depth = "", -1
    for line in mounts.splitlines():
        _, point, kind, *_ = line.split(" ")
        mounted = Path(_unescaped(point))
        if path.is_relative_to(mounted) and len(mounted.parts) >= depth:
            found, depth = kind, len(mounted.parts)
    return found


def _unescaped(point: str) -> str:
    """The mount point as it is called: the kernel writes blanks and backslashes in octal."""
    for octal, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(octal, character)
    return point
