"""What stands where: blocks and what ends them, what their tags take away, what may be left of a table.

A tag with a letter takes the place of its whole paragraph (`p`), row (`tr`), cell (`tc`): whatever else stands
there is lost without a word. Source: engines.md 2, docxtpl's own grammar.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from lxml import etree

from toolkit.documents.lint.findings import TemplateFinding
from toolkit.documents.lint.parts import Line, Part, above, around
from toolkit.documents.lint.tags import Tag
from toolkit.model.text import Text
from toolkit.office.package import local

_BLOCKS: Final = ("for", "if", "with", "macro", "call", "filter", "set", "block", "autoescape")
_BRANCHES: Final = {"else": ("if", "for"), "elif": ("if",)}
_WHOLES: Final = {
    "p": Text("段落", "paragraph"),
    "tr": Text("表格行", "table row"),
    "tc": Text("单元格", "cell"),
    "r": Text("文字段", "run"),
}
_PICTURES: Final = ("drawing", "pict", "object")
_SHOWN: Final = 40
"""Characters shown of what is lost."""
_OWN_BOOKMARK: Final = "_GoBack"
"""Word's own, wherever the cursor was; it comes and goes."""


@dataclass
class Block:
    """A statement, its branches and its end."""

    opener: Tag
    word: str
    branches: list[Tag] = field(default_factory=list)
    closer: Tag | None = None

    @property
    def tags(self) -> tuple[Tag, ...]:
        """All of its tags, in order."""
        return (self.opener, *self.branches, *((self.closer,) if self.closer else ()))

    def holds(self, order: int) -> bool:
        """Whether an element stands within it."""
        return self.closer is not None and _last(self.opener) < order < _first(self.closer)


def _last(tag: Tag) -> int:
    """The last element that goes with a tag: of the row whose place it takes, else its own."""
    return tag.line.part.order(tag.element if tag.container is None else list(tag.container.iter())[-1])


def _first(tag: Tag) -> int:
    """The first element that goes with a tag."""
    return tag.line.part.order(tag.element if tag.container is None else tag.container)


def structure(part: Part, tags: Sequence[Tag]) -> tuple[tuple[Block, ...], list[TemplateFinding]]:
    """The blocks of a part in the order of their beginnings, and every fault of how they lie."""
    blocks, faults = _matched(tags)
    faults += _lost(tags)
    for block in blocks:
        faults += _ill_matched(block)
        faults += _within_loop(part, block) if block.word == "for" else ()
    faults += _nothing_left(part, tags, blocks)
    return tuple(blocks), faults


def opens_block(tag: Tag) -> bool:
    """Whether a tag begins a block: `set` does where it has no `=`."""
    return tag.word in _BLOCKS and (tag.word != "set" or "=" not in tag.said)


# -- blocks ---------------------------------------------------------------------------------------------------------


def _matched(tags: Sequence[Tag]) -> tuple[list[Block], list[TemplateFinding]]:
    blocks: list[Block] = []
    faults: list[TemplateFinding] = []
    open_: list[Block] = []
    for tag in tags:
        if opens_block(tag):
            open_.append(Block(tag, tag.word))
            blocks.append(open_[-1])
        elif tag.word in _BRANCHES:
            if open_ and open_[-1].word in _BRANCHES[tag.word]:
                open_[-1].branches.append(tag)
            else:
                faults.append(tag.found("not_opened"))
        elif tag.word.startswith("end") and tag.word[3:] in _BLOCKS:
            faults += _ended(tag, open_)
    return blocks, faults + [_unclosed(block) for block in open_]


def _ended(tag: Tag, open_: list[Block]) -> Iterator[TemplateFinding]:
    """End the innermost block of that word; those within it were never closed."""
    if not any(block.word == tag.word[3:] for block in open_):
        yield tag.found("not_opened")
        return
    while open_[-1].word != tag.word[3:]:
        yield _unclosed(open_.pop())
    open_.pop().closer = tag


def _unclosed(block: Block) -> TemplateFinding:
    return block.opener.found("not_closed", whole=block.opener.whole(f"end{block.word}"))


