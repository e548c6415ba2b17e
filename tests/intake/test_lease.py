"""One process a house on each machine, one machine a share: two places of private state on one folder."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from toolkit.disk import Disk, using
from toolkit.errors import HouseServed, ShareTrouble
from toolkit.folders import Places
from toolkit.intake.lease import Leader, claim_id, fence, serving

ROOT = Path(__file__).parents[2]
needs_stop = pytest.mark.skipif(sys.platform == "win32", reason="no SIGSTOP on Windows")


class Clock:
    def __init__(self) -> None:
        self.at = 50.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def seats(tmp_path: Path) -> list[Places]:
    made = [Places(root=tmp_path / "share", local=tmp_path / f"machine{n}") for n in range(7)]
    for places in made:
        places.ensure()
    return made


def stands_by(leader: Leader, clock: Clock, seconds: float) -> bool:
    """Whether it leads after looking every ten seconds for so long."""
    for _ in range(int(seconds / 10)):
        clock.at += 10
        if leader.lead():
            return True
    return False


def test_the_first_to_come_leads_and_the_second_stands_by(seats: list[Places], clock: Clock) -> None:
    first, second = Leader(seats[0], clock=clock), Leader(seats[1], clock=clock)

    assert first.lead()
    assert not second.lead()
    assert second.holder == first.holder
    assert first.still_leader()
    assert not second.still_leader()


def test_a_leader_that_gives_signs_is_never_deposed(seats: list[Places], clock: Clock) -> None:
    first, second = Leader(seats[0], clock=clock), Leader(seats[1], clock=clock)
    first.lead()

    for _ in range(60):
        clock.at += 10
        assert first.still_leader()
        assert not second.lead()


def test_a_silent_one_is_deposed_after_the_lease_and_not_before(seats: list[Places], clock: Clock) -> None:
    first, second = Leader(seats[0], clock=clock), Leader(seats[1], clock=clock)
    first.lead()
    second.lead()

    assert not stands_by(second, clock, 50)
    assert stands_by(second, clock, 10)
    assert second.epoch == first.epoch + 1
    assert not first.still_leader()
    assert first.epoch == 0


def test_one_that_was_stopped_itself_learns_nothing_of_anothers_silence(seats: list[Places], clock: Clock) -> None:
    first, second = Leader(seats[0], clock=clock), Leader(seats[1], clock=clock)
    first.lead()
    second.lead()

    clock.at += 3600

    assert not second.lead()
    assert first.still_leader()


def test_of_several_who_stand_by_exactly_one_takes_over(seats: list[Places]) -> None:
    for turn in range(20):
        clock = Clock()
        silent = Leader(seats[0], clock=clock)
        while not silent.lead():
            clock.at += 10
        others = [Leader(places, clock=clock) for places in seats[1:]]
        for _ in range(6):
            assert not any(other.lead() for other in others)
            clock.at += 10
        start = threading.Barrier(len(others))
        won: list[Leader] = []

        def go(other: Leader, start: threading.Barrier = start, won: list[Leader] = won) -> None:
            start.wait()
            if other.lead():
                won.append(other)

        threads = [threading.Thread(target=go, args=(other,)) for other in others]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(won) == 1, turn
        won[0].resign()


def test_a_leader_that_stops_in_order_is_followed_at_once(seats: list[Places], clock: Clock) -> None:
    first, second = Leader(seats[0], clock=clock), Leader(seats[1], clock=clock)
    first.lead()
    second.lead()

    first.resign()

    assert second.lead()


def test_a_crashed_one_is_followed_at_once_from_its_own_seat(seats: list[Places], clock: Clock) -> None:
    Leader(seats[0], clock=clock).lead()

    again = Leader(seats[0], clock=clock)

    assert again.lead()
    assert again.epoch == 2


def test_one_that_crashed_before_it_signed_is_followed_after_the_lease(seats: list[Places], clock: Clock) -> None:
    (seats[0].hidden / "leader-000007").mkdir()
    second = Leader(seats[1], clock=clock)

    assert not second.lead()
    assert not stands_by(second, clock, 50)
    assert stands_by(second, clock, 10)
    assert second.epoch == 8


@pytest.mark.parametrize("jump", [3600, -3600, 10 * 365 * 86400, -10 * 365 * 86400])
def test_clocks_that_jump_make_and_unmake_no_leader(
    seats: list[Places], clock: Clock, jump: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Leader(seats[0], clock=clock), Leader(seats[1], clock=clock)
    first.lead()
    second.lead()

    monkeypatch.setattr(time, "time", lambda: 1_790_000_000 + jump)
    for path in (seats[0].hidden).rglob("*"):
        os.utime(path, (1_790_000_000 + jump, 1_790_000_000 + jump))

    clock.at += 5
    assert first.still_leader()
    assert not second.lead()
    assert not stands_by(second, clock, 50)


def test_a_slow_one_that_makes_an_epoch_long_past_does_not_lead(seats: list[Places], clock: Clock) -> None:
    """It looked, slept, and two leaders came and went meanwhile: the folder it wanted to make is free again."""
    first, slow, third = (Leader(places, clock=clock) for places in seats[:3])
    first.lead()
    slow.lead()
    for _ in range(6):
        clock.at += 10
        slow._count(slow._look())

    class Sleepy(Disk):
        """While the slow one makes its folder, others lead twice."""

        def make_folder(self, path: Path) -> None:
            with using(Disk()):
                first.resign()
                assert third.lead()
                third.resign()
                assert first.lead()
            super().make_folder(path)

    with using(Sleepy()):
        assert not slow.lead()

    assert first.still_leader()
    assert [path.name for path in seats[0].hidden.glob("leader-*")] == [f"leader-{first.epoch:06d}"]


def test_the_new_leader_fences_what_the_old_one_had_taken(seats: list[Places], clock: Clock) -> None:
    first, second = Leader(seats[0], clock=clock), Leader(seats[1], clock=clock)
    first.lead()
    second.lead()
    (seats[0].claims / "c1").mkdir()
    (seats[0].claims / "c1" / "payload").write_bytes(b"x")
    (seats[0].claims / "c2.e1").mkdir()

    assert stands_by(second, clock, 60)

    assert sorted(path.name for path in seats[0].claims.iterdir()) == ["c1.e2", "c2.e2"]
    with pytest.raises(FileNotFoundError):
        (seats[0].claims / "c1" / "payload").rename(seats[0].inbox / "x")
    assert {claim_id(path.name) for path in seats[0].claims.iterdir()} == {"c1", "c2"}


def test_whoever_follows_itself_keeps_its_claims_under_their_names(seats: list[Places], clock: Clock) -> None:
    Leader(seats[0], clock=clock).lead()
    (seats[0].claims / "c1").mkdir()

    assert Leader(seats[0], clock=clock).lead()

    assert [path.name for path in seats[0].claims.iterdir()] == ["c1"]


class NoFence(Disk):
    """A share that goes away just before the claims are renamed."""

    def rename(self, source: Path, target: Path) -> None:
        if source.parent.name == "claims":
            raise OSError(5, f"Input/output error at {target}")
        super().rename(source, target)


@pytest.mark.parametrize("crashes", [False, True])
def test_a_fence_that_failed_is_finished_before_anything_is_led(
    seats: list[Places], clock: Clock, crashes: bool
) -> None:
    first, second = Leader(seats[0], clock=clock), Leader(seats[1], clock=clock)
    first.lead()
    second.lead()
    (seats[0].claims / "c1").mkdir()
    with using(NoFence()), pytest.raises(ShareTrouble):
        stands_by(second, clock, 60)

    led = Leader(seats[1], clock=clock) if crashes else second

    assert led.lead()
    assert [path.name for path in seats[0].claims.iterdir()] == [f"c1.e{led.epoch}"]


def test_a_zombie_that_is_deposed_between_two_of_its_calls_gives_no_sign(seats: list[Places], clock: Clock) -> None:
    first, second = Leader(seats[0], clock=clock), Leader(seats[1], clock=clock)
    first.lead()
    second.lead()

    class Slept(Disk):
        """Long enough for another to take over, between looking and signing."""

        def lay(self, path: Path, content: bytes) -> None:
            with using(Disk()):
                assert stands_by(second, clock, 60)
            super().lay(path, content)

    clock.at += 10
    with using(Slept()):
        assert not first.still_leader()

    assert second.still_leader()


def test_fencing_again_changes_nothing(seats: list[Places]) -> None:
    (seats[0].claims / "c1").mkdir()

    assert fence(seats[0], 4) == ("c1.e4",)
    assert fence(seats[0], 4) == ()


def test_a_leader_whose_share_is_away_is_told_so_and_leads_on_when_it_is_back(
    seats: list[Places], clock: Clock, tmp_path: Path
) -> None:
    first = Leader(seats[0], clock=clock)
    first.lead()

    class Away(Disk):
        def look(self, path: Path) -> os.stat_result | None:
            raise OSError(112, "Host is down", str(path))

    with using(Away()), pytest.raises(ShareTrouble):
        first.still_leader()

    assert first.still_leader()


def test_no_half_written_signs_stay(seats: list[Places], clock: Clock) -> None:
    first, second = Leader(seats[0], clock=clock), Leader(seats[1], clock=clock)
    first.lead()
    (seats[0].hidden / "leader-000001" / "abc.tmp").write_bytes(b"{")
    first.resign()

    second.lead()

    assert [path.name for path in seats[0].hidden.glob("leader-*/*")] == ["holder.json"]
    assert [path.name for path in seats[0].hidden.glob("leader-*")] == ["leader-000002"]


# --- one process a machine -------------------------------------------------------------------------------------------


def test_a_second_process_is_refused_and_told_who_serves(seats: list[Places]) -> None:
    with serving(seats[0]), pytest.raises(HouseServed, match=str(os.getpid())) as refused, serving(seats[0]):
        pass

    assert refused.value.exit_code == 5


def test_the_lock_ends_with_the_block_and_another_seat_is_free(seats: list[Places]) -> None:
    with serving(seats[0]), serving(seats[1]):
        pass
    with serving(seats[0]):
        pass


def started(script: str, *words: str) -> subprocess.Popen[str]:
    """A process of our own that runs the script."""
    return subprocess.Popen([sys.executable, "-c", script, *words], stdout=subprocess.PIPE, text=True, cwd=ROOT)


SERVES = """
import sys, time
from pathlib import Path
from toolkit.folders import Places
from toolkit.intake.lease import serving
with serving(Places(root=Path(sys.argv[1]), local=Path(sys.argv[2]))):
    print("serving", flush=True)
    time.sleep(60)
