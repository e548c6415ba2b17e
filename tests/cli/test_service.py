"""health, service, and the ledger's copies, as people and monitors call them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from toolkit.cli import salesdocs
from toolkit.desk.service import recipe
from toolkit.errors import HouseServed, LedgerTrouble
from toolkit.folders import Places
from toolkit.intake import share
from toolkit.intake.heartbeat import Figures, Heartbeat
from toolkit.intake.lease import serving
from toolkit.ledger.backup import back_up
from toolkit.settings.written import write_default

ROOT = Path(__file__).parents[2]


def run(*words: str) -> Result:
    return CliRunner().invoke(salesdocs, list(words))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A house without forms, in a folder with a name that is hard to quote."""
    folder = tmp_path / "销售 50% $x & co"
    folder.mkdir()
    write_default(folder, company=None, folders="en", lang="zh", is_demo=False)
    places = Places(root=folder)
    places.ensure()
    share.found(places)
    return folder


def beat(root: Path, figures: Figures) -> None:
    heart = Heartbeat(Places(root=root))
    heart.tell(figures)
    heart.write()


def test_health_of_a_serving_house_ends_with_0_and_shows_the_oldest_waiting_file_first(root: Path) -> None:
    beat(root, Figures(state="serving", oldest_waiting_seconds=42, waiting=1))

    shown = run("-C", str(root), "--lang", "en", "health")

    assert shown.exit_code == 0, shown.output
    assert shown.output.splitlines()[1] == "  oldest waiting file (s): 42"


def test_health_ends_with_5_and_the_reason_in_both_languages(root: Path) -> None:
    beat(root, Figures(state="trouble", why="No space left on device"))

    english, chinese = (run("-C", str(root), "--lang", lang, "health") for lang in ("en", "zh"))

    assert english.exit_code == chinese.exit_code == 5
    assert "in trouble: No space left" in english.output
    assert "故障:No space left" in chinese.output


def test_health_as_json_holds_the_whole_heartbeat(root: Path) -> None:
    beat(root, Figures(state="serving", waiting=2))

    found = json.loads(run("-C", str(root), "--format", "json", "health").output)

    assert found["is_well"]
    assert found["heartbeat"]["waiting"] == 2


def test_health_of_no_house_ends_with_5(tmp_path: Path) -> None:
    assert run("-C", str(tmp_path), "health").exit_code == 5


def test_health_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom toolkit.cli import salesdocs\n"
        "salesdocs.main(['-C', '/nowhere', 'health'], standalone_mode=False)\n"
        "print([name for name in ('openpyxl', 'docxtpl', 'sqlalchemy', 'lxml', 'watchdog') if name in sys.modules])"
    )

    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)

    assert said.stdout.splitlines()[-1] == "[]"


def test_the_unit_names_this_house_and_quotes_whatever_is_in_its_name(root: Path) -> None:
    unit = run("-C", str(root), "service", "print", "systemd").output

    lines = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line and not line.startswith("#"))
    assert lines["Restart"] == "on-failure"
    assert lines["KillSignal"] == "SIGTERM"
    assert lines["TimeoutStopSec"] == "15"
    assert str(root).replace("%", "%%").replace("$", "$$") in lines["ExecStart"]
    assert lines["ExecStart"].endswith('"watch" "--log" "json"')
    assert lines["ReadWritePaths"] == f'"{root}"'.replace("%", "%%")
    assert "RuntimeMaxSec" not in lines


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_finds_no_fault_in_the_unit(root: Path, tmp_path: Path) -> None:
    unit = tmp_path / "salesdocs.service"
    unit.write_text(recipe("systemd", root, user="root"), encoding="utf-8")

    looked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )

    assert [line for line in looked.stderr.splitlines() if "salesdocs.service" in line] == []


def test_the_unit_may_write_where_the_ledger_lies(root: Path, tmp_path: Path) -> None:
    toml = root / "salesdocs.toml"
    text = toml.read_text(encoding="utf-8")
    local = tmp_path / "local disk"
    toml.write_text(text.replace('local = ""', f'local = "{local}"'), encoding="utf-8")
    assert tomllib.loads(toml.read_text(encoding="utf-8"))["folders"]["local"] == str(local)

    unit = recipe("systemd", root, user="salesdocs")

    assert f'"{local}"' in unit


