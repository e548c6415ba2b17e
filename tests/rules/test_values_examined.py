"""What is said of values whatever the form: 同上, cells no program calculated, sums and their units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest

from tests.rules.submissions import TODAY, Typed, codes, judged, known, lines_of, only, sentence, submission
from toolkit.forms.answers import answer_of
from toolkit.model.computed import repeated
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Calculation, Field, Form, Group, Table
from toolkit.model.kinds import Amount, AmountRange, Choice, Day, Quantity, Raw, Words
from toolkit.model.known import Known
from toolkit.model.submission import Line, Submission, Value
from toolkit.model.text import Text
from toolkit.rules.matching import CONTRACT, agrees


def _line_amount(filled: Submission, line: Line | None) -> Value:
    quantity, price = (line.amount("quantity"), line.amount("price")) if line else (None, None)
    return None if quantity is None or price is None else quantity * price


def _sum(filled: Submission, line: Line | None) -> Value:
    amounts = [row.amount("amount") for row in filled.lines("goods")]
    return sum((amount for amount in amounts if amount is not None), Decimal(0)) if amounts else None


def _is_the_contracts(filled: Submission, world: Known) -> Iterator[Finding]:
    """M-MATCH: the price is the contract's."""
    yield from agrees(filled.answer("price_agreed"), Decimal(286_000), CONTRACT)


GOODS = Table(
    key="goods",
    title=Text("货物", "goods"),
    columns=(
        Field(key="article", label=Text("名称", "article"), kind=Words()),
        Field(key="colour", label=Text("颜色", "colour"), kind=Choice(("红", "蓝"))),
        Field(key="quantity", label=Text("数量", "quantity"), kind=Quantity()),
        Field(key="price", label=Text("单价", "price"), kind=Amount(), need=False),
        Field(key="due", label=Text("日期", "due"), kind=Day(), need=False),
        Field(
            key="amount",
            label=Text("金额", "amount"),
            kind=Amount(),
            need=False,
            calculation=Calculation("={quantity}*{price}", _line_amount, Text("数量×单价", "quantity × price")),
        ),
    ),
)
TOTAL = Field(
    key="total",
    label=Text("合计", "total"),
    kind=Amount(),
    need=False,
    calculation=Calculation(
        "=SUM({goods.amount})", _sum, Text("金额之和", "sum of amounts"), per_line_of="goods", code="M-SUM"
    ),
)
AGREED = Field(key="price_agreed", label=Text("合同价", "price agreed"), kind=Amount(), need=False)
BUDGET = Field(key="budget", label=Text("预算", "budget"), kind=AmountRange(), need=False)
NOTE = Field(key="note", label=Text("备注", "note"), kind=Words(), need=False)
FORM = Form(
    id="F99",
    word="goods",
    version="1.0",
    title=Text("货物单", "goods"),
    medium="xlsx",
    parts=(Group(Text("总计", "sums"), (TOTAL, AGREED, BUDGET, NOTE)), GOODS),
    stage=1,
    rules=(_is_the_contracts,),
)
ROW: Typed = {"article": "上料机", "colour": "红", "quantity": "2", "price": "113000"}
AGAIN: Typed = {"article": "同上", "colour": "〃", "quantity": "1", "price": "60000"}


def filled(values: Typed | None = None, rows: Sequence[Typed] = (ROW,)) -> Submission:
    return submission(FORM, values, {"goods": rows})


def told(values: Typed | None = None, rows: Sequence[Typed] = (ROW,)) -> tuple[Finding, ...]:
    return judged(FORM, filled(values, rows), known())


def test_as_above_repeats_words_and_choices_and_says_so() -> None:
    findings = told(rows=(ROW, AGAIN, AGAIN))

    lines = repeated(FORM, filled(rows=(ROW, AGAIN, AGAIN))).lines("goods")
    assert [(line.value("article"), line.value("colour")) for line in lines] == [("上料机", "红")] * 3
    assert [(f.code, f.severity, f.line) for f in findings] == [("N-READ", Severity.INFO, n) for n in (2, 2, 3, 3)]
    assert "「名称」“同上”读作 上料机(与上一行相同)。" in sentence(findings[0], FORM, {})


