"""The service around its rounds: who serves, what trouble does to it, how it ends."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import pytest

from toolkit.desk.health import health
from toolkit.disk import Disk, using
from toolkit.errors import HouseServed, LedgerTrouble, ShareTrouble
from toolkit.folders import Places
from toolkit.house import House, open_house
from toolkit.intake.heartbeat import HERE, NAME, Beat, Figures, read
from toolkit.intake.log import Log
from toolkit.intake.serve import Round, Seen, serve
from toolkit.ledger.backup import back_up
from toolkit.model.deal import Event
from toolkit.settings.written import write_default

JUNE = date(2026, 6, 16)
ROOT = Path(__file__).parents[2]


def until(said: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "house"
    folder.mkdir()
    write_default(folder, company=None, folders="en", lang="zh", is_demo=False)
    return folder


class Machine:
    """One machine that serves: its rounds, counted, and what it ended with."""

    def __init__(self, root: Path, local: Path) -> None:
        self.places = Places(root=root, local=local)
        self.local, self.root = local, root
        self.rounds: list[float] = []
        self.seen = Seen(all_settled=True)
        self.raises: Exception | None = None
        self.goes_on: Callable[[], bool] = lambda: False
        self.stop = threading.Event()
        self.ended_with: BaseException | None = None
        self.thread = threading.Thread(target=self._serve)

    def begin(self, goes_on: Callable[[], bool]) -> Round:
        self.goes_on = goes_on
        return self.round

    def round(self) -> Seen:
        self.rounds.append(time.monotonic())
        if self.raises:
            raise self.raises
        return self.seen

    def beat(self) -> Beat:
        found = read(self.places.private / HERE)
        assert found
        return found

    def state(self) -> str:
        return self.beat().state if (self.places.private / HERE).exists() else ""

    def _serve(self) -> None:
        try:
            with at(self.root, self.local) as house, Log("json", self.local / "log.jsonl") as log:
                serve(
                    house,
                    self.begin,
                    day=lambda: JUNE,
                    rescan_seconds=60,
                    quiet_seconds=1,
                    log=log,
                    stop=self.stop,
                    period_seconds=0.5,
                )
        except BaseException as trouble:  # noqa: BLE001  told to the test
            self.ended_with = trouble


@contextmanager
def at(root: Path, local: Path) -> Iterator[House]:
    """The house as a machine with that local folder opens it."""
    toml = root / "salesdocs.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('local = ""', f'local = "{local}"'), encoding="utf-8")
    try:
        opened = ExitStack()
        house = opened.enter_context(open_house(root))
    finally:
        toml.write_text(text, encoding="utf-8")
    with opened:
        yield house


@pytest.fixture
def machine(root: Path, tmp_path: Path) -> Iterator[Callable[[str], Machine]]:
    started: list[Machine] = []

    def start(name: str) -> Machine:
        one = Machine(root, tmp_path / name)
        started.append(one)
        one.thread.start()
        return one

    yield start
    for one in started:
        one.stop.set()
    for one in started:
        one.thread.join(20)
        assert not one.thread.is_alive()


def test_it_serves_and_says_so_and_a_stop_in_order_is_said_too(machine: Callable[[str], Machine]) -> None:
    one = machine("a")
    until(lambda: one.state() == "serving" and len(one.rounds) == 1)
    assert health(one.places).is_well
    assert one.beat().epoch == 1

    one.stop.set()
    one.thread.join(10)

    assert one.ended_with is None
    assert one.state() == "stopping"
    assert not health(one.places).is_well


def test_a_drop_makes_a_round_at_once_and_a_flood_of_drops_a_few(machine: Callable[[str], Machine]) -> None:
    one = machine("a")
    until(lambda: one.state() == "serving" and one.beat().hints == "native")
    before = len(one.rounds)

    (one.places.inbox / "a.xlsx").write_bytes(b"PK")
    until(lambda: len(one.rounds) > before, 2)

    for n in range(300):
        (one.places.inbox / f"{n}.xlsx").write_bytes(b"PK")
    assert len(one.rounds) < before + 12


def test_a_full_share_rests_the_rounds_and_they_go_on_by_themselves(machine: Callable[[str], Machine]) -> None:
    class Full(Disk):
        def lay(self, path: Path, content: bytes) -> None:
            if path.is_relative_to(one.root):
                raise OSError(errno.ENOSPC, f"No space left on device for {len(content)} bytes", str(path))
            super().lay(path, content)

    one = machine("a")
    until(lambda: one.state() == "serving" and len(one.rounds) == 1)

    with using(Full()):
        one.raises = ShareTrouble("No space left on device", code=errno.ENOSPC)
        (one.places.inbox / "a.xlsx").write_bytes(b"PK")
        until(lambda: one.state() == "trouble" and "No space left" in one.beat().why)
        one.raises, rounds = None, len(one.rounds)
        time.sleep(1.5)
        assert len(one.rounds) == rounds

    until(lambda: one.state() == "serving" and len(one.rounds) > rounds)


def test_a_share_that_goes_away_is_trouble_and_nothing_is_looked_at_until_it_is_back(
    machine: Callable[[str], Machine], tmp_path: Path
) -> None:
    one = machine("a")
    until(lambda: one.state() == "serving" and len(one.rounds) == 1)

    one.root.rename(tmp_path / "unmounted")
    one.root.mkdir()
    until(lambda: one.state() == "trouble")
    rounds = len(one.rounds)
    time.sleep(1.5)

    assert len(one.rounds) == rounds
    assert list(one.root.iterdir()) == []
    assert not health(one.places).is_well
    one.root.rmdir()
    (tmp_path / "unmounted").rename(one.root)
    until(lambda: one.state() == "serving" and len(one.rounds) > rounds)
    assert one.ended_with is None


def test_a_second_machine_stands_by_and_leads_when_the_first_stops(machine: Callable[[str], Machine]) -> None:
    first = machine("a")
    until(lambda: first.state() == "serving" and len(first.rounds) == 1)
    second = machine("b")
    until(lambda: second.state() == "standby" and "leads" in second.beat().why)
    assert second.rounds == []
    assert not second.goes_on()

    first.stop.set()
    first.thread.join(10)

    until(lambda: second.state() == "serving", 2)  # the lease takes three
    assert second.beat().epoch == 2


def test_a_second_process_on_the_same_machine_is_refused(machine: Callable[[str], Machine]) -> None:
    first = machine("a")
    until(lambda: first.state() == "serving")

    second = machine("a")
    second.thread.join(10)

    assert isinstance(second.ended_with, HouseServed)
    assert first.state() == "serving"


def test_a_machine_whose_ledger_lacks_what_the_copy_holds_decides_nothing(
    machine: Callable[[str], Machine], root: Path, tmp_path: Path
) -> None:
    with at(root, tmp_path / "other") as house, house.ledger.deciding(JUNE) as entry:
        entry.record([Event("customer registered", "KH-2026-0001", {"values": {}, "owner": "王芳"})])
    places = Places(root=root, local=tmp_path / "other")
    back_up(places.ledger, places.backups, JUNE)

    one = machine("a")
    one.thread.join(15)

    assert isinstance(one.ended_with, LedgerTrouble)
    assert "salesdocs ledger restore" in str(one.ended_with)
    assert one.rounds == []
    assert "lacks what its copy" in one.beat().why


def test_the_ledger_is_copied_each_day_and_at_the_end(machine: Callable[[str], Machine]) -> None:
    one = machine("a")
    until((one.places.backups / "ledger-2026-06-16.db").exists)
    first = (one.places.backups / "ledger-2026-06-16.db").stat().st_ino
    one.seen = Seen(all_settled=True, done=3)
    (one.places.inbox / "a.xlsx").write_bytes(b"PK")
    until(lambda: one.beat().done >= 3)

    one.stop.set()
    one.thread.join(10)

    assert (one.places.backups / "ledger-2026-06-16.db").stat().st_ino != first


def test_what_the_round_saw_is_told(machine: Callable[[str], Machine]) -> None:
    one = machine("a")
    lay = Figures(state="serving", oldest_waiting_seconds=42, waiting=2, blocked=1, quarantined=3)
    one.seen = Seen(all_settled=True, figures=lay)

    def on_the_share() -> Beat | None:
        return read(one.places.hidden / NAME)

    until(lambda: one.state() == "serving" and (beat := on_the_share()) is not None and beat.waiting == 2)

    shared = on_the_share()
    assert shared
    assert (shared.oldest_waiting_seconds, shared.blocked, shared.quarantined) == (42, 1, 3)


SERVES = """
import sys, time
from datetime import date
from pathlib import Path
from toolkit.house import open_house
from toolkit.intake.log import Log
from toolkit.intake.serve import Seen, serve

def work():
    print("round", flush=True)
    return Seen(all_settled=True)

with open_house(Path(sys.argv[1])) as house, Log("json") as log:
    serve(house, lambda goes_on: work, day=date.today, rescan_seconds=60, quiet_seconds=3, log=log)
print("ended", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill by signal")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_ends_in_order_within_a_moment(root: Path, how: int) -> None:
    child = subprocess.Popen([sys.executable, "-c", SERVES, str(root)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert child.stdout
    assert child.stdout.readline() == "round\n"

    began = time.monotonic()
    os.kill(child.pid, how)
    said, _ = child.communicate(timeout=30)

    assert (child.returncode, said) == (0, "ended\n")
    assert time.monotonic() - began < 10
