"""The tables of a Word form: where they lie, by their headers, wherever these were repeated; and their filled rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from toolkit.forms.answers import (
    BELOW,
    Known,
    added,
    ends_table,
    gone,
    headless,
    is_filled,
    is_row_number,
    is_sample,
    line_of,
)
from toolkit.forms.labels import (
    Labels,
    Named,
    bare,
    column_labels,
    columns_among,
    field_labels,
    headings_of,
    unit_of,
)
from toolkit.forms.layout import COUNTED
from toolkit.forms.word.story import NO_EXTRAS, Cell, Extras, Story
from toolkit.forms.word.story import Table as Grid
from toolkit.model.form import Field, Form, Table
from toolkit.model.kinds import Note, Raw, is_blank
from toolkit.model.once import once
from toolkit.model.submission import Answer, Line
from toolkit.model.text import Text

SPLIT = "N-SPLIT"
"""The table goes on in another one, whose rows were read too."""
APART = "N-APART"
"""A table without header follows, whose rows were not read."""
VANISHED = "N-VANISH"
"""Some of the answer is formatted as hidden text."""
_LEAST_HEADERS = 3
_LEAST_SHARE_TURNED = 0.5
"""Of the columns, for a table that runs across: its headers look like the labels of single answers."""
_IN_CONTROL = Text("日期控件中记的日期", "the day that the date picker remembers")
_REPEATED = Text("LibreOffice 将控件内容重复写入,已合并", "LibreOffice had written the control several times over")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows under one header."""

    grid: int
    """Which of the file's tables, from 0."""
    header: int
    columns: Mapping[str, Cell]
    """Header cell by key."""
    last: int
    """Its last row: the one that ends it, or the last one above the next header."""

    def holds(self, grid: int, row: int) -> bool:
        """Whether that row is one of these, the header included."""
        return self.grid == grid and self.header <= row <= self.last


@dataclass(frozen=True, slots=True)
class Found:
    """A repeated table of the form, within the file's tables."""

    stretches: tuple[Stretch, ...]
    is_turned: bool = False
    """Records run across, fields down."""

    def holds(self, grid: int, row: int) -> bool:
        """Whether that row of the file belongs to the table."""
        if self.is_turned:
            rows = [cell.column for stretch in self.stretches for cell in stretch.columns.values()]
            return self.stretches[0].grid == grid and row in rows
        return any(stretch.holds(grid, row) for stretch in self.stretches)


@dataclass(frozen=True, slots=True)
class Rows:
    """The filled rows of a table, and what there is to say of it."""

    lines: tuple[Line, ...]
    remarks: tuple[Note, ...] = ()


def place_of(grid: int, row: int) -> str:
    """`第2个表 第3行`, both counted from 1 as a person counts them."""
    return f"第{grid + 1}个表 第{row + 1}行"


def tables_in(story: Story, form: Form) -> dict[str, Found]:
    """Where the form's tables lie: the rows with most of their headers, best fits first; else columns."""
    labelled = [(table, column_labels(table)) for table in form.tables]
    single = field_labels(form)
    fits = [fit for n, grid in enumerate(story.tables) for fit in _headed(n, grid, labelled, single)]
    found: dict[str, Found] = {}
    taken: set[tuple[int, int]] = set()
    for _, key, first in sorted(fits, key=lambda fit: -fit[0]):
        if key not in found and (first.grid, first.header) not in taken:
            found[key] = Found((first,))
            taken.add((first.grid, first.header))
    for key, place in found.items():
        again = [s for _, k, s in fits if k == key and s.columns.keys() == place.stretches[0].columns.keys()]
        heads = [s for s in again if s is place.stretches[0] or (s.grid, s.header) not in taken]
        taken |= {(s.grid, s.header) for s in heads}
        found[key] = Found(tuple(_bounded(story, s, taken) for s in sorted(heads, key=lambda s: (s.grid, s.header))))
    return found | _turned_in(story, [entry for entry in labelled if entry[0].key not in found], single, found)


Fit = tuple[float, str, Stretch]


