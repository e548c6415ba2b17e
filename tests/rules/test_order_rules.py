from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests import golden
from tests.rules import golden_deal
from tests.rules.golden_deal import Tables, typed_over, with_status, world
from tests.rules.submissions import CALENDAR, Typed, codes, filed, judged, only, sentence
from toolkit.catalogue.forms.f10_sales_order import FORM, MESSAGES, prefill, scheduled
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding, Severity

DAY = golden.ORDER.day
NUMBER: Typed = {"order_no": "DD-2026-0001"}


def told(change: Typed | None = None, tables: Tables | None = None, *, over: Deal | None = None) -> tuple[Finding, ...]:
    around = world(over or golden_deal.signed(), DAY)
    return judged(FORM, typed_over(FORM, around, {**NUMBER, **(change or {})}, tables), around)


def test_the_order_of_the_golden_case_needs_nothing_typed() -> None:
    around = world(golden_deal.signed(), DAY)

    order = typed_over(FORM, around, NUMBER)

    assert codes(judged(FORM, order, around)) == []
    assert order.amount("total_incl") == Decimal("271700.00")


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"customer_name": "上海启明机床有限公司"}, "M-MATCH", "客户档案中的“上海启明精密制造有限公司”"),
        ({"order_date": "2026-07-19"}, "M-DATE-PAST", "不能早于合同签署日期(2026-07-20)"),
        ({"total_incl": "271701.00"}, "M-SUM", "填写 271,701.00,按明细计算应为 271,700.00,相差 1.00"),
        ({"quality": None}, "M-REQ", "「质量要求」为必填项"),
    ],
)
def test_one_mistake_in_an_order_gives_one_error_at_its_cell(change: Typed, code: str, words: str) -> None:
    finding = only(told(change))

    key, raw = next(iter(change.items()))
    assert (finding.code, finding.severity, finding.key, finding.raw) == (code, Severity.ERROR, key, raw or "")
    assert words in sentence(finding, FORM, MESSAGES)


def test_brackets_and_width_do_not_make_another_customer() -> None:
    assert codes(told({"customer_name": "上海启明 精密制造有限公司"})) == []


@pytest.mark.parametrize(
    ("line", "code", "key", "words"),
    [
        ({"name": "手动上料机"}, "F10-02", "name", "第1行“手动上料机”不在合同标的之内。"),
        ({"spec": "HT-300"}, "M-MATCH", "spec", "合同中的“HT-200”"),
        ({"unit_price": "107349", "amount": "214698"}, "M-MATCH", "unit_price", "合同中的“107,350.00”"),
        ({"tax_rate": "9%"}, "M-MATCH", "tax_rate", "合同中的“13%”"),
        ({"amount": "214700.50"}, "M-CALC", "amount", "应为 214,700.00(数量×含税单价)"),
        ({"delivery_date": "2026-08-20"}, "F10-07", "delivery_date", "交付日期2026-08-20晚于合同交付日期2026-08-19。"),
        ({"delivery_date": "2026-07-20"}, "M-DATE-PAST", "delivery_date", "不能早于下单日期"),
    ],
)
def test_one_mistake_in_a_line_gives_one_error_at_its_cell(line: Typed, code: str, key: str, words: str) -> None:
    total = {"unit_price": "271698.00", "amount": "271700.50"}.get(key)

    finding = only(told({"total_incl": total} if total else None, {"lines": (line,)}))

    assert (finding.code, finding.severity, finding.key) == (code, Severity.ERROR, f"lines.{key}")
    assert (finding.line, finding.raw, finding.place[:6]) == (1, line[key], "lines!")
    assert words in sentence(finding, FORM, MESSAGES)


def test_an_order_may_not_take_more_than_the_contract_sells() -> None:
    line: Typed = {"qty": "3", "amount": "322050"}

    finding = only(told({"total_incl": "379050"}, {"lines": (line,)}))

    assert (finding.code, finding.severity, finding.key) == ("F10-03", Severity.ERROR, "lines.qty")
    assert "第1行“自动上料机”累计订货数量3超过合同数量2。" in sentence(finding, FORM, MESSAGES)


