"""Days and moments as people and programs write them. Source: domain.md 4.3."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import ClassVar, Literal

from toolkit.model.calendar import add_months, last_of_month
from toolkit.model.kinds import cleaning
from toolkit.model.kinds.numbers import IN_WORDS
from toolkit.model.kinds.reading import Content, Raw
from toolkit.model.kinds.sort import Assumed, Meaning, Refused, Sort, day_in, number_in
from toolkit.model.numerals import chinese_number, written_in_digits
from toolkit.model.text import Text

Direction = Literal["past", "future", "neutral"]

_EPOCH = datetime(1899, 12, 30)
"""Day 0 of Excel's 1900 system."""
_EARLIEST, _LATEST = date(1950, 1, 1), date(2100, 1, 1)
_EIGHT_DIGITS = re.compile(r"(19|20)(\d{2})(\d{2})(\d{2})")
_TWO_DIGIT_YEARS_REACH = 10
"""A two-digit year further away than this from today is none: 12/5/26 ends with its year."""
_NEAR = 2
"""Years within which days of our forms lie; 16/7/26 is asked for, as one of its readings does."""

_WEEKDAY = re.compile(r"[,(]?(?<![上下本这个])(?:星期|周|礼拜)([一二三四五六日天1-7])\)?")
_TIME = re.compile(
    r"(?:T|\s|(?<=[日号)]))\(?(?P<half>凌晨|早上|上午|中午|下午|晚上|AM|PM)?\s*(?P<hour>\d{1,2})"
    r"(?:[:点时](?P<minute>\d{1,2})?(?:[:分](?P<second>\d{1,2})?(?:\.\d+)?秒?)?|时|点)"
    r"\s*(?P<after>AM|PM)?(?:Z|\+\d\d:?\d\d)?(?P<until>\s*[-—~至到]\s*(?:上午|下午|晚上)?\d{1,2}[:点时]\d{0,2}分?)?$",
    re.IGNORECASE,
)
_HALF_DAY = re.compile(r"(?:\s|(?<=日))(?:上午|下午|晚上)$")
_LIMIT_WORDS = re.compile(r"(?:之前|以前|前|止|截止)$")
_DASHES = re.compile(r"[‐‑‒–—―−]")
_FULL = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?|(\d{4})([-/.、])(\d{1,2})\5(\d{1,2})日?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH_MONTH = rf"({'|'.join(_MONTH_NAMES)})[a-z]*\.?"
_ENGLISH = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-/]?(?P<m>{_ENGLISH_MONTH})[-/,]?(?P<y>\d{{4}})"
    rf"|(?P<m2>{_ENGLISH_MONTH})(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,(?P<y2>\d{{4}})",
    re.IGNORECASE,
)
_SHORT = re.compile(r"'?(\d{2})年(\d{1,2})月(\d{1,2})日|'?(\d{2})([-/.])(\d{1,2})\5(\d{1,2})")
_NO_YEAR = re.compile(r"(\d{1,2})月(\d{1,2})日")
_MONTH = re.compile(r"(\d{4})年(\d{1,2})月份?|(\d{4})[-/.](\d{1,2})")
_UNFILLED = re.compile(r"[_\s]*年[_\s]*月[_\s]*日?[_\s]*")

NO_YEAR = Assumed(Text("未写年份", "no year written"), is_warning=True)
SHORT_YEAR = Assumed(Text("两位年份", "year of two digits"), is_warning=True)
MONTH_ONLY = Assumed(Text("只写了月份", "only the month written"), is_warning=True)
SERIAL = Assumed(Text("按Excel日期序号理解", "read as Excel's serial number of a day"))
YEAR_LAST = Assumed(Text("按日、月中唯一可能的顺序理解", "day and month in their only possible order"), is_warning=True)
OTHER_WEEKDAY = Assumed(Text("所写星期与该日期不符", "the weekday written is not that of the day"), is_warning=True)
WITHOUT_TIME = Assumed(Text("略去时间", "time left out"))
AS_LIMIT = Assumed(Text("按截止日理解", "read as the last day"))
NO_TIME = Assumed(Text("未写时间", "no time written"))
FIRST_TIME = Assumed(Text("取开始时间", "the beginning counts"))


