"""The sheet 漏斗: how deals get on from step to step, and by owner, industry and source. Source: domain.md 6.2."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from xlsxwriter.worksheet import Worksheet

from toolkit.model.text import Text
from toolkit.reports.report import Consolidated, Split
from toolkit.reports.spreads import UNSAID
from toolkit.reports.workbook.looks import GREY
from toolkit.reports.workbook.pages import HEADER_HEIGHT, TOTAL, Pages, Shown

FUNNEL: Final = Text("漏斗", "Funnel")
STEPS_AT: Final = 4
"""Row of the titles of the funnel's table."""

_STEPS: Final = (
    Shown(Text("阶段", "step"), "words"),
    Shown(Text("数量", "deals"), "count"),
    Shown(Text("金额(含税,元)", "amount with tax (yuan)"), "amount"),
    Shown(Text("累计进入", "entered"), "count"),
    Shown(Text("阶段转化率", "conversion"), "share"),
    Shown(Text("累计转化率", "cumulative"), "share"),
    Shown(Text("平均停留(天)", "days, mean"), "decimal"),
    Shown(Text("中位停留(天)", "days, median"), "decimal"),
    Shown(Text("最长停留(天)", "days, longest"), "count"),
    Shown(Text("赢率", "win rate"), "progress"),
    Shown(Text("加权金额(元)", "weighted (yuan)"), "amount"),
    Shown(Text("本周新增", "new this week"), "count"),
    Shown(Text("本周流失", "lost this week"), "count"),
    Shown(Text("超期停留", "overstayed"), "count"),
)
_WIDTHS: Final = (26, 11, 20, 11, 20, 12, 12, 13, 20, 12, 20, 11, 11, 11)
_ONE_PAGE: Final = 70
"""So many rows are still legible on one page."""
_LOST: Final = Text("丢单/流失", "lost deals")
_SPLIT: Final = (
    Shown(Text("进入数", "deals"), "count"),
    Shown(Text("在谈金额(元)", "running (yuan)"), "amount"),
    Shown(Text("在谈数", "running"), "count"),
    Shown(Text("加权金额(元)", "weighted (yuan)"), "amount"),
    Shown(Text("签约数", "signed"), "count"),
    Shown(_LOST, "count"),
    Shown(Text("签约转化率", "conversion"), "share"),
    Shown(Text("签约金额(元)", "signed (yuan)"), "amount"),
)
_LOSSES: Final = (
    Shown(Text("丢单/流失原因(本年)", "reason (this year)"), "words"),
    Shown(Text("数量", "deals"), "count"),
    Shown(Text("金额(元)", "amount (yuan)"), "amount"),
)
_CYCLE: Final = Text(
    "本年签约平均周期(线索→合同): {0} 天", "mean cycle of this year's contracts, lead to contract: {0} days"
)
_NO_CYCLE: Final = Text("本年尚无签约,无平均周期", "nothing signed this year, so no mean cycle")


def write_funnel(pages: Pages, report: Consolidated) -> None:
    """The funnel, its splits one below the other, and why deals were lost."""
    page = pages.open(pages.said(FUNNEL), "#2E75B6")
    for n, width in enumerate(_WIDTHS):
        page.set_column(n, n, width)
    pages.heading(page, FUNNEL, last=len(_WIDTHS) - 1, wide=False)
    cycle = pages.said(_NO_CYCLE) if report.cycle_days is None else pages.said(_CYCLE).format(report.cycle_days)
    page.write_string(2, 0, cycle, pages.looks.of(font_color=GREY))
    page.freeze_panes(STEPS_AT + 1, 1)
    at = _steps(pages, page, report) + 2
    for name, title, splits in (
        ("t_by_owner", Text("按负责人", "by owner"), report.by_owner),
        ("t_by_industry", Text("按行业", "by industry"), report.by_industry),
        ("t_by_source", Text("按来源", "by source"), report.by_source),
    ):
        at = _split(pages, page, at, name, title, splits) + 1
    pages.section(page, at, 0, Text("丢单/流失原因", "Why deals were lost"))
    for row, bar in enumerate(report.losses, start=at + 2):
        pages.fit(page, row, bar.label, _WIDTHS[0])
    losses = [(bar.label, bar.count, bar.amount) for bar in report.losses]
    if pages.table(page, "t_losses", at + 1, 0, _LOSSES, losses) < _ONE_PAGE:
        page.fit_to_pages(1, 1)


def _steps(pages: Pages, page: Worksheet, report: Consolidated) -> int:
    """The funnel and its sums; the row below."""
    rows = [
        (
            step.title,
            step.count,
            step.amount,
            step.entered,
            step.conversion,
            step.cumulative,
            step.dwell_mean,
            step.dwell_median,
            step.dwell_longest,
            step.win_rate,
            step.weighted,
            step.new,
            step.lost,
            step.overstayed,
        )
        for step in report.funnel
    ]
    end = pages.table(page, "t_funnel", STEPS_AT, 0, _STEPS, rows)
    page.set_row(STEPS_AT, 34)
    if rows:
        sums: dict[int, Decimal | int] = {
            1: sum(step.count for step in report.funnel),
            2: sum(step.amount for step in report.funnel),
            10: sum(step.weighted for step in report.funnel),
            12: sum(step.lost for step in report.funnel),
            13: sum(step.overstayed for step in report.funnel),
        }
        said = ((pages.said(TOTAL), "words"), *((sums.get(n, ""), shown.shape) for n, shown in enumerate(_STEPS) if n))
        pages.sums(page, end, 0, said)
        pages.bars(page, STEPS_AT + 1, 4, end - 1)
        pages.alarms(page, STEPS_AT + 1, 13, end - 1)
    return end + 1


def _split(pages: Pages, page: Worksheet, at: int, name: str, title: Text, splits: Sequence[Split]) -> int:
    pages.section(page, at, 0, title)
    rows = [
        (
            one.name or UNSAID,
            one.entered,
            one.amount,
            one.running,
            one.weighted,
            one.signed,
            one.lost,
            one.conversion,
            one.signed_amount,
        )
        for one in splits
    ]
    page.set_row(at + 1, HEADER_HEIGHT)
    end = pages.table(page, name, at + 1, 0, (Shown(title, "words"), *_SPLIT), rows)
    for row, one in enumerate(splits, start=at + 2):
        pages.fit(page, row, one.name, _WIDTHS[0])
    if rows:
        pages.bars(page, at + 2, 7, end - 1)
    return end
