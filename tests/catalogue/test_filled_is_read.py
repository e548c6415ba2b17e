"""The law of every form of the catalogue: what is filled in is what is read; what is prefilled too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.forms.every_kind import ANSWERS, SINGLE, TODAY
from toolkit.catalogue import FORMS
from toolkit.forms.blank import make
from toolkit.forms.fill import fill
from toolkit.forms.read import read
from toolkit.model.form import Field, Form, Prefill
from toolkit.model.kinds import Choice, Choices, Number, Whole, Words
from toolkit.model.submission import Submission, Value

OF_KIND = {field.kind.name: ANSWERS[field.key] for field in SINGLE.fields if field.key in ANSWERS}
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
OFTEN = settings(max_examples=6, deadline=None, suppress_health_check=SLOW)
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


def values_of(field: Field) -> st.SearchStrategy[Any]:
    """Values that the field takes, whatever its kind."""
    match field.kind:
        case Choice():
            return st.sampled_from([str(option) for option in field.kind.options])
        case Choices():
            options = [str(option) for option in field.kind.options]
            some = st.lists(st.sampled_from(options), min_size=1, max_size=3, unique=True)
            return some.map(lambda chosen: tuple(sorted(chosen, key=options.index)))
        case Number():
            prefix = field.kind.prefix or "XX"
            return st.integers(1, 9_999).map(lambda n: f"{prefix}-2026-{n:04d}")
        case Words():
            least, most = max(field.kind.least, 2), min(field.kind.most, max(field.kind.least, 2) + 10)
            return st.text("东南西北启明精密设备制造", min_size=least, max_size=most)
        case Whole():
            return st.integers(field.kind.low or 0, field.kind.high or 1_000)
    return OF_KIND[field.kind.name]


def typed_into(fields: Sequence[Field]) -> st.SearchStrategy[dict[str, Value]]:
    asked = {field.key: values_of(field) for field in fields if not field.calculation and not field.drawn}
    return st.fixed_dictionaries({}, optional=asked)


@st.composite
def fillings(draw: st.DrawFn, form: Form) -> Prefill:
    """Any of the answers, and up to three rows a table whose first column is always filled."""
    tables = {}
    for table in form.tables:
        first = next(c for c in table.columns if not c.calculation and not c.drawn)
        rows = st.tuples(values_of(first), typed_into(table.columns))
        drawn = draw(st.lists(rows, min_size=1, max_size=3))
        tables[table.key] = tuple({**row, first.key: value} for value, row in drawn)
    return Prefill(draw(typed_into(form.fields)), tables)


def told(form: Form, submission: Submission) -> tuple[dict[str, Value], dict[str, list[dict[str, Value]]]]:
    """What was read, calculated answers apart."""

    def kept(fields: Sequence[Field], answers: Any) -> dict[str, Value]:
        asked = [f.key for f in fields if not f.calculation]
        return {key: answers.value(key) for key in asked if answers.value(key) is not None}

    return kept(form.fields, submission), {
        table.key: [kept(table.columns, line) for line in submission.lines(table.key)] for table in form.tables
    }


def given_of(filling: Prefill) -> tuple[Mapping[str, Value], Mapping[str, list[Mapping[str, Value]]]]:
    return dict(filling.values), {key: [dict(row) for row in rows] for key, rows in filling.tables.items()}


@every_form
@OFTEN
@given(data=st.data())
def test_what_is_filled_in_is_what_is_read(form: Form, data: st.DataObject) -> None:
    filling = data.draw(fillings(form))

    content = fill(make(form), form, filling.values, filling.tables)

    submission = read(content, "any name", FORMS, today=TODAY)
    assert submission.form == form.id
    assert told(form, submission) == given_of(filling)


@every_form
@OFTEN
@given(data=st.data())
def test_what_is_prefilled_is_what_is_read(form: Form, data: st.DataObject) -> None:
    filling = data.draw(fillings(form))

    content = make(form, prefill=filling, deal="SJ-2026-0007")

    submission = read(content, "any name", FORMS, today=TODAY)
    assert (submission.form, submission.deal) == (form.id, "SJ-2026-0007")
    assert told(form, submission) == given_of(filling)


@every_form
def test_an_untouched_blank_says_nothing(form: Form) -> None:
    submission = read(make(form), "any name", FORMS, today=TODAY)

    values, tables = told(form, submission)
    assert values == {}
    assert not any(tables.values())


def test_a_choice_that_is_called_like_another_field_is_an_answer() -> None:
    form = next(form for form in FORMS if form.id == "F15")

    submission = read(fill(make(form), form, {"method": "电话", "phone": "13912345678"}, {}), "x", FORMS, today=TODAY)

    assert (submission.value("method"), submission.value("phone")) == ("电话", "13912345678")