def _headed(
    n: int, grid: Grid, labelled: Sequence[tuple[Table, Labels[Field]]], single: Labels[Field]
) -> Iterator[Fit]:
    """Every row of a grid that might head one of the tables, with the share of headers it has."""
    for row, cells in enumerate(grid.rows):
        texts = [cell.own for cell in cells]
        answers = sum([single.find(text) is not None for text in texts])
        for table, labels in labelled:
            heads = [(text, cell) for text, cell in zip(texts, cells, strict=True) if labels.find(text) is not None]
            columns = columns_among(labels, heads) if heads else {}
            if len(columns) >= max(min(_LEAST_HEADERS, len(table.columns)), answers):
                yield len(columns) / len(table.columns), table.key, Stretch(n, row, columns, row)


def _bounded(story: Story, head: Stretch, heads: set[tuple[int, int]]) -> Stretch:
    """The stretch down to the row that ends it, or to the next header."""
    rows = story.tables[head.grid].rows
    last = head.header
    for row in range(head.header + 1, len(rows)):
        if (head.grid, row) in heads:
            break
        last = row
        if ends_table(next((cell.text for cell in rows[row] if cell.text), "")):
            break
    return replace(head, last=last)


def _turned_in(
    story: Story,
    missing: Sequence[tuple[Table, Labels[Field]]],
    single: Labels[Field],
    found: Mapping[str, Found],
) -> dict[str, Found]:
    """Tables whose headers stand in the first column, one record a column."""
    turned: dict[str, Found] = {}
    taken = {stretch.grid for place in found.values() for stretch in place.stretches}
    for n, grid in enumerate(story.tables):
        if n in taken or not missing:
            continue
        across = _turned(grid)
        fits = [fit for fit in _headed(n, across, missing, single) if fit[2].header == 0]
        for share, key, head in sorted(fits, key=lambda fit: -fit[0])[:1]:
            alike = sum(single.find(cell.text) is not None for cell in head.columns.values())
            if share >= _LEAST_SHARE_TURNED and alike < len(head.columns) and key not in turned:
                turned[key] = Found((replace(head, last=len(across.rows) - 1),), is_turned=True)
    return turned


def _turned(grid: Grid) -> Grid:
    """The grid with its columns as rows; a merged cell counts once."""
    width = max((cell.column + cell.span for row in grid.rows for cell in row), default=0)
    rows = []
    for column in range(width):
        cells = ((n, grid.cell(n, column)) for n in range(len(grid.rows)))
        rows.append(tuple(Cell(c.text, n, 1, False, c.extras) for n, c in cells if c and c.column == column))
    return Grid(tuple(rows))


def rows_of(story: Story, table: Table, found: Found, *, today: date) -> Rows:
    """The filled rows, in order, counted as the person counts them; a second copy of the same rows counts once."""
    lines: list[Line] = []
    copies = set()
    further: list[str] = []
    for stretch in found.stretches:
        read = tuple(_lines(story, table, found, stretch, lines[-1].number if lines else 0, today))
        said = tuple(tuple(answer.raw for answer in line.answers.values()) for line in read)
        if not read or said in copies:
            continue
        copies.add(said)
        if lines and stretch.grid != found.stretches[0].grid:
            further.append(f"第{stretch.grid + 1}个表")
        lines += read
    head = found.stretches[0]
    of_columns = (*headless(table, head.columns, place_of(head.grid, head.header)), *_of_others(story, table, found))
    return Rows(tuple(lines), (*of_columns, *_of_places(table, found, further)))


