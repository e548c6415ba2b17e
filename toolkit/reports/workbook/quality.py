"""The sheet 数据质量: what had to be sent back or told, and what the registers lack."""

from __future__ import annotations

from typing import Final

from toolkit.model.text import Text
from toolkit.reports.report import Consolidated
from toolkit.reports.workbook.pages import HEADER_HEIGHT, Pages, Shown

_TITLE: Final = Text("数据质量", "Data quality")
_COLUMNS: Final = (Shown(Text("项目(近30天)", "what (last 30 days)"), "words"), Shown(Text("数量", "count"), "count"))
_TOP: Final = 3
_WIDTH: Final = 70


def write_quality(pages: Pages, report: Consolidated) -> None:
    """The counts, as the report lists them."""
    page = pages.open(pages.said(_TITLE), "#7F7F7F", is_tall=True)
    page.set_column(0, 0, _WIDTH)
    page.set_column(1, 1, 20)
    pages.heading(page, _TITLE, last=1)
    page.freeze_panes(_TOP + 1, 0)
    page.set_row(_TOP, HEADER_HEIGHT)
    pages.table(page, "t_quality", _TOP, 0, _COLUMNS, [(bar.label, bar.count) for bar in report.quality])
    for at, bar in enumerate(report.quality, start=_TOP + 1):
        pages.fit(page, at, bar.label, _WIDTH)
