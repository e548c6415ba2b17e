"""What notices within the house say: on an order (G06), on what is to be put right (G10)."""

from __future__ import annotations

from typing import Final

from toolkit.documents.english import said
from toolkit.documents.figures.notice import NoticeFigures
from toolkit.documents.proofs.offers import NAME, NUMBER, QUANTITY, SPEC, UNIT
from toolkit.documents.proofs.proof import Proof
from toolkit.documents.proofs.rows import Column, Rows
from toolkit.documents.proofs.says import Says
from toolkit.model.text import Text

_LOGISTICS, _SERVICE = "物流部门", "客服部门"


def _is_logistics(notice: NoticeFigures) -> bool:
    return notice.department in (_LOGISTICS, said(_LOGISTICS, "en"))


def _is_service(notice: NoticeFigures) -> bool:
    return notice.department in (_SERVICE, said(_SERVICE, "en"))


ORDER: Final = Proof(
    says=(
        Says(Text("{company}\n订单执行通知单", "{company}\nOrder Notice")),
        Says(Text("通知单号：{number}", "Notice No.: {number}")),
        Says(Text("通知单号：{number}", "Notice No. {number}")),
        Says(Text("发出日期：{issued_on}", "Date of issue: {issued_on}")),
        Says(Text("收文部门：{department}", "To: {department}")),
        Says(Text("客户名称：{customer}", "Customer: {customer}")),
        Says(Text("订单号：{order_number}", "Order No.: {order_number}")),
        Says(Text("合同编号：{contract_number}", "Contract No.: {contract_number}")),
        Says(Text("合同交付日期：{deliver_by}", "Delivery by contract: {deliver_by}")),
        Says(Text("内部完成日期：{deliver_internally_by}", "Internal deadline: {deliver_internally_by}")),
        Says(Text("交付地点：{place}", "Place of delivery: {place}")),
        Says(Text("收货人：{consignee}", "Consignee: {consignee}")),
        Says(Text("收货电话：{consignee_phone}", "Consignee’s tel.: {consignee_phone}")),
        Says(Text("负责人：{owner} {owner_phone}", "In charge: {owner} {owner_phone}")),
        Says(
            Text(
                "售后对接人：{after_sale_contact} {after_sale_phone}",
                "After-sales contact: {after_sale_contact} {after_sale_phone}",
            )
        ),
        Says(Text("执行标准：{standard}及合同附件一", "Standards: {standard} and Annex 1")),
        Says(Text("客户特殊要求：{quality}", "Customer’s requests: {quality}")),
        Says(Text("三、{department}任务", "3. Tasks of the {department}")),
        Says(Text("…无单列节点", "…sets no milestone"), when=lambda notice: not notice.tasks),
        Says(Text("运输方式：{transport_mode}。请", "Mode of transport: {transport_mode}. Please"), when=_is_logistics),
        Says(
            Text(
                "…培训不少于{training_sessions}次、共{training_hours}学时",
                "…at least {training_sessions:training session}, {training_hours:hour} in all",
            ),
            when=_is_service,
        ),
    ),
    lists=(
        Rows(
            "lines",
            (
                NUMBER,
                NAME,
                SPEC,
                UNIT,
                QUANTITY,
                Column(Text("包装要求", "Packing"), Text("{packing}", "{packing}")),
                Column(Text("交付日期", "Deliver by"), Text("{deliver_by}", "{deliver_by}")),
            ),
        ),
        Rows(
            "tasks",
            (
                NUMBER,
                Column(Text("节点", "Milestone"), Text("{node}", "{node}")),
                Column(Text("计划完成日期", "Planned for"), Text("{planned_on}", "{planned_on}")),
                Column(Text("责任人", "Responsible"), Text("{owner}", "{owner}")),
            ),
        ),
    ),
    never=tuple(
        Text(zh, en)
        for zh, en in (
            ("单价", "nit price"),
            ("金额", "Amount"),
            ("总价", "otal price"),
            ("￥", "RMB"),
            ("¥", "¥"),
        )
    ),
)

RECTIFICATION: Final = Proof(
    says=(
        Says(Text("{company}\n整改通知单", "{company}\nRectification Notice")),
        Says(Text("通知单号：{number}", "Notice No.: {number}")),
        Says(Text("通知单号：{number}", "Notice No. {number}")),
        Says(Text("发出日期：{issued_on}", "Date of issue: {issued_on}")),
        Says(Text("责任部门：{departments}", "Department: {departments}")),
        Says(Text("我方代表：{our_rep}", "Our representative: {our_rep}")),
        Says(Text("客户名称：{customer}", "Customer: {customer}")),
        Says(Text("订单号：{order_number}", "Order No.: {order_number}")),
        Says(Text("合同编号：{contract_number}", "Contract No.: {contract_number}")),
        Says(
            Text("依据验收单：{certificate_number}（第{round}次）", "Certificate: {certificate_number} (round {round})")
        ),
        Says(Text("验收日期：{accepted_on}", "Inspected on: {accepted_on}")),
        Says(Text("{departments}：\n经双方于{accepted_on}共同验收", "To: {departments}")),
        Says(Text("…经双方于{accepted_on}共同验收", "…with the customer on {accepted_on} concluded")),
        Says(Text("…最迟应于{last_due_on}完成", "…completed by {last_due_on}.")),
        Says(Text("…收到编号为{number}的整改通知单", "…received Rectification Notice {number} and")),
    ),
    lists=(
        Rows(
            "defects",
            (
                NUMBER,
                Column(Text("整改内容", "Defect"), Text("{content}", "{content}")),
                Column(Text("整改要求", "To be done"), Text("{requirement}", "{requirement}")),
                Column(Text("责任部门", "Department"), Text("{department}", "{department}")),
                Column(Text("完成期限", "Due date"), Text("{due_on}", "{due_on}")),
            ),
        ),
    ),
)
