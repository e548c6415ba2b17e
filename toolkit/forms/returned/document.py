"""A Word file given back: faulty cells shaded and commented, all findings told at its top; and the way back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from toolkit.errors import NotPatchable
from toolkit.forms.marks import Mark, Summary, note_lines
from toolkit.forms.returned.word_comments import WordComments
from toolkit.forms.returned.word_places import WordPlaces
from toolkit.forms.returned.word_shading import shade, unshade
from toolkit.forms.returned.word_summary import add_summary, remove_summary
from toolkit.model.text import Lang
from toolkit.office.draft import Draft, child

_ROW = re.compile(r"第(\d+)个表 ?第(\d+)行")
_PARAGRAPH = re.compile(r"第(\d+)段")


def mark_document(draft: Draft, marks: Sequence[Mark], summary: Summary, lang: Lang) -> None:
    """Put the marks into a Word file that has none. Raises NotPatchable (`no_such_place`, `no_body`)."""
    root, body = _body_of(draft)
    places = WordPlaces(body)
    noted: dict[etree._Element, list[Mark]] = {}
    covering: dict[etree._Element, list[Mark]] = {}
    for mark in marks:
        elements = _elements(draft, places, mark) if mark.place else ()
        for element in elements:
            covering.setdefault(element, []).append(mark)
        for element in elements[:1]:
            noted.setdefault(element, []).append(mark)
    comments = WordComments(draft, body)
    for element, ours in covering.items():
        shade(element, max(mark.severity for mark in ours))
    for element, ours in noted.items():
        comments.write(element, note_lines(ours, lang))
    add_summary(draft, body, marks, summary, lang)
    draft.touch(draft.main, root)


def unmark_document(draft: Draft) -> None:
    """Take away what an earlier return put in: summary, comments, shading; also after another program saved it."""
    root, body = _body_of(draft)
    done = [remove_summary(draft, body), WordComments(draft, body).clear(), unshade(body)]
    if any(done):
        draft.touch(draft.main, root)


def _body_of(draft: Draft) -> tuple[etree._Element, etree._Element]:
    root = draft.tree(draft.main)
    body = child(root, "body")
    if root is None or body is None:
        raise NotPatchable(draft.package.name, "no_body")
    return root, body


def _elements(draft: Draft, places: WordPlaces, mark: Mark) -> tuple[etree._Element, ...]:
    """The cells, or the paragraph, that a mark means; its comment goes on the first."""
    try:
        if row := _ROW.fullmatch(mark.place):
            table, line = int(row[1]), int(row[2])
            numbers = [mark.cell] if mark.cell else range(1, len(places.row(table, line)) + 1)
            found = tuple(dict.fromkeys(places.shown(table, line, number) for number in numbers))
            if found:
                return found
        elif (paragraph := _PARAGRAPH.fullmatch(mark.place)) and int(paragraph[1]):
            return (places.paragraphs[int(paragraph[1]) - 1],)
    except IndexError as trouble:
        raise NotPatchable(draft.package.name, "no_such_place", mark.place) from trouble
    raise NotPatchable(draft.package.name, "no_such_place", mark.place)
