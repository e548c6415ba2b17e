"""Rules of the cost sheet (F05). Source: domain.md 2.5, 1.1 stages 3 and 4, 4.4, 5.4, 5.5; decisions.md 11, 21."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from toolkit.model import money, terms
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.kinds import Percent
from toolkit.model.known import Known
from toolkit.model.margin_exception import allows_margin
from toolkit.model.submission import Submission
from toolkit.model.text import Text
from toolkit.rules.exception import granted
from toolkit.rules.matching import agrees, in_cell, names_the_customer
from toolkit.rules.needs import product_named
from toolkit.rules.say import ERROR, HOLD, WARNING, say
from toolkit.rules.staff import in_staff_list

GROSS: Final = "含税"
SUBTOTALS: Final[Mapping[str, str]] = {
    "product_cost": "产品成本",
    "logistics_cost": "物流费",
    "service_cost": "服务费",
    "tax_cost": "税费",
    "other_cost": "其他",
}
"""Key of a subtotal -> category it sums."""
ASKED_FOR: Final = ("product_cost", "logistics_cost", "service_cost", "tax_cost")
FINANCE: Final = "财务部门"

NEEDS = Text("客户需求分析表", "needs analysis")


def net_cost(submission: Submission) -> Decimal | None:
    """The net cost of all lines, 元; None while a line lacks its amount or rate."""
    lines = submission.lines("costs")
    return None if any(terms.net_cost(submission, line) is None for line in lines) else terms.cost_of(submission)


def net_revenue(submission: Submission) -> Decimal | None:
    """The net price of all offered lines, 元; None while there is none or one lacks its price or rate."""
    priced = terms.offered(submission)
    if not priced or len(priced) < len(submission.lines("offer")):
        return None
    return terms.totals(priced).net


def speaks_of_the_deals_needs(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-MATCH: the needs analysis named is one of the deal's."""
    filings = tuple(known.deal.all_filings("F04")) if known.deal else ()
    answer = submission.answer("needs_no")
    if filings and answer.value not in {filing.number for filing in filings}:
        yield from agrees(answer, filings[-1].number, NEEDS)


def basis_is_named(submission: Submission, known: Known) -> Iterator[Finding]:
    """F05-01: without a basis the costs are taken as net."""
    answer = submission.answer("tax_basis")
    if answer.value is None and answer.fault is None:
        yield say("F05-01", WARNING, answer)


def gross_costs_have_rates(submission: Submission, known: Known) -> Iterator[Finding]:
    """F05-03: on a gross sheet every line names the rate to be taken out."""
    if submission.value("tax_basis") != GROSS:
        return
    for line in submission.lines("costs"):
        answer = line.answer("tax_rate")
        if answer.value is None and answer.fault is None:
            yield in_cell("F05-03", ERROR, line, "tax_rate")


