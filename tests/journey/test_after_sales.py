"""Receipts one by one, reminders, what a visit finds, which form closes a deal; a house with Chinese folders."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from docx import Document

from tests.golden import PROGRESS, ROUND_1, ROUND_2, Step
from tests.journey.after import CLOSED, COMPLAINT, FIT, VISIT, letter, letters, receipt, receipts, rectified
from tests.journey.way import DEAL, Way, WayTo, changed, codes, day, papers, retyped, told_in, waiting
from toolkit.desk.generate import generate_for_deal
from toolkit.intake.answer import Answered, told

PREPAID = receipts("07-24", receipt("1", "07-24"), name="预付款.xlsx")
PART = receipts("08-21", receipt("2", "08-21", "100000"), name="尾款1.xlsx")
REST = receipts("08-28", receipt("2", "08-28", "35850"), name="尾款2.xlsx")


def words(file: Path) -> str:
    """All that a Word file says."""
    return "\n".join("".join(p.xpath(".//w:t/text()")) for p in Document(str(file)).element.body.xpath(".//w:p"))


def said(answered: Answered) -> list[str]:
    return [finding.code for finding in answered.all_findings()]


# -- money ------------------------------------------------------------------------------------------------------


def test_production_is_warned_about_until_the_prepayment_has_come_in_full(way_to: WayTo) -> None:
    way = way_to("07-21")
    half = receipts("07-24", receipt("1", "07-24", "100000"), name="预付款1.xlsx")
    rest = receipts("07-31", receipt("1", "07-31", "35850"), name="预付款2.xlsx")

    way.give(PROGRESS[0])
    way.give(half, "07-28")
    still = way.give(retyped(PROGRESS[1], "rows", report_date="2026-07-30", progress="50%"), "07-30", name="周报2.xlsx")
    way.give(rest)
    paid = way.give(PROGRESS[1], name="周报3.xlsx")

    assert "还差35,850.00元" in told(still, "zh")
    assert ("R-60" in said(still), "R-60" in said(paid)) == (True, False)
    assert papers(way.deal(), "G12") == [("FK-2026-0001", "1", "已收款")]


def test_what_comes_in_piece_by_piece_is_reminded_of_with_what_is_left(way_to: WayTo, tmp_path: Path) -> None:
    way = way_to("08-18", plus=(PREPAID,))
    way.give(FIT, "08-20")
    way.give(PART)
    between = papers(way.deal(), "G12")

    (reminder,) = generate_for_deal(way.house, "payment-notice", DEAL, tmp_path, day("09-20"))
    way.give(REST)

    assert between == [("FK-2026-0001", "1", "已收款"), ("FK-2026-0002", "2", "待发送")]
    assert "催款函" in words(reminder)
    assert "尚有人民币35,850.00元" in words(reminder).replace(" ", "")
    assert papers(way.deal(), "G12")[-1] == ("FK-2026-0002", "2", "已收款")
    assert [filing.number for filing in way.deal().all_filings("F17")] == [f"SK-2026-000{n}" for n in (1, 2, 3)]


def test_the_same_register_of_receipts_with_one_more_row_counts_that_row(way_to: WayTo) -> None:
    way = way_to("08-24")
    rows = (receipt("1", "07-24"), receipt("2", "08-25"))
    way.give(receipts("08-24", rows[0]))

    again = way.give(receipts("08-25", *rows, name="收款登记表2.xlsx"))

    assert [one.outcome for one in again.decisions] == ["unchanged", "accepted"]
    assert [one.number for one in again.decisions] == ["SK-2026-0001", "SK-2026-0002"]


# -- which form closes it ---------------------------------------------------------------------------------------

EARLY_MONEY = receipts("08-19", receipt("1", "07-24"), receipt("2", "08-19"), name="全款.xlsx")
EARLY_COMPLAINT = changed(
    COMPLAINT, received_at="2026-08-19 09:30", first_response_at="2026-08-19 11:00", due_date="2026-08-28"
)
SETTLED = changed(
    EARLY_COMPLAINT, done_date="2026-08-25", customer_confirm="满意", revisit_date="2026-08-27", close_status="已关闭"
)
LAST: dict[str, tuple[tuple[Step, str], ...]] = {
    "F13": ((EARLY_MONEY, "08-19"), (VISIT, "08-24"), (ROUND_2, "08-24")),
    "F15": ((EARLY_MONEY, "08-19"), (ROUND_2, "08-24"), (VISIT, "08-25")),
    "F16": (
        (EARLY_MONEY, "08-19"),
        (EARLY_COMPLAINT, "08-20"),
        (ROUND_2, "08-24"),
        (VISIT, "08-24"),
        (SETTLED, "08-27"),
    ),
    "F17": ((ROUND_2, "08-24"), (VISIT, "08-24"), (EARLY_MONEY, "08-26")),
}


def give_all(way: Way, steps: tuple[tuple[Step, str], ...]) -> Answered:
    """The steps one after another; what came of the last."""
    for n, (step, on) in enumerate(steps):
        blank = way.fresh(step.form, on=on) if way.deal().blank(step.form) is None and step.is_prefilled else None
        answered = way.give(step, on, name=f"{n}{step.name}", blank=blank)
        assert answered.outcome == "accepted", answered.all_findings()
    return answered


@pytest.mark.parametrize("form", LAST)
def test_whichever_form_comes_last_closes_the_order(way_to: WayTo, form: str) -> None:
    way = way_to("08-20")
    *before, last = LAST[form]

    give_all(way, tuple(before))
    open_still = way.deal()
    answered = give_all(way, (last,))

    deal = way.deal()
    assert open_still.stage in ("交付中", "已验收")
    assert deal.stage == "售后维护"
    assert deal.filings[-1].form == form
    assert [paper.status for paper in (deal.paper("G05"), deal.paper("G03")) if paper] == ["已关闭", "已完成"]
    assert "订单关闭,转入售后维护" in told(answered, "zh")
    assert (way.house.root / "archive" / "2026" / "XS-2026-0001_上海启明").is_dir()


def test_the_archive_keeps_the_notice_of_rectification_beside_its_answer(way_to: WayTo) -> None:
    way = way_to("08-20")
    way.give(rectified("08-22"))
    notice = way.deal().paper("G10")
    assert notice is not None

    give_all(way, LAST["F17"])

    kept = {sha256(f.read_bytes()).hexdigest() for f in (way.house.root / "archive").rglob("*") if f.is_file()}
    assert "整改通知单" in notice.file
    assert sha256((way.house.root / notice.file).read_bytes()).hexdigest() == notice.digest
    assert notice.digest in kept
    assert {f.submission.digest for f in way.deal().all_filings("F14")} <= kept


def test_a_passed_acceptance_ends_the_rectification_nobody_reported(way_to: WayTo) -> None:
    way = way_to("08-24")

    assert papers(way.deal(), "G10") == [("ZG-2026-0001", "", "已整改")]
    assert waiting(way.deal()) & {"F11", "F13", "F14"} == set()


# -- visits and complaints --------------------------------------------------------------------------------------


def test_a_problem_found_at_the_visit_lays_out_the_complaint_with_what_was_heard(way_to: WayTo) -> None:
    way = way_to("08-24")
    problem = changed(VISIT, has_issue="是", issue_type="故障", issue_desc="触摸屏连续运行4小时后无响应")

    visited = way.give(problem)
    blank = way.deal().blank("F16")
    registered = way.give(changed(COMPLAINT, channel="回访发现"))

    assert visited.outcome == "accepted", visited.all_findings()
    assert blank is not None and "《客户投诉处理单》" in told(visited, "zh")
    assert registered.outcome == "accepted", registered.all_findings()
    assert "投诉已登记,处理完毕后请再次提交" in told(registered, "zh")
    laid_again = way.deal().blank("F16")
    assert laid_again is not None and laid_again.number == "TS-2026-0001"
    closed = way.give(changed(CLOSED, channel="回访发现"), "08-31", name="投诉2.docx")
    assert "投诉已关闭" in told(closed, "zh")
    assert "F16" not in waiting(way.deal())


def test_the_next_visit_is_due_on_the_day_that_was_planned(way_to: WayTo) -> None:
    way = way_to("08-24")
    first = way.deal().blank("F15")
    assert first is not None
    asked = words(way.house.root / first.file)

    way.give(changed(VISIT, next_visit_date="2026-11-24"))

    second = way.deal().blank("F15")
    assert second is not None and second.number == "HF-2026-0002"
    assert "2026-08-21 至 2026-08-25" in asked
    assert "2026-11-24 前后" in words(way.house.root / second.file)
    assert "2026-08-21 至 2026-08-25" not in words(way.house.root / second.file)


# -- the letter log, left open ----------------------------------------------------------------------------------


def test_a_log_of_letters_is_laid_out_again_for_those_not_sent(way_to: WayTo) -> None:
    way = way_to("08-10")

    some = way.give(letters("08-11", {}, letter("JZ-2026-0002", "08-04")))
    left = way.deal().blank("F12")
    rest = way.give(letters("08-11", letter("JZ-2026-0001", "07-28"), letter("JZ-2026-0003", "08-11"), name="2.xlsx"))

    assert [one.outcome for one in some.decisions] == ["unchanged", "accepted", "unchanged"]
    assert codes(some) == []
    assert left is not None
    assert rest.outcome == "accepted", rest.all_findings()
    assert [status for *_, status in papers(way.deal(), "G07")] == ["已发送"] * 3
    assert "F12" not in waiting(way.deal())


# -- Chinese folders --------------------------------------------------------------------------------------------


FOLDERS_ZH = ("2_需求分析", "3_方案报价", "4_谈判合同", "5_签订启动", "6_交付跟进", "7_售后")
"""Of a deal whose every form before the needs is a register: no copy of those lies in its folder."""


def test_a_house_with_chinese_folders_goes_the_whole_way(way_to: WayTo) -> None:
    way = way_to("08-24", folders="zh")
    folder = way.house.places.deals / way.deal().folder

    give_all(way, ((PREPAID, "08-25"), (VISIT, "08-25"), (PART, "08-26"), (REST, "08-28")))

    assert way.deal().stage == "售后维护"
    top = {path.name for path in way.house.root.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert {"收件箱", "已处理", "商机", "空白表单", "模板"} <= top
    assert not top & {"inbox", "filed", "deals", "archive", "returned"}
    assert sorted(path.name for path in folder.iterdir()) == sorted(FOLDERS_ZH)
    (archived,) = way.house.root.rglob("XS-2026-0001_上海启明")
    assert archived.parent.name == "2026" and archived.parent.parent.name in top
    assert all((way.house.root / paper.file).is_file() for paper in way.deal().papers)
    assert way.lying() == way.dropped


def test_a_wrong_form_in_a_house_with_chinese_folders_comes_back_to_its_folder(way_to: WayTo) -> None:
    way = way_to("08-20", folders="zh")

    returned = way.give(changed(ROUND_1, conclusion="验收合格"), "08-23")

    assert returned.outcome == "returned"
    (copy,) = (way.house.root / "已退回").rglob("*_需修改.docx")
    assert "F13 验收确认单" in told_in(copy)
