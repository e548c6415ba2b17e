"""Rules of the staff list (M02) that the settings and the other people on it decide. Source: decisions.md 4, 16."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.model.approvals import role_of
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.known import Known
from toolkit.model.submission import Submission
from toolkit.rules.master import DEPARTMENT_OF
from toolkit.rules.say import ERROR, say


def roles_are_known(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-ENUM: a role is one of the usual ones, or one that the settings name (approval chains, droppers)."""
    answer = submission.answer("role")
    if not isinstance(answer.value, str):
        return
    usual = tuple(dict.fromkeys((*DEPARTMENT_OF, *_named_in_settings(known))))
    if not set(answer.value.split("、")) <= set(usual):
        yield say("M-ENUM", ERROR, answer, options=usual)


def _named_in_settings(known: Known) -> Iterator[str]:
    policy = known.rulebook.policy
    for chain in (policy.approval_chain, *(level.chain for level in policy.approval_levels)):
        yield from map(role_of, chain)
    departments = set(DEPARTMENT_OF.values())
    yield from (who for named in known.rulebook.droppers.values() for who in named if who not in departments)


def account_is_its_own(submission: Submission, known: Known) -> Iterator[Finding]:
    """M02-04: no two people share a system account: who dropped a file would not be told."""
    answer, name = submission.answer("account"), submission.words("name")
    account = submission.words("account").casefold()
    for other in known.staff.values():
        if account and other.name != name and other.account.casefold() == account:
            yield say("M02-04", ERROR, answer, name=other.name)


LISTED: Final[tuple[Rule, ...]] = (roles_are_known, account_is_its_own)
