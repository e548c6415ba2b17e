"""What a document says of itself: core properties, and the passport by which it is known again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from toolkit.office.made import custom_properties

CORE: Final = "docProps/core.xml"
CUSTOM: Final = "docProps/custom.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """Core properties of one document and its passport. Source: domain.md 3.0, decisions.md 25."""

    title: str
    subject: str
    """Its number."""
    keywords: str
    """The customer's short name."""
    author: str
    """The company."""
    written_on: date
    passport: Mapping[str, str]
    """Custom properties by name: see model/stamped.py."""

    @property
    def told(self) -> Mapping[str, str | date]:
        """All but the passport, as the event of the document's issue keeps it."""
        return {
            "title": self.title,
            "subject": self.subject,
            "keywords": self.keywords,
            "author": self.author,
            "written_on": self.written_on,
        }

    def parts(self) -> Mapping[str, bytes]:
        """The two parts of the package that say so."""
        return {CORE: self._core(), CUSTOM: custom_properties(self.passport)}

    def _core(self) -> bytes:
        author, day = escape(self.author), f"{self.written_on:%Y-%m-%d}T00:00:00Z"
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:title>{escape(self.title)}</dc:title><dc:subject>{escape(self.subject)}</dc:subject>"
            f"<dc:creator>{author}</dc:creator><cp:keywords>{escape(self.keywords)}</cp:keywords>"
            f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy><cp:revision>1</cp:revision>"
            f'<dcterms:created xsi:type="dcterms:W3CDTF">{day}</dcterms:created>'
            f'<dcterms:modified xsi:type="dcterms:W3CDTF">{day}</dcterms:modified></cp:coreProperties>'
        ).encode()
