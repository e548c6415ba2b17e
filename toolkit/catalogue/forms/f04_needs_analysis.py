"""F04 客户需求分析表: what the customer needs and how much we want the deal. Source: domain.md 2.4."""

from __future__ import annotations

from typing import Final

from toolkit.catalogue.forms.fields import choice, customer_name, drawn_number
from toolkit.model.form import Field, Form, Group, Prefill, Table, When
from toolkit.model.kinds import AmountRange, Day, Listing, Number, Period, Quantity, Whole, Words
from toolkit.model.known import Known
from toolkit.model.submission import Value
from toolkit.model.text import Text
from toolkit.rules import needs

FACE_TO_FACE: Final = "面对面会议"
SCORED: Final = Text("0–2分;不填则自动计算", "0–2; computed when left blank")

MEETING = Group(
    Text("一、调研概况", "1. The survey"),
    (
        drawn_number("needs_no", "XQ"),
        Field(
            key="lead_no",
            label=Text("客户编号", "customer number"),
            kind=Number("KH"),
            aliases=("线索编号",),
            example="KH-2026-0001",
            locked=True,
        ),
        customer_name(least=4),
        Field(
            key="meeting_date",
            label=Text("调研日期", "date"),
            kind=Day("past"),
            aliases=("会议时间",),
            example="2026-06-22",
            not_after="today",
        ),
        Field(
            key="meeting_mode",
            label=Text("调研方式", "way of meeting"),
            kind=choice(
                (FACE_TO_FACE, "面谈", "当面", "上门拜访"),
                ("线上会议", "视频会议", "网络会议"),
                ("电话访谈", "电话"),
                ("问卷", "问卷调查"),
            ),
            example=FACE_TO_FACE,
        ),
        Field(
            key="place",
            label=Text("地点", "place"),
            kind=Words(most=100, one_line=True),
            need=When("meeting_mode", (FACE_TO_FACE,)),
            example="客户工厂会议室",
        ),
        Field(
            key="customer_attendees",
            label=Text("客户参会人", "the customer's people"),
            kind=Listing(),
            aliases=("客户参加人员",),
            example="张伟(采购经理)、陈工(设备部)",
            hint=Text("姓名/职务,至少一名", "names and titles, at least one"),
            missing="F04-01",
            wide=True,
        ),
        Field(
            key="our_attendees",
            label=Text("我方参会人", "our people"),
            kind=Listing(),
            aliases=("我方参加人员",),
            example="王芳",
            wide=True,
        ),
    ),
)

DEMAND = Group(
    Text("二、业务痛点与目标", "2. Pain points and goals"),
    (
        Field(
            key="pain_points",
            label=Text("业务痛点", "pain points"),
            kind=Words(least=10, most=1000),
            aliases=("目前最大挑战", "目前最大的挑战"),
            example="上料靠人工,单班用工6人,停机率8%",
            hint=Text("不少于10个字", "at least 10 characters"),
            wide=True,
        ),
        Field(
            key="current_solution",
            label=Text("现有方案/供应商", "present solution"),
            kind=Words(most=500),
            need=False,
            aliases=("现有方案", "现有供应商"),
            example="人工上料",
            wide=True,
        ),
        Field(
            key="goal",
            label=Text("期望目标", "goal"),
            kind=Words(most=500),
            aliases=("目标",),
            example="降低20%采购成本",
            hint=Text("尽量量化,如“降低20%采购成本”", "with a figure where possible"),
            wide=True,
        ),
        Field(
            key="budget",
            label=Text("预算范围", "budget"),
            kind=AmountRange(),
            need=False,
            aliases=("预算",),
            example="25万-30万",
            hint=Text("必填;客户未定时请写“待定”", "required; write 待定 while the customer has none"),
        ),
        Field(
            key="decision_process",
            label=Text("决策流程", "way of the decision"),
            kind=Listing(also="+→-—>/"),
            aliases=("决策过程",),
            example="技术部+采购部+总经理审批",
            wide=True,
        ),
        Field(
            key="decision_maker",
            label=Text("最终决策人", "decided by"),
            kind=Words(most=40, one_line=True),
            aliases=("决策人",),
            example="总经理 刘总",
        ),
        Field(
            key="decision_cycle",
            label=Text("决策周期", "time to decide"),
            kind=Period(),
            aliases=("预计决策时间",),
            example="3个月内",
            hint=Text("如“3个月内”或具体日期", "a period or a day"),
        ),
        Field(
            key="expected_delivery",
            label=Text("期望交付时间", "delivery wanted"),
            kind=Period(),
            need=False,
            aliases=("期望交期",),
            example="30天内",
        ),
        Field(
            key="competitors",
            label=Text("竞争对手", "competitors"),
            kind=Words(most=500),
            need=False,
            example="苏州某自动化公司",
        ),
    ),
)

