"""A service that writes the nightly report by itself, as a process of its own beside the forms."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import time as day_time
from pathlib import Path

import pytest

from tests.golden import COST_SHEET
from tests.journey.way import Way, day, on_the_way
from toolkit.intake.answer import Answered
from toolkit.intake.log import Log
from toolkit.intake.nightly_run import NightlyRun
from toolkit.intake.watch import watch

ROOT = Path(__file__).parents[2]


@pytest.fixture
def way(tmp_path: Path) -> Iterator[Way]:
    with on_the_way(tmp_path / "house", "06-22") as way:
        yield way


def until(said: Callable[[], bool], seconds: float = 40.0) -> None:
    """Wait for it; fail when it does not come."""
    deadline = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="a service is stopped as Unix does")
def test_a_service_writes_the_missed_report_beside_the_forms(way: Way, tmp_path: Path) -> None:
    program = [sys.executable, "-c", "from toolkit.cli import main; main()", "-C", str(way.house.root)]
    log = tmp_path / "log.jsonl"
    told = ["--log", "json", "--log-file", str(log)]

    service = subprocess.Popen(
        [*program, "--today", "2026-07-01", "watch", "--workers", "1", "--nightly", "00:00", *told],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        way.drop(COST_SHEET)
        until((way.house.places.reports / "销售日报_20260630.xlsx").is_file)
        until(lambda: '"nightly done"' in log.read_text(encoding="utf-8"))
        until(lambda: way.deal().stage == "已报价")
    finally:
        service.send_signal(signal.SIGTERM)
        code = service.wait(timeout=20)

    assert code == 0
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [line["event"] for line in lines if line["event"].startswith("nightly")] == [
        "nightly started",
        "nightly done",
    ]


def test_a_form_does_not_wait_for_a_night_that_takes_long(way: Way) -> None:
    answers: list[Answered] = []
    stop, log = threading.Event(), Log()
    night = NightlyRun([sys.executable, "-c", "import time; time.sleep(60)"], day_time(), log)

    def serve() -> None:
        watch(
            way.house,
            lambda: day("07-01"),
            rescan_seconds=0.5,
            quiet_seconds=0.2,
            log=log,
            tell=answers.append,
            stop=stop,
            night=night,
        )

    service = threading.Thread(target=serve)
    service.start()
    try:
        until(lambda: night._running is not None)
        way.drop(COST_SHEET)
        until(lambda: bool(answers), 20)
        assert night._running is not None
    finally:
        stop.set()
        service.join(timeout=20)

    assert [answered.outcome for answered in answers] == ["accepted"]
    assert night._running is None
