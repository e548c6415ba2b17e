"""Odd files, odd names, odd houses: everything is answered, nothing is lost, nothing leaves the house."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document

from tests.golden import (
    APPROVALS,
    COST_SHEET,
    FEEDBACK,
    LEAD,
    MINUTES,
    NEEDS,
    PRODUCTS,
    ROUND_2,
    STAFF,
    STEPS,
    Step,
)
from tests.journey.test_ways import OTHER, leads
from tests.journey.way import DEAL, Way, changed, codes, day, is_answer, on_the_way, retyped
from toolkit.demo import SELLER
from toolkit.desk.founding import found_house
from toolkit.desk.standing import deal_lines, deal_standing, house_status, status_lines
from toolkit.forms.blank import make
from toolkit.house import open_house
from toolkit.intake.gather import around_deal
from toolkit.model.finding import Severity
from toolkit.model.money_due import may_close

SECOND = "SJ-2026-0002"


@pytest.fixture
def way(tmp_path: Path) -> Iterator[Way]:
    with on_the_way(tmp_path / "house", "06-22") as way:
        yield way


def answers_beside(way: Way) -> None:
    """Every original has the answer that belongs to it beside it: a receipt, a marked copy, or a report."""
    for folder in ("filed", "returned", "duplicates"):
        files = {path for path in (way.house.root / folder).rglob("*") if path.is_file()}
        answers = {path for path in files if is_answer(path)}
        forms = {path for path in files - answers if path.suffix.lower() not in (".pdf", ".jpg", ".png")}
        texts = {path for path in answers if path.suffix == ".txt"}
        if folder == "returned":
            assert len(forms) == len(answers)
        else:
            assert {Path(f"{path}.回执.txt") for path in forms} == texts


# -- names and bytes --------------------------------------------------------------------------------------------

NAMES = (
    "表😀.xlsx",
    "%s %d {x}.xlsx",
    "{{x}} {% raw %}.xlsx",
    "=HYPERLINK(1).xlsx",
    "表" * 80 + ".xlsx",
    "结尾是点..xlsx",
    " 空格 .xlsx",
    "CON.xlsx",
    "a:b*c?.xlsx",
    "新建\n行.xlsx",
    "-rf.xlsx",
    "无后缀",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_form_is_taken_whatever_it_is_called(way: Way, name: str) -> None:
    way.drop(COST_SHEET, name=name)

    (answered,) = way.take("07-01")

    assert answered.outcome == "accepted", answered.all_findings()
    assert way.lying() == way.dropped
    answers_beside(way)


def test_a_name_that_is_no_text_at_all_is_taken_too(way: Way) -> None:
    content = way.filled(COST_SHEET)
    path = Path(os.fsdecode(os.fsencode(way.house.places.inbox) + b"/\xb1\xed\xb8\xf1.xlsx"))
    path.write_bytes(content)
    way.dropped[sha256(content).hexdigest()] += 1

    (answered,) = way.take("07-01")

    assert answered.outcome == "accepted", answered.all_findings()
    assert way.lying() == way.dropped
    assert "\n".join(status_lines(house_status(way.house), "zh")).encode()


@pytest.mark.parametrize(
    "content",
    [b"", b"just text", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "客户,电话\n".encode("gbk")],
    ids=["empty", "text", "cut", "old Excel", "csv"],
)
@pytest.mark.parametrize("ending", ["xlsx", "docx", "txt"])
def test_what_cannot_be_read_comes_back_with_advice(way: Way, content: bytes, ending: str) -> None:
    way.put(content, f"文件.{ending}")

    (answered,) = way.take("07-01")

    assert (answered.outcome, codes(answered)) == ("returned", ["M-FILE"])
    assert way.lying() == way.dropped
    answers_beside(way)


def test_a_folder_that_is_dropped_is_looked_through(way: Way) -> None:
    way.put(way.filled(COST_SHEET), "2026 报价/七月/成本核算表.xlsx")
    (way.house.places.inbox / "空文件夹").mkdir()

    (answered,) = way.take("07-01")

    assert answered.outcome == "accepted", answered.all_findings()
    assert way.lying() == way.dropped


def test_the_same_file_twice_in_one_pass_counts_once(way: Way) -> None:
    way.drop(COST_SHEET)
    way.drop(COST_SHEET, name="成本核算表 - 副本.xlsx")

    outcomes = [answered.outcome for answered in way.take("07-01")]

    assert outcomes == ["accepted", "duplicate"]
    assert way.lying() == way.dropped
    assert len(list(way.deal().all_papers("G02"))) == 1
    answers_beside(way)


def test_two_files_of_one_name_are_both_kept(way: Way) -> None:
    way.give(COST_SHEET, "07-01")
    second = way.give(retyped(COST_SHEET, "offer", 0, unit_price="110000"), "07-02", blank=way.fresh("F05"))

    kept = sorted(path.name for path in way.house.places.filed.rglob("成本核算表*.xlsx"))

    assert second.outcome == "accepted", second.all_findings()
    assert kept == ["成本核算表-上海启明0629.xlsx", "成本核算表-上海启明0629~1.xlsx"]
    assert way.lying() == way.dropped
    answers_beside(way)


def test_the_same_mistake_twice_on_one_day_gives_two_copies(way: Way) -> None:
    way.give(retyped(COST_SHEET, "offer", 0, tax_rate="17%"), "07-01")
    way.put(way.filled(changed(retyped(COST_SHEET, "offer", 0, tax_rate="17%"), included="运输")), COST_SHEET.name)
    way.take("07-01")

    assert len(list(way.house.places.returned.rglob("*_需修改*.xlsx"))) == 2
    answers_beside(way)


# -- customers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "short", ["CON", "a/b:c*?", "../x", "..", "名" * 100, "x. ", "=1+1", "{{ company }}", "%s", "😀", "a\\b", ".hidden"]
)
def test_a_customer_may_be_called_anything_and_stays_in_the_house(tmp_path: Path, short: str) -> None:
    lead = retyped(LEAD, "rows", 0, customer_short=short)
    found_house(tmp_path / "house", folders="en", lang="zh", company=SELLER, is_demo=True)
    with open_house((tmp_path / "house").resolve()) as house:
        way = Way(house)
        *_, registered = [way.give(step, deal="") for step in (STAFF, PRODUCTS, lead)]
        if registered.outcome == "returned":  # refused: too long, a formula, a tag
            assert {f.code for f in registered.all_findings() if f.severity is Severity.ERROR} <= {
                "M-LEN",
                "M-TAG",
                "M-UNCACHED",
            }
            assert way.house.ledger.projections()["deal"] == ()
            return
        for step in STEPS[3:12]:
            answered = way.give(step)
            assert answered.outcome == "accepted", (step.name, answered.all_findings())
        lying = {path.relative_to(house.root).as_posix() for path in house.places.deals.rglob("*") if path.is_file()}
        deal = way.deal()

    assert [path.name for path in tmp_path.iterdir()] == ["house"]
    for paper in deal.papers:
        superseded = Path(paper.file).parent / "superseded" / Path(paper.file).name
        assert paper.file in lying or superseded.as_posix() in lying, paper.file
    assert {len(Path(file).parts) for file in lying} <= {4, 5}
    assert all(len(part.encode()) <= 255 and part == part.rstrip(" .") for file in lying for part in Path(file).parts)
    contracts = [Path(paper.file).stem for paper in deal.all_papers("G03")]
    assert contracts[0].endswith("V1.0_草案")
    assert contracts[1].endswith("V1.0")


# -- deals mixed up ---------------------------------------------------------------------------------------------


def second_deal(way: Way, until: Step) -> None:
    """Another customer's deal, played beside the golden one."""
    way.give(leads(OTHER), "06-22", deal="", name="第二个客户.xlsx")
    for step in (NEEDS, COST_SHEET, FEEDBACK)[: (NEEDS, COST_SHEET, FEEDBACK).index(until) + 1]:
        quoted = retyped(step, "rows", 0, quote_no="BJ-2026-0002") if step is FEEDBACK else step
        answered = way.give(quoted, deal=SECOND, name=f"二-{step.name}")
        assert answered.outcome == "accepted", answered.all_findings()


