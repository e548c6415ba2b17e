"""The report as an Excel workbook: a summary, the registers and the due lists, a sheet each."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Final, Literal, Protocol

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from toolkit.model.text import Lang, Text
from toolkit.reports.consolidate import Consolidated
from toolkit.reports.dues import KINDS
from toolkit.reports.registers import VOID
from toolkit.reports.tables import Level

Sort = Literal["words", "code", "amount", "margin", "progress", "count", "day", "days"]
"""How a column is written: text that wraps · short text, centred · 元 · two percents · number · day · days left."""

_MOST_LINKS: Final = 65_530
"""More links than that Excel does not take in one sheet."""
_A4: Final = 9
_ROW_HEIGHT: Final = 18
_LINE_HEIGHT: Final = 15
_HIGHEST: Final = 409
"""Excel has no higher row. Points, as all heights."""
_PADDING: Final = 3
_HEADER_HEIGHT: Final = 24
_TITLE_HEIGHT: Final = 34
_FONT: Final = "微软雅黑"
_DARK, _PALE, _LINE, _LINK = "#1F3864", "#EEF2F8", "#C9CED6", "#0B57A4"

_LEVELS: Final = {
    Level.RED: (Text("红", "red"), "#F8CBC6", "#9C0006"),
    Level.YELLOW: (Text("黄", "yellow"), "#FFEB9C", "#7F6000"),
    Level.BLUE: (Text("蓝", "blue"), "#D6E6F7", "#1F4E79"),
}
"""Word, fill and ink of a level."""

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": _FONT, "font_size": 10},
}

_NONE: Final = Text("无", "none")
_TOTAL: Final = Text("合计", "total")
_VOID_APART: Final = Text("合计(不含已作废)", "total (void ones apart)")
_PAGE: Final = Text("第 &P 页,共 &N 页", "page &P of &N")
_REPORT: Final = Text("销售日报", "Sales report")
_SUMMARY: Final = Text("摘要", "Summary")
_AS_OF: Final = Text("截至", "as of")
_DAYS_LEFT: Final = Text('"剩"0"天";"逾期"0"天";"今天"', '0" d left";0" d overdue";"today"')


class Row(Protocol):
    """What every row of a register or due list has, besides its fields."""

    @property
    def levels(self) -> Mapping[str, Level]:
        """How pressing single fields are, by name."""

    @property
    def file(self) -> str:
        """The document's path below the house; '' for none."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the row's field of that name, its heading, width in characters, and how it is written."""

    field: str
    title: Text
    width: float
    sort: Sort = "words"
    is_link: bool = False
    """Leads to the row's document."""
    has_total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of rows."""

    title: Text
    rows: Callable[[Consolidated], Sequence[Row]]
    columns: tuple[Column, ...]
    tab: str = _DARK
    passed_over: tuple[str, str] = ("", "")
    """(field, value) of rows that totals pass over; without it totals follow the filter."""


SHEETS: Final = (
    Sheet(
        title=Text("客户台账", "Customers"),
        rows=lambda report: report.customers,
        columns=(
            Column("number", Text("客户编号", "number"), 15, "code"),
            Column("name", Text("客户名称", "customer"), 28),
            Column("uscc", Text("信用代码", "credit code"), 21, "code"),
            Column("industry", Text("行业", "industry"), 11),
            Column("region", Text("地区", "region"), 17),
            Column("revenue", Text("年营收", "revenue"), 13),
            Column("source", Text("来源", "source"), 12),
            Column("contact", Text("关键联系人", "contact"), 11),
            Column("phone", Text("电话", "phone"), 14, "code"),
            Column("intent", Text("意向等级", "intent"), 10, "code"),
            Column("stage", Text("客户状态", "stage"), 13, "code"),
            Column("owner", Text("负责人", "owner"), 10),
            Column("contacted_on", Text("最近联系日", "last contact"), 12, "day"),
            Column("next_contact", Text("下次沟通日", "next contact"), 12, "day"),
            Column("signed_gross", Text("累计合同额(元)", "contracts (yuan)"), 16, "amount", has_total=True),
            Column("receivable", Text("应收余额(元)", "receivable (yuan)"), 16, "amount", has_total=True),
            Column("remark", Text("备注", "remark"), 20),
        ),
    ),
    Sheet(
        title=Text("报价台账", "Quotes"),
        rows=lambda report: report.quotes,
        passed_over=("status", VOID),
        columns=(
            Column("number", Text("报价编号", "quote"), 16, "code", is_link=True),
            Column("version", Text("版本", "version"), 8, "code"),
            Column("customer", Text("客户", "customer"), 30),
            Column("on", Text("报价日期", "date"), 12, "day"),
            Column("valid_until", Text("有效期至", "valid until"), 12, "day"),
            Column("days", Text("剩余天数", "days left"), 12, "days"),
            Column("gross", Text("含税金额(元)", "gross (yuan)"), 17, "amount", has_total=True),
            Column("margin", Text("毛利率", "margin"), 10, "margin"),
            Column("status", Text("状态", "status"), 16, "code"),
            Column("feedback", Text("客户反馈", "feedback"), 36),
            Column("owner", Text("负责人", "owner"), 10),
        ),
    ),
    Sheet(
        title=Text("合同台账", "Contracts"),
        rows=lambda report: report.contracts,
        passed_over=("status", VOID),
        columns=(
            Column("number", Text("合同编号", "contract"), 16, "code", is_link=True),
            Column("version", Text("版本", "version"), 8, "code"),
            Column("name", Text("合同名称", "title"), 18),
            Column("customer", Text("客户", "customer"), 30),
            Column("signed_on", Text("签订日期", "signed"), 12, "day"),
            Column("gross", Text("含税金额(元)", "gross (yuan)"), 17, "amount", has_total=True),
            Column("net", Text("不含税(元)", "net (yuan)"), 17, "amount", has_total=True),
            Column("tax", Text("税额(元)", "tax (yuan)"), 15, "amount", has_total=True),
            Column("payment", Text("付款方式", "payment"), 24),
            Column("deliver_by", Text("交付日期", "deliver by"), 12, "day"),
            Column("warranty_until", Text("质保到期", "warranty until"), 12, "day"),
            Column("approval", Text("审批状态", "approval"), 10, "code"),
            Column("invoiced", Text("已开票(元)", "invoiced (yuan)"), 17, "amount", has_total=True),
            Column("received", Text("已收款(元)", "received (yuan)"), 17, "amount", has_total=True),
            Column("outstanding", Text("未收款(元)", "outstanding (yuan)"), 17, "amount", has_total=True),
            Column("received_share", Text("收款率", "share received"), 11, "margin"),
            Column("status", Text("状态", "status"), 13, "code"),
            Column("archive_no", Text("归档号", "archive no."), 14, "code"),
            Column("owner", Text("负责人", "owner"), 10),
        ),
    ),
    Sheet(
        title=Text("订单台账", "Orders"),
        rows=lambda report: report.orders,
        columns=(
            Column("number", Text("订单号", "order"), 16, "code", is_link=True),
            Column("contract", Text("合同编号", "contract"), 16, "code"),
            Column("customer", Text("客户", "customer"), 30),
            Column("ordered_on", Text("下单日", "ordered"), 12, "day"),
            Column("deliver_by", Text("计划交付", "due"), 12, "day"),
            Column("eta", Text("预计/实际交付", "expected"), 14, "day"),
            Column("late_days", Text("延期天数", "days late"), 10, "count"),
            Column("progress", Text("进度", "progress"), 9, "progress"),
            Column("stage", Text("当前环节", "at"), 12, "code"),
            Column("trouble", Text("异常", "trouble"), 22),
            Column("letter_on", Text("上次进度函", "last letter"), 12, "day"),
            Column("round", Text("验收轮次", "rounds"), 10, "count"),
            Column("conclusion", Text("验收结论", "acceptance"), 12, "code"),
            Column("status", Text("状态", "status"), 14, "code"),
            Column("owner", Text("负责人", "owner"), 10),
        ),
    ),
    Sheet(
        title=Text("待办", "Due"),
        rows=lambda report: report.dues,
        tab="#C00000",
        columns=(
            Column("level", Text("级别", "level"), 7, "code"),
            Column("kind", Text("类型", "list"), 13, "code"),
            Column("number", Text("单号", "number"), 16, "code", is_link=True),
            Column("customer", Text("客户", "customer"), 28),
            Column("matter", Text("事项", "matter"), 42),
            Column("due_on", Text("到期日", "due"), 12, "day"),
            Column("days", Text("剩余/逾期天数", "days left"), 14, "days"),
            Column("amount", Text("金额(元)", "amount (yuan)"), 15, "amount"),
            Column("owner", Text("责任人", "owner"), 13),
            Column("action", Text("建议动作", "what to do"), 38),
        ),
    ),
)


def render(report: Consolidated, *, lang: Lang, to_house: str) -> bytes:
    """The workbook's bytes: the same report gives the same bytes.

    `to_house` leads from the workbook's folder to the house's, `../`. Text of people never becomes a formula or
    a link.
    """
    content = BytesIO()
    with Workbook(content, _OPTIONS) as book:
        drawing = _Drawing(book, report, lang, to_house)
        drawing.describe()
        drawing.summary()
        for sheet in SHEETS:
            drawing.sheet(sheet)
    return content.getvalue()


class _Drawing:
    """One workbook being written."""

    def __init__(self, book: Workbook, report: Consolidated, lang: Lang, to_house: str) -> None:
        self.book, self.report, self.lang, self.to_house = book, report, lang, to_house
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def describe(self) -> None:
        """Title and date in the file's properties; the day, not the clock."""
        title = f"{self._said(_REPORT)} {self.report.day}"
        created = datetime.combine(self.report.day, time())
        self.book.set_properties({"title": title, "company": self.report.company, "created": created})

    def sheet(self, sheet: Sheet) -> None:
        """A register or due list: header, rows, totals."""
        page, rows = self._page(sheet.title, sheet.tab), sheet.rows(self.report)
        last_column = len(sheet.columns) - 1
        for n, column in enumerate(sheet.columns):
            page.set_column(n, n, column.width)
            page.write_string(0, n, self._said(column.title), self._header())
        page.set_row(0, _HEADER_HEIGHT)
        page.freeze_panes(1, next((n + 1 for n, c in enumerate(sheet.columns) if c.is_link), 1))
        page.repeat_rows(0)
        page.autofilter(0, 0, max(len(rows), 1), last_column)
        links = 0
        for at, row in enumerate(rows, start=1):
            page.set_row(at, self._height(row, sheet.columns))
            for n, column in enumerate(sheet.columns):
                links += self._cell(page, at, n, row, column, may_link=links < _MOST_LINKS)
        if not rows:
            page.write_string(1, 0, self._said(_NONE), self._format(align="center", font_color="#7F7F7F"))
        elif any(column.has_total for column in sheet.columns):
            self._totals(page, sheet, rows)

    def _height(self, row: Row, columns: Sequence[Column]) -> float:
        """Room for the longest text once wrapped: not every program makes it by itself."""
        wrapped = ((getattr(row, c.field), c.width - _PADDING) for c in columns if c.sort == "words")
        texts = ((self._said(v) if isinstance(v, Text) else str(v), width) for v, width in wrapped if v)
        lines = max((sum(_lines(part, width) for part in text.split("\n")) for text, width in texts), default=1)
        return _ROW_HEIGHT if lines == 1 else min(lines * _LINE_HEIGHT + 4, _HIGHEST)

    def _cell(self, page: Worksheet, at: int, n: int, row: Row, column: Column, *, may_link: bool) -> bool:
        """Write one field; whether it became a link."""
        value, level = getattr(row, column.field), row.levels.get(column.field)
        if isinstance(value, Level):
            value = _LEVELS[value][0]
        is_link = bool(column.is_link and row.file and may_link)
        cell_format = self._body(column.sort, level, is_link=is_link)
        match value:
            case None | "":
                page.write_blank(at, n, None, cell_format)
            case Text():
                page.write_string(at, n, self._said(value), cell_format)
            case str() if is_link:
                page.write_url(at, n, f"external:{self.to_house}{row.file}", cell_format, value)
            case str():
                page.write_string(at, n, value, cell_format)
            case date():
                page.write_datetime(at, n, datetime.combine(value, time()), cell_format)
            case _:
                page.write_number(at, n, value, cell_format)
        return is_link

    def _totals(self, page: Worksheet, sheet: Sheet, rows: Sequence[Row]) -> None:
        """Live sums below the rows, that follow the filter where every row counts."""
        at, (field, passed_over) = len(rows) + 1, sheet.passed_over
        counted = [row for row in rows if not field or getattr(row, field) != passed_over]
        fields = [column.field for column in sheet.columns]
        for n, column in enumerate(sheet.columns):
            if column.has_total:
                amounts = (getattr(row, column.field) or Decimal(0) for row in counted)
                formula = _sum(n, at, fields.index(field) if field else None, passed_over)
                page.write_formula(at, n, formula, self._total(column.sort), sum(amounts, Decimal(0)))
            else:
                page.write_blank(at, n, None, self._total("words"))
        label = _VOID_APART if field else _TOTAL
        page.write_string(at, 0, self._said(label), self._total("words"))

    def summary(self) -> None:
        """The first sheet: figures and stages on the left, the due lists by level on the right."""
        page = self._page(_SUMMARY, "#548235")
        for n, width in enumerate((34, 9, 18, 4, 20, 9, 9, 9, 9)):
            page.set_column(n, n, width)
        page.set_row(0, _TITLE_HEIGHT)
        page.write_string(0, 0, self._said(_REPORT), self._format(bold=True, font_size=18, font_color=_DARK))
        page.write_string(1, 0, self.report.company, self._format(font_size=11))
        as_of = {"num_format": f'"{self._said(_AS_OF)} "yyyy-mm-dd', "align": "left"}
        page.write_datetime(1, 4, datetime.combine(self.report.day, time()), self._format(font_size=11, **as_of))
        page.freeze_panes(2, 0)
        self._figures(page, 3)
        self._stages(page, 3 + len(self.report.figures) + 2)
        self._dues_by_level(page, 3)

    def _figures(self, page: Worksheet, top: int) -> None:
        self._headings(page, top, 0, Text("指标", "figure"), Text("数量", "count"), Text("金额(元)", "amount (yuan)"))
        for at, figure in enumerate(self.report.figures, start=top + 1):
            page.write_string(at, 0, self._said(figure.label), self._body("words"))
            page.write_number(at, 1, figure.count, self._body("count"))
            page.write_number(at, 2, figure.amount, self._body("amount"))

    def _stages(self, page: Worksheet, top: int) -> None:
        self._headings(page, top, 0, Text("商机阶段", "stage"), Text("数量", "deals"))
        for at, (stage, count) in enumerate(self.report.stages, start=top + 1):
            page.write_string(at, 0, self._said(stage), self._body("words"))
            page.write_number(at, 1, count, self._body("count"))
        at = top + 1 + len(self.report.stages)
        page.write_string(at, 0, self._said(_TOTAL), self._total("words"))
        page.write_number(at, 1, sum(count for _, count in self.report.stages), self._total("count"))

    def _dues_by_level(self, page: Worksheet, top: int) -> None:
        levels = (Level.RED, Level.YELLOW, Level.BLUE)
        self._headings(page, top, 4, Text("待办类型", "due list"), *(_LEVELS[level][0] for level in levels), _TOTAL)
        for at, kind in enumerate(KINDS, start=top + 1):
            counts = [self.report.due_count(kind, level) for level in levels]
            page.write_string(at, 4, self._said(kind), self._body("words"))
            for n, (level, count) in enumerate(zip(levels, counts, strict=True), start=5):
                page.write_number(at, n, count, self._body("count", level if count else None))
            page.write_number(at, 8, sum(counts), self._body("count"))
        at = top + 1 + len(KINDS)
        page.write_string(at, 4, self._said(_TOTAL), self._total("words"))
        for n, level in enumerate(levels, start=5):
            page.write_number(at, n, sum(due.level == level for due in self.report.dues), self._total("count"))
        page.write_number(at, 8, len(self.report.dues), self._total("count"))

    def _headings(self, page: Worksheet, at: int, first: int, *titles: Text) -> None:
        for n, title in enumerate(titles, start=first):
            page.write_string(at, n, self._said(title), self._header())

    def _page(self, title: Text, tab: str) -> Worksheet:
        """A sheet set up for print: A4 across, one page wide, its name and the day on every page."""
        page = self.book.add_worksheet(self._said(title))
        page.set_tab_color(tab)
        page.set_default_row(_ROW_HEIGHT)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.set_header(f"&L&B{self._said(title)}&R{self._said(_AS_OF)} {self.report.day}")
        company = self.report.company.replace("&", "&&")
        page.set_footer(f"&L{company}&R{self._said(_PAGE)}")
        return page

    def _said(self, text: Text) -> str:
        return text.said(self.lang)

    def _header(self) -> Format:
        look = {"bold": True, "font_color": "#FFFFFF", "bg_color": _DARK, "align": "center", "valign": "vcenter"}
        return self._format(**look, **_BORDER, text_wrap=True)

    def _body(self, sort: Sort, level: Level | None = None, *, is_link: bool = False) -> Format:
        look: dict[str, object] = {**_BORDER, **self._look(sort), "valign": "vcenter"}
        if is_link:
            look |= {"font_color": _LINK, "underline": 1}
        if level is not None:
            _, fill, ink = _LEVELS[level]
            look |= {"bg_color": fill, "font_color": ink, "bold": level is Level.RED}
        return self._format(**look)

    def _total(self, sort: Sort) -> Format:
        return self._format(**{**self._look(sort), **_TOTAL_LOOK, "text_wrap": False})

    def _look(self, sort: Sort) -> dict[str, object]:
        look = _LOOKS[sort]
        return {**look, "num_format": self._said(_DAYS_LEFT)} if sort == "days" else look

    def _format(self, **look: object) -> Format:
        """The format of that look; one for all cells that share it."""
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(dict(look))
        return self._formats[key]


