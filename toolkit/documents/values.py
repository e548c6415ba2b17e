"""Values that are more than text: pictures, and documents within documents."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that stands in a line of text.

    Without a size it has that of its own pixels; with one side given, the other keeps the proportion.
    """

    content: bytes
    """PNG, JPEG, GIF, BMP or TIFF."""
    width_mm: float | None = None
    height_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Subdocument:
    """A Word document that takes the place of a paragraph: `{{p annex }}`."""

    content: bytes
