"""Rules of the complaint record (F16). Source: domain.md 2.16, 1.1 stage 7."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_UP, Decimal
from typing import Final

from toolkit.model.calendar import WorkingCalendar, add_working_days
from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.kinds import Moment
from toolkit.model.known import Known
from toolkit.model.money_due import CLOSED
from toolkit.model.submission import Submission
from toolkit.model.text import Text
from toolkit.rules.matching import names_the_customer
from toolkit.rules.say import ERROR, WARNING, say
from toolkit.rules.staff import in_staff_list

VALID: Final = "有效投诉"
DISSATISFIED: Final = "不满意"
REOPENED: Final = "重新打开"
AT_THE_VISIT: Final = "回访发现"
WORKDAYS: Final[Mapping[str, int]] = {"一般": 3, "严重": 7, "重大": 15}
"""Working days within which a complaint is to be settled, by severity. Source: domain.md 2.16."""

RESPONSE_HOURS: Final = 24  # domain.md 2.16
REVISIT_DAYS: Final = (1, 3)  # domain.md 2.16
RECEIVED = Text("投诉时间", "the complaint")


def settled_by(submission: Submission, calendar: WorkingCalendar) -> date | None:
    """The last day to settle the complaint by its severity; None before both are known."""
    received_on, workdays = submission.day("received_at"), WORKDAYS.get(submission.words("severity"))
    return add_working_days(received_on, workdays, calendar) if received_on and workdays else None


def first_response_is_quick(submission: Submission, known: Known) -> Iterator[Finding]:
    """F16-01: the customer hears from us within a day; M-DATE-PAST: and not before it complained."""
    answer, received_at = submission.answer("first_response_at"), submission.value("received_at")
    if not isinstance(answer.value, datetime) or not isinstance(received_at, datetime):
        return
    waited = answer.value - received_at
    if waited < timedelta() and answer.value.date() == received_at.date():
        show = Moment().show
        facts = {"value": show(answer.value), "other_label": RECEIVED, "other": show(received_at)}
        yield say("M-DATE-PAST", ERROR, answer, **facts)
    elif waited > timedelta(hours=RESPONSE_HOURS):
        yield say("F16-01", WARNING, answer, limit=RESPONSE_HOURS, hours=_hours(waited))


def _hours(span: timedelta) -> str:
    """`25`, `24.1`: whole hours and tenths, rounded up."""
    hours = Decimal(int(span.total_seconds())) / 3600
    return f"{hours.quantize(Decimal('0.1'), rounding=ROUND_UP):f}".removesuffix(".0")


def deadline_fits_the_severity(submission: Submission, known: Known) -> Iterator[Finding]:
    """F16-02: the deadline is no later than the severity allows."""
    due, latest = submission.day("due_date"), settled_by(submission, known.rulebook.calendar)
    if due and latest and due > latest:
        severity = submission.words("severity")
        facts = {"due": due, "severity": severity, "latest": latest, "n": WORKDAYS[severity]}
        yield say("F16-02", WARNING, submission.answer("due_date"), **facts)


def remedy_is_named_on_closing(submission: Submission, known: Known) -> Iterator[Finding]:
    """F16-07: a closed complaint says what was done; of a valid one the declaration asks it already."""
    answer, is_closed = submission.answer("corrective_action"), submission.value("close_status") == CLOSED
    if is_closed and submission.value("is_valid") != VALID and answer.value is None and answer.fault is None:
        yield say("F16-07", ERROR, answer)


def customer_is_content_on_closing(submission: Submission, known: Known) -> Iterator[Finding]:
    """F16-03: nobody closes over a customer who is not satisfied; F16-04: the complaint is opened again."""
    answer = submission.answer("close_status")
    if submission.value("customer_confirm") != DISSATISFIED or answer.value is None:
        return
    if answer.value == CLOSED:
        yield say("F16-03", ERROR, answer)
    elif answer.value != REOPENED:
        yield say("F16-04", WARNING, answer)


def revisit_is_timely(submission: Submission, known: Known) -> Iterator[Finding]:
    """F16-05: the customer is called again one to three days after the matter was settled."""
    done_on, revisited_on = submission.day("done_date"), submission.day("revisit_date")
    if done_on is None or revisited_on is None or revisited_on < done_on:
        return
    least, most = REVISIT_DAYS
    lo, hi = done_on + timedelta(days=least), done_on + timedelta(days=most)
    if not lo <= revisited_on <= hi:
        facts = {"v": revisited_on, "least": least, "most": most, "lo": lo, "hi": hi}
        yield say("F16-05", WARNING, submission.answer("revisit_date"), **facts)


RULES: Final[tuple[Rule, ...]] = (
    names_the_customer,
    first_response_is_quick,
    deadline_fits_the_severity,
    remedy_is_named_on_closing,
    customer_is_content_on_closing,
    revisit_is_timely,
    in_staff_list("accepted_by", "F16-06"),
)
