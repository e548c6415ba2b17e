"""Ranges: 5000万-2亿, 50万以上, 200-500人. Source: domain.md 4.6."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

from toolkit.model import money
from toolkit.model.kinds.amount import ROUNDED, amount_in, header_size, in_header_unit, own_unit
from toolkit.model.kinds.cleaning import unspaced
from toolkit.model.kinds.numbers import IN_WORDS, Ambiguous, Measured, measured, without_approximation
from toolkit.model.kinds.reading import Raw, Span
from toolkit.model.kinds.sort import Assumed, Meaning, Refused, Sort, number_in

_BETWEEN = re.compile(r"(?<=.)(?:--|[-—–―~～至到]+)(?=.)")
_LEAST = re.compile(r"^(?:≥|>=|>|不低于|不少于|至少|大于|超过|高于)(.+)$|^(.+?)(?:以上|及以上|起|\+)$")
_MOST = re.compile(
    r"^(?:≤|<=|<|不超过|不高于|不多于|至多|最多|小于|低于|少于)(.+)$|^(.+?)(?:以内|以下|及以下|之内|内)$"
)
_PEOPLE = re.compile(r"[人名个台家]$")


@dataclass(frozen=True, slots=True)
class AmountRange(Sort):
    """A range of money, 元; a single amount is a range of its own."""

    name: ClassVar[str] = "amount_range"
    options: ClassVar[tuple[str, ...]] = ()

    def show(self, value: object) -> str:
        """`5000万-2亿`, `50万以上`, `30万以下`, `30万`."""
        return _shown(value, _in_large_units)

    def _meaning(self, raw: Raw) -> Meaning:
        if number_in(raw.content) is not None:
            amount, assumed = amount_in(raw)
            return _in_fen(amount, amount, assumed)
        size = header_size(raw.header_unit)
        ends, assumed = _ends(raw, "M-AMT")
        low, high = (_sized(end, size) for end in ends)
        has_bare = any(end is not None and not end.unit for end in ends)
        if has_bare:
            assumed = (*assumed, *in_header_unit(raw.header_unit, size))
        own = dict.fromkeys(a for end in ends if end is not None and end.unit for a in own_unit(end.unit, size))
        assumed = (*assumed, *own)
        return _in_fen(low, high, assumed)


@dataclass(frozen=True, slots=True)
class WholeRange(Sort):
    """A range of whole numbers: 200-500人."""

    name: ClassVar[str] = "whole_range"
    options: ClassVar[tuple[str, ...]] = ()

    def show(self, value: object) -> str:
        """`200-500`, `500以上`."""
        return _shown(value, lambda number: f"{number:f}")

    def _meaning(self, raw: Raw) -> Meaning:
        number = number_in(raw.content)
        if number is not None:
            return Meaning(_whole(_ordered(number, number)))
        ends, assumed = _ends(raw, "M-QTY")
        if any(end is not None and end.unit == "元" and IN_WORDS not in end.assumed for end in ends):
            raise Refused("M-QTY")
        low, high = (None if end is None else end.value for end in ends)
        return Meaning(_whole(_ordered(low, high)), assumed)


def _whole(span: Span) -> Span:
    if any(end is not None and end != end.to_integral_value() for end in (span.low, span.high)):
        raise Refused("M-WHOLE")
    low, high = (None if end is None else Decimal(int(end)) for end in (span.low, span.high))
    return Span(low, high)


def _ends(raw: Raw, code: str) -> tuple[tuple[Measured | None, Measured | None], tuple[Assumed, ...]]:
    """Both ends as typed, None for an open one. Raises Refused."""
    if not isinstance(raw.content, str):
        raise Refused(code)
    text, approximate = without_approximation(unspaced(raw.content))
    try:
        low, high = _two_ends(_PEOPLE.sub("", text))
    except Ambiguous as two:
        raise Refused("M-AMBIG", one=f"{two.one.normalize():f}", other=f"{two.other.normalize():f}") from two
    except ValueError as unreadable:
        raise Refused(code) from unreadable
    assumed = dict.fromkeys(a for end in (low, high) if end is not None for a in end.assumed)
    return (low, high), (*approximate, *assumed)


def _two_ends(text: str) -> tuple[Measured | None, Measured | None]:
    if least := _LEAST.match(text):
        return _only_end(least), None
    if most := _MOST.match(text):
        return None, _only_end(most)
    parts = _BETWEEN.split(text)
    if len(parts) == 1:
        single = measured(text)
        return single, single
    if len(parts) != 2:
        raise ValueError(text)
    low, high = measured(_PEOPLE.sub("", parts[0])), measured(parts[1])
    if not low.unit and high.unit:  # 10-20万: the left side takes the right one's unit
        low = measured(parts[0] + high.unit)
        return replace(low, assumed=(*low.assumed, *low.multiplied)), high
    return low, high


def _only_end(match: re.Match[str]) -> Measured:
    return measured(_PEOPLE.sub("", match[1] or match[2]))


def _sized(end: Measured | None, size: Decimal) -> Decimal | None:
    if end is None:
        return None
    return end.value if end.unit else end.value * size


def _in_fen(low: Decimal | None, high: Decimal | None, assumed: tuple[Assumed, ...]) -> Meaning:
    """The range to the fen, told where it had to be rounded."""
    ends = tuple(None if end is None else money.round_half_up(end) for end in (low, high))
    return Meaning(_ordered(*ends), assumed if ends == (low, high) else (*assumed, ROUNDED))


def _ordered(low: Decimal | None, high: Decimal | None) -> Span:
    if low is not None and high is not None and low > high:
        raise Refused("M-SPAN")
    if any(end is not None and end < 0 for end in (low, high)):
        raise Refused("M-NEG")
    return Span(low, high)


def _shown(value: object, number: Callable[[Decimal], str]) -> str:
    match value:
        case Span(low=Decimal() as low, high=Decimal() as high):
            return number(low) if low == high else f"{number(low)}-{number(high)}"
        case Span(low=Decimal() as low, high=None):
            return f"{number(low)}以上"
        case Span(low=None, high=Decimal() as high):
            return f"{number(high)}以下"
    raise TypeError(value)


def _in_large_units(amount: Decimal) -> str:
    """`2亿`, `5000万`, else `1,234.50元`."""
    for size, unit in ((Decimal(10**8), "亿"), (Decimal(10**4), "万")):
        if amount and not amount % size:
            return f"{(amount / size).normalize():f}{unit}"
    return f"{money.plain(amount)}元"
