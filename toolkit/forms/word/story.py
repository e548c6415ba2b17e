"""What a Word file says: paragraphs, tables of cells, and what hangs on them; plain text throughout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

Source = Literal["tag", "form field"]


class Control(NamedTuple):
    """A content control or form field that has a name."""

    name: str
    text: str
    """'' while it shows its placeholder."""
    source: Source


class Extras(NamedTuple):
    """What a cell or a paragraph holds beside its text."""

    controls: tuple[Control, ...] = ()
    boxes: tuple[str, ...] = ()
    """Text boxes anchored in it."""
    picked: str = ""
    """ISO day that its one date control remembers."""
    is_hidden: bool = False
    """Some of the text is formatted as hidden."""
    is_collapsed: bool = False
    """LibreOffice had written the text several times over."""
    own: str | None = None
    """The text without that of tables within the cell; None where there are none."""


NO_EXTRAS = Extras()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph outside of tables."""

    text: str
    extras: Extras = NO_EXTRAS


class Cell(NamedTuple):
    """One cell of a table row."""

    text: str
    column: int
    """Grid column it starts at, from 0."""
    span: int
    is_continued: bool
    """Merged with the cell above it."""
    extras: Extras = NO_EXTRAS

    @property
    def own(self) -> str:
        """The text without that of tables within the cell."""
        return self.text if self.extras.own is None else self.extras.own


@dataclass(frozen=True, slots=True)
class Table:
    """A table, by rows."""

    rows: tuple[tuple[Cell, ...], ...]

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at that grid column, from 0; for a merged one the cell that holds the text."""
        place = self.place(row, column)
        return None if place is None else self.rows[place[0]][place[1]]

    def place(self, row: int, column: int) -> tuple[int, int] | None:
        """Row and number of that cell, both from 0."""
        while row >= 0:
            for n, cell in enumerate(self.rows[row]):
                if cell.column <= column < cell.column + cell.span:
                    if not cell.is_continued:
                        return row, n
                    break
            else:
                return None
            row -= 1
        return None


@dataclass(frozen=True, slots=True)
class Story:
    """A Word file: its body, what stands in the margins, and how much of it is remarks on it."""

    paragraphs: tuple[Paragraph, ...]
    """Those outside of tables."""
    tables: tuple[Table, ...]
    """Those of the body in their order, then those within cells."""
    margins: tuple[str, ...] = ()
    """Paragraphs of page headers and footers."""
    comments: int = 0
    changes: int = 0
    """Tracked changes; the text is read as if they were accepted."""

    @property
    def boxes(self) -> tuple[str, ...]:
        """The text of every text box, once."""
        cells = (cell for table in self.tables for row in table.rows for cell in row)
        held = (*(paragraph.extras for paragraph in self.paragraphs), *(cell.extras for cell in cells))
        return tuple(text for extras in held for text in extras.boxes)

    def texts(self) -> Iterator[str]:
        """Every paragraph, every cell, every text box."""
        yield from (paragraph.text for paragraph in self.paragraphs)
        for table in self.tables:
            yield from (cell.text for row in table.rows for cell in row)
        yield from self.boxes
