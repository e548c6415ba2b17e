"""A zip of forms and attachments, dropped as one submission: its members, and why some are left out.

The whole is refused for what no honest zip has: a password, a bomb, damage, two members of one name, a path out of it.
Source: intake.md 4 (37), 5.3 (3, 4); the zip itself is read by `archive` and kept in order by `zip_order`.
"""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Final, Literal

from toolkit.errors import UnreadableFile
from toolkit.model.names import is_reserved, safe_name
from toolkit.office.archive import UTF8, Archive, Entry
from toolkit.office.limits import LIMITS, MIB, Limits
from toolkit.office.package import CONTENT_TYPES, plain
from toolkit.office.zip_order import disorder

LeftOut = Literal["member_archive", "member_type", "member_name"]
"""An archive within the archive; neither form nor attachment; a name that not every computer can have."""
IsJunk = Callable[[str], bool]
"""Whether a file of that name is left behind by a system or an editor."""


@dataclass(frozen=True, slots=True)
class BundleLimits:
    """Most of each; a zip with more is refused."""

    file: int = 100 * MIB
    """Bytes of the zip itself."""
    members: int = 200
    """Files in it, those of systems and editors left out."""
    member: int = LIMITS.file
    """Bytes of one, unpacked."""
    total: int = LIMITS.total
    """Bytes of all, unpacked."""
    path: int = 120
    """Characters of a member's path; one with more is left out."""


BUNDLE_LIMITS: Final = BundleLimits()
UNPACKED: Final = "_zip"
"""How the name of a folder ends into which a zip was unpacked."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the zip that is taken in as if it had been dropped by itself."""

    name: str
    """Its path in the zip, with `/`, NFC; every part of it is a name that all systems take."""
    size: int
    """Bytes."""
    archive: Archive = field(repr=False)
    entry: Entry = field(repr=False)

    def content(self) -> bytes:
        """Its bytes, unpacked anew each time: a zip of many scans is not held twice."""
        return self.archive.read(self.entry)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file of the zip that is left out."""

    name: str
    """Its path in the zip, whatever that holds."""
    reason: LeftOut


@dataclass(frozen=True, slots=True)
class Bundle:
    """What lies in a zip, in its order."""

    members: tuple[Member, ...]
    refused: tuple[Refused, ...]


def is_bundle(content: bytes, name: str) -> bool:
    """Whether a file is a zip by its name and its bytes, and no Office file under another name."""
    if not name.lower().endswith(".zip") or not content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        names = {plain(entry.name) for entry in Archive(content, name).entries}
    except UnreadableFile:
        return True  # which says what is wrong with it
    return names.isdisjoint(_OF_OFFICE)


def folder_of(name: str) -> str:
    """The folder for the members of a zip of that name: `七月报价.zip` -> `七月报价_zip`."""
    return f"{safe_name(PurePosixPath(name).stem, longest=40)}{UNPACKED}"


def bundle(
    content: bytes,
    name: str,
    *,
    endings: Collection[str],
    is_junk: IsJunk,
    limits: BundleLimits = BUNDLE_LIMITS,
) -> Bundle:
    """The members of a zip, each unpacked once to see that it is whole.

    `endings`: those of forms and attachments, in lower case with the dot. `is_junk` tells the names of files that
    systems and editors leave behind, which are passed over in silence.
    Raises UnreadableFile: `bundle_large`, `bundle_many`, `bundle_bomb`, `bundle_encrypted`, `bundle_broken`,
    `bundle_packing`, `bundle_twice`, `bundle_path`, `bundle_link`, `bundle_empty`.
    """
    if len(content) > limits.file:
        raise UnreadableFile(name, "bundle_large")
    try:
        archive = _archive(content, name, limits)
        fault = next(filter(None, (guard(archive, is_junk, limits) for guard in _GUARDS)), "")
    except UnreadableFile as trouble:
        fault = trouble.code
    if fault:
        raise UnreadableFile(name, _WORDS.get(fault, fault))
    return _sorted_out(_files(archive, is_junk), archive, endings, limits)


_WORDS: Final = {
    "encrypted_entry": "bundle_encrypted",
    "zip_bomb": "bundle_bomb",
    "false_size": "bundle_bomb",
    "too_many_parts": "bundle_many",
    "duplicate_part": "bundle_twice",
    "symlink_entry": "bundle_link",
    "unknown_compression": "bundle_packing",
    **dict.fromkeys(("corrupt_zip", "header_mismatch", "hidden_data", "trailing_data"), "bundle_broken"),
    "overlapping_entries": "bundle_broken",
}
"""What is wrong with a zip, said of a bundle: its remedy is another one than that of a form."""
_OF_OFFICE: Final = frozenset({plain(CONTENT_TYPES), "mimetype"})
"""Parts that a file of Office or LibreOffice has."""
_ENTRIES_PER_MEMBER: Final = 5
"""Folders, and the twin of each file that macOS packs."""
_ARCHIVES: Final = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".cab", ".iso", ".jar")
_MAC_TWINS: Final = "__macosx"
_OUTSIDE: Final = re.compile(r"/|[A-Za-z]:|\.\.?(?:/|$)|.*/\.\.?(?:/|$)")
"""Begin of a path that is absolute or leads upwards."""
_UNIX: Final = 3
_ORDINARY: Final = (0, stat.S_IFREG, stat.S_IFDIR)
_FORBIDDEN: Final = frozenset('<>:"|?*')
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Categories of what shows nothing, turns the direction of text, or is no character."""
_MOST_BYTES: Final = 200
"""UTF-8 of one name."""
_LONGEST: Final = 1_000
"""Bytes of a path; what has more was not made by people."""
_SPOKEN_WIDE: Final = 0x800
"""From here on a character takes three bytes of UTF-8, as every Chinese one does; two bytes of GBK seldom look so."""


