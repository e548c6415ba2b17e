"""合同台账: a line for every contract, in its latest version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.model import money_due
from toolkit.model.deal import Paper
from toolkit.model.kinds import Percent
from toolkit.model.text import Text
from toolkit.reports.dues import APPROVAL, PREPAYMENT, RECEIVABLE, SIGNING, WARRANTY
from toolkit.reports.outlook import Outlook
from toolkit.reports.registers.levels import Levels, levels_of
from toolkit.reports.registers.quotes import VOID
from toolkit.reports.tables import Column, Group, Register

_CONTRACT: Final = Text("销售合同", "sales contract")
_PERCENT: Final = Percent()
_LISTS: Final = {
    "status": (APPROVAL, SIGNING),
    "outstanding": (PREPAYMENT, RECEIVABLE),
    "warranty_until": (WARRANTY,),
}
"""The due lists that colour a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow:
    """One line of 合同台账: a contract in its latest version."""

    number: str
    version: str
    name: Text
    customer: str
    signed_on: date | None
    gross: Decimal | None
    net: Decimal | None
    tax: Decimal | None
    payment: str
    deliver_by: date | None
    warranty_until: date | None
    approval: str
    invoiced: Decimal | None
    received: Decimal | None
    outstanding: Decimal | None
    """Of the price, 元; this and the two above are None before the signatures."""
    received_share: Decimal | None
    """Fraction of the price that has come in."""
    status: str
    archive_no: str
    owner: str
    levels: Levels = field(default_factory=dict)
    file: str = ""


def rows(group: Group) -> Iterator[ContractRow]:
    """The contract of each deal that has come to one."""
    for outlook in group.outlooks:
        if outlook.deal.papers and (contract := outlook.contract):
            yield _row(outlook, contract, group)


def _row(outlook: Outlook, contract: Paper, group: Group) -> ContractRow:
    deal, agreement, is_signed = outlook.deal, outlook.agreement, outlook.is_signed
    approval, named = deal.paper("G04"), str(deal.value("F08", "contract_name") or "")
    sums = agreement.totals if agreement else None
    received = money_due.received(deal) if is_signed else None
    return ContractRow(
        number=contract.number,
        version=contract.version,
        name=Text(named, named) if named else group.titles.get("G03", _CONTRACT),
        customer=outlook.customer.name,
        signed_on=outlook.dates.signed_on if is_signed else None,
        gross=sums.gross if sums else None,
        net=sums.net if sums else None,
        tax=sums.tax if sums else None,
        payment="、".join(f"{i.name}{_PERCENT.show(i.share)}" for i in agreement.plan) if agreement else "",
        deliver_by=outlook.dates.deliver_by if is_signed else None,
        warranty_until=outlook.dates.warranty_until,
        approval=approval.status if approval else "",
        invoiced=money_due.invoiced(deal) if is_signed else None,
        received=received,
        outstanding=(sums.gross if sums else Decimal(0)) - received if received is not None else None,
        received_share=received / sums.gross if received is not None and sums and sums.gross else None,
        status=contract.status,
        archive_no=str(deal.value("F09", "archive_no") or "") if is_signed else "",
        owner=deal.owner,
        levels=levels_of(group.worst, (deal.number,), **_LISTS),
        file=contract.file,
    )


CONTRACTS: Final = Register(
    id="contracts",
    title=Text("合同台账", "Contracts"),
    rows=rows,
    passed_over=("status", VOID),
    columns=(
        Column("number", Text("合同编号", "contract"), 16, "code", is_link=True),
        Column("version", Text("版本", "version"), 8, "code"),
        Column("name", Text("合同名称", "title"), 18),
        Column("customer", Text("客户", "customer"), 32),
        Column("signed_on", Text("签订日期", "signed"), 12, "day"),
        Column("gross", Text("含税金额(元)", "gross (yuan)"), 17, "amount", has_total=True),
        Column("net", Text("不含税(元)", "net (yuan)"), 17, "amount", has_total=True),
        Column("tax", Text("税额(元)", "tax (yuan)"), 15, "amount", has_total=True),
        Column("payment", Text("付款方式", "payment"), 24),
        Column("deliver_by", Text("交付日期", "deliver by"), 12, "day"),
        Column("warranty_until", Text("质保到期", "warranty until"), 12, "day"),
        Column("approval", Text("审批状态", "approval"), 10, "code"),
        Column("invoiced", Text("已开票(元)", "invoiced (yuan)"), 17, "amount", has_total=True),
        Column("received", Text("已收款(元)", "received (yuan)"), 17, "amount", has_total=True),
        Column("outstanding", Text("未收款(元)", "outstanding (yuan)"), 17, "amount", has_total=True),
        Column("received_share", Text("收款率", "share received"), 11, "margin"),
        Column("status", Text("状态", "status"), 13, "code"),
        Column("archive_no", Text("归档号", "archive no."), 14, "code"),
        Column("owner", Text("负责人", "owner"), 10),
    ),
)
