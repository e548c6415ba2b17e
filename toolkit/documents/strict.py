"""The environment in which templates and clauses run: sandboxed, with strict names and strict values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Final

from jinja2 import StrictUndefined, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from toolkit.documents.nearest import nearest
from toolkit.documents.wording import filters
from toolkit.errors import TemplateFault
from toolkit.model.text import Lang

UNPRINTABLE: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Control characters but tab and line end, halves of surrogate pairs, noncharacters.

Among them those that turn the direction of whatever stands behind them (U+202A-202E, U+2066-2069): in a name they would
make the amount beside it read otherwise. Letters of scripts written from the right, and the marks U+200E, U+200F and
U+061C, turn nothing else and arrive as they are.
"""
TAGS: Final = re.compile(r"\{[{%#_]|[_}%#]\}")
"""Half a template tag: a value that holds one could become a tag in the document."""


class Missing(StrictUndefined):
    """A name that is not offered; using it in any way raises UndefinedError."""

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        name, owner = self._undefined_name, self._undefined_obj
        if owner is missing:
            return f"{name!r} is not offered{_meant(name, OFFERED.get())}"
        if isinstance(name, int):
            return f"the {type(owner).__name__} has no element {name}"
        names = [f.name for f in fields(owner)] if is_dataclass(owner) else ()
        return f"{type(owner).__name__} offers no {name!r}{_meant(name, names)}"


OFFERED: Final[ContextVar[Collection[str]]] = ContextVar("offered", default=())
"""The names that the template being rendered may use, to say which of them was meant."""


def _meant(name: object, names: Collection[str]) -> str:
    found = nearest(str(name), names)
    return f"; did you mean {found}?" if found else ""


class StrictEnvironment(ImmutableSandboxedEnvironment):
    """Sandboxed, strict names, strict values: `autoescape` for what goes into XML, filters that write in `lang`."""

    def __init__(self, *, autoescape: bool, lang: Lang = "zh") -> None:
        super().__init__(autoescape=autoescape, undefined=Missing, finalize=printable)
        self.filters.update(filters(lang))


def environment(*, autoescape: bool, lang: Lang = "zh") -> ImmutableSandboxedEnvironment:
    """A fresh environment: `autoescape` for what goes into XML, off for plain text; filters that write in `lang`."""
    return StrictEnvironment(autoescape=autoescape, lang=lang)


def printable(value: object) -> object:
    """The value itself if it is text, a whole number or ready XML; anything else needs a filter: TypeError."""
    if isinstance(value, str):
        if not (value.isprintable() and "{" not in value and "}" not in value) and (found := unprintable(value)):
            raise ValueError(f"prints a text that holds {found}")
        return value
    if isinstance(value, Undefined) or type(value) is int or hasattr(value, "__html__"):
        return value
    raise TypeError(f"prints {value!r} as it is; use a filter: {', '.join(filters())}")


def offered(figures: Any) -> dict[str, Any]:
    """What a figures record offers to its template, by name."""
    record: Any = type(figures)
    return {name: getattr(figures, name) for name in field_names(record)}


@cache
def field_names(record: Any) -> tuple[str, ...]:
    """The fields of a record's type, in their order."""
    return tuple(f.name for f in fields(record))


def unprintable(value: str) -> str:
    """What a text holds that no document can show, in words; '' for nothing.

    Control characters would vanish or cut the paragraph, half a template tag would be taken for one.
    Source: engines.md 2.
    """
    if found := UNPRINTABLE.search(value):
        return f"the control character U+{ord(found[0]):04X}"
    if found := TAGS.search(value):
        return f"a template tag: {found[0]}"
    return ""


def refuse_unprintable(figures: object, template: str) -> None:
    """Raise TemplateFault, naming the value, where one holds what no document can show."""
    for path, value in texts(figures):
        if found := unprintable(value):
            raise TemplateFault(template, f"{path} holds {found}")


def texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text within a figures record and where it stands: (`buyer.name`, `上海启明…`)."""
    if isinstance(value, str):
        yield path, value
    elif is_dataclass(value):
        for f in fields(value):
            yield from texts(getattr(value, f.name), f"{path}.{f.name}".lstrip("."))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from texts(each, f"{path}.{key}".lstrip("."))
    elif isinstance(value, tuple | list):
        for n, each in enumerate(value, start=1):
            yield from texts(each, f"{path}[{n}]")
