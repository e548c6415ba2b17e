"""The laws of values: what is printed in any accepted style reads back the same, and nothing is changed in silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.model import money
from toolkit.model.kinds import (
    Account,
    Amount,
    AmountRange,
    Capitals,
    Choice,
    Choices,
    Content,
    CreditCode,
    Day,
    Email,
    Kind,
    Listing,
    Moment,
    Number,
    Option,
    Percent,
    Period,
    Phone,
    Quantity,
    Raw,
    Reading,
    Score,
    Span,
    TaxRate,
    Term,
    Tick,
    Version,
    Whole,
    WholeRange,
    Words,
    YesNo,
)
from toolkit.model.kinds.cleaning import narrow

TODAY = date(2026, 7, 15)
Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass(frozen=True)
class Printed:
    """A value and one way of writing it."""

    value: object
    content: Content
    number_format: str = ""
    header_unit: str = ""


@dataclass(frozen=True)
class Style:
    """A kind, its values, and everything that people make of one of them."""

    kind: Kind
    values: st.SearchStrategy[Any]
    prints: Callable[[Any], list[Printed | str]]


def _read(kind: Kind, content: Content, number_format: str = "", header_unit: str = "") -> Reading:
    return kind.read(Raw(content, number_format=number_format, header_unit=header_unit), today=TODAY)


# --- how numbers are written

_LOWER = str.maketrans("零壹贰叁肆伍陆柒捌玖拾佰仟", "零一二三四五六七八九十百千")


def _unpadded(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _chinese(number: int) -> str:
    return money.capitals(Decimal(number)).removeprefix("人民币").removesuffix("元整").translate(_LOWER)


def _by_four(digits: str) -> str:
    head = len(digits) % 4 or 4
    return ",".join([digits[:head], *(digits[n : n + 4] for n in range(head, len(digits), 4))])


def _numbers(value: Decimal) -> list[str]:
    """A number that is not negative, in digits."""
    return [_unpadded(value), f"{value:.2f}", f"{value:,.2f}", f"{int(value):,}" if value % 1 == 0 else f"{value:,.2f}"]


def _money(value: Decimal) -> list[Printed | str]:
    whole = [f"{int(value)}元整", f"{_chinese(int(value))}元", _by_four(str(int(value)))] if value % 1 == 0 else []
    large = [f"{_unpadded(value / 10**4)}{unit}" for unit in ("万", "万元", "W", "w元", "萬元")]
    around = [(before, after) for before in ("", "¥", "￥ ", "RMB ", "人民币") for after in ("", "元", " 元")]
    cells = [
        Printed(value, value),
        Printed(value, float(value)),
        Printed(value, value / 10**4, header_unit="万元"),
        Printed(value, _unpadded(value / 10**4), header_unit="(万元)"),
        Printed(value, f"{_unpadded(value)}元", header_unit="万元"),
    ]
    return [
        *(before + number + after for number in _numbers(value) for before, after in around),
        *(f"约{number}左右" for number in large),
        *large,
        *whole,
        f"{_unpadded(value / 10**8)}亿",
        f"{_unpadded(value / 1000)}K",
        f"含税价:{value}元",
        money.capitals(value),
        money.capitals(value, zheng_after_jiao=False),
        *cells,
    ]


def _signed_money(value: Decimal) -> list[Printed | str]:
    if value >= 0:
        return _money(value)
    positive = -value
    return [
        f"-{positive}",
        f"−{positive:,}",
        f"-¥{positive}",
        f"({positive:,})",
        f"（{positive}）",
        money.capitals(value),
    ]


def _ends(value: Span) -> list[Printed | str]:
    low, high = value.low, value.high
    if low is not None and high is not None:
        sides = [(_in_wan(low), _in_wan(high)), (f"{low}元", f"{high}元"), (_unpadded(low / 10**4), _in_wan(high))]
        return [f"{one}{between}{two}" for one, two in sides for between in ("-", "~", "～", "—", " - ", "至", "到")]
    if low is not None:
        return [f"{_in_wan(low)}以上", f"≥{_in_wan(low)}", f"不低于{_in_wan(low)}", f"{_in_wan(low)}元以上"]
    assert high is not None
    return [f"{_in_wan(high)}以下", f"≤{_in_wan(high)}", f"{_in_wan(high)}以内", f"不超过{_in_wan(high)}元"]


def _in_wan(amount: Decimal) -> str:
    return f"{_unpadded(amount / 10**4)}万"


def _people(value: Span) -> list[Printed | str]:
    low, high = value.low, value.high
    if low is not None and high is not None:
        return [f"{low}{between}{high}{unit}" for between in ("-", "～", "至", "—") for unit in ("", "人", "名")]
    return [f"{low}人以上", f"≥{low}"] if low is not None else [f"{high}人以下", f"≤{high}人"]


def _percent(value: Decimal) -> list[Printed | str]:
    hundredths = value * 100
    text = _unpadded(hundredths)
    found: list[Printed | str] = [f"{text}%", f"{text} %", f"{text}％", Printed(value, value, number_format="0.00%")]
    found += [
        f"{_unpadded(value * 1000)}‰",
        Printed(value, hundredths, header_unit="%") if hundredths >= 1 else f"{text}%",
    ]
    if value < 1:
        found += [_unpadded(value), Printed(value, value), Printed(value, float(value))]
    if hundredths > 1:
        found += [text, Printed(value, hundredths)]
    if hundredths % 1 == 0 and hundredths:
        found += [f"百分之{_chinese(int(hundredths))}", f"百分之{text}", f"约{text}%"]
    if hundredths % 10 == 0 and 0 < hundredths < 100:
        found += [f"{_chinese(int(hundredths) // 10)}成"]
    return found


def _discount(value: Decimal) -> list[Printed | str]:
    kept = _unpadded((1 - value) * 10)
    found: list[Printed | str] = [f"{word}{_unpadded(value * 100)}%" for word in ("降价", "下浮", "让利", "优惠", "")]
    return [*found, f"{kept}折", f"打{kept}折"]


def _quantity(value: Decimal) -> list[Printed | str]:
    found: list[Printed | str] = [
        f"{number}{unit}" for number in (_unpadded(value), f"{value:,f}") for unit in ("", "台", " 套", "件")
    ]
    found += [Printed(value, value), Printed(value, float(value))]
    return [*found, f"{_chinese(int(value))}台"] if value % 1 == 0 else found


def _whole(value: int) -> list[Printed | str]:
    return [str(value), f"{value:,}", f"{value}.0", f"{value}次", Printed(value, value), Printed(value, float(value))]


# --- days and periods

_WEEK = "一二三四五六日"
_CHINESE_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_EPOCH = date(1899, 12, 30)


def _tens(number: int) -> str:
    """十二 for 12, as people say it."""
    return _chinese(number).removeprefix("一") if 10 <= number < 20 else _chinese(number)


def _day(value: date) -> list[Printed | str]:
    y, m, d = value.year, value.month, value.day
    weekday = _WEEK[value.weekday()]
    found: list[Printed | str] = [f"{y}{s}{m}{s}{d}" for s in "-/.、—"]
    found += [f"{y}{s}{m:02}{s}{d:02}" for s in "-/."]
    found += [
        f"{y}年{m}月{d}日",
        f"{y} 年 {m} 月 {d} 日",
        f"{y}年{m}月{d}号",
        f"{y}年{m:02}月{d:02}日 星期{weekday}",
        f"{y}-{m}-{d}（周{weekday}）",
        f"{value:%Y%m%d}",
        f"{value.isoformat()} 09:30:00",
        f"{value.isoformat()}T00:00:00",
        f"{y}年{m}月{d}日下午3点",
        f"{str(y).translate(_CHINESE_DIGITS)}年{_chinese(m)}月{_chinese(d)}日",
        f"{str(y).translate(_CHINESE_DIGITS)}年{_tens(m)}月{_tens(d)}日",
        f"{value:%d-%b-%Y}",
        f"{value:%B} {d}, {y}",
        Printed(value, value),
        Printed(value, datetime(y, m, d, 9, 30)),
        Printed(value, int(f"{value:%Y%m%d}")),
        Printed(value, (value - _EPOCH).days, number_format="yyyy/m/d"),
        Printed(value, (value - _EPOCH).days + 0.25, number_format='[$-804]yyyy"年"m"月"d"日"'),
    ]
    if abs(y - TODAY.year) <= 2:
        found += [f"{y % 100:02}{s}{m}{s}{d}" for s in "-/."] + [f"{y % 100:02}年{m}月{d}日"]
    if abs(y - TODAY.year) <= 30:
        found += [Printed(value, (value - _EPOCH).days), str((value - _EPOCH).days)]
    return [*found, f"{m}月{d}日", f"{m}月{d}号"] if y == TODAY.year else found


def _moment(value: datetime) -> list[Printed | str]:
    day, time = value.date(), f"{value:%H:%M}"
    return [
        f"{day.isoformat()} {time}",
        f"{day.isoformat()} {time}:00",
        f"{day.year}年{day.month}月{day.day}日 {time}",
        f"{day.year}/{day.month}/{day.day} {value.hour}点{value.minute}分",
        f"{day.isoformat()} {value:%I:%M} {value:%p}",
        Printed(value, value),
    ]


def _period(value: Term) -> list[Printed | str]:
    n = value.count
    if value.on is not None:
        return [
            value.on.isoformat(),
            f"{value.on.year}年{value.on.month}月{value.on.day}日前",
            Printed(value, value.on),
        ]
    if value.unit == "工作日":
        return [f"{n}个工作日", f"{n}工作日内", f"{_chinese(n)}个工作日", f"合同签订后{n}个工作日内"]
    if value.unit == "个月":
        years = [f"{n // 12}年", f"{_chinese(n // 12)}年"] if n % 12 == 0 else []
        return [f"{n}个月", f"{n}个月内", f"{_chinese(n)}个月", Printed(value, n, header_unit="月"), *years]
    weeks = [f"{n // 7}周"] if n % 7 == 0 else []
    said = [f"{n}{unit}" for unit in ("天", " 天", "日", "个日历天", "个自然日", "天内", "")]
    return [*said, f"{_chinese(n)}天", f"合同签订后{n}日内", Printed(value, n), *weeks]


# --- ticks, choices and words

LEVELS = (Option("高意向", ("高", "A")), Option("中意向", ("中", "B")), Option("低意向", ("低", "C")))
WAYS = ("电话/网络推广", "邮件", "展会", "其他(需注明)")


def _yes_no(value: bool) -> list[Printed | str]:
    yes, no = ("☑", "□") if value else ("□", "☑")
    pairs = [(yes, no)] + [(full if value else "□", "□" if value else full) for full in "■☒√"]
    found: list[Printed | str] = [f"{one}是{gap}{other}否" for one, other in pairs[:3] for gap in (" ", "", "  ", "\n")]
    found += [f"{one} 是 {other} 否" for one, other in pairs[:2]] + [f"是{yes} 否{no}"]
    found += (
        ["\uf0fe是 \uf0a8否", "R是 £否", "是√", "√是", "□√是 □否"]
        if value
        else ["\uf0a8是 \uf0fe否", "£是 R否", "□是 √□否"]
    )
    words = "是 有 Y yes TRUE 1 √ ✔ ☑ 同意 需要" if value else "否 无 N no FALSE 0 × ✗ 不同意 不需要 没有"
    return [*found, *words.split(), Printed(value, value), Printed(value, int(value))]


def _choice(value: str) -> list[Printed | str]:
    option = next(one for one in LEVELS if one == value)
    ticked = " ".join(f"{'☑' if one == value else '□'}{one}" for one in LEVELS)
    return [value, *option.aliases, f"1.{value}", f"{value}。", " ".join(value), ticked, ticked.replace(" ", "\n")]


def _choices(value: tuple[str, ...]) -> list[Printed | str]:
    ticked = " ".join(f"{'☑' if one in value else '□'}{one}" for one in WAYS)
    return [ticked, *(between.join(value) for between in ("、", "，", "；", "\n", ",", "; "))]


def _names(value: tuple[str, ...]) -> list[Printed | str]:
    numbered = "\n".join(f"{n}. {one}" for n, one in enumerate(value, start=1))
    return [numbered, *(between.join(value) for between in ("、", "，", "；", "\n", ",", ";", "/"))]


# --- codes and contacts


def _mobile(value: str) -> list[Printed | str]:
    parts = (value[:3], value[3:7], value[7:])
    found: list[Printed | str] = [
        before + between.join(parts) for before in ("", "+86 ", "86-", "0086") for between in ("", " ", "-")
    ]
    found += [
        f"张伟 {value}",
        f"电话：{value}",
        f"{value}/0512-66668888",
        f"{value}、13987654321",
        f"'{value}",
        f"{value}.0",
    ]
    return [*found, Printed(value, int(value)), Printed(value, float(value))]


def _landline(value: str) -> list[Printed | str]:
    area, local = value.split("-")
    return [
        value,
        f"({area}){local}",
        f"{area} {local}",
        f"{area}{local}",
        f"{area}—{local}",
        f"+86 {area[1:]} {local}",
    ]


def _email(value: str) -> list[Printed | str]:
    return [
        value,
        f"mailto:{value}",
        value.replace("@", "＠"),
        f"{value}。",
        f"{value};",
        f"<{value}>",
        f"张伟 {value}",
    ]


def _grouped(value: str) -> list[Printed | str]:
    fours = [value[n : n + 4] for n in range(0, len(value), 4)]
    return [value, " ".join(fours), "-".join(fours), value.lower()]


def _number(value: str) -> list[Printed | str]:
    return [
        value,
        value.lower(),
        value.replace("-", ""),
        value.replace("-", "—"),
        value.replace("-", " - "),
        f"{value}-V1",
    ]


_YUAN = st.decimals(0, 10**10, places=2)
_DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
_TENS = st.integers(1, 10**6).map(lambda n: Decimal(n * 100))
_FORM_DAYS = _DAYS | st.dates(date(2025, 1, 1), date(2027, 12, 31))
_COUNTS = st.integers(1, 500)


def _spans(ends: st.SearchStrategy[Decimal]) -> st.SearchStrategy[Span]:
    both = st.tuples(ends, ends).map(lambda pair: Span(min(pair), max(pair)))
    return both | ends.map(lambda low: Span(low, None)) | ends.map(lambda high: Span(None, high))


_TERMS = st.builds(Term, _COUNTS, st.sampled_from(["天", "工作日", "个月"])) | _FORM_DAYS.map(lambda on: Term(on=on))
_SHARES = st.integers(0, 10_000).map(lambda n: Decimal(n) / 10_000)
_NAMES = st.lists(st.sampled_from(["王芳", "李强", "张伟", "Anna Li"]), min_size=1, unique=True).map(tuple)

STYLES = {
    "amount": Style(Amount(allow_negative=True), _YUAN | _TENS | _YUAN.map(lambda v: -v), _signed_money),
    "capitals": Style(
        Capitals(), _YUAN, lambda v: [money.capitals(v), f"人民币(大写):{money.capitals(v)[3:]}", Printed(v, v)]
    ),
    "amount range": Style(AmountRange(), _spans(_TENS), _ends),
    "whole range": Style(WholeRange(), _spans(_COUNTS.map(Decimal)), _people),
    "percent": Style(Percent(), _SHARES, _percent),
    "discount": Style(Percent(is_discount=True), st.integers(1, 89).map(lambda n: Decimal(n) / 100), _discount),
    "tax rate": Style(
        TaxRate(), st.sampled_from(["13%", "9%", "6%", "3%"]), lambda v: [v, v.replace("%", "％"), v[:-1]]
    ),
    "quantity": Style(Quantity(), st.decimals(Decimal("0.0001"), 10**6, places=4), _quantity),
    "whole": Style(Whole(), st.integers(0, 10**6), _whole),
    "score": Style(Score(), st.integers(1, 5), lambda v: [str(v), f"{v}分", "★" * v, Printed(v, float(v))]),
    "day": Style(Day(), _FORM_DAYS, _day),
    "moment": Style(
        Moment(),
        st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1)).map(lambda m: m.replace(second=0, microsecond=0)),
        _moment,
    ),
    "period": Style(Period(), _TERMS, _period),
    "yes or no": Style(YesNo(), st.booleans(), _yes_no),
    "tick": Style(Tick(), st.booleans(), lambda v: ["√", "☑", "是", "■"] if v else ["×", "□", "否"]),
    "choice": Style(Choice(LEVELS), st.sampled_from(LEVELS).map(str), _choice),
    "choices": Style(
        Choices(WAYS),
        st.lists(st.sampled_from(WAYS), min_size=1, unique=True).map(lambda c: tuple(sorted(c, key=WAYS.index))),
        _choices,
    ),
    "listing": Style(Listing(), _NAMES, _names),
    "name": Style(
        Words(is_name=True), st.sampled_from(["王芳", "欧阳娜娜"]), lambda v: [v, f"{v}*", f"{v}先生", f"{v}；"]
    ),
    "line": Style(
        Words(one_line=True), st.sampled_from(["上海启明精密制造有限公司", "Siemens AG"]), lambda v: [v, f"{v}。"]
    ),
    "mobile": Style(Phone(), st.from_regex(r"1[3-9]\d{8}[1-9]", fullmatch=True).filter(str.isascii), _mobile),
    "landline": Style(Phone(), st.from_regex(r"0512-[68][0-9]{7}", fullmatch=True), _landline),
    "mail": Style(Email(), st.sampled_from(["zhangwei@example.com", "a.b+c@mail.example.cn"]), _email),
    "credit code": Style(CreditCode(), st.sampled_from(["91310115MA1K456788", "91110000600037341L"]), _grouped),
    "account": Style(Account(), st.from_regex(r"[1-9][0-9]{11,24}", fullmatch=True), _grouped),
    "number": Style(Number("KH"), st.integers(1, 99_999).map(lambda n: f"KH-2026-{n:04}"), _number),
    "version": Style(Version(), st.sampled_from(["V1", "V1.0", "V2.13"]), lambda v: [v, v.lower(), v[1:], f"版本:{v}"]),
}

every_style = pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
often = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

# --- what happens to any cell on its way


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if (c.isascii() and c.isalnum()) or c in ".,:%-()/@" else c for c in text)


DRESSED: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "full width": _wide,
    "between spaces": lambda text: f"　{text} \u00a0",
    "with a zero-width space": lambda text: f"{text[:1]}\u200b{text[1:]}\ufeff",
    "with Excel's carriage return": lambda text: f"{text}_x000D_\n",
}


@st.composite
def printed(draw: st.DrawFn, style: Style) -> Printed:
    """A value of the kind, in one of its styles, dressed in one way."""
    value = draw(style.values)
    chosen = draw(st.sampled_from(style.prints(value)))
    found = chosen if isinstance(chosen, Printed) else Printed(value, chosen)
    if not isinstance(found.content, str):
        return found
    dressed = DRESSED[draw(st.sampled_from(sorted(DRESSED)))](found.content)
    return Printed(value, dressed, found.number_format, found.header_unit)


@every_style
@often
@given(data=st.data())
def test_a_value_printed_in_any_accepted_style_reads_back_the_same(style: Style, data: st.DataObject) -> None:
    one = data.draw(printed(style))

    reading = _read(style.kind, one.content, one.number_format, one.header_unit)

    assert reading.fault is None
    assert reading.value == one.value


@st.composite
def mistyped(draw: st.DrawFn, style: Style) -> str:
    """A printed text with one or two characters left out, doubled or put in."""
    content = draw(printed(style).filter(lambda one: isinstance(one.content, str))).content
    text = list(str(content))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text)))
        match draw(st.sampled_from(["in", "out", "twice"])):
            case "in":
                text.insert(at, draw(st.sampled_from("0123456789.,-/ 万亿元%折年月日号约以上√□☑是否AR一三十半")))
            case "out":
                text[at : at + 1] = []
            case _:
                text[at:at] = text[at : at + 1]
    return "".join(text)


@every_style
@often
@given(data=st.data())
def test_what_is_accepted_of_any_text_shows_and_reads_back_the_same(style: Style, data: st.DataObject) -> None:
    text = data.draw(mistyped(style) | st.text(max_size=30))

    reading = _read(style.kind, text)

    if reading.value is not None:
        again = _read(style.kind, style.kind.show(reading.value))
        assert reading.fault is None
        assert (again.value, again.fault) == (reading.value, None)


_WEEKDAY = re.compile(r"(?:星期|周|礼拜)[1-7]")
_COUNTRY = re.compile(r"^(?:\+|00)?86")
_FIRST_VERSION = re.compile(r"-?V0*1$", re.IGNORECASE)
_SAID_BY_WORDS = re.compile(r"[A-SU-Ya-su-y]|[上下中]午|早上|晚上")
"""Months and halves of the day that change digits: Jul is 07, 下午3点 is 15:00."""
DIGITS_ARE_VALUES = tuple(
    pytest.param(style, id=name)
    for name, style in STYLES.items()
    if not isinstance(style.kind, Choice | Choices | Listing | YesNo | Score | Capitals)
)
"""Not those whose digits count or name something: 1.高意向, 1 for yes, 4分."""


def _significant(kind: Kind, text: str) -> str:
    """The digits of a text that are not zero, in order: what no formatting adds or takes away."""
    without = {"day": _WEEKDAY, "moment": _WEEKDAY, "phone": _COUNTRY, "number": _FIRST_VERSION}
    narrowed = re.sub(r"\s", "", narrow(text))
    bare = without[kind.name].sub("", narrowed) if kind.name in without else narrowed
    return re.sub(r"[^1-9]", "", bare)


def _is_one_end_written_twice(value: object) -> bool:
    return isinstance(value, Span) and value.low == value.high


@pytest.mark.parametrize("style", DIGITS_ARE_VALUES)
@often
@given(data=st.data())
def test_other_digits_than_those_written_are_never_read_in_silence(style: Style, data: st.DataObject) -> None:
    kind, text = style.kind, data.draw(mistyped(style))

    reading = _read(kind, text)

    if reading.value is None or reading.notes or _is_one_end_written_twice(reading.value):
        return
    if kind.name in ("day", "moment", "period") and _SAID_BY_WORDS.search(narrow(text)):
        return
    assert _significant(kind, kind.show(reading.value)) == _significant(kind, text)


_PLAIN = re.compile(r"[-+]?\d+(?:\.\d+)?")


@pytest.mark.parametrize(
    "style", [STYLES["amount"], STYLES["quantity"], STYLES["whole"]], ids=["amount", "quantity", "whole"]
)
@often
@given(data=st.data())
def test_a_number_read_in_silence_is_the_number_written(style: Style, data: st.DataObject) -> None:
    text = data.draw(mistyped(style))

    reading = _read(style.kind, text)

    if reading.value is not None and not reading.notes:
        digits = re.sub(r"[^\d.-]", "", narrow(text).replace("−", "-")).rstrip("-")
        written = _PLAIN.fullmatch(digits.replace("--", "-")) or re.fullmatch(r"-?\.\d+", digits)
        assert written is not None
        assert Decimal(written[0]) == reading.value


@often
@given(value=_FORM_DAYS, days=st.integers(-3000, 3000))
def test_a_day_is_asked_for_wherever_two_days_may_be_meant(value: date, days: int) -> None:
    today = value + timedelta(days=days)

    reading = Day().read(Raw(f"{value.day}/{value.month}/{value.year}"), today=today)

    is_clear = value.day > 12 or value.day == value.month
    if is_clear:
        assert reading.value == value
        assert reading.notes
    else:
        assert reading.fault is not None
        assert reading.fault.code == "M-AMBIG"
        assert value in reading.fault.facts.values()
