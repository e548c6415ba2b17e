"""A blank workbook: every answer has a defined name and a unique label, every table a range name and headers."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from toolkit.forms import layout
from toolkit.forms.blanks.excel_style import Ink
from toolkit.forms.blanks.guide_sheet import write_guide
from toolkit.forms.blanks.prefilled import completed
from toolkit.forms.blanks.sheet_pages import breaks, paper_for
from toolkit.forms.blanks.sheet_plan import (
    ROW_POINTS,
    Plan,
    columns_of,
    group_row_points,
    header_points,
    is_summed,
    plan_of,
    table_row_points,
)
from toolkit.forms.guide import EXAMPLE, beside, both, needed
from toolkit.forms.layout import LISTS_SHEET, META_SHEET
from toolkit.forms.stamp import Stamp
from toolkit.model.computed import REFERENCE
from toolkit.model.form import Field, Form, Group, Prefill, Prose, Signatures, Table
from toolkit.model.submission import Value
from toolkit.model.text import Lang, Text

META_COLUMNS = ("field", "label", "sheet", "cell", "kind")
MADE_ON = datetime(2026, 1, 1)
HEADING_POINTS = 22
_FROZEN_COLUMNS = 3
"""Row number, number, name: they stay in sight while a register is filled."""
_LONGEST_SHEET_NAME, _LONGEST_PROMPT_TITLE, _LONGEST_PROMPT = 31, 32, 255
"""Characters that Excel allows."""
_INLINE_LIST = 200
"""Characters of a dropdown's options that fit into the cell's own rule (Excel allows 255)."""
_PROTECTION = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "sort": True,
    "autofilter": True,
}


PAGES = Text("&C&9第 &P 页 共 &N 页", "&C&9Page &P of &N")
CHECK_IT = Text("请核对", "Please check")
CHOOSE_ONE = Text(
    "「{label}」请从下拉列表中选择。确定要填写其他内容吗?", "Choose “{label}” from the list. Keep what you typed?"
)
SIGNED = Text("{party}(签字/盖章):", "{party} (signature, seal):")


class Cell(NamedTuple):
    """A place on the form's sheet, counted from 0."""

    row: int
    column: int

    @property
    def a1(self) -> str:
        """`B5`."""
        return str(xl_rowcol_to_cell(self.row, self.column))

    @property
    def absolute(self) -> str:
        """`$B$5`."""
        return str(xl_rowcol_to_cell(self.row, self.column, row_abs=True, col_abs=True))


@dataclass(slots=True)
class Desk:
    """What is needed while the workbook is written."""

    book: Any
    sheet: Any
    ink: Ink
    form: Form
    plan: Plan
    lang: Lang
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)
    bound: list[tuple[str, str, Cell, str]] = field(default_factory=list)
    """(key, label, cell, kind) of every answer, for `_meta`."""
    heights: dict[int, float] = field(default_factory=dict)
    """Points of every row whose height was set."""
    looks: dict[tuple[int, bool, bool], Any] = field(default_factory=dict)
    """Of answers, by the very field, whether it stands in a table, and whether it is known."""
    formulas: dict[tuple[str, int], str] = field(default_factory=dict)
    """The live formulas written so far, by what is declared and the row it stands in."""

    def live(self, formula: str, own_row: _Row | None) -> str:
        """A declared formula in the cells of this sheet."""
        key = (formula, own_row.number if own_row else -1)
        if key not in self.formulas:
            self.formulas[key] = _live(self.plan, formula, own_row)
        return self.formulas[key]

    def set_height(self, row: int, points: float) -> None:
        """Set a row's height, and remember it."""
        self.sheet.set_row(row, points)
        self.heights[row] = points


