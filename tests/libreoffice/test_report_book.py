"""The nightly workbook and everyone's list in a real LibreOffice: every sheet is printed, every figure comes back."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.reports.history import NAME, deal_on
from tests.reports.page_report import DAY, OWNERS, rich
from tests.reports.registered import group_of
from tests.reports.written_book import opened, rows_of, written
from toolkit.office.libreoffice import office_command, office_program, own_folder
from toolkit.reports.todo import render_todo

AUGUST24 = date(2026, 8, 24)
needs_office = pytest.mark.skipif(
    not (office_program() and shutil.which("pdftotext")), reason="LibreOffice and poppler-utils are not installed here"
)


def saved(content: bytes, folder: Path, form: str) -> Path:
    """The workbook as LibreOffice saves it in that format."""
    source, target = folder / "in" / "report.xlsx", folder / "out"
    source.parent.mkdir()
    source.write_bytes(content)
    with own_folder() as own:
        command = office_command(office_program(), own, "--convert-to", form, "--outdir", str(target), str(source))
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return target / f"report.{form}"


def printed(content: bytes, folder: Path) -> list[str]:
    """The text of every page."""
    said = subprocess.run(
        ["pdftotext", "-layout", str(saved(content, folder, "pdf")), "-"], check=True, capture_output=True
    ).stdout.decode()
    return said.split("\f")[:-1]


@needs_office
def test_every_sheet_is_printed_with_its_name_and_no_cell_is_too_narrow(tmp_path: Path) -> None:
    content = written(rows_of(group_of(deal_on(AUGUST24), day=AUGUST24)))

    pages = printed(content, tmp_path)

    heads = [page.split()[0] for page in pages]
    assert list(dict.fromkeys(heads)) == [title.split()[0] for title in opened(content).sheetnames]
    assert not [page for page in pages if "###" in page]
    assert all(f"第 {n} 页,共 {len(pages)} 页" in page for n, page in enumerate(pages, start=1))


@needs_office
def test_what_libreoffice_saves_again_is_what_was_written(tmp_path: Path) -> None:
    content = written(rows_of(group_of(deal_on(AUGUST24), day=AUGUST24)))

    again = saved(content, tmp_path, "xlsx").read_bytes()

    ours, theirs = (CalamineWorkbook.from_filelike(BytesIO(book), load_tables=True) for book in (content, again))
    assert theirs.sheet_names == ours.sheet_names
    for name in ("客户台账", "合同台账", "收款开票台账", "预警"):
        assert theirs.get_sheet_by_name(name).to_python() == ours.get_sheet_by_name(name).to_python()
    assert ours.get_sheet_by_name("客户台账").to_python()[2][1] == NAME
    assert sorted(theirs.table_names or ()) == sorted(ours.table_names or ())


@needs_office
def test_a_persons_list_is_printed_one_page_wide(tmp_path: Path) -> None:
    own = [due for due in rich(dues=40).dues if due.owner == OWNERS[0]]
    content = render_todo(OWNERS[0], own, lang="zh", to_house="../../", company="苏州恒拓", day=DAY)

    pages = printed(content, tmp_path)

    text = "\n".join(pages)
    assert "王芳的待办" in text
    assert all(due.number in text for due in own)
    assert len(re.findall("完成", text)) >= 1 and "###" not in text
    assert len(pages) == 1