@dataclass(frozen=True, slots=True)
class Day(Sort):
    """A day; `direction` says on which side of today a day without a year lies."""

    direction: Direction = "neutral"
    name: ClassVar[str] = "day"
    options: ClassVar[tuple[str, ...]] = ()

    @property
    def number_format(self) -> str:
        """Excel format code."""
        return "yyyy-mm-dd"

    def show(self, value: object) -> str:
        """`2026-07-01`."""
        return _date(value).isoformat()

    def cell(self, value: object) -> Content:
        """The day."""
        return _date(value)

    def _is_blank(self, content: Content) -> bool:
        return cleaning.is_blank(content) or _is_unfilled(content)

    def _meaning_on(self, raw: Raw, today: date) -> Meaning:
        day = day_in(raw.content)
        if day:
            return Meaning(_plausible(day))
        number = number_in(raw.content)
        if number is not None:
            return _from_number(number, raw.number_format, today)
        if not isinstance(raw.content, str):
            raise Refused("M-DATE")
        text = cleaning.narrow(raw.content)
        found = day_in_text(_without_time(text), today, self.direction)
        has_time = _TIME.search(_WEEKDAY.sub("", text).strip()) is not None
        told = (*_weekday_differs(text, found.value), *((WITHOUT_TIME,) if has_time else ()))
        return Meaning(found.value, (*found.assumed, *told))


def _weekday_differs(text: str, day: object) -> tuple[Assumed, ...]:
    """A warning where the text names another weekday than the day has."""
    named = _WEEKDAY.search(text)
    if not named:
        return ()
    written = _WEEK_DAYS.replace("日", "").find(named[1]) if named[1] not in "日天7" else 6
    number = int(named[1]) - 1 if named[1].isdigit() else written
    return () if _date(day).weekday() == number else (OTHER_WEEKDAY,)


def _is_unfilled(content: Content) -> bool:
    """`____年__月__日` with nothing filled in."""
    return isinstance(content, str) and _UNFILLED.fullmatch(cleaning.narrow(content)) is not None


