"""F19 方案要素: what the product team puts into the proposal (G01). Source: domain.md 3.1; decisions.md 20."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from toolkit.catalogue.forms.f04_needs_analysis import FORM as NEEDS
from toolkit.catalogue.forms.f05_cost_sheet import FORM as COST_SHEET
from toolkit.catalogue.forms.fields import customer_name
from toolkit.documents.figures.proposal import usual_service
from toolkit.model.form import Field, Form, Group, Prefill, Prose, Table, When
from toolkit.model.kinds import Whole, Words
from toolkit.model.known import Known
from toolkit.model.submission import Value
from toolkit.model.text import Text
from toolkit.rules import scheme
from toolkit.rules.needs import CORE, Demand, demands

FROM_THE_NEEDS: Final = ("need_desc", "need_class", "priority")

HEAD = Group(
    Text("一、方案概况", "1. The scheme"),
    (
        COST_SHEET.field("needs_no"),
        customer_name(),
        replace(COST_SHEET.field("scheme_name"), hint=Text("印在方案封面上", "printed on the cover")),
        Field(
            key="prepared_by",
            label=Text("编制人", "prepared by"),
            kind=Words(least=2, most=20, is_name=True),
            aliases=("填表人",),
            example="周工",
        ),
        Field(
            key="impact",
            label=Text("痛点的影响", "what the pain points lead to"),
            kind=Words(most=500),
            aliases=("背景影响", "影响"),
            example="单件人工成本偏高,交期波动",
            hint=Text("接在“由此带来”之后", "follows 由此带来 (which leads to)"),
            wide=True,
        ),
    ),
)

ANSWERS = Table(
    key="answers",
    title=Text("二、需求响应", "2. Answers to the needs"),
    columns=(
        *(replace(NEEDS.field(f"needs.{key}"), locked=True) for key in FROM_THE_NEEDS),
        Field(
            key="response",
            label=Text("响应方式", "our answer"),
            kind=Words(most=300),
            need=When("need_class", (CORE,)),
            missing="F19-01",
            aliases=("响应", "解决方式"),
            example="提供年度维护服务,7×24小时热线",
            hint=Text("核心需求必填", "required for core needs"),
        ),
    ),
    least=1,
    fixed_rows=True,
    word_rows=6,
)

ITEMS = Table(
    key="items",
    title=Text("三、产品与服务", "3. Products and services"),
    columns=(
        COST_SHEET.field("offer.name"),
        COST_SHEET.field("offer.spec"),
        Field(
            key="parameters",
            label=Text("技术参数/服务内容", "parameters or content"),
            kind=Words(most=500),
            need=False,
            aliases=("技术参数", "服务内容", "参数"),
            example="节拍不超过12秒/件,定位精度±0.1mm",
        ),
        COST_SHEET.field("offer.unit"),
        COST_SHEET.field("offer.qty"),
    ),
    least=1,
    word_rows=5,
)

PHASES = Table(
    key="phases",
    title=Text("四、实施计划", "4. Plan"),
    columns=(
        Field(
            key="phase",
            label=Text("阶段", "phase"),
            kind=Words(most=40, one_line=True),
            aliases=("实施阶段",),
            example="设计与备料",
        ),
        Field(
            key="work",
            label=Text("工作内容", "work"),
            kind=Words(most=300),
            example="现场复测、图纸确认、物料采购",
        ),
        Field(
            key="days",
            label=Text("工期(天)", "days"),
            kind=Whole(low=0, high=3650),
            aliases=("工期", "天数"),
            example="10",
        ),
        Field(
            key="deliverable",
            label=Text("交付物", "deliverable"),
            kind=Words(most=200),
            need=False,
            aliases=("成果",),
            example="设计确认单",
        ),
        Field(
            key="party",
            label=Text("责任方", "done by"),
            kind=Words(most=40, one_line=True),
            example="乙方",
        ),
    ),
    least=1,
    word_rows=4,
)

CYCLE = Group(
    Text("五、总周期", "5. The whole cycle"),
    (
        Field(
            key="total_days",
            label=Text("总周期(天)", "total days"),
            kind=Whole(low=1, high=3650),
            aliases=("总周期", "总工期"),
            example="30",
            hint=Text("不少于各阶段工期之和", "no less than the phases together"),
            wide=True,
        ),
    ),
)

EFFECTS = Table(
    key="effects",
    title=Text("六、预期效果", "6. Effects"),
    columns=(
        Field(
            key="metric",
            label=Text("指标", "measure"),
            kind=Words(most=60, one_line=True),
            aliases=("效果指标",),
            example="单班上料用工",
        ),
        Field(key="now", label=Text("现状", "now"), kind=Words(most=100), example="单班6人,人工上料"),
        Field(key="goal", label=Text("目标", "goal"), kind=Words(most=100), example="单班2人,自动上料"),
        Field(
            key="change",
            label=Text("幅度", "change"),
            kind=Words(most=60),
            need=False,
            aliases=("变化幅度",),
            example="减少67%",
        ),
    ),
    word_rows=4,
)

ADVANTAGES = Table(
    key="advantages",
    title=Text("七、差异化优势", "7. Advantages"),
    columns=(
        Field(
            key="aspect",
            label=Text("对比项目", "aspect"),
            kind=Words(most=60, one_line=True),
            aliases=("项目",),
            example="售后响应",
        ),
        Field(key="ours", label=Text("我方", "ours"), kind=Words(most=200), example="24小时内响应"),
        Field(
            key="rival_a", label=Text("竞品A", "competitor A"), kind=Words(most=200), need=False, example="48小时内响应"
        ),
        Field(
            key="rival_b",
            label=Text("竞品B", "competitor B"),
            kind=Words(most=200),
            need=False,
            example="未承诺响应时间",
        ),
    ),
    word_rows=4,
)

SERVICE = Group(
    Text("八、服务保障与质保", "8. Service and warranty"),
    (
        Field(
            key="service",
            label=Text("服务保障与质保", "service and warranty"),
            kind=Words(),
            aliases=("服务保障", "质保"),
            example="质保期12个月,自验收合格之日起计算;接到报修后24小时内响应",
            wide=True,
        ),
    ),
)

FOR_CUSTOMERS: Final = Text(
    "本表内容写入《产品/服务方案》交给客户:不得出现成本、毛利等内部信息;竞争对手一律写作“竞品A”“竞品B”。",
    "What stands here goes to the customer: no costs, no margins; competitors are 竞品A and 竞品B.",
)


def prefill(known: Known) -> Prefill:
    """The needs to answer, what is demanded or offered, and the service we usually promise."""
    deal, analysis = known.deal, known.deal.filing("F04") if known.deal else None
    months = deal.value("F05", "warranty_months") if deal else None
    values: dict[str, Value] = {
        "needs_no": analysis.number if analysis else None,
        "customer_name": known.customer.name if known.customer else None,
        "scheme_name": deal.value("F05", "scheme_name") if deal else None,
        "total_days": deal.value("F05", "delivery_days") if deal else None,
        "service": "\n".join(usual_service(known.rulebook.contract, months if isinstance(months, int) else None)),
    }
    filled = {key: value for key, value in values.items() if value is not None}
    if analysis is None:
        return Prefill(filled)
    demanded = demands(analysis.submission, known.products)
    answers = tuple({key: one.line.value(key) for key in FROM_THE_NEEDS} for one in demanded)
    return Prefill(filled, {"answers": answers, "items": _items(demanded)})


def _items(demanded: tuple[Demand, ...]) -> tuple[Mapping[str, Value], ...]:
    """One row a product or service that the needs name: several needs that one answers are listed once."""
    rows: dict[str, Mapping[str, Value]] = {}
    for demand in demanded:
        if demand.product is None and not demand.line.words("product_hint"):
            continue
        row: dict[str, Value] = {"name": demand.item, "qty": demand.quantity}
        if demand.product:
            row |= {"spec": demand.product.spec or None, "unit": demand.product.unit}
        rows.setdefault(demand.item, {key: value for key, value in row.items() if value is not None})
    return tuple(rows.values())


FORM = Form(
    id="F19",
    word="scheme-elements",
    version="1.0",
    title=Text("方案要素", "elements of the scheme"),
    medium="docx",
    parts=(HEAD, ANSWERS, ITEMS, PHASES, CYCLE, EFFECTS, ADVANTAGES, SERVICE, Prose(FOR_CUSTOMERS)),
    stage=3,
    own_number="needs_no",
    rules=scheme.RULES,
    prefill=prefill,
    filled_by=Text("产品/技术团队", "product team"),
)

MESSAGES: dict[str, Text] = {
    "F19-01": Text("核心需求的「{label}」必须填写。", "“{label}” is required of a core need."),
    "F19-02": Text("核心需求“{desc}”没有响应方式。", "The core need “{desc}” has no answer."),
    "F19-03": Text(
        "成本/毛利信息不得出现在对外文件中。「{label}」中写有“{name}”。",
        "Costs and margins have no place in what goes to customers; “{label}” says “{name}”.",
    ),
    "F19-04": Text(
        "「{label}」写明了竞争对手“{name}”,对外方案应匿名,如“竞品A”。",
        "“{label}” names the competitor “{name}”; write 竞品A in what goes to customers.",
    ),
    "F19-05": Text("「{label}」“{name}”不在员工名册中,请核对。", "“{label}”: {name} is not in the staff list."),
    "R-26": Text(
        "各阶段工期合计{sum}天,超过总周期{total}天。",
        "The phases take {sum} days, more than the whole cycle of {total}.",
    ),
}
