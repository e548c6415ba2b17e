"""schedule print, install, status: what the system is told, and what is said of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from toolkit.cli import salesdocs
from toolkit.desk import schedule_install
from toolkit.desk.schedule import Schedule, name_of
from toolkit.desk.schedule_status import standing
from toolkit.errors import SettingsWrong
from toolkit.folders import Places
from toolkit.house import open_house
from toolkit.intake import share
from toolkit.settings.written import write_default

ROOT = Path(__file__).parents[2]
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
YESTERDAY = date.today() - timedelta(days=1)


def run(*words: str) -> Result:
    return CliRunner().invoke(salesdocs, list(words))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A house without forms, in a folder with a name that is hard to quote."""
    folder = tmp_path / "销售 50% $x's & co"
    folder.mkdir()
    write_default(folder, company=None, folders="en", lang="zh", is_demo=False)
    places = Places(root=folder)
    places.ensure()
    share.found(places)
    return folder


@pytest.fixture
def stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Gives `stands_in(program, script)`: a program of the system that notes what it is asked; the file of its notes.

    No other program of the system is found, and units of the account lie in a folder of the test.
    """
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def stands_in(program: str, script: str) -> Path:
        notes = tmp_path / f"{program}.notes"
        path = folder / program
        path.write_text(f'#!/bin/sh\nexport PATH=/usr/bin:/bin\necho "$*" >> {notes}\n{script}\n', encoding="utf-8")
        path.chmod(0o755)
        return notes

    return stands_in


def crontab_of(tmp_path: Path) -> str:
    """A crontab program that keeps what it is given in a file, and checks each line as cron would."""
    kept = tmp_path / "crontab"
    return (
        f'if [ "$1" = -l ]; then cat {kept} 2>/dev/null || {{ echo "no crontab for me" >&2; exit 1; }}; exit; fi\n'
        f"cat > {kept}.new && mv {kept}.new {kept}"
    )


# --- print -----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("scope", [(), ("--system", "--user", "root")])
def test_systemd_finds_no_fault_in_the_units_and_understands_the_time(
    root: Path, tmp_path: Path, scope: tuple[str, ...]
) -> None:
    printed = run("-C", str(root), "schedule", "print", "systemd", "--at", "01:15", *scope).output
    service, timer = re.split(r"(?m)^(?=# .*\.timer$)", printed)[:2]
    for ending, text in (("service", service), ("timer", timer)):
        (tmp_path / f"{name_of(root)}.{ending}").write_text(text, encoding="utf-8")

    looked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / f"{name_of(root)}.timer")],
        capture_output=True,
        text=True,
        check=False,
    )
    (spec,) = re.findall(r"(?m)^OnCalendar=(.*)$", timer)
    understood = subprocess.run(["systemd-analyze", "calendar", spec], capture_output=True, text=True, check=True)

    assert [line for line in looked.stderr.splitlines() if "salesdocs-nightly" in line] == []
    assert re.search(r"Next elapse: \w+ [\d-]+ 01:15:00", understood.stdout)
    assert "Persistent=true" in timer


def test_the_unit_runs_the_report_of_this_house_whatever_is_in_its_name(root: Path) -> None:
    printed = run("-C", str(root), "schedule", "print", "systemd").output

    (started,) = re.findall(r"(?m)^ExecStart=(.*)$", printed)
    words = [word.replace("$$", "$").replace("%%", "%") for word in re.findall(r'"((?:[^"\\]|\\.)*)"', started)]
    assert words[-5:] == ["-C", str(root), "report", "nightly", "--catch-up"]
    assert "ProtectSystem" not in printed
    assert "ReadWritePaths" in run("-C", str(root), "schedule", "print", "systemd", "--system").output


def test_the_printed_cron_line_is_a_command_that_runs(root: Path) -> None:
    printed = run("-C", str(root), "schedule", "print", "cron", "--at", "23:05").output

    lines = [line for line in printed.splitlines() if not line.startswith("#")]
    assert [line.split(" /")[0] for line in lines] == ["5 23 * * *", "@reboot"]
    command = lines[1].removeprefix("@reboot ").replace("\\%", "%")  # what cron hands to the shell
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert f"销售日报_{YESTERDAY:%Y%m%d}.xlsx" in done.stdout
    assert (root / "reports" / f"销售日报_{YESTERDAY:%Y%m%d}.xlsx").is_file()


def test_the_task_starts_what_was_missed_and_is_xml(root: Path) -> None:
    printed = run("-C", str(root), "schedule", "print", "task-scheduler", "--user", "HENGTUO\\sales").output

    task = ElementTree.fromstring(printed)
    said = {element.tag.removeprefix(TASK): element.text for element in task.iter() if (element.text or "").strip()}
    assert said["StartBoundary"] == "2026-01-01T00:30:00"
    assert said["StartWhenAvailable"] == "true"
    assert said["UserId"] == "HENGTUO\\sales"
    assert said["Arguments"] is not None and said["Arguments"].endswith("report nightly --catch-up")
    assert str(root) in said["Arguments"]


def test_a_time_that_is_none_is_refused(root: Path) -> None:
    refused = run("-C", str(root), "schedule", "print", "cron", "--at", "24:30")

    assert refused.exit_code == 2
    assert "00:30" in refused.output


# --- install ---------------------------------------------------------------------------------------------------------


def test_units_are_written_and_enabled_once_and_a_second_time_changes_nothing(
    root: Path, tmp_path: Path, stands_in: Callable[[str, str], Path]
) -> None:
    notes = stands_in("systemctl", "exit 0")

    first = run("-C", str(root), "schedule", "install", "systemd")
    timer = tmp_path / "config" / "systemd" / "user" / f"{name_of(root)}.timer"
    before = timer.stat().st_mtime_ns
    second = run("-C", str(root), "schedule", "install", "systemd")

    assert first.exit_code == second.exit_code == 0, first.output
    assert f"已写入 {timer}" in first.output and f"{timer} 已是最新" in second.output
    assert timer.stat().st_mtime_ns == before
    asked = notes.read_text(encoding="utf-8").splitlines()
    assert asked == ["--user daemon-reload", f"--user enable --now {name_of(root)}.timer"] * 2


def test_a_unit_that_is_no_text_is_written_anew(
    root: Path, tmp_path: Path, stands_in: Callable[[str, str], Path]
) -> None:
    stands_in("systemctl", "")
    for ending in ("service", "timer"):
        unit = tmp_path / "config" / "systemd" / "user" / f"{name_of(root)}.{ending}"
        unit.parent.mkdir(parents=True, exist_ok=True)
        unit.write_bytes(b"\xff\xfe")
    assert run("-C", str(root), "schedule", "status").exit_code == 1

    assert run("-C", str(root), "schedule", "install", "systemd").exit_code == 0

    assert "--catch-up" in unit.with_suffix(".service").read_text(encoding="utf-8")


def test_what_a_program_says_of_its_failure_is_shown_though_it_is_no_text(
    root: Path, stands_in: Callable[[str, str], Path]
) -> None:
    stands_in("systemctl", "printf '\\377 broken' >&2; exit 1")

    installed = run("-C", str(root), "schedule", "install", "systemd")

    assert installed.exit_code == 5 and "\N{REPLACEMENT CHARACTER} broken" in installed.output


def test_a_timer_that_could_not_be_enabled_is_said_to_be(root: Path, stands_in: Callable[[str, str], Path]) -> None:
    stands_in("systemctl", 'echo "Failed to connect to bus" >&2; exit 1')

    tried = run("-C", str(root), "--lang", "en", "schedule", "install", "systemd")

    assert tried.exit_code == 5
    assert "failed: systemctl --user daemon-reload: Failed to connect to bus" in tried.output


def test_a_dry_run_writes_nothing_and_asks_nobody(
    root: Path, tmp_path: Path, stands_in: Callable[[str, str], Path]
) -> None:
    notes = [stands_in("systemctl", ""), stands_in("schtasks", "")]
    crontab = stands_in("crontab", crontab_of(tmp_path))

    for kind in ("systemd", "cron", "task-scheduler"):
        told = run("-C", str(root), "--lang", "en", "schedule", "install", kind, "--dry-run")
        assert told.exit_code == 0 and "would run" in told.output, told.output

    assert not any(note.exists() for note in notes)
    assert crontab.read_text(encoding="utf-8") == "-l\n"
    assert not (tmp_path / "config").exists() and not (tmp_path / "crontab").exists()


def test_the_lines_of_the_crontab_are_put_in_once_and_changed_in_their_place(
    root: Path, tmp_path: Path, stands_in: Callable[[str, str], Path]
) -> None:
    notes, kept = stands_in("crontab", crontab_of(tmp_path)), tmp_path / "crontab"
    others = "MAILTO=a@example.com\n5 4 * * * /usr/bin/backup", "0 1 * * * /usr/bin/later\n"
    kept.write_text(others[0], encoding="utf-8")  # its last line lacks an end

    run("-C", str(root), "schedule", "install", "cron")
    kept.write_text(kept.read_text(encoding="utf-8") + others[1], encoding="utf-8")
    run("-C", str(root), "schedule", "install", "cron", "--at", "02:10")
    again = run("-C", str(root), "schedule", "install", "cron", "--at", "02:10")

    text = kept.read_text(encoding="utf-8")
    assert again.exit_code == 0 and "crontab 已是最新" in again.output
    assert text.startswith(others[0] + "\n") and text.endswith(others[1])
    assert text.count("report nightly --catch-up") == 2
    assert "\n10 2 * * * " in text and "30 0" not in text
    assert notes.read_text(encoding="utf-8").splitlines().count("-") == 2


def test_a_crontab_that_cannot_be_read_is_not_written_over(
    root: Path, tmp_path: Path, stands_in: Callable[[str, str], Path]
) -> None:
    notes = stands_in("crontab", 'if [ "$1" = -l ]; then echo "try again later" >&2; exit 1; fi')

    installed = run("-C", str(root), "schedule", "install", "cron")

    assert installed.exit_code == 5 and "try again later" in installed.output
    assert notes.read_text(encoding="utf-8") == "-l\n"


def test_a_crontab_in_another_encoding_keeps_its_bytes(
    root: Path, tmp_path: Path, stands_in: Callable[[str, str], Path]
) -> None:
    stands_in("crontab", crontab_of(tmp_path))
    before = "# 每晚备份\n0 1 * * * true\n".encode("gbk")
    (tmp_path / "crontab").write_bytes(before)

    installed = run("-C", str(root), "schedule", "install", "cron")

    assert installed.exit_code == 0, installed.output
    assert (tmp_path / "crontab").read_bytes().startswith(before)


def test_a_program_of_the_system_that_does_not_end_is_waited_for_no_longer(
    root: Path, monkeypatch: pytest.MonkeyPatch, stands_in: Callable[[str, str], Path]
) -> None:
    monkeypatch.setattr(schedule_install, "_ASKED_SECONDS", 0.2)
    stands_in("crontab", "exec sleep 5")

    shown = run("-C", str(root), "--lang", "en", "schedule", "status")

    assert shown.exit_code == 1 and "no schedule" in shown.output


def test_two_houses_stand_in_one_crontab(root: Path, tmp_path: Path, stands_in: Callable[[str, str], Path]) -> None:
    stands_in("crontab", crontab_of(tmp_path))
    other = tmp_path / "other"
    shutil.copytree(root, other)

    for house in (root, other, root):
        assert run("-C", str(house), "schedule", "install", "cron").exit_code == 0

    text = (tmp_path / "crontab").read_text(encoding="utf-8")
    assert [text.count(f"# {name_of(house)}: begin") for house in (root, other)] == [1, 1]


@pytest.mark.skipif(shutil.which("crontab") is None or os.geteuid() != 0, reason="no cron here")
def test_a_real_crontab_takes_the_lines(root: Path) -> None:
    before = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False)
    try:
        installed = run("-C", str(root), "schedule", "install", "cron")
        kept = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=True).stdout
    finally:
        if before.returncode == 0:
            subprocess.run(["crontab", "-"], input=before.stdout, text=True, check=True)
        else:
            subprocess.run(["crontab", "-r"], capture_output=True, check=False)

    assert installed.exit_code == 0, installed.output
    assert kept.count("report nightly --catch-up") == 2


def test_the_task_is_made_from_a_file_that_windows_reads(
    root: Path, tmp_path: Path, stands_in: Callable[[str, str], Path]
) -> None:
    notes = stands_in("schtasks", f'while [ "$1" != /XML ]; do shift; done; cp "$2" {tmp_path}/made.xml')

    installed = run("-C", str(root), "schedule", "install", "task-scheduler", "--at", "6:45")

    assert installed.exit_code == 0, installed.output
    assert notes.read_text(encoding="utf-8").startswith(f"/Create /TN {name_of(root)} /XML ")
    made = (tmp_path / "made.xml").read_bytes()
    assert made.startswith((b"\xff\xfe", b"\xfe\xff"))
    assert [one.text for one in ElementTree.fromstring(made).iter(f"{TASK}StartBoundary")] == ["2026-01-01T06:45:00"]


# --- status ----------------------------------------------------------------------------------------------------------


def test_status_of_a_house_without_a_schedule_says_so_and_ends_with_1(
    root: Path, stands_in: Callable[[str, str], Path]
) -> None:
    shown = run("-C", str(root), "--lang", "en", "schedule", "status")

    assert shown.exit_code == 1, shown.output
    assert shown.output.splitlines()[:2] == [
        "no schedule; to make one: salesdocs schedule install",
        "no report yet",
    ]


def test_status_finds_what_is_installed_and_which_days_are_missing(
    root: Path, tmp_path: Path, stands_in: Callable[[str, str], Path]
) -> None:
    stands_in("crontab", crontab_of(tmp_path))
    stands_in("systemctl", "exit 0")
    for kind, at in (("cron", "00:00"), ("systemd", "00:01")):
        run("-C", str(root), "schedule", "install", kind, "--at", at)
    early = YESTERDAY - timedelta(days=2)
    assert run("-C", str(root), "report", "nightly", "--date", early.isoformat()).exit_code == 0

    missing = run("-C", str(root), "--lang", "en", "schedule", "status")
    assert run("-C", str(root), "report", "nightly", "--catch-up").exit_code == 0
    well = run("-C", str(root), "--format", "json", "schedule", "status")

    assert missing.exit_code == 1
    assert {"systemd --user: every day at 00:01", "cron: every day at 00:00"} <= set(missing.output.splitlines())
    assert f"2 days are missing: {early + timedelta(days=1)}, {YESTERDAY}; " in missing.output
    assert well.exit_code == 0, well.output
    assert json.loads(well.output)["last"] == YESTERDAY.isoformat()


@pytest.mark.parametrize(("at", "missed"), [("00:29", ()), ("00:30", (date(2026, 8, 24),))])
def test_before_the_first_night_no_day_is_missing(root: Path, at: str, missed: tuple[date, ...]) -> None:
    now = datetime.fromisoformat(f"2026-08-25 {at}")

    with open_house(root) as house:
        found = standing(house, Schedule(root=root), now, now.date())

    assert found.missed == missed


def test_status_says_why_a_timer_does_not_run(root: Path, stands_in: Callable[[str, str], Path]) -> None:
    stands_in("systemctl", 'case "$*" in *is-enabled*) echo disabled; exit 1;; esac')
    run("-C", str(root), "schedule", "install", "systemd")

    shown = run("-C", str(root), "--lang", "en", "schedule", "status")

    assert shown.exit_code == 1
    assert "systemd --user: every day at 00:30 (not enabled: disabled)" in shown.output


def test_status_knows_of_a_service_that_does_it_by_itself(root: Path, stands_in: Callable[[str, str], Path]) -> None:
    toml = root / "salesdocs.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('at = ""', 'at = "00:00"'), encoding="utf-8")
    run("-C", str(root), "report", "nightly", "--catch-up")

    shown = run("-C", str(root), "--lang", "en", "schedule", "status")

    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith("watch [nightly]: every day at 00:00")


def test_a_time_in_the_settings_that_is_none_is_named_with_its_line(root: Path) -> None:
    toml = root / "salesdocs.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('at = ""', 'at = "25:00"'), encoding="utf-8")

    refused = run("-C", str(root), "schedule", "print", "cron")

    assert isinstance(refused.exception, SettingsWrong)
    assert 'nightly.at = "25:00"; expected a time of day such as "00:30"' in str(refused.exception)


def test_printing_loads_nothing_heavy(root: Path) -> None:
    script = (
        "import sys\nfrom toolkit.cli import salesdocs\n"
        f"salesdocs.main(['-C', {str(root)!r}, 'schedule', 'print', 'cron'], standalone_mode=False)\n"
        "print([name for name in ('openpyxl', 'docxtpl', 'sqlalchemy', 'lxml', 'xlsxwriter') if name in sys.modules])"
    )

    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)

    assert said.stdout.splitlines()[-1] == "[]"
