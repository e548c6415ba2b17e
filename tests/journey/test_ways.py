"""The ways a deal may take besides the straight one: refused, held, repeated, out of order."""

from __future__ import annotations

import pytest

from tests.golden import (
    APPROVALS,
    COST_SHEET,
    CUSTOMER_FILE,
    DELIVERY,
    FEEDBACK,
    LEAD,
    MINUTES,
    NEEDS,
    ORDER,
    PROGRESS,
    ROUND_1,
    ROUND_2,
    SIGNING,
    STAFF,
    Step,
)
from tests.journey.way import DEAL, WayTo, changed, codes, papers, retyped
from toolkit.desk.standing import deal_standing
from toolkit.model.finding import Severity

NODES = ("销售负责人", "法务部门", "财务部门", "总经理")


def refused_at(node: int) -> Step:
    """The approval form on which that node says no."""
    said = {"opinion": "不同意", "comment": "付款节点须调整"}
    return changed(retyped(APPROVALS[node], "steps", node, **said), final_result="驳回")


# -- approval ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("node", range(4), ids=NODES)
def test_a_contract_refused_at_any_node_is_approved_as_v1_1_from_that_node_on(way_to: WayTo, node: int) -> None:
    way = way_to("07-10")
    for step in APPROVALS[:node]:
        way.give(step)

    refused = way.give(refused_at(node), "07-17")
    back = way.deal()
    again = way.give(changed(MINUTES, neg_date="2026-07-18"), "07-18")
    drafted = way.deal()
    for n, step in enumerate(APPROVALS[node:], start=node):
        rows = [
            dict(row) | {"date": f"2026-07-{20 + k}"} if node <= k <= n else {}
            for k, row in enumerate(step.tables["steps"])
        ]
        given = way.give(changed(step, tables={"steps": rows}, apply_date="2026-07-20"), f"07-{20 + n}")
        assert given.outcome == "accepted", given.all_findings()

    assert (refused.outcome, back.stage) == ("accepted", "谈判中")
    assert papers(back, "G03") == [("XS-2026-0001", "V1.0草案", "草拟")]
    assert papers(back, "G04")[-1] == ("SP-2026-0001", "", "驳回")
    assert again.outcome == "accepted", again.all_findings()
    assert papers(drafted, "G03") == [
        ("XS-2026-0001", "V1.0草案", "已作废"),
        ("XS-2026-0001", "V1.1草案", f"待{NODES[node].removesuffix('部门')}"),
    ]
    assert papers(drafted, "G04")[-1] == ("SP-2026-0002", "", "审批中")
    assert papers(way.deal(), "G03")[-1] == ("XS-2026-0001", "V1.1", "审批通过")
    assert way.deal().blank("F09") is not None


def test_a_condition_holds_the_approval_until_its_approver_closes_it(way_to: WayTo) -> None:
    way = way_to("07-14")
    said = {"opinion": "有条件同意", "comment": "补充违约条款后同意"}

    held = way.give(retyped(APPROVALS[1], "steps", 1, **said), "07-15")
    while_held = deal_standing(way.house, DEAL, held.day)
    closed = way.give(retyped(APPROVALS[1], "steps", 1, comment="条款已补充"), "07-16", name="合同审批表(改).docx")

    assert [finding.code for finding in held.holds()] == ["F08-13"]
    assert [awaited["form"] for awaited in while_held["next"]] == ["F19", "F08"]
    assert (way.house.root / while_held["next"][1]["blank"]).is_file() or closed.outcome == "accepted"
    assert "补充违约条款后同意" in while_held["blocked"][0]
    assert closed.outcome == "accepted", closed.all_findings()
    assert way.deal().holds == ()
    assert papers(way.deal(), "G03")[-1][2] == "待财务"


def test_who_does_not_hold_the_role_cannot_approve(way_to: WayTo) -> None:
    way = way_to("07-14")
    before = way.events()

    returned = way.give(retyped(APPROVALS[1], "steps", 1, approver="赵敏"), "07-15")

    assert (returned.outcome, codes(returned)) == ("returned", ["F08-16"])
    assert way.events() == before