def make_excel(form: Form, *, prefill: Prefill, stamp: Stamp, company: str, lang: Lang) -> bytes:
    """The blank as xlsx bytes; the same arguments give the same bytes."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    write_workbook(book, form, completed(form, prefill), stamp=stamp, company=company, lang=lang)
    book.close()
    return made.getvalue()


def write_workbook(book: Any, form: Form, known: Prefill, *, stamp: Stamp, company: str, lang: Lang) -> Desk:
    """All sheets of the blank, into an empty workbook that is left open."""
    heading = layout.capital(form.title.said(lang))
    book.set_properties(
        {"title": heading, "subject": stamp.number or form.id, "author": "salesdocs", "created": MADE_ON}
    )
    for name, text in stamp.properties.items():
        book.set_custom_property(name, text, "text")
    title = sheet_title(form, lang)
    plan = plan_of(form, known, has_company=bool(company), lang=lang)
    desk = Desk(book, book.add_worksheet(title), Ink(book, lang), form, plan, lang)
    lines = [(heading, "title", 30.0), (stamp.line, "stamp", 16.0)]
    _head(desk, [(company, "company", 24.0), *lines] if company else lines, is_left=bool(form.register))
    for n, part in enumerate(form.parts):
        if n in desk.plan.heading_rows:
            row = desk.plan.heading_rows[n]
            desk.set_height(row, HEADING_POINTS)
            desk.sheet.write_string(row, 0, desk.plan.headings[n], desk.ink.of("heading"))
        match part:
            case Group():
                _group(desk, part, known.values)
            case Table():
                _table(desk, part, known.tables.get(part.key, ()))
            case Prose():
                desk.sheet.write_string(desk.plan.word_rows[n], 0, part.text.said(lang), desk.ink.of("prose"))
            case Signatures():
                _signatures(desk, part, desk.plan.word_rows[n])
    _page(desk)
    write_guide(book, desk.ink, form, lang)
    _lists(desk)
    _meta(desk, title, stamp)
    return desk


def write_known(desk: Desk, known: Prefill) -> None:
    """What is known, over what the sheet holds: rows that have an answer are written anew, and what is summed."""
    for part in desk.form.parts:
        match part:
            case Group():
                for fields in layout.pairs(part):
                    if any(known.values.get(asked.key) is not None for asked in fields):
                        _pair(desk, fields, known.values)
            case Table():
                rows = known.tables.get(part.key, ())
                first = desk.plan.tables[part.key].first
                for row, told in enumerate(rows, start=first):
                    if any(value is not None for value in told.values()):
                        _table_row(desk, part, row, told)
                _totals(desk, part, rows)


def sheet_title(form: Form, lang: Lang) -> str:
    """The name of the form's sheet: its title, else its word, without what Excel forbids, at most 31 characters."""
    title = layout.capital(form.title.said(lang))
    if lang == "en" and len(title) > _LONGEST_SHEET_NAME:
        title = layout.capital(form.word.replace("-", " "))
    return re.sub(r"[\[\]:*?/\\']", "-", title)[:_LONGEST_SHEET_NAME]


def _head(desk: Desk, lines: Sequence[tuple[str, str, float]], *, is_left: bool) -> None:
    """Company, title and stamp as (text, look, points); a register is too wide to centre them."""
    plan = desk.plan
    for column, width in enumerate(plan.widths):
        desk.sheet.set_column(column, column, width)
    for row, (text, look, points) in enumerate(lines):
        desk.set_height(row, points)
        if is_left or plan.across == 1:
            desk.sheet.write_string(row, 0, text, desk.ink.of(f"{look} left"))
        else:
            desk.sheet.merge_range(row, 0, row, plan.across - 1, "", desk.ink.of(look))
            desk.sheet.write_string(row, 0, text, desk.ink.of(look))


def _group(desk: Desk, group: Group, values: Mapping[str, Value]) -> None:
    for fields in layout.pairs(group):
        _pair(desk, fields, values)
        for asked in fields:
            cell = Cell(*desk.plan.cells[asked.key])
            if not is_closed(asked, values.get(asked.key)):
                _validate(desk, (*cell, *cell), asked)
            desk.bound.append((asked.key, layout.label_of(asked, desk.lang), cell, asked.kind.name))
            desk.book.define_name(f"f_{asked.key}", f"='{desk.sheet.get_name()}'!{cell.absolute}")


