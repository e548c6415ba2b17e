"""Hints wake the loop; whatever goes wrong with them, they are let go, said so, and tried again."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.intake.hints import CANARY, Hints, Watchdog


class Clock:
    def __init__(self) -> None:
        self.at = 50.0

    def __call__(self) -> float:
        return self.at


class Stub:
    """An event source that hears everything, nothing, or fails, as told."""

    def __init__(self, *, raises: Exception | None = None) -> None:
        self.raises, self.lives, self.started, self.stopped = raises, True, 0, 0
        self.heard: Callable[[str], None] = lambda _: None
        self.failed: Callable[[str], None] = lambda _: None

    def start(self, heard: Callable[[str], None], failed: Callable[[str], None]) -> None:
        self.started += 1
        if self.raises:
            raise self.raises
        self.heard, self.failed, self.lives = heard, failed, True

    def is_alive(self) -> bool:
        return self.lives

    def stop(self) -> None:
        self.stopped += 1


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def wake() -> threading.Event:
    return threading.Event()


def listening(
    folder: Path, wake: threading.Event, clock: Clock, source: Stub, *, hears: bool, kind: str = "ext4"
) -> Hints:
    """Hints over a stub; one that hears is told of each canary while it lies there."""
    touch = Path.touch

    def told(path: Path, *words: object) -> None:
        touch(path)
        source.heard(str(path))

    hints = Hints([folder], wake, clock=clock, source=lambda _: source, kind=lambda _: kind)
    if not hears:
        hints.check()
        return hints
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Path, "touch", told)
        hints.check()
    return hints


def test_a_source_that_hears_our_own_file_is_native(tmp_path: Path, wake: threading.Event, clock: Clock) -> None:
    hints = listening(tmp_path, wake, clock, Stub(), hears=True)

    assert hints.check() == "native"
    assert hints.reason == ""


def test_it_is_not_trusted_before_it_was_proven(tmp_path: Path, wake: threading.Event, clock: Clock) -> None:
    hints = listening(tmp_path, wake, clock, Stub(), hears=False)

    assert hints.mode == "rescan"
    assert "not proven" in hints.reason


def test_a_silent_source_is_let_go_after_five_seconds(tmp_path: Path, wake: threading.Event, clock: Clock) -> None:
    source = Stub()
    hints = listening(tmp_path, wake, clock, source, hears=False)

    clock.at += 5

    assert hints.check() == "rescan"
    assert "unheard for 5 s" in hints.reason
    assert source.stopped == 1


def test_our_own_file_wakes_nobody_and_leaves_nothing(tmp_path: Path, wake: threading.Event, clock: Clock) -> None:
    listening(tmp_path, wake, clock, Stub(), hears=True)

    assert not wake.is_set()
    assert list(tmp_path.iterdir()) == []


def test_what_others_drop_wakes_the_loop(tmp_path: Path, wake: threading.Event, clock: Clock) -> None:
    source = Stub()
    listening(tmp_path, wake, clock, source, hears=True)

    source.heard(str(tmp_path / "核算.xlsx"))

    assert wake.is_set()


@pytest.mark.parametrize(
    ("code", "says"), [(errno.ENOSPC, "inotify watch limit reached"), (errno.EMFILE, "inotify instance limit reached")]
)
def test_limits_of_the_system_fall_back_to_the_rescan_and_say_so(
    tmp_path: Path, wake: threading.Event, clock: Clock, code: int, says: str
) -> None:
    hints = listening(tmp_path, wake, clock, Stub(raises=OSError(code, says)), hears=False)

    assert hints.mode == "rescan"
    assert says in hints.reason


def test_a_source_that_raises_anything_stops_nothing(tmp_path: Path, wake: threading.Event, clock: Clock) -> None:
    hints = listening(tmp_path, wake, clock, Stub(raises=RuntimeError("surprise")), hears=False)

    assert "surprise" in hints.reason


def test_a_source_that_dies_is_noticed_by_the_next_check(tmp_path: Path, wake: threading.Event, clock: Clock) -> None:
    source = Stub()
    hints = listening(tmp_path, wake, clock, source, hears=True)
    hints.check()

    source.lives = False

    assert hints.check() == "rescan"
    assert "observer ended" in hints.reason
    assert wake.is_set()


def test_an_overflow_wakes_at_once_and_is_said(tmp_path: Path, wake: threading.Event, clock: Clock) -> None:
    source = Stub()
    hints = listening(tmp_path, wake, clock, source, hears=True)
    hints.check()

    source.failed("Inotify queue overflowed; filesystem events were lost")

    assert wake.is_set()
    assert hints.check() == "rescan"
    assert "overflowed" in hints.reason


def test_it_is_tried_again_after_a_minute_then_two(tmp_path: Path, wake: threading.Event, clock: Clock) -> None:
    source = Stub(raises=OSError(errno.EMFILE, "instance limit"))
    hints = listening(tmp_path, wake, clock, source, hears=False)

    tries = []
    for _ in range(400):
        clock.at += 1
        before = source.started
        hints.check()
        if source.started > before:
            tries.append(clock.at - 50)

    assert tries == [60, 180]


def test_what_was_proven_is_proven_again_and_a_source_that_went_deaf_is_found_out(
    tmp_path: Path, wake: threading.Event, clock: Clock
) -> None:
    hints = listening(tmp_path, wake, clock, Stub(), hears=True)
    assert hints.check() == "native"

    clock.at += 300
    hints.check()
    clock.at += 5

    assert hints.check() == "rescan"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks the server")
def test_a_network_share_is_only_rescanned(tmp_path: Path, wake: threading.Event, clock: Clock) -> None:
    source = Stub()
    hints = listening(tmp_path, wake, clock, source, hears=False, kind="cifs")

    assert hints.mode == "rescan"
    assert "cifs" in hints.reason
    assert source.started == 0


def test_a_folder_that_is_gone_is_no_reason_to_stop(tmp_path: Path, wake: threading.Event, clock: Clock) -> None:
    hints = Hints([tmp_path / "gone"], wake, clock=clock)

    assert hints.check() == "rescan"
    assert hints.reason
    hints.__exit__()


# --- the library itself ----------------------------------------------------------------------------------------------


def until(said: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not said():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def test_on_a_real_folder_a_drop_wakes_at_once_in_folders_below_too(tmp_path: Path, wake: threading.Event) -> None:
    (tmp_path / "财务部门").mkdir()

    with Hints([tmp_path], wake) as hints:
        until(lambda: hints.check() == "native")
        wake.clear()
        (tmp_path / "财务部门" / "核算.xlsx").write_bytes(b"PK")
        assert wake.wait(5)


def test_our_own_looking_is_no_news(tmp_path: Path, wake: threading.Event) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK")

    with Hints([tmp_path], wake) as hints:
        until(lambda: hints.check() == "native")
        time.sleep(0.2)
        wake.clear()
        (tmp_path / "a.xlsx").read_bytes()
        assert not wake.wait(0.3)


def test_an_overflow_that_the_library_only_logs_is_heard(tmp_path: Path) -> None:
    complaints: list[str] = []
    source = Watchdog(tmp_path)
    source.start(lambda _: None, complaints.append)

    logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed; events were lost")
    source.stop()
    logging.getLogger("watchdog.observers.inotify_c").debug("after the end")

    assert complaints == ["Inotify queue overflowed; events were lost"]
    assert not source.is_alive()


LIMITED = """
import sys, threading, time
from pathlib import Path
Path("/proc/sys/user/" + sys.argv[2]).write_text(sys.argv[3])
from toolkit.intake.hints import Hints
with Hints([Path(sys.argv[1])], threading.Event(), clock=lambda: time.monotonic() * 20) as hints:
    for _ in range(30):
        hints.check()
        time.sleep(0.02)
    print(hints.mode, hints.reason)