def _ill_matched(block: Block) -> Iterator[TemplateFinding]:
    """Tags of one block that take the places of different things, or stand where they cannot be one."""
    opener = block.opener
    for tag in (*block.branches, *((block.closer,) if block.closer else ())):
        if tag.place != opener.place:
            yield tag.found("mixed_block", opener=opener.text, whole=tag.whole(place=opener.place))
            return
        if fault := _torn(opener, tag):
            yield fault
            return


def _torn(opener: Tag, tag: Tag) -> TemplateFinding | None:
    where = _apart(opener, tag) if opener.place else _ways_apart(opener, tag)
    if where is not None:
        return opener.found("torn_block", opener=opener.text, closer=tag.text, end=_number(tag), where=where)
    if opener.place or opener.is_trimmed or tag.is_trimmed or opener.line.paragraph is tag.line.paragraph:
        return None
    return opener.found("across_paragraphs", opener=opener.text, closer=tag.text, end=_number(tag))


def _apart(opener: Tag, tag: Tag) -> Text | None:
    """What two tags that take the places of rows (cells, paragraphs) would have to share; None where they do."""
    begin, end = opener.container, tag.container
    if begin is None or end is None or begin.getparent() is end.getparent():
        return None
    return _AROUND[opener.place]


def _ways_apart(opener: Tag, tag: Tag) -> Text | None:
    """The same of two tags in texts: all elements that end between them must begin there, too."""
    begins, ends = list(around(opener.element)), list(around(tag.element))
    shared = next((each for each in begins if each in set(ends)), None)
    if shared is None:
        return None
    way, other = begins[: begins.index(shared)], ends[: ends.index(shared)]
    if list(map(local, way)) != list(map(local, other)):
        return _CELL if "tc" in map(local, (*way, *other)) else _WHOLES["p"]
    return {"tc": _WHOLES["tc"], "tr": _WHOLES["tr"], "tbl": _TABLE}.get(local(way[-1]) if way else "")


_TABLE: Final = Text("表格", "table")
_CELL: Final = Text("单元格或正文层级", "cell or level of the text")
_AROUND: Final = {"tr": _TABLE, "tc": _WHOLES["tr"], "p": _CELL, "r": _WHOLES["p"]}


def _number(tag: Tag) -> int:
    return tag.line.part.number(tag.line.paragraph)


# -- what a tag takes away ------------------------------------------------------------------------------------------


def _lost(tags: Sequence[Tag]) -> Iterator[TemplateFinding]:
    """Text, tags and pictures that stand in a paragraph, row or cell whose place a tag takes."""
    seen: set[etree._Element] = set()
    for tag in tags:
        if not tag.place:
            continue
        whole = tag.container
        if whole is None:
            yield tag.found("no_such_place", whole=_WHOLES[tag.place])
        elif tag.place == "r":
            yield from _unformatted(tag)
        elif whole not in seen:
            seen.add(whole)
            if lost := _beside(tag, whole, tags):
                yield tag.found("lost_text", whole=_WHOLES[tag.place], lost=lost)


def _beside(tag: Tag, whole: etree._Element, tags: Sequence[Tag]) -> str:
    """What is lost of a paragraph, row or cell: its text without the tag, a picture, the end of a section."""
    texts = [text for line in _lines_within(tag, whole) for text in (_without(tag, line),) if text.strip()]
    things = [local(each) for each in whole.iter("{*}drawing", "{*}pict", "{*}object", "{*}sectPr")]
    texts += ["分节符 section break" if "sectPr" in things else "图片 picture"] if things else []
    said = " ".join(text.strip() for text in texts)
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"


def _lines_within(tag: Tag, whole: etree._Element) -> Iterator[Line]:
    for line in tag.line.part.lines:
        if line.pieces and any(each is whole for each in around(line.pieces[0][0])):
            yield line


def _without(tag: Tag, line: Line) -> str:
    text = line.text
    return text if line is not tag.line else text[: tag.span[0]] + text[tag.span[1] :]


def _unformatted(tag: Tag) -> Iterator[TemplateFinding]:
    """Text in a formatted run behind a `{%r` tag: docxtpl begins a plain run there."""
    run = above(tag.element, "r")
    if run is None or run.find("{*}rPr") is None or not len(run.find("{*}rPr")):  # type: ignore[arg-type]
        return
    begin = 0
    for element, text in tag.line.pieces:
        if above(element, "r") is run:
            behind = tag.line.text[max(tag.span[1], begin) : begin + len(text)]
            if begin <= tag.span[0] < begin + len(text) and behind.strip():
                yield tag.found("lost_format", lost=behind[:_SHOWN])
        begin += len(text)