def _lines(story: Story, table: Table, found: Found, stretch: Stretch, before: int, today: date) -> Iterator[Line]:
    """The filled rows under one header; numbers go on from `before`, the last one of the stretch above.

    Words merged over several rows are those of each; a number counts once, where it stands.
    """
    grid = story.tables[stretch.grid]
    across = _turned(grid) if found.is_turned else grid
    fields = {f.key: f for f in table.columns}
    units = {key: unit_of(head.text) for key, head in stretch.columns.items()}
    header = across.rows[stretch.header]
    heads = {key: (head, header.index(head)) for key, head in stretch.columns.items()}
    known: Known = {}
    for row in range(stretch.header + 1, stretch.last + 1):
        first = next((cell.text for cell in across.rows[row] if cell.text), "")
        if ends_table(first):
            return
        cells = {key: _under(across, stretch, row, *head) for key, head in heads.items()}
        merged = {key for key, (_, n) in cells.items() if n >= 0 and across.rows[row][n].is_continued}
        once = {key for key in merged if fields[key].kind.name in COUNTED} if not found.is_turned else set()
        raws = {
            key: Raw(None if key in once else cell.text or None, header_unit=units[key])
            for key, (cell, _) in cells.items()
        }
        if is_sample(first) or not any(is_filled(fields[key], raw) for key, raw in raws.items()):
            continue
        place, spots = place_of(stretch.grid, row), {key: (row, n) for key, (_, n) in cells.items()}
        if found.is_turned:
            place = f"第{stretch.grid + 1}个表 第{row + 1}列"
            spots = {key: grid.place(head.column, row) or (row, -1) for key, head in stretch.columns.items()}
        typed = {key: (raw, place_of(stretch.grid, spots[key][0]), spots[key][1] + 1) for key, raw in raws.items()}
        number = before + row - stretch.header
        line = line_of(table, typed, number=number, place=place, today=today, found_by="header", known=known)
        answers = dict(line.answers)
        for key, (cell, _) in cells.items():
            if cell.extras is not NO_EXTRAS:
                answers[key] = with_extras(answers[key], fields[key], cell.extras, today=today)
        yield Line(line.number, line.place, answers)


_NOTHING = Cell("", 0, 1, False)


def _under(grid: Grid, stretch: Stretch, row: int, head: Cell, nth: int) -> tuple[Cell, int]:
    """The cell of that row under a header, the nth of its row, and its number from 0, -1 where there is none.

    Rows with as many cells as the header are matched cell by cell: somebody who drags a border in one row moves it
    on the grid. Of a cell merged over several columns the first one counts.
    """
    header, cells = grid.rows[stretch.header], grid.rows[row]
    if len(cells) == len(header):
        if not cells[nth].is_continued:
            return cells[nth], nth
        return grid.cell(row, cells[nth].column) or _NOTHING, nth
    for n, cell in enumerate(cells):
        if cell.column <= head.column < cell.column + cell.span:
            heads = [h.column for h in header if cell.column <= h.column < cell.column + cell.span]
            if heads[:1] != [head.column]:
                return _NOTHING, n
            return (grid.cell(row, head.column) or _NOTHING) if cell.is_continued else cell, n
    return _NOTHING, -1


def with_extras(answer: Answer, field: Field, extras: Extras, *, today: date) -> Answer:
    """The answer with what hangs on its cell: hidden text, a date picker's own day, text written over and over."""
    if extras.is_hidden and answer.raw:
        answer = replace(answer, notes=(*answer.notes, Note(VANISHED, {}, is_warning=True)))
    if extras.is_collapsed and answer.raw:
        answer = replace(answer, notes=(*answer.notes, _read_as(answer.raw, answer.raw, _REPEATED)))
    picked = field.kind.read(Raw(extras.picked), today=today).value if extras.picked else None
    if not isinstance(picked, date) or isinstance(picked, datetime) or picked == answer.value:
        return answer
    if answer.fault is not None and answer.fault.code.startswith("M-DATE"):
        note = _read_as(answer.raw, field.kind.show(picked), _IN_CONTROL)
        return replace(answer, value=picked, fault=None, notes=(*answer.notes, note))
    if answer.value is not None:
        why = Text(f"{_IN_CONTROL.zh}为 {picked}", f"{_IN_CONTROL.en} is {picked}")
        note = _read_as(answer.raw, field.kind.show(answer.value), why, is_warning=True)
        return replace(answer, notes=(*answer.notes, note))
    return answer


