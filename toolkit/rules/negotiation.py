"""Rules of the negotiation minutes (F07). Source: domain.md 2.7, 1.1 stage 4; decisions.md 5, 13, 14."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from toolkit.model import contract_words as words
from toolkit.model import money, terms
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.house import latest_payment_days
from toolkit.model.kinds import Percent
from toolkit.model.kinds.reading import Term
from toolkit.model.known import Known
from toolkit.model.margin_exception import allows_discount, allows_margin
from toolkit.model.submission import Answer, Line, Submission
from toolkit.model.text import Text
from toolkit.rules.exception import granted
from toolkit.rules.matching import agrees, earlier, in_cell, not_before
from toolkit.rules.say import ERROR, HOLD, INFO, WARNING, say

AGREED: Final = "达成一致"
SIGNING: Final = "合同签订"
UNCONFIRMED: Final = ("草稿", "已发送", "已拒绝", "已作废")
"""Statuses of a quote before, or without, the customer's confirmation of receipt."""
END_OF_WARRANTY: Final = "质保期满"
ARBITRATION: Final = "仲裁"
COURT: Final = "诉讼"
WORDED: Final = ("delivery_place", "consignee", "packing", "liability_terms", "special_terms")
AFTER_PERFORMANCE: Final = ("交付", "验收合格")
CALENDAR_DAYS: Final = {"天": Decimal(1), "工作日": Decimal("1.4"), "个月": Decimal(30)}
"""How many days a unit of a period takes at least, about."""
LONGEST: Final = {"天": 3650, "工作日": 2500, "个月": 120}
"""Ten years in each unit of a period; longer ones are slips of the pen that no calendar can count."""
AT_ONCE, ONE_DAY, TEN_YEARS = Text("0天", "0 days"), Text("1天", "1 day"), Text("10年", "10 years")
WIDEST_RETENTION: Final = Decimal("0.10")  # domain.md 2.7
WIDEST_DAILY_PENALTY: Final = Decimal("0.001")  # domain.md 3.3, guards
WIDEST_PENALTY: Final = Decimal("0.30")  # domain.md 3.3, guards; 合同编通则解释 65
SHORTEST_INSPECTION_DAYS: Final = 3  # domain.md 3.3, guards

QUOTE = Text("当前报价单", "current quote")
QUOTED_ON = Text("报价日期", "date of the quote")
MET_ON = Text("谈判时间", "date of the negotiation")
PRICE_FORMULA = Text(
    "报价单各行含税单价×(1−降价幅度),四舍五入到分后合计",
    "unit prices of the quote less the discount, each rounded to the fen, summed",
)
SIDES: Final = (("our_sign", Text("我方", "our side")), ("customer_sign", Text("客户方", "the customer's side")))

_UNTICKED = "□☐"
_PERCENTAGE = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")


def _quote(submission: Submission, known: Known) -> terms.Quote | None:
    """The option negotiated on, else the one that leads."""
    return terms.quote_of(known.deal, known.rulebook, submission.words("quote_no")) if known.deal else None


def _price(submission: Submission, quote: terms.Quote) -> terms.Totals:
    """The totals at the discount of these minutes, whatever their payment plan is."""
    return terms.totals(terms.discounted(quote.lines, submission.amount("price_discount") or Decimal(0)))


def _prepaid(submission: Submission) -> Decimal:
    """The share that is paid against the signature."""
    rows = submission.lines("plan")
    return sum((row.amount("share") or Decimal(0) for row in rows if row.value("trigger") == SIGNING), Decimal(0))


def names_the_current_quote(submission: Submission, known: Known) -> Iterator[Finding]:
    """The quote negotiated on is the latest version (decisions.md 13)."""
    quote = _quote(submission, known)
    yield from agrees(submission.answer("quote_no"), quote.printed_number if quote else None, QUOTE)


