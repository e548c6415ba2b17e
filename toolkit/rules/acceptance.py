"""Rules of the acceptance certificate (F13). Source: domain.md 2.13, 1.1 stage 6; decisions.md 19."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.model import terms
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.known import Known
from toolkit.model.names import name_key
from toolkit.model.submission import Line, Submission
from toolkit.model.text import Text
from toolkit.rules.matching import CONTRACT, agrees, earlier, in_cell, names_the_customer, not_before
from toolkit.rules.say import ERROR, WARNING, say

PASSED, TO_RECTIFY = "验收合格", "需整改"
FIT, UNFIT = "合格", "不合格"
DELIVERY = Text("交付签收记录", "record of delivery")
ORDERED_ON = Text("下单日期", "date of the order")
ACCEPTED_ON = Text("验收日期", "date of acceptance")


def round_follows(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-65: nothing is accepted twice; F13-01: rounds are counted without a gap."""
    before, given = earlier(submission, known), submission.amount("round")
    if before and before[-1].submission.value("conclusion") == PASSED:
        yield say("R-65", ERROR, submission.answer("conclusion"))
    elif known.deal and given is not None and given != len(before) + 1:
        yield say("F13-01", ERROR, submission.answer("round"), n=len(before) + 1)


def days_run_forward(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-MATCH, M-DATE-PAST: delivered when we know it was; F13-02: accepted no sooner."""
    dates = terms.milestones_of(known.deal, known.rulebook) if known.deal else None
    answer = submission.answer("delivery_date")
    if dates and dates.delivered_on:
        yield from agrees(answer, dates.delivered_on, DELIVERY)
    elif dates:
        yield from not_before(answer, dates.ordered_on, ORDERED_ON)
    delivered_on, accepted_on = submission.day("delivery_date"), submission.day("accept_date")
    if delivered_on and accepted_on and accepted_on < delivered_on:
        yield say("F13-02", ERROR, submission.answer("accept_date"), a=accepted_on, d=delivered_on)


def quantities_are_explained(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-MATCH: the contract's quantities stand; F13-03: another quantity received is explained."""
    agreement = terms.agreement_of(known.deal, known.rulebook) if known.deal else None
    for row in submission.lines("items"):
        sold = [
            line
            for line in (agreement.lines if agreement else ())
            if (name_key(line.name), name_key(line.spec)) == (name_key(row.words("name")), name_key(row.words("spec")))
        ]
        due, received = row.amount("contract_qty"), row.amount("received_qty")
        if len(sold) == 1 and due not in (None, sold[0].quantity):
            yield in_cell("M-MATCH", ERROR, row, "contract_qty", target=CONTRACT, other=f"{sold[0].quantity:f}")
        if due is not None and received is not None and due != received and row.value("remark") is None:
            yield in_cell("F13-03", ERROR, row, "remark", a=f"{received.normalize():f}", b=f"{due.normalize():f}")


def _is_open(row: Line) -> bool:
    return row.value("content") is not None and row.value("recheck") != FIT


def conclusion_is_borne_out(submission: Submission, known: Known) -> Iterator[Finding]:
    """F13-05: nothing is left unfit behind 验收合格; F13-06: 需整改 names what."""
    conclusion, rows = submission.value("conclusion"), submission.lines("rectify")
    if conclusion == TO_RECTIFY and all(row.value("recheck") == FIT for row in rows):
        yield say("F13-06", ERROR, submission.answer("conclusion"))
    if conclusion != PASSED:
        return
    for item in submission.lines("items"):
        if item.value("result") == UNFIT:
            yield in_cell("F13-05", ERROR, item, "result")
    for row in rows:
        if _is_open(row) and row.answer("recheck").fault is None:
            yield in_cell("F13-05", ERROR, row, "recheck")


def rework_has_a_day(submission: Submission, known: Known) -> Iterator[Finding]:
    """F13-04: each thing still to be rectified has its day; M-DATE-PAST: after the acceptance."""
    accepted_on = submission.day("accept_date")
    if submission.value("conclusion") != TO_RECTIFY:
        return
    for row in submission.lines("rectify"):
        answer = row.answer("due")
        if not _is_open(row) or answer.fault:
            continue
        if answer.value is None:
            yield in_cell("F13-04", ERROR, row, "due")
        elif accepted_on and (due := row.day("due")) and due < accepted_on:
            yield in_cell("M-DATE-PAST", ERROR, row, "due", value=due, other_label=ACCEPTED_ON, other=accepted_on)


def customer_sealed(submission: Submission, known: Known) -> Iterator[Finding]:
    """F13-08: the customer's seal is asked for."""
    answer = submission.answer("customer_seal")
    if answer.value is not True and answer.fault is None:
        yield say("F13-08", WARNING, answer)


RULES: Final[tuple[Rule, ...]] = (
    round_follows,
    names_the_customer,
    days_run_forward,
    quantities_are_explained,
    conclusion_is_borne_out,
    rework_has_a_day,
    customer_sealed,
)
