"""A changed copy of a zip package: touched parts packed anew, every other entry's packed bytes copied as they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from toolkit.office.archive import LOCAL, STREAMED, UTF8, Entry
from toolkit.office.package import Package, plain
from toolkit.office.zip_writer import Head, ZipWriter


def rewritten(package: Package, parts: Mapping[str, bytes], *, without: Collection[str] = ()) -> bytes:
    """The package with these parts replaced, or added at the end, and those of `without` left out.

    Names are found whatever their case and slashes; an entry keeps its own, with `/` for a backslash.
    Sizes and checksums stand in the local headers (no data descriptors), 64-bit fields are not needed: the
    gate admits no file that large. Raises UnreadableFile (`corrupt_zip`) for an entry that lies outside the file.
    """
    wanted = {plain(name): (name, content) for name, content in parts.items()}
    dropped = {plain(name) for name in without}
    zipped = ZipWriter()
    for entry in package.archive.entries:
        key = plain(entry.name)
        if key in dropped and key not in wanted:
            continue
        if key in wanted:
            zipped.add(_name_of(entry), wanted.pop(key)[1], _clock_of(package, entry))
        else:
            zipped.copy(_kept(package, entry), package.archive.packed(entry), entry.attributes, entry.system)
    for name, content in wanted.values():
        zipped.add(_named(name), content)
    return zipped.finished()


def _kept(package: Package, entry: Entry) -> Head:
    flags = entry.flags & ~STREAMED
    return Head(flags, entry.method, *_clock_of(package, entry), entry.crc, entry.packed, entry.size, _name_of(entry))


def _name_of(entry: Entry) -> bytes:
    """The name as stored: bytes of an old code page stay what they are."""
    is_old = not entry.raw_name.isascii() and not entry.flags & UTF8
    return entry.raw_name if is_old else _named(entry.name)


def _named(name: str) -> bytes:
    return name.replace("\\", "/").encode()


def _clock_of(package: Package, entry: Entry) -> tuple[int, int]:
    """Time and day of an entry, as packed."""
    package.archive.local(entry)  # refuses what is no header
    _, _, _, _, time, day, *_ = LOCAL.unpack_from(package.content, entry.start)
    return time, day
