from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests import golden
from tests.rules import golden_deal
from tests.rules.golden_deal import typed_over, world
from tests.rules.submissions import (
    TODAY,
    Typed,
    codes,
    deal,
    filed,
    judged,
    known,
    only,
    product,
    sentence,
    submission,
)
from toolkit.catalogue.forms import f04_needs_analysis
from toolkit.catalogue.forms.f19_scheme_elements import FORM, MESSAGES, prefill
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding, Severity

VALUES: Typed = {
    "scheme_name": "自动上料机及年度维护方案",
    "prepared_by": "周工",
    "impact": "单件人工成本偏高,交期波动",
    "total_days": "30",
    "service": "质保期12个月",
}
RESPONSES: tuple[Typed, ...] = ({"response": "自动上料机两台"}, {"response": "年度维护服务"})
PHASES: tuple[Typed, ...] = (
    {"phase": "设计", "work": "图纸确认", "days": "10", "party": "我方"},
    {"phase": "制造", "work": "总装检验", "days": "13", "party": "我方"},
    {"phase": "安装", "work": "安装调试", "days": "7", "party": "双方"},
)
EFFECTS: tuple[Typed, ...] = ({"metric": "采购成本", "now": "100%", "goal": "80%", "change": "降低20%"},)
ADVANTAGES: tuple[Typed, ...] = ({"aspect": "售后", "ours": "24小时", "rival_a": "48小时", "rival_b": "未承诺"},)


def analysed(**change: str) -> Deal:
    """2026-06-22: the needs of the golden case are filed."""
    form = f04_needs_analysis.FORM
    values = {"customer_name": "上海启明精密制造有限公司", **golden.NEEDS.values, **change}
    needs = submission(form, values, golden.NEEDS.tables, today=golden.NEEDS.day)
    return filed(deal(), needs, "XQ-2026-0001", golden.NEEDS.day)


def told(change: Typed | None = None, over: Deal | None = None, **tables: Sequence[Typed]) -> tuple[Finding, ...]:
    around = world(over or analysed(), TODAY, products=PRODUCTS)
    given = {"answers": RESPONSES, "phases": PHASES, "effects": EFFECTS, "advantages": ADVANTAGES, **tables}
    return judged(FORM, typed_over(FORM, around, {**VALUES, **(change or {})}, given), around)


PRODUCTS = {
    "HT-200": product("HT-200", "自动上料机", "113000", spec="HT-200"),
    "WH-12": product("WH-12", "年度维护服务", "60000", "6%", unit="项"),
}


def test_the_elements_over_their_blank_raise_nothing() -> None:
    assert codes(told()) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "at", "words"),
    [
        ({"total_days": "29"}, "R-26", Severity.ERROR, "total_days", "各阶段工期合计30天,超过总周期29天。"),
        (
            {"service": "按底价提供备件"},
            "F19-03",
            Severity.ERROR,
            "service",
            "成本/毛利信息不得出现在对外文件中。「服务保障与质保」中写有“底价”。",
        ),
        ({"impact": "毛利率下滑"}, "F19-03", Severity.ERROR, "impact", "成本/毛利信息不得出现在对外文件中。"),
        ({"prepared_by": "外人"}, "F19-05", Severity.WARNING, "prepared_by", "“外人”不在员工名册中"),
        ({"customer_name": "上海启明机械有限公司"}, "M-MATCH", Severity.ERROR, "customer_name", "客户档案"),
        ({"needs_no": "XQ-2026-0002"}, "M-MATCH", Severity.ERROR, "needs_no", "“XQ-2026-0001”不一致"),
        ({"total_days": None}, "M-REQ", Severity.ERROR, "total_days", "「总周期(天)」为必填项"),
    ],
)
def test_one_mistake_in_the_elements_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, at: str, words: str
) -> None:
    finding = only(told(change))

    assert (finding.code, finding.severity, finding.key) == (code, severity, at)
    assert words in sentence(finding, FORM, MESSAGES)


