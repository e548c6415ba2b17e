"""What two Word files differ in: parts in canonical XML, relationships and media, whatever those are named.

A part counts when a relationship leads to it. Source: decisions.md 30.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from html import unescape
from typing import Final

from lxml import etree

from toolkit.office.package import Package, local

CORE: Final = "docprops/core.xml"
_RELATIONS: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
_PARSER: Final = etree.XMLParser(resolve_entities=False, huge_tree=True)
_BLANK_PARSER: Final = etree.XMLParser(resolve_entities=False, huge_tree=True, remove_blank_text=True)
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_AROUND: Final = 90
"""Letters shown before and after the place where two parts part."""


def differences(ours: bytes, theirs: bytes, template: bytes) -> tuple[str, ...]:
    """A line for each thing that differs; () for equal documents. `template` says which properties held tags."""
    return tuple(_differences(_Opened(ours), _Opened(theirs), _Opened(template)))


def _differences(ours: _Opened, theirs: _Opened, template: _Opened) -> Iterator[str]:
    made_up = {CORE} if CORE not in template.package else set()  # by python-docx
    if dict(ours.parts).keys() | made_up != dict(theirs.parts).keys() | made_up:
        yield f"parts: only ours {_besides(ours, theirs)}, only docxtpl's {_besides(theirs, ours)}"
    for label, part in theirs.parts:
        if label not in dict(ours.parts) or label == CORE:
            continue
        own = dict(ours.parts)[label]
        mine, other = ours.package.content_type(own), theirs.package.content_type(part)
        if mine != other:
            yield f"{label}: is {mine}, docxtpl says {other}"
        if lost := theirs.relations(part) - ours.relations(own):
            yield f"{label}: relationships lost {sorted(lost)}"
        if more := ours.relations(own) - theirs.relations(part):
            yield f"{label}: relationships of its own {sorted(more)}"
        if ours.canonical(own) != theirs.canonical(part):
            yield f"{label}: {_parting(ours.canonical(own), theirs.canonical(part))}"
    if CORE in template.package:
        yield from _properties(ours.properties(), theirs.properties(), template.properties())


def _besides(one: _Opened, other: _Opened) -> list[str]:
    return sorted(dict(one.parts).keys() - dict(other.parts).keys())


def _parting(ours: bytes, theirs: bytes) -> str:
    """The first place where two contents part, with what stands around it."""
    pairs = enumerate(zip(ours, theirs, strict=False))
    at = next((n for n, (mine, other) in pairs if mine != other), min(len(ours), len(theirs)))
    shown = slice(max(0, at - _AROUND), at + _AROUND)
    own, other = (content[shown].decode(errors="replace") for content in (ours, theirs))
    return f"at {at}\n  ours    {own}\n  docxtpl {other}"


def _properties(ours: dict[str, str], theirs: dict[str, str], template: dict[str, str]) -> Iterator[str]:
    """The core properties that differ.

    Docxtpl puts escaped text into a property as if it were plain, so `A&B` reads `A&amp;B` there: that escaping is
    taken back here. Tags in properties that it does not render, such as the keywords, stand in its documents as they
    are; we render them.
    """
    for key in sorted(ours.keys() | theirs.keys()):
        said, expected, held = ours.get(key, ""), theirs.get(key, ""), template.get(key, "")
        is_tagged = "{{" in held
        if not (is_tagged and expected == held) and said != (unescape(expected) if is_tagged else expected):
            yield f"{CORE}: {key} is {said!r} instead of {expected!r}"


def _forget_drawings(root: etree._Element) -> None:
    """Leave out the ids of drawings: docxtpl gives one to all the pictures of a header, and ours are to be unique."""
    for drawing in root.iter(f"{_DRAWING}docPr"):
        drawing.attrib.pop("id", None)


class _Opened:
    """One Word file, its parts labelled by name, media by content."""

    def __init__(self, content: bytes) -> None:
        self.package = Package(content, "document.docx")

    @cached_property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Label and name of every part that a relationship leads to."""
        found: dict[str, None] = {}
        waiting = [""]
        while waiting:
            for relation in self.package.relations(waiting.pop()).values():
                if not relation.is_external and relation.target.lower() not in found:
                    found[relation.target.lower()] = None
                    waiting.append(relation.target)
        core = [CORE] if CORE in found else []
        return tuple((self.label(part), part) for part in (*(p for p in found if p != CORE), *core))

    def label(self, part: str) -> str:
        if "/media/" in part.lower():
            return f"media {sha256(self.package.read(part)).hexdigest()[:12]}"
        return part.lower()

    def relations(self, part: str) -> set[str]:
        """What a part is related to."""
        return set(self._related(part).values())

    def _related(self, part: str) -> dict[str, str]:
        return {
            key: f"{each.kind} {each.target if each.is_external else self.label(each.target)}"
            for key, each in self.package.relations(part).items()
        }

    def canonical(self, part: str) -> bytes:
        """The part in canonical XML, its relationship ids replaced by what they lead to; as it is where no XML."""
        content = self.package.read(part)
        if not self.package.content_type(part).endswith("xml"):
            return content
        is_main = part == self.package.main
        try:
            root = etree.fromstring(content, _PARSER if is_main else _BLANK_PARSER)
        except etree.XMLSyntaxError as fault:
            return f"malformed: {fault}".encode()
        related = self._related(part)
        for element in root.iter():
            if local(element) == "nsid":
                element.attrib.clear()  # docxcompose draws it by lot
            for name, value in element.attrib.items():
                if str(name).startswith(_RELATIONS):
                    element.set(name, related.get(str(value), str(value)))
        if not is_main and not part.endswith("footnotes.xml"):
            _forget_drawings(root)
        return etree.tostring(root, method="c14n")

    def properties(self) -> dict[str, str]:
        """The core properties that say something."""
        root = self.package.xml(CORE)
        return {local(each): each.text for each in (() if root is None else root) if each.text}
