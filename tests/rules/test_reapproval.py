from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest

from tests import golden
from tests.rules import golden_deal
from tests.rules.golden_deal import BUYER, world
from tests.rules.refused_deal import AGAIN, NODES, again, agree, refused, renegotiated
from tests.rules.submissions import Typed, codes, filed, judged, only, sentence
from toolkit.catalogue.forms.f08_contract_approval import FORM, MESSAGES, prefill
from toolkit.model import terms
from toolkit.model.approvals import next_node, standing
from toolkit.model.deal import Deal
from toolkit.model.finding import Severity
from toolkit.model.known import Known
from toolkit.model.submission import Value
from toolkit.rules.reapproval import (
    CLAUSES,
    DELIVERY,
    MARGIN,
    PAYMENT,
    PRICE,
    TAX,
    TOTAL,
    changed_subjects,
    first_node,
)
from toolkit.rules.signing import approved_on

CHEAPER: Typed = {"price_discount": "4%", "final_total_incl": "274,560.00"}
PAID_EARLIER: Sequence[Typed] = (
    {"name": "预付款", "share": "60%", "trigger": "合同签订", "term": "5个工作日"},
    {"name": "验收款", "share": "40%", "trigger": "验收合格", "term": "10个工作日"},
)
JULY_21, JULY_22, JULY_23 = date(2026, 7, 21), date(2026, 7, 22), date(2026, 7, 23)


def rows_of(deal: Deal, on: date = AGAIN) -> Mapping[str, Mapping[str, Value]]:
    return {str(row["node"]): row for row in prefill(world(deal, on)).tables["steps"]}


def kept(deal: Deal) -> list[str]:
    """The nodes whose earlier consent stands on the prefilled form."""
    return [node for node, row in rows_of(deal).items() if "opinion" in row]


@pytest.mark.parametrize(
    ("change", "plan", "subjects"),
    [
        ({}, (), set()),
        (CHEAPER, (), {PRICE, TOTAL, TAX, PAYMENT, MARGIN}),
        ({}, PAID_EARLIER, {PAYMENT}),
        ({"delivery_term": "合同签订后45日内"}, (), {DELIVERY}),
        ({"delivery_place": "上海市浦东新区示例路90号"}, (), {DELIVERY}),
        ({"packing": "纸箱"}, (), {DELIVERY}),
        ({"special_terms": "随机提供易损件一套"}, (), {CLAUSES}),
        ({"dispute": "仲裁"}, (), {CLAUSES}),
        ({"liability_terms": "逾期每日1‰"}, (), {CLAUSES}),
        ({"liability_terms": None}, (), set()),
        ({"warranty_months": "24"}, (), {CLAUSES}),
        ({"deposit": "10000"}, (), {PAYMENT, CLAUSES}),
        ({"place": "客户办公室", "mode": "电话", "our_people": "王芳"}, (), set()),
    ],
)
def test_two_agreements_differ_in_what_was_negotiated_anew(
    change: Typed, plan: Sequence[Typed], subjects: set[str]
) -> None:
    first, second = golden_deal.agreed(), renegotiated(refused("法务部门"), change, plan)
    book = world(first, AGAIN).rulebook
    before, after = terms.agreement_of(first, book), terms.agreement_of(second, book)
    assert before and after

    found = changed_subjects(before, after)

    assert found == subjects


@pytest.mark.parametrize(
    ("refuser", "change", "plan", "nodes"),
    [
        ("法务部门", {"special_terms": "随机提供易损件一套"}, (), ["销售负责人"]),
        ("法务部门", CHEAPER, (), []),
        ("财务部门", {}, PAID_EARLIER, ["销售负责人", "法务部门"]),
        ("财务部门", {"dispute": "仲裁"}, (), ["销售负责人"]),
        ("总经理", CHEAPER, (), ["法务部门"]),
        ("总经理", {"delivery_term": "合同签订后45日内"}, (), ["法务部门", "财务部门"]),
        ("总经理", {}, (), ["销售负责人", "法务部门", "财务部门"]),
        ("销售负责人", {"special_terms": "随机提供易损件一套"}, (), []),
    ],
)
def test_a_new_version_asks_again_only_whom_it_concerns(
    refuser: str, change: Typed, plan: Sequence[Typed], nodes: list[str]
) -> None:
    deal = renegotiated(refused(refuser), change, plan)

    assert kept(deal) == nodes
    assert first_node(world(deal, AGAIN)) == next(node for node in NODES if node not in nodes)


