from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.reports.due_lines import drawn, listed
from tests.reports.history import MINUTES, PLAN, RULEBOOK, Row, Step, deal_on, event, filed, moved
from toolkit.model.house import Policy
from toolkit.reports.dues import BLOCKED, MARGIN, Due
from toolkit.reports.tables import Level

JUNE22, JULY1, JULY10 = date(2026, 6, 22), date(2026, 7, 1), date(2026, 7, 10)
ONE_HUNDRED_NET: Row = {
    "name": "传感器",
    "unit": "台",
    "qty": Decimal(1),
    "unit_price": Decimal(113),
    "tax_rate": "13%",
}
NODES = ("销售负责人", "财务部门", "总经理")


def sheet(cost: str, on: date = JULY1) -> Step:
    """A cost sheet that offers 100 yuan net."""
    costs = ({"amount": Decimal(cost)},)
    return on, filed("F05", "CB-2026-0009", {"tax_basis": "不含税"}, offer=(ONE_HUNDRED_NET,), costs=costs)


def exception(asks: Row, valid_until: date, on: date = JULY1) -> Step:
    steps = [{"node": node, "opinion": "同意"} for node in NODES]
    return on, filed("F20", "LW-2026-0001", {**asks, "valid_until": valid_until}, steps=steps)


def minutes(discount: str, prepaid: str) -> Step:
    plan = ({**PLAN[0], "share": Decimal(prepaid)}, {**PLAN[1], "share": 1 - Decimal(prepaid)})
    return JULY10, filed("F07", "TP-2026-0009", {**MINUTES, "price_discount": Decimal(discount)}, plan=plan)


def lines_of(*more: Step, day: date = JULY1, until: date = JUNE22) -> list[Due]:
    """The lines of a deal that has come no further than its needs, but for what happens besides."""
    deal = deal_on(until)
    for on, happened in more:
        deal = deal.after(on, happened)
    return [due for due in drawn(deal, day) if due.kind in (MARGIN, BLOCKED)]


@pytest.mark.parametrize(
    ("cost", "levels"),
    [
        ("70.01", [Level.RED]),
        ("70", [Level.YELLOW]),  # 30 % to the point
        ("69", [Level.YELLOW]),  # a whole point above
        ("68.99", []),
    ],
)
def test_a_margin_below_the_floor_is_red_and_one_within_a_point_of_it_yellow(cost: str, levels: list[Level]) -> None:
    found = lines_of(sheet(cost))

    assert [due.level for due in found] == levels
    assert all((due.number, due.amount) == ("CB-2026-0009", Decimal("113.00")) for due in found)


def test_a_margin_that_looks_like_the_floor_is_told_to_the_last_place() -> None:
    (due,) = lines_of(sheet("70.0001"))

    assert due.matter.zh == "成本核算毛利率 29.999900%,低于公司标准 30%"


def test_the_floor_is_the_policys() -> None:
    deal = deal_on(JUNE22).after(*sheet("70.01"))
    lower = replace(RULEBOOK, policy=Policy(min_gross_margin=Decimal("0.25")))

    assert [due for due in drawn(deal, JULY1, rulebook=lower) if due.kind == MARGIN] == []


@pytest.mark.parametrize(
    ("least", "day", "level"),
    [
        ("0.25", date(2026, 7, 30), Level.YELLOW),
        ("0.25", date(2026, 7, 31), Level.YELLOW),
        ("0.25", date(2026, 8, 1), Level.RED),  # it has run out
        ("0.2501", date(2026, 7, 31), Level.RED),  # it does not go so low
    ],
)
def test_a_granted_exception_is_told_and_takes_the_red_away(least: str, day: date, level: Level) -> None:
    granted = exception({"margin": Decimal(least)}, date(2026, 7, 31))

    (due,) = lines_of(sheet("75"), granted, day=day)

    assert due.level == level
    assert ("毛利例外 LW-2026-0001 已批准,有效至 2026-07-31" in due.matter.zh) == (level == Level.YELLOW)