def _date(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError(value)
    return value.date() if isinstance(value, datetime) else value


def _plausible(day: date) -> date:
    if not _EARLIEST <= day < _LATEST:
        raise Refused("M-DATE")
    return day


_SERIAL_REACH_YEARS = 30
"""A bare number that would be a day further away than this is no day but a number."""


def _from_number(number: Decimal, number_format: str, today: date) -> Meaning:
    """20260701, or Excel's serial number 46204."""
    digits = _EIGHT_DIGITS.fullmatch(f"{number.normalize():f}")
    if digits:
        return Meaning(_built(digits[1] + digits[2], digits[3], digits[4]))
    if re.search(r"[yd年日]", re.sub(r'"[^"]*"|\[[^\]]*\]', "", number_format), re.IGNORECASE):
        return Meaning(_plausible(_serial(number).date()))
    return Meaning(_near(_serial(number).date(), today), (SERIAL,))


def _near(day: date, today: date) -> date:
    if abs(day.year - today.year) > _SERIAL_REACH_YEARS:
        raise Refused("M-DATE")
    return _plausible(day)


def _serial(number: Decimal) -> datetime:
    if not 0 < number < 10**6:
        raise Refused("M-DATE")
    return _EPOCH + timedelta(seconds=round(float(number) * 86400))


def _built(year: int | str, month: int | str, day: int | str) -> date:
    try:
        return _plausible(date(int(year), int(month), int(day)))
    except ValueError as impossible:
        raise Refused("M-DATE") from impossible


def _without_time(text: str) -> str:
    text = _WEEKDAY.sub("", text).strip()
    return _HALF_DAY.sub("", _TIME.sub("", text)).strip()


def day_in_text(text: str, today: date, direction: Direction) -> Meaning:
    """The day a text without weekday and time names. Raises Refused (M-DATE, M-DATE-VAGUE, M-AMBIG)."""
    text = _DASHES.sub("-", re.sub(r"\s", "", text).replace("号", "日").rstrip("。;,."))
    limited = _LIMIT_WORDS.sub("", text)
    assumed = (AS_LIMIT,) if limited != text else ()
    arabic = _in_arabic_digits(limited)
    if arabic != limited:
        assumed = (*assumed, IN_WORDS)
    digits = _EIGHT_DIGITS.fullmatch(arabic)
    if digits:
        return Meaning(_built(digits[1] + digits[2], digits[3], digits[4]), assumed)
    if re.fullmatch(r"\d{5}(\.\d+)?", arabic):
        return Meaning(_near(_serial(Decimal(arabic)).date(), today), (*assumed, SERIAL))
    full = _FULL.fullmatch(arabic)
    if full:
        return Meaning(_built(*_filled(full)), assumed)
    english = _ENGLISH.fullmatch(arabic)
    if english:
        month = _MONTH_NAMES.index((english["m"] or english["m2"])[:3].lower()) + 1
        return Meaning(_built(english["y"] or english["y2"], month, english["d"] or english["d2"]), assumed)
    return _incomplete(arabic, today, direction, assumed)


def _filled(match: re.Match[str]) -> tuple[str, str, str]:
    year, month, day = (part for part in match.groups() if part and part not in "-/.、")
    return year, month, day


def _incomplete(text: str, today: date, direction: Direction, assumed: tuple[Assumed, ...]) -> Meaning:
    """Days without a year or with half of one, and months."""
    slashed = _with_short_year(text, today, assumed)
    if slashed:
        return slashed
    no_year = _NO_YEAR.fullmatch(text)
    if no_year:
        return Meaning(_nearest(int(no_year[1]), int(no_year[2]), today, direction), (*assumed, NO_YEAR))
    month_only = _MONTH.fullmatch(text)
    if month_only:
        year, month = (part for part in month_only.groups() if part)
        first = _built(year, month, 1)
        day = last_of_month(first.year, first.month) if direction == "future" else first
        return Meaning(day, (*assumed, MONTH_ONLY))
    suggestion = suggested(text, today)
    if suggestion:
        raise Refused("M-DATE-VAGUE", suggestion=suggestion)
    raise Refused("M-DATE")


def _with_short_year(text: str, today: date, assumed: tuple[Assumed, ...]) -> Meaning | None:
    """26/7/1 as year, month, day, which is the order here; 16/7/26 and 3/4/2025 asked for. None for other texts."""
    last = _year_last(text, today)
    short = _SHORT.fullmatch(text)
    first = _day_or_none(f"20{_filled(short)[0]}", *_filled(short)[1:]) if short else None
    if first is not None and abs(first.year - today.year) <= _TWO_DIGIT_YEARS_REACH:
        nearer = [day for day in last if abs(day.year - today.year) <= _NEAR < abs(first.year - today.year)]
        if nearer:
            raise Refused("M-AMBIG", one=first, other=nearer[0])
        return Meaning(first, (*assumed, SHORT_YEAR))
    if len(last) == 2:
        raise Refused("M-AMBIG", one=last[0], other=last[1])
    return Meaning(last[0], (*assumed, YEAR_LAST)) if last else None


def _year_last(text: str, today: date) -> tuple[date, ...]:
    """The days that 3/4/2025 may be, month first; one for 25/12/2025, none for other texts."""
    match = _YEAR_LAST.fullmatch(text)
    if not match:
        return ()
    first, _, second, written = match.groups()
    year = written if len(written) == 4 else f"20{written}"
    possible = (_day_or_none(year, first, second), _day_or_none(year, second, first))
    found = dict.fromkeys(day for day in possible if day is not None)
    return tuple(day for day in found if abs(day.year - today.year) <= _SERIAL_REACH_YEARS)


def _day_or_none(year: str, month: str, number: str) -> date | None:
    try:
        return _built(year, month, number)
    except Refused:
        return None


def _nearest(month: int, number: int, today: date, direction: Direction) -> date:
    """The day of that month and number in this year, or in the year the direction asks for."""
    years = {
        "neutral": range(today.year, today.year + 1),
        "past": range(today.year, today.year - 9, -1),
        "future": range(today.year, today.year + 9),
    }[direction]
    for year in years:
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if direction == "neutral" or (day <= today if direction == "past" else day >= today):
            return day
    raise Refused("M-DATE")


def _in_arabic_digits(text: str) -> str:
    """二〇二六年十二月二十一日 with Arabic digits; other text as it is."""
    match = re.fullmatch(r"(?:(?P<year>\D{2,4})年)?(?:(?P<month>\D{1,3})月)(?:(?P<day>\D{1,3})日)?", text)
    if not match:
        return text
    try:
        year = written_in_digits(re.sub(r"[oO0]", "〇", match["year"])) + "年" if match["year"] else ""
        month, day = (f"{chinese_number(match[p]):f}" if match[p] else "" for p in ("month", "day"))
    except ValueError:
        return text
    return f"{year}{month}月" + (f"{day}日" if day else "")


_WEEKS = {"上": -1, "本": 0, "这": 0, "下": 1}
_WEEK_DAYS = "一二三四五六日"
_NAMED_DAYS = {"昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "当天": 0, "明天": 1, "明日": 1, "后天": 2}


def suggested(text: str, today: date) -> date | None:
    """The day that 下周三, 月底 or 明天 probably means, to be suggested and never applied; None for others."""
    if text in _NAMED_DAYS:
        return today + timedelta(days=_NAMED_DAYS[text])
    week = re.fullmatch(r"([上本这下])个?(?:周|星期|礼拜)([一二三四五六日天])", text)
    if week:
        monday = today - timedelta(days=today.weekday())
        offset = _WEEK_DAYS.index(week[2].replace("天", "日"))
        return monday + timedelta(weeks=_WEEKS[week[1]], days=offset)
    month = re.fullmatch(r"(?:(?P<year>\d{4})年)?(?:(?P<number>\d{1,2})月|(?P<which>[本这下])?个?月)[底末]", text)
    if not month:
        return None
    if month["number"]:
        number = int(month["number"])
        year = int(month["year"] or today.year)
        return last_of_month(year, number) if 1 <= number <= 12 else None
    on = add_months(today, 1 if month["which"] == "下" else 0)
    return last_of_month(on.year, on.month)


@dataclass(frozen=True, slots=True)
class Moment(Sort):
    """A day and the time on it, a `datetime`; without a time the day's beginning."""

    direction: Direction = "neutral"
    name: ClassVar[str] = "moment"
    options: ClassVar[tuple[str, ...]] = ()

    @property
    def number_format(self) -> str:
        """Excel format code."""
        return "yyyy-mm-dd hh:mm"

    def show(self, value: object) -> str:
        """`2026-07-01 09:30`."""
        moment = _moment(value)
        return moment.isoformat(" ", "seconds" if moment.second else "minutes")

    def cell(self, value: object) -> Content:
        """The moment."""
        return _moment(value)

    def _is_blank(self, content: Content) -> bool:
        return cleaning.is_blank(content) or _is_unfilled(content)

    def _meaning_on(self, raw: Raw, today: date) -> Meaning:
        if isinstance(raw.content, datetime):
            return Meaning(_rounded(raw.content.replace(tzinfo=None)))
        number = number_in(raw.content)
        if number is not None and number % 1:
            return Meaning(_rounded(_serial(number)))
        if not isinstance(raw.content, str):
            meaning = Day(self.direction).read(raw, today=today)
            if meaning.fault:
                raise Refused(meaning.fault.code, **meaning.fault.facts)
            return Meaning(datetime.combine(_date(meaning.value), time.min), (NO_TIME,))
        return self._in_text(cleaning.narrow(raw.content), today)

    def _in_text(self, text: str, today: date) -> Meaning:
        text = _WEEKDAY.sub("", text).strip()
        at = _TIME.search(text)
        day = day_in_text(_without_time(text), today, self.direction)
        if at is None:
            return Meaning(datetime.combine(_date(day.value), time.min), (*day.assumed, NO_TIME))
        moment = datetime.combine(_date(day.value), _time_of(at))
        return Meaning(moment, (*day.assumed, FIRST_TIME) if at["until"] else day.assumed)


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime.combine(_date(value), time.min)


def _rounded(moment: datetime) -> datetime:
    _plausible(moment.date())
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _time_of(match: re.Match[str]) -> time:
    """The time written, on a clock of 24 hours. Raises Refused for 晚上12点, which may be of the next day."""
    hour, half = int(match["hour"]), (match["half"] or match["after"] or "").upper()
    if half == "晚上" and (hour == _NOON or hour < _EVENING):
        raise Refused("M-DATE")
    is_after_noon = half in ("下午", "晚上", "PM") or (half == "中午" and hour < _EVENING)
    if is_after_noon and hour < _NOON:
        hour += _NOON
    elif half in ("凌晨", "AM") and hour == _NOON:
        hour = 0
    try:
        return time(hour, int(match["minute"] or 0), int(match["second"] or 0))
    except ValueError as impossible:
        raise Refused("M-DATE") from impossible


_NOON, _EVENING = 12, 5
"""12 o'clock; the hour before which an evening has become the next day."""