def _pair(desk: Desk, fields: Sequence[Field], values: Mapping[str, Value]) -> None:
    """One row of a group: each label with its answer."""
    places = [desk.plan.cells[f.key] for f in fields]
    desk.set_height(places[0][0], group_row_points(desk.plan, fields, values))
    for asked, (row, column) in zip(fields, places, strict=True):
        value = values.get(asked.key)
        _label(desk, Cell(row, column - 1), asked, is_known=value is not None)
        _answer(desk, Cell(row, column), asked, value, own_row=None)


def _label(desk: Desk, cell: Cell, asked: Field, *, is_known: bool) -> None:
    ink, label = desk.ink, layout.label_of(asked, desk.lang)
    if layout.starred(asked) and not is_known:
        pieces = (ink.of("label text"), label, ink.of("star"), " *")
        desk.sheet.write_rich_string(cell.row, cell.column, *pieces, ink.of("label"))
    else:
        desk.sheet.write_string(cell.row, cell.column, label, ink.of("label"))


@dataclass(frozen=True, slots=True)
class _Row:
    """The table row a cell belongs to."""

    table: Table
    number: int
    """Row of the sheet, counted from 0."""


def _answer(desk: Desk, cell: Cell, asked: Field, value: Value, *, own_row: _Row | None) -> None:
    """The cell of an answer: what is known, a live formula, or nothing."""
    kind, sheet = asked.kind, desk.sheet
    named = (id(asked), own_row is not None, value is not None)
    look = desk.looks.get(named)
    if look is None:
        look = desk.looks[named] = _look(desk.ink, asked, value, in_row=own_row is not None)
    if own_row is None and desk.plan.answer_to(asked) > cell.column:
        sheet.merge_range(cell.row, cell.column, cell.row, desk.plan.answer_to(asked), "", look)
    if asked.calculation is not None:
        formula = desk.live(asked.calculation.formula, own_row)
        cached = "" if value is None else _cached(kind.cell(value))
        sheet.write_formula(cell.row, cell.column, formula, look, cached)
        return
    if value is not None:
        _typed(sheet, cell, kind.cell(value), look)
    elif asked.drawn:
        sheet.write_string(cell.row, cell.column, layout.DRAWN_LATER.said(desk.lang), look)
    else:
        sheet.write_blank(cell.row, cell.column, None, look)


def _look(ink: Ink, asked: Field, value: Value, *, in_row: bool) -> Any:
    kind = asked.kind
    is_number = kind.name in layout.NUMERIC and in_row
    return ink.answer(
        "General" if asked.calculation and kind.number_format == "@" else kind.number_format,
        locked=is_closed(asked, value),
        is_calculated=asked.calculation is not None,
        align="right" if is_number else "center" if kind.name in layout.CENTRED and in_row else "left",
        is_pale=asked.drawn and value is None,
    )


def is_closed(asked: Field, value: Value) -> bool:
    """Whether people may not type into the answer's cell; such a cell has no dropdown and no prompt either."""
    return asked.calculation is not None or asked.drawn or (asked.locked and value is not None)


def _cached(content: object) -> object:
    return float(content) if isinstance(content, Decimal) else content


def _typed(sheet: Any, cell: Cell, content: object, look: Any) -> None:
    match content:
        case bool() | str():
            sheet.write_string(cell.row, cell.column, str(content), look)
        case date():
            sheet.write_datetime(cell.row, cell.column, content, look)
        case int() | float() | Decimal():
            sheet.write_number(cell.row, cell.column, content, look)


def _live(plan: Plan, formula: str, own_row: _Row | None) -> str:
    """The declared formula in A1 cells, showing nothing while what it needs is blank."""
    cells: list[str] = []
    ranges: list[str] = []

    def placed(match: re.Match[str]) -> str:
        table, _, key = match[1].rpartition(".")
        if table:
            first, last, column = plan.column(table, key)
            text = f"{Cell(first, column).absolute}:{Cell(last, column).absolute}"
            ranges.append(text)
            return text
        columns = {f.key for f in own_row.table.columns} if own_row else set()
        if own_row and key in columns:
            text = Cell(own_row.number, plan.column(own_row.table.key, key)[2]).a1
        else:
            text = Cell(*plan.cells[key]).absolute
        cells.append(text)
        return text

    body = REFERENCE.sub(placed, formula.lstrip("="))
    blank = [f'{"&".join(dict.fromkeys(cells))}=""'] if cells else []
    blank += [f"SUMPRODUCT(LEN({text}))=0" for text in dict.fromkeys(ranges)]
    return f'=IFERROR(IF(AND({",".join(blank)}),"",{body}),"")' if blank else f"={body}"


