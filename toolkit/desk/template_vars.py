"""What a template may use: every figure with its type, its meaning, the tag that prints it, an example."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Final

from toolkit.desk.samples import Samples
from toolkit.desk.templates import Template, current, offered_to
from toolkit.documents.lint.figures import (
    Figure,
    all_figures,
    called,
    figures_of,
    is_record,
    loop_over,
    loop_variable,
    row_of,
    said_in_loop,
    without_none,
)
from toolkit.documents.lint.filters import suiting
from toolkit.documents.lint.parts import Part, above, parts_of
from toolkit.documents.lint.tags import Tag, tags_of
from toolkit.documents.wording import filters
from toolkit.model.document import DocumentKind
from toolkit.model.house import Rulebook
from toolkit.model.text import Lang, Text
from toolkit.office.package import Package, local

_OPTIONAL: Final = Text("(可能为空)", " (may be missing)")
_MUST: Final = Text("必须出现", "must appear")
_TAGS: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Variable:
    """One line of the list."""

    path: str
    """`lines[].gross`"""
    type: str
    meaning: str
    """What its declaration says; beside which words it stands in the shipped template."""
    tag: str
    """`{{ line.gross|money }}`, `{%tr for line in lines %}`"""
    loop: str
    """The tag around it; '' for none."""
    example: str
    must_appear: bool


def variables(kind: DocumentKind, lang: Lang, rulebook: Rulebook) -> tuple[Variable, ...]:
    """The figures of a kind in their order, rows behind their list. Raises FiguresMissing."""
    offered = figures_of(offered_to(kind))
    figures = Samples(rulebook).of(kind, lang).figures
    template = current(kind, lang, None) or current(kind, "zh", None)
    places = _places(template) if template else {}
    return tuple(_variable(one, figures, places, lang) for one in all_figures(offered))


def variable_lines(listed: tuple[Variable, ...], lang: Lang) -> Iterator[str]:
    """Three columns and an example; what belongs into a loop stands indented below its tag."""
    for one in listed:
        indent = "    " * one.path.count("[]")
        says = "  ".join(part for part in (one.type, one.meaning, _MUST.said(lang) if one.must_appear else "") if part)
        yield f"{indent}{one.tag}  {says}{f'  = {one.example}' if one.example else ''}"


def _variable(figure: Figure, figures: Any, places: Mapping[str, _Place], lang: Lang) -> Variable:
    hint, is_optional = without_none(figure.hint)
    said = called(hint).said(lang) + (_OPTIONAL.said(lang) if is_optional else "")
    place = places.get(figure.path)
    meaning = "; ".join(part for part in (place.label if place else "", _declared(figure)) if part)
    return Variable(
        path=figure.path,
        type=said,
        meaning=meaning,
        tag=_tag(figure, hint, place),
        loop=loop_over(figure.path),
        example=_example(figures, figure, place, lang),
        must_appear=bool(figure.field is not None and figure.field.metadata.get("appears")),
    )


def _tag(figure: Figure, hint: Any, place: _Place | None) -> str:
    if row_of(hint) is not None:
        return f"{{%tr for {loop_variable(figure.path)} in {said_in_loop(figure.path)} %}}"
    if is_record(hint):
        return f"{figure.written}.…"
    if hint is bool:
        return f"{{% if {figure.written} %}}"
    name = _filter(hint, place)
    return f"{{{{ {figure.written}{f'|{name}' if name else ''} }}}}"


@dataclass(frozen=True, slots=True)
class _Place:
    """How the shipped template prints a figure."""

    label: str
    """The words beside it: 报价编号, 数量."""
    filter: str


def _filter(hint: Any, place: _Place | None) -> str:
    """The filter that the shipped template uses, else the one that suits the type: shares are no amounts."""
    return place.filter if place and place.filter in filters() else suiting(hint)[0]


def _example(figures: Any, figure: Figure, place: _Place | None, lang: Lang) -> str:
    value = figures
    for name in figure.path.split("."):
        value = getattr(value, name.replace("[]", ""), None)
        if name.endswith("[]"):
            value = value[0] if value else None
    hint, _ = without_none(figure.hint)
    if value is None or is_record(hint) or row_of(hint) is not None:
        return ""
    name = _filter(hint, place)
    said = filters(lang)[name](value) if name else str(value)
    said = said.replace("\n", " ")
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


# -- meanings ---------------------------------------------------------------------------------------------------------


def _declared(figure: Figure) -> str:
    """The docstring under the field, in one line; '' where there is none."""
    return _docstrings(figure.record).get(figure.name, "") if figure.record else ""


@cache
def _docstrings(record: type) -> Mapping[str, str]:
    """What stands under each field of a record; nothing where its source is not at hand."""
    try:
        tree = ast.parse(inspect.cleandoc(inspect.getsource(record)))
    except (OSError, TypeError, SyntaxError):
        return {}
    body = next((node.body for node in tree.body if isinstance(node, ast.ClassDef)), [])
    found = {}
    for one, behind in pairwise(body):
        match one, behind:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(said))):
                found[name] = " ".join(said.split())
    return found


def _places(template: Template) -> Mapping[str, _Place]:
    """Where the shipped template prints each figure first."""
    found: dict[str, _Place] = {}
    for part in parts_of(Package(template.content(), template.name)):
        loops: dict[str, str] = {}
        for tag in tags_of(part, figures_of(template.figures))[0]:
            if loop := re.match(r"for (\w+) in ([\w.]+)", tag.said):
                loops[loop[1]] = f"{_path(loop[2], loops)}[]"
            elif tag.opening == "{{":
                name, _, through = tag.said.partition("|")
                path = _path(name.strip(), loops)
                found.setdefault(path, _Place(_label(part, tag, is_row="[]" in path), through.strip()))
    return found


def _path(written: str, loops: Mapping[str, str]) -> str:
    first, dot, rest = written.partition(".")
    return f"{loops.get(first, first)}{dot}{rest}"


def _label(part: Part, tag: Tag, *, is_row: bool) -> str:
    """The words before a tag in its paragraph, else (of a row) its column's head, else the cell to its left."""
    before = _TAGS.sub("\0", tag.line.text[: tag.span[0]])
    words = re.split(r"[\0。；，,;:：]", before.rstrip("：: "))[-1].strip()
    words = words if words.count("（") == words.count("）") else re.split("[（）]", words)[-1].strip()
    if words:
        return words if len(words) <= _LONGEST else ""
    cell = above(tag.element, "tc")
    if cell is None:
        return ""
    row, column = cell.getparent(), sum(1 for each in cell.itersiblings(preceding=True) if local(each) == "tc")
    table = row.getparent() if row is not None else None
    if row is None or table is None:
        return ""
    head = next((each for each in table if local(each) == "tr"), row)
    is_listed = is_row and head.find("{*}trPr/{*}tblHeader") is not None
    cells = [each for each in (head if is_listed else row) if local(each) == "tc"]
    at = column if is_listed else column - 1
    return _words_of(part, cells[at]) if 0 <= at < len(cells) and cells[at] is not cell else ""


def _words_of(part: Part, cell: Any) -> str:
    said = "".join(part.text_of(paragraph) for paragraph in cell.iter("{*}p"))
    return "" if _TAGS.search(said) else said.rstrip("：: ").strip()
