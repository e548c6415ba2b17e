"""Rules of the contract approval (F08), and where an approval stands. Source: domain.md 2.8; decisions.md 15, 16."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Final

from toolkit.model import money, terms
from toolkit.model.approvals import (
    AGREES,
    AGREES_IF,
    REFUSES,
    as_deputy,
    chain_of,
    given,
    role_of,
    signatory,
    standing,
)
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.house import Person
from toolkit.model.kinds import Percent
from toolkit.model.known import Known
from toolkit.model.staff import holders
from toolkit.model.submission import Answer, Line, Submission
from toolkit.model.text import Text
from toolkit.rules.matching import in_cell, names_the_customer
from toolkit.rules.reapproval import carried_opinions_hold, own_rows
from toolkit.rules.say import ERROR, HOLD, WARNING, say

PASSED, REFUSED, PENDING = "通过", "驳回", "审批中"
NEEDED_ATTACHMENTS: Final = ("报价单", "成本核算表", "谈判纪要", "客户营业执照")
MARGIN_TOLERANCE: Final = Decimal("0.0005")  # domain.md 2.5

APPLIED_ON = Text("申请日期", "date of application")
AS_AGREED = Text("谈判纪要约定的价格,按税率拆分", "the price agreed in the minutes, split by tax rate")
AS_COSTED = Text("(不含税价款−成本)÷不含税价款", "(net price − cost) ÷ net price")
AS_DISCOUNTED = Text("谈判纪要的降价幅度", "the discount of the minutes")

_NOT_TICKED = re.compile("[□☐]")


def _in_order(submission: Submission, known: Known) -> tuple[tuple[str, Line], ...]:
    """The opinions given, in the order of the chain."""
    opinions = given(submission)
    return tuple((node, opinions[node]) for node in chain_of(known, submission) if node in opinions)


def _own_in_order(submission: Submission, known: Known) -> tuple[tuple[str, Line], ...]:
    """The opinions given on this very version, in the order of the chain."""
    opinions = own_rows(submission, known)
    return tuple((node, opinions[node]) for node in chain_of(known, submission) if node in opinions)


def version_is_current(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-01: the approval is of the contract's current version."""
    paper = known.deal.paper("G03") if known.deal else None
    answer = submission.answer("contract_version")
    if paper and answer.value is not None and answer.value != paper.version:
        yield say("F08-01", ERROR, answer, v=answer.value, cur=paper.version)