NEEDS = Table(
    key="needs",
    title=Text("三、需求明细", "3. Needs"),
    columns=(
        Field(
            key="need_desc",
            label=Text("需求描述", "need"),
            kind=Words(least=4, most=300),
            aliases=("需求", "需求内容"),
            example="24小时售后响应",
        ),
        Field(
            key="need_class",
            label=Text("需求分级", "class"),
            kind=choice(
                (needs.CORE, "核心", "必须", "必须满足"),
                ("次要需求", "次要", "期望", "期望满足"),
                ("潜在需求", "潜在", "未来", "未来可能"),
            ),
            aliases=("分级", "需求类别"),
            example=needs.CORE,
            hint=Text("至少一项核心需求", "at least one core need"),
        ),
        Field(
            key="priority",
            label=Text("优先级", "priority"),
            kind=choice(("P1", "高", "1"), ("P2", "中", "2"), ("P3", "低", "3")),
            example="P1",
            hint=Text("核心需求为P1", "core needs are P1"),
        ),
        Field(
            key="criterion",
            label=Text("衡量标准", "measured by"),
            kind=Words(most=200),
            need=False,
            example="报修后24小时内答复",
        ),
        Field(
            key="capability",
            label=Text("满足程度", "can we meet it"),
            kind=choice(
                (needs.MET, "满足"), ("部分满足", "部分"), (needs.UNMET, "不满足", "无法满足"), ("待评估", "待确认")
            ),
            need=False,
            example=needs.MET,
        ),
        Field(
            key="product_hint",
            label=Text("对应产品/服务", "product"),
            kind=Words(most=100, one_line=True),
            need=False,
            aliases=("对应产品", "产品/服务"),
            example="自动上料机 HT-200",
            hint=Text("产品目录中的编码或名称", "code or name in the product catalogue"),
        ),
        Field(
            key="qty_hint",
            label=Text("数量", "quantity"),
            kind=Quantity(),
            need=False,
            example="2",
        ),
        Field(key="note", label=Text("说明", "note"), kind=Words(most=200), need=False, example="含操作培训"),
    ),
    least=1,
    missing="R-10",
    word_rows=8,
)

