"""A simulated quarter: people fill what waits for them, mistakes come back and are mended, and all of it repeats."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

from toolkit.catalogue import CATALOGUE
from toolkit.catalogue.calendars import working_calendar
from toolkit.errors import FolderInUse
from toolkit.house import open_house
from toolkit.model.arrival import Arrival
from toolkit.model.calendar import WorkingCalendar
from toolkit.model.kinds import CreditCode, Phone, Raw
from toolkit.simulate.diary import Diary
from toolkit.simulate.fate import Fates
from toolkit.simulate.page import Errand, Page
from toolkit.simulate.slips import slip
from toolkit.simulate.trade import REGIONS, buyer
from toolkit.simulate.year import play_year

TODAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A quarter of twelve leads, with what it told."""
    folder = tmp_path_factory.mktemp("year") / "quarter"
    return folder, list(play_year(folder, months=3, seed=5, deals=12, folders="en", lang="zh"))


def arrivals(folder: Path) -> tuple[Arrival, ...]:
    """Everything that came into that house."""
    with open_house(folder.resolve()) as house, house.ledger.reading() as questions:
        return questions.arrivals()


def test_a_quarter_plays_without_a_fault_of_ours(quarter: tuple[Path, list[str]]) -> None:
    folder, told = quarter

    outcomes = Counter(arrival.outcome for arrival in arrivals(folder))

    assert outcomes["failed"] == 0
    assert outcomes["accepted"] > 20, outcomes
    assert any(line.startswith("2026-03: ") for line in told)
    assert list((folder / "reports").glob("销售日报_202603*.xlsx"))


def test_deals_spread_over_the_stages(quarter: tuple[Path, list[str]]) -> None:
    folder, _ = quarter

    with open_house(folder.resolve()) as house, house.ledger.reading() as questions:
        stages = Counter(standing.stage for standing in questions.all_deals())

    assert stages.total() >= 12
    assert len(stages) >= 4, stages


def test_what_came_back_is_mended_and_sent_again(quarter: tuple[Path, list[str]]) -> None:
    folder, told = quarter

    returned = [arrival for arrival in arrivals(folder) if arrival.outcome == "returned"]
    mended = [arrival for arrival in arrivals(folder) if "(改)" in arrival.name]

    assert returned
    assert mended
    assert all(arrival.outcome == "accepted" for arrival in mended)
    assert not any(line.startswith("计划外") for line in told), told


def test_the_same_seed_gives_the_same_ledger(tmp_path: Path) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]

    for folder in folders:
        list(play_year(folder, months=1, seed=3, deals=8, folders="en", lang="zh"))

    ledgers = []
    for folder in folders:
        with open_house(folder.resolve()) as house:
            ledgers.append(house.ledger.projections())
    assert ledgers[0] == ledgers[1]


def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(FolderInUse):
        list(play_year(tmp_path, months=1, seed=1, deals=1, folders="en", lang="zh"))

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_made_up_customers_are_told_apart_and_bear_right_codes() -> None:
    buyers = [buyer(number, Random(number)) for number in range(4000)]

    names, codes, phones = ({getattr(one, key) for one in buyers} for key in ("name", "uscc", "phone"))

    assert len(names) == len(codes) == len(phones) == 4000
    for one in buyers[:: 4000 // 50]:
        read = CreditCode().read(Raw(one.uscc), today=TODAY)
        assert (read.fault, read.notes) == (None, ()), one
        assert "示例" in one.name
    for one in buyers[: len(REGIONS)]:
        assert Phone().read(Raw(one.telephone), today=TODAY).fault is None, one


def test_every_slip_changes_one_thing_that_was_typed() -> None:
    page = Page(values={"neg_date": "2026-07-10", "consignee_phone": "13912345678", "final_total_incl": "271,700.00"})
    rng = Random(1)

    slips = [slip(CATALOGUE.forms["F07"], page, rng) for _ in range(60)]

    assert {found.sort for found in slips if found} >= {
        "日期不存在",
        "电话少位",
        "合计错误",
        "万元填成元",
        "必填项漏填",
    }
    for found in slips:
        assert found is not None
        changed = {key for key, typed in found.page.values.items() if typed != page.values[key]}
        assert len(changed) == 1


def test_an_errand_noted_for_a_rest_day_waits_for_the_next_working_day() -> None:
    calendar: WorkingCalendar = working_calendar()
    diary, story = Diary(calendar), Fates(1).lead("王芳")
    spring_festival, back_at_work = TODAY.replace(month=2, day=17), TODAY.replace(month=2, day=24)

    diary.note(Errand("F02", story), spring_festival)

    assert list(diary.due(spring_festival)) == []
    assert [errand.form for errand in diary.due(back_at_work)] == ["F02"]
