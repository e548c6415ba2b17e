"""Tags as people typed them: whole ones, and those in halves, at full width or spread over paragraphs, as meant.

A faulty tag is told and then taken as what it was meant to be, so that what else is wrong with it is told at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from lxml import etree

from toolkit.documents.lint.figures import Figures
from toolkit.documents.lint.findings import TemplateFinding
from toolkit.documents.lint.parts import Line, Part, above
from toolkit.model.text import Text

_BRACKETS: Final = str.maketrans("｛｝％＃", "{}%#")
_OPEN: Final = re.compile(r"\{\{|\{%|\{#|\{[ \u00a0\u3000]+[{%](?![^{}]*\}\})")
_CLOSE: Final = re.compile(r"\}\}|%\}|#\}|[%}][ \u00a0\u3000]+\}")
_ENDS: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
_PLACE: Final = re.compile(r"(tr|tc|p|r)(\s)")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if not chr(code).isalnum() and code != 0xFF3F} | {
    ord("。"): ".",
    ord("、"): ",",
    ord("【"): "[",
    ord("】"): "]",
}
"""Punctuation that a Chinese keyboard types; letters and digits of a name are told with the name."""
_HEALED: Final = str.maketrans("“”‘’", "\"\"''")
"""What docxtpl itself takes for straight quotes."""
_SINGLE: Final = re.compile(r"(?<![{｛$_])[{｛]\s*([^\W\d]\w*)((?:\.\w+)*(?:\s*\|\s*\w+)?)\s*[}｝](?![}｝_])")
"""`{ total }`: the brackets of other programs."""
_TRIMMED: Final = "-+"


@dataclass(frozen=True)
class Tag:
    """One tag, and where it stands."""

    line: Line
    text: str
    """As typed: `{%tr for line in lines %}`"""
    opening: str
    """`{{`, `{%` or `{#`"""
    place: str
    """`p`, `tr`, `tc` or `r` for one that takes the place of a paragraph, row, cell, run; '' for one in the text."""
    said: str
    """What stands in it, at half width: `for line in lines`"""
    span: tuple[int, int]
    is_trimmed: bool = False
    """`{%-` or `-%}`: it takes the paragraph mark beside it away."""

    @cached_property
    def element(self) -> etree._Element:
        """The text element in which it begins."""
        return self.line.element(self.span[0])

    @cached_property
    def order(self) -> tuple[int, int]:
        """By which tags of a part are sorted."""
        return self.line.part.order(self.element), self.span[0]

    @property
    def word(self) -> str:
        """The statement: `for`; '' for what is printed."""
        found = re.match(r"\w*", self.said) if self.opening == "{%" else None
        return found[0] if found else ""

    @property
    def container(self) -> etree._Element | None:
        """What it takes the place of; None where that is not around it."""
        return above(self.element, self.place) if self.place else None

    def whole(self, said: str | None = None, place: str | None = None) -> str:
        """A tag like this, rightly written."""
        where = self.place if place is None else place
        return f"{self.opening}{where} {self.said if said is None else said} {_ENDS[self.opening]}"

    def found(self, code: str, **facts: object) -> TemplateFinding:
        """A finding at this tag."""
        part = self.line.part
        return part.found(code, self.element, **{"tag": self.text, "span": self.span, **facts})  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Rest:
    """A tag that its line does not end."""

    line: Line
    start: int
    opening: str


def tags_of(part: Part, offered: Figures) -> tuple[tuple[Tag, ...], list[TemplateFinding]]:
    """The tags of a part in their order, and what is wrong with how they are typed."""
    tags: list[Tag] = []
    faults: list[TemplateFinding] = []
    rest: _Rest | None = None
    raw = ""
    for line in part.lines:
        for piece in _cut(line):
            if isinstance(piece, _Rest):
                faults += _unended(rest) if rest else ()
                rest = piece
            elif isinstance(piece, int):
                tag, fault = (_spread(rest, line, piece), ()) if rest else (None, _unbegun(line, piece))
                tags += [tag] if tag else []
                faults += [_spread_fault(rest, line)] if rest else fault
                rest = None
            elif raw:
                raw = "" if piece.said == f"end{raw}" else raw
            else:
                faults += _unended(rest) if rest else ()
                rest = None
                raw = "raw" if piece.opening == "{%" and piece.said == "raw" else ""
                faults += _typed_wrongly(piece)
                tags += [piece] if not raw and piece.opening != "{#" else []
        taken = [tag.span for tag in tags if tag.line is line]
        faults += [one for one in _single_brackets(line, offered) if not _overlaps(one.span, taken)]
    faults += _unended(rest) if rest else ()
    return tuple(sorted(tags, key=lambda tag: tag.order)), faults


def _cut(line: Line) -> Iterator[Tag | _Rest | int]:
    """The tags of a line, ends without a beginning (as their place), a beginning without an end."""
    text, at = line.text.translate(_BRACKETS), 0
    while True:
        opened, closed = _OPEN.search(text, at), _CLOSE.search(text, at)
        if opened is None or (closed is not None and closed.start() < opened.start()):
            if closed is None:
                return
            yield closed.end()
            at = closed.end()
            continue
        opening = _opening(opened[0])
        following = _OPEN.search(text, opened.end())
        is_limited = following is not None and opening != "{#"
        end = _end(text, opened.end(), following.start() if following and is_limited else len(text), opening)
        if end < 0:
            yield _Rest(line, opened.start(), opening)
            at = following.start() if following else len(text)
            if following is None:
                return
            continue
        yield _tag(line, opened.start(), opened.end(), end, opening)
        at = end


def _opening(typed: str) -> str:
    return typed[0] + typed[-1]


def _end(text: str, begin: int, limit: int, opening: str) -> int:
    """Where a tag ends: at its own end, at another's, at half of one; -1 for nowhere before the limit."""
    own = text.find(_ENDS[opening], begin, limit)
    if own >= 0:
        return own + 2
    other = re.compile(r"\s*[%#}]?[ \u00a0\u3000]*\}+").search(text, begin, limit)
    return other.end() if other else -1


