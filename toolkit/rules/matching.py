"""Answers held against what the deal says already; what several rules say in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from toolkit.model.deal import Filing
from toolkit.model.finding import Finding, Severity
from toolkit.model.known import Known
from toolkit.model.names import name_key
from toolkit.model.submission import Answer, Line, Submission, Value
from toolkit.model.text import Text
from toolkit.rules.say import ERROR, say

CUSTOMER = Text("客户档案", "customer's file")
CONTRACT = Text("合同", "contract")
ORDER = Text("订单", "order")


def in_cell(code: str, severity: Severity, line: Line, key: str, /, **facts: object) -> Finding:
    """A finding about one cell of a line; the fact `n` is the line's number."""
    return replace(say(code, severity, line.answer(key), n=line.number, **facts), line=line.number)


def agrees(answer: Answer, other: Value, target: Text) -> Iterator[Finding]:
    """M-MATCH where the answer differs from `other` of `target`; silent where one of them is missing.

    Names are the same when only brackets, spaces and width differ.
    """
    if answer.value is None or other is None or other == "":
        return
    if isinstance(answer.value, str) and isinstance(other, str):
        is_same = name_key(answer.value) == name_key(other)
    else:
        is_same = answer.value == other
    if not is_same:
        yield say("M-MATCH", ERROR, answer, target=target, other=other)


def cell_agrees(line: Line, key: str, other: Value, target: Text) -> Iterator[Finding]:
    """The same for one cell of a line."""
    for finding in agrees(line.answer(key), other, target):
        yield replace(finding, line=line.number)


def names_the_customer(submission: Submission, known: Known) -> Iterator[Finding]:
    """The customer's name and credit code are those of the deal's customer."""
    if known.customer is None:
        return
    yield from agrees(submission.answer("customer_name"), known.customer.name, CUSTOMER)
    yield from agrees(submission.answer("uscc"), known.customer.said("uscc"), CUSTOMER)


def not_before(answer: Answer, other: date | None, label: Text) -> Iterator[Finding]:
    """M-DATE-PAST where the answered day lies before a day that the deal knows."""
    if isinstance(answer.value, date) and other is not None and answer.value < other:
        yield say("M-DATE-PAST", ERROR, answer, value=answer.value, other_label=label, other=other)


def earlier(submission: Submission, known: Known) -> tuple[Filing, ...]:
    """The deal's filings of the same form before this one, oldest first.

    A held filing that is examined again does not count itself.
    """
    if known.deal is None:
        return ()
    filings = tuple(known.deal.all_filings(submission.form))
    own = next((n for n, filing in enumerate(filings) if filing.submission == submission), len(filings))
    return filings[:own]