def _archive(content: bytes, name: str, limits: BundleLimits) -> Archive:
    """The zip's directory; a comment behind it, as some packers write, is passed over."""
    bounds = Limits(
        file=limits.file, entries=limits.members * _ENTRIES_PER_MEMBER, part=limits.member, total=limits.total
    )
    archive = Archive(content, name, bounds)
    begin = len(content) - len(archive.tail)
    if archive.tail and struct.unpack_from("<H", content, begin - 2)[0] == len(archive.tail):
        archive.tail = b""
    return archive


def _files(archive: Archive, is_junk: IsJunk) -> tuple[tuple[str, Entry], ...]:
    """Every file that is no junk, by its path."""
    files = ((_path(entry), entry) for entry in archive.entries)
    return tuple((path, entry) for path, entry in files if not _is_passed_over(path, entry, is_junk))


def _is_passed_over(path: str, entry: Entry, is_junk: IsJunk) -> bool:
    return _is_folder(path, entry) or any(part.lower() == _MAC_TWINS or is_junk(part) for part in _parts(path))


def _is_folder(path: str, entry: Entry) -> bool:
    return path.endswith("/") and not entry.size


def _parts(path: str) -> Iterator[str]:
    return (part for part in path.split("/") if part not in ("", ".", ".."))


def _path(entry: Entry) -> str:
    """The entry's path as text: UTF-8 by its flag, else as the packer's system writes names."""
    return unicodedata.normalize("NFC", _decoded(entry)).replace("\\", "/").removeprefix("./")


def _decoded(entry: Entry) -> str:
    """The name: Windows, WPS and 7-Zip write it in the system's code page, GBK in China; Unix and macOS in UTF-8."""
    raw = entry.raw_name
    if raw.isascii():
        return raw.decode()
    as_utf8, as_gbk = (_or_none(raw, encoding) for encoding in ("utf-8", "cp936"))
    is_utf8 = bool(entry.flags & UTF8) or entry.system == _UNIX or as_gbk is None
    if as_utf8 is not None and (is_utf8 or any(ord(mark) >= _SPOKEN_WIDE for mark in as_utf8)):
        return as_utf8
    return raw.decode("cp437") if as_gbk is None else as_gbk


