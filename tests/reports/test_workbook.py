from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from tests.ooxml import complaints, needs_validator
from tests.reports.history import NAME, customer, deal_on, status
from tests.reports.page_report import DAY, due, quiet, rich
from tests.reports.registered import group_of
from tests.reports.written_book import cells, opened, page, rows_of, written
from toolkit.model.text import Text
from toolkit.office.gate import admit
from toolkit.reports.document_log import LOG, LogRow
from toolkit.reports.dues import KINDS
from toolkit.reports.registers import REGISTERS
from toolkit.reports.tables import Level, Register, Table
from toolkit.reports.workbook import ReportBook
from toolkit.reports.workbook.lists import ALERTS, CHANGES

AUGUST12, AUGUST24 = date(2026, 8, 12), date(2026, 8, 24)
TABLES = (CHANGES, ALERTS, *REGISTERS, LOG)
PAGES = ["摘要", "漏斗", "图表", *(table.title.zh for table in TABLES), "数据质量"]
LOGGED = LogRow(
    on=AUGUST24,
    given="成本核算表.xlsx",
    made="BJ-2026-0001 V1",
    result=Text("已受理", "accepted"),
    errors=0,
    warnings=1,
    rules="F05 1.0",
    file="deals/x/3_quote/BJ-2026-0001.docx",
)


def told(day: date = AUGUST24) -> bytes:
    """A rich report with the rows of the golden deal."""
    return written(rows_of(group_of(deal_on(day), day=day)), log=(LOGGED,))


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


def expected(table: Table, rows: Any) -> list[list[Any]]:
    return [[said(getattr(row, column.field)) for column in table.columns] for row in rows]


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.id)
@pytest.mark.parametrize("day", [date(2026, 7, 16), date(2026, 7, 28), AUGUST24])
def test_every_cell_of_a_register_says_what_its_row_says(register: Register, day: date) -> None:
    rows = list(register.rows(group_of(deal_on(day), day=day)))

    found = cells(page(opened(written((register, row) for row in rows)), register.title.zh))

    assert found[: len(rows)] == expected(register, rows)


def test_what_is_due_what_has_changed_and_the_log_are_listed_whole() -> None:
    report = rich(dues=40, changes=13)

    book = opened(written(report=report, log=(LOGGED,)))

    assert cells(page(book, "预警")) == expected(ALERTS, report.dues)
    assert cells(page(book, "今日变化")) == expected(CHANGES, report.changes)
    assert cells(page(book, "文档生成日志")) == expected(LOG, (LOGGED,))


def test_the_sheets_stand_in_the_order_in_which_they_are_read() -> None:
    assert opened(told()).sheetnames == PAGES


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.id)
def test_every_sheet_of_rows_is_made_for_screen_and_print(table: Table) -> None:
    sheet = page(opened(told(AUGUST12)), table.title.zh)

    setup, properties = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
    assert str(sheet.freeze_panes).endswith("3")
    assert sheet.print_title_rows == "$1:$2"
    assert (setup.orientation, str(setup.paperSize), setup.fitToHeight) == ("landscape", "9", 0)
    assert properties is not None and properties.fitToPage
    (excel_table,) = sheet.tables.values()
    assert excel_table.name == f"t_{table.id}"
    assert excel_table.autoFilter is not None
    titles = [column.title.zh for column in table.columns]
    assert [column.name for column in excel_table.tableColumns] == titles
    assert [sheet.cell(2, n).value for n in range(1, len(titles) + 1)] == titles


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.id)
def test_a_table_ends_with_its_last_row(table: Table) -> None:
    sheet = page(opened(told(AUGUST12)), table.title.zh)

    (excel_table,) = sheet.tables.values()

    assert int(re.findall(r"\d+", excel_table.ref)[-1]) == sheet.max_row


def test_amounts_and_days_look_as_people_write_them() -> None:
    sheet = page(opened(told()), "合同台账")

    formats = {sheet.cell(2, n).value: sheet.cell(3, n).number_format for n in range(1, sheet.max_column + 1)}

    assert formats["含税金额(元)"] == "#,##0.00"
    assert formats["签订日期"] == "yyyy-mm-dd"


def test_a_sum_is_live_and_passes_over_void_quotes() -> None:
    july3 = date(2026, 7, 3)
    void = replace(deal_on(july3), number="SJ-2026-0002")
    void = void.after(july3, status("G02", "BJ-2026-0001", "已作废", "V1"))
    content = written(rows_of(group_of(deal_on(AUGUST24), void, day=AUGUST24)))

    values, formulas = opened(content), opened(content, computed=False)

    quotes, customers = page(values, "报价台账"), page(values, "客户台账")
    assert (quotes["A1"].value, quotes["F1"].value, quotes["G1"].value) == (2, "合计(不含已作废)", 286000)
    assert page(formulas, "报价台账")["G1"].value == '=SUMIFS(G3:G4,I3:I4,"<>已作废")'
    assert page(formulas, "报价台账")["A1"].value == "=SUBTOTAL(103,A3:A4)"
    assert customers["O1"].value == pytest.approx(271700)
    assert page(formulas, "客户台账")["O1"].value == "=SUBTOTAL(109,O3:O3)"


