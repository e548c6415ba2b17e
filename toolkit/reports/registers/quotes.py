"""报价台账: a line for every version of a quote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.model import money, terms
from toolkit.model.deal import Deal, Paper
from toolkit.model.names import plain_number
from toolkit.model.text import Text
from toolkit.reports.dues import QUOTE
from toolkit.reports.outlook import Outlook, quoted
from toolkit.reports.registers.levels import Levels, levels_of
from toolkit.reports.tables import Column, Group, Register, Worst

VOID: Final = "已作废"
EXPIRED: Final = "已过期"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRow:
    """One line of 报价台账: one version of a quote."""

    number: str
    version: str
    customer: str
    on: date
    valid_until: date | None
    days: int | None
    """Calendar days of validity left; None once it matters no more."""
    gross: Decimal | None
    margin: Decimal | None
    status: str
    feedback: str
    owner: str
    levels: Levels = field(default_factory=dict)
    file: str = ""


def rows(group: Group) -> Iterator[QuoteRow]:
    """Every version of every quote, deal by deal, as issued last."""
    for outlook in group.outlooks:
        if not outlook.deal.papers:
            continue
        issues = {(paper.number, paper.version): paper for paper in outlook.deal.all_papers("G02")}
        for paper in issues.values():
            yield _row(outlook, paper, group.worst)


def _row(outlook: Outlook, paper: Paper, worst: Worst) -> QuoteRow:
    deal, quote = outlook.deal, _offer(outlook, paper)
    is_open = quote is not None and outlook.may_take(quote)
    left = outlook.days_until(quote.valid_until) if quote and is_open else None
    return QuoteRow(
        number=paper.number,
        version=paper.version,
        customer=outlook.customer.name,
        on=paper.issued_on,
        valid_until=quote.valid_until if quote else None,
        days=left,
        gross=quote.totals.gross if quote else None,
        margin=money.margin(quote.totals.net, terms.cost_of(quote.cost_sheet.submission)) if quote else None,
        status=EXPIRED if left is not None and left < 0 else paper.status,
        feedback=_feedback(deal, paper),
        owner=deal.owner,
        levels=levels_of(worst, (deal.number,), days=(QUOTE,)) if quote and quote is outlook.quote else {},
        file=paper.file,
    )


def _offer(outlook: Outlook, paper: Paper) -> terms.Quote | None:
    """What that version offered: of the leading one it is known already."""
    leading = outlook.quote
    if leading is not None and (leading.number, leading.version, leading.on) == (
        paper.number,
        paper.version,
        paper.issued_on,
    ):
        return leading
    return quoted(outlook.deal, paper, outlook.rulebook)


def _feedback(deal: Deal, paper: Paper) -> str:
    """What the customer said to that version, last; '' for nothing."""
    for filing in reversed(deal.filings):
        if filing.form != "F06":
            continue
        said = filing.submission
        if plain_number(said.words("quote_no")) == paper.number and said.words("version") in ("", paper.version):
            return ":".join(words for key in ("feedback_type", "feedback") if (words := said.words(key)))
    return ""


QUOTES: Final = Register(
    id="quotes",
    title=Text("报价台账", "Quotes"),
    rows=rows,
    passed_over=("status", VOID),
    columns=(
        Column("number", Text("报价编号", "quote"), 16, "code", is_link=True),
        Column("version", Text("版本", "version"), 8, "code"),
        Column("customer", Text("客户", "customer"), 32),
        Column("on", Text("报价日期", "date"), 12, "day"),
        Column("valid_until", Text("有效期至", "valid until"), 12, "day"),
        Column("days", Text("剩余天数", "days left"), 12, "days"),
        Column("gross", Text("含税金额(元)", "gross (yuan)"), 17, "amount", has_total=True),
        Column("margin", Text("毛利率", "margin"), 10, "margin"),
        Column("status", Text("状态", "status"), 16, "code"),
        Column("feedback", Text("客户反馈", "feedback"), 36),
        Column("owner", Text("负责人", "owner"), 10),
    ),
)
