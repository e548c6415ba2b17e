"""The zip around an Office file, as its directory has it: entries with their packed bytes, unpacked within limits."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from toolkit.errors import UnreadableFile
from toolkit.office.limits import LIMITS, MIB, Limits

END: Final = struct.Struct("<4s4H2LH")
ENTRY: Final = struct.Struct("<4s6H3L5H2L")
LOCAL: Final = struct.Struct("<4s5H3L2H")
STORED, DEFLATED = 0, 8
ENCRYPTED, STREAMED, UTF8 = 0x1, 0x8, 0x800
"""Flags of an entry: it asks for a password; its sizes follow its bytes; its name is UTF-8."""
WIDE: Final = 0xFFFFFFFF
"""In place of a number that stands in the 64-bit fields."""

_LENGTHS = struct.Struct("<2H")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LONGEST_COMMENT = 65_535
_PIECE = MIB


class Entry(NamedTuple):
    """One entry of the zip's directory."""

    name: str
    """As stored, but with `/` for a backslash."""
    raw_name: bytes
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
        return bool(self.flags & ENCRYPTED)

    @property
    def is_folder(self) -> bool:
        """Whether it only names a folder."""
        return self.size == 0 and self.name.endswith("/")


class Local(NamedTuple):
    """The header before an entry's bytes, which repeats what the directory says of it."""

    raw_name: bytes
    method: int
    flags: int
    crc: int
    packed: int
    size: int
    data: int
    """Where the packed bytes begin."""


class Archive:
    """The directory of a zip, and its entries' bytes.

    Raises UnreadableFile: `corrupt_zip` for what is no zip or a damaged one, `zip_bomb` for a part beyond the
    limits, `false_size` for one that is larger than declared, `hidden_data` for bytes behind a part's own.
    """

    def __init__(self, content: bytes, name: str, limits: Limits = LIMITS) -> None:
        self.name, self.content, self.limits = name, content, limits
        try:
            end = _end_of(content)
            self.entries = tuple(_entries(content, end, limits.entries))
        except (struct.error, ValueError, OverflowError) as trouble:
            raise UnreadableFile(name, "corrupt_zip") from trouble
        self.directory, self.end, self.tail = end.directory, end.at, end.tail

    directory: int
    """Where the directory begins."""
    end: int
    """Where the directory ought to end: at the record of the zip's end."""
    tail: bytes
    """What stands behind that record: the zip's comment, or anything else."""

    def local(self, entry: Entry) -> Local:
        """The entry's own header."""
        try:
            mark, _, flags, method, _, _, crc, packed, size, name, extra = LOCAL.unpack_from(self.content, entry.start)
        except (struct.error, OverflowError) as trouble:
            raise UnreadableFile(self.name, "corrupt_zip") from trouble
        if mark != b"PK\x03\x04":
            raise UnreadableFile(self.name, "corrupt_zip")
        at = entry.start + LOCAL.size
        return Local(self.content[at : at + name], method, flags, crc, packed, size, at + name + extra)

    def data_start(self, entry: Entry) -> int:
        """Where the entry's packed bytes begin, by its own header."""
        at = entry.start
        if self.content[at : at + 4] != b"PK\x03\x04" or at + LOCAL.size > len(self.content):
            raise UnreadableFile(self.name, "corrupt_zip")
        name, extra = _LENGTHS.unpack_from(self.content, at + 26)
        return int(at + LOCAL.size + name + extra)

    def packed(self, entry: Entry) -> memoryview:
        """The entry's bytes as they lie in the file."""
        begin = self.data_start(entry)
        if begin + entry.packed > len(self.content):
            raise UnreadableFile(self.name, "corrupt_zip")
        return memoryview(self.content)[begin : begin + entry.packed]

    def is_bomb(self, entry: Entry) -> bool:
        """Whether the entry says itself that it is beyond the limits of one part."""
        limits = self.limits
        if entry.size > limits.part:
            return True
        return entry.size > limits.ratio_from and entry.size > entry.packed * limits.ratio

    def read(self, entry: Entry) -> bytes:
        """The entry unpacked, size and checksum compared."""
        if entry.method == STORED:
            found = bytes(self._sound(entry))
            if len(found) != entry.size:
                raise UnreadableFile(self.name, "corrupt_zip")
        else:
            found = self._inflated(entry)
        if zlib.crc32(found) != entry.crc:
            raise UnreadableFile(self.name, "corrupt_zip")
        return found

    def _inflated(self, entry: Entry) -> bytes:
        """In one go, and never more than was declared."""
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            found = stream.decompress(self._sound(entry), entry.size + 1)
        except zlib.error as trouble:
            raise UnreadableFile(self.name, "corrupt_zip") from trouble
        self._ended(entry, stream, len(found))
        return found

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """The same in pieces of a mebibyte, for parts too large to be held."""
        packed, sum_, size = self._sound(entry), 0, 0
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        rest: bytes | memoryview = packed
        while size <= entry.size:
            if entry.method == STORED:
                piece = bytes(packed[size : size + _PIECE])
            else:
                try:
                    piece = stream.decompress(rest, min(_PIECE, entry.size + 1 - size))
                except zlib.error as trouble:
                    raise UnreadableFile(self.name, "corrupt_zip") from trouble
                rest = stream.unconsumed_tail
            if not piece:
                break
            size, sum_ = size + len(piece), zlib.crc32(piece, sum_)
            yield piece
        if entry.method == DEFLATED:
            self._ended(entry, stream, size)
        if size != entry.size or sum_ != entry.crc:
            raise UnreadableFile(self.name, "corrupt_zip")

    def _sound(self, entry: Entry) -> memoryview:
        """The packed bytes of an entry that can be unpacked and says that it keeps the limits."""
        if entry.method not in (STORED, DEFLATED) or entry.is_encrypted:
            raise UnreadableFile(self.name, "corrupt_zip")
        if self.is_bomb(entry):
            raise UnreadableFile(self.name, "zip_bomb")
        return self.packed(entry)

    def _ended(self, entry: Entry, stream: zlib._Decompress, size: int) -> None:
        if size > entry.size:
            raise UnreadableFile(self.name, "false_size")
        if size < entry.size or not stream.eof:
            raise UnreadableFile(self.name, "corrupt_zip")
        if stream.unused_data:
            raise UnreadableFile(self.name, "hidden_data")