def _validate(desk: Desk, area: tuple[int, int, int, int], asked: Field, table: Table | None = None) -> None:
    """Dropdown and input prompt; a typed alias is questioned, not refused."""
    rule: dict[str, object] = {"validate": "any"}
    options = asked.kind.options
    if options:
        rule = {
            "validate": "list",
            "source": _source(desk, options),
            "error_type": "warning",
            "error_title": " ".join(CHECK_IT.said(lang) for lang in both(desk.lang)),
            "error_message": "\n".join(
                CHOOSE_ONE.said(lang).replace("{label}", layout.label_of(asked, lang)) for lang in both(desk.lang)
            )[:_LONGEST_PROMPT],
        }
    rule |= {
        "input_title": layout.label_of(asked, desk.lang)[:_LONGEST_PROMPT_TITLE],
        "input_message": prompt(asked, beside(desk.form, table), desk.lang),
    }
    desk.sheet.data_validation(*area, rule)


def _source(desk: Desk, options: tuple[str, ...]) -> list[str] | str:
    words = [str(option) for option in options]
    if len(",".join(words)) <= _INLINE_LIST and not any("," in word for word in words):
        return words
    column = list(desk.lists).index(options) if options in desk.lists else len(desk.lists)
    first, last = Cell(0, column).absolute, Cell(len(options) - 1, column).absolute
    return desk.lists.setdefault(options, f"={LISTS_SHEET}!{first}:{last}")


def prompt(asked: Field, others: Mapping[str, Field], lang: Lang) -> str:
    """What Excel says beside the cell: hint, example, need in `lang`, then in the other language what fits."""
    first, second = both(lang)
    need, hint = needed(asked, others), asked.hint or Text("", "")
    example = EXAMPLE.said(first).replace("{example}", asked.example) if asked.example else ""
    words = filter(None, (hint.said(first), example, layout.capital(need.said(first))))
    own = "\n".join(words)[:_LONGEST_PROMPT]
    other = " · ".join(filter(None, (layout.label_of(asked, second), hint.said(second), need.said(second))))
    return f"{own}\n{other}" if len(own) + 1 + len(other) <= _LONGEST_PROMPT else own


def _table(desk: Desk, table: Table, rows: Sequence[Mapping[str, Value]]) -> None:
    plan, sheet = desk.plan, desk.sheet
    place = plan.tables[table.key]
    headers = [header for _, header in columns_of(table, desk.lang)]
    sheet.add_table(
        place.header,
        0,
        place.last,
        len(headers) - 1,
        {
            "name": f"t_{table.key}",
            "style": None,
            "autofilter": table.key == desk.form.register,
            "columns": [{"header": text, "header_format": desk.ink.of("header")} for text in headers],
        },
    )
    desk.set_height(place.header, header_points(plan, table))
    for number, row in enumerate(range(place.first, place.last + 1)):
        _table_row(desk, table, row, rows[number] if number < len(rows) else {})
    _bind_table(desk, table, headers)
    _totals(desk, table, rows)


def _table_row(desk: Desk, table: Table, row: int, known: Mapping[str, Value]) -> None:
    desk.set_height(row, table_row_points(desk.plan, table, known))
    first = desk.plan.first_column(table)
    if first:
        number = row - desk.plan.tables[table.key].header
        desk.sheet.write_number(row, 0, number, desk.ink.of("row number"))
    own_row = _Row(table, row)
    for column, asked in enumerate(table.columns, start=first):
        _answer(desk, Cell(row, column), asked, known.get(asked.key), own_row=own_row)


