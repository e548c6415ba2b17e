"""One person's list: 待办_王芳_20260824.xlsx, to work from and to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from itertools import groupby
from operator import attrgetter
from typing import Final

from xlsxwriter.worksheet import Worksheet

from toolkit.model.text import Lang, Text
from toolkit.office.made import stilled
from toolkit.reports.dues import Due
from toolkit.reports.tables import LEVEL_WORDS, Level
from toolkit.reports.workbook.cells import PADDING, height, lines
from toolkit.reports.workbook.lists import ALERTS
from toolkit.reports.workbook.looks import GREY, LEVEL_COLOURS, Looks
from toolkit.reports.workbook.pages import HEADER_HEIGHT, NONE, Pages, opened
from toolkit.reports.workbook.sheets import MOST_LINKS

TODO: Final = Text("待办", "To do")
_LEFT_OUT: Final = ("level", "owner", "source")
"""Columns of 预警 that say the same on every line here, or that the link on the number says."""
_COLUMNS: Final = tuple(column for column in ALERTS.columns if column.field not in _LEFT_OUT)
_DONE: Final = (Text("完成", "done"), 9.0)
_BOX: Final = "☐"
_HEADING: Final = Text("{0}的待办", "To do: {0}")
_COUNT: Final = Text("共 {0} 项:{1}", "{0} in all: {1}")
_AND: Final = Text("、", ", ")
_WHEN: Final = {
    Level.RED: Text("今天处理", "today"),
    Level.YELLOW: Text("尽快处理", "soon"),
    Level.BLUE: Text("即将到期", "coming up"),
}
MOST_LINES: Final = 1_000
"""More nobody works through; the rest is counted."""
_REST: Final = Text("其余 {0} 项见销售日报的预警页", "{0} more stand on the page 预警 of the sales report")
_TOP: Final = 4
"""Row at which the first group begins."""


def render_todo(owner: str, dues: Iterable[Due], *, lang: Lang, to_house: str, company: str, day: date) -> bytes:
    """The bytes of that person's list, grouped by level, otherwise in the order of `dues`.

    `to_house` leads from the list's folder to the house's. The same lines give the same bytes; a text of people is
    never a formula or a link.
    """
    own = sorted(dues, key=attrgetter("level"), reverse=True)
    made = BytesIO()
    with opened(made) as book:
        pages = Pages(book, Looks(book, lang), lang, company, day)
        pages.describe(f"{pages.said(TODO)} {owner} {day}")
        _write(pages, owner, own, to_house)
    return stilled(made.getvalue(), _with_slashes)


def _with_slashes(part: bytes) -> bytes:
    """Links as every system understands them: XlsxWriter writes the backslashes of Windows."""
    return part.replace(b"\\", b"/") if b"<Relationships" in part[:200] else part


def _write(pages: Pages, owner: str, dues: Sequence[Due], to_house: str) -> None:
    page = pages.open(pages.said(TODO), "#C00000")
    for n, column in enumerate(_COLUMNS):
        page.set_column(n, n, column.width)
    last = len(_COLUMNS)
    page.set_column(last, last, _DONE[1])
    heading = Text(*(text.format(owner) for text in _HEADING))
    pages.heading(page, heading, last=last, wide=False)
    page.write_string(2, 0, _counted(pages, dues), pages.looks.of(font_color=GREY))
    page.freeze_panes(2, 0)
    at, linked = _TOP, 0
    counts = Counter(due.level for due in dues)
    for level, own in groupby(dues[:MOST_LINES], key=attrgetter("level")):
        at = _group(pages, page, at, level, counts[level])
        for due in own:
            linked += bool(due.file)
            _line(pages, page, at, due, to_house if linked <= MOST_LINKS else None)
            at += 1
        at += 1
    if len(dues) > MOST_LINES:
        rest = pages.said(_REST).format(len(dues) - MOST_LINES)
        page.write_string(at, 0, rest, pages.looks.of(font_color=GREY))
    if not dues:
        page.write_string(_TOP, 0, pages.said(NONE), pages.looks.of(font_color=GREY, align="center"))


def _counted(pages: Pages, dues: Sequence[Due]) -> str:
    """`共 5 项:红 2、黄 3`."""
    groups = ((level, len(list(group))) for level, group in groupby(dues, key=attrgetter("level")))
    told = pages.said(_AND).join(f"{pages.said(LEVEL_WORDS[level])} {count}" for level, count in groups)
    return pages.said(_COUNT).format(len(dues), told or pages.said(NONE))


def _group(pages: Pages, page: Worksheet, at: int, level: Level, count: int) -> int:
    """The band of a level and the columns' titles; the row of its first line."""
    fill, ink = LEVEL_COLOURS[level]
    band = pages.looks.of(bg_color=fill, font_color=ink, bold=True, font_size=12, valign="vcenter")
    page.set_row(at, HEADER_HEIGHT)
    for n in range(len(_COLUMNS) + 1):
        page.write_blank(at, n, None, band)
    said = f" {pages.said(LEVEL_WORDS[level])} · {pages.said(_WHEN[level])} ({count})"
    page.write_string(at, 0, said, band)
    pages.titles(page, at + 1, 0, *(column.title for column in _COLUMNS), _DONE[0])
    page.set_row(at + 1, 2 * HEADER_HEIGHT - 12)
    return at + 2


def _line(pages: Pages, page: Worksheet, at: int, due: Due, to_house: str | None) -> None:
    """One line; its number leads to the document unless `to_house` is None."""
    tallest = 1
    for n, column in enumerate(_COLUMNS):
        value = getattr(due, column.field)
        pages.put(page, at, n, value, column.sort, due.level if column.field == "days" else None)
        if column.is_link and due.file and to_house is not None:
            look = pages.looks.body(column.sort, is_link=True)
            page.write_url(at, n, f"external:{to_house}{due.file}", look, str(value))
        if column.sort == "words":
            text = pages.said(value) if isinstance(value, Text) else str(value or "")
            tallest = max(tallest, lines(text, column.width - PADDING))
    pages.put(page, at, len(_COLUMNS), _BOX, "code")
    page.set_row(at, height(tallest) + 4)
