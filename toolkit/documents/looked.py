"""All that a Word file says of itself, for those who must not parse it: enough to know a document of ours again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.documents.revisions import Package, Reading, read


@dataclass(frozen=True, slots=True)
class Looked:
    """One Word file, looked at."""

    properties: Mapping[str, str]
    """Its custom properties, without space around their texts."""
    headings: tuple[str, ...]
    """The text of every page header."""
    reading: Reading
    """Its body, with all tracked changes accepted and with all of them rejected."""


def looked(content: bytes, name: str = "") -> Looked:
    """The file; it passed the gate, or is our own. Raises UnreadableFile."""
    package = Package(content, name)
    said = {key: text.strip() for key, text in package.properties.items()}
    return Looked(said, tuple(package.headings()), read(content, name))
