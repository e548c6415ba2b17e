"""How cells look: one format for all that look alike, numbered as the styles of the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from toolkit.model.text import Lang, Text
from toolkit.reports.tables import DARK, Level, Sort

FONT: Final = "微软雅黑"
PALE, LINE, LINK, GREY = "#EEF2F8", "#D5DAE1", "#0B57A4", "#7F7F7F"

LEVEL_COLOURS: Final = {
    Level.RED: ("#F8CBC6", "#9C0006"),
    Level.YELLOW: ("#FFEB9C", "#7F6000"),
    Level.BLUE: ("#D6E6F7", "#1F4E79"),
}
"""Fill and ink of a level."""

_DAYS_LEFT: Final = Text('"剩 "0" 天";"逾期 "0" 天";"今天"', '0" d left";0" d overdue";"today"')
Shape = Sort | Literal["share", "decimal", "month"]
"""What a cell may be: the sorts of columns, and what only the pages for the manager have."""

_SORTS: Final[Mapping[Shape, dict[str, Any]]] = {
    "words": {"num_format": "@", "align": "left", "indent": 1, "text_wrap": True},
    "code": {"num_format": "@", "align": "center"},
    "amount": {"num_format": "#,##0.00", "align": "right", "indent": 1},
    "margin": {"num_format": "0.00%", "align": "center"},
    "progress": {"num_format": "0%", "align": "center"},
    "count": {"num_format": '#,##0;-#,##0;"–"', "align": "center"},
    "day": {"num_format": "yyyy-mm-dd", "align": "center"},
    "days": {"align": "center"},
    "share": {"num_format": "0.0%", "align": "center"},
    "decimal": {"num_format": "#,##0.0", "align": "center"},
    "month": {"num_format": "yyyy-mm", "align": "center"},
}
_BORDER: Final[dict[str, Any]] = {"border": 1, "border_color": LINE, "valign": "vcenter"}


class Looks:
    """The formats of one workbook."""

    def __init__(self, book: Workbook, lang: Lang) -> None:
        self._book, self._lang = book, lang
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def index(self, sort: Sort, level: Level | None = None, *, is_link: bool = False) -> int:
        """The number by which a cell of the workbook names the look of a column of that sort."""
        made: int = self.body(sort, level, is_link=is_link)._get_xf_index()  # kept by the format from then on
        return made

    def body(self, sort: Shape, level: Level | None = None, *, is_link: bool = False, **more: object) -> Format:
        """Of a cell in a table."""
        look = {**_BORDER, **self._sort(sort)}
        if is_link:
            look |= {"font_color": LINK, "underline": 1}
        if level is not None:
            fill, ink = LEVEL_COLOURS[level]
            look |= {"bg_color": fill, "font_color": ink, "bold": level is Level.RED}
        return self.of(**{**look, **more})

    def header(self) -> Format:
        """Of a column's title."""
        ink = {"bold": True, "font_color": "#FFFFFF", "bg_color": DARK}
        return self.of(**_BORDER, **ink, align="center", text_wrap=True)

    def total(self, sort: Shape, **more: object) -> Format:
        """Of a sum."""
        look = {**_BORDER, **self._sort(sort), "bold": True, "bg_color": PALE, "text_wrap": False}
        return self.of(**{**look, **more})

    def of(self, **look: object) -> Format:
        """The format of that look."""
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(dict(look))
        return self._made[key]

    def _sort(self, sort: Shape) -> dict[str, Any]:
        look = _SORTS[sort]
        return {**look, "num_format": _DAYS_LEFT.said(self._lang)} if sort == "days" else look