def test_a_consent_carried_over_says_so_with_its_approver_and_day() -> None:
    deal = renegotiated(refused("财务部门"), {}, PAID_EARLIER)

    row = rows_of(deal)["法务部门"]

    assert (row["approver"], row["opinion"], row["date"]) == ("周律", "同意", date(2026, 7, 15))
    assert row["comment"] == "沿用V1.0审批意见"


def test_the_last_node_decides_on_every_version_even_on_one_it_has_seen() -> None:
    deal = renegotiated(golden_deal.in_approval(4))

    assert kept(deal) == ["销售负责人", "法务部门", "财务部门"]


def test_the_legal_department_looks_again_when_the_customer_is_another() -> None:
    deal = renegotiated(refused("总经理"))
    renamed = replace(BUYER, billing={**BUYER.billing, "uscc": "91110108MA01H2JX7Q"})

    rows = prefill(replace(world(deal, AGAIN), customer=renamed)).tables["steps"]

    assert [row["node"] for row in rows if "opinion" in row] == ["销售负责人"]


def test_the_second_chain_runs_to_its_end_over_the_consents_carried_along() -> None:
    deal = renegotiated(refused("总经理"), CHEAPER)
    waits: list[str | None] = []
    typed: dict[str, Typed] = {}
    for node, on in (("销售负责人", JULY_21), ("财务部门", JULY_22), ("总经理", JULY_23)):
        typed[node] = agree(node, on)
        result = {"final_result": "通过" if node == "总经理" else "审批中"}
        form = again(deal, [typed.get(each, {}) for each in NODES], on, result)
        around = world(deal, on)
        assert codes(judged(FORM, form, around)) == []
        deal = filed(deal, form, "SP-2026-0002", on)
        waits.append(next_node(form, around))

    last = deal.filing("F08")
    assert last
    assert waits == ["财务部门", "总经理", None]
    assert standing(last.submission, world(deal, JULY_23)) == "approved"
    assert approved_on(world(deal, JULY_23)) == JULY_23
    assert last.submission.lines("steps")[1].words("comment") == "沿用V1.0审批意见"


def test_a_consent_is_carried_over_two_versions_under_the_name_of_the_first() -> None:
    deal = renegotiated(refused("法务部门"), {"special_terms": "随机提供易损件一套"})
    refusal: Typed = {**agree("法务部门", JULY_21), "opinion": "不同意", "comment": "仍不合规"}
    form = again(deal, ({}, refusal, {}, {}), JULY_21, {"final_result": "驳回"})
    assert codes(judged(FORM, form, world(deal, JULY_21))) == []

    third = renegotiated(filed(deal, form, "SP-2026-0002", JULY_21), {"dispute": "仲裁"}, version="V1.2", on=JULY_22)

    assert kept(third) == ["销售负责人"]
    assert rows_of(third, JULY_22)["销售负责人"]["comment"] == "沿用V1.0审批意见"


def test_a_price_that_was_changed_and_changed_back_needs_no_third_look_at_the_first_one() -> None:
    deal = renegotiated(refused("总经理"), CHEAPER)
    refusal: Typed = {**agree("销售负责人", JULY_21), "opinion": "不同意", "comment": "恢复原价"}
    form = again(deal, (refusal, {}, {}, {}), JULY_21, {"final_result": "驳回"})

    third = renegotiated(filed(deal, form, "SP-2026-0002", JULY_21), version="V1.2", on=JULY_22)

    assert kept(third) == ["法务部门", "财务部门"]


