from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.reports.history import (
    CUSTOMER,
    NAME,
    OFFER,
    Row,
    customer,
    deal_on,
    filed,
    issued,
    report,
    status,
)
from tests.reports.registered import group_of, listed, listed_on
from toolkit.model.deal import Deal
from toolkit.model.house import Customer
from toolkit.reports.registers import REGISTERS, contracts, customers, orders, quotes
from toolkit.reports.tables import Level, Register

AUGUST24 = date(2026, 8, 24)


def test_the_registers_are_those_of_the_specification() -> None:
    titles = [register.title.zh for register in REGISTERS]

    assert titles == ["客户台账", "报价台账", "合同台账", "订单台账", "收款开票台账", "售后台账", "审批台账"]
    assert len({register.id for register in REGISTERS}) == len(REGISTERS)


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.id)
def test_every_row_has_what_the_columns_name(register: Register) -> None:
    july16 = date(2026, 7, 16)
    groups = [group_of(deal_on(day), day=day) for day in (july16, AUGUST24)]

    rows = [row for group in groups for row in register.rows(group)]

    assert rows
    named = {column.field for column in register.columns}
    for row in rows:
        assert named <= {field.name for field in fields(row)}  # type: ignore[arg-type]
        assert set(row.levels) <= named


def test_a_lead_without_papers_has_its_customer_row_alone() -> None:
    group = group_of(deal_on(date(2026, 6, 22)), day=date(2026, 6, 22))

    counts = {register.id: len(list(register.rows(group))) for register in REGISTERS}

    assert counts == {
        "customers": 1,
        "quotes": 0,
        "contracts": 0,
        "orders": 0,
        "payments": 0,
        "service": 0,
        "approvals": 0,
    }


def test_a_customer_row_says_what_its_lead_row_and_deals_say() -> None:
    (row,) = listed_on(customers.rows, AUGUST24)

    assert (row.number, row.name, row.uscc, row.revenue) == (CUSTOMER, NAME, "91310115MA1K456788", "5000万-2亿")
    assert (row.contact, row.phone, row.owner, row.remark) == ("张伟", "13812345678", "王芳", "展会结识")
    assert (row.stage.zh, row.intent) == ("已验收", "高意向")
    assert row.contacted_on == AUGUST24
    assert row.signed_gross == Decimal(2) * Decimal("107350.00") + Decimal("57000.00")


def test_a_customer_shows_its_furthest_deal() -> None:
    far, parked = (
        deal_on(date(2026, 7, 1)),
        replace(deal_on(date(2026, 6, 16)), number="SJ-2026-0002", stage="暂缓跟进"),
    )

    (both,) = listed(customers.rows, far, parked, day=AUGUST24)
    (only_parked,) = listed(customers.rows, parked, day=AUGUST24)

    assert both.stage.zh == "已报价"
    assert only_parked.stage.zh == "暂缓跟进"


def test_nobody_is_spoken_to_next_about_a_lost_deal() -> None:
    kept = replace(deal_on(date(2026, 6, 22)), number="SJ-2026-0002")
    lost = replace(deal_on(date(2026, 6, 16)), stage="已丢单")

    (one,) = listed(customers.rows, lost, day=date(2026, 6, 22))
    (both,) = listed(customers.rows, lost, kept, day=date(2026, 6, 22))

    assert one.next_contact is None
    assert both.next_contact == date(2026, 6, 30)


def test_a_customer_without_a_deal_still_shows() -> None:
    (row,) = listed(customers.rows, day=AUGUST24, of=customer("无商机有限公司", "KH-2026-0009"))

    assert (row.stage.zh, row.intent, row.signed_gross) == ("", "中意向", Decimal("0.00"))


def test_a_deal_whose_customer_is_not_known_still_shows() -> None:
    deal, unknown = deal_on(date(2026, 7, 3)), Customer(number="KH-2026-0404", name="")

    assert [row.number for row in listed(quotes.rows, deal, day=date(2026, 7, 3), of=unknown)] == ["BJ-2026-0001"]
    assert listed(customers.rows, deal, day=date(2026, 7, 3), of=unknown) == []


