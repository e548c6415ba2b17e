"""Fields that several forms ask for in the same words."""

from __future__ import annotations

from typing import Final

from toolkit.model.form import Field
from toolkit.model.kinds import Choice, Number, Option, Words
from toolkit.model.text import Text

DEPARTMENTS: Final = ("生产部门", "物流部门", "客服部门")
"""Those that get an order notice."""
NODES: Final = ("备料", "生产", "检验", "发货", "安装调试", "培训", "验收")
"""Milestones of an order, in their order."""


def choice(*options: str | tuple[str, ...]) -> Choice:
    """A choice of these; a tuple is an option followed by other words for it."""
    pairs = ((option, ()) if isinstance(option, str) else (option[0], option[1:]) for option in options)
    return Choice(tuple(Option(value, aliases) for value, aliases in pairs))


def department(*more: str) -> Choice:
    """One of the departments, or of `more`."""
    return choice(*((name, name.removesuffix("部门"), name.removesuffix("门")) for name in (*DEPARTMENTS, *more)))


def drawn_number(key: str, prefix: str) -> Field:
    """The form's own number, drawn on acceptance."""
    return Field(
        key=key,
        label=Text("编号", "number"),
        kind=Number(prefix),
        need=False,
        aliases=("单号", "No.", "表单编号"),
        example=f"{prefix}-2026-0001",
        hint=Text("收件后自动编号,不必填写", "drawn when the form is accepted; leave it"),
        drawn=True,
    )


def issued_number(key: str, prefix: str, label: Text, *aliases: str) -> Field:
    """The form's own number, prefilled on issue."""
    return Field(
        key=key,
        label=label,
        kind=Number(prefix),
        aliases=(*aliases, "单号", "No.", "表单编号"),
        example=f"{prefix}-2026-0001",
        locked=True,
    )


def contract_no(*, locked: bool = True) -> Field:
    """The contract that a form belongs to."""
    return Field(
        key="contract_no",
        label=Text("合同编号", "contract number"),
        kind=Number("XS"),
        aliases=("合同号",),
        example="XS-2026-0001",
        locked=locked,
    )


def order_no(*, locked: bool = True) -> Field:
    """The order that a form belongs to."""
    return Field(
        key="order_no",
        label=Text("订单号", "order number"),
        kind=Number("DD"),
        aliases=("订单编号",),
        example="DD-2026-0001",
        locked=locked,
    )


def customer_name(*, least: int = 0) -> Field:
    """The customer, by the name on its licence, of at least that many characters; prefilled."""
    return Field(
        key="customer_name",
        label=Text("客户名称", "customer"),
        kind=Words(least=least, most=60, one_line=True),
        aliases=("客户全称", "公司名称", "单位名称"),
        example="上海启明精密制造有限公司",
        locked=True,
    )
