"""Comments of a Word file: ours put on cells and paragraphs, and taken away with all that points at them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lxml import etree

from toolkit.forms.marks import AUTHOR, our_notes_in
from toolkit.forms.returned.draft import Draft, added, children, named
from toolkit.office.package import local

_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_INITIALS: Final = "SD"
_ANCHORS: Final = ("commentRangeStart", "commentRangeEnd", "commentReference")
_PARTS_OF_PARAGRAPHS: Final = ("commentsExtended", "commentsIds")
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_WRAPPERS: Final = ("sdt", "sdtContent", "customXml", "ins", "moveTo")


class WordComments:
    """The comments of a document."""

    def __init__(self, draft: Draft, body: etree._Element) -> None:
        self._draft, self._body = draft, body
        self._part = draft.related(draft.main, "comments")
        self._root = draft.tree(self._part) if self._part else None

    # -- written --------------------------------------------------------------------------------------------------

    def write(self, element: etree._Element, lines: Sequence[str]) -> None:
        """A comment of these lines on all that a cell holds, or on a paragraph."""
        root = self._root if self._root is not None else self._made()
        number = str(self._free_number(root))
        comment = added(root, "comment")
        for key, text in (("id", number), ("author", AUTHOR), ("initials", _INITIALS)):
            comment.set(named(comment, key), text)
        for n, line in enumerate(lines):
            _paragraph(comment, line, is_bold=n == 0)
        self._draft.touch(self._part, root)
        _anchor(element, number)

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
        anchors = self._body.iter(*(named(self._body, name) for name in _ANCHORS))
        numbers = [_id_of(each) for each in (*children(root, "comment"), *anchors)]
        return max((int(text) for text in numbers if text.isdigit()), default=-1) + 1

    # -- taken away -----------------------------------------------------------------------------------------------

    def clear(self) -> bool:
        """Our comments go; one that a person wrote into keeps what that person wrote. Whether there were any."""
        root = self._root
        if root is None:
            return False
        gone: set[str] = set()
        paragraphs: set[str] = set()
        is_changed = False
        for comment in list(children(root, "comment")):
            before = _paragraph_ids(comment)
            if not _strip(comment):
                continue
            is_changed = True
            if not "".join(comment.itertext()).strip():
                gone.add(_id_of(comment))
                root.remove(comment)
                paragraphs |= before
            else:
                paragraphs |= before - _paragraph_ids(comment)
        if is_changed:
            self._draft.touch(self._part, root)
            self._forget(gone)
            self._forget_paragraphs(paragraphs)
            if not len(root):
                self._draft.unrelate(self._draft.main, self._part)
                self._draft.drop(self._part)
        return is_changed

    def _forget(self, gone: set[str]) -> None:
        """Take away what points at these comments, with the runs that hold nothing else."""
        for anchor in list(self._body.iter(*(named(self._body, name) for name in _ANCHORS))):
            if _id_of(anchor) not in gone:
                continue
            parent = anchor.getparent()
            if parent is None:
                continue
            parent.remove(anchor)
            is_empty = local(parent) == "r" and all(local(each) == "rPr" for each in parent)
            outer = parent.getparent()
            if is_empty and outer is not None:
                outer.remove(parent)

    def _forget_paragraphs(self, gone: set[str]) -> None:
        """What Word keeps of a comment's paragraphs beside it; an answer to our comment stands by itself then."""
        for kind in _PARTS_OF_PARAGRAPHS:
            part = self._draft.related(self._draft.main, kind)
            root = self._draft.tree(part) if part and gone else None
            for entry in () if root is None else list(root):
                for key, text in list(entry.attrib.items()):
                    if str(text) not in gone:
                        continue
                    if local_name(str(key)) == "paraId" and root is not None:
                        root.remove(entry)
                    elif local_name(str(key)) == "paraIdParent":
                        del entry.attrib[key]
            if root is not None:
                self._draft.touch(part, root)


def _paragraph(parent: etree._Element, text: str, *, is_bold: bool) -> None:
    run = added(added(parent, "p"), "r")
    if is_bold:
        added(added(run, "rPr"), "b")
    written = added(run, "t")
    written.set(_SPACE, "preserve")
    written.text = text


def _anchor(element: etree._Element, number: str) -> None:
    """Put the comment's range around all that the element holds, also where that is nothing."""
    paragraphs = [element] if local(element) == "p" else _paragraphs_of(element)
    first, last = paragraphs[0], paragraphs[-1]
    begin = first.makeelement(named(first, "commentRangeStart"), {named(first, "id"): number})
    first.insert(1 if len(first) and local(first[0]) == "pPr" else 0, begin)
    added(last, "commentRangeEnd").set(named(last, "id"), number)
    added(added(last, "r"), "commentReference").set(named(last, "id"), number)


def _paragraphs_of(cell: etree._Element) -> list[etree._Element]:
    """The cell's own paragraphs, also those in content controls; a cell must have one, so one is made."""
    found = list(_within(cell))
    return found or [added(cell, "p")]


def _within(parent: etree._Element) -> list[etree._Element]:
    found: list[etree._Element] = []
    for each in parent:
        if local(each) == "p":
            found.append(each)
        elif local(each) in _WRAPPERS:
            found += _within(each)
    return found


def _strip(comment: etree._Element) -> bool:
    """Take our note out of a comment, paragraph by paragraph; whether there was one."""
    pieces = list(comment.iter(named(comment, "t"), named(comment, "p")))
    texts = ["\n" if local(piece) == "p" else piece.text or "" for piece in pieces]
    spans = our_notes_in("".join(texts))
    at = 0
    for piece, text in zip(pieces, texts, strict=True):
        kept = "".join(c for n, c in enumerate(text, start=at) if not any(a <= n < b for a, b in spans))
        at += len(text)
        if local(piece) == "t":
            piece.text = kept
    for paragraph in list(children(comment, "p")) if spans else ():
        if not any(each.text for each in paragraph.iter(named(comment, "t"))):
            comment.remove(paragraph)
    return bool(spans)


def _paragraph_ids(comment: etree._Element) -> set[str]:
    return {
        str(text)
        for paragraph in children(comment, "p")
        for key, text in paragraph.attrib.items()
        if local_name(str(key)) == "paraId"
    }


def _id_of(element: etree._Element) -> str:
    return element.get(named(element, "id"), "")


def local_name(attribute: str) -> str:
    """An attribute's name without its namespace."""
    return attribute.rpartition("}")[2]
