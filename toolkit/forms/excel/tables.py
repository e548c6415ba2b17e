"""The tables of a workbook form: where they lie, by Excel table, range name and headers; and their filled rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import NamedTuple

from toolkit.forms.answers import (
    BELOW,
    Known,
    added,
    ends_table,
    headless,
    is_filled,
    is_row_number,
    is_sample,
    line_of,
)
from toolkit.forms.excel.book import NO_CELLS, Area, Book, Sheet
from toolkit.forms.labels import (
    Labels,
    bare,
    column_labels,
    columns_among,
    field_labels,
    headings_of,
    unit_line,
    unit_of,
)
from toolkit.forms.layout import COUNTED
from toolkit.model.form import Field, Form, Table
from toolkit.model.kinds import Note, Raw, is_blank
from toolkit.model.kinds.reading import NOTHING
from toolkit.model.once import once
from toolkit.model.submission import Line

TWO_TABLES = "N-TABLE"
"""Excel's own table and the range name lead to different places."""
HIDDEN = "N-HIDDEN"
"""Filled rows that are not shown were read all the same."""
_BLANK_ROWS_THAT_END = 3
_LEAST_HEADERS = 3
_MOST_BELOW = 60
"""So many lines under the end of a table are told of."""
_UNIT_LINE_ABOVE = 3
"""Rows over a header in which the unit of its amounts may stand."""
_LOOK_FOR_HEADERS = 400
"""Rows, or columns, of a sheet in which a header is sought."""


@dataclass(frozen=True, slots=True)
class Found:
    """A table on a sheet."""

    sheet: Sheet
    """Turned, where the records run across."""
    header: int
    columns: Mapping[str, int]
    """Column of the sheet by key; those whose header is gone are missing."""
    layer: str
    """What led to it: `table`, `name` or `header`."""
    made_to: int = 0
    """Last row that the blank made ready, 0 where unknown."""
    remarks: tuple[Note, ...] = ()
    until: int = 0
    """Last row above the header of the next table, 0 where none follows."""

    @property
    def span(self) -> tuple[int, int]:
        """Its first and last column; the one before it holds the row numbers."""
        return min(self.columns.values()), max(self.columns.values())

    def area(self, last: int) -> tuple[int, int, int, int]:
        """The table with its header and row numbers, (top, left, bottom, right), down to its last row."""
        left, right = self.span
        return self.header, left - 1, last, right


@dataclass(frozen=True, slots=True)
class Rows:
    """The filled rows of a table, and where it ends."""

    lines: tuple[Line, ...]
    last: int
    remarks: tuple[Note, ...] = ()


def tables_in(book: Book, form: Form) -> dict[str, Found]:
    """Where the form's tables lie. Excel table and range name are compared; without either, headers are sought."""
    found = {table.key: bound for table in form.tables if (bound := _bound(book, table)) is not None}
    for is_turned in (False, True):
        missing = [table for table in form.tables if table.key not in found]
        for _, key, candidate in sorted(_searched(book, missing, is_turned), key=lambda entry: -entry[0]):
            if key not in found and not any(_overlaps(candidate, other) for other in found.values()):
                found[key] = candidate
    return {key: replace(place, until=_until(place, found.values())) for key, place in found.items()}


def _until(place: Found, others: Iterable[Found]) -> int:
    """The row above the nearest header further down that stands under some of the same columns."""
    left, right = place.span
    under = (o for o in others if o.sheet is place.sheet and any(left <= c <= right for c in o.columns.values()))
    return min((other.header - 1 for other in under if other.header > place.header), default=0)


def _overlaps(one: Found, other: Found) -> bool:
    if one.sheet is not other.sheet or one.header != other.header:
        return False
    (left, right), (other_left, other_right) = one.span, other.span
    return left <= other_right and other_left <= right


