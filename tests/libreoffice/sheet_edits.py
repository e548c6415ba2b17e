"""What people do to a workbook. Source: forms.md 1.2."""

from __future__ import annotations

from tests.libreoffice.cases import Case, Deed, Inapplicable, nothing, untouched
from tests.libreoffice.filled import asked_of
from toolkit.forms.layout import LISTS_SHEET, META_SHEET

FAR = 4
"""Columns to the right of everything, where something moved away ends up."""
_BELOW = 6
"""Rows under a table; three blank ones end it."""


def insert_inside(case: Case) -> None:
    """Inserts two rows inside the table and fills one."""
    _, grid = case.main
    case.do("insert_rows", grid.row(2), 2)
    case.write(grid.row(3), 1)


def insert_above_totals(case: Case) -> None:
    """Inserts a row under the last one made ready, above the sum, and fills it."""
    table, grid = case.main
    case.do("insert_rows", grid.last + 1, 1)
    case.write(grid.last + 1, len(case.expected.tables[table.key]))


def insert_below_header(case: Case) -> None:
    """Inserts a row just below the header and fills it."""
    _, grid = case.main
    case.do("insert_rows", grid.row(1), 1)
    case.write(grid.row(1), 0)


def insert_above(case: Case) -> None:
    """Inserts a row above the single answers, or above the header."""
    rows = [spot.row for spot in case.fields.values()] or [case.main[1].header]
    case.do("insert_rows", min(rows), 1)


def column_before_a(case: Case) -> None:
    """Inserts a column before column A."""
    case.do("insert_columns", 1, 1)


def sort_body(case: Case) -> None:
    """Sorts the rows by the first column that is filled in."""
    table, grid = case.main
    column = grid.columns[asked_of(table.columns)[0].key]
    case.do("sort", [grid.row(1), 1, grid.last, grid.right], column)
    case.shuffled.add(table.key)


def _destroyed(case: Case, row: int = 0, column: int = 0) -> None:
    """Notes that the answers of this row or column of the sheet are gone."""
    case.lost |= {key for key, spot in case.fields.items() if spot.row == row or spot.column == column}
    for key, grid in case.grids.items():
        case.lost |= {f"{key}.{name}" for name, there in grid.columns.items() if there == column}


