"""F13 验收确认单 (issued prefilled as G09, one a round): accepted, or to be rectified. Source: domain.md 2.13."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from toolkit.catalogue.forms.fields import choice, contract_no, customer_name, department, issued_number, order_no
from toolkit.model import terms
from toolkit.model.form import Field, Form, Group, Prefill, Prose, Signatures, Table
from toolkit.model.kinds import Day, Listing, Quantity, Tick, Whole, Words
from toolkit.model.known import Known
from toolkit.model.submission import Line, Value
from toolkit.model.text import Text
from toolkit.rules import acceptance

PERSON = Words(most=20, is_name=True)
FITNESS = choice(
    (acceptance.FIT, "√", "通过", "良好", "正常", "齐全"), (acceptance.UNFIT, "×", "不通过", "不良", "不齐")
)

HEAD = Group(
    Text("一、验收信息", "1. The acceptance"),
    (
        issued_number("accept_no", "YS", Text("编号", "number"), "验收单号"),
        Field(
            key="round",
            label=Text("第几次验收", "round"),
            kind=Whole(low=1, high=99),
            aliases=("验收轮次", "验收次数"),
            example="1",
            locked=True,
        ),
        order_no(),
        contract_no(),
        customer_name(),
        Field(
            key="delivery_date",
            label=Text("交付日期", "delivered on"),
            kind=Day("past"),
            example="2026-08-18",
            not_after="today",
        ),
        Field(
            key="delivery_place",
            label=Text("交付地点", "delivered at"),
            kind=Words(most=120, one_line=True),
            example="上海市浦东新区示例路88号 客户工厂",
            wide=True,
        ),
        Field(
            key="accept_date",
            label=Text("验收日期", "accepted on"),
            kind=Day("past"),
            example="2026-08-20",
            not_after="today",
        ),
        Field(
            key="basis",
            label=Text("验收依据", "basis of acceptance"),
            kind=Words(most=200),
            example="合同第九条及附件一",
        ),
    ),
)

ITEMS = Table(
    key="items",
    title=Text("二、验收明细", "2. What was inspected"),
    columns=(
        Field(
            key="name",
            label=Text("名称", "name"),
            kind=Words(most=100, one_line=True),
            example="自动上料机",
            locked=True,
        ),
        Field(
            key="spec",
            label=Text("规格", "specification"),
            kind=Words(most=200, one_line=True),
            need=False,
            aliases=("规格型号",),
            example="HT-200",
            locked=True,
        ),
        Field(key="unit", label=Text("单位", "unit"), kind=Words(most=10, one_line=True), example="台", locked=True),
        Field(key="contract_qty", label=Text("合同数量", "contracted"), kind=Quantity(), example="2", locked=True),
        Field(key="received_qty", label=Text("实收数量", "received"), kind=Quantity(allow_zero=True), example="2"),
        Field(key="look", label=Text("外观", "appearance"), kind=FITNESS, need=False, example="合格"),
        Field(
            key="performance",
            label=Text("性能功能", "performance"),
            kind=FITNESS,
            need=False,
            aliases=("性能/功能",),
            example="合格",
        ),
        Field(key="papers", label=Text("随机资料", "papers"), kind=FITNESS, need=False, example="合格"),
        Field(key="result", label=Text("结果", "result"), kind=FITNESS, example="合格"),
        Field(key="remark", label=Text("说明", "remark"), kind=Words(most=300), need=False, example="一台传感器需调整"),
    ),
    least=1,
    word_rows=3,
    fixed_rows=True,
    handwriting_cm=1.05,
)

CONCLUSION = Group(
    Text("三、经双方共同验收,结论为", "3. Both sides have inspected and conclude"),
    (
        Field(
            key="conclusion",
            label=Text("验收结论", "conclusion"),
            kind=choice(
                (acceptance.PASSED, "合格", "通过"),
                (acceptance.TO_RECTIFY, "需整改(整改项见下表)", "不合格", "整改后复验", "需整改项"),
            ),
            missing="R-64",
            aliases=("结论",),
            example="☑验收合格 □需整改",
            hint=Text("只勾选一项;需整改的,整改项见下表", "tick one; list below what is to be rectified"),
            wide=True,
        ),
    ),
)

RECTIFY = Table(
    key="rectify",
    title=Text("四、整改项", "4. To be rectified"),
    columns=(
        Field(key="content", label=Text("整改内容", "to be rectified"), kind=Words(most=300), example="上料传感器误报"),
        Field(
            key="requirement",
            label=Text("整改要求", "requirement"),
            kind=Words(most=300),
            example="连续运行8小时无误报",
        ),
        Field(
            key="dept",
            label=Text("责任部门", "department"),
            kind=department("销售部门", "技术部门"),
            example="客服部门",
        ),
        Field(
            key="due",
            label=Text("完成期限", "due by"),
            kind=Day("future"),
            need=False,
            aliases=("期限",),
            example="2026-08-23",
        ),
        Field(
            key="recheck",
            label=Text("复验结果", "on re-inspection"),
            kind=FITNESS,
            need=False,
            aliases=("复验",),
            example="合格",
        ),
    ),
    word_rows=4,
)

SIGNED = Group(
    Text("五、签认", "5. Signed"),
    (
        Field(
            key="customer_rep",
            label=Text("客户验收人", "for the customer"),
            kind=PERSON,
            missing="F13-07",
            aliases=("客户代表",),
            example="陈工",
        ),
        Field(
            key="customer_rep_title",
            label=Text("客户验收人职务", "title"),
            kind=Words(most=30, one_line=True),
            aliases=("职务",),
            example="设备主管",
        ),
        Field(
            key="sign_date",
            label=Text("签字日期", "signed on"),
            kind=Day("past"),
            example="2026-08-20",
            not_before="accept_date",
            not_after="today",
        ),
        Field(
            key="customer_seal",
            label=Text("客户盖章", "customer's seal"),
            kind=Tick(),
            need=False,
            aliases=("盖章",),
            example="√",
        ),
        Field(key="our_rep", label=Text("我方代表", "our representative"), kind=PERSON, example="周工"),
        Field(
            key="attachments",
            label=Text("附件", "attachments"),
            kind=Listing(),
            need=False,
            example="签收单、检测报告、照片",
        ),
    ),
)

RULING: Final = Text(
    "双方确认,验收合格之日即为质量保证期起算日;需整改的,乙方应于下表期限内完成并申请再次验收。",
    "Both sides confirm that the warranty runs from the day of acceptance; what is to be rectified is done by the days "
    "in the table below, and accepted again.",
)


def prefill(known: Known) -> Prefill:
    """The delivery as contracted and recorded; from the second round on, what was left to rectify."""
    agreement = terms.agreement_of(known.deal, known.rulebook) if known.deal else None
    if known.deal is None or agreement is None:
        return Prefill()
    deal, rounds = known.deal, tuple(known.deal.all_filings("F13"))
    order, contract = deal.paper("G05"), deal.paper("G03")
    values: dict[str, Value] = {
        "round": len(rounds) + 1,
        "order_no": order.number if order else None,
        "contract_no": contract.number if contract else None,
        "customer_name": known.customer.name if known.customer else None,
        "delivery_date": terms.milestones_of(deal, known.rulebook).delivered_on,
        "delivery_place": deal.value("F10", "delivery_address") or agreement.minutes.submission.value("delivery_place"),
        "basis": f"合同{terms.acceptance_clause(deal)}及附件一",
    }
    filled = {key: value for key, value in values.items() if value not in (None, "")}
    if not rounds:
        return Prefill(filled, {"items": tuple(map(_item, agreement.lines))})
    last = rounds[-1].submission
    items = tuple(_kept(row, ("name", "spec", "unit", "contract_qty", "received_qty")) for row in last.lines("items"))
    open_rows = (row for row in last.lines("rectify") if row.value("recheck") != acceptance.FIT)
    rectify = tuple(_kept(row, ("content", "requirement", "dept", "due")) for row in open_rows)
    return Prefill(filled, {"items": items, "rectify": rectify})


def _item(line: terms.PricedLine) -> Mapping[str, Value]:
    values: dict[str, Value] = {"name": line.name, "spec": line.spec, "unit": line.unit}
    values["contract_qty"] = line.quantity
    return {key: value for key, value in values.items() if value != ""}


def _kept(row: Line, keys: tuple[str, ...]) -> Mapping[str, Value]:
    return {key: row.value(key) for key in keys if row.value(key) is not None}


FORM = Form(
    id="F13",
    word="acceptance",
    version="1.0",
    title=Text("验收确认单", "acceptance certificate"),
    medium="docx",
    parts=(
        HEAD,
        ITEMS,
        CONCLUSION,
        Prose(RULING),
        RECTIFY,
        SIGNED,
        Signatures((Text("甲方", "buyer"), Text("乙方", "seller"))),
    ),
    stage=6,
    series="YS",
    own_number="accept_no",
    counted="round",
    numbered="issue",
    rules=acceptance.RULES,
    prefill=prefill,
    filled_by=Text("客户验收人与我方代表", "the customer's and our representative"),
)

MESSAGES: dict[str, Text] = {
    "F13-01": Text("验收轮次应为第{n}次。", "This should be acceptance round {n}."),
    "R-65": Text("该订单已验收合格。", "This order has been accepted already."),
    "R-64": Text("验收结论必须且只能勾选一项。", "Tick exactly one conclusion."),
    "F13-02": Text("验收日期{a}早于交付日期{d}。", "Accepted on {a}, before the delivery on {d}."),
    "F13-03": Text(
        "第{n}行实收数量{a}与合同数量{b}不一致,请说明。", "Row {n}: {a} received, {b} contracted; please explain."
    ),
    "F13-04": Text("整改项第{n}行缺少完成期限。", "Row {n} of what is to be rectified has no day."),
    "F13-05": Text(
        "结论为“验收合格”,但第{n}项为不合格/未完成整改。",
        "The conclusion is 验收合格, but item {n} is unfit or not rectified.",
    ),
    "F13-06": Text("结论为“需整改”时,整改项不能为空。", "The conclusion is 需整改, but nothing is listed."),
    "F13-07": Text("客户验收人未签字。", "Nobody signed for the customer."),
    "F13-08": Text("验收确认单未加盖客户印章。", "The certificate bears no seal of the customer."),
}