def test_a_number_leads_to_its_document() -> None:
    group = group_of(deal_on(AUGUST24), day=AUGUST24)
    (paper,) = group.outlooks[0].deal.all_papers("G02")

    link = page(opened(written(rows_of(group))), "报价台账")["A3"].hyperlink

    assert link is not None
    assert link.target == f"../{paper.file}"


def test_a_path_with_signs_of_addresses_is_quoted() -> None:
    odd = due(file='deals/50% #1 & "x" [a]/报价单 1.docx')

    link = page(opened(written(report=replace(rich(), dues=(odd,)))), "预警")["C3"].hyperlink

    assert link is not None
    assert link.target == "../deals/50%25%20%231%20&%20%22x%22%20%5Ba%5D/报价单%201.docx"


def test_levels_are_coloured_by_rules_that_follow_the_cells() -> None:
    content = opened(told())

    rules = [rule for places in page(content, "预警").conditional_formatting for rule in places.rules]

    assert {rule.formula[0]: rule.dxf.fill.bgColor.rgb for rule in rules if rule.operator == "equal"} == {
        '"红"': "FFF8CBC6",
        '"黄"': "FFFFEB9C",
        '"蓝"': "FFD6E6F7",
    }


def test_a_level_that_no_cell_tells_colours_its_cell() -> None:
    day = date(2026, 7, 28)
    group = group_of(deal_on(day), day=day)
    (row,) = next(register for register in REGISTERS if register.id == "contracts").rows(group)

    sheet = page(opened(written(rows_of(group))), "合同台账")

    fills = {sheet.cell(2, n).value: sheet.cell(3, n).fill.fgColor.rgb for n in range(1, sheet.max_column + 1)}
    assert row.levels["outstanding"] is Level.RED
    assert fills["未收款(元)"] == "FFF8CBC6"
    assert fills["已收款(元)"] != "FFF8CBC6"


def test_an_empty_table_says_so() -> None:
    book = opened(written(report=quiet()))

    words = [page(book, table.title.zh)["A3"].value for table in TABLES]

    assert words == ["无"] * len(TABLES)


@pytest.mark.parametrize(
    "name",
    [
        '=HYPERLINK("http://example.com","x")',
        "+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "=cmd|'/C calc'!A1",
        "http://example.com",
        "file:///etc/passwd",
        "0012",
    ],
)
def test_what_people_typed_stays_text(name: str) -> None:
    group = group_of(deal_on(AUGUST24), of=customer(name), day=AUGUST24)
    report = replace(rich(), dues=(due(customer=name),), by_owner=(replace(rich().by_owner[0], name=name),))

    book = opened(written(rows_of(group), report), computed=False)

    places = [page(book, "客户台账")["B3"], page(book, "报价台账")["C3"], page(book, "预警")["D3"]]
    split = next(row[0] for row in page(book, "漏斗").iter_rows() if row[0].value == name)
    kinds = [(cell.value, cell.data_type in ("s", "inlineStr"), cell.hyperlink) for cell in (*places, split)]
    assert kinds == [(name, True, None)] * 4


def test_the_summary_tells_figures_and_every_due_list() -> None:
    report = rich(dues=40)

    rows = [[cell.value for cell in row] for row in page(opened(written(report=report)), "摘要").iter_rows()]

    figures = {row[0]: row[1:3] for row in rows}
    lists = {row[4]: row[5:9] for row in rows}
    reds = sum(one.level is Level.RED for one in report.dues)
    assert figures["本月签约合同"] == [14, 8734500]
    assert figures["合计"][0] == sum(count for _, count in report.stages)
    assert lists["合计"] == [reds, 9, 40 - reds - 9, 40]
    assert {kind.zh for kind in KINDS} < lists.keys()
    assert lists[KINDS[-1].zh] == [0, 0, 0, "无"]


def test_a_due_list_leads_to_its_most_pressing_line() -> None:
    content = opened(written(report=rich(dues=40)))
    summary, alerts = page(content, "摘要"), page(content, "预警")

    names = [row[4] for row in summary.iter_rows() if row[4].value in {kind.zh for kind in KINDS}]

    led = {cell.value: alerts[str(cell.hyperlink.location).split("!")[1]] for cell in names if cell.hyperlink}
    assert len(led) == len({one.kind for one in rich(dues=40).dues})
    for kind, place in led.items():
        first = next(row for row in alerts.iter_rows(min_row=3) if row[1].value == kind)
        assert place.row == first[0].row


