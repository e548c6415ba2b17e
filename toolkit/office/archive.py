"""The zip around an Office file, as its directory has it: entries with their packed bytes, unpacked within limits."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from toolkit.errors import UnreadableFile
from toolkit.office.limits import LIMITS

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_MARK64 = 0xFFFFFFFF
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _UTF8 = 0x1, 0x800
_LONGEST_COMMENT = 65_535


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the zip's directory."""

    name: str
    """As stored, but with `/` for a backslash."""
    method: int
    flags: int
    crc: int
    packed: int
    """Bytes in the file."""
    size: int
    """Bytes unpacked, as declared."""
    start: int
    """Where its local header begins."""
    attributes: int
    """Of the system that packed it, as it has them."""
    system: int
    """Which system that was: 3 is Unix."""

    @property
    def is_encrypted(self) -> bool:
        """Whether the entry asks for a password."""
        return bool(self.flags & _ENCRYPTED)


class Archive:
    """The directory of a zip, and its entries' bytes. Raises UnreadableFile (`corrupt_zip`, `zip_bomb`)."""

    def __init__(self, content: bytes, name: str) -> None:
        self.name, self.content = name, content
        try:
            self.end, count, at, self.comment = _end_of(content)
            self.entries = tuple(_entries(content, at, count))
        except (struct.error, ValueError, IndexError) as trouble:
            raise UnreadableFile(name, "corrupt_zip") from trouble

    def packed(self, entry: Entry) -> memoryview:
        """The entry's bytes as they lie in the file."""
        begin = self.data_start(entry)
        if begin + entry.packed > len(self.content):
            raise UnreadableFile(self.name, "corrupt_zip")
        return memoryview(self.content)[begin : begin + entry.packed]

    def data_start(self, entry: Entry) -> int:
        """Where the entry's packed bytes begin, by its own local header."""
        try:
            mark, *_, name, extra = _LOCAL.unpack_from(self.content, entry.start)
        except struct.error as trouble:
            raise UnreadableFile(self.name, "corrupt_zip") from trouble
        if mark != b"PK\x03\x04":
            raise UnreadableFile(self.name, "corrupt_zip")
        return int(entry.start + _LOCAL.size + name + extra)

    def read(self, entry: Entry) -> bytes:
        """The entry unpacked, its checksum compared, within the limits of one part."""
        most = LIMITS.part
        if entry.packed > LIMITS.ratio_from // LIMITS.ratio:
            most = min(most, max(LIMITS.ratio_from, entry.packed * LIMITS.ratio))
        else:
            most = LIMITS.ratio_from
        found = self._unpacked(entry, most)
        if len(found) > most:
            raise UnreadableFile(self.name, "zip_bomb")
        if zlib.crc32(found) != entry.crc:
            raise UnreadableFile(self.name, "corrupt_zip")
        return found

    def _unpacked(self, entry: Entry, most: int) -> bytes:
        packed = self.packed(entry)
        if entry.method == _STORED:
            return bytes(packed)
        if entry.method != _DEFLATED or entry.is_encrypted:
            raise UnreadableFile(self.name, "corrupt_zip")
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            found = stream.decompress(packed, most + 1)
        except zlib.error as trouble:
            raise UnreadableFile(self.name, "corrupt_zip") from trouble
        if len(found) <= most and not stream.eof:
            raise UnreadableFile(self.name, "corrupt_zip")
        return found


def _end_of(content: bytes) -> tuple[int, int, int, bytes]:
    """Where the directory ends, its entries, where it begins, the comment."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - _LONGEST_COMMENT - _END.size))
    if at < 0:
        raise ValueError("no end of directory")
    _, _, _, _, count, _, start, comment = _END.unpack_from(content, at)
    said = content[at + _END.size : at + _END.size + comment]
    end = at
    if at >= _END64_LOCATOR.size and content[at - _END64_LOCATOR.size : at - 16] == b"PK\x06\x07":
        _, _, end, _ = _END64_LOCATOR.unpack_from(content, at - _END64_LOCATOR.size)
        mark, *_, count, _, start = _END64.unpack_from(content, end)
        if mark != b"PK\x06\x06":
            raise ValueError("no end of the 64-bit directory")
    return end, count, start, said


def _entries(content: bytes, at: int, count: int) -> list[Entry]:
    if count > LIMITS.entries:
        count = LIMITS.entries + 1  # enough for the gate to see that there are too many
    found = []
    for _ in range(count):
        (mark, made, _, flags, method, _, _, crc, packed, size, name, extra, comment, _, _, attributes, start) = (
            _ENTRY.unpack_from(content, at)
        )
        if mark != b"PK\x01\x02":
            raise ValueError("no entry")
        at += _ENTRY.size
        raw = content[at : at + name]
        if _MARK64 in (packed, size, start):
            size, packed, start = _wide(content[at + name : at + name + extra], size, packed, start)
        text = raw.decode("utf-8" if flags & _UTF8 or not raw.isascii() else "ascii", "replace").replace("\\", "/")
        found.append(Entry(text, method, flags, crc, packed, size, start, attributes, made >> 8))
        at += name + extra + comment
    return found


def _wide(extra: bytes, *numbers: int) -> list[int]:
    """Size, packed size and start, those that did not fit taken from the 64-bit extra field."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            wide = iter(struct.unpack_from(f"<{length // 8}Q", extra, at + 4))
            return [next(wide) if number == _MARK64 else number for number in numbers]
        at += 4 + length
    raise ValueError("no 64-bit sizes")
