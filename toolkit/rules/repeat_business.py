"""Rules of the register of repeat business and referrals (F18), row by row. Source: domain.md 2.18, R-73."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.known import Known
from toolkit.model.names import name_key
from toolkit.model.submission import Submission
from toolkit.rules.matching import CUSTOMER, agrees
from toolkit.rules.say import ERROR, WARNING, say
from toolkit.rules.staff import in_staff_list

AGAIN: Final = "复购"
REFERRAL: Final = "转介绍"


def source_is_the_customer(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-MATCH: the source is the customer of the deal; a row that names the new deal already is left alone."""
    if known.customer is None or submission.value("opp_no") is not None:
        return
    yield from agrees(submission.answer("customer_no"), known.customer.number, CUSTOMER)
    yield from agrees(submission.answer("customer_name"), known.customer.name, CUSTOMER)


def referred_is_another(submission: Submission, known: Known) -> Iterator[Finding]:
    """F18-01: whom a customer refers is not itself."""
    answer, referred = submission.answer("new_customer"), submission.words("new_customer")
    source = submission.words("customer_name") or (known.customer.name if known.customer else "")
    if submission.value("type") == REFERRAL and referred and name_key(referred) == name_key(source):
        yield say("F18-01", ERROR, answer)


def expected_day_is_to_come(submission: Submission, known: Known) -> Iterator[Finding]:
    """F18-02: a day that is past is asked about."""
    day = submission.day("expected_date")
    if day and day < known.today and submission.value("status") != "无效":
        yield say("F18-02", WARNING, submission.answer("expected_date"), value=day)


RULES: Final[tuple[Rule, ...]] = (
    source_is_the_customer,
    referred_is_another,
    expected_day_is_to_come,
    in_staff_list("owner", "F18-03"),
)
