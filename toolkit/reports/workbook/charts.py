"""The sheet 图表: the report's charts, drawn by the spreadsheet itself from the tables below them and the funnel's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from toolkit.model.text import Text
from toolkit.reports.report import Bar, Consolidated
from toolkit.reports.tables import DARK
from toolkit.reports.workbook.funnel import FUNNEL, STEPS_AT
from toolkit.reports.workbook.looks import FONT, LINE
from toolkit.reports.workbook.pages import Pages, Shown

CHARTS: Final = Text("图表", "Charts")
_BLUE, _ORANGE, _GREEN, _RED, _LIGHT = "#2E75B6", "#ED7D31", "#70AD47", "#C0504D", "#9DC3E6"
_WIDTHS: Final = (20, 18, 18, 18, 18, 3, 40, 16, 36)
_RIGHT: Final = 6
"""Column at which the right half begins."""
_SIZE: Final = (664, 288)
"""Pixels; two stand side by side, three rows of them on a page."""
_CHARTS_AT, _ROWS_OF_CHART = 3, 13
_DATA_AT: Final = _CHARTS_AT + 3 * _ROWS_OF_CHART
_UNIT: Final = Text('0\\.0,"万"', '#,##0,"k"')
"""Number format of an axis: 万元, thousands of yuan."""

_AMOUNT, _COUNT = Text("金额(元)", "amount (yuan)"), Text("数量", "count")
_MONTHS: Final = (
    Shown(Text("月份", "month"), "month"),
    Shown(Text("签约(元)", "signed (yuan)"), "amount"),
    Shown(Text("回款(元)", "received (yuan)"), "amount"),
    Shown(Text("签约目标(元)", "target, signed (yuan)"), "amount"),
    Shown(Text("回款目标(元)", "target, received (yuan)"), "amount"),
)
_AGEING: Final = Text("应收账龄", "Ageing of receivables")
_MARGINS: Final = Text("毛利率分布", "Gross margins")
_LOSSES: Final = Text("丢单/流失原因", "Why deals were lost")


def write_charts(pages: Pages, report: Consolidated) -> None:
    """Funnel and forecast, months, ageing, margins and losses."""
    page = pages.open(pages.said(CHARTS), "#70AD47")
    for n, width in enumerate(_WIDTHS):
        page.set_column(n, n, width)
    pages.heading(page, CHARTS, last=len(_WIDTHS) - 1)
    page.freeze_panes(2, 0)
    page.set_h_pagebreaks([_DATA_AT])
    months = [(m.first, m.signed, m.received, m.signed_target, m.received_target) for m in report.months]
    pages.table(page, "t_months", _DATA_AT, 0, _MONTHS, months)
    drawing = _Drawing(pages, _SIZE)
    ageing = _Block(_DATA_AT, len(report.ageing))
    margins = _Block(_bars(pages, page, ageing.at, "t_ageing", _AGEING, report.ageing) + 1, len(report.margins))
    losses = _Block(_bars(pages, page, margins.at, "t_margins", _MARGINS, report.margins) + 1, len(report.losses))
    _bars(pages, page, losses.at, "t_loss_reasons", _LOSSES, report.losses)
    charts = (
        drawing.funnel(len(report.funnel)),
        drawing.forecast(len(report.funnel)),
        months_chart(pages, report, _SIZE),
        drawing.columns(_AGEING, ageing, 2, _ORANGE),
        drawing.columns(_MARGINS, margins, 1, _GREEN),
        drawing.columns(_LOSSES, losses, 1, _RED),
    )
    for n, chart in enumerate(charts):
        at = _CHARTS_AT + _ROWS_OF_CHART * (n // 2)
        page.insert_chart(at, _RIGHT if n % 2 else 0, chart, {"object_position": 2})


def months_chart(pages: Pages, report: Consolidated, size: tuple[int, int]) -> Chart:
    """What the months brought, so many pixels wide and high; targets where any is set."""
    told = [any(month.signed_target for month in report.months), any(month.received_target for month in report.months)]
    return _Drawing(pages, size).months(_Block(_DATA_AT, len(report.months)), *told)


def _bars(pages: Pages, page: Worksheet, at: int, name: str, title: Text, bars: Sequence[Bar]) -> int:
    """A distribution as a table in the right half; the row below it."""
    columns = (Shown(title, "words"), Shown(_COUNT, "count"), Shown(_AMOUNT, "amount"))
    return pages.table(page, name, at, _RIGHT, columns, [(bar.label, bar.count, bar.amount) for bar in bars])


@dataclass(frozen=True, slots=True)
class _Block:
    """Where a table lies: the row of its titles, how many rows follow."""

    at: int
    count: int


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Charts of one look."""

    pages: Pages
    size: tuple[int, int]

    @property
    def sheet(self) -> str:
        """The sheet with the tables."""
        return self.pages.said(CHARTS)

    def funnel(self, steps: int) -> Chart:
        """How many deals ever came to each step, and how many stand there, the first step at the top."""
        chart = self._chart("bar", Text("销售漏斗(商机数)", "Funnel (deals)"))
        sheet, block = self.pages.said(FUNNEL), _Block(STEPS_AT, steps)
        self._series(chart, sheet, block, 0, 3, _BLUE, gap=30, data_labels=self._figures())
        self._series(chart, sheet, block, 0, 1, _LIGHT, data_labels=self._figures())
        chart.set_y_axis({"reverse": True, **self._letters(), "line": {"color": LINE}})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        return chart

    def forecast(self, steps: int) -> Chart:
        """What stands at each step, and what of it the win rates let us expect."""
        chart = self._chart("column", Text("各阶段金额与加权预测", "Amount and forecast by step"))
        sheet, block = self.pages.said(FUNNEL), _Block(STEPS_AT, steps)
        self._series(chart, sheet, block, 0, 2, _LIGHT, gap=60)
        self._series(chart, sheet, block, 0, 10, _BLUE)
        self._axes(chart, is_money=True)
        return chart

    def months(self, block: _Block, *has_target: bool) -> Chart:
        """What was signed and received, with their targets as lines."""
        chart = self._chart("column", Text("月度签约与回款", "Signed and received by month"))
        self._series(chart, self.sheet, block, 0, 1, _BLUE, gap=60)
        self._series(chart, self.sheet, block, 0, 2, _GREEN)
        targets = [told for told, is_set in zip(((3, _BLUE), (4, _GREEN)), has_target, strict=True) if is_set]
        if targets:
            lines = self.pages.book.add_chart({"type": "line"})
            for column, colour in targets:
                dashed = {"color": colour, "width": 1.5, "dash_type": "dash"}
                self._series(lines, self.sheet, block, 0, column, colour, line=dashed, fill=None)
            chart.combine(lines)
        self._axes(chart, is_money=True, categories="yyyy-mm")
        return chart

    def columns(self, title: Text, block: _Block, value: int, colour: str) -> Chart:
        """A distribution."""
        chart = self._chart("column", title)
        is_money = value == 2
        labels = self._figures(self.pages.said(_UNIT) if is_money else "#,##0")
        self._series(chart, self.sheet, block, _RIGHT, _RIGHT + value, colour, gap=60, data_labels=labels)
        self._axes(chart, is_money=is_money)
        chart.set_legend({"none": True})
        return chart

    def _chart(self, kind: str, title: Text) -> Chart:
        chart = self.pages.book.add_chart({"type": kind})
        letters = {"name": FONT, "size": 12, "bold": True, "color": DARK}
        chart.set_title({"name": self.pages.said(title), "name_font": letters, "overlay": False})
        chart.set_size(dict(zip(("width", "height"), self.size, strict=True)))
        chart.set_legend({"position": "bottom", "font": {"name": FONT, "size": 9}})
        chart.set_chartarea({"border": {"color": LINE}})
        return chart

    def _series(
        self, chart: Chart, sheet: str, block: _Block, labels: int, value: int, colour: str, **more: Any
    ) -> None:
        first, last = block.at + 1, block.at + max(block.count, 1)
        told = {
            "name": [sheet, block.at, value],
            "categories": [sheet, first, labels, last, labels],
            "values": [sheet, first, value, last, value],
            "fill": {"color": colour},
            **more,
        }
        chart.add_series({name: said for name, said in told.items() if said is not None})

    def _axes(self, chart: Chart, *, is_money: bool, categories: str = "") -> None:
        form = self.pages.said(_UNIT) if is_money else "#,##0"
        lines = {"visible": True, "line": {"color": "#E7E9ED"}}
        chart.set_y_axis({"num_format": form, "major_gridlines": lines, **self._letters(), "line": {"none": True}})
        dated = {"num_format": categories, "text_axis": True} if categories else {}
        chart.set_x_axis({**self._letters(), "line": {"color": LINE}, **dated})

    @staticmethod
    def _letters() -> dict[str, Any]:
        return {"num_font": {"name": FONT, "size": 9}}

    @staticmethod
    def _figures(form: str = "#,##0") -> dict[str, Any]:
        return {"value": True, "num_format": form, "font": {"name": FONT, "size": 9}}
