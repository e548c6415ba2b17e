"""Rows of several lead registries that speak of one customer, found by the judgement of intake (R-03, F02-06, F02-08).

Source: domain.md 2.2 (R-03), 4.1 (5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise, product
from typing import Final

from toolkit.model.company_name import core_of
from toolkit.model.house import Customer
from toolkit.model.likeness import (
    OTHER_CODE,
    SAME_CODE,
    SAME_NAME,
    SAME_PHONE,
    Comparison,
    decided,
    likeness,
    nearness,
    pieces,
)
from toolkit.model.names import name_key
from toolkit.model.text import Text

SAME_NUMBER: Final = Text("客户编号相同", "same customer number")
FOUND_SAME: Final = Text("已确认为同一客户", "found to be the same customer")
FOUND_OTHER: Final = Text("但已确认不是同一客户", "but found to be another customer")
CONTRADICTED: Final = Text(
    "合并后信用代码、编号或已有结论互相矛盾", "as one, codes, numbers or decisions would contradict"
)
_BY_RANK: Final = (SAME_NUMBER, FOUND_SAME, SAME_CODE, SAME_NAME)
"""Which sure reason joins before which."""
_MOST_COMPARED: Final = 200
"""Customers that share one thing and are all compared with each other; of more, each with the first."""
_CODES, _PHONES = ("uscc", "tax_no"), ("contact_phone", "phone")
_FACE: Final = (*_CODES, *_PHONES, "contact_email", "email", "address")


@dataclass(frozen=True, slots=True)
class Link:
    """Why two customers are one, or may be: places in the list that was asked about, the smaller first."""

    one: int
    other: int
    reasons: tuple[Text, ...]
    score: int
    is_sure: bool

    @property
    def rank(self) -> tuple[int, int, int]:
        """The surest first, whatever the order in which links were found."""
        ranks = (n for n, reason in enumerate(_BY_RANK) if reason in self.reasons)
        return next(ranks, len(_BY_RANK)), self.one, self.other


@dataclass(slots=True)
class Cluster:
    """Customers that are surely one."""

    members: list[int]
    """Places in the list that was asked about."""
    links: list[Link] = field(default_factory=list)
    """What joined them."""
    codes: frozenset[str] = frozenset()
    number: str = ""
    """That of the registered customer; '' for a new one."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two clusters that may be one, by the strongest link between them; the smaller first."""

    one: int
    other: int
    link: Link


def face(customer: Customer) -> tuple[str, ...]:
    """All by which a customer is compared: two of one face are one."""
    return customer.number, customer.name, *map(customer.said, _FACE)


def _said(customer: Customer, keys: Iterable[str]) -> frozenset[str]:
    values = (source.get(key) for source in (customer.lead, customer.billing) for key in keys)
    return frozenset(str(value).strip() for value in values if value not in (None, ""))


def keys_of(customer: Customer) -> Iterator[tuple[str, str]]:
    """What it shares with any customer that is like it, as (sort, value); without one of these nobody is."""
    core = core_of(customer.name).words
    yield from (("code", code) for code in _said(customer, _CODES))
    yield from (("phone", phone) for phone in _said(customer, _PHONES))
    named = (("number", customer.number), ("name", name_key(customer.name)), ("core", core))
    yield from ((sort, value) for sort, value in named if value)
    yield from (("piece", piece) for piece in pieces(core))


def clusters_of(
    customers: Sequence[Customer], comparisons: Iterable[Comparison] = ()
) -> tuple[list[Cluster], list[Doubt]]:
    """Who is surely one, in order of first member, and which of these may be one.

    Those with a number that `comparisons` speak of are registered. No cluster holds two numbers, two credit codes or
    two customers that people told apart: a link that would bring them together only asks. A registered pair is left
    to `customer likely`.
    """
    judge = _Judge(customers, comparisons)
    links = [link for pair in sorted(_candidates(customers, judge)) if (link := judge(*pair)) is not None]
    clusters = [Cluster([n], codes=_said(one, _CODES), number=one.number) for n, one in enumerate(customers)]
    held = list(range(len(customers)))
    doubtful = [link for link in links if not link.is_sure]
    for link in sorted((link for link in links if link.is_sure), key=lambda link: link.rank):
        one, other = sorted((held[link.one], held[link.other]))
        if one == other:
            continue
        if _contradict(clusters[one], clusters[other], judge.foes):
            doubtful.append(Link(link.one, link.other, (*link.reasons, CONTRADICTED), link.score, is_sure=False))
            continue
        _join(clusters, held, one, other, link)
    kept = sorted(set(held))
    places = {old: new for new, old in enumerate(kept)}
    found = [clusters[n] for n in kept]
    return found, _doubts(found, [places[n] for n in held], doubtful, judge.foes)


def _join(clusters: list[Cluster], held: list[int], one: int, other: int, link: Link) -> None:
    to, gone = clusters[one], clusters[other]
    for member in gone.members:
        held[member] = one
    to.members += gone.members
    to.links += (*gone.links, link)
    to.codes, to.number = to.codes | gone.codes, to.number or gone.number