def _bound(book: Book, table: Table) -> Found | None:
    """The table that Excel's own table or the range name lead to; told where they lead to different ones."""
    tables = (sheet.tables.get(f"t_{table.key}".lower()) for sheet in book.sheets.values())
    led = [("table", known.area) for known in tables if known is not None]
    named = book.names.get(f"r_{table.key}".lower())
    labels = column_labels(table)
    heads = [
        head
        for layer, area in [*led, *([("name", named)] if named else [])]
        if (head := _headed(book.sheets[area.sheet], area.top, table, labels, layer, area)) is not None
    ]
    if not heads:
        return None
    first, *others = heads
    astray = next((other for other in others if not _overlaps(first, other)), None)
    if astray is None:
        return first
    return replace(first, remarks=(two_tables(table, first, astray),))


def two_tables(table: Table, first: Found, other: Found) -> Note:
    """The remark on a table that stands in two places, of which the first was read."""
    places = {"place": first.sheet.place(first.header), "found": other.sheet.place(other.header)}
    return Note(TWO_TABLES, {"table": table.title, **places}, is_warning=True)


def copies_of(book: Book, table: Table, found: Found) -> Iterator[Found]:
    """The same table on other sheets that are shown: headed by as many of its columns."""
    labels = column_labels(table)
    for sheet in book.answered:
        if sheet in (found.sheet, found.sheet.upright):
            continue
        heads = (_headed(sheet, row, table, labels, "header") for row in sorted(sheet.rows)[:_LOOK_FOR_HEADERS])
        copy = next((head for head in heads if head is not None and head.columns.keys() >= found.columns.keys()), None)
        if copy is not None:
            yield copy


def _headed(
    sheet: Sheet, row: int, table: Table, labels: Labels[Field], layer: str, area: Area | None = None
) -> Found | None:
    """The table whose headers stand in that row; None where too few of them do."""
    heads: list[tuple[str, int]] = []
    for column in sorted(sheet.rows.get(row, {}).keys() | sheet.merged_columns(row)):
        content = sheet.at(row, column).content
        if isinstance(content, str) and labels.find(content) is not None:
            heads.append((content, column))
    columns = _of_one_table(sheet, row, labels, heads)
    if len(columns) < min(_LEAST_HEADERS, len(table.columns)):
        return None
    return Found(sheet, row, columns, layer, area.bottom if area else 0)


def _of_one_table(sheet: Sheet, row: int, labels: Labels[Field], heads: Sequence[tuple[str, int]]) -> dict[str, int]:
    """The column of every header; of tables side by side those of the one that fits best."""
    meant = [labels.find(text) for text, _ in heads]
    if len(set(map(id, meant))) == len(heads):
        return columns_among(labels, heads)
    tables: list[list[tuple[str, int]]] = [[]]
    for text, column in heads:
        between = range(tables[-1][-1][1] + 1, column) if tables[-1] else ()
        if any(sheet.at(row, other).content is None for other in between):
            tables.append([])
        tables[-1].append((text, column))
    return max((columns_among(labels, table) for table in tables), key=len)


def _searched(book: Book, tables: Sequence[Table], is_turned: bool) -> Iterator[tuple[float, str, Found]]:
    """Every row that might head one of the tables, with how well it fits."""
    labelled = [(table, column_labels(table)) for table in tables]
    for upright in book.answered if tables else ():
        sheet = upright.turned if is_turned else upright
        for row in sorted(sheet.rows)[:_LOOK_FOR_HEADERS]:
            for table, labels in labelled:
                found = _headed(sheet, row, table, labels, "header")
                if found is not None:
                    above = (raw.content for raw in sheet.rows.get(row - 1, {}).values())
                    is_titled = any(isinstance(text, str) and bare(text) == bare(table.title.zh) for text in above)
                    yield len(found.columns) / len(table.columns) + is_titled, table.key, found


