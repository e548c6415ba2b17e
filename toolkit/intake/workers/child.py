"""A worker: one confined process that takes one piece of work after another, warm, until nobody asks any more.

    python -m toolkit.intake.workers.child

Pieces come in on what stdin was, answers leave on what stdout was; a library that prints does no harm.
"""

from __future__ import annotations

import gc
import io
import os
import queue
import shutil
import signal
import sys
import threading
from pathlib import Path
from pkgutil import resolve_name
from typing import IO, Final

from toolkit.errors import SalesdocsError
from toolkit.intake.workers.pipe import DIED, READY, Said, asked, say
from toolkit.office.jail import confine_softly, end_own, grant
from toolkit.office.limits import MIB

MOST_PIECES: Final = 4_000
MOST_MEMORY: Final = 192 * MIB
"""Bytes in use after a piece: a worker that grew beyond makes room for a fresh one."""
START_SECONDS: Final = 60.0
GRACE_SECONDS: Final = 5.0
"""The system's own alarm comes later than whoever watches us: it is for the time when nobody does."""
_PAGE: Final = 4096 if sys.platform == "win32" else os.sysconf("SC_PAGE_SIZE")
_STOPS: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""What a service manager or a terminal tells all of us when it is to end: whoever asks us ends us in good order."""
_NO_MEMORY: Final = "no memory left within the limit"
_STACK: Final = 256 << 10
"""Bytes, of the thread that listens."""

Pieces = queue.SimpleQueue[bytearray | None]


def main() -> None:
    """Work until nobody asks any more, or until it is time to make room."""
    asks, says = _pipes()
    for name in _STOPS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    most = confine_softly()
    grant(START_SECONDS)
    pieces: Pieces = queue.SimpleQueue()
    threading.stack_size(_STACK)
    threading.Thread(target=_listen, args=(asks, pieces), daemon=True).start()
    _work(pieces, says, most)
    os._exit(0)  # the listening thread waits in a read that nothing ends


def _pipes() -> tuple[io.FileIO, IO[bytes]]:
    """Where pieces come from and answers go; stdin and stdout themselves are empty from now on."""
    asks, says = io.FileIO(os.dup(0)), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return asks, says


def _listen(asks: io.FileIO, pieces: Pieces) -> None:
    """Take pieces as they come; the end of the pipe is the end of this process, whatever it is at."""
    try:
        while (piece := asked(asks)) is not None:
            pieces.put(piece)
    except MemoryError:
        pieces.put(None)
        return
    shutil.rmtree(Path.cwd(), ignore_errors=True)
    end_own()


def _work(pieces: Pieces, says: IO[bytes], most: int) -> None:
    from toolkit.intake.workers import passing  # noqa: PLC0415  the end of the pipe is seen during the long import, too

    gc.collect()
    gc.freeze()
    say(says, Said(READY))
    for count in range(1, MOST_PIECES + 1):
        grant(0)
        said = _said_of(pieces.get())
        if len(said.content) > most:
            said = passing.fallen("size", f"{len(said.content)} bytes")
        leaves = said.sort == DIED or count == MOST_PIECES or _memory() > MOST_MEMORY
        say(says, said._replace(leaves=leaves))
        if leaves:
            return


def _said_of(content: bytearray | None) -> Said:
    """What came of a piece; None is one that could not even be taken in."""
    from toolkit.intake.workers import passing  # noqa: PLC0415

    if content is None:
        return passing.fallen("memory", _NO_MEMORY)
    try:
        piece = passing.unpacked(content)
        grant(piece.wall_seconds + GRACE_SECONDS)
        return passing.told(resolve_name(piece.function)(*piece.given, **piece.named))
    except SalesdocsError as trouble:
        return passing.troubled(trouble)
    except MemoryError:
        return passing.fallen("memory", _NO_MEMORY)
    except Exception as fault:  # noqa: BLE001  what our code falls over here is told, and fails this piece alone
        return passing.fallen("crash", passing.described(fault))


def _memory() -> int:
    """Bytes of memory in use now; 0 where the system has no such file."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * _PAGE
    except OSError:
        return 0


if __name__ == "__main__":
    main()
