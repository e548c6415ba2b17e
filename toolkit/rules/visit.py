"""Rules of the visit record (F15). Source: domain.md 2.15, 1.1 stage 7."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from toolkit.model import terms
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.house import Policy
from toolkit.model.known import Known
from toolkit.model.submission import Submission
from toolkit.model.text import Text
from toolkit.rules.matching import agrees, names_the_customer
from toolkit.rules.say import ERROR, WARNING, say

SERVICE_DEPARTMENT: Final = "客服部门"
COMPLAINT: Final = "投诉"
POOR_SCORE: Final = 2  # domain.md, R-71
PARTIAL_SCORES: Final = ("score_product", "score_delivery", "score_service")
DELIVERY = Text("交付签收记录", "record of delivery")


def window(delivered_on: date, policy: Policy) -> tuple[date, date]:
    """First and last day for the visit after that delivery. Source: domain.md 0.1."""
    first, last = policy.visit_window_days
    return delivered_on + timedelta(days=first), delivered_on + timedelta(days=last)


def _delivered_on(submission: Submission, known: Known) -> date | None:
    recorded = terms.milestones_of(known.deal, known.rulebook).delivered_on if known.deal else None
    return recorded or submission.day("delivery_date")


def delivery_is_ours(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-MATCH: the day of delivery is the one on record."""
    yield from agrees(submission.answer("delivery_date"), _delivered_on(submission, known), DELIVERY)


def visit_is_timely(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-70: the first visit falls into the window after delivery."""
    delivered_on, visited_on = _delivered_on(submission, known), submission.day("visit_date")
    if delivered_on is None or visited_on is None or submission.value("visit_type") not in (None, "首次回访"):
        return
    policy = known.rulebook.policy
    lo, hi = window(delivered_on, policy)
    if not lo <= visited_on <= hi:
        least, most = policy.visit_window_days
        yield say("R-70", WARNING, submission.answer("visit_date"), v=visited_on, least=least, most=most, lo=lo, hi=hi)


def visitor_is_of_service(submission: Submission, known: Known) -> Iterator[Finding]:
    """F15-02: the visitor is of 客服部门; F15-03: and not the seller."""
    name, answer = submission.words("visitor"), submission.answer("visitor")
    if not name:
        return
    person = known.staff.get(name)
    if known.deal and name == known.deal.owner:
        yield say("F15-03", WARNING, answer, name=name)
    elif known.staff and (person is None or person.department != SERVICE_DEPARTMENT):
        yield say("F15-02", WARNING, answer, name=name)


def complaint_is_registered(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-71: a poor score asks for a complaint number; F15-04: so does a complaint made."""
    answer, overall = submission.answer("complaint_no"), submission.amount("score_overall")
    if answer.value is not None or answer.fault:
        return
    if overall is not None and overall <= POOR_SCORE:
        yield say("R-71", ERROR, answer, n=int(overall))
    elif submission.value("issue_type") == COMPLAINT:
        yield say("F15-04", ERROR, answer)


def overall_fits_the_parts(submission: Submission, known: Known) -> Iterator[Finding]:
    """F15-06: the overall score lies among the partial ones, give or take one."""
    parts = [score for key in PARTIAL_SCORES if (score := submission.amount(key)) is not None]
    overall = submission.amount("score_overall")
    if overall is not None and parts and not min(parts) - 1 <= overall <= max(parts) + 1:
        facts = {"overall": int(overall), "low": int(min(parts)), "high": int(max(parts))}
        yield say("F15-06", WARNING, submission.answer("score_overall"), **facts)


def referral_is_named(submission: Submission, known: Known) -> Iterator[Finding]:
    """F15-05: a willing customer names whom to call."""
    answer = submission.answer("referral_info")
    if submission.value("referral") is True and answer.value is None and answer.fault is None:
        yield say("F15-05", WARNING, answer)


RULES: Final[tuple[Rule, ...]] = (
    names_the_customer,
    delivery_is_ours,
    visit_is_timely,
    visitor_is_of_service,
    complaint_is_registered,
    overall_fits_the_parts,
    referral_is_named,
)