"""


def test_a_killed_process_leaves_no_lock(seats: list[Places]) -> None:
    assert seats[0].local
    child = started(SERVES, str(seats[0].root), str(seats[0].local))
    assert child.stdout
    with child.stdout:
        assert child.stdout.readline() == "serving\n"
        with pytest.raises(HouseServed, match=str(child.pid)), serving(seats[0]):
            pass
        child.kill()
        child.wait()

    with serving(seats[0]):
        pass


def _lives_on(has_begun: Event) -> None:
    has_begun.set()
    time.sleep(30)


@needs_stop
def test_a_forked_worker_that_outlives_us_does_not_keep_the_lock(seats: list[Places]) -> None:
    context = multiprocessing.get_context("fork")
    has_begun = context.Event()
    with serving(seats[0]):
        worker = context.Process(target=_lives_on, args=(has_begun,))
        worker.start()
        assert has_begun.wait(10)
    try:
        with serving(seats[0]):
            pass
    finally:
        worker.kill()
        worker.join()


LEADS = """
import sys, time
from pathlib import Path
from toolkit.folders import Places
from toolkit.intake.lease import Leader
leader = Leader(Places(root=Path(sys.argv[1]), local=Path(sys.argv[2])), renew_seconds=0.1, lease_seconds=0.6)
was = None
while True:
    leads = leader.still_leader() if was else leader.lead()
    if leads != was:
        print(("leads" if leads else "stands by"), leader.epoch, time.monotonic(), flush=True)
    was = leads
    time.sleep(0.03)
