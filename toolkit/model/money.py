"""Money in 元, exact: rounding, tax, payment plans, margins, 大写. Source: domain.md 5."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from toolkit.model.numerals import chinese_number

FEN = Decimal("0.01")
LIMIT = Decimal(10) ** 16
"""Amounts in words end below this. Source: domain.md 5.1."""

_CAPITAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_SECTION_UNITS = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))


class PlanNotWhole(ValueError):
    """The shares of a payment plan do not sum to 100 %."""

    def __init__(self, total_share: Decimal) -> None:
        super().__init__(f"the shares sum to {total_share:%}, not 100 %")
        self.total_share = total_share


class EmptyInstalment(ValueError):
    """An instalment of a payment plan is nothing or less; `number` counts from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(f"instalment {number} is not above zero")
        self.number = number


class Taxed(NamedTuple):
    """One line's amounts, 元; net + tax = gross."""

    net: Decimal
    tax: Decimal
    gross: Decimal


_FEN: Final = Decimal("0.01")


def round_half_up(amount: Decimal, places: int = 2) -> Decimal:
    """The amount with that many decimal places, 四舍五入."""
    return amount.quantize(_FEN if places == 2 else Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def plain(amount: Decimal) -> str:
    """`271,700.00`, two places always."""
    return f"{round_half_up(amount):,.2f}"


def rate(text: str) -> Decimal:
    """The fraction of a tax rate as written: `13%` gives 0.13, `免税` 0. Raises ValueError."""
    if text == "免税":
        return Decimal(0)
    match = re.fullmatch(r"(\d{1,2}(?:\.\d+)?)%", text)
    if not match:
        raise ValueError(text)
    return Decimal(match[1]) / 100


def vat_line(quantity: Decimal, unit_price: Decimal, rate: Decimal, includes_tax: bool = True) -> Taxed:
    """A line's net, tax and gross, each rounded to the fen; totals are sums of these.

    Source: domain.md 5.4.
    """
    amount = round_half_up(quantity * unit_price)
    if includes_tax:
        net = round_half_up(amount / (1 + rate))
        return Taxed(net, amount - net, amount)
    tax = round_half_up(amount * rate)
    return Taxed(amount, tax, amount + tax)


def instalments(total: Decimal, shares: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """The amounts of a payment plan, one a share (fractions), summing to `total` to the fen.

    Each is rounded half up; the last takes the remainder.
    Raises PlanNotWhole if the shares do not sum to 100 %, EmptyInstalment if an amount is not above zero.

    Source: domain.md 5.3.
    """
    whole = sum(shares, Decimal(0))
    if whole != 1:
        raise PlanNotWhole(whole)
    amounts = [round_half_up(total * share) for share in shares[:-1]]
    amounts.append(round_half_up(total) - sum(amounts, Decimal(0)))
    for number, amount in enumerate(amounts, start=1):
        if amount <= 0:
            raise EmptyInstalment(number)
    return tuple(amounts)


def margin(net: Decimal, cost: Decimal) -> Decimal | None:
    """The gross margin as a fraction of the net revenue, unrounded; None for a price of nothing.

    Source: domain.md 5.5.
    """
    return (net - cost) / net if net else None


def margin_passes(net: Decimal, cost: Decimal, floor: Decimal) -> bool:
    """Whether the margin reaches the floor, compared without dividing; never for a price of nothing."""
    return net > 0 and net - cost >= floor * net


def margin_text(margin: Decimal | None, floor: Decimal) -> str:
    """`31.70%`; six places where two would hide that the floor is missed; `–` for no margin.

    Source: domain.md 5.5.
    """
    if margin is None:
        return "–"
    shown = round_half_up(margin * 100)
    if margin < floor and shown >= round_half_up(floor * 100):
        return f"{(margin * 100).quantize(Decimal('0.000001'), rounding=ROUND_FLOOR)}%"
    return f"{shown}%"


def capitals(amount: Decimal, *, zheng_after_jiao: bool = True) -> str:
    """The amount in words, `人民币贰拾捌万陆仟元整`.

    `zheng_after_jiao=False` leaves out 整 after 角, as in the examples of the central bank.
    Raises ValueError for parts of a fen and for amounts of 10^16 and more.

    Source: domain.md 5.1.
    """
    fen_total = abs(amount) * 100
    if fen_total != fen_total.to_integral_value() or abs(amount) >= LIMIT:
        raise ValueError(amount)
    yuan, rest = divmod(int(fen_total), 100)
    jiao, fen = divmod(rest, 10)
    words = ["人民币", "负" if amount < 0 else ""]
    if yuan or not rest:
        words.append(_capital_number(yuan) + "元")
    if jiao:
        needs_zero = yuan and yuan % 10 == 0
        words.append(("零" if needs_zero else "") + _CAPITAL_DIGITS[jiao] + "角")
    if fen:
        words.append(("零" if yuan and not jiao else "") + _CAPITAL_DIGITS[fen] + "分")
    elif not jiao or zheng_after_jiao:
        words.append("整")
    return "".join(words)


def _capital_number(number: int) -> str:
    """The number in capital numerals; domain.md 5.1, algorithm."""
    for size, unit in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            high, rest = divmod(number, size)
            zero = "零" if 0 < rest < size // 10 else ""
            return _capital_number(high) + unit + zero + (_capital_number(rest) if rest else "")
    return _capital_section(number)


def _capital_section(number: int) -> str:
    """A number below ten thousand in capital numerals; 零 for 0."""
    written, has_gap = "", False
    for size, unit in _SECTION_UNITS:
        digit, number = divmod(number, size)
        if digit:
            written += ("零" if has_gap else "") + _CAPITAL_DIGITS[digit] + unit
        has_gap = bool(written) and not digit
        if not number:
            break
    return written or "零"


_SPELLINGS = str.maketrans("圆圓正萬億毛", "元元整万亿角")
_CAPITALS = re.compile(
    r"(?:人民币|RMB)?\(?(?:金额)?(?:大写)?(?:金额)?\)?:?(?:人民币|RMB)?:?(?P<sign>负?)"
    r"(?:(?P<yuan>[^元角分整]+)元)?(?:零?(?P<jiao>[^元角分整])角)?(?:零?(?P<fen>[^元角分整])分)?(?P<end>整?)"
)


def parse_capitals(text: str) -> Decimal:
    """The amount, 元, that was written in words, in any of the legal spellings.

    Raises ValueError for anything else.

    Source: domain.md 5.1, table.
    """
    written = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).translate(_SPELLINGS)
    match = _CAPITALS.fullmatch(written)
    if not match or not (match["yuan"] or match["jiao"] or match["fen"]):
        return _without_yuan(written)
    yuan, jiao, fen = (chinese_number(match[part]) if match[part] else Decimal(0) for part in ("yuan", "jiao", "fen"))
    amount = yuan + jiao / 10 + fen / 100
    return -amount if match["sign"] else amount


def _without_yuan(written: str) -> Decimal:
    """贰拾捌万陆仟整: 元 left out but closed with 整."""
    match = re.fullmatch(r"(?:人民币)?(?P<yuan>[^元角分整]+)整", written)
    if not match:
        raise ValueError(written)
    return chinese_number(match["yuan"])
