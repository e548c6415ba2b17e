"""What a hostile file might have its worker do; pure functions no more."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from toolkit.errors import ShareTrouble
from toolkit.office.jail import run_confined

MODULE = "tests.intake.deeds"
KEPT: list[bytes] = []


def kill_itself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def abort() -> None:
    os.abort()


def leave() -> None:
    os._exit(7)


def eat_memory() -> int:
    eaten = [bytearray(1 << 20)]
    while True:
        eaten.append(bytearray(1 << 20))


def eat_memory_at_once() -> int:
    return len(bytes(1 << 40))


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def pid_after(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def busy(seconds: float) -> int:
    """Seconds of processor time, then the worker's id."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return os.getpid()


def grow(size: int) -> int:
    """Keep that many bytes for ever."""
    KEPT.append(b"x" * size)
    return os.getpid()


def spin() -> None:
    while True:
        pass


def spin_in_c() -> None:
    """Hold the interpreter within one call that no signal of Python's and no thread interrupts."""
    re.match(r"(a?){40}a{40}$", "a" * 39 + "b")


def write(size: int) -> int:
    with Path("large").open("wb", buffering=0) as file:
        written = 0
        while written < size:
            written += file.write(bytes(min(1 << 20, size - written)))
    return written


def say(size: int) -> bytes:
    return bytes(size)


def babble() -> str:
    sys.stdout.write("not what we asked for")
    sys.stdout.flush()
    os.write(1, b"\x00" * 64)
    return "said"


def forge(content: bytes) -> None:
    """Write into every pipe that is open, over the head of our own code."""
    for number in range(3, 64):
        try:
            os.write(number, content)
        except OSError:
            continue


def lie(value: object) -> object:
    """Give something else than a submission."""
    return value


def fall() -> None:
    raise KeyError("no such cell")


def blame_the_share() -> None:
    raise ShareTrouble("the share is gone")


def strange() -> object:
    return object()


def about_itself() -> dict[str, object]:
    return {
        "pid": os.getpid(),
        "folder": str(Path.cwd()),
        "files": [path.name for path in Path().iterdir()],
        "names": sorted(os.environ),
    }


def start_another(seconds: float) -> int:
    """A child of the worker's own, in its process group."""
    time.sleep(seconds)
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid


def leave_behind(told: str) -> None:
    """Die while a confined program of the worker's own runs on; its id is written into that file."""
    script = f"import os, time; open({told!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    program = ([sys.executable, "-c", script],)
    threading.Thread(target=run_confined, args=program, kwargs={"folder": Path.cwd()}, daemon=True).start()
    while not (Path(told).exists() and Path(told).read_text()):
        time.sleep(0.02)
    os.kill(os.getpid(), signal.SIGKILL)


def open_files(count: int) -> int:
    return len([Path(os.devnull).open("rb") for _ in range(count)])