"""


@pytest.fixture
def two(seats: list[Places]) -> Iterator[tuple[subprocess.Popen[str], Callable[[], subprocess.Popen[str]]]]:
    children = []

    def start(places: Places) -> subprocess.Popen[str]:
        child = started(LEADS, str(places.root), str(places.local))
        children.append(child)
        return child

    yield start(seats[0]), lambda: start(seats[1])
    for child in children:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def says(child: subprocess.Popen[str]) -> tuple[str, int]:
    """What it says next, and the epoch."""
    assert child.stdout
    words = child.stdout.readline().rsplit(" ", 2)
    return words[0], int(words[1])


@needs_stop
def test_a_zombie_that_wakes_up_sees_that_another_leads(
    two: tuple[subprocess.Popen[str], Callable[[], subprocess.Popen[str]]],
) -> None:
    first, start_second = two
    assert says(first) == ("leads", 1)
    second = start_second()
    assert says(second) == ("stands by", 0)

    os.kill(first.pid, signal.SIGSTOP)
    assert says(second) == ("leads", 2)
    time.sleep(0.6)
    os.kill(first.pid, signal.SIGCONT)

    assert says(first) == ("stands by", 0)


@needs_stop
def test_a_killed_leader_is_followed_by_another_machine(
    two: tuple[subprocess.Popen[str], Callable[[], subprocess.Popen[str]]],
) -> None:
    first, start_second = two
    assert says(first) == ("leads", 1)
    second = start_second()
    assert says(second) == ("stands by", 0)

    first.kill()

    assert says(second) == ("leads", 2)
