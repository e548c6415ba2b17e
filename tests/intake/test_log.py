"""The log: one line an event, which no file's name can forge and no full disk can turn into a stop."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from toolkit.intake.log import Log, Shape, as_json

ROOT = Path(__file__).parents[2]


def test_an_event_is_one_line_of_json_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with Log("json") as log:
        log.event("answered", "已收", file="核算.xlsx", outcome="accepted")

    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    found = json.loads(line)
    assert (found["event"], found["file"], found["words"], found["level"]) == ("answered", "核算.xlsx", "已收", "info")
    assert "核算" in line


@pytest.mark.parametrize(
    "name",
    ["a\nb.xlsx", "a\r\nb", "\x1b[31mred", "\u202egnp.xlsx", "a\u2028b", "\udcff.xlsx", "a\x00b", '"},{"event":"x'],
)
def test_a_name_cannot_forge_a_line_nor_hide_in_it(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for shape in get_args(Shape):
        with Log(shape) as log:
            log.event("seen", file=name)

    said = capsys.readouterr()
    assert json.loads(said.err)["file"] == name
    assert len(said.err.splitlines()) == len(said.out.splitlines()) == 1
    assert all(one.isprintable() for one in (said.err + said.out).replace("\n", ""))


def test_words_keep_their_own_lines_and_lose_what_cannot_be_seen(capsys: pytest.CaptureFixture[str]) -> None:
    with Log() as log:
        log.event("answered", "客户\x1b登记.xlsx: 已退回\n  电话号码", file="x")

    assert capsys.readouterr().out == "客户\\u001b登记.xlsx: 已退回\n  电话号码\n"


def test_words_of_trouble_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with Log() as log:
        log.event("trouble", "the share is gone", is_trouble=True)

    assert capsys.readouterr() == ("", "the share is gone\n")


def test_what_json_cannot_hold_is_written_as_it_is_called(tmp_path: Path) -> None:
    assert json.loads(as_json({"path": tmp_path})) == {"path": str(tmp_path)}


def test_a_file_is_rotated_and_the_oldest_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.intake.log.FILE_BYTES", 2000)

    with Log("json", tmp_path / "log.jsonl") as log:
        for number in range(200):
            log.event("seen", number=number)

    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["log.jsonl", "log.jsonl.1", "log.jsonl.2", "log.jsonl.3", "log.jsonl.4"]
    lines = [line for name in files for line in (tmp_path / name).read_text(encoding="utf-8").splitlines()]
    assert all(json.loads(line)["event"] == "seen" for line in lines)
    assert log.lost == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_of_logs_stops_nothing(tmp_path: Path) -> None:
    full = tmp_path / "log.jsonl"
    full.symlink_to("/dev/full")

    with Log("json", full) as log:
        for _ in range(3):
            log.event("seen")

    assert log.lost == 3


def test_a_folder_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    with Log("json", tmp_path / "gone" / "log.jsonl") as log:
        log.event("seen")

    assert log.lost == 1


def test_a_terminal_that_is_closed_or_was_never_there_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    log = Log()

    monkeypatch.setattr(sys, "stdout", closed)
    log.event("seen")
    monkeypatch.setattr(sys, "stdout", None)
    log.event("seen")

    assert log.lost == 1


def test_a_reader_that_went_away_changes_neither_work_nor_exit_code() -> None:
    script = (
        "from toolkit.intake.log import Log\nlog = Log()\nfor n in range(9): log.event('seen', n=n)\nassert log.lost"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert child.stdout
    child.stdout.close()
    child.stdout = None

    _, said = child.communicate(timeout=30)

    assert (child.returncode, said) == (0, "")
