"""Every form of the catalogue filled, each answer unlike any other, and where its cells lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from toolkit.catalogue import FORMS
from toolkit.forms.blank import make
from toolkit.forms.fill import fill
from toolkit.forms.layout import tick_options
from toolkit.model.form import Field, Form, Table
from toolkit.model.kinds import Span, Term
from toolkit.model.submission import Value

TODAY = date(2026, 7, 1)
DEAL = "SJ-2026-0001"
ROWS = 4
_FIRST_DAY = date(2026, 1, 5)
_PHONES = ("13812345678", "0512-66668888", "13900001111", "021-55556666")
_CODES = ("91110000600037341L", "9144030071526726XG")
_ACCOUNTS = ("1102020209000123456", "6222020200012345678")
_NUMERALS = "甲乙丙丁戊己庚辛壬癸"
_BLANK_EVERY = 5
"""Of the optional answers every fifth is left blank."""

Typed = dict[str, Value]


@dataclass(slots=True)
class Filling:
    """What is typed into a form: single answers by key, rows by table."""

    values: Typed
    tables: dict[str, list[Typed]]

    def copy(self) -> Filling:
        """Another that may be changed."""
        return Filling(dict(self.values), {key: [dict(row) for row in rows] for key, rows in self.tables.items()})


def asked_of(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Those that people fill in."""
    return tuple(field for field in fields if field.calculation is None and not field.drawn)


def _whole(kind: Any, n: int) -> int:
    first = 1 if kind.low is None else int(kind.low)
    last = first + 400 if kind.high is None else int(kind.high)
    return first + n % (last - first + 1)


_ANSWERS: Mapping[str, Callable[[Any, int], Value]] = {
    "choice": lambda kind, n: kind.options[n % len(kind.options)],
    "choices": lambda kind, n: kind.options[: 1 + n % 3],
    "yes_no": lambda _, n: n % 2 == 0,
    "tick": lambda _, n: n % 2 == 0,
    "day": lambda _, n: _FIRST_DAY + timedelta(days=n),
    "moment": lambda _, n: datetime(2026, 3, 1 + n % 28, 9 + n % 8, 30),
    "number": lambda kind, n: f"{kind.prefix or 'XX'}-2026-{n + 1:04d}",
    "amount": lambda _, n: Decimal(f"{1_000 + n}.25"),
    "quantity": lambda _, n: Decimal(2 + n),
    "whole": _whole,
    "score": lambda _, n: 1 + n % 5,
    "percent": lambda _, n: Decimal(5 + n % 90) / 100,
    "period": lambda _, n: Term(2 + n % 80, "工作日" if n % 2 else "天"),
    "amount_range": lambda _, n: Span(Decimal(10_000 * (1 + n)), Decimal(10_000 * (2 + n))),
    "whole_range": lambda _, n: Span(Decimal(10 + n), Decimal(50 + n)),
    "listing": lambda _, n: (f"王{_NUMERALS[n % 10]}", f"李{_NUMERALS[n // 10 % 10]}"),
    "phone": lambda _, n: _PHONES[n % 4],
    "email": lambda _, n: f"person{n}@example.com",
    "credit_code": lambda _, n: _CODES[n % 2],
    "account": lambda _, n: _ACCOUNTS[n % 2],
    "tax_rate": lambda _, n: ("13%", "6%", "免税")[n % 3],
    "capitals": lambda _, n: Decimal(f"{5_000 + n}.50"),
    "version": lambda _, n: f"V{1 + n}",
}


def answer_for(field: Field, n: int) -> Value:
    """The n-th of many values that the field takes; words name their field."""
    kind: Any = field.kind
    if kind.name == "words":
        return f"{field.label.zh[:6]}{_NUMERALS[n % 10]}{n}号".ljust(kind.least, "详")[-kind.most :]
    return _ANSWERS[kind.name](kind, n)


def _row(table: Table, number: int) -> Typed:
    first, *others = asked_of(table.columns)
    row = {first.key: answer_for(first, number)}
    for n, field in enumerate(others, start=1):
        if field.need is True or (n + number) % _BLANK_EVERY:
            row[field.key] = answer_for(field, n * ROWS + number)
    return row


@cache
def _filling(form: Form) -> Filling:
    values = {
        field.key: answer_for(field, n)
        for n, field in enumerate(asked_of(form.fields))
        if field.need is True or (n + 1) % _BLANK_EVERY
    }
    return Filling(values, {table.key: [_row(table, n) for n in range(ROWS)] for table in form.tables})


def filling_of(form: Form) -> Filling:
    """What is typed into that form."""
    return _filling(form).copy()


@cache
def blank_of(form: Form) -> bytes:
    """The blank, as a deal's folder holds it."""
    return make(form, deal=DEAL, company="启明自动化设备有限公司")


def written(form: Form, filling: Filling) -> bytes:
    """The filled file."""
    return fill(blank_of(form), form, filling.values, filling.tables)


def ticked(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Those that are answered by ticking a box."""
    return tuple(field for field in asked_of(fields) if tick_options(field.kind))


WORKBOOKS = tuple(form for form in FORMS if form.medium == "xlsx")
DOCUMENTS = tuple(form for form in FORMS if form.medium == "docx")
