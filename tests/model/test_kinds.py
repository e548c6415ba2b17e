from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    Fault,
    Kind,
    Listing,
    Moment,
    Note,
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
    is_ditto,
    is_pending,
)

TODAY = date(2026, 7, 15)
INTENT = Choice((Option("高意向", ("高", "A")), Option("中意向", ("中", "B")), Option("低意向", ("低", "C"))))
VERDICT = Choice(("验收合格", "需整改"))
CONTACT_WAY = Choices(("电话/网络推广", "邮件", "其他(需注明)"))


def _read(kind: Kind, content: Content, *, number_format: str = "", header_unit: str = "") -> Reading:
    return kind.read(Raw(content, number_format=number_format, header_unit=header_unit), today=TODAY)


def _fault(kind: Kind, content: Content) -> Fault:
    reading = _read(kind, content)
    assert reading.fault is not None
    assert reading.value is None
    return reading.fault


def _note(reading: Reading) -> Note:
    (note,) = reading.notes
    return note


# --- the law of every kind


@dataclass(frozen=True)
class Lawful:
    kind: Kind
    values: st.SearchStrategy[object]


_AMOUNTS = st.decimals(-(10**12), 10**12, places=2)
_POSITIVE = st.decimals(0, 10**12, places=2)
_WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


def _span(low: Decimal | None, high: Decimal | None) -> Span:
    return Span(min(low, high), max(low, high)) if low is not None and high is not None else Span(low, high)


def _spans(ends: st.SearchStrategy[Decimal]) -> st.SearchStrategy[object]:
    both = st.builds(_span, ends, ends)
    return both | st.builds(Span, ends, st.none()) | st.builds(Span, st.none(), ends)


def _as_read(kind: Kind) -> st.SearchStrategy[object]:
    """Whatever the kind makes of any text."""
    return _WORDS.map(lambda text: _read(kind, text).value).filter(lambda value: value is not None)


_TERMS = st.builds(Term, st.integers(0, 5000), st.sampled_from(["天", "工作日", "个月"]))
_DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
LAWS = {
    "amount": Lawful(Amount(allow_negative=True), _AMOUNTS),
    "unit price": Lawful(Amount(places=6), st.decimals(0, 10**8, places=6)),
    "quantity": Lawful(Quantity(), st.decimals(Decimal("0.0001"), 10**8, places=4)),
    "whole": Lawful(Whole(), st.integers(-(10**9), 10**9)),
    "score": Lawful(Score(), st.integers(1, 5)),
    "percent": Lawful(Percent(-2, 2), st.decimals(-2, 2, places=12)),
    "margin": Lawful(Percent(-2, 2, places=2), st.decimals(-2, 2, places=12)),
    "tax rate": Lawful(TaxRate(), st.sampled_from(TaxRate().options)),
    "day": Lawful(Day(), _DAYS),
    "moment": Lawful(
        Moment(), st.datetimes(datetime(1950, 1, 1), datetime(2099, 12, 30)).map(lambda m: m.replace(microsecond=0))
    ),
    "period": Lawful(Period(), _TERMS | st.builds(Term, on=_DAYS)),
    "amount range": Lawful(AmountRange(), _spans(_POSITIVE)),
    "amount range in large units": Lawful(
        AmountRange(), _spans(st.integers(0, 10**8).map(lambda n: Decimal(n * 10**4)))
    ),
    "whole range": Lawful(WholeRange(), _spans(st.integers(0, 10**7).map(Decimal))),
    "capitals": Lawful(Capitals(), _AMOUNTS),
    "yes or no": Lawful(YesNo(), st.booleans()),
    "tick": Lawful(Tick(), st.booleans()),
    "choice": Lawful(INTENT, st.sampled_from(INTENT.options).map(str)),
    "choices": Lawful(CONTACT_WAY, st.lists(st.sampled_from(CONTACT_WAY.options), min_size=1, unique=True).map(tuple)),
    "words": Lawful(Words(), _as_read(Words())),
    "words on one line": Lawful(Words(one_line=True), _as_read(Words(one_line=True))),
    "person": Lawful(Words(is_name=True), _as_read(Words(is_name=True))),
    "listing": Lawful(Listing(), _as_read(Listing())),
    "number": Lawful(Number("KH"), st.integers(1, 99999).map(lambda n: f"KH-2026-{n:04}")),
    "later version": Lawful(Number(), st.integers(2, 99).map(lambda n: f"BJ-2026-0001-V{n}")),
    "version": Lawful(Version(), st.sampled_from(["V1", "V1.0", "V2.13"])),
    "phone": Lawful(Phone(), st.sampled_from(["13812345678", "0512-66668888", "010-62345678-8012", "400-820-8820"])),
    "mail": Lawful(Email(), st.sampled_from(["zhangwei@example.com", "a.b+c@mail.example.cn"])),
    "credit code": Lawful(CreditCode(), st.sampled_from(["91310115MA1K456788", "91320594MA1ABCDE8Y"])),
    "account": Lawful(Account(), st.from_regex(r"[0-9]{8,32}", fullmatch=True)),
}


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS.keys())
@settings(deadline=None)  # the first one loads libraries
@given(data=st.data())
def test_what_is_shown_is_read_as_the_same_value(law: Lawful, data: st.DataObject) -> None:
    value = data.draw(law.values)

    reading = _read(law.kind, law.kind.show(value))

    assert reading.fault is None
    assert reading.value == value


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS.keys())
@settings(deadline=None)  # the first one loads libraries
@given(data=st.data())
def test_what_a_cell_holds_is_read_as_the_same_value(law: Lawful, data: st.DataObject) -> None:
    value = data.draw(law.values)

    reading = _read(law.kind, law.kind.cell(value), number_format=law.kind.number_format)

    assert reading.fault is None
    assert reading.value == value
    assert reading.notes == ()


