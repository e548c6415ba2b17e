"""The answers of a workbook: by defined name and label, by Excel table, range name and headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from toolkit.forms.answers import (
    BELOW,
    BINDING,
    answer_among,
    answer_of,
    ends_table,
    is_filled,
    is_sample,
    line_of,
    shown,
)
from toolkit.forms.excel import NOTHING, Area, Book, Sheet
from toolkit.forms.labels import Labels, bare, headings_of, labels_of, plain, unit_of
from toolkit.model.form import Field, Form, Table
from toolkit.model.kinds import Note, Raw
from toolkit.model.submission import Answer, Line

_BLANK_ROWS_THAT_END = 3
_LEAST_HEADERS = 3
_LABEL_REACH = 4
"""Cells to the left of an answer in which its label may stand."""
_LOOK_BELOW = 6
"""Rows under the end of a table that are looked at for forgotten lines."""


@dataclass(frozen=True, slots=True)
class Found:
    """A table on a sheet."""

    sheet: Sheet
    header: int
    columns: Mapping[str, int]
    """Column of the sheet by key; those whose header is gone are missing."""
    made_to: int = 0
    """Last row that the blank made ready, 0 where unknown."""

    def holds(self, row: int, column: int, last: int) -> bool:
        """Whether a cell lies within the table, whose last row is `last`."""
        left, right = min(self.columns.values()) - 1, max(self.columns.values())
        return self.header <= row <= last and left <= column <= right


@dataclass(frozen=True, slots=True)
class Rows:
    """The filled rows of a table, and where it ends."""

    lines: tuple[Line, ...]
    last: int
    remarks: tuple[Note, ...] = ()


def tables_in(book: Book, form: Form) -> dict[str, Found]:
    """Where the form's tables lie: by Excel table, else range name, else the row with most headers."""
    found: dict[str, Found] = {}
    for table in form.tables:
        bound = next((f for f in _bound(book, table) if f is not None), None)
        if bound is not None:
            found[table.key] = bound
    missing = [table for table in form.tables if table.key not in found]
    for _, key, candidate in sorted(_searched(book, missing), key=lambda entry: -entry[0]):
        if key not in found and not any(
            f.sheet is candidate.sheet and f.header == candidate.header for f in found.values()
        ):
            found[key] = candidate
    return found


def _bound(book: Book, table: Table) -> Iterator[Found | None]:
    areas = [sheet.tables.get(f"t_{table.key}".lower()) for sheet in book.sheets.values()]
    for area in (*areas, book.names.get(f"r_{table.key}".lower())):
        if area is not None:
            yield _headed(book.sheets[area.sheet], area.top, table, area)


def _headed(sheet: Sheet, row: int, table: Table, area: Area | None = None) -> Found | None:
    """The table whose headers stand in that row; None where too few of them do."""
    labels = labels_of(table.columns)
    columns: dict[str, int] = {}
    for column in sorted({c for r, c in sheet.cells if r == row} | _merged_columns(sheet, row)):
        raw = sheet.at(row, column)
        asked = labels.find(raw.content) if isinstance(raw.content, str) else None
        if asked is not None:
            columns.setdefault(asked.key, column)
    if len(columns) < min(_LEAST_HEADERS, len(table.columns)):
        return None
    return Found(sheet, row, columns, area.bottom if area else 0)


def _merged_columns(sheet: Sheet, row: int) -> set[int]:
    return {left for top, left, bottom, _ in sheet.merges if top <= row <= bottom}


def _searched(book: Book, tables: list[Table]) -> Iterator[tuple[float, str, Found]]:
    """Every row that might head one of the tables, with how well it fits."""
    for sheet in book.answered if tables else ():
        rows = dict(sheet.rows())
        for row in rows:
            for table in tables:
                found = _headed(sheet, row, table)
                if found is not None:
                    above = [raw.content for raw in rows.get(row - 1, {}).values() if isinstance(raw.content, str)]
                    is_titled = any(bare(text) == bare(table.title.zh) for text in above)
                    yield len(found.columns) / len(table.columns) + is_titled, table.key, found


def rows_of(table: Table, found: Found, form: Form, *, today: date) -> Rows:
    """The filled rows, in order, counted as the person counts them; and what lies below the end."""
    sheet, fields = found.sheet, {f.key: f for f in table.columns}
    lines: list[Line] = []
    blank, row, bottom = 0, found.header, max(sheet.bottom, found.header)
    while row < bottom:
        row += 1
        first = _first_text(found, row)
        if ends_table(first):
            return Rows(tuple(lines), row, tuple(_below(table, found, form, row)))
        cells = {key: (_table_cell(found, row, column), column) for key, column in found.columns.items()}
        if is_sample(first):
            continue
        if not any(is_filled(fields[key], raw) for key, (raw, _) in cells.items()):
            blank += 1
            if blank >= _BLANK_ROWS_THAT_END and row > found.made_to:
                break
            continue
        blank = 0
        placed = {key: (raw, sheet.place(row, column)) for key, (raw, column) in cells.items()}
        lines.append(line_of(table, placed, number=row - found.header, place=sheet.place(row), today=today))
    return Rows(tuple(lines), row)


def _first_text(found: Found, row: int) -> str:
    left, right = max(1, min(found.columns.values()) - 1), max(found.columns.values())
    for column in range(left, right + 1):
        raw = found.sheet.cells.get((row, column))
        if raw is not None and isinstance(raw.content, str):
            return raw.content
    return ""


