"""F12 客户进度反馈台账: the letters sent to the customer, and what it answered. Source: domain.md 2.12."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from toolkit.catalogue.forms.fields import choice, order_no
from toolkit.model.calendar import iso_week
from toolkit.model.deal import Deal, Paper
from toolkit.model.form import Field, Form, Prefill, Table, When
from toolkit.model.kinds import Day, Number, Words, YesNo
from toolkit.model.known import Known
from toolkit.model.submission import Value
from toolkit.model.text import Text
from toolkit.rules import letter_log

WEEKLY, ABNORMAL = "G07", "G08"
"""The letters: on progress, on an abnormality."""
UNSIGNED: Final = "待签署"
"""Status of a supplement until both have signed."""
IS_ABNORMAL: Final = When("abnormal", (True,))
HAS_SUPPLEMENT: Final = When("supplement_no")

LETTERS = Table(
    key="letters",
    title=Text("客户进度反馈", "letters sent"),
    columns=(
        Field(
            key="letter_no",
            label=Text("函号", "letter number"),
            kind=Number("JZ"),
            aliases=("进度函编号", "信函编号"),
            example="JZ-2026-0002",
            hint=Text("进度函或异常沟通函上的函号", "as printed on the letter"),
        ),
        order_no(locked=False),
        Field(
            key="week",
            label=Text("周次", "week"),
            kind=Words(most=20, one_line=True),
            example="2026-W32",
            hint=Text("如 2026-W32 或 第32周,以周一为一周之始", "such as 2026-W32 or 第32周; weeks begin on Monday"),
        ),
        Field(
            key="sent_date",
            label=Text("发送日期", "sent on"),
            kind=Day("past"),
            aliases=("发函日期",),
            example="2026-08-04",
            not_after="today",
        ),
        Field(
            key="channel",
            label=Text("发送方式", "channel"),
            kind=choice(("邮件", "电子邮件", "邮箱"), "微信", ("电话", "口头"), ("函件", "书面函件", "快递", "传真")),
            aliases=("反馈方式", "渠道"),
            example="邮件",
        ),
        Field(
            key="receiver",
            label=Text("接收人", "receiver"),
            kind=Words(most=20, is_name=True),
            aliases=("收件人", "客户接收人"),
            example="张伟",
        ),
        Field(
            key="summary",
            label=Text("反馈内容", "what it said"),
            kind=Words(most=500),
            aliases=("内容摘要", "进度摘要"),
            example="两台整机装配完成,整体完成60%",
        ),
        Field(
            key="eta",
            label=Text("预计交付日期", "expected delivery"),
            kind=Day("future"),
            aliases=("预计交付",),
            example="2026-08-18",
        ),
        Field(key="abnormal", label=Text("是否异常", "abnormal"), kind=YesNo(), aliases=("异常",), example="否"),
        Field(
            key="solution",
            label=Text("解决方案", "solution"),
            kind=Words(most=500),
            need=IS_ABNORMAL,
            missing="R-63",
            aliases=("解决措施",),
            example="改派车辆,次日发出",
        ),
        Field(
            key="customer_reply",
            label=Text("客户答复", "customer's reply"),
            kind=Words(most=500),
            need=IS_ABNORMAL,
            missing="R-63",
            aliases=("客户意见", "客户回复"),
            example="同意顺延2天",
        ),
        Field(
            key="agreed_new_date",
            label=Text("双方同意的新交付日期", "new delivery day agreed"),
            kind=Day("future"),
            need=HAS_SUPPLEMENT,
            aliases=("新交付日期", "同意的新交付日期"),
            example="2026-08-21",
        ),
        Field(
            key="supplement_no",
            label=Text("补充协议编号", "supplement"),
            kind=Number("BC"),
            need=False,
            example="BC-2026-0001",
            hint=Text("新交付日期晚于合同约定时填写", "where the new day is later than the contract's"),
        ),
        Field(
            key="supplement_signed_on",
            label=Text("补充协议签署日期", "supplement signed on"),
            kind=Day("past"),
            need=HAS_SUPPLEMENT,
            aliases=("协议签署日期",),
            example="2026-08-12",
            not_after="today",
        ),
        Field(
            key="sender",
            label=Text("发送人", "sent by"),
            kind=Words(most=20, is_name=True),
            aliases=("发函人",),
            example="王芳",
        ),
    ),
    least=1,
    missing="M-EMPTY",
)


def prefill(known: Known) -> Prefill:
    """A row for every letter written and not logged yet, and one for each that waits for its supplement's signature."""
    if known.deal is None:
        return Prefill()
    deal = known.deal
    logged = {filing.number for filing in deal.all_filings("F12")}
    letters = sorted((*deal.all_papers(WEEKLY), *deal.all_papers(ABNORMAL)), key=lambda paper: paper.number)
    rows = [_row(paper, deal) for paper in letters if paper.number not in logged]
    return Prefill(tables={"letters": (*rows, *_to_be_signed(deal))})


def _to_be_signed(deal: Deal) -> Iterator[dict[str, Value]]:
    """What the log says of a letter whose later day was agreed, with the supplement that nobody has signed yet."""
    latest = {filing.number: filing.submission for filing in deal.all_filings("F12")}
    open_ones = {p.figures.get("deliver_by"): p.number for p in deal.all_papers("G14") if p.status == UNSIGNED}
    for said in latest.values():
        agreed = said.day("agreed_new_date")
        supplement = open_ones.get(agreed.isoformat()) if agreed else None
        if supplement and said.value("supplement_signed_on") is None:
            values = {column.key: said.value(column.key) for column in LETTERS.columns}
            yield {**{k: v for k, v in values.items() if v is not None}, "supplement_no": supplement}


def _row(paper: Paper, deal: Deal) -> dict[str, Value]:
    """What the letter itself said; when, how and to whom it went is for the sender to tell."""
    order = deal.paper("G05")
    values: dict[str, Value] = {
        "letter_no": paper.number,
        "order_no": order.number if order else None,
        "week": iso_week(paper.issued_on),
        "receiver": _said(paper, "contact"),
        "summary": _said(paper, "summary"),
        "eta": _day_said(paper, "expected_on"),
        "abnormal": paper.kind == ABNORMAL,
        "solution": _said(paper, "measure") if paper.kind == ABNORMAL else None,
        "sender": deal.owner,
    }
    return {key: value for key, value in values.items() if value not in (None, "")}


def _said(paper: Paper, figure: str) -> str | None:
    words = paper.figures.get(figure)
    return words if isinstance(words, str) else None


def _day_said(paper: Paper, figure: str) -> date | None:
    words = _said(paper, figure)
    return date.fromisoformat(words) if words else None


FORM = Form(
    id="F12",
    word="letter-log",
    version="1.0",
    title=Text("客户进度反馈台账", "letter log"),
    medium="xlsx",
    parts=(LETTERS,),
    stage=6,
    own_number="letter_no",
    register="letters",
    rules=letter_log.RULES,
    prefill=prefill,
)

MESSAGES: dict[str, Text] = {
    "R-62": Text(
        "订单{order}距上次进度反馈已{n}天,超过每周一次的要求。",
        "{n} days lie between this letter on order {order} and the one before; it should be one a week.",
    ),
    "R-67": Text(
        "双方同意的新交付日期{d}晚于合同约定{c},请签订补充协议。",
        "The delivery day agreed, {d}, is later than the contract's {c}: please sign a supplement.",
    ),
    "F12-01": Text(
        "「{label}」“{raw}”与发送日期{sent}所在的{week}不一致,请确认。",
        "“{label}” says “{raw}”, but {sent} lies in {week}; please check.",
    ),
}
