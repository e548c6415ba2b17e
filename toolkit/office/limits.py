"""How much a file may hold before it is refused unread: the one table of limits. Source: decisions.md 28."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Most of each; a file with more is refused."""

    file: int = 20 * MIB
    """Bytes of the file itself."""
    entries: int = 2_000
    """Entries of the zip."""
    part: int = 100 * MIB
    """Bytes of one part, unpacked."""
    kept: int = 32 * MIB
    """Bytes of one part that is kept unpacked for the readers; twice as many of all. Also most of one in UTF-16."""
    total: int = 200 * MIB
    """Bytes of all parts, unpacked."""
    ratio: int = 150
    """Unpacked over packed, of parts above `ratio_from`."""
    ratio_from: int = 4 * MIB
    elements: int = 3_000_000
    """XML elements of one part; their depth is bounded by libxml2, 256."""
    story: int = 600_000
    """XML elements of one part of a Word file, which is read as a tree: some 400 pages."""
    attributes: int = 1_000_000
    """Attributes of one part of a Word file; namespaces are written as such, too."""
    cells: int = 400_000
    """Cells of all sheets that hold something or are formatted."""
    rows: int = 200_000
    """Rows written in one sheet."""
    string: int = 40_000
    """Characters of one text; Excel's own limit is 32,767."""
    merges: int = 100_000
    """Merged ranges of one sheet."""
    links: int = 100_000
    """Hyperlinks of one sheet, relationships of one part."""
    names: int = 5_000
    """Defined names."""
    styles: int = 64_000
    """Cell formats."""


LIMITS = Limits()
