"""F15 客户回访记录表 (issued prefilled as G11): the visit after delivery. Source: domain.md 2.15, 3.8."""

from __future__ import annotations

from datetime import date

from toolkit.catalogue.forms.fields import choice, contract_no, customer_name, issued_number, order_no
from toolkit.model import terms
from toolkit.model.form import Field, Form, Group, Prefill, When
from toolkit.model.kinds import Amount, Day, Number, Period, Phone, Score, Words, YesNo
from toolkit.model.known import Known
from toolkit.model.submission import Value
from toolkit.model.text import Text
from toolkit.rules import visit

PERSON = Words(most=20, is_name=True)

HEAD = Group(
    Text("一、订单与交付", "1. Order and delivery"),
    (
        issued_number("visit_no", "HF", Text("编号", "number"), "回访编号"),
        order_no(),
        contract_no(),
        customer_name(),
        Field(
            key="delivery_date",
            label=Text("交付日期", "delivered on"),
            kind=Day("past"),
            example="2026-08-18",
            locked=True,
        ),
        Field(
            key="visit_window",
            label=Text("回访期", "window"),
            kind=Words(most=40, one_line=True),
            need=False,
            example="2026-08-21 至 2026-08-25",
            locked=True,
        ),
    ),
)

VISIT = Group(
    Text("二、回访情况", "2. The visit"),
    (
        Field(
            key="visit_date",
            label=Text("回访日期", "visited on"),
            kind=Day("past"),
            example="2026-08-24",
            not_before="delivery_date",
            not_after="today",
        ),
        Field(
            key="visitor",
            label=Text("回访人", "visitor"),
            kind=PERSON,
            aliases=("回访人(客服代表)", "客服代表"),
            example="吴倩",
        ),
        Field(
            key="visit_type",
            label=Text("回访类型", "type"),
            kind=choice("首次回访", "定期回访", "投诉回访"),
            need=False,
            example="首次回访",
        ),
        Field(
            key="method",
            label=Text("回访方式", "way of visiting"),
            kind=choice("电话", ("邮件", "电子邮件"), ("上门", "上门拜访"), "微信", ("问卷", "问卷调查")),
            example="电话",
        ),
        Field(
            key="interviewee",
            label=Text("受访人", "interviewee"),
            kind=PERSON,
            aliases=("客户联系人",),
            example="陈工",
        ),
        Field(
            key="interviewee_title",
            label=Text("受访人职务", "title"),
            kind=Words(most=30, one_line=True),
            aliases=("职务",),
            example="设备主管",
        ),
        Field(
            key="phone",
            label=Text("受访人电话", "phone"),
            kind=Phone(),
            aliases=("联系电话", "电话"),
            example="13912345678",
        ),
        Field(
            key="next_visit_date",
            label=Text("下次回访日期", "next visit"),
            kind=Day("future"),
            need=False,
            example="2026-11-24",
            not_before="visit_date",
        ),
        Field(
            key="usage",
            label=Text("使用情况", "state of use"),
            kind=Words(),
            example="设备运行正常,上料节拍达到要求",
            wide=True,
        ),
    ),
)

SCORES = Group(
    Text("三、满意度(1–5分,5分为非常满意)", "3. Satisfaction (1–5, 5 is best)"),
    (
        Field(
            key="score_product",
            label=Text("产品质量", "product"),
            kind=Score(),
            aliases=("产品质量满意度",),
            example="5",
        ),
        Field(
            key="score_delivery",
            label=Text("交付及时", "delivery"),
            kind=Score(),
            aliases=("交付及时性",),
            example="4",
        ),
        Field(
            key="score_service",
            label=Text("服务态度", "service"),
            kind=Score(),
            aliases=("服务态度(响应)", "服务响应"),
            example="5",
        ),
        Field(
            key="score_overall",
            label=Text("总体满意度", "overall"),
            kind=Score(),
            aliases=("总体评价",),
            example="5",
        ),
    ),
)

ISSUES = Group(
    Text("四、问题与建议", "4. Problems and suggestions"),
    (
        Field(
            key="has_issue",
            label=Text("是否存在问题", "any problem"),
            kind=YesNo(),
            aliases=("存在问题",),
            example="□是 ☑否",
        ),
        Field(
            key="issue_type",
            label=Text("问题类型", "sort of problem"),
            kind=choice("咨询", "故障", visit.COMPLAINT, "其他"),
            need=When("has_issue", (True,)),
            example="咨询",
        ),
        Field(
            key="complaint_no",
            label=Text("投诉单编号", "complaint number"),
            kind=Number("TS"),
            need=False,
            example="TS-2026-0001",
            hint=Text(
                "总体满意度不高于2分或问题类型为投诉时必填", "needed for an overall score of 2 or less, or a complaint"
            ),
        ),
        Field(
            key="issue_desc",
            label=Text("问题描述", "the problem"),
            kind=Words(),
            need=When("has_issue", (True,)),
            example="触摸屏偶有延迟",
            wide=True,
        ),
        Field(
            key="suggestion",
            label=Text("意见建议", "suggestions"),
            kind=Words(),
            need=False,
            aliases=("意见和建议", "建议"),
            example="希望增加一次操作培训",
            wide=True,
        ),
    ),
)

