"""Periods: 30天, 5个工作日, 3个月内, or a day. Source: domain.md 4.3."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from toolkit.model.kinds import cleaning
from toolkit.model.kinds.day import day_in_text, suggested
from toolkit.model.kinds.numbers import IN_WORDS, without_approximation
from toolkit.model.kinds.reading import Raw, Term
from toolkit.model.kinds.sort import Assumed, Meaning, Refused, Sort, day_in, number_in
from toolkit.model.numerals import chinese_number
from toolkit.model.text import Text

Unit = Literal["天", "工作日", "个月"]

_UNITS: dict[str, tuple[int, Unit]] = {
    "天": (1, "天"),
    "日": (1, "天"),
    "日历天": (1, "天"),
    "日历日": (1, "天"),
    "自然日": (1, "天"),
    "自然天": (1, "天"),
    "工作日": (1, "工作日"),
    "工作天": (1, "工作日"),
    "周": (7, "天"),
    "星期": (7, "天"),
    "个月": (1, "个月"),
    "月": (1, "个月"),
    "季度": (3, "个月"),
    "年": (12, "个月"),
}
_CHINESE = "零一二三四五六七八九十百两廿卅壹贰叁肆伍陆柒捌玖拾半"
_PERIOD = re.compile(
    rf"(?P<before>.*?)(?P<number>\d+(?:\.0+)?|[{_CHINESE}]+)个?"
    r"(?P<unit>日历天|日历日|自然日|自然天|工作日|工作天|天|日|周|星期|月|季度|年)(?P<half>半)?(?:之?内|以内|期)?"
)
_STARTS = re.compile(r".*(?:后|起|之日|日起|内|在)(?:的)?(?:[,:])?|(?:不超过|最迟|最晚|共|交期|周期|工期)?:?")
_LONGEST = 9999
"""No period of a sale is longer, whatever its unit."""
_AT_ONCE = frozenset(("当天", "当日", "立即"))
ASSUMED_DAYS = Assumed(Text("未写单位,按天理解", "no unit written, read as days"))
CONVERTED = Assumed(Text("换算", "converted"))
FROM_SENTENCE = Assumed(Text("取其中的期限", "the period in the sentence"))
MONTH_END = Assumed(Text("按月末理解", "read as the month's last day"))


@dataclass(frozen=True, slots=True)
class Period(Sort):
    """A number of days, working days or months, or a day: a `Term`."""

    name: ClassVar[str] = "period"
    options: ClassVar[tuple[str, ...]] = ()

    def show(self, value: object) -> str:
        """`30天`, `5个工作日`, `3个月`, `2026-09-30`."""
        if not isinstance(value, Term):
            raise TypeError(value)
        if value.on is not None:
            return value.on.isoformat()
        return f"{value.count}个工作日" if value.unit == "工作日" else f"{value.count}{value.unit}"

    def _meaning_on(self, raw: Raw, today: date) -> Meaning:
        day = day_in(raw.content)
        if day:
            return Meaning(Term(on=day))
        number = number_in(raw.content)
        text = cleaning.unspaced(cleaning.written(raw.content))
        if number is None and re.fullmatch(r"\d+", text):
            number = Decimal(text)
        if number is not None:
            return _in_unit_of_header(number, raw.header_unit)
        text, approximate = without_approximation(text)
        return _in_text(text, today, approximate)


def _in_unit_of_header(number: Decimal, header_unit: str) -> Meaning:
    unit = cleaning.unspaced(header_unit).removeprefix("个")
    if number != number.to_integral_value() or number < 0:
        raise Refused("M-TERM")
    factor, days = _UNITS.get(unit, (1, "天"))
    if number > _LONGEST:
        raise Refused("M-TERM")
    return Meaning(Term(int(number) * factor, days), () if unit in _UNITS else (ASSUMED_DAYS,))


def _in_text(text: str, today: date, assumed: tuple[Assumed, ...]) -> Meaning:
    if text in _AT_ONCE:
        return Meaning(Term(0), (*assumed, CONVERTED))
    match = _PERIOD.fullmatch(text)
    if match and _STARTS.fullmatch(match["before"]) and not _is_month_of_a_year(match):
        return _counted(match, assumed)
    return _as_day(text, today, assumed)


def _is_month_of_a_year(match: re.Match[str]) -> bool:
    """9月, 3月内: the month of that name, and no three months."""
    return match["unit"] == "月" and "个月" not in match[0] and "半" not in match["number"]


def _counted(match: re.Match[str], assumed: tuple[Assumed, ...]) -> Meaning:
    months = _half(match)
    if months is not None:
        return Meaning(Term(months, "个月"), (*assumed, CONVERTED))
    number = match["number"]
    try:
        count = int(Decimal(number)) if number[0].isdigit() else int(chinese_number(number))
    except ValueError as unreadable:
        raise Refused("M-TERM") from unreadable
    if count > _LONGEST:
        raise Refused("M-TERM")
    factor, unit = _UNITS[match["unit"]]
    if factor != 1:
        assumed = (*assumed, CONVERTED)
    if not number[0].isdigit():
        assumed = (*assumed, IN_WORDS)
    if match["before"]:
        assumed = (*assumed, FROM_SENTENCE)
    return Meaning(Term(count * factor, unit), assumed)


def _half(match: re.Match[str]) -> int | None:
    """Months of 半年 and 一年半; None for periods without a half. Raises Refused for other halves."""
    number, unit = match["number"], match["unit"]
    if number == "半" and unit == "年" and not match["half"]:
        return 6
    if match["half"] and unit == "年":
        whole = int(number) if number.isdigit() else int(chinese_number(number))
        return whole * 12 + 6
    if "半" in number or match["half"]:
        raise Refused("M-TERM")
    return None


def _as_day(text: str, today: date, assumed: tuple[Assumed, ...]) -> Meaning:
    """A day; with the year written, the end of a month too."""
    end = re.fullmatch(r"(\d{4}年\d{1,2}月[底末])(?:前|之前|以前)?", text)
    if end:
        on = suggested(end[1], today)
        if on:
            return Meaning(Term(on=on), (*assumed, MONTH_END))
    try:
        meaning = day_in_text(text, today, "future")
    except Refused as refused:
        raise Refused("M-TERM") if refused.fault.code == "M-DATE" else refused from refused
    return Meaning(Term(on=day_in(meaning.value)), (*assumed, *meaning.assumed))