SCORES = Group(
    Text("四、客户评估", "4. Evaluation"),
    (
        Field(
            key="score_budget",
            label=Text("预算评分", "score: budget"),
            kind=Whole(low=0, high=2),
            need=False,
            example="2",
            hint=SCORED,
        ),
        Field(
            key="score_fit",
            label=Text("需求匹配度评分", "score: fit"),
            kind=Whole(low=0, high=2),
            need=False,
            aliases=("匹配度评分",),
            example="2",
            hint=SCORED,
        ),
        Field(
            key="score_cycle",
            label=Text("决策周期评分", "score: time to decide"),
            kind=Whole(low=0, high=2),
            need=False,
            example="2",
            hint=SCORED,
        ),
        Field(
            key="intent_level",
            label=Text("意向等级", "intent"),
            kind=choice((needs.HIGH, "高", "A"), (needs.MIDDLE, "中", "B"), (needs.LOW, "低", "C")),
            aliases=("客户评估",),
            example=needs.HIGH,
        ),
        Field(
            key="follow_strategy",
            label=Text("跟进策略", "strategy"),
            kind=choice(*needs.STRATEGIES.values()),
            example="优先跟进",
            hint=Text("高意向—优先跟进;中意向—定期维护;低意向—暂缓跟进", "follows from the intent"),
        ),
        Field(
            key="next_action",
            label=Text("下一步计划", "next step"),
            kind=Words(most=300),
            aliases=("下一步",),
            example="6月30日前提交方案",
            wide=True,
        ),
        Field(
            key="next_action_date",
            label=Text("下一步日期", "next step on"),
            kind=Day("future"),
            aliases=("计划日期",),
            example="2026-06-30",
            not_before="meeting_date",
        ),
        Field(
            key="analyst",
            label=Text("填表人", "filled by"),
            kind=Words(least=2, most=20, is_name=True),
            aliases=("分析人", "记录人"),
            example="王芳",
        ),
    ),
)


def prefill(known: Known) -> Prefill:
    """The customer as registered, the contact and the seller as those who will meet."""
    customer = known.customer
    if customer is None:
        return Prefill()
    values: dict[str, Value] = {"lead_no": customer.number, "customer_name": customer.name}
    contact, title = customer.said("contact_name"), customer.said("contact_title")
    if contact:
        values["customer_attendees"] = (f"{contact}({title})" if title else contact,)
    if customer.owner:
        values |= {"our_attendees": (customer.owner,), "analyst": customer.owner}
    return Prefill(values)


FORM = Form(
    id="F04",
    word="needs-analysis",
    version="1.0",
    title=Text("客户需求分析表", "needs analysis"),
    medium="docx",
    parts=(MEETING, DEMAND, NEEDS, SCORES),
    stage=2,
    series="XQ",
    own_number="needs_no",
    rules=needs.RULES,
    prefill=prefill,
)

MESSAGES: dict[str, Text] = {
    "F04-01": Text("至少填写一名客户参会人。", "Name at least one of the customer's people."),
    "F04-02": Text("「{label}」中没有客户负责人{owner}。", "“{label}” does not name the customer's owner, {owner}."),
    "F04-03": Text(
        "「{label}」未明确,客户评估将按“无预算”计分。",
        "“{label}” is open; the evaluation counts it as no budget.",
    ),
    "F04-04": Text("核心需求“{desc}”的优先级应为P1。", "The core need “{desc}” should have priority P1."),
    "F04-05": Text("需求描述“{desc}”重复。", "The need “{desc}” is listed twice."),
    "F04-06": Text(
        "核心需求“{desc}”不能满足,建议重新评估意向等级。",
        "The core need “{desc}” cannot be met; think again about the intent.",
    ),
    "F04-07": Text(
        "按预算/匹配度/周期评分为{sum}分,建议等级“{level}”,表中为“{raw}”。",
        "Budget, fit and time score {sum}, which suggests “{level}”; the form says “{raw}”.",
    ),
    "F04-08": Text("「{label}」“{name}”不在员工名册中,请核对。", "“{label}”: {name} is not in the staff list."),
    "R-10": Text("至少应有一项“核心需求”。", "At least one need must be a core need (核心需求)."),
    "R-11": Text(
        "意向等级为“{level}”时,跟进策略应为“{expected}”,实际为“{raw}”。",
        "With intent “{level}” the strategy should be “{expected}”; it is “{raw}”.",
    ),
    "R-12": Text(
        "意向等级为“{raw}”,商机转入“暂缓跟进”;如需继续,请销售负责人重新开启(deal reopen)。",
        "Intent “{raw}”: the deal is put on hold; the head of sales may reopen it (deal reopen).",
    ),
}
