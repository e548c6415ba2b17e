"""How the page writes what a report says: words in both languages, figures, days, and the way to a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup

from toolkit.model.text import Text, shown_safely
from toolkit.reports.tables import LEVEL_WORDS, Level

_LONGEST_WORDS: Final = 400
_HUNDRED, _TENTH = Decimal(100), Decimal("0.1")


def both(words: tuple[str, str]) -> Markup:
    """The words in Chinese and English, of which the page shows one; once where they are the same."""
    zh, en = (shown_safely(one, longest=_LONGEST_WORDS) for one in words)
    if zh == en:
        return Markup("{}").format(zh)
    return Markup('<span class="zh" lang="zh-CN">{}</span><span class="en" lang="en">{}</span>').format(zh, capital(en))


def capital(words: str) -> str:
    """The words with a capital letter at the head."""
    return words[:1].upper() + words[1:]


def count(number: int) -> str:
    """`12,345`."""
    return f"{number:,}"


def amount(money: Decimal | None) -> str:
    """`1,234,567.00`; '' for none."""
    return "" if money is None else f"{money:,.2f}"


def percent(share: Decimal | None) -> str:
    """`45.8%`; '' for none."""
    return "" if share is None else f"{(share * _HUNDRED).quantize(_TENTH, ROUND_HALF_UP)}%"


def days_left(days: int | None) -> Text:
    """How far off the due day is."""
    if days is None:
        return Text("", "")
    if days == 0:
        return Text("今天", "today")
    return Text(f"剩 {days} 天", f"{days} d left") if days > 0 else Text(f"逾期 {-days} 天", f"{-days} d overdue")


def workdays_left(days: int | None) -> Text:
    """The same in working days."""
    return Text("", "") if not days else Text(f"{abs(days)} 个工作日", f"{abs(days)} working d")


def level_word(level: Level) -> Text:
    """What the level is called."""
    return LEVEL_WORDS[level]


def level_class(level: Level) -> str:
    """The level's class in the style sheet."""
    return LEVEL_WORDS[level].en


def address(file: str, to_house: str) -> str:
    """Where a document of the house lies, seen from the page; nothing that people wrote makes it lead elsewhere."""
    return f"{quote(to_house or './', safe='/:%')}{quote(file.lstrip('/'), safe='/')}"


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "address": address,
    "amount": amount,
    "both": both,
    "capital": capital,
    "count": count,
    "days_left": days_left,
    "level_class": level_class,
    "level_word": level_word,
    "percent": percent,
    "shown": shown_safely,
    "workdays_left": workdays_left,
}
