"""Whom a night tells what, and that it is told once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.journey.way import day, on_the_way
from tests.notices.servers import PASSWORD, mail_server
from toolkit.house import House, open_house
from toolkit.nightly.night import night

ROOT = Path(__file__).parents[2]
_QUIET = datetime.now().astimezone() + timedelta(hours=12)
"""A minute that does not come while the tests run."""
NOTICES = f"""
[notices]
quiet_hours = "{_QUIET:%H:%M}-{_QUIET + timedelta(minutes=1):%H:%M}"
quiet_rest_days = false
gathered = []
[notices.channels]
mail = "env:MAIL"
[notices.people]
"王芳" = ["mail:wangfang@example.com"]
"李强" = ["mail:liqiang@example.com"]
[notices.kinds]
digest = ["owner"]
summary = ["李强"]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A house in which 王芳 waits for her customer, and whose people have addresses."""
    with on_the_way(tmp_path / "house", "07-03") as way:
        root = way.house.root
    toml = root / "salesdocs.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text[: text.index("\n[notices]")] + NOTICES, encoding="utf-8")
    return root


@pytest.fixture
def house(root: Path) -> Iterator[House]:
    with open_house(root) as house:
        yield house


def told(house: House) -> list[str]:
    """Keys of what is to be told."""
    with house.ledger.reading() as questions:
        return sorted(posted.notice.key for posted in questions.notices("todo"))


def run(house: House, today: date, on: date | None = None) -> None:
    for _ in night(house, today, day=on):
        pass


def test_each_person_is_told_of_the_last_day_alone(house: House) -> None:
    run(house, day("07-10"))
    before = told(house)

    run(house, day("07-13"))

    assert before == ["digest/2026-07-09/王芳", "summary/2026-07-09/李强"]
    assert told(house) == [*before[:1], "digest/2026-07-12/王芳", *before[1:], "summary/2026-07-12/李强"]


def test_a_second_run_tells_nobody_again_and_a_day_that_goes_on_is_told_to_nobody(house: House) -> None:
    run(house, day("07-10"))
    before = told(house)

    run(house, day("07-10"), on=day("07-09"))
    run(house, day("07-10"), on=day("07-10"))
    run(house, day("07-10"), on=day("07-01"))

    assert told(house) == before


def test_a_night_from_the_command_line_sends_its_mails(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as server:
        address = f"mailto://sales:{PASSWORD}@127.0.0.1:{server.port}?mode=insecure&from=sales@example.com&to={{to}}"
        monkeypatch.setenv("MAIL", address)
        program = [sys.executable, "-c", "from toolkit.cli import main; main()", "-C", str(root)]
        command = [*program, "--today", "2026-07-10", "report", "nightly", "--catch-up"]
        runs = [subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False) for _ in range(2)]

    assert [run.returncode for run in runs] == [0, 0], runs
    assert sorted(mail.to for mail in server.mails) == [("liqiang@example.com",), ("wangfang@example.com",)]
    assert all("销售日报_20260709.xlsx" in mail.text for mail in server.mails if mail.to == ("liqiang@example.com",))
