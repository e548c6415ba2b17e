"""A child process with limits: what it does to itself is told by its end, and nothing of it stays.

A program of the house's own trust runs here, too, with a limit of time alone, or beside us for as long as we live.
Limits of memory and processor time hold on POSIX; wall time and the size of what it says hold everywhere.
Source: intake.md 5.3 (11).
"""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

import toolkit
from toolkit.office.limits import MIB

if sys.platform != "win32":
    import resource

_NEEDED: Final = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "COMSPEC")
"""What programs need to start at all; nothing else of our environment goes along."""
_LIMITS: Final = "SALESDOCS_LIMITS"
_TIE: Final = "SALESDOCS_TIE"
_OPEN_FILES: Final = 256


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a child may use."""

    memory: int = 512 * MIB
    """Bytes of address space."""
    processor_seconds: int = 20
    wall_seconds: float = 30.0
    said: int = 64 * MIB
    """Bytes of what it says; also of any file it writes."""


BOUNDS: Final = Bounds()


class Failed(Exception):
    """A child that was killed, crashed, said too much or ended with a fault."""


def run_module(module: str, *arguments: str, given: bytes, bounds: Bounds = BOUNDS) -> bytes:
    """What a module of ours says on stdout when run with these arguments and `given` on stdin. Raises Failed."""
    with tempfile.TemporaryDirectory(prefix="salesdocs-", ignore_cleanup_errors=True) as scratch:
        return run(_python(module, *arguments), folder=Path(scratch), given=given, bounds=bounds)


def run_confined(command: Sequence[str], *, folder: Path, bounds: Bounds = BOUNDS) -> bytes:
    """What a program says on stdout, run in that folder. Raises Failed."""
    confined = command if sys.platform == "win32" else _python(__name__, *command)
    return run(confined, folder=folder, bounds=bounds)


def _python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-P", "-W", "ignore", "-m", module, *arguments]


def run(
    command: Sequence[str],
    *,
    folder: Path,
    given: bytes = b"",
    bounds: Bounds = BOUNDS,
    also: Mapping[str, str] | None = None,
) -> bytes:
    """What a program says on stdout, run in that folder; only time and the length of what it says are limited.

    `also` is laid over its environment. Raises Failed.
    """
    with tempfile.TemporaryFile() as passed, _tie() as tie:
        passed.write(given)
        passed.seek(0)
        child = subprocess.Popen(
            command,
            stdin=passed,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=_environment(folder, bounds) | dict(also or {}) | ({_TIE: str(tie)} if tie else {}),
            start_new_session=True,
            pass_fds=(tie,) if tie else (),
        )
        return _said(child, bounds)


@contextmanager
def _tie() -> Iterator[int]:
    """The end of a pipe for a child to wait at: nobody holds the other one any more when we are gone; 0 on Windows."""
    if sys.platform == "win32":
        yield 0
        return
    waits, ours = os.pipe()
    try:
        yield waits
    finally:
        os.close(waits)
        os.close(ours)


def _said(child: subprocess.Popen[bytes], bounds: Bounds) -> bytes:
    is_late = threading.Event()
    timer = threading.Timer(bounds.wall_seconds, _stop, (child, is_late))
    timer.start()
    try:
        assert child.stdout is not None
        with child.stdout:
            said = child.stdout.read(bounds.said + 1)
        if len(said) > bounds.said:
            raise Failed("it said too much")
        ended = child.wait()
    finally:
        timer.cancel()
        end(child)
    if is_late.is_set():
        raise Failed("it took too long")
    if ended:
        raise Failed(f"it ended with {ended}")
    return said


def _environment(folder: Path, bounds: Bounds) -> dict[str, str]:
    """As little as programs need, our own code, and the limits."""
    known = [str(Path(toolkit.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    homes = dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), str(folder))
    needed = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    limits = f"{bounds.memory} {bounds.processor_seconds} {bounds.said}"
    return {**needed, **homes, "PYTHONPATH": os.pathsep.join(known), _LIMITS: limits}


def _stop(child: subprocess.Popen[bytes], is_late: threading.Event) -> None:
    is_late.set()
    end(child)


def run_beside(command: Sequence[str], *, folder: Path, also: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A program that runs on, silently, until `end`; also until this very process is gone, however it went."""
    return subprocess.Popen(
        _python("toolkit.office.tied", *command),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(folder, BOUNDS) | dict(also),
        start_new_session=True,
    )


def begin(module: str, *arguments: str, folder: Path, bounds: Bounds = BOUNDS) -> subprocess.Popen[bytes]:
    """A module of ours that is talked to over its stdin and stdout until `end`; it confines itself."""
    return subprocess.Popen(
        _python(module, *arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(folder, bounds) | {"MALLOC_ARENA_MAX": "1"},
        start_new_session=True,
    )


def end(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started."""
    kill(child)
    if child.stdin:
        with suppress(OSError):  # what it was still to be told
            child.stdin.close()
    child.wait()


def kill(child: subprocess.Popen[bytes]) -> None:
    """The same, without waiting until it is gone."""
    if sys.platform == "win32":
        if child.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(child.pid)], check=False, capture_output=True)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)


def confine() -> None:
    """Lay the limits on this very process, and on what it starts: memory, processor time, size of files, no core."""
    if sys.platform == "win32":
        return
    if tie := os.environ.pop(_TIE, ""):
        _set_sentry(int(tie))
    memory, seconds, written = _limits()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _set_sentry(tie: int) -> None:
    """A process beside this one that ends our group when whoever started us is gone, killed though he may be.

    Nobody's child, lest the program that this one becomes wait for it.
    """
    if (between := os.fork()) != 0:
        os.close(tie)
        os.waitpid(between, 0)
        return
    if os.fork() != 0:
        os._exit(0)
    os.closerange(0, 3)  # whoever reads what the program says waits for its end, not for ours
    os.read(tie, 1)
    os.killpg(0, signal.SIGKILL)


def confine_softly() -> int:
    """The same for a child that takes one piece of work after another, each with time of its own; what it may say.

    What it starts may have wider limits, LibreOffice needs them; that is why the hard ones stay as they are.
    """
    memory, _, written = _limits()
    if sys.platform == "win32":
        return written
    softly = {resource.RLIMIT_AS: memory, resource.RLIMIT_FSIZE: written, resource.RLIMIT_NOFILE: _OPEN_FILES}
    for limit, most in softly.items():
        _limit_softly(limit, most)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return written


def grant(wall_seconds: float) -> None:
    """Give this very process as much time as one piece of work may take: processor time, and by the clock; 0 for ever.

    The system ends it when either is over, whatever it is at, and though nobody watches any more.
    """
    if sys.platform == "win32":
        return
    _, seconds, _ = _limits()
    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(spent.ru_utime + spent.ru_stime) + seconds
    _limit_softly(resource.RLIMIT_CPU, until)
    signal.setitimer(signal.ITIMER_REAL, wall_seconds)


def _limit_softly(limit: int, most: int) -> None:
    """So much of it from now on; less where the system lets nobody have as much."""
    hard = resource.getrlimit(limit)[1]
    resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def end_own() -> NoReturn:
    """End this very process, and what it started in its group."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(os.getpid())], check=False, capture_output=True)
    else:
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _limits() -> tuple[int, int, int]:
    """Bytes of memory, seconds of processor time, bytes of a file."""
    memory, seconds, written = map(int, os.environ[_LIMITS].split())
    return memory, seconds, written


if __name__ == "__main__":
    confine()
    os.execv(sys.argv[1], sys.argv[1:])
