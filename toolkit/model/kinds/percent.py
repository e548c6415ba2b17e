"""Percentages, discounts and tax rates. Source: domain.md 4.5, 5.4."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from toolkit.model.kinds.cleaning import unspaced
from toolkit.model.kinds.numbers import IN_WORDS, without_approximation
from toolkit.model.kinds.reading import Content, Raw
from toolkit.model.kinds.sort import Assumed, Meaning, Refused, Sort, decimal, number_in
from toolkit.model.numerals import chinese_number, written_in_digits
from toolkit.model.text import Text

_PARTS = {"百": 100, "千": 1000, "万": 10000}
_SIGNS = {"%": 100, "‰": 1000, "‱": 10000}
_DISCOUNT_WORDS = re.compile(r"^(?:价格)?(?:降价|下浮|让利|优惠|下调|降低|降)")
_PARTED_BY_COMMA = re.compile(r"(\d+),(\d+)(%?)")
AS_PERCENT = Assumed(Text("按百分数理解", "read as per cent"))
AS_DISCOUNT = Assumed(Text("按降价幅度理解", "read as the share taken off"))


@dataclass(frozen=True, slots=True)
class Percent(Sort):
    """A share, kept as a fraction: 30%, 0.3, 30 and 三成 are 0.30."""

    low: Decimal | int = 0
    high: Decimal | int = 1
    is_discount: bool = False
    """9.5折 and 降价5% are read as 0.05."""
    places: int = 0
    """Decimals shown at least: margins are printed with two."""
    name: ClassVar[str] = "percent"
    options: ClassVar[tuple[str, ...]] = ()

    @property
    def number_format(self) -> str:
        """Excel format code."""
        return "0.00%"

    def show(self, value: object) -> str:
        """`30%`, `35.11%`, as many places as the value has, `places` at least."""
        return as_percent(decimal(value), self.places)

    def cell(self, value: object) -> Content:
        """The fraction."""
        return decimal(value)

    def _meaning(self, raw: Raw) -> Meaning:
        value, assumed = self._fraction(raw)
        if not self.low <= value <= self.high:
            lo, hi = as_percent(Decimal(self.low)), as_percent(Decimal(self.high))
            raise Refused("M-RANGE", lo=lo, hi=hi, value=as_percent(value))
        return Meaning(value, assumed)

    def _fraction(self, raw: Raw) -> tuple[Decimal, tuple[Assumed, ...]]:
        number = number_in(raw.content)
        if number is not None:
            return (number, ()) if "%" in raw.number_format else self._clear(*_bare(number, raw.header_unit))
        if not isinstance(raw.content, str):
            raise Refused("M-PCT")
        text, approximate = without_approximation(unspaced(raw.content).replace("−", "-"))
        value, assumed = self._worded(text, raw.header_unit)
        if re.fullmatch(r"[+-]?[\d.]+", text):
            value, assumed = self._clear(value, assumed)
        return value, (*approximate, *assumed)

    def _clear(self, value: Decimal, assumed: tuple[Assumed, ...]) -> tuple[Decimal, tuple[Assumed, ...]]:
        """A bare number's share, asked for where it fits only as per cent: 0.5 in a field of 0 to 5 %."""
        is_fraction = 0 < abs(value) < 1 and not assumed
        if is_fraction and not self.low <= value <= self.high and self.low <= value / 100 <= self.high:
            raise Refused("M-PCT1", one=f"{value.normalize():f}%", other=as_percent(value))
        return value, assumed

    def _worded(self, text: str, header_unit: str) -> tuple[Decimal, tuple[Assumed, ...]]:
        if self.is_discount:
            if text.endswith("折"):
                return _price_cut(text[:-1].removeprefix("打")), (AS_DISCOUNT,)
            lowered = _DISCOUNT_WORDS.sub("", text)
            if lowered != text:
                return _share(lowered, header_unit)[0], (AS_DISCOUNT,)
        return _share(text, header_unit)


def as_percent(fraction: Decimal, places: int = 0) -> str:
    """`30%`, `35.11%`; with at least that many decimals, `31.70%`."""
    hundredths = f"{(fraction * 100).normalize():f}"
    whole, _, decimals = hundredths.partition(".")
    decimals = decimals.ljust(places, "0")
    return f"{whole}.{decimals}%" if decimals else f"{whole}%"


