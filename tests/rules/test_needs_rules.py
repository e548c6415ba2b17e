from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.submissions import (
    Typed,
    codes,
    deal,
    judged,
    known,
    only,
    person,
    product,
    sentence,
    staff,
    submission,
)
from toolkit.catalogue.forms.f04_needs_analysis import FORM, MESSAGES, prefill
from toolkit.model.finding import Finding, Severity
from toolkit.model.house import Customer
from toolkit.model.known import Known
from toolkit.model.names import name_key
from toolkit.rules.needs import demands, product_named, scores

MET_ON = date(2026, 6, 22)
CUSTOMER = Customer(
    number="KH-2026-0001",
    name="上海启明精密制造有限公司",
    lead={"register_date": date(2026, 6, 15), "contact_name": "张伟", "contact_title": "采购经理"},
    owner="王芳",
)
VALUES: Typed = {
    "lead_no": "KH-2026-0001",
    "customer_name": "上海启明精密制造有限公司",
    "meeting_date": "2026-06-22",
    "meeting_mode": "面对面会议",
    "place": "客户工厂会议室",
    "customer_attendees": "张伟(采购经理)、陈工(设备部)",
    "our_attendees": "王芳",
    "pain_points": "上料靠人工,单班用工6人,停机率8%",
    "goal": "降低20%采购成本",
    "budget": "25万-30万",
    "decision_process": "技术部+采购部+总经理审批",
    "decision_maker": "总经理 刘总",
    "decision_cycle": "3个月内",
    "intent_level": "高意向",
    "follow_strategy": "优先跟进",
    "next_action": "6月30日前提交方案",
    "next_action_date": "2026-06-30",
    "analyst": "王芳",
}
CORE: Typed = {
    "need_desc": "24小时售后响应",
    "need_class": "核心需求",
    "priority": "P1",
    "capability": "完全满足",
    "product_hint": "年度维护服务",
}
MACHINE: Typed = {
    "need_desc": "自动上料,节拍12秒",
    "need_class": "核心",
    "priority": "1",
    "capability": "完全满足",
    "product_hint": "自动上料机 HT-200",
    "qty_hint": "2",
}
PRODUCTS = {
    "HT-200": product("HT-200", "自动上料机", "113000", spec="HT-200"),
    "WH-1": product("WH-1", "年度维护服务", "60000", "6%", unit="项"),
}


def told(change: Typed | None = None, needs: Sequence[Typed] = (CORE, MACHINE), **facts: Any) -> tuple[Finding, ...]:
    filled = submission(FORM, {**VALUES, **(change or {})}, {"needs": needs}, today=MET_ON)
    return judged(FORM, filled, world(**facts))


def world(**facts: Any) -> Known:
    return known(today=MET_ON, **{"customer": CUSTOMER, "deal": deal(), **facts})


def test_a_needs_analysis_of_the_golden_case_raises_nothing() -> None:
    findings = told(products=PRODUCTS, staff=staff(person("王芳")))

    assert codes(findings) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "key", "words"),
    [
        ({"customer_name": "上海启明机械有限公司"}, "M-MATCH", Severity.ERROR, "customer_name", "不一致"),
        ({"lead_no": "KH-2026-0002"}, "M-MATCH", Severity.ERROR, "lead_no", "“KH-2026-0001”不一致"),
        ({"meeting_date": "2026-06-14"}, "M-DATE-PAST", Severity.ERROR, "meeting_date", "不能早于登记日期"),
        ({"meeting_date": "2026-06-23"}, "M-DATE-FUT", Severity.ERROR, "meeting_date", "不能晚于今天"),
        ({"place": None}, "M-COND", Severity.ERROR, "place", "面对面会议"),
        ({"customer_attendees": None}, "F04-01", Severity.ERROR, "customer_attendees", "至少填写一名客户参会人"),
        ({"our_attendees": "李强"}, "F04-02", Severity.WARNING, "our_attendees", "王芳"),
        ({"pain_points": "人工上料"}, "M-LEN", Severity.ERROR, "pain_points", "长度应为 10"),
        ({"budget": None}, "M-REQ", Severity.ERROR, "budget", "必填"),
        ({"follow_strategy": "定期维护"}, "R-11", Severity.ERROR, "follow_strategy", "应为“优先跟进”,实际为“定期维护”"),
        ({"next_action_date": "2026-06-21"}, "M-DATE-PAST", Severity.ERROR, "next_action_date", "不能早于调研日期"),
        ({"score_budget": "3"}, "M-RANGE", Severity.ERROR, "score_budget", "3"),
    ],
)
def test_one_mistake_in_the_analysis_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, key: str, words: str
) -> None:
    finding = only(told(change))

    assert (finding.code, finding.severity, finding.key) == (code, severity, key)
    assert finding.raw == str(change[key] or "")
    assert finding.place.startswith("表单!C")
    assert words in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize(
    ("change", "code", "severity", "key", "words"),
    [
        ({"need_class": "次要需求"}, "R-10", Severity.ERROR, "need_class", "至少应有一项“核心需求”"),
        ({"priority": "P2"}, "F04-04", Severity.WARNING, "priority", "“24小时售后响应”的优先级应为P1"),
        ({"need_desc": "响应"}, "M-LEN", Severity.ERROR, "need_desc", "长度应为 4"),
    ],
)
def test_one_mistake_in_a_need_gives_one_finding_in_its_row(
    change: Typed, code: str, severity: Severity, key: str, words: str
) -> None:
    scored = {"score_budget": "2", "score_fit": "2", "score_cycle": "2"}

    finding = only(told(scored, needs=({**CORE, **change},)))

    assert (finding.code, finding.severity, finding.key) == (code, severity, f"needs.{key}")
    assert finding.place.startswith("needs!")
    assert words in sentence(finding, FORM, MESSAGES)