ANY_CONTENT = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.text(),
    st.text("0123456789零一二十百千万亿元整年月日天个半-~至/.,:%折成□☑√×是否()（）约≥以上KW ", max_size=14),
)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS.keys())
@settings(deadline=None)
@given(content=ANY_CONTENT)
def test_no_content_makes_reading_fail(law: Lawful, content: Content) -> None:
    reading = _read(law.kind, content, header_unit="万元")

    assert reading.fault is None or reading.value is None
    if reading.value is not None:
        assert isinstance(law.kind.show(reading.value), str)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS.keys())
def test_every_kind_tells_an_error_cell_an_uncalculated_one_and_a_blank_apart(law: Lawful) -> None:
    error = law.kind.read(Raw(None, error="#N/A"), today=TODAY)
    uncalculated = law.kind.read(Raw(None, uncached=True), today=TODAY)
    blank = law.kind.read(Raw("　"), today=TODAY)

    assert error.fault == Fault("M-ERROR", {"error": "#N/A"})
    assert uncalculated.fault == Fault("M-UNCACHED")
    assert blank == Reading()


# --- blanks


@pytest.mark.parametrize("text", ["待定", "TBD", "待补", " 待补充 "])
def test_an_answer_promised_for_later_is_blank_and_warned_of(text: str) -> None:
    reading = _read(Amount(), text)

    assert reading == Reading(notes=(Note("N-PENDING", {"raw": text.strip()}, is_warning=True),))
    assert is_pending(text)


@pytest.mark.parametrize("text", ["同上", "〃", '"'])
def test_a_reference_to_the_row_above_is_blank_and_warned_of(text: str) -> None:
    assert _note(_read(Words(), text)).code == "N-DITTO"
    assert is_ditto(text)


@pytest.mark.parametrize("text", ["无锡", "无缝钢管", "XX公司", "0", "-1", "否"])
def test_a_placeholder_counts_only_as_the_whole_cell(text: str) -> None:
    assert _read(Words(), text).value == text


def test_the_words_for_a_number_drawn_later_are_blank() -> None:
    assert _read(Number("KH"), "收件后自动编号") == Reading()


# --- money and numbers


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.2亿元", "120000000"),
        ("5000万", "50000000"),
        ("五千万", "50000000"),
        ("二十八点六万", "286000"),
        ("286000元整", "286000"),
        ("RMB 286,000", "286000"),
        ("２８６，０００元", "286000"),
        ("1万5000元", "15000"),
        ("2千万", "20000000"),
    ],
)
def test_amounts_are_read_with_their_units(text: str, amount: str) -> None:
    assert _read(Amount(), text).value == Decimal(amount)


@pytest.mark.parametrize(
    "content",
    ["面议", "1.2.3", "十几万", "2-3万", "30多万", "1.200,50", "$100", "30%", True, TODAY],
    ids=repr,
)
def test_what_names_no_single_amount_is_refused(content: Content) -> None:
    assert _fault(Amount(), content) == Fault("M-AMT")


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("28,60,00", "286,000.00", "2,860.00"),
        ("12,5", "125.00", "12.50"),
        ("-12,5元", "-125.00", "-12.50"),
        ("1万5", "15,000.00", "10,005.00"),
        ("三万五", "35,000.00", "30,005.00"),
        ("一百二", "120.00", "102.00"),
    ],
)
def test_what_may_mean_two_amounts_is_asked_for_by_both(text: str, one: str, other: str) -> None:
    assert _fault(Amount(allow_negative=True), text) == Fault("M-AMBIG", {"one": one, "other": other})