def test_two_deals_side_by_side_do_not_touch_each_other(way: Way) -> None:
    way.give(COST_SHEET)
    second_deal(way, FEEDBACK)
    way.give(FEEDBACK)

    assert [way.deal(number).stage for number in (DEAL, SECOND)] == ["已报价", "已报价"]
    assert [paper.number for number in (DEAL, SECOND) for paper in way.deal(number).papers] == [
        "BJ-2026-0001",
        "BJ-2026-0002",
    ]
    assert way.lying() == way.dropped


def test_a_form_whose_stamp_and_number_disagree_is_returned(way: Way) -> None:
    way.give(COST_SHEET)
    second_deal(way, COST_SHEET)
    before = way.events()

    answered = way.give(retyped(FEEDBACK, "rows", 0, quote_no="BJ-2026-0002"), "07-03")

    assert answered.outcome == "returned"
    assert "M-MATCH" in codes(answered)
    assert way.events() == before


def test_a_form_of_another_house_is_returned_and_stops_no_other(way: Way) -> None:
    stranger = make(way.house.catalogue.forms["F05"], deal="SJ-2031-0099")
    before = way.events()

    answered = way.give(COST_SHEET, "07-01", blank=stranger)

    assert answered.outcome == "returned"
    assert "M-DEAL" in codes(answered)
    assert way.events() == before


