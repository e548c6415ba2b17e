"""What the ledger knows around a submission: its deal, its customer, the numbers it names."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date

from toolkit.errors import NothingNamed
from toolkit.ledger.questions import Questions
from toolkit.model.company_name import core_of
from toolkit.model.deal import Deal
from toolkit.model.form import Form
from toolkit.model.house import Customer, Rulebook
from toolkit.model.known import Known
from toolkit.model.likeness import decided
from toolkit.model.names import name_key, plain_number
from toolkit.model.submission import Submission, Value
from toolkit.rules.market_research import with_profile
from toolkit.rules.references import named_numbers


@dataclass(frozen=True, slots=True)
class Dropped:
    """How a file came in."""

    files: Mapping[str, str]
    """Scans beside it: name as written in the form -> SHA-256."""
    by: str = ""
    """The system account that owns it."""
    below: str = ""
    """The folder below the inbox."""


def gather(
    questions: Questions,
    form: Form,
    submission: Submission,
    *,
    rulebook: Rulebook,
    today: date,
    awaited: Container[str] = (),
    dropped: Dropped | None = None,
) -> Known:
    """The world around one submission (one row of a register), as the ledger has it now.

    `awaited` are the stages at which such a form may come: of several deals of a customer the latest of those is meant.
    Whom the customer looks like is asked of leads and customers; a form that names its deal speaks of that one's.
    """
    named = [plain_number(str(answer.value)) for answer in named_numbers(form, submission)]
    references = {number: held[1] for number in named if (held := questions.holder_of(number)) is not None}
    named_deal = submission.deal or next((deal for deal in references.values() if deal), "")
    deal = _deal_named(questions, named_deal) if named_deal else None
    alike: tuple[Customer, ...] = ()
    if deal is not None and form.records == "filing":
        customer = questions.customer(deal.customer)
    else:
        alike = _alike(questions, submission)
        customer = _customer(questions, form, submission, alike)
        deal = deal if named_deal else _latest_deal(questions, customer, awaited)
        if deal is not None and form.records == "filing":
            customer = questions.customer(deal.customer)
    return Known(
        today=today,
        rulebook=_aimed(rulebook, questions.profile()),
        deal=deal,
        customer=customer,
        look_alikes=tuple(one for one in alike if customer is None or one.number != customer.number),
        comparisons=_comparisons(questions, submission, customer, alike),
        staff=questions.staff(),
        products=questions.products(),
        references=references,
        files=dropped.files if dropped else None,
        dropped_by=dropped.by if dropped else "",
        dropped_in=dropped.below if dropped else "",
    )


def _aimed(rulebook: Rulebook, research: Mapping[str, Value]) -> Rulebook:
    """The rulebook whose target customers are those of the latest market research (F01)."""
    return replace(rulebook, policy=with_profile(rulebook.policy, research)) if research else rulebook


def _deal_named(questions: Questions, number: str) -> Deal | None:
    """The deal of that number; None for one of another house."""
    return questions.deal(number) if questions.deal_of(number) == number else None


def _latest_deal(questions: Questions, customer: Customer | None, awaited: Container[str]) -> Deal | None:
    """The customer's latest deal that awaits the form, else the latest."""
    latest = None
    for number in reversed(questions.deals_of_customer(customer.number) if customer else ()):
        deal = questions.deal(number)
        if deal.stage in awaited:
            return deal
        latest = latest or deal
    return latest


def _alike(questions: Questions, submission: Submission) -> tuple[Customer, ...]:
    """Customers that share a name, credit code, phone or the core of a name, and those found to be the same one."""
    name = submission.words("customer_name")
    uscc, phone = submission.words("uscc"), submission.words("contact_phone")
    if not (name or uscc or phone):
        return ()
    key = name_key(name)
    alike = questions.customers_like(key, uscc, phone, core=core_of(name).words)
    numbers = {one.number for one in alike}
    named = questions.comparisons(name_key=key) if key else ()
    same = (questions.customer(one.customer) for one in named if one.is_same and one.customer not in numbers)
    return (*alike, *(customer for customer in same if customer is not None))


def _customer(questions: Questions, form: Form, submission: Submission, alike: tuple[Customer, ...]) -> Customer | None:
    """Whom the submission speaks of: by number, else by name; of a new lead, its owner must agree.

    A customer that was found to be another than that name's is passed over.
    """
    named = next((submission.words(key) for key in ("lead_no", "customer_no") if submission.words(key)), "")
    if named:
        return questions.customer(named)
    key = name_key(submission.words("customer_name"))
    same_name = [one for one in alike if key and name_key(one.name) == key]
    said = questions.comparisons(name_key=key) if same_name else ()
    found = decided(said, number="", name=key, look_alikes=same_name)
    same_name = [one for one in same_name if found.get(one.number, True)]
    if form.records == "lead":
        owner = submission.words("owner")
        return next((one for one in same_name if one.owner == owner), None)
    return same_name[0] if same_name else None


def _comparisons(
    questions: Questions, submission: Submission, customer: Customer | None, alike: tuple[Customer, ...]
) -> dict[str, bool]:
    """What people decided of the submission's customer and those it looks like."""
    if not alike:
        return {}
    number, name = customer.number if customer else "", submission.words("customer_name")
    known = questions.comparisons(number, name_key=name_key(name))
    return decided(known, number=number, name=name, look_alikes=alike)


def around_deal(
    questions: Questions, number: str, *, rulebook: Rulebook, today: date, as_of: date | None = None
) -> Known:
    """What is known of the deal that a number belongs to, or was known at the end of a day. Raises NothingNamed."""
    deal_number = questions.deal_of(number)
    if deal_number is None:
        raise NothingNamed("deal", number)
    deal = questions.deal(deal_number, as_of=as_of)
    return Known(
        today=today,
        rulebook=rulebook,
        deal=deal,
        customer=questions.customer(deal.customer, as_of=as_of),
        staff=questions.staff(as_of=as_of),
        products=questions.products(as_of=as_of),
    )
