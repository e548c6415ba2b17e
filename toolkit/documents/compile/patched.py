"""The Jinja source of a template's parts: healed tags, and where in the document each of them stands.

The grammar is docxtpl's, and so is what turns Word's XML into Jinja (`DocxTemplate.patch_xml`): one meaning of `{%tr`,
`{%-` or `{% colspan %}`, whoever renders. It runs once a template; the programs made of it need docxtpl no more.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Final

from lxml import etree

from toolkit.documents.compile.after import ESCAPES
from toolkit.documents.compile.borrowed import docxtpl
from toolkit.errors import TemplateFault, UnreadableFile
from toolkit.office.package import Package

DOCUMENT: Final = "document"
"""The relation of a package to its main part."""
_RENDERED: Final = ("header", "footer", "footnotes")
"""Relations of the main part to those that may hold tags, beside itself."""
_PROPERTIES: Final = "core-properties"

_OPENING = r"\{\{-?\+?|\{%[-+]?|\{#"
_HALVES: Final = re.compile(r"(?<={)(?:<[^>]*>)+(?=[{%#])|(?<=[%}#])(?:<[^>]*>)+(?=})")
"""What Word put between the two characters of a bracket."""
_TAG: Final = re.compile(r"{%(?:(?!%}).)*(?:%})?|{#(?:(?!#}).)*(?:#})?|{{(?:(?!}}).)*(?:}})?", re.DOTALL)
_BETWEEN_TEXTS: Final = re.compile(r"</w:t>.*?<w:t(?: [^>]*)?>", re.DOTALL)
_OPENS: Final = re.compile(r"{%[-+]?|{#-?|{{[-+]?")
_RAW: Final = re.compile(r"{%[-+]?\s*raw\s*[-+]?%}.*?{%[-+]?\s*endraw\s*[-+]?%}", re.DOTALL)
_SCANNED: Final = re.compile(f"{_RAW.pattern}|{_TAG.pattern}", re.DOTALL)
_LINE_END: Final = re.compile(r"<w:t(?: [^>]*)?>[^<]*[\t\n]")
_PARAGRAPH: Final = re.compile(r"<w:p[ >]")
_MARK: Final = "\ue0ff{}\ue0fe"
"""Stands behind a tag's opening while the source is patched: its number among all tags of the part."""
_MARKED: Final = re.compile(f"{_MARK[0]}(\\d+){_MARK[-1]}")
_SPECIAL: Final = re.compile(r"\s*(?:vm|hm|raw|endraw)\s*%}|\s*(?:cellbg|colspan)\s")
"""Tags that docxtpl itself takes away; a mark would hide them from it."""

_PARSER: Final = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True, load_dtd=False)
_P: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
_T: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag, as a person reads it in Word."""

    text: str
    """`{{ total|money }}`"""
    paragraph: int
    """Index of its `w:p` among those of the part, in document order; -1 outside of any."""
    line: int
    """Of the Jinja source."""


@dataclass(frozen=True)
class PatchedPart:
    """The Jinja source of one part. Every tag begins a line of its own, so that a line number tells the tag."""

    part: str
    """`word/document.xml`"""
    source: str
    """`<w:t>合计{{\\n total|money }}</w:t>`, without an XML declaration."""
    tags: tuple[Tag, ...]
    """In the order of their lines."""
    paragraphs: tuple[str, ...]
    """The text of each paragraph of the part, tags included."""
    is_main: bool = False
    """The document itself, no header, footer or notes."""

    def tag_at(self, line: int) -> Tag | None:
        """The tag of a line of the source; None before the first."""
        at = bisect_right(self._lines, line) - 1
        return self.tags[at] if at >= 0 else None

    @cached_property
    def _lines(self) -> tuple[int, ...]:
        return tuple(tag.line for tag in self.tags)


def patched_parts(template: bytes, name: str) -> tuple[PatchedPart, ...]:
    """Every part of the template that is written anew, patched: the main part, and what else holds a tag.

    That is headers, footers, footnotes and properties. Raises TemplateFault for what is no Word document, and
    for a tag that is not closed in its paragraph.
    """
    try:
        package = Package(template, name)
        main = rendered_parts(package)[0]
        found = [(part, source) for part, source in _sources(package) if part == main or _is_touched(source)]
        return tuple(_patched(part, source, name, is_main=part == main) for part, source in found)
    except UnreadableFile as trouble:
        raise TemplateFault(name, "is no Word document") from trouble


def _is_touched(source: str) -> bool:
    """Whether rendering changes a part: it has a tag, brackets that are written as none, or line ends in its texts."""
    healed = _healed(source)
    if healed != source or _OPENS.search(healed) or any(mark in source for mark in ESCAPES):
        return True
    return bool(_LINE_END.search(source))


def rendered_parts(package: Package) -> tuple[str, ...]:
    """Names of the parts that may hold tags: main part, its headers and footers, footnotes.

    Raises UnreadableFile where there is no main part.
    """
    main = next((r.target for r in package.relations().values() if r.kind in ("officeDocument", DOCUMENT)), "")
    if main not in package:
        raise UnreadableFile(package.name, "not_office")
    related = [r.target for r in package.relations(main).values() if r.kind in _RENDERED and not r.is_external]
    return tuple(dict.fromkeys((main, *related)))


def _sources(package: Package) -> Iterator[tuple[str, str]]:
    """The parts to be patched as text, still with Word's markup inside their tags."""
    for part in rendered_parts(package):
        yield part, _text(package, part)
    properties = next((r.target for r in package.relations().values() if r.kind == _PROPERTIES), "")
    if properties in package:
        yield properties, _text(package, properties)


