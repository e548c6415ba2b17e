"""Quantities, whole numbers and scores."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from toolkit.model.kinds.cleaning import unspaced
from toolkit.model.kinds.numbers import measured
from toolkit.model.kinds.reading import Content, Raw
from toolkit.model.kinds.sort import Assumed, Meaning, Refused, Sort, decimal, number_in
from toolkit.model.text import Text

_MOST_PLACES = 4
"""Of a quantity. Source: domain.md, global conventions."""
_MEASURES = frozenset(
    "台 套 件 个 项 只 条 根 块 张 把 批 组 副 对 箱 盒 包 袋 桶 瓶 卷 吨 公斤 千克 克 米 平方米 立方米 m m2 m3 kg g t "
    "人 人次 次 天 日 周 月 个月 年 小时 时 分 分钟 秒 期 份 页 点 人天 工日 站 工位 处 户 家 名 位 轮 星 pcs PCS set".split()
)


def _counted(raw: Raw, code: str) -> tuple[Decimal, tuple[Assumed, ...]]:
    """A number with or without its unit: 2, 2台, 1.2万件, 两套. Raises Refused."""
    number = number_in(raw.content)
    if number is not None and "%" not in raw.number_format:
        return number, ()
    if not isinstance(raw.content, str):
        raise Refused(code)
    text = unspaced(raw.content)
    match = re.fullmatch(r"(.*?)(" + "|".join(sorted(map(re.escape, _MEASURES), key=len, reverse=True)) + ")", text)
    if match and match[1]:
        text, unit = match[1], match[2]
    else:
        unit = ""
    try:
        found = measured(text)
    except ValueError as unreadable:
        raise Refused(code) from unreadable
    if "元" in text or "¥" in text:
        raise Refused(code)
    without_unit = (Assumed(Text(f"略去单位“{unit}”", f"unit {unit} left out")),) if unit else ()
    return found.value, (*found.assumed, *without_unit)


@dataclass(frozen=True, slots=True)
class Quantity(Sort):
    """How many, above zero, up to four decimal places."""

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

    def _meaning(self, raw: Raw, today: date) -> Meaning:
        value, assumed = _counted(raw, "M-QTY")
        if value < 0:
            raise Refused("M-NEG")
        if not value:
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

    def _meaning(self, raw: Raw, today: date) -> Meaning:
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


@dataclass(frozen=True, slots=True)
class Score(Sort):
    """1 to 5; ★★★★ and 4分 are read too."""

    name: ClassVar[str] = "score"
    options: ClassVar[tuple[str, ...]] = ("5", "4", "3", "2", "1")

    @property
    def number_format(self) -> str:
        """Excel format code."""
        return "0"

    def cell(self, value: object) -> Content:
        """The number."""
        return int(decimal(value))

    def _meaning(self, raw: Raw, today: date) -> Meaning:
        text = unspaced(raw.content).replace("☆", "") if isinstance(raw.content, str) else ""
        if _STARS.fullmatch(text):
            value = Decimal(len(text))
        else:
            value, _ = _counted(raw, "M-QTY")
        if value != value.to_integral_value() or not 1 <= value <= _BEST_SCORE:
            raise Refused("M-RANGE", lo=1, hi=_BEST_SCORE, value=value)
        return Meaning(int(value))