def test_a_share_or_a_quantity_parted_by_a_comma_is_asked_for() -> None:
    assert _fault(Percent(), "12,5%") == Fault("M-AMBIG", {"one": "12.5%", "other": "125%"})
    assert _fault(Quantity(), "12,5台") == Fault("M-AMBIG", {"one": "125", "other": "12.5"})


@pytest.mark.parametrize("kind", [Amount(), Quantity(), Percent(), Words(), Phone(), Account(), CreditCode()])
@pytest.mark.parametrize("content", ["2.86E+05", 1234567890123456, 1.2e15, "1.38E+10"], ids=repr)
def test_a_number_that_excel_has_damaged_is_no_value_of_any_kind(kind: Kind, content: Content) -> None:
    assert _fault(kind, content) == Fault("M-LOST")


def test_a_unit_is_told_as_read() -> None:
    note = _note(_read(Amount(), "28.6万元"))

    assert note.code == "N-READ"
    assert (note.facts["raw"], note.facts["value"]) == ("28.6万元", "286,000.00")
    assert not note.is_warning


@pytest.mark.parametrize(
    "content", ["¥286,000.00", "２８６０００", "286000元", 286000, 286000.0, Decimal("286000.00")], ids=repr
)
def test_mere_formatting_is_not_worth_a_note(content: Content) -> None:
    reading = _read(Amount(), content)

    assert reading == Reading(Decimal("286000.00"))


@pytest.mark.parametrize("text", ["约30万", "28,6000", "(1,200.50)", "1.005", "113000(不含税)", "不含税:113000"])
def test_a_guess_at_an_amount_is_a_warning(text: str) -> None:
    assert _note(_read(Amount(allow_negative=True), text)).is_warning


def test_the_header_gives_the_unit_of_a_bare_number() -> None:
    reading = _read(Amount(), 28.6, header_unit="万元")

    assert reading.value == Decimal("286000.00")
    assert not _note(reading).is_warning


def test_a_unit_in_the_cell_outweighs_the_header_with_a_warning() -> None:
    reading = _read(Amount(), "286000元", header_unit="(万元)")

    assert reading.value == Decimal("286000.00")
    assert _note(reading).is_warning


def test_binary_fractions_of_a_sheet_leave_no_trace() -> None:
    assert _read(Amount(), 0.1 + 0.2) == Reading(Decimal("0.30"))


def test_amounts_know_their_bounds() -> None:
    assert _fault(Amount(), "-1") == Fault("M-NEG")
    assert _fault(Amount(positive=True), 0) == Fault("M-ZERO")
    assert _read(Amount(), 0).value == 0


def test_a_unit_price_keeps_its_places_and_no_more() -> None:
    assert Amount(places=6).show(_read(Amount(places=6), "9.123456").value) == "9.123456"
    assert Amount(places=6).show(_read(Amount(places=6), "113000").value) == "113,000.00"
    assert Amount(places=6).number_format == "#,##0.00####"


def test_quantities_are_above_zero_and_counted_in_pieces() -> None:
    assert _read(Quantity(), "2台").value == 2
    assert _read(Quantity(), "两套").value == 2
    assert _fault(Quantity(), "0") == Fault("M-ZERO")
    assert _fault(Quantity(), "0.33333") == Fault("M-PLACES", {"places": 4})
    assert _fault(Quantity(), "若干") == Fault("M-QTY")
    assert _fault(Quantity(), "2元") == Fault("M-QTY")


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        (Whole(0, 120), Fault("M-RANGE", {"lo": 0, "hi": 120, "value": 200})),
        (Whole(high=120), Fault("M-MOST", {"hi": 120, "value": 200})),
        (Whole(low=300), Fault("M-LEAST", {"lo": 300, "value": 200})),
    ],
)
def test_a_whole_number_outside_of_its_bounds_names_them(kind: Kind, fault: Fault) -> None:
    assert _fault(kind, 200) == fault


def test_half_a_month_is_no_whole_number() -> None:
    assert _fault(Whole(), "12.5") == Fault("M-WHOLE")


