"""A changed copy of a zip package: touched parts packed anew, every other entry's packed bytes copied as they are."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Mapping
from typing import NamedTuple

from toolkit.office.archive import DEFLATED, LOCAL, Entry
from toolkit.office.package import Package, plain

_DIRECTORY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DESCRIPTOR, _UTF8 = 0x0008, 0x0800
_DAY_ONE = (0, (1 << 5) | 1)
"""Time and day of new entries, 1980-01-01 00:00, as Excel and Word write them: the same input gives the same bytes."""
_USUAL, _QUICK, _LARGE = 6, 3, 1 << 16
"""Levels of packing: large parts, mostly styles nobody looks at, are packed in half the time and a little less well."""
_NEEDED = 20
"""Version needed to extract: 2.0, deflate."""


class _Head(NamedTuple):
    """What both headers of an entry say of it."""

    flags: int
    method: int
    time: int
    day: int
    crc: int
    packed: int
    size: int
    name: bytes


def rewritten(package: Package, parts: Mapping[str, bytes], *, without: Collection[str] = ()) -> bytes:
    """The package with these parts replaced, or added at the end, and those of `without` left out.

    Names are found whatever their case and slashes; an entry keeps its own, with `/` for a backslash.
    Sizes and checksums stand in the local headers (no data descriptors), 64-bit fields are not needed: the
    gate admits no file that large. Raises UnreadableFile (`corrupt_zip`) for an entry that lies outside the file.
    """
    wanted = {plain(name): (name, content) for name, content in parts.items()}
    dropped = {plain(name) for name in without}
    zipped = _Zip()
    for entry in package.archive.entries:
        key = plain(entry.name)
        if key in dropped and key not in wanted:
            continue
        if key in wanted:
            zipped.add(_name_of(entry), wanted.pop(key)[1], _clock_of(package, entry))
        else:
            zipped.copy(_kept(package, entry), package.archive.packed(entry), entry.attributes, entry.system)
    for name, content in wanted.values():
        zipped.add(_named(name), content, _DAY_ONE)
    return zipped.finished()


class _Zip:
    """A zip being written."""

    def __init__(self) -> None:
        self._pieces: list[bytes | memoryview] = []
        self._directory: list[bytes] = []
        self._at = 0

    def add(self, name: bytes, content: bytes, clock: tuple[int, int]) -> None:
        """One more entry, packed."""
        packer = zlib.compressobj(_QUICK if len(content) > _LARGE else _USUAL, wbits=-zlib.MAX_WBITS)
        packed = packer.compress(content) + packer.flush()
        flags = 0 if name.isascii() else _UTF8
        self.copy(_Head(flags, DEFLATED, *clock, zlib.crc32(content), len(packed), len(content), name), packed, 0, 0)

    def copy(self, head: _Head, packed: bytes | memoryview, attributes: int, system: int) -> None:
        """One more entry whose packed bytes are known."""
        *said, name = head
        local = LOCAL.pack(b"PK\x03\x04", _NEEDED, *said, len(name), 0)
        made = system << 8 | _NEEDED
        self._directory.append(
            _DIRECTORY.pack(b"PK\x01\x02", made, _NEEDED, *said, len(name), 0, 0, 0, 0, attributes, self._at) + name
        )
        self._pieces += [local, name, packed]
        self._at += len(local) + len(name) + len(packed)

    def finished(self) -> bytes:
        """The whole file."""
        directory, count = b"".join(self._directory), len(self._directory)
        end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), self._at, 0)
        return b"".join((*self._pieces, directory, end))


def _kept(package: Package, entry: Entry) -> _Head:
    flags = entry.flags & ~_DESCRIPTOR
    return _Head(flags, entry.method, *_clock_of(package, entry), entry.crc, entry.packed, entry.size, _name_of(entry))


def _name_of(entry: Entry) -> bytes:
    """The name as stored: bytes of an old code page stay what they are."""
    is_old = not entry.raw_name.isascii() and not entry.flags & _UTF8
    return entry.raw_name if is_old else _named(entry.name)


def _named(name: str) -> bytes:
    return name.replace("\\", "/").encode()


def _clock_of(package: Package, entry: Entry) -> tuple[int, int]:
    """Time and day of an entry, as packed."""
    package.archive.local(entry)  # refuses what is no header
    _, _, _, _, time, day, *_ = LOCAL.unpack_from(package.content, entry.start)
    return time, day
