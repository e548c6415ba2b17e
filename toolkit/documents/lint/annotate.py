"""A copy of a template with a Word comment at each fault; every part but the text and its comments stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lxml import etree

from toolkit.documents.lint.findings import TemplateFinding
from toolkit.documents.lint.parts import TEXTS, above
from toolkit.documents.lint.telling import note, where
from toolkit.errors import NotPatchable
from toolkit.model.text import Lang
from toolkit.office.comments import Comments
from toolkit.office.draft import Draft, added, child
from toolkit.office.package import Package, local

AUTHOR: Final = "salesdocs"


def annotated(template: bytes, name: str, findings: Sequence[TemplateFinding], lang: Lang) -> bytes:
    """The copy; faults outside of the main text are told at its first paragraph. The same bytes without findings.

    Raises UnreadableFile for what is no zip of parts, NotPatchable for one that is no Word document.
    """
    draft = Draft(Package(template, name))
    root = draft.tree(draft.main) if draft.main else None
    body = child(root, "body")
    if root is None or body is None:
        raise NotPatchable(name, "no_body")
    paragraphs = list(root.iter("{*}p")) or [added(body, "p")]
    comments = Comments(draft, body)
    for finding in findings:
        is_here = finding.part == draft.main and 0 < finding.paragraph <= len(paragraphs)
        paragraph = paragraphs[finding.paragraph - 1] if is_here else paragraphs[0]
        outer = _outside_of_boxes(paragraph)
        span = _span(paragraph, finding.span) if is_here and outer is paragraph else None
        said = note(finding, lang)
        told = said if is_here else (said[0], where(finding, lang), *said[1:])
        comments.add(outer, outer, told, author=AUTHOR, span=span)
    if findings:
        draft.touch(draft.main, root)
    return draft.finished()


def _outside_of_boxes(paragraph: etree._Element) -> etree._Element:
    """The paragraph itself, or that to which its text box is anchored: Word has no comments within boxes."""
    while above(paragraph, "txbxContent") is not None:
        outer = above(paragraph, "p")
        if outer is None:
            return paragraph
        paragraph = outer
    return paragraph


def _span(paragraph: etree._Element, span: tuple[int, int]) -> tuple[etree._Element, etree._Element] | None:
    """The first and last child of the paragraph in which these characters stand; None for all of it."""
    begin, end = span
    held = [each for each in paragraph.iter(*(f"{{*}}{name}" for name in TEXTS)) if above(each, "p") is paragraph]
    at, touched = 0, []
    for each in held:
        behind = at + len(each.text or "")
        if at < end and behind > begin:
            touched.append(_child_with(paragraph, each))
        at = behind
    return (touched[0], touched[-1]) if touched and end > begin else None


def _child_with(paragraph: etree._Element, element: etree._Element) -> etree._Element:
    around = [element, *element.iterancestors()]
    found = around[around.index(paragraph) - 1]
    assert local(found), "an element"
    return found
