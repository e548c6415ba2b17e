"""F06 报价反馈记录: what became of a quote after it was sent. Source: domain.md 2.6, decisions.md 12."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from toolkit.catalogue.forms.fields import choice
from toolkit.model import terms
from toolkit.model.form import Field, Form, Prefill, Table, When
from toolkit.model.kinds import Amount, Day, Number, Version, Words, YesNo
from toolkit.model.known import Known
from toolkit.model.submission import Value
from toolkit.model.text import Text
from toolkit.rules import quote_feedback

NOTHING_SAID: Final = "暂无意见"
AWAITING: Final = ("草稿", "已发送")
"""Statuses of a quote whose receipt the customer has not confirmed."""

ROWS: Final = Table(
    key="rows",
    title=Text("反馈明细", "feedback"),
    columns=(
        Field(
            key="fb_no",
            label=Text("反馈编号", "feedback number"),
            kind=Number("BF"),
            need=False,
            aliases=("编号",),
            example="BF-2026-0001",
            hint=Text("收件后自动编号,不必填写", "drawn when the form is accepted; leave it"),
            drawn=True,
        ),
        Field(
            key="quote_no",
            label=Text("报价单编号", "quote number"),
            kind=Number("BJ"),
            aliases=("报价编号", "报价单号"),
            example="BJ-2026-0001",
        ),
        Field(
            key="version",
            label=Text("报价版本", "version of the quote"),
            kind=Version(),
            aliases=("版本",),
            example="V1",
        ),
        Field(
            key="customer_name",
            label=Text("客户名称", "customer"),
            kind=Words(most=60, one_line=True),
            need=False,
            example="上海启明精密制造有限公司",
        ),
        Field(
            key="sent_date",
            label=Text("发送日期", "sent on"),
            kind=Day("past"),
            aliases=("报价发送日期",),
            example="2026-07-01",
            not_after="today",
        ),
        Field(
            key="sent_channel",
            label=Text("发送方式", "sent by"),
            kind=choice(("邮件", "邮箱", "电子邮件"), "微信", ("快递", "邮寄"), ("当面", "当面递交", "面交")),
            aliases=("发送渠道",),
            example="邮件",
        ),
        Field(
            key="receiver",
            label=Text("客户接收人", "received by"),
            kind=Words(most=20, is_name=True),
            aliases=("接收人",),
            example="张伟",
        ),
        Field(
            key="received_confirmed",
            label=Text("客户确认接收", "receipt confirmed"),
            kind=YesNo(),
            aliases=("是否确认接收",),
            example="是",
            hint=Text("客户尚未确认时填“否”,确认后再提交一次", "no until the customer has confirmed"),
        ),
        Field(
            key="confirm_date",
            label=Text("确认日期", "confirmed on"),
            kind=Day("past"),
            need=When("received_confirmed", (True,)),
            aliases=("客户确认日期",),
            example="2026-07-02",
            not_before="sent_date",
            not_after="today",
        ),
        Field(
            key="feedback",
            label=Text("客户反馈", "feedback"),
            kind=Words(most=500),
            need=When("feedback_type", (NOTHING_SAID,), unless=True),
            aliases=("反馈内容",),
            example="价格偏高,可否调整付款方式?",
        ),
        Field(
            key="feedback_type",
            label=Text("反馈类型", "kind of feedback"),
            kind=choice(
                "接受",
                ("价格异议", "价格"),
                ("付款异议", "付款"),
                ("交期异议", "交期"),
                ("技术异议", "技术"),
                NOTHING_SAID,
                (quote_feedback.REFUSED, "客户拒绝"),
            ),
            example="价格异议",
        ),
        Field(
            key="expected_price",
            label=Text("客户期望价", "price hoped for"),
            kind=Amount(positive=True),
            need=False,
            aliases=("期望价格",),
            example="271700.00",
            hint=Text("含税总价,元", "total with tax, yuan"),
        ),
        Field(
            key="next_action",
            label=Text("下一步计划", "next step"),
            kind=Words(most=200),
            aliases=("下一步",),
            example="约客户面谈价格与付款方式",
        ),
        Field(
            key="next_date",
            label=Text("下一步日期", "next step on"),
            kind=Day("future"),
            aliases=("计划日期",),
            example="2026-07-10",
            not_before="sent_date",
        ),
        Field(
            key="recorder",
            label=Text("记录人", "recorded by"),
            kind=Words(least=2, most=20, is_name=True),
            aliases=("填表人",),
            example="王芳",
        ),
    ),
    least=1,
    missing="M-EMPTY",
)


def prefill(known: Known) -> Prefill:
    """One row for each option of which the customer has not confirmed the receipt, else for the leading one."""
    deal = known.deal
    if deal is None:
        return Prefill()
    waiting = [paper.number for paper in terms.live_quotes(deal) if paper.status in AWAITING]
    quotes = [terms.quote_of(deal, known.rulebook, number) for number in waiting or [""]]
    rows = tuple(_row(quote, known) for quote in quotes if quote is not None)
    return Prefill(tables={"rows": rows} if rows else {})


def _row(quote: terms.Quote, known: Known) -> Mapping[str, Value]:
    row: dict[str, Value] = {"quote_no": quote.printed_number, "version": quote.version}
    if known.customer:
        row |= {
            "customer_name": known.customer.name,
            "receiver": known.customer.said("contact_name"),
            "recorder": known.customer.owner,
        }
    return {key: value for key, value in row.items() if value}


FORM = Form(
    id="F06",
    word="quote-feedback",
    version="1.0",
    title=Text("报价反馈记录", "quote feedback"),
    medium="xlsx",
    parts=(ROWS,),
    stage=3,
    series="BF",
    own_number="fb_no",
    register="rows",
    rules=quote_feedback.RULES,
    prefill=prefill,
)

MESSAGES: dict[str, Text] = {
    "F06-01": Text(
        "客户确认日期晚于报价有效期({valid_until}),需重新报价。",
        "The customer confirmed after the quote's last valid day ({valid_until}); a new quote is needed.",
    ),
    "F06-02": Text(
        "「{label}」{value} 与报价总额 {total} 相差悬殊或更高,金额疑似单位错误(元/万元)。",
        "“{label}” {value} does not fit the quote of {total}: is the unit right (元/万元)?",
    ),
    "F06-03": Text(
        "客户已拒绝报价单{quote_no},请登记丢单(deal lose)或重新核算报价。",
        "The customer refused {quote_no}; give the deal up (deal lose) or quote anew.",
    ),
    "F06-04": Text("「{label}」“{name}”不在员工名册中,请核对。", "“{label}”: {name} is not in the staff list."),
    "R-24": Text(
        "报价单{quote_no}客户尚未确认接收,不能进入谈判。",
        "The customer has not confirmed the receipt of {quote_no}; the negotiation waits.",
    ),
}
