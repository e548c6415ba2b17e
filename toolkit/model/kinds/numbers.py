"""Numbers with their units as people type them: 28.6万元, 1亿2000万, 三十万, 28,6000. Source: domain.md 4.4."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from toolkit.model.kinds.sort import Assumed
from toolkit.model.money import LIMIT, parse_capitals
from toolkit.model.numerals import chinese_number, unit_size, written_in_digits
from toolkit.model.text import Text

_GROUPED = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"
_GROUPED_BY_FOUR = r"\d{1,4}(?:,\d{4})+(?:\.\d+)?"
_NUMBER = rf"(?:{_GROUPED}|{_GROUPED_BY_FOUR}|\d+(?:\.\d+)?|\.\d+)"
_UNIT = r"(?:[十百千]?[万亿]|[百千KW])"
_PART = re.compile(rf"({_NUMBER})({_UNIT})")
_COMPOUND = re.compile(rf"(?P<parts>(?:{_NUMBER}{_UNIT})*)(?P<rest>{_NUMBER})?")
_UNIT_SPELLINGS = str.maketrans(
    {"萬": "万", "億": "亿", "仟": "千", "佰": "百", "k": "K", "w": "W", "−": "-", "–": "-"}
)
_LETTER_SIZES = {"K": Decimal(1000), "W": Decimal(10000)}

_APPROXIMATE = re.compile(r"^(?:大约|大概|约为|约|将近|近|~|≈)|(?:左右|上下)$")
_TAX_REMARK = re.compile(r"\((?:不?含税价?|人民币|RMB|CNY)\)$|^(?:不?含税价?):?")
_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY|¥)+:?|(?:元人民币|人民币|RMB|CNY|¥)$")

APPROXIMATE = Assumed(Text("约数", "approximate"), is_warning=True)
BY_FOUR = Assumed(Text("按四位分节", "grouped by four digits"), is_warning=True)
IN_BRACKETS = Assumed(Text("括号表示负数", "brackets mean minus"), is_warning=True)
NET_OF_TAX = Assumed(Text("注明了“不含税”", "said to be net of tax"), is_warning=True)
IN_WORDS = Assumed(Text("中文数字", "Chinese numerals"))


_MISGROUPED = re.compile(r"\d+(?:,\d+)+")
_COLLOQUIAL = re.compile(r"(.*[\d一二三四五六七八九十两])([百千万亿])([1-9一二三四五六七八九])")


class Ambiguous(ValueError):
    """A number that can be read in two ways: 12,5 · 28,60,00 · 三万五."""

    def __init__(self, one: Decimal, other: Decimal) -> None:
        super().__init__(one, other)
        self.one, self.other = one, other


@dataclass(frozen=True, slots=True)
class Measured:
    """A number as typed: its value in ones (of 元, pieces), and what was taken for granted."""

    value: Decimal
    unit: str = ""
    """Unit written in the cell: 万, 亿, 元 …; '' for none."""
    assumed: tuple[Assumed, ...] = ()

    @property
    def multiplied(self) -> tuple[Assumed, ...]:
        """What is to be said of a unit that made the number larger."""
        is_larger = self.unit not in ("", "元")
        return (Assumed(Text(f"单位“{self.unit}”", f"unit {self.unit}")),) if is_larger else ()


def measured(text: str) -> Measured:
    """The number a text (without spaces, half-width) names.

    Raises Ambiguous, a ValueError, for 28,60,00 · 12,5 · 1万5; ValueError for other texts: 十几万 · 2-3万.
    """
    text, approximate = without_approximation(text.translate(_UNIT_SPELLINGS))
    bare = _TAX_REMARK.sub("", text)
    net = (NET_OF_TAX,) if "不含税" in text and bare != text else ()
    text = _CURRENCY.sub("", bare)
    text, is_negative, brackets = _without_sign(text)
    text = _CURRENCY.sub("", text)
    try:
        number = _unsigned(text)
    except ValueError:
        _ask_for_one_of_two(text, -1 if is_negative else 1)
        raise
    value = -number.value if is_negative else number.value
    return Measured(value, number.unit, (*approximate, *net, *brackets, *number.assumed))


def _ask_for_one_of_two(text: str, sign: int) -> None:
    """Raises Ambiguous for what has two readings: a comma that parts neither threes nor fours, a lone last digit."""
    core = re.sub(r"[元圆块](?:钱)?[整正]?$", "", text)
    if _MISGROUPED.fullmatch(core):
        head, _, tail = core.rpartition(",")
        whole, parted = _digits(core), Decimal(f"{_digits(head)}.{tail}")
        raise Ambiguous(sign * whole, sign * parted)
    colloquial = _COLLOQUIAL.fullmatch(core)
    if colloquial:
        head, unit, last = colloquial.groups()
        base, digit = _unsigned(head + unit).value, Decimal(written_in_digits(last))
        raise Ambiguous(sign * (base + digit * unit_size(unit) / 10), sign * (base + digit))


def without_approximation(text: str) -> tuple[str, tuple[Assumed, ...]]:
    """The text without 约 and 左右, and a warning where it had them."""
    exact = _APPROXIMATE.sub("", text)
    return exact, (APPROXIMATE,) if exact != text else ()


def _without_sign(text: str) -> tuple[str, bool, tuple[Assumed, ...]]:
    bracketed = re.fullmatch(r"\(([\d.,¥]+)\)", text)
    if bracketed:
        return bracketed[1], True, (IN_BRACKETS,)
    is_negative = text.startswith(("-", "负"))
    return text[1:] if is_negative or text.startswith("+") else text, is_negative, ()


def _unsigned(text: str) -> Measured:
    if not re.search(r"\d", text):
        return _in_words(text)
    yuan = re.search(r"(?:元|圆|块)(?:钱)?(?:整|正)?$", text)
    core = text[: yuan.start()] if yuan else text
    match = _COMPOUND.fullmatch(core)
    if not match or not core:
        raise ValueError(text)
    parts = [(part, unit) for part, unit in _PART.findall(match["parts"])]
    value, by_four = _sum_of(parts, match["rest"])
    unit = "".join(unit for _, unit in parts)
    return Measured(value, unit or ("元" if yuan else ""), by_four)


def _sum_of(parts: list[tuple[str, str]], rest: str | None) -> tuple[Decimal, tuple[Assumed, ...]]:
    """1亿2000万 summed: units descend, each part stays below the unit before it, the ones fill it (1万5000)."""
    total, above = Decimal(0), Decimal(10) ** 17
    numbers = [number for number, _ in parts] + ([rest] if rest else [])
    for number, unit in parts:
        size = _LETTER_SIZES[unit] if unit in _LETTER_SIZES else unit_size(unit)
        amount = _digits(number) * size
        is_whole_in_compound = len(numbers) == 1 or "." not in number
        if amount >= above or not is_whole_in_compound:
            raise ValueError(number)
        total, above = total + amount, size
    if rest:
        ones = _digits(rest)
        is_full = above / 10 <= ones < above
        if parts and not is_full:
            raise ValueError(rest)
        total += ones
    if total >= LIMIT:
        raise ValueError(numbers)
    is_by_four = any("," in n and not re.fullmatch(_GROUPED, n) for n in numbers)
    return total, (BY_FOUR,) if is_by_four else ()


def _digits(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def _in_words(text: str) -> Measured:
    """人民币贰拾捌万陆仟元整, 三十万元, 五千万."""
    try:
        value = parse_capitals(text)
    except ValueError:
        return Measured(chinese_number(text), "元", (IN_WORDS,))
    return Measured(value, "元", (IN_WORDS,))