def test_a_quote_row_says_the_price_with_tax_and_the_margin_without() -> None:
    (row,) = listed_on(quotes.rows, date(2026, 7, 3))

    net = round(Decimal(226_000) / Decimal("1.13"), 2) + round(Decimal(60_000) / Decimal("1.06"), 2)
    assert row.gross == Decimal(2 * 113_000 + 60_000)
    assert row.margin == (net - Decimal(166_500)) / net
    assert (row.number, row.version, row.on, row.valid_until) == (
        "BJ-2026-0001",
        "V1",
        date(2026, 7, 1),
        date(2026, 7, 31),
    )
    assert row.days == 28
    assert row.feedback == "价格异议:价格偏高,可否调整付款方式?"


def test_every_version_of_a_quote_keeps_its_own_price() -> None:
    july5 = date(2026, 7, 5)
    dearer = ({**OFFER[0], "unit_price": Decimal(120_000)},)
    again = (
        (july5, status("G02", "BJ-2026-0001", "已作废", "V1")),
        (july5, filed("F05", "CB-2026-0002", {"tax_basis": "不含税"}, offer=dearer)),
        (july5, issued("G02", "BJ-2026-0001", version="V2", status="草稿", basis=("CB-2026-0002",))),
    )

    rows = listed_on(quotes.rows, july5, *again)

    assert [(row.version, row.gross, row.status) for row in rows] == [
        ("V1", Decimal("286000.00"), "已作废"),
        ("V2", Decimal("240000.00"), "草稿"),
    ]
    assert [row.days for row in rows] == [None, 30]
    assert [row.feedback[:4] for row in rows] == ["价格异议", ""]


def test_options_side_by_side_each_run_out_and_the_leading_one_is_coloured() -> None:
    july3, july30 = date(2026, 7, 3), date(2026, 7, 30)
    dearer = ({**OFFER[0], "unit_price": Decimal(120_000)},)
    beside = (
        (july3, filed("F05", "CB-2026-0002", {"tax_basis": "不含税", "option": "B"}, offer=dearer)),
        (july3, issued("G02", "BJ-2026-0002", version="V1", variant="B", status="草稿", basis=("CB-2026-0002",))),
    )
    deal = replace(deal_on(july3, *beside), stage="已报价")

    leading, other = listed(quotes.rows, deal, day=july30)

    assert [(row.number, row.days) for row in (leading, other)] == [("BJ-2026-0001", 1), ("BJ-2026-0002", 3)]
    assert leading.levels["days"] is Level.RED
    assert other.levels == {}


def test_a_quote_past_its_last_day_is_expired() -> None:
    left_out = ("F07", "G03", "合同审批中", "SP-2026-0001", "XS-2026-0001")
    last = listed_on(quotes.rows, date(2026, 7, 31), leave_out=left_out)

    after = listed(quotes.rows, replace(deal_on(date(2026, 7, 3)), stage="已报价"), day=date(2026, 8, 1))

    assert [row.status for row in last] == ["客户已确认接收"]
    assert [(row.status, row.days) for row in after] == [("已过期", -1)]


def test_a_quote_taken_back_is_no_row() -> None:
    withdrawn = (date(2026, 7, 3), status("G02", "BJ-2026-0001", "已撤回", "V1"))

    assert listed_on(quotes.rows, date(2026, 7, 3), withdrawn) == []


def test_a_contract_row_says_the_negotiated_price_and_its_days() -> None:
    (row,) = listed_on(contracts.rows, AUGUST24)

    assert (row.gross, row.net, row.tax) == (Decimal("271700.00"), Decimal("243773.58"), Decimal("27926.42"))
    assert (row.signed_on, row.deliver_by, row.warranty_until) == (
        date(2026, 7, 20),
        date(2026, 7, 20) + timedelta(days=30),
        date(2027, 8, 24),
    )
    assert (row.name.zh, row.payment, row.approval, row.status) == (
        "销售合同",
        "预付款50%、验收款50%",
        "通过",
        "已签署",
    )
    assert (row.version, row.archive_no) == ("V1.0", "GD-0001")


def test_a_contract_row_says_what_was_invoiced_and_what_came_in() -> None:
    july27 = date(2026, 7, 27)
    came = filed("F17", "SK-2026-0001", {"instalment_no": 1, "amount": Decimal("67925.00")})
    billed = filed("F17B", "KP-2026-0001", {"amount_incl": Decimal("135850.00"), "status": "正常"})

    deal = deal_on(AUGUST24, (july27, came), (july27, billed))

    (row,), (held,) = listed(contracts.rows, deal, day=AUGUST24), listed(customers.rows, deal, day=AUGUST24)
    assert (row.invoiced, row.received) == (Decimal("135850.00"), Decimal("67925.00"))
    assert (row.outstanding, row.received_share) == (Decimal("203775.00"), Decimal("0.25"))
    assert held.receivable == Decimal("203775.00")


