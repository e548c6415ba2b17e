"""Whether all of a file has arrived, by its own format: on a share the full size shows long before the bytes.

Source: intake.md 0 (3), 3 (5).
"""

from __future__ import annotations

import os
import struct
from typing import Final

from toolkit.disk import disk
from toolkit.errors import UnreadableFile
from toolkit.forms.legacy.compound import is_whole_compound
from toolkit.intake.scan import Found
from toolkit.office.archive import DEFLATED, LOCAL, STORED, Archive, Entry
from toolkit.office.foreign import COMPOUND
from toolkit.office.limits import LIMITS

_ZIP: Final = b"PK\x03\x04"
_ZIP_END: Final = b"PK\x05\x06"
_FIELD: Final = struct.Struct("<2H")
"""Begin of an extra field: its kind, its length."""
_ROOM: Final = 0xA220
"""The extra field in which Office leaves room for a part to grow."""
_ALIGNING: Final = 16
"""Zeros by which some programs bring an entry's bytes to a round place; more of them are a hole."""
_LONGEST_END: Final = 66_000
"""Bytes from the record of a zip's end to the end of the file, its comment included."""


def is_whole(found: Found) -> bool:
    """Whether a zip has its directory and every entry its checksum, an old Office file all its streams.

    Anything else is whole unless it is empty or begins with nothing but zeros: what it is, the gate will say. Of a
    file beyond the limit only the end is looked at: the gate refuses it by its size. Raises OSError, with EAGAIN for
    a file that is not the one that was found.
    """
    if not found.size:
        return False
    if found.size > LIMITS.file:
        return _has_end(found)
    content, seen = disk().read(found.path)
    if (seen.st_size, seen.st_mtime_ns) != (found.size, found.mtime_ns):
        raise BlockingIOError(f"{found.path} is another file now")
    if _begins(content, COMPOUND):
        return content.startswith(COMPOUND) and is_whole_compound(content)
    return _is_whole_zip(content, found.path.name) if _begins(content, _ZIP) else True


def _begins(content: bytes, mark: bytes) -> bool:
    """Whether it begins with the mark, or with as much of it as has arrived: the rest is cut off, or zeros."""
    return all(sign in (0, wanted) for sign, wanted in zip(content, mark, strict=False))


def _is_whole_zip(content: bytes, name: str) -> bool:
    try:
        archive = Archive(content, name)
        if not _is_whole_behind(archive):
            return False
        if _is_refused_unread(archive):
            return True
        return all(_is_whole_entry(archive, entry) for entry in archive.entries)
    except UnreadableFile:
        return False


def _is_whole_behind(archive: Archive) -> bool:
    """Whether the comment that the zip's end announces is there, and not zeros in place of a longer file's bytes."""
    end = len(archive.content) - len(archive.tail)
    announced = int.from_bytes(archive.content[end - 2 : end], "little")
    return len(archive.tail) >= announced and (not archive.tail or bool(archive.tail.strip(b"\0")))


def _is_refused_unread(archive: Archive) -> bool:
    """Whether the directory alone says more than the limits allow."""
    entries = archive.entries
    return len(entries) > archive.limits.entries or sum(entry.size for entry in entries) > archive.limits.total


def _is_whole_entry(archive: Archive, entry: Entry) -> bool:
    """Whether an entry's own header and bytes are those of the directory. Raises UnreadableFile."""
    header = archive.local(entry)
    if (header.raw_name, header.method) != (entry.raw_name, entry.method):
        return False
    if not _is_whole_extra(archive.content[entry.start + LOCAL.size + len(header.raw_name) : header.data]):
        return False
    if entry.is_encrypted or entry.method not in (STORED, DEFLATED) or archive.is_bomb(entry):
        return len(archive.packed(entry)) == entry.packed
    for _ in archive.pieces(entry):
        pass
    return True


def _is_whole_extra(extra: bytes) -> bool:
    """Whether the extra fields of an entry's own header are some: Office leaves room there, whose length would be lost.

    No checksum covers them. The room is never longer than what it says it was at first. Source: ECMA-376-2,
    growth hint.
    """
    at = 0
    while at < len(extra):
        kind, length = _FIELD.unpack_from(extra.ljust(at + _FIELD.size, b"\0"), at)
        field = extra[at + _FIELD.size : at + _FIELD.size + length]
        if not kind:
            return len(extra) - at < _ALIGNING
        if len(field) < length:
            return False
        if kind == _ROOM and int.from_bytes(field[2:4], "little") < length - 4:
            return False
        at += _FIELD.size + length
    return True


def _has_end(found: Found) -> bool:
    """Whether a large file has bytes at its begin and, where it is a zip, the record of its end."""
    handle = os.open(found.path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(handle, "rb") as opened:
        head = opened.read(len(COMPOUND))
        opened.seek(-_LONGEST_END, os.SEEK_END)
        return _ZIP_END in opened.read() if _begins(head, _ZIP) else not _begins(head, bytes(len(head)))
