"""Any template, any table: one document a row, nothing lost, nothing wrong in silence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.cli import salesdocs
from toolkit.desk.merge import Merging, merge
from toolkit.desk.merge_table import Table, clean_name
from toolkit.documents.whole import Whole
from toolkit.documents.wording import day, money

NAME = "{{ 合同编号 }}_{{ 客户 }}"
HEADINGS = ("合同编号", "客户", "单价(元)", "数量", "签订日期", "备注")
ROWS: Sequence[Sequence[object]] = (
    ("XS-1", "R&D <部>", 1234.5, 3, date(2026, 7, 20), ""),
    ("XS-2", "上海启明", 100, 2.5, date(2026, 7, 21), "分两批\n交货"),
)
PARAGRAPHS = (
    "{{ 合同编号 }} 致 {{ 客户 }}",
    "单价 {{ 单价_元|money }} 数量 {{ 数量|quantity }} 签订 {{ 签订日期|day }}",
    "{%p if 备注 %}",
    "备注：{{ 备注 }}",
    "{%p endif %}",
)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(salesdocs, [str(word) for word in words])


def template(path: Path, *paragraphs: str) -> Path:
    document = Document()
    for text in paragraphs or PARAGRAPHS:
        document.add_paragraph(text)
    document.save(str(path))
    return path


def workbook(path: Path, rows: Sequence[Sequence[object]] = ROWS, headings: Sequence[str] = HEADINGS) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, dated = book.add_worksheet("清单"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, headings)
        for n, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(n, column, datetime(value.year, value.month, value.day), dated)
                elif isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(n, column, value, value="#N/A")
                else:
                    sheet.write(n, column, value)
    return path


def fates(made: Result) -> list[tuple[str, str]]:
    return [(one["asked"], one["fate"]) for one in json.loads(made.stdout)["files"]]


def text_of(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def test_every_row_becomes_a_document_that_says_what_it_says(tmp_path: Path) -> None:
    words, table = template(tmp_path / "通知.docx"), workbook(tmp_path / "a.xlsx")

    made = run("merge", words, table, "-o", tmp_path / "out", "--name", NAME)

    assert made.exit_code == 0, made.output
    assert text_of(tmp_path / "out" / "XS-1_R_D _部_.docx").splitlines() == [
        "XS-1 致 R&D <部>",
        "单价 1,234.50 数量 3 签订 2026年7月20日",
    ]
    assert "备注：分两批\n交货" in text_of(tmp_path / "out" / "XS-2_上海启明.docx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_file_says_the_same_as_the_workbook(tmp_path: Path, encoding: str, delimiter: str) -> None:
    words, table = template(tmp_path / "通知.docx"), tmp_path / "a.csv"
    cells = (HEADINGS, ("XS-1", "R&D <部>", '"1,234.50"', "3", "2026/7/20", ""))
    table.write_text("\r\n".join(delimiter.join(row) for row in cells), encoding=encoding)

    made = run("merge", words, table, "-o", tmp_path / "out", "--name", NAME)

    assert made.exit_code == 0, made.output
    assert "单价 1,234.50 数量 3 签订 2026年7月20日" in text_of(tmp_path / "out" / "XS-1_R_D _部_.docx")


def test_names_tells_under_which_names_columns_are_known(tmp_path: Path) -> None:
    words, table = template(tmp_path / "t.docx"), workbook(tmp_path / "a.xlsx")

    made = run("--format", "json", "merge", words, table, "--names")

    assert [(one["header"], one["name"]) for one in json.loads(made.output)][1:3] == [
        ("客户", "客户"),
        ("单价(元)", "单价_元"),
    ]


@pytest.mark.parametrize(
    ("header", "name"), [("单价(元)", "单价_元"), ("2026年", "_2026年"), ("If", "If_"), ("（%）", "_"), ("a b", "a_b")]
)
def test_a_heading_that_is_no_name_gets_a_clean_one(header: str, name: str) -> None:
    assert clean_name(header) == name
    assert name.isidentifier()


def test_a_name_that_is_no_column_stops_it_before_anything_is_written(tmp_path: Path) -> None:
    words, table = template(tmp_path / "t.docx", "{{ 客户 }}", "{{ 签定日期|day }}"), workbook(tmp_path / "a.xlsx")

    made = run("merge", words, table, "-o", tmp_path / "out")

    assert getattr(made.exception, "exit_code", None) == 2
    assert "签定日期" in str(made.exception) and "did you mean '签订日期'" in str(made.exception)
    assert not (tmp_path / "out").exists()


def test_a_file_name_that_asks_for_no_column_stops_it_too(tmp_path: Path) -> None:
    words, table = template(tmp_path / "t.docx"), workbook(tmp_path / "a.xlsx")

    made = run("merge", words, table, "-o", tmp_path / "out", "--name", "{{ 合同号 }}")
    broken = run("merge", words, table, "-o", tmp_path / "out", "--name", "{{ 合同编号 ")

    assert getattr(made.exception, "exit_code", None) == getattr(broken.exception, "exit_code", None) == 2
    assert not (tmp_path / "out").exists()


def test_a_template_that_is_none_is_told(tmp_path: Path) -> None:
    words, table = tmp_path / "t.docx", workbook(tmp_path / "a.xlsx")
    words.write_bytes(b"no zip")

    made = run("merge", words, table, "-o", tmp_path / "out")

    assert getattr(made.exception, "exit_code", None) == 2


@pytest.mark.parametrize(
    ("cell", "said"),
    [("=NA()", "B3 数量: #N/A"), ("响铃\x07", "U+0007"), ("{{ 客户 }}", "tag"), ("", "Decimal"), ("很多", "Decimal")],
)
def test_a_faulty_row_is_told_with_its_place_and_the_others_go_on(tmp_path: Path, cell: str, said: str) -> None:
    words = template(tmp_path / "t.docx", "{{ 客户 }} {{ 数量|quantity }}")
    rows = (("好", 1), ("坏", cell), ("也好", 3))
    table = tmp_path / "a.csv" if "\x07" in cell else workbook(tmp_path / "a.xlsx", rows, ("客户", "数量"))
    if "\x07" in cell:
        table.write_text("客户,数量\n好,1\n坏" + cell + ",2\n也好,3\n", encoding="utf-8")

    made = run("--format", "json", "merge", words, table, "-o", tmp_path / "out", "--name", "{{ 客户 }}")

    place = "第{}行" if "\x07" in cell else "清单!{}"
    assert made.exit_code == 1
    assert fates(made) == [
        (place.format(2), "written"),
        (place.format(3), "refused"),
        (place.format(4), "written"),
    ]
    assert said in json.loads(made.stdout)["files"][1]["note"]
    assert sorted(path.stem for path in (tmp_path / "out").iterdir()) == ["也好", "好"]


def test_an_amount_without_a_filter_is_refused_and_a_whole_number_prints(tmp_path: Path) -> None:
    words = template(tmp_path / "t.docx", "{{ 数量 }}")
    table = workbook(tmp_path / "a.xlsx", ((2026,), (2.5,)), ("数量",))

    made = run("--format", "json", "merge", words, table, "-o", tmp_path / "out")

    assert [fate for _, fate in fates(made)] == ["written", "refused"]
    assert text_of(tmp_path / "out" / "t_0001.docx") == "2026"


def test_two_rows_of_one_name_give_two_files_and_are_told(tmp_path: Path) -> None:
    words = template(tmp_path / "t.docx", "{{ 客户 }} {{ 数量 }}")
    table = workbook(tmp_path / "a.xlsx", (("Ab", 1), ("aB", 2), ("Ab", 3)), ("客户", "数量"))

    made = run("--format", "json", "merge", words, table, "-o", tmp_path / "out", "--name", "{{ 客户 }}")

    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["Ab.docx", "Ab~3.docx", "aB~2.docx"]
    assert "清单!2" in json.loads(made.stdout)["files"][1]["note"]


def test_a_second_run_makes_only_what_is_missing_or_was_changed(tmp_path: Path) -> None:
    words, out = template(tmp_path / "t.docx", "{{ 客户 }} {{ 数量 }}"), tmp_path / "out"
    given = ("--name", "{{ 客户 }}", "-o", out)
    run("merge", words, workbook(tmp_path / "a.xlsx", (("甲", 1), ("乙", 2), ("丙", 3)), ("客户", "数量")), *given)
    (out / "乙.docx").unlink()

    changed = workbook(tmp_path / "a.xlsx", (("甲", 1), ("乙", 2), ("丙", 4)), ("客户", "数量"))
    made = run("--format", "json", "merge", words, changed, *given)

    assert [fate for _, fate in fates(made)] == ["there", "written", "written"]
    assert text_of(out / "丙.docx") == "丙 3"
    assert text_of(out / "丙~1.docx") == "丙 4"


def test_workers_make_the_same_files(tmp_path: Path) -> None:
    words, table = template(tmp_path / "t.docx"), workbook(tmp_path / "a.xlsx", [*ROWS] * 6)

    run("merge", words, table, "-o", tmp_path / "one", "--jobs", "1")
    made = run("merge", words, table, "-o", tmp_path / "two", "--jobs", "2")

    assert made.exit_code == 0, made.output
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / each).iterdir()} for each in ("one", "two"))
    assert one == two and len(one) == 12


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "客户,金额,客户\n甲,1,乙\n", "A、C have one name"),
        ("a.csv", "", "no row of headings"),
        ("a.csv", '客户\n"甲\n', "line"),
    ],
)
def test_a_table_that_cannot_be_used_is_told(tmp_path: Path, name: str, content: str, said: str) -> None:
    words, table = template(tmp_path / "t.docx"), tmp_path / name
    table.write_text(content, encoding="utf-8")

    made = run("merge", words, table, "-o", tmp_path / "out")

    assert getattr(made.exception, "exit_code", None) == 2
    assert said in str(made.exception)


def test_a_sheet_is_chosen_by_name_and_an_unknown_one_is_told_with_those_there_are(tmp_path: Path) -> None:
    words, table = template(tmp_path / "t.docx", "{{ 名称 }}"), tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(table)) as book:
        book.add_worksheet("封面").write(0, 0, "说明")
        sheet = book.add_worksheet("客户")
        sheet.merge_range(0, 0, 0, 1, "客户一览表")
        sheet.write_row(1, 0, ("名称", "地址"))
        sheet.write_row(2, 0, ("启明", "上海"))

    made = run("merge", words, table, "-o", tmp_path / "out", "--sheet", "客户")
    wrong = run("merge", words, table, "-o", tmp_path / "out", "--sheet", "客")

    assert made.exit_code == 0, made.output
    assert text_of(tmp_path / "out" / "t_0001.docx") == "启明"
    assert "封面, 客户" in str(wrong.exception)


def test_a_column_without_a_heading_is_told(tmp_path: Path) -> None:
    words, table = template(tmp_path / "t.docx", "{{ 客户 }}"), tmp_path / "a.csv"
    table.write_text("客户,,数量\n甲,随手写,1\n", encoding="utf-8")

    made = run("merge", words, table, "-o", tmp_path / "out")

    assert "column B has no heading" in made.stderr


_texts = st.text(st.characters(min_codepoint=32, exclude_categories=("C", "Z"), exclude_characters="{}"), min_size=1)
_numbers = st.decimals(min_value=0, max_value=10**9, places=2)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(_texts, _numbers, st.integers(0, 10**9), st.dates(date(1950, 1, 1))), min_size=1, max_size=5
    )
)
def test_every_value_of_every_row_stands_in_its_document(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, Decimal, int, date]]
) -> None:
    folder = tmp_path_factory.mktemp("law")
    words, written = Document(), BytesIO()
    words.add_paragraph("{{ 文字 }}|{{ 金额|money }}|{{ 个数 }}|{{ 日期|day }}")
    words.save(written)
    cells = [(text, float(amount), count, on) for text, amount, count, on in rows]
    path = workbook(folder / "a.xlsx", cells, ("文字", "金额", "个数", "日期"))
    table = Table(path.read_bytes(), path.name)

    merging = Merging(written.getvalue(), "t.docx", "", folder / "out", "zh", date(2026, 1, 1), is_printed=False)
    (*made,) = (one for group in merge(merging, table, 1) for one in group)

    for one, (text, amount, count, on) in zip(made, rows, strict=True):
        if one.fate == "written":
            assert text_of(Path(one.file)) == f"{text}|{money(amount)}|{count}|{day(on)}"
        else:
            assert text.startswith("="), one.note


def test_a_whole_number_stays_one_on_its_way_into_a_worker() -> None:
    import pickle

    assert type(pickle.loads(pickle.dumps(Whole(3)))) is Whole
