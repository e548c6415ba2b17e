"""What was offered and agreed in a deal, computed from its filings: quote, contract, order, delivery.

Rules check sums with these, documents print them; neither computes its own. Source: domain.md 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from toolkit.model import money
from toolkit.model.calendar import add_months, add_working_days, due_after
from toolkit.model.deal import Deal, Filing, Paper
from toolkit.model.house import Rulebook
from toolkit.model.kinds.reading import Term
from toolkit.model.names import plain_number
from toolkit.model.once import once
from toolkit.model.submission import Line, Submission

lately: Final = partial(once, most_kept=32)
"""Of a deal's few cost sheets the same is asked again and again, by one report, and then never more."""
USUAL_ACCEPTANCE_CLAUSE: Final = "第九条"
"""Of a contract for goods and services. Source: domain.md 3.3."""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One article offered: gross unit price and the line's three amounts, 元."""

    name: str
    spec: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    tax_rate: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    note: str = ""

    @property
    def is_service(self) -> bool:
        """Services carry 6 %; goods need packing, transport and a passing of risk."""
        return self.tax_rate == "6%"


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of rounded lines, 元."""

    net: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment: its share, amount and what starts its clock."""

    number: int
    name: str
    share: Decimal
    amount: Decimal
    trigger: str
    count: int
    unit: str
    on: date | None = None
    """The day itself, where a day and no period was agreed."""


def priced(
    *, name: str, spec: str, unit: str, quantity: Decimal, unit_price: Decimal, tax_rate: str, note: str = ""
) -> PricedLine:
    """The line with its net, tax and gross amounts."""
    taxed = money.vat_line(quantity, unit_price, money.rate(tax_rate))
    return PricedLine(name, spec, unit, quantity, unit_price, tax_rate, taxed.net, taxed.tax, taxed.gross, note)


def totals(lines: Iterable[PricedLine]) -> Totals:
    """Sums over the lines."""
    rows = tuple(lines)
    zero = Decimal("0.00")
    return Totals(
        sum((r.net for r in rows), zero), sum((r.tax for r in rows), zero), sum((r.gross for r in rows), zero)
    )


@lately
def offered(cost_sheet: Submission) -> tuple[PricedLine, ...]:
    """The lines offered on a cost sheet (F05, table `offer`); incomplete rows are left out."""
    return tuple(line for row in cost_sheet.lines("offer") if (line := _offered_line(row)) is not None)


def _offered_line(row: Line) -> PricedLine | None:
    quantity, unit_price, tax_rate = row.amount("qty"), row.amount("unit_price"), row.words("tax_rate")
    if quantity is None or unit_price is None or not tax_rate:
        return None
    return priced(
        name=row.words("name"),
        spec=row.words("spec"),
        unit=row.words("unit"),
        quantity=quantity,
        unit_price=unit_price,
        tax_rate=tax_rate,
        note=row.words("note"),
    )


def discounted(lines: Iterable[PricedLine], discount: Decimal) -> tuple[PricedLine, ...]:
    """The lines at a lower price: each unit price rounded to the fen. Source: domain.md 5.4."""
    if not discount:
        return tuple(lines)
    return tuple(
        priced(
            name=line.name,
            spec=line.spec,
            unit=line.unit,
            quantity=line.quantity,
            unit_price=money.round_half_up(line.unit_price * (1 - discount)),
            tax_rate=line.tax_rate,
            note=line.note,
        )
        for line in lines
    )


def net_cost(cost_sheet: Submission, row: Line) -> Decimal | None:
    """What a cost line (F05, table `costs`) costs without tax, 元; None where it cannot be told.

    On a sheet that is reckoned 含税 the line's own rate is taken out. Source: domain.md 2.5, tax note.
    """
    amount, tax_rate = row.amount("amount"), row.words("tax_rate")
    if amount is None or cost_sheet.value("tax_basis") != "含税":
        return amount
    return money.round_half_up(amount / (1 + money.rate(tax_rate))) if tax_rate else None