def delete_column(case: Case) -> None:
    """Deletes a column from the middle of the table."""
    table, grid = case.main
    asked = asked_of(table.columns)
    column = grid.columns[asked[len(asked) // 2].key]
    case.do("delete_columns", column, 1)
    _destroyed(case, column=column)
    case.tells = ("N-COLUMN",)


def delete_named_row(case: Case) -> None:
    """Deletes the row of a single answer."""
    row = case.fields[case.first().key].row
    case.do("delete_rows", row, 1)
    _destroyed(case, row=row)


def delete_two_rows(case: Case) -> None:
    """Deletes two filled rows of the table."""
    table, grid = case.main
    case.do("delete_rows", grid.row(2), 2)
    del case.expected.tables[table.key][1:3]


def delete_header(case: Case) -> None:
    """Deletes the header row of the table."""
    table, grid = case.main
    case.do("delete_rows", grid.header, 1)
    case.lost.add(table.key)


def move_answer(case: Case) -> None:
    """Cuts a single answer and pastes it elsewhere."""
    spot = case.fields[case.first().key]
    case.do("move", [spot.row, spot.column, spot.row, spot.column], 2, case.places.right + FAR)
    case.tells = ("N-BINDING",)


def move_answer_and_label(case: Case) -> None:
    """Cuts a single answer with its label and pastes both elsewhere."""
    spot = case.fields[case.first().key]
    case.do("move", [spot.row, spot.column - 1, spot.row, spot.column], 2, case.places.right + FAR)


def copy_sheet(case: Case) -> None:
    """Copies the sheet inside the book."""
    case.do("copy_sheet", f"{case.sheet} (2)")


def copy_sheet_and_fill(case: Case) -> None:
    """Copies the sheet inside the book and fills the copy differently."""
    copied = f"{case.sheet} (2)"
    case.do("copy_sheet", copied)
    if case.form.tables:
        table, grid = case.main
        spot = (grid.row(2), grid.columns[asked_of(table.columns)[0].key])
    else:
        spot = case.fields[case.first("words").key][:2]
    case.steps.append(["type", copied, *spot, "另一家公司"])
    case.tells = ("N-TABLE" if case.form.tables else "N-COPY",)


def rename_sheet(case: Case) -> None:
    """Renames the sheet."""
    case.do("rename_sheet", "王芳's 版 (2)")


def delete_hidden(case: Case) -> None:
    """Deletes the hidden sheets."""
    case.steps += [["delete_sheet", LISTS_SHEET], ["delete_sheet", META_SHEET]]


def move_column(case: Case) -> None:
    """Moves a column of the table out of it, header and all."""
    table, grid = case.main
    asked = asked_of(table.columns)
    column = grid.columns[asked[len(asked) // 2].key]
    case.do("move", [grid.header, column, grid.last + grid.has_sums, column], grid.header, case.places.right + FAR)


def rename_header(case: Case) -> None:
    """Writes a header as people do: 单价(元)."""
    table, grid = case.main
    asked = next((f for f in asked_of(table.columns) if f.kind.name == "amount"), asked_of(table.columns)[-1])
    unit = "（元）" if asked.kind.name == "amount" else "（如有）"
    case.do("type", grid.header, grid.columns[asked.key], f" {asked.label.zh[:1]} {asked.label.zh[1:]}{unit}")


def rename_label(case: Case) -> None:
    """Writes the label of a single answer in other words, of which its name does not know."""
    spot = case.fields[case.first().key]
    case.do("type", spot.row, spot.column - 1, "改过的标签")
    case.tells = ("N-BINDING",)


def write_below(case: Case) -> None:
    """Writes a row below the sum."""
    table, grid = case.main
    if not grid.has_sums:
        raise Inapplicable
    case.write(grid.last + 2, len(case.expected.tables[table.key]))
    case.expected.tables[table.key].pop()
    case.tells = ("N-BELOW",)


def write_far_below(case: Case) -> None:
    """Writes a row some way below the table."""
    table, grid = case.main
    if not case.form.register:
        raise Inapplicable
    case.write(grid.last + _BELOW, len(case.expected.tables[table.key]))
    case.expected.tables[table.key].pop()
    case.tells = ("N-BELOW",)


def delete_sum(case: Case) -> None:
    """Deletes the row of sums."""
    _, grid = case.main
    if not grid.has_sums:
        raise Inapplicable
    case.do("delete_rows", grid.last + 1, 1)


def write_over_sum(case: Case) -> None:
    """Writes a row over the sums."""
    table, grid = case.main
    if not grid.has_sums:
        raise Inapplicable
    case.do("type", grid.last + 1, 1, "")
    case.write(grid.last + 1, len(case.expected.tables[table.key]))


def delete_blank_rows(case: Case) -> None:
    """Deletes the rows that are not needed, and the sums with them."""
    table, grid = case.main
    filled = len(case.expected.tables[table.key])
    case.do("delete_rows", grid.row(filled + 1), grid.last + grid.has_sums - grid.row(filled))


def new_book(case: Case) -> None:
    """Copies the sheet into a new workbook."""
    case.do("into_new_book")


def hide_rows(case: Case) -> None:
    """Hides two filled rows."""
    case.do("hide_rows", case.main[1].row(2), 2)
    case.tells = ("N-HIDDEN",)


def filter_rows(case: Case) -> None:
    """Filters the table, so that one row is shown."""
    table, grid = case.main
    asked = next(f for f in asked_of(table.columns) if f.kind.name in ("words", "number"))
    shown = asked.kind.show(case.expected.tables[table.key][0][asked.key])
    case.do("filter", [grid.header, 1, grid.last, grid.right], grid.columns[asked.key], shown)
    case.tells = ("N-HIDDEN",)


def transpose(case: Case) -> None:
    """Pastes the form transposed and removes the first sheet."""
    case.do("paste", [1, 1, case.places.bottom, case.places.right], 1, 1, True)


def paste_values(case: Case) -> None:
    """Pastes the values elsewhere, lower and to the right, and removes the first sheet: no name, no table is left."""
    case.do("paste", [1, 1, case.places.bottom, case.places.right], 5, 3)


def insert_blank_rows(case: Case) -> None:
    """Leaves four blank rows between filled ones."""
    case.do("insert_rows", case.main[1].row(2), 4)


def copy_rows(case: Case) -> None:
    """Copies two rows to the end of the filled ones."""
    table, grid = case.main
    rows = case.expected.tables[table.key]
    case.do("copy", [grid.row(1), 1, grid.row(2), grid.right], grid.row(len(rows) + 1), 1)
    rows += [dict(row) for row in rows[:2]]


def repeat_header(case: Case) -> None:
    """Puts the header once more between the rows, as people do for printing."""
    _, grid = case.main
    case.do("insert_rows", grid.row(3), 1)
    case.do("copy", [grid.header, 1, grid.header, grid.right], grid.row(3), 1)


def lower_and_right(case: Case) -> None:
    """Copies the sheet into a new workbook, with blank rows and columns before it: the header lies elsewhere."""
    case.do("into_new_book")
    case.do("insert_rows", 1, 3)
    case.do("insert_columns", 1, 2)


def merge_in_column(case: Case) -> None:
    """Merges two cells of a column that say the same."""
    table, grid = case.main
    asked = next((f for f in asked_of(table.columns)[1:] if case.expected.tables[table.key][0].get(f.key)), None)
    if asked is None:
        raise Inapplicable
    for filling in (case.typed, case.expected):
        rows = filling.tables[table.key]
        rows[1][asked.key] = rows[0][asked.key]
    column = grid.columns[asked.key]
    case.do("merge", [grid.row(1), column, grid.row(2), column])


SHEET_DEEDS = (
    Deed("plain save", nothing),
    Deed("via .ods", nothing, ".ods"),
    Deed("via .xls", nothing, ".xls"),
    Deed("blank saved", untouched),
    Deed("blank saved, via .xls", untouched, ".xls"),
    Deed("rows inserted in the table", insert_inside),
    Deed("row inserted above the sum", insert_above_totals),
    Deed("row inserted below the header", insert_below_header),
    Deed("row inserted above the answers", insert_above),
    Deed("column inserted before A", column_before_a),
    Deed("body sorted", sort_body),
    Deed("column deleted", delete_column),
    Deed("row of an answer deleted", delete_named_row),
    Deed("two rows deleted", delete_two_rows),
    Deed("header row deleted", delete_header),
    Deed("answer cut and pasted", move_answer),
    Deed("answer moved with its label", move_answer_and_label),
    Deed("sheet copied in the book", copy_sheet),
    Deed("copied sheet filled", copy_sheet_and_fill),
    Deed("sheet renamed", rename_sheet),
    Deed("hidden sheets deleted", delete_hidden),
    Deed("column moved outside", move_column),
    Deed("header renamed", rename_header),
    Deed("label renamed", rename_label),
    Deed("row below the sum", write_below),
    Deed("row far below", write_far_below),
    Deed("sums deleted", delete_sum),
    Deed("row written over the sums", write_over_sum),
    Deed("blank rows and sums deleted", delete_blank_rows),
    Deed("blank rows deleted, via .xls", delete_blank_rows, ".xls"),
    Deed("sheet into a new book", new_book),
    Deed("rows hidden", hide_rows),
    Deed("rows filtered", filter_rows),
    Deed("transposed", transpose),
    Deed("lower and to the right", lower_and_right),
    Deed("cells merged in a column", merge_in_column),
    Deed("values pasted elsewhere", paste_values),
    Deed("four blank rows between", insert_blank_rows),
    Deed("rows copied", copy_rows),
    Deed("header repeated", repeat_header),
    Deed("read as .ods", nothing, as_=".ods"),
    Deed("read as .xls", nothing, as_=".xls"),
    Deed("rows inserted, via .xls", insert_inside, ".xls"),
    Deed("column moved outside, via .ods", move_column, ".ods"),
    Deed("header renamed, via .xls", rename_header, ".xls"),
    Deed("new book, via .xls", new_book, ".xls"),
    Deed("two rows deleted, read as .ods", delete_two_rows, as_=".ods"),
    Deed("rows hidden, read as .ods", hide_rows, as_=".ods"),
)
