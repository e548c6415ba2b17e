"""A template's parts as lint sees them: elements in their order, and the lines of text in which tags may stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from lxml import etree

from toolkit.documents.compile.patched import rendered_parts
from toolkit.documents.lint.findings import TemplateFinding, Weight, found
from toolkit.model.text import Text
from toolkit.office.package import Package, local

TEXTS: Final = ("t", "instrText", "delText")
_MARKS: Final = ("{", "｛")
_CORE: Final = "core-properties"
_NAMES: Final = (
    ("document", Text("正文", "body")),
    ("header", Text("页眉", "header")),
    ("footer", Text("页脚", "footer")),
    ("footnotes", Text("脚注", "footnotes")),
    ("core", Text("属性", "properties")),
)


@dataclass(frozen=True)
class Line:
    """The text of one paragraph, of one attribute, or of an element outside of paragraphs."""

    part: Part
    paragraph: etree._Element | None
    pieces: tuple[tuple[etree._Element, str], ...]

    @cached_property
    def text(self) -> str:
        """All pieces."""
        return "".join(text for _, text in self.pieces)

    def element(self, at: int) -> etree._Element:
        """The element that holds the character at this place."""
        for element, text in self.pieces:
            at -= len(text)
            if at < 0:
                return element
        return self.pieces[-1][0]

    @cached_property
    def is_copy(self) -> bool:
        """Whether it belongs to the copy that Word keeps for older programs."""
        return above(self.pieces[0][0], "Fallback") is not None if self.pieces else False


class Part:
    """One part that may hold tags."""

    def __init__(self, template: str, name: str, root: etree._Element) -> None:
        self.template, self.name, self.root = template, name, root
        self._order = {element: n for n, element in enumerate(root.iter())}
        self._paragraphs = {element: n for n, element in enumerate(root.iter("{*}p"), start=1)}

    def order(self, element: etree._Element) -> int:
        """Which element of the part it is."""
        return self._order[element]

    def number(self, paragraph: etree._Element | None) -> int:
        """Number of a paragraph, from 1; 0 for none."""
        return 0 if paragraph is None else self._paragraphs.get(paragraph, 0)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The texts of the part, a line a paragraph, in the order of their beginnings."""
        gathered: dict[etree._Element, list[tuple[etree._Element, str]]] = {each: [] for each in self._paragraphs}
        aside: list[Line] = []
        for element in self._order:
            if not isinstance(element.tag, str):
                continue
            for value in element.attrib.values():
                if any(mark in value for mark in ("{{", "{%")):
                    aside.append(Line(self, above(element, "p"), ((element, str(value)),)))
            text = element.text or ""
            paragraph = above(element, "p") if text.strip() or local(element) in TEXTS else None
            if paragraph is not None and local(element) in TEXTS:
                gathered[paragraph].append((element, text))
            elif any(mark in text for mark in _MARKS):
                aside.append(Line(self, paragraph, ((element, text),)))
        lines = [Line(self, paragraph, tuple(pieces)) for paragraph, pieces in gathered.items() if pieces]
        return tuple(sorted((*lines, *aside), key=lambda line: self.order(line.pieces[0][0])))

    @cached_property
    def texts(self) -> dict[etree._Element, str]:
        """The text of each paragraph that has one."""
        return {
            line.paragraph: line.text
            for line in self.lines
            if line.paragraph is not None and local(line.pieces[0][0]) in TEXTS
        }

    def text_of(self, paragraph: etree._Element | None) -> str:
        """The text of a paragraph."""
        return self.texts.get(paragraph, "") if paragraph is not None else ""

    def found(
        self,
        code: str,
        element: etree._Element,
        *,
        tag: str = "",
        span: tuple[int, int] = (0, 0),
        severity: Weight | None = None,
        **facts: Any,
    ) -> TemplateFinding:
        """A finding at an element."""
        paragraph = paragraph_of(element)
        return found(
            code,
            self.template,
            part=self.name,
            paragraph=self.number(paragraph),
            text=self.text_of(paragraph),
            tag=tag,
            cell=self.cell_of(element),
            span=span,
            is_copy=above(element, "Fallback") is not None,
            severity=severity,
            **facts,
        )

    def cell_of(self, element: etree._Element) -> Text:
        """`第2个表 第3行 第1格`, the innermost; '' outside of tables."""
        cell = element if local(element) == "tc" else above(element, "tc")
        row = above(element, "tr") if cell is None else above(cell, "tr")
        table = above(element, "tbl") if row is None else above(row, "tbl")
        if cell is None or row is None or table is None:
            return Text("", "")
        t, r, c = self._tables.index(table) + 1, _count(row, "tr"), _count(cell, "tc")
        return Text(f"第{t}个表 第{r}行 第{c}格", f"table {t} row {r} cell {c}")

    @cached_property
    def _tables(self) -> list[etree._Element]:
        return list(self.root.iter("{*}tbl"))


def parts_of(package: Package) -> tuple[Part, ...]:
    """Every part that may hold tags, main part first, properties last. Raises UnreadableFile."""
    names = [*rendered_parts(package), package.related(_CORE)]
    roots = ((name, package.xml(name)) for name in names if name)
    return tuple(Part(package.name, name, root) for name, root in roots if root is not None)


def part_name(part: str) -> Text:
    """How people call a part: 正文, 页眉."""
    last = part.rpartition("/")[2]
    return next((said for begin, said in _NAMES if last.startswith(begin)), Text(last, last))


def above(element: etree._Element, name: str) -> etree._Element | None:
    """The nearest element around this one of that name."""
    return next(element.iterancestors(f"{{*}}{name}"), None)


def paragraph_of(element: etree._Element) -> etree._Element | None:
    """The paragraph an element stands in, or is, or the first one within it."""
    if local(element) == "p":
        return element
    around = above(element, "p")
    return around if around is not None else next(element.iter("{*}p"), None)


def around(element: etree._Element) -> Iterator[etree._Element]:
    """The element itself and all around it, outwards."""
    yield element
    yield from element.iterancestors()


def _count(element: etree._Element, name: str) -> int:
    return 1 + sum(1 for each in element.itersiblings(preceding=True) if local(each) == name)