def _share(text: str, header_unit: str) -> tuple[Decimal, tuple[Assumed, ...]]:
    """A share as typed, without words around it."""
    signed = re.fullmatch(r"([+-]?\d+(?:\.\d+)?|[+-]?\.\d+)([%‰‱]?)", text)
    if signed:
        number, sign = Decimal(signed[1]), signed[2]
        return (number / _SIGNS[sign], ()) if sign else _bare(number, header_unit)
    parted = _PARTED_BY_COMMA.fullmatch(text)
    if parted:
        sign = parted[3]
        raise Refused("M-AMBIG", one=f"{parted[1]}.{parted[2]}{sign}", other=f"{parted[1]}{parted[2]}{sign}")
    try:
        return _share_in_words(text), (IN_WORDS,)
    except ValueError as unreadable:
        raise Refused("M-PCT") from unreadable


def _share_in_words(text: str) -> Decimal:
    """百分之三十, 千分之五, 三成, 三成半. Raises ValueError."""
    parts = re.fullmatch(r"([百千万])分之(.+)", text)
    if parts:
        return _number(parts[2]) / _PARTS[parts[1]]
    tenths = re.fullmatch(r"(.)成(半?)", text)
    if tenths:
        return _number(tenths[1]) / 10 + (Decimal("0.05") if tenths[2] else 0)
    raise ValueError(text)


def _number(text: str) -> Decimal:
    return Decimal(text) if re.fullmatch(r"\d+(\.\d+)?", text) else chinese_number(text)


def _bare(number: Decimal, header_unit: str) -> tuple[Decimal, tuple[Assumed, ...]]:
    """A number without a sign: below one a fraction, above one per cent; one itself is a question."""
    is_under_percent = "%" in unspaced(header_unit)
    size = abs(number)
    if is_under_percent and 0 < size < 1:
        raise Refused("M-PCT1", one=f"{number.normalize():f}%", other=as_percent(number))
    if size == 1 and not is_under_percent:
        raise Refused("M-PCT1", one=f"{number.normalize():f}%", other=as_percent(number))
    if size < 1:
        return number, ()
    return number / 100, (AS_PERCENT,)


def _price_cut(text: str) -> Decimal:
    """What 9.5折, 95折, 八五折 take off: 0.05, 0.05, 0.15. Raises Refused."""
    digits = written_in_digits(text)
    if not re.fullmatch(r"\d(?:\.\d+)?|\d{2}(?:\.\d+)?", digits):
        raise Refused("M-PCT")
    kept = Decimal(digits)
    off = 1 - kept / (10 if kept < 10 else 100)
    if off == 1 or kept == 10:  # 10折 is no discount to some, 90 % off to others
        raise Refused("M-PCT")
    return off


TAX_RATES = ("13%", "9%", "6%", "3%", "1%", "0%", "免税")
"""In force 2026. Source: domain.md 5.4."""
_ABOLISHED = ("17%", "16%", "11%", "10%")
_EXEMPT = frozenset(("免税", "免征", "免税收入", "免"))


@dataclass(frozen=True, slots=True)
class TaxRate(Sort):
    """A rate of value-added tax in force, as written: `13%`, `免税`."""

    name: ClassVar[str] = "tax_rate"
    options: ClassVar[tuple[str, ...]] = TAX_RATES

    def _meaning(self, raw: Raw) -> Meaning:
        text = unspaced(raw.content) if isinstance(raw.content, str) else ""
        if text in _EXEMPT:
            return Meaning("免税")
        text = {"零税率": "0%"}.get(text, text)
        value, assumed = self._rate(text or raw.content, raw)
        if value in _ABOLISHED:
            raise Refused("M-RATE-OLD", options=TAX_RATES)
        if value not in TAX_RATES:
            raise Refused("M-RATE", options=TAX_RATES)
        return Meaning(value, assumed)

    @staticmethod
    def _rate(content: Content, raw: Raw) -> tuple[str, tuple[Assumed, ...]]:
        """No rate is 100 %, so a bare 1 is 1 %."""
        number = number_in(content)
        if content == "1" or (number == 1 and "%" not in raw.number_format):
            return "1%", (AS_PERCENT,)
        reading = Percent(0, 1).read(Raw(content, raw.number_format), today=date.min)
        if reading.fault:
            raise Refused("M-RATE", options=TAX_RATES)
        plainly = (AS_PERCENT,) if reading.notes else ()
        return as_percent(decimal(reading.value)), plainly
