"""Told to stop: an event between two steps, not an exception in the middle of one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from toolkit.intake.stop import stopping

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_sets_the_event_and_wakes_the_loop(name: str) -> None:
    wake = threading.Event()

    with stopping(wake) as stop:
        signal.raise_signal(getattr(signal, name))
        assert wake.wait(5)
        assert stop.wait(5)


def test_the_handlers_that_were_there_come_back() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]

    with stopping():
        assert signal.getsignal(signal.SIGTERM) != before[0]

    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before


def test_a_second_signal_is_meant() -> None:
    with stopping():
        signal.raise_signal(signal.SIGINT)

        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGUSR1 on Windows")
def test_other_signals_stop_nothing() -> None:
    heard = signal.signal(signal.SIGUSR1, lambda *_: None)

    with stopping() as stop:
        os.kill(os.getpid(), signal.SIGUSR1)
        assert not stop.wait(0.1)
    signal.signal(signal.SIGUSR1, heard)


def test_outside_the_main_thread_the_caller_alone_stops() -> None:
    seen = []

    def work() -> None:
        with stopping() as stop:
            seen.append(stop.is_set())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen == [False]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill by signal")
def test_a_waiting_service_ends_at_once_and_in_order() -> None:
    script = (
        "import threading\nfrom toolkit.intake.stop import stopping\nwake = threading.Event()\n"
        "with stopping(wake) as stop:\n    print('waits', flush=True)\n    wake.wait(60)\n"
        "    print('ends', stop.is_set())"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert child.stdout
    assert child.stdout.readline() == "waits\n"

    began = time.monotonic()
    os.kill(child.pid, signal.SIGTERM)
    said, _ = child.communicate(timeout=30)

    assert (child.returncode, said) == (0, "ends True\n")
    assert time.monotonic() - began < 5