def test_the_task_is_xml_that_names_this_house_and_never_ends_by_itself(root: Path) -> None:
    shown = run("-C", str(root), "service", "print", "task-scheduler", "--user", "HENGTUO\\salesdocs").output

    task = ElementTree.fromstring(shown)
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    (arguments,) = [one.text for one in task.iter(f"{space}Arguments")]
    assert arguments
    assert str(root) in arguments
    assert "watch --log json --log-file" in arguments
    assert [one.text for one in task.iter(f"{space}ExecutionTimeLimit")] == ["PT0S"]
    assert [one.text for one in task.iter(f"{space}UserId")] == ["HENGTUO\\salesdocs"]


def test_nssm_is_told_program_house_and_how_long_a_stop_may_take(root: Path) -> None:
    shown = run("-C", str(root), "service", "print", "nssm").output

    assert shown.startswith("nssm install salesdocs ")
    assert str(root) in shown
    assert "AppStopMethodConsole 15000" in shown


# --- the ledger's copies ---------------------------------------------------------------------------------------------


def test_the_ledger_is_copied_damaged_refused_and_restored(root: Path) -> None:
    assert run("-C", str(root), "status").exit_code == 0
    copied = run("-C", str(root), "ledger", "backup")
    assert copied.exit_code == 0, copied.output
    places = Places(root=root)
    places.ledger.write_bytes(b"no database" * 1000)

    refused = run("-C", str(root), "ledger", "check")
    restored = run("-C", str(root), "ledger", "restore")

    assert isinstance(refused.exception, LedgerTrouble)
    assert "salesdocs ledger restore" in str(refused.exception)
    assert restored.exit_code == 0, restored.output
    assert run("-C", str(root), "ledger", "check").exit_code == 0
    assert list(places.private.glob("ledger-damaged-*.db"))


def test_what_was_filed_since_the_copy_is_told_in_the_order_it_was_filed(root: Path) -> None:
    run("-C", str(root), "status")
    run("-C", str(root), "ledger", "backup")
    filed = Places(root=root).filed / "2026-06"
    filed.mkdir()
    for name in ("b.xlsx", "a.xlsx"):
        (filed / name).write_bytes(name.encode())

    restored = run("-C", str(root), "ledger", "restore")

    assert restored.exit_code == 1
    assert restored.output.index("b.xlsx") < restored.output.index("a.xlsx")


def test_nothing_is_restored_under_a_service_that_runs(root: Path) -> None:
    run("-C", str(root), "status")
    run("-C", str(root), "ledger", "backup")

    with serving(Places(root=root)):
        refused = run("-C", str(root), "ledger", "restore")

    assert isinstance(refused.exception, HouseServed)


def test_without_a_copy_nothing_is_restored(root: Path) -> None:
    assert "no copies" in str(run("-C", str(root), "ledger", "restore").exception)


def test_an_older_copy_is_taken_back_and_later_ones_count_no_more(root: Path) -> None:
    run("-C", str(root), "status")
    for day in ("2026-06-16", "2026-06-17"):
        back_up(Places(root=root).ledger, Places(root=root).backups, date.fromisoformat(day))

    restored = run("-C", str(root), "ledger", "restore", "--day", "2026-06-16")

    assert restored.exit_code == 0, restored.output
    assert sorted(p.name for p in Places(root=root).backups.iterdir()) == [
        "ledger-2026-06-16.db",
        "undone-2026-06-17.db",
    ]
    assert run("-C", str(root), "ledger", "check").exit_code == 0


@pytest.mark.parametrize("kind", ["systemd", "task-scheduler", "nssm"])
def test_the_recipes_command_is_one_that_exists(root: Path, kind: str) -> None:
    shown = run("-C", str(root), "service", "print", kind).output

    options = {option for parameter in salesdocs.commands["watch"].params for option in parameter.opts}
    assert {"--log", "--log-file"} <= options
    assert "--log" in shown
