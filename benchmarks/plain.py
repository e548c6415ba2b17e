"""Our template without filters, and our figures as the ready-made strings that it then prints.

JavaScript engines know no `|money`: `{{ line.gross|money }}` becomes `{{ line.line_gross_money }}`, its value the
string `226,000.00`; `{% if option %}` becomes `{% if has_option %}`, its value true or false. The Python engines get
the same, in a row of their own, so that like stands beside like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from jinja2 import UndefinedError
from jinja2.environment import TemplateExpression
from lxml import etree

from toolkit.documents.strict import environment

WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TAG: Final = re.compile(r"\{\{(?P<said>.*?)\}\}|\{%(?P<over>tr|p|) +(?P<word>\w+)(?P<rest>.*?)%\}")
"""A value, or a condition or loop with what it stands over: rows, paragraphs or words."""
_PARTS: Final = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_FOR: Final = re.compile(r"(\w+) in (.+)")


class NotTranslatable(Exception):
    """A tag of our template for which another grammar has no word, or we know none."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of one scope stand for: the whole template, or one thing of a list."""

    variable: str = ""
    """What the template calls a thing of the list."""
    things: str = ""
    """The list, an expression of ours."""
    strings: dict[str, str] = field(default_factory=dict)
    conditions: dict[str, str] = field(default_factory=dict)
    lists: dict[str, Names] = field(default_factory=dict)

    def said(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The value of every name: strings, true or false (`not_` the opposite), lists of the like."""
        strings = {name: str(_worth(expression, values)) for name, expression in self.strings.items()}
        holding = {name: bool(_worth(expression, values)) for name, expression in self.conditions.items()}
        lists = {
            name: [names.said({**values, names.variable: thing}) for thing in _worth(names.things, values)]
            for name, names in self.lists.items()
        }
        return strings | holding | {f"not_{name}": not holds for name, holds in holding.items()} | lists


def _worth(expression: str, values: Mapping[str, Any]) -> Any:
    try:
        return _compiled(expression)(**values)
    except (TypeError, UndefinedError):  # it stands behind a condition that does not hold
        return ""


@cache
def _compiled(expression: str) -> TemplateExpression:
    return environment(autoescape=False).compile_expression(expression, undefined_to_none=False)


def plain(template: bytes) -> tuple[bytes, Names]:
    """The template with plain names only, and what they stand for. Raises NotTranslatable."""
    names = Names()
    return changed(template, lambda root: _Naming(names).change(root)), names


def changed(template: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """The template with that change made to its body, headers and footers."""
    made = BytesIO()
    with ZipFile(BytesIO(template)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            if _PARTS.fullmatch(entry):
                root = etree.fromstring(content)
                change(root)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(entry, content)
    return made.getvalue()


def replace_tags(root: etree._Element, replaced: Callable[[re.Match[str], etree._Element], str]) -> None:
    """Put what `replaced` says in the place of every tag. Raises NotTranslatable for one spread over runs."""
    for text in list(root.iter(f"{WORD}t")):
        words = text.text or ""
        if "{" in TAG.sub("", words):
            raise NotTranslatable(f"a tag spread over runs: {words}")
        if TAG.search(words):
            text.text = "".join(_replaced(words, text, replaced))
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _replaced(
    words: str, text: etree._Element, replaced: Callable[[re.Match[str], etree._Element], str]
) -> Iterator[str]:
    end = 0
    for tag in TAG.finditer(words):
        yield words[end : tag.start()]
        yield replaced(tag, text)
        end = tag.end()
    yield words[end:]


@dataclass(slots=True)
class _Naming:
    """Gives every expression of one part its name."""

    top: Names
    inside: Names | None = None

    def change(self, root: etree._Element) -> None:
        replace_tags(root, lambda tag, _: self._named(tag))

    def _named(self, tag: re.Match[str]) -> str:
        if tag["said"] is not None:
            return f"{{{{ {self._name(tag['said'].strip(), is_condition=False)} }}}}"
        rest = tag["rest"].strip()
        match tag["word"]:
            case "for":
                rest = self._listed(rest)
            case "endfor":
                self.inside = None
            case "if":
                rest = self._name(rest, is_condition=True)
            case "else" | "endif":
                pass
            case word:
                raise NotTranslatable(word)
        return f"{{%{tag['over']} {tag['word']} {rest} %}}"

    def _name(self, expression: str, *, is_condition: bool) -> str:
        slug = re.sub(r"\W+", "_", expression).strip("_")
        is_own = self.inside is not None and re.search(rf"\b{self.inside.variable}\b", expression)
        scope = self.inside if is_own and self.inside else self.top
        name = f"has_{slug}" if is_condition else slug
        (scope.conditions if is_condition else scope.strings)[name] = expression
        return f"{scope.variable}.{name}" if scope.variable else name

    def _listed(self, rest: str) -> str:
        told = _FOR.fullmatch(rest)
        if told is None or self.inside is not None:
            raise NotTranslatable(f"for {rest}")
        name = "all_" + re.sub(r"\W+", "_", told[2]).strip("_")
        self.inside = self.top.lists.setdefault(name, Names(told[1], told[2]))
        return f"{told[1]} in {name}"
