"""Rules of the follow-up log (F03), row by row. Source: domain.md 2.3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.known import Known
from toolkit.model.submission import Submission
from toolkit.rules.leads import next_contact_is_on_a_working_day
from toolkit.rules.matching import CUSTOMER, agrees, names_the_customer
from toolkit.rules.say import ERROR, say
from toolkit.rules.staff import in_staff_list

LOST: Final = "丢单"
PAUSED: Final = "暂缓"


def customer_is_named(submission: Submission, known: Known) -> Iterator[Finding]:
    """F03-01: a row names its customer; M-REF: by a name that is registered (a number is looked up anyway)."""
    number, name = submission.answer("lead_no"), submission.answer("customer_name")
    if number.fault or name.fault:
        return
    if number.value is None and name.value is None:
        yield say("F03-01", ERROR, name)
    elif number.value is None and known.customer is None and known.references is not None:
        yield say("M-REF", ERROR, name, target=CUSTOMER)


def number_is_the_customers(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-MATCH: the number is that of the customer named."""
    yield from agrees(submission.answer("lead_no"), known.customer.number if known.customer else None, CUSTOMER)


RULES: Final[tuple[Rule, ...]] = (
    customer_is_named,
    number_is_the_customers,
    names_the_customer,
    next_contact_is_on_a_working_day,
    in_staff_list("recorder", "F03-03"),
)
