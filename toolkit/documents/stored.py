"""Figures as the ledger holds them, read back into their records: the inverse of `render.plain`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from toolkit.errors import FiguresChanged
from toolkit.model.document import DocumentKind

_AS_THEY_ARE: Final = (str, int, bool, NoneType)


def figures_from(record: type[Any], plain: Mapping[str, object]) -> Any:
    """The record that `plain` was made of, typed by its annotations.

    Raises FiguresChanged when the record has other fields today, or a value does not fit its type.
    """
    hints = _hints(record)  # type: ignore[arg-type]  # mypy takes a class for unhashable
    if unlike := set(hints) ^ set(plain):
        raise FiguresChanged(record.__name__, ", ".join(sorted(unlike)))
    try:
        return record(**{name: _typed(hints[name], plain[name]) for name in hints})
    except (TypeError, ValueError, ArithmeticError) as trouble:
        raise FiguresChanged(record.__name__, str(trouble)) from trouble


def figures_of(kind: DocumentKind) -> type[Any]:
    """The record of a kind's figures."""
    assert kind.figures is not None, f"{kind.id} has no figures"
    record: type[Any] = get_type_hints(kind.figures)["return"]
    return record


@cache
def _hints(record: Any) -> Mapping[str, Any]:
    hints = get_type_hints(record)
    return {f.name: hints[f.name] for f in fields(record)}


def _typed(hint: Any, value: Any) -> Any:
    """A value of that type. Raises TypeError for one that is none."""
    if get_origin(hint) in (Union, UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not NoneType]
        return None if value is None else _typed(kinds[0], value)
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint), value)
    if is_dataclass(hint):
        return figures_from(hint, value)  # type: ignore[arg-type]
    if hint is Decimal:
        return Decimal(value)
    if hint is date:
        return date.fromisoformat(value)
    plain = get_origin(hint) is not None or isinstance(value, _AS_THEY_ARE)  # a Literal, else a plain value
    if not plain:
        raise TypeError(f"{value!r} is no {hint}")
    return value


def _tuple(kinds: tuple[Any, ...], values: Any) -> tuple[Any, ...]:
    if kinds[1:] == (...,):
        return tuple(_typed(kinds[0], each) for each in values)
    return tuple(_typed(kind, each) for kind, each in zip(kinds, values, strict=True))
