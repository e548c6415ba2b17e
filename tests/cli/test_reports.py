"""report nightly, as people and schedulers call it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.cli import salesdocs
from toolkit.demo import play


def run(house: Path, *words: str, today: str = "2026-08-25") -> Result:
    return CliRunner().invoke(salesdocs, ["-C", str(house), "--today", today, *words])


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The demo house, and what the demo printed."""
    root = tmp_path_factory.mktemp("reports") / "demo"
    return root, list(play(root, folders="en", lang="zh"))


@pytest.fixture
def demo(played: tuple[Path, list[str]], tmp_path: Path) -> Path:
    return Path(shutil.copytree(played[0], tmp_path / "demo"))


def test_the_demo_ends_with_the_report_of_its_last_night_in_three_lines(played: tuple[Path, list[str]]) -> None:
    root, printed = played

    at = next(n for n, line in enumerate(printed) if line.startswith("日报 2026-08-24: "))
    assert "reports/销售日报_20260824.xlsx" in printed[at]
    assert [line.partition(":")[0] for line in printed[at + 1 : at + 3]] == ["数据", "提醒"]
    assert (root / "reports" / "销售日报_20260824.xlsx").is_file()


def test_the_last_night_of_the_demo_is_done(demo: Path) -> None:
    caught_up = run(demo, "report", "nightly", "--catch-up")

    assert caught_up.exit_code == 0
    assert caught_up.output == "没有缺少的日报\n"


def test_missed_days_are_written_and_told_one_by_one(demo: Path) -> None:
    caught_up = run(demo, "--format", "json", "report", "nightly", "--catch-up", today="2026-08-27")

    told = json.loads(caught_up.output)
    assert [one["day"] for one in told] == ["2026-08-25", "2026-08-26"]
    assert all(Path(one["report"]).is_file() and one["is_over"] for one in told)


def test_a_check_ends_with_1_and_tells_the_red_lines_by_list(demo: Path) -> None:
    checked = run(demo, "--lang", "en", "report", "nightly", "--date", "2026-08-24", "--check")

    assert checked.exit_code == 1, checked.output
    after = checked.output.partition("red lines")[2]
    red = next(line for line in checked.output.splitlines() if line.startswith("Due: red "))
    counts = [int(line.rpartition(": ")[2]) for line in after.splitlines() if line.startswith("  ")]
    assert sum(counts) == int(red.split()[2]) > 0


def test_a_check_with_nothing_missing_looks_at_yesterday(demo: Path) -> None:
    checked = run(demo, "report", "nightly", "--catch-up", "--check")

    assert checked.exit_code == 1
    assert "日报 2026-08-24: " in checked.output


def test_a_check_with_nothing_missing_is_one_list_for_programs(demo: Path) -> None:
    checked = run(demo, "--format", "json", "report", "nightly", "--catch-up", "--check")

    assert [one["day"] for one in json.loads(checked.output)] == ["2026-08-24"]


def test_a_check_without_red_lines_ends_with_0(demo: Path) -> None:
    checked = run(demo, "report", "nightly", "--date", "2026-06-17", "--check")

    assert checked.exit_code == 0, checked.output
    assert checked.output.splitlines()[-1] == "没有红色提醒"


def test_one_report_covers_several_houses_where_it_is_asked_for(demo: Path, tmp_path: Path) -> None:
    branch, folder = shutil.copytree(demo, tmp_path / "branch"), tmp_path / "common"

    told = run(
        demo,
        "report",
        "nightly",
        "--house",
        str(demo),
        "--house",
        str(branch),
        "--date",
        "2026-08-24",
        "-o",
        str(folder),
    )

    assert told.exit_code == 0, told.output
    assert (folder / "销售日报_合并_20260824.xlsx").is_file()
    assert not list((branch / "reports").glob("*合并*"))


@pytest.mark.parametrize(
    "words",
    [("--catch-up", "--date", "2026-08-24"), ("--catch-up", "--house", "."), ("-o", "elsewhere")],
)
def test_what_does_not_go_together_is_refused(demo: Path, words: tuple[str, ...]) -> None:
    assert run(demo, "report", "nightly", *words).exit_code == 2


def test_one_house_in_several_spellings_counts_once(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(demo)
    spelled = (demo, demo / ".." / demo.name, tmp_path / "link")
    houses = [word for each in spelled for word in ("--house", str(each))]

    told = run(demo, "report", "nightly", *houses, "--date", "2026-08-24", "-o", str(tmp_path / "out"))

    assert told.exit_code == 0, told.output
    assert (tmp_path / "out" / "销售日报_20260824.xlsx").is_file()


@pytest.mark.parametrize("on", ["2000-01-01", "2099-12-31"])
def test_the_first_and_the_last_day_have_a_report(on: str, demo: Path) -> None:
    assert run(demo, "report", "nightly", "--date", on).exit_code == 0


@pytest.mark.parametrize("on", ["0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31", "yesterday"])
def test_a_day_that_no_report_can_have_is_refused(on: str, demo: Path) -> None:
    refused = run(demo, "report", "nightly", "--date", on)

    assert refused.exit_code == 2 and "'--date'" in refused.output and on in refused.output


def test_wrong_settings_of_one_house_among_several_are_told_with_their_file(demo: Path, tmp_path: Path) -> None:
    branch = shutil.copytree(demo, tmp_path / "branch")
    toml = branch / "salesdocs.toml"
    toml.write_text("lang = 'fr'\n", encoding="utf-8")

    refused = run(demo, "report", "nightly", "--house", str(demo), "--house", str(branch))

    assert f"{toml}: line 1: lang" in str(refused.exception)
