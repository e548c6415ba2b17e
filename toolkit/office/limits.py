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
    total: int = 200 * MIB
    """Bytes of all parts, unpacked."""
    ratio: int = 150
    """Unpacked over packed, of parts above `ratio_from`."""
    ratio_from: int = 4 * MIB
    cells: int = 400_000
    """Cells of all sheets that hold something or are formatted."""
    rows: int = 200_000
    columns: int = 2_000
    string: int = 40_000
    """Characters of one text; Excel's own limit is 32,767."""
    merges: int = 100_000
    """Merged ranges, and hyperlinks, of one sheet."""
    names: int = 5_000
    """Defined names."""
    styles: int = 64_000
    """Cell formats."""
    elements: int = 3_000_000
    """XML elements of one part."""


LIMITS = Limits()
