"""One form under one edit: what is typed, what is done to it, what should then be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from tests.libreoffice.filled import TODAY, Filling, Typed, answer_for, asked_of, blank_of, filling_of, written
from toolkit.catalogue import FORMS
from toolkit.forms.excel.book import Book
from toolkit.forms.excel.tables import tables_in
from toolkit.forms.read import read
from toolkit.model.form import Field, Form, Table
from toolkit.office.package import Package

Step = list[Any]
"""A deed of `at_the_desk`, and what it is told."""


class Spot(NamedTuple):
    """A cell: row and column of the sheet; in a Word file its row and cell within `table`."""

    row: int
    column: int
    table: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """Where a table lies."""

    header: int
    last: int
    """The last row made ready."""
    columns: dict[str, int]
    has_sums: bool = False
    table: int = 0
    """Word: which of the file's tables, from 1."""

    @property
    def right(self) -> int:
        """Its last column."""
        return max(self.columns.values())

    def row(self, number: int) -> int:
        """Where its n-th row lies, from 1."""
        return self.header + number


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything lies in the blank."""

    fields: dict[str, Spot]
    grids: dict[str, Grid]
    sheet: str = ""
    """Title of the form's sheet, '' for a Word file."""
    bottom: int = 0
    right: int = 0


@dataclass(slots=True)
class Case:
    """A form under an edit. The edit writes its steps, and what they change in what should be read."""

    form: Form
    places: Places
    typed: Filling
    expected: Filling
    steps: list[Step] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    """Keys, `table.column` for a column and `table` for all its rows, of what the person destroyed."""
    shuffled: set[str] = field(default_factory=set)
    """Tables whose rows lie in another order."""
    tells: tuple[str, ...] = ()
    """Codes that the sender must be told."""
    content: bytes = b""
    """The file before the edit, where it is not as `fill` writes it."""

    def do(self, name: str, *arguments: Any) -> None:
        """One more step on the form's sheet."""
        self.steps.append([name, self.sheet, *arguments] if self.sheet else [name, *arguments])

    @property
    def sheet(self) -> str:
        """Title of the form's sheet."""
        return self.places.sheet

    @property
    def fields(self) -> dict[str, Spot]:
        """Where the single answers lie."""
        return self.places.fields

    @property
    def grids(self) -> dict[str, Grid]:
        """Where the tables lie."""
        return self.places.grids

    @property
    def main(self) -> tuple[Table, Grid]:
        """The table that is edited. Raises Inapplicable for a form without one."""
        for table in self.form.tables:
            return table, self.grids[table.key]
        raise Inapplicable

    def first(self, *kinds: str, of: Table | None = None) -> Field:
        """The first answer of these kinds that is filled in. Raises Inapplicable."""
        filled: Typed = self.expected.tables[of.key][1] if of else self.expected.values
        for asked in asked_of(of.columns if of else self.form.fields):
            if filled.get(asked.key) is not None and (not kinds or asked.kind.name in kinds):
                return asked
        raise Inapplicable

    def write(self, row: int, at: int) -> None:
        """Types a new row of the edited table into that row of the sheet; it should be read as number `at` (from 0)."""
        table, grid = self.main
        made: Typed = {}
        for n, asked in enumerate(asked_of(table.columns)[:3]):
            made[asked.key] = answer_for(asked, n * 4 + 7)
            where = (grid.table, row) if grid.table else (self.sheet, row)
            self.steps.append(["type", *where, grid.columns[asked.key], asked.kind.show(made[asked.key])])
        self.expected.tables[table.key].insert(at, made)

    def source(self) -> bytes:
        """The file that is edited."""
        if self.content:
            return self.content
        return _filled(self.form) if self.typed == filling_of(self.form) else written(self.form, self.typed)


class Inapplicable(Exception):
    """The form has nothing that could be edited so."""


Edit = Callable[[Case], None]


@dataclass(frozen=True, slots=True)
class Deed:
    """An edit with its name, and the formats it is saved as on the way."""

    name: str
    edit: Edit
    via: str = ""
    """Suffix of the format between, '' for none."""
    as_: str = ""
    """Suffix of the format it is handed in as, '' for that of the form."""
    is_lossy: bool = False
    """The format between drops parts; nothing is expected but that what is missing is told."""


def nothing(case: Case) -> None:
    """Saves it."""


def untouched(case: Case) -> None:
    """Saves the blank."""
    case.content = blank_of(case.form)
    case.expected.values.clear()
    case.expected.tables = {key: [] for key in case.expected.tables}


@cache
def _filled(form: Form) -> bytes:
    return written(form, filling_of(form))


def case_of(form: Form) -> Case:
    """The form, filled and untouched."""
    place = (_on_sheet if form.medium == "xlsx" else _on_pages)(form)
    return Case(form, place, filling_of(form), filling_of(form))


@cache
def _on_sheet(form: Form) -> Places:
    book = Book(Package(blank_of(form), "blank.xlsx"))
    sheet = next(iter(book.sheets.values()))
    spots = {f.key: Spot(area.top, area.left) for f in form.fields if (area := book.names.get(f"f_{f.key}".lower()))}
    grids = {}
    for key, found in tables_in(book, form).items():
        last = found.made_to
        grids[key] = Grid(found.header, last, dict(found.columns), sheet.at(last + 1, 1).content == "合计")
    wide = [s.column for s in spots.values()] + [grid.right for grid in grids.values()]
    right = max(*wide, *(column for held in sheet.rows.values() for column in held))
    return Places(spots, grids, sheet.title, sheet.bottom, right)


@cache
def _on_pages(form: Form) -> Places:
    submission = read(_filled(form), "filled.docx", FORMS, today=TODAY)
    fields = {key: _spot(a.place, a.cell) for key, a in submission.answers.items() if a.place}
    grids = {}
    for table in form.tables:
        lines = submission.lines(table.key)
        spots = {key: _spot(a.place, a.cell) for key, a in lines[0].answers.items()}
        first = next(iter(spots.values()))
        columns = {key: spot.column for key, spot in spots.items()}
        last = first.row - 1 + max(len(lines), table.word_rows)
        grids[table.key] = Grid(first.row - 1, last, columns, table=first.table)
    return Places(fields, grids)


def _spot(place: str, cell: int) -> Spot:
    """Of `第2个表 第3行` and the number of the cell in that row."""
    table, _, row = place.partition(" ")
    return Spot(int(row.strip("第行")), cell, int(table.strip("第个表")))