@pytest.mark.parametrize(("on", "outcome"), [("07-15", "accepted"), ("07-16", "returned")])
def test_a_deputy_approves_within_the_dates_only(way_to: WayTo, on: str, outcome: str) -> None:
    way = way_to("07-14")
    deputy = {"deputy": "吴倩", "deputy_from": "2026-07-14", "deputy_until": "2026-07-15"}
    named = way.give(retyped(STAFF, "rows", 2, **deputy), "07-14", name="员工名册2.xlsx")

    answered = way.give(retyped(APPROVALS[1], "steps", 1, approver="吴倩", date=f"2026-{on}"), on)

    assert named.outcome == "accepted", named.all_findings()
    assert answered.outcome == outcome, answered.all_findings()


def test_a_node_that_speaks_before_its_turn_is_returned(way_to: WayTo) -> None:
    way = way_to("07-14")
    rows = [dict(row) for row in APPROVALS[2].tables["steps"]]
    rows[1] = {}

    returned = way.give(changed(APPROVALS[2], tables={"steps": rows}), "07-16")

    assert (returned.outcome, codes(returned)) == ("returned", ["R-43"])


def test_two_approvals_on_one_day_each_leave_their_own_blank_although_people_fill_them_in_place(way_to: WayTo) -> None:
    way = way_to("07-10")
    first = way.deal().blank("F08")
    assert first is not None
    same_day = [
        changed(
            step,
            tables={"steps": [dict(row) | ({"date": "2026-07-14"} if row else {}) for row in step.tables["steps"]]},
        )
        for step in APPROVALS[:2]
    ]
    (way.house.root / first.file).write_bytes(way.filled(same_day[0], blank=(way.house.root / first.file).read_bytes()))
    way.put((way.house.root / first.file).read_bytes(), "审批1.docx")

    way.take("07-14")
    second = way.deal().blank("F08")
    assert second is not None
    (way.house.root / second.file).write_bytes(way.filled(same_day[1]))
    way.put((way.house.root / second.file).read_bytes(), "审批2.docx")
    way.take("07-14")
    third = way.deal().blank("F08")

    assert third is not None
    assert len({first.file, second.file, third.file}) == 3
    from hashlib import sha256

    assert sha256((way.house.root / third.file).read_bytes()).hexdigest() == third.digest
    filed = [filing.file for filing in way.deal().all_filings("F08")]
    assert len(set(filed)) == 2
    assert all((way.house.root / file).is_file() for file in filed)


# -- cost sheet, quote, feedback --------------------------------------------------------------------------------


def below_the_floor() -> Step:
    """A cost sheet whose margin is too low."""
    dear = retyped(COST_SHEET, "costs", 0, unit_cost="80000")
    return changed(dear, meets_standard="否")


def test_a_cost_sheet_below_the_floor_is_held_and_a_better_one_issues_the_quote(way_to: WayTo) -> None:
    way = way_to("06-22")

    held = way.give(below_the_floor(), "07-01")
    while_held = way.deal()
    better = way.give(COST_SHEET, "07-02", name="成本核算表(改).xlsx")

    assert [finding.code for finding in held.holds()] == ["R-20"], held.all_findings()
    assert (while_held.stage, while_held.paper("G02")) == ("需求确认", None)
    assert while_held.blank("F05") is not None
    assert better.outcome == "accepted", better.all_findings()
    assert papers(way.deal(), "G02") == [("BJ-2026-0001", "V1", "草稿")]
    assert way.deal().holds == ()


def test_a_second_cost_sheet_issues_v2_and_only_v2_is_talked_about(way_to: WayTo) -> None:
    way = way_to("07-01")
    cheaper = retyped(COST_SHEET, "offer", 0, unit_price="110000")
    old_feedback = way.filled(FEEDBACK)

    second = way.give(cheaper, "07-02", name="成本核算表2.xlsx", blank=way.fresh("F05"))
    way.put(old_feedback, "旧反馈.xlsx")
    (old,) = way.take("07-03")
    new = way.give(retyped(FEEDBACK, "rows", version="V2", sent_date="2026-07-02", confirm_date="2026-07-03"), "07-03")

    assert second.outcome == "accepted", second.all_findings()
    assert papers(way.deal(), "G02") == [
        ("BJ-2026-0001", "V1", "已作废"),
        ("BJ-2026-0001", "V2", "客户已确认接收"),
    ]
    assert old.outcome == "returned"
    assert "M-MATCH" in codes(old)
    assert new.outcome == "accepted", new.all_findings()
    assert way.deal().blank("F07") is not None


