"""Chinese numerals: 三十万, 壹拾万零柒仟, 二〇二六 read as numbers."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **dict(zip("〇弌弍弎亖两", (0, 1, 2, 3, 4, 2), strict=True)),
    **dict(zip("○貳貮參叄陸兩", (0, 2, 2, 3, 3, 6, 2), strict=True)),
}
_UNITS = str.maketrans("拾佰仟萬億", "十百千万亿")
_TENS = {"廿": "二十", "卅": "三十"}

_SECTION = re.compile(r"(?:(\d)千)?(0?)(?:(\d)百)?(0?)(?:(\d?)(十))?(0?)(\d?)")


def written_in_digits(text: str) -> str:
    """The text with every Chinese numeral digit as an Arabic one: 二〇二六 gives 2026, 十 stays."""
    return "".join(str(_DIGITS[c]) if c in _DIGITS else c for c in text)


def chinese_number(text: str) -> Decimal:
    """The number that Chinese numerals name: 二十八点六万, 一亿两千万, 壹拾万零柒仟.

    Raises ValueError for anything else, and for the colloquial ones that may mean two things (三万五, 一百二).
    """
    for short, long in _TENS.items():
        text = text.replace(short, long)
    digits = written_in_digits(text.translate(_UNITS))
    if re.search(r"\d", text) or not digits:
        raise ValueError(text)
    point = re.fullmatch(r"([^点]+)点(\d+)((?:[十百千]?[万亿])?)", digits)
    if point:
        head, decimals, unit = point.groups()
        return (Decimal(_whole(head)) + Decimal(f"0.{decimals}")) * unit_size(unit)
    return Decimal(_whole(digits))


def unit_size(unit: str) -> Decimal:
    """How many ones a unit is: 万 10,000, 千万 10,000,000; 1 for ''. Raises ValueError."""
    sizes = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
    total = Decimal(1)
    for character in unit.translate(_UNITS):
        if character not in sizes:
            raise ValueError(unit)
        total *= sizes[character]
    return total


def _whole(text: str) -> int:
    """The integer; digits are Arabic by now, units Chinese."""
    if "亿" in text:
        head, _, tail = text.rpartition("亿")
        return _joined(_below(head, 10**8), 10**8, tail, text)
    if "万" in text:
        head, _, tail = text.partition("万")
        return _joined(_below(head, 10**4), 10**4, tail, text)
    return _section(text)


def _below(head: str, limit: int) -> int:
    value = _whole(head)
    if not 0 < value < limit:
        raise ValueError(head)
    return value


def _joined(high: int, size: int, tail: str, text: str) -> int:
    if not tail:
        return high * size
    low = _whole(tail.removeprefix("0"))
    is_lone_digit = re.fullmatch(r"\d", tail) is not None
    if is_lone_digit or not 0 < low < size:
        raise ValueError(text)
    return high * size + low


def _section(text: str) -> int:
    """A number below ten thousand."""
    if text == "0":
        return 0
    match = _SECTION.fullmatch(text)
    if not match or not text or text.endswith("0"):
        raise ValueError(text)
    thousands, _, hundreds, _, tens, ten, zero, ones = match.groups()
    has_unit_before = bool(thousands or hundreds)
    if ones and has_unit_before and not ten and not zero and "0" not in text:
        raise ValueError(text)
    number = int(thousands or 0) * 1000 + int(hundreds or 0) * 100
    return number + (int(tens or 1) * 10 if ten else 0) + int(ones or 0)
