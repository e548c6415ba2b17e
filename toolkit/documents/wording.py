"""How amounts, days and shares are written in documents, Chinese and English. Source: domain.md 3.0.

Each raises TypeError for anything but its own type, so that a template cannot print an unfit value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from toolkit.model import money as exact
from toolkit.model.text import Lang

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""Not strftime: its names follow the machine's language."""


_FEN: Final = Decimal("0.01")
_LARGE: Final = Decimal(10) ** 20
"""Below it every amount of whole fen is written the short way."""


def money(amount: Decimal) -> str:
    """`271,700.00` in both languages; raises ValueError for parts of a fen rather than hide them."""
    if type(amount) is Decimal and 0 <= amount < _LARGE and not amount % _FEN:
        return f"{amount:,.2f}"
    _want(amount, Decimal)
    if amount != exact.round_half_up(amount):
        raise ValueError(f"{amount} has parts of a fen")
    return exact.plain(amount)


def price(amount: Decimal) -> str:
    """A unit price: `113,000.00`, with up to six places where it has them; in both languages."""
    if type(amount) is Decimal and 0 <= amount < _LARGE and not amount % _FEN:
        return f"{amount:,.2f}"
    _want(amount, Decimal)
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:,.{places}f}"


def capitals(amount: Decimal) -> str:
    """`人民币贰拾柒万壹仟柒佰元整`"""  # noqa: D400, D415 (what you get, as it is written)
    _want(amount, Decimal)
    return exact.capitals(amount)


def english_capitals(amount: Decimal) -> str:
    """`RMB two hundred and seventy-one thousand seven hundred only`; fen stand as on a cheque: `and 50/100 only`.

    Raises ValueError for parts of a fen, for less than nothing and for amounts of 10^16 and more.
    """
    _want(amount, Decimal)
    if amount != exact.round_half_up(amount) or not 0 <= amount < exact.LIMIT:
        raise ValueError(amount)
    yuan, fen = divmod(int(amount * 100), 100)
    from num2words import num2words  # noqa: PLC0415 - Chinese documents do without it

    words = str(num2words(yuan, lang="en")).replace(",", "")
    return f"RMB {words} and {fen:02d}/100 only" if fen else f"RMB {words} only"


def day(on: date) -> str:
    """`2026年7月20日`, without padding."""
    _want(on, date)
    return f"{on.year}年{on.month}月{on.day}日"


def english_day(on: date) -> str:
    """`20 July 2026`, which is read alike on both sides of the Atlantic."""
    _want(on, date)
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def percent(share: Decimal) -> str:
    """A fraction as `30%`, with the places it has: 0.0005 is `0.05%`; in both languages."""
    _want(share, Decimal)
    return f"{(share * 100).normalize():f}%"


def quantity(number: Decimal) -> str:
    """`2`, `1.25`: no zeros behind the point; in both languages."""
    if type(number) is Decimal and (whole := str(number)).isdigit():
        return whole
    _want(number, Decimal)
    return f"{number.normalize():f}"


def counted(number: int, word: str) -> str:
    """`1 day`, `5 working days`: an English word with its number, for those that take an s."""
    _want(number, int)
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _want(value: object, kind: type) -> None:
    if not isinstance(value, kind) or isinstance(value, datetime):
        raise TypeError(f"{value} is no {kind.__name__}")  # str() of a missing name says so instead


_ALIKE: Final = {"money": money, "price": price, "percent": percent, "quantity": quantity}
_FILTERS: Final[Mapping[Lang, Mapping[str, Callable[[Any], str]]]] = {
    "zh": {**_ALIKE, "capitals": capitals, "day": day},
    "en": {**_ALIKE, "capitals": english_capitals, "day": english_day},
}


def filters(lang: Lang = "zh") -> Mapping[str, Callable[[Any], str]]:
    """What templates and clauses may put behind `|`, beside Jinja's own, by name: one set of names in all languages."""
    return _FILTERS[lang]
