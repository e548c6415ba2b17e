"""A form given back, saved by LibreOffice and sent again: its marks are known and taken away."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill

from tests.forms.small_files import SUMMARY, mark
from tests.forms.test_annotate_excel import fill, filled, note, opened, package
from toolkit.forms.annotate import annotate, cleared
from toolkit.forms.marks import AUTHOR, Mark
from toolkit.forms.returned.colours import is_mark
from toolkit.office.package import Package

SOFFICE = shutil.which("soffice") or ""
_SECONDS = 120

pytestmark = pytest.mark.skipif(not SOFFICE, reason="soffice (LibreOffice) is not installed")


def saved(content: bytes, suffix: str, folder: Path) -> Package:
    """The file as LibreOffice saves it."""
    came, went = folder / f"came.{suffix}", folder / "went"
    came.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", suffix, "--outdir", str(went), str(came)]
    subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
    return Package((went / came.name).read_bytes(), came.name)


def given_back(came: Package, *marks: Mark) -> bytes:
    return annotate(came, marks, lang="zh", summary=SUMMARY)


def test_a_workbook_saved_by_libreoffice_loses_our_marks_and_keeps_its_own(tmp_path: Path) -> None:
    book = filled()
    book.worksheets[0]["C9"].fill = PatternFill("solid", fgColor="FFEEF3FA")
    green = PatternFill("solid", bgColor="FF00FF00")
    rule = FormulaRule(formula=["B2>1"], fill=green)  # type: ignore[no-untyped-call]
    book.worksheets[0].conditional_formatting.add("A1:C3", rule)
    marks = [mark(f"报价单!{cell}") for cell in ("B2", "B3", "B4")]
    back = saved(given_back(package(book), *marks), "xlsx", tmp_path)

    again = Package(cleared(back), "x.xlsx")

    assert [is_mark(fill(back, cell)) for cell in ("B2", "B3", "B4")] == [True] * 3
    assert [fill(again, cell) for cell in ("B2", "B3", "B4")] == ["", "FFEEF3FA", ""]
    assert [note(again, "B2"), note(again, "B4").strip()] == ["", "请财务核对"]
    sheet = opened(again).worksheets[0]
    assert [str(formats.sqref) for formats in sheet.conditional_formatting] == ["A1:C3"]
    assert opened(again).sheetnames == ["报价单"]


def test_a_workbook_saved_by_libreoffice_is_marked_anew_and_once(tmp_path: Path) -> None:
    back = saved(given_back(package(filled()), mark("报价单!B2"), mark("报价单!B4")), "xlsx", tmp_path)

    again = Package(given_back(back, mark("报价单!B4")), "x.xlsx")

    assert opened(again).sheetnames == ["报价单", "检查结果"]
    assert [is_mark(fill(again, cell)) for cell in ("B2", "B4")] == [False, True]
    assert note(again, "B4").count(f"—— {AUTHOR}") == 1


def form() -> bytes:
    """A Word form with one table, one of its cells coloured."""
    document = docx.Document()
    document.add_paragraph("谈判纪要")
    table = document.add_table(rows=2, cols=2)
    for n, text in enumerate(("谈判日期", "7月", "地点", "")):
        table.cell(n // 2, n % 2).text = text
    shading = table.cell(0, 0)._tc.get_or_add_tcPr()
    shading.append(shading.makeelement(qn("w:shd"), {qn("w:val"): "clear", qn("w:fill"): "F2F2F2"}))
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def fills(came: Package) -> list[str]:
    root = came.xml(came.main)
    assert root is not None
    return [shading.get(qn("w:fill"), "") for shading in root.iter(qn("w:shd"))]


def test_a_word_form_saved_by_libreoffice_loses_our_marks_and_keeps_its_own(tmp_path: Path) -> None:
    marks = [mark("第1个表 第1行", cell=1), mark("第1个表 第2行", cell=2)]
    back = saved(given_back(Package(form(), "x.docx"), *marks), "docx", tmp_path)

    again = Package(cleared(back), "x.docx")

    assert sum(map(is_mark, fills(back))) == 2
    assert not any(map(is_mark, fills(again)))
    assert "F2F2F2" in fills(again)
    assert AUTHOR.encode() not in again.read(again.related("comments", again.main))
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(again.content)).paragraphs]
    assert texts[0] == "谈判纪要"


def test_a_word_form_saved_by_libreoffice_is_marked_anew_and_once(tmp_path: Path) -> None:
    back = saved(given_back(Package(form(), "x.docx"), mark("第1个表 第1行", cell=2)), "docx", tmp_path)

    again = Package(given_back(back, mark("第1个表 第2行", cell=2)), "x.docx")

    assert sum(map(is_mark, fills(again))) == 1
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(again.content)).paragraphs]
    assert texts.count(SUMMARY.title) == 1
