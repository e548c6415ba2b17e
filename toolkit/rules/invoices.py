"""Rules of the invoice register (F17B), row by row. Source: domain.md 2.17, 2.19, 5.4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from toolkit.model import money, money_due, terms
from toolkit.model.deal import Deal, Filing
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.known import Known
from toolkit.model.money_due import REVERSED
from toolkit.model.submission import Submission
from toolkit.model.text import Text
from toolkit.rules.master import PAPER_SPECIAL, PRINTED_ON_SPECIAL, SPECIAL
from toolkit.rules.matching import CUSTOMER, agrees
from toolkit.rules.say import ERROR, WARNING, say

DIGITAL_SPECIAL: Final = "数电票(增值税专用发票)"
DIGITAL_PLAIN: Final = "数电票(普通发票)"
PAPER_PLAIN: Final = "增值税普通发票(纸质)"
DIGITAL: Final = (DIGITAL_SPECIAL, DIGITAL_PLAIN)
ON_PAPER: Final = (PAPER_SPECIAL, PAPER_PLAIN)
EXACTLY: Final = Decimal(0)
"""An invoice adds up to the fen."""

DIGITAL_DIGITS, PAPER_DIGITS = (20,), (8,)  # domain.md 2.17, and the next
CODE_DIGITS: Final = (10, 12)
FEN_A_LINE: Final = Decimal("0.01")
CREDIT_CODE = Text("统一社会信用代码", "credit code")


def _before(submission: Submission, known: Known) -> Deal | None:
    """The deal without what this row said before: a row that comes again replaces itself."""
    return money_due.without(known.deal, submission.form, _own(submission)) if known.deal else None


def _own(submission: Submission) -> str:
    return submission.number or submission.words("kp_no")


def numbers_have_their_length(submission: Submission, known: Known) -> Iterator[Finding]:
    """F17B-02: 20 digits of a digital invoice; 8, with a code of 10 or 12, of one on paper."""
    sort = submission.words("invoice_type")
    if not sort:
        return
    wanted: dict[str, tuple[int, ...]] = {"invoice_no": PAPER_DIGITS if sort in ON_PAPER else DIGITAL_DIGITS}
    if sort in ON_PAPER:
        wanted["invoice_code"] = CODE_DIGITS
    for key, lengths in wanted.items():
        digits = submission.words(key)
        if digits and len(digits) not in lengths:
            due = Text("或".join(map(str, lengths)), " or ".join(map(str, lengths)))
            yield say("F17B-02", ERROR, submission.answer(key), sort=sort, due=due, n=len(digits))


def number_names_its_year(submission: Submission, known: Known) -> Iterator[Finding]:
    """F17B-03: a digital invoice's number begins with the year it was written in."""
    number, day = submission.words("invoice_no"), submission.day("invoice_date")
    is_digital = submission.value("invoice_type") in DIGITAL and len(number) in DIGITAL_DIGITS
    if is_digital and day and number[:2] != f"{day:%y}":
        yield say("F17B-03", WARNING, submission.answer("invoice_no"), given=number[:2], d=day)


def signs_fit_the_status(submission: Submission, known: Known) -> Iterator[Finding]:
    """F17B-09: only an invoice in red has amounts below nothing."""
    if submission.value("status") in (None, REVERSED):
        return
    for key in ("amount_excl", "tax", "amount_incl"):
        amount = submission.amount(key)
        if amount is not None and amount < 0:
            yield say("F17B-09", ERROR, submission.answer(key))