def _read_as(raw: str, value: str, why: Text, *, is_warning: bool = False) -> Note:
    return Note("N-READ", {"raw": raw, "value": value, "why": why}, is_warning=is_warning)


def _of_others(story: Story, table: Table, found: Found) -> Iterator[Note]:
    """The columns that somebody added and filled in, under the table's first header."""
    head = found.stretches[0]
    if found.is_turned or not head.columns:
        return
    grid, labels = story.tables[head.grid], column_labels(table)
    own = {cell.column for cell in head.columns.values()}
    for header in grid.rows[head.header]:
        is_ours = header.column in own or is_row_number(header.text) or labels.find(header.text)
        if is_ours or is_blank(header.text):
            continue
        cells = ((row, grid.cell(row, header.column)) for row in range(head.header + 1, head.last + 1))
        filled = (row for row, cell in cells if cell is not None and not is_blank(cell.text))
        if row := next(filled, 0):
            yield added(table, header.text, place_of(head.grid, row))


def _of_places(table: Table, found: Found, further: Sequence[str]) -> Iterator[Note]:
    if further:
        places = (f"第{found.stretches[0].grid + 1}个表", *further)
        yield Note(SPLIT, {"table": table.title, "places": places}, is_warning=True)


def left_out(story: Story, form: Form, found: Mapping[str, Found]) -> Iterator[Note]:
    """Tables without any header, and filled rows that no header covers."""
    labels, headings = _all_labels(form), headings_of(form)
    for table in form.tables:
        if table.key not in found:
            yield gone(table)
        elif not found[table.key].is_turned:
            last = found[table.key].stretches[-1]
            yield from _below(story, table, last, labels, headings)
            after = last.grid + 1
            is_free = not any(stretch.grid == after for place in found.values() for stretch in place.stretches)
            if is_free and after < len(story.tables) and _goes_on(story, last, labels, headings):
                yield Note(APART, {"table": table.title, "place": f"第{after + 1}个表"}, is_warning=True)


@once
def _all_labels(form: Form) -> Labels[Field]:
    """The Chinese labels of whatever the form asks for."""
    asked = (*form.fields, *(column for table in form.tables for column in table.columns))
    return Labels(Named((field.label.zh, *field.aliases), field) for field in asked)


def _below(
    story: Story, table: Table, last: Stretch, labels: Labels[Field], headings: frozenset[str]
) -> Iterator[Note]:
    """Lines written under the sum, which no table would take."""
    grid, fields = story.tables[last.grid], {f.key: f for f in table.columns}
    for row in range(last.last + 1, len(grid.rows)):
        if any(_says_more(cell.text, labels, headings) for cell in grid.rows[row]):
            return
        header = grid.rows[last.header]
        cells = {key: _under(grid, last, row, head, header.index(head))[0] for key, head in last.columns.items()}
        if sum(is_filled(fields[key], Raw(cell.text or None)) for key, cell in cells.items()) > 1:
            yield Note(BELOW, {"place": place_of(last.grid, row), "table": table.title}, is_warning=True)


def _goes_on(story: Story, last: Stretch, labels: Labels[Field], headings: frozenset[str]) -> bool:
    """Whether the next table looks like further rows: as many cells in every row, filled, and no label."""
    grid, header = story.tables[last.grid + 1], story.tables[last.grid].rows[last.header]
    texts = [cell.text for row in grid.rows for cell in row if cell.text]
    is_alike = all(len(row) == len(header) for row in grid.rows)
    return is_alike and len(texts) > 1 and not any(_says_more(text, labels, headings) for text in texts)


def _says_more(text: str, labels: Labels[Field], headings: frozenset[str]) -> bool:
    """Whether a text is no answer of a row: a label, a heading, the end of a table."""
    if is_ours(text, labels, headings) or labels.split(text) is not None or ends_table(text):
        return True
    return text.rstrip().endswith((":", "："))


def is_ours(text: str, labels: Labels[Field], headings: frozenset[str]) -> bool:
    """Whether the text is a label or heading of the form, and no answer."""
    return bool(text) and (labels.find(text) is not None or bare(text) in headings)
