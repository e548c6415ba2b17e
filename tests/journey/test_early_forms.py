"""The forms before an offer: market research, follow-up log, needs, elements of a scheme."""

from __future__ import annotations

from tests.golden import COST_SHEET, LEAD, NEEDS, Step, Typed
from tests.journey.after import RESEARCH, SCHEME, UNCALLED, contact, contacts
from tests.journey.way import DEAL, Way, WayTo, changed, codes, day, papers, told_in, waiting
from toolkit.desk.orders import give_order
from toolkit.intake.answer import Answered, told
from toolkit.model.finding import Severity

HAICHUAN: Typed = {
    "customer_name": "宁波海川机械有限公司",
    "customer_short": "宁波海川",
    "uscc": "91110108MA01H2JX7Q",
    "contact_phone": "13987654321",
    "contact_email": "li@haichuan.example.com",
}
OTHER_DEAL = "SJ-2026-0002"
OTHER: Typed = {"lead_no": "KH-2026-0002", "customer_name": "宁波海川机械有限公司", "contact_name": "李总"}


def warned(answered: Answered) -> list[str]:
    return [finding.code for finding in answered.all_findings() if finding.severity is Severity.WARNING]


def uncalled(way_to: WayTo, *more: Typed) -> Way:
    """A house with the golden lead, and others like it, none of them called yet."""
    way = way_to("06-15")
    rows = [{**UNCALLED.tables["rows"][0], **row} for row in ({}, *more)]
    answered = way.give(changed(UNCALLED, tables={"rows": rows}), deal="")
    assert [decision.outcome for decision in answered.decisions] == ["accepted"] * len(rows), answered.all_findings()
    return way


# -- market research --------------------------------------------------------------------------------------------


def test_a_market_research_says_which_leads_lie_outside(way_to: WayTo) -> None:
    way = way_to("06-15")

    researched = way.give(RESEARCH, deal="")
    lead = way.give(LEAD, deal="")

    assert (researched.outcome, [one.number for one in researched.decisions]) == ("accepted", ["DY-2026-0001"])
    assert lead.outcome == "accepted", lead.all_findings()
    assert warned(lead) == ["R-01", "F02-03"]
    assert "5亿" in told(lead, "zh") and "零售业、批发业" in told(lead, "zh")
    assert way.deal().stage == "已接触"


def test_the_latest_market_research_counts(way_to: WayTo) -> None:
    way = way_to("06-15")
    way.give(RESEARCH, deal="")

    wider = changed(RESEARCH, target_industry="零售业、制造业", revenue_range="5000万-20亿")
    again = way.give(wider, "06-16", deal="", name="市场调研报告2.docx")
    lead = way.give(LEAD, deal="")

    assert [one.number for one in again.decisions] == ["DY-2026-0002"]
    assert warned(lead) == []


# -- follow-up log ----------------------------------------------------------------------------------------------


def test_a_first_word_with_the_customer_asks_for_its_needs(way_to: WayTo) -> None:
    way = uncalled(way_to)
    assert (way.deal().stage, waiting(way.deal())) == ("潜在客户", set())

    logged = way.give(contacts("06-18", contact("06-18")))

    assert logged.outcome == "accepted", logged.all_findings()
    assert [decision.number for decision in logged.decisions] == ["GJ-2026-0001"]
    assert (way.deal().stage, waiting(way.deal())) == ("已接触", {"F04"})
    assert "《客户需求分析表》" in told(logged, "zh")


def test_a_customer_contacted_before_is_handed_over_to_the_analysis(way_to: WayTo) -> None:
    way = way_to("06-16")
    earlier = way.deal().blank("F04")
    assert earlier is not None

    logged = way.give(contacts("06-18", contact("06-18", "转需求调研")))

    assert logged.outcome == "accepted", logged.all_findings()
    laid = way.deal().blank("F04")
    assert laid is not None and laid.file != earlier.file
    assert not (way.house.root / earlier.file).exists()
    assert way.give(NEEDS).outcome == "accepted"


def test_a_lost_lead_is_lost_for_its_reason_and_taken_up_again(way_to: WayTo) -> None:
    way = way_to("06-16")

    logged = way.give(contacts("06-18", contact("06-18", "丢单", lost_reason="预算")))
    lost = way.deal()
    refused = way.give(NEEDS, blank=way.fresh("F04"))
    give_order(way.house, "reopen", DEAL, day("06-25"), reason="预算恢复", by="李强")

    assert logged.outcome == "accepted", logged.all_findings()
    assert (lost.stage, lost.reason, waiting(lost)) == ("已丢单", "预算", set())
    assert codes(refused) == ["M-STAGE"]
    assert (way.deal().stage, waiting(way.deal())) == ("已接触", {"F04"})
    assert way.give(NEEDS, "06-25", name="需求2.docx").outcome == "accepted"


def test_a_lead_put_on_hold_and_then_lost_goes_on_where_it_left_the_main_way(way_to: WayTo) -> None:
    way = way_to("06-16")

    way.give(contacts("06-18", contact("06-18", "暂缓", content="客户下半年再议")))
    on_hold = way.deal()
    way.give(contacts("06-22", contact("06-22", "丢单", lost_reason="竞品"), name="跟进2.xlsx"))
    lost = way.deal()
    give_order(way.house, "reopen", DEAL, day("06-25"), reason="竞品交付失败", by="李强")

    assert (on_hold.stage, on_hold.reason, waiting(on_hold)) == ("暂缓跟进", "客户下半年再议", set())
    assert (lost.stage, lost.reason) == ("已丢单", "竞品")
    assert (way.deal().stage, waiting(way.deal())) == ("已接触", {"F04"})