@pytest.mark.parametrize(("text", "months"), [("12", 12), ("12个月", 12), ("2年", 24)])
def test_a_unit_of_time_is_converted_to_that_of_the_label(text: str, months: int) -> None:
    assert _read(Whole(0, 120), text, header_unit="月").value == months


def test_a_unit_of_time_that_does_not_convert_is_a_question() -> None:
    reading = _read(Whole(0, 120), "60天", header_unit="月")

    assert reading.fault == Fault("M-UNIT", {"unit": "天", "expected": "月"})


@pytest.mark.parametrize("content", ["4", "4分", "★★★★", "★★★★☆", 4.0], ids=repr)
def test_a_score_is_read_from_points_and_stars(content: Content) -> None:
    assert _read(Score(), content).value == 4


# --- shares


@pytest.mark.parametrize(
    ("content", "number_format", "fraction"),
    [
        ("三成半", "", "0.35"),
        ("百分之12.5", "", "0.125"),
        ("千分之五", "", "0.005"),
        ("0.5‰", "", "0.0005"),
        (1, "0%", "1"),
        ("100%", "", "1"),
        (0, "", "0"),
    ],
)
def test_shares_are_read_as_fractions(content: Content, number_format: str, fraction: str) -> None:
    assert _read(Percent(), content, number_format=number_format).value == Decimal(fraction)


@pytest.mark.parametrize(("text", "off"), [("9折", "0.1"), ("八五折", "0.15"), ("让利5%", "0.05"), ("降价5", "0.05")])
def test_a_discount_is_what_is_taken_off(text: str, off: str) -> None:
    assert _read(Percent(is_discount=True), text).value == Decimal(off)
    assert _fault(Percent(), text) == Fault("M-PCT")


@pytest.mark.parametrize("content", [1, 1.0, "1"], ids=repr)
def test_one_may_be_one_per_cent_or_all(content: Content) -> None:
    assert _fault(Percent(), content) == Fault("M-PCT1", {"one": "1%", "other": "100%"})


def test_under_a_per_cent_header_one_is_clear_and_a_fraction_is_not() -> None:
    assert _read(Percent(), 1, header_unit="%").value == Decimal("0.01")
    assert _read(Percent(), 0.3, header_unit="%").fault == Fault("M-PCT1", {"one": "0.3%", "other": "30%"})


def test_thirty_read_as_per_cent_is_told() -> None:
    assert _note(_read(Percent(), 30)).facts["value"] == "30%"


def test_a_share_beyond_its_bounds_names_them() -> None:
    expected = Fault("M-RANGE", {"lo": "0%", "hi": "20%", "value": "30%"})

    assert _fault(Percent(0, Decimal("0.2")), "30%") == expected


@pytest.mark.parametrize("content", ["13%", "１３％", 0.13, 13, "0.13"], ids=repr)
def test_a_tax_rate_is_read_however_it_is_typed(content: Content) -> None:
    assert _read(TaxRate(), content).value == "13%"


@pytest.mark.parametrize(("text", "code"), [("5%", "M-RATE"), ("16%", "M-RATE-OLD"), ("高", "M-RATE")])
def test_a_tax_rate_not_in_force_is_refused(text: str, code: str) -> None:
    assert _fault(TaxRate(), text) == Fault(code, {"options": TaxRate().options})


# --- days and periods


@pytest.mark.parametrize(
    "content",
    [
        "2026年7月1日 星期三",
        "2026年7月1日(周三)上午9:30",
        "2026-7-1T09:30:00Z",
        "２０２６年７月１日",
        "二○二六年七月一日",
        "2026年7月1日前",
        20260701,
        46204,
        46204.39,
        "46204",
        "26/7/1",
        datetime(2026, 7, 1, 9, 30),
    ],
    ids=repr,
)
def test_a_day_is_read_however_it_is_written(content: Content) -> None:
    assert _read(Day(), content).value == date(2026, 7, 1)


@pytest.mark.parametrize(
    "content",
    ["2026-02-30", "2026/13/1", "尽快", "7/1", "99.7.1", "13.13.2026", "9999-99-99", True, 0, -3, 2026, 60000, 1e12],
    ids=repr,
)
def test_what_is_no_day_is_refused(content: Content) -> None:
    assert _fault(Day(), content) == Fault("M-DATE")


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("3/4/2025", date(2025, 3, 4), date(2025, 4, 3)),
        ("12/5/26", date(2026, 12, 5), date(2026, 5, 12)),
        ("1.7.26", date(2026, 1, 7), date(2026, 7, 1)),
        ("16/7/26", date(2016, 7, 26), date(2026, 7, 16)),
    ],
)
def test_what_may_be_two_days_is_asked_for_by_both(text: str, one: date, other: date) -> None:
    assert _fault(Day(), text) == Fault("M-AMBIG", {"one": one, "other": other})