def _contradict(one: Cluster, other: Cluster, foes: Mapping[int, set[int]]) -> bool:
    if one.number and other.number and one.number != other.number:
        return True
    if one.codes and other.codes and not one.codes & other.codes:
        return True
    return any(not foes[member].isdisjoint(other.members) for member in one.members if member in foes)


def _doubts(
    clusters: Sequence[Cluster], held: Sequence[int], links: Iterable[Link], foes: Mapping[int, set[int]]
) -> list[Doubt]:
    apart = {(held[one], held[other]) for one, others in foes.items() for other in others}
    strongest: dict[tuple[int, int], Link] = {}
    for link in sorted(links, key=lambda link: (-link.score, link.one, link.other)):
        one, other = sorted((held[link.one], held[link.other]))
        is_settled = (one, other) in apart and not {FOUND_OTHER, CONTRADICTED} & set(link.reasons)
        if one != other and not is_settled and not (clusters[one].number and clusters[other].number):
            strongest.setdefault((one, other), link)
    return [Doubt(one, other, link) for (one, other), link in sorted(strongest.items())]


class _Judge:
    """Whether two of them are one, as intake judges a row and the customers it is like."""

    def __init__(self, customers: Sequence[Customer], comparisons: Iterable[Comparison]) -> None:
        self._customers = customers
        self._said: dict[str, list[Comparison]] = defaultdict(list)
        for comparison in comparisons:
            for number in {comparison.customer, comparison.other} - {""}:
                self._said[number].append(comparison)
        self.foes: dict[int, set[int]] = defaultdict(set)
        """Those that people told apart."""
        self.compared = set(self._compared())
        for one, other in self.compared:
            if self._decision(one, other) is False:
                self.foes[one].add(other)
                self.foes[other].add(one)

    def _compared(self) -> Iterator[tuple[int, int]]:
        """Pairs that people decided about by number and name."""
        numbered, named = defaultdict(list), defaultdict(list)
        for n, customer in enumerate(self._customers):
            numbered[customer.number].append(n)
            named[name_key(customer.name)].append(n)
        for number in self._said.keys() & numbered.keys():
            for comparison in self._said[number]:
                others = numbered[comparison.other] if comparison.other else named[name_key(comparison.name)]
                yield from ((min(pair), max(pair)) for pair in product(numbered[number], others) if len(set(pair)) > 1)

    def _decision(self, one: int, other: int) -> bool | None:
        customer, second = self._customers[one], self._customers[other]
        if not customer.number:
            customer, second = second, customer
        if not customer.number or customer.number not in self._said:
            return None
        said = self._said[customer.number]
        found = decided(said, number=second.number, name=second.name, look_alikes=(customer,))
        return found.get(customer.number)

    def __call__(self, one: int, other: int) -> Link | None:
        first, second = self._customers[one], self._customers[other]
        if first.number and first.number == second.number:
            return Link(one, other, (SAME_NUMBER,), 100, is_sure=True)
        found, said = likeness(first, second), self._decision(one, other)
        if SAME_CODE in found.reasons:
            told = (*found.reasons, FOUND_OTHER) if said is False else found.reasons
            return Link(one, other, told, found.score, is_sure=said is not False)
        if said is not None:
            return Link(one, other, (FOUND_SAME, *found.reasons), 100, is_sure=True) if said else None
        is_named_alike = name_key(first.name) == name_key(second.name) != ""
        if is_named_alike or SAME_PHONE in found.reasons or found.is_likely:
            is_sure = is_named_alike and OTHER_CODE not in found.reasons
            return Link(one, other, found.reasons, found.score, is_sure=is_sure)
        return None


def _candidates(customers: Sequence[Customer], judge: _Judge) -> set[tuple[int, int]]:
    """Pairs worth a look, the smaller place first."""
    sharing: dict[tuple[str, str], list[int]] = defaultdict(list)
    cores: dict[str, set[str]] = defaultdict(set)
    for n, customer in enumerate(customers):
        core = core_of(customer.name).words
        for sort, value in keys_of(customer):
            if sort == "piece":
                cores[value].add(core)
            else:
                sharing[sort, value].append(n)
    pairs = {pair for holders in sharing.values() for pair in _pairs(holders)}
    near = {pair for held in cores.values() for pair in combinations(sorted(held), 2) if nearness(*pair)}
    for one, other in near:
        pairs.update(_across(sharing["core", one], sharing["core", other]))
    return pairs | judge.compared


def _pairs(holders: Sequence[int]) -> Iterator[tuple[int, int]]:
    if len(holders) <= _MOST_COMPARED:
        return combinations(holders, 2)
    return iter((*((holders[0], other) for other in holders[1:]), *pairwise(holders)))


def _across(ones: Sequence[int], others: Sequence[int]) -> Iterator[tuple[int, int]]:
    is_many = len(ones) * len(others) > _MOST_COMPARED**2
    found = (*product(ones[:1], others), *product(ones, others[:1])) if is_many else product(ones, others)
    return ((min(pair), max(pair)) for pair in found)
