"""A night that is killed at every call, refused by the system, or run twice at once, in processes of its own."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest

from tests.journey.way import day, on_the_way
from tests.rig.child import Life, live
from tests.rig.faulty import COMMIT, LOOKING, NEVER_REFUSED, Happening, KillAt, Refuse, nothing
from tests.rig.sweep import scratch, telling
from toolkit.errors import NightInWork
from toolkit.house import House, open_house
from toolkit.nightly.night import at_work, night

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the rig forks and kills as Linux does")
TODAY = day("08-01")
OLDER = "reports/销售日报_20260731.xlsx"
ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-c", "from toolkit.cli import main; main()"]


def catch_up(house: House, today: date) -> None:
    """The whole journey: quotes that ran out, a missed day."""
    for _ in night(house, today):
        pass


@pytest.fixture(scope="module")
def prepared() -> Iterator[Path]:
    """A house in memory with a quote that ran out, and an earlier report of yesterday."""
    folder = scratch()
    try:
        with on_the_way(folder / "house", "07-03") as way:
            older = way.house.places.reports / "20260731" / "待办_李雷_20260731.xlsx"
            older.parent.mkdir()
            older.write_bytes(b"a list of an earlier run")
            (way.house.root / OLDER).write_bytes(b"an earlier report")
        yield folder / "house"
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def copied(prepared: Path) -> Iterator[Callable[[], Path]]:
    """Gives copies of that house."""
    with ExitStack() as block:

        def copy() -> Path:
            folder = scratch()
            block.callback(shutil.rmtree, folder)
            return Path(shutil.copytree(prepared, folder / "house"))

        yield copy


def life(root: Path, happening: Happening = nothing) -> Life:
    """One run of the night in a process of its own."""
    return live(root, TODAY, happening, work=catch_up)


def outcome(root: Path) -> Mapping[str, object]:
    """Every file of the reports with its bytes, and what the ledger says of the deal and of the days."""
    reports = sorted(path for path in (root / "reports").rglob("*") if path.is_file())
    with open_house(root) as house, house.ledger.reading() as questions:
        said: dict[str, object] = {"days": questions.reported(date.min), "deal": questions.deal("SJ-2026-0001")}
        said["events"] = questions.counts()["event"]
    return said | {path.relative_to(root).as_posix(): path.read_bytes() for path in reports}


def test_killed_at_any_call_the_next_run_completes_it(copied: Callable[[], Path]) -> None:
    undisturbed = life(root := copied())
    assert undisturbed.end == "finished", undisturbed.told()
    aim = outcome(root)
    points = telling(undisturbed.points)
    assert {point.call for point in points} >= {"write", "replace", "remove", "remove_folder", COMMIT}
    assert sum(point.call == COMMIT for point in points) == len(("what ran out", "the day"))

    for point in points:
        root = copied()
        assert life(root, KillAt(point.number)).end == "killed"
        earlier = (root / OLDER).read_bytes()
        assert earlier in (b"an earlier report", aim[OLDER]), point.told()
        last = life(root)
        assert last.end == "finished", (point.told(), last.told())
        assert outcome(root) == aim, point.told()


def test_refused_at_any_call_the_next_run_completes_it(copied: Callable[[], Path]) -> None:
    undisturbed = life(root := copied())
    aim = outcome(root)

    for point in undisturbed.points:
        if point.phase == "before" and point.call not in NEVER_REFUSED | LOOKING:
            first = life(root := copied(), Refuse(point.number, errno.ENOSPC))
            assert first.end == "troubled", (point.told(), first.told())
            last = life(root)
            assert last.end == "finished", (point.told(), last.told())
            assert outcome(root) == aim, point.told()


def test_two_at_once_write_one_report_and_the_second_says_who_it_waits_for(prepared: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(prepared, tmp_path / "house"))
    command = [*PROGRAM, "-C", str(root), "--today", TODAY.isoformat(), "report", "nightly", "--catch-up"]
    with open_house(root) as house, at_work(house):
        running = [
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
        ]
        complained = [one.stderr.readline() for one in running if one.stderr]

    said = [one.communicate(timeout=180) for one in running]

    assert [one.returncode for one in running] == [0, 0], said
    assert all("正在等待 process" in line for line in complained)
    assert sorted(told.count("日报 2026") for told, _ in said) == [0, 1]
    with open_house(root) as house, house.ledger.reading() as questions:
        assert list(questions.reported(date.min)) == [day("07-31")]
        reported = questions.events_on(TODAY)
    assert len([event for _, event in reported if event.kind == "reported"]) == 1


def test_who_has_waited_long_enough_says_who_is_at_it(prepared: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(prepared, tmp_path / "house"))

    with open_house(root) as house, at_work(house), pytest.raises(NightInWork, match="process") as refused:  # noqa: SIM117
        with at_work(house, patience_seconds=0.3):
            pass

    assert refused.value.exit_code == 5


_SHARED_OUT = """
import sys, time
from datetime import date
from pathlib import Path
from toolkit.house import open_house
from toolkit.ledger.groups import entries_in
from toolkit.nightly import shares
from toolkit.nightly.gather import gathered

def main():
    shares.SHARE_BYTES = 1
    with open_house(Path(sys.argv[1])) as house, gathered((house,), date(2026, 7, 31)) as found:
        (part,) = found.parts
        asked = shares.Asked(around=part.around, day=found.day, home=part.around.rulebook)
        entries = [(f"{number}-{n}", *more) for number, *more in entries_in(part.spool) for n in range(6)]
        for _ in shares.consolidated(asked, entries, processes=2):
            print("begun", flush=True)
            time.sleep(60)

if __name__ == "__main__":
    main()
"""


def test_nobody_who_helped_outlives_a_night_that_was_killed(prepared: Path, tmp_path: Path) -> None:
    root, script = Path(shutil.copytree(prepared, tmp_path / "house")), tmp_path / "night.py"
    script.write_text(_SHARED_OUT, encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, str(script), str(root)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "begun\n"
    helpers = children_of(running.pid)

    running.kill()
    running.communicate()

    assert len(helpers) > 1
    until = time.monotonic() + 20
    while any(Path(f"/proc/{helper}").exists() for helper in helpers):
        assert time.monotonic() < until, helpers
        time.sleep(0.05)


def children_of(pid: int) -> list[int]:
    """Processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
