"""Rules of the lead registry (F02), row by row. Source: domain.md 2.2, 1.1 stage 1; decisions.md 6."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.house import Customer
from toolkit.model.kinds.reading import Span
from toolkit.model.known import Known
from toolkit.model.likeness import SAME_CODE, likeness
from toolkit.model.names import name_key
from toolkit.model.regions import lies_in
from toolkit.model.submission import Submission
from toolkit.model.text import Text
from toolkit.rules.matching import CUSTOMER
from toolkit.rules.say import ERROR, WARNING, say
from toolkit.rules.staff import in_staff_list

ENDINGS_OF_NAMES: Final = ("公司", "厂", "院", "所", "中心", "集团", "社", "局", "学校", "医院", "店", "部")
SAME_AS_PHONE: Final = "同手机"

BY_NAME = Text("名称", "name")
BY_CREDIT_CODE = Text("信用代码", "credit code")
BY_PHONE = Text("电话", "phone")


def name_is_whole(submission: Submission, known: Known) -> Iterator[Finding]:
    """F02-01: the registered name ends like one."""
    answer = submission.answer("customer_name")
    if isinstance(answer.value, str) and not answer.value.rstrip(")） ").endswith(ENDINGS_OF_NAMES):
        yield say("F02-01", WARNING, answer)


def belongs_into_the_pool(submission: Submission, known: Known) -> Iterator[Finding]:
    """F02-02: a lead outside the profile stays out, unless the remark gives a reason."""
    answer = submission.answer("profile_match")
    if answer.value is False:
        yield say("F02-02", WARNING if submission.words("remark") else ERROR, answer)


def fits_the_profile(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-01: the revenue overlaps the target range; F02-03: the industry is a target; F02-09: so is the region."""
    policy, revenue, industry = (
        known.rulebook.policy,
        submission.answer("annual_revenue"),
        submission.answer("industry"),
    )
    low, high = policy.target_revenue
    if isinstance(revenue.value, Span) and not _overlap(revenue.value, low, high):
        yield say("R-01", WARNING, revenue, value=revenue.raw, lo=in_wan(low), hi=in_wan(high))
    if industry.value and policy.target_industries and industry.value not in policy.target_industries:
        yield say("F02-03", WARNING, industry, industries=policy.target_industries)
    region = submission.answer("region")
    if isinstance(region.value, str) and policy.target_regions and not lies_in(region.value, policy.target_regions):
        yield say("F02-09", WARNING, region, regions=policy.target_regions)


def _overlap(span: Span, low: Decimal, high: Decimal) -> bool:
    return (span.low is None or span.low <= high) and (span.high is None or span.high >= low)


def in_wan(amount: Decimal) -> str:
    """`5000万`, `2亿`: an amount as the trade speaks of revenues."""
    unit, word = (Decimal(10**8), "亿") if amount >= 10**8 else (Decimal(10**4), "万")
    return f"{(amount / unit).normalize():f}{word}"


def can_be_reached(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-04: a phone, an e-mail or a WeChat of its own."""
    phone, email, wechat = (submission.answer(key) for key in ("contact_phone", "contact_email", "contact_wechat"))
    has_wechat = wechat.value is not None and wechat.value != SAME_AS_PHONE
    is_unread = any(answer.fault for answer in (phone, email, wechat))
    if not (phone.value or email.value or has_wechat or is_unread):
        yield say("R-04", ERROR, phone)


def is_ours_under_its_number(submission: Submission, known: Known) -> Iterator[Finding]:
    """M-REF: a customer number that was typed is one of ours; M-MATCH warns of another name under it."""
    number, name = submission.answer("lead_no"), submission.answer("customer_name")
    if number.value is None:
        return
    if known.customer is None:
        yield say("M-REF", ERROR, number, target=CUSTOMER)
    elif name.value and name_key(submission.words("customer_name")) != name_key(known.customer.name):
        yield say("M-MATCH", WARNING, name, target=CUSTOMER, other=known.customer.name)


def is_no_duplicate(submission: Submission, known: Known) -> Iterator[Finding]:
    """R-03: nobody else holds the customer, by name or credit code; F02-06 warns of a likely one, with its score.

    An owner may change a customer of their own, under its number or name. What a person decided of the two counts:
    of another customer nothing is said but of an equal credit code; F02-08 names the number of the same one.
    """
    answer, owner = submission.answer("customer_name"), submission.words("owner")
    if known.customer is not None and owner and known.customer.owner not in ("", owner):
        yield say("R-03", ERROR, answer, name=answer.value, where=_where(known.customer), basis=BY_NAME)
    for other in known.look_alikes:
        yield from _compared(submission, other, known)


def _compared(submission: Submission, other: Customer, known: Known) -> Iterator[Finding]:
    answer, basis = submission.answer("customer_name"), shared_with(submission, other)
    facts = {"name": answer.value, "where": _where(other)}
    is_same = known.comparisons.get(other.number)
    found = likeness(as_customer(submission), other)
    if SAME_CODE in found.reasons or (basis is BY_NAME and is_same is not False):
        yield say("R-03", ERROR, answer, **facts, basis=basis or BY_CREDIT_CODE)
    elif is_same:
        yield say("F02-08", ERROR if known.customer is None else WARNING, answer, **facts, no=other.number)
    elif is_same is None and (basis is BY_PHONE or found.is_likely):
        yield say("F02-06", WARNING, answer, **facts, basis=found.reasons, score=found.score)


def as_customer(submission: Submission) -> Customer:
    """The customer that a lead row or customer file speaks of, to be compared with those we know."""
    values = {key: answer.value for key, answer in submission.answers.items() if answer.value is not None}
    return Customer(number="", name=submission.words("customer_name"), lead=values)


def shared_with(submission: Submission, other: Customer) -> Text | None:
    """What a submission shares with a customer, the strongest first; None for nothing."""
    name = name_key(submission.words("customer_name"))
    if name and name == name_key(other.name):
        return BY_NAME
    for key, basis in (("uscc", BY_CREDIT_CODE), ("contact_phone", BY_PHONE)):
        value = submission.value(key)
        if value is not None and value in (other.lead.get(key), other.billing.get(key)):
            return basis
    return None


def _where(customer: Customer) -> Text:
    zh, en = (f"(负责人:{customer.owner})", f" (owner: {customer.owner})") if customer.owner else ("", "")
    return Text(f"{customer.number} {customer.name}{zh}", f"{customer.number} {customer.name}{en}")


def next_contact_is_on_a_working_day(submission: Submission, known: Known) -> Iterator[Finding]:
    """F02-04: an appointment on a rest day is asked about."""
    next_contact = submission.day("next_contact_date")
    if next_contact and not known.rulebook.calendar.is_working(next_contact):
        yield say("F02-04", WARNING, submission.answer("next_contact_date"), value=next_contact)


RULES: Final[tuple[Rule, ...]] = (
    name_is_whole,
    belongs_into_the_pool,
    fits_the_profile,
    can_be_reached,
    is_ours_under_its_number,
    is_no_duplicate,
    next_contact_is_on_a_working_day,
    in_staff_list("owner", "F02-05"),
)
