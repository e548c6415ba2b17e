"""What authors get wrong in a template, one thing at a time: every place of it, in every way that fits the place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any, Final

from docx.oxml.ns import qn
from lxml import etree

from tests.documents.mutations.zips import unzipped, zipped
from toolkit.documents.lint.figures import all_figures, figures_of, plain_types, row_of, without_none

_TAG: Final = re.compile(r"\{\{\s*([\w.]+)((?:\|\w+)*)\s*\}\}")
_FOR: Final = re.compile(r"\{%(\w*) for (\w+) in ([\w.]+) %\}")
_IF: Final = re.compile(r"\{%(\w*) (if|elif) (.+?) %\}")
_LABELLED: Final = re.compile("[：:]{{")
"""A figure with its label in one cell."""
_ANY: Final = re.compile(r"\{[{%].*?[%}]\}")
_FILTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "money": ("price", "quantity", "capitals", "percent", "day"),
    "price": ("quantity", "money", "percent"),
    "quantity": ("money", "percent"),
    "percent": ("quantity", "money"),
    "capitals": ("money", "quantity"),
    "day": ("money",),
    "length": ("upper",),
}
_TYPED: Final[Mapping[type, tuple[str, ...]]] = {
    Decimal: ("271,709.00", "27.17万"),
    date: ("2026年1月31日", "31 January 2026"),
    int: ("77",),
    str: ("苏州其他公司", "XS-2025-0099"),
}
"""What somebody types where a tag belongs."""
ALL_TYPED: Final = tuple(typed for each in _TYPED.values() for typed in each)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A template with one fault."""

    fault: str
    """Its kind."""
    what: str
    content: bytes