def test_a_day_in_its_only_possible_order_is_read_with_a_warning() -> None:
    reading = _read(Day(), "25/12/2025")

    assert reading.value == date(2025, 12, 25)
    assert _note(reading).is_warning


def test_a_weekday_that_contradicts_its_day_is_a_warning() -> None:
    assert _note(_read(Day(), "2026年7月1日 星期四")).is_warning
    assert _read(Day(), "2026年7月1日 星期三").notes == ()


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("下周三", date(2026, 7, 22)),
        ("7月底", date(2026, 7, 31)),
        ("下月底", date(2026, 8, 31)),
        ("明天", date(2026, 7, 16)),
    ],
)
def test_a_vague_day_is_suggested_and_not_applied(text: str, suggestion: date) -> None:
    assert _fault(Day(), text) == Fault("M-DATE-VAGUE", {"suggestion": suggestion})


@pytest.mark.parametrize(
    ("kind", "text", "day"),
    [
        (Day("past"), "12月5日", date(2025, 12, 5)),
        (Day("future"), "1月5日", date(2027, 1, 5)),
        (Day("future"), "2月29日", date(2028, 2, 29)),
        (Day("neutral"), "1月5日", date(2026, 1, 5)),
        (Day("future"), "2026年7月", date(2026, 7, 31)),
        (Day("past"), "2026年7月", date(2026, 7, 1)),
    ],
)
def test_what_a_day_leaves_out_is_filled_in_with_a_warning(kind: Kind, text: str, day: date) -> None:
    reading = _read(kind, text)

    assert reading.value == day
    assert _note(reading).is_warning


@pytest.mark.parametrize("text", ["____年__月__日", "  年  月  日"])
def test_an_unfilled_line_for_a_day_is_blank(text: str) -> None:
    assert _read(Day(), text) == Reading()
    assert _read(Moment(), text) == Reading()


def test_a_serial_number_is_silent_only_where_the_sheet_shows_it_as_a_day() -> None:
    assert _read(Day(), 46204, number_format="yyyy-mm-dd").notes == ()
    assert _note(_read(Day(), 46204, number_format="0")).code == "N-READ"


@pytest.mark.parametrize(
    "content",
    [
        "2026-06-22 14:30",
        "2026年6月22日下午2:30",
        "2026/6/22 14点30分",
        "6月22日 14:30",
        "2026-06-22 14:30-16:00",
        46195.604166666664,
    ],
    ids=repr,
)
def test_a_moment_has_a_day_and_a_time(content: Content) -> None:
    assert _read(Moment(), content).value == datetime(2026, 6, 22, 14, 30)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("12:00 AM", 0),
        ("凌晨12点", 0),
        ("12:00 PM", 12),
        ("中午12点", 12),
        ("中午1点", 13),
        ("下午3点", 15),
        ("晚上8点", 20),
    ],
)
def test_halves_of_the_day_are_put_on_a_clock_of_24_hours(text: str, hour: int) -> None:
    assert _read(Moment(), f"2026-06-22 {text}").value == datetime(2026, 6, 22, hour)


@pytest.mark.parametrize("text", ["晚上12点", "晚上1点"])
def test_a_night_that_may_be_of_the_next_day_is_refused(text: str) -> None:
    assert _fault(Moment(), f"2026-06-22 {text}") == Fault("M-DATE")


def test_a_moment_without_a_time_is_told() -> None:
    reading = _read(Moment(), "2026-06-22")

    assert reading.value == datetime(2026, 6, 22)
    assert _note(reading).code == "N-READ"


@pytest.mark.parametrize(
    ("content", "term"),
    [
        ("30日", Term(30)),
        ("30个日历天", Term(30)),
        ("5个工作日内", Term(5, "工作日")),
        ("3个月内", Term(3, "个月")),
        ("半年", Term(6, "个月")),
        ("一年", Term(12, "个月")),
        ("一年半", Term(18, "个月")),
        ("2周", Term(14)),
        ("两周", Term(14)),
        ("合同签订后30日内", Term(30)),
        ("收到预付款后5个工作日内", Term(5, "工作日")),
        ("2026年9月底", Term(on=date(2026, 9, 30))),
        ("2026年9月30日前", Term(on=date(2026, 9, 30))),
        (date(2026, 9, 30), Term(on=date(2026, 9, 30))),
        (30, Term(30)),
    ],
)
def test_a_period_is_days_working_days_months_or_a_day(content: Content, term: Term) -> None:
    assert _read(Period(), content).value == term


