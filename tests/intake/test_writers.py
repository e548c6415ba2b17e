"""The writer probe, on a local disk."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from toolkit.intake import writers
from toolkit.intake.writers import is_being_written

pytestmark = pytest.mark.skipif(sys.platform not in ("linux", "win32"), reason="no probe on this system")
linux = pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's own")

WRITER = "import sys; opened = open(sys.argv[1], 'r+b'); print('open', flush=True); sys.stdin.read()"
OPENER = """
import os, sys, time
end = time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    os.close(os.open(sys.argv[1], os.O_RDWR))
"""


def _form(folder: Path) -> Path:
    path = folder / "a.xlsx"
    path.write_bytes(b"PK")
    if is_being_written(path) is None:
        pytest.skip("this disk does not tell who writes")
    return path


def test_a_file_that_nobody_has_open_is_free(tmp_path: Path) -> None:
    path = _form(tmp_path)

    assert is_being_written(path) is False


def test_a_writer_in_another_process_is_seen_until_it_closes(tmp_path: Path) -> None:
    path = _form(tmp_path)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with writer:
        assert writer.stdout is not None
        writer.stdout.readline()

        assert is_being_written(path) is True

    assert is_being_written(path) is False


@linux
def test_a_reader_is_no_writer(tmp_path: Path) -> None:
    path = _form(tmp_path)

    with path.open("rb"):
        assert is_being_written(path) is False


def test_the_probe_changes_nothing_of_the_file(tmp_path: Path) -> None:
    path = _form(tmp_path)
    before = path.lstat()

    is_being_written(path)

    after = path.lstat()
    assert (before.st_mtime_ns, before.st_ctime_ns) == (after.st_mtime_ns, after.st_ctime_ns)


@linux
def test_links_pipes_folders_and_nothing_at_all_tell_nothing(tmp_path: Path) -> None:
    (tmp_path / "link.xlsx").symlink_to(_form(tmp_path))
    os.mkfifo(tmp_path / "pipe.xlsx")

    told = [is_being_written(tmp_path / name) for name in ("link.xlsx", "pipe.xlsx", "gone.xlsx", "")]

    assert told == [None, None, None, None]


@linux
def test_on_another_machine_nothing_can_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _form(tmp_path)
    monkeypatch.setattr(writers, "network_file_system", lambda _: "cifs")
    monkeypatch.setattr(writers, "_far", {})

    assert is_being_written(path) is None


@linux
def test_who_opens_the_file_while_we_ask_does_not_end_us(tmp_path: Path) -> None:
    path = _form(tmp_path)
    opener = subprocess.Popen([sys.executable, "-c", OPENER, str(path), "1.5"])
    asking = "import sys, time\nfrom pathlib import Path\nfrom toolkit.intake.writers import is_being_written\n"
    asking += "end = time.monotonic() + 1\nseen = set()\n"
    asking += "while time.monotonic() < end: seen.add(is_being_written(Path(sys.argv[1])))\nprint(sorted(seen))"

    asked = subprocess.run(
        [sys.executable, "-c", asking, str(path)], check=False, capture_output=True, text=True, timeout=60
    )

    assert opener.wait() == 0
    assert (asked.returncode, asked.stdout.strip()) == (0, "[False, True]")


@linux
def test_ten_thousand_files_are_asked_within_a_second(tmp_path: Path) -> None:
    path = _form(tmp_path)

    began = time.process_time()
    for _ in range(10_000):
        is_being_written(path)

    assert time.process_time() - began <= 1.0
