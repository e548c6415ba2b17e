from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from tests.ooxml import complaints, needs_validator
from toolkit.model.text import Text
from toolkit.office.gate import admit
from toolkit.reports.tables import Column, Level, Sort, Table
from toolkit.reports.workbook import sheets
from toolkit.reports.workbook.cells import LONGEST_TEXT, lines
from toolkit.reports.workbook.frames import frame, sheet_titles
from toolkit.reports.workbook.looks import Looks
from toolkit.reports.workbook.package import assemble
from toolkit.reports.workbook.pages import Pages, opened
from toolkit.reports.workbook.sheets import Rows

DAY: Final = date(2026, 8, 24)
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SORTS: Final[tuple[Sort, ...]] = ("words", "code", "amount", "margin", "progress", "count", "day", "days")
_FORMULAS: Final = st.sampled_from(
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/C calc'!A1", "{=1}", "<f>1+1</f>", "]]>", "_x0041_", " a "]
)


@dataclass(frozen=True, slots=True)
class Said:
    """A row with one value."""

    value: Any
    levels: Mapping[str, Level] = field(default_factory=dict)
    file: str = ""


def table(sort: Sort = "words", *, is_link: bool = False, has_total: bool = False) -> Table:
    column = Column("value", Text("值", "value"), 30, sort, is_link=is_link, has_total=has_total)
    return Table(id="said", title=Text("值", "Said"), columns=(column,))


def book(rows: Iterable[Said], of: Table) -> bytes:
    """A workbook with that table alone."""
    made, target = BytesIO(), BytesIO()
    framed = opened(made)
    pages = Pages(framed, Looks(framed, "zh"), "zh", "", DAY)
    held = Rows.of(of, pages.looks, "zh", "../")
    for row in rows:
        held.add(row)
    named = {}
    for n, (sheet, title) in enumerate(zip(held.sheets, sheet_titles(held, pages), strict=True), start=1):
        frame(pages, sheet, title, is_whole=len(held.sheets) == 1)
        named[f"xl/worksheets/sheet{n}.xml"] = sheet
    pages.describe("值")
    framed.close()
    assemble(made.getvalue(), named, target)
    held.close()
    return target.getvalue()


def cells(content: bytes, sheet: int = 1) -> Iterator[etree._Element]:
    """The cells of the rows."""
    with ZipFile(BytesIO(content)) as package:
        root = etree.fromstring(package.read(f"xl/worksheets/sheet{sheet}.xml"))
    return (cell for row in root.iter(f"{_MAIN}row") if int(row.get("r", "0")) > sheets.TOP for cell in row)


def kept(cell: etree._Element) -> str:
    """The text as a spreadsheet reads it."""
    text = "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def value(said: Any, sort: Sort) -> Any:
    """What openpyxl finds where that was written."""
    found = load_workbook(BytesIO(book([Said(said)], table(sort))))
    return found.worksheets[0]["A3"].value


@given(st.lists(st.one_of(st.text(min_size=1, max_size=40), _FORMULAS), min_size=1, max_size=30))
def test_every_sign_of_a_text_is_kept_and_no_text_is_a_formula(texts: list[str]) -> None:
    found = list(cells(book(map(Said, texts), table())))

    assert [kept(cell) for cell in found] == texts
    assert {cell.get("t") for cell in found} == {"inlineStr"}
    assert not [cell for cell in found if cell.find(f"{_MAIN}f") is not None]


@given(st.one_of(st.text(min_size=1, max_size=40), st.sampled_from([" a", "a ", " ", "a\n", "\u3000a"])))
def test_blanks_at_the_ends_are_kept_by_their_mark(text: str) -> None:
    (cell,) = cells(book([Said(text)], table()))

    (element,) = cell.iter(f"{_MAIN}t")
    has_mark = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
    assert has_mark or (element.text or "").strip() == element.text


def test_every_cell_bears_its_reference() -> None:
    two = Table(
        id="two",
        title=Text("二", "Two"),
        columns=(Column("value", Text("值", "v"), 9), Column("file", Text("件", "f"), 9)),
    )

    found = list(cells(book([Said("a"), Said(None, file="x")], two)))

    assert [cell.get("r") for cell in found] == ["A3", "B3", "A4", "B4"]


def test_a_text_longer_than_a_cell_ends_with_dots() -> None:
    texts = ["字" * LONGEST_TEXT, "字" * (LONGEST_TEXT + 1), "𠮷" * 20_000]

    whole, cut, wide = (kept(cell) for cell in cells(book(map(Said, texts), table())))

    assert whole == texts[0]
    assert cut == "字" * (LONGEST_TEXT - 1) + "…"
    assert wide.endswith("𠮷…")
    assert len(wide.encode("utf-16-le")) // 2 <= LONGEST_TEXT


