from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.ledger.encoding import decode, encode
from toolkit.model.finding import Finding, Severity
from toolkit.model.house import Customer, Person, Product
from toolkit.model.kinds.reading import Fault, Note, Span, Term
from toolkit.model.submission import Answer, Line, Submission
from toolkit.model.text import Text

amounts = st.decimals(allow_nan=False, places=4)
words = st.text(st.characters(), max_size=12)  # halves of surrogate pairs included
spans = st.builds(Span, st.none() | amounts, st.none() | amounts)
terms = st.builds(Term, st.integers(0, 400), st.sampled_from(["天", "工作日", "个月"]), st.none() | st.dates())
values = st.one_of(
    st.none(), words, st.booleans(), st.integers(), amounts, st.dates(), st.datetimes(), spans, terms, st.tuples(words)
)
facts = st.dictionaries(words, values | st.times() | st.lists(values, max_size=2), max_size=3)
notes = st.builds(Note, words, facts, st.booleans())
answers = st.builds(
    Answer,
    key=words,
    value=values,
    raw=words,
    place=words,
    notes=st.lists(notes, max_size=2).map(tuple),
    fault=st.none() | st.builds(Fault, words, facts),
)
answered = st.dictionaries(words, answers, max_size=3)
lines = st.builds(Line, st.integers(1, 99), words, answered)
submissions = st.builds(
    Submission,
    form=words,
    version=words,
    answers=answered,
    tables=st.dictionaries(words, st.lists(lines, max_size=2).map(tuple), max_size=2),
    deal=words,
    line=st.none() | st.integers(1, 99),
    remarks=st.lists(notes, max_size=1).map(tuple),
)
texts = st.builds(Text, words, words)
findings = st.builds(
    Finding, words, st.sampled_from(Severity), facts, label=st.none() | texts, line=st.none() | st.integers(1, 99)
)
anything = st.recursive(
    values | submissions | findings | texts,
    lambda inner: st.dictionaries(words, inner, max_size=3) | st.lists(inner, max_size=3).map(tuple),
    max_leaves=6,
)


def types_of(value: object) -> object:
    """The value with the types of everything in it, so that 1, True and Decimal(1) differ."""
    if isinstance(value, dict):
        return {key: types_of(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return (type(value), [types_of(each) for each in value])
    return (type(value), value)


@given(anything)
def test_what_is_encoded_is_what_is_decoded(value: object) -> None:
    text = encode(value)

    decoded = decode(text)

    assert decoded == value
    assert types_of(decoded) == types_of(value)
    assert text.encode()


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 7, 1, 9, 30),
        datetime(2026, 7, 1, 9, 30, tzinfo=timezone(timedelta(hours=8))),
        date(2026, 7, 1),
        time(9, 30),
        [1, (2,), [3]],
        0.1,
        {"$decimal": "a person may write this"},
        {"$mapping": {"$decimal": Decimal("1.10")}},
        {"": None},
        Severity.HOLD,
        Customer(number="KH-2026-0001", name="上海启明", billing={"bank": "招商银行"}),
        Person(name="王芳", department="销售部", role="销售代表", deputy_until=date(2026, 8, 1)),
        Product(code="HT", name="上料机", spec="", unit="台", list_price=Decimal("113000.00"), tax_rate="13%"),
    ],
    ids=repr,
)
def test_every_type_of_a_fact_comes_back(value: object) -> None:
    decoded = decode(encode(value))

    assert types_of(decoded) == types_of(value)


def test_trailing_zeros_of_an_amount_stay() -> None:
    assert str(decode(encode(Decimal("271700.00")))) == "271700.00"


def test_a_read_only_mapping_is_a_mapping() -> None:
    assert decode(encode(MappingProxyType({"a": (1,)}))) == {"a": (1,)}


def test_chinese_stays_legible_in_the_file() -> None:
    assert encode({"客户": "上海启明"}) == '{"客户":"上海启明"}'


def test_an_empty_submission_takes_little_room() -> None:
    assert encode(Answer("total_cost")) == '{"$Answer":{"key":"total_cost"}}'


@pytest.mark.parametrize("value", [1j, {1, 2}, {1: "a"}, b"bytes"], ids=repr)
def test_what_cannot_come_back_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="an event cannot hold"):
        encode(value)


def test_an_unknown_type_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="unknown type"):
        decode('{"$Invoice":{}}')
