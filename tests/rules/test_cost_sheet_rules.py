from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.rules.submissions import (
    Typed,
    codes,
    deal,
    filed,
    judged,
    known,
    only,
    person,
    product,
    rulebook,
    sentence,
    staff,
    submission,
)
from toolkit.catalogue.forms import f04_needs_analysis
from toolkit.catalogue.forms.f05_cost_sheet import FORM, MESSAGES, prefill
from toolkit.model import terms
from toolkit.model.finding import Finding, Severity
from toolkit.model.house import Customer
from toolkit.model.known import Known
from toolkit.model.submission import Answer, Line, Submission
from toolkit.rules.examine import complete

PREPARED_ON = date(2026, 6, 29)
CUSTOMER = Customer(
    number="KH-2026-0001", name="上海启明精密制造有限公司", lead={"address": "示例路88号"}, owner="王芳"
)
VALUES: Typed = {
    "needs_no": "XQ-2026-0001",
    "customer_name": "上海启明精密制造有限公司",
    "scheme_name": "自动上料机及年度维护方案",
    "tax_basis": "不含税",
    "product_cost": "130000",
    "logistics_cost": "4500",
    "service_cost": "30000",
    "tax_cost": "2000",
    "other_cost": "0",
    "total_cost": "166500",
    "planned_revenue_incl": "286000",
    "planned_revenue_excl": "256603.77",
    "gross_profit": "90103.77",
    "gross_margin": "35.11%",
    "margin_standard": "30%",
    "meets_standard": "是",
    "delivery_days": "30",
    "delivery_place": "上海市浦东新区示例路88号",
    "warranty_months": "12",
    "included": "产品、包装、运输、保险、安装调试、操作培训及税费",
    "prepared_by": "赵敏",
    "prepared_date": "2026-06-29",
}
COMPUTED = (
    "product_cost",
    "logistics_cost",
    "service_cost",
    "tax_cost",
    "other_cost",
    "total_cost",
    "planned_revenue_incl",
    "planned_revenue_excl",
    "gross_profit",
    "gross_margin",
)
COSTS: tuple[Typed, ...] = (
    {"category": "产品成本", "item": "自动上料机", "qty": "2", "unit_cost": "65000", "amount": "130000"},
    {"category": "运费", "item": "运输与保险", "qty": "1", "unit_cost": "4500", "amount": "4500"},
    {"category": "服务费", "item": "安装调试与维护", "qty": "1", "unit_cost": "30000", "amount": "30000"},
    {"category": "税费", "item": "附加税费", "qty": "1", "unit_cost": "2000", "amount": "2000"},
)
OFFER: tuple[Typed, ...] = (
    {"name": "自动上料机", "spec": "HT-200", "unit": "台", "qty": "2", "unit_price": "113000", "tax_rate": "13%"},
    {"name": "年度维护服务", "unit": "项", "qty": "1", "unit_price": "60000", "tax_rate": "6%"},
)


def sheet(
    change: Typed | None = None, costs: Sequence[Typed] = COSTS, offer: Sequence[Typed] = OFFER, *, live: bool = False
) -> Submission:
    """The golden sheet; `live` leaves its sums to be computed, as the formulas of the blank do."""
    kept = {key: value for key, value in VALUES.items() if not (live and key in COMPUTED)}
    return submission(FORM, {**kept, **(change or {})}, {"costs": costs, "offer": offer}, today=PREPARED_ON)


def costing(total: str) -> tuple[Typed, ...]:
    """The golden cost lines with a product cost that makes them sum to that total."""
    product_cost = str(Decimal(total) - Decimal(36500))
    return ({**COSTS[0], "qty": "1", "unit_cost": product_cost, "amount": product_cost}, *COSTS[1:])


def world(**facts: Any) -> Known:
    return known(today=PREPARED_ON, **{"customer": CUSTOMER, "deal": deal(), **facts})


def told(filled: Submission, **facts: Any) -> tuple[Finding, ...]:
    return judged(FORM, filled, world(**facts))


def test_the_cost_sheet_of_the_golden_case_raises_nothing() -> None:
    findings = told(sheet(), staff=staff(person("赵敏", "财务部门", "财务")))

    assert codes(findings, least=Severity.INFO) == []


