"""The golden case, from lead to acceptance, read back from what was produced. Source: domain.md 0.1."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from tests.journey.way import told_in
from tests.wrong import WRONG, Wrong
from toolkit.catalogue.advice import FIX
from toolkit.demo import play
from toolkit.desk.check import check_files
from toolkit.house import House, open_house
from toolkit.ledger.questions import Questions
from toolkit.model.deal import Deal


@dataclass(frozen=True)
class Played:
    """The demo house after its last day."""

    root: Path
    said: tuple[str, ...]
    deal: Deal

    def texts(self, kind: str) -> Mapping[str, str]:
        """Text of every document of a kind, by version and variant."""
        return {
            f"{paper.version}{paper.variant}": text_of(self.root / paper.file) for paper in self.deal.all_papers(kind)
        }


def text_of(path: Path) -> str:
    """All text of a Word file: body, tables, headers, footers."""
    document = Document(str(path))
    parts = [document.element.body, *(s.header._element for s in document.sections)]
    return "\n".join("".join(p.xpath(".//w:t/text()")) for part in parts for p in part.xpath(".//w:p"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Played:
    root = tmp_path_factory.mktemp("demo") / "house"
    said = tuple(play(root, folders="en", lang="zh"))
    with open_house(root.resolve()) as house, house.ledger.reading() as questions:
        return Played(root, said, questions.deal("SJ-2026-0001"))


def test_the_deal_ends_accepted_with_nothing_held(demo: Played) -> None:
    assert demo.deal.stage == "已验收"
    assert demo.deal.holds == ()


def test_every_document_is_issued_on_its_own_day(demo: Played) -> None:
    issued = [(p.kind, p.number, p.version, p.variant, p.issued_on.strftime("%m-%d")) for p in demo.deal.papers]

    assert issued == [
        ("G02", "BJ-2026-0001", "V1", "", "07-01"),
        ("G03", "XS-2026-0001", "V1.0", "草案", "07-10"),
        ("G04", "SP-2026-0001", "", "", "07-10"),
        ("G04", "SP-2026-0001", "", "", "07-14"),
        ("G04", "SP-2026-0001", "", "", "07-15"),
        ("G04", "SP-2026-0001", "", "", "07-16"),
        ("G03", "XS-2026-0001", "V1.0", "", "07-17"),
        ("G12", "FK-2026-0001", "", "1", "07-21"),
        ("G05", "DD-2026-0001", "", "", "07-21"),
        ("G06", "TZ-2026-0001", "", "生产部门", "07-21"),
        ("G06", "TZ-2026-0001", "", "物流部门", "07-21"),
        ("G06", "TZ-2026-0001", "", "客服部门", "07-21"),
        ("G07", "JZ-2026-0001", "", "", "07-27"),
        ("G07", "JZ-2026-0002", "", "", "08-03"),
        ("G07", "JZ-2026-0003", "", "", "08-10"),
        ("G09", "YS-2026-0001", "第1次", "", "08-18"),
        ("G11", "HF-2026-0001", "", "", "08-18"),
        ("G10", "ZG-2026-0001", "", "", "08-20"),
        ("G09", "YS-2026-0001", "第2次", "", "08-20"),
        ("G12", "FK-2026-0002", "", "2", "08-24"),
    ]


def test_every_document_lies_where_the_ledger_says_or_was_superseded(demo: Played) -> None:
    for paper in demo.deal.papers:
        path = demo.root / paper.file
        assert path.is_file() or (path.parent / "superseded" / path.name).is_file(), paper.file


def test_the_quote_says_the_golden_numbers(demo: Played) -> None:
    (text,) = demo.texts("G02").values()

    for figure in ("286,000.00", "贰拾捌万陆仟元整", "256,603.77", "29,396.23", "85,800.00", "200,200.00"):
        assert figure in text
    assert "自报价次日起30天" in text
    assert "2026年7月31日" in text


@pytest.mark.parametrize("variant", ["V1.0草案", "V1.0"])
def test_the_contract_says_the_golden_numbers(demo: Played, variant: str) -> None:
    text = demo.texts("G03")[variant]

    for figure in ("271,700.00", "人民币贰拾柒万壹仟柒佰元整", "243,773.58", "27,926.42", "107,350.00", "214,700.00"):
        assert figure in text
    assert text.count("135,850.00") == 2
    assert "第九条检验与验收" in text.replace(" ", "").replace("\u3000", "")
    assert ("草案" in text) == (variant == "V1.0草案")


def test_the_approved_contract_differs_from_the_draft_in_its_mark_only(demo: Played) -> None:
    texts = demo.texts("G03")

    mark = "草案 V1.0 – 未经审批"
    assert mark in texts["V1.0草案"]
    assert texts["V1.0草案"].replace(mark, "").split() == texts["V1.0"].split()


def test_both_margins_are_the_golden_ones(demo: Played) -> None:
    cost_sheet, approval = demo.deal.filing("F05"), demo.deal.filing("F08")

    assert cost_sheet is not None
    assert approval is not None
    assert f"{cost_sheet.submission.amount('gross_margin'):.4f}" == "0.3511"
    assert f"{approval.submission.amount('gross_margin'):.4f}" == "0.3170"


def test_the_approval_form_says_both_margins_and_the_acceptance_clause(demo: Played) -> None:
    approval = [paper for paper in demo.deal.all_papers("G04") if (demo.root / paper.file).is_file()]

    for paper in approval:
        text = text_of(demo.root / paper.file)
        for figure in (
            "31.70%",
            "35.11%",
            "271,700.00",
            "人民币贰拾柒万壹仟柒佰元整",
            "按合同第九条及附件一验收",
            "凭表单",
        ):
            assert figure in text
    assert len(approval) == 4


def test_no_customer_document_names_cost_or_margin(demo: Played) -> None:
    for kind in ("G02", "G03", "G07"):
        for text in demo.texts(kind).values():
            assert not any(word in text for word in ("毛利", "成本", "166,500.00", "130,000.00"))


def test_the_notices_show_no_prices(demo: Played) -> None:
    texts = demo.texts("G06")

    assert set(texts) == {"生产部门", "物流部门", "客服部门"}
    for text in texts.values():
        assert "2026年8月19日" in text
        assert not any(price in text for price in ("107,350", "214,700", "57,000", "271,700"))


def test_the_letters_say_how_far_the_order_is(demo: Played) -> None:
    texts = [text_of(demo.root / paper.file) for paper in demo.deal.all_papers("G07")]

    for text, progress in zip(texts, ("30%", "60%", "80%"), strict=True):
        assert progress in text
        assert "2026年8月18日" in text


def test_the_golden_dates_stand_in_the_documents(demo: Played) -> None:
    visit = demo.texts("G11")[""]

    assert "2026-08-21" in visit or "2026年8月21日" in visit
    assert "2026-08-25" in visit or "2026年8月25日" in visit


CODES = sorted(FIX, key=len, reverse=True)


@pytest.fixture
def open_demo(demo: Played) -> Iterator[House]:
    with open_house(demo.root.resolve()) as house:
        yield house


def state(questions: Questions) -> Mapping[str, int]:
    """How much the ledger holds, arrivals apart."""
    return {name: n for name, n in questions.counts().items() if name not in ("arrival", "effect")}


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.step.name)
def test_a_wrong_form_comes_back_with_exactly_its_findings(demo: Played, wrong: Wrong, open_demo: House) -> None:
    name = Path(wrong.step.name)
    (copy,) = open_demo.places.returned.rglob(f"{name.stem}_需修改{name.suffix}")

    told = told_in(copy)
    assert Counter(re.findall(rf"\b({'|'.join(CODES)})(?=\]|$)", told, flags=re.MULTILINE)) == Counter(
        found.code for found in wrong.findings
    )
    assert [found.text for found in wrong.findings if found.text.rpartition(": ")[2] not in told] == []
    assert not copy.with_name(f"{name.name}.检查结果.txt").exists()


def test_a_check_outside_any_house_needs_no_ledger(tmp_path: Path) -> None:
    (wrong,) = [w for w in WRONG if w.step.form == "F02"]
    path = next(Path(__file__).parents[2].joinpath("inbox", "wrong").glob(f"*{wrong.step.name}"))

    (found,) = check_files([path], house=tmp_path, lang="zh", today=date(2026, 6, 15))

    above = [f for f in found["findings"] if f["severity"] != "info"]
    assert [(f["code"], f["text"]) for f in above] == [(f.code, f.text) for f in wrong.findings]


def test_every_department_has_acknowledged_its_notice(demo: Played) -> None:
    notices = {paper.variant: paper.status for paper in demo.deal.all_papers("G06")}

    assert set(notices.values()) <= {"已发出", "已确认"}
    reported = {filing.submission.value("dept") for filing in demo.deal.all_filings("F11")}
    assert {variant for variant, status in notices.items() if status == "已确认"} == reported
