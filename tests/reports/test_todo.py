from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.ooxml import complaints, needs_validator
from tests.reports.page_report import DAY, OWNERS, due, rich
from tests.reports.written_book import cells, opened, page
from toolkit.model.text import Lang
from toolkit.office.gate import admit
from toolkit.reports.dues import Due
from toolkit.reports.tables import Level
from toolkit.reports.todo import MOST_LINES, render_todo

OWN = [one for one in rich(dues=40).dues if one.owner == OWNERS[0]]


def listed(dues: list[Due], lang: Lang = "zh") -> bytes:
    return render_todo(OWNERS[0], dues, lang=lang, to_house="../../", company="苏州恒拓", day=DAY)


def sheet(dues: list[Due], lang: Lang = "zh") -> Worksheet:
    book = opened(listed(dues, lang), computed=False)
    return page(book, book.sheetnames[0])


def test_every_line_stands_below_its_level_the_most_pressing_first() -> None:
    mixed = [*reversed(OWN)]

    rows = cells(sheet(mixed), 5)

    bands = [(n, row[0].split()[0]) for n, row in enumerate(rows) if row[1] is None and row[0]]
    assert [word for _, word in bands] == ["红", "黄", "蓝"]
    starts = [n for n, _ in bands] + [len(rows)]
    for (start, end), level in zip(pairwise(starts), (Level.RED, Level.YELLOW, Level.BLUE), strict=True):
        numbers = [row[1] for row in rows[start + 2 : end] if row[1]]
        assert numbers == [one.number for one in mixed if one.level is level]


def test_a_line_tells_what_is_due_and_leaves_a_box_to_tick() -> None:
    (line,) = [one for one in OWN if one.number == "BJ-2026-0001"]

    told = next(row for row in sheet(OWN).iter_rows(min_row=5) if row[1].value == line.number)

    assert line.due_on is not None
    assert [cell.value for cell in told] == [
        line.kind.zh,
        line.number,
        line.customer,
        line.matter.zh,
        datetime(line.due_on.year, line.due_on.month, line.due_on.day),
        line.days,
        line.workdays,
        line.amount,
        line.action.zh,
        "☐",
    ]
    assert told[1].hyperlink is not None
    assert told[1].hyperlink.target == "../../deals/SJ-2026-0001_上海启明/3_quote/报价单%201.docx"
    assert told[5].fill.fgColor.rgb == "FFF8CBC6"


def test_the_head_says_whose_it_is_and_how_much() -> None:
    found = sheet(OWN)

    reds, blues = (sum(one.level is level for one in OWN) for level in (Level.RED, Level.BLUE))
    assert found["A1"].value == "王芳的待办"
    assert found["A3"].value == f"共 {len(OWN)} 项:红 {reds}、黄 {len(OWN) - reds - blues}、蓝 {blues}"
    setup, properties = found.page_setup, found.sheet_properties.pageSetUpPr
    assert (setup.orientation, setup.fitToHeight) == ("landscape", 0)
    assert properties is not None and properties.fitToPage


def test_what_nobody_works_through_is_counted_not_listed() -> None:
    many = [replace(OWN[0], number=f"BJ-2026-{n:04}") for n in range(MOST_LINES + 5)]

    rows = cells(sheet(many), 5)

    assert sum(row[-1] == "☐" for row in rows) == MOST_LINES
    assert rows[-1][0] == "其余 5 项见销售日报的预警页"
    assert f"共 {MOST_LINES + 5} 项" in str(sheet(many)["A3"].value)


def test_nothing_to_do_is_said() -> None:
    assert sheet([])["A5"].value == "无"


def test_an_english_list_is_english() -> None:
    found = sheet(OWN, "en")

    assert found.title == "To do"
    assert found["A1"].value == "To do: 王芳"


@pytest.mark.parametrize("name", ['=HYPERLINK("http://example.com","x")', "+1", "@SUM(A1)", "http://example.com"])
def test_what_people_typed_stays_text(name: str) -> None:
    cell = next(sheet([due(customer=name)]).iter_rows(min_row=7))[2]

    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


def test_the_same_lines_give_the_same_bytes() -> None:
    first, _, third = listed(OWN), listed(OWN[:3]), listed(OWN)

    assert first == third


@needs_validator
def test_the_open_xml_sdk_finds_nothing_wrong_with_a_list(tmp_path: Path) -> None:
    for name, dues in {"own": OWN, "none": []}.items():
        tmp_path.joinpath(f"{name}.xlsx").write_bytes(listed(dues))
        assert "xl/workbook.xml" in admit(listed(dues), "待办.xlsx")

    found = complaints(sorted(tmp_path.iterdir()))

    assert {path.name: said for path, said in found.items() if said} == {}


@pytest.mark.parametrize(("lang", "told"), [("zh", "共 3 项:红 2、黄 1"), ("en", "3 in all: red 2, yellow 1")])
def test_the_counts_are_told_in_the_words_and_signs_of_the_language(lang: Lang, told: str) -> None:
    dues = [due(n, level=level) for n, level in enumerate((Level.RED, Level.RED, Level.YELLOW))]

    assert sheet(dues, lang)["A3"].value == told
