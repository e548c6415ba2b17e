"""The order of a zip: entries that lie one behind the other, each once, as its directory says, and nothing else.

A zip that keeps this order is the same to every program that reads it; one that does not is read differently by
different ones. All that Excel, Word, WPS, LibreOffice and the libraries write keeps it. Source: intake.md 5.3 (1, 3).
"""

from __future__ import annotations

import stat
import unicodedata
from collections.abc import Iterable
from typing import Final

from toolkit.office.archive import DEFLATED, ENCRYPTED, STORED, STREAMED, WIDE, Archive, Entry, Local

_UNIX = 3
_DESCRIPTORS: Final = (0, 12, 16, 20, 24)
"""Bytes of checksum and sizes behind an entry that was streamed: none, with or without mark, in 32 or 64 bits."""


def disorder(archive: Archive) -> str:
    """The reason word for the first thing that is out of order; '' for none."""
    if archive.tail:
        return "trailing_data"
    if len(archive.entries) > archive.limits.entries:
        return "too_many_parts"
    return next(filter(None, map(_odd, archive.entries)), "") or _repeated(archive) or _bulky(archive) or _laid(archive)


def _odd(entry: Entry) -> str:
    """What an entry is that Office never writes."""
    if entry.is_encrypted:
        return "encrypted_entry"
    if entry.method not in (STORED, DEFLATED):
        return "unknown_compression"
    is_link = entry.system == _UNIX and stat.S_ISLNK(entry.attributes >> 16)
    return "symlink_entry" if is_link else ""


def _repeated(archive: Archive) -> str:
    """Whether two entries are the same part to some reader: names that differ in case, slashes or composition."""
    names = [_folded(entry.name) for entry in archive.entries]
    return "duplicate_part" if len(set(names)) < len(names) else ""


def _folded(name: str) -> str:
    name = name.lstrip("/")
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def _bulky(archive: Archive) -> str:
    """Whether the directory itself says that it unpacks to too much; that it says the truth is seen in unpacking."""
    is_bomb = any(map(archive.is_bomb, archive.entries)) or _sum(archive.entries) > archive.limits.total
    return "zip_bomb" if is_bomb else ""


def _sum(entries: Iterable[Entry]) -> int:
    return sum(entry.size for entry in entries)


def _laid(archive: Archive) -> str:
    """Whether the entries lie one behind the other from the file's first byte to its directory."""
    at = 0
    behind: tuple[int, ...] = (0,)
    for entry in sorted(archive.entries, key=lambda one: one.start):
        if fault := _between(at, entry.start, behind):
            return fault
        header = archive.local(entry)
        if not _agree(entry, header):
            return "header_mismatch"
        at = header.data + entry.packed
        behind = _DESCRIPTORS if entry.flags & STREAMED else (0,)
    return _between(at, archive.directory, behind)


def _between(end: int, start: int, allowed: tuple[int, ...]) -> str:
    if start < end:
        return "overlapping_entries"
    return "" if start - end in allowed else "hidden_data"


def _agree(entry: Entry, header: Local) -> bool:
    """Whether the entry's own header says what the directory says: name, packing, checksum, sizes."""
    if (entry.raw_name, entry.method) != (header.raw_name, header.method) or header.flags & ENCRYPTED:
        return False
    is_streamed = bool(header.flags & STREAMED)
    if is_streamed != bool(entry.flags & STREAMED):
        return False
    unsaid = (WIDE, 0) if is_streamed else (WIDE,)
    is_summed = header.crc == entry.crc or (is_streamed and not header.crc)
    return is_summed and header.packed in (entry.packed, *unsaid) and header.size in (entry.size, *unsaid)