def test_phases_may_take_the_whole_cycle() -> None:
    assert codes(told({"total_days": "30"})) == []


def test_a_core_need_without_a_response_is_an_error_at_its_cell() -> None:
    finding = only(told(answers=({"response": None}, RESPONSES[1])))

    assert (finding.code, finding.severity, finding.key, finding.line) == (
        "F19-01",
        Severity.ERROR,
        "answers.response",
        1,
    )
    assert "核心需求的「响应方式」必须填写。" in sentence(finding, FORM, MESSAGES)


def test_another_need_may_stay_without_a_response() -> None:
    assert codes(told(answers=(*RESPONSES, {"response": None}))) == []


@pytest.mark.parametrize(
    "rows",
    [
        ({"need_desc": "别的需求", **RESPONSES[0]}, RESPONSES[1]),
        ({"need_class": "次要需求", "response": None}, RESPONSES[1]),
    ],
)
def test_a_core_need_of_the_analysis_cannot_be_written_away(rows: Sequence[Typed]) -> None:
    finding = only(told(answers=rows))

    assert (finding.code, finding.severity) == ("F19-02", Severity.ERROR)
    assert "核心需求“两条产线自动上料”没有响应方式。" in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize(
    ("table", "row", "at", "words"),
    [
        ("items", {"name": "自动上料机", "parameters": "成本价6.5万元"}, "items.parameters", "中写有“成本价”"),
        ("effects", {**EFFECTS[0], "metric": "我方毛利"}, "effects.metric", "中写有“毛利”"),
    ],
)
def test_what_is_internal_is_found_in_rows_too(table: str, row: Typed, at: str, words: str) -> None:
    tables: Any = {table: (row,)}

    finding = only(told(**tables))

    assert (finding.code, finding.key, finding.line) == ("F19-03", at, 1)
    assert words in sentence(finding, FORM, MESSAGES)


def test_the_customers_own_costs_may_be_spoken_of() -> None:
    assert codes(told({"impact": "采购成本与人工成本偏高"})) == []


def test_a_competitor_of_the_analysis_is_not_named() -> None:
    over = analysed(competitors="苏州某自动化公司、 宁波智造 ;无")

    finding = only(told(over=over, advantages=({**ADVANTAGES[0], "rival_a": "宁波智造:48小时"},)))

    assert (finding.code, finding.severity, finding.key) == ("F19-04", Severity.WARNING, "advantages.rival_a")
    assert "写明了竞争对手“宁波智造”,对外方案应匿名" in sentence(finding, FORM, MESSAGES)


def test_the_blank_lists_the_needs_and_what_answers_them() -> None:
    around: Any = world(analysed(), TODAY, products=PRODUCTS)

    blank = prefill(around)

    assert blank.values["needs_no"] == "XQ-2026-0001"
    assert [row["need_desc"] for row in blank.tables["answers"]] == [
        "两条产线自动上料",
        "24小时售后响应",
        "免费提供操作培训",
    ]
    assert [(row["name"], row["qty"], row["unit"]) for row in blank.tables["items"]] == [
        ("自动上料机", 2, "台"),
        ("年度维护服务", 1, "项"),
    ]
    assert str(blank.values["service"]).splitlines()[1] == "接到报修后24小时内响应，必要时48小时内派员到场。"
    assert "scheme_name" not in blank.values


def test_the_blank_takes_name_and_days_from_the_cost_sheet() -> None:
    blank = prefill(world(golden_deal.quoted(), TODAY))

    assert (blank.values["scheme_name"], blank.values["total_days"]) == ("自动上料机及年度维护方案", 30)
    assert str(blank.values["service"]).startswith("质保期12个月，自验收合格之日起计算；")


def test_without_a_deal_the_blank_holds_the_usual_service_only() -> None:
    assert set(prefill(known()).values) == {"service"}