def _text(package: Package, part: str) -> str:
    """The part as docxtpl sees it: parsed, blanks between elements dropped, written without a declaration."""
    try:
        root = etree.fromstring(package.read(part), _PARSER)
    except etree.XMLSyntaxError as fault:
        raise TemplateFault(package.name, f"{part} is no XML: {fault}") from fault
    if root.getroottree().docinfo.doctype:
        raise TemplateFault(package.name, f"{part} declares a document type, which no Word document does")
    return etree.tostring(root, encoding="unicode")


def _patched(part: str, source: str, name: str, *, is_main: bool) -> PatchedPart:
    _refuse_open(source, part, name)
    healed = _healed(source)
    texts, places = list[str](), list[int]()
    starts = [found.start() for found in _PARAGRAPH.finditer(healed)]

    def marked(found: re.Match[str]) -> str:
        tag = found[0]
        if tag.startswith(_MARK[0]) or _RAW.fullmatch(tag):
            return tag
        opening = _OPENS.match(tag)
        assert opening is not None
        if _SPECIAL.match(tag, opening.end()):
            return tag
        texts.append(_as_read(tag))
        places.append(bisect_right(starts, found.start()) - 1)
        end = opening.end() + _kind_of(tag, opening.end())
        return f"{tag[:end]}{_MARK.format(len(texts) - 1)}{tag[end:]}"

    patched = docxtpl().DocxTemplate(None).patch_xml(_SCANNED.sub(marked, healed))
    pieces, tags = _lined(patched, texts, places)
    return PatchedPart(part, pieces, tags, _paragraphs(source), is_main)


def _healed(source: str) -> str:
    """The source with no markup inside a tag, as the first two steps of docxtpl's patch do it."""
    joined = _HALVES.sub("", source)
    return _TAG.sub(lambda found: _BETWEEN_TEXTS.sub("", found[0]), joined)


def _refuse_open(source: str, part: str, template: str) -> None:
    """Raise TemplateFault for a tag that ends in another paragraph: what lies between would be lost."""
    for found in _SCANNED.finditer(_HALVES.sub("", source)):
        if "</w:p>" in found[0] and not found[0].startswith("{#") and not _RAW.fullmatch(found[0]):
            said = _as_read(found[0].partition("</w:p>")[0])
            raise TemplateFault(template, "is not closed in its paragraph", part=part, tag=said)


def _kind_of(tag: str, at: int) -> int:
    """How long the letters are that say what a tag takes the place of: `tr `, `tc `, `p `, `r `."""
    found = re.compile(r"(?:tr|tc|p|r)\s").match(tag, at)
    return len(found[0]) if found else 0


def _as_read(tag: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", tag))


def _lined(patched: str, texts: list[str], places: list[int]) -> tuple[str, tuple[Tag, ...]]:
    """The patched source with each marked tag begun on a line of its own, and those tags."""
    pieces, tags, at, line = list[str](), list[Tag](), 0, 1
    for found in _MARKED.finditer(patched):
        before = patched[at : found.start()]
        line += before.count("\n") + 1
        number = int(found[1])
        tags.append(Tag(texts[number], places[number], line))
        pieces += (before, "\n")
        at = found.end()
    pieces.append(patched[at:])
    return "".join(pieces), tuple(tags)


def _paragraphs(source: str) -> tuple[str, ...]:
    """The text of every paragraph, that of text boxes within it included."""
    return tuple("".join(t.text or "" for t in p.iter(_T)) for p in etree.fromstring(source).iter(_P))
