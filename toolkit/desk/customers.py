"""Customers at the desk: who they are, which are likely one, and what people decided of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from toolkit.errors import NothingNamed, SurelyTheSame
from toolkit.house import House
from toolkit.ledger.questions import Questions
from toolkit.model.company_name import core_of
from toolkit.model.deal import Event
from toolkit.model.house import Customer
from toolkit.model.likeness import SAME_CODE, Comparison, Likeness, decided, likely_pairs, likeness
from toolkit.model.names import name_key
from toolkit.model.text import Lang, Text

_WORDS: Final = {
    "owner": Text("负责人", "owner"),
    "uscc": Text("信用代码", "credit code"),
    "phone": Text("电话", "phone"),
    "deals": Text("商机", "deals"),
    "decided": Text("已比对", "compared"),
    "likely": Text("疑似重复,待确认", "likely the same, to be decided"),
    "same": Text("同一客户", "the same"),
    "different": Text("不是同一客户", "another"),
    "score": Text("相似度", "likeness"),
    "nothing": Text("没有待确认的疑似重复客户", "no customers that are likely the same"),
}


def customers_listed(house: House) -> list[dict[str, str]]:
    """Every customer and lead: number, name, owner, numbers of its deals."""
    with house.ledger.reading() as questions:
        return [
            {
                "customer": customer.number,
                "name": customer.name,
                "owner": customer.owner,
                "deals": " ".join(questions.deals_of_customer(customer.number)),
            }
            for customer in questions.customers()
        ]


def customer_standing(house: House, word: str) -> dict[str, Any]:
    """One customer: facts, deals, whom it was compared with, whom it is like. Raises NothingNamed."""
    with house.ledger.reading() as questions:
        customer = _registered(questions, word)
        compared = questions.comparisons(customer.number)
        deals = [questions.deal(number) for number in questions.deals_of_customer(customer.number)]
        return {
            "customer": customer.number,
            "name": customer.name,
            "owner": customer.owner,
            "uscc": customer.said("uscc"),
            "phone": customer.said("contact_phone"),
            "deals": [{"deal": deal.number, "stage": deal.stage} for deal in deals],
            "decided": [_decision(questions, customer, comparison) for comparison in compared],
            "likely": [
                {"customer": other.number, "name": other.name, **_explained(found, house.lang)}
                for other, found in _alike(questions, customer)
            ],
        }


def _decision(questions: Questions, customer: Customer, comparison: Comparison) -> dict[str, Any]:
    number = comparison.customer if comparison.other == customer.number else comparison.other
    other = questions.customer(number) if number else None
    return {
        "customer": number,
        "name": other.name if other else comparison.name,
        "is_same": comparison.is_same,
        "reason": comparison.reason,
        "by": comparison.by,
        "on": comparison.on.isoformat(),
    }


def _alike(questions: Questions, customer: Customer) -> Iterator[tuple[Customer, Likeness]]:
    """Customers that are likely the same and that nobody has decided about."""
    keys = (name_key(customer.name), customer.said("uscc"), customer.said("contact_phone"))
    near = questions.customers_like(*keys, core=core_of(customer.name).words)
    others = [other for other in near if other.number != customer.number]
    known = _decisions(questions, customer, others)
    for other in others:
        found = likeness(customer, other)
        if found.is_likely and other.number not in known:
            yield other, found


def _decisions(questions: Questions, customer: Customer, others: Iterable[Customer]) -> Mapping[str, bool]:
    said = questions.comparisons(customer.number, name_key=name_key(customer.name))
    return decided(said, number=customer.number, name=customer.name, look_alikes=others)


def pairs_to_decide(house: House) -> list[dict[str, Any]]:
    """Every two customers that are likely one and not yet decided about, the likeliest first."""
    with house.ledger.reading() as questions:
        pairs = [
            (one, other, found)
            for one, other, found in likely_pairs(questions.customers())
            if other.number not in _decisions(questions, one, (other,))
        ]
    pairs.sort(key=lambda pair: (-pair[2].score, pair[0].number, pair[1].number))
    return [
        {
            "customer": one.number,
            "name": one.name,
            "other": other.number,
            "other_name": other.name,
            **_explained(found, house.lang),
        }
        for one, other, found in pairs
    ]


def _explained(found: Likeness, lang: Lang) -> dict[str, Any]:
    return {"score": found.score, "reasons": [reason.said(lang) for reason in found.reasons]}


def compare(house: House, one: str, other: str, *, is_same: bool, reason: str, by: str, today: date) -> dict[str, Any]:
    """Write down that two are one customer, or are not; each a number, one of them perhaps a name not yet registered.

    A name of some other registered customer stands for its number. Raises NothingNamed when neither is registered,
    SurelyTheSame when customers of one credit code are to be two.
    """
    with house.ledger.deciding(today) as entry:
        if entry.customer(one) is None and entry.customer(other) is not None:
            one, other = other, one
        customer = _registered(entry, one)
        second = _second(entry, other, customer)
        if second and not is_same and SAME_CODE in likeness(customer, second).reasons:
            raise SurelyTheSame(customer.number, second.number, customer.said("uscc"))
        number, name = (second.number, second.name) if second else ("", other)
        facts = {"other": number, "name": name, "is_same": is_same, "reason": reason, "by": by}
        entry.record([Event("customers compared", customer.number, facts)])
    return {"customer": customer.number, "name": customer.name, "other": number, "other_name": name, "is_same": is_same}


def _registered(questions: Questions, word: str) -> Customer:
    """The customer of that number (any number of its deals, too) or of that name. Raises NothingNamed."""
    number = questions.customer_of(word)
    named = questions.customers_like(name_key(word))
    found = questions.customer(number) if number else named[0] if len(named) == 1 else None
    if found is None:
        raise NothingNamed("customer", word, ", ".join(f"{one.number} {one.name}" for one in named))
    return found


def _second(questions: Questions, word: str, first: Customer) -> Customer | None:
    """The other customer; None for a name that nobody but the first bears. Raises NothingNamed."""
    number = questions.customer_of(word)
    if number is None:
        named = [one for one in questions.customers_like(name_key(word)) if one.number != first.number]
        return named[0] if len(named) == 1 else None
    if number == first.number:
        raise NothingNamed("second customer", word, "name two different ones")
    return questions.customer(number)


def customer_lines(found: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """One customer as people read it."""

    def word(key: str) -> str:
        return _WORDS[key].said(lang)

    yield f"{found['customer']}  {found['name']}  {word('owner')}: {found['owner']}"
    yield f"{word('uscc')}: {found['uscc'] or '-'}  {word('phone')}: {found['phone'] or '-'}"
    deals = [f"{one['deal']} {one['stage']}" for one in found["deals"]]
    yield f"{word('deals')}: {'  '.join(deals) or '-'}"
    if found["decided"]:
        yield f"{word('decided')}:"
    for one in found["decided"]:
        verdict = word("same" if one["is_same"] else "different")
        who = " ".join(part for part in (one["on"], one["by"]) if part)
        yield f"  {one['customer'] or '-'} {one['name']}: {verdict}  {one['reason']} ({who})"
    if found["likely"]:
        yield f"{word('likely')}:"
    for one in found["likely"]:
        yield f"  {one['customer']} {one['name']}: {_likeness_line(one, lang)}"


def pair_lines(found: Iterable[Mapping[str, Any]], lang: Lang) -> Iterator[str]:
    """The pairs as people read them."""
    lines = [
        f"{one['customer']} {one['name']}  =  {one['other']} {one['other_name']}: {_likeness_line(one, lang)}"
        for one in found
    ]
    yield from lines or [_WORDS["nothing"].said(lang)]


def _likeness_line(one: Mapping[str, Any], lang: Lang) -> str:
    joined = ("、" if lang == "zh" else ", ").join(one["reasons"])
    return f"{_WORDS['score'].said(lang)} {one['score']} ({joined})"


def comparison_lines(found: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """A decision just written down, as people read it."""
    verdict = _WORDS["same" if found["is_same"] else "different"].said(lang)
    yield f"{found['customer']} {found['name']}  ·  {found['other']} {found['other_name']}: {verdict}"
