"""What may be put behind `|`: what each filter takes and gives, and which one prints a value of a type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, get_type_hints

from toolkit.documents.lint.figures import Hint, plain_types, row_of
from toolkit.documents.wording import filters
from toolkit.model.text import Lang, Text

_TEXTS: Final = (str, int)
_NUMBERS: Final = (int, Decimal, float)
_LISTS: Final = (tuple, list, str)
_WORDS: Final = (
    *("upper", "lower", "title", "capitalize", "trim", "replace", "truncate", "center", "indent", "wordwrap"),
    *("striptags", "string", "escape", "e", "urlencode", "format"),
)
_OF_LISTS: Final = ("sort", "unique", "reverse", "list", "select", "reject", "selectattr", "rejectattr")
_PIECES: Final = ("first", "last", "random", "min", "max")
UNSAFE: Final = ("safe", "xmlattr", "urlize", "forceescape", "tojson")
"""They print their value as markup, or write markup of their own."""
OPTIONAL: Final = ("default", "d")

_SUITING: Final[tuple[tuple[type, str, Text], ...]] = (
    (Decimal, "money", Text("金额用 |money,数量用 |quantity,比例用 |percent", "use |money, |quantity or |percent")),
    (date, "day", Text("日期用 |day", "use |day")),
)


def accepted(name: str, lang: Lang) -> tuple[type, ...]:
    """The types a filter takes; () where any will do."""
    own = _own(lang).get(name)
    if own:
        return (own[0],)
    if name in _WORDS:
        return _TEXTS
    if name in ("length", "count", "join", *_PIECES, *_OF_LISTS):
        return _LISTS
    return _NUMBERS if name in ("abs", "round", "float", "sum") else ()


def given(name: str, value: Hint, lang: Lang) -> Hint:
    """The type that a filter gives."""
    own = _own(lang).get(name)
    if own:
        return own[1]
    if name in (*_WORDS, "join"):
        return str
    if name in ("length", "count", "wordcount", "int"):
        return int
    if name in _PIECES:
        return row_of(value) or (str if plain_types(value) == (str,) else Any)
    return value if name in (*_OF_LISTS, *OPTIONAL, "abs", "round") else Any


def takes(hint: Hint, types: tuple[type, ...]) -> bool:
    """Whether every value of that type is of one of these; a yes or no is no number."""
    of = plain_types(hint)
    return not of or not types or all(one is not bool and issubclass(one, types) for one in of)


def suiting(hint: Hint) -> tuple[str, Text]:
    """The filter that prints a value of that type, and words that say so; ('', …) where none does."""
    of = plain_types(hint)
    for kind, name, says in _SUITING:
        if of and all(issubclass(one, kind) for one in of):
            return name, says
    if row_of(hint) is not None:
        return "", Text("用循环逐项打印", "print its rows in a loop")
    if of == (bool,):
        return "", Text("用 {% if … %} 判断", "ask for it in {% if … %}")
    return "", Text("打印其中的某一项", "print one of its figures")


def _own(lang: Lang) -> Mapping[str, tuple[type, Hint]]:
    """Our own filters: what each takes and gives, as their functions declare."""
    return {name: _declared(function) for name, function in filters(lang).items()}


def _declared(function: Callable[..., str]) -> tuple[type, Hint]:
    hints = get_type_hints(function)
    given_back = hints.pop("return")
    return next(iter(hints.values())), given_back