_LOOKS: Final[Mapping[Sort, dict[str, object]]] = {
    "words": {"num_format": "@", "align": "left", "indent": 1, "text_wrap": True},
    "code": {"num_format": "@", "align": "center"},
    "amount": {"num_format": "#,##0.00", "align": "right", "indent": 1},
    "margin": {"num_format": "0.00%", "align": "center"},
    "progress": {"num_format": "0%", "align": "center"},
    "count": {"num_format": '0;-0;"–"', "align": "center"},
    "day": {"num_format": "yyyy-mm-dd", "align": "center"},
    "days": {"align": "center"},
}
_BORDER: Final = {"border": 1, "border_color": _LINE}
_TOTAL_LOOK: Final[dict[str, object]] = {**_BORDER, "bold": True, "bg_color": _PALE, "valign": "vcenter"}


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column; a Chinese character is as wide as two others."""
    wide = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return max(1, math.ceil(wide / width))


def _sum(column: int, at: int, told_by: int | None, passed_over: str) -> str:
    """The formula of a total in the row below the last: of the visible rows, or of all that are not passed over."""

    def cells(n: int) -> str:
        name = xl_col_to_name(n)
        return f"{name}2:{name}{at}"

    if told_by is None:
        return f"=SUBTOTAL(109,{cells(column)})"
    return f'=SUMIFS({cells(column)},{cells(told_by)},"<>{passed_over}")'
