from __future__ import annotations

from datetime import date

import pytest

from tests import golden
from tests.rules import golden_deal
from tests.rules.golden_deal import with_status
from tests.rules.refused_deal import AGAIN, again, agree, refused, renegotiated
from tests.rules.submissions import Typed, filed, issued, person
from toolkit.model.approvals import Signatory, Turn, as_deputy, signatory, turn_of
from toolkit.model.deal import Deal
from toolkit.model.house import Policy
from toolkit.model.submission import Answer, Line

CHAIN = Policy().approval_chain
NOBODY: Typed = {}
JULY_13, JULY_14, JULY_21 = date(2026, 7, 13), date(2026, 7, 14), date(2026, 7, 21)


def row(approver: str) -> Line:
    return Line(1, "steps!2", {"approver": Answer("steps.approver", approver)})


@pytest.mark.parametrize(
    ("written", "name", "holder", "shown"),
    [
        ("钱会", "钱会", "", "钱会"),
        ("赵敏(由钱会代)", "钱会", "赵敏", "赵敏(由钱会代)"),
        ("赵敏 （由钱会代）", "钱会", "赵敏", "赵敏(由钱会代)"),
        ("赵敏(钱会代签)", "钱会", "赵敏", "赵敏(由钱会代)"),
        ("钱会(代赵敏)", "钱会", "赵敏", "赵敏(由钱会代)"),
        ("赵敏(财务)", "赵敏(财务)", "", "赵敏(财务)"),
    ],
)
def test_a_signature_names_who_acted_and_for_whom(written: str, name: str, holder: str, shown: str) -> None:
    signed = signatory(row(written))

    assert (signed.name, signed.holder, signed.shown) == (name, holder, shown)


def test_a_holder_of_the_role_signs_for_itself_even_while_it_is_a_deputy() -> None:
    boss = person("周律", "法务部门", "法务", deputy="孙律", deputy_from=JULY_13, deputy_until=JULY_14)
    other = person("孙律", "法务部门", "法务")

    assert as_deputy(Signatory("孙律"), "法务", JULY_14, (boss, other)) == Signatory("孙律")
    assert as_deputy(Signatory("孙律"), "法务", JULY_14, (boss,)) == Signatory("孙律", "周律")
    assert as_deputy(Signatory("孙律"), "法务", JULY_21, (boss,)) == Signatory("孙律")


def test_the_first_node_has_had_its_turn_since_the_form_was_issued() -> None:
    assert turn_of(golden_deal.agreed(), CHAIN) == Turn("销售负责人", golden.MINUTES.day)


@pytest.mark.parametrize(("nodes", "node"), [(1, "法务部门"), (2, "财务部门"), (3, "总经理")])
def test_a_node_has_its_turn_since_the_one_before_it_agreed(nodes: int, node: str) -> None:
    assert turn_of(golden_deal.in_approval(nodes), CHAIN) == Turn(node, golden.APPROVALS[nodes - 1].day)


def test_a_form_without_a_new_opinion_does_not_start_the_clock_again() -> None:
    before = golden_deal.in_approval(1)
    reprinted = issued(before, "G04", "SP-2026-0001", JULY_21, status="审批中")
    dropped_again = filed(reprinted, again(reprinted, (), JULY_21), "SP-2026-0001", JULY_21)

    assert turn_of(dropped_again, CHAIN) == Turn("法务部门", JULY_14)


def test_only_the_header_filled_in_leaves_the_first_node_its_clock() -> None:
    before = golden_deal.agreed()

    standing = filed(before, again(before, (), JULY_14, {"apply_date": "2026-07-14"}), "SP-2026-0001", JULY_14)

    assert turn_of(standing, CHAIN) == Turn("销售负责人", golden.MINUTES.day)


def test_an_open_condition_keeps_the_turn_with_its_node() -> None:
    before = golden_deal.agreed()
    on_condition: Typed = {**agree("销售负责人", JULY_14), "opinion": "有条件同意", "comment": "补充授权书"}
    rows = (on_condition, agree("法务部门", JULY_14), NOBODY, NOBODY)

    standing = filed(before, again(before, rows, JULY_21, {"apply_date": "2026-07-14"}), "SP-2026-0001", JULY_21)

    assert turn_of(standing, CHAIN) == Turn("销售负责人", golden.MINUTES.day)


def test_the_clock_of_a_second_version_starts_with_its_form() -> None:
    deal = renegotiated(refused("法务部门"), {"special_terms": "随机提供易损件一套"})
    carried_along = filed(deal, again(deal, (), JULY_21), "SP-2026-0002", JULY_21)

    assert turn_of(carried_along, CHAIN) == Turn("法务部门", AGAIN)


def test_a_larger_contract_waits_for_the_node_that_it_has_more() -> None:
    chain = (*CHAIN[:3], "董事长")

    standing = golden_deal.in_approval(3)

    assert turn_of(standing, chain) == Turn("董事长", golden.APPROVALS[2].day)


@pytest.mark.parametrize("status", ["审批通过", "草拟", "已签署"])
def test_nobody_has_a_turn_once_the_approval_is_over(status: str) -> None:
    over: Deal = with_status(golden_deal.in_approval(2), "G03", status)

    assert turn_of(over, CHAIN) is None
