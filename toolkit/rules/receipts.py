"""Rules of the receipts register (F17), row by row. Source: domain.md 2.17."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.model import money_due, terms
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.known import Known
from toolkit.model.names import name_key
from toolkit.model.submission import Submission
from toolkit.rules.say import ERROR, WARNING, say
from toolkit.rules.staff import in_staff_list

CASH: Final = "现金"
BILLS: Final = ("银行承兑汇票", "商业承兑汇票")


def _before(submission: Submission, known: Known) -> Deal | None:
    """The deal without what this row said before: a row that comes again replaces itself."""
    own = submission.number or submission.words("receipt_no")
    return money_due.without(known.deal, submission.form, own) if known.deal else None


def instalment_is_agreed(submission: Submission, known: Known) -> Iterator[Finding]:
    """F17-05: the contract's plan has an instalment of that number."""
    answer, number = submission.answer("instalment_no"), submission.amount("instalment_no")
    agreement = terms.agreement_of(known.deal, known.rulebook) if known.deal else None
    if number is not None and agreement and number not in {i.number for i in agreement.plan}:
        yield say("F17-05", ERROR, answer, n=int(number), count=len(agreement.plan))


def instalments_come_in_order(submission: Submission, known: Known) -> Iterator[Finding]:
    """F17-04: a later instalment is asked about while an earlier one is not paid in full."""
    number, before = submission.amount("instalment_no"), _before(submission, known)
    if number is None or before is None:
        return
    plan = money_due.instalments_due(before, known.rulebook, known.today)
    first = next((one for one in plan if one.outstanding and one.instalment.number < number), None)
    if first and number <= len(plan):
        facts = {"n": int(number), "open": first.instalment.number, "outstanding": first.outstanding}
        yield say("F17-04", WARNING, submission.answer("instalment_no"), **facts)


def payer_is_the_customer(submission: Submission, known: Known) -> Iterator[Finding]:
    """F17-01: somebody else pays only with a letter of authority."""
    answer, payer = submission.answer("payer_name"), submission.words("payer_name")
    if payer and known.customer and name_key(payer) != name_key(known.customer.name):
        yield say("F17-01", WARNING, answer, payer=payer, name=known.customer.name)


def cash_is_told(submission: Submission, known: Known) -> Iterator[Finding]:
    """F17-02: cash has to be paid into the bank."""
    amount = submission.amount("amount")
    if submission.value("method") == CASH and amount is not None:
        yield say("F17-02", WARNING, submission.answer("method"), amount=amount)


def total_is_not_exceeded(submission: Submission, known: Known) -> Iterator[Finding]:
    """F17-03: all receipts together stay within the contract's total."""
    answer, amount, before = submission.answer("amount"), submission.amount("amount"), _before(submission, known)
    agreement = terms.agreement_of(before, known.rulebook) if before else None
    if amount is None or before is None or agreement is None:
        return
    summed = money_due.received(before) + amount
    if summed > agreement.totals.gross:
        yield say("F17-03", ERROR, answer, cum=summed, total=agreement.totals.gross)


def payment_is_registered_once(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-DUP: one payment of the bank is one row."""
    answer, before = submission.answer("bank_ref"), _before(submission, known)
    for earlier in money_due.receipts_of(before) if before else ():
        if answer.value is not None and earlier.submission.value("bank_ref") == answer.value:
            yield say("M-DUP", ERROR, answer, where=earlier.number)
            return


RULES: Final[tuple[Rule, ...]] = (
    instalment_is_agreed,
    instalments_come_in_order,
    payer_is_the_customer,
    cash_is_told,
    total_is_not_exceeded,
    payment_is_registered_once,
    in_staff_list("handler", "F17-06"),
)
