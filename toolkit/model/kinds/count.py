"""Quantities, whole numbers and scores."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from toolkit.model.kinds.cleaning import unspaced
from toolkit.model.kinds.numbers import Ambiguous, measured
from toolkit.model.kinds.reading import Content, Raw
from toolkit.model.kinds.sort import Assumed, Meaning, Refused, Sort, decimal, number_in
from toolkit.model.kinds.ticks import ticks
from toolkit.model.text import Text

_MOST_PLACES = 4
"""Of a quantity. Source: domain.md, global conventions."""
_MEASURES = (
    r"个月|人次|人天|工日|公斤|千克|平方米|立方米|m2|m3|小时|分钟|工位|[台套件个项只条根块张把批组副对箱盒包袋桶瓶卷吨克米]"
    r"|[人次天日周月年时分秒期份页点站处户家名位轮星]|kg|KG|pcs|PCS|set|[mgt]"
)
_WITH_UNIT = re.compile(rf"(.+?)({_MEASURES})")


def _counted(raw: Raw, code: str) -> tuple[Decimal, tuple[Assumed, ...]]:
    """A number with or without its unit: 2, 2台, 1.2万件, 两套. Raises Refused."""
    number = number_in(raw.content)
    if number is not None and "%" not in raw.number_format:
        return number, ()
    if not isinstance(raw.content, str):
        raise Refused(code)
    text = unspaced(raw.content)
    match = _WITH_UNIT.fullmatch(text)
    text, unit = match.groups() if match else (text, "")
    try:
        found = measured(text)
    except Ambiguous as two:
        raise Refused("M-AMBIG", one=f"{two.one.normalize():f}", other=f"{two.other.normalize():f}") from two
    except ValueError as unreadable:
        raise Refused(code) from unreadable
    if "元" in text or "¥" in text:
        raise Refused(code)
    value, converted = _in_header_unit(found.value, unit, unspaced(raw.header_unit).strip("()个"))
    return value, (*found.assumed, *found.multiplied, *converted)


_TIME_UNITS = {"小时": "小时", "时": "小时", "天": "天", "日": "天", "周": "周", "月": "月", "个月": "月", "年": "年"}
_CONVERSIONS = {("年", "月"): 12, ("周", "天"): 7, ("天", "小时"): 24}


def _in_header_unit(value: Decimal, unit: str, header_unit: str) -> tuple[Decimal, tuple[Assumed, ...]]:
    """The number in the header's unit: 2年 under 质保期(月) is 24. Raises Refused for one that does not convert."""
    if not unit or unit == header_unit:
        return value, ()
    ours, theirs = _TIME_UNITS.get(header_unit), _TIME_UNITS.get(unit)
    if ours is None or theirs is None:
        return value, (Assumed(Text(f"略去单位“{unit}”", f"unit {unit} left out")),)
    if ours == theirs:
        return value, ()
    if (theirs, ours) not in _CONVERSIONS:
        raise Refused("M-UNIT", unit=unit, expected=header_unit)
    return value * _CONVERSIONS[theirs, ours], (
        Assumed(Text(f"“{unit}”换算为“{header_unit}”", f"{unit} in {header_unit}")),
    )


@dataclass(frozen=True, slots=True)
class Quantity(Sort):
    """How many, up to four decimal places."""

    allow_zero: bool = False
    """None of it is an answer (received, not ordered)."""
    name: ClassVar[str] = "quantity"
    options: ClassVar[tuple[str, ...]] = ()

    @property
    def number_format(self) -> str:
        """Excel format code; `0.####` would show `2.` for two."""
        return "General"

    def show(self, value: object) -> str:
        """`2`, `2.5`."""
        return f"{decimal(value).normalize():f}"

    def cell(self, value: object) -> Content:
        """The number."""
        return decimal(value)

    def _meaning(self, raw: Raw) -> Meaning:
        value, assumed = _counted(raw, "M-QTY")
        if value < 0:
            raise Refused("M-NEG")
        if not value and not self.allow_zero:
            raise Refused("M-ZERO")
        if value != round(value, _MOST_PLACES):
            raise Refused("M-PLACES", places=_MOST_PLACES)
        return Meaning(Decimal(f"{value.normalize():f}"), assumed)


@dataclass(frozen=True, slots=True)
class Whole(Sort):
    """A whole number; None leaves an end open."""

    low: int | None = None
    high: int | None = None
    name: ClassVar[str] = "whole"
    options: ClassVar[tuple[str, ...]] = ()

    @property
    def number_format(self) -> str:
        """Excel format code."""
        return "0"

    def cell(self, value: object) -> Content:
        """The number."""
        return int(decimal(value))

    def _meaning(self, raw: Raw) -> Meaning:
        value, assumed = _counted(raw, "M-QTY")
        if value != value.to_integral_value():
            raise Refused("M-WHOLE")
        refuse_outside(int(value), self.low, self.high)
        return Meaning(int(value), assumed)


def refuse_outside(value: int, low: int | None, high: int | None) -> None:
    """Refuses a number outside of the bounds, naming those that there are."""
    if (low is None or value >= low) and (high is None or value <= high):
        return
    if low is not None and high is not None:
        raise Refused("M-RANGE", lo=low, hi=high, value=value)
    if low is not None:
        raise Refused("M-NEG") if low == 0 else Refused("M-LEAST", lo=low, value=value)
    raise Refused("M-MOST", hi=high, value=value)


_STARS = re.compile(r"[★⭐]+")
_BEST_SCORE = 5
_IN_WORDS = {"非常满意": 5, "满意": 4, "一般": 3, "不满意": 2, "非常不满意": 1, "A": 5, "B": 3, "C": 1}


@dataclass(frozen=True, slots=True)
class Score(Sort):
    """1 to 5; ★★★★, 4分, 非常满意 … 非常不满意 and A/B/C are read too. Source: domain.md 2.15."""

    name: ClassVar[str] = "score"
    options: ClassVar[tuple[str, ...]] = ("5", "4", "3", "2", "1")

    @property
    def number_format(self) -> str:
        """Excel format code."""
        return "0"

    def cell(self, value: object) -> Content:
        """The number."""
        return int(decimal(value))

    def _meaning(self, raw: Raw) -> Meaning:
        text = unspaced(raw.content).replace("☆", "") if isinstance(raw.content, str) else ""
        boxes = ticks(text)
        if boxes and len(boxes.ticked) == 1:
            text = boxes.ticked[0]
            raw = Raw(text)
        if text.upper() in _IN_WORDS:
            return Meaning(_IN_WORDS[text.upper()])
        if _STARS.fullmatch(text):
            value = Decimal(len(text))
        else:
            value, _ = _counted(raw, "M-QTY")
        if value != value.to_integral_value() or not 1 <= value <= _BEST_SCORE:
            raise Refused("M-RANGE", lo=1, hi=_BEST_SCORE, value=f"{value.normalize():f}")
        return Meaning(int(value))
