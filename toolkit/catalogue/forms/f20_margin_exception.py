"""F20 毛利例外审批单: a price below our floor, who allows it, how long.

Source: domain.md R-20; decisions.md 21.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from toolkit.catalogue.forms.f08_contract_approval import STEPS as CONTRACT_STEPS
from toolkit.catalogue.forms.fields import customer_name, drawn_number
from toolkit.model import terms
from toolkit.model.approvals import given
from toolkit.model.form import Field, Form, Group, Prefill, Prose, Table
from toolkit.model.kinds import Amount, Day, Number, Percent, Words
from toolkit.model.known import Known
from toolkit.model.margin_exception import chain_of
from toolkit.model.submission import Line, Submission, Value
from toolkit.model.text import Text
from toolkit.rules import exception

FLOORED: Final = Decimal("0.0001")
"""A margin is written to the hundredth of a per cent, rounded down: it then covers the unrounded one."""

REQUEST = Group(
    Text("一、申请", "1. The request"),
    (
        drawn_number("exception_no", "LW"),
        customer_name(),
        Field(
            key="cost_no",
            label=Text("成本核算编号", "cost sheet"),
            kind=Number("CB"),
            need=False,
            aliases=("成本核算表编号",),
            example="CB-2026-0001",
            hint=Text("与报价单编号至少填一项", "this or the quote's number"),
        ),
        Field(
            key="quote_no",
            label=Text("报价单编号", "quote"),
            kind=Number("BJ"),
            need=False,
            aliases=("报价编号",),
            example="BJ-2026-0001",
        ),
        Field(
            key="margin",
            label=Text("申请的最低毛利率", "lowest margin asked for"),
            kind=Percent(low=-10, places=2),
            need=False,
            aliases=("申请毛利率", "最低毛利率"),
            example="26.50%",
            hint=Text("与降价幅度至少填一项", "this or a discount"),
        ),
        Field(
            key="discount",
            label=Text("申请的降价幅度", "discount asked for"),
            kind=Percent(is_discount=True),
            need=False,
            aliases=("降价幅度", "折扣"),
            example="8%",
        ),
        Field(
            key="expected_amount",
            label=Text("预计合同金额(元)", "expected price (yuan)"),
            kind=Amount(positive=True),
            aliases=("预计合同金额", "预计金额"),
            example="286000.00",
            hint=Text("含税", "with tax"),
        ),
        Field(
            key="valid_until",
            label=Text("有效期至", "valid until"),
            kind=Day("future"),
            aliases=("例外有效期",),
            example="2026-07-31",
            hint=Text("当日有效", "this day included"),
            not_before="today",
        ),
        Field(
            key="reason",
            label=Text("申请理由", "reason"),
            kind=Words(least=10),
            aliases=("例外理由", "理由"),
            example="战略客户首单,后续三条产线预计200万元",
            hint=Text("不少于10个字", "at least 10 characters"),
            wide=True,
        ),
        Field(
            key="applicant",
            label=Text("申请人", "applicant"),
            kind=Words(least=2, most=20, is_name=True),
            aliases=("申请人(销售代表)",),
            example="王芳",
        ),
        Field(
            key="apply_date",
            label=Text("申请日期", "applied on"),
            kind=Day("past"),
            example="2026-07-01",
            not_after="today",
        ),
    ),
)

STEPS = Table(
    key="steps",
    title=Text("二、审批意见", "2. Opinions"),
    columns=tuple(column for column in CONTRACT_STEPS.columns if column.key != "focus"),
    least=1,
    word_rows=3,
    fixed_rows=True,
    handwriting_cm=2.5,
)

NOT_BEFORE_ALL: Final = Text(
    "三个节点均“同意”后例外方可生效;在有效期内,报价和谈判中的毛利率不低于、降价幅度不高于本单所列。"
    "本审批以表单提交为凭(凭表单)。",
    "It counts once all three have agreed, until its last day, for margins no lower and discounts no higher than "
    "these. It rests on the form handed in (by form).",
)


def prefill(known: Known) -> Prefill:
    """What the latest cost sheet and minutes ask for; an exception still undecided with the opinions it has."""
    waiting = _undecided(known)
    steps = tuple(_steps(known, waiting))
    if waiting is not None:
        said = {field.key: waiting.value(field.key) for field in REQUEST.fields}
        return Prefill({key: value for key, value in said.items() if value is not None}, {"steps": steps})
    deal, margin = known.deal, exception.margin_now(known)
    sheet, quote = (deal.filing("F05"), deal.paper("G02")) if deal else (None, None)
    agreement = terms.agreement_of(deal, known.rulebook) if deal else None
    offered = terms.totals(terms.offered(sheet.submission)) if sheet else None
    values: dict[str, Value] = {
        "customer_name": known.customer.name if known.customer else None,
        "cost_no": sheet.number if sheet else None,
        "quote_no": quote.number if quote else None,
        "margin": None if margin is None else margin.quantize(FLOORED, ROUND_FLOOR),
        "discount": (agreement.discount or None) if agreement else None,
        "expected_amount": agreement.totals.gross if agreement else offered.gross if offered else None,
        "applicant": deal.owner if deal else None,
    }
    return Prefill({key: value for key, value in values.items() if value not in (None, "")}, {"steps": steps})


def _undecided(known: Known) -> Submission | None:
    """The latest exception, under its number, while nobody has refused it and not all have agreed."""
    filing = known.deal.filing("F20") if known.deal else None
    if filing is None or exception.is_decided(filing.submission, chain_of(known.rulebook.policy)):
        return None
    number = filing.submission.answer("exception_no")
    answers = {**filing.submission.answers, "exception_no": replace(number, value=filing.number)}
    return replace(filing.submission, answers=answers)


def _steps(known: Known, waiting: Submission | None) -> Iterator[Mapping[str, Value]]:
    opinions: Mapping[str, Line] = given(waiting) if waiting else {}
    for node in chain_of(known.rulebook.policy):
        said = {column.key: opinions[node].value(column.key) for column in STEPS.columns} if node in opinions else {}
        yield {"node": node, **{key: value for key, value in said.items() if value is not None}}


FORM = Form(
    id="F20",
    word="margin-exception",
    version="1.0",
    title=Text("毛利例外审批单", "margin exception"),
    medium="docx",
    parts=(REQUEST, STEPS, Prose(NOT_BEFORE_ALL)),
    stage=3,
    series="LW",
    own_number="exception_no",
    rules=exception.RULES,
    prefill=prefill,
    filled_by=Text("销售代表申请,三个节点依次审批", "the sales representative, then the three approvers in turn"),
)

MESSAGES: dict[str, Text] = {
    "F20-01": Text("「成本核算编号」和「报价单编号」至少填写一项。", "Name the cost sheet or the quote."),
    "F20-02": Text(
        "「申请的最低毛利率」和「申请的降价幅度」至少填写一项。", "Ask for a lowest margin or for a discount."
    ),
    "F20-03": Text(
        "申请的毛利率{raw}不低于公司标准{std},降价在授权之内,无需例外审批。",
        "A margin of {raw} is not below the standard of {std}, the discount is within authority: nothing to except.",
    ),
    "F20-04": Text(
        "申请的最低毛利率{raw}高于现毛利率{now},批准后仍不能放行,请核对。",
        "The lowest margin asked for, {raw}, is above the present {now}: it would not let the price pass.",
    ),
    "F20-05": Text(
        "尚缺{nodes}的审批意见,例外未生效。",
        "The opinions of {nodes} are missing; the exception does not count yet.",
    ),
    "F20-06": Text("“{node}”不同意,例外未获批准。", "{node} has refused; the exception is not granted."),
}
