"""客户台账: a line for every customer and lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.model import money_due
from toolkit.model.kinds import AmountRange, Span
from toolkit.model.process import Stage
from toolkit.model.text import Text
from toolkit.reports.dues import CONTACT
from toolkit.reports.outlook import LOST_STAGES, Outlook
from toolkit.reports.registers.levels import Levels, levels_of
from toolkit.reports.tables import Column, Group, Register

_RANGE: Final = AmountRange()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """One line of 客户台账."""

    number: str
    name: str
    uscc: str
    industry: str
    region: str
    revenue: str
    source: str
    contact: str
    phone: str
    intent: str
    stage: Text
    """Of its furthest deal (decisions.md 1)."""
    owner: str
    contacted_on: date | None
    next_contact: date | None
    signed_gross: Decimal
    """Sum of its signed contracts, 元."""
    receivable: Decimal
    """What has not come in of them, 元, due or not."""
    remark: str
    levels: Levels = field(default_factory=dict)
    file: str = ""


def rows(group: Group) -> Iterator[CustomerRow]:
    """The customer's one row; none for deals whose customer is not known."""
    customer, own = group.customer, group.outlooks
    if not (customer.name or customer.lead):
        return
    revenue, said = customer.lead.get("annual_revenue"), customer.said
    yield CustomerRow(
        number=customer.number,
        name=customer.name,
        uscc=said("uscc") or said("tax_no"),
        industry=said("industry"),
        region=said("region"),
        revenue=_RANGE.show(revenue) if isinstance(revenue, Span) else "",
        source=said("source"),
        contact=said("contact_name"),
        phone=said("contact_phone"),
        intent=next((o.intent for o in reversed(own) if o.intent), said("intent_level")),
        stage=_furthest(own, group.stages),
        owner=customer.owner,
        contacted_on=max((day for o in own if (day := o.contacted_on)), default=None),
        next_contact=min(
            (day for o in own if o.deal.stage not in LOST_STAGES and (day := o.next_contact)), default=None
        ),
        signed_gross=sum((o.gross or Decimal(0) for o in own if o.is_signed), Decimal("0.00")),
        receivable=sum((_outstanding(o) for o in own if o.is_signed), Decimal("0.00")),
        remark=said("remark"),
        levels=levels_of(group.worst, (o.deal.number for o in own), next_contact=(CONTACT,)),
    )


def _outstanding(outlook: Outlook) -> Decimal:
    """What has not come in of a deal's price, 元."""
    return (outlook.gross or Decimal(0)) - money_due.received(outlook.deal)


def _furthest(own: Iterable[Outlook], stages: Sequence[Stage]) -> Text:
    """The stage of the deal that has come furthest; one off the main way counts least."""
    standing = {outlook.deal.stage for outlook in own}
    reached = [stage for stage in stages if stage.name in standing]
    reached.sort(key=lambda stage: not stage.is_side)
    return Text(reached[-1].name, reached[-1].english) if reached else Text("", "")


CUSTOMERS: Final = Register(
    id="customers",
    title=Text("客户台账", "Customers"),
    rows=rows,
    columns=(
        Column("number", Text("客户编号", "number"), 15, "code"),
        Column("name", Text("客户名称", "customer"), 32),
        Column("uscc", Text("信用代码", "credit code"), 21, "code"),
        Column("industry", Text("行业", "industry"), 11),
        Column("region", Text("地区", "region"), 17),
        Column("revenue", Text("年营收", "revenue"), 16),
        Column("source", Text("来源", "source"), 16),
        Column("contact", Text("关键联系人", "contact"), 11),
        Column("phone", Text("电话", "phone"), 14, "code"),
        Column("intent", Text("意向等级", "intent"), 10, "code"),
        Column("stage", Text("客户状态", "stage"), 13, "code"),
        Column("owner", Text("负责人", "owner"), 10),
        Column("contacted_on", Text("最近联系日", "last contact"), 12, "day"),
        Column("next_contact", Text("下次沟通日", "next contact"), 12, "day"),
        Column("signed_gross", Text("累计合同额(元)", "contracts (yuan)"), 16, "amount", has_total=True),
        Column("receivable", Text("应收余额(元)", "receivable (yuan)"), 16, "amount", has_total=True),
        Column("remark", Text("备注", "remark"), 20),
    ),
)
