"""Rules of the contract approval (F08), and where an approval stands. Source: domain.md 2.8; decisions.md 15, 16."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Final, Literal

from toolkit.model import money, terms
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.house import Person, Policy
from toolkit.model.kinds import Percent
from toolkit.model.known import Known
from toolkit.model.submission import Answer, Line, Submission
from toolkit.model.text import Text
from toolkit.rules.matching import in_cell, names_the_customer
from toolkit.rules.say import ERROR, HOLD, WARNING, say

Standing = Literal["pending", "approved", "refused"]

CHAIN: Final = Policy().approval_chain
ROLES: Final = {"法务部门": "法务", "财务部门": "财务"}
"""Role that a node asks for, where it is not the node's own name."""
AGREES, AGREES_IF, REFUSES = "同意", "有条件同意", "不同意"
PASSED, REFUSED, PENDING = "通过", "驳回", "审批中"
NEEDED_ATTACHMENTS: Final = ("报价单", "成本核算表", "谈判纪要", "客户营业执照")
MARGIN_TOLERANCE: Final = Decimal("0.0005")  # domain.md 2.5

APPLIED_ON = Text("申请日期", "date of application")
AS_AGREED = Text("谈判纪要约定的价格,按税率拆分", "the price agreed in the minutes, split by tax rate")
AS_COSTED = Text("(不含税价款−成本)÷不含税价款", "(net price − cost) ÷ net price")
AS_DISCOUNTED = Text("谈判纪要的降价幅度", "the discount of the minutes")

_NOT_TICKED = re.compile("[□☐]")


def _given(submission: Submission) -> dict[str, Line]:
    """The rows that hold an opinion, by node."""
    return {row.words("node"): row for row in submission.lines("steps") if row.value("opinion") is not None}


def standing(submission: Submission, chain: Sequence[str] = CHAIN) -> Standing:
    """Where the approval stands by the opinions on the form: refused by one, approved by all, else pending."""
    opinions = {node: row.value("opinion") for node, row in _given(submission).items()}
    if REFUSES in opinions.values():
        return "refused"
    return "approved" if all(opinions.get(node) == AGREES for node in chain) else "pending"


def next_node(submission: Submission, chain: Sequence[str] = CHAIN) -> str | None:
    """The first node that has not plainly agreed; None once the approval is refused or complete."""
    if standing(submission, chain) != "pending":
        return None
    given = _given(submission)
    return next(node for node in chain if node not in given or given[node].value("opinion") != AGREES)


def _chain(known: Known) -> tuple[str, ...]:
    return known.rulebook.policy.approval_chain


def _in_order(submission: Submission, known: Known) -> tuple[tuple[str, Line], ...]:
    """The opinions given, in the order of the chain."""
    given = _given(submission)
    return tuple((node, given[node]) for node in _chain(known) if node in given)


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
    """F08-06: the rows stand as the chain runs."""
    named = tuple(row.words("node") for row in submission.lines("steps"))
    due = tuple(node for node in _chain(known) if node in named)
    if tuple(node for node in named if node in due) != due:
        yield say("F08-06", ERROR, submission.lines("steps")[0], chain=_chain(known), given=named)


