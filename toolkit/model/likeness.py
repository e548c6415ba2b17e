"""How alike two customers are, and why: the score is explained, the decision is a person's.

Source: domain.md 2.2 (R-03), 4.1 (5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final

from rapidfuzz.distance import Indel

from toolkit.model.company_name import core_of
from toolkit.model.house import Customer
from toolkit.model.names import name_key
from toolkit.model.text import Text

THRESHOLD: Final = 70
"""From this score on, two customers are asked about."""
MOST_WITH_OTHER_CODES: Final = 60
"""Two credit codes are two companies, however alike they are otherwise."""
ALIKE, CLOSE = 0.8, 0.9
"""How much the cores of two names share: 2 × common characters ÷ all characters."""

SAME_CODE: Final = Text("信用代码相同", "same credit code")
SAME_NAME: Final = Text("名称相同", "same name")
SAME_CORE: Final = Text("名称主体相同", "same name but for region and company form")
SAME_CORE_ELSEWHERE: Final = Text("名称主体相同,地区不同", "same name but for company form, of another region")
CLOSE_CORE: Final = Text("名称主体相近", "similar name")
ALIKE_CORE: Final = Text("名称主体相近,字号有别", "similar name, its first characters apart")
SAME_PHONE: Final = Text("电话相同", "same phone")
SAME_DOMAIN: Final = Text("邮箱域名相同", "same e-mail domain")
SAME_ADDRESS: Final = Text("地址相同", "same address")
OTHER_CODE: Final = Text("但信用代码不同", "but another credit code")

WEIGHTS: Final[Mapping[Text, int]] = {
    SAME_CODE: 100,
    SAME_NAME: 95,
    SAME_CORE: 85,
    CLOSE_CORE: 75,
    SAME_PHONE: 60,
    ALIKE_CORE: 55,
    SAME_CORE_ELSEWHERE: 50,
    SAME_DOMAIN: 35,
    SAME_ADDRESS: 35,
}
"""How likely each reason alone makes it that two are one, in per cent; several together leave less doubt."""

_CODES: Final = ("uscc", "tax_no")
_PHONES: Final = ("contact_phone", "phone")
_MAILS: Final = ("contact_email", "email")
_ADDRESSES: Final = ("address",)
_SHORTEST_ADDRESS: Final = 6
"""Characters; shorter ones name a town."""

FREE_MAILERS: Final = frozenset(
    (
        *("qq.com", "vip.qq.com", "foxmail.com", "163.com", "vip.163.com", "126.com", "yeah.net", "188.com"),
        *("sina.com", "sina.cn", "sina.com.cn", "vip.sina.com", "sohu.com", "tom.com", "21cn.com", "aliyun.com"),
        *("139.com", "189.cn", "wo.cn", "gmail.com", "outlook.com", "hotmail.com", "live.com", "live.cn", "msn.com"),
        *("yahoo.com", "yahoo.cn", "yahoo.com.cn", "icloud.com", "me.com"),
    )
)
"""Domains that say nothing of the company."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two customers are, 0-100, and the reasons, the weightiest first."""

    score: int
    reasons: tuple[Text, ...] = ()

    @property
    def is_likely(self) -> bool:
        """Whether a person should be asked."""
        return self.score >= THRESHOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a person decided of two customers."""

    customer: str
    other: str
    """Number; '' for a name that was not registered then."""
    name: str
    """Of the other."""
    is_same: bool
    reason: str
    by: str
    on: date


def nearness(one: str, other: str) -> Text | None:
    """CLOSE_CORE, ALIKE_CORE or None: what two cores that are not equal have in common.

    The trade name stands first (启明 of 启明精密制造): a difference in its two characters tells companies of one
    trade apart (恒达机械设备, 恒通机械设备), one further back seldom does.
    """
    share = _share(one, other) if set(one[:2]) & set(other[:2]) else 0
    if share < ALIKE:
        return None
    return CLOSE_CORE if share >= CLOSE or one[:2] == other[:2] else ALIKE_CORE


def pieces(core: str) -> frozenset[str]:
    """What a core is looked up by: two cores that are equal or near share a piece; of others, few do.

    Near ones share at least ALIKE of their characters in one order: either lacks no more than a third of its own. So
    the first two characters that they share, in order, stand among the first two of each and a third of its length
    more. A character of the trade name, which near ones share as well, goes before them: 机械 alone says little.
    """
    begun = core[: 2 + len(core) // 3]
    pairs = {one + other for one, other in combinations(begun, 2)} or {core} - {""}
    return frozenset(character + pair for character in core[:2] for pair in pairs)


def _share(one: str, other: str) -> float:
    """How much two texts have in common, 0-1; 0 for less than counts."""
    return Indel.normalized_similarity(one, other, score_cutoff=ALIKE)


def likeness(one: Customer, other: Customer) -> Likeness:
    """How likely it is that two customers are one, and why; the order of the two makes no difference."""
    reasons = tuple(_reasons(one, other))
    if SAME_CODE in reasons:
        return Likeness(WEIGHTS[SAME_CODE], reasons)
    doubt = 1.0
    for reason in reasons:
        doubt *= 1 - WEIGHTS[reason] / 100
    score = round(100 * (1 - doubt))
    if reasons and _said(one, _CODES) and _said(other, _CODES):
        return Likeness(min(score, MOST_WITH_OTHER_CODES), (*reasons, OTHER_CODE))
    return Likeness(score, reasons)


def _reasons(one: Customer, other: Customer) -> Iterator[Text]:
    """What speaks for it, the weightiest first."""
    if _said(one, _CODES) & _said(other, _CODES):
        yield SAME_CODE
    by_name = _name_reason(one.name, other.name)
    shared = (
        (SAME_PHONE, _said(one, _PHONES) & _said(other, _PHONES)),
        (SAME_DOMAIN, _domains(one) & _domains(other)),
        (SAME_ADDRESS, _addresses(one) & _addresses(other)),
    )
    found = [reason for reason, values in shared if values]
    yield from sorted((*found, *((by_name,) if by_name else ())), key=lambda reason: -WEIGHTS[reason])


def _name_reason(one: str, other: str) -> Text | None:
    if name_key(one) == name_key(other) != "":
        return SAME_NAME
    core, others = core_of(one), core_of(other)
    if not core.words or not others.words:
        return None
    elsewhere = core.regions and others.regions and not core.regions & others.regions
    if core.words == others.words:
        return SAME_CORE_ELSEWHERE if elsewhere else SAME_CORE
    return None if elsewhere else nearness(core.words, others.words)


def _said(customer: Customer, keys: Iterable[str]) -> frozenset[str]:
    """All that the lead row and the billing file say under those keys."""
    values = (source.get(key) for source in (customer.lead, customer.billing) for key in keys)
    return frozenset(str(value).strip() for value in values if value not in (None, ""))


def _domains(customer: Customer) -> frozenset[str]:
    domains = (mail.rpartition("@")[2].lower() for mail in _said(customer, _MAILS))
    return frozenset(domain for domain in domains if domain and domain not in FREE_MAILERS)


def _addresses(customer: Customer) -> frozenset[str]:
    keys = (name_key(address) for address in _said(customer, _ADDRESSES))
    return frozenset(key for key in keys if len(key) >= _SHORTEST_ADDRESS)


def likely_pairs(customers: Iterable[Customer]) -> Iterator[tuple[Customer, Customer, Likeness]]:
    """Every two customers that are likely one, in order of number.

    Only those are compared that share a code, a phone or a close core: without one of these no score is high enough.
    """
    known = sorted(customers, key=lambda customer: customer.number)
    for first, second in sorted(_candidates(known)):
        found = likeness(known[first], known[second])
        if found.is_likely:
            yield known[first], known[second], found


def _candidates(customers: list[Customer]) -> set[tuple[int, int]]:
    cores = [core_of(customer.name).words for customer in customers]
    shared: dict[str, list[int]] = defaultdict(list)
    beginnings: dict[str, list[int]] = defaultdict(list)
    for n, customer in enumerate(customers):
        for value in (*_said(customer, _CODES), *_said(customer, _PHONES), name_key(customer.name), cores[n]):
            if value:
                shared[value].append(n)
        for character in set(cores[n][:2]):
            beginnings[character].append(n)
    pairs = {pair for holders in shared.values() for pair in combinations(dict.fromkeys(holders), 2)}
    for begun in beginnings.values():
        pairs.update((one, two) for one, two in combinations(begun, 2) if _share(cores[one], cores[two]))
    return pairs


def decided(
    comparisons: Iterable[Comparison], *, number: str, name: str, look_alikes: Iterable[Customer]
) -> dict[str, bool]:
    """Look-alike's number -> whether it was decided to be the customer of that name (and number, once it has one).

    A decision about a name holds for whoever is registered under it; the last one counts.
    """
    key = name_key(name)
    found: dict[str, bool] = {}
    for alike in look_alikes:
        for comparison in comparisons:
            if _is_about(comparison, number, key, alike):
                found[alike.number] = comparison.is_same
    return found


def _is_about(comparison: Comparison, number: str, key: str, alike: Customer) -> bool:
    if comparison.other:
        return {comparison.customer, comparison.other} == {number, alike.number}
    compared = name_key(comparison.name)
    return (comparison.customer, compared) in ((alike.number, key), (number, name_key(alike.name)))
