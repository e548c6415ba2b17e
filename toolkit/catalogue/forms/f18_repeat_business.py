"""F18 复购/转介绍登记: one row a further deal in sight. Source: domain.md 2.18, 1.1 stage 7, R-73."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from toolkit.catalogue.forms.fields import choice, customer_name
from toolkit.model.form import Field, Form, Prefill, Table, When
from toolkit.model.kinds import Amount, Day, Number, Phone, Words
from toolkit.model.kinds.reading import Raw, Term
from toolkit.model.known import Known
from toolkit.model.submission import Submission, Value
from toolkit.model.text import Text
from toolkit.rules import repeat_business

IS_REFERRAL = When("type", (repeat_business.REFERRAL,))

OPPORTUNITIES = Table(
    key="rows",
    title=Text("复购与转介绍", "repeat business and referrals"),
    columns=(
        Field(
            key="opp_no",
            label=Text("商机编号", "deal number"),
            kind=Number("SJ"),
            need=False,
            aliases=("编号",),
            example="SJ-2026-0002",
            hint=Text("收件后自动编号,不必填写", "drawn when the row is accepted; leave it"),
            drawn=True,
        ),
        Field(
            key="type",
            label=Text("类型", "type"),
            kind=choice("复购", ("增购", "追加采购"), ("续约", "续签"), (repeat_business.REFERRAL, "客户转介绍")),
            aliases=("商机类型",),
            example="复购",
        ),
        Field(
            key="customer_no",
            label=Text("来源客户编号", "source customer's number"),
            kind=Number("KH"),
            aliases=("客户编号",),
            example="KH-2026-0001",
        ),
        replace(customer_name(), locked=False),
        Field(
            key="source_visit",
            label=Text("来源回访编号", "visit it comes from"),
            kind=Number("HF"),
            need=False,
            aliases=("回访编号",),
            example="HF-2026-0001",
        ),
        Field(
            key="new_customer",
            label=Text("新客户名称", "new customer"),
            kind=Words(least=4, most=60, one_line=True),
            need=IS_REFERRAL,
            missing="R-73",
            aliases=("被介绍客户", "转介绍客户"),
            example="苏州示例机械有限公司",
            hint=Text("转介绍时填写营业执照全称", "of a referral: full name as on the business licence"),
        ),
        Field(
            key="contact",
            label=Text("联系人", "contact"),
            kind=Words(least=2, most=20, is_name=True),
            need=IS_REFERRAL,
            example="李明",
        ),
        Field(
            key="phone",
            label=Text("联系电话", "phone"),
            kind=Phone(),
            need=IS_REFERRAL,
            aliases=("电话", "手机"),
            example="13712345678",
        ),
        Field(
            key="demand",
            label=Text("需求描述", "what is wanted"),
            kind=Words(most=500),
            aliases=("需求", "需求内容"),
            example="2027年扩建一条产线",
        ),
        Field(
            key="expected_amount",
            label=Text("预计金额(元)", "expected amount (yuan)"),
            kind=Amount(),
            need=False,
            aliases=("预计金额",),
            example="500,000.00",
        ),
        Field(
            key="expected_date",
            label=Text("预计日期", "expected on"),
            kind=Day("future"),
            need=False,
            aliases=("预计时间", "预计签约日期"),
            example="2027-03-31",
        ),
        Field(
            key="owner",
            label=Text("负责人", "owner"),
            kind=Words(least=2, most=20, is_name=True),
            aliases=("销售代表", "跟进人"),
            example="王芳",
        ),
        Field(
            key="status",
            label=Text("状态", "status"),
            kind=choice("待跟进", "已转需求", "无效"),
            aliases=("跟进状态",),
            example="待跟进",
        ),
    ),
    least=1,
    missing="M-EMPTY",
)

_BETWEEN = re.compile(r"[\s,，、;；:：]+")


def prefill(known: Known) -> Prefill:
    """What the latest visit found: a row for what the customer wants again, one for whom it would refer."""
    if known.deal is None or known.customer is None:
        return Prefill()
    visited = known.deal.filing("F15")
    source: dict[str, Value] = {
        "customer_no": known.customer.number,
        "customer_name": known.customer.name,
        "source_visit": visited.number if visited else None,
        "owner": known.deal.owner,
        "status": "待跟进",
    }
    found = tuple(_found(visited.submission, known.today)) if visited else ()
    rows = ({**source, **row} for row in found or ({},))
    return Prefill(
        tables={"rows": tuple({key: value for key, value in row.items() if value not in (None, "")} for row in rows)}
    )


def _found(visit: Submission, today: date) -> tuple[dict[str, Value], ...]:
    """The rows that a visit gives rise to."""
    rows: list[dict[str, Value]] = []
    if visit.value("repurchase_intent") == "有":
        when = visit.value("expected_time")
        rows.append(
            {
                "type": repeat_business.AGAIN,
                "demand": visit.value("repurchase_desc"),
                "expected_amount": visit.value("expected_amount"),
                "expected_date": when.on if isinstance(when, Term) else None,
            }
        )
    if visit.words("referral_info"):
        rows.append({"type": repeat_business.REFERRAL, **_referred(visit.words("referral_info"), today)})
    return tuple(rows)


def _referred(said: str, today: date) -> dict[str, Value]:
    """Company, contact and phone of whom the customer would refer, where they are told apart."""
    parts = [part for part in _BETWEEN.split(said) if part]
    phones = [part for part in parts if Phone().read(Raw(part), today=today).fault is None]
    names = [part for part in parts if part not in phones]
    keys = ("new_customer", "contact")
    return {**dict(zip(keys, names, strict=False)), "phone": phones[0] if phones else None}


FORM = Form(
    id="F18",
    word="repeat-business",
    version="1.0",
    title=Text("复购与转介绍登记表", "register of repeat business and referrals"),
    medium="xlsx",
    parts=(OPPORTUNITIES,),
    stage=7,
    own_number="opp_no",
    register="rows",
    rules=repeat_business.RULES,
    prefill=prefill,
)

MESSAGES: dict[str, Text] = {
    "R-73": Text(
        "类型为“转介绍”时,须填写「{label}」,以便登记为潜在客户。",
        "“{label}” is required of a referral: it becomes a lead.",
    ),
    "F18-01": Text(
        "「{label}」“{raw}”与来源客户相同,不是转介绍。",
        "“{label}” “{raw}” is the source customer itself: that is no referral.",
    ),
    "F18-02": Text("「{label}」{value}早于今天,请确认。", "“{label}” {value} is past; is that right?"),
    "F18-03": Text("「{label}」“{name}”不在员工名册中,请核对。", "“{label}”: {name} is not in the staff list."),
}
