"""Rules of the elements of a scheme (F19). Source: domain.md 3.1, R-26; decisions.md 20."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Rule
from toolkit.model.kinds import Listing, Raw
from toolkit.model.known import Known
from toolkit.model.names import name_key
from toolkit.model.submission import Answer, Line, Submission
from toolkit.rules.cost_sheet import speaks_of_the_deals_needs
from toolkit.rules.matching import in_cell, names_the_customer
from toolkit.rules.needs import CORE
from toolkit.rules.say import ERROR, WARNING, say
from toolkit.rules.staff import in_staff_list

SHORTEST_NAME: Final = 2
"""Characters of a competitor's name that can be looked for."""

_INTERNAL = re.compile(r"毛利|底价|成本价|成本单价|成本核算|成本合计|成本明细|我方成本|进货价|采购底")
"""What we earn and what we pay; the customer's own costs (降低20%采购成本) may be spoken of."""


def every_core_need_is_answered(submission: Submission, known: Known) -> Iterator[Finding]:
    """F19-02: each core need of the needs analysis has its response; F19-01 speaks of rows that lack theirs."""
    analysis = known.deal.filing("F04") if known.deal else None
    rows = {name_key(row.words("need_desc")): row for row in submission.lines("answers")}
    if not rows or "" in rows:  # the declaration asks for the need already
        return
    for need in analysis.submission.lines("needs") if analysis else ():
        row = rows.get(name_key(need.words("need_desc")))
        if need.value("need_class") != CORE or (row and _is_answered(row)):
            continue
        desc = need.words("need_desc")
        yield in_cell("F19-02", ERROR, row, "response", desc=desc) if row else say("F19-02", ERROR, desc=desc)


def _is_answered(row: Line) -> bool:
    """Whether the row has its response, or says itself that one is missing."""
    response = row.answer("response")
    return response.value is not None or response.fault is not None or row.value("need_class") == CORE


def phases_fit_the_cycle(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-26: the phases take no longer than the whole cycle."""
    total, answer = submission.amount("total_days"), submission.answer("total_days")
    planned = sum(row.amount("days") or 0 for row in submission.lines("phases"))
    if total is not None and planned > total:
        yield say("R-26", ERROR, answer, sum=int(planned), total=int(total))


def nothing_internal_is_said(submission: Submission, known: Known) -> Iterator[Finding]:
    """F19-03: what goes to the customer speaks neither of our costs nor of our margin."""
    for answer, line in _told(submission):
        if found := _INTERNAL.search(str(answer.value)):
            yield _about("F19-03", ERROR, answer, line, found[0])


def competitors_stay_unnamed(submission: Submission, known: Known) -> Iterator[Finding]:
    """F19-04: a competitor of the needs analysis is not named to the customer."""
    for answer, line in _told(submission):
        for name in competitors(known):
            if name_key(name) in name_key(str(answer.value)):
                yield _about("F19-04", WARNING, answer, line, name)


def competitors(known: Known) -> tuple[str, ...]:
    """The competitors that the deal's needs analysis names."""
    said = known.deal.value("F04", "competitors") if known.deal else None
    if not isinstance(said, str):
        return ()
    listed = Listing().read(Raw(said), today=known.today).value
    return tuple(name for name in listed if len(name) >= SHORTEST_NAME) if isinstance(listed, tuple) else ()


def _told(submission: Submission) -> Iterator[tuple[Answer, Line | None]]:
    """Every answer in words, with its row."""
    rows = [(line.answers.values(), line) for lines in submission.tables.values() for line in lines]
    for answers, line in [(submission.answers.values(), None), *rows]:
        yield from ((answer, line) for answer in answers if isinstance(answer.value, str))


def _about(code: str, severity: Severity, answer: Answer, line: Line | None, name: str) -> Finding:
    """A finding about an answer of the form or of one of its rows."""
    return replace(say(code, severity, answer, name=name), line=line.number if line else None)


RULES: Final[tuple[Rule, ...]] = (
    speaks_of_the_deals_needs,
    names_the_customer,
    every_core_need_is_answered,
    phases_fit_the_cycle,
    nothing_internal_is_said,
    competitors_stay_unnamed,
    in_staff_list("prepared_by", "F19-05"),
)
