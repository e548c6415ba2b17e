"""订单台账: a line for every order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.model.deal import Paper
from toolkit.model.text import Text
from toolkit.reports.dues import ACCEPTANCE, DELIVERY, LETTER, RELEASE, REPORT, TROUBLE
from toolkit.reports.outlook import Outlook
from toolkit.reports.registers.levels import Levels, levels_of
from toolkit.reports.tables import Column, Group, Register, Worst

_LISTS: Final = {
    "late_days": (DELIVERY,),
    "stage": (REPORT,),
    "trouble": (TROUBLE,),
    "letter_on": (LETTER,),
    "conclusion": (ACCEPTANCE,),
    "status": (RELEASE,),
}
"""The due lists that colour a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One line of 订单台账."""

    number: str
    contract: str
    customer: str
    ordered_on: date
    deliver_by: date | None
    eta: date | None
    late_days: int | None
    """Calendar days after the contract's day, so far or as expected."""
    progress: Decimal
    stage: str
    trouble: str
    letter_on: date | None
    round: int | None
    conclusion: str
    status: str
    owner: str
    levels: Levels = field(default_factory=dict)
    file: str = ""


def rows(group: Group) -> Iterator[OrderRow]:
    """The order of each deal that has come to one."""
    for outlook in group.outlooks:
        if outlook.dates.ordered_on is not None and (order := outlook.order):
            yield _row(outlook, order, group.worst)


def _row(outlook: Outlook, order: Paper, worst: Worst) -> OrderRow:
    deal, dates = outlook.deal, outlook.dates
    report, letter = deal.filing("F11"), deal.paper("G07")
    rounds = tuple(deal.all_filings("F13"))
    return OrderRow(
        number=order.number,
        contract=outlook.contract.number if outlook.contract else "",
        customer=outlook.customer.name,
        ordered_on=order.issued_on,
        deliver_by=dates.deliver_by,
        eta=outlook.eta,
        late_days=outlook.late_days,
        progress=outlook.progress,
        stage=report.submission.words("stage") if report else "",
        trouble=_trouble(outlook),
        letter_on=letter.issued_on if letter else None,
        round=len(rounds) or None,
        conclusion=rounds[-1].submission.words("conclusion") if rounds else "",
        status=order.status,
        owner=str(deal.value("F10", "owner") or deal.owner),
        levels=levels_of(worst, (deal.number,), **_LISTS),
        file=order.file,
    )


def _trouble(outlook: Outlook) -> str:
    """What the departments' last reports call abnormal; '' for nothing."""
    troubled = [(dept, said) for dept, said in outlook.last_reports.items() if said.value("is_abnormal") is True]
    return "、".join(f"{dept}:{said.words('abnormal_type')}" for dept, said in troubled)


ORDERS: Final = Register(
    id="orders",
    title=Text("订单台账", "Orders"),
    rows=rows,
    columns=(
        Column("number", Text("订单号", "order"), 16, "code", is_link=True),
        Column("contract", Text("合同编号", "contract"), 16, "code"),
        Column("customer", Text("客户", "customer"), 32),
        Column("ordered_on", Text("下单日", "ordered"), 12, "day"),
        Column("deliver_by", Text("计划交付", "due"), 12, "day"),
        Column("eta", Text("预计/实际交付", "expected"), 14, "day"),
        Column("late_days", Text("延期天数", "days late"), 10, "count"),
        Column("progress", Text("进度", "progress"), 9, "progress"),
        Column("stage", Text("当前环节", "at"), 12, "code"),
        Column("trouble", Text("异常", "trouble"), 22),
        Column("letter_on", Text("上次进度函", "last letter"), 12, "day"),
        Column("round", Text("验收轮次", "rounds"), 10, "count"),
        Column("conclusion", Text("验收结论", "acceptance"), 12, "code"),
        Column("status", Text("状态", "status"), 14, "code"),
        Column("owner", Text("负责人", "owner"), 10),
    ),
)
