"""What the facts of an event look like as text: JSON in which every value keeps its type.

Plain are null, true, false, whole numbers, strings, arrays (tuples) and objects (mappings). Anything else is an
object with one key that begins with `$` and names the type: `{"$decimal": "271700.00"}`, `{"$Span": {"low": …}}`.
The law is `decode(encode(x)) == x`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final, NamedTuple

from toolkit.model.finding import Finding, Severity
from toolkit.model.house import Customer, Person, Product
from toolkit.model.kinds.reading import Fault, Note, Span, Term
from toolkit.model.submission import Answer, Line, Submission
from toolkit.model.text import Text

_RECORDS: Final[Mapping[str, type[Any]]] = {
    record.__name__: record
    for record in (Span, Term, Note, Fault, Answer, Line, Submission, Finding, Customer, Person, Product)
}


class _Plan(NamedTuple):
    """How a record is written."""

    tag: str
    fields: tuple[tuple[str, object], ...]
    """Each name with its default; one without a default with what equals nothing else."""


def _plan(name: str, record: type[Any]) -> _Plan:
    return _Plan(f"${name}", tuple((each.name, _default(each)) for each in fields(record)))


def _default(field: Field[Any]) -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()


_PLANS: Final[Mapping[type[Any], _Plan]] = {record: _plan(name, record) for name, record in _RECORDS.items()}
_PLAIN: Final = frozenset((str, bool, int, type(None)))
"""Types that JSON has, too: most values are of one, and cost no call."""
_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode

_WRITERS: Final[tuple[tuple[type[Any], str, Callable[[Any], object]], ...]] = (
    (Text, "$text", list),
    (list, "$list", lambda values: [to_plain(value) for value in values]),
    (Severity, "$severity", lambda severity: severity.name),
    (Decimal, "$decimal", str),
    (float, "$float", repr),
    (datetime, "$moment", datetime.isoformat),  # before date: every moment is a day to isinstance
    (date, "$day", date.isoformat),
    (time, "$time", time.isoformat),
)
_EXACT: Final = {kind: (tag, write) for kind, tag, write in _WRITERS}

_READERS: Final[Mapping[str, Callable[[Any], object]]] = {
    "$decimal": Decimal,
    "$float": float,
    "$moment": datetime.fromisoformat,
    "$day": date.fromisoformat,
    "$time": time.fromisoformat,
    "$severity": lambda name: Severity[name],
    "$text": lambda pair: Text(*pair),
    "$list": lambda values: [from_plain(value) for value in values],
    "$mapping": lambda values: {key: from_plain(value) for key, value in values.items()},
}


def encode(value: object) -> str:
    """The value as JSON text, readable by `decode` and storable as UTF-8.

    Raises TypeError for a type that facts may not hold.
    """
    return text_of(to_plain(value))


def text_of(plain: object) -> str:
    """What JSON has, as text that is storable as UTF-8."""
    text = _json(plain)
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair, as a broken file name holds it
        return json.dumps(plain, separators=(",", ":"))
    return text


def decode(text: str) -> Any:
    """The value that `encode` was given; mappings come back as dictionaries.

    Raises ValueError for text that `encode` did not write.
    """
    return from_plain(json.loads(text))


def to_plain(value: object) -> object:
    """The value as what JSON has: what `encode` writes. Raises TypeError for a type that facts may not hold."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if plan := _PLANS.get(kind):
        return {plan.tag: _said(value, plan.fields)}
    if exact := _EXACT.get(kind):
        tag, write = exact
        return {tag: write(value)}
    if isinstance(value, tuple) and not isinstance(value, Text):
        return [each if type(each) in _PLAIN else to_plain(each) for each in value]
    if isinstance(value, dict | Mapping):
        return _mapping(value)
    return value if isinstance(value, str) else _tagged(value)


def _tagged(value: object) -> dict[str, object]:
    for kind, tag, write in _WRITERS:
        if isinstance(value, kind):
            return {tag: write(value)}
    raise TypeError(f"an event cannot hold {type(value).__qualname__}: {value!r}")


def _said(record: Any, asked: Sequence[tuple[str, object]]) -> dict[str, object]:
    """The fields that differ from their defaults: a submission has hundreds of empty ones."""
    said = {}
    for name, default in asked:
        value = getattr(record, name)
        if value is not default and value != default:
            said[name] = value if type(value) in _PLAIN else to_plain(value)
    return said


def _mapping(value: Mapping[Any, object]) -> dict[str, object]:
    plain: dict[str, object] = {}
    for key, each in value.items():
        if not isinstance(key, str):
            raise TypeError(f"an event cannot hold a mapping with the key {key!r}")
        plain[str(key)] = each if type(each) in _PLAIN else to_plain(each)
    return {"$mapping": plain} if any(key[:1] == "$" for key in plain) else plain


def from_plain(plain: object) -> Any:
    """The value that `to_plain` was given. Raises ValueError for what it did not give."""
    if isinstance(plain, list):
        return tuple([value if type(value) in _PLAIN else from_plain(value) for value in plain])
    if not isinstance(plain, dict):
        return plain
    tag = next(iter(plain), "")
    if not tag.startswith("$"):
        return {key: value if type(value) in _PLAIN else from_plain(value) for key, value in plain.items()}
    if read := _READERS.get(tag):
        return read(plain[tag])
    record = _RECORDS.get(tag[1:])
    if record is None:
        raise ValueError(f"unknown type {tag} in an event")
    return record(**{key: value if type(value) in _PLAIN else from_plain(value) for key, value in plain[tag].items()})
