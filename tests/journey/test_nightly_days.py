"""Which days get their report, when, and what a second run changes."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from tempfile import gettempdir

import pytest
from openpyxl import load_workbook

from tests.cli.test_registry_merge import registry, row
from tests.journey.way import Way, day, on_the_way
from toolkit.desk.founding import found_house
from toolkit.disk import Disk, using
from toolkit.errors import ShareTrouble
from toolkit.house import House, open_house
from toolkit.intake.rounds import ingest
from toolkit.nightly import write_report
from toolkit.nightly.night import MOST_DAYS, common_report, missed_days, night

AUGUST25 = day("08-25")
ONE_DAY = timedelta(days=1)
OWNERS = {"苏州": "Anna", "无锡": "anna", "常州": "王芳"}


@pytest.fixture
def way(tmp_path: Path) -> Iterator[Way]:
    with on_the_way(tmp_path / "house", "06-22") as way:
        yield way


class Nameless(Disk):
    """A full disk that says of no file that it is full, as a write to an open one."""

    def write(self, path: Path, content: bytes) -> None:
        super().write(path, content[:100])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def run(house: House, today: date, on: date | None = None) -> list[date]:
    """The days that a run writes."""
    return [each.day for each in night(house, today, day=on)]


def seen(folder: Path) -> Mapping[str, tuple[bytes, int]]:
    """Every file below a folder: bytes, and when it was written."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_the_first_run_writes_yesterday_alone(way: Way) -> None:
    assert run(way.house, AUGUST25) == [day("08-24")]

    assert list(seen(way.house.places.reports)) == [
        "20260824/待办_王芳_20260824.xlsx",
        "销售日报_20260824.html",
        "销售日报_20260824.xlsx",
    ]


def test_after_a_holiday_every_missed_day_has_its_report_oldest_first(way: Way) -> None:
    run(way.house, AUGUST25)

    assert run(way.house, day("08-29")) == [day("08-25"), day("08-26"), day("08-27"), day("08-28")]

    assert run(way.house, day("08-29")) == []


def test_after_a_long_time_the_last_thirty_one_days_are_caught_up_with(way: Way) -> None:
    run(way.house, AUGUST25)

    caught_up = run(way.house, day("11-01"))

    assert caught_up == [day("11-01") - n * ONE_DAY for n in range(MOST_DAYS, 0, -1)]


def test_a_day_that_was_skipped_between_two_reports_is_missed(way: Way) -> None:
    run(way.house, day("08-21"))
    run(way.house, AUGUST25, on=day("08-24"))

    with way.house.ledger.reading() as questions:
        assert missed_days(questions, AUGUST25) == (day("08-21"), day("08-22"), day("08-23"))
        assert questions.last_reported() == day("08-24")


def test_a_lone_late_report_does_not_hide_the_days_before_it(way: Way) -> None:
    run(way.house, day("06-23"))
    run(way.house, AUGUST25, on=day("08-20"))

    with way.house.ledger.reading() as questions:
        missed = missed_days(questions, AUGUST25)

    window = (AUGUST25 - n * ONE_DAY for n in range(MOST_DAYS, 0, -1))
    assert missed == tuple(each for each in window if each != day("08-20"))


def test_the_report_of_a_day_that_goes_on_is_written_again_when_it_is_over(way: Way) -> None:
    run(way.house, day("08-24"), on=day("08-24"))

    assert run(way.house, AUGUST25) == [day("08-24")]


def test_a_second_run_of_a_day_touches_no_file_and_writes_nothing_down(way: Way) -> None:
    run(way.house, AUGUST25)
    before, events = seen(way.house.places.reports), way.events()

    run(way.house, AUGUST25, on=day("08-24"))

    assert seen(way.house.places.reports) == before
    assert way.events() == events


def test_what_is_written_down_changes_no_report(way: Way) -> None:
    reports = [write_report(way.house, day(on)).read_bytes() for on in ("06-22", "08-24")]

    run(way.house, AUGUST25)
    run(way.house, day("08-28"))
    way.house.ledger.rebuild()

    assert [write_report(way.house, day(on)).read_bytes() for on in ("06-22", "08-24")] == reports


def test_quotes_run_out_on_the_day_of_the_run_and_never_in_the_past(tmp_path: Path) -> None:
    with on_the_way(tmp_path / "house", "07-03") as quoted:
        september = day("09-02")
        run(quoted.house, september, on=day("08-30"))
        assert quoted.deal().paper("G02").status == "客户已确认接收"  # type: ignore[union-attr]

        run(quoted.house, september)

        assert quoted.deal().paper("G02").status == "已过期"  # type: ignore[union-attr]
        before = quoted.house.ledger.deal(quoted.deal().number, as_of=day("09-01"))
        assert before.paper("G02").status == "客户已确认接收"  # type: ignore[union-attr]


def test_with_a_clock_behind_the_ledger_a_report_is_written_and_nothing_else(way: Way) -> None:
    events = way.events()

    assert run(way.house, day("06-20")) == [day("06-19")]

    assert way.events() == events


# --- the files -------------------------------------------------------------------------------------------------------


