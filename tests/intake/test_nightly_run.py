"""The nightly report beside a service: started once a day, never waited for."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from datetime import time as day_time
from pathlib import Path

import pytest

from toolkit.intake.log import Log
from toolkit.intake.nightly_run import AGAIN_SECONDS, NightlyRun

HALF_PAST_MIDNIGHT = day_time(0, 30)


class Heard(Log):
    """What is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[tuple[str, str]] = []

    def event(self, event: str, words: str = "", /, *, is_trouble: bool = False, **facts: object) -> None:
        kind = "trouble" if is_trouble else f"{len(facts)} facts"
        self.events.append((event, words or kind))

    def named(self) -> list[str]:
        """The events' names."""
        return [event for event, _ in self.events]


class Night:
    """A run with clocks of its own, of a little program."""

    def __init__(self, script: str) -> None:
        self.heard, self.now, self.clock = Heard(), datetime(2026, 8, 25, 12).astimezone(), 0.0
        command = [sys.executable, "-c", script]
        self.run = NightlyRun(command, HALF_PAST_MIDNIGHT, self.heard, now=lambda: self.now, clock=lambda: self.clock)

    def until(self, event: str, times: int = 1) -> None:
        """Look again and again until that was logged so often; fail when it does not come."""
        deadline = time.monotonic() + 20
        while self.heard.named().count(event) < times:
            assert time.monotonic() < deadline, self.heard.events
            self.run.look()
            time.sleep(0.02)


@pytest.fixture
def night() -> Iterator[Callable[[str], Night]]:
    """Gives `night(script)`; what still runs is ended."""
    begun: list[Night] = []

    def of(script: str) -> Night:
        begun.append(Night(script))
        return begun[-1]

    yield of
    for one in begun:
        one.run.end()


def test_it_is_started_once_a_day_when_its_time_has_come(night: Callable[[str], Night]) -> None:
    one = night("print('日报 2026-08-24'); print('second line')")

    one.until("nightly done")
    one.now = datetime(2026, 8, 26, 0, 29).astimezone()
    one.run.look()
    assert one.heard.named() == ["nightly started", "nightly done"]

    one.now = datetime(2026, 8, 26, 0, 30).astimezone()
    one.until("nightly done", 2)

    assert one.heard.events[1] == ("nightly done", "日报 2026-08-24 | second line")


def test_looking_never_waits_for_it(night: Callable[[str], Night]) -> None:
    one = night("import time; time.sleep(60)")

    began = time.monotonic()
    for _ in range(50):
        one.run.look()

    assert time.monotonic() - began < 5
    assert one.heard.named() == ["nightly started"]


def test_one_that_failed_is_told_and_tried_again_after_a_while(night: Callable[[str], Night]) -> None:
    one = night("import sys; print('the share is away'); sys.exit(5)")

    one.until("nightly failed")
    one.run.look()
    one.clock += AGAIN_SECONDS
    one.until("nightly failed", 2)

    assert one.heard.named() == ["nightly started", "nightly failed"] * 2
    assert one.heard.events[1][1] == "exit code 5: the share is away"


def test_wrong_settings_are_told_once_a_day(night: Callable[[str], Night]) -> None:
    one = night("import sys; sys.exit(2)")

    one.until("nightly failed")
    one.clock += AGAIN_SECONDS
    one.run.look()

    assert one.heard.named() == ["nightly started", "nightly failed"]


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    heard = Heard()

    NightlyRun([str(tmp_path / "nothing")], HALF_PAST_MIDNIGHT, heard).look()

    assert heard.named() == ["nightly failed"]


@pytest.mark.skipif(sys.platform == "win32", reason="processes are asked for as Unix does")
def test_it_gives_way_to_the_forms_and_ends_with_the_service(night: Callable[[str], Night]) -> None:
    one = night("import time; time.sleep(60)")
    one.run.look()
    pid = int(one.heard.events[0][1].rsplit(" ", 1)[1])

    assert os.getpriority(os.PRIO_PROCESS, pid) == 10
    one.run.end()

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
