"""The mutations of domain.md 8, each with the outcome it should have, possibly none; of layout: test_layout_cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, cast

import pytest

from toolkit.catalogue import CATALOGUE
from toolkit.catalogue.fixtures import worlds
from toolkit.catalogue.fixtures.chosen import Case
from toolkit.catalogue.fixtures.f08_contract_approval import SILENT
from toolkit.catalogue.fixtures.scenes import Scenes, played
from toolkit.desk.fixtures import sample, spoilt, verdict_of
from toolkit.model.finding import Severity
from toolkit.model.fixture import UNCHANGED, Change, Fixture, Typed
from toolkit.model.text import Text


@dataclass(frozen=True, slots=True)
class Mutation:
    """What is typed over a right submission of a form, and the codes that are then said."""

    name: str
    form: str
    codes: tuple[str, ...] = ()
    values: Typed = field(default_factory=dict)
    cells: dict[str, dict[int, Typed]] = field(default_factory=dict)
    step: str = ""
    world: Change = UNCHANGED


def two_ticks() -> str:
    return "☑是 ☑否"


def costs(logistics: str) -> dict[str, dict[int, Typed]]:
    """The cost sheet with those logistics: 162,000.00 besides."""
    return {"costs": {2: {"unit_cost": logistics}}}


def shares(first: str, second: str) -> dict[str, dict[int, Typed]]:
    """A payment plan, and an issue that names no percentage."""
    return {"plan": {1: {"share": first}, 2: {"share": second}}, "issues": {2: {"agreed": "先付后清"}}}


def visited(day: str) -> dict[str, Any]:
    return {"values": {"visit_date": day}, "world": worlds.on(day)}


BRACKETS = worlds.customer(Text("客户名称含半角括号", "brackets in the name"), name="上海启明(精密)制造有限公司")
EIGHTY = worlds.said("F11", progress=Decimal("0.8"))
BACKWARDS: Typed = {"stage": "发货", "progress": "60%", "done_work": "车辆退回", "eta": "2026-08-19"}
POOR: Typed = dict.fromkeys(("score_product", "score_delivery", "score_service", "score_overall"), "2")
EXPIRED = "expired quote by one day"

MUTATIONS = (
    Mutation("missing required cell", "F05", ("M-REQ",), {"scheme_name": None}),
    Mutation("无 in required cell", "F05", ("M-REQ",), {"scheme_name": "无"}),
    Mutation(
        "full-width everything", "F05", (), cells={"costs": {1: {"qty": "２", "unit_cost": "６５，０００．００"}}}
    ),
    Mutation("amounts in 万元", "F05", ("N-READ",), cells={"costs": {1: {"unit_cost": "6.5万"}}}),
    Mutation("text percent", "F07", (), cells={"plan": {1: {"share": "50％"}}}),
    Mutation("9.5折", "F07", ("N-READ",), {"price_discount": "9.5折"}),
    Mutation("two tick marks", "F15", ("M-BOOL",), {"has_issue": two_ticks()}),
    Mutation("date 2026.7.1", "F05", (), {"prepared_date": "2026.6.29"}),
    Mutation("date as serial", "F05", ("N-READ",), {"prepared_date": "46202"}),
    Mutation("date without year", "F05", ("N-READ",), {"prepared_date": "6月29日"}),
    Mutation("date that is two dates", "F05", ("M-AMBIG",), {"prepared_date": "3/4/2026"}),
    Mutation("date of two digits", "F05", ("N-READ",), {"prepared_date": "26/6/29"}),
    Mutation("date damaged by a weekday", "F05", ("N-READ",), {"prepared_date": "2026-06-29 星期五"}),
    Mutation("amount grouped nowhere", "F05", ("M-AMBIG",), cells={"costs": {1: {"unit_cost": "65,00,0"}}}),
    Mutation("amount in scientific notation", "F05", ("M-LOST",), cells={"costs": {1: {"unit_cost": "6.5E+04"}}}),
    Mutation("1 as a percentage", "F07", ("M-PCT1",), {"price_discount": "1"}),
    Mutation("12,5 %", "F07", ("M-AMBIG",), {"price_discount": "12,5%"}),
    Mutation("同上 in a column of words", "F05", ("N-READ",), cells={"costs": {2: {"unit": "同上"}}}),
    Mutation("同上 in a column of amounts", "F05", ("M-REQ", "N-DITTO"), cells={"costs": {2: {"unit_cost": "同上"}}}),
    Mutation("order in 万元 instead of 元", "F08", ("F08-08", "M-CALC", "M-WAN"), {"amount_incl": "27.17"}),
    Mutation("error in an optional cell", "F05", ("M-ERROR",), cells={"costs": {1: {"basis": "#N/A"}}}),
    Mutation("line sum off by 0.01", "F05", ("M-ROUND",), {"planned_revenue_incl": "286000.01"}),
    Mutation("line sum off by 1.00", "F05", ("M-SUM",), {"planned_revenue_incl": "286001.00"}),
    Mutation("qty×price mismatch", "F05", ("M-CALC",), cells={"offer": {1: {"amount": "226001"}}}),
    Mutation("margin exactly 30 %, above", "F05", ("F05-05",), cells=costs("17622.63")),
    Mutation("margin exactly 30 %, below", "F05", ("R-20",), {"meets_standard": "否"}, costs("17622.64")),
    Mutation(f"{EXPIRED}: its last day", "F07", (), {"neg_date": "2026-07-31"}, world=worlds.on("2026-07-31")),
    Mutation(f"{EXPIRED}: the day after", "F07", ("R-30",), {"neg_date": "2026-08-01"}, world=worlds.on("2026-08-01")),
    Mutation("discount 5 % with 49.99 % prepayment", "F07", ("R-31",), cells=shares("49.99%", "50.01%")),
    Mutation("discount 5 % with 50 % prepayment", "F07", (), cells=shares("50%", "50%")),
    Mutation("discount 5.01 %", "F07", ("F07-31",), {"price_discount": "5.01%", "final_total_incl": "271671.40"}),
    Mutation("payments sum 99.99 %", "F07", ("F07-03",), cells=shares("50%", "49.99%")),
    Mutation("deposit 54,340.00", "F07", ("F07-16",), {"deposit": "54,340.00"}),
    Mutation("deposit 54,340.01", "F07", ("F07-16", "R-44"), {"deposit": "54,340.01"}),
    Mutation(
        "approval order swapped", "F08", ("F08-06",), cells={"steps": {3: {"node": "总经理"}, 4: {"node": "财务部门"}}}
    ),
    Mutation("missing GM", "F08", ("R-43",), cells={"steps": {4: SILENT}}, step="4"),
    Mutation("date backwards", "F08", ("F08-11",), cells={"steps": {2: {"date": "2026-07-13"}}}, step="2"),
    Mutation("approval for another version", "F08", ("F08-01",), {"contract_version": "V1.1"}),
    Mutation("amount upper ≠ lower", "F08", ("F08-08",), {"amount_upper": "人民币贰拾柒万壹仟元整"}),
    Mutation("duplicated contract number", "F09", ("M-MATCH",), {"contract_no": "XS-2026-0099"}),
    Mutation("order for an unsigned contract", "F10", ("R-52",), world=worlds.status("G03", "审批通过")),
    Mutation("order qty above contract", "F10", ("F10-03",), cells={"lines": {1: {"qty": "3"}}}),
    Mutation("progress 80 → 60 %", "F11", ("R-61",), BACKWARDS, step="delivered", world=EIGHTY),
    Mutation("progress 80 → 80 %", "F11", (), {**BACKWARDS, "progress": "80%"}, step="delivered", world=EIGHTY),
    Mutation(
        "acceptance 合格 with an open item",
        "F13",
        ("F13-05",),
        cells={"rectify": {1: {"recheck": None}}},
        step="accepted",
    ),
    Mutation("rework round 1 again", "F13", ("F13-01",), {"round": "1"}, step="accepted"),
    Mutation("rework round 2", "F13", (), {"round": "2"}, step="accepted"),
    Mutation("rework round 3 after 1", "F13", ("F13-01",), {"round": "3"}, step="accepted"),
    Mutation("visit on day 2", "F15", ("R-70",), **visited("2026-08-20")),
    Mutation("visit on day 3", "F15", (), **visited("2026-08-21")),
    Mutation("visit on day 7", "F15", (), **visited("2026-08-25")),
    Mutation("visit on day 8", "F15", ("R-70",), **visited("2026-08-26")),
    Mutation("score 2 without complaint", "F15", ("R-71",), POOR),
    Mutation("receipt of the whole contract", "F17", (), {"amount": "271,700.00"}),
    Mutation("receipt above contract", "F17", ("F17-03",), {"amount": "271,700.01"}),
    Mutation(
        "customer name with full-width brackets",
        "F04",
        (),
        {"customer_name": "上海启明（精密）制造有限公司"},
        world=BRACKETS,
    ),
    Mutation("USCC O/0", "M01", ("M-USCC",), {"uscc": "9131O115MA1K456788"}),
    Mutation("phone as float", "F02", (), {"contact_phone": cast(Any, 13812345678.0)}),
    Mutation("phone as Excel shows a float", "F02", ("M-LOST",), {"contact_phone": "1.38E+10"}),
    Mutation("formula without cached value", "F05", ("M-UNCACHED",), {"scheme_name": "=A1"}),
    Mutation("two forms for the same number with different content", "F08", ("M-TAKEN",), world=worlds.BLANKS_RETURNED),
)

every_mutation = pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)


@cache
def the_sample() -> Scenes:
    return sample()


def fixture_of(mutation: Mutation) -> Fixture:
    first = mutation.codes[0] if mutation.codes else ""
    return Fixture(first, mutation.values, mutation.cells, step=mutation.step, world=mutation.world)


@every_mutation
def test_each_mutation_gives_what_it_should_and_nothing_else(mutation: Mutation) -> None:
    form = CATALOGUE.forms[mutation.form]

    verdict = played(the_sample(), form, fixture_of(mutation))

    assert tuple(sorted(verdict.codes)) == mutation.codes
    is_wrong = any(finding.severity is Severity.ERROR for finding in verdict.findings)
    assert verdict.decision is not None
    assert verdict.decision.outcome == ("returned" if is_wrong else "accepted")


@pytest.mark.parametrize(
    "mutation",
    [one for one in MUTATIONS if not any(isinstance(typed, float) for typed in one.values.values())],
    ids=lambda mutation: mutation.name,
)
def test_each_mutation_gives_the_same_from_its_file(mutation: Mutation) -> None:
    case = Case(the_sample()[mutation.form, mutation.step], fixture_of(mutation))

    verdict = verdict_of(spoilt(case), case)

    assert tuple(sorted(verdict.codes)) == mutation.codes


def test_no_mutation_is_named_twice() -> None:
    names = [mutation.name for mutation in MUTATIONS]

    assert len(set(names)) == len(names)
