"""Money as typed and as written in words. Source: domain.md 4.4, 5.1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from toolkit.model import money
from toolkit.model.kinds.cleaning import unspaced
from toolkit.model.kinds.numbers import Ambiguous, measured
from toolkit.model.kinds.reading import Content, Raw
from toolkit.model.kinds.sort import Assumed, Meaning, Refused, Sort, decimal, number_in
from toolkit.model.numerals import unit_size
from toolkit.model.text import Text

ROUNDED = Assumed(Text("四舍五入", "rounded"))
OWN_UNIT = Assumed(Text("以单元格内写明的单位为准", "the unit written in the cell counts"), is_warning=True)


@dataclass(frozen=True, slots=True)
class Amount(Sort):
    """Money, 元; 28.6万, ¥286,000.00 and 三十万元 are read too."""

    places: int = 2
    """Most decimal places; unit prices may carry six."""
    allow_negative: bool = False
    positive: bool = False
    """Zero is no answer."""
    name: ClassVar[str] = "amount"
    options: ClassVar[tuple[str, ...]] = ()

    @property
    def number_format(self) -> str:
        """Excel format code: thousands, two places, more where they are used."""
        return "#,##0.00" + "#" * (self.places - 2)

    def show(self, value: object) -> str:
        """`271,700.00`; further places of a unit price where it has them."""
        return f"{_at_least_two_places(decimal(value)):,f}"

    def cell(self, value: object) -> Content:
        """The number."""
        return decimal(value)

    def _meaning(self, raw: Raw) -> Meaning:
        exact, assumed = amount_in(raw)
        value = money.round_half_up(exact, self.places)
        if value != exact:
            is_typed = isinstance(raw.content, str)
            assumed = (*assumed, ROUNDED._replace(is_warning=is_typed))
        self._refuse_out_of_bounds(value)
        return Meaning(_at_least_two_places(value), assumed)

    def _refuse_out_of_bounds(self, value: Decimal) -> None:
        if value < 0 and not self.allow_negative:
            raise Refused("M-NEG")
        if not value and self.positive:
            raise Refused("M-ZERO")
        if abs(value) >= money.LIMIT:
            raise Refused("M-AMT")


def amount_in(raw: Raw) -> tuple[Decimal, tuple[Assumed, ...]]:
    """The amount of a cell, 元, unrounded, and what was taken for granted. Raises Refused (M-AMT).

    The unit typed in the cell counts before that of the column header.
    """
    size = header_size(raw.header_unit)
    number = number_in(raw.content)
    if number is not None:
        if "%" in raw.number_format:
            raise Refused("M-AMT")
        return number * size, in_header_unit(raw.header_unit, size)
    if not isinstance(raw.content, str):
        raise Refused("M-AMT")
    try:
        found = measured(unspaced(raw.content))
    except Ambiguous as two:
        raise Refused("M-AMBIG", one=money.plain(two.one * size), other=money.plain(two.other * size)) from two
    except ValueError as unreadable:
        raise Refused("M-AMT") from unreadable
    if found.unit:
        return found.value, (*found.assumed, *found.multiplied, *own_unit(found.unit, size))
    return found.value * size, (*found.assumed, *in_header_unit(raw.header_unit, size))


def header_size(header_unit: str) -> Decimal:
    """How many 元 the header's unit is: 10,000 for 万元, 1 for 元 and for what is no unit of money."""
    try:
        return unit_size(re.sub(r"单位:?|[()元]", "", unspaced(header_unit)))
    except ValueError:
        return Decimal(1)


def own_unit(unit: str, size: Decimal) -> tuple[Assumed, ...]:
    """A warning where the unit typed in the cell is another than the header's; none for 28.6万 under 万元."""
    try:
        is_same = unit_size(unit.replace("W", "万").replace("元", "")) == size
    except ValueError:
        is_same = False
    return () if size == 1 or is_same else (OWN_UNIT,)


def in_header_unit(unit: str, size: Decimal) -> tuple[Assumed, ...]:
    """What is to be said of a number that the header multiplies."""
    return (Assumed(Text(f"表头单位“{unit}”", f"header unit {unit}")),) if size != 1 else ()


def _at_least_two_places(value: Decimal) -> Decimal:
    short = money.round_half_up(value)
    return short if short == value else Decimal(f"{value.normalize():f}")


@dataclass(frozen=True, slots=True)
class Capitals(Sort):
    """Money written in words; compared as a number, never as text."""

    name: ClassVar[str] = "capitals"
    options: ClassVar[tuple[str, ...]] = ()

    def show(self, value: object) -> str:
        """`人民币贰拾捌万陆仟元整`."""
        return money.capitals(decimal(value))

    def _meaning(self, raw: Raw) -> Meaning:
        number = number_in(raw.content)
        if number is not None:  # a sheet may show a number in words, [DBNum2]
            return self._below_limit(number)
        if not isinstance(raw.content, str):
            raise Refused("M-CAPITALS")
        try:
            return self._below_limit(money.parse_capitals(unspaced(raw.content)))
        except ValueError as unreadable:
            raise Refused("M-CAPITALS") from unreadable

    @staticmethod
    def _below_limit(amount: Decimal) -> Meaning:
        if abs(amount) >= money.LIMIT:
            raise Refused("M-CAPITALS")
        return Meaning(money.round_half_up(amount))