@dataclass(frozen=True, slots=True)
class _End:
    at: int
    count: int
    directory: int
    tail: bytes


def _end_of(content: bytes) -> _End:
    """The record of the zip's end, the 64-bit one where there is one."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - _LONGEST_COMMENT - END.size))
    if at < 0:
        raise ValueError("no end of directory")
    _, disk, first, _, count, _, start, _ = END.unpack_from(content, at)
    tail, end = content[at + END.size :], at
    if content[max(0, at - _END64_LOCATOR.size) : at - 16] == b"PK\x06\x07":
        _, _, end, _ = _END64_LOCATOR.unpack_from(content, at - _END64_LOCATOR.size)
        mark, length, _, _, disk, first, _, count, _, start = _END64.unpack_from(content, end)
        if mark != b"PK\x06\x06" or end + 12 + length + _END64_LOCATOR.size != at:
            raise ValueError("no end of the 64-bit directory")
    if disk or first:
        raise ValueError("a zip in several volumes")
    return _End(end, count, start, tail)


def _entries(content: bytes, end: _End, most: int) -> Iterator[Entry]:
    """The directory's entries, one more than the limit at most: enough to see that there are too many."""
    at = end.directory
    for _ in range(min(end.count, most + 1)):
        (mark, made, _, flags, method, _, _, crc, packed, size, name, extra, comment, _, _, attributes, start) = (
            ENTRY.unpack_from(content, at)
        )
        if mark != b"PK\x01\x02":
            raise ValueError("no entry")
        at += ENTRY.size
        raw = content[at : at + name]
        if WIDE in (packed, size, start):
            size, packed, start = _wide(content[at + name : at + name + extra], size, packed, start)
        yield Entry(_decoded(raw), raw, method, flags, crc, packed, size, start, attributes, made >> 8)
        at += name + extra + comment
    if end.count <= most and at != end.at:
        raise ValueError("the directory is longer or shorter than its entries")


def _decoded(raw: bytes) -> str:
    """The name as text, whatever its flag says; code page 437, zip's own, where it is no UTF-8."""
    try:
        return raw.decode().replace("\\", "/")
    except UnicodeDecodeError:
        return raw.decode("cp437").replace("\\", "/")


def _wide(extra: bytes, *numbers: int) -> list[int]:
    """Size, packed size and start, those that did not fit taken from the 64-bit extra field."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            wide = iter(struct.unpack_from(f"<{length // 8}Q", extra, at + 4))
            return [next(wide, number) if number == WIDE else number for number in numbers]
        at += 4 + length
    raise ValueError("no 64-bit sizes")
