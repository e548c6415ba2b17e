"""The environment in which templates and clauses run: sandboxed, with strict names and strict values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from jinja2 import StrictUndefined, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from toolkit.documents.wording import filters
from toolkit.errors import TemplateFault
from toolkit.model.text import Lang

UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters but tab and line end, halves of surrogate pairs, noncharacters."""
TAGS: Final = re.compile(r"\{[{%#_]|[_}%#]\}")
"""Half a template tag: a value that holds one could become a tag in the document."""


class Missing(StrictUndefined):
    """A name that is not offered; using it in any way raises UndefinedError."""

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        name, owner = self._undefined_name, self._undefined_obj
        return f"{name!r} is not offered" if owner is missing else f"{type(owner).__name__} offers no {name!r}"


def environment(*, autoescape: bool, lang: Lang = "zh") -> ImmutableSandboxedEnvironment:
    """A fresh environment: `autoescape` for what goes into XML, off for plain text; filters that write in `lang`."""
    made = ImmutableSandboxedEnvironment(autoescape=autoescape, undefined=Missing, finalize=_printable)
    made.filters.update(filters(lang))
    return made


def _printable(value: object) -> object:
    """The value itself if it is text or a whole number; anything else needs a filter and raises TypeError."""
    if isinstance(value, str | Undefined) or type(value) is int:
        return value
    raise TypeError(f"prints {value!r} as it is; use a filter: {', '.join(filters())}")


def offered(figures: object) -> dict[str, Any]:
    """What a figures record offers to its template, by name."""
    assert is_dataclass(figures)
    return {f.name: getattr(figures, f.name) for f in fields(figures)}


def refuse_unprintable(figures: object, template: str) -> None:
    """Raise TemplateFault, naming the value, where one holds what no document can show.

    Control characters would vanish or cut the paragraph, half a template tag would be taken for one.
    Source: engines.md 2.
    """
    for path, value in texts(figures):
        if found := UNPRINTABLE.search(value):
            raise TemplateFault(template, f"{path} holds the control character U+{ord(found[0]):04X}")
        if found := TAGS.search(value):
            raise TemplateFault(template, f"{path} holds a template tag: {found[0]}")


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
    elif isinstance(value, tuple):
        for n, each in enumerate(value, start=1):
            yield from texts(each, f"{path}[{n}]")
