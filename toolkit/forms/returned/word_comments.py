"""Comments of a Word file: ours put on cells and paragraphs, and taken away with all that points at them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lxml import etree

from toolkit.forms.marks import AUTHOR, our_notes_in
from toolkit.office.comments import ANCHORS, Comments, id_of
from toolkit.office.draft import added, children, named
from toolkit.office.package import local

_PARTS_OF_PARAGRAPHS: Final = ("commentsExtended", "commentsIds")
_WRAPPERS: Final = ("sdt", "sdtContent", "customXml", "ins", "moveTo")


class WordComments(Comments):
    """The comments of a form that goes back."""

    def write(self, element: etree._Element, lines: Sequence[str]) -> None:
        """A comment of these lines on all that a cell holds, or on a paragraph."""
        paragraphs = [element] if local(element) == "p" else _paragraphs_of(element)
        self.add(paragraphs[0], paragraphs[-1], lines, author=AUTHOR)

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
                gone.add(id_of(comment))
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
        for anchor in list(self._body.iter(*(named(self._body, name) for name in ANCHORS))):
            if id_of(anchor) not in gone:
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


def local_name(attribute: str) -> str:
    """An attribute's name without its namespace."""
    return attribute.rpartition("}")[2]
