"""How amounts, days and shares are written in documents. Source: domain.md 3.0.

Each raises TypeError for anything but its own type, so that a template cannot print an unfit value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from toolkit.model import money as exact


def money(amount: Decimal) -> str:
    """`271,700.00`; raises ValueError for parts of a fen rather than hide them."""
    _want(amount, Decimal)
    if amount != exact.round_half_up(amount):
        raise ValueError(f"{amount} has parts of a fen")
    return exact.plain(amount)


def price(amount: Decimal) -> str:
    """A unit price: `113,000.00`, with up to six places where it has them."""
    _want(amount, Decimal)
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:,.{places}f}"


def capitals(amount: Decimal) -> str:
    """`人民币贰拾柒万壹仟柒佰元整`"""  # noqa: D400, D415 (what you get, as it is written)
    _want(amount, Decimal)
    return exact.capitals(amount)


def day(on: date) -> str:
    """`2026年7月20日`, without padding."""
    _want(on, date)
    return f"{on.year}年{on.month}月{on.day}日"


def percent(share: Decimal) -> str:
    """A fraction as `30%`, with the places it has: 0.0005 is `0.05%`."""
    _want(share, Decimal)
    return f"{(share * 100).normalize():f}%"


def quantity(number: Decimal) -> str:
    """`2`, `1.25`: no zeros behind the point."""
    _want(number, Decimal)
    return f"{number.normalize():f}"


def _want(value: object, kind: type) -> None:
    if not isinstance(value, kind) or isinstance(value, datetime):
        raise TypeError(f"{value} is no {kind.__name__}")  # str() of a missing name says so instead


FILTERS: Final[Mapping[str, Callable[[Any], str]]] = {
    "money": money,
    "price": price,
    "capitals": capitals,
    "day": day,
    "percent": percent,
    "quantity": quantity,
}
"""What templates and clauses may put behind `|`, beside Jinja's own."""
