"""The compound file (OLE) that old .xls, .et, .doc and .wps are: names and streams. Source: [MS-CFB]."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from toolkit.errors import UnreadableFile
from toolkit.office.foreign import COMPOUND

_HEADER = struct.Struct("<8s16s5H6x9L")
_ENTRY = struct.Struct("<64sHBB3L16x4x16xLQ")
_IN_HEADER = 109
"""Sectors of the allocation table that the header itself names."""
_LAST: Final = 0xFFFFFFFA
"""From here on a sector's number is a mark: end of chain, free, table."""
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_MOST_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class Stored:
    """One entry of the file's directory."""

    name: str
    is_storage: bool
    left: int
    right: int
    child: int
    start: int
    size: int


def is_whole_compound(content: bytes) -> bool:
    """Whether an old Office file lies there to its end; true for what begins otherwise, which is judged by others."""
    if not content.startswith(COMPOUND):
        return bool(content[: len(COMPOUND)].strip(b"\0"))
    try:
        return Compound(content, "").is_complete()
    except UnreadableFile:
        return False


class Compound:
    """A compound file; every chain is followed once at most. Raises UnreadableFile (`legacy_damaged`)."""

    def __init__(self, content: bytes, name: str) -> None:
        self.name, self._content = name, content
        try:
            (magic, _, _, major, _, shift, mini_shift, _, _, directory, _, self._cutoff, mini, _, more, extra) = (
                _HEADER.unpack_from(content)
            )
        except struct.error as trouble:
            raise self._damaged() from trouble
        if magic != COMPOUND or (major, shift) not in ((3, 9), (4, 12)) or mini_shift != 6:
            raise self._damaged()
        self._sector, self._mini_start = 1 << shift, mini
        self._table = self._allocation(more, extra)
        self.entries = tuple(self._directory(self._chained(directory)))
        if not self.entries or not self.entries[0].is_storage:
            raise self._damaged()

    def _damaged(self) -> UnreadableFile:
        return UnreadableFile(self.name, "legacy_damaged")

    @property
    def names(self) -> Iterator[str]:
        """Names of all entries, at any depth."""
        return (entry.name for entry in self.entries)

    @cached_property
    def top(self) -> dict[str, Stored]:
        """What lies in the root, by lower-case name: the streams of the file itself, not of objects within it."""
        found: dict[str, Stored] = {}
        waiting, seen = [self.entries[0].child], set[int]()
        while waiting:
            at = waiting.pop()
            if at in seen or at >= len(self.entries):
                continue
            seen.add(at)
            entry = self.entries[at]
            found[entry.name.lower()] = entry
            waiting += (entry.left, entry.right)
        return found

    def read(self, name: str) -> bytes:
        """A stream of the root, b'' where there is none."""
        entry = self.top.get(name.lower())
        if entry is None or entry.is_storage or not entry.size:
            return b""
        found = self._small(entry.start) if entry.size < self._cutoff else self._chained(entry.start)
        if len(found) < entry.size:
            raise self._damaged()
        return found[: entry.size]

    def is_complete(self) -> bool:
        """Whether every stream of the root is there to its end."""
        try:
            return all(len(self.read(name)) == entry.size for name, entry in self.top.items() if not entry.is_storage)
        except UnreadableFile:
            return False

    def _at(self, sector: int) -> bytes:
        begin = (sector + 1) * self._sector
        return self._content[begin : begin + self._sector]

    def _allocation(self, more: int, extra: int) -> tuple[int, ...]:
        """The table that says which sector follows which."""
        each = self._sector // 4
        most = len(self._content) // self._sector // each + 1
        """Sectors that the table of a file of this size fills; a crafted one may name the same again and again."""
        named = list(struct.unpack_from(f"<{_IN_HEADER}L", self._content.ljust(512, b"\xff"), _HEADER.size))
        while extra and more < _LAST and len(named) < _IN_HEADER + most:
            *numbers, more = struct.unpack(f"<{each}L", self._whole(more))
            named, extra = named + numbers, extra - 1
        sectors = (self._whole(sector) for sector in [n for n in named if n < _LAST][:most])
        return tuple(number for sector in sectors for number in struct.unpack(f"<{each}L", sector))

    def _whole(self, sector: int) -> bytes:
        found = self._at(sector)
        if len(found) < self._sector:
            raise self._damaged()
        return found

    def _chain(self, start: int, table: tuple[int, ...]) -> Iterator[int]:
        seen = 0
        while start < _LAST:
            if start >= len(table) or seen >= len(table):
                raise self._damaged()
            yield start
            start, seen = table[start], seen + 1

    def _chained(self, start: int) -> bytes:
        return b"".join(self._at(sector) for sector in self._chain(start, self._table))

    def _small(self, start: int) -> bytes:
        """A stream below the cut-off: it lies in sectors of 64 bytes within the root's own stream."""
        held = self._held_small
        return b"".join(held[at * 64 : at * 64 + 64] for at in self._chain(start, self._small_table))

    @cached_property
    def _held_small(self) -> bytes:
        return self._chained(self.entries[0].start)

    @cached_property
    def _small_table(self) -> tuple[int, ...]:
        table = self._chained(self._mini_start)
        return struct.unpack(f"<{len(table) // 4}L", table[: len(table) // 4 * 4])

    def _directory(self, content: bytes) -> Iterator[Stored]:
        for at in range(0, min(len(content), _MOST_ENTRIES * _ENTRY.size) - _ENTRY.size + 1, _ENTRY.size):
            raw, length, kind, _, left, right, child, start, size = _ENTRY.unpack_from(content, at)
            name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            yield Stored(name, kind in (_STORAGE, _ROOT), left, right, child, start, size & 0xFFFFFFFF)
