"""Zips of forms, and files too large to read, dropped into a real house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from tests.golden import SIGNING
from tests.journey.conftest import sample
from tests.journey.way import WayTo, day
from toolkit.house import House
from toolkit.intake.rounds import ingest
from toolkit.office.bundle import BUNDLE_LIMITS

HouseOn = Callable[[str], House]
JULY = day("07-01")


def zipped(**members: bytes) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as target:
        for name, held in members.items():
            target.writestr(name, held)
    return content.getvalue()


def dropped(house: House, name: str, content: bytes) -> Path:
    path = house.places.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def passes(house: House, on: date) -> list[tuple[str, str]]:
    """Names and outcomes of pass after pass, until nothing comes any more."""
    answers: list[tuple[str, str]] = []
    while found := [(one.name, one.outcome) for one in ingest(house, on)]:
        answers += found
    return answers


def test_each_form_of_a_zip_is_answered_as_if_dropped_by_itself(house_on: HouseOn) -> None:
    house = house_on("06-22")
    good, wrong = sample("成本核算表-"), sample("客户登记(有误)")
    content = zipped(**{f"七月/{good.name}": good.read_bytes(), wrong.name: wrong.read_bytes(), "读我.txt": b"hi"})
    dropped(house, "七月.zip", content)

    answers = passes(house, JULY)

    assert sorted(answers) == sorted([("七月.zip", "accepted"), (good.name, "accepted"), (wrong.name, "returned")])
    assert list(house.places.inbox.iterdir()) == []
    assert next(house.places.filed.rglob("七月.zip")).read_bytes() == content
    receipt = next(house.places.filed.rglob("七月.zip.回执.txt")).read_text("utf-8-sig")
    assert all(name in receipt for name in (good.name, wrong.name, "读我.txt"))


def test_a_form_and_its_scan_come_in_one_zip(way_to: WayTo) -> None:
    way = way_to("07-17")
    content = zipped(**{SIGNING.name: way.filled(SIGNING), SIGNING.attachment: b"%PDF-1.7 scan"})
    dropped(way.house, "签署.zip", content)

    answers = passes(way.house, day("07-21"))

    assert answers == [("签署.zip", "accepted"), (SIGNING.name, "accepted")]
    assert list(way.house.places.inbox.iterdir()) == []


def test_a_member_knows_its_zip_and_who_dropped_it(house_on: HouseOn) -> None:
    house = house_on("06-22")
    form = sample("成本核算表-")
    path = dropped(house, "a.zip", zipped(**{form.name: form.read_bytes()}))
    owner = path.owner()

    passes(house, JULY)

    with house.ledger.reading() as questions:
        (archive,) = [one for one in questions.arrivals() if one.name == "a.zip"]
        (member,) = [one for one in questions.arrivals() if one.name == form.name]
    assert (member.detail["parent"], member.detail["dropped_by"]) == (archive.id, owner)
    assert member.dropped == f"inbox/a_zip/{form.name}"


def test_a_zip_lends_nobody_the_name_of_another_folder(house_on: HouseOn) -> None:
    house = house_on("06-22")
    form = sample("成本核算表-")
    dropped(house, "财务部门.zip", zipped(**{f"财务部门/{form.name}": form.read_bytes()}))

    passes(house, JULY)

    with house.ledger.reading() as questions:
        (member,) = [one for one in questions.arrivals() if one.name == form.name]
    assert member.dropped.split("/")[1] == "财务部门_zip"


def test_a_zip_with_nothing_to_take_comes_back(house_on: HouseOn) -> None:
    house = house_on("06-22")
    dropped(house, "照片.zip", zipped(**{"a.txt": b"a", "b.zip": zipped(c=b"c")}))

    answers = passes(house, JULY)

    assert answers == [("照片.zip", "returned")]
    assert len(list(house.places.returned.rglob("照片.zip*"))) == 2


def test_a_file_of_terabytes_is_answered_unread(house_on: HouseOn) -> None:
    house = house_on("06-22")
    with (house.places.inbox / "大.xlsx").open("wb") as sparse:
        sparse.write(b"PK\x03\x04")
        sparse.truncate(BUNDLE_LIMITS.file * 10_000)

    (answered,) = ingest(house, JULY)

    assert answered.outcome == "returned"
    assert next(house.places.returned.rglob("大.xlsx")).stat().st_size == BUNDLE_LIMITS.file * 10_000
