"""Values that change on their way from the figures to the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

_NUMBER: Final = re.compile(r"[A-Z]{2}-\d{4}-\d{4}")
_FEN, _TEN_THOUSAND = Decimal("0.01"), Decimal(10_000)
_LONG: Final = "clauses"
"""So much of the same: only its first and last are changed."""

Changed = tuple[str, str, Any]
"""The kind of fault, what was changed, the value that has it."""


def changed(figures: Any) -> Iterator[Changed]:
    """The figures with one value in them changed: every value, every way."""
    names = [f.name for f in fields(figures)]
    for name in names:
        for fault, what, value in _value(getattr(figures, name)):
            yield fault, f"{name}{what}", replace(figures, **{name: value})
    for kind in (str, date, Decimal, int):
        alike = [name for name in names if type(getattr(figures, name)) is kind]
        for one, other in pairwise(alike):
            here, there = getattr(figures, one), getattr(figures, other)
            if here != there:
                yield "values exchanged", f"{one} ⇄ {other}", replace(figures, **{one: there, other: here})


def _value(value: Any) -> Iterator[Changed]:
    match value:
        case bool():
            yield "value changed", "", not value
        case Decimal():
            yield "a fen more", "", value + _FEN
            yield "a fen less", "", value - _FEN
            yield "in 万", "", (value / _TEN_THOUSAND).quantize(_FEN)
        case int():
            yield "one more", "", value + 1
        case date():
            yield "a day later", "", value + timedelta(days=1)
        case str():
            yield from _text(value)
        case tuple():
            yield from _tuple(value)
        case _ if is_dataclass(value):
            yield from ((fault, f".{what}", other) for fault, what, other in changed(value))


def _text(value: str) -> Iterator[Changed]:
    if _NUMBER.fullmatch(value):
        yield "number of another", "", f"{value[:-1]}{(int(value[-1]) + 1) % 10}"
    elif value:
        yield "text cut", "", value[:-1]
        yield "text longer", "", f"{value}其他"
    yield "text instead", "", "其他"


def _tuple(value: tuple[Any, ...]) -> Iterator[Changed]:
    for n, one in enumerate(value):
        before, after = value[:n], value[n + 1 :]
        yield "row lost", f"[{n + 1}]", (*before, *after)
        yield "row doubled", f"[{n + 1}]", (*before, one, one, *after)
        if after and after[0] != one:
            yield "rows exchanged", f"[{n + 1}]", (*before, after[0], one, *after[1:])
        if n in (0, len(value) - 1):
            yield from ((fault, f"[{n + 1}]{what}", (*before, other, *after)) for fault, what, other in _value(one))