def test_negotiation_waits_until_the_customer_has_confirmed_the_quote(way_to: WayTo) -> None:
    way = way_to("07-01")
    unconfirmed = retyped(FEEDBACK, "rows", received_confirmed="否", confirm_date="", feedback_type="暂无意见")

    held = way.give(unconfirmed, "07-02")
    while_held = way.deal()
    minutes = way.give(changed(MINUTES), "07-10", blank=way.plain("F07"))
    confirmed = way.give(FEEDBACK, "07-11", name="报价反馈2.xlsx")

    assert [finding.code for finding in held.holds()] == ["R-24"], held.all_findings()
    assert while_held.blank("F07") is None
    assert while_held.blank("F06") is not None
    assert papers(while_held, "G02") == [("BJ-2026-0001", "V1", "已发送")]
    assert minutes.outcome == "returned"
    assert confirmed.outcome == "accepted", confirmed.all_findings()
    assert (way.deal().holds, way.deal().stage) == ((), "已报价")
    assert way.deal().blank("F07") is not None


def test_a_refused_quote_asks_for_no_negotiation(way_to: WayTo) -> None:
    way = way_to("07-01")

    refused = way.give(retyped(FEEDBACK, "rows", feedback_type="拒绝"), "07-03")

    assert refused.outcome == "accepted", refused.all_findings()
    assert papers(way.deal(), "G02") == [("BJ-2026-0001", "V1", "已拒绝")]
    assert way.deal().blank("F07") is None


# -- negotiation ------------------------------------------------------------------------------------------------


def test_a_second_round_is_agreed_where_the_first_was_not(way_to: WayTo) -> None:
    way = way_to("07-06")

    first = way.give(changed(MINUTES, conclusion="未达成", next_step="下周再谈", next_date="2026-07-17"), "07-10")
    between = way.deal()
    second = way.give(changed(MINUTES, neg_date="2026-07-17"), "07-17")

    assert [finding.code for finding in first.holds()] == ["F07-07"], first.all_findings()
    assert (between.stage, between.paper("G03")) == ("谈判中", None)
    assert second.outcome == "accepted", second.all_findings()
    assert (way.deal().stage, way.deal().holds) == ("合同审批中", ())


@pytest.mark.parametrize(("on", "found"), [("07-31", []), ("08-01", ["R-30"])])
def test_the_last_day_of_the_quote_is_a_good_day_and_the_next_one_is_not(
    way_to: WayTo, on: str, found: list[str]
) -> None:
    way = way_to("07-06")

    answered = way.give(changed(MINUTES, neg_date=f"2026-{on}"), "08-03")

    assert codes(answered) == found


@pytest.mark.parametrize(
    ("discount", "total", "shares", "found"),
    [
        ("5%", "271,700.00", ("50%", "50%"), []),
        ("5%", "271,700.00", ("49.99%", "50.01%"), ["R-31"]),
        ("5.01%", "271,671.40", ("50%", "50%"), ["F07-31"]),
    ],
)
def test_a_discount_is_paid_for_in_advance(
    way_to: WayTo, discount: str, total: str, shares: tuple[str, str], found: list[str]
) -> None:
    way = way_to("07-06")
    plan = [dict(row) | {"share": share} for row, share in zip(MINUTES.tables["plan"], shares, strict=True)]
    issues = [dict(MINUTES.tables["issues"][0])]

    answered = way.give(
        changed(MINUTES, price_discount=discount, final_total_incl=total, tables={"plan": plan, "issues": issues}),
        "07-10",
    )

    assert [finding.code for finding in answered.all_findings() if finding.severity >= Severity.HOLD] == found
    assert (way.deal().paper("G03") is None) == bool(found)


