"""How a workbook was written: every cell in the order of the writing, with its look and its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Place = tuple[int, int]
"""Row and column, counted from 0."""


@dataclass(frozen=True, slots=True)
class Written:
    """One cell, when it was written."""

    sheet: int
    """Counted from 1."""
    place: Place
    look: Any
    """None for none."""
    text: str | None
    """None for a number, a day, a formula, and nothing."""


class TracedBook:
    """An XlsxWriter workbook that keeps account of what is written into its sheets."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._sheets = 0
        self.written: list[Written] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._book, name)

    def add_worksheet(self, title: str) -> TracedSheet:
        """One more sheet."""
        self._sheets += 1
        return TracedSheet(self._book.add_worksheet(title), self._sheets, self.written)


class TracedSheet:
    """A sheet of such a workbook; what is said here of its methods is that they write a cell."""

    def __init__(self, sheet: Any, number: int, written: list[Written]) -> None:
        self._sheet, self._number, self._written = sheet, number, written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sheet, name)

    def _note(self, row: int, column: int, look: Any, text: str | None = None) -> None:
        self._written.append(Written(self._number, (row, column), look, text))

    def write_string(self, row: int, column: int, text: str, look: Any = None) -> None:
        """A text."""
        self._note(row, column, look, text)
        self._sheet.write_string(row, column, text, look)

    def write_rich_string(self, row: int, column: int, *pieces: Any) -> None:
        """A text in several looks; the last one is the cell's."""
        self._note(row, column, pieces[-1], "".join(piece for piece in pieces if isinstance(piece, str)))
        self._sheet.write_rich_string(row, column, *pieces)

    def write_number(self, row: int, column: int, number: Any, look: Any) -> None:
        """A number."""
        self._note(row, column, look)
        self._sheet.write_number(row, column, number, look)

    def write_blank(self, row: int, column: int, nothing: None, look: Any) -> None:
        """An empty cell with a look."""
        self._note(row, column, look)
        self._sheet.write_blank(row, column, nothing, look)

    def write_formula(self, row: int, column: int, formula: str, look: Any, result: Any) -> None:
        """A formula with its result."""
        self._note(row, column, look)
        self._sheet.write_formula(row, column, formula, look, result)

    def merge_range(self, row: int, column: int, to_row: int, to_column: int, nothing: str, look: Any) -> None:
        """Empty cells of one row that are shown as one."""
        for at in range(column, to_column + 1):
            self._note(row, at, look)
        self._sheet.merge_range(row, column, to_row, to_column, nothing, look)

    def add_table(self, row: int, column: int, to_row: int, to_column: int, told: Mapping[str, Any]) -> None:
        """A table, whose headers are texts."""
        for at, header in enumerate(told["columns"], start=column):
            self._note(row, at, header["header_format"], header["header"])
        self._sheet.add_table(row, column, to_row, to_column, told)