def every_category_is_there(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-21: each of the four categories has a line, or a subtotal that says 0."""
    found = {line.value("category") for line in submission.lines("costs")}
    if not found or None in found:  # which one is missing cannot be told
        return
    for key in ASKED_FOR:
        answer = submission.answer(key)
        if SUBTOTALS[key] not in found and not answer.raw.strip() and answer.fault is None:
            yield say("R-21", ERROR, answer, cat=SUBTOTALS[key])


def no_subtotal_without_lines(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-SUM: a category without lines can only sum to 0."""
    found = {line.value("category") for line in submission.lines("costs")}
    for key, category in SUBTOTALS.items():
        given = submission.amount(key)
        if given and category not in found:
            facts = {"given": given, "calc": Decimal(0), "diff": given, "what": Text(category, category)}
            yield say("M-SUM", ERROR, submission.answer(key), **facts)


def margin_reaches_the_standard(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-20: below the floor the quote waits, unless an exception allows it (F05-04 tells so)."""
    net, cost, floor = net_revenue(submission), net_cost(submission), known.rulebook.policy.min_gross_margin
    if net is None or cost is None or money.margin_passes(net, cost, floor):
        return
    margin = money.margin(net, cost)
    facts = {"margin": money.margin_text(margin, floor), "std": Percent().show(floor)}
    number = submission.words("exception_no")
    is_allowed = allows_margin(granted(known, number), margin)
    is_elsewhere = known.deal is None or known.deal.filing("F20", number) is None  # then M-REF speaks of it
    if number and (is_allowed or is_elsewhere):
        yield say("F05-04", WARNING, submission.answer("exception_no"), **facts)
    elif not is_allowed:
        yield say("R-20", HOLD, submission.answer("gross_margin"), **facts)


def verdict_agrees(submission: Submission, known: Known) -> Iterator[Finding]:
    """F05-02: 是否达标 says what the margin says, unrounded."""
    answer, net, cost = submission.answer("meets_standard"), net_revenue(submission), net_cost(submission)
    if not isinstance(answer.value, bool) or net is None or cost is None:
        return
    floor = known.rulebook.policy.min_gross_margin
    if answer.value != money.margin_passes(net, cost, floor):
        yield say("F05-02", ERROR, answer, margin=money.margin_text(money.margin(net, cost), floor))


def margin_bears_a_discount(submission: Submission, known: Known) -> Iterator[Finding]:
    """F05-05: a margin that the largest discount of the policy would push below the floor is told now.

    Source: domain.md 1.1 stage 4, hint: 1 − (1 − 30 %) × (1 − 5 %) = 33.5 %.
    """
    policy, net, cost = known.rulebook.policy, net_revenue(submission), net_cost(submission)
    if net is None or cost is None or not policy.discounts:
        return
    floor, discount = policy.min_gross_margin, max(step.most for step in policy.discounts)
    needed = 1 - (1 - floor) * (1 - discount)
    if money.margin_passes(net, cost, floor) and not money.margin_passes(net, cost, needed):
        margin, show = money.margin_text(money.margin(net, cost), needed), Percent().show
        answer = submission.answer("gross_margin")
        yield say("F05-05", WARNING, answer, margin=margin, needed=show(needed), discount=show(discount))


def standard_is_the_companys(submission: Submission, known: Known) -> Iterator[Finding]:
    """F05-10: another standard than the policy's is told; the policy's counts."""
    answer, floor = submission.answer("margin_standard"), known.rulebook.policy.min_gross_margin
    if answer.value not in (None, floor):
        yield say("F05-10", WARNING, answer, std=Percent().show(floor))


def price_can_be_paid_in_parts(submission: Submission, known: Known) -> Iterator[Finding]:
    """F05-11: each instalment of the standard plan, which the quote prints, is a fen at least."""
    offered, plan = terms.offered(submission), known.rulebook.policy.payment_plan
    if not offered:
        return
    total = terms.totals(offered).gross
    try:
        money.instalments(total, [planned.share for planned in plan])
    except money.EmptyInstalment:
        yield in_cell("F05-11", ERROR, submission.lines("offer")[0], "unit_price", total=total, parts=len(plan))


def rates_are_the_catalogues(submission: Submission, known: Known) -> Iterator[Finding]:
    """F05-07: another tax rate than the product catalogue's is told. Source: domain.md 5.4."""
    for line in submission.lines("offer"):
        product, tax_rate = product_named(line.words("name"), known.products), line.words("tax_rate")
        if product and tax_rate and tax_rate != product.tax_rate:
            yield in_cell("F05-07", WARNING, line, "tax_rate", name=product.name, rate=product.tax_rate)


def finance_prepared_it(submission: Submission, known: Known) -> Iterator[Finding]:
    """F05-08: the sheet is finance's work."""
    answer = submission.answer("prepared_by")
    person = known.staff.get(answer.value) if isinstance(answer.value, str) else None
    if person and person.department != FINANCE:
        yield say("F05-08", WARNING, answer, department=person.department)


RULES: Final[tuple[Rule, ...]] = (
    names_the_customer,
    speaks_of_the_deals_needs,
    basis_is_named,
    gross_costs_have_rates,
    every_category_is_there,
    no_subtotal_without_lines,
    margin_reaches_the_standard,
    verdict_agrees,
    margin_bears_a_discount,
    standard_is_the_companys,
    price_can_be_paid_in_parts,
    rates_are_the_catalogues,
    finance_prepared_it,
    in_staff_list("prepared_by", "F05-09"),
)
