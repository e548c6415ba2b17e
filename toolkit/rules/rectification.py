"""Rules of the record of rectification (F14). Source: domain.md 2.14."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.model.deal import Deal
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.known import Known
from toolkit.model.names import name_key
from toolkit.model.submission import Line, Submission
from toolkit.model.text import Text
from toolkit.rules.acceptance import FIT, TO_RECTIFY
from toolkit.rules.matching import agrees, cell_agrees, in_cell, names_the_customer
from toolkit.rules.say import ERROR, WARNING, say
from toolkit.rules.staff import in_staff_list

NOTICE = Text("整改通知单", "rectification notice")
CERTIFICATE = Text("验收确认单", "acceptance certificate")
ACCEPTED_ON = Text("验收日期", "date of acceptance")


def open_rows(certificate: Submission) -> tuple[Line, ...]:
    """What a certificate (F13) leaves to be rectified."""
    rows = certificate.lines("rectify")
    return tuple(row for row in rows if row.value("content") is not None and row.value("recheck") != FIT)


def _named(submission: Submission, known: Known) -> Submission | None:
    """The certificate that the record names; None for one the deal does not hold."""
    number = submission.words("accept_no")
    filing = known.deal.filing("F13", number) if known.deal and number else None
    return filing.submission if filing else None


def _failed(submission: Submission, known: Known) -> Submission | None:
    """The certificate named, where it asked for rectification."""
    certificate = _named(submission, known)
    return certificate if certificate and certificate.value("conclusion") == TO_RECTIFY else None


def certificate_asks_for_it(submission: Submission, known: Known) -> Iterator[Finding]:
    """F14-04: the certificate named found something to rectify; M-MATCH: the notice is the one that followed it."""
    answer = submission.answer("accept_no")
    if _failed(submission, known) is None:
        if _named(submission, known):
            yield say("F14-04", ERROR, answer)
    elif known.deal and (number := _notice_after(known.deal, str(answer.value))):
        yield from agrees(submission.answer("rect_no"), number, NOTICE)


def _notice_after(deal: Deal, certificate: str) -> str:
    notices = [paper.number for paper in deal.all_papers("G10") if certificate in paper.basis]
    return notices[-1] if notices else ""


def every_item_is_answered(submission: Submission, known: Known) -> Iterator[Finding]:
    """F14-03: nothing that the certificate left open goes unmentioned."""
    certificate = _failed(submission, known)
    told = {name_key(row.words("item_ref")) for row in submission.lines("items")}
    if not told or "" in told:  # the declaration asks for the item already
        return
    for row in open_rows(certificate) if certificate else ():
        if name_key(row.words("content")) not in told:
            yield say("F14-03", ERROR, item=row.words("content"))


def days_are_kept(submission: Submission, known: Known) -> Iterator[Finding]:
    """F14-02: done in time; M-DATE-PAST: after the acceptance; M-MATCH: by the day the certificate set."""
    certificate = _failed(submission, known)
    rows = open_rows(certificate) if certificate else ()
    accepted_on = certificate.day("accept_date") if certificate else None
    set_for = {name_key(row.words("content")): row.day("due") for row in rows}
    for row in submission.lines("items"):
        yield from cell_agrees(row, "due", set_for.get(name_key(row.words("item_ref"))), CERTIFICATE)
        done_on, due = row.day("done_date"), row.day("due")
        if done_on and accepted_on and done_on < accepted_on:
            past = {"value": done_on, "other_label": ACCEPTED_ON, "other": accepted_on}
            yield in_cell("M-DATE-PAST", ERROR, row, "done_date", **past)
        elif done_on and due and done_on > due:
            yield in_cell("F14-02", WARNING, row, "done_date", d=done_on, due=due, days=(done_on - due).days)


def nothing_is_left_before_reacceptance(submission: Submission, known: Known) -> Iterator[Finding]:
    """F14-01: what is to be accepted again has passed our own check, every item of it."""
    unfit = [row for row in submission.lines("items") if row.value("self_check") not in (None, FIT)]
    if submission.value("ready_for_reaccept") is True and unfit:
        yield say("F14-01", ERROR, submission.answer("ready_for_reaccept"), n=len(unfit))


RULES: Final[tuple[Rule, ...]] = (
    names_the_customer,
    certificate_asks_for_it,
    every_item_is_answered,
    days_are_kept,
    nothing_is_left_before_reacceptance,
    in_staff_list("filled_by", "F14-05"),
)