def test_minutes_with_an_open_issue_are_held_and_a_new_blank_lies_ready(way_to: WayTo) -> None:
    way = way_to("07-06")
    open_issue = {"result": "待确认", "owner": "王芳", "due": "2026-07-15"}

    held = way.give(retyped(MINUTES, "issues", 0, **open_issue), "07-10")
    blank = way.deal().blank("F07")
    closed = way.give(changed(MINUTES, neg_date="2026-07-13"), "07-13")

    assert [finding.code for finding in held.holds()] == ["R-33"], held.all_findings()
    assert blank is not None
    assert closed.outcome == "accepted", closed.all_findings()
    assert way.deal().stage == "合同审批中"


# -- leads and needs --------------------------------------------------------------------------------------------


def test_low_intent_puts_a_deal_on_hold_and_high_intent_takes_it_up_again(way_to: WayTo) -> None:
    way = way_to("06-16")
    blank = way.blank("F04")

    low = way.give(changed(NEEDS, intent_level="低意向", follow_strategy="暂缓跟进"), "06-22")
    on_hold = way.deal()
    shown = deal_standing(way.house, DEAL, low.day)
    high = way.give(changed(NEEDS, meeting_date="2026-06-29", next_action_date="2026-07-02"), "06-30", blank=blank)

    assert low.outcome == "accepted", low.all_findings()
    assert on_hold.stage == "暂缓跟进"
    assert [one.form for one in on_hold.blanks if not one.is_returned] == []
    assert [awaited["form"] for awaited in shown["next"]] == ["F03", "F04"]
    assert (way.house.root / shown["next"][1]["blank"]).is_file()
    assert high.outcome == "accepted", high.all_findings()
    assert (way.deal().stage, way.deal().holds) == ("需求确认", ())
    assert way.deal().blank("F05") is not None


OTHER = {
    "customer_name": "宁波海川机械有限公司",
    "customer_short": "宁波海川",
    "uscc": "91110108MA01H2JX7Q",
    "contact_phone": "13987654321",
    "contact_email": "li@haichuan.example.com",
}


def leads(*rows: dict[str, str]) -> Step:
    """A register with these rows, each the golden lead but for what is given."""
    return changed(LEAD, tables={"rows": [dict(LEAD.tables["rows"][0]) | row for row in rows]})


def test_only_the_wrong_row_of_a_register_is_asked_for_again(way_to: WayTo) -> None:
    way = way_to("06-15")

    first = way.give(leads({}, OTHER | {"contact_phone": "123"}), "06-16", deal="")
    second = way.give(leads({}, OTHER), "06-17", deal="", name="潜在客户信息登记表(改).xlsx")

    assert [decision.outcome for decision in first.decisions] == ["accepted", "returned"]
    assert [decision.outcome for decision in second.decisions] == ["unchanged", "accepted"]
    assert codes(second) == []
    with way.house.ledger.reading() as questions:
        assert [customer.number for customer in questions.customers()] == ["KH-2026-0001", "KH-2026-0002"]
        assert [deal.number for deal in questions.every_deal()] == ["SJ-2026-0001", "SJ-2026-0002"]


def test_one_company_twice_in_one_register_is_one_customer(way_to: WayTo) -> None:
    way = way_to("06-15")

    answered = way.give(leads({}, {"contact_title": "采购总监"}), "06-16", deal="")

    assert answered.outcome == "accepted", answered.all_findings()
    with way.house.ledger.reading() as questions:
        (customer,) = questions.customers()
        assert [deal.number for deal in questions.every_deal()] == [DEAL]
    assert customer.lead["contact_title"] == "采购总监"


def test_a_lead_of_another_owner_is_an_error_of_its_row(way_to: WayTo) -> None:
    way = way_to("06-16")

    answered = way.give(leads({"owner": "李强"}, OTHER), "06-17", deal="", name="第二份.xlsx")

    assert [decision.outcome for decision in answered.decisions] == ["returned", "accepted"]
    assert "R-03" in codes(answered)


def test_the_same_phone_at_another_company_is_asked_about(way_to: WayTo) -> None:
    way = way_to("06-16")

    answered = way.give(leads(OTHER | {"contact_phone": "13812345678"}), "06-17", deal="", name="第二份.xlsx")

    assert answered.outcome == "accepted"
    assert "F02-06" in [finding.code for finding in answered.all_findings()]


# -- out of order -----------------------------------------------------------------------------------------------