def _tag(line: Line, start: int, inner: int, end: int, opening: str) -> Tag:
    typed = line.text[start:end]
    said = re.sub(r"[\s%#}｝％＃]*[}｝]$", "", line.text[inner:end]) if opening != "{#" else ""
    return _meant(line, typed, opening, said, (start, end))


def _meant(line: Line, typed: str, opening: str, said: str, span: tuple[int, int]) -> Tag:
    bare = said.lstrip("{｛").strip(_TRIMMED)
    found = _PLACE.match(bare)
    place = found[1] if found else ""
    rest = _straight(bare[len(place) :]).strip()
    return Tag(line, typed, opening, place, rest, span, bare != said.lstrip("{｛"))


def _straight(said: str) -> str:
    """The inner of a tag at half width, but for what stands in quotes."""
    healed = said.translate(_HEALED).replace("＂", '"').replace("＇", "'")
    pieces, at = [], 0
    for quoted in _QUOTED.finditer(healed):
        pieces += [healed[at : quoted.start()].translate(_WIDE), quoted[0]]
        at = quoted.end()
    return "".join((*pieces, healed[at:].translate(_WIDE)))


def _typed_wrongly(tag: Tag) -> Iterator[TemplateFinding]:
    if tag.opening == "{#":
        return
    halved = tag.text.translate(_BRACKETS)
    is_whole = halved.startswith(tag.opening) and halved.endswith(_ENDS[tag.opening])
    if not is_whole or halved.startswith("{{{"):
        yield tag.found("half_tag", broken=tag.text, whole=tag.whole())
    marks = _wide_marks(tag)
    if marks:
        yield tag.found("full_width", marks=" ".join(marks), whole=tag.whole())


def _wide_marks(tag: Tag) -> list[str]:
    """The characters of a tag that a Chinese keyboard typed, each once; a blank behind `tr` that is no plain one."""
    outside = _QUOTED.sub("", tag.text.translate(_HEALED))
    marks = [mark for mark in outside if ord(mark) in _WIDE or mark in "｛｝％＃＂＇"]
    if tag.place:
        behind = _PLACE.match(tag.text.translate(_BRACKETS).lstrip("{%-+"))
        marks += [Text("空格", "blank").zh] if behind and behind[2] not in (" ", "\n") else []
    return list(dict.fromkeys(marks))


def _unended(rest: _Rest) -> list[TemplateFinding]:
    typed = rest.line.text[rest.start :]
    tag = _meant(rest.line, typed, rest.opening, typed[2:], (rest.start, len(rest.line.text)))
    return [tag.found("half_tag", broken=typed, whole=tag.whole())]


def _unbegun(line: Line, end: int) -> list[TemplateFinding]:
    """An end without a beginning, from the bracket before it or from its own place."""
    before = line.text[:end]
    start = max(before.translate(_BRACKETS).rfind("{"), 0)
    opening = "{%" if "%" in before[-3:].translate(_BRACKETS) else "{{"
    said = before[start:].strip("{}%｛｝％ ")
    tag = _meant(line, before[start:], opening, said, (start, end))
    return [tag.found("half_tag", broken=tag.text, whole=tag.whole())]


def _spread(rest: _Rest, line: Line, end: int) -> Tag:
    """The tag as it was meant, all of it where it begins."""
    said = rest.line.text[rest.start + 2 :] + line.text[: end - 2]
    tag = _meant(rest.line, rest.line.text[rest.start :], rest.opening, said, (rest.start, len(rest.line.text)))
    return replace(tag, text=f"{tag.text}…{line.text[:end]}")


def _spread_fault(rest: _Rest, line: Line) -> TemplateFinding:
    part = line.part
    where = part.cell_of(line.pieces[0][0])
    other = where if where.zh and where != part.cell_of(rest.line.pieces[0][0]) else Text("同一处", "the same place")
    tag = _spread(rest, line, len(line.text))
    return tag.found("spread_tag", end=part.number(line.paragraph), where=other)


def _overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(begin < span[1] and span[0] < end for begin, end in others)


def _single_brackets(line: Line, offered: Figures) -> Iterator[TemplateFinding]:
    """`{ total }`, where there is such a figure."""
    for single in _SINGLE.finditer(line.text):
        if single[1] in offered.names:
            said = f"{single[1]}{single[2]}"
            tag = Tag(line, single[0], "{{", "", said, single.span())
            yield tag.found("half_tag", broken=single[0], whole=tag.whole())
