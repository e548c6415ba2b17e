"""What all sheets of a workbook share: their set-up for print, titles, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, BinaryIO, Final, NamedTuple

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from toolkit.model.text import Lang, Text
from toolkit.reports.tables import DARK, Level
from toolkit.reports.workbook.cells import PADDING, ROW_HEIGHT, height, lines
from toolkit.reports.workbook.looks import FONT, GREY, LEVEL_COLOURS, Looks, Shape

AS_OF: Final = Text("截至", "as of")
NONE: Final = Text("无", "none")
TOTAL: Final = Text("合计", "total")
REPORT: Final = Text("销售日报", "Sales report")
SUMMARY: Final = Text("摘要", "Summary")
_PAGE: Final = Text("第 &P 页,共 &N 页", "page &P of &N")
_A4: Final = 9

HEADER_HEIGHT, TITLE_HEIGHT = 24, 34

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""A text stays a text."""


STYLE: Final = "Table Style Light 1"


class Shown(NamedTuple):
    """One column of a block: its title, and how it is written."""

    title: Text
    shape: Shape


def opened(made: BinaryIO) -> Workbook:
    """A workbook that will be written to `made`."""
    # XlsxWriter changes what it is given: a second workbook with the same properties would have other styles
    return Workbook(made, {**_OPTIONS, "default_format_properties": {"font_name": FONT, "font_size": 10}})


@dataclass(slots=True)
class Pages:
    """The sheets of one workbook, in the order in which they are opened."""

    book: Workbook
    looks: Looks
    lang: Lang
    company: str
    day: date
    count: int = 0
    """Sheets opened so far."""

    def describe(self, title: str) -> None:
        """Title and day in the file's properties; the day, not the clock."""
        created = datetime.combine(self.day, time())
        self.book.set_properties({"title": title, "company": self.company, "created": created})

    def said(self, text: Text) -> str:
        """The words in the workbook's language."""
        return text.said(self.lang)

    def open(self, title: str, tab: str = DARK, *, repeated: int = 0, is_tall: bool = False) -> Worksheet:
        """A sheet set up for print: A4 across, one page wide, its first rows, name and day on every page."""
        page = self.book.add_worksheet(title)
        page.set_tab_color(tab)
        page.set_default_row(ROW_HEIGHT)
        page.hide_gridlines(2)
        if not is_tall:
            page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.center_horizontally()
        page.set_header(f"&L&B{title.replace('&', '&&')}&R{self.said(AS_OF)} {self.day}")
        page.set_footer(f"&L{self.company.replace('&', '&&')}&R{self.said(_PAGE)}")
        if repeated:
            page.repeat_rows(0, repeated - 1)
        self.count += 1
        return page

    def heading(self, page: Worksheet, title: Text, *, last: int, wide: bool = True) -> None:
        """The sheet's name, the company and the day in its first two rows; the day in two cells where one is narrow."""
        page.set_row(0, TITLE_HEIGHT)
        page.write_string(0, 0, self.said(title), self.looks.of(bold=True, font_size=18, font_color=DARK))
        page.write_string(1, 0, self.company, self.looks.of(font_size=11, font_color=GREY))
        as_of = {"num_format": f'"{self.said(AS_OF)} "yyyy-mm-dd', "align": "right"}
        day, look = datetime.combine(self.day, time()), self.looks.of(font_size=11, **as_of)
        if not wide:
            page.merge_range(1, last - 1, 1, last, "", look)
        page.write_datetime(1, last if wide else last - 1, day, look)

    def section(self, page: Worksheet, at: int, column: int, title: Text) -> None:
        """A title above a block of cells."""
        page.set_row(at, HEADER_HEIGHT)
        look = self.looks.of(bold=True, font_size=12, font_color=DARK, valign="vcenter")
        page.write_string(at, column, self.said(title), look)

    def titles(self, page: Worksheet, at: int, column: int, *titles: Text) -> None:
        """The titles of a block's columns."""
        for n, title in enumerate(titles, start=column):
            page.write_string(at, n, self.said(title), self.looks.header())

    def put(
        self, page: Worksheet, at: int, column: int, value: object, shape: Shape = "words", level: Level | None = None
    ) -> None:
        """One cell of a block."""
        look = self.looks.body(shape, level)
        match value:
            case None | "":
                page.write_blank(at, column, None, look)
            case Text():
                page.write_string(at, column, self.said(value), look)
            case str():
                page.write_string(at, column, value, look)
            case date():
                page.write_datetime(at, column, datetime.combine(value, time()), look)
            case _:
                page.write_number(at, column, value, look)

    def line(self, page: Worksheet, at: int, column: int, cells: Iterable[tuple[Any, Shape]]) -> None:
        """One row of a block."""
        for n, (value, shape) in enumerate(cells, start=column):
            self.put(page, at, n, value, shape)

    def fit(self, page: Worksheet, at: int, label: Text | str, width: float) -> None:
        """Room for a label that does not stand on one line of a column so wide."""
        words = self.said(label) if isinstance(label, Text) else label
        if (needed := lines(words, width - PADDING)) > 1:
            page.set_row(at, height(needed))

    def table(
        self, page: Worksheet, name: str, at: int, column: int, columns: Sequence[Shown], rows: Sequence[Sequence[Any]]
    ) -> int:
        """A block as an Excel table, 无 for an empty one; the row below it."""
        header = self.looks.header()
        for down, row in enumerate(rows, start=at + 1):
            for n, (value, shown) in enumerate(zip(row, columns, strict=True), start=column):
                self.put(page, down, n, value, shown.shape)
        if not rows:
            self.line(page, at + 1, column, [(NONE, "code"), *((None, shown.shape) for shown in columns[1:])])
        last = at + max(len(rows), 1)
        titles = [{"header": self.said(shown.title), "header_format": header} for shown in columns]
        told = {"name": name, "columns": titles, "style": STYLE, "autofilter": False}
        page.add_table(at, column, last, column + len(columns) - 1, told)
        return last + 1

    def sums(self, page: Worksheet, at: int, column: int, cells: Iterable[tuple[Decimal | int | str, Shape]]) -> None:
        """The row below a block; '' where nothing is summed up."""
        for n, (value, shape) in enumerate(cells, start=column):
            if isinstance(value, str):
                page.write_string(at, n, value, self.looks.total("words"))
            else:
                page.write_number(at, n, value, self.looks.total(shape))

    def bars(self, page: Worksheet, first: int, column: int, last: int, colour: str = "#9DC3E6") -> None:
        """Bars behind the numbers of a column, from nothing to the largest."""
        rule = {"type": "data_bar", "bar_color": colour, "min_type": "num", "min_value": 0}
        page.conditional_format(first, column, last, column, rule)

    def alarms(self, page: Worksheet, first: int, column: int, last: int) -> None:
        """Numbers above nothing in red."""
        fill, ink = LEVEL_COLOURS[Level.RED]
        look = self.book.add_format({"bg_color": fill, "font_color": ink, "bold": True})
        page.conditional_format(
            first, column, last, column, {"type": "cell", "criteria": ">", "value": 0, "format": look}
        )
