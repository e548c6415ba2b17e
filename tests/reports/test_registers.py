from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from tests.reports.history import (
    CUSTOMER,
    DEAL,
    NAME,
    OFFER,
    Row,
    customer,
    deal_on,
    event,
    filed,
    issued,
    report,
    report_on,
    reported,
    status,
)
from toolkit.reports.tables import Level

AUGUST24 = date(2026, 8, 24)


def test_a_customer_row_says_what_its_lead_row_and_deals_say() -> None:
    consolidated = report_on(AUGUST24)

    (row,) = consolidated.customers

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

    both = reported(far, parked, day=AUGUST24)
    only_parked = reported(parked, day=AUGUST24)

    assert both.customers[0].stage.zh == "已报价"
    assert only_parked.customers[0].stage.zh == "暂缓跟进"


def test_a_quote_row_says_the_price_with_tax_and_the_margin_without() -> None:
    consolidated = report_on(date(2026, 7, 3))

    (row,) = consolidated.quotes

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

    rows = report_on(july5, *again).quotes

    assert [(row.version, row.gross, row.status) for row in rows] == [
        ("V1", Decimal("286000.00"), "已作废"),
        ("V2", Decimal("240000.00"), "草稿"),
    ]
    assert [row.days for row in rows] == [None, 30]
    assert [row.feedback[:4] for row in rows] == ["价格异议", ""]


def test_a_quote_past_its_last_day_is_expired() -> None:
    last = report_on(date(2026, 7, 31), leave_out=("F07", "G03", "合同审批中", "SP-2026-0001", "XS-2026-0001"))

    after = reported(replace(deal_on(date(2026, 7, 3)), stage="已报价"), day=date(2026, 8, 1))

    assert [row.status for row in last.quotes] == ["客户已确认接收"]
    assert [(row.status, row.days) for row in after.quotes] == [("已过期", -1)]


def test_a_contract_row_says_the_negotiated_price_and_its_days() -> None:
    consolidated = report_on(AUGUST24)

    (row,) = consolidated.contracts

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

    consolidated = report_on(AUGUST24, (july27, came), (july27, billed))

    (row,) = consolidated.contracts
    assert (row.invoiced, row.received) == (Decimal("135850.00"), Decimal("67925.00"))
    assert (row.outstanding, row.received_share) == (Decimal("203775.00"), Decimal("0.25"))
    assert consolidated.customers[0].receivable == Decimal("203775.00")


def test_nothing_is_receivable_before_the_signatures() -> None:
    drafted = report_on(date(2026, 7, 16))

    (row,) = drafted.contracts
    assert (row.invoiced, row.received, row.outstanding, row.received_share) == (None, None, None, None)
    assert drafted.customers[0].receivable == 0


def test_an_overdue_payment_colours_what_is_outstanding() -> None:
    (row,) = report_on(AUGUST24).contracts

    assert row.levels["outstanding"] is Level.RED


def test_a_contract_stands_by_the_minutes_it_was_drafted_from() -> None:
    later: Row = {"neg_date": date(2026, 7, 12), "price_discount": Decimal("0.50"), "conclusion": "未达成"}
    plan: tuple[Row] = ({"name": "全款", "share": Decimal(1), "trigger": "合同签订"},)

    (row,) = report_on(date(2026, 7, 16), (date(2026, 7, 12), filed("F07", "TP-2026-0002", later, plan=plan))).contracts

    assert row.gross == Decimal("271700.00")
    assert row.signed_on is None


def test_an_order_row_says_how_far_it_is_and_when_it_comes() -> None:
    slip = report(
        date(2026, 8, 11), "物流部门", "发货", "0.85", date(2026, 8, 22), is_abnormal=True, abnormal_type="物流延迟"
    )

    (row,) = report_on(date(2026, 8, 12), slip).orders

    assert (row.number, row.contract, row.ordered_on) == ("DD-2026-0001", "XS-2026-0001", date(2026, 7, 21))
    assert (row.deliver_by, row.eta, row.late_days) == (date(2026, 8, 19), date(2026, 8, 22), 3)
    assert (row.progress, row.stage, row.trouble) == (Decimal("0.80"), "发货", "物流部门:物流延迟")
    assert (row.letter_on, row.round, row.status) == (date(2026, 8, 10), None, "执行中")
    assert row.levels["late_days"] is Level.RED


def test_an_accepted_order_is_whole_and_knows_its_rounds() -> None:
    (row,) = report_on(AUGUST24).orders

    assert (row.progress, row.eta, row.late_days) == (Decimal(1), date(2026, 8, 18), 0)
    assert (row.round, row.conclusion, row.status) == (2, "验收合格", "验收合格")


def test_an_order_is_as_late_as_the_days_gone_by() -> None:
    still_open = report_on(date(2026, 8, 29), leave_out=("JD-0818-物流部门", "F13", "G09", "G11"))

    assert still_open.orders[0].late_days == 10


def test_what_happened_later_does_not_show() -> None:
    signed, delivered = report_on(date(2026, 7, 21)), report_on(date(2026, 8, 18))

    quoted = report_on(date(2026, 7, 9))

    assert (quoted.contracts, quoted.orders) == ((), ())
    assert signed.orders[0].progress == 0
    assert delivered.contracts[0].warranty_until is None
    assert delivered.orders[0].conclusion == ""


def test_the_summary_counts_stages_and_this_months_contracts() -> None:
    won, asked = deal_on(date(2026, 7, 25)), replace(deal_on(date(2026, 7, 3)), number="SJ-2026-0002")

    july = reported(won, asked, day=date(2026, 7, 25))
    august = report_on(AUGUST24)

    assert {stage.zh: count for stage, count in july.stages if count} == {"已报价": 1, "已签约": 1}
    assert [stage.zh for stage, _ in july.stages][:2] == ["潜在客户", "已接触"]
    assert [(f.count, f.amount) for f in july.figures] == [
        (1, Decimal("271700.00")),
        (1, Decimal("286000.00")),
        (1, Decimal("271700.00")),
        (0, Decimal("0.00")),
    ]
    assert [(f.count, f.amount) for f in august.figures] == [
        (0, Decimal("0.00")),
        (0, Decimal("0.00")),
        (0, Decimal("0.00")),
        (1, Decimal("135850.00")),
    ]


def test_a_deal_whose_customer_is_not_known_still_shows() -> None:
    consolidated = reported(deal_on(date(2026, 7, 3)), day=date(2026, 7, 3), customers=())

    assert [row.number for row in consolidated.quotes] == ["BJ-2026-0001"]
    assert consolidated.customers == ()


def test_a_customer_without_a_deal_still_shows() -> None:
    consolidated = reported(day=AUGUST24, customers=(customer("无商机有限公司", "KH-2026-0009"),))

    (row,) = consolidated.customers
    assert (row.stage.zh, row.intent, row.signed_gross) == ("", "中意向", Decimal("0.00"))


def test_a_held_form_does_not_hide_the_deal() -> None:
    held = (date(2026, 7, 1), event("held", form="F05", number="CB-2026-0001", codes=("R-20",)))

    consolidated = report_on(date(2026, 7, 1), held)

    assert [due.deal for due in consolidated.dues if due.kind.en == "blocked"] == [DEAL]
