"""Old and foreign formats in the inbox: taken in with a word to the sender, or returned by what they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forms.test_legacy import needs_libreoffice, saved_as
from tests.golden import COST_SHEET, NEEDS
from tests.journey.way import Way, changed, codes, on_the_way
from toolkit.forms.legacy import word


@pytest.fixture
def way(tmp_path: Path) -> Iterator[Way]:
    with on_the_way(tmp_path / "house", "06-22") as way:
        yield way


@needs_libreoffice
@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_an_old_workbook_goes_its_way_and_its_sender_is_told(way: Way, ending: str, tmp_path: Path) -> None:
    content = saved_as(ending, {"form": way.filled(COST_SHEET)}, tmp_path)["form"]
    way.put(content, f"成本核算表.{ending}")

    (answered,) = way.take("07-01")

    assert answered.outcome == "accepted", answered.all_findings()
    (receipt,) = way.house.places.filed.rglob(f"成本核算表.{ending}.回执.txt")
    assert f"文件为 .{ending} 格式,只按标签读取" in receipt.read_text("utf-8-sig")
    assert way.lying() == way.dropped


@needs_libreoffice
def test_an_old_workbook_that_is_wrong_comes_back_beside_a_report(way: Way, tmp_path: Path) -> None:
    wrong = changed(COST_SHEET, delivery_days="尽快交货")
    content = saved_as("xls", {"form": way.filled(wrong)}, tmp_path)["form"]
    way.put(content, "成本核算表.xls")

    (answered,) = way.take("07-01")

    assert answered.outcome == "returned"
    (report,) = way.house.places.returned.rglob("成本核算表.xls.检查结果.txt")
    words = report.read_text("utf-8-sig")
    assert "尽快交货" in words and "另存为 .xlsx" in words


@needs_libreoffice
def test_an_old_word_file_goes_its_way_where_libreoffice_is(tmp_path: Path) -> None:
    with on_the_way(tmp_path / "house", "06-16") as way:
        way.put(saved_as("doc", {"form": way.filled(NEEDS)}, tmp_path)["form"], "需求分析.doc")

        (answered,) = way.take("06-22")

        assert answered.outcome == "accepted", answered.all_findings()
        assert "N-LEGACY" in [finding.code for finding in answered.all_findings()]


@needs_libreoffice
def test_an_old_word_file_comes_back_where_libreoffice_is_not(
    way: Way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = saved_as("doc", {"form": way.filled(NEEDS, deal="")}, tmp_path)["form"]
    monkeypatch.setattr(word, "office_program", lambda: "")
    way.put(content, "需求分析.doc")

    (answered,) = way.take("06-23")

    assert codes(answered) == ["M-FILE"]
    (report,) = way.house.places.returned.rglob("需求分析.doc.检查结果.txt")
    assert "另存为“Word 文档(.docx)”" in report.read_text("utf-8-sig")


OTHERS = {
    "笔记.txt": ("请把成本核算一下".encode(), "纯文本"),
    "表.csv": ("客户,电话\n启明,1\n".encode("gb18030"), "纯文本表格(.csv)"),
    "表.xls": (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
    "信.rtf": (b"{\\rtf1 x}", "RTF"),
    "表单.rar": (b"Rar!\x1a\x07\x00" + bytes(100), "压缩包"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_type_is_answered_with_what_it_is_and_what_to_do(way: Way, name: str) -> None:
    content, kind = OTHERS[name]
    way.put(content, name)

    (answered,) = way.take("07-01")

    assert codes(answered) == ["M-FILE"]
    (report,) = way.house.places.returned.rglob(f"{name}.检查结果.txt")
    words = report.read_text("utf-8-sig")
    assert kind in words and "请" in words
    assert way.lying() == way.dropped