def test_a_core_need_that_cannot_be_met_puts_the_intent_in_question() -> None:
    needs = (CORE, {**MACHINE, "capability": "不能满足"})

    finding = only(told({"score_fit": "2"}, needs=needs))

    assert (finding.code, finding.severity, finding.line) == ("F04-06", Severity.WARNING, 2)
    assert "核心需求“自动上料,节拍12秒”不能满足" in sentence(finding, FORM, MESSAGES)


def test_the_same_need_twice_is_told_at_the_second_row() -> None:
    finding = only(told(needs=(CORE, CORE)))

    assert (finding.code, finding.line, finding.raw) == ("F04-05", 2, "24小时售后响应")


def test_an_analysis_without_needs_lacks_a_core_need() -> None:
    finding = only(told(needs=()))

    assert (finding.code, finding.severity) == ("R-10", Severity.ERROR)


def test_an_open_budget_is_told_and_scores_nothing() -> None:
    findings = told({"budget": "待定", "score_budget": "2"})

    finding = next(f for f in findings if f.code == "F04-03")
    assert (finding.severity, finding.raw) == (Severity.WARNING, "待定")
    assert not [f for f in findings if f.severity > Severity.WARNING]


def test_a_low_intent_holds_the_deal() -> None:
    change = {"intent_level": "低意向", "follow_strategy": "暂缓跟进", "score_budget": "0", "score_fit": "0"}

    finding = only(told(change))

    assert (finding.code, finding.severity) == ("R-12", Severity.HOLD)
    assert "暂缓跟进" in sentence(finding, FORM, MESSAGES)


def test_an_intent_above_its_scores_is_told() -> None:
    finding = only(told({"score_budget": "1", "score_cycle": "1"}))

    assert (finding.code, finding.severity, finding.raw) == ("F04-07", Severity.WARNING, "高意向")
    assert "评分为4分,建议等级“中意向”,表中为“高意向”" in sentence(finding, FORM, MESSAGES)


def test_someone_who_is_not_in_the_staff_list_is_told() -> None:
    finding = only(told(staff=staff(person("李强"))))

    assert (finding.code, finding.severity, finding.raw) == ("F04-08", Severity.WARNING, "王芳")


@pytest.mark.parametrize(
    ("budget", "cycle", "fit", "expected"),
    [
        ("25万-30万", "3个月内", "完全满足", (2, 2, 2)),
        ("25万-28万", "3个月内", "完全满足", (1, 2, 2)),
        ("25万以上", "2026-12-22", "部分满足", (1, 0, 1)),
        ("待定", "2026-12-23", "待评估", (0, 0, 0)),
    ],
)
def test_blank_scores_follow_from_budget_fit_and_cycle(
    budget: str, cycle: str, fit: str, expected: tuple[int, int, int]
) -> None:
    needs = [{**need, "capability": fit} for need in (CORE, MACHINE)]
    filled = submission(FORM, {**VALUES, "budget": budget, "decision_cycle": cycle}, {"needs": needs}, today=MET_ON)

    assert scores(filled, world(products=PRODUCTS)) == expected


@pytest.mark.parametrize(("met", "expected"), [(2, 0), (3, 1), (5, 2)])
def test_sixty_per_cent_of_the_core_needs_count_as_mostly_met(met: int, expected: int) -> None:
    needs = [
        {**CORE, "need_desc": f"核心需求第{n}项", "capability": "完全满足" if n < met else "部分满足"} for n in range(5)
    ]
    filled = submission(FORM, VALUES, {"needs": needs}, today=MET_ON)

    assert scores(filled, world())[1] == expected


@pytest.mark.parametrize("hint", ["HT-200", "自动上料机", "自动上料机HT-200", "自动上料机 HT-200(单臂)"])
def test_a_product_is_known_by_code_or_name(hint: str) -> None:
    assert product_named(hint, PRODUCTS) == PRODUCTS["HT-200"]


def test_a_hint_that_fits_two_products_names_none() -> None:
    products = {**PRODUCTS, "HT-300": product("HT-300", "自动上料机", "150000", spec="HT-300")}

    assert product_named("自动上料机", products) is None


short = st.text("AB上料-", max_size=3)


@given(st.lists(st.tuples(short, short, short), max_size=5), st.text("AB上料-（ ", max_size=8))
def test_a_product_is_found_as_by_looking_at_each(listed: list[tuple[str, str, str]], hint: str) -> None:
    products = {str(n): product(code, name, "1", spec=spec) for n, (code, name, spec) in enumerate(listed)}
    key, each = name_key(hint), products.values()

    exact = [p for p in each if key in map(name_key, (p.code, p.name, p.name + p.spec, p.name + p.code))]
    looked = exact or [p for p in each if name_key(p.code) in key or name_key(p.name) in key]

    assert product_named(hint, products) == (looked[0] if key and len(looked) == 1 else None)


def test_each_need_demands_its_product_and_quantity() -> None:
    filled = submission(FORM, VALUES, {"needs": (CORE, MACHINE)}, today=MET_ON)

    demanded = demands(filled, PRODUCTS)

    assert [(d.item, d.quantity) for d in demanded] == [("年度维护服务", Decimal(1)), ("自动上料机", Decimal(2))]


def test_a_blank_analysis_knows_the_customer_and_who_will_meet() -> None:
    values = prefill(world()).values

    assert values == {
        "lead_no": "KH-2026-0001",
        "customer_name": "上海启明精密制造有限公司",
        "customer_attendees": ("张伟(采购经理)",),
        "our_attendees": ("王芳",),
        "analyst": "王芳",
    }