def test_forms_that_come_before_their_turn_are_returned_and_change_nothing(way_to: WayTo) -> None:
    way = way_to("06-22")
    before = way.events()

    said = {
        step.form: (answered.outcome, codes(answered))
        for step in (FEEDBACK, MINUTES, APPROVALS[0], ORDER, PROGRESS[0], ROUND_1)
        for answered in [way.give(step, "07-01")]
    }

    assert {form: outcome for form, (outcome, _) in said.items()} == dict.fromkeys(said, "returned")
    assert all({"M-STAGE", "M-DEAL", "M-REF"} & set(found) for _, found in said.values()), said
    assert way.events() == before


def test_a_contract_is_not_signed_before_it_is_approved(way_to: WayTo) -> None:
    way = way_to("07-14")
    before = way.events()

    answered = way.give(SIGNING, "07-21")

    assert (answered.outcome, codes(answered)) == ("returned", ["F09-01"])
    assert way.events() == before


def test_an_order_is_sent_once(way_to: WayTo) -> None:
    way = way_to("07-21")
    before, notices = way.events(), papers(way.deal(), "G06")
    (filed,) = way.house.places.deals.rglob("DD-2026-0001*已填.xlsx")

    again = way.give(changed(ORDER, quality="按企业标准"), "07-22", blank=filed.read_bytes(), name="订单2.xlsx")

    assert (again.outcome, codes(again)) == ("returned", ["M-TAKEN"])
    assert (way.events(), papers(way.deal(), "G06")) == (before, notices)


def test_nothing_is_accepted_before_it_was_delivered(way_to: WayTo) -> None:
    way = way_to("07-27")
    before = way.events()

    answered = way.give(changed(ROUND_2, contract_no="XS-2026-0001"), "08-24", blank=way.plain("F13"))

    assert answered.outcome == "returned"
    assert "M-UNISSUED" in codes(answered)
    assert way.events() == before


def test_an_acceptance_is_not_accepted_twice(way_to: WayTo) -> None:
    way = way_to("08-24")
    before = way.events()
    filed = way.deal().filing("F13")
    assert filed is not None

    again = way.give(
        changed(ROUND_2, customer_rep="刘总"),
        "08-25",
        blank=(way.house.root / filed.file).read_bytes(),
        name="再验收.docx",
    )

    assert again.outcome == "returned"
    assert "R-65" in codes(again)
    assert way.events() == before


# -- delivery, acceptance, visit --------------------------------------------------------------------------------


def test_three_rounds_of_acceptance_end_well(way_to: WayTo) -> None:
    way = way_to("08-20")
    rows = [dict(row) | {"due": "2026-08-25", "recheck": "不合格"} for row in ROUND_1.tables["rectify"]]
    second = changed(ROUND_1, tables={"rectify": rows}, accept_date="2026-08-23", sign_date="2026-08-23")

    again = way.give(second, "08-23", name="验收确认单2.docx")
    after_two = way.deal()
    passed = way.give(changed(ROUND_2, accept_date="2026-08-26", sign_date="2026-08-26"), "08-26", name="验收3.docx")

    assert again.outcome == "accepted", again.all_findings()
    assert papers(after_two, "G09") == [
        ("YS-2026-0001", "第1次", "需整改"),
        ("YS-2026-0001", "第2次", "需整改"),
        ("YS-2026-0001", "第3次", "待签"),
    ]
    assert passed.outcome == "accepted", passed.all_findings()
    assert way.deal().stage == "已验收"


def test_a_wrong_round_is_returned(way_to: WayTo) -> None:
    way = way_to("08-20")

    answered = way.give(changed(ROUND_2, round="3"), "08-24")

    assert (answered.outcome, codes(answered)) == ("returned", ["F13-01"])


def test_one_letter_a_week_and_none_after_delivery(way_to: WayTo) -> None:
    way = way_to("08-18")
    letters = [paper.issued_on.isoformat()[5:] for paper in way.deal().all_papers("G07")]

    late = way.give(
        retyped(PROGRESS[2], "rows", 0, report_date="2026-08-19", dept="客服部门", reporter="吴倩"), "08-25"
    )

    assert letters == ["07-27", "08-03", "08-10"]
    assert len(list(way.deal().all_papers("G07"))) == 3, late.all_findings()