"""


@pytest.mark.skipif(shutil.which("unshare") is None, reason="no user namespaces here")
@pytest.mark.parametrize(
    ("limit", "allowed", "says"),
    [
        ("max_inotify_instances", "0", "rescan inbox: "),
        ("max_inotify_watches", "0", "rescan inbox: "),
        ("max_inotify_watches", "2", "rescan inbox: a file of ours went unheard"),
        ("max_inotify_watches", "99", "native"),
    ],
)
def test_the_systems_own_limits_are_told_even_where_the_library_keeps_silent(
    tmp_path: Path, limit: str, allowed: str, says: str
) -> None:
    for name in ("销售部门", "法务部门", "财务部门"):
        (tmp_path / "inbox" / name).mkdir(parents=True)
        os.utime(tmp_path / "inbox" / name, (1, 1))
    names = [entry.name for entry in os.scandir(tmp_path / "inbox")]
    os.utime(tmp_path / "inbox" / names[-1], (2, 2))  # the last one to be watched is the newest

    ended = subprocess.run(
        ["unshare", "-rU", sys.executable, "-c", LIMITED, str(tmp_path / "inbox"), limit, allowed],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )

    if ("Error" in ended.stderr and "/proc/sys/user" in ended.stderr) or "unshare" in ended.stderr:
        pytest.skip(ended.stderr)
    assert ended.stdout.startswith(says), ended


def test_the_canary_is_a_name_that_no_form_has() -> None:
    assert CANARY.startswith(".")
