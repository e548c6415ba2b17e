"""F16 客户投诉处理单: a complaint, from the first word to its close. Source: domain.md 2.16, 1.1 stage 7."""

from __future__ import annotations

from dataclasses import replace

from toolkit.catalogue.forms.fields import choice, contract_no, customer_name, department, drawn_number, order_no
from toolkit.model import money_due
from toolkit.model.deal import Deal
from toolkit.model.form import Field, Form, Group, Prefill, When
from toolkit.model.kinds import Amount, Day, Moment, Phone, Whole, Words
from toolkit.model.known import Known
from toolkit.model.submission import Submission, Value
from toolkit.model.text import Text
from toolkit.rules import complaint

PERSON = Words(least=2, most=20, is_name=True)
IS_VALID = When("is_valid", (complaint.VALID,))
IS_CLOSED = When("close_status", (money_due.CLOSED,))

HEAD = Group(
    Text("一、客户与订单", "1. Customer and order"),
    (
        drawn_number("cmp_no", "TS"),
        customer_name(),
        order_no(),
        replace(contract_no(), need=False),
        Field(
            key="contact",
            label=Text("投诉人", "complainant"),
            kind=PERSON,
            aliases=("联系人", "客户联系人"),
            example="陈工",
        ),
        Field(
            key="phone",
            label=Text("联系电话", "phone"),
            kind=Phone(),
            aliases=("投诉人电话",),
            example="13912345678",
        ),
        Field(
            key="product",
            label=Text("产品名称", "product"),
            kind=Words(most=60, one_line=True),
            need=False,
            example="自动上料机",
        ),
        Field(
            key="spec",
            label=Text("规格型号", "specification"),
            kind=Words(most=60, one_line=True),
            need=False,
            aliases=("规格", "型号"),
            example="HT-200",
        ),
        Field(
            key="serial",
            label=Text("出厂编号", "serial number"),
            kind=Words(most=60, one_line=True),
            need=False,
            aliases=("序列号", "批号"),
            example="HT200-260815-02",
        ),
    ),
)

COMPLAINT = Group(
    Text("二、投诉内容", "2. The complaint"),
    (
        Field(
            key="received_at",
            label=Text("投诉时间", "received at"),
            kind=Moment("past"),
            aliases=("受理时间", "投诉日期"),
            example="2026-09-02 09:30",
            not_after="today",
        ),
        Field(
            key="channel",
            label=Text("投诉渠道", "channel"),
            kind=choice(
                "电话", ("邮件", "电子邮件"), "微信", ("上门", "上门反映"), ("回访发现", "回访"), ("其他", "其它")
            ),
            aliases=("投诉方式",),
            example="电话",
        ),
        Field(
            key="type",
            label=Text("投诉类型", "type of complaint"),
            kind=choice(
                ("产品质量", "质量"),
                ("交付延迟", "延迟交付"),
                "安装调试",
                "服务态度",
                ("资料发票", "资料/发票"),
                ("价格结算", "价格/结算"),
                ("其他", "其它"),
            ),
            example="产品质量",
        ),
        Field(
            key="severity",
            label=Text("严重程度", "severity"),
            kind=choice(*complaint.WORKDAYS),
            aliases=("严重等级",),
            example="严重",
            hint=Text("处理期限:一般3、严重7、重大15个工作日", "to be settled within 3, 7, 15 working days"),
        ),
        Field(
            key="nth",
            label=Text("同类问题第几次", "which time"),
            kind=Whole(low=1, high=99),
            need=False,
            aliases=("第几次投诉", "同问题第几次"),
            example="1",
        ),
        Field(
            key="requested_reply_by",
            label=Text("客户要求答复日期", "answer wanted by"),
            kind=Day("future"),
            need=False,
            aliases=("要求答复日期",),
            example="2026-09-04",
            not_before="received_at",
        ),
        Field(
            key="description",
            label=Text("问题描述", "the problem"),
            kind=Words(least=10),
            aliases=("问题及表现", "投诉内容"),
            example="2号机连续运行约4小时后触摸屏无响应,需断电重启",
            wide=True,
        ),
        Field(
            key="customer_request",
            label=Text("客户要求", "what the customer asks"),
            kind=Words(),
            aliases=("客户诉求",),
            example="两日内到场排查,必要时更换触摸屏",
            wide=True,
        ),
    ),
)

ANSWER = Group(
    Text("三、受理与原因分析", "3. First answer and cause"),
    (
        Field(
            key="accepted_by",
            label=Text("受理人", "taken by"),
            kind=PERSON,
            example="吴倩",
        ),
        Field(
            key="first_response_at",
            label=Text("首次响应时间", "first answer at"),
            kind=Moment("past"),
            aliases=("响应时间",),
            example="2026-09-02 11:00",
            hint=Text("接到投诉后24小时内", "within 24 hours"),
            not_before="received_at",
            not_after="today",
        ),
        Field(
            key="resp_dept",
            label=Text("责任部门", "department in charge"),
            kind=department("销售部门", "产品技术团队", "财务部门"),
            example="生产部门",
        ),
        Field(
            key="is_valid",
            label=Text("投诉认定", "found to be"),
            kind=choice((complaint.VALID, "有效"), ("无效", "无效投诉"), "建议"),
            aliases=("是否有效",),
            example="有效投诉",
        ),
        Field(
            key="due_date",
            label=Text("处理期限", "to be settled by"),
            kind=Day("future"),
            aliases=("要求完成日期",),
            example="2026-09-11",
            not_before="received_at",
        ),
        Field(
            key="cost",
            label=Text("处理费用(元)", "cost (yuan)"),
            kind=Amount(),
            need=False,
            aliases=("处理费用", "费用"),
            example="1,200.00",
        ),
        Field(
            key="root_cause",
            label=Text("原因分析", "cause"),
            kind=Words(),
            need=IS_VALID,
            aliases=("根本原因",),
            example="触摸屏固件内存泄漏",
            wide=True,
        ),
    ),
)

