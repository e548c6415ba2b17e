from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.reports.due_lines import drawn, listed, only
from tests.reports.history import CUSTOMER, LEAD, customer, deal_on, event, filed, issued, moved
from toolkit.reports.dues import BLOCKED, QUALITY
from toolkit.reports.dues.checking import doubled_numbers
from toolkit.reports.tables import Level

JULY3, JULY10, AUGUST24 = date(2026, 7, 3), date(2026, 7, 10), date(2026, 8, 24)
UNNAMED = replace(customer(), lead={**LEAD, "uscc": None})


@pytest.mark.parametrize(
    ("until", "is_missed"),
    [(JULY3, False), (JULY10, True), (date(2026, 7, 21), True), (AUGUST24, True)],
)
def test_a_contract_asks_for_the_customers_credit_code(until: date, is_missed: bool) -> None:
    found = listed(QUALITY, until, buyer=UNNAMED)

    assert [due.matter.zh for due in found] == ["缺统一社会信用代码"] * is_missed
    assert all((due.level, due.number, due.owner) == (Level.YELLOW, CUSTOMER, "王芳") for due in found)


def test_the_code_is_asked_for_from_the_negotiation_on_and_found_in_the_customer_file() -> None:
    negotiating = (JULY3, moved("谈判中"))
    on_file = replace(UNNAMED, billing={"uscc": "91310115MA1K456788"})

    assert len(listed(QUALITY, JULY3, negotiating, buyer=UNNAMED)) == 1
    assert listed(QUALITY, JULY3, negotiating, buyer=on_file) == []


def test_a_customer_file_that_is_waited_for_is_told_as_poor_data_and_not_as_a_hold() -> None:
    for_file = (JULY10, event("held", form="F07", number="TP-2026-0001", codes=("F07-30",)))
    for_more = (JULY10, event("held", form="F07", number="TP-2026-0001", codes=("F07-30", "F07-07")))

    due = only(QUALITY, JULY10, for_file)

    assert (due.number, due.matter.zh) == (CUSTOMER, "待补信息:客户开票资料,TP-2026-0001 等待中")
    assert listed(BLOCKED, JULY10, for_file) == []
    assert len(listed(BLOCKED, JULY10, for_more)) == 1


def test_a_number_that_leads_nowhere_is_told_once() -> None:
    wrong = tuple(
        (JULY3, filed("F06", f"BF-2026-000{n}", {"quote_no": "BJ-2026-0999-V2", "next_date": JULY10})) for n in (8, 9)
    )

    due = only(QUALITY, JULY3, *wrong)

    assert (due.level, due.number) == (Level.YELLOW, "BF-2026-0008")
    assert due.matter.zh == "《F06》引用的 BJ-2026-0999 不存在"


def test_a_number_of_what_was_taken_back_leads_nowhere() -> None:
    taken_back = (JULY3, event("document status", document="G02", number="BJ-2026-0001", status="已撤回"))

    assert [due.number for due in listed(QUALITY, JULY3, taken_back)] == ["BF-2026-0001"]
    assert listed(QUALITY, JULY3) == []


def test_a_number_with_its_version_behind_it_is_the_same_number() -> None:
    versioned = (JULY3, filed("F06", "BF-2026-0008", {"quote_no": "BJ-2026-0001-V1"}))

    assert listed(QUALITY, JULY3, versioned) == []


def test_a_number_that_stands_for_two_things_is_told() -> None:
    twice = (JULY10, issued("G03", "BJ-2026-0001", version="V9", variant="草案", status="待法务"))

    found = [due for due in drawn(deal_on(JULY10, twice), JULY10) if due.kind == QUALITY]

    assert [due.number for due in found if "重复" in due.matter.zh] == ["BJ-2026-0001"]


def test_a_form_bears_the_number_of_the_document_that_it_answers() -> None:
    letter = (date(2026, 8, 4), filed("F12", "JZ-2026-0002", {"letter_no": "JZ-2026-0002"}))
    visit = (AUGUST24, filed("F15", "HF-2026-0001", {"visit_date": AUGUST24}))

    assert doubled_numbers(deal_on(AUGUST24, letter, visit)) == ()


def test_a_deal_given_up_waits_for_nothing_and_one_on_hold_does() -> None:
    held = (JULY3, event("held", form="F06", number="BF-2026-0001", codes=("R-24",)))
    on_hold, lost = (JULY3, moved("暂缓跟进")), (JULY3, moved("已丢单"))

    assert len(listed(BLOCKED, JULY10, held, on_hold, until=JULY3)) == 1
    assert drawn(deal_on(JULY3, held, lost), JULY10) == ()