@pytest.mark.parametrize("text", ["45-60天", "3月内", "现货", "尽快", "半天", "30元", "2.5天"])
def test_what_is_no_period_is_refused(text: str) -> None:
    assert _fault(Period(), text) == Fault("M-TERM")


def test_the_header_gives_the_unit_of_a_bare_period() -> None:
    reading = _read(Period(), 12, header_unit="月")

    assert reading == Reading(Term(12, "个月"))


# --- ranges


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("5000万～2亿元", "50000000", "200000000"),
        ("不低于50万", "500000", None),
        ("20万以内", None, "200000"),
        ("5000元-1万元", "5000", "10000"),
        ("1-2亿元左右", "100000000", "200000000"),
        ("八千万", "80000000", "80000000"),
    ],
)
def test_a_range_of_amounts_keeps_the_units_of_its_ends(text: str, low: str | None, high: str | None) -> None:
    expected = Span(Decimal(low) if low else None, Decimal(high) if high else None)

    assert _read(AmountRange(), text).value == expected


def test_the_header_gives_the_unit_of_both_ends() -> None:
    reading = _read(AmountRange(), "500-1000", header_unit="万元")

    assert reading.value == Span(Decimal(5_000_000), Decimal(10_000_000))


def test_a_range_upside_down_is_refused() -> None:
    assert _fault(AmountRange(), "2亿-5000万") == Fault("M-SPAN")
    assert _fault(WholeRange(), "500-200人") == Fault("M-SPAN")


@pytest.mark.parametrize(("kind", "code"), [(AmountRange(), "M-AMT"), (WholeRange(), "M-QTY")])
def test_what_is_no_range_is_refused(kind: Kind, code: str) -> None:
    assert _fault(kind, "若干") == Fault(code)
    assert _fault(kind, "1-2-3") == Fault(code)


def test_people_are_counted_whole() -> None:
    assert _read(WholeRange(), "500人以上").value == Span(Decimal(500), None)
    assert _read(WholeRange(), "1000人以下").value == Span(None, Decimal(1000))
    assert _fault(WholeRange(), "1.5-3人") == Fault("M-WHOLE")
    assert _fault(WholeRange(), "200-500元") == Fault("M-QTY")


# --- yes, no and choices


@pytest.mark.parametrize(
    ("text", "is_yes"),
    [
        ("是☑ 否□", True),
        ("□√是 □否", True),
        ("√□是 □否", True),
        ("□是√ □否", True),
        ("是√ 否", True),
        ("√是/否", True),
        ("(√)是 ( )否", True),
        ("[x]是 [ ]否", True),
        ("☒是 □否", True),
        ("R是 £否", True),
        ("\uf0a8是 \uf0fe否", False),
        ("□ 是 ☑ 否", False),
        ("□是 □√否", False),
        ("是(已确认)", True),
        ("无", False),
        ("没有", False),
        (True, True),
        (1.0, True),
        (0, False),
    ],
)
def test_every_way_of_ticking_yes_or_no_is_read(text: Content, is_yes: bool) -> None:
    assert _read(YesNo(), text) == Reading(is_yes)


@pytest.mark.parametrize("text", ["□是 □否", "☑是 ☑否", "□是√□否", "□是 √ □否", "是/否", "是□ 否□", "x", "也许", 2])
def test_none_two_or_unclear_ticks_are_a_question(text: Content) -> None:
    assert _fault(YesNo(), text) == Fault("M-BOOL")


def test_a_lone_crossed_box_is_no_with_a_warning() -> None:
    reading = _read(YesNo(), "☒")

    assert reading.value is False
    assert _note(reading).is_warning


def test_an_empty_box_is_blank_as_an_answer_and_no_as_a_tick() -> None:
    assert _read(YesNo(), "□") == Reading()
    assert _read(Tick(), "□") == Reading(False)
    assert _read(Tick(), "√") == Reading(True)


@pytest.mark.parametrize("text", ["高意向", "高", "a", "Ａ", "1.高意向", "☑高意向 □中意向 □低意向", "高意向。"])
def test_an_option_is_found_by_name_alias_and_tick(text: str) -> None:
    reading = _read(INTENT, text)

    assert reading == Reading("高意向")
    assert type(reading.value) is str


