"""The package around a blank: parts that never change are packed once, the others for every blank."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from toolkit.office.archive import LOCAL, Archive
from toolkit.office.zip_writer import Head, ZipWriter, packed_fast


class Casing:
    """The entries of a package as they were packed, in their order."""

    def __init__(self, content: bytes, changing: Collection[str]) -> None:
        archive = Archive(content, "blank")
        self._entries: list[tuple[str, Head, bytes, int, int]] = []
        self.parts: dict[str, str] = {}
        """What the parts that change hold here."""
        for entry in archive.entries:
            _, _, _, _, *clock, _, _, _, _, _ = LOCAL.unpack_from(content, entry.start)
            told = (entry.flags, entry.method, *clock, entry.crc, entry.packed, entry.size, entry.raw_name)
            packed = bytes(archive.packed(entry))
            self._entries.append((entry.name, Head(*told), packed, entry.attributes, entry.system))
            if entry.name in changing:
                self.parts[entry.name] = archive.read(entry).decode()

    def around(self, parts: Mapping[str, str]) -> bytes:
        """The package with these parts in place of its own."""
        zipped = ZipWriter(pack=packed_fast)
        for name, head, packed, attributes, system in self._entries:
            if name in parts:
                zipped.add(head.name, parts[name].encode(), (head.time, head.day))
            else:
                zipped.copy(head, packed, attributes, system)
        return zipped.finished()
