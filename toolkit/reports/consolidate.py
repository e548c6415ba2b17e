"""All deals and customers of one day, taken together: counts, registers, due lists. Pure. Source: domain.md 6."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.model.deal import Deal
from toolkit.model.house import Customer, Rulebook
from toolkit.model.process import Stage
from toolkit.model.text import Text
from toolkit.reports.dues import KINDS, PREPAYMENT, RECEIVABLE, Due, dues_of
from toolkit.reports.outlook import Outlook, look
from toolkit.reports.registers import (
    ContractRow,
    CustomerRow,
    OrderRow,
    QuoteRow,
    contract_rows,
    customer_rows,
    order_rows,
    quote_rows,
    worst_of,
)
from toolkit.reports.tables import Level, Staff


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the summary: how many, and how much, 元."""

    label: Text
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidated:
    """Everything a report says of one day."""

    company: str
    day: date
    figures: tuple[Figure, ...]
    stages: tuple[tuple[Text, int], ...]
    """How many deals stand at each stage, in the order of the process."""
    customers: tuple[CustomerRow, ...]
    quotes: tuple[QuoteRow, ...]
    contracts: tuple[ContractRow, ...]
    orders: tuple[OrderRow, ...]
    dues: tuple[Due, ...]
    """Most pressing first, then by due day."""

    def due_count(self, kind: Text, level: Level) -> int:
        """How many lines of that list are of that level."""
        return sum(due.kind == kind and due.level == level for due in self.dues)


def consolidate(
    deals: Iterable[Deal],
    customers: Iterable[Customer],
    *,
    staff: Staff,
    rulebook: Rulebook,
    day: date,
    stages: Sequence[Stage],
    titles: Mapping[str, Text],
) -> Consolidated:
    """The report of that day; deals, customers and staff as they stood at its end, `titles` of forms and documents.

    Every list is in order of number, but the due lists.
    """
    known = {customer.number: customer for customer in customers}
    outlooks = tuple(
        look(deal, known.get(deal.customer) or Customer(number=deal.customer, name=""), rulebook=rulebook, today=day)
        for deal in deals
    )
    dues = tuple(due for outlook in outlooks for due in dues_of(outlook, staff=staff, titles=titles))
    worst = worst_of(dues)
    title = titles.get("G03", Text("销售合同", "sales contract"))
    return Consolidated(
        company=rulebook.company.name,
        day=day,
        figures=tuple(_figures(outlooks, dues, day)),
        stages=tuple(_stage_counts(outlooks, stages)),
        customers=customer_rows(known.values(), outlooks, stages, worst),
        quotes=quote_rows(outlooks, worst),
        contracts=contract_rows(outlooks, title, worst),
        orders=order_rows(outlooks, worst),
        dues=tuple(sorted(dues, key=_urgency)),
    )


def _urgency(due: Due) -> tuple[int, date, int, str]:
    return -due.level, due.due_on or date.max, KINDS.index(due.kind), due.number


def _stage_counts(outlooks: Iterable[Outlook], stages: Iterable[Stage]) -> Iterator[tuple[Text, int]]:
    counts = Counter(outlook.deal.stage for outlook in outlooks)
    for stage in stages:
        yield Text(stage.name, stage.english), counts[stage.name]


def _figures(outlooks: Sequence[Outlook], dues: Iterable[Due], day: date) -> Iterator[Figure]:
    signed = [o.gross for o in outlooks if o.is_signed and _is_same_month(o.dates.signed_on, day)]
    yield _figure(Text("本月签约合同", "contracts signed this month"), signed)
    offered = [o.quote.totals.gross for o in outlooks if o.quote and o.may_take(o.quote) and o.quote.valid_until >= day]
    yield _figure(Text("有效报价", "valid quotes"), offered)
    running = [o.gross for o in outlooks if o.order and not o.dates.accepted_on]
    yield _figure(Text("执行中订单", "orders under way"), running)
    overdue = [
        due.amount for due in dues if due.kind in (PREPAYMENT, RECEIVABLE) and due.days is not None and due.days < 0
    ]
    yield _figure(Text("逾期应收", "overdue"), overdue)


def _figure(label: Text, amounts: Sequence[Decimal | None]) -> Figure:
    return Figure(label, len(amounts), sum((amount or Decimal(0) for amount in amounts), Decimal("0.00")))


def _is_same_month(one: date | None, other: date) -> bool:
    return one is not None and (one.year, one.month) == (other.year, other.month)