def _or_none(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _inside(archive: Archive, _: IsJunk, __: BundleLimits) -> str:
    """Whether every path stays within the zip's own folder, and is one."""
    if any(len(entry.raw_name) > _LONGEST for entry in archive.entries):
        return "bundle_path"
    paths = tuple(map(_path, archive.entries))
    return "bundle_path" if any(_OUTSIDE.match(path) or "\0" in path for path in paths) else ""


def _ordinary_files(archive: Archive, _: IsJunk, __: BundleLimits) -> str:
    """Whether there are files and folders only: no links, no devices, no folder that holds bytes."""
    if any(e.system == _UNIX and stat.S_IFMT(e.attributes >> 16) not in _ORDINARY for e in archive.entries):
        return "bundle_link"
    return "bundle_broken" if any(_path(e).endswith("/") and e.size for e in archive.entries) else ""


def _bulky(archive: Archive, is_junk: IsJunk, limits: BundleLimits) -> str:
    """Whether there is too much of it, by what its directory says."""
    if len(archive.entries) > archive.limits.entries or len(_files(archive, is_junk)) > limits.members:
        return "bundle_many"
    sizes = [entry.size for entry in archive.entries]
    if max(sizes, default=0) <= limits.member and sum(sizes) <= limits.total:
        return ""
    is_bomb = sum(sizes) > archive.limits.ratio * sum(entry.packed for entry in archive.entries)
    return "bundle_bomb" if is_bomb else "bundle_large"


def _in_order(archive: Archive, _: IsJunk, __: BundleLimits) -> str:
    return disorder(archive)


def _told_apart(archive: Archive, is_junk: IsJunk, _: BundleLimits) -> str:
    """Whether there is a file, and no two paths are one to some system: by case, or one being the other's folder."""
    folded = [unicodedata.normalize("NFC", path.casefold()) for path, _ in _files(archive, is_junk)]
    if not folded:
        return "bundle_empty"
    folders = {folder for path in folded for folder in accumulate(path.split("/")[:-1], lambda a, b: f"{a}/{b}")}
    return "bundle_twice" if len(set(folded)) < len(folded) or not folders.isdisjoint(folded) else ""


def _whole(archive: Archive, _: IsJunk, __: BundleLimits) -> str:
    """Unpack every entry, a piece at a time; what does not hold what its directory says is told by the archive."""
    for entry in archive.entries:
        for _piece in archive.pieces(entry):
            pass
    return ""


_GUARDS: Final[tuple[Callable[[Archive, IsJunk, BundleLimits], str], ...]] = (
    _inside,
    _ordinary_files,
    _bulky,
    _in_order,
    _told_apart,
    _whole,
)


def _sorted_out(
    files: Iterable[tuple[str, Entry]], archive: Archive, endings: Collection[str], limits: BundleLimits
) -> Bundle:
    members, refused = [], []
    for path, entry in files:
        if reason := _left_out(path, endings, limits):
            refused.append(Refused(path, reason))
        else:
            members.append(Member(path, entry.size, archive, entry))
    return Bundle(tuple(members), tuple(refused))


def _left_out(path: str, endings: Collection[str], limits: BundleLimits) -> LeftOut | None:
    ending = PurePosixPath(path).suffix.lower()
    if ending in _ARCHIVES:
        return "member_archive"
    if len(path) > limits.path or not all(map(_is_ordinary, path.split("/"))):
        return "member_name"
    return None if ending in endings else "member_type"


def _is_ordinary(part: str) -> bool:
    """Whether a file or folder may be called so on Windows, Linux and a share, and shows what it is called."""
    if not part or part != part.strip(" ").rstrip(".") or is_reserved(part) or len(part.encode()) > _MOST_BYTES:
        return False
    return not any(mark in _FORBIDDEN or unicodedata.category(mark) in _UNSEEN for mark in part)
