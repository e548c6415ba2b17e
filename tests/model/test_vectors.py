"""The shared vectors: values as people type them and what they mean."""

import json
import os
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from toolkit.catalogue.calendars import working_calendar
from toolkit.model import money
from toolkit.model.calendar import add_months, add_working_days
from toolkit.model.kinds import (
    Amount,
    AmountRange,
    CreditCode,
    Day,
    Kind,
    Percent,
    Phone,
    Raw,
    Span,
    WholeRange,
    YesNo,
    is_blank,
    phone_sort,
)

CASES = Path(os.environ.get("SALESDOCS_CASES", Path(__file__).resolve().parents[3] / "shared")) / "vectors/values.json"
VECTORS: list[dict[str, Any]] = json.loads(CASES.read_text("utf-8")) if CASES.is_file() else []
ABSENT = pytest.param(None, marks=pytest.mark.skip("the shared cases are not beside this checkout (SALESDOCS_CASES)"))


def _value(kind: Kind, case: dict[str, Any]) -> Any:
    content = datetime.fromisoformat(case["raw"]) if case.get("cell_type") == "datetime" else case["raw"]
    raw = Raw(content, number_format=case.get("number_format", ""), header_unit=case.get("header_unit", ""))
    reading = kind.read(raw, today=date.fromisoformat(case.get("today", "2026-07-15")))
    assert reading.fault is None
    return reading.value


def _amounts(texts: list[str | None]) -> Span:
    low, high = (None if text is None else Decimal(text) for text in texts)
    return Span(low, high)


def _credit_code(case: dict[str, Any]) -> None:
    reading = CreditCode().read(Raw(case["raw"]), today=date(2026, 7, 15))
    assert (reading.fault is None) is case["expected"]
    assert (reading.value is not None) is case["expected"]


def _vat_line(case: dict[str, Any]) -> None:
    line = money.vat_line(
        Decimal(case["qty"]), Decimal(case["unit_price"]), money.rate(case["rate"]), case["price_includes_tax"]
    )
    assert line._asdict() == {key: Decimal(value) for key, value in case["expected"].items()}


def _instalments(case: dict[str, Any]) -> None:
    shares = [Decimal(percent) / 100 for percent in case["percent"]]
    assert list(map(str, money.instalments(Decimal(case["total"]), shares))) == case["expected"]


def _margin_passes(case: dict[str, Any]) -> None:
    net, cost, floor = (Decimal(case[key]) for key in ("revenue", "cost", "floor"))
    margin = money.margin(net, cost)
    assert margin is not None
    assert money.margin_passes(net, cost, floor) is case["expected"]
    assert (margin >= floor) is case["expected"]


def _same(value: object, expected: object) -> None:
    assert value == expected


def _start(case: dict[str, Any]) -> date:
    return date.fromisoformat(case["start"])


def _phone(case: dict[str, Any]) -> None:
    number = _value(Phone(), case)
    assert [phone_sort(number), number] == case["expected"]


CHECKS: dict[str, Callable[[dict[str, Any]], None]] = {
    "rmb": lambda c: _same(money.capitals(Decimal(c["raw"])), c["expected"]),
    "rmb_parse": lambda c: _same(money.parse_capitals(c["raw"]), Decimal(c["expected"])),
    "uscc": _credit_code,
    "instalments": _instalments,
    "vat_line": _vat_line,
    "amount": lambda c: _same(_value(Amount(allow_negative=True), c), Decimal(c["expected"])),
    "percent": lambda c: _same(_value(Percent(is_discount=True), c), Decimal(c["expected"])),
    "range": lambda c: _same(_value(AmountRange(), c), _amounts(c["expected"])),
    "int_range": lambda c: _same(_value(WholeRange(), c), _amounts(c["expected"])),
    "add_months": lambda c: _same(add_months(_start(c), c["months"]).isoformat(), c["expected"]),
    "working_days": lambda c: _same(
        add_working_days(_start(c), c["days"], working_calendar()).isoformat(), c["expected"]
    ),
    "yes_no": lambda c: _same(_value(YesNo(), c), c["expected"]),
    "margin_passes": _margin_passes,
    "date": lambda c: _same(_value(Day(c.get("direction", "neutral")), c).isoformat(), c["expected"]),
    "phone": _phone,
    "blank": lambda c: _same(is_blank(c["raw"]), c["expected"]),
}


@pytest.mark.parametrize(
    "case",
    [pytest.param(c, id=f"{n}-{c['kind']}-{c.get('raw', '')}") for n, c in enumerate(VECTORS, start=1)] or [ABSENT],
)
def test_a_shared_vector_means_what_it_says(case: dict[str, Any]) -> None:
    CHECKS[case["kind"]](case)
