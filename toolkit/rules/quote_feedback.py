"""Rules of the quote feedback register (F06), row by row. Source: domain.md 2.6, 1.1 stage 3; decisions.md 12."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.model import terms
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.known import Known
from toolkit.model.submission import Submission
from toolkit.model.text import Text
from toolkit.rules.matching import agrees, names_the_customer, not_before
from toolkit.rules.say import ERROR, HOLD, WARNING, say
from toolkit.rules.staff import in_staff_list

REFUSED: Final = "拒绝"

QUOTE = Text("当前报价单", "current quote")
QUOTED_ON = Text("报价日期", "date of the quote")


def _quote(submission: Submission, known: Known) -> terms.Quote | None:
    """The option that the row names, else the one that leads."""
    return terms.quote_of(known.deal, known.rulebook, submission.words("quote_no")) if known.deal else None


def speaks_of_the_current_quote(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-REF before a quote was issued; M-MATCH for another number or version than the latest."""
    answer, version = submission.answer("quote_no"), submission.answer("version")
    if answer.value is None or known.deal is None:
        return
    quote = _quote(submission, known)
    if quote is None:
        yield say("M-REF", ERROR, answer, target=QUOTE)
        return
    number, _, suffix = str(answer.value).partition("-V")
    if number != quote.number or (suffix and f"V{suffix}" != _plain(quote.version)):
        yield from agrees(answer, quote.printed_number, QUOTE)
    elif isinstance(version.value, str) and _plain(version.value) != _plain(quote.version):
        yield say("M-MATCH", ERROR, version, target=QUOTE, other=quote.version)


def _plain(version: str) -> str:
    """`V1` for `V1.0`: quotes are counted in whole versions."""
    return version.removesuffix(".0")


def was_sent_after_it_was_issued(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-DATE-PAST: no quote is sent before its date."""
    quote = _quote(submission, known)
    if quote:
        yield from not_before(submission.answer("sent_date"), quote.on, QUOTED_ON)


def receipt_is_confirmed(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-24: the negotiation waits until the customer has confirmed the receipt."""
    answer = submission.answer("received_confirmed")
    if answer.value is False:
        yield say("R-24", HOLD, answer, quote_no=submission.words("quote_no"))


def was_confirmed_in_time(submission: Submission, known: Known) -> Iterator[Finding]:
    """F06-01: a confirmation after the last valid day asks for a new quote."""
    quote, confirmed_on = _quote(submission, known), submission.day("confirm_date")
    if quote and confirmed_on and confirmed_on > quote.valid_until:
        yield say("F06-01", WARNING, submission.answer("confirm_date"), valid_until=quote.valid_until)


def price_is_lower(submission: Submission, known: Known) -> Iterator[Finding]:
    """F06-02: a wish above the quote, or below a hundredth of it, is most likely a wrong unit."""
    quote, wished = _quote(submission, known), submission.amount("expected_price")
    if quote and wished and not quote.totals.gross / 100 <= wished <= quote.totals.gross:
        yield say("F06-02", WARNING, submission.answer("expected_price"), value=wished, total=quote.totals.gross)


def refusal_is_told(submission: Submission, known: Known) -> Iterator[Finding]:
    """F06-03: a refusal asks for the deal to be given up, or for another quote."""
    answer = submission.answer("feedback_type")
    if answer.value == REFUSED:
        yield say("F06-03", WARNING, answer, quote_no=submission.words("quote_no"))


RULES: Final[tuple[Rule, ...]] = (
    names_the_customer,
    speaks_of_the_current_quote,
    was_sent_after_it_was_issued,
    receipt_is_confirmed,
    was_confirmed_in_time,
    price_is_lower,
    refusal_is_told,
    in_staff_list("recorder", "F06-04"),
)
