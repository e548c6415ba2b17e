"""The heartbeat, and what a monitor makes of it."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.desk.health import health, health_lines, health_of
from toolkit.folders import Places
from toolkit.intake import heartbeat as beating
from toolkit.intake import share
from toolkit.intake.heartbeat import HERE, NAME, Beat, Figures, Heartbeat, State, read
from toolkit.settings.written import write_default


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(root=tmp_path / "house", local=tmp_path / "local")
    made.ensure()
    share.found(made)
    return made


class Clock:
    def __init__(self) -> None:
        self.at = 50.0

    def __call__(self) -> float:
        return self.at


def written(path: Path) -> Beat:
    found = read(path)
    assert found
    return found


def until(said: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not said():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def beat(places: Places, state: State = "serving", *, ago: float = 0.0, why: str = "") -> None:
    """A heartbeat on this machine and, of a leader, on the share; written so many seconds ago."""
    heart = Heartbeat(places)
    heart.tell(Figures(state=state, why=why))
    heart.write()
    for path in (places.private / HERE, places.hidden / NAME):
        if ago and path.exists():
            os.utime(path, (time.time() - ago, time.time() - ago))


def test_it_is_written_on_the_share_and_on_this_machine_the_waiting_files_first(places: Places) -> None:
    heart = Heartbeat(places)
    heart.tell(Figures(state="serving", oldest_waiting_seconds=42, waiting=3, hints="native"))

    heart.write()

    shared = json.loads((places.hidden / NAME).read_text(encoding="utf-8"))
    assert shared["waiting"] == 3
    assert shared["pid"] == os.getpid()
    assert next(name for name in shared if name.endswith("_seconds")) == "oldest_waiting_seconds"
    assert written(places.private / HERE).state == "serving"
    assert not list(places.hidden.glob("*.tmp"))


def test_it_beats_by_itself_while_a_round_takes_long(places: Places) -> None:
    with Heartbeat(places, period_seconds=0.05) as heart:
        heart.tell(Figures(state="serving"))
        until(lambda: (places.private / HERE).exists() and written(places.private / HERE).state == "serving")
        first = written(places.private / HERE).silent_seconds
        until(lambda: written(places.private / HERE).silent_seconds > first)


def test_a_round_that_never_ends_is_trouble(places: Places) -> None:
    clock = Clock()
    heart = Heartbeat(places, clock=clock)
    heart.tell(Figures(state="serving"))

    clock.at += 301
    heart.write()

    assert written(places.private / HERE).state == "trouble"
    assert "no round has ended for 301 s" in written(places.private / HERE).why
    assert not health(places).is_well


def test_a_change_of_state_is_written_at_once(places: Places) -> None:
    with Heartbeat(places, period_seconds=3600) as heart:
        heart.tell(Figures(state="serving"))
        until(lambda: (places.hidden / NAME).exists() and written(places.hidden / NAME).state == "serving")

        heart.tell(Figures(state="trouble", why="No space left on device"))

        until(lambda: written(places.hidden / NAME).state == "trouble")


def test_the_last_one_says_that_it_stops_and_over_what(places: Places) -> None:
    with Heartbeat(places) as heart:
        heart.tell(Figures(state="serving"))
    assert written(places.hidden / NAME).state == "stopping"

    with pytest.raises(ZeroDivisionError), Heartbeat(places):
        assert 1 // 0
    assert "ZeroDivisionError" in written(places.private / HERE).why


def test_one_who_stands_by_leaves_the_leaders_heartbeat_alone(places: Places, tmp_path: Path) -> None:
    beat(places)
    other = Places(root=places.root, local=tmp_path / "other")
    other.ensure()

    beat(other, "standby")

    assert written(places.hidden / NAME).state == "serving"
    assert written(other.private / HERE).state == "standby"
    assert health(other).is_well


def test_one_who_stands_by_for_nobody_is_unwell(places: Places, tmp_path: Path) -> None:
    beat(places, ago=31)
    other = Places(root=places.root, local=tmp_path / "other")
    other.ensure()
    beat(other, "standby")

    assert "gave no sign of life for 31 s" in health(other).says.en


def test_the_copy_here_tells_when_the_share_is_away_and_nothing_is_made_in_its_place(
    places: Places, tmp_path: Path
) -> None:
    heart = Heartbeat(places)
    heart.tell(Figures(state="serving"))
    places.root.rename(tmp_path / "unmounted")
    places.root.mkdir()

    heart.write()

    assert written(places.private / HERE).state == "trouble"
    assert "heartbeat" in written(places.private / HERE).why
    assert list(places.root.iterdir()) == []
    assert not health_of(places.root, places.local).is_well
    assert "No such file" in health_of(places.root, places.local).says.en


def test_a_share_that_hangs_hangs_no_heartbeat_and_is_tried_once_at_a_time(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    released, tries, honest = threading.Event(), [], beating._written

    def hang(path: Path, one: Beat) -> None:
        if path.parent == places.hidden:
            tries.append(path)
            released.wait(20)
        honest(path, one)

    monkeypatch.setattr(beating, "_written", hang)
    heart = Heartbeat(places, period_seconds=0.05)
    heart.tell(Figures(state="serving"))

    for _ in range(5):
        heart.write()
    said = written(places.private / HERE)
    released.set()

    assert (said.state, said.why) == ("trouble", "the share does not answer")
    assert len(tries) == 1
    until(lambda: heart.write().state == "serving")


def test_a_slow_share_is_an_alarm(places: Places) -> None:
    heart = Heartbeat(places)

    heart.tell(Figures(state="serving", listing_seconds=12))

    assert heart.write().is_share_slow
    heart.tell(Figures(state="serving", listing_seconds=0.2))
    assert not heart.write().is_share_slow


def test_a_name_of_bytes_that_are_no_text_stops_no_heartbeat(places: Places) -> None:
    heart = Heartbeat(places)

    heart.tell(Figures(state="trouble", why="bad \udcff name"))
    heart.write()

    assert written(places.private / HERE).why == "bad \udcff name"


# --- health ----------------------------------------------------------------------------------------------------------


def test_fresh_and_serving_is_well(places: Places) -> None:
    beat(places)

    assert health(places).is_well


@pytest.mark.parametrize("ago", [31, 3600, 10 * 365 * 86400, -40, -3600])
def test_one_older_than_three_periods_or_from_the_future_is_none(places: Places, ago: float) -> None:
    beat(places, ago=ago)

    assert not health(places).is_well


def test_trouble_and_stopped_are_unwell_and_say_why(places: Places) -> None:
    beat(places, "trouble", why="No space left on device")
    assert "No space left on device" in health(places).says.zh

    beat(places, "stopping")
    assert "has stopped" in health(places).says.en


def test_no_heartbeat_is_unwell(places: Places) -> None:
    assert "never ran" in health(places).says.en


def test_from_another_machine_the_shares_clock_counts_not_ours(places: Places, tmp_path: Path) -> None:
    beat(places)
    monitor = Places(root=places.root, local=tmp_path / "monitor")

    assert health(monitor, now=lambda: time.time() + 86400).is_well


def test_half_a_heartbeat_or_one_of_another_version_is_none(places: Places) -> None:
    (places.private / HERE).write_text('{"state": "serving"')
    (places.hidden / NAME).write_text('{"state": "serving"}')

    assert not health(places).is_well


def test_a_folder_without_settings_is_said_to_be_no_share(tmp_path: Path) -> None:
    found = health_of(tmp_path)

    assert not found.is_well
    assert "not mounted" in found.says.en


def test_a_monitor_without_the_right_to_write_can_ask_too(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    beat(places)

    def refuse(folder: Path) -> int:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr("toolkit.desk.health.folder_now_ns", refuse)

    assert health(places).is_well


def test_the_figures_are_told_in_both_languages_the_oldest_first(places: Places) -> None:
    heart = Heartbeat(places)
    heart.tell(Figures(state="serving", oldest_waiting_seconds=7, waiting=1))
    heart.write()

    assert "最早待处理" in health_lines(health(places), "zh")[1]
    assert "oldest waiting" in health_lines(health(places), "en")[1]


def test_the_house_is_found_by_its_settings(tmp_path: Path) -> None:
    root = tmp_path / "house"
    root.mkdir()
    write_default(root, company=None, folders="zh", lang="zh", is_demo=False)
    places = Places(root=root)
    places.ensure()
    share.found(places)
    beat(places)

    assert health_of(root).is_well
