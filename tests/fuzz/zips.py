"""Ways to break a file as bytes and as a zip."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from random import Random

Breaker = Callable[[Random, bytes], bytes]
Entries = list[tuple[str, bytes]]

_FIELDS = {
    b"PK\x03\x04": {"flags": (6, 2), "method": (8, 2), "crc": (14, 4), "packed": (18, 4), "size": (22, 4)}
    | {"name": (26, 2), "extra": (28, 2)},
    b"PK\x01\x02": {"made": (4, 2), "flags": (8, 2), "method": (10, 2), "crc": (16, 4), "packed": (20, 4)}
    | {"size": (24, 4), "name": (28, 2), "extra": (30, 2), "comment": (32, 2), "attributes": (38, 4), "start": (42, 4)},
    b"PK\x05\x06": {"disk": (4, 2), "here": (8, 2), "count": (10, 2), "long": (12, 4), "start": (16, 4)}
    | {"comment": (20, 2)},
}
"""Headers of a zip: where their fields begin, and how long these are."""
_ODD_NAMES = (
    "../../etc/passwd",
    "/xl/workbook.xml",
    "C:\\x",
    "xl\\styles.xml",
    "",
    "x" * 300,
    "\u202egnp.exe",
    "xl/",
    ".",
)


def entries_of(content: bytes) -> Entries:
    """Name and bytes of every entry that can be unpacked; () for what is no zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [(info.filename, archive.read(info)) for info in archive.infolist() if info.file_size < 1 << 24]
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError, EOFError):
        return []


def zipped(entries: Entries, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The entries as a zip without clocks."""
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", method) as archive:
        warnings.simplefilter("ignore")  # of names that stand twice
        for name, content in entries:
            info = zipfile.ZipInfo(name or " ", (2026, 1, 1, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, content)
    return made.getvalue()


def bits_flipped(chance: Random, content: bytes) -> bytes:
    """A few bits anywhere."""
    broken = bytearray(content)
    for _ in range(chance.randint(1, 16)):
        if broken:
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def cut_short(chance: Random, content: bytes) -> bytes:
    """Only the beginning, or only the end."""
    at = chance.randrange(len(content) + 1)
    return content[:at] if chance.random() < 0.7 else content[at:]


def piece_moved(chance: Random, content: bytes) -> bytes:
    """A piece repeated, cleared, taken out or put elsewhere."""
    size = chance.choice((1, 4, 64, 1024))
    begin, to = (chance.randrange(len(content) + 1) for _ in range(2))
    piece = content[begin : begin + size]
    put = chance.choice((piece, b"\0" * len(piece), b""))
    rest = content[:begin] + content[begin + size :] if chance.random() < 0.5 else content
    return rest[:to] + put + rest[to:]


def header_changed(chance: Random, content: bytes) -> bytes:
    """One field of one header of the zip."""
    mark = chance.choice(tuple(_FIELDS))
    places = [found.start() for found in re.finditer(re.escape(mark), content)]
    if not places:
        return content
    at, (offset, length) = chance.choice(places), chance.choice(tuple(_FIELDS[mark].values()))
    begin = at + offset
    old = int.from_bytes(content[begin : begin + length], "little")
    most = (1 << 8 * length) - 1
    new = chance.choice(
        (0, 1, 8, 9, 12, 99, most, most - 1, most >> 1, old + 1, old - 1, old * 2, chance.randint(0, most))
    )
    return content[:begin] + (new & most).to_bytes(length, "little") + content[begin + length :]


def stuffed_outside(chance: Random, content: bytes) -> bytes:
    """Bytes before, behind and between the entries."""
    junk = chance.choice((b"GIF89a", b"\0" * 100, b"PK\x05\x06" + b"\0" * 18, b"%PDF-1.4", chance.randbytes(50)))
    at = chance.choice((0, len(content), content.find(b"PK\x01\x02"), content.rfind(b"PK\x03\x04")))
    return content[:at] + junk + content[at:]


def entries_shuffled(chance: Random, content: bytes) -> bytes:
    """Entries dropped, doubled, renamed, swapped; all of them stored."""
    entries = entries_of(content)
    if not entries:
        return content
    for _ in range(chance.randint(1, 3)):
        _shuffle(chance, entries)
    return _quietly(entries, chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))


def _shuffle(chance: Random, entries: Entries) -> None:
    """One entry dropped, given another's bytes or name, doubled, renamed or emptied."""
    at, other = chance.randrange(len(entries)), chance.randrange(len(entries))
    (name, part), (name2, part2) = entries[at], entries[other]
    changed: list[Entries] = [
        [],
        [(name, part), (name, part2)],
        [(name, part), (name.upper(), part)],
        [(chance.choice(_ODD_NAMES), part)],
        [(name2, part)],
        [(name, b"")],
    ]
    entries[at : at + 1] = chance.choice(changed[1:] if len(entries) == 1 else changed)


def _quietly(entries: Entries, method: int) -> bytes:
    """Names may stand twice: written under other names of the same length, which are then put back."""
    marked = [(f"\x01{n:05d}{'#' * max(0, len(name.encode()) - 6)}", part) for n, (name, part) in enumerate(entries)]
    made = zipped(marked, method=method)
    for (mark, _), (name, _) in zip(marked, entries, strict=True):
        raw = name.encode()
        made = made.replace(mark.encode(), raw if len(raw) == len(mark.encode()) else raw.ljust(6, b"_"))
    return made


def many_entries(chance: Random, content: bytes) -> bytes:
    """Thousands of small entries more."""
    entries = entries_of(content)
    return zipped([*entries, *((f"xl/media/{n}.xml", b"<a/>") for n in range(chance.choice((500, 2500))))])


def sizes_lie(chance: Random, content: bytes) -> bytes:
    """Directory and local header agree on a false size."""
    begins = [found.start() for found in re.finditer(b"PK\x01\x02", content)]
    if not begins or begins[-1] + 46 > len(content):
        return content
    at = chance.choice(begins)
    (start,) = struct.unpack_from("<L", content, at + 42)
    new = struct.pack("<L", chance.choice((0, 1, 10, 1 << 20, 1 << 27, 0xFFFFFFFE)))
    broken = bytearray(content)
    broken[at + 24 : at + 28] = new
    if start + 26 <= len(content):
        broken[start + 22 : start + 26] = new
    return bytes(broken)


BREAKERS: dict[str, Breaker] = {
    one.__name__: one
    for one in (
        bits_flipped,
        cut_short,
        piece_moved,
        header_changed,
        stuffed_outside,
        entries_shuffled,
        many_entries,
        sizes_lie,
    )
}
