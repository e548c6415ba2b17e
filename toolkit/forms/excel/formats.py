"""What a workbook's styles say of its cells: the number format, and which numbers are days. Source: forms.md 1.3, 3."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from lxml import etree

from toolkit.model.kinds import Content
from toolkit.office.package import Package, local, parsed, said

_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
_CHINESE = {
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""What East-Asian programs mean by ids that the file does not declare."""
_WORDS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|General|AM/PM|A/P|上午/下午', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_EPOCH_1900, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LEAP_THAT_WAS_NOT = 60
"""Excel's 1900 system counts a 29 February 1900; days before it are one off."""
_LAST_SERIAL = 2_958_466
_MOST_DIGITS = 9
"""Of a number in an attribute."""


class Format(NamedTuple):
    """How a cell shows its number."""

    code: str
    shows: str
    """`day` (with or without a time), `time`, or '' for anything else."""


GENERAL = Format("", "")


def formats_of(package: Package, part: str) -> tuple[Format, ...]:
    """The format of every cell style, by its index; a workbook without styles has none."""
    return said(_formats_in, package.read(part), package.name) if part else ()


def _formats_in(content: bytes) -> tuple[Format, ...]:
    codes: dict[int, str] = {**_BUILT_IN, **_CHINESE}
    known: dict[int, Format] = {}
    found: list[Format] = []
    for child in parsed(content, "") if content else ():
        tag = local(child)
        if tag == "numFmts":
            codes.update({whole(entry.get("numFmtId")): entry.get("formatCode", "") for entry in child})
        elif tag == "cellXfs":
            for style in child:
                number = whole(style.get("numFmtId"))
                if number not in known:
                    known[number] = format_of(codes.get(number, ""))
                found.append(known[number])
    return tuple(found)


def format_of(code: str) -> Format:
    """The format with this code."""
    if code in ("", "General", "@"):
        return Format(code if code == "@" else "", "")
    letters = _WORDS.sub("", code.partition(";")[0]).lower()
    if "y" in letters or "d" in letters or "e" in letters.replace("e+", "").replace("e-", ""):
        return Format(code, "day")
    if _ELAPSED.search(code):
        return Format(code, "")
    has_month = "m" in letters and "h" not in letters and "s" not in letters
    return Format(code, "day" if has_month else "time" if "h" in letters or "s" in letters else "")


def whole(text: str | None) -> int:
    """A number as attributes have it, 0 for anything else."""
    return int(text) if text and text.isdecimal() and len(text) <= _MOST_DIGITS else 0


def as_shown(number: float, shows: str, *, since_1904: bool) -> Content:
    """The day or time that a number is shown as; the number itself where it is none."""
    if not 0 <= number < _LAST_SERIAL:
        return number
    if shows == "time":
        return _time(number) if number < 1 else number
    if number < 1 and not since_1904:
        return number
    try:
        if since_1904:
            return _moment(_EPOCH_1904, number)
        return _moment(_EPOCH_1900, number + 1 if number < _LEAP_THAT_WAS_NOT else number)
    except OverflowError:  # beyond the year 9999
        return number


def _moment(epoch: datetime, days: float) -> datetime:
    whole = int(days)
    return epoch + timedelta(whole, round((days - whole) * 86_400_000) / 1000 if days != whole else 0)


def _time(share: float) -> time:
    return (datetime.min + timedelta(seconds=min(round(share * 86_400), 86_399))).time()


def from_iso(text: str) -> Content:
    """The day or moment of a cell of type `d`; the text itself where it is none."""
    for read in (date.fromisoformat, datetime.fromisoformat, time.fromisoformat):
        try:
            return read(text)
        except ValueError:
            continue
    return text


def is_since_1904(settings: etree._Element | None) -> bool:
    """Whether workbookPr asks for the date system of old Macintoshes."""
    return settings is not None and settings.get("date1904", "").lower() in ("1", "true", "on")