MEASURES = Group(
    Text("四、处理措施", "4. Measures"),
    (
        Field(
            key="temp_action",
            label=Text("临时措施", "for the time being"),
            kind=Words(),
            need=False,
            example="现场改为每班重启一次",
            wide=True,
        ),
        Field(
            key="corrective_action",
            label=Text("纠正措施", "remedy"),
            kind=Words(),
            need=IS_VALID,
            aliases=("处理措施",),
            example="升级触摸屏固件至2.3版并连续运行72小时验证",
            wide=True,
        ),
        Field(
            key="preventive_action",
            label=Text("预防措施", "prevention"),
            kind=Words(),
            need=False,
            example="固件版本纳入出厂检验项目",
            wide=True,
        ),
    ),
)

CLOSE = Group(
    Text("五、处理结果", "5. Outcome"),
    (
        Field(
            key="done_date",
            label=Text("处理完成日期", "settled on"),
            kind=Day("past"),
            need=IS_CLOSED,
            aliases=("完成日期",),
            example="2026-09-08",
            not_before="received_at",
            not_after="today",
        ),
        Field(
            key="customer_confirm",
            label=Text("客户确认", "customer says"),
            kind=choice("满意", "基本满意", complaint.DISSATISFIED),
            need=IS_CLOSED,
            aliases=("客户评价",),
            example="满意",
        ),
        Field(
            key="revisit_date",
            label=Text("投诉回访日期", "called again on"),
            kind=Day("neutral"),
            need=When("done_date"),
            aliases=("回访日期",),
            example="2026-09-10",
            hint=Text("处理完成后1–3天内", "1–3 days after it was settled"),
            not_before="done_date",
        ),
        Field(
            key="close_status",
            label=Text("处理状态", "status"),
            kind=choice("处理中", (money_due.CLOSED, "关闭"), complaint.REOPENED),
            aliases=("状态", "关闭状态"),
            example="处理中",
        ),
    ),
)

_ASKED = tuple(field.key for group in (HEAD, COMPLAINT, ANSWER, MEASURES, CLOSE) for field in group.fields)


def prefill(known: Known) -> Prefill:
    """What an open complaint said so far, under its number; else the deal, and the problem heard at the visit."""
    if known.deal is None:
        return Prefill()
    opened = money_due.open_complaints(known.deal)
    if opened:
        said: dict[str, Value] = {key: opened[-1].submission.value(key) for key in _ASKED}
        said["cmp_no"] = opened[-1].number
        said["due_date"] = said["due_date"] or complaint.settled_by(opened[-1].submission, known.rulebook.calendar)
    else:
        said = _of_the_deal(known.deal, known)
    return Prefill({key: value for key, value in said.items() if value not in (None, "")})


def _of_the_deal(deal: Deal, known: Known) -> dict[str, Value]:
    """Whom the complaint comes from, by the latest visit, else by the minutes."""
    order, contract, visited = deal.paper("G05"), deal.paper("G03"), deal.filing("F15")
    visit = visited.submission if visited else Submission("F15", "")
    problem = visit.words("issue_desc")
    return {
        "customer_name": known.customer.name if known.customer else None,
        "order_no": order.number if order else None,
        "contract_no": contract.number if contract else None,
        "contact": visit.value("interviewee") or deal.value("F07", "consignee"),
        "phone": visit.value("phone") or deal.value("F07", "consignee_phone"),
        "channel": complaint.AT_THE_VISIT if problem else None,
        "description": problem,
    }


FORM = Form(
    id="F16",
    word="complaint",
    version="1.0",
    title=Text("客户投诉处理单", "complaint record"),
    medium="docx",
    parts=(HEAD, COMPLAINT, ANSWER, MEASURES, CLOSE),
    stage=7,
    series="TS",
    own_number="cmp_no",
    rules=complaint.RULES,
    prefill=prefill,
    filled_by=Text("客服代表", "service representative"),
)

MESSAGES: dict[str, Text] = {
    "F16-01": Text("首次响应超过{limit}小时:{hours}小时。", "The first answer took more than {limit} hours: {hours}."),
    "F16-02": Text(
        "「{label}」{due}晚于{severity}投诉的期限{latest}(投诉后{n}个工作日)。",
        "“{label}” {due} is after {latest}, {n} working days from a complaint of severity {severity}.",
    ),
    "F16-03": Text("客户不满意,投诉单不能关闭。", "The customer is not satisfied: the complaint cannot be closed."),
    "F16-04": Text(
        "客户不满意,「{label}」应为“重新打开”。", "The customer is not satisfied: “{label}” should be 重新打开."
    ),
    "F16-05": Text(
        "「{label}」{v}不在处理完成后{least}–{most}天内(应为{lo}至{hi})。",
        "“{label}” {v} is not {least}–{most} days after the matter was settled ({lo} to {hi}).",
    ),
    "F16-06": Text("「{label}」“{name}”不在员工名册中,请核对。", "“{label}”: {name} is not in the staff list."),
    "F16-07": Text("投诉单关闭时,「{label}」必须填写。", "“{label}” is required to close the complaint."),
}
