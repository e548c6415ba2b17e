"""Every row of every table of domain.md 4: what is typed, what it means, what the sender is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

import pytest
from stdnum.cn import uscc

from toolkit.catalogue import MESSAGES
from toolkit.catalogue.messages import tell
from toolkit.model.finding import Finding, Severity
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
    Whole,
    WholeRange,
    Words,
    YesNo,
    is_blank,
)
from toolkit.model.kinds.cleaning import without_label
from toolkit.model.text import Text

TODAY = date(2026, 7, 15)
"""The reference day of domain.md 4.3."""
FIRST_OF_JULY = date(2026, 7, 1)

Told = Literal["silent", "told", "warned"]
SILENT: Told = "silent"
TOLD: Told = "told"
WARNED: Told = "warned"


class Row(NamedTuple):
    """One cell of a table of domain.md 4."""

    kind: Kind
    content: Content
    value: object
    told: Told = "silent"
    number_format: str = ""
    header_unit: str = ""


class Wrong(NamedTuple):
    """One cell that is refused, and its code."""

    kind: Kind
    content: Content
    code: str
    number_format: str = ""
    header_unit: str = ""


def _read(row: Row | Wrong) -> Reading:
    raw = Raw(row.content, number_format=row.number_format, header_unit=row.header_unit)
    return row.kind.read(raw, today=TODAY)


def _told(reading: Reading) -> Told:
    if not reading.notes:
        return "silent"
    return "warned" if any(note.is_warning for note in reading.notes) else "told"


def _ids(row: Row | Wrong) -> str:
    more = "".join(f" [{one}]" for one in (row.number_format, row.header_unit) if one)
    return f"{row.kind!r} {row.content!r}{more}"


def _rows(kind: Kind, value: object, contents: Iterable[Content], told: Told = "silent") -> list[Row]:
    return [Row(kind, content, value, told) for content in contents]


def _wrongs(kind: Kind, code: str, contents: Iterable[Content]) -> list[Wrong]:
    return [Wrong(kind, content, code) for content in contents]


LINE, TEXT, PERSON = Words(one_line=True), Words(), Words(is_name=True)
CLEANED = [
    Row(LINE, "ＡＢ１\u3000Ｃ\u00a0Ｄ\tＥ（Ｆ）", "AB1 C D E（F）"),
    Row(TEXT, "ＡＢ１，", "ＡＢ１，"),
    Row(LINE, "启\u200b明\ufeff精\u00ad密", "启明精密"),
    Row(LINE, "  启明   精密  ", "启明 精密"),
    Row(TEXT, "第一行_x000D_\n第二行_x000D_第三行", "第一行\n第二行\n第三行"),
    Row(TEXT, "停机率①偏高,约½…", "停机率①偏高,约½…"),
    Row(PERSON, "销售代表*", "销售代表"),
    Row(PERSON, "张伟＊；", "张伟"),
    Row(LINE, "上海启明。", "上海启明"),
    Row(TEXT, 13812345678.0, "13812345678"),
    Row(TEXT, 0.1 + 0.2, "0.3"),
    Row(TEXT, 0.3, "30%", number_format="0%"),
    Row(TEXT, 1234, "00001234", number_format="00000000"),
    Row(TEXT, FIRST_OF_JULY, "2026-07-01"),
    Row(Amount(), "'286000", Decimal(286000)),
    Row(Quantity(), 2.0, Decimal(2)),
    Row(YesNo(), True, True),
    Row(YesNo(), False, False),
]

DAYS = [
    *_rows(
        Day(),
        FIRST_OF_JULY,
        (
            "2026-07-01",
            "2026/7/1",
            "2026.7.1",
            "2026年7月1日",
            "２０２６年７月１日",
            "20260701",
            20260701,
            "2026年7月1日 星期三",
            datetime(2026, 7, 1, 9, 30),
            FIRST_OF_JULY,
            "2026—7—1",
            "2026、7、1",
            "2026年7月1号",
            "1-Jul-2026",
            "July 1, 2026",
        ),
    ),
    *_rows(Day(), FIRST_OF_JULY, ("2026-07-01 09:30:00", 46204, "46204", "二〇二六年七月一日"), TOLD),
    Row(Day(), 46204, FIRST_OF_JULY, number_format="yyyy/m/d"),
    Row(Day(), "二零二六年十二月二十一日", date(2026, 12, 21), TOLD),
    *_rows(Day(), FIRST_OF_JULY, ("26.7.1", "26/7/1", "26-7-1", "26年7月1日", "7月1日"), WARNED),
    Row(Day("past"), "12月5日", date(2025, 12, 5), WARNED),
    Row(Day("future"), "1月5日", date(2027, 1, 5), WARNED),
    Row(Day("future"), "2026年7月", date(2026, 7, 31), WARNED),
    Row(Day("past"), "2026年7月", FIRST_OF_JULY, WARNED),
    *_rows(Day(), None, ("/", "____年__月__日", "  年  月  日")),
    Row(Moment(), "2026-07-01 09:30:00", datetime(2026, 7, 1, 9, 30)),
    Row(Moment(), "2026-07-01", datetime(2026, 7, 1), TOLD),
]

PERIODS = [
    *_rows(Period(), Term(30), ("30天", "30日", "30个日历天", "30个自然日", "３０ 天")),
    *_rows(Period(), Term(5, "工作日"), ("5个工作日", "5工作日", "5个工作日内")),
    Row(Period(), "3个月内", Term(3, "个月")),
    Row(Period(), "半年", Term(6, "个月"), TOLD),
    Row(Period(), "一年", Term(12, "个月"), TOLD),
    Row(Period(), "2周", Term(14), TOLD),
    Row(Period(), 30, Term(30), TOLD),
    Row(Period(), 12, Term(12, "个月"), header_unit="月"),
    Row(Period(), "约30天", Term(30), WARNED),
]

SIGNED = Amount(allow_negative=True)
PRICE = Decimal(286000)
AMOUNTS = [
    *_rows(
        SIGNED, PRICE, ("¥286,000.00", "￥286000", "２８６，０００元", "RMB 286,000", "286000元整", 286000, 286000.0)
    ),
    *_rows(SIGNED, PRICE, ("28.6万元", "28.6万", "人民币贰拾捌万陆仟元整"), TOLD),
    Row(SIGNED, "28,6000", PRICE, WARNED),
    Row(SIGNED, "2亿", Decimal(2 * 10**8), TOLD),
    *_rows(SIGNED, Decimal(120_000_000), ("1.2亿元", "1亿2000万"), TOLD),
    *_rows(SIGNED, Decimal(50_000_000), ("5000万", "五千万"), TOLD),
    *_rows(SIGNED, Decimal(300_000), ("30w", "30W", "三十万元"), TOLD),
    Row(SIGNED, "约30万元左右", Decimal(300_000), WARNED),
    Row(SIGNED, "50K", Decimal(50_000), TOLD),
    Row(SIGNED, "1.2万", Decimal(12_000), TOLD),
    Row(SIGNED, "-1,200.50", Decimal("-1200.50")),
    *_rows(SIGNED, Decimal("-1200.50"), ("(1,200.50)", "（1,200.50）"), WARNED),
    Row(SIGNED, 28.6, PRICE, TOLD, header_unit="万元"),
    Row(SIGNED, "28.6", PRICE, TOLD, header_unit="万元"),
    Row(SIGNED, "28.6万", PRICE, TOLD, header_unit="万元"),
    Row(SIGNED, "286000元", PRICE, WARNED, header_unit="万元"),
    Row(SIGNED, "286000", PRICE, header_unit="元"),
    Row(SIGNED, "286000.004", PRICE, WARNED),
    Row(SIGNED, 2.675, Decimal("2.68"), TOLD),
    Row(SIGNED, "0", Decimal(0)),
    Row(Capitals(), "人民币贰拾捌万陆仟元整", PRICE),
]

SHARE, DISCOUNT, PENALTY = Percent(), Percent(is_discount=True), Percent(0, Decimal("0.05"))
SHARES = [
    *_rows(SHARE, Decimal("0.3"), ("30%", "３０％", "30 %", 0.3, "0.3")),
    *_rows(SHARE, Decimal("0.3"), (30, "30", "百分之三十", "三成"), TOLD),
    Row(SHARE, 0.3, Decimal("0.3"), number_format="0%"),
    Row(SHARE, 1, Decimal(1), number_format="0%"),
    Row(SHARE, 1, Decimal("0.01"), TOLD, header_unit="%"),
    Row(SHARE, "百分之十二点五", Decimal("0.125"), TOLD),
    Row(SHARE, "12.5 %", Decimal("0.125")),
    Row(SHARE, "三成半", Decimal("0.35"), TOLD),
    *_rows(DISCOUNT, Decimal("0.05"), ("9.5折", "95折", "九五折", "降价5%", "下浮5%", "让利5%"), TOLD),
    Row(PENALTY, "0.5%", Decimal("0.005")),
    Row(PENALTY, 0.005, Decimal("0.005")),
    Row(TaxRate(), 1, "1%", TOLD),
    Row(TaxRate(), 0.13, "13%"),
]

RANGES = [
    *_rows(
        AmountRange(),
        Span(Decimal(50_000_000), Decimal(2 * 10**8)),
        (*(f"5000万{between}2亿" for between in ("-", "—", "–", "～", "~", "至", "到")), "5000万～2亿元"),
    ),
    Row(AmountRange(), "10-20万", Span(Decimal(100_000), Decimal(200_000)), TOLD),
    *_rows(AmountRange(), Span(Decimal(500_000), None), ("50万以上", "≥50万", "不低于50万")),
    *_rows(AmountRange(), Span(None, Decimal(300_000)), ("≤30万元", "30万以下", "30万以内")),
    Row(AmountRange(), "30万", Span(Decimal(300_000), Decimal(300_000))),
    Row(AmountRange(), "100000-200000元", Span(Decimal(100_000), Decimal(200_000)), WARNED, header_unit="万元"),
    Row(AmountRange(), "10-20", Span(Decimal(100_000), Decimal(200_000)), TOLD, header_unit="万元"),
    Row(WholeRange(), "200-500人", Span(Decimal(200), Decimal(500))),
]

YES = "是 有 对 Y YES TRUE 1 √ ✓ ✔ ☑ ■ 同意 需要 已 yes ｙｅｓ"
NO = "否 无 没有 N NO FALSE 0 × ✗ 不同意 未 不需要 无。"
ANSWERS = [
    *_rows(YesNo(), True, YES.split()),
    *_rows(YesNo(), False, NO.split()),
    Row(YesNo(), "☒", False, WARNED),
    *_rows(YesNo(), True, ("☑是 □否", "是☑ 否□", "☒是 □否", "□√是", "√□是", "是√", "R是 £否")),
    *_rows(YesNo(), True, ("\uf0fe是 \uf0a8否", "\uf052是 \uf0a3否", "þ是 ¨否")),
    *_rows(YesNo(), False, ("□是 ■否", "☐是 ☒否")),
    *_rows(YesNo(), True, ("R是", "R 是"), TOLD),
    Row(Tick(), "☒", False, WARNED),
    Row(Choice(("高意向", "中意向")), "☒高意向 □中意向", "高意向"),
    Row(Choices(("电话", "邮件", "其他")), "☑电话 ☑邮件 □其他", ("电话", "邮件")),
]

MOBILE = "13812345678"
CONTACTS = [
    *_rows(
        Phone(),
        MOBILE,
        (
            "13812345678",
            "138 1234 5678",
            "138-1234-5678",
            "+86 13812345678",
            "86-13812345678",
            "１３８１２３４５６７８",
            13812345678.0,
            "13812345678.0",
            "138\u200b1234\u00a05678",
            "'13812345678",
            "电话：13812345678",
            "13812345678*",
        ),
    ),
    *_rows(
        Phone(), "0512-66668888", ("0512-66668888", "(0512)66668888", "０５１２－６６６６８８８８", "0512—66668888")
    ),
    Row(Phone(), "010-62345678-8012", "010-62345678-8012"),
    Row(Phone(), "021 62345678转801", "021-62345678-801"),
    *_rows(Phone(), "400-820-8820", ("400-820-8820", "4008208820")),
    *_rows(
        Phone(),
        MOBILE,
        tuple(f"13812345678{between}13987654321" for between in ("/", "、", "；", "，", "\n", " ", "或")),
        TOLD,
    ),
    Row(Phone(), "12345/13812345678", MOBILE, TOLD),
    *_rows(Phone(), MOBILE, ("张伟 13812345678", "13812345678(张伟)", "13812345678微信同号"), TOLD),
    Row(Phone(), 13812300000.0, "13812300000", WARNED),
    *_rows(Email(), "z@example.com", ("mailto:z@example.com", "z＠example.com。", "z@example.com；")),
    Row(Email(), "张伟 z@example.com", "z@example.com", TOLD),
    *_rows(CreditCode(), "91110000600037341L", ("９１１１００００６０００３７３４１ｌ", "9111 0000 6000 3734 1L")),
    *_rows(
        CreditCode(),
        "91350100M000100Y43",
        ("91350100M000100Y43", "91-350100-M000100Y4-3"),
    ),
    Row(CreditCode(), "110105490101001", "110105490101001", WARNED),
    Row(Account(), "6222 0212-3456 7890 123", "6222021234567890123"),
    Row(Account(), 622202123456789, "622202123456789"),
]

EVERY_ROW = (*CLEANED, *DAYS, *PERIODS, *AMOUNTS, *SHARES, *RANGES, *ANSWERS, *CONTACTS)

EVERY_REFUSAL = (
    *_wrongs(Day(), "M-DATE", ("2026-02-30", "2026/13/1", "尽快", True, 0.5)),
    *_wrongs(Day(), "M-DATE-VAGUE", ("下周三", "7月底")),
    *_wrongs(Day(), "M-AMBIG", ("3/4/2025", "3/4/25")),
    *_wrongs(Amount(), "M-AMBIG", ("28,60,00", "12,5", "1万5")),
    *_wrongs(Amount(), "M-AMT", ("面议", "1.2.3", "十几万", "2-3万", True, FIRST_OF_JULY)),
    Wrong(Amount(), 0.3, "M-AMT", number_format="0%"),
    *_wrongs(SHARE, "M-PCT1", (1, 1.0, "1", "1.0")),
    *_wrongs(PENALTY, "M-PCT1", (0.5, "0.5", 1)),
    Wrong(SHARE, 0.3, "M-PCT1", header_unit="%"),
    Wrong(SHARE, 30, "M-RANGE", number_format="0%"),
    *_wrongs(DISCOUNT, "M-PCT", ("10折", "面议")),
    Wrong(SHARE, "9.5折", "M-PCT"),
    *_wrongs(AmountRange(), "M-SPAN", ("2亿-5000万",)),
    *_wrongs(YesNo(), "M-BOOL", ("□是 □否", "☑是 ☑否", "是/否", "R", 2)),
    *_wrongs(Phone(), "M-PHONE", ("12345678901", "1381234567", "66668888", "138123456789")),
    *_wrongs(Phone(), "M-LOST", ("1.38123E+10", "1.38123e10", 138123456781234567)),
    Wrong(Phone(), 13800000000.0, "M-LOST", number_format="0.00E+00"),
    *_wrongs(
        CreditCode(),
        "M-USCC",
        (
            "91350100M000100Y4Z",
            "91320594MA1ABCDE80",
            "91320594M1AABCDE8Y",
            "91320594MA1ABCD0",
            "91320594MI1ABCDEXX",
            "9131O115MA1K456788",
        ),
    ),
    *_wrongs(CreditCode(), "M-LOST", (911100006000373412, 9.11100006000373e17)),
    *_wrongs(Account(), "M-LOST", (6222021234567890, 6222021234567890123, "6.22202E+18")),
    *_wrongs(TEXT, "M-LOST", (24322000000012345678, "2.4322E+19")),
)


@pytest.mark.parametrize("row", EVERY_ROW, ids=_ids)
def test_a_cell_means_what_the_table_says_and_is_told_as_it_says(row: Row) -> None:
    reading = _read(row)

    assert reading.fault is None
    assert reading.value == row.value
    assert _told(reading) == row.told


@pytest.mark.parametrize("wrong", EVERY_REFUSAL, ids=_ids)
def test_a_cell_that_the_table_refuses_has_no_value(wrong: Wrong) -> None:
    reading = _read(wrong)

    assert reading.fault is not None
    assert reading.fault.code == wrong.code
    assert reading.value is None


BLANKS = (
    "/ // \\ - -- — —— _ ___ 无 無 暂无 没有 空 N/A NA NULL NONE None 待定 待补 待补充 TBD 未知 不详 不适用 略 同上 〃"
    ' XX XXX xx * □ " 无。 (无) ｎ／ａ'
)


@pytest.mark.parametrize("text", ["", "　", *BLANKS.split()])
def test_a_placeholder_is_blank(text: str) -> None:
    assert is_blank(text)
    assert LINE.read(Raw(text), today=TODAY).value is None


@pytest.mark.parametrize("content", ["0", 0, 0.0, "无锡", "无缝钢管", "否", "X01", "略图"], ids=repr)
def test_what_only_begins_like_a_placeholder_says_something(content: Content) -> None:
    assert not is_blank(content)


EVERY_SORT = [TEXT, LINE, Amount(), Day(), YesNo(), Choice(("是", "否")), Phone(), Listing(), Score()]


@pytest.mark.parametrize("content", ["#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "Err:502", "########"])
@pytest.mark.parametrize("kind", EVERY_SORT)
def test_an_error_is_never_taken_for_an_answer(kind: Kind, content: str) -> None:
    typed = kind.read(Raw(content), today=TODAY)
    held = kind.read(Raw(None, error=content), today=TODAY)

    assert (typed.value, held.value) == (None, None)
    assert typed.fault is not None
    assert held.fault is not None
    assert typed.fault.code == held.fault.code == "M-ERROR"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("客户名称:上海启明", "上海启明"),
        ("客户 名称：__上海启明__", "上海启明"),
        ("公司名称*：上海启明", "上海启明"),
        ("上海启明", "上海启明"),
        ("备注:客户名称待核实", "备注:客户名称待核实"),
        ("客户名称", "客户名称"),
    ],
)
def test_a_label_repeated_in_front_of_its_answer_is_taken_off(text: str, value: str) -> None:
    assert without_label(text, ("客户名称", "公司名称")) == value


def test_a_credit_code_whose_organisation_fails_its_own_check_passes_with_a_warning() -> None:
    code = "91310115MA1K456700"
    valid = code[:-1] + uscc.calc_check_digit(code[:-1])

    reading = CreditCode().read(Raw(valid), today=TODAY)

    assert reading.value == valid
    assert _told(reading) == "warned"


READ_ALOUD = [row for row in EVERY_ROW if row.told != SILENT]


@pytest.mark.parametrize("row", READ_ALOUD, ids=_ids)
def test_what_is_taken_for_granted_is_told_in_both_languages_with_what_was_read(row: Row) -> None:
    (note,) = _read(row).notes
    severity = Severity.WARNING if note.is_warning else Severity.INFO
    finding = Finding(note.code, severity, note.facts, Text("金额", "amount"), raw=str(row.content))

    zh, en = tell(finding, None, MESSAGES, "zh"), tell(finding, None, MESSAGES, "en")

    shown = row.kind.show(row.value)
    assert f"读作 {shown}(" in zh
    assert f"was read as {shown} (" in en
    assert "{" not in zh + en


def test_whole_numbers_are_counted_in_the_unit_of_their_label() -> None:
    assert _read(Row(Whole(0, 120), "2年", 24, header_unit="月")).value == 24
