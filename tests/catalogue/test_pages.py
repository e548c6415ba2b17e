"""Forms as they are printed: on how many pages, with what on them."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest

from toolkit.catalogue import CATALOGUE
from toolkit.forms.blank import make
from toolkit.forms.fill import fill
from toolkit.forms.read import read
from toolkit.model.form import Prefill
from toolkit.model.submission import Value

COMPANY = "苏州恒拓智能装备有限公司"
TODAY = date(2026, 8, 24)
TO_RECTIFY: dict[str, Value] = {
    "content": "上料传感器误报",
    "requirement": "连续运行8小时无误报",
    "dept": "客服部门",
    "due": date(2026, 8, 28),
}
ITEMS: tuple[dict[str, Value], ...] = tuple(
    {"name": name, "spec": "HT-200", "unit": "台", "contract_qty": Decimal(2)}
    for name in ("自动上料机", "年度维护服务", "安装调试与培训")
)
needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")


def blank(form: str, prefill: Prefill | None = None) -> bytes:
    return make(CATALOGUE.forms[form], prefill=prefill or Prefill(), company=COMPANY)


def filled(form: str, blank_form: bytes) -> bytes:
    """The form with every example typed in, four rows to rectify, three of any other table."""
    declared = CATALOGUE.forms[form]
    values = {f.key: f.example for f in declared.fields if not f.calculation}
    rows = {t.key: [{c.key: c.example for c in t.columns}] * (4 if t.key == "rectify" else 3) for t in declared.tables}
    return fill(blank_form, declared, values, rows)


def pages(content: bytes, folder: Path) -> int:
    """Pages of the Word file as LibreOffice prints it."""
    (folder / "form.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "form.docx")], check=True, capture_output=True, timeout=180)
    return len(re.findall(rb"/Type\s*/Page[^s]", (folder / "form.pdf").read_bytes()))


@needs_office
@pytest.mark.parametrize(("form", "most"), [("F04", 2), ("F07", 2), ("F08", 2), ("F13", 1), ("F15", 1)])
def test_a_word_form_takes_no_more_pages_than_it_should(form: str, most: int, tmp_path: Path) -> None:
    empty = blank(form)

    full = filled(form, empty)

    assert pages(empty, tmp_path) <= most
    assert pages(full, tmp_path) <= most


@needs_office
def test_an_acceptance_with_three_items_and_four_to_rectify_takes_one_page(tmp_path: Path) -> None:
    known = Prefill(
        {"round": 2, "customer_name": "上海启明精密制造有限公司"}, {"items": ITEMS, "rectify": (TO_RECTIFY,) * 4}
    )

    prefilled = blank("F13", known)

    assert pages(prefilled, tmp_path) == 1


def test_the_acceptance_says_in_its_title_which_round_it_is() -> None:
    second = docx.Document(io.BytesIO(blank("F13", Prefill({"round": 2}))))

    assert "验收确认单(第2次)" in [p.text for p in second.paragraphs]
    assert "验收确认单" in [p.text for p in docx.Document(io.BytesIO(blank("F13"))).paragraphs]


def test_the_approval_says_what_it_rests_on() -> None:
    texts = [p.text for p in docx.Document(io.BytesIO(blank("F08"))).paragraphs]

    assert "本审批以表单提交为凭(凭表单),不等同于系统登录签批。" in texts


def test_the_attachments_of_an_approval_are_ticked_and_the_others_seen() -> None:
    form = CATALOGUE.forms["F08"]
    content = blank("F08", Prefill({"attachments": ("报价单", "成本核算表")}))

    cells = {cell.text for t in docx.Document(io.BytesIO(content)).tables for row in t.rows for cell in row.cells}

    shown = next(" ".join(text.split()) for text in cells if "报价单" in text)
    assert shown == "☑报价单 ☑成本核算表 □谈判纪要 □客户营业执照 □授权委托书 □方案"
    assert read(content, "x", (form,), today=TODAY).value("attachments") == ("报价单", "成本核算表")
    assert read(blank("F08"), "x", (form,), today=TODAY).value("attachments") is None


def test_the_milestones_of_an_order_are_printed_together() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(blank("F10"))).worksheets[0]

    *_, last = sheet.row_breaks.brk
    assert str(sheet.cell(last.id + 1, 1).value).startswith("四、")
