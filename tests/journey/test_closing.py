"""Money, visits, complaints, repeat business: how a deal is closed and what comes out of it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from tests.golden import PROGRESS, Step
from tests.journey.after import (
    CLOSED,
    COMPLAINT,
    REFERRED,
    VISIT,
    invoice,
    invoices,
    receipt,
    receipts,
    wish,
    wishes,
)
from tests.journey.way import DEAL, Way, WayTo, changed, codes, papers, waiting
from toolkit.model.finding import Severity

PROGRESS_2 = PROGRESS[1]
PAID = receipts("08-25", receipt("1", "07-24"), receipt("2", "08-25"))


def closed(way_to: WayTo) -> Way:
    """The golden deal paid and visited."""
    way = way_to("08-24")
    for step in (PAID, VISIT):
        answered = way.give(step, "08-25")
        assert answered.outcome == "accepted", answered.all_findings()
    return way


# -- money ------------------------------------------------------------------------------------------------------


def test_signing_asks_for_the_prepayment_and_acceptance_for_the_balance(way_to: WayTo) -> None:
    way = way_to("08-24")

    notices = [(p.number, p.variant, p.issued_on.isoformat()) for p in way.deal().all_papers("G12")]

    assert notices == [("FK-2026-0001", "1", "2026-07-21"), ("FK-2026-0002", "2", "2026-08-24")]


def test_production_waits_for_the_prepayment_and_is_silent_once_it_came(way_to: WayTo) -> None:
    unpaid = way_to("07-27")
    told = [f for f in unpaid.give(PROGRESS_2, "08-03", name="再报.xlsx").all_findings() if f.code == "R-60"]
    assert [f.severity for f in told] == [Severity.WARNING]


def test_more_than_the_contract_is_not_taken(way_to: WayTo) -> None:
    way = way_to("08-24")

    answered = way.give(receipts("08-25", receipt("1", "07-24"), receipt("2", "08-25", amount="135850.01")), "08-25")

    assert [decision.outcome for decision in answered.decisions] == ["accepted", "returned"]
    assert len(codes(answered)) == 1


def test_invoices_are_registered_up_to_the_contract(way_to: WayTo) -> None:
    way = way_to("08-24")

    first = way.give(invoices("08-25", invoice(1, "07-24"), invoice(2, "08-25")), "08-25")
    third = way.give(invoices("08-26", invoice(3, "08-26"), name="又开票.xlsx"), "08-26")

    assert first.outcome == "accepted", first.all_findings()
    assert third.outcome == "returned"


# -- closing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(PAID, VISIT), (VISIT, PAID)], ids=["visit last", "money last"])
def test_accepted_paid_and_visited_a_deal_is_closed(way_to: WayTo, order: tuple[Step, ...]) -> None:
    way = way_to("08-24")

    way.give(order[0], "08-25")
    assert way.deal().stage == "已验收"
    way.give(order[1], "08-26")

    deal = way.deal()
    assert deal.stage == "售后维护"
    assert [p.status for p in deal.papers if p.kind == "G05"][-1] == "已关闭"
    assert [p.status for p in deal.papers if p.kind == "G03"][-1] == "已完成"


def test_the_archive_holds_a_copy_of_everything(way_to: WayTo) -> None:
    way = closed(way_to)
    deal = way.deal()
    (archive,) = (way.house.root / "archive" / "2026").iterdir()

    def digests(files: list[Path]) -> set[str]:
        return {sha256(file.read_bytes()).hexdigest() for file in files}

    kept = [f for f in archive.rglob("*") if f.is_file()]
    assert archive.name == "XS-2026-0001_上海启明"
    copies = {filing.file for filing in deal.filings}
    issued = {paper.digest for paper in deal.papers if paper.digest and paper.file not in copies}
    filed = {filing.submission.digest for filing in deal.filings if filing.file}
    scans = {digest for filing in deal.filings for digest in filing.attachments.values()}
    assert len(scans) == 1
    assert digests(kept) == issued | filed | scans


def test_an_open_complaint_keeps_the_deal_from_closing(way_to: WayTo) -> None:
    way = way_to("08-24")
    way.give(VISIT, "08-25")
    complaint = way.give(COMPLAINT, "08-25", blank=way.fresh("F16", on="08-25"))
    assert complaint.outcome == "accepted", complaint.all_findings()
    way.give(PAID, "08-26")
    assert way.deal().stage == "已验收"
    assert "F16" in waiting(way.deal())

    answered = way.give(CLOSED, "08-31", name="投诉处理单(已处理).docx")

    assert answered.outcome == "accepted", answered.all_findings()
    assert [f.number for f in way.deal().all_filings("F16")] == ["TS-2026-0001", "TS-2026-0001"]
    assert way.deal().stage == "售后维护"


def test_an_unsatisfied_customer_keeps_a_complaint_open(way_to: WayTo) -> None:
    way = way_to("08-24")
    way.give(COMPLAINT, "08-25", blank=way.fresh("F16", on="08-25"))

    answered = way.give(changed(CLOSED, customer_confirm="不满意"), "08-31", name="投诉2.docx")

    assert answered.outcome == "returned"


def test_a_poor_score_asks_for_the_complaint_first(way_to: WayTo) -> None:
    way = way_to("08-24")
    problem = changed(VISIT, has_issue="是", issue_type="故障", issue_desc="触摸屏无响应")
    poor = changed(problem, score_overall="2", score_product="2")

    refused = way.give(poor, "08-25")
    assert "R-71" in codes(refused)
    way.give(COMPLAINT, "08-25", blank=way.fresh("F16", on="08-25"))
    answered = way.give(changed(poor, complaint_no="TS-2026-0001"), "08-26", name="回访改.docx")

    assert answered.outcome == "accepted", answered.all_findings()


def test_a_further_visit_is_laid_out_under_its_own_number(way_to: WayTo) -> None:
    way = way_to("08-24")

    way.give(changed(VISIT, next_visit_date="2026-11-24"), "08-25")

    assert papers(way.deal(), "G11") == [("HF-2026-0001", "", "已回访"), ("HF-2026-0002", "", "待回访")]
    blank = way.deal().blank("F15")
    assert blank is not None
    assert blank.number == "HF-2026-0002"


# -- what comes out of it ---------------------------------------------------------------------------------------


def test_a_customer_who_buys_again_gets_a_new_deal(way_to: WayTo) -> None:
    way = closed(way_to)

    answered = way.give(wishes("09-10", wish(expected_amount="500000", expected_date="2027-03-31")), "09-10")

    assert answered.outcome == "accepted", answered.all_findings()
    old, new = way.deal(), way.deal("SJ-2026-0002")
    assert (old.stage, new.stage) == ("复购", "需求确认")
    assert new.customer == old.customer
    assert waiting(new) == {"F04"}
    assert "SJ-2026-0002" in next(way.house.places.filed.rglob("复购*.回执.txt")).read_text("utf-8-sig")


def test_the_same_register_with_one_more_row_opens_one_more_deal(way_to: WayTo) -> None:
    way = closed(way_to)
    first = wish(expected_amount="500000", expected_date="2027-03-31")
    way.give(wishes("09-10", first), "09-10")

    more = wishes("09-20", first, wish("转介绍", **REFERRED, demand="两条装配线改造"), name="登记表(续).xlsx")
    answered = way.give(more, "09-20")

    assert [decision.outcome for decision in answered.decisions] == ["unchanged", "accepted"], answered.all_findings()
    with way.house.ledger.reading() as questions:
        assert [one.deal for one in questions.all_deals()] == [DEAL, "SJ-2026-0002", "SJ-2026-0003"]


def test_a_referral_brings_in_a_lead_that_names_who_referred_it(way_to: WayTo) -> None:
    way = closed(way_to)

    answered = way.give(wishes("09-10", wish("转介绍", **REFERRED, demand="两条装配线改造")), "09-10")

    assert answered.outcome == "accepted", answered.all_findings()
    new = way.deal("SJ-2026-0002")
    with way.house.ledger.reading() as questions:
        customer = questions.customer(new.customer)
    assert customer is not None
    assert (new.stage, customer.name) == ("潜在客户", "苏州示例机械有限公司")
    assert customer.lead["source"] == "客户转介绍"
    assert customer.lead["referrer"] == "上海启明精密制造有限公司"
    assert way.deal().stage == "售后维护"


def test_the_ledger_rebuilt_knows_the_deals_that_came_out(way_to: WayTo) -> None:
    way = closed(way_to)
    way.give(wishes("09-10", wish("转介绍", **REFERRED, demand="两条装配线改造")), "09-10")
    before = way.house.ledger.projections()

    way.house.ledger.rebuild()

    assert way.house.ledger.projections() == before
