"""A part of a package that is written piece by piece and packed at once: only its packed bytes are kept."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Final

from isal import isal_zlib

_LEVEL: Final = 1
_PIECES: Final = 256
"""So many texts are packed together. Other pieces would be packed into other bytes."""
_IN_MEMORY: Final = 1 << 20
"""Packed bytes above which they lie in a file."""
_CHUNK: Final = 1 << 18


class Stream:
    """Text being packed. Streams that were joined (`then`) unpack to their texts, one behind the other."""

    def __init__(self) -> None:
        self._packer = isal_zlib.compressobj(_LEVEL, wbits=-isal_zlib.MAX_WBITS)
        self._kept = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by `close`
        self._waiting: list[str] = []
        self.crc = 0
        self.size = 0
        self.packed = 0

    def write(self, text: str) -> None:
        """Add to the end."""
        self._waiting.append(text)
        if len(self._waiting) >= _PIECES:
            self._pack()

    def _pack(self) -> None:
        content = "".join(self._waiting).encode()
        self._waiting.clear()
        self.crc = isal_zlib.crc32(content, self.crc)
        self.size += len(content)
        self._keep(self._packer.compress(content))

    def _keep(self, packed: bytes) -> None:
        self.packed += len(packed)
        self._kept.write(packed)

    def end(self, *, is_last: bool) -> None:
        """No more comes; the last of joined streams says so to who unpacks it."""
        self._pack()
        self._keep(self._packer.flush(isal_zlib.Z_FINISH if is_last else isal_zlib.Z_SYNC_FLUSH))

    def pieces(self) -> Iterator[bytes]:
        """The packed bytes."""
        self._kept.seek(0)
        while piece := self._kept.read(_CHUNK):
            yield piece

    def close(self) -> None:
        """Let go of what is kept."""
        self._kept.close()
