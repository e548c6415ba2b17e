"""Prices below our floor, and discounts beyond authority: asked for, granted, refused, run out."""

from __future__ import annotations

from tests.golden import COST_SHEET, MINUTES
from tests.journey.after import DEAR, exception
from tests.journey.way import Way, WayTo, changed, codes, papers, retyped, waiting
from toolkit.intake.answer import told

DEEP = changed(MINUTES, price_discount="8%", final_total_incl="263,120.00")
"""Eight per cent off: beyond authority, and below the floor of 30 %."""


def held_below_the_floor(way_to: WayTo) -> Way:
    """The golden deal with a cost sheet that yields too little."""
    way = way_to("06-22")
    assert codes(way.give(DEAR)) == ["R-20"]
    return way


def holds(way: Way) -> dict[str, tuple[str, ...]]:
    return {hold.form: hold.codes for hold in way.deal().holds}


def test_a_price_below_the_floor_asks_for_a_better_one_or_an_exception(way_to: WayTo) -> None:
    way = held_below_the_floor(way_to)

    assert (way.deal().stage, papers(way.deal(), "G02")) == ("需求确认", [])
    assert waiting(way.deal()) == {"F05", "F19", "F20"}
    assert holds(way) == {"F05": ("R-20",)}


def test_an_exception_goes_from_hand_to_hand_under_one_number_and_then_lets_the_price_pass(way_to: WayTo) -> None:
    way = held_below_the_floor(way_to)

    answers = [way.give(exception("07-02", agreed), f"07-0{agreed + 1}") for agreed in (1, 2)]
    between = (way.deal().stage, waiting(way.deal()), holds(way))
    granted = way.give(exception("07-02", 3), "07-04")

    assert [codes(answered) for answered in answers] == [["F20-05"], ["F20-05"]]
    assert "尚缺财务部门、总经理的审批意见" in told(answers[0], "zh")
    assert "尚缺总经理的审批意见" in told(answers[1], "zh")
    assert between == ("需求确认", {"F05", "F19", "F20"}, {"F05": ("R-20",), "F20": ("F20-05",)})
    assert granted.outcome == "accepted", granted.all_findings()
    assert {filing.number for filing in way.deal().all_filings("F20")} == {"LW-2026-0001"}
    assert (way.deal().stage, papers(way.deal(), "G02")) == ("已报价", [("BJ-2026-0001", "V1", "草稿")])
    assert (holds(way), waiting(way.deal())) == ({}, {"F06", "F19"})
    assert "此前待办的《成本核算表》已放行: 编号 CB-2026-0001 · 商机 SJ-2026-0001 已报价" in told(granted, "zh")


def test_a_blank_that_is_no_longer_needed_lies_among_the_superseded(way_to: WayTo) -> None:
    way = held_below_the_floor(way_to)
    laid = way.deal().blank("F20")
    assert laid is not None

    way.give(COST_SHEET, "07-02", name="成本核算表(改).xlsx")

    assert (holds(way), waiting(way.deal())) == ({}, {"F06", "F19"})
    assert not (way.house.root / laid.file).exists()


def test_a_refused_exception_leaves_the_price_held_and_a_better_price_ends_the_matter(way_to: WayTo) -> None:
    way = held_below_the_floor(way_to)
    no = {"opinion": "不同意", "comment": "毛利过低,请重新报价"}

    refused = way.give(retyped(exception("07-02", 2), "steps", 1, **no), "07-02")
    after = (holds(way), papers(way.deal(), "G02"))
    way.give(COST_SHEET, "07-03", name="成本核算表(改).xlsx")

    assert codes(refused) == ["F20-06"]
    assert after == ({"F05": ("R-20",), "F20": ("F20-06",)}, [])
    assert papers(way.deal(), "G02") == [("BJ-2026-0001", "V1", "草稿")]
    assert (holds(way), waiting(way.deal())) == ({}, {"F06", "F19"})


def test_an_exception_counts_through_its_last_day_and_not_longer(way_to: WayTo) -> None:
    way = held_below_the_floor(way_to)
    way.give(exception("07-02", 3, until="07-05"), "07-02")
    again = [
        changed(retyped(DEAR, "costs", 1, unit_cost=cost), prepared_date="2026-07-02") for cost in ("4400", "4300")
    ]

    on_time = way.give(again[0], "07-05", name="成本2.xlsx", blank=way.fresh("F05"))
    too_late = way.give(again[1], "07-06", name="成本3.xlsx", blank=way.fresh("F05"))

    assert on_time.outcome == "accepted", on_time.all_findings()
    assert codes(on_time) == []
    assert codes(too_late) == ["R-20"]
    assert papers(way.deal(), "G02") == [("BJ-2026-0001", "V1", "已作废"), ("BJ-2026-0001", "V2", "草稿")]


def test_an_exception_may_not_begin_after_its_last_day(way_to: WayTo) -> None:
    way = held_below_the_floor(way_to)

    answered = way.give(exception("07-02", 3, until="07-05"), "07-06")

    assert (answered.outcome, codes(answered)) == ("returned", ["M-DATE-PAST"])


def test_a_discount_beyond_authority_waits_for_the_exception_and_then_becomes_the_contract(way_to: WayTo) -> None:
    way = way_to("07-06")

    held = way.give(DEEP)
    between = (way.deal().stage, waiting(way.deal()), way.deal().paper("G03"))
    granted = way.give(exception("07-13", 3, applied="07-13"), "07-13")

    assert codes(held) == ["F07-31", "R-32"]
    assert between == ("谈判中", {"F07", "F19", "F20"}, None)
    assert granted.outcome == "accepted", granted.all_findings()
    assert way.deal().stage == "合同审批中"
    assert papers(way.deal(), "G03") == [("XS-2026-0001", "V1.0草案", "待销售负责人")]
    assert waiting(way.deal()) == {"F08", "F19"}
    exceptions = [filing.submission for filing in way.deal().all_filings("F20")]
    assert [str(one.value("discount")) for one in exceptions] == ["0.08"]


def test_an_exception_for_less_does_not_let_more_pass(way_to: WayTo) -> None:
    way = way_to("07-06")
    way.give(DEEP)

    granted = way.give(exception("07-13", 3, applied="07-13", discount="6%"), "07-13")

    assert granted.outcome == "accepted", granted.all_findings()
    assert way.deal().stage == "谈判中"
    assert set(holds(way)) == {"F07"}