def test_orders_are_counted_together() -> None:
    before = golden_deal.ordered()

    finding = next(f for f in told({"order_no": "DD-2026-0002"}, over=before) if f.code == "F10-03")

    assert (finding.line, finding.raw) == (1, "2")
    assert "累计订货数量4超过合同数量2" in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize("change", [{"order_no": "DD-2026-0001"}, {"order_no": "DD-2026-0002", "order_type": "赠送"}])
def test_neither_a_correction_nor_a_gift_takes_from_the_contract(change: Typed) -> None:
    found = told({**change, "quality": "另附"}, over=golden_deal.ordered())

    assert codes(found) == []


def test_an_order_rests_on_a_signed_contract() -> None:
    finding = only(told(over=with_status(golden_deal.signed(), "G03", "审批通过")))

    assert (finding.code, finding.severity, finding.key) == ("R-52", Severity.ERROR, "contract_no")
    assert "订单DD-2026-0001未关联有效的已签署合同。" in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize(
    ("rows", "code", "line", "words"),
    [
        (({}, {"plan_date": "2026-07-23"}), "F10-05", 2, "“生产”计划日期2026-07-23早于上一节点“备料”的2026-07-24。"),
        (
            ({},) * 6 + ({"plan_date": "2026-08-20"},),
            "F10-06",
            7,
            "“验收”计划日期2026-08-20晚于合同交付日期2026-08-19。",
        ),
    ],
)
def test_milestones_run_forward_to_the_delivery_day(rows: tuple[Typed, ...], code: str, line: int, words: str) -> None:
    finding = only(told(tables={"milestones": rows}))

    assert (finding.code, finding.severity, finding.key) == (code, Severity.ERROR, "milestones.plan_date")
    assert (finding.line, finding.raw) == (line, rows[-1]["plan_date"])
    assert words in sentence(finding, FORM, MESSAGES)


def test_every_department_that_gets_a_notice_has_a_milestone() -> None:
    rows: tuple[Typed, ...] = ({},) * 3 + ({"dept": "客服部门"},)

    finding = only(told(tables={"milestones": rows}))

    assert (finding.code, finding.severity) == ("R-54", Severity.ERROR)
    assert "缺少物流部门的交付节点。" in sentence(finding, FORM, MESSAGES)


def test_services_alone_need_nobody_to_make_or_ship() -> None:
    around = world(golden_deal.signed(), DAY)
    order = typed_over(FORM, around, {**NUMBER, "total_incl": "57000"})
    visits = tuple(row for row in order.lines("milestones") if row.value("dept") in ("客服部门", "销售部门"))
    order = replace(order, tables={"lines": order.lines("lines")[1:], "milestones": visits})

    assert codes(judged(FORM, order, around)) == ["F10-08"]


def test_the_milestones_of_the_golden_case_lie_on_working_days_up_to_delivery() -> None:
    rows = prefill(world(golden_deal.signed(), DAY)).tables["milestones"]

    days = [row["plan_date"] for row in rows]
    assert days[-1] == date(2026, 8, 19)
    assert days == sorted(days, key=str)
    assert all(isinstance(day, date) and CALENDAR.is_working(day) for day in days)
    assert [row["owner"] for row in rows] == ["周工", "周工", "周工", "钱进", "吴倩", "吴倩", "王芳"]


def test_a_delivery_day_at_rest_is_prepared_for_the_working_day_before() -> None:
    days = scheduled(["备料", "验收"], date(2026, 7, 21), date(2026, 8, 22), CALENDAR)

    assert days == {"备料": date(2026, 7, 27), "验收": date(2026, 8, 21)}


def test_the_blank_names_consignee_and_after_sales_contact() -> None:
    values = prefill(world(golden_deal.signed(), DAY)).values

    assert (values["consignee"], values["after_sale_contact"]) == ("陈工", "吴倩")
    assert (values["order_date"], values["status"]) == (DAY, "已创建")


def test_an_order_on_file_counts_once_however_often_it_was_mended() -> None:
    before = golden_deal.ordered()
    mended = typed_over(FORM, world(before, DAY), {**NUMBER, "quality": "另附检验规程"})

    again = told({"quality": "再次更正"}, over=filed(before, mended, "DD-2026-0001", DAY))

    assert codes(again) == []