class OpenElsewhere(Disk):
    """A disk on which some names are open in Excel on another machine."""

    def __init__(self, *names: str) -> None:
        self.names_open = names

    def replace(self, source: Path, target: Path) -> None:
        if target.name in self.names_open and target.exists():
            raise OSError(26, os.strerror(26), str(source), None, str(target))  # ETXTBSY: what cifs says of it
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        if path.name in self.names_open and ".~night" not in path.parts:
            raise OSError(26, os.strerror(26), str(path))
        super().remove(path)


def test_a_report_that_is_open_stays_and_the_new_one_lies_beside_it_until_the_next_run(way: Way) -> None:
    target = way.house.places.reports / "销售日报_20260824.xlsx"
    target.write_bytes(b"an earlier report")

    with using(OpenElsewhere(target.name)):
        for _ in range(2):
            (told,) = night(way.house, AUGUST25, day=day("08-24"))
    beside = target.with_name("销售日报_20260824~1.xlsx")
    assert told.written.laid.beside == (beside,)
    assert target.read_bytes() == b"an earlier report"
    assert sorted(way.house.places.reports.glob("*.xlsx")) == sorted((target, beside))
    content = beside.read_bytes()

    run(way.house, AUGUST25, on=day("08-24"))

    assert target.read_bytes() == content
    assert list(way.house.places.reports.glob("*.xlsx")) == [target]


def test_a_list_of_somebody_who_has_nothing_to_do_any_more_goes(way: Way) -> None:
    reports = way.house.places.reports
    earlier, another = (reports / f"20260824/待办_{name}_202608{on}.xlsx" for name, on in (("李雷", 24), ("李雷", 23)))
    notes = reports / "20260824" / "我的备注.txt"
    earlier.parent.mkdir()
    for path in (earlier, another, notes):
        path.write_bytes(b"x")

    run(way.house, AUGUST25)

    assert not earlier.exists()
    assert another.exists() and notes.exists()


def test_a_disk_that_is_full_without_a_name_may_be_that_of_temporary_files(way: Way) -> None:
    with (
        using(Nameless()),
        pytest.raises(ShareTrouble, match=rf"{way.house.places.reports}, or .* {gettempdir()}: No space left"),
    ):
        run(way.house, AUGUST25)


def test_a_list_that_is_open_though_nothing_is_on_it_any_more_holds_up_nobody(way: Way) -> None:
    earlier = way.house.places.reports / "20260824" / "待办_李雷_20260824.xlsx"
    earlier.parent.mkdir()
    earlier.write_bytes(b"x")

    with using(OpenElsewhere(earlier.name)):
        assert run(way.house, AUGUST25) == [day("08-24")]
    assert earlier.exists()
    run(way.house, AUGUST25, on=day("08-24"))

    assert not earlier.exists()


def test_a_full_disk_leaves_the_earlier_report_whole_and_nothing_half_done(way: Way) -> None:
    class Full(Disk):
        def write(self, path: Path, content: bytes) -> None:
            super().write(path, content[:100])
            raise OSError(28, os.strerror(28), str(path))

    target = way.house.places.reports / "销售日报_20260824.xlsx"
    target.write_bytes(b"an earlier report")

    with using(Full()), pytest.raises(ShareTrouble, match="No space left"):
        run(way.house, AUGUST25)

    assert target.read_bytes() == b"an earlier report"
    assert list(way.house.places.reports.iterdir()) == [target]
    assert run(way.house, AUGUST25) == [day("08-24")]


# --- several houses --------------------------------------------------------------------------------------------------


def test_a_common_report_lies_beside_the_own_one_and_writes_nothing_down(way: Way, tmp_path: Path) -> None:
    run(way.house, AUGUST25)
    own, events = seen(way.house.places.reports), way.events()
    shutil.copytree(way.house.root, tmp_path / "branch")

    with open_house(tmp_path / "branch") as branch:
        told = common_report([way.house, branch], day("08-24"), way.house.places.reports)

    assert told.written.main == way.house.places.reports / "销售日报_合并_20260824.xlsx"
    assert own.items() < seen(way.house.places.reports).items()
    assert way.events() == events


def test_houses_whose_folders_have_one_name_are_told_apart(tmp_path: Path) -> None:
    with ExitStack() as block:
        houses = []
        for town in ("苏州", "无锡"):
            found_house(tmp_path / town / "sales", folders="en", lang="zh")
            houses.append(block.enter_context(open_house(tmp_path / town / "sales")))

        told = common_report(houses, day("08-24"), tmp_path / "out")

    assert told.written.report.houses == ("苏州/sales", "无锡/sales")


# --- whose list ------------------------------------------------------------------------------------------------------


def test_names_that_some_file_system_takes_for_one_share_a_list_that_names_them_all(tmp_path: Path) -> None:
    found_house(tmp_path / "house", folders="en", lang="zh")
    with open_house(tmp_path / "house") as house:
        leads = [row(f"{town}自动化设备有限公司", owner=owner) for town, owner in OWNERS.items()]
        registry(house.places.inbox / "leads.xlsx", *leads)
        assert [answered.outcome for answered in ingest(house, day("06-16"))] == ["accepted"]

        run(house, AUGUST25)

        lists = sorted((house.places.reports / "20260824").iterdir())
    assert [path.name for path in lists] == ["待办_Anna_20260824.xlsx", "待办_王芳_20260824.xlsx"]
    (sheet,) = load_workbook(lists[0])
    told = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert "Anna / anna的待办" in told