def test_blank_sums_are_computed() -> None:
    filled = complete(FORM, sheet(live=True))

    assert {key: filled.amount(key) for key in COMPUTED} == {
        "product_cost": Decimal(130000),
        "logistics_cost": Decimal(4500),
        "service_cost": Decimal(30000),
        "tax_cost": Decimal(2000),
        "other_cost": None,
        "total_cost": Decimal(166500),
        "planned_revenue_incl": Decimal(286000),
        "planned_revenue_excl": Decimal("256603.77"),
        "gross_profit": Decimal("90103.77"),
        "gross_margin": Decimal("0.351140"),
    }
    assert [line.amount("net") for line in filled.lines("offer")] == [Decimal("200000.00"), Decimal("56603.77")]
    assert codes(told(sheet(live=True))) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "words"),
    [
        ({"customer_name": "上海启明机械有限公司"}, "M-MATCH", Severity.ERROR, "不一致"),
        ({"tax_basis": None}, "F05-01", Severity.WARNING, "按不含税处理"),
        ({"meets_standard": "否"}, "F05-02", Severity.ERROR, "毛利率35.11%与“是否达标”填写不一致"),
        ({"margin_standard": "28%"}, "F05-10", Severity.WARNING, "现行标准为30%"),
        ({"product_cost": "131000"}, "M-SUM", Severity.ERROR, "相差 1,000.00"),
        ({"other_cost": "800"}, "M-SUM", Severity.ERROR, "按明细计算应为 0.00"),
        ({"total_cost": "167500"}, "M-SUM", Severity.ERROR, "按明细计算应为 166,500.00"),
        ({"planned_revenue_incl": "286001"}, "M-SUM", Severity.ERROR, "相差 1.00"),
        ({"planned_revenue_excl": "253097.35"}, "M-CALC", Severity.ERROR, "应为 256,603.77"),
        ({"gross_profit": "90203.77"}, "M-CALC", Severity.ERROR, "应为 90,103.77"),
        ({"gross_margin": "35.2%"}, "M-CALC", Severity.ERROR, "填写 35.20%,应为 35.114%(毛利额÷拟报价(不含税))"),
        ({"scheme_name": None}, "M-REQ", Severity.ERROR, "必填"),
        ({"prepared_date": "2026-06-30"}, "M-DATE-FUT", Severity.ERROR, "不能晚于今天"),
    ],
)
def test_one_mistake_on_the_sheet_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, words: str
) -> None:
    (key, raw), *_ = change.items()

    finding = only(told(sheet(change)))

    assert (finding.code, finding.severity, finding.key, finding.raw) == (code, severity, key, str(raw or ""))
    assert finding.place.startswith("表单!C")
    assert words in sentence(finding, FORM, MESSAGES)


def test_a_line_must_be_quantity_times_price() -> None:
    costs = ({**COSTS[0], "amount": "130000.02"}, *COSTS[1:])

    finding = only(told(sheet(costs=costs, live=True)))

    assert (finding.code, finding.key, finding.line, finding.raw) == ("M-CALC", "costs.amount", 1, "130000.02")
    assert "应为 130,000.00(数量×单价)" in sentence(finding, FORM, MESSAGES)


def test_a_fen_a_line_is_only_told() -> None:
    findings = told(sheet({"planned_revenue_excl": "256603.79"}))

    assert codes(findings, least=Severity.INFO) == ["M-ROUND"]


def test_a_category_without_line_and_zero_is_missing() -> None:
    finding = only(told(sheet(costs=(COSTS[0], *COSTS[2:]), live=True)))

    assert (finding.code, finding.severity, finding.key) == ("R-21", Severity.ERROR, "logistics_cost")
    assert "成本类别“物流费”缺失,如无发生请填0。" in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize(
    ("change", "costs"),
    [
        ({"logistics_cost": "0"}, ()),
        ({}, ({"category": "物流费", "item": "客户自提", "qty": "1", "unit_cost": "0", "amount": "0"},)),
    ],
)
def test_an_explicit_zero_is_a_category_too(change: Typed, costs: tuple[Typed, ...]) -> None:
    filled = sheet(change, costs=(COSTS[0], *costs, *COSTS[2:]), live=True)

    assert codes(told(filled)) == []


def test_a_margin_of_just_thirty_per_cent_passes() -> None:
    findings = told(sheet(costs=costing("179622.63"), live=True))

    assert codes(findings) == ["F05-05"]


def test_a_margin_a_breath_below_thirty_per_cent_holds_the_quote() -> None:
    filled = sheet({"meets_standard": "否"}, costs=costing("179622.64"), live=True)

    finding = only(told(filled))

    assert (finding.code, finding.severity, finding.key) == ("R-20", Severity.HOLD, "gross_margin")
    assert "毛利率 29.999999% 低于公司标准 30%,不得直接报价" in sentence(finding, FORM, MESSAGES)


def test_such_a_margin_called_good_is_an_error_too() -> None:
    findings = told(sheet(costs=costing("179622.64"), live=True))

    assert codes(findings) == ["R-20", "F05-02"]


