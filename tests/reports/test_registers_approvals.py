from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tests.reports.history import Row, Step, deal_on, filed, issued, status
from tests.reports.registered import listed, listed_on
from toolkit.reports.registers import approvals
from toolkit.reports.registers.approvals import ApprovalRow
from toolkit.reports.tables import Level

NODES = ("销售负责人", "法务部门", "财务部门", "总经理")
JULY10, JULY13, JULY14, JULY15 = (date(2026, 7, day) for day in (10, 13, 14, 15))
"""Friday, Monday, Tuesday, Wednesday."""


def opinions(*given: tuple[str, str, date], **of_the_last: str) -> Sequence[Row]:
    """A row for each of the four nodes, the first ones with (approver, opinion, day)."""
    rows: list[Row] = [{"approver": name, "opinion": word, "date": on} for name, word, on in given]
    rows[-1] = {**rows[-1], **of_the_last}
    rows += [{}] * (len(NODES) - len(given))
    return [{"node": node, **row} for node, row in zip(NODES, rows, strict=True)]


def came_back(on: date, steps: Sequence[Row], number: str = "SP-2026-0001", version: str = "V1.0") -> Step:
    return on, filed("F08", number, {"contract_version": version}, steps=steps)


def told(rows: Sequence[ApprovalRow]) -> list[tuple[str, date | None, int | None, str]]:
    return [(row.approver, row.arrived_on, row.waited, row.opinion) for row in rows]


def test_before_anybody_spoke_the_first_node_has_it_since_its_issue() -> None:
    rows = listed_on(approvals.rows, JULY13)

    assert [row.node for row in rows] == list(NODES)
    assert {(row.number, row.contract, row.version) for row in rows} == {("SP-2026-0001", "XS-2026-0001", "V1.0")}
    assert told(rows) == [("李强", JULY10, 1, ""), ("", None, None, ""), ("", None, None, ""), ("", None, None, "")]
    assert {row.conclusion for row in rows} == {"审批中"}


def test_the_clock_of_a_node_starts_when_the_one_before_agreed() -> None:
    first = came_back(JULY14, opinions(("李强", "同意", JULY14)))

    rows = listed_on(approvals.rows, JULY15, first)

    assert told(rows)[:3] == [("李强", JULY10, 2, "同意"), ("周律", JULY14, 1, ""), ("", None, None, "")]


def test_only_the_node_whose_turn_it_is_is_coloured() -> None:
    first = came_back(JULY14, opinions(("李强", "同意", JULY14)))

    rows = listed_on(approvals.rows, date(2026, 7, 16), first, leave_out=("G05",))

    assert [row.levels for row in rows] == [{}, {"waited": Level.BLUE}, {}, {}]


def test_a_node_that_waits_too_long_is_red() -> None:
    deal = deal_on(JULY10)

    rows = listed(approvals.rows, deal, day=date(2026, 7, 20))

    assert (rows[0].waited, rows[0].levels) == (6, {"waited": Level.RED})


def test_all_four_agreed() -> None:
    days = (JULY13, JULY14, JULY15, date(2026, 7, 16))
    names = ("李强", "周律", "赵敏", "陈立")
    given = tuple((name, "同意", on) for name, on in zip(names, days, strict=True))
    forms = tuple(came_back(on, opinions(*given[: n + 1])) for n, on in enumerate(days))

    rows = listed_on(approvals.rows, date(2026, 8, 24), *forms)

    assert told(rows) == [
        ("李强", JULY10, 1, "同意"),
        ("周律", JULY13, 1, "同意"),
        ("赵敏", JULY14, 1, "同意"),
        ("陈立", JULY15, 1, "同意"),
    ]
    assert {(row.conclusion, *row.levels) for row in rows} == {("通过",)}