def buyer_is_the_customer(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-MATCH: the buyer is the deal's customer, by name and tax number."""
    if known.customer is not None:
        yield from agrees(submission.answer("buyer_name"), known.customer.name, CUSTOMER)
        yield from agrees(submission.answer("buyer_tax_no"), known.customer.said("uscc"), CUSTOMER)


def invoice_can_be_written(submission: Submission, known: Known) -> Iterator[Finding]:
    """F17B-07: what the customer's file lacks for a special invoice; needed on paper, else recommended."""
    answer = submission.answer("invoice_type")
    if answer.value not in SPECIAL or known.customer is None:
        return
    missing = [] if known.customer.said("uscc") else [CREDIT_CODE]
    missing += [name for key, name in PRINTED_ON_SPECIAL.items() if not known.customer.billing.get(key)]
    if missing:
        yield say("F17B-07", ERROR if answer.value == PAPER_SPECIAL else WARNING, answer, missing=tuple(missing))


def invoice_is_registered_once(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-DUP: an invoice's number, with its code on paper, stands in one row."""
    answer, before = submission.answer("invoice_no"), _before(submission, known)
    for earlier in money_due.invoices_of(before) if before else ():
        if answer.value is not None and _identity(earlier.submission) == _identity(submission):
            yield say("M-DUP", ERROR, answer, where=earlier.number)
            return


def _identity(invoice: Submission) -> tuple[str, str]:
    return invoice.words("invoice_code"), invoice.words("invoice_no")


def reversal_is_a_row_of_its_own(submission: Submission, known: Known) -> Iterator[Finding]:
    """F17B-08: a registered invoice is not turned red; the one in red has its own number."""
    earlier = _said_before(submission, known)
    if earlier and submission.value("status") == REVERSED and earlier.submission.value("status") != REVERSED:
        facts = {"no": earlier.submission.words("invoice_no"), "number": earlier.number}
        yield say("F17B-08", ERROR, submission.answer("status"), **facts)


def _said_before(submission: Submission, known: Known) -> Filing | None:
    own = _own(submission)
    return known.deal.filing(submission.form, own) if known.deal and own else None


def total_is_not_exceeded(submission: Submission, known: Known) -> Iterator[Finding]:
    """F17B-04: all invoices together stay within the contract's total; F17B-05: and do not fall below nothing."""
    before = _before(submission, known)
    agreement = terms.agreement_of(before, known.rulebook) if before else None
    if before is None or agreement is None or submission.amount("amount_incl") is None:
        return
    answer = submission.answer("amount_incl")
    summed = money_due.invoiced(before) + money_due.invoice_amount(submission)
    if summed > agreement.totals.gross:
        yield say("F17B-04", ERROR, answer, cum=summed, total=agreement.totals.gross)
    elif summed < 0 and submission.value("status") == REVERSED:
        yield say("F17B-05", ERROR, answer, cum=summed)


def tax_fits_the_contract(submission: Submission, known: Known) -> Iterator[Finding]:
    """F17B-06: the tax lies between what the contract's lines bear at least and at most for that net amount."""
    net, tax = submission.amount("amount_excl"), submission.amount("tax")
    agreement = terms.agreement_of(known.deal, known.rulebook) if known.deal else None
    if net is None or tax is None or agreement is None or not agreement.lines:
        return
    lines = sorted(agreement.lines, key=lambda line: money.rate(line.tax_rate))
    allowed = FEN_A_LINE * len(lines)
    lo, hi = sorted((_tax_on(abs(net), lines), _tax_on(abs(net), reversed(lines))))
    if not lo - allowed <= abs(tax) <= hi + allowed:
        rates = tuple(dict.fromkeys(line.tax_rate for line in lines))
        facts = {"tax": abs(tax), "net": abs(net), "rates": rates, "lo": lo, "hi": hi}
        yield say("F17B-06", WARNING, submission.answer("tax"), **facts)


def _tax_on(net: Decimal, lines: Iterable[terms.PricedLine]) -> Decimal:
    """The tax on that net amount when the lines are invoiced in this order; what exceeds them bears the last rate."""
    tax, left, rate = Decimal(0), net, Decimal(0)
    for line in lines:
        rate, taken = money.rate(line.tax_rate), min(left, line.net)
        tax, left = tax + taken * rate, left - taken
    return money.round_half_up(tax + left * rate)


RULES: Final[tuple[Rule, ...]] = (
    numbers_have_their_length,
    number_names_its_year,
    signs_fit_the_status,
    buyer_is_the_customer,
    invoice_can_be_written,
    invoice_is_registered_once,
    reversal_is_a_row_of_its_own,
    total_is_not_exceeded,
    tax_fits_the_contract,
)