@pytest.mark.parametrize("key", ["price", "due"])
def test_as_above_never_repeats_an_amount_or_a_day(key: str) -> None:
    first = {**ROW, "due": "2026-08-01"}

    findings = told(rows=(first, {**first, key: "同上"}))

    assert codes(findings) == ["N-DITTO"]
    assert repeated(FORM, filled(rows=(first, {**first, key: "同上"}))).lines("goods")[1].value(key) is None


def test_as_above_without_a_row_above_is_blank() -> None:
    assert codes(told(rows=(AGAIN, ROW))) == ["N-DITTO", "M-REQ", "N-DITTO", "M-REQ"]


def test_as_above_does_not_reach_over_an_empty_row() -> None:
    above, _, below = lines_of(FORM, "goods", (ROW, ROW, AGAIN))
    parted = Submission("F99", "1.0", {}, {"goods": (above, below)})

    assert repeated(FORM, parted).lines("goods")[1].value("article") is None


def test_a_sum_that_no_program_calculated_is_computed() -> None:
    answer = answer_of(TOTAL, Raw("=SUM(F2:F9)", uncached=True), key="total", place="表单!C5", today=TODAY)

    assert (answer.value, answer.fault) == (None, None)
    assert told() == ()


@pytest.mark.parametrize(
    ("raw", "code"), [(Raw("=A1", uncached=True), "M-UNCACHED"), (Raw("#REF!", error="#REF!"), "M-ERROR")]
)
def test_a_cell_that_need_not_be_filled_may_not_fail_either(raw: Raw, code: str) -> None:
    answer = answer_of(NOTE, raw, key="note", place="表单!C7", today=TODAY)
    whole = filled()

    findings = judged(FORM, Submission("F99", "1.0", {**whole.answers, "note": answer}, whole.tables), known())

    assert (only(findings).code, only(findings).severity) == (code, Severity.ERROR)


def test_a_cached_amount_that_is_not_the_computed_one_is_told() -> None:
    assert codes(told(rows=({**ROW, "amount": "226001"},))) == ["M-CALC"]
    assert codes(told({"total": "226001"})) == ["M-SUM"]
    assert codes(told({"total": "226000.01"}), least=Severity.INFO) == ["M-ROUND"]


@pytest.mark.parametrize("price", ["30", "600000000"])
def test_a_sum_too_small_or_too_large_for_a_sale_looks_like_a_wrong_unit(price: str) -> None:
    finding = only(told(rows=({**ROW, "price": price},)))

    assert (finding.code, finding.severity, finding.key) == ("M-WAN", Severity.WARNING, "total")
    assert "金额疑似单位错误(元/万元)。" in sentence(finding, FORM, {})


def test_an_amount_ten_thousand_times_off_looks_like_a_wrong_unit() -> None:
    assert codes(told({"total": "2260000000"})) == ["M-WAN", "M-SUM"]
    assert codes(told(rows=({**ROW, "amount": "22.60"},))).count("M-WAN") == 2


def test_an_amount_ten_thousand_times_off_the_contracts_looks_like_a_wrong_unit() -> None:
    assert codes(told({"price_agreed": "28.60"})) == ["M-MATCH", "M-WAN"]
    assert codes(told({"price_agreed": "28.61"})) == ["M-MATCH"]


def test_a_range_of_a_few_yuan_looks_like_a_wrong_unit() -> None:
    assert codes(told({"budget": "10-20"})) == ["M-WAN"]
    assert codes(told({"budget": "10-20万"})) == []
    assert codes(told({"budget": "50以上"})) == ["M-WAN"]