def amounts_are_the_agreed(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-CALC: price, its split, margin and discount are those of the minutes and the cost sheet."""
    agreement = terms.agreement_of(known.deal, known.rulebook) if known.deal else None
    if agreement is None:
        return
    sums = agreement.totals
    for key, due in (("amount_incl", sums.gross), ("amount_excl", sums.net), ("tax_amount", sums.tax)):
        given = submission.amount(key)
        if given is not None and given != due:
            yield say("M-CALC", ERROR, submission.answer(key), given=given, calc=due, formula=AS_AGREED)
    yield from _percent_off(submission.answer("discount"), agreement.discount, AS_DISCOUNTED)
    yield from _percent_off(submission.answer("gross_margin"), agreement.margin, AS_COSTED)


def _percent_off(answer: Answer, due: Decimal | None, formula: Text) -> Iterator[Finding]:
    given = answer.value
    if isinstance(given, Decimal) and due is not None and abs(given - due) > MARGIN_TOLERANCE:
        show = Percent().show
        facts = {"given": show(given), "calc": show(money.round_half_up(due, 4)), "formula": formula}
        yield say("M-CALC", ERROR, answer, **facts)


def words_say_the_figures(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-08: the amount in words is the amount in figures."""
    figures, upper = submission.amount("amount_incl"), submission.amount("amount_upper")
    if figures is not None and upper is not None and figures != upper:
        answer = submission.answer("amount_upper")
        yield say("F08-08", ERROR, answer, num=figures, upper=answer.raw, parsed=upper)


def plan_is_the_agreed(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-03: the instalments are those of the minutes, to the fen."""
    agreement = terms.agreement_of(known.deal, known.rulebook) if known.deal else None
    rows = submission.lines("plan")
    if agreement is None or not rows:
        return
    if len(rows) != len(agreement.plan):
        yield say("F08-04", ERROR, rows[-1], given=len(rows), due=len(agreement.plan))
        return
    for row, due in zip(rows, agreement.plan, strict=True):
        share, amount = row.amount("share"), row.amount("amount")
        if share not in (None, due.share) or amount not in (None, due.amount):
            key = "share" if share not in (None, due.share) else "amount"
            yield in_cell("F08-03", ERROR, row, key, name=due.name, share=Percent().show(due.share), amount=due.amount)


def attachments_are_there(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-05: quote, cost sheet, minutes and the customer's licence are attached."""
    answer = submission.answer("attachments")
    if answer.fault:
        return
    ticked = answer.value if isinstance(answer.value, tuple) else ()
    missing = tuple(name for name in NEEDED_ATTACHMENTS if name not in ticked)
    if missing:
        yield say("F08-05", ERROR, answer, names=missing)


def nodes_are_in_order(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-06: the rows are nodes of the chain, standing as it runs."""
    rows = tuple(row for row in submission.lines("steps") if row.value("node") is not None)
    chain, named = chain_of(known, submission), tuple(row.words("node") for row in rows)
    if tuple(node for node in chain if node in named) != named:
        yield say("F08-06", ERROR, next(iter(submission.lines("steps")), None), chain=chain, given=named)


def nobody_is_left_out(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-43: no node is passed over; all have spoken once the form says 通过."""
    opinions, own, chain = given(submission), own_rows(submission, known), chain_of(known, submission)
    last = max((n for n, node in enumerate(chain) if node in own), default=-1)
    due = chain if submission.value("final_result") == PASSED else chain[: last + 1]
    rows = {row.words("node"): row for row in submission.lines("steps")}
    for node in due:
        if node in opinions or (node in rows and rows[node].answer("opinion").fault):
            continue
        yield (
            in_cell("R-43", ERROR, rows[node], "opinion", node=node)
            if node in rows
            else say("R-43", ERROR, None, node=node)
        )


def days_run_forward(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-DATE-PAST, F08-11: nobody decides before the application or before the node ahead."""
    applied_on, ahead = submission.day("apply_date"), ("", date.min)
    for node, row in _own_in_order(submission, known):
        on = row.day("date")
        if on is None:
            continue
        if ahead[0] and on < ahead[1]:
            facts = {"node": node, "d2": on, "prev": ahead[0], "d1": ahead[1]}
            yield in_cell("F08-11", ERROR, row, "date", **facts)
        elif applied_on and on < applied_on:
            yield in_cell("M-DATE-PAST", ERROR, row, "date", value=on, other_label=APPLIED_ON, other=applied_on)
        ahead = (node, on)


def nothing_follows_a_refusal(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-12: after 不同意 no further node speaks."""
    steps = _own_in_order(submission, known)
    refused = next((n for n, (_, row) in enumerate(steps) if row.value("opinion") == REFUSES), None)
    if refused is not None and refused + 1 < len(steps):
        yield in_cell("F08-12", ERROR, steps[refused + 1][1], "opinion", node=steps[refused][0])


def conditions_are_closed(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-13: a conditional consent holds the approval until a note closes its condition, or a plain one follows."""
    if standing(submission, known) == "refused":
        return
    for node, row in _in_order(submission, known):
        if row.value("opinion") == AGREES_IF and row.value("condition_closed") is None:
            yield in_cell("F08-13", HOLD, row, "opinion", node=node, comment=row.words("comment"))


def each_approves_once(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-14: nobody approves at two nodes, for themselves or another; F08-15: nor the applicant's own contract."""
    steps = [(node, row, signatory(row).name) for node, row in _in_order(submission, known) if row.words("approver")]
    for (first, _, one), (second, row, other) in combinations(steps, 2):
        if one == other:
            yield in_cell("F08-14", ERROR, row, "approver", name=other, a=first, b=second)
    for node, row, name in steps:
        if name == submission.words("applicant"):
            yield in_cell("F08-15", ERROR, row, "approver", name=name, node=node)


def approvers_hold_the_role(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-16: an approver holds the node's role, or stands in for one who does; F08-19: within the deputy's term.

    What is on file was judged by the staff list of its day. Source: decisions.md 16.
    """
    on_file = _on_file(submission, known)
    for node, row in _own_in_order(submission, known) if known.staff else ():
        if row.words("approver") and not (node in on_file and _is_as_filed(node, row, on_file[node], known)):
            yield from _role_held(node, row, known)


def _is_as_filed(node: str, row: Line, before: Line, known: Known) -> bool:
    """Whether the same person signed; our next form adds whom a deputy stood in for."""
    now, then = signatory(row), signatory(before)
    names = (person.name for person in holders(role_of(node), known.staff.values()))
    return now.name == then.name and now.holder in {then.holder, *names}


def _role_held(node: str, row: Line, known: Known) -> Iterator[Finding]:
    role, on, staff = role_of(node), row.day("date") or known.today, tuple(known.staff.values())
    signed = as_deputy(signatory(row), role, on, staff)
    held_by = [person for person in holders(role, staff) if signed.holder in ("", person.name)]
    deputised = [person for person in held_by if person.deputy == signed.name]
    if any(person.is_away(on) for person in deputised):
        return
    if not signed.holder and any(person.name == signed.name for person in held_by):
        return
    if deputised:
        facts = {"node": node, "name": signed.name, "holder": deputised[0].name, "term": _term(deputised[0]), "on": on}
        yield in_cell("F08-19", ERROR, row, "approver", **facts)
        return
    yield in_cell("F08-16", ERROR, row, "approver", node=node, name=signed.shown, role=role, on=on)


def _term(person: Person) -> Text:
    since, until = person.deputy_from, person.deputy_until
    if since is None or until is None:
        return Text("未登记起止日期", "without dates")
    return Text(f"{since}至{until}", f"{since} to {until}")


def opinions_stand(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-17: an opinion on file of this version is not changed; only its condition may be closed, with a comment."""
    opinions = given(submission)
    for node, before in _on_file(submission, known).items():
        now = opinions.get(node)
        if now is None or (_differs(before, now) and not _closes(before, now)):
            rows = {row.words("node"): row for row in submission.lines("steps")}
            facts = {"node": node, "before": _said(before), "now": _said(now) if now else "–"}
            yield (
                in_cell("F08-17", ERROR, rows[node], "opinion", **facts)
                if node in rows
                else say("F08-17", ERROR, None, **facts)
            )


def _on_file(submission: Submission, known: Known) -> dict[str, Line]:
    """The opinions of the last filing of this version, by node."""
    for filing in reversed(tuple(known.deal.all_filings("F08")) if known.deal else ()):
        if filing.submission == submission:
            return {}
        if filing.submission.value("contract_version") == submission.value("contract_version"):
            return given(filing.submission)
    return {}


def _differs(before: Line, now: Line) -> bool:
    """Whether it says something else; a note that closes its condition may be added, and stays."""
    if signatory(before).name != signatory(now).name:
        return True
    told = ("opinion", "comment", "date", *(("condition_closed",) if before.value("condition_closed") else ()))
    return any(before.value(key) != now.value(key) for key in told)


def _closes(before: Line, now: Line) -> bool:
    return (
        (before.value("opinion"), now.value("opinion")) == (AGREES_IF, AGREES)
        and signatory(before).name == signatory(now).name
        and bool(now.words("comment"))
    )


def _said(row: Line) -> str:
    return " ".join(row.words(key) for key in ("approver", "opinion", "date", "comment") if row.words(key))


def focus_was_looked_at(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-18: a node that speaks now has ticked what it looks at; those on file are not asked again."""
    on_file = _on_file(submission, known)
    for node, row in _own_in_order(submission, known):
        if node not in on_file and _NOT_TICKED.search(row.words("focus")):
            yield in_cell("F08-18", WARNING, row, "focus", node=node, focus=" ".join(row.words("focus").split()))


def result_is_what_they_said(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-10: the conclusion follows from the opinions; a missing one is said by R-43."""
    answer, chain = submission.answer("final_result"), chain_of(known, submission)
    if answer.value is None:
        return
    expected = {"pending": PENDING, "approved": PASSED, "refused": REFUSED}[standing(submission, known)]
    is_only_missing = answer.value == PASSED and not set(chain) <= set(given(submission)) and expected == PENDING
    if answer.value != expected and not is_only_missing:
        yield say("F08-10", ERROR, answer, calc=expected)


RULES: Final[tuple[Rule, ...]] = (
    version_is_current,
    names_the_customer,
    amounts_are_the_agreed,
    words_say_the_figures,
    plan_is_the_agreed,
    attachments_are_there,
    nodes_are_in_order,
    nobody_is_left_out,
    days_run_forward,
    nothing_follows_a_refusal,
    conditions_are_closed,
    each_approves_once,
    approvers_hold_the_role,
    opinions_stand,
    carried_opinions_hold,
    focus_was_looked_at,
    result_is_what_they_said,
)