def test_two_nodes_on_one_form_waited_for_nobody() -> None:
    both = came_back(JULY15, opinions(("李强", "同意", JULY13), ("周律", "同意", JULY14)))

    rows = listed_on(approvals.rows, JULY15, both)

    assert told(rows)[:3] == [("李强", JULY10, 1, "同意"), ("周律", JULY15, 0, "同意"), ("财务", JULY15, 0, "")]


def test_a_condition_keeps_its_node_waiting_until_it_is_closed() -> None:
    asked = came_back(JULY13, opinions(("李强", "有条件同意", JULY13)))
    closed = came_back(JULY15, opinions(("李强", "有条件同意", JULY13), condition_closed="授权书已补齐"))

    open_rows = listed_on(approvals.rows, JULY14, asked)
    rows = listed_on(approvals.rows, JULY15, asked, closed)

    assert told(open_rows)[0] == ("李强", JULY10, 2, "有条件同意")
    assert told(rows)[:2] == [("李强", JULY10, 1, "有条件同意(条件已关闭)"), ("周律", JULY15, 0, "")]


def test_a_refusal_ends_an_approval_and_the_next_version_begins_its_own() -> None:
    refused = (
        came_back(JULY13, opinions(("李强", "不同意", JULY13))),
        (JULY13, status("G04", "SP-2026-0001", "驳回")),
        (JULY13, status("G03", "XS-2026-0001", "已作废", "V1.0")),
    )
    again = (
        (JULY14, issued("G03", "XS-2026-0001", version="V1.1", variant="草案", status="待销售负责人")),
        (JULY14, issued("G04", "SP-2026-0002", status="审批中")),
    )
    deal = replace(deal_on(JULY13, *refused), stage="合同审批中")
    for on, event in again:
        deal = deal.after(on, event)

    rows = listed(approvals.rows, deal, day=JULY15)

    assert [(row.number, row.version, row.conclusion) for row in rows] == [
        *((("SP-2026-0001", "V1.0", "驳回"),) * 4),
        *((("SP-2026-0002", "V1.1", "审批中"),) * 4),
    ]
    assert told(rows[:2]) == [("李强", JULY10, 1, "不同意"), ("", None, None, "")]
    assert told(rows[4:5]) == [("李强", JULY14, 1, "")]


def test_a_form_that_never_came_back_is_of_the_contract_before_it() -> None:
    deal = deal_on(JULY10)
    for event in (
        status("G03", "XS-2026-0001", "已作废", "V1.0"),
        issued("G03", "XS-2026-0001", version="V1.1", variant="草案", status="待销售负责人"),
        issued("G04", "SP-2026-0002", status="审批中"),
    ):
        deal = deal.after(JULY14, event)

    rows = listed(approvals.rows, deal, day=JULY15)

    assert [(row.number, row.version, row.conclusion) for row in rows[::4]] == [
        ("SP-2026-0001", "V1.0", "已作废"),
        ("SP-2026-0002", "V1.1", "审批中"),
    ]


def test_a_consent_kept_from_an_earlier_version_arrived_nowhere() -> None:
    kept = opinions(("李强", "同意", JULY10), comment="沿用V1.0审批意见")
    carried = came_back(JULY14, [kept[0], {"node": "法务部门", "approver": "周律", "opinion": "同意", "date": JULY14}])

    rows = listed_on(approvals.rows, JULY14, carried)

    assert told(rows)[:2] == [("李强", None, None, "同意(沿用)"), ("周律", JULY10, 2, "同意")]


def test_an_approval_of_a_lost_deal_waits_for_nobody() -> None:
    lost = replace(deal_on(JULY10), stage="已丢单")

    rows = listed(approvals.rows, lost, day=date(2026, 8, 24))

    assert {row.conclusion for row in rows} == {"已作废"}
    assert [row.waited for row in rows] == [None] * 4
    assert [row.levels for row in rows] == [{}] * 4


def test_an_approval_taken_back_is_no_row() -> None:
    withdrawn = (JULY10, status("G04", "SP-2026-0001", "已撤回"))

    assert listed_on(approvals.rows, JULY10, withdrawn) == []
