"""F14 整改完成单: what the department put right after a notice (G10), item by item. Source: domain.md 2.14."""

from __future__ import annotations

from toolkit.catalogue.forms.fields import choice, customer_name, order_no
from toolkit.model.form import Field, Form, Group, Prefill, Table
from toolkit.model.kinds import Day, Number, Words, YesNo
from toolkit.model.known import Known
from toolkit.model.submission import Line, Value
from toolkit.model.text import Text
from toolkit.rules import rectification
from toolkit.rules.acceptance import FIT, TO_RECTIFY, UNFIT

PERSON = Words(most=20, is_name=True)

HEAD = Group(
    Text("一、依据", "1. What it answers"),
    (
        Field(
            key="rect_no",
            label=Text("整改通知单号", "rectification notice"),
            kind=Number("ZG"),
            aliases=("通知单号", "整改单号"),
            example="ZG-2026-0001",
            locked=True,
        ),
        Field(
            key="accept_no",
            label=Text("验收单号", "acceptance certificate"),
            kind=Number("YS"),
            aliases=("依据验收单", "验收确认单号"),
            example="YS-2026-0001",
            locked=True,
        ),
        order_no(),
        customer_name(),
    ),
)

ITEMS = Table(
    key="items",
    title=Text("二、整改完成情况", "2. What was done"),
    columns=(
        Field(
            key="item_ref",
            label=Text("整改项", "rectification item"),
            kind=Words(most=300),
            aliases=("整改内容",),
            example="2号机送料节拍偏慢",
            locked=True,
        ),
        Field(
            key="action",
            label=Text("整改措施", "what was done"),
            kind=Words(most=300),
            aliases=("处理措施", "完成情况"),
            example="调整伺服参数,节拍达到32件/分",
        ),
        Field(key="owner", label=Text("责任人", "person in charge"), kind=PERSON, example="周工"),
        Field(
            key="due",
            label=Text("完成期限", "due"),
            kind=Day("neutral"),
            aliases=("期限",),
            example="2026-08-23",
            locked=True,
        ),
        Field(
            key="done_date",
            label=Text("完成日期", "done on"),
            kind=Day("past"),
            aliases=("实际完成日期",),
            example="2026-08-22",
            not_after="today",
        ),
        Field(
            key="evidence",
            label=Text("证明材料", "evidence"),
            kind=Words(most=300),
            aliases=("完成证明", "验证记录"),
            example="连续运行8小时记录",
        ),
        Field(
            key="self_check",
            label=Text("自检结果", "own check"),
            kind=choice((FIT, "√", "通过"), (UNFIT, "×", "不通过")),
            aliases=("自检",),
            example="合格",
        ),
    ),
    least=1,
    word_rows=4,
    fixed_rows=True,
    handwriting_cm=1.05,
)

CLOSE = Group(
    Text("三、复验申请", "3. To be accepted again"),
    (
        Field(
            key="ready_for_reaccept",
            label=Text("是否申请复验", "ready to be accepted again"),
            kind=YesNo(),
            aliases=("申请复验",),
            example="☑是 □否",
            hint=Text("全部整改项自检合格后方可申请", "once every item has passed the own check"),
        ),
        Field(key="filled_by", label=Text("填表人", "filled by"), kind=PERSON, aliases=("经办人",), example="周工"),
        Field(
            key="filled_date",
            label=Text("填表日期", "filled on"),
            kind=Day("past"),
            example="2026-08-22",
            not_after="today",
        ),
    ),
)


def prefill(known: Known) -> Prefill:
    """The notice, the certificate behind it and every item that it left open."""
    if known.deal is None:
        return Prefill()
    deal, certificate = known.deal, known.deal.filing("F13")
    if certificate is None or certificate.submission.value("conclusion") != TO_RECTIFY:
        return Prefill()
    order, notice = deal.paper("G05"), deal.paper("G10")
    values: dict[str, Value] = {
        "rect_no": notice.number if notice else None,
        "accept_no": certificate.number,
        "order_no": order.number if order else None,
        "customer_name": known.customer.name if known.customer else None,
    }
    items = tuple(_item(row) for row in rectification.open_rows(certificate.submission))
    return Prefill({key: value for key, value in values.items() if value not in (None, "")}, {"items": items})


def _item(row: Line) -> dict[str, Value]:
    values = {"item_ref": row.value("content"), "due": row.value("due")}
    return {key: value for key, value in values.items() if value is not None}


FORM = Form(
    id="F14",
    word="rectification-done",
    version="1.0",
    title=Text("整改完成单", "record of rectification"),
    medium="docx",
    parts=(HEAD, ITEMS, CLOSE),
    stage=6,
    own_number="rect_no",
    rules=rectification.RULES,
    prefill=prefill,
    filled_by=Text("责任部门", "the department responsible"),
)

MESSAGES: dict[str, Text] = {
    "F14-01": Text(
        "尚有{n}项整改未完成,不能申请复验。", "{n} item(s) are not rectified yet; this cannot be accepted again."
    ),
    "F14-02": Text(
        "第{n}项整改于{d}完成,晚于期限{due},逾期{days}天。",
        "Item {n} was done on {d}, {days} day(s) after {due}, when it was due.",
    ),
    "F14-03": Text("整改项“{item}”未填写完成情况。", "Nothing is said of the item “{item}”."),
    "F14-04": Text(
        "验收单“{raw}”的结论不是“需整改”,无须提交整改完成单。",
        "Certificate “{raw}” asks for no rectification; there is nothing to report.",
    ),
    "F14-05": Text("「{label}」“{name}”不在员工名册中,请核对。", "“{label}”: {name} is not in the staff list."),
}
