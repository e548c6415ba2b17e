"""The answers of a Word form: by the label beside or above them, rows by the header of their table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from toolkit.forms.answers import answer_among, ends_table, is_filled, is_sample, line_of
from toolkit.forms.labels import Labels, bare, headings_of, labels_of, unit_of
from toolkit.forms.word import Cell, Story
from toolkit.forms.word import Table as Grid
from toolkit.model.form import Field, Form, Table
from toolkit.model.kinds import Raw
from toolkit.model.submission import Answer, Line

_LEAST_HEADERS = 3
_INVITES = " _\u3000:："
"""What a blank puts where an answer goes."""


@dataclass(frozen=True, slots=True)
class Found:
    """A repeated table of the form, within the file's tables."""

    grid: int
    """Which of the file's top-level tables, from 0."""
    header: int
    columns: Mapping[str, Cell]
    """Header cell by key."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The filled rows of a table, and the last row it takes."""

    lines: tuple[Line, ...]
    last: int


def tables_in(story: Story, form: Form) -> dict[str, Found]:
    """Where the form's tables lie: the rows with most of their headers, best fits first."""
    fits: list[tuple[float, str, Found]] = []
    for n, grid in enumerate(story.tables):
        for row, cells in enumerate(grid.rows):
            fits += [(share, table.key, Found(n, row, columns)) for table, share, columns in _headed(cells, form)]
    found: dict[str, Found] = {}
    for _, key, candidate in sorted(fits, key=lambda fit: -fit[0]):
        is_taken = any((f.grid, f.header) == (candidate.grid, candidate.header) for f in found.values())
        if key not in found and not is_taken:
            found[key] = candidate
    return found


def _headed(cells: tuple[Cell, ...], form: Form) -> Iterator[tuple[Table, float, Mapping[str, Cell]]]:
    for table in form.tables:
        labels = labels_of(table.columns)
        columns: dict[str, Cell] = {}
        for cell in cells:
            asked = labels.find(cell.text)
            if asked is not None:
                columns.setdefault(asked.key, cell)
        if len(columns) >= min(_LEAST_HEADERS, len(table.columns)):
            yield table, len(columns) / len(table.columns), columns


def place_of(grid: int, row: int) -> str:
    """`第2个表 第3行`, both counted from 1 as a person counts them."""
    return f"第{grid + 1}个表 第{row + 1}行"


def rows_of(story: Story, table: Table, found: Found, *, today: date) -> Rows:
    """The filled rows, in order, counted as the person counts them."""
    grid, fields = story.tables[found.grid], {f.key: f for f in table.columns}
    lines: list[Line] = []
    row = found.header
    for row in range(found.header + 1, len(grid.rows)):
        first = next((cell.text for cell in grid.rows[row] if cell.text), "")
        if ends_table(first):
            return Rows(tuple(lines), row)
        cells = {key: (_typed(grid, row, head), place_of(found.grid, row)) for key, head in found.columns.items()}
        if is_sample(first) or not any(is_filled(fields[key], raw) for key, (raw, _) in cells.items()):
            continue
        lines.append(line_of(table, cells, number=row - found.header, place=place_of(found.grid, row), today=today))
    return Rows(tuple(lines), row)


def _typed(grid: Grid, row: int, head: Cell) -> Raw:
    cell = grid.cell(row, head.column)
    text = cell.text if cell is not None else ""
    return Raw(text or None, header_unit=unit_of(head.text))


def fields_of(story: Story, form: Form, taken: Mapping[str, tuple[Found, int]], *, today: date) -> dict[str, Answer]:
    """The single answers. `taken`: the tables found and their last rows, in which no label is sought."""
    labels, headings = labels_of(form.fields), headings_of(form)
    places: dict[str, list[tuple[Raw, str]]] = {}
    for n, grid in enumerate(story.tables):
        own = [(found.header, last) for found, last in taken.values() if found.grid == n]
        for row, cells in enumerate(grid.rows):
            if any(header <= row <= last for header, last in own):
                continue
            for field, raw in _labelled(grid, row, cells, labels, headings, today):
                places.setdefault(field.key, []).append((raw, place_of(n, row)))
    for n, paragraph in enumerate(story.paragraphs, start=1):
        inline = labels.split(paragraph)
        if inline is not None:
            raw = Raw(inline[1], header_unit=unit_of(paragraph.replace("：", ":").partition(":")[0]))
            places.setdefault(inline[0].key, []).append((raw, f"第{n}段"))
    return {field.key: answer_among(field, places.get(field.key, ()), today=today) for field in form.fields}


def _labelled(
    grid: Grid, row: int, cells: tuple[Cell, ...], labels: Labels[Field], headings: frozenset[str], today: date
) -> Iterator[tuple[Field, Raw]]:
    """Every label of the row with its answer: beside it, below it, or after a colon in the same cell."""
    answered = -1
    for n, cell in enumerate(cells):
        if cell.is_continued or n == answered:
            continue
        field = labels.find(cell.text)
        inline = labels.split(cell.text) if field is None else None
        if inline is not None:
            yield inline[0], Raw(inline[1], header_unit=unit_of(cell.text.replace("：", ":").partition(":")[0]))
        if field is None:
            continue
        beside = cells[n + 1].text if n + 1 < len(cells) else None
        if beside is not None and _is_option(field, beside, today):
            answered = n + 1  # 电话 chosen as the way of a visit is no label, although another field is called so
        elif beside is None or _is_ours(beside, labels, headings):
            under = grid.cell(row + 1, cell.column) if row + 1 < len(grid.rows) else None
            beside = "" if under is None or _is_ours(under.text, labels, headings) else under.text
        yield field, Raw(beside.strip(_INVITES) or None, header_unit=unit_of(cell.text))


def _is_option(field: Field, text: str, today: date) -> bool:
    return bool(field.kind.options) and field.kind.read(Raw(text), today=today).value is not None


def _is_ours(text: str, labels: Labels[Field], headings: frozenset[str]) -> bool:
    return labels.find(text) is not None or bare(text) in headings
