"""What the words of a contract give away: placeholders, limits of damages, penalties, who settles disputes.

Source: domain.md 3.3, the guards at its end; 民法典 506, 585-588.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from toolkit.model.numerals import chinese_number

EARNEST_MONEY: Final = "定金"
NOT_EARNEST_MONEY: Final = "订金"
"""Sounds alike and secures nothing."""

_PLACEHOLDER: Final = re.compile(r"\{\{|\}\}|【\s*】|_{2,}|＿{2,}|(?<![A-Za-z0-9×-])(?:X{2,}|×{2,})(?![A-Za-z0-9×-])")
_DATE_TO_WRITE: Final = re.compile(r"_*\s*年\s*_+\s*月\s*_+\s*日")
_LIMIT: Final = re.compile(r"赔偿[^。；;]{0,30}?(?:为限|不超过|不得超过|上限|最高)|最高赔偿|赔偿上限")
_EXCEPTIONS: Final = (
    ("故意或重大过失", re.compile("故意.{0,4}重大过失")),
    ("人身损害", re.compile("人身(?:损害|伤害|伤亡)")),
    ("侵犯知识产权", re.compile("知识产权")),
    ("违反保密义务", re.compile("保密")),
)
_RATE: Final = (
    r"(?:(?P<digits>\d+(?:\.\d+)?)\s*(?P<sign>[%％‰])"
    r"|(?P<base>百|千|万)分之(?P<number>\d+(?:\.\d+)?|[〇零一二三四五六七八九十点]+))"
)
_DAILY: Final = re.compile(rf"(?:每(?:逾期|延迟|迟延)?\s*[一1]?\s*[日天]|按日)[^。；;%％‰]{{0,30}}?{_RATE}")
_CAP: Final = re.compile(rf"(?:累计|合计|总额|最高|上限)[^。；;%％‰]{{0,20}}?{_RATE}")
_PARTS: Final = {"%": 100, "％": 100, "‰": 1000, "百": 100, "千": 1000, "万": 10000}
_COURT: Final = re.compile(r"法院[^。；;]{0,12}(?:起诉|诉讼|管辖)|提起诉讼")
_ARBITRATION: Final = re.compile(r"(?:提交|提请|申请)[^。；;]{0,40}仲裁")


def placeholder(text: str) -> str:
    """The first placeholder that nobody filled in: `XX`, `____`, `【 】`, `{{`; '' for none.

    A date left to be written by hand, `____年__月__日`, is none.
    """
    found = _PLACEHOLDER.search(_DATE_TO_WRITE.sub("", text))
    return found[0] if found else ""


def missing_exceptions(text: str) -> tuple[str, ...]:
    """What a limit of damages has to except and does not; nothing where there is no such limit. 民法典 506."""
    if not _LIMIT.search(text):
        return ()
    return tuple(name for name, said in _EXCEPTIONS if not said.search(text))


def daily_rates(text: str) -> Iterator[Decimal]:
    """The penalties a day that a text names, as fractions: 每日0.5%, 每逾期一日千分之五."""
    return _rates(_DAILY, text)


def penalty_caps(text: str) -> Iterator[Decimal]:
    """What the text lets penalties come to at most, as fractions: 累计不超过5%."""
    return _rates(_CAP, text) if "违约金" in text else iter(())


def _rates(pattern: re.Pattern[str], text: str) -> Iterator[Decimal]:
    for found in pattern.finditer(text):
        if found["digits"]:
            yield Decimal(found["digits"]) / _PARTS[found["sign"]]
        elif (count := _count(found["number"])) is not None:
            yield count / _PARTS[found["base"]]


def _count(number: str) -> Decimal | None:
    try:
        return Decimal(number) if number[0].isascii() else chinese_number(number)
    except ValueError:
        return None


def goes_to_court(text: str) -> bool:
    """Whether the text sends disputes to a court."""
    return _COURT.search(text) is not None


def goes_to_arbitration(text: str) -> bool:
    """Whether the text sends disputes to arbitration."""
    return _ARBITRATION.search(text) is not None
