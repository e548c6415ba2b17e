"""Comments written into a Word file: the part, its relationship and type, and the ranges they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lxml import etree

from toolkit.office.draft import Draft, added, children, named
from toolkit.office.package import local

ANCHORS: Final = ("commentRangeStart", "commentRangeEnd", "commentReference")
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_INITIALS: Final = "SD"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


class Comments:
    """The comments of a document, written to."""

    def __init__(self, draft: Draft, body: etree._Element) -> None:
        self._draft, self._body = draft, body
        self._part = draft.related(draft.main, "comments")
        self._root = draft.tree(self._part) if self._part else None

    def add(
        self,
        first: etree._Element,
        last: etree._Element,
        lines: Sequence[str],
        *,
        author: str,
        span: tuple[etree._Element, etree._Element] | None = None,
    ) -> None:
        """A comment of these lines, the first bold, from the begin of one paragraph to the end of another.

        With a `span` it stands only on the content from one element to another, each the child of its paragraph.
        """
        root = self._root if self._root is not None else self._made()
        number = str(self._free_number(root))
        comment = added(root, "comment")
        for key, text in (("id", number), ("author", author), ("initials", _INITIALS)):
            comment.set(named(comment, key), text)
        for n, line in enumerate(lines):
            _paragraph(comment, line, is_bold=n == 0)
        self._draft.touch(self._part, root)
        _anchor(first, last, number, span)

    def _made(self) -> etree._Element:
        draft = self._draft
        namespace = etree.QName(self._body).namespace or ""
        self._part = draft.usual("comments")
        self._root = draft.plant(self._part, etree.Element(f"{{{namespace}}}comments", nsmap={"w": namespace}))
        draft.relate(draft.main, "comments", self._part)
        draft.declare(self._part, _TYPE)
        return self._root

    def _free_number(self, root: etree._Element) -> int:
        """One more than any comment has, and than anything in the body points at."""
        anchors = self._body.iter(*(named(self._body, name) for name in ANCHORS))
        numbers = [id_of(each) for each in (*children(root, "comment"), *anchors)]
        return max((int(text) for text in numbers if text.isdigit()), default=-1) + 1


def id_of(element: etree._Element) -> str:
    """The id of a comment, or of what points at one."""
    return element.get(named(element, "id"), "")


def _paragraph(parent: etree._Element, text: str, *, is_bold: bool) -> None:
    run = added(added(parent, "p"), "r")
    if is_bold:
        added(added(run, "rPr"), "b")
    written = added(run, "t")
    written.set(_SPACE, "preserve")
    written.text = text


def _anchor(
    first: etree._Element, last: etree._Element, number: str, span: tuple[etree._Element, etree._Element] | None
) -> None:
    """Put the comment's range around all that the paragraphs hold, or the span; also where that is nothing."""
    begin, end = (first.makeelement(named(first, name), {named(first, "id"): number}) for name in ANCHORS[:2])
    if span is None:
        first.insert(1 if len(first) and local(first[0]) == "pPr" else 0, begin)
        last.append(end)
    else:
        span[0].addprevious(begin)
        span[1].addnext(end)
    reference = last.makeelement(named(last, "r"))
    added(reference, "commentReference").set(named(last, "id"), number)
    end.addnext(reference)