@pytest.mark.parametrize("text", ["没想好", "□验收合格 □需整改", "☑验收合格 ☑需整改"])
def test_what_names_no_single_option_is_refused_with_the_options(text: str) -> None:
    assert _fault(VERDICT, text) == Fault("M-ENUM", {"options": ("验收合格", "需整改")})


def test_a_remark_in_brackets_is_left_out_and_told() -> None:
    reading = _read(VERDICT, "需整改(见附件)")

    assert reading.value == "需整改"
    assert _note(reading).code == "N-READ"


def test_an_option_may_be_named_like_a_blank() -> None:
    assert _read(Choice(("有", "无")), "无").value == "无"
    assert _read(Choices(("有", "无")), "无").value == ("无",)


@pytest.mark.parametrize(
    "text",
    ["电话/网络推广、邮件", "电话/网络推广/邮件", "☑电话/网络推广 ☑邮件 □其他(需注明)", "电话/网络推广，邮件；邮件"],
)
def test_several_options_are_listed_or_ticked(text: str) -> None:
    assert _read(CONTACT_WAY, text).value == ("电话/网络推广", "邮件")


@pytest.mark.parametrize("text", ["电话/网络推广、传真", "□邮件 □其他", "□邮件√□其他"])
def test_one_unknown_option_among_several_is_refused(text: str) -> None:
    assert _fault(CONTACT_WAY, text).code == "M-ENUM"


# --- words


def test_words_are_cleaned_and_keep_their_punctuation_and_lines() -> None:
    reading = _read(Words(), " 停机率８％,\u200b需改进。_x000D_\n\n　第二行… ")

    assert reading == Reading("停机率８％,需改进。\n第二行…")


def test_a_name_over_two_lines_is_put_on_one() -> None:
    assert _read(Words(one_line=True), "上海启明\n精密制造有限公司。").value == "上海启明精密制造有限公司"
    assert _read(Words(one_line=True), "Siemens\nAG").value == "Siemens AG"


@pytest.mark.parametrize(
    ("text", "name"), [("张伟*", "张伟"), ("张伟 先生＊", "张伟"), ("欧阳经理", "欧阳"), ("刘总", "刘总")]
)
def test_a_title_is_taken_off_a_name_that_stays_one(text: str, name: str) -> None:
    assert _read(Words(is_name=True), text).value == name


def test_words_too_few_or_too_many_are_counted() -> None:
    assert _fault(Words(4, 60), "启明") == Fault("M-LEN", {"lo": 4, "hi": 60, "n": 2})
    assert _fault(Words(most=3), "上海启明") == Fault("M-LEN", {"lo": 0, "hi": 3, "n": 4})


def test_a_number_in_a_text_field_is_text() -> None:
    assert _read(Words(), 12.0).value == "12"
    assert _read(Words(), date(2026, 7, 1)).value == "2026-07-01"


@pytest.mark.parametrize(
    "text",
    [
        "王芳、李强；张三",
        "1. 王芳\n2. 李强\n3. 张三",
        "王芳，李强/张三",
        "王芳;李强;张三;",
        "1、王芳、2、李强、3、张三",
    ],
)
def test_a_list_is_parted_wherever_people_part_it(text: str) -> None:
    assert _read(Listing(), text).value == ("王芳", "李强", "张三")


def test_brackets_hold_an_entry_together_and_a_chain_has_its_own_signs() -> None:
    assert _read(Listing(), "李明(苏州、上海),王芳").value == ("李明(苏州、上海)", "王芳")
    assert _read(Listing("+→"), "技术部＋采购部→总经理").value == ("技术部", "采购部", "总经理")


# --- codes and contacts


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ("138 1234 5678", "13812345678"),
        ("86-13812345678", "13812345678"),
        ("张伟 13812345678", "13812345678"),
        ("021 62345678转801", "021-62345678-801"),
        ("4008208820", "400-820-8820"),
        ("+86 (0)512 66668888", "0512-66668888"),
        ("+86-512-66668888", "0512-66668888"),
    ],
)
def test_a_telephone_number_is_read_however_it_is_written(content: Content, number: str) -> None:
    assert _read(Phone(), content).value == number


@pytest.mark.parametrize(
    "content", ["12345678901", "1381234567", "66668888", "138123456789", "同手机", "+1 650 253 0000"], ids=repr
)
def test_what_is_no_number_of_ours_is_refused(content: Content) -> None:
    assert _fault(Phone(), content) == Fault("M-PHONE")