FUTURE = Group(
    Text("五、复购与转介绍", "5. Repeat business and referral"),
    (
        Field(
            key="repurchase_intent",
            label=Text("复购意向", "will buy again"),
            kind=choice("有", ("无", "没有"), ("待定", "不确定")),
            example="☑有 □无 □待定",
        ),
        Field(
            key="expected_time",
            label=Text("预计时间", "expected time"),
            kind=Period(),
            need=When("repurchase_intent", ("有",)),
            aliases=("复购时间",),
            example="2027年3月底",
        ),
        Field(
            key="expected_amount",
            label=Text("预计金额(元)", "expected amount (yuan)"),
            kind=Amount(),
            need=When("repurchase_intent", ("有",)),
            aliases=("预计金额", "复购金额"),
            example="500000",
        ),
        Field(
            key="referral",
            label=Text("是否愿意转介绍", "would refer us"),
            kind=YesNo(),
            need=False,
            aliases=("愿意转介绍",),
            example="☑是 □否",
        ),
        Field(
            key="repurchase_desc",
            label=Text("复购内容", "repeat purchase of"),
            kind=Words(),
            need=When("repurchase_intent", ("有",)),
            example="2027年扩建一条产线",
            wide=True,
        ),
        Field(
            key="referral_info",
            label=Text("转介绍客户", "referred customer"),
            kind=Words(most=300),
            need=False,
            aliases=("转介绍客户信息",),
            example="苏州示例机械有限公司 李明 13712345678",
            hint=Text("公司、联系人、电话", "company, contact, phone"),
            wide=True,
        ),
    ),
)


def prefill(known: Known) -> Prefill:
    """Order and delivery, the window for the visit, and whom to call."""
    if known.deal is None:
        return Prefill()
    deal, minutes = known.deal, known.deal.filing("F07")
    order, contract = deal.paper("G05"), deal.paper("G03")
    delivered_on = terms.milestones_of(deal, known.rulebook).delivered_on
    values: dict[str, Value] = {
        "order_no": order.number if order else None,
        "contract_no": contract.number if contract else None,
        "customer_name": known.customer.name if known.customer else None,
        "delivery_date": delivered_on,
        "visitor": deal.value("F10", "after_sale_contact"),
        "visit_type": "首次回访" if deal.filing("F15") is None else "定期回访",
        "interviewee": minutes.submission.value("consignee") if minutes else None,
        "phone": minutes.submission.value("consignee_phone") if minutes else None,
    }
    planned = deal.value("F15", "next_visit_date")
    if deal.filing("F15") is None and delivered_on:
        first, last = visit.window(delivered_on, known.rulebook.policy)
        values["visit_window"] = f"{first} 至 {last}"
    elif isinstance(planned, date):
        values["visit_window"] = f"{planned} 前后"
    return Prefill({key: value for key, value in values.items() if value not in (None, "")})


FORM = Form(
    id="F15",
    word="visit-record",
    version="1.0",
    title=Text("客户回访记录表", "visit record"),
    medium="docx",
    parts=(
        HEAD,
        VISIT,
        SCORES,
        ISSUES,
        FUTURE,
    ),
    stage=7,
    series="HF",
    own_number="visit_no",
    numbered="issue",
    rules=visit.RULES,
    prefill=prefill,
    filled_by=Text("客服代表", "service representative"),
)

MESSAGES: dict[str, Text] = {
    "R-70": Text(
        "回访日期{v}不在交付后{least}–{most}天内(应为{lo}至{hi})。",
        "The visit of {v} is not {least}–{most} days after delivery ({lo} to {hi}).",
    ),
    "R-71": Text(
        "总体满意度为{n}分,须登记《客户投诉处理单》。",
        "The overall score is {n}: a complaint has to be registered (客户投诉处理单).",
    ),
    "F15-02": Text("回访人{name}不属于客服部门,请确认。", "{name}, the visitor, is not of the service department."),
    "F15-03": Text(
        "回访人{name}是本商机的销售负责人,应由客服代表回访。",
        "{name}, the visitor, owns this deal; service should visit.",
    ),
    "F15-04": Text(
        "问题类型为“投诉”,须登记《客户投诉处理单》并填写「{label}」。",
        "The problem is a complaint: register it (客户投诉处理单) and fill in “{label}”.",
    ),
    "F15-05": Text("愿意转介绍时请填写转介绍客户信息。", "Please name the customer that would be referred."),
    "F15-06": Text(
        "总体满意度{overall}分与分项评分({low}–{high}分)相差较大,请确认。",
        "The overall score {overall} lies far from the partial ones ({low}–{high}); please check.",
    ),
}
