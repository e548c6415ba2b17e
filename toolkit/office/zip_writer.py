"""A zip written entry by entry, without a clock: the same entries give the same bytes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Final, NamedTuple

from isal import isal_zlib

from toolkit.office.archive import DEFLATED, LOCAL, UTF8

_DIRECTORY: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
DAY_ONE: Final = (0, (1 << 5) | 1)
"""Time and day of new entries, 1980-01-01 00:00, as Excel and Word write them."""
_NEEDED: Final = 20
"""Version needed to extract: 2.0, deflate."""
_SMALL: Final = 1 << 12
"""Below this, level 1 spends more on its buffers than on packing."""
_USUAL, _QUICK, _LARGE = 6, 3, 1 << 16
"""Levels of packing: large parts, mostly styles nobody looks at, are packed in half the time and a little less well."""


class Head(NamedTuple):
    """What both headers of an entry say of it."""

    flags: int
    method: int
    time: int
    day: int
    crc: int
    packed: int
    size: int
    name: bytes


def packed_well(content: bytes) -> bytes:
    """Deflated for keeping."""
    packer = zlib.compressobj(_QUICK if len(content) > _LARGE else _USUAL, wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def packed_fast(content: bytes) -> bytes:
    """Deflated an order of magnitude faster, a fifth larger. Its bytes may differ between kinds of processors."""
    return isal_zlib.compress(content, 0 if len(content) < _SMALL else 1, -zlib.MAX_WBITS)


@dataclass(frozen=True, slots=True)
class Begun:
    """The entries that many zips begin with: written once, copied as they are."""

    content: bytes
    directory: bytes
    count: int


class ZipWriter:
    """A zip being written. Sizes stand in the local headers; no entry and no file may reach 4 GiB.

    With a `target` nothing is kept: every entry goes there at once.
    """

    def __init__(
        self,
        begun: Begun | None = None,
        pack: Callable[[bytes], bytes] = packed_well,
        target: BinaryIO | None = None,
    ) -> None:
        self._pieces: list[bytes | memoryview] = []
        self._put: Callable[[bytes | memoryview], object] = target.write if target else self._pieces.append
        if begun:
            self._put(begun.content)
        self._directory: list[bytes] = [begun.directory] if begun else []
        self._at = len(begun.content) if begun else 0
        self._count = begun.count if begun else 0
        self._pack = pack

    def add(self, name: bytes, content: bytes, clock: tuple[int, int] = DAY_ONE) -> None:
        """One more entry, packed."""
        packed = self._pack(content)
        flags = 0 if name.isascii() else UTF8
        crc = isal_zlib.crc32(content)
        self.copy(Head(flags, DEFLATED, *clock, crc, len(packed), len(content), name), packed)

    def copy(self, head: Head, packed: bytes | memoryview, attributes: int = 0, system: int = 0) -> None:
        """One more entry whose packed bytes are known."""
        self.copy_pieces(head, (packed,), attributes, system)

    def copy_pieces(
        self, head: Head, pieces: Iterable[bytes | memoryview], attributes: int = 0, system: int = 0
    ) -> None:
        """One more entry whose packed bytes come piece by piece."""
        *said, name = head
        local = LOCAL.pack(b"PK\x03\x04", _NEEDED, *said, len(name), 0)
        made = system << 8 | _NEEDED
        self._directory.append(
            _DIRECTORY.pack(b"PK\x01\x02", made, _NEEDED, *said, len(name), 0, 0, 0, 0, attributes, self._at) + name
        )
        for piece in chain((local, name), pieces):
            self._put(piece)
        self._at += len(local) + len(name) + head.packed
        self._count += 1

    def begun(self) -> Begun:
        """What was written so far, to begin other zips with."""
        return Begun(b"".join(self._pieces), b"".join(self._directory), self._count)

    def finished(self) -> bytes:
        """The whole file, or the end of one that went to its target; to be written there, too."""
        directory = b"".join(self._directory)
        end = _END.pack(b"PK\x05\x06", 0, 0, self._count, self._count, len(directory), self._at, 0)
        return b"".join((*self._pieces, directory, end))