def test_the_first_valid_number_counts_and_the_others_are_told() -> None:
    reading = _read(Phone(), "12345/13812345678、13912345678")

    assert reading.value == "13812345678"
    assert _note(reading).code == "N-READ"


def test_an_area_code_that_does_not_exist_is_a_warning() -> None:
    assert _note(_read(Phone(), "0300-1234567")).is_warning
    assert _read(Phone(), "0512-66668888").notes == ()


@pytest.mark.parametrize("kind", [Phone(), CreditCode(), Account()])
def test_digits_that_excel_has_lost_are_told_as_lost(kind: Kind) -> None:
    assert _fault(kind, "1.38123E+10") == Fault("M-LOST")
    assert _fault(kind, 6222021234567890123) == Fault("M-LOST")
    assert _fault(kind, 9.13101150000001e17) == Fault("M-LOST")


@pytest.mark.parametrize(
    ("text", "address"),
    [("mailto:a@b.com", "a@b.com"), ("zhangwei＠example.com。", "zhangwei@example.com"), ("张伟 <z@e.cn>", "z@e.cn")],
)
def test_a_mail_address_is_taken_out_of_its_wrapping(text: str, address: str) -> None:
    assert _read(Email(), text).value == address


@pytest.mark.parametrize("text", ["a@b", "zhangwei", "a b@c.com", "a@@b.com", "a@b..com"])
def test_what_is_no_mail_address_is_refused(text: str) -> None:
    assert _fault(Email(), text) == Fault("M-MAIL")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("91320594MA1ABCD0", "长度应为18位,实际16位"),
        ("91350100M000100Y4Z", "含非法字符Z"),
        ("9131O115MA1K456788", "含非法字符O,是否应为91310115MA1K456788"),
        ("91320594MA1ABCDE80", "校验位应为Y"),
    ],
)
def test_a_wrong_credit_code_says_what_is_wrong(code: str, reason: str) -> None:
    fault = _fault(CreditCode(), code)

    assert fault.code == "M-USCC"
    assert fault.facts["reason"] == (reason, fault.facts["reason"][1])  # type: ignore[index]


@pytest.mark.parametrize("code", ["913205941234567", "12345678901234567890"])
def test_an_old_tax_number_passes_with_a_warning(code: str) -> None:
    reading = _read(CreditCode(), code)

    assert reading.value == code
    assert _note(reading).is_warning


@pytest.mark.parametrize(
    "text", ["KH-2026-0001", "kh20260001", "ＫＨ－２０２６－０００１", "KH—2026—0001", "KH-2026-0001-V1"]
)
def test_our_own_number_is_read_however_it_is_typed(text: str) -> None:
    assert _read(Number("KH"), text).value == "KH-2026-0001"


@pytest.mark.parametrize("text", ["SJ-2026-0001", "KH-26-1", "KH-2026-001", "12"])
def test_another_number_names_the_pattern(text: str) -> None:
    assert _fault(Number("KH"), text) == Fault("M-NUMBER", {"pattern": "KH-YYYY-NNNN"})


@pytest.mark.parametrize(("content", "version"), [("v1.0", "V1.0"), ("1.0", "V1.0"), ("版本2", "V2"), (1, "V1")])
def test_a_version_starts_with_v(content: Content, version: str) -> None:
    assert _read(Version(), content).value == version
    assert _fault(Version(), "终稿") == Fault("M-VERSION")


def test_an_account_is_its_digits() -> None:
    assert _read(Account(), "6222 0212-3456 7890 123").value == "6222021234567890123"
    assert _fault(Account(), "123") == Fault("M-ACCOUNT")


def test_capitals_are_compared_as_numbers() -> None:
    assert _read(Capitals(), "人民币(大写):贰拾捌万陆仟圆正").value == Decimal(286000)
    assert _read(Capitals(), 286000, number_format="[DBNum2]General").value == Decimal(286000)
    assert _fault(Capitals(), "约二十万") == Fault("M-CAPITALS")


@pytest.mark.parametrize(("value", "shown"), [("0.317", "31.70%"), ("0.351139", "35.1139%"), ("0.3", "30.00%")])
def test_a_margin_shows_two_decimals_at_least(value: str, shown: str) -> None:
    assert Percent(places=2).show(Decimal(value)) == shown


@pytest.mark.parametrize("typed", [";/", ";·", "。 \\"])
def test_closing_marks_around_a_blank_leave_it_blank(typed: str) -> None:
    assert _read(Words(is_name=True), typed).value is None


def test_numbering_and_closing_marks_may_alternate() -> None:
    assert _read(Listing(), "·。0").value == ("0",)