def test_a_running_register_counts_its_new_rows_only(way_to: WayTo) -> None:
    way = way_to("07-27")
    rows = [*PROGRESS[0].tables["rows"], *PROGRESS[1].tables["rows"]]

    answered = way.give(changed(PROGRESS[1], tables={"rows": rows}), "08-03")

    assert [decision.outcome for decision in answered.decisions] == ["unchanged"] * 3 + ["accepted"]
    assert [filing.number for filing in way.deal().all_filings("F11")] == [f"JD-2026-000{n}" for n in range(1, 5)]
    assert answered.outcome == "accepted"


def test_rows_of_a_running_register_stay_in_it_when_their_deal_has_gone_on(way_to: WayTo) -> None:
    way = way_to("07-21")
    before = way.events()

    way.put(way.original(FEEDBACK), "报价反馈(累计).xlsx")
    way.put(way.original(SIGNING), "签署登记(累计).xlsx")
    feedback, signings = way.take("07-22")

    for answered in (feedback, signings):
        assert [decision.outcome for decision in answered.decisions] == ["unchanged"], answered.all_findings()
        assert answered.outcome == "accepted"
    assert way.events() == before


def test_a_customer_file_again_with_the_deal_far_ahead_is_no_news(way_to: WayTo) -> None:
    way = way_to("07-10")

    answered = way.give(CUSTOMER_FILE, "07-20", name="开票资料2.xlsx")

    assert answered.outcome in ("duplicate", "accepted")
    assert codes(answered) == []


def test_delivery_by_the_goods_alone_starts_and_ends_the_execution(way_to: WayTo) -> None:
    way = way_to("07-21")

    answered = way.give(DELIVERY, "08-18")

    assert answered.outcome == "accepted", answered.all_findings()
    assert way.deal().stage == "交付中"
    assert way.deal().blank("F13") is not None


def test_a_new_quote_takes_back_the_minutes_that_spoke_of_the_old_one(way_to: WayTo) -> None:
    way = way_to("07-06")
    way.give(changed(MINUTES, conclusion="未达成", next_step="下周再谈", next_date="2026-07-17"), "07-10")
    old = way.deal().blank("F07")
    assert old is not None

    way.give(retyped(COST_SHEET, "offer", 0, unit_price="110000"), "07-11", blank=way.fresh("F05"), name="二次.xlsx")

    assert way.deal().stage == "已报价"
    assert [awaited["form"] for awaited in deal_standing(way.house, DEAL, MINUTES.day)["next"]] == ["F19", "F06"]
    assert way.deal().holds == ()
    assert not (way.house.root / old.file).exists()


def test_a_lead_nobody_has_called_yet_is_awaited_in_the_registry(way_to: WayTo) -> None:
    way = way_to("06-15")
    uncalled = dict.fromkeys(("first_contact_date", "contact_method", "feedback", "next_contact_date"), "")

    way.give(leads(uncalled), "06-16", deal="")
    shown = deal_standing(way.house, DEAL, LEAD.day)

    assert [awaited["form"] for awaited in shown["next"]] == ["F02", "F03"]
    assert (way.house.root / shown["next"][0]["blank"]).is_file()


def test_a_row_that_cannot_be_read_is_never_taken_for_an_old_one(way_to: WayTo) -> None:
    way = way_to("06-15")

    answered = way.give(retyped(STAFF, "rows", 0, phone="123"), "06-16", deal="", name="员工名册2.xlsx")

    assert [decision.outcome for decision in answered.decisions] == ["returned"] + ["unchanged"] * 8
    assert codes(answered) == ["M-PHONE"]


def test_a_deputy_is_taken_back_by_a_blank_cell(way_to: WayTo) -> None:
    way = way_to("06-15")
    deputy = {"deputy": "吴倩", "deputy_from": "2026-07-14", "deputy_until": "2026-07-15"}
    way.give(retyped(STAFF, "rows", 2, **deputy), "06-16", deal="", name="员工名册2.xlsx")

    without = way.give(retyped(STAFF, "rows", 2, phone="13800010003 "), "06-17", deal="", name="员工名册3.xlsx")

    assert [decision.outcome for decision in without.decisions].count("accepted") == 1
    with way.house.ledger.reading() as questions:
        assert questions.staff()["周律"].deputy == ""