@pytest.mark.parametrize("sort", _SORTS)
def test_a_value_is_what_it_is_in_any_column(sort: Sort) -> None:
    assert value(None, sort) is None
    assert value("", sort) is None
    assert value("文", sort) == "文"
    assert value(Text("文", "word"), sort) == "文"
    assert value(Level.RED, sort) == "红"
    assert value(True, sort) == "是"
    assert value(Decimal("NaN"), sort) == "NaN"
    assert value(float("inf"), sort) == "inf"
    number = value(Decimal("12.25"), sort)
    assert number == 12.25 or isinstance(number, datetime)


@pytest.mark.parametrize(
    "amount", ["0.00", "-0.01", "286000", "12345678901.23", "1E+3", "0.3333333333333333333333333333"]
)
@pytest.mark.parametrize("sort", ["amount", "margin", "progress"])
def test_a_number_is_the_number(sort: Sort, amount: str) -> None:
    assert value(Decimal(amount), sort) == pytest.approx(float(amount), rel=1e-9)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(1900, 3, 1), datetime(1900, 3, 1)),
        (date(2026, 8, 24), datetime(2026, 8, 24)),
        (datetime(2026, 8, 24, 13, 5), datetime(2026, 8, 24)),
        (date(9999, 12, 31), datetime(9999, 12, 31)),
        (date(1899, 12, 31), "1899-12-31"),
        (date(1900, 2, 28), "1900-02-28"),
        (date(1, 1, 1), "0001-01-01"),
    ],
)
def test_a_day_that_no_spreadsheet_knows_is_a_text(day: date, found: object) -> None:
    assert value(day, "day") == found


def test_a_sum_passes_over_what_is_no_number() -> None:
    rows = [Said(Decimal("1.50")), Said(None), Said(Decimal("NaN")), Said(2)]

    found = load_workbook(BytesIO(book(rows, table("amount", has_total=True))), data_only=True)

    assert found.worksheets[0]["A1"].value == 3.5
    assert [row[0].value for row in found.worksheets[0].iter_rows(min_row=3)] == [1.5, None, "NaN", 2]


def test_a_full_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", sheets.TOP + 3)

    content = book((Said(f"第{n}行") for n in range(7)), table())

    found = load_workbook(BytesIO(content))
    assert found.sheetnames == ["值", "值 (2)", "值 (3)"]
    assert [[row[0].value for row in sheet.iter_rows(min_row=3)] for sheet in found] == [
        ["第0行", "第1行", "第2行"],
        ["第3行", "第4行", "第5行"],
        ["第6行"],
    ]
    assert [name for sheet in found.worksheets for name in sheet.tables] == ["t_said", "t_said_2", "t_said_3"]


def test_links_beyond_what_a_sheet_takes_are_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_LINKS", 2)

    content = book((Said(f"BJ-{n}", file=f"deals/{n}.docx") for n in range(4)), table("code", is_link=True))

    found = load_workbook(BytesIO(content)).worksheets[0]
    assert [row[0].hyperlink is not None for row in found.iter_rows(min_row=3)] == [True, True, False, False]
    assert [row[0].font.underline for row in found.iter_rows(min_row=3)] == ["single", "single", None, None]


def test_a_row_is_as_high_as_its_longest_text() -> None:
    rows = [Said("短"), Said("很长的事项" * 20), Said("一\n二\n三")]

    found = load_workbook(BytesIO(book(rows, table()))).worksheets[0].row_dimensions

    assert found[3].height is None
    assert found[4].height > found[5].height > 40


@pytest.mark.parametrize(
    ("text", "count"), [("", 1), ("abc", 1), ("a" * 21, 2), ("字" * 10, 1), ("字" * 11, 2), ("\n", 2)]
)
def test_a_chinese_character_is_as_wide_as_two_others(text: str, count: int) -> None:
    assert lines(text, 20) == count


def test_long_rows_pass_the_gate_and_are_read_by_others(tmp_path: Path) -> None:
    rows = [Said(f"客户 {n} <&> 有限公司", {"value": Level.RED} if n % 7 == 0 else {}, f"a/{n}") for n in range(5000)]

    content = book(rows, table("words", is_link=True))

    assert "xl/worksheets/sheet1.xml" in admit(content, "x.xlsx")
    assert [row[0] for row in load_workbook(BytesIO(content), read_only=True).worksheets[0].values][2:] == [
        row.value for row in rows
    ]


@needs_validator
def test_the_open_xml_sdk_finds_nothing_wrong_with_odd_cells(tmp_path: Path) -> None:
    odd = ["=1+1", " a ", "\x01\x0b", "_x0041_", "\ud800", "\ufffe", "a\r\nb", "字" * 40_000, "]]>", '"&<>']
    for n, sort in enumerate(_SORTS):
        rows = [Said(said, file=f"deals/{said[:8]}.docx") for said in odd]
        more = (date(1800, 1, 1), Decimal("NaN"), Decimal("1E+3"), 1e300, True)
        rows += [Said(said, {"value": Level.BLUE}) for said in more]
        tmp_path.joinpath(f"{n}.xlsx").write_bytes(book(rows, table(sort, is_link=True)))

    found = complaints(sorted(tmp_path.iterdir()))

    assert {path.name: said for path, said in found.items() if said} == {}