def nobody_is_left_out(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-43: no node is passed over; all have spoken once the form says 通过."""
    given, chain = _given(submission), _chain(known)
    last = max((n for n, node in enumerate(chain) if node in given), default=-1)
    due = chain if submission.value("final_result") == PASSED else chain[: last + 1]
    rows = {row.words("node"): row for row in submission.lines("steps")}
    for node in due:
        if node in given or (node in rows and rows[node].answer("opinion").fault):
            continue
        yield (
            in_cell("R-43", ERROR, rows[node], "opinion", node=node)
            if node in rows
            else say("R-43", ERROR, None, node=node)
        )


def days_run_forward(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-DATE-PAST, F08-11: nobody decides before the application or before the node ahead."""
    applied_on, ahead = submission.day("apply_date"), ("", date.min)
    for node, row in _in_order(submission, known):
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
    steps = _in_order(submission, known)
    refused = next((n for n, (_, row) in enumerate(steps) if row.value("opinion") == REFUSES), None)
    if refused is not None and refused + 1 < len(steps):
        yield in_cell("F08-12", ERROR, steps[refused + 1][1], "opinion", node=steps[refused][0])


def conditions_are_closed(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-13: a conditional consent holds the approval until it is turned into a plain one."""
    for node, row in _in_order(submission, known):
        if row.value("opinion") == AGREES_IF:
            yield in_cell("F08-13", HOLD, row, "opinion", node=node, comment=row.words("comment"))


def each_approves_once(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-14: nobody approves at two nodes; F08-15: nor the applicant's own contract."""
    steps = [(node, row) for node, row in _in_order(submission, known) if row.words("approver")]
    for (first, row), (second, other) in combinations(steps, 2):
        if row.words("approver") == other.words("approver"):
            yield in_cell("F08-14", ERROR, other, "approver", name=other.words("approver"), a=first, b=second)
    for node, row in steps:
        if row.words("approver") == submission.words("applicant"):
            yield in_cell("F08-15", ERROR, row, "approver", name=row.words("approver"), node=node)


def approvers_hold_the_role(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-16: an approver holds the node's role, or is the dated deputy of one who does (decisions.md 16)."""
    if not known.staff:
        return
    for node, row in _in_order(submission, known):
        name, role, on = row.words("approver"), ROLES.get(node, node), row.day("date") or known.today
        if name and not may_approve(name, role, on, tuple(known.staff.values())):
            yield in_cell("F08-16", ERROR, row, "approver", node=node, name=name, role=role, on=on)


def may_approve(name: str, role: str, on: date, staff: Sequence[Person]) -> bool:
    """Whether that person holds the role, or stands in on that day for one who does."""
    holders = [person for person in staff if role in re.split("[、,,/;]", person.role)]
    return any(person.name == name or (person.deputy == name and _is_away(person, on)) for person in holders)


def _is_away(person: Person, on: date) -> bool:
    """Whether the deputy's term, with dates at both ends, covers that day; an undated one covers none."""
    return (
        person.deputy_from is not None
        and person.deputy_until is not None
        and (person.deputy_from <= on <= person.deputy_until)
    )


def opinions_stand(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-17: an opinion on file of this version is not changed; only its condition may be closed, with a comment."""
    given = _given(submission)
    for node, before in _on_file(submission, known).items():
        now = given.get(node)
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
            return _given(filing.submission)
    return {}


def _differs(before: Line, now: Line) -> bool:
    return any(before.value(key) != now.value(key) for key in ("approver", "opinion", "comment", "date"))


def _closes(before: Line, now: Line) -> bool:
    return (
        (before.value("opinion"), now.value("opinion")) == (AGREES_IF, AGREES)
        and before.value("approver") == now.value("approver")
        and bool(now.words("comment"))
    )


def _said(row: Line) -> str:
    return " ".join(row.words(key) for key in ("approver", "opinion", "date", "comment") if row.words(key))


def focus_was_looked_at(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-18: a node that speaks now has ticked what it looks at; those on file are not asked again."""
    on_file = _on_file(submission, known)
    for node, row in _in_order(submission, known):
        if node not in on_file and _NOT_TICKED.search(row.words("focus")):
            yield in_cell("F08-18", WARNING, row, "focus", node=node, focus=" ".join(row.words("focus").split()))


def result_is_what_they_said(submission: Submission, known: Known) -> Iterator[Finding]:
    """F08-10: the conclusion follows from the opinions; a missing one is said by R-43."""
    answer, chain = submission.answer("final_result"), _chain(known)
    if answer.value is None:
        return
    expected = {"pending": PENDING, "approved": PASSED, "refused": REFUSED}[standing(submission, chain)]
    is_only_missing = answer.value == PASSED and not set(chain) <= set(_given(submission)) and expected == PENDING
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
    focus_was_looked_at,
    result_is_what_they_said,
)
