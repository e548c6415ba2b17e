from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.reports.history import CUSTOMER, DEAL, LEAD, NAME, RULEBOOK, STAGES, event, filed, steps
from toolkit.errors import ShareTrouble
from toolkit.folders import Places
from toolkit.house import House
from toolkit.ledger.store import Ledger, open_ledger
from toolkit.model.deal import Event
from toolkit.model.process import Process
from toolkit.nightly import write_report
from toolkit.reports.workbook.sheets import TOP
from toolkit.settings import Settings
from toolkit.stages.walk import Catalogue

JULY21, AUGUST24 = date(2026, 7, 21), date(2026, 8, 24)


def keep(ledger: Ledger) -> None:
    """The whole history of the deal, in the ledger."""
    with ledger.deciding(date(2026, 6, 16)) as entry:
        entry.record([Event("customer registered", CUSTOMER, {"values": LEAD, "owner": "王芳"})])
        entry.record([Event("person listed", "李强", {"values": {"name": "李强", "role": "销售负责人"}})])
    for day, happened in steps():
        with ledger.deciding(day) as entry:
            entry.record([happened])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    places = Places(root=tmp_path)
    places.ensure()
    with open_ledger(places.ledger) as ledger:
        keep(ledger)
        yield House(
            root=tmp_path,
            settings=Settings(company=RULEBOOK.company),
            places=places,
            ledger=ledger,
            rulebook=RULEBOOK,
            catalogue=Catalogue(forms={}, documents={}, process=Process(stages=STAGES, transitions=())),
            lang="zh",
        )


def column(path: Path, sheet: str, letter: str) -> list[Any]:
    """What stands below the titles."""
    return [cell.value for cell in load_workbook(BytesIO(path.read_bytes()), data_only=True)[sheet][letter]][TOP:]


def test_the_report_lies_in_reports_under_its_day(house: House) -> None:
    path = write_report(house, AUGUST24)

    assert path == house.root / "reports" / "销售日报_20260824.xlsx"
    assert column(path, "客户台账", "B") == [NAME]
    assert column(path, "合同台账", "F") == [pytest.approx(271700)]
    assert {entry.name for entry in path.parent.iterdir()} == {path.name, path.with_suffix(".html").name, "20260824"}


def test_the_same_day_and_ledger_give_the_same_bytes(house: House) -> None:
    first = write_report(house, AUGUST24).read_bytes()

    second = write_report(house, AUGUST24).read_bytes()

    assert first == second


def test_a_report_of_an_earlier_day_does_not_know_what_came_later(house: House) -> None:
    before = write_report(house, JULY21).read_bytes()
    with house.ledger.deciding(AUGUST24) as entry:
        renamed = {**LEAD, "customer_name": "改名有限公司"}
        entry.record([Event("customer registered", CUSTOMER, {"values": renamed, "owner": "李强"})])
        entry.record([Event("customer registered", "KH-2026-0002", {"values": renamed, "owner": "李强"})])
        entry.record([filed("F15", "HF-2026-0001", {"visit_date": AUGUST24})])

    after = write_report(house, JULY21).read_bytes()

    assert before == after
    assert column(write_report(house, AUGUST24), "客户台账", "B")[:2] == ["改名有限公司"] * 2


def test_a_later_run_of_the_same_day_replaces_the_report(house: House) -> None:
    write_report(house, AUGUST24)
    with house.ledger.deciding(AUGUST24) as entry:
        entry.record([event("moved", transition="T", stage="售后维护")])

    path = write_report(house, AUGUST24)

    assert column(path, "客户台账", "K")[0] == "售后维护"
    assert len(list(path.parent.glob("*.xlsx"))) == 1


def test_a_link_leads_from_the_report_to_the_document(house: House) -> None:
    document = house.root / "deals" / f"{DEAL}_上海启明" / "G02" / "BJ-2026-0001.docx"
    document.parent.mkdir(parents=True)
    document.write_bytes(b"")

    path = write_report(house, AUGUST24)

    link = load_workbook(path)["报价台账"].cell(TOP + 1, 1).hyperlink
    assert link is not None and link.target is not None
    assert (path.parent / link.target.replace("\\", "/")).resolve() == document.resolve()


def test_a_report_that_cannot_be_written_leaves_no_half_behind(house: House) -> None:
    in_the_way = house.places.reports / "销售日报_20260824.xlsx"
    in_the_way.mkdir()

    with pytest.raises(ShareTrouble, match="销售日报_20260824"):
        write_report(house, AUGUST24)

    assert [entry.name for entry in house.places.reports.iterdir()] == [in_the_way.name]


def test_a_file_where_a_folder_should_be_is_told_as_such(house: House) -> None:
    (house.places.reports / "20260824").write_bytes(b"my notes")

    with pytest.raises(ShareTrouble, match="20260824: a folder is expected here"):
        write_report(house, AUGUST24)