# -- loops and tables -----------------------------------------------------------------------------------------------


def _within_loop(part: Part, block: Block) -> Iterator[TemplateFinding]:
    """What must not be there twice, and what most likely should not."""
    if block.closer is None:
        return
    begin, end = _last(block.opener), _first(block.closer)
    within = [each for each in part.root.iter() if begin < part.order(each) < end]
    marks = [each for each in within if local(each) == "bookmarkStart" and _name(each) != _OWN_BOOKMARK]
    if marks:
        names = "、".join(_name(each) for each in marks[:3])
        yield part.found(
            "id_in_loop", marks[0], tag=block.opener.text, what=Text(f"书签 {names}", f"a bookmark ({names})")
        )
    controls = [each for each in within if local(each) == "id" and local(each.getparent()) == "sdtPr"]  # type: ignore[arg-type]
    if controls:
        yield part.found("id_in_loop", controls[0], tag=block.opener.text, what=Text("内容控件", "a content control"))
    pictures = [each for each in within if local(each) in _PICTURES]
    if pictures:
        yield part.found("picture_in_loop", pictures[0], tag=block.opener.text)


def _name(bookmark: etree._Element) -> str:
    return next((value for key, value in bookmark.attrib.items() if str(key).endswith("}name")), "")


def _nothing_left(part: Part, tags: Sequence[Tag], blocks: Sequence[Block]) -> Iterator[TemplateFinding]:
    """Tables that may lose all rows, cells that may lose all paragraphs: Word calls such a file damaged."""
    block_of = {id(tag): block for block in blocks for tag in block.tags}
    for place, whole in (("tr", _TABLE), ("p", _WHOLES["tc"])):
        taking = [tag for tag in tags if tag.place == place and id(tag) in block_of and tag.container is not None]
        by_parent = groupby(sorted(taking, key=lambda tag: part.order(_parent(tag))), key=_parent)
        for parent, group in by_parent:
            if place == "p" and local(parent) != "tc":
                continue
            within = {_container(tag): tag for tag in group}
            if not _least(parent, within, block_of) and not _is_sure(parent, within, blocks, part):
                first = next(iter(within.values()))
                yield first.found("nothing_left", whole=whole)


def _parent(tag: Tag) -> etree._Element:
    parent = _container(tag).getparent()
    assert parent is not None, "a row or paragraph has something around it"
    return parent


def _container(tag: Tag) -> etree._Element:
    assert tag.container is not None, "it was asked for before"
    return tag.container


def _least(parent: etree._Element, within: Mapping[etree._Element, Tag], block_of: Mapping[int, Block]) -> int:
    """How many rows or paragraphs are left of it at the least."""
    counts: list[list[int]] = [[0]]
    for each in parent:
        tag = within.get(each)
        if tag is None:
            counts[-1][-1] += local(each) in ("tr", "p", "tbl", "sdt")
            continue
        block = block_of[id(tag)]
        if tag is block.opener:
            counts.append([0])
        elif tag in block.branches:
            counts[-1].append(0)
        elif len(counts) > 1:
            branches = counts.pop()
            has_else = any(one.word == "else" for one in block.branches)
            counts[-1][-1] += min(branches) if has_else else 0
    return counts[0][0]


def _is_sure(parent: etree._Element, within: Mapping[etree._Element, Tag], blocks: Sequence[Block], part: Part) -> bool:
    """Whether a condition around it asks for the very list that its rows come from: `{%p if lines %}`."""
    loops = {tag.said.partition(" in ")[2].strip() for tag in within.values() if tag.word == "for"}
    asked = {
        block.opener.said.removeprefix("if").strip()
        for block in blocks
        if block.word == "if" and not block.branches and block.holds(part.order(parent))
    }
    return bool(_first_conditions(asked) & loops)


def _first_conditions(asked: Iterable[str]) -> set[str]:
    return {piece.strip() for condition in asked for piece in condition.split(" and ") if " or " not in condition}
