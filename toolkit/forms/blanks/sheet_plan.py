"""Where everything lies on a form's sheet: rows, columns, widths; counted from 0."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.forms import layout
from toolkit.model.form import Field, Form, Group, Prefill, Table
from toolkit.model.submission import Value
from toolkit.model.text import Lang

LINE_POINTS, ROW_POINTS, WIDE_POINTS = 15.0, 20.0, 48.0
_HEADER_POINTS = 24.0
_WORD = re.compile(r"[!-~]+")
_LABEL_WIDTH, _ANSWER_WIDTH, _MOST_ANSWER_WIDTH, _MOST_WIDTH = 14.0, 24.0, 36.0, 40.0
_SPARE_ROWS = 5
"""Blank rows after prefilled ones, at least."""
_HEADER_CHARACTERS = 12
"""A longer header is broken into lines."""
_STAR = " *"
_SHORT = 80
"""Characters of a text whose lines are remembered."""


@dataclass(frozen=True, slots=True)
class TablePlace:
    """The rows of one table."""

    header: int
    first: int
    last: int
    totals: int | None


@dataclass(slots=True)
class Plan:
    """The sheet, planned."""

    widths: list[float]
    label_columns: tuple[int, int]
    title_row: int
    headings: Mapping[int, str]
    """Text of a part's heading, by the part's place in the form."""
    heading_rows: dict[int, int] = field(default_factory=dict)
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)
    """(row, column) of a single answer."""
    tables: dict[str, TablePlace] = field(default_factory=dict)
    word_rows: dict[int, int] = field(default_factory=dict)
    """Row of a part of fixed words, by the part's place in the form."""
    table_columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lang: Lang = "zh"

    @property
    def across(self) -> int:
        """How many columns the form takes."""
        return len(self.widths)

    def column(self, table: str, key: str) -> tuple[int, int, int]:
        """First row, last row and column of a table's column. Raises KeyError, ValueError."""
        place = self.tables[table]
        return place.first, place.last, self.table_columns[table].index(key)

    def first_column(self, table: Table) -> int:
        """The column of a table's first field, behind the row's number where the table declares none."""
        return len(self.table_columns[table.key]) - len(table.columns)

    def lines(self, text: str, column: int, *, to: int = 0) -> int:
        """How many lines the text takes in that column, or over the columns up to `to`."""
        width = sum(self.widths[column : to + 1]) if to > column else self.widths[column]
        room = max(1.0, width - 1.5)
        if 2 * len(text) <= room and "\n" not in text:
            return 1
        return _lines(text, room) if len(text) <= _SHORT else len(layout.wrapped(text, room))

    def answer_to(self, asked: Field) -> int:
        """The last column of a single answer: a wide one goes as far as the second column of answers."""
        return self.label_columns[1] + 1 if asked.wide else self.cells[asked.key][1]


@lru_cache(maxsize=4_096)
def _lines(text: str, room: float) -> int:
    """The same for labels and other short texts, which come again and again."""
    return len(layout.wrapped(text, room))


def plan_of(form: Form, known: Prefill, *, has_company: bool, lang: Lang) -> Plan:
    """The plan of the form's sheet."""
    headings = {n: text for n, text in enumerate(layout.headings(form, lang)) if text}
    label_columns = _label_columns(form, lang)
    plan = Plan(_widths(form, label_columns, lang), label_columns, int(has_company), headings, lang=lang)
    row = plan.title_row + (2 if form.register and not form.fields else 3)
    for n, part in enumerate(form.parts):
        if n in headings and not (isinstance(part, Table) and part.key == form.register):
            plan.heading_rows[n] = row
            row += 1
        match part:
            case Group():
                row = _place_group(plan, part, row)
            case Table():
                row = _place_table(plan, part, row, len(known.tables.get(part.key, ())))
            case _:
                plan.word_rows[n] = row
                row += 2
    return plan


def _place_group(plan: Plan, group: Group, row: int) -> int:
    for fields in layout.pairs(group):
        for asked, column in zip(fields, plan.label_columns, strict=False):
            plan.cells[asked.key] = (row, column + 1)
        row += 1
    return row + 1


def ready_rows(table: Table, known: int) -> int:
    """How many rows the sheet has for the table when so many are known."""
    return known if table.fixed_rows and known else max(table.ready_rows, known + _SPARE_ROWS if known else 0)