def quote_is_valid(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-30: the negotiation takes place while the quote is valid, its last day included."""
    quote, met_on = _quote(submission, known), submission.day("neg_date")
    if quote is None or met_on is None:
        return
    yield from not_before(submission.answer("neg_date"), quote.on, QUOTED_ON)
    if met_on > quote.valid_until:
        answer = submission.answer("neg_date")
        yield say("R-30", ERROR, answer, date=met_on, valid_until=quote.valid_until)


def quote_was_received(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-24: nobody negotiates on a quote whose receipt the customer has not confirmed."""
    quote = _quote(submission, known)
    if quote and quote.status in UNCONFIRMED:
        yield say("R-24", ERROR, submission.answer("quote_no"), quote_no=quote.printed_number)


def round_follows(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-02: rounds of a deal are counted without a gap; a correction keeps its round."""
    given, own = submission.amount("round"), submission.words("neg_no")
    if given is None or known.deal is None:
        return
    before = earlier(submission, known)
    corrected = next((n for n, filing in enumerate(before, start=1) if own and filing.number == own), None)
    expected = corrected or len(before) + 1
    if given != expected:
        yield say("F07-02", ERROR, submission.answer("round"), expected=expected)


def discount_is_paid_for(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-31: a discount asks for its prepayment; F07-31: beyond the authority it asks for the general manager."""
    discount = submission.amount("price_discount")
    steps = sorted(known.rulebook.policy.discounts, key=lambda step: step.most)
    if not discount or not steps:
        return
    show, answer = Percent().show, submission.answer("price_discount")
    step = next((step for step in steps if discount <= step.most), None)
    if step is None:
        if not allows_discount(granted(known), discount):
            yield say("F07-31", HOLD, answer, d=show(discount), most=show(steps[-1].most))
        return
    plan, prepaid = submission.lines("plan"), _prepaid(submission)
    is_read = all(row.value(key) is not None for row in plan for key in ("share", "trigger"))
    if plan and is_read and prepaid < step.prepaid:
        facts = {"d": show(discount), "most": show(step.most), "least": show(step.prepaid), "p": show(prepaid)}
        yield say("R-31", ERROR, answer, **facts)


def margin_holds(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-32: the margin at the final price reaches the company's floor, or an exception allows it."""
    quote = _quote(submission, known)
    if quote is None or submission.amount("price_discount") is None:
        return
    price, cost = _price(submission, quote), terms.cost_of(quote.cost_sheet.submission)
    floor, margin = known.rulebook.policy.min_gross_margin, money.margin(price.net, cost)
    if money.margin_passes(price.net, cost, floor):
        return
    if allows_margin(granted(known), margin):
        return
    facts = {"total": price.gross, "m": money.margin_text(margin, floor), "std": Percent().show(floor)}
    yield say("R-32", HOLD, submission.answer("final_total_incl"), **facts)


def total_follows(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-CALC: the final price is the quote less the discount; a fen a line is told only (decisions.md 9)."""
    quote, given = _quote(submission, known), submission.amount("final_total_incl")
    if quote is None or given is None or submission.amount("price_discount") is None:
        return
    expected = _price(submission, quote).gross
    difference = abs(given - expected)
    if not difference:
        return
    answer = submission.answer("final_total_incl")
    facts = {"given": given, "calc": expected, "formula": PRICE_FORMULA, "what": PRICE_FORMULA, "diff": difference}
    is_rounding = difference <= money.FEN * len(quote.lines)
    yield say("M-ROUND", INFO, answer, **facts) if is_rounding else say("M-CALC", ERROR, answer, **facts)


def plan_is_whole(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-03: the shares sum to 100 %; F07-04: every instalment is above zero."""
    rows = submission.lines("plan")
    if not rows or any(row.value("share") is None for row in rows):
        return
    quote, shares = _quote(submission, known), terms.shares_of(submission)
    total = _price(submission, quote).gross if quote else submission.amount("final_total_incl")
    try:
        money.instalments(Decimal(1_000_000) if total is None else total, shares)
    except money.PlanNotWhole as plan:
        yield say("F07-03", ERROR, rows[-1].answer("share"), sum=Percent().show(plan.total_share))
    except money.EmptyInstalment as empty:
        yield in_cell("F07-04", ERROR, rows[empty.number - 1], "share")


def plan_agrees_with_issues(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-06: a percentage agreed under 付款方式 is one of the payment plan's."""
    shares = terms.shares_of(submission)
    for issue in submission.lines("issues"):
        if issue.value("topic") != "付款方式":
            continue
        said = [Decimal(number) / 100 for number in _PERCENTAGE.findall(issue.words("agreed"))]
        if said and shares and not set(said) & set(shares):
            facts = {"said": tuple(map(Percent().show, said)), "plan": tuple(map(Percent().show, shares))}
            yield in_cell("F07-06", WARNING, issue, "agreed", **facts)


def all_is_agreed(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-07: without agreement the contract waits; R-33: so it does for an issue left open."""
    conclusion = submission.value("conclusion")
    if conclusion is None:
        return
    if conclusion != AGREED:
        yield say("F07-07", HOLD, submission.answer("conclusion"), conclusion=conclusion)
        return
    for issue in submission.lines("issues"):
        if issue.value("result") not in (AGREED, None):
            yield _open_issue(issue)


def _open_issue(issue: Line) -> Finding:
    return in_cell("R-33", HOLD, issue, "result", topic=issue.words("topic"), result=issue.words("result"))


def customer_is_on_file(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-30: the contract needs the customer's file; it waits for that form (decisions.md 14)."""
    if submission.value("conclusion") == AGREED and known.customer and not known.customer.billing:
        yield say("F07-30", HOLD, None, customer=known.customer.name)


def retention_is_usual(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-08: more than 10 % is asked about; F07-10: it is what the plan leaves for the end of the warranty."""
    retained = submission.amount("retention_pct")
    if not retained:
        return
    answer, show = submission.answer("retention_pct"), Percent().show
    if retained > WIDEST_RETENTION:
        yield say("F07-08", WARNING, answer, pct=show(retained), most=show(WIDEST_RETENTION))
    rows = (row for row in submission.lines("plan") if row.value("trigger") == END_OF_WARRANTY)
    planned = sum((row.amount("share") or Decimal(0) for row in rows), Decimal(0))
    if planned != retained:
        yield say("F07-10", WARNING, answer, pct=show(retained), planned=show(planned))


def deposit_is_capped(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-44: earnest money of at most 20 % of the price. Source: 民法典 586."""
    deposit, total = submission.amount("deposit"), submission.amount("final_total_incl")
    cap = known.rulebook.policy.deposit_cap
    if deposit and total and deposit > cap * total:
        facts = {"deposit": deposit, "cap": Percent().show(cap), "most": money.round_half_up(cap * total)}
        yield say("R-44", ERROR, submission.answer("deposit"), **facts)


def delivery_lies_ahead(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-DATE-PAST: a delivery day that was fixed by date lies after the negotiation."""
    answer, met_on = submission.answer("delivery_term"), submission.day("neg_date")
    on = answer.value.on if isinstance(answer.value, Term) else None
    if on and met_on and on < met_on:
        yield say("M-DATE-PAST", ERROR, answer, value=on, other_label=MET_ON, other=met_on)


def periods_are_feasible(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-11: delivery takes a day at least, and neither delivery nor a payment more than ten years."""
    delivery = submission.answer("delivery_term")
    if _is_infeasible(delivery, least=1):
        yield say("F07-11", ERROR, delivery, least=ONE_DAY, most=TEN_YEARS)
    for row in submission.lines("plan"):
        if _is_infeasible(row.answer("term"), least=0):
            yield in_cell("F07-11", ERROR, row, "term", least=AT_ONCE, most=TEN_YEARS)


def _is_infeasible(answer: Answer, *, least: int) -> bool:
    term = answer.value
    return isinstance(term, Term) and term.on is None and not least <= term.count <= LONGEST[term.unit]


def arbitration_has_a_commission(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-12: a contract that goes to arbitration names the commission and its place ([contract])."""
    contract = known.rulebook.contract
    if submission.value("dispute") == ARBITRATION and not (contract.commission and contract.arbitration_place):
        yield say("F07-12", ERROR, submission.answer("dispute"))


def disputes_go_one_way(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-13: a contract goes to court or to arbitration, never to both."""
    answer, special = submission.answer("dispute"), submission.answer("special_terms")
    is_boxed = any(box in answer.raw for box in _UNTICKED)
    if answer.fault and not is_boxed and COURT in answer.raw and ARBITRATION in answer.raw:
        yield say("F07-13", ERROR, answer)
    text = submission.words("special_terms")
    goes_elsewhere = words.goes_to_court(text) if answer.value == ARBITRATION else words.goes_to_arbitration(text)
    if answer.value and goes_elsewhere:
        yield say("F07-13", ERROR, special)


def nothing_is_left_open(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-45: what goes into the contract holds no placeholder."""
    for answer in _worded(submission):
        if isinstance(answer.value, str) and (mark := words.placeholder(answer.value)):
            yield say("R-45", ERROR, answer, mark=mark)


def _worded(submission: Submission) -> Iterator[Answer]:
    """The answers whose words the contract repeats."""
    yield from (submission.answer(key) for key in WORDED)
    yield from (row.answer("name") for row in submission.lines("plan"))


def earnest_money_is_called_so(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-14: 订金 secures nothing and is refused; F07-15: 定金 has its own cell, elsewhere it is a prepayment."""
    for answer in _worded(submission):
        text = answer.value if isinstance(answer.value, str) else ""
        if words.NOT_EARNEST_MONEY in text:
            yield say("F07-14", ERROR, answer)
        elif words.EARNEST_MONEY in text:
            yield say("F07-15", ERROR, answer)


def deposit_or_penalty(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-16: who has both earnest money and a penalty agreed may claim only one of them. Source: 民法典 588."""
    if submission.amount("deposit"):
        yield say("F07-16", INFO, submission.answer("deposit"))


def damages_are_limited_lawfully(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-17: a limit of damages excepts what the law does not let anyone exclude. Source: 民法典 506."""
    for key in ("liability_terms", "special_terms"):
        if lacking := words.missing_exceptions(submission.words(key)):
            yield say("F07-17", ERROR, submission.answer(key), lacking="、".join(lacking))


def penalties_are_usual(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-18: a penalty above 0.1 % a day, F07-19: one that may come to more than 30 %, agreed here or by the house."""
    policy, show, answer = known.rulebook.policy, Percent().show, submission.answer("liability_terms")
    text = submission.words("liability_terms")
    for rate in (policy.late_fee_per_day, *words.daily_rates(text)):
        if rate > WIDEST_DAILY_PENALTY:
            yield say("F07-18", WARNING, answer, rate=show(rate), most=show(WIDEST_DAILY_PENALTY))
    for cap in (policy.late_fee_cap, *words.penalty_caps(text)):
        if cap > WIDEST_PENALTY:
            yield say("F07-19", WARNING, answer, cap=show(cap), most=show(WIDEST_PENALTY))


def inspection_is_long_enough(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-20: the buyer has three days at least to inspect what arrives."""
    days = known.rulebook.contract.inspection_days
    if days < SHORTEST_INSPECTION_DAYS:
        yield say("F07-20", WARNING, None, days=days, least=SHORTEST_INSPECTION_DAYS)


def title_is_retained_knowingly(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-21: what the lawyers should know of a retention of title over goods. Source: 民法典 641, 买卖合同解释 26."""
    quote = _quote(submission, known)
    if known.rulebook.contract.title_retained and quote and not all(line.is_service for line in quote.lines):
        yield say("F07-21", INFO, None)


def batches_are_described(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-22: of several batches somebody has to write contents and times into annex two."""
    batches = submission.amount("batches")
    if batches and batches > 1:
        yield say("F07-22", WARNING, submission.answer("batches"), batches=batches)


def an_sme_is_paid_in_time(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-23: a large buyer pays an SME within 60 days of delivery or acceptance, a public body within 30."""
    most = latest_payment_days(known.rulebook.company, known.customer) if known.customer else 0
    for row in submission.lines("plan") if most else ():
        term = row.value("term")
        if row.value("trigger") not in AFTER_PERFORMANCE or not isinstance(term, Term) or term.on:
            continue
        if term.count * CALENDAR_DAYS[term.unit] > most:
            size = known.customer.said("customer_size") if known.customer else ""
            yield in_cell("F07-23", WARNING, row, "term", size=size, most=most)


def both_sides_signed(submission: Submission, known: Known) -> Iterator[Finding]:
    """F07-09: each side's signature is asked for."""
    for key, side in SIDES:
        answer = submission.answer(key)
        if answer.value is not True and answer.fault is None:
            yield say("F07-09", WARNING, answer, side=side)


RULES: Final[tuple[Rule, ...]] = (
    names_the_current_quote,
    quote_is_valid,
    quote_was_received,
    round_follows,
    total_follows,
    discount_is_paid_for,
    margin_holds,
    plan_is_whole,
    plan_agrees_with_issues,
    deposit_is_capped,
    retention_is_usual,
    delivery_lies_ahead,
    periods_are_feasible,
    arbitration_has_a_commission,
    disputes_go_one_way,
    nothing_is_left_open,
    earnest_money_is_called_so,
    deposit_or_penalty,
    damages_are_limited_lawfully,
    penalties_are_usual,
    inspection_is_long_enough,
    title_is_retained_knowingly,
    batches_are_described,
    an_sme_is_paid_in_time,
    all_is_agreed,
    customer_is_on_file,
    both_sides_signed,
)
