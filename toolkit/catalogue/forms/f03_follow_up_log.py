"""F03 客户跟进记录表: one row a contact with a customer. Source: domain.md 2.3."""

from __future__ import annotations

from dataclasses import replace

from toolkit.catalogue.forms.f02_lead_registry import FORM as LEADS
from toolkit.catalogue.forms.fields import choice, customer_name, drawn_number
from toolkit.model.form import Field, Form, Prefill, Table, When
from toolkit.model.kinds import Day, Words
from toolkit.model.known import Known
from toolkit.model.submission import Value
from toolkit.model.text import Text
from toolkit.rules import follow_up

UNLESS_LOST = When("result", (follow_up.LOST,), unless=True)

CONTACTS = Table(
    key="rows",
    title=Text("跟进明细", "contacts"),
    columns=(
        drawn_number("log_no", "GJ"),
        replace(LEADS.field("lead_no"), hint=Text("与客户名称至少填一项", "this or the name"), drawn=False),
        replace(customer_name(), need=False, locked=False),
        Field(
            key="contact_date",
            label=Text("跟进日期", "contacted on"),
            kind=Day("past"),
            aliases=("沟通日期", "日期"),
            example="2026-06-18",
            not_after="today",
        ),
        replace(LEADS.field("contact_method"), key="method", label=Text("跟进方式", "method"), need=True),
        Field(
            key="contact_name",
            label=Text("沟通对象", "spoken to"),
            kind=Words(most=40, is_name=True),
            aliases=("联系人",),
            example="张伟",
        ),
        Field(
            key="content",
            label=Text("沟通内容", "spoken of"),
            kind=Words(least=6, most=1000),
            aliases=("跟进内容",),
            example="介绍自动上料方案,约定现场调研时间",
            hint=Text("不少于6个字", "at least 6 characters"),
        ),
        Field(
            key="customer_feedback",
            label=Text("客户反馈", "feedback"),
            kind=Words(most=500),
            aliases=("反馈",),
            example="技术部门愿意参加现场调研",
        ),
        Field(
            key="result",
            label=Text("跟进结果", "result"),
            kind=choice(
                "继续跟进",
                ("转需求调研", "转需求", "需求调研"),
                (follow_up.PAUSED, "暂缓跟进"),
                (follow_up.LOST, "已丢单", "输单"),
            ),
            aliases=("结果",),
            example="转需求调研",
        ),
        Field(
            key="lost_reason",
            label=Text("丢单原因", "why it was lost"),
            kind=choice("价格", "竞品", "需求取消", "预算", ("交期", "交付"), ("关系", "客情"), ("其他", "其它")),
            need=When("result", (follow_up.LOST,)),
            missing="F03-02",
            example="预算",
        ),
        Field(
            key="next_action",
            label=Text("下一步", "next step"),
            kind=Words(most=300),
            need=UNLESS_LOST,
            aliases=("下一步计划", "下步行动"),
            example="6月22日到客户工厂调研",
        ),
        replace(LEADS.field("next_contact_date"), need=UNLESS_LOST, not_before="contact_date", missing=""),
        Field(
            key="recorder",
            label=Text("记录人", "recorded by"),
            kind=Words(least=2, most=20, is_name=True),
            aliases=("跟进人", "填表人"),
            example="王芳",
        ),
    ),
    least=1,
    missing="M-EMPTY",
)


def prefill(known: Known) -> Prefill:
    """A first row that names the customer, whom to speak to and who does."""
    customer = known.customer
    if customer is None:
        return Prefill()
    row: dict[str, Value] = {
        "lead_no": customer.number,
        "customer_name": customer.name,
        "contact_name": customer.said("contact_name"),
        "recorder": customer.owner,
    }
    return Prefill(tables={"rows": ({key: value for key, value in row.items() if value},)})


FORM = Form(
    id="F03",
    word="follow-up-log",
    version="1.0",
    title=Text("客户跟进记录表", "follow-up log"),
    medium="xlsx",
    parts=(CONTACTS,),
    stage=1,
    series="GJ",
    own_number="log_no",
    register="rows",
    rules=follow_up.RULES,
    prefill=prefill,
)

MESSAGES: dict[str, Text] = {
    "F03-01": Text("「客户编号」和「客户名称」至少填写一项。", "Give the customer's number or name."),
    "F03-02": Text("结果为“丢单”时,「丢单原因」必须填写。", "“{label}” is required of a deal that was lost."),
    "F03-03": Text("「{label}」“{name}”不在员工名册中,请核对。", "“{label}”: {name} is not in the staff list."),
}