def _place_table(plan: Plan, table: Table, row: int, known: int) -> int:
    last = row + ready_rows(table, known)
    has_totals = any(is_summed(f) for f in table.columns)
    plan.tables[table.key] = TablePlace(row, row + 1, last, last + 1 if has_totals else None)
    plan.table_columns[table.key] = tuple(key for key, _ in columns_of(table, plan.lang))
    return last + (3 if has_totals else 2)


def columns_of(table: Table, lang: Lang) -> Iterator[tuple[str, str]]:
    """(key, header) of a table's columns on the sheet, with the row number where it declares none."""
    if not layout.has_own_row_number(table):
        yield "", layout.ROW_NUMBER.said(lang)
    yield from ((f.key, layout.label_of(f, lang)) for f in table.columns)


def is_summed(asked: Field) -> bool:
    """Whether the blank shows the column's sum."""
    return asked.calculation is not None and asked.kind.name == "amount"


def _table_widths(table: Table, lang: Lang) -> list[float]:
    widths = [] if layout.has_own_row_number(table) else [6.0]
    for asked in table.columns:
        label = layout.label_of(asked, lang)
        header = layout.width_of(label)
        header = header if header <= _HEADER_CHARACTERS else max(-(-header // 2) + 1, _longest_word(label))
        widths.append(min(_MOST_WIDTH, max(header + 4, layout.usual_width(asked) + 2)))
    return widths


def _longest_word(label: str) -> int:
    return max(map(len, _WORD.findall(label)), default=0)


def _merged_widths(form: Form, lang: Lang) -> list[float]:
    """For each column the widest that any table asks for."""
    rows = [_table_widths(table, lang) for table in form.tables]
    return [max(row[n] for row in rows if n < len(row)) for n in range(max(map(len, rows), default=0))]


def _label_columns(form: Form, lang: Lang) -> tuple[int, int]:
    """The two columns of labels: the second where the tables' widths need the least widening."""
    widths = _merged_widths(form, lang)

    def widening(column: int) -> float:
        label, answer = (widths[n] if n < len(widths) else 0.0 for n in (column, column + 1))
        gap = sum(widths[2:column])
        return max(0.0, _LABEL_WIDTH - label) + max(0.0, _ANSWER_WIDTH - answer) + gap

    return 0, min(range(2, 6), key=widening)


def _widths(form: Form, label_columns: tuple[int, int], lang: Lang) -> list[float]:
    widths = _merged_widths(form, lang)
    groups = [part for part in form.parts if isinstance(part, Group)]
    if not groups:
        return widths or [_ANSWER_WIDTH]
    needed = label_columns[1] + 2
    widths += [2.0] * (needed - len(widths))
    for group in groups:
        for fields in layout.pairs(group):
            for asked, column in zip(fields, label_columns, strict=False):
                usual = 0 if asked.wide else min(_MOST_ANSWER_WIDTH, layout.usual_width(asked) + 2)
                answer = max(_ANSWER_WIDTH, usual)
                label = min(24.0, layout.width_of(layout.label_of(asked, lang)) + 4.0)
                widths[column] = max(widths[column], _LABEL_WIDTH, label)
                widths[column + 1] = max(widths[column + 1], answer)
    return widths


def group_row_points(plan: Plan, fields: Sequence[Field], values: Mapping[str, Value]) -> float:
    """Height of a row of a group: room to write where a long answer is still missing."""
    lines = 1
    for asked in fields:
        column = plan.cells[asked.key][1]
        lines = max(lines, plan.lines(layout.label_of(asked, plan.lang) + _STAR, column - 1))
        value = values.get(asked.key)
        if value is None:
            if layout.asks_much(asked):
                return WIDE_POINTS
            continue
        lines = max(lines, plan.lines(asked.kind.show(value), column, to=plan.answer_to(asked)))
    return max(ROW_POINTS, lines * LINE_POINTS + 4)


def table_row_points(plan: Plan, table: Table, known: Mapping[str, Value]) -> float:
    """Height of a row of a table."""
    lines = 1
    for column, asked in enumerate(table.columns, start=plan.first_column(table)):
        value = known.get(asked.key)
        if value is not None:
            lines = max(lines, plan.lines(asked.kind.show(value), column))
    return max(ROW_POINTS, lines * LINE_POINTS + 4)


def header_points(plan: Plan, table: Table) -> float:
    """Height of a table's header row."""
    labels = ((layout.label_of(f, plan.lang), plan.column(table.key, f.key)[2]) for f in table.columns)
    return max(_HEADER_POINTS, LINE_POINTS * max(plan.lines(label, column) for label, column in labels) + 4)
