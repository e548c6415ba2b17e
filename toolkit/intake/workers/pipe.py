"""The pipe between us and a worker: how much comes, then what it is."""

from __future__ import annotations

import io
import struct
from typing import IO, Final, Literal, NamedTuple

Sort = Literal[b"r", b"b", b"v", b"t", b"d"]
READY: Final[Sort] = b"r"
BYTES: Final[Sort] = b"b"
VALUE: Final[Sort] = b"v"
TROUBLE: Final[Sort] = b"t"
"""The piece came to no result, and why is known."""
DIED: Final[Sort] = b"d"
"""Our code fell over it, or ran out of memory; the worker itself lives to tell."""

_ASKED: Final = struct.Struct(">Q")
_SAID: Final = struct.Struct(">c?Q")


class Strange(Exception):
    """The other end says what ours never says, or is gone."""


class Said(NamedTuple):
    """What a worker says."""

    sort: Sort
    content: bytes = b""
    leaves: bool = False
    """It takes no further work: it has grown, or it grew old."""


def ask(pipe: IO[bytes], content: bytes) -> None:
    """Send a piece. Raises OSError where nobody listens any more."""
    pipe.write(_ASKED.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def asked(pipe: io.RawIOBase) -> bytearray | None:
    """The next piece; None once there is nobody to ask. Raises MemoryError."""
    head = _whole(pipe, _ASKED.size)
    return None if head is None else _whole(pipe, _ASKED.unpack(head)[0])


def _whole(pipe: io.RawIOBase, length: int) -> bytearray | None:
    content = bytearray(length)
    view, have = memoryview(content), 0
    while have < length:
        came = pipe.readinto(view[have:])
        if not came:
            return None
        have += came
    return content


def say(pipe: IO[bytes], said: Said) -> None:
    """Answer."""
    pipe.write(_SAID.pack(said.sort, said.leaves, len(said.content)))
    pipe.write(said.content)
    pipe.flush()


def heard(pipe: IO[bytes], most: int) -> Said:
    """The answer, of at most that many bytes. Raises Strange."""
    head = pipe.read(_SAID.size)
    if len(head) < _SAID.size:
        raise Strange("it says nothing more")
    sort, leaves, length = _SAID.unpack(head)
    if sort not in (READY, BYTES, VALUE, TROUBLE, DIED) or length > most:
        raise Strange("it says what no worker says")
    content = pipe.read(length)
    if len(content) < length:
        raise Strange("it stopped in the middle")
    return Said(sort, content, leaves)