class Template:
    """A shipped template, taken apart."""

    def __init__(self, content: bytes, figures: type, seed: int, *, each: int = 1) -> None:
        """Of `each` mutants one is made, which one is drawn."""
        self._parts = dict(unzipped(content))
        self._names = [n for n in self._parts if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", n)]
        self._figures, self._random = list(all_figures(figures_of(figures))), Random(seed)
        self._drawn, self._each = Random(seed + 1), each

    def mutants(self) -> Iterator[Mutant]:
        """In the order of the template."""
        for name in self._names:
            root = etree.fromstring(self._parts[name])
            for way in (self._of_texts, self._of_rows, self._of_paragraphs, self._of_labels):
                for fault, what in way(root):
                    if self._drawn.randrange(self._each) == 0:
                        content = zipped({**self._parts, name: etree.tostring(root)})
                        yield Mutant(fault, f"{name}: {what}", content)

    def _of_texts(self, root: etree._Element) -> Iterator[tuple[str, str]]:
        for text in [text for text in root.iter(qn("w:t")) if text.text and _ANY.search(text.text)]:
            kept = text.text or ""
            for fault, what, said in self._of_text(kept, root):
                text.text = said
                yield fault, what
                text.text = kept

    def _of_text(self, said: str, root: etree._Element) -> Iterator[tuple[str, str, str]]:
        for found in _TAG.finditer(said):
            for fault, instead in self._instead(found[1], found[2], root):
                yield fault, f"{found[0]} → {instead}", f"{said[: found.start()]}{instead}{said[found.end() :]}"
        for found in _FOR.finditer(said):
            for fault, instead in self._other_loops(*found.groups()):
                yield fault, f"{found[0]} → {instead}", said.replace(found[0], instead)
        for found in _IF.finditer(said):
            for fault, condition in (("condition negated", f"not ({found[3]})"), ("condition gone", "1")):
                instead = f"{{%{found[1]} {found[2]} {condition} %}}"
                yield fault, f"{found[0]} → {instead}", said.replace(found[0], instead, 1)

    def _instead(self, path: str, filters: str, root: etree._Element) -> Iterator[tuple[str, str]]:
        """What might stand there instead of a tag."""
        tag = f"{{{{ {path}{filters} }}}}"
        yield from (("swapped name", f"{{{{ {other}{filters} }}}}") for other in self._others(path, root))
        at = self._random.randrange(max(1, len(path) - 1))
        yield "misspelt name", f"{{{{ {path[:at]}{path[at + 1 :]}{filters} }}}}"
        yield "tag gone", ""
        yield "half a tag", tag[:-1]
        yield "half a tag", tag[1:]
        yield "full-width tag", tag.replace("{", "｛").replace("}", "｝")
        if filters:
            yield "filter gone", f"{{{{ {path} }}}}"
            for other in _FILTERS[filters.strip("|")]:
                yield "other filter", f"{{{{ {path}|{other} }}}}"
        kind = self._kind(path, root)
        yield from (("typed in place", typed) for typed in _TYPED.get(kind or str, ()))

    def _loops(self, root: etree._Element) -> dict[str, str]:
        """Loop variables of the part, with the path of what they run over."""
        said = "".join(text.text or "" for text in root.iter(qn("w:t")))
        loops: dict[str, str] = {}
        for _, variable, over in _FOR.findall(said):
            owner, dot, rest = over.partition(".")
            loops[variable] = f"{loops[owner]}.{rest}[]" if dot and owner in loops else f"{over}[]"
        return loops

    def _full(self, path: str, root: etree._Element) -> str:
        owner, dot, rest = path.partition(".")
        loops = self._loops(root)
        return f"{loops[owner]}{dot}{rest}" if owner in loops else path

    def _kind(self, path: str, root: etree._Element) -> type | None:
        full = self._full(path, root)
        hint = next((figure.hint for figure in self._figures if figure.path == full), None)
        return next(iter(plain_types(without_none(hint)[0])), None) if hint else None

    def _others(self, path: str, root: etree._Element) -> list[str]:
        """Two other figures of its type: of the same row, and elsewhere."""
        full, kind, loops = self._full(path, root), self._kind(path, root), self._loops(root)
        owner = path.partition(".")[0]
        alike = [
            figure.path
            for figure in self._figures
            if figure.path != full and plain_types(without_none(figure.hint)[0])[:1] == (kind,)
        ]
        near = [
            one.replace(loops[owner], owner) for one in alike if owner in loops and one.startswith(f"{loops[owner]}.")
        ]
        far = [one for one in alike if "[]" not in one]
        picked = (self._random.sample(pool, min(most, len(pool))) for pool, most in ((near, 3), (far, 3)))
        return [one for each in picked for one in each]

    def _other_loops(self, opening: str, variable: str, over: str) -> Iterator[tuple[str, str]]:
        begin = f"{{%{opening} for"
        yield "loop variable renamed", f"{begin} {variable}x in {over} %}}"
        yield "rows lost", f"{begin} {variable} in {over}[1:] %}}"
        yield "rows lost", f"{begin} {variable} in {over}[:-1] %}}"
        yield "rows turned round", f"{begin} {variable} in {over}|reverse %}}"
        others = [f.path for f in self._figures if row_of(f.hint) is not None and f.path != over and "[]" not in f.path]
        yield from (("loop over another list", f"{begin} {variable} in {other} %}}") for other in others)

    def _of_rows(self, root: etree._Element) -> Iterator[tuple[str, str]]:
        for row in root.iter(qn("w:tr")):
            said, table = _said(row), row.getparent()
            if table is None or not _ANY.search(said):
                continue
            at = table.index(row)
            is_loop = "{%" in said and "{{" not in said
            if not is_loop:
                table.remove(row)
                yield "row deleted", f"{said[:60]}"
                table.insert(at, row)
                copied = deepcopy(row)
                table.insert(at, copied)
                yield "row doubled", f"{said[:60]}"
                table.remove(copied)
            for step, way in ((-1, "up"), (1, "down")) if "endfor" in said else ():
                if 0 <= at + step < len(table) and table[at + step].tag == qn("w:tr"):
                    table.remove(row)
                    table.insert(at + step, row)
                    yield "endfor moved", f"{said[:40]} {way}"
                    table.remove(row)
                    table.insert(at, row)

    def _of_paragraphs(self, root: etree._Element) -> Iterator[tuple[str, str]]:
        for paragraph in root.iter(qn("w:p")):
            said, parent = _said(paragraph), paragraph.getparent()
            if "{{" not in said or parent is None or parent.tag == qn("w:tc"):
                continue
            at = parent.index(paragraph)
            parent.remove(paragraph)
            if len(parent):
                yield "paragraph deleted", f"{said[:60]}"
            parent.insert(at, paragraph)

    def _of_labels(self, root: etree._Element) -> Iterator[tuple[str, str]]:
        """Two cells of a row, labels, heads or figures, in each other's place."""
        for row in root.iter(qn("w:tr")):
            for fault, one, other in _exchangeable(row):
                if _said(one) != _said(other):
                    _exchange(one, other)
                    yield fault, f"{_said(other)[:30]} ⇄ {_said(one)[:30]}"
                    _exchange(one, other)


def _exchangeable(row: Any) -> Iterator[tuple[str, Any, Any]]:
    cells, after = [cell for cell in row if cell.tag == qn("w:tc")], row.getnext()
    tagged = [cell for cell in cells if "{{" in _said(cell)]
    if "{%" in _said(row):
        return
    if not tagged and after is not None and "{%tr for" in _said(after):
        below = [_said(cell) for cell in after.getnext().iter(qn("w:tc"))]
        told = dict(zip(cells, below, strict=True))  # columns to be written by hand say nothing
        yield from (("heads exchanged", one, other) for one, other in pairwise(cells) if told[one] or told[other])
    elif any(_LABELLED.search(_said(cell)) for cell in cells):
        return
    elif len(tagged) > 1 and all(cell in tagged for cell in cells if _said(cell)):
        yield from (("figures exchanged", one, other) for one, other in pairwise(tagged))
    elif tagged:
        for one, other in zip(cells, cells[2:], strict=False):
            if (one in tagged) == (other in tagged) and _said(one) and _said(other):
                yield "figures exchanged" if one in tagged else "labels exchanged", one, other


def _said(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def _exchange(one: Any, other: Any) -> None:
    """The paragraphs of two cells."""
    mine, theirs = ([p for p in cell if p.tag == qn("w:p")] for cell in (one, other))
    for paragraph in mine:
        other.append(paragraph)
    for paragraph in theirs:
        one.append(paragraph)
