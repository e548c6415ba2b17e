from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.reports.history import NAME, customer, deal_on, report_on, reported, status
from toolkit.model.text import Lang, Text
from toolkit.reports.consolidate import Consolidated
from toolkit.reports.dues import KINDS
from toolkit.reports.tables import Level
from toolkit.reports.workbook import SHEETS, Sheet, render

AUGUST24 = date(2026, 8, 24)


def opened(report: Consolidated, lang: Lang = "zh", *, computed: bool = True) -> Workbook:
    return load_workbook(BytesIO(render(report, lang=lang, to_house="../")), data_only=computed)


def page(book: Workbook, name: str) -> Worksheet:
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def said(value: Any) -> Any:
    """The value as a cell gives it back."""
    match value:
        case Level():
            return {Level.RED: "红", Level.YELLOW: "黄", Level.BLUE: "蓝"}[value]
        case Text():
            return value.zh or None
        case Decimal():
            return pytest.approx(float(value))
        case date():
            return datetime(value.year, value.month, value.day)
        case "":
            return None
        case _:
            return value


def cells(sheet: Worksheet) -> Iterator[list[Any]]:
    return ([cell.value for cell in row] for row in sheet.iter_rows(min_row=2))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.title.en)
@pytest.mark.parametrize("day", [date(2026, 7, 3), date(2026, 7, 28), AUGUST24])
def test_every_cell_says_what_its_row_says(sheet: Sheet, day: date) -> None:
    report = report_on(day)

    written = list(cells(page(opened(report), sheet.title.zh)))

    expected = [[said(getattr(row, column.field)) for column in sheet.columns] for row in sheet.rows(report)]
    assert written[: len(expected)] == expected


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.title.en)
def test_every_sheet_is_made_for_screen_and_print(sheet: Sheet) -> None:
    written = page(opened(report_on(date(2026, 8, 12))), sheet.title.zh)

    setup, properties = written.page_setup, written.sheet_properties.pageSetUpPr
    assert str(written.freeze_panes).endswith("2")
    assert written.auto_filter.ref is not None
    assert written.print_title_rows == "$1:$1"
    assert (setup.orientation, setup.fitToHeight) == ("landscape", 0)
    assert properties is not None and properties.fitToPage
    assert [written.cell(1, n).value for n in range(1, len(sheet.columns) + 1)] == [c.title.zh for c in sheet.columns]


def test_amounts_and_days_look_as_people_write_them() -> None:
    written = page(opened(report_on(AUGUST24)), "合同台账")

    formats = {written.cell(1, n).value: written.cell(2, n).number_format for n in range(1, written.max_column + 1)}

    assert formats["含税金额(元)"] == "#,##0.00"
    assert formats["签订日期"] == "yyyy-mm-dd"


def test_a_total_is_live_and_passes_over_void_quotes() -> None:
    void = replace(deal_on(date(2026, 7, 3)), number="SJ-2026-0002")
    void = void.after(date(2026, 7, 3), status("G02", "BJ-2026-0001", "已作废", "V1"))
    report = reported(deal_on(AUGUST24), void, day=AUGUST24)

    values, formulas = opened(report), opened(report, computed=False)

    assert page(values, "报价台账")["A4"].value == "合计(不含已作废)"
    assert page(values, "报价台账")["G4"].value == 286000
    assert page(formulas, "报价台账")["G4"].value == '=SUMIFS(G2:G3,I2:I3,"<>已作废")'
    assert page(values, "客户台账")["O3"].value == pytest.approx(271700)
    assert page(formulas, "客户台账")["O3"].value == "=SUBTOTAL(109,O2:O2)"


def test_a_number_leads_to_its_document() -> None:
    report = report_on(date(2026, 7, 3))

    link = page(opened(report), "报价台账")["A2"].hyperlink

    assert link is not None and link.target is not None
    assert link.target.replace("\\", "/") == f"../{report.quotes[0].file}"


def test_levels_are_coloured() -> None:
    written = page(opened(report_on(date(2026, 8, 24))), "待办")

    fills = {row[0].value: row[0].fill.fgColor.rgb for row in written.iter_rows(min_row=2)}

    assert fills == {"红": "FFF8CBC6", "黄": "FFFFEB9C"}


def test_an_empty_list_says_so() -> None:
    book = opened(reported(day=AUGUST24, customers=()))

    said = [page(book, sheet.title.zh)["A2"].value for sheet in SHEETS]

    assert said == ["无"] * len(SHEETS)


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://example.com","x")', "+1", "@SUM(A1)", "http://example.com", "0012"]
)
def test_what_people_typed_stays_text(name: str) -> None:
    report = reported(deal_on(AUGUST24), day=AUGUST24, customers=(customer(name),))

    book = opened(report, computed=False)

    places = [page(book, "客户台账")["B2"], page(book, "报价台账")["C2"], page(book, "待办")["D2"]]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in places] == [(name, "s", None)] * 3


def test_the_summary_counts_stages_and_levels() -> None:
    report = report_on(date(2026, 7, 28))

    rows = [[cell.value for cell in row] for row in page(opened(report), "摘要").iter_rows()]
    stages = {row[0]: row[1] for row in rows}
    levels = {row[4]: row[5:9] for row in rows}

    assert rows[1][4] == datetime(2026, 7, 28)
    assert (stages["交付中"], stages["已接触"], stages["合计"]) == (1, 0, 1)
    assert ("本月签约合同", 1, 271700) in [tuple(row[:3]) for row in rows]
    assert levels["预付款未到"] == [1, 0, 0, 1]
    assert levels["合计"][3] == len(report.dues)
    assert {kind.zh for kind in KINDS} < levels.keys()


def test_the_same_report_gives_the_same_bytes() -> None:
    first, second = (render(report_on(AUGUST24), lang="zh", to_house="../") for _ in range(2))

    assert first == second
    assert first != render(report_on(date(2026, 8, 23)), lang="zh", to_house="../")


def test_an_english_house_has_english_headings_and_chinese_names() -> None:
    book = opened(report_on(AUGUST24), "en")

    assert book.sheetnames == ["Summary", *(sheet.title.en for sheet in SHEETS)]
    assert page(book, "Customers")["B1"].value == "customer"
    assert page(book, "Customers")["B2"].value == NAME


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.title.en)
def test_a_row_offers_every_field_a_column_asks_for(sheet: Sheet) -> None:
    (row, *_) = sheet.rows(report_on(date(2026, 8, 12)))

    offered = {field.name for field in fields(row)}  # type: ignore[arg-type]

    assert {column.field for column in sheet.columns} <= offered
    assert set(row.levels) <= offered