def _table_cell(found: Found, row: int, column: int) -> Raw:
    """The cell, filled down where it is merged with the one above; with the unit of its header."""
    top, left, _, _ = found.sheet.merge(row, column)
    raw = found.sheet.cells.get((top, left), NOTHING) if left == column and top > found.header else NOTHING
    header = found.sheet.at(found.header, column).content
    return replace(raw, header_unit=unit_of(header)) if isinstance(header, str) else raw


def _below(table: Table, found: Found, form: Form, end: int) -> Iterator[Note]:
    """Lines written under the sum, which no table would take."""
    fields, labels, headings = {f.key: f for f in table.columns}, labels_of(form.fields), headings_of(form)
    for row in range(end + 1, end + _LOOK_BELOW):
        texts = [raw.content for (r, _), raw in found.sheet.cells.items() if r == row and isinstance(raw.content, str)]
        if any(labels.find(t) or labels.split(t) or bare(t) in headings or ends_table(t) for t in texts):
            return
        filled = [k for k, c in found.columns.items() if is_filled(fields[k], found.sheet.at(row, c))]
        if len(filled) > 1:
            yield Note(BELOW, {"place": found.sheet.place(row), "table": table.title}, is_warning=True)


def fields_of(book: Book, form: Form, taken: Mapping[str, tuple[Found, int]], *, today: date) -> dict[str, Answer]:
    """The single answers. `taken`: the tables found and their last rows, in which no label is sought."""
    labels = labels_of(form.fields)
    places = _label_places(book, form, labels, taken)
    return {field.key: _field(book, field, places.get(field.key, []), today) for field in form.fields}


Place = tuple[Raw, str]


def _field(book: Book, field: Field, labelled: list[Place], today: date) -> Answer:
    area = book.names.get(f"f_{field.key}".lower())
    if area is None:
        return answer_among(field, labelled, today=today)
    sheet = book.sheets[area.sheet]
    raw, place = sheet.at(area.top, area.left), sheet.place(area.top, area.left)
    beside = _beside(sheet, area.top, area.left)
    own = {plain(text) for text in (*field.label, *field.aliases)} | {
        bare(text) for text in (*field.label, *field.aliases)
    }
    label = next((text for text in beside if plain(text) in own or bare(text) in own), None)
    raw = replace(raw, header_unit=unit_of(label or ""))
    if label is not None:
        return answer_of(field, raw, key=field.key, place=place, today=today)
    elsewhere = [(r, p) for r, p in labelled if p != place and is_filled(field, r)]
    if not is_filled(field, raw) and elsewhere:
        raw, place = elsewhere[0]
    notes = (Note(BINDING, {"place": place, "found": beside[0] if beside else ""}, is_warning=True),)
    is_worth_telling = is_filled(field, raw)
    return answer_of(field, raw, key=field.key, place=place, today=today, notes=notes if is_worth_telling else ())


def _beside(sheet: Sheet, row: int, column: int) -> list[str]:
    """The nearest text to the left of a cell, then the nearest above it."""
    found = []
    left = (sheet.at(row, column - n) for n in range(1, min(_LABEL_REACH, column - 1) + 1))
    above = (sheet.at(row - n, column) for n in range(1, min(2, row - 1) + 1))
    for cells in (left, above):
        raw = next((raw for raw in cells if raw.content is not None), NOTHING)
        if isinstance(raw.content, str):
            found.append(raw.content)
    return found


def _label_places(
    book: Book, form: Form, labels: Labels[Field], taken: Mapping[str, tuple[Found, int]]
) -> dict[str, list[Place]]:
    """Beside every label its answer: to the right, below, or after a colon in the same cell."""
    headings = headings_of(form)
    places: dict[str, list[Place]] = {}
    for sheet in book.answered:
        own = [(found, last) for found, last in taken.values() if found.sheet is sheet]
        for (row, column), raw in sorted(sheet.cells.items()):
            if not isinstance(raw.content, str) or any(found.holds(row, column, last) for found, last in own):
                continue
            field = labels.find(raw.content)
            inline = labels.split(raw.content) if field is None else None
            if field is not None:
                answer = _answer_beside(sheet, row, column, labels, headings)
                answer = (replace(answer[0], header_unit=unit_of(raw.content)), answer[1])
                places.setdefault(field.key, []).append(answer)
            elif inline is not None:
                unit = unit_of(raw.content.replace("：", ":").partition(":")[0])
                typed = Raw(inline[1], header_unit=unit)
                places.setdefault(inline[0].key, []).append((typed, sheet.place(row, column)))
    return places


def _answer_beside(
    sheet: Sheet, row: int, column: int, labels: Labels[Field], headings: frozenset[str]
) -> tuple[Raw, str]:
    _, _, bottom, right = sheet.merge(row, column)
    beside = sheet.at(row, right + 1)
    if beside.content is not None and not _is_ours(beside, labels, headings):
        return beside, sheet.place(row, right + 1)
    below = sheet.at(bottom + 1, column)
    if below.content is not None and not _is_ours(below, labels, headings) and _is_over(sheet, row, right, labels):
        return below, sheet.place(bottom + 1, column)
    return NOTHING, sheet.place(row, right + 1)


def _is_ours(raw: Raw, labels: Labels[Field], headings: frozenset[str]) -> bool:
    if not isinstance(raw.content, str):
        return False
    return (
        labels.find(raw.content) is not None or bare(raw.content) in headings or labels.split(raw.content) is not None
    )


def _is_over(sheet: Sheet, row: int, right: int, labels: Labels[Field]) -> bool:
    """Whether the label seems to stand over its answer: what lies to its right is a label, too, or nothing does."""
    beside = shown(sheet.at(row, right + 1))
    return not beside or labels.find(beside) is not None
