"""A contract that a customer sends back: what was changed is told, with who answers for the clause."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from tests.journey.way import Way, on_the_way
from toolkit.desk.generate import generate_for_deal
from toolkit.intake.answer import Answered


@pytest.fixture
def way(tmp_path: Path) -> Iterator[Way]:
    """The golden way up to the draft contract."""
    with ExitStack() as opened:
        yield opened.enter_context(on_the_way(tmp_path / "house", "07-10"))


def issued(way: Way) -> bytes:
    paper = way.deal().paper("G03")
    assert paper is not None
    return (way.house.root / paper.file).read_bytes()


def edited(content: bytes, old: str, new: str) -> bytes:
    """The contract with some words replaced in one paragraph, untracked."""
    document, saved = Document(BytesIO(content)), BytesIO()
    (paragraph,) = [p for p in document.paragraphs if old in p.text]
    text = paragraph.text.replace(old, new)
    for run in paragraph.runs:
        run.text = ""
    paragraph.runs[0].text = text
    document.save(saved)
    return saved.getvalue()


def returned(way: Way, content: bytes, name: str = "合同-客户改.docx") -> Answered:
    way.put(content, name)
    (answered,) = way.take("07-12")
    return answered


def test_a_changed_clause_is_told_with_its_owner(way: Way) -> None:
    contract = edited(issued(way), "两次以上验收不合格", "三次以上验收不合格")

    answered = returned(way, contract)

    assert answered.outcome == "accepted"
    assert [(f.code, f.facts["clause"]) for f in answered.findings] == [("M-CLAUSE-SILENT", "第九条 检验与验收")]
    files = [written.file.rsplit("/", 1)[-1] for written in answered.written]
    assert files == [
        "XS-2026-0001_V1.0_20260712_合同修改对照表.docx",
        "XS-2026-0001_V1.0_20260712_客户返回的销售合同.docx",
    ]
    table = Document(str(way.house.root / answered.written[0].file)).tables[-1]
    assert any("三次" in cell.text for row in table.rows for cell in row.cells)
    assert way.deal().stage == "合同审批中"


def test_an_untouched_contract_says_so(way: Way) -> None:
    saved_again = edited(issued(way), "两次以上", "两次以上")

    answered = returned(way, saved_again)

    assert [f.code for f in answered.findings] == ["M-CONTRACT-SAME"]
    assert answered.written == ()


def test_the_same_contract_twice_is_a_duplicate(way: Way) -> None:
    contract = edited(issued(way), "两次以上验收不合格", "三次以上验收不合格")
    returned(way, contract)
    events = way.events()

    answered = returned(way, contract, "再来一次.docx")

    assert answered.outcome == "duplicate"
    assert way.events() == events


def test_a_contract_of_another_house_comes_back(way: Way) -> None:
    document, saved = Document(), BytesIO()
    for text in ("销售合同", "合同编号：XS-2025-0777", "甲方（买方）：某公司"):
        document.add_paragraph(text)
    document.save(saved)

    answered = returned(way, saved.getvalue())

    assert answered.outcome == "returned"
    assert [f.code for f in answered.findings] == ["M-CONTRACT"]


def test_an_english_copy_that_comes_back_is_held_against_the_english_contract(way: Way, tmp_path: Path) -> None:
    (copy,) = generate_for_deal(way.house, "contract", "SJ-2026-0001", tmp_path, date(2026, 7, 11), lang="en")
    changed = edited(
        copy.read_bytes(), "Party A shall provide the site conditions", "Party B shall provide the site conditions"
    )

    answered = returned(way, changed)

    assert [f.code for f in answered.findings] == ["M-CLAUSE-SILENT"]
    assert "Rights and Obligations" in str(answered.findings[0].facts["clause"])
    table = Document(str(way.house.root / answered.written[0].file))
    assert table.paragraphs[0].text == "Differences of a Returned Contract"
