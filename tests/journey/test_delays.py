"""When delivery runs late or acceptance fails: letters, supplement, rectification, rounds until passed."""

from __future__ import annotations

from datetime import date

from docx import Document

from tests.golden import DELIVERY, PROGRESS, ROUND_1, ROUND_2, Step
from tests.journey.after import letter, letters, rectified
from tests.journey.way import Way, WayTo, changed, codes, papers, retyped, waiting
from toolkit.model import terms

TROUBLE = {
    "eta": "2026-08-26",
    "is_abnormal": "是",
    "abnormal_type": "物料短缺",
    "impact_days": "7",
    "cause": "供应商伺服电机晚到",
    "measure": "改派同城库存,加班装配",
    "owner": "周工",
}
LATE = retyped(PROGRESS[1], "rows", 0, **TROUBLE)
ANSWERED = {
    "abnormal": "是",
    "solution": "改派同城库存,加班装配",
    "customer_reply": "同意顺延至8月26日",
    "agreed_new_date": "2026-08-26",
}
LATER_DAY = date(2026, 8, 26)


def late(way_to: WayTo) -> Way:
    """The golden deal on 08-03, production telling that it will be a week late."""
    way = way_to("07-27")
    answered = way.give(LATE)
    assert answered.outcome == "accepted", answered.all_findings()
    return way


def agreed(way_to: WayTo) -> Way:
    """The same, the customer having agreed to the later day."""
    way = late(way_to)
    answered = way.give(letters("08-05", {}, {}, letter("JZ-2026-0003", "08-04", **ANSWERED)), "08-05")
    assert answered.outcome == "accepted", answered.all_findings()
    return way


def signed(way_to: WayTo) -> Way:
    """The same, the supplement signed."""
    way = agreed(way_to)
    step = letters("08-06", {}, {}, {"supplement_signed_on": "2026-08-06"}, name="台账2.xlsx")
    answered = way.give(step, "08-06")
    assert answered.outcome == "accepted", answered.all_findings()
    return way


def text_of(way: Way, file: str) -> str:
    document = Document(str(way.house.root / file))
    return "\n".join("".join(p.xpath(".//w:t/text()")) for p in document.element.body.xpath(".//w:p"))


def deliver_by(way: Way) -> date | None:
    return terms.milestones_of(way.deal(), way.house.rulebook).deliver_by


def test_an_abnormality_writes_the_letter_that_asks_the_customer(way_to: WayTo) -> None:
    way = late(way_to)

    paper = way.deal().paper("G08")

    assert paper is not None
    said = text_of(way, paper.file)
    assert all(words in said for words in ("供应商伺服电机晚到", "2026年8月26日", "7天", "□"))
    assert "F12" in waiting(way.deal())


def test_a_later_day_that_was_agreed_asks_for_a_supplement(way_to: WayTo) -> None:
    way = agreed(way_to)

    assert papers(way.deal(), "G14") == [("BC-2026-0001", "", "待签署")]
    assert {n: s for n, _, s in papers(way.deal(), "G08")} == {"JZ-2026-0003": "已发送"}
    assert deliver_by(way) == date(2026, 8, 19)


def test_the_same_row_again_draws_no_second_supplement(way_to: WayTo) -> None:
    way = agreed(way_to)

    again = {"customer_reply": "书面同意顺延至8月26日", "supplement_no": ""}
    answered = way.give(letters("08-06", {}, {}, again, name="台账2.xlsx"), "08-06")

    assert answered.decisions[-1].outcome == "accepted", answered.all_findings()
    assert papers(way.deal(), "G14") == [("BC-2026-0001", "", "待签署")]


def test_a_signed_supplement_moves_the_delivery_day(way_to: WayTo) -> None:
    way = signed(way_to)

    assert papers(way.deal(), "G14") == [("BC-2026-0001", "", "已签署")]
    assert deliver_by(way) == LATER_DAY
    in_time = retyped(PROGRESS[2], "rows", 0, eta="2026-08-26")
    assert way.give(in_time).outcome == "accepted"


def test_without_a_supplement_the_later_day_stays_an_abnormality(way_to: WayTo) -> None:
    way = late(way_to)

    assert codes(way.give(retyped(PROGRESS[2], "rows", 0, eta="2026-08-26"))) == ["F11-03"]


def test_the_letters_sent_are_told_in_the_log(way_to: WayTo) -> None:
    way = way_to("08-10")
    rows = (letter("JZ-2026-0001", "07-28"), letter("JZ-2026-0002", "08-04"), letter("JZ-2026-0003", "08-11"))

    answered = way.give(letters("08-11", *rows), "08-11")

    assert answered.outcome == "accepted", answered.all_findings()
    assert [status for _, _, status in papers(way.deal(), "G07")] == ["已发送"] * 3


def test_a_gap_between_letters_is_told(way_to: WayTo) -> None:
    way = way_to("08-10")

    answered = way.give(letters("08-11", letter("JZ-2026-0001", "07-30")), "08-11")

    assert [decision.outcome for decision in answered.decisions] == ["accepted", "unchanged", "unchanged"]
    assert "R-62" in [finding.code for finding in answered.all_findings()]


# -- rectification ----------------------------------------------------------------------------------------------


def test_a_failed_acceptance_lays_out_the_record_of_rectification(way_to: WayTo) -> None:
    way = way_to("08-20")
    assert "F14" in waiting(way.deal())

    answered = way.give(rectified("08-22"), "08-22")

    assert answered.outcome == "accepted", answered.all_findings()
    assert papers(way.deal(), "G10") == [("ZG-2026-0001", "", "已整改")]


def test_what_is_not_rectified_is_told_again(way_to: WayTo) -> None:
    way = way_to("08-20")

    way.give(rectified("08-21", check="不合格", ready="否"), "08-21")
    assert papers(way.deal(), "G10") == [("ZG-2026-0001", "", "整改中")]
    assert "F14" in waiting(way.deal())
    way.give(rectified("08-22"), "08-22")

    assert papers(way.deal(), "G10") == [("ZG-2026-0001", "", "已整改")]


def test_acceptance_is_repeated_until_it_is_passed(way_to: WayTo) -> None:
    way = way_to("08-20")
    again = changed(ROUND_1, accept_date="2026-08-24", sign_date="2026-08-24")
    again = retyped(again, "rectify", 0, due="2026-08-27")

    second = way.give(again, "08-24", name="验收2.docx")
    third = way.give(changed(ROUND_2, accept_date="2026-08-28", sign_date="2026-08-28"), "08-28", name="验收3.docx")

    assert (second.outcome, third.outcome) == ("accepted", "accepted"), third.all_findings()
    assert [f.submission.value("round") for f in way.deal().all_filings("F13")] == [1, 2, 3]
    assert [n for n, _, _ in papers(way.deal(), "G10")] == ["ZG-2026-0001", "ZG-2026-0002"]
    assert way.deal().stage == "已验收"


def test_delivery_is_told_once(way_to: WayTo) -> None:
    way = way_to("08-18")
    other: Step = retyped(DELIVERY, "rows", 0, eta="2026-08-17")

    assert codes(way.give(other, "08-19", name="更正.xlsx")) == ["F11-08"]
