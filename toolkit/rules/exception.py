"""Rules of the margin exception (F20), and what it allows. Source: domain.md R-20, R-31, R-32; decisions.md 16, 21."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from toolkit.model import money, terms
from toolkit.model.approvals import REFUSES, given
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.kinds import Percent
from toolkit.model.known import Known
from toolkit.model.margin_exception import chain_of, granted_in, is_approved
from toolkit.model.submission import Submission
from toolkit.rules.approval import (
    approvers_hold_the_role,
    conditions_are_closed,
    days_run_forward,
    each_approves_once,
    nothing_follows_a_refusal,
)
from toolkit.rules.matching import in_cell, names_the_customer
from toolkit.rules.say import ERROR, HOLD, WARNING, say


def granted(known: Known, number: str = "") -> tuple[Submission, ...]:
    """The exceptions of the deal (the one of that number) that all have agreed to and that are still valid."""
    if known.deal is None:
        return ()
    found = granted_in(known.deal, known.rulebook.policy, known.today)
    return tuple(exception for named, exception in found.items() if number in ("", named))


def is_decided(exception: Submission, chain: Sequence[str]) -> bool:
    """Whether all have agreed, or one has refused."""
    has_refusal = any(row.value("opinion") == REFUSES for row in given(exception).values())
    return has_refusal or is_approved(exception, chain)


def margin_now(known: Known) -> Decimal | None:
    """The margin as negotiated, else as the latest cost sheet offers, unrounded; None without either."""
    agreement = terms.agreement_of(known.deal, known.rulebook) if known.deal else None
    if agreement is not None:
        return agreement.margin
    sheet = known.deal.filing("F05") if known.deal else None
    if sheet is None:
        return None
    return money.margin(terms.totals(terms.offered(sheet.submission)).net, terms.cost_of(sheet.submission))


def speaks_of_a_price(submission: Submission, known: Known) -> Iterator[Finding]:
    """F20-01: it names the cost sheet or the quote it is about."""
    answers = [submission.answer(key) for key in ("cost_no", "quote_no")]
    if all(answer.value is None and answer.fault is None for answer in answers):
        yield say("F20-01", ERROR, answers[0])


def asks_for_something(submission: Submission, known: Known) -> Iterator[Finding]:
    """F20-02: it asks for a lowest margin or a discount."""
    answers = [submission.answer(key) for key in ("margin", "discount")]
    if all(answer.value is None and answer.fault is None for answer in answers):
        yield say("F20-02", ERROR, answers[0])


def is_needed(submission: Submission, known: Known) -> Iterator[Finding]:
    """F20-03: a margin that the policy allows anyway, with no discount beyond it, needs no exception."""
    policy, margin, discount = known.rulebook.policy, submission.amount("margin"), submission.amount("discount")
    allowed = max((step.most for step in policy.discounts), default=Decimal(0))
    if margin is not None and margin >= policy.min_gross_margin and (discount or Decimal(0)) <= allowed:
        yield say("F20-03", WARNING, submission.answer("margin"), std=Percent().show(policy.min_gross_margin))


def is_low_enough(submission: Submission, known: Known) -> Iterator[Finding]:
    """F20-04: a lowest margin above what the price yields would not let it pass."""
    margin, now = submission.amount("margin"), margin_now(known)
    if margin is not None and now is not None and now < margin:
        yield say("F20-04", WARNING, submission.answer("margin"), now=money.margin_text(now, margin))


def all_have_agreed(submission: Submission, known: Known) -> Iterator[Finding]:
    """F20-05: it counts for nothing before all have spoken; F20-06: nor after one has refused."""
    opinions = given(submission)
    refusals = [row for row in opinions.values() if row.value("opinion") == REFUSES]
    silent = tuple(node for node in chain_of(known.rulebook.policy) if node not in opinions)
    rows = submission.lines("steps")
    if refusals:
        yield in_cell("F20-06", HOLD, refusals[0], "opinion", node=refusals[0].words("node"))
    elif silent and rows and not any(row.value("node") is None or row.answer("opinion").fault for row in rows):
        yield say("F20-05", HOLD, nodes=silent)


def _as_on_contracts(rule: Rule) -> Rule:
    """A rule of the contract approval, with nothing of the deal's own contract in it: not its sum, not its opinions."""

    def judged(submission: Submission, known: Known) -> Iterator[Finding]:
        yield from rule(submission, replace(known, deal=None))

    return judged


RULES: Final[tuple[Rule, ...]] = (
    names_the_customer,
    speaks_of_a_price,
    asks_for_something,
    is_needed,
    is_low_enough,
    *map(
        _as_on_contracts,
        (
            days_run_forward,
            nothing_follows_a_refusal,
            each_approves_once,
            approvers_hold_the_role,
            conditions_are_closed,
        ),
    ),
    all_have_agreed,
)
