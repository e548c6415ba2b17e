"""F10 销售订单 (issued prefilled as G05): what is made and delivered, by when. Source: domain.md 2.10, 3.5."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from toolkit.catalogue.forms.fields import NODES, choice, contract_no, customer_name, department, issued_number
from toolkit.model import money, terms
from toolkit.model.calendar import WorkingCalendar
from toolkit.model.form import Calculation, Field, Form, Group, Prefill, Table
from toolkit.model.kinds import Amount, Day, Phone, Quantity, TaxRate, Words
from toolkit.model.known import Known
from toolkit.model.staff import members
from toolkit.model.submission import Line, Submission, Value
from toolkit.model.text import Text
from toolkit.rules import order

PERSON = Words(most=20, is_name=True)


def _line_amount(submission: Submission, line: Line | None) -> Decimal | None:
    quantity, price = (line.amount("qty"), line.amount("unit_price")) if line else (None, None)
    return None if quantity is None or price is None else money.round_half_up(quantity * price)


def _total(submission: Submission, line: Line | None) -> Decimal | None:
    amounts = [row.amount("amount") for row in submission.lines("lines")]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal("0.00")) if known and len(known) == len(amounts) else None


HEAD = Group(
    Text("一、订单信息", "1. The order"),
    (
        issued_number("order_no", "DD", Text("订单号", "order number"), "订单编号", "编号"),
        contract_no(),
        customer_name(),
        Field(
            key="order_date",
            label=Text("下单日期", "ordered on"),
            kind=Day("past"),
            aliases=("订单日期",),
            example="2026-07-21",
            not_after="today",
        ),
        Field(
            key="order_type",
            label=Text("订单类型", "type"),
            kind=choice(("正常", "正常订单"), "补货", "赠送", "样品"),
            need=False,
            example="正常",
        ),
        Field(
            key="status",
            label=Text("订单状态", "status"),
            kind=choice("已创建", "已下达", "执行中", "已发货", "已交付待验收", "整改中", "验收合格", "已关闭"),
            aliases=("状态",),
            example="已创建",
            locked=True,
        ),
        Field(
            key="total_incl",
            label=Text("订单总价(元)", "total incl. tax (yuan)"),
            kind=Amount(),
            need=False,
            aliases=("订单总价", "订单金额", "含税总价"),
            example="271700.00",
            calculation=Calculation(
                formula="=SUM({lines.amount})",
                compute=_total,
                explained=Text("各行含税金额", "amounts of the lines"),
                per_line_of="lines",
                code="M-SUM",
            ),
        ),
        Field(
            key="owner",
            label=Text("订单负责人", "owner"),
            kind=PERSON,
            aliases=("负责人", "负责人(销售)"),
            example="王芳",
        ),
    ),
)

DELIVERY = Group(
    Text("二、交付与质量", "2. Delivery and quality"),
    (
        Field(key="consignee", label=Text("收货人", "consignee"), kind=PERSON, example="陈工"),
        Field(
            key="consignee_phone",
            label=Text("收货人电话", "consignee's phone"),
            kind=Phone(),
            aliases=("收货电话",),
            example="13912345678",
        ),
        Field(
            key="delivery_address",
            label=Text("交付地点", "place of delivery"),
            kind=Words(most=120, one_line=True),
            aliases=("送货地址", "交货地点", "收货地址"),
            example="上海市浦东新区示例路88号 客户工厂",
            wide=True,
        ),
        Field(
            key="after_sale_contact",
            label=Text("售后对接人", "after-sales contact"),
            kind=PERSON,
            aliases=("售后联系人",),
            example="吴倩",
        ),
        Field(
            key="after_sale_phone",
            label=Text("售后电话", "after-sales phone"),
            kind=Phone(),
            aliases=("售后对接人电话",),
            example="0512-66668899",
        ),
        Field(
            key="quality",
            label=Text("质量要求", "quality"),
            kind=Words(),
            aliases=("质量标准",),
            example="符合国家现行有效标准及合同附件一的技术要求",
            hint=Text("标准、客户特殊要求、随机资料", "standards, special requirements, papers to go along"),
            wide=True,
        ),
    ),
)

LINES = Table(
    key="lines",
    title=Text("三、订单明细", "3. Lines"),
    columns=(
        Field(
            key="product_code",
            label=Text("产品编码", "code"),
            kind=Words(most=40, one_line=True),
            need=False,
            example="HT-200",
        ),
        Field(
            key="name",
            label=Text("名称", "name"),
            kind=Words(most=100, one_line=True),
            aliases=("产品名称", "产品/服务名称"),
            example="自动上料机",
        ),
        Field(
            key="spec",
            label=Text("规格型号", "specification"),
            kind=Words(most=200, one_line=True),
            need=False,
            aliases=("规格",),
            example="HT-200",
        ),
        Field(key="unit", label=Text("单位", "unit"), kind=Words(most=10, one_line=True), example="台"),
        Field(key="qty", label=Text("数量", "quantity"), kind=Quantity(), example="2"),
        Field(
            key="unit_price",
            label=Text("含税单价(元)", "unit price incl. tax (yuan)"),
            kind=Amount(places=6),
            aliases=("含税单价", "单价"),
            example="107350.00",
        ),
        Field(key="tax_rate", label=Text("税率", "tax rate"), kind=TaxRate(), example="13%"),
        Field(
            key="amount",
            label=Text("含税金额(元)", "amount incl. tax (yuan)"),
            kind=Amount(),
            need=False,
            aliases=("含税金额", "金额"),
            example="214700.00",
            calculation=Calculation(
                formula='=IF(OR({qty}="",{unit_price}=""),"",ROUND({qty}*{unit_price},2))',
                compute=_line_amount,
                explained=Text("数量×含税单价", "quantity × unit price"),
            ),
        ),
        Field(
            key="delivery_date",
            label=Text("交付日期", "deliver by"),
            kind=Day("future"),
            aliases=("交货日期",),
            example="2026-08-19",
            not_before="order_date",
        ),
    ),
    least=1,
)

MILESTONES = Table(
    key="milestones",
    title=Text("四、交付节点", "4. Milestones"),
    columns=(
        Field(key="node", label=Text("节点", "milestone"), kind=choice(*NODES), aliases=("交付节点",), example="生产"),
        Field(
            key="plan_date",
            label=Text("计划日期", "planned for"),
            kind=Day("future"),
            aliases=("计划完成日期",),
            example="2026-08-07",
        ),
        Field(
            key="dept",
            label=Text("责任部门", "department"),
            kind=department("销售部门"),
            aliases=("部门",),
            example="生产部门",
        ),
        Field(
            key="owner",
            label=Text("节点负责人", "responsible"),
            kind=PERSON,
            aliases=("负责人", "责任人"),
            example="郑强",
        ),
        Field(
            key="actual_date",
            label=Text("实际日期", "done on"),
            kind=Day("past"),
            need=False,
            example="2026-08-06",
            not_after="today",
        ),
    ),
    least=1,
)

SHARE_OF_TIME: Final[Mapping[str, Decimal]] = {
    "备料": Decimal("0.20"),
    "生产": Decimal("0.60"),
    "检验": Decimal("0.70"),
    "发货": Decimal("0.80"),
    "安装调试": Decimal("0.90"),
    "培训": Decimal("0.95"),
    "验收": Decimal(1),
}
"""How much of the time from order to delivery has passed at each milestone. Source: decisions.md 17."""
DEPARTMENT_OF: Final[Mapping[str, str]] = {
    "备料": "生产部门",
    "生产": "生产部门",
    "检验": "生产部门",
    "发货": "物流部门",
    "安装调试": "客服部门",
    "培训": "客服部门",
    "验收": "销售部门",
}
GOODS_ONLY: Final = ("备料", "生产", "检验", "发货")


def prefill(known: Known) -> Prefill:
    """The order of the signed contract, its milestones scheduled back from the delivery day."""
    agreement = terms.agreement_of(known.deal, known.rulebook) if known.deal else None
    if known.deal is None or agreement is None:
        return Prefill()
    deal, minutes, paper = known.deal, agreement.minutes.submission, known.deal.paper("G03")
    due = terms.milestones_of(deal, known.rulebook).deliver_by
    service = _after_sale(known)
    values: dict[str, Value] = {
        "contract_no": paper.number if paper else None,
        "customer_name": known.customer.name if known.customer else None,
        "order_date": known.today,
        "order_type": "正常",
        "status": "已创建",
        "total_incl": agreement.totals.gross,
        "owner": deal.owner,
        "consignee": minutes.value("consignee"),
        "consignee_phone": minutes.value("consignee_phone"),
        "delivery_address": minutes.value("delivery_place"),
        "after_sale_contact": service[0],
        "after_sale_phone": service[1],
        "quality": f"符合{known.rulebook.contract.standard}及合同附件一的技术要求",
    }
    filled = {key: value for key, value in values.items() if value not in (None, "")}
    lines = tuple(_line(line, due, known) for line in agreement.lines)
    return Prefill(filled, {"lines": lines, "milestones": tuple(_milestones(agreement, due, known))})


def _after_sale(known: Known) -> tuple[str, str]:
    """Name and phone of the after-sales contact: of the settings, else the first of 客服 on the staff list."""
    contract = known.rulebook.contract
    person = next((p for p in known.staff.values() if p.role.startswith("客服")), None)
    if contract.after_sale_contact or person is None:
        return contract.after_sale_contact, contract.after_sale_phone
    return person.name, person.phone or contract.after_sale_phone


def _line(line: terms.PricedLine, due: date | None, known: Known) -> Mapping[str, Value]:
    product = next((p for p in known.products.values() if (p.name, p.spec) == (line.name, line.spec)), None)
    values: dict[str, Value] = {
        "product_code": product.code if product else None,
        "name": line.name,
        "spec": line.spec or None,
        "unit": line.unit,
        "qty": line.quantity,
        "unit_price": line.unit_price,
        "tax_rate": line.tax_rate,
        "amount": line.gross,
        "delivery_date": due,
    }
    return {key: value for key, value in values.items() if value is not None}


def _milestones(agreement: terms.Agreement, due: date | None, known: Known) -> Iterator[Mapping[str, Value]]:
    are_goods = any(not line.is_service for line in agreement.lines)
    nodes = [node for node in NODES if are_goods or node not in GOODS_ONLY]
    planned = scheduled(nodes, known.today, due, known.rulebook.calendar) if due else {}
    for node in nodes:
        row: dict[str, Value] = {"node": node, "dept": DEPARTMENT_OF[node]}
        owner = known.deal.owner if node == "验收" and known.deal else _first_of(DEPARTMENT_OF[node], known)
        row |= {"plan_date": planned[node]} if node in planned else {}
        yield row | ({"owner": owner} if owner else {})


def _first_of(department_name: str, known: Known) -> str:
    return next((person.name for person in members(department_name, known.staff.values())), "")


def scheduled(nodes: list[str], start: date, due: date, calendar: WorkingCalendar) -> dict[str, date]:
    """A working day for each milestone, at its share of the time between the order and the delivery day.

    A rest day gives way to the working day before it, but never to one before `start`.
    """
    span = Decimal(max(0, (due - start).days))
    days = {}
    for node in nodes:
        day = start + timedelta(days=int((span * SHARE_OF_TIME[node]).to_integral_value(ROUND_FLOOR)))
        while day > start and not calendar.is_working(day):
            day -= timedelta(days=1)
        days[node] = day
    return days


FORM = Form(
    id="F10",
    word="sales-order",
    version="1.0",
    title=Text("销售订单", "sales order"),
    medium="xlsx",
    parts=(HEAD, DELIVERY, LINES, MILESTONES),
    stage=5,
    series="DD",
    own_number="order_no",
    numbered="issue",
    rules=order.RULES,
    prefill=prefill,
)

MESSAGES: dict[str, Text] = {
    "R-52": Text("订单{order}未关联有效的已签署合同。", "Order {order} does not rest on a signed contract."),
    "F10-02": Text("第{n}行“{name}”不在合同标的之内。", "Row {n}: “{name}” is not sold by the contract."),
    "F10-03": Text(
        "第{n}行“{name}”累计订货数量{cum}超过合同数量{max}。",
        "Row {n}: “{name}” is ordered {cum} times in all; the contract sells {max}.",
    ),
    "F10-08": Text("合同{raw}尚有未订货的标的:{left}。", "Contract {raw}: nobody has ordered {left} yet."),
    "F10-05": Text(
        "交付节点“{node}”计划日期{d}早于上一节点“{prev}”的{p}。",
        "Milestone “{node}” is planned for {d}, before the one ahead (“{prev}”, {p}).",
    ),
    "F10-06": Text(
        "交付节点“{node}”计划日期{d}晚于合同交付日期{c}。",
        "Milestone “{node}” is planned for {d}, after the delivery day of the contract, {c}.",
    ),
    "F10-07": Text(
        "第{n}行“{name}”交付日期{d}晚于合同交付日期{c}。",
        "Row {n}: “{name}” is to be delivered on {d}, after the delivery day of the contract, {c}.",
    ),
    "R-54": Text(
        "订单执行通知单发往各部门,缺少{depts}的交付节点。",
        "The notices go to every department; there is no milestone for {depts}.",
    ),
}