def test_an_exception_number_lets_a_low_margin_pass_and_is_told() -> None:
    change = {"meets_standard": "否", "exception_no": "LW-2026-0001"}

    finding = only(told(sheet(change, costs=costing("200000"), live=True)))

    assert (finding.code, finding.severity, finding.raw) == ("F05-04", Severity.WARNING, "LW-2026-0001")
    assert "毛利率 22.06%" in sentence(finding, FORM, MESSAGES)


def granted(margin: str, until: date, *opinions: str) -> Submission:
    """A margin exception with these opinions of head of sales, finance and general manager."""
    nodes = zip(("销售负责人", "财务部门", "总经理"), opinions, strict=True)
    steps = tuple(
        Line(n, f"第{n}行", {"node": Answer("steps.node", node), "opinion": Answer("steps.opinion", opinion or None)})
        for n, (node, opinion) in enumerate(nodes, start=1)
    )
    values = {"margin": Answer("margin", Decimal(margin)), "valid_until": Answer("valid_until", until)}
    return Submission("F20", "1.0", values, {"steps": steps})


ALL_AGREE = ("同意", "同意", "同意")
LAST_DAY, DAY_BEFORE = date(2026, 6, 29), date(2026, 6, 28)


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        (granted("0.22", LAST_DAY, *ALL_AGREE), []),
        (granted("0.23", LAST_DAY, *ALL_AGREE), ["R-20"]),
        (granted("0.22", DAY_BEFORE, *ALL_AGREE), ["R-20"]),
        (granted("0.22", LAST_DAY, "同意", "同意", ""), ["R-20"]),
        (granted("0.22", LAST_DAY, "同意", "不同意", ""), ["R-20"]),
    ],
)
def test_a_filed_exception_lets_a_low_margin_pass_as_far_and_as_long_as_it_says_once_all_agree(
    exception: Submission, expected: list[str]
) -> None:
    with_exception = filed(deal(), exception, "LW-2026-0001", PREPARED_ON)
    filled = sheet({"meets_standard": "否"}, costs=costing("200000"), live=True)

    assert codes(told(filled, deal=with_exception)) == expected


@pytest.mark.parametrize(("opinions", "expected"), [(ALL_AGREE, ["F05-04"]), (("同意", "同意", ""), ["R-20"])])
def test_naming_an_exception_that_is_not_granted_lets_nothing_pass(
    opinions: tuple[str, ...], expected: list[str]
) -> None:
    with_exception = filed(deal(), granted("0.22", LAST_DAY, *opinions), "LW-2026-0001", PREPARED_ON)
    change = {"meets_standard": "否", "exception_no": "LW-2026-0001"}

    assert codes(told(sheet(change, costs=costing("200000"), live=True), deal=with_exception)) == expected


def test_a_sheet_stands_by_the_exception_it_names_not_by_another() -> None:
    standing = filed(deal(), granted("0.22", LAST_DAY, "同意", "同意", ""), "LW-2026-0001", PREPARED_ON)
    standing = filed(standing, granted("0.22", LAST_DAY, *ALL_AGREE), "LW-2026-0002", PREPARED_ON)
    change = {"meets_standard": "否", "exception_no": "LW-2026-0001"}

    assert codes(told(sheet(change, costs=costing("200000"), live=True), deal=standing)) == ["R-20"]


def test_a_margin_that_bears_no_discount_is_told_before_the_quote() -> None:
    finding = only(told(sheet(costs=costing("172000"), live=True)))

    assert (finding.code, finding.severity) == ("F05-05", Severity.WARNING)
    assert "毛利率 32.97% 低于 33.5%,谈判中降价5%后" in sentence(finding, FORM, MESSAGES)


def test_the_floor_is_the_policys() -> None:
    book = rulebook(min_gross_margin=Decimal("0.36"))

    found = codes(told(sheet({"margin_standard": "36%", "meets_standard": "否"}), book=book))

    assert found == ["R-20"]


def test_costs_with_tax_are_reckoned_without_it() -> None:
    costs = tuple({**row, "tax_rate": "13%"} for row in COSTS)

    filled = complete(FORM, sheet({"tax_basis": "含税"}, costs=costs, live=True))

    assert filled.amount("product_cost") == Decimal("115044.25")
    assert filled.amount("total_cost") == terms.cost_of(filled) == Decimal("147345.13")
    assert codes(told(filled)) == []


def test_a_cost_with_tax_must_name_its_rate() -> None:
    costs = (*({**row, "tax_rate": "13%"} for row in COSTS[:3]), COSTS[3])

    finding = only(told(sheet({"tax_basis": "含税"}, costs=costs, live=True)))

    assert (finding.code, finding.severity, finding.key, finding.line) == (
        "F05-03",
        Severity.ERROR,
        "costs.tax_rate",
        4,
    )
    assert "含税成本缺少税率,无法计算不含税毛利率。" in sentence(finding, FORM, MESSAGES)