def rows_of(table: Table, found: Found, form: Form, *, today: date) -> Rows:
    """The filled rows, in order, counted as the person counts them; and what there is to say of them."""
    sheet, columns, fields = found.sheet, _columns_of(table, found), _by_key(table)
    asked = {column.number: column.field for column in columns if column.field.calculation is None}
    rows, width, places = sheet.rows, _width(found), sheet.places(found.columns.values())
    headed_by = _first_text(rows.get(found.header, NO_CELLS), width)
    lines: list[Line] = []
    known: Known = {}
    below: tuple[Note, ...] = ()
    labels = field_labels(form) if form.fields else None
    blank, row, bottom = 0, found.header, found.until or max(sheet.bottom, found.header)
    while row < bottom:
        row += 1
        held = rows.get(row, NO_CELLS)
        first = _first_text(held, width)
        if first and ends_table(first):
            below = tuple(islice(_below(table, found, form, row), _MOST_BELOW))
            break
        if first and labels is not None and labels.find(first) is not None and _is_single(held, width, first, labels):
            row -= 1
            break
        if first and is_sample(first):
            continue
        is_odd = first == headed_by or sheet.is_merged_at(row)
        cells = _row_cells(found, row, held, columns) if is_odd or _is_answered(held, asked) else {}
        if first and first == headed_by and _repeats_header(found, cells):
            continue
        if not any(is_filled(fields[key], raw) for key, raw in cells.items()):
            blank += 1
            if blank >= _BLANK_ROWS_THAT_END and row > found.made_to:
                below = tuple(islice(_below(table, found, form, row), _MOST_BELOW))
                break
            continue
        blank = 0
        placed = {key: (raw, where, 0) for (key, raw), where in zip(cells.items(), places(row), strict=True)}
        number, place = row - found.header, sheet.place(row)
        line = line_of(table, placed, number=number, place=place, today=today, found_by=found.layer, known=known)
        lines.append(line)
    of_columns = (*headless(table, found.columns, sheet.place(found.header)), *_of_others(table, found, form, lines))
    remarks = (*found.remarks, *of_columns, *_of_hidden(table, found, lines), *below)
    return Rows(tuple(lines), row, remarks)


class _Column(NamedTuple):
    """A column of a table, as it lies on its sheet."""

    field: Field
    number: int
    unit: str
    nothing: Raw
    """A cell of it that holds nothing."""
    is_filled_down: bool
    """A cell that is merged with the one above holds what that one does."""


def _columns_of(table: Table, found: Found) -> tuple[_Column, ...]:
    """The columns that have a header, in the order of these; words are filled down, numbers count once."""
    units, fields = _units(table, found), _by_key(table)
    return tuple(
        _Column(field, number, units[key], _with_unit(NOTHING, units[key]), field.kind.name not in COUNTED)
        for key, number in found.columns.items()
        for field in (fields[key],)
    )


@once
def _by_key(table: Table) -> Mapping[str, Field]:
    return {field.key: field for field in table.columns}


def _with_unit(raw: Raw, unit: str) -> Raw:
    """The cell under a header that names this unit."""
    return Raw(raw.content, raw.number_format, unit, raw.error, raw.uncached, raw.is_picture)


def _units(table: Table, found: Found) -> dict[str, str]:
    """The unit that every column's header names; of money else that of a line above, `单位:万元`."""
    headers = {key: found.sheet.at(found.header, column).content for key, column in found.columns.items()}
    units = {key: unit_of(header) if isinstance(header, str) else "" for key, header in headers.items()}
    money = [f.key for f in table.columns if f.kind.name in ("amount", "amount_range") and units.get(f.key) == ""]
    return units | dict.fromkeys(money, _unit_above(found))


def _unit_above(found: Found) -> str:
    rows = (found.sheet.rows.get(found.header - n, {}) for n in range(1, _UNIT_LINE_ABOVE + 1))
    texts = (raw.content for row in rows for raw in row.values() if isinstance(raw.content, str))
    return next((unit for text in texts if (unit := unit_line(text))), "")


def _width(found: Found) -> tuple[int, int]:
    """The columns in which a row of the table may hold something, that of the row numbers included."""
    left, right = found.span
    return max(1, left - 1), right


def _first_text(held: Mapping[int, Raw], width: tuple[int, int]) -> str:
    left, right = width
    for column in sorted(held):
        if left <= column <= right and isinstance(text := held[column].content, str):
            return text
    return ""