def test_one_log_that_first_asks_for_the_analysis_and_then_gives_up_lays_nothing_out(way_to: WayTo) -> None:
    way = uncalled(way_to)

    logged = way.give(contacts("06-23", contact("06-18"), contact("06-23", "丢单", lost_reason="需求取消")))

    assert logged.outcome == "accepted", logged.all_findings()
    assert (way.deal().stage, waiting(way.deal())) == ("已丢单", set())
    assert "《客户需求分析表》" not in told(logged, "zh")


def test_of_a_log_of_several_customers_only_the_wrong_row_comes_back(way_to: WayTo) -> None:
    way = uncalled(way_to, HAICHUAN)
    right, other = contact("06-18"), contact("06-18", **OTHER)

    first = way.give(contacts("06-18", right, {**other, "customer_feedback": ""}))
    (back,) = way.house.places.returned.rglob("*_需修改.xlsx")
    again = way.give(contacts("06-18", right, other, name="跟进2.xlsx"))

    assert (first.outcome, [one.outcome for one in first.decisions]) == ("returned", ["accepted", "returned"])
    assert "第1行 编号 GJ-2026-0001" in told_in(back)
    assert "第2行 有误" in told_in(back)
    assert "「客户反馈」为必填项" in told_in(back)
    assert [one.outcome for one in again.decisions] == ["unchanged", "accepted"]
    assert [one.number for one in again.decisions] == ["GJ-2026-0001", "GJ-2026-0002"]
    assert [way.deal(number).stage for number in (DEAL, OTHER_DEAL)] == ["已接触", "已接触"]


def test_a_log_dropped_again_with_one_more_row_counts_that_row(way_to: WayTo) -> None:
    way = uncalled(way_to)
    rows = (contact("06-18"), contact("06-22", content="发送样机视频"))
    way.give(contacts("06-18", rows[0]))

    again = way.give(contacts("06-22", *rows, name="跟进2.xlsx"))

    assert [one.outcome for one in again.decisions] == ["unchanged", "accepted"]
    assert [filing.number for filing in way.deal().all_filings("F03")] == ["GJ-2026-0001", "GJ-2026-0002"]


def test_a_customer_nobody_knows_is_told(way_to: WayTo) -> None:
    way = way_to("06-16")
    before = way.events()

    answered = way.give(contacts("06-18", contact("06-18", lead_no="", customer_name="无锡某某精密有限公司")), deal="")

    assert (answered.outcome, "M-REF" in codes(answered)) == ("returned", True)
    assert way.events() == before


# -- needs and scheme -------------------------------------------------------------------------------------------

MES: Typed = {
    "need_desc": "与MES系统对接",
    "need_class": "核心需求",
    "priority": "P1",
    "criterion": "产量自动上传",
    "capability": "完全满足",
}
MORE_NEEDS: Step = changed(
    NEEDS,
    meeting_date="2026-06-30",
    next_action_date="2026-07-06",
    tables={"needs": (*NEEDS.tables["needs"], MES)},
)


def answering(*responses: str) -> Step:
    return changed(SCHEME, tables={"answers": [{"response": response} for response in responses]})


def test_the_needs_ask_for_cost_and_scheme_and_the_scheme_becomes_a_proposal(way_to: WayTo) -> None:
    way = way_to("06-22")
    asked = waiting(way.deal())

    answered = way.give(SCHEME)

    assert asked == {"F05", "F19"}
    assert answered.outcome == "accepted", answered.all_findings()
    assert papers(way.deal(), "G01") == [("FA-2026-0001", "V1", "草稿")]
    assert (way.deal().stage, waiting(way.deal())) == ("需求确认", {"F05"})
    (written,) = way.house.places.deals.rglob("FA-2026-0001*.docx")
    assert written.name == "FA-2026-0001_产品_服务方案_上海启明_20260629.docx"


def test_a_new_core_need_asks_for_both_again_and_the_next_proposal_answers_it(way_to: WayTo) -> None:
    way = way_to("06-22")
    way.give(SCHEME)

    needs = way.give(MORE_NEEDS, "06-30", name="需求2.docx", blank=way.fresh("F04"))
    laid = waiting(way.deal())
    incomplete = way.give(answering("每条产线一台", "热线", "培训"), "07-01", name="要素2.docx")
    complete = way.give(answering("每条产线一台", "热线", "培训", "提供标准接口"), "07-02", name="要素3.docx")

    assert needs.outcome == "accepted", needs.all_findings()
    assert [one.number for one in needs.decisions] == ["XQ-2026-0002"]
    assert laid == {"F05", "F19"}
    assert (incomplete.outcome, codes(incomplete)) == ("returned", ["F19-01"])
    assert complete.outcome == "accepted", complete.all_findings()
    assert papers(way.deal(), "G01") == [("FA-2026-0001", "V1", "已作废"), ("FA-2026-0001", "V2", "草稿")]


def test_the_proposal_may_come_after_the_quote_but_not_after_signing(way_to: WayTo) -> None:
    way = way_to("07-21")

    late = way.give(SCHEME, "07-22", blank=way.fresh("F19"))

    assert "F19" not in waiting(way.deal())
    assert codes(late) == ["M-STAGE"]


def test_the_proposal_does_not_wait_for_the_quote_nor_the_quote_for_it(way_to: WayTo) -> None:
    way = way_to("07-01")

    answered = way.give(changed(SCHEME, prepared_by="周工"), "07-02")

    assert answered.outcome == "accepted", answered.all_findings()
    assert [paper.kind for paper in way.deal().papers] == ["G02", "G01"]
    assert COST_SHEET.form not in waiting(way.deal())
