"""retry and undo: what was put aside or returned goes in once more, what a file brought is taken back whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journey.conftest import drop, sample
from tests.journey.test_rounds import JULY, Faulty
from toolkit.desk.orders import undo
from toolkit.desk.rework import retry, retry_all
from toolkit.desk.waiting import held
from toolkit.errors import NothingNamed, NotWithdrawn
from toolkit.house import House
from toolkit.intake.rounds import ingest

HouseOn = Callable[[str], House]


def put_aside(house: House) -> str:
    """A file that a bug of ours put aside; its name."""
    odd = drop(house, sample("成本核算表-"))
    for _ in range(3):
        ingest(house, JULY, readers=Faulty(odd.name, ZeroDivisionError("bug")))
    return odd.name


def test_a_file_put_aside_goes_in_once_more_and_is_accepted(house_on: HouseOn) -> None:
    house = house_on("06-22")
    name = put_aside(house)

    (retried,) = retry_all(house)
    (answered,) = ingest(house, JULY)

    assert (retried.name, retried.file) == (name, f"inbox/{name}")
    assert answered.outcome == "accepted"
    assert not list(house.places.quarantine.rglob("*.xlsx"))


def test_a_returned_file_can_be_tried_again_when_the_rule_was_mended(house_on: HouseOn) -> None:
    house = house_on("06-22")
    wrong = drop(house, sample("客户登记(有误)"))
    (before,) = ingest(house, JULY)

    retry(house, before.run)
    (after,) = ingest(house, JULY)

    assert (before.outcome, after.outcome) == ("returned", "returned")
    assert after.run != before.run
    assert after.name == wrong.name


def test_what_was_accepted_is_not_tried_again(house_on: HouseOn) -> None:
    house = house_on("06-22")
    name = drop(house, sample("成本核算表-")).name
    ingest(house, JULY)

    with pytest.raises(NothingNamed, match="accepted"):
        retry(house, name)
    with pytest.raises(NothingNamed, match="no file or run"):
        retry(house, "nothing.xlsx")


def test_a_file_is_undone_with_all_that_it_brought(house_on: HouseOn) -> None:
    house = house_on("06-22")
    before = house.ledger.deal("SJ-2026-0001").stage
    drop(house, sample("成本核算表-"))
    (answered,) = ingest(house, JULY)
    assert house.ledger.deal("SJ-2026-0001").stage == "已报价"

    (ordered,) = undo(house, answered.run, JULY, reason="wrong costs", by="王芳")

    assert ordered.deal.stage == before
    assert {p.status for p in ordered.deal.papers if p.number.startswith("BJ")} == {"已撤回"}
    assert f"受理号: {answered.run}" in next(house.places.filed.rglob("成本核算表*.回执.txt")).read_text("utf-8-sig")


def test_a_file_that_filed_nothing_cannot_be_undone(house_on: HouseOn) -> None:
    house = house_on("06-22")
    drop(house, sample("客户登记(有误)"))
    (returned,) = ingest(house, JULY)

    with pytest.raises(NotWithdrawn, match="filed nothing"):
        undo(house, returned.run, JULY, reason="", by="")


def test_the_list_of_what_waits_says_why_and_who(house_on: HouseOn) -> None:
    house = house_on("06-22")
    name = put_aside(house)
    lying = drop(house, sample("客户登记(有误)"))
    (lying.parent / f"~${lying.name}").write_bytes(b"\x05Wang " + b" " * 100)
    (house.places.inbox / "半个.docx").write_bytes(b"PK\x03\x04 half")
    (house.places.inbox / "快捷方式.docx").symlink_to(lying)

    found = {(one.state, one.file): (one.why.en, one.who) for one in held(house)}

    assert found == {
        ("aside", name): ("ZeroDivisionError: bug", ""),
        ("in the inbox", f"inbox/{lying.name}"): ("open in an office program", "Wang"),
        ("in the inbox", "inbox/半个.docx"): ("incomplete so far, or damaged", ""),
        ("left alone", "inbox/快捷方式.docx"): ("a link; drop the file itself", ""),
    }