@lately
def cost_of(cost_sheet: Submission) -> Decimal:
    """The net cost: sum of the cost lines, 元."""
    return sum((net_cost(cost_sheet, row) or Decimal(0) for row in cost_sheet.lines("costs")), Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as issued."""

    number: str
    version: str
    on: date
    valid_until: date
    lines: tuple[PricedLine, ...]
    totals: Totals
    plan: tuple[Instalment, ...]
    status: str
    cost_sheet: Filing

    @property
    def printed_number(self) -> str:
        """`BJ-2026-0001`, later versions `BJ-2026-0001-V2` (decisions.md 3)."""
        return self.number if self.version in ("", "V1") else f"{self.number}-{self.version}"


def quote_from(cost_sheet: Filing, *, number: str, version: str, on: date, status: str, rulebook: Rulebook) -> Quote:
    """The quote that a cost sheet yields on that day."""
    policy = rulebook.policy
    lines = offered(cost_sheet.submission)
    summed = totals(lines)
    amounts = money.instalments(summed.gross, [share.share for share in policy.payment_plan])
    plan = tuple(
        Instalment(n, p.name, p.share, amount, p.trigger, p.count, p.unit)
        for n, (p, amount) in enumerate(zip(policy.payment_plan, amounts, strict=True), start=1)
    )
    valid_until = due_after(on, Term(policy.quote_validity_days, "天"), rulebook.calendar)
    return Quote(number, version, on, valid_until, lines, summed, plan, status, cost_sheet)


STANDING_OF_QUOTES: Final = ("已接受", "客户已确认接收", "已发送", "草稿", "已过期")
"""Of several options that stand side by side, the one that has come furthest leads."""

RUNNING_QUOTES: Final = ("草稿", "已发送", "客户已确认接收")
"""Statuses of a quote that the customer still weighs, and that runs out with its last day."""


def live_quotes(deal: Deal) -> tuple[Paper, ...]:
    """The last issue of each option that still stands (草稿 to 已接受, 已过期), oldest number first."""
    last = {paper.number: paper for paper in deal.all_papers("G02")}
    return tuple(paper for paper in last.values() if paper.status in STANDING_OF_QUOTES)


def quote_paper(deal: Deal, number: str = "") -> Paper | None:
    """The quote of that number, a version behind it passed over; else the one that leads; None before any."""
    named = deal.paper("G02", plain_number(number)) if number else None
    if named is not None:
        return named
    latest_first = live_quotes(deal)[::-1]
    live = sorted(latest_first, key=lambda paper: STANDING_OF_QUOTES.index(paper.status))
    return live[0] if live else deal.paper("G02")


def quote_of(deal: Deal, rulebook: Rulebook, number: str = "") -> Quote | None:
    """The deal's quote of that number, the leading one when none is named or known; None before one was issued."""
    paper = quote_paper(deal, number)
    if paper is None:
        return None
    cost_sheet = _basis(deal, paper, "F05")
    if cost_sheet is None:
        return None
    return quote_from(
        cost_sheet,
        number=paper.number,
        version=paper.version,
        on=paper.issued_on,
        status=paper.status,
        rulebook=rulebook,
    )


def _basis(deal: Deal, paper: Paper, form: str) -> Filing | None:
    named = next((f for f in reversed(deal.filings) if f.form == form and f.number in paper.basis), None)
    return named or deal.filing(form)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the minutes of a negotiation fix: price, payment, delivery. The contract's content."""

    minutes: Filing
    cost_sheet: Filing
    quote: Quote
    discount: Decimal
    lines: tuple[PricedLine, ...]
    totals: Totals
    plan: tuple[Instalment, ...]
    delivery: Term
    delivery_start: str
    """合同签订 or 预付款到账"""
    cost: Decimal

    @property
    def margin(self) -> Decimal | None:
        """Gross margin at the agreed price, unrounded; None for a price of nothing."""
        return money.margin(self.totals.net, self.cost)


def shares_of(minutes: Submission) -> tuple[Decimal, ...]:
    """The shares of the agreed payment plan (F07, table `plan`), as fractions."""
    return tuple(row.amount("share") or Decimal(0) for row in minutes.lines("plan"))


def agreement_from(
    minutes: Submission, deal: Deal, rulebook: Rulebook, *, filed: Filing | None = None
) -> Agreement | None:
    """What these minutes agree on the deal's current quote; None without a quote or a whole plan."""
    quote = quote_of(deal, rulebook, minutes.words("quote_no"))
    if quote is None:
        return None
    discount = minutes.amount("price_discount") or Decimal(0)
    lines = discounted(quote.lines, discount)
    summed = totals(lines)
    try:
        amounts: Sequence[Decimal] = money.instalments(summed.gross, shares_of(minutes))
    except (money.PlanNotWhole, money.EmptyInstalment):
        return None
    plan = tuple(
        Instalment(n, row.words("name"), row.amount("share") or Decimal(0), amount, row.words("trigger"), *_clock(row))
        for n, (row, amount) in enumerate(zip(minutes.lines("plan"), amounts, strict=True), start=1)
    )
    delivery = minutes.value("delivery_term")
    filing = filed or Filing("F07", minutes.number, quote.on, minutes)
    return Agreement(
        minutes=filing,
        cost_sheet=quote.cost_sheet,
        quote=quote,
        discount=discount,
        lines=lines,
        totals=summed,
        plan=plan,
        delivery=delivery if isinstance(delivery, Term) else Term(),
        delivery_start=minutes.words("delivery_start") or "合同签订",
        cost=cost_of(quote.cost_sheet.submission),
    )


def _clock(row: Line) -> tuple[int, str, date | None]:
    term = row.value("term")
    return (term.count, term.unit, term.on) if isinstance(term, Term) else (0, "天", None)


def retention_of(agreement: Agreement) -> Decimal:
    """What the buyer may keep back until the warranty has run out (质量保证金), 元; nothing unless agreed."""
    share = agreement.minutes.submission.amount("retention_pct") or Decimal(0)
    return money.round_half_up(agreement.totals.gross * share)


def agreement_of(deal: Deal, rulebook: Rulebook) -> Agreement | None:
    """What the latest minutes agree; None before any."""
    minutes = deal.filing("F07")
    return agreement_from(minutes.submission, deal, rulebook, filed=minutes) if minutes else None


def acceptance_clause(deal: Deal) -> str:
    """The clause of the deal's contract by which it is accepted, `第六条`; 第九条 before a contract was issued."""
    contract = deal.paper("G03")
    clause = contract.figures.get("acceptance_clause") if contract else None
    return clause if isinstance(clause, str) else USUAL_ACCEPTANCE_CLAUSE


@dataclass(frozen=True, slots=True)
class Milestones:
    """The days a signed deal runs by; None where they have not come yet."""

    signed_on: date | None
    ordered_on: date | None
    deliver_by: date | None
    delivered_on: date | None
    accepted_on: date | None
    warranty_until: date | None = None
    """The last day of the warranty."""


@dataclass(frozen=True, slots=True)
class Postponement:
    """A later delivery day that the customer agreed to in answer to a letter (F12)."""

    letter: Submission
    due_before: date
    deliver_by: date
    supplement: str
    """Number of the signed supplement (BC), '' as long as none is signed: then the contract's day stands."""


def postponements(deal: Deal, rulebook: Rulebook) -> tuple[Postponement, ...]:
    """The later days agreed, oldest first, each with the day that bound before it. Source: domain.md 2.12, R-67."""
    return _postponed(deal, _contracted_day(deal, agreement_of(deal, rulebook), rulebook))


def _postponed(deal: Deal, due: date | None) -> tuple[Postponement, ...]:
    if due is None:
        return ()
    agreed: list[Postponement] = []
    for letter in {f.number: f.submission for f in deal.all_filings("F12")}.values():
        day, supplement = letter.day("agreed_new_date"), signed_supplement(letter)
        if day and (supplement or day > due):
            agreed.append(Postponement(letter, due, day, supplement))
            due = day if supplement else due
    return tuple(agreed)


def signed_supplement(letter: Submission) -> str:
    """The number of the signed supplement that a row of the letter log (F12) names; '' for none."""
    return letter.words("supplement_no") if letter.day("supplement_signed_on") else ""


def _contracted_day(deal: Deal, agreement: Agreement | None, rulebook: Rulebook) -> date | None:
    signed_on = _day(deal.value("F09", "sign_date"))
    if signed_on is None or agreement is None:
        return None
    return agreement.delivery.on or due_after(signed_on, agreement.delivery, rulebook.calendar)


def _delivery_day(deal: Deal, agreement: Agreement | None, rulebook: Rulebook) -> date | None:
    """The day by which to deliver: the contract's, or that of the latest signed supplement."""
    contracted = _contracted_day(deal, agreement, rulebook)
    moved = [p.deliver_by for p in _postponed(deal, contracted) if p.supplement]
    return moved[-1] if moved else contracted


def milestones_of(deal: Deal, rulebook: Rulebook) -> Milestones:
    """Signing, order, agreed delivery day (as supplemented), real delivery, acceptance."""
    return milestones_by(agreement_of(deal, rulebook), deal, rulebook)


def milestones_by(agreement: Agreement | None, deal: Deal, rulebook: Rulebook) -> Milestones:
    """The same, of a deal whose agreement is known."""
    order = deal.paper("G05")
    delivered = [f.submission.day("eta") for f in deal.all_filings("F11") if f.submission.value("stage") == "交付签收"]
    accepted = [
        f.submission.day("accept_date")
        for f in deal.all_filings("F13")
        if f.submission.value("conclusion") == "验收合格"
    ]
    accepted_on = accepted[-1] if accepted else None
    return Milestones(
        signed_on=_day(deal.value("F09", "sign_date")),
        ordered_on=order.issued_on if order else None,
        deliver_by=_delivery_day(deal, agreement, rulebook),
        delivered_on=delivered[-1] if delivered else None,
        accepted_on=accepted_on,
        warranty_until=_warranty_until(agreement, accepted_on) if agreement and accepted_on else None,
    )


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def started_on(instalment: Instalment, dates: Milestones) -> date | None:
    """The day on which an instalment's clock starts; None until its trigger has happened or is known to come."""
    return {
        "合同签订": dates.signed_on,
        "交付": dates.delivered_on,
        "验收合格": dates.accepted_on,
        "质保期满": dates.warranty_until,
    }.get(instalment.trigger)


def due_on(instalment: Instalment, dates: Milestones, rulebook: Rulebook) -> date | None:
    """When an instalment falls due; None until its trigger has happened. Source: domain.md 0.1."""
    started = started_on(instalment, dates)
    if instalment.on is not None or started is None:
        return instalment.on
    period = Term(instalment.count)
    if instalment.unit == "工作日":
        period = Term(instalment.count, "工作日")
    if instalment.unit == "个月":
        period = Term(instalment.count, "个月")
    return due_after(started, period, rulebook.calendar)


def internal_deadline(dates: Milestones, rulebook: Rulebook) -> date | None:
    """The day by which our departments are to deliver, some working days before the contract's.

    Source: domain.md 3.5.
    """
    if dates.deliver_by is None:
        return None
    return add_working_days(dates.deliver_by, -rulebook.policy.internal_lead_workdays, rulebook.calendar)


def letter_due(deal: Deal, today: date, rulebook: Rulebook, dates: Milestones | None = None) -> date | None:
    """The weekly letter that is due next and not yet written, None outside the execution of an order.

    Letters fall due every `progress_letter_days` from the order date until delivery; one letter a week. `dates` are
    the deal's own, where they are known already. Source: R-62, decisions.md (golden case).
    """
    dates = dates or milestones_of(deal, rulebook)
    if dates.ordered_on is None or (dates.delivered_on and dates.delivered_on <= today):
        return None
    cycle = rulebook.policy.progress_letter_days
    week = max(1, -(-(today - dates.ordered_on).days // cycle))
    due = dates.ordered_on + cycle * (date.resolution * week)
    written = [p.issued_on for p in deal.all_papers("G07")]
    return None if any(due - cycle * date.resolution < on <= due for on in written) else due


def latest_report(deal: Deal) -> Submission | None:
    """The latest word of production on how far the order is, else of anyone; None before any."""
    reports = [f.submission for f in deal.all_filings("F11")]
    production = [r for r in reports if r.value("dept") == "生产部门"]
    heard = production or reports
    return heard[-1] if heard else None


def overall_progress(deal: Deal) -> Decimal:
    """How far the order is, as a fraction: the latest word of production, else of anyone."""
    latest = latest_report(deal)
    return (latest.amount("progress") if latest else None) or Decimal(0)


def _warranty_until(agreement: Agreement, accepted_on: date) -> date | None:
    """The last day of the warranty, which runs from acceptance; None where none was agreed. Source: domain.md 5.6."""
    months = agreement.minutes.submission.amount("warranty_months")
    return None if months is None else add_months(accepted_on, int(months))