def test_an_exception_that_somebody_has_still_to_decide_counts_for_nothing() -> None:
    undecided = filed(
        "F20",
        "LW-2026-0001",
        {"margin": Decimal("0.2")},
        steps=[{"node": node, "opinion": "同意"} for node in NODES[:2]],
    )

    (due,) = lines_of(sheet("75"), (JULY1, undecided))

    assert due.level == Level.RED


def test_a_hold_for_the_margin_is_told_once_and_one_for_more_twice() -> None:
    for_margin = (JULY1, event("held", form="F05", number="CB-2026-0009", codes=("R-20",)))
    for_more = (JULY1, event("held", form="F05", number="CB-2026-0009", codes=("R-20", "F05-01")))

    once, twice = lines_of(sheet("75"), for_margin), lines_of(sheet("75"), for_more)

    assert [due.kind for due in once] == [MARGIN]
    assert [due.kind for due in twice] == [MARGIN, BLOCKED]
    assert [due.kind for due in lines_of(sheet("60"), for_margin)] == [BLOCKED]


def test_what_was_put_down_last_tells_the_margin() -> None:
    agreed = replace(RULEBOOK, policy=Policy(min_gross_margin=Decimal("0.32")))

    by_quote = listed(MARGIN, JULY1, rulebook=agreed)
    by_minutes = listed(MARGIN, JULY10, rulebook=agreed)
    newer = deal_on(JULY10, leave_out=("合同审批中", "G03", "G04")).after(*sheet("69.5", on=JULY10))

    assert by_quote == []
    assert [(due.number, due.level) for due in by_minutes] == [("TP-2026-0001", Level.RED)]
    assert by_minutes[0].matter.zh == "谈判后毛利率 31.70%,低于公司标准 32%"
    assert [due.number for due in drawn(newer, JULY10) if due.kind == MARGIN] == ["CB-2026-0009"]


@pytest.mark.parametrize(
    ("discount", "prepaid", "matters"),
    [
        ("0.05", "0.5", []),
        ("0.05", "0.49", ["降价 5% 须以预付款不低于 50% 为条件,约定仅 49%"]),
        ("0", "0.3", []),
        ("0.0501", "0.5", ["降价 5.01% 超过 5% 的授权"]),
    ],
)
def test_a_discount_asks_for_its_prepayment(discount: str, prepaid: str, matters: Iterable[str]) -> None:
    found = listed(MARGIN, JULY10, minutes(discount, prepaid), leave_out=("TP-2026-0001", "G03", "G04"))

    assert [due.matter.zh for due in found] == matters
    assert all(due.level == Level.RED for due in found)


def test_an_exception_may_allow_a_discount_beyond_every_step() -> None:
    allowed = exception({"discount": Decimal("0.06")}, date(2026, 7, 31), on=JULY10)
    without = ("TP-2026-0001", "G03", "G04")

    within, beyond = (
        listed(MARGIN, JULY10, minutes(discount, "0.3"), allowed, leave_out=without) for discount in ("0.06", "0.0601")
    )

    assert [due.level for due in within] == [Level.YELLOW], "only the margin, which comes close to the floor"
    assert [due.level for due in beyond] == [Level.YELLOW, Level.RED]


def test_nothing_is_said_of_a_margin_once_the_contract_is_signed() -> None:
    low = replace(RULEBOOK, policy=Policy(min_gross_margin=Decimal("0.4")))
    approved, signed = date(2026, 7, 17), date(2026, 7, 21)

    assert len(listed(MARGIN, approved, rulebook=low)) == 1
    assert listed(MARGIN, signed, rulebook=low) == []


def test_a_price_of_nothing_has_no_margin() -> None:
    free = filed("F05", "CB-2026-0009", {}, offer=({**ONE_HUNDRED_NET, "unit_price": Decimal(0)},), costs=())

    assert lines_of((JULY1, free), (JULY1, moved("需求确认"))) == []
