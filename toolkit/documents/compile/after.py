"""What is mended in a rendered part: line ends of values, ids of drawings, brackets that are no tags.

The same as docxtpl does to each document it renders; here only to those parts that ask for it.
"""

from __future__ import annotations

import re
from itertools import count
from typing import Final

_PARAGRAPH: Final = re.compile(r"<w:p(?: [^>]*)?>.*?</w:p>", re.DOTALL)
_RUN: Final = re.compile(r"<w:r(?: [^>]*)?>.*?</w:r>", re.DOTALL)
_TEXT: Final = re.compile(r"<w:t(?: [^>]*)?>.*?</w:t>", re.DOTALL)
_OF_PARAGRAPH: Final = re.compile(r"<w:pPr>.*?</w:pPr>")
_OF_RUN: Final = re.compile(r"<w:rPr>.*?</w:rPr>")
_ENDS: Final = re.compile("[\t\n\a\f]")
_BEGIN: Final = '<w:t xml:space="preserve">'

_DRAWING: Final = re.compile(r"<wp:docPr\b[^>]*>")
_ID: Final = re.compile(r'(\sid=")[^"]*(")')
_FIRST_DRAWING: Final = 1001

_ESCAPED: Final = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))
ESCAPES: Final = tuple(written for written, _ in _ESCAPED)
"""How a template writes brackets that are no tag."""


def unescaped(xml: str) -> str:
    """The part with the brackets that its template wrote as no tags."""
    for written, meant in _ESCAPED:
        xml = xml.replace(written, meant)
    return xml


def with_line_ends(xml: str) -> str:
    r"""Tabs and line ends within texts as Word has them; `\a` begins a new paragraph, `\f` a new page."""
    return _PARAGRAPH.sub(_paragraph, xml)


def _paragraph(found: re.Match[str]) -> str:
    if not _ENDS.search(found[0]):
        return found[0]
    properties = _OF_PARAGRAPH.search(found[0])
    return _RUN.sub(lambda run: _run(run[0], properties[0] if properties else ""), found[0])


def _run(run: str, paragraph: str) -> str:
    said = _OF_RUN.search(run)
    own = said[0] if said else ""
    again = f"<w:p>{paragraph}<w:r>{own}{_BEGIN}"
    written = {
        "\t": f"</w:t></w:r><w:r>{own}<w:tab/></w:r><w:r>{own}{_BEGIN}",
        "\n": f"</w:t><w:br/>{_BEGIN}",
        "\a": f"</w:t></w:r></w:p>{again}",
        "\f": f'</w:t></w:r></w:p><w:p><w:r><w:br w:type="page"/></w:r></w:p>{again}',
    }
    return _TEXT.sub(lambda text: _ENDS.sub(lambda end: written[end[0]], text[0]), run)


def with_numbered_drawings(xml: str) -> str:
    """Every drawing with an id of its own: those within loops were copied with theirs."""
    numbers = count(_FIRST_DRAWING)
    return _DRAWING.sub(lambda found: _ID.sub(rf"\g<1>{next(numbers)}\2", found[0], count=1), xml)
