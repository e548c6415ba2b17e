"""What an author left in a template that must not go out with every document: changes, comments, what acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lxml import etree

from toolkit.documents.lint.findings import TemplateFinding, Weight, found
from toolkit.documents.lint.parts import Part
from toolkit.office.active import active
from toolkit.office.limits import LIMITS
from toolkit.office.orders import ordered
from toolkit.office.package import Package, local
from toolkit.office.prolog import as_ascii

_CHANGES: Final = (
    *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"),
    *("rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange", "numberingChange"),
)


def leftovers(package: Package, parts: Sequence[Part], *, is_external: bool) -> Iterator[TemplateFinding]:
    """A finding a part and kind of leftover, at its first place. Raises UnreadableFile."""
    for part in parts:
        changes = list(part.root.iter(*(f"{{*}}{name}" for name in _CHANGES)))
        if changes:
            yield part.found("tracked_changes", changes[0], count=len(changes))
        notes = list(part.root.iter("{*}commentReference"))
        if notes:
            severity: Weight = "error" if is_external else "warning"
            yield part.found("comments", notes[0], count=len(notes), severity=severity)
        if reason := _ordered(package, part):
            yield part.found("active_content", _field(part), reason=reason)
    if reason := active(package, LIMITS):
        yield found("active_content", package.name, reason=reason)


def _ordered(package: Package, part: Part) -> str:
    content = package.read(part.name)
    root = local(part.root).encode()
    return ordered("docx", as_ascii(content, package.name), root, content, package.name)


def _field(part: Part) -> etree._Element:
    return next(part.root.iter("{*}instrText", "{*}fldSimple"), part.root)