def test_nothing_is_receivable_before_the_signatures() -> None:
    drafted = deal_on(date(2026, 7, 16))

    (row,) = listed(contracts.rows, drafted, day=date(2026, 7, 16))
    (held,) = listed(customers.rows, drafted, day=date(2026, 7, 16))

    assert (row.invoiced, row.received, row.outstanding, row.received_share) == (None, None, None, None)
    assert held.receivable == 0


def test_a_signing_form_that_is_held_has_signed_nothing() -> None:
    july18 = date(2026, 7, 18)
    held = (july18, filed("F09", "XS-2026-0001", {"sign_date": july18, "archive_no": "GD-0001"}))

    (row,) = listed_on(contracts.rows, july18, held)

    assert (row.status, row.signed_on, row.deliver_by, row.archive_no) == ("审批通过", None, None, "")


def test_an_overdue_payment_colours_what_is_outstanding() -> None:
    (row,) = listed_on(contracts.rows, AUGUST24)

    assert row.levels["outstanding"] is Level.RED


def test_a_contract_stands_by_the_minutes_it_was_drafted_from() -> None:
    later: Row = {"neg_date": date(2026, 7, 12), "price_discount": Decimal("0.50"), "conclusion": "未达成"}
    plan: tuple[Row] = ({"name": "全款", "share": Decimal(1), "trigger": "合同签订"},)
    more = (date(2026, 7, 12), filed("F07", "TP-2026-0002", later, plan=plan))

    (row,) = listed_on(contracts.rows, date(2026, 7, 16), more)

    assert row.gross == Decimal("271700.00")
    assert row.signed_on is None


def test_an_order_row_says_how_far_it_is_and_when_it_comes() -> None:
    slip = report(
        date(2026, 8, 11), "物流部门", "发货", "0.85", date(2026, 8, 22), is_abnormal=True, abnormal_type="物流延迟"
    )

    (row,) = listed_on(orders.rows, date(2026, 8, 12), slip)

    assert (row.number, row.contract, row.ordered_on) == ("DD-2026-0001", "XS-2026-0001", date(2026, 7, 21))
    assert (row.deliver_by, row.eta, row.late_days) == (date(2026, 8, 19), date(2026, 8, 22), 3)
    assert (row.progress, row.stage, row.trouble) == (Decimal("0.80"), "发货", "物流部门:物流延迟")
    assert (row.letter_on, row.round, row.status) == (date(2026, 8, 10), None, "执行中")
    assert row.levels["late_days"] is Level.RED


def test_an_accepted_order_is_whole_and_knows_its_rounds() -> None:
    (row,) = listed_on(orders.rows, AUGUST24)

    assert (row.progress, row.eta, row.late_days) == (Decimal(1), date(2026, 8, 18), 0)
    assert (row.round, row.conclusion, row.status) == (2, "验收合格", "验收合格")


def test_an_order_is_as_late_as_the_days_gone_by() -> None:
    (row,) = listed_on(orders.rows, date(2026, 8, 29), leave_out=("JD-0818-物流部门", "F13", "G09", "G11"))

    assert row.late_days == 10


def test_what_happened_later_does_not_show() -> None:
    quoted, signed, delivered = (deal_on(day) for day in (date(2026, 7, 9), date(2026, 7, 21), date(2026, 8, 18)))

    assert _counts(quoted, date(2026, 7, 9)) == (0, 0)
    assert listed(orders.rows, signed, day=date(2026, 7, 21))[0].progress == 0
    assert listed(contracts.rows, delivered, day=date(2026, 8, 18))[0].warranty_until is None
    assert listed(orders.rows, delivered, day=date(2026, 8, 18))[0].conclusion == ""


def _counts(deal: Deal, day: date) -> tuple[int, int]:
    return len(listed(contracts.rows, deal, day=day)), len(listed(orders.rows, deal, day=day))


def test_rows_come_deal_by_deal() -> None:
    first = deal_on(date(2026, 7, 3))
    papers = tuple(replace(paper, number="BJ-2026-0000") for paper in first.papers)
    second = replace(first, number="SJ-2026-0002", papers=papers)

    rows = listed(quotes.rows, first, second, day=date(2026, 7, 3))

    assert [row.number for row in rows] == ["BJ-2026-0001", "BJ-2026-0000"]
