"""Told to stop: SIGTERM, Ctrl-C, Ctrl-Break, the end of a session, as an event to look at between two steps."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

_SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGBREAK", "SIGHUP") if hasattr(signal, name)
)


@contextmanager
def stopping(*also: threading.Event) -> Iterator[threading.Event]:
    """An event that is set once we are told to stop, with those named (whatever the loop waits for); for a block.

    The second time is meant: KeyboardInterrupt. The handlers that were there before come back after the block.
    Outside the main thread, which alone hears signals, nothing sets the event but the caller.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    ours, theirs = socket.socketpair()
    ours.setblocking(True)
    theirs.setblocking(False)
    listener = threading.Thread(target=_listen, args=(ours, (stop, *also)), name="signals", daemon=True)
    heard = _Heard()
    before = {number: signal.signal(number, heard) for number in _SIGNALS}
    woken_before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    listener.start()
    try:
        yield stop
    finally:
        signal.set_wakeup_fd(woken_before)
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        theirs.close()
        listener.join()
        ours.close()


def _listen(signals: socket.socket, events: tuple[threading.Event, ...]) -> None:
    """Set the events from a thread: a handler that did would wait for a lock that the loop, interrupted, may hold.

    On Windows nothing else wakes a main thread that waits.
    """
    with suppress(OSError):
        while heard := signals.recv(64):
            if any(number in _SIGNALS for number in heard):
                for event in events:
                    event.set()


class _Heard:
    """Python's own handler: nothing to do at the first signal, enough is enough at the second."""

    def __init__(self) -> None:
        self._times = 0

    def __call__(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  as Python calls it
        self._times += 1
        if self._times > 1:
            raise KeyboardInterrupt