def _is_single(held: Mapping[int, Raw], width: tuple[int, int], first: str, labels: Labels[Field]) -> bool:
    """Whether a row that begins with a label holds single answers: another label, or nothing but one answer."""
    left, right = width
    others = [raw.content for column, raw in held.items() if left <= column <= right and raw.content != first]
    return len(others) < 2 or any(isinstance(one, str) and labels.find(one) is not None for one in others)


def _is_answered(held: Mapping[int, Raw], asked: Mapping[int, Field]) -> bool:
    """Whether one of the columns asked for is filled in that row, by itself."""
    return any(number in asked and is_filled(asked[number], raw) for number, raw in held.items())


def _repeats_header(found: Found, cells: Mapping[str, Raw]) -> bool:
    """Whether a row only says once more what its columns are called, as people do for printing."""
    headers = {key: found.sheet.at(found.header, column).content for key, column in found.columns.items()}
    alike = sum(raw.content == headers[key] for key, raw in cells.items())
    return alike >= min(_LEAST_HEADERS, len(headers))


def _row_cells(found: Found, row: int, held: Mapping[int, Raw], columns: tuple[_Column, ...]) -> dict[str, Raw]:
    """The cells of a row by key, with the units of their headers; words are filled down where cells are merged.

    A number merged over several lines may be that of each or of all: it counts once, where it stands.
    """
    sheet, cells = found.sheet, dict[str, Raw]()
    may_be_merged = sheet.is_merged_at(row)
    for field, number, unit, nothing, is_filled_down in columns:
        raw = held.get(number)
        if raw is None and may_be_merged and is_filled_down:
            top, left, _, _ = sheet.merge(row, number)
            if left == number and top > found.header:
                raw = sheet.rows.get(top, NO_CELLS).get(left)
        cells[field.key] = nothing if raw is None else _with_unit(raw, unit) if unit else raw
    return cells


def _of_others(table: Table, found: Found, form: Form, lines: Sequence[Line]) -> Iterator[Note]:
    """The columns that somebody added and filled in, up to the last header in a row."""
    headers, own = found.sheet.rows.get(found.header, {}), set(found.columns.values())
    right = max(own)
    while isinstance(headers.get(right + 1, NOTHING).content, str):
        right += 1
    asked = [column_labels(one) for one in form.tables]
    for column in range(min(own), right + 1):
        header = headers.get(column, NOTHING).content
        if column in own or not isinstance(header, str) or is_row_number(header):
            continue
        if any(labels.find(header) is not None for labels in asked):
            continue
        rows = (found.header + line.number for line in lines)
        filled = (row for row in rows if not is_blank(found.sheet.rows.get(row, {}).get(column, NOTHING).content))
        if (row := next(filled, 0)) > 0:
            yield added(table, header, found.sheet.place(row, column))


def _of_hidden(table: Table, found: Found, lines: Sequence[Line]) -> Iterator[Note]:
    hidden = [line for line in lines if found.header + line.number in found.sheet.hidden_rows]
    if hidden:
        facts = {"table": table.title, "rows": tuple(str(line.number) for line in hidden), "place": hidden[0].place}
        yield Note(HIDDEN, facts, is_warning=True)


def _below(table: Table, found: Found, form: Form, end: int) -> Iterator[Note]:
    """Lines written under the sum, which no table would take."""
    fields, labels, headings = {f.key: f for f in table.columns}, field_labels(form), headings_of(form)
    rows = found.sheet.rows
    for row in sorted(row for row in rows if row > end and (not found.until or row <= found.until)):
        texts = [raw.content for raw in rows[row].values() if isinstance(raw.content, str)]
        if any(labels.find(t) or labels.split(t) or bare(t) in headings or ends_table(t) for t in texts):
            return
        filled = [k for k, c in found.columns.items() if is_filled(fields[k], found.sheet.at(row, c))]
        if len(filled) > 1:
            yield Note(BELOW, {"place": found.sheet.place(row), "table": table.title}, is_warning=True)