def test_the_funnel_is_told_step_by_step_with_its_splits() -> None:
    report = rich()

    sheet = page(opened(written(report=report)), "漏斗")

    step, table = report.funnel[3], sheet.tables["t_funnel"]
    told_step = [cell.value for cell in sheet[9]]
    assert table.ref == "A5:N14"
    assert told_step[:6] == [
        step.title.zh,
        step.count,
        step.amount,
        step.entered,
        pytest.approx(float(step.conversion or 0)),
        pytest.approx(float(step.cumulative or 0)),
    ]
    assert [cell.value for cell in sheet[15]][:3] == [
        "合计",
        sum(one.count for one in report.funnel),
        sum(one.amount for one in report.funnel),
    ]
    assert set(sheet.tables) == {"t_funnel", "t_by_owner", "t_by_industry", "t_by_source", "t_losses"}
    assert "未说明" in [row[0].value for row in sheet.iter_rows()]


def test_long_labels_have_room() -> None:
    long = Text("一个很长的数据质量项目的名称" * 5, "long")
    report = replace(
        rich(),
        quality=(replace(rich().quality[0], label=long),),
        figures=(replace(rich().figures[0], label=long),),
        by_source=(replace(rich().by_source[0], name=long.zh),),
    )

    book = opened(written(report=report))

    rooms = [
        page(book, name).row_dimensions[cell.row].height
        for name in ("摘要", "漏斗", "数据质量")
        for row in page(book, name).iter_rows(max_col=1)
        for cell in row
        if cell.value == long.zh
    ]
    assert len(rooms) == 3 and all(room > 30 for room in rooms)


def test_charts_are_drawn_from_cells_that_are_there() -> None:
    content = told()
    book = opened(content)

    with ZipFile(BytesIO(content)) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]

    assert len(charts) == 7
    for chart in charts:
        for sheet, place in re.findall(r"<c:f>'?([^'!<]+)'?!([^<]+)</c:f>", chart):
            found = page(book, sheet)[place.replace("$", "")]
            told_cells = [found] if not isinstance(found, tuple) else [cell for row in found for cell in row]
            assert any(cell.value is not None for cell in told_cells)


def test_the_same_report_gives_the_same_bytes() -> None:
    first, second, third = told(), told(AUGUST12), told()

    assert first == third
    assert first != second


def test_nothing_is_written_before_the_end() -> None:
    target = BytesIO()
    with ReportBook(target, lang="zh", to_house="../", company="x", day=DAY) as book:
        for register, row in rows_of(group_of(deal_on(AUGUST24), day=AUGUST24)):
            book.add(register, row)

    assert target.getvalue() == b""


def test_an_english_house_has_english_headings_and_chinese_names() -> None:
    book = opened(written(rows_of(group_of(deal_on(AUGUST24), day=AUGUST24)), lang="en"))

    assert book.sheetnames[:3] == ["Summary", "Funnel", "Charts"]
    assert "Customers" in book.sheetnames
    assert page(book, "Customers")["B2"].value == "customer"
    assert page(book, "Customers")["B3"].value == NAME


def test_several_houses_have_a_column_of_their_own() -> None:
    report = replace(rich(), houses=("苏州", "上海"))

    book = opened(written(rows_of(group_of(deal_on(AUGUST24), day=AUGUST24)), report, house="上海"))

    quotes = page(book, "报价台账")
    assert (quotes["A2"].value, quotes["A3"].value) == ("分支", "上海")
    assert quotes["B3"].value == "BJ-2026-0001" and quotes["B3"].hyperlink is not None
    assert page(book, "预警")["A2"].value == "分支"


def test_the_file_bears_the_day_not_the_clock() -> None:
    book = opened(told())

    assert book.properties.title == f"销售日报 {DAY}"
    assert book.properties.created == book.properties.modified == datetime(DAY.year, DAY.month, DAY.day)


def test_our_own_gate_and_other_readers_take_the_file() -> None:
    content = told()

    package = admit(content, "销售日报.xlsx")
    sheets = CalamineWorkbook.from_filelike(BytesIO(content))

    assert "xl/workbook.xml" in package
    assert sheets.sheet_names == PAGES
    assert sheets.get_sheet_by_name("客户台账").to_python()[2][1] == NAME


@needs_validator
def test_the_open_xml_sdk_finds_nothing_wrong(tmp_path: Path) -> None:
    for name, content in {
        "told": told(),
        "quiet": written(report=quiet()),
        "english": written(rows_of(group_of(deal_on(AUGUST12), day=AUGUST12)), lang="en"),
        "houses": written(report=replace(rich(), houses=("苏州", "上海"))),
    }.items():
        tmp_path.joinpath(f"{name}.xlsx").write_bytes(content)

    found = complaints(sorted(tmp_path.iterdir()))

    assert {path.name: said for path, said in found.items() if said} == {}
