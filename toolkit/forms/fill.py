"""A blank filled as a person fills it: for samples and tests."""

from __future__ import annotations

import copy
import io
import re
import warnings
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

import docx
import openpyxl
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.forms import layout
from toolkit.forms.excel.book import Book
from toolkit.forms.excel.tables import Found, tables_in
from toolkit.forms.labels import labels_of
from toolkit.model.form import Field, Form, Table
from toolkit.model.kinds.reading import Content
from toolkit.model.submission import Value
from toolkit.office.made import stilled
from toolkit.office.package import Package

Typed = Mapping[str, Value]
_REMEMBERED = 16
"""Blanks of which is kept where their cells are."""
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def fill(blank: bytes, form: Form, values: Typed, tables: Mapping[str, Sequence[Typed]]) -> bytes:
    """The blank with these answers typed in, rows from the first on; the same arguments give the same bytes.

    A text is typed as it is, another value as its kind writes it. None leaves a cell as it is.
    Raises KeyError for a key the form does not have, ValueError where the blank has no place for it.
    """
    for key in values:
        form.field(key)
    for key, rows in tables.items():
        columns = {f.key for f in form.table(key).columns}
        unknown = {column for row in rows for column in row} - columns
        if unknown:
            raise KeyError(f"{form.id}.{key}: {', '.join(sorted(unknown))}")
    filled = _fill_word if form.medium == "docx" else _fill_excel
    return filled(blank, form, values, tables)


def _fill_excel(blank: bytes, form: Form, values: Typed, tables: Mapping[str, Sequence[Typed]]) -> bytes:
    book = _book_of(blank)
    found = tables_in(book, form)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(io.BytesIO(blank))
    for key, value in values.items():
        area = book.names[f"f_{key}".lower()]
        _type(workbook[area.sheet], area.top, area.left, form.field(key), value)
    for key, rows in tables.items():
        _type_rows(workbook[found[key].sheet.title], form.table(key), found[key], rows)
    made = io.BytesIO()
    workbook.save(made)
    return _without_clock(made.getvalue())


@lru_cache(maxsize=_REMEMBERED)
def _book_of(blank: bytes) -> Book:
    """Where the cells of a blank are; plain blanks are filled again and again."""
    return Book(Package(blank, "blank.xlsx"))


def _type_rows(sheet: Worksheet, table: Table, found: Found, rows: Sequence[Typed]) -> None:
    if len(rows) > found.made_to - found.header:
        raise ValueError(f"{table.key}: {len(rows)} rows, {found.made_to - found.header} are ready")
    fields = {f.key: f for f in table.columns}
    for row, typed in enumerate(rows, start=found.header + 1):
        for key, value in typed.items():
            _type(sheet, row, found.columns[key], fields[key], value)


def _type(sheet: Worksheet, row: int, column: int, field: Field, value: Value) -> None:
    if value is None:
        return
    content = _as_excel_takes(value, field) if isinstance(value, str) else field.kind.cell(value)
    sheet.cell(row, column).value = content if not isinstance(content, Decimal) else _number(content)


_PLAIN_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")


def _as_excel_takes(typed: str, field: Field) -> Content:
    """What Excel makes of a plain number or an ISO day typed into a cell of that format; text stays text."""
    if field.kind.name in ("amount", "quantity", "whole") and _PLAIN_NUMBER.fullmatch(typed):
        return Decimal(typed)
    if field.kind.name == "day" and re.fullmatch(r"\d{4}-\d\d-\d\d", typed):
        return date.fromisoformat(typed)
    return typed


def _number(amount: Decimal) -> int | float:
    """As Excel keeps numbers."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _without_clock(content: bytes) -> bytes:
    """The workbook without the time of saving, which openpyxl writes into the core properties."""
    return stilled(content, lambda part: _MODIFIED.sub(rb"\g<1>2026-01-01T00:00:00Z\g<2>", part))


def _fill_word(blank: bytes, form: Form, values: Typed, tables: Mapping[str, Sequence[Typed]]) -> bytes:
    document = docx.Document(io.BytesIO(blank))
    cells = _answer_cells(document.tables, form)
    for key, value in values.items():
        if key not in cells:
            raise ValueError(f"{form.id}: no cell for {key}")
        _write(cells[key], form.field(key), value)
    for key, rows in tables.items():
        _write_rows(_word_table(document.tables, form.table(key)), form.table(key), rows)
    made = io.BytesIO()
    document.save(made)
    return stilled(made.getvalue())


def _answer_cells(tables: Sequence[WordTable], form: Form) -> dict[str, _Cell]:
    """The cell to the right of every label."""
    labels = labels_of(form.fields)
    headers = {id(_word_table(tables, table)._tbl) for table in form.tables}
    found: dict[str, _Cell] = {}
    for table in tables:
        for row in () if id(table._tbl) in headers else table.rows:
            cells = list({id(cell._tc): cell for cell in row.cells}.values())
            for label, answer in pairwise(cells):
                field = labels.find(label.text)
                if field is not None:
                    found.setdefault(field.key, answer)
    return found


def _word_table(tables: Sequence[WordTable], table: Table) -> WordTable:
    """The Word table whose header row fits best."""
    labels = labels_of(table.columns)

    def headers(candidate: WordTable) -> int:
        return sum(labels.find(cell.text) is not None for cell in candidate.rows[0].cells)

    return max(tables, key=headers)


def _write_rows(grid: WordTable, table: Table, rows: Sequence[Typed]) -> None:
    labels = labels_of(table.columns)
    header = [labels.find(cell.text) for cell in grid.rows[0].cells]
    while len(grid.rows) <= len(rows):
        _append_row(grid)
    for row, typed in zip(list(grid.rows)[1:], rows, strict=False):
        for field, cell in zip(header, row.cells, strict=True):
            if field is not None and field.key in typed:
                _write(cell, field, typed[field.key])


def _append_row(grid: WordTable) -> None:
    """One more row like the last, emptied, as Tab in the last cell makes it."""
    last = grid.rows[-1]._tr
    last.addnext(copy.deepcopy(last))
    for cell in grid.rows[-1].cells:
        _set_text(cell, "")


def _write(cell: _Cell, field: Field, value: Value) -> None:
    if value is None:
        return
    is_option = value in layout.tick_options(field.kind) or not isinstance(value, str)
    if is_option and layout.tick_options(field.kind):
        longest = max(map(layout.width_of, cell.text.split("\n")))
        _set_text(cell, layout.tick_list(field.kind, value, room=longest + 2))
    else:
        _set_text(cell, value if isinstance(value, str) else field.kind.show(value))


def _set_text(cell: _Cell, text: str) -> None:
    """The text in the cell's first paragraph, whose style and size stay; a dropdown goes."""
    paragraph, *others = cell.paragraphs
    for other in others:
        cell._tc.remove(other._p)
    for child in list(paragraph._p):
        if child.tag != paragraph._p.tag.replace("}p", "}pPr"):
            paragraph._p.remove(child)
    if text:
        run = paragraph.add_run(text)
        size = paragraph._p.find("w:pPr/w:rPr/w:sz", paragraph._p.nsmap)
        if size is not None:  # the paragraph's mark: what Word gives to typed text
            run.font.size = Pt(int(size.get(qn("w:val"))) / 2)
