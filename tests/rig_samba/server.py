"""A file server as offices have them: Debian's smbd on loopback, one share, one user, all its state in one folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "settled-6"  # of a server that lives as long as a test, and hears this machine alone
SHARE = "house"
_PLACES = ("private", "lock", "state", "cache", "pid", "ncalrpc")
_STARTS_SECONDS = 20.0

_CONF = """
[global]
    workgroup = SALESDOCS
    server role = standalone server
    interfaces = 127.0.0.1/8
    bind interfaces only = yes
    smb ports = {port}
    disable netbios = yes
    load printers = no
    disable spoolss = yes
    passdb backend = tdbsam
    private dir = {place}/private
    lock directory = {place}/lock
    state directory = {place}/state
    cache directory = {place}/cache
    pid directory = {place}/pid
    ncalrpc dir = {place}/ncalrpc
    log file = {place}/log
    log level = 1
    server min protocol = SMB2_10
[{share}]
    path = {folder}
    read only = no
"""


@dataclass(frozen=True, slots=True)
class Server:
    """How it is reached."""

    port: int
    user: str
    folder: Path
    """What it shares, on its own disk."""


def smbd() -> str | None:
    """The server program; None where it is not installed."""
    return shutil.which("smbd") or shutil.which("smbd", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def served(folder: Path, place: Path) -> Iterator[Server]:
    """A server of that folder while the block lasts; `place` is an empty folder for its own files."""
    import pwd  # where there is no smbd, there may be none

    program = smbd()
    assert program is not None
    server = Server(_free_port(), pwd.getpwuid(os.getuid()).pw_name, folder)
    for name in _PLACES:
        (place / name).mkdir(mode=0o700)
    conf = place / "smb.conf"
    conf.write_text(_CONF.format(port=server.port, place=place, folder=folder, share=SHARE), "utf-8")
    subprocess.run(
        ["pdbedit", "-s", conf, "-a", "-u", server.user, "-t"],
        input=f"{PASSWORD}\n{PASSWORD}\n",
        text=True,
        check=True,
        capture_output=True,
    )
    with (place / "said").open("wb") as said:
        running = subprocess.Popen(
            [program, "--foreground", "--no-process-group", "--debug-stdout", "-s", conf],
            stdout=said,
            stderr=said,
            start_new_session=True,  # it ends its whole process group
        )
    try:
        _await(server, running, place / "said")
        yield server
    finally:
        running.terminate()
        running.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probing:
        probing.bind(("127.0.0.1", 0))
        return int(probing.getsockname()[1])


def _await(server: Server, running: subprocess.Popen[bytes], said: Path) -> None:
    """Wait until it hears."""
    deadline = time.monotonic() + _STARTS_SECONDS
    while time.monotonic() < deadline and running.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"smbd does not hear: {said.read_text('utf-8', 'replace')[-2_000:]}")
