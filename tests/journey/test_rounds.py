"""Rounds over a real house: work that fails or is cut short, files that wait, vanish or change in our hands."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from concurrent.futures import Future
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.event import listen, remove

from tests.golden import SIGNING
from tests.journey.conftest import drop, sample
from tests.journey.way import Way, WayTo, day
from toolkit.disk import Disk, using
from toolkit.documents.looked import Looked
from toolkit.errors import ShareTrouble
from toolkit.house import House
from toolkit.intake import batches, effects, rounds
from toolkit.intake.answer import Answered
from toolkit.intake.batches import Stopped
from toolkit.intake.claims import claim
from toolkit.intake.rounds import Rounds, ingest
from toolkit.intake.scan import scan
from toolkit.intake.workers.pool import Here
from toolkit.model.submission import Submission

HouseOn = Callable[[str], House]
JULY = day("07-01")


class Faulty(Here):
    """Readers with a bug that one file brings out."""

    def __init__(self, name: str, fault: BaseException) -> None:
        self.name, self.fault = name, fault

    def take(self, content: bytes, name: str, today: date) -> Future[Submission | Looked]:
        if name == self.name:
            if not isinstance(self.fault, Exception):
                raise self.fault
            future: Future[Submission | Looked] = Future()
            future.set_exception(self.fault)
            return future
        return super().take(content, name, today)


def outcomes(answers: list[Answered]) -> dict[str, str]:
    return {answered.name: answered.outcome for answered in answers}


def reports(house: House) -> list[str]:
    return [path.read_text("utf-8-sig") for path in house.places.returned.rglob("*.检查结果.txt")]


def test_a_bug_that_one_file_brings_out_puts_it_aside_in_the_end_and_stops_no_other(house_on: HouseOn) -> None:
    house = house_on("06-22")
    odd, lead = drop(house, sample("成本核算表-")), drop(house, sample("客户登记(有误)"))
    content = odd.read_bytes()
    readers = Faulty(odd.name, ZeroDivisionError("no such luck"))

    answers = [outcomes(ingest(house, JULY, readers=readers)) for _ in range(4)]

    assert answers[0] == {odd.name: "failed", lead.name: "returned"}
    assert answers[1:] == [{odd.name: "failed"}, {odd.name: "quarantined"}, {}]
    (aside,) = house.places.quarantine.rglob("*.xlsx")
    assert aside.read_bytes() == content
    assert any("ZeroDivisionError: no such luck" in report for report in reports(house))
    assert list(house.places.claims.iterdir()) == []


def test_a_file_that_ends_the_service_three_times_is_put_aside(house_on: HouseOn) -> None:
    house = house_on("06-22")
    odd = drop(house, sample("成本核算表-"))
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            ingest(house, JULY, readers=Faulty(odd.name, KeyboardInterrupt()))

    (answered,) = ingest(house, JULY)

    assert answered.outcome == "quarantined"
    assert len(list(house.places.quarantine.rglob("*.xlsx"))) == 1


def test_what_is_mended_in_time_is_accepted(house_on: HouseOn) -> None:
    house = house_on("06-22")
    odd = drop(house, sample("成本核算表-"))
    ingest(house, JULY, readers=Faulty(odd.name, ZeroDivisionError()))

    (answered,) = ingest(house, JULY)

    assert answered.outcome == "accepted"
    assert len(list(house.places.deals.rglob("BJ-2026-0001*.docx"))) == 1


def test_a_service_waits_longer_before_each_further_attempt(house_on: HouseOn) -> None:
    house = house_on("06-22")
    odd = drop(house, sample("成本核算表-"))
    time = [0.0]
    passes = Rounds(house, Faulty(odd.name, ZeroDivisionError()), clock=lambda: time[0])
    taken = []
    for seconds in (0.0, 0.9, 1.1, 4.9, 5.2):
        time[0] = seconds
        taken += [(seconds, one.outcome) for one in passes.take(scan(house.places.inbox), (), JULY)]

    assert taken == [(0.0, "failed"), (1.1, "failed"), (5.2, "quarantined")]


def test_trouble_of_the_share_takes_no_attempt(house_on: HouseOn) -> None:
    house = house_on("06-22")
    drop(house, sample("成本核算表-"))

    class Full(Disk):
        def write(self, path: Path, content: bytes) -> None:
            if path.parent == house.places.staged:
                raise OSError(errno.ENOSPC, "no space left")
            super().write(path, content)

    passes = Rounds(house, Here())
    for _ in range(5):
        with using(Full()), pytest.raises(ShareTrouble):
            passes.take(scan(house.places.inbox), (), JULY)
    (answered,) = passes.take((), (), JULY)

    assert answered.outcome == "accepted"


def test_a_form_that_waits_rests_until_its_scan_comes(way_to: WayTo) -> None:
    way = way_to("07-17")
    form = way.put(way.filled(SIGNING), SIGNING.name)
    passes = Rounds(way.house, Here())

    def look() -> list[str]:
        found = scan(way.house.places.inbox)
        return [one.outcome for one in passes.take(found, found, day("07-21"))]

    first, second = look(), look()
    assert form.exists()
    way.put(b"%PDF-1.7 scan", SIGNING.attachment)
    third = look()

    assert (first, second, third) == (["waiting"], [], ["accepted"])
    assert not form.exists()
    assert [path.read_bytes() for path in way.house.places.filed.rglob(SIGNING.attachment)] == [b"%PDF-1.7 scan"]


def test_the_scan_of_a_form_that_is_returned_stays_in_the_inbox(way_to: WayTo) -> None:
    way: Way = way_to("07-17")
    scanned = way.put(b"%PDF-1.7 scan", SIGNING.attachment)
    way.put(way.filled(SIGNING), SIGNING.name)

    (answered,) = ingest(way.house, day("07-16"))

    assert answered.outcome == "returned"
    assert scanned.read_bytes() == b"%PDF-1.7 scan"


def test_a_file_that_vanishes_in_our_hands_is_told_as_lost(house_on: HouseOn) -> None:
    house = house_on("06-22")
    taken = claim(house.places, drop(house, sample("成本核算表-")))
    assert taken is not None
    taken.payload.unlink()

    ingest(house, JULY)

    (report,) = reports(house)
    assert "[M-VANISHED]" in report
    assert list(house.places.claims.iterdir()) == []


def test_a_file_that_vanishes_after_its_capture_is_decided_all_the_same(house_on: HouseOn) -> None:
    house = house_on("06-22")
    odd = drop(house, sample("成本核算表-"))
    content = odd.read_bytes()
    ingest(house, JULY, readers=Faulty(odd.name, ZeroDivisionError()))
    (payload,) = house.places.claims.rglob("payload")
    payload.unlink()

    (answered,) = ingest(house, JULY)

    assert answered.outcome == "accepted"
    (filed,) = house.places.filed.rglob(odd.name)
    assert filed.read_bytes() == content


def test_bytes_written_into_a_file_after_its_capture_are_an_arrival_of_their_own(house_on: HouseOn) -> None:
    house = house_on("06-22")
    path = drop(house, sample("成本核算表-"))
    content = path.read_bytes()

    class Late(Here):
        def take(self, content: bytes, name: str, today: date) -> Future[Submission | Looked]:
            (payload,) = house.places.claims.rglob("payload")
            payload.write_bytes(content + b"more")
            return super().take(content, name, today)

    (answered,) = ingest(house, JULY, readers=Late())

    assert answered.outcome == "accepted"
    (filed,) = house.places.filed.rglob(path.name)
    assert filed.read_bytes() == content
    assert path.read_bytes() == content + b"more"


def test_a_document_that_a_person_renamed_before_we_noted_it_is_not_published_again(
    house_on: HouseOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_on("06-22")
    drop(house, sample("成本核算表-"))

    def power_cut(house: House, done: list[int], failed: dict[int, str]) -> None:
        if done:
            raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(effects, "_record", power_cut)
        with pytest.raises(KeyboardInterrupt):
            ingest(house, JULY)
    (quote,) = house.places.deals.rglob("BJ-2026-0001*.docx")
    renamed = quote.rename(quote.with_name("给客户的报价.docx"))
    ingest(house, JULY)

    assert list(house.places.deals.rglob("BJ-2026-0001*.docx")) == []
    assert renamed.exists()


def test_files_staged_for_a_decision_that_was_never_taken_are_swept(house_on: HouseOn) -> None:
    house = house_on("06-22")
    (house.places.staged / "stray").write_bytes(b"half")

    ingest(house, JULY)

    assert list(house.places.staged.iterdir()) == []


def test_two_files_of_one_name_are_both_answered_in_one_batch(house_on: HouseOn) -> None:
    house = house_on("06-22")
    for folder in ("甲", "乙"):
        (house.places.inbox / folder).mkdir()
        (house.places.inbox / folder / "笔记.xlsx").write_bytes(f"no workbook {folder}".encode())

    answers = ingest(house, JULY)

    assert [answered.outcome for answered in answers] == ["returned", "returned"]
    lying = {path.name for path in house.places.returned.rglob("笔记*")}
    assert lying == {"笔记.xlsx", "笔记.xlsx.检查结果.txt", "笔记~1.xlsx", "笔记~1.xlsx.检查结果.txt"}


def test_one_who_no_longer_leads_takes_nothing(house_on: HouseOn) -> None:
    house = house_on("06-22")
    path = drop(house, sample("成本核算表-"))

    found = scan(house.places.inbox)
    answers = Rounds(house, Here(), is_leading=lambda: False).take(found, found, JULY)

    assert answers == []
    assert path.exists()


def test_a_service_that_is_told_to_stop_hands_back_what_takes_long(
    house_on: HouseOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_on("06-22")
    path = drop(house, sample("成本核算表-"))
    monkeypatch.setattr(rounds, "STOP_SECONDS", 0.05)
    monkeypatch.setattr(batches, "STOP_SECONDS", 0.05)
    asked: list[bool] = []

    class Endless(Here):
        def take(self, *_: object) -> Future[Submission | Looked]:
            return Future()

    def goes_on() -> bool:
        asked.append(True)
        return len(asked) < 5

    found = scan(house.places.inbox)
    with pytest.raises(Stopped):
        Rounds(house, Endless(), is_leading=goes_on).take(found, found, JULY)

    assert path.exists()
    assert list(house.places.claims.iterdir()) == []
    (answered,) = ingest(house, JULY)
    assert answered.outcome == "accepted"


def test_urgent_files_come_first_and_starve_nobody(house_on: HouseOn) -> None:
    house = house_on("06-22")
    for n, name in enumerate(("a.xlsx", "b.xlsx", "急 1.xlsx", "【加急】2.xlsx", "URGENT 3.xlsx", "急4.xlsx")):
        (house.places.inbox / name).write_bytes(f"no workbook {n}".encode())
        os.utime(house.places.inbox / name, ns=(n, n))

    answers = ingest(house, JULY)

    assert [one.name for one in answers] == [
        "急 1.xlsx",
        "【加急】2.xlsx",
        "URGENT 3.xlsx",
        "a.xlsx",
        "急4.xlsx",
        "b.xlsx",
    ]


def test_thirty_two_files_are_two_commits_and_one_more_for_what_follows(house_on: HouseOn) -> None:
    house = house_on("06-22")
    for n in range(32):
        (house.places.inbox / f"{n:02}.xlsx").write_bytes(f"no workbook {n}".encode())
    commits: list[object] = []

    def count(connection: object) -> None:
        commits.append(connection)

    listen(Engine, "commit", count)
    try:
        ingest(house, JULY)
    finally:
        remove(Engine, "commit", count)

    assert len(commits) <= 12