def test_a_sum_ten_thousand_times_off_looks_like_a_wrong_unit() -> None:
    findings = told(sheet({"planned_revenue_incl": "28.60"}))

    found = next(f for f in findings if f.code == "M-WAN")
    assert (found.severity, found.key, found.raw) == (Severity.WARNING, "planned_revenue_incl", "28.60")
    assert "金额疑似单位错误(元/万元)。" in sentence(found, FORM, MESSAGES)


def test_another_tax_rate_than_the_catalogues_is_told() -> None:
    products = {"WH-1": product("WH-1", "年度维护服务", "60000", "13%", unit="项")}

    finding = only(told(sheet(), products=products))

    assert (finding.code, finding.key, finding.line, finding.raw) == ("F05-07", "offer.tax_rate", 2, "6%")


@pytest.mark.parametrize(
    ("people", "code", "words"),
    [
        ((person("赵敏"),), "F05-08", "属于销售部门"),
        ((person("钱红", "财务部门", "财务"),), "F05-09", "不在员工名册中"),
    ],
)
def test_finance_prepares_the_sheet(people: tuple[Any, ...], code: str, words: str) -> None:
    finding = only(told(sheet(), staff=staff(*people)))

    assert (finding.code, finding.severity, finding.raw) == (code, Severity.WARNING, "赵敏")
    assert words in sentence(finding, FORM, MESSAGES)


def test_the_needs_analysis_named_is_one_of_the_deals() -> None:
    analysed = filed(deal(), submission(f04_needs_analysis.FORM), "XQ-2026-0007", date(2026, 6, 22))

    finding = only(told(sheet(), deal=analysed))

    assert (finding.code, finding.key, finding.raw) == ("M-MATCH", "needs_no", "XQ-2026-0001")
    assert "“XQ-2026-0007”" in sentence(finding, FORM, MESSAGES)


def test_a_line_without_a_price_is_the_only_thing_told() -> None:
    offer = (OFFER[0], {**OFFER[1], "unit_price": None})

    finding = only(told(sheet(offer=offer)))

    assert (finding.code, finding.key, finding.line) == ("M-REQ", "offer.unit_price", 2)


def test_a_blank_sheet_holds_the_demanded_items_at_catalogue_prices() -> None:
    needs = (
        {"need_desc": "自动上料", "need_class": "核心", "product_hint": "HT-200", "qty_hint": "2"},
        {"need_desc": "24小时售后响应", "need_class": "核心", "product_hint": "年度维护服务"},
        {"need_desc": "备件两年内供应", "need_class": "次要"},
        {"need_desc": "免费提供操作培训", "need_class": "次要", "product_hint": "HT-200"},
    )
    analysis = submission(f04_needs_analysis.FORM, {}, {"needs": needs})
    analysed = filed(deal(), analysis, "XQ-2026-0001", date(2026, 6, 22))
    products = {
        "HT-200": product("HT-200", "自动上料机", "113000", spec="HT-200"),
        "WH-1": product("WH-1", "年度维护服务", "60000", "6%", unit="项"),
    }

    start = prefill(world(deal=analysed, products=products))

    assert start.values["needs_no"] == "XQ-2026-0001"
    assert start.values["customer_name"] == "上海启明精密制造有限公司"
    assert start.values["delivery_place"] == "示例路88号"
    assert [row["item"] for row in start.tables["costs"]] == [
        "自动上料机",
        "年度维护服务",
        "备件两年内供应",
        "自动上料机",
    ]
    assert [row.get("category") for row in start.tables["costs"]] == ["产品成本", "服务费", None, "产品成本"]
    assert start.tables["offer"] == (
        {
            "name": "自动上料机",
            "spec": "HT-200",
            "unit": "台",
            "qty": Decimal(2),
            "unit_price": Decimal(113000),
            "tax_rate": "13%",
        },
        {"name": "年度维护服务", "unit": "项", "qty": Decimal(1), "unit_price": Decimal(60000), "tax_rate": "6%"},
    )


def test_a_price_too_small_to_be_paid_in_parts_is_no_offer() -> None:
    offer = ({**OFFER[0], "qty": "1", "unit_price": "0.01", "amount": None, "net": None},)

    finding = next(f for f in told(sheet(offer=offer)) if f.code == "F05-11")

    assert (finding.severity, finding.key, finding.line) == (Severity.ERROR, "offer.unit_price", 1)
    assert "报价合计0.01元不足以分2期付款,请检查含税单价和数量。" in sentence(finding, FORM, MESSAGES)
