"""What the words of a contract give away: placeholders, limits of damages, penalties, who settles disputes.

Each looks for it in Chinese and in English at once: people type either into the contracts of either language.

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

_ENGLISH_EARNEST_MONEY: Final = re.compile(r"\bearnest\s+money\b", re.IGNORECASE)
_ENGLISH_DEPOSIT: Final = re.compile(
    r"\b(?:a|the|any|its|cash|down|initial|security|[\d.]+\s?%)\s+deposit\b|\bdeposit\s+(?:of|in)\s+(?:RMB|CNY|[\d¥])",
    re.IGNORECASE,
)
"""Of money: it may mean earnest money or a mere prepayment; a verb, a bank or a product of that name is none."""

_PLACEHOLDER: Final = re.compile(
    r"\{\{|\}\}|【\s*】|_{2,}|＿{2,}|(?<![A-Za-z0-9×-])(?:X{2,}|×{2,}|TB[ACD])(?![A-Za-z0-9×-])"
    r"|\[(?:\s*|\s*[●•.…]+\s*|\s*(?i:blank|insert|to be)\b[^\]]*)\]|(?i:\bto be filled in\b|\bfill in here\b)"
)
_DATE_TO_WRITE: Final = re.compile(r"_*\s*年\s*_+\s*月\s*_+\s*日")
_LIMIT: Final = re.compile(
    r"赔偿[^。；;]{0,30}?(?:为限|不超过|不得超过|上限|最高)|最高赔偿|赔偿上限"
    r"|(?i:(?<!liquidated )\b(?:damages|liabilit(?:y|ies)|compensation)\b[^.;]{0,80}?"
    r"\b(?:not exceed|not be more than|exceed in no|limited to|capped at|up to a maximum|maximum of)"
    r"|\b(?:maximum|limit of|limitation of|cap on)\s+(?:\w+\s+)?(?:liability|damages|compensation)\b)"
)
_INTENT: Final = r"(?:intent\w*|wil+ful\w*|deliberate\w*)"
_EXCEPTIONS: Final = (
    (
        "故意或重大过失",
        re.compile(
            rf"故意.{{0,4}}重大过失|(?i:\b{_INTENT}\b.{{0,30}}\bgross(?:ly)? neglig"
            rf"|\bgross(?:ly)? negligen\w+.{{0,30}}\b{_INTENT})"
        ),
    ),
    ("人身损害", re.compile(r"人身(?:损害|伤害|伤亡)|(?i:\b(?:personal|bodily) (?:injur|harm))")),
    ("侵犯知识产权", re.compile(r"知识产权|(?i:\bintellectual property\b)")),
    ("违反保密义务", re.compile(r"保密|(?i:\bconfidential)")),
)
_RATE: Final = (
    r"(?:(?P<digits>\d+(?:\.\d+)?)\s*(?P<sign>[%％‰])"
    r"|(?P<base>百|千|万)分之(?P<number>\d+(?:\.\d+)?|[〇零一二三四五六七八九十点]+))"
)
_DAILY: Final = re.compile(rf"(?:每(?:逾期|延迟|迟延)?\s*[一1]?\s*[日天]|按日)[^。；;%％‰]{{0,30}}?{_RATE}")
_CAP: Final = re.compile(rf"(?:累计|合计|总额|最高|上限)[^。；;%％‰]{{0,20}}?{_RATE}")
_ENGLISH_RATE: Final = r"(?P<digits>\d+(?:\.\d+)?)\s*(?P<sign>[%％‰]|per ?cent|per ?mille)"
_A_DAY: Final = r"(?:(?:per|each|every|a|one)\s+(?:calendar\s+|working\s+|business\s+)?day|daily)\b"
_ENGLISH_DAILY: Final = (
    re.compile(rf"{_ENGLISH_RATE}[^.;%％‰]{{0,80}}?\b{_A_DAY}", re.IGNORECASE),
    re.compile(rf"\b{_A_DAY}[^.;,%％‰]{{0,60}}?\b{_ENGLISH_RATE}", re.IGNORECASE),
)
_ENGLISH_CAP: Final = re.compile(
    rf"\b(?:exceed(?:ing)?|more than|up to|capped at|limited to|maximum of|at most)\s[^.;%％‰]{{0,20}}?{_ENGLISH_RATE}",
    re.IGNORECASE,
)
_PENALTY: Final = re.compile(r"违约金|(?i:\bliquidated damages\b|\bpenalt(?:y|ies)\b|\blate fees?\b)")
_PARTS: Final = {"%": 100, "％": 100, "‰": 1000, "百": 100, "千": 1000, "万": 10000}
_COURT: Final = re.compile(
    r"法院[^。；;]{0,12}(?:起诉|诉讼|管辖)|提起诉讼"
    r"|(?i:\bcourts?\b[^.;]{0,40}\bjurisdiction\b|\bjurisdiction of [^.;]{0,40}\bcourts?\b"
    r"|\b(?:bring|brought|file[sd]?|institute[sd]?|commence[sd]?)\b[^.;]{0,40}\bcourts?\b|\blitigat(?:e|ed|ion)\b|\blawsuit)"
)
_ARBITRATION: Final = re.compile(
    r"(?:提交|提请|申请)[^。；;]{0,40}仲裁"
    r"|(?i:\b(?:submit(?:ted)?|refer(?:red)?)\b[^.;]{0,80}\barbitrat|\b(?:settled|resolved|decided) by arbitration\b)"
)


def placeholder(text: str) -> str:
    """The first placeholder that nobody filled in: `XX`, `____`, `【 】`, `{{`; '' for none.

    A date left to be written by hand, `____年__月__日`, is none.
    """
    found = _PLACEHOLDER.search(_DATE_TO_WRITE.sub("", text))
    return found[0] if found else ""


def earnest_money_in(text: str) -> str:
    """Earnest money as the text calls it, 定金 or `earnest money`; '' where it does not speak of it."""
    found = _ENGLISH_EARNEST_MONEY.search(text)
    return EARNEST_MONEY if EARNEST_MONEY in text else found[0].lower() if found else ""


def misnamed_earnest_money_in(text: str) -> str:
    """What may or may not be earnest money, 订金 or `a deposit`; '' where the text does not speak of it."""
    found = _ENGLISH_DEPOSIT.search(text)
    return NOT_EARNEST_MONEY if NOT_EARNEST_MONEY in text else found[0].lower() if found else ""


def missing_exceptions(text: str) -> tuple[str, ...]:
    """What a limit of damages has to except and does not; nothing where there is no such limit. 民法典 506."""
    if not _LIMIT.search(text):
        return ()
    return tuple(name for name, said in _EXCEPTIONS if not said.search(text))


def daily_rates(text: str) -> Iterator[Decimal]:
    """The penalties a day that a text names, as fractions: 每日0.5%, 每逾期一日千分之五, `0.5% per day`."""
    yield from _rates(_DAILY, text)
    before, behind = _ENGLISH_DAILY
    yield from _english_rates(before, text)
    yield from _english_rates(behind, before.sub("", text))


def penalty_caps(text: str) -> Iterator[Decimal]:
    """What the text lets penalties come to at most, as fractions: 累计不超过5%, `not exceeding 5%`."""
    if _PENALTY.search(text):
        yield from _rates(_CAP, text)
        yield from _english_rates(_ENGLISH_CAP, text)


def _rates(pattern: re.Pattern[str], text: str) -> Iterator[Decimal]:
    for found in pattern.finditer(text):
        if found["digits"]:
            yield Decimal(found["digits"]) / _PARTS[found["sign"]]
        elif (count := _count(found["number"])) is not None:
            yield count / _PARTS[found["base"]]


def _english_rates(pattern: re.Pattern[str], text: str) -> Iterator[Decimal]:
    for found in pattern.finditer(text):
        sign = found["sign"].lower()
        yield Decimal(found["digits"]) / _PARTS.get(sign, 100 if "cent" in sign else 1000)


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