def _bind_table(desk: Desk, table: Table, headers: Sequence[str]) -> None:
    """Range name, and the dropdowns and prompts of whole columns."""
    place = desk.plan.tables[table.key]
    corner, end = Cell(place.header, 0), Cell(place.last, len(headers) - 1)
    desk.book.define_name(f"r_{table.key}", f"='{desk.sheet.get_name()}'!{corner.absolute}:{end.absolute}")
    desk.bound.append((table.key, table.title.said(desk.lang), corner, "table"))
    for asked in table.columns:
        column = desk.plan.column(table.key, asked.key)[2]
        label = layout.label_of(asked, desk.lang)
        desk.bound.append((f"{table.key}.{asked.key}", label, Cell(place.header, column), asked.kind.name))
        if asked.calculation is None and not asked.drawn:
            _validate(desk, (place.first, column, place.last, column), asked, table)


def _totals(desk: Desk, table: Table, rows: Sequence[Mapping[str, Value]]) -> None:
    """The row 合计 under a table with calculated amounts."""
    place = desk.plan.tables[table.key]
    if place.totals is None:
        return
    desk.set_height(place.totals, ROW_POINTS)
    for column in range(len(desk.plan.table_columns[table.key])):
        desk.sheet.write_blank(place.totals, column, None, desk.ink.of("total"))
    desk.sheet.write_string(place.totals, 0, layout.TOTAL.said(desk.lang), desk.ink.of("total label"))
    for asked in table.columns:
        if is_summed(asked):
            column = desk.plan.column(table.key, asked.key)[2]
            area = f"{Cell(place.first, column).a1}:{Cell(place.last, column).a1}"
            look = desk.ink.total(asked.kind.number_format)
            known = [row.get(asked.key) for row in rows]
            total = sum((value for value in known if isinstance(value, Decimal)), Decimal(0))
            desk.sheet.write_formula(place.totals, column, f"=SUM({area})", look, float(total))


def _signatures(desk: Desk, block: Signatures, row: int) -> None:
    for party, column in zip(block.parties, desk.plan.label_columns, strict=False):
        name = layout.capital(party.said(desk.lang))
        desk.sheet.write_string(row, column, SIGNED.said(desk.lang).replace("{party}", name), desk.ink.of("prose"))


def _page(desk: Desk) -> None:
    sheet, plan, form = desk.sheet, desk.plan, desk.form
    paper = paper_for(plan.widths[: plan.across])
    sheet.set_paper(9)
    sheet.fit_to_pages(paper.across, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    sheet.set_footer(PAGES.said(desk.lang))
    if paper.is_landscape:
        sheet.set_landscape()
    if form.register:
        place = plan.tables[form.register]
        sheet.freeze_panes(place.first, _FROZEN_COLUMNS)
        sheet.repeat_rows(place.header)
        if paper.across > 1:
            sheet.repeat_columns(0, _FROZEN_COLUMNS - 1)
    else:
        sheet.set_h_pagebreaks(page_ends(desk))
        sheet.freeze_panes(plan.title_row + 2, 0)
    sheet.protect("", _PROTECTION)


def page_ends(desk: Desk) -> list[int]:
    """The rows before which a page ends; a register is printed from row to row."""
    if desk.form.register:
        return []
    paper = paper_for(desk.plan.widths[: desk.plan.across])
    return breaks(sorted(desk.plan.heading_rows.values()), desk.heights, paper.room_points)


def _lists(desk: Desk) -> None:
    if not desk.lists:
        return
    sheet = desk.book.add_worksheet(LISTS_SHEET)
    sheet.hide()
    for column, options in enumerate(desk.lists):
        for row, option in enumerate(options):
            sheet.write_string(row, column, str(option))


def _meta(desk: Desk, title: str, stamp: Stamp) -> None:
    """The hidden sheet: the stamp, then where every answer lies."""
    sheet = desk.book.add_worksheet(META_SHEET)
    sheet.hide()
    for row, (name, text) in enumerate(stamp.properties.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, text)
    start = len(stamp.properties) + 1
    for column, name in enumerate(META_COLUMNS):
        sheet.write_string(start, column, name)
    for row, (key, label, cell, kind) in enumerate(desk.bound, start=start + 1):
        for column, text in enumerate((key, label, title, cell.a1, kind)):
            sheet.write_string(row, column, text)
