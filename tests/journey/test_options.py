"""Quotes side by side, anew, confirmed and run out: one of them becomes the contract."""

from __future__ import annotations

from hashlib import sha256

from docx import Document
from openpyxl import load_workbook

from tests.golden import COST_SHEET, CUSTOMER_FILE, MINUTES
from tests.journey.after import OPTION_A, OPTION_B, heard
from tests.journey.way import DEAL, Way, WayTo, changed, codes, day, papers, retyped, waiting
from toolkit.model import terms
from toolkit.nightly import expire_quotes

ON_B = {"quote_no": "BJ-2026-0002"}


def two_options(way_to: WayTo) -> Way:
    """The golden deal with option A and option B quoted on 07-01."""
    way = way_to("06-22")
    for name, step in (("方案A.xlsx", OPTION_A), ("方案B.xlsx", OPTION_B)):
        answered = way.give(step, name=name, blank=way.fresh("F05"))
        assert answered.outcome == "accepted", answered.all_findings()
    return way


def test_two_options_stand_side_by_side_each_with_its_number(way_to: WayTo) -> None:
    way = two_options(way_to)

    assert papers(way.deal(), "G02") == [("BJ-2026-0001", "V1A", "草稿"), ("BJ-2026-0002", "V1B", "草稿")]
    assert way.deal().stage == "已报价"


def test_a_new_version_closes_the_older_one_of_its_option_only(way_to: WayTo) -> None:
    way = two_options(way_to)

    way.give(retyped(OPTION_B, "offer", 0, unit_price="115000"), "07-02", name="方案B2.xlsx", blank=way.fresh("F05"))

    assert papers(way.deal(), "G02") == [
        ("BJ-2026-0001", "V1A", "草稿"),
        ("BJ-2026-0002", "V1B", "已作废"),
        ("BJ-2026-0002", "V2B", "草稿"),
    ]


def test_a_new_version_of_one_option_leaves_the_other_to_be_negotiated(way_to: WayTo) -> None:
    way = two_options(way_to)
    way.give(heard({"quote_no": "BJ-2026-0001"}))
    before = way.deal().blank("F07")

    way.give(retyped(OPTION_B, "offer", 0, unit_price="115000"), "07-06", name="方案B2.xlsx", blank=way.fresh("F05"))

    after = way.deal().blank("F07")
    assert before is not None and after is not None
    assert waiting(way.deal()) == {"F06", "F07", "F19"}
    assert not (way.house.root / before.file).exists()
    assert way.give(MINUTES, name="谈判A.docx").holds()[0].code == "F07-30"


def test_of_two_quotes_only_the_one_not_confirmed_is_asked_about_again(way_to: WayTo) -> None:
    way = two_options(way_to)
    silent = {"quote_no": "BJ-2026-0001", "received_confirmed": "否", "confirm_date": "", "feedback_type": "暂无意见"}

    way.give(heard(silent, ON_B))

    blank = way.deal().blank("F06")
    assert blank is not None
    workbook = load_workbook(way.house.root / blank.file)
    said = {cell.value for sheet in workbook for row in sheet.iter_rows() for cell in row}
    assert "BJ-2026-0001" in said
    assert "BJ-2026-0002" not in said
    assert waiting(way.deal()) == {"F06", "F07", "F19"}


def test_a_new_version_says_what_it_changes(way_to: WayTo) -> None:
    way = two_options(way_to)
    way.give(retyped(OPTION_B, "offer", 0, unit_price="115000"), "07-02", name="方案B2.xlsx", blank=way.fresh("F05"))

    paper = way.deal().paper("G02")
    assert paper is not None
    rows = [[c.text for c in row.cells] for t in Document(str(way.house.root / paper.file)).tables for row in t.rows]

    assert ["变更内容", "上一版本", "本版本"] in rows
    assert ["自动上料机 HT-200", "2台 × ¥118,000.00(税率13%)", "2台 × ¥115,000.00(税率13%)"] in rows
    assert ["含税总价", "¥296,000.00", "¥290,000.00"] in rows


def test_a_first_version_has_no_table_of_changes(way_to: WayTo) -> None:
    way = two_options(way_to)

    for paper in way.deal().all_papers("G02"):
        tables = Document(str(way.house.root / paper.file)).tables
        assert not any(cell.text == "变更内容" for table in tables for row in table.rows for cell in row.cells)


def test_the_option_agreed_on_becomes_the_contract_the_other_is_closed(way_to: WayTo) -> None:
    way = two_options(way_to)
    way.give(heard({"quote_no": "BJ-2026-0001"}, ON_B))
    way.give(CUSTOMER_FILE, deal="")
    minutes = changed(MINUTES, quote_no="BJ-2026-0002", final_total_incl="281200.00")

    answered = way.give(minutes, blank=way.fresh("F07", on="07-10"))

    assert answered.outcome == "accepted", answered.all_findings()
    assert papers(way.deal(), "G02") == [("BJ-2026-0001", "V1A", "已作废"), ("BJ-2026-0002", "V1B", "已接受")]
    agreement = terms.agreement_of(way.deal(), way.house.rulebook)
    assert agreement is not None
    assert (agreement.quote.number, str(agreement.totals.gross)) == ("BJ-2026-0002", "281200.00")


def test_an_option_that_was_not_confirmed_cannot_become_a_contract(way_to: WayTo) -> None:
    way = two_options(way_to)
    way.give(heard({"quote_no": "BJ-2026-0001"}))
    way.give(CUSTOMER_FILE, deal="")
    minutes = changed(MINUTES, quote_no="BJ-2026-0002", final_total_incl="281200.00")

    answered = way.give(minutes, blank=way.fresh("F07", on="07-10"))

    assert codes(answered) == ["R-24"]
    assert way.deal().paper("G03") is None


def test_a_confirmation_is_bound_to_the_file_that_was_confirmed(way_to: WayTo) -> None:
    way = way_to("07-03")
    paper = way.deal().paper("G02")
    assert paper is not None

    with way.house.ledger.reading() as questions:
        confirmed = [e.facts for _, e in questions.events_of(DEAL) if e.facts.get("status") == "客户已确认接收"]

    issued = sha256((way.house.root / paper.file).read_bytes()).hexdigest()
    assert [facts["digest"] for facts in confirmed] == [issued]


def test_a_quote_lives_through_its_last_day_and_not_longer(way_to: WayTo) -> None:
    way = way_to("07-03")

    assert expire_quotes(way.house, day("07-31")) == 0
    assert expire_quotes(way.house, day("08-01")) == 1
    assert expire_quotes(way.house, day("08-01")) == 0

    assert papers(way.deal(), "G02") == [("BJ-2026-0001", "V1", "已过期")]


def test_after_expiry_only_a_new_version_is_negotiated(way_to: WayTo) -> None:
    way = way_to("07-06")
    expire_quotes(way.house, day("08-01"))
    late = changed(MINUTES, neg_date="2026-08-03")

    assert codes(way.give(late, "08-03")) == ["R-30"]
    way.give(COST_SHEET, "08-03", name="成本核算表2.xlsx", blank=way.fresh("F05", on="08-03"))
    assert papers(way.deal(), "G02") == [("BJ-2026-0001", "V1", "已过期")]
    renewed = retyped(COST_SHEET, "offer", 0, unit_price="114000")
    way.give(renewed, "08-03", name="成本核算表3.xlsx", blank=way.fresh("F05", on="08-03"))

    assert papers(way.deal(), "G02") == [("BJ-2026-0001", "V1", "已作废"), ("BJ-2026-0001", "V2", "草稿")]