def test_a_form_issued_for_one_deal_cannot_be_filed_for_another(tmp_path: Path) -> None:
    with on_the_way(tmp_path / "house", "07-10") as way:
        form = way.house.catalogue.forms["F08"]
        with way.house.ledger.reading() as questions:
            known = around_deal(questions, DEAL, rulebook=way.house.rulebook, today=day("07-14"))
        forged = make(form, prefill=form.prefill(known), deal=DEAL, number="SP-2026-0077")
        before = way.events()

        answered = way.give(APPROVALS[0], blank=forged)

        assert (answered.outcome, codes(answered)) == ("returned", ["M-ISSUED"])
        assert way.events() == before


# -- houses -----------------------------------------------------------------------------------------------------


def test_a_house_with_chinese_folders_that_is_opened_anew_every_day_and_moved_once(tmp_path: Path) -> None:
    root, moved = tmp_path / "house", tmp_path / "新 房子"
    found_house(root, folders="zh", lang="zh", company=SELLER, is_demo=True)
    dropped = None
    for step in STEPS:
        if step is MINUTES:
            root.rename(moved)
            root = moved
        with open_house(root.resolve()) as house:
            way = Way(house) if dropped is None else Way(house, dropped)
            dropped = way.dropped
            answered = way.give(step, deal="" if step.form in ("M02", "M03", "F02") else DEAL)
            assert answered.outcome == "accepted", (step.name, answered.all_findings())
            if step.form not in ("M02", "M03"):
                _stands_in_words(way, answered.day)
    with open_house(root.resolve()) as house:
        way = Way(house, dropped or Way(house).dropped)
        before = house.ledger.projections()
        house.ledger.rebuild()

        assert house.ledger.projections() == before
        assert way.deal().stage == "已验收"
        assert way.lying() == way.dropped
        assert {path.name for path in house.places.deals.iterdir()} == {f"{DEAL}_上海启明"}


def _stands_in_words(way: Way, on: object) -> None:
    """`deal show` names a form that exists, who fills it in and where it is dropped."""
    standing = deal_standing(way.house, DEAL, on)  # type: ignore[arg-type]
    assert standing["next"], standing["stage"]
    for awaited in standing["next"]:
        assert (way.house.root / awaited["blank"]).is_file(), awaited
        assert awaited["filled_by"]
        assert awaited["drop_into"] == "收件箱/"
    assert len("\n".join(deal_lines(standing, "zh"))) > 100


def test_a_visit_before_acceptance_counts_when_it_comes(tmp_path: Path) -> None:
    with on_the_way(tmp_path / "house", "08-20") as way:
        visited = way.give(VISIT, "08-22")
        between = way.deal()
        passed = way.give(ROUND_2, "08-24")

        assert visited.outcome == "accepted", visited.all_findings()
        assert between.stage == "交付中"
        assert passed.outcome == "accepted"
        assert way.deal().stage == "已验收"
        assert may_close(way.deal(), way.house.rulebook) == ("收款结清",)


def test_a_visit_after_acceptance_leaves_only_the_money_to_come(tmp_path: Path) -> None:
    with on_the_way(tmp_path / "house", "08-24") as way:
        visited = way.give(VISIT, "08-24")

        assert visited.outcome == "accepted", visited.all_findings()
        assert may_close(way.deal(), way.house.rulebook) == ("收款结清",)
        again = way.give(changed(VISIT, visitor="周工"), "08-25", name="回访2.docx")
        assert again.outcome == "returned"


VISIT = Step(
    day("08-22"),
    "F15",
    "客户回访记录表.docx",
    values={
        "visit_date": "2026-08-22",
        "visitor": "吴倩",
        "visit_type": "首次回访",
        "method": "电话",
        "interviewee": "陈工",
        "interviewee_title": "设备主管",
        "phone": "13912345678",
        "usage": "良好",
        "score_product": "5",
        "score_delivery": "4",
        "score_service": "5",
        "score_overall": "5",
        "has_issue": "□是 ☑否",
        "repurchase_intent": "无",
        "referral": "□是 ☑否",
    },
)


def test_a_word_file_passes_the_gate_before_it_is_looked_at_as_a_contract(way: Way) -> None:
    made = BytesIO()
    Document().save(made)
    hostile = edited(made.getvalue(), "word/document.xml", b"<w:document", b"<!DOCTYPE w><w:document")

    way.put(b"{\\rtf1 contract}", "合同.docx")
    way.put(hostile, "合同2.docx")
    answers = way.take("07-01")

    assert [answered.findings[0].facts["word"] for answered in answers] == ["rtf_not_docx", "dtd_forbidden"]


def edited(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The zip with some bytes of one part put for others."""
    written = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(written, "w") as target:
        for name in source.namelist():
            read = source.read(name)
            target.writestr(name, read.replace(old, new) if name == part else read)
    return written.getvalue()
