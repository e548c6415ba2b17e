"""The proposal (G01): what it says with and without the product team's elements (F19). Source: domain.md 3.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.documents.golden_deal import NEEDS, Row, figures_of, known_on, submission, text_of, written
from toolkit.documents.figures.proposal import ProposalFigures
from toolkit.errors import FiguresMissing
from toolkit.model.deal import Event
from toolkit.model.document import Issue
from toolkit.model.known import Known
from toolkit.model.submission import Submission, Value

ISSUE = Issue("FA-2026-0001", "V1")
ANALYSED, SCHEMED, QUOTED = date(2026, 6, 22), date(2026, 6, 30), date(2026, 7, 1)
PAINS: Row = {
    "customer_name": "上海启明精密制造有限公司",
    "pain_points": "上料靠人工,单班用工6人,停机率8%。",
    "current_solution": "人工上料",
    "goal": "降低20%采购成本",
}
WITH_PRODUCTS: tuple[Row, ...] = (
    {**NEEDS[0], "product_hint": "自动上料机", "qty_hint": Decimal(2)},
    {**NEEDS[1], "product_hint": "年度维护服务", "qty_hint": Decimal(1)},
    *NEEDS[2:],
)
ANSWERS: tuple[Row, ...] = (
    {
        "need_desc": "自动上料,节拍每件12秒",
        "need_class": "核心需求",
        "response": "HT-200 自动上料机两台,实测节拍11.5秒",
    },
    {"need_desc": "24小时售后响应", "need_class": "核心需求", "response": "年度维护服务,7×24小时热线,24小时内响应"},
    {"need_desc": "与现有MES对接", "need_class": "次要需求", "response": "提供OPC UA接口\n配合联调"},
)
ITEMS: tuple[Row, ...] = (
    {
        "name": "自动上料机",
        "spec": "HT-200",
        "parameters": "节拍≤12秒/件;定位精度±0.1mm;负载20kg",
        "unit": "台",
        "qty": Decimal(2),
    },
    {"name": "年度维护服务", "parameters": "每季度巡检一次,全年热线支持", "unit": "项", "qty": Decimal("1.00")},
)
PHASES: tuple[Row, ...] = (
    {
        "phase": "设计与备料",
        "work": "现场复测、图纸确认、物料采购",
        "days": 10,
        "deliverable": "设计确认单",
        "party": "我方",
    },
    {
        "phase": "制造与检验",
        "work": "机加工、总装、出厂检验",
        "days": 13,
        "deliverable": "出厂检验报告",
        "party": "我方",
    },
    {"phase": "安装与培训", "work": "现场安装调试、操作培训", "days": 7, "party": "双方"},
)
EFFECTS: tuple[Row, ...] = (
    {"metric": "单班上料用工", "now": "6人", "goal": "2人", "change": "减少67%"},
    {"metric": "停机率", "now": "8%", "goal": "3%以下"},
)
ADVANTAGES: tuple[Row, ...] = (
    {"aspect": "售后响应", "ours": "24小时内响应,48小时内到场", "rival_a": "48小时响应", "rival_b": "未承诺"},
)
CHAPTERS = ("方案背景", "需求理解", "方案核心内容", "实施计划", "预期效果", "差异化优势", "服务保障与质保", "投资概算")


def analysis(*needs: Row, **changes: Value) -> Submission:
    return submission("F04", {**PAINS, **changes}, needs=needs or WITH_PRODUCTS)


def elements(answers: Sequence[Row] = ANSWERS, **changes: Value) -> Submission:
    values: dict[str, Value] = {
        "needs_no": "XQ-2026-0001",
        "scheme_name": "自动上料机及年度维护方案",
        "impact": "单件人工成本偏高,交期波动",
        "total_days": 30,
        "service": "质保期12个月。\n24小时内响应。",
        "prepared_by": "周工",
    }
    tables = {"answers": answers, "items": ITEMS, "phases": PHASES, "effects": EFFECTS, "advantages": ADVANTAGES}
    return submission("F19", values | changes, **tables)


def known(day: date, scheme: Submission | None = None, needs: Submission | None = None) -> Known:
    """The golden deal on that day, with the elements filed on 2026-06-30 unless there are none."""
    around = known_on(day, needs=needs or analysis())
    if scheme is None or around.deal is None:
        return around
    facts = {"form": "F19", "number": "XQ-2026-0001", "submission": scheme}
    return replace(around, deal=around.deal.after(SCHEMED, Event("filed", "SJ-2026-0001", facts)))


def said(around: Known) -> ProposalFigures:
    figures: Any = figures_of("G01", ISSUE, around)
    assert isinstance(figures, ProposalFigures)
    return figures


def test_the_proposal_says_what_the_product_team_wrote() -> None:
    shown = text_of(written("G01", ISSUE, known(SCHEMED, elements())))

    for words in (
        "自动上料机及年度维护方案",
        "贵司目前上料靠人工,单班用工6人,停机率8%，由此带来单件人工成本偏高,交期波动。",
        "本方案围绕“降低20%采购成本”这一目标，在现有产线条件下提出自动化改造与持续维护相结合的实施路径。",
        "年度维护服务,7×24小时热线,24小时内响应",
        "提供OPC UA接口；配合联调",
        "节拍≤12秒/件;定位精度±0.1mm;负载20kg",
        "项目分3个阶段实施，总周期30天：",
        "减少67%",
        "竞品A",
        "（2）24小时内响应。",
        "2026年6月30日",
        "周工",
    ):
        assert words in shown


def test_a_whole_proposal_has_its_eight_chapters_in_the_text_and_in_the_contents() -> None:
    shown = text_of(written("G01", ISSUE, known(SCHEMED, elements()))).splitlines()

    for numeral, chapter in zip("一二三四五六七八", CHAPTERS, strict=True):
        assert shown.count(f"{numeral}、{chapter}") == 2


def test_without_the_elements_chapters_that_lack_content_are_left_out_and_the_others_counted_on() -> None:
    shown = text_of(written("G01", ISSUE, known(ANALYSED)))

    for heading in ("一、方案背景", "二、需求理解", "三、方案核心内容", "四、服务保障与质保", "五、投资概算"):
        assert heading in shown
    assert not [word for word in ("实施计划", "预期效果", "差异化优势", "竞品", "待填", "待补充") if word in shown]
    assert "自动上料机及年度维护服务方案" in shown
    assert "由“自动上料机”实现" in shown
    assert "接到报修后24小时内响应，必要时48小时内派员到场。" in shown


def test_before_the_elements_the_offer_fills_what_it_can() -> None:
    proposal = said(known(QUOTED))

    assert (proposal.scheme, proposal.total_days) == ("自动上料机及年度维护方案", 30)
    assert [(item.name, item.quantity) for item in proposal.items] == [("自动上料机", "2台"), ("年度维护服务", "1项")]
    assert proposal.service[0].startswith("质保期12个月，自验收合格之日起计算；")
    assert "项目总周期为30天" in text_of(written("G01", ISSUE, known(QUOTED)))


def test_the_product_teams_list_goes_before_the_lines_offered() -> None:
    items = said(known(QUOTED, elements())).items

    assert [(item.name, item.spec, item.parameters, item.quantity) for item in items] == [
        ("自动上料机", "HT-200", "节拍≤12秒/件;定位精度±0.1mm;负载20kg", "2台"),
        ("年度维护服务", "–", "每季度巡检一次,全年热线支持", "1项"),
    ]


def test_the_budget_points_to_the_quote_once_there_is_one() -> None:
    before = text_of(written("G01", ISSUE, known(SCHEMED, elements())))
    after = text_of(written("G01", ISSUE, known(QUOTED, elements())))

    assert "由我方另行提供《产品/服务方案报价单》" in before
    assert "附件：" not in before
    assert "附件：1. 产品/服务方案报价单（编号：BJ-2026-0001）" in after


def test_a_proposal_shows_neither_price_nor_cost_nor_margin() -> None:
    shown = text_of(written("G01", ISSUE, known(QUOTED, elements())))

    assert not [word for word in ("113,000", "286,000", "60,000", "166,500", "毛利", "底价") if word in shown]


@pytest.mark.parametrize("answers", [ANSWERS[1:], ({**ANSWERS[0], "response": None}, ANSWERS[1])])
def test_a_core_need_without_an_answer_stops_the_proposal(answers: Sequence[Row]) -> None:
    around = known(SCHEMED, elements(answers))

    with pytest.raises(FiguresMissing, match="核心需求“自动上料,节拍每件12秒”的响应方式"):
        said(around)


def test_a_core_need_that_we_do_not_meet_in_full_waits_for_the_product_team() -> None:
    needs = analysis({**WITH_PRODUCTS[0], "capability": "部分满足"}, *WITH_PRODUCTS[1:])

    with pytest.raises(FiguresMissing, match="自动上料"):
        said(known(ANALYSED, needs=needs))
    assert said(known(SCHEMED, elements(), needs)).needs[0].response.startswith("HT-200")


def test_a_need_that_is_no_core_need_may_stay_open() -> None:
    proposal = said(known(SCHEMED, elements()))

    assert [need.response for need in proposal.needs[3:]] == ["双方另行商定", "双方另行商定"]


@pytest.mark.parametrize(
    ("needs", "missing"),
    [
        (analysis(pain_points=None), "业务痛点"),
        (analysis(goal=None), "期望目标"),
        (analysis(*NEEDS), "产品与服务"),
    ],
)
def test_a_proposal_needs_pains_a_goal_and_something_to_offer(needs: Submission, missing: str) -> None:
    with pytest.raises(FiguresMissing, match=missing):
        said(known(ANALYSED, needs=needs))


def test_a_proposal_needs_an_analysis() -> None:
    with pytest.raises(FiguresMissing, match="客户需求分析表"):
        said(known(date(2026, 6, 16)))


def test_an_issued_version_keeps_its_day_and_what_was_known_on_it() -> None:
    later = known(QUOTED, elements())
    assert later.deal
    facts = {"document": "G01", "number": ISSUE.number, "version": ISSUE.version}
    issued = replace(later, deal=later.deal.after(ANALYSED, Event("issued", "SJ-2026-0001", facts)))

    first, second = said(issued), figures_of("G01", replace(ISSUE, version="V2"), issued)

    assert (first.written_on, first.phases, first.scheme) == (ANALYSED, (), "自动上料机及年度维护服务方案")
    assert (second.written_on, len(second.phases)) == (QUOTED, 3)
