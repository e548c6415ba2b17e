"""The figures that a template may use, as types: which names there are, and what may be done with each."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from toolkit.documents.values import Image, Subdocument
from toolkit.documents.whole import Whole
from toolkit.model.document import DocumentKind
from toolkit.model.text import Text

Hint = Any
"""A type as it is annotated; `Any` for one that is not known."""

_EACH: Final = "[]"
_CALLED: Final[tuple[tuple[type, Text], ...]] = (
    (bool, Text("是非值", "a yes or no")),
    (Whole, Text("整数", "a whole number")),
    (Decimal, Text("金额或数值", "an amount")),
    (int, Text("整数", "a whole number")),
    (float, Text("小数", "a decimal fraction")),
    (date, Text("日期", "a date")),
    (str, Text("文本", "a text")),
    (Image, Text("图片", "a picture")),
    (Subdocument, Text("子文档", "a sub-document")),
)
_LIST: Final = Text("列表", "a list")
_RECORD: Final = Text("一组变量", "a group of figures")


@dataclass(frozen=True)
class Figures:
    """What is offered, by name."""

    names: Mapping[str, Hint]
    record: type | None = None
    """The figures record; None for columns of a table."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One name that a template may use, and where."""

    path: str
    """`total`, `buyer.contact.name`, `lines[].gross`"""
    hint: Hint
    field: Field[Any] | None
    record: type | None
    """In which it is declared."""

    @property
    def name(self) -> str:
        """The last word of its path."""
        return self.path.rpartition(".")[2]

    @property
    def written(self) -> str:
        """As a template writes it: `line.gross` of `lines[].gross`."""
        return said_in_loop(self.path)


def figures_of(offered: type | Mapping[str, Hint]) -> Figures:
    """The names of a figures record, or of a mapping of types."""
    return Figures(dict(offered)) if isinstance(offered, Mapping) else Figures(hints_of(offered), offered)


def figures_type(kind: DocumentKind) -> type:
    """The record that a kind's template is filled with: what its `figures` return."""
    assert kind.figures is not None
    found: type = get_type_hints(kind.figures)["return"]
    return found


@cache
def hints_of(record: type) -> dict[str, Hint]:
    """The fields of a record with their types."""
    return {name: hint for name, hint in get_type_hints(record).items() if not name.startswith("_")}


def all_figures(offered: Figures, *, within: str = "") -> Iterator[Figure]:
    """Every figure, those of records and of rows after what holds them."""
    declared = {f.name: f for f in fields(offered.record)} if is_dataclass(offered.record) else {}
    for name, hint in offered.names.items():
        path = f"{within}{name}"
        yield Figure(path, hint, declared.get(name), offered.record)
        inner, _ = without_none(hint)
        rows = row_of(inner)
        if is_record(inner):
            yield from all_figures(figures_of(inner), within=f"{path}.")
        elif rows is not None and is_record(rows):
            yield from all_figures(figures_of(rows), within=f"{path}{_EACH}.")


def without_none(hint: Hint) -> tuple[Hint, bool]:
    """The type itself, and whether it may be missing instead."""
    if _origin(hint) in (Union, types.UnionType):
        rest = tuple(one for one in get_args(hint) if one is not type(None))
        is_optional = len(rest) < len(get_args(hint))
        return (rest[0] if len(rest) == 1 else Union[rest]) if rest else type(None), is_optional  # noqa: UP007
    return hint, hint is type(None)


def rows_of(row: Hint) -> Hint:
    """The type of a list of that."""
    return types.GenericAlias(tuple, (row, ...))


def row_of(hint: Hint) -> Hint | None:
    """What a loop over it gives; None for what is no list."""
    if _origin(hint) in (tuple, list, frozenset):
        return get_args(hint)[0] if get_args(hint) else Any
    return None


def is_record(hint: Hint) -> bool:
    """Whether it has figures of its own."""
    return isinstance(hint, type) and is_dataclass(hint) and not issubclass(hint, Image | Subdocument)


def _origin(hint: Hint) -> Any:
    return get_origin(hint)


def plain_types(hint: Hint) -> tuple[type, ...]:
    """The classes a value of it may be of; () where that is not known."""
    if _origin(hint) is Literal:
        return tuple(dict.fromkeys(type(one) for one in get_args(hint)))
    if _origin(hint) in (Union, types.UnionType):
        found = [plain_types(one) for one in get_args(hint)]
        return tuple(one for each in found for one in each) if all(found) else ()
    origin = _origin(hint) or hint
    return (origin,) if isinstance(origin, type) and origin not in (object, Any) else ()


def called(hint: Hint) -> Text:
    """How people call a value of that type: 金额, a date."""
    of = plain_types(hint)
    for kind, said in _CALLED:
        if of and all(issubclass(one, kind) for one in of):
            return said
    return _LIST if row_of(hint) is not None else _RECORD if is_record(hint) else Text("其他类型", "of another type")


def loop_variable(path: str) -> str:
    """What a row of that list is usually called: `line` of `lines`, `delivery` of `deliveries`."""
    name = path.rpartition(".")[2].replace(_EACH, "")
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else f"one_{name}"


def said_in_loop(path: str) -> str:
    """A path as it is written within its loops."""
    before, each, rest = path.rpartition(f"{_EACH}.")
    return f"{loop_variable(before)}.{rest}" if each else path


def loop_over(path: str) -> str:
    """The tag that a row's figure needs around it; '' for none: `{%tr for line in lines %}`."""
    before, each, _ = path.rpartition(f"{_EACH}.")
    return f"{{%tr for {loop_variable(before)} in {said_in_loop(before)} %}}" if each else ""
