"""The first sheet, 摘要: what a manager wants to know standing up. Source: domain.md 6.2, 6.3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from toolkit.model.text import Text
from toolkit.reports.dues import KINDS
from toolkit.reports.figures import OFFERED, OVERDUE, RECEIVED, SIGNED, UNDER_WAY
from toolkit.reports.report import Consolidated
from toolkit.reports.tables import DARK, LEVEL_WORDS, Level
from toolkit.reports.workbook.charts import months_chart
from toolkit.reports.workbook.lists import ALERTS, CHANGES
from toolkit.reports.workbook.looks import GREY, LEVEL_COLOURS, PALE, Shape
from toolkit.reports.workbook.pages import NONE, REPORT, SUMMARY, TOTAL, Pages
from toolkit.reports.workbook.sheets import TOP

_WIDTHS: Final = (25, 9, 20, 2.5, 25, 8, 8, 8, 9, 2.5, 18, 11, 20)
_LEFT, _MIDDLE, _RIGHT = 0, 4, 10
_TILES_AT: Final = 3
_BLOCKS_AT: Final = 7
_LEVELS: Final = (Level.RED, Level.YELLOW, Level.BLUE)
_TILES: Final = ((0, 0), (1, 2), (4, 4), (5, 8), (10, 10), (11, 12))
"""First and last column of each tile."""

_RED_LINES: Final = Text("红色预警", "red alerts")
_PIECES: Final = Text('#,##0" 笔"', '#,##0" deals"')
_LINES: Final = Text('#,##0" 条"', '#,##0" lines"')
_HOUSES: Final = Text("合并 {0} 家", "{0} houses")
_MONTH: Final = Text("本月目标", "this month")
_CYCLE: Final = Text("平均签约周期(天)", "mean cycle (days)")
_SINCE: Final = Text("自 {0} 日终以来", "since the end of {0}")
_CHART_ROWS, _CHART_SIZE = 13, (366, 312)
"""Rows above the lower edge of the lists, and pixels."""


def write_summary(pages: Pages, report: Consolidated) -> None:
    """Tiles above; then figures and stages, the due lists by level, the month and what has changed."""
    page = pages.open(pages.said(SUMMARY), "#548235")
    page.fit_to_pages(1, 1)
    for n, width in enumerate(_WIDTHS):
        page.set_column(n, n, width)
    pages.heading(page, REPORT, last=len(_WIDTHS) - 1)
    if report.houses:
        said = f"{pages.said(_HOUSES).format(len(report.houses))}: {'、'.join(report.houses)}"
        page.write_string(1, _MIDDLE, said, pages.looks.of(font_size=11, font_color=GREY))
    page.freeze_panes(2, 0)
    _tiles(pages, page, report)
    below = _figures(pages, page, report)
    _stages(pages, page, below + 1, report)
    _dues(pages, page, report)
    below = _month(pages, page, report)
    below = _changes(pages, page, below + 1, report)
    lists_end = _BLOCKS_AT + 2 + len(KINDS)
    at = max(below + 1, lists_end - _CHART_ROWS)
    page.insert_chart(at, _RIGHT, months_chart(pages, report, _CHART_SIZE), {"object_position": 2})


def _tiles(pages: Pages, page: Worksheet, report: Consolidated) -> None:
    """The figures that count most, large."""
    known = {figure.label: figure for figure in report.figures}
    told: list[tuple[Text, Decimal | int, str, int | None]] = [
        (label, known[label].amount, "#,##0", known[label].count)
        for label in (SIGNED, RECEIVED, OFFERED, UNDER_WAY, OVERDUE)
        if label in known
    ]
    red = sum(due.level is Level.RED for due in report.dues)
    told.append((_RED_LINES, red, pages.said(_LINES), None))
    for row, height in ((_TILES_AT, 20), (_TILES_AT + 1, 32), (_TILES_AT + 2, 18)):
        page.set_row(row, height)
    for (first, last), (label, value, form, count) in zip(_TILES, told, strict=False):
        is_bad = label in (OVERDUE, _RED_LINES) and value > 0
        _tile(pages, page, first, last, label, (value, form), count, is_bad=is_bad)


def _tile(
    pages: Pages,
    page: Worksheet,
    first: int,
    last: int,
    label: Text,
    figure: tuple[Decimal | int, str],
    count: int | None,
    *,
    is_bad: bool,
) -> None:
    ink = LEVEL_COLOURS[Level.RED][1] if is_bad else DARK
    side = {"bg_color": PALE, "align": "center", "valign": "vcenter", "left": 5, "left_color": ink}
    value, form = figure
    looks = (
        pages.looks.of(**side, font_color=GREY),
        pages.looks.of(**side, font_color=ink, bold=True, font_size=18, num_format=form, shrink=True),
        pages.looks.of(**side, font_color=GREY, num_format=pages.said(_PIECES)),
    )
    for down, (said, look) in enumerate(zip((pages.said(label), value, count), looks, strict=True)):
        at = _TILES_AT + down
        plain = pages.looks.of(bg_color=PALE)
        if last > first:
            page.merge_range(at, first, at, last, "", look)
            for n in range(first + 1, last + 1):
                page.write_blank(at, n, None, plain)
        if said is None:
            page.write_blank(at, first, None, look)
        elif isinstance(said, str):
            page.write_string(at, first, said, look)
        else:
            page.write_number(at, first, said, look)


def _figures(pages: Pages, page: Worksheet, report: Consolidated) -> int:
    """All figures; the row below."""
    pages.titles(
        page, _BLOCKS_AT, _LEFT, Text("指标", "figure"), Text("数量", "count"), Text("金额(元)", "amount (yuan)")
    )
    at = _BLOCKS_AT + 1
    for at, figure in enumerate(report.figures, start=_BLOCKS_AT + 1):
        pages.line(page, at, _LEFT, ((figure.label, "words"), (figure.count, "count"), (figure.amount, "amount")))
        pages.fit(page, at, figure.label, _WIDTHS[_LEFT])
    return at + 1


def _stages(pages: Pages, page: Worksheet, at: int, report: Consolidated) -> None:
    """How many deals stand at each stage, with their share."""
    pages.titles(page, at, _LEFT, Text("商机阶段", "stage"), Text("数量", "deals"), Text("占比", "share"))
    total = sum(count for _, count in report.stages)
    for row, (stage, count) in enumerate(report.stages, start=at + 1):
        share = Decimal(count) / total if total else None
        pages.line(page, row, _LEFT, ((stage, "words"), (count, "count"), (share, "share")))
    end = at + 1 + len(report.stages)
    pages.bars(page, at + 1, 2, end - 1)
    pages.sums(page, end, _LEFT, ((pages.said(TOTAL), "words"), (total, "count"), ("", "words")))


def _dues(pages: Pages, page: Worksheet, report: Consolidated) -> None:
    """Every due list by level; its name leads to its most pressing line."""
    counts = Counter((due.kind, due.level) for due in report.dues)
    first: dict[Text, int] = {}
    for row, due in enumerate(report.dues, start=TOP + 1):
        first.setdefault(due.kind, row)
    words = (LEVEL_WORDS[level] for level in _LEVELS)
    pages.titles(page, _BLOCKS_AT, _MIDDLE, Text("预警清单", "due list"), *words, TOTAL)
    sheet, linked = pages.said(ALERTS.title), pages.looks.body("words", is_link=True)
    for at, kind in enumerate(KINDS, start=_BLOCKS_AT + 1):
        pages.put(page, at, _MIDDLE, kind)
        if kind in first:
            page.write_url(at, _MIDDLE, f"internal:'{sheet}'!A{first[kind]}", linked, pages.said(kind))
        for n, level in enumerate(_LEVELS, start=_MIDDLE + 1):
            count = counts[kind, level]
            pages.put(page, at, n, count, "count", level if count else None)
        total = sum(counts[kind, level] for level in _LEVELS)
        pages.put(page, at, _MIDDLE + 4, total or NONE, "count")
    end = _BLOCKS_AT + 1 + len(KINDS)
    sums = [sum(counts[kind, level] for kind in KINDS) for level in _LEVELS]
    pages.sums(
        page, end, _MIDDLE, ((pages.said(TOTAL), "words"), *((n, "count") for n in sums), (len(report.dues), "count"))
    )


def _month(pages: Pages, page: Worksheet, report: Consolidated) -> int:
    """What the month has brought beside what it is to bring; the row below."""
    pages.titles(page, _BLOCKS_AT, _RIGHT, _MONTH, Text("完成", "done"), Text("金额(元)", "amount (yuan)"))
    at = _BLOCKS_AT + 1
    for label, came, target in _against(report):
        share = came / target if target else None
        pages.line(page, at, _RIGHT, ((label, "words"), (share, "share"), (came, "amount")))
        pages.line(
            page, at + 1, _RIGHT, ((Text("  目标", "  target"), "words"), (None, "share"), (target or NONE, "amount"))
        )
        at += 2
    pages.bars(page, _BLOCKS_AT + 1, _RIGHT + 1, at - 1, "#A9D18E")
    pages.line(
        page,
        at,
        _RIGHT,
        ((_CYCLE, "words"), (None, "share"), (NONE if report.cycle_days is None else report.cycle_days, "decimal")),
    )
    return at + 1


def _against(report: Consolidated) -> Iterator[tuple[Text, Decimal, Decimal | None]]:
    for month in report.months[-1:]:
        yield Text("签约", "signed"), month.signed, month.signed_target
        yield Text("回款", "received"), month.received, month.received_target


def _changes(pages: Pages, page: Worksheet, at: int, report: Consolidated) -> int:
    """What has changed since the last report, by kind; each leads to its lines. The row below."""
    since = pages.said(_SINCE).format(report.since)
    page.write_string(at - 1, _RIGHT, since, pages.looks.of(font_color=GREY, font_size=9, valign="vbottom"))
    pages.titles(page, at, _RIGHT, CHANGES.title, Text("数量", "count"), Text("金额(元)", "amount (yuan)"))
    kinds: dict[Text, list[Decimal]] = {}
    first: dict[Text, int] = {}
    for row, change in enumerate(report.changes, start=TOP + 1):
        first.setdefault(change.kind, row)
        kinds.setdefault(change.kind, []).append(change.amount or Decimal(0))
    sheet, linked = pages.said(CHANGES.title), pages.looks.body("words", is_link=True)
    for kind, amounts in kinds.items():
        at += 1
        cells: Sequence[tuple[Any, Shape]] = ((kind, "words"), (len(amounts), "count"), (sum(amounts), "amount"))
        pages.line(page, at, _RIGHT, cells)
        page.write_url(at, _RIGHT, f"internal:'{sheet}'!A{first[kind]}", linked, pages.said(kind))
    if not kinds:
        at += 1
        pages.line(page, at, _RIGHT, ((NONE, "words"), (None, "count"), (None, "amount")))
    return at + 1