def test_an_open_condition_is_not_carried_over_and_a_closed_one_is() -> None:
    on_condition: Typed = {**agree("销售负责人", date(2026, 7, 14)), "opinion": "有条件同意", "comment": "补充授权书"}
    refusal: Typed = {**agree("法务部门", date(2026, 7, 15)), "opinion": "不同意", "comment": "不合规"}

    def carried_from(first: Typed) -> Mapping[str, Value]:
        before = golden_deal.agreed()
        form = again(before, (first, refusal, {}, {}), golden.APPROVALS[-1].day, {"apply_date": "2026-07-14"})
        deal = renegotiated(filed(before, form, "SP-2026-0001", golden.APPROVALS[-1].day))
        return rows_of(deal)["销售负责人"]

    still_open, closed = carried_from(on_condition), carried_from({**on_condition, "condition_closed": "授权书已补齐"})

    assert "opinion" not in still_open
    assert closed["comment"] == "沿用V1.0审批意见;补充授权书;条件已关闭:授权书已补齐"


@pytest.mark.parametrize(
    ("refuser", "change", "node", "why"),
    [
        ("总经理", CHEAPER, "销售负责人", "价格已变更"),
        ("总经理", CHEAPER, "财务部门", "付款方式、总价、税率与发票、毛利率已变更"),
        ("法务部门", {}, "法务部门", "其对V1.0的意见为“不同意”"),
        ("法务部门", {}, "财务部门", "此前各版本没有其意见"),
        ("总经理", {}, "总经理", "最终审批须逐版作出"),
    ],
)
def test_a_consent_that_does_not_hold_any_more_is_not_carried_by_hand(
    refuser: str, change: Typed, node: str, why: str
) -> None:
    deal = renegotiated(refused(refuser), change)
    rows = [agree(each, JULY_21) if each != "法务部门" or refuser == "法务部门" else {} for each in NODES]
    rows[NODES.index(node)] = {**agree(node, JULY_21), "comment": "沿用V1.0审批意见"}

    found = judged(FORM, again(deal, rows, JULY_21, {"final_result": "通过"}), world(deal, JULY_21))

    finding = next(f for f in found if f.code == "F08-20")
    assert (finding.severity, finding.key, finding.line) == (Severity.ERROR, "steps.comment", NODES.index(node) + 1)
    assert f"“{node}”不能沿用以前版本的意见:{why}。" in sentence(finding, FORM, MESSAGES)


def test_a_form_typed_over_since_cannot_keep_the_consent_to_what_it_said() -> None:
    deal = renegotiated(refused("财务部门"), {}, PAID_EARLIER)
    change: Typed = {"liability": "逾期不支付违约金"}

    finding = only(judged(FORM, again(deal, (), AGAIN, change), world(deal, AGAIN)))

    assert (finding.code, finding.severity, finding.key) == ("F08-21", Severity.ERROR, "liability")
    said = sentence(finding, FORM, MESSAGES)
    assert "「违约责任」与“法务部门”对V1.0审批时不同,不能沿用其意见" in said


def test_what_was_typed_for_the_first_version_stands_on_the_form_of_the_second() -> None:
    before = golden_deal.agreed()
    typed: Typed = {"is_standard": "否", "nonstandard_clauses": "第十三条增加易损件", "apply_date": "2026-07-14"}
    rows: Sequence[Typed] = (
        agree("销售负责人", date(2026, 7, 14)),
        agree("法务部门", date(2026, 7, 15)),
        {**agree("财务部门", date(2026, 7, 16)), "opinion": "不同意", "comment": "付款方式"},
        {},
    )
    on = golden.APPROVALS[-1].day
    first = filed(before, again(before, rows, on, typed), "SP-2026-0001", on)

    same = prefill(world(renegotiated(first, {}, PAID_EARLIER), AGAIN)).values
    other = prefill(world(renegotiated(first, {"special_terms": "随机提供易损件一套"}), AGAIN)).values

    assert (same["is_standard"], same["nonstandard_clauses"]) == (False, "第十三条增加易损件")
    assert other["nonstandard_clauses"] == "随机提供易损件一套"
    assert "apply_date" not in same


def test_a_row_that_was_cleared_is_simply_decided_again() -> None:
    deal = renegotiated(refused("财务部门"), {}, PAID_EARLIER)
    rows: Sequence[Typed] = ({}, agree("法务部门", JULY_21), {}, {})

    around: Known = world(deal, JULY_21)
    form = again(deal, rows, JULY_21)

    assert codes(judged(FORM, form, around)) == []
    assert next_node(form, around) == "财务部门"
