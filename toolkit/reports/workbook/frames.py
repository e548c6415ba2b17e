"""The frame of a sheet of rows: titles, sums, table, colours by rule. XlsxWriter never sees the rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from toolkit.model.text import Text
from toolkit.reports.tables import LEVEL_WORDS, Level
from toolkit.reports.workbook.cells import LINE_HEIGHT
from toolkit.reports.workbook.looks import LEVEL_COLOURS
from toolkit.reports.workbook.pages import HEADER_HEIGHT, NONE, STYLE, Pages
from toolkit.reports.workbook.sheets import TOP, Rows, Sheet

_SUM: Final = Text("合计", "total")
_SUM_HERE: Final = Text("本表合计", "total of this sheet")
_SUM_BUT: Final = Text("合计(不含{0})", "total (but {0})")
_ROWS: Final = Text('"共 "#,##0" 行"', '#,##0" rows"')
_BAR: Final = "#9DC3E6"


def sheet_titles(rows: Rows, pages: Pages) -> list[str]:
    """The names of a table's sheets: `报价台账`, `报价台账 (2)`, and so on."""
    title = pages.said(rows.table.title)
    return [title if n == 1 else f"{title} ({n})" for n in range(1, len(rows.sheets) + 1)]


def frame(pages: Pages, sheet: Sheet, title: str, *, is_whole: bool) -> Worksheet:
    """The sheet around the rows; `is_whole` if its table has no other."""
    page = pages.open(title, sheet.table.tab, repeated=TOP)
    columns = sheet.table.columns
    for n, column in enumerate(columns):
        page.set_column(n, n, column.width)
    page.set_row(0, HEADER_HEIGHT)
    page.set_row(1, HEADER_HEIGHT + LINE_HEIGHT)
    page.freeze_panes(TOP, next((n + 1 for n, column in enumerate(columns) if column.is_link), 1))
    _table(pages, page, sheet)
    _sums(pages, page, sheet, is_whole=is_whole)
    _rules(pages, page, sheet)
    page.ignore_errors({"number_stored_as_text": f"A{TOP + 1}:{xl_col_to_name(len(columns) - 1)}{_last(sheet)}"})
    if not sheet.count:
        pages.line(page, TOP, 0, [(NONE, "code"), *((None, column.sort) for column in columns[1:])])
    return page


def _last(sheet: Sheet) -> int:
    """Number of the table's last row, counted from 1; an empty table has a blank one."""
    return max(sheet.last, TOP + 1)


def _table(pages: Pages, page: Worksheet, sheet: Sheet) -> None:
    """The Excel table, with one row: XlsxWriter would remember every cell of a long one. `package` stretches it."""
    header = pages.looks.header()
    titles = [{"header": pages.said(column.title), "header_format": header} for column in sheet.table.columns]
    told = {"name": sheet.name, "columns": titles, "style": STYLE}
    page.add_table(TOP - 1, 0, TOP, len(titles) - 1, told)


def _sums(pages: Pages, page: Worksheet, sheet: Sheet, *, is_whole: bool) -> None:
    """Above the titles, where they are seen: how many rows, and live sums that follow the filter."""
    looks, table, last = pages.looks, sheet.table, _last(sheet)
    blank = looks.total("words")
    for n in range(len(table.columns)):
        page.write_blank(0, n, None, blank)
    counted = looks.total("count", num_format=pages.said(_ROWS))
    if sheet.count:
        page.write_formula(0, 0, f"=SUBTOTAL(103,A{TOP + 1}:A{last})", counted, sheet.count)
    else:
        page.write_number(0, 0, 0, counted)
    for n, amount in sheet.sums.items():
        _sum(pages, page, sheet, n, amount)
    if sheet.sums and (first := min(sheet.sums)):
        said = pages.said(_SUM if is_whole else _SUM_HERE)
        if table.passed_over[0]:
            said = pages.said(_SUM_BUT).format(table.passed_over[1])
        page.write_string(0, first - 1, said, looks.total("words", align="right"))


def _sum(pages: Pages, page: Worksheet, sheet: Sheet, n: int, amount: Decimal) -> None:
    table, last, name = sheet.table, _last(sheet), xl_col_to_name(n)
    cells = f"{name}{TOP + 1}:{name}{last}"
    field, passed_over = table.passed_over
    if field:
        told = xl_col_to_name(next(at for at, column in enumerate(table.columns) if column.field == field))
        formula = f'=SUMIFS({cells},{told}{TOP + 1}:{told}{last},"<>{passed_over}")'
    else:
        formula = f"=SUBTOTAL(109,{cells})"
    page.write_formula(0, n, formula, pages.looks.total(table.columns[n].sort), amount)


def _rules(pages: Pages, page: Worksheet, sheet: Sheet) -> None:
    """Colours that follow from a cell's value: levels, bars of progress, margins and days below zero."""
    last = _last(sheet) - 1
    for n, column in enumerate(sheet.table.columns):
        place = (TOP, n, last, n)
        match column.sort:
            case "progress":
                page.conditional_format(
                    *place,
                    {
                        "type": "data_bar",
                        "bar_color": _BAR,
                        "min_type": "num",
                        "min_value": 0,
                        "max_type": "num",
                        "max_value": 1,
                    },
                )
            case "margin" | "days":
                ink = pages.book.add_format({"font_color": LEVEL_COLOURS[Level.RED][1], "bold": True})
                page.conditional_format(*place, {"type": "cell", "criteria": "<", "value": 0, "format": ink})
        if column.field == "level":
            _levels(pages, page, place)


def _levels(pages: Pages, page: Worksheet, place: tuple[int, int, int, int]) -> None:
    for level, (fill, ink) in LEVEL_COLOURS.items():
        look = pages.book.add_format({"bg_color": fill, "font_color": ink, "bold": level is Level.RED})
        rule = {"type": "cell", "criteria": "==", "value": f'"{pages.said(LEVEL_WORDS[level])}"', "format": look}
        page.conditional_format(*place, rule)
