from __future__ import annotations

from datetime import date

import pytest

from tests.rules import golden_deal
from tests.rules.after_sales import PREPAID_ON, RECEIPT, accepted, paid
from tests.rules.golden_deal import typed_over, world
from tests.rules.submissions import Typed, codes, judged, only, sentence
from toolkit.catalogue.forms.f17_receipts import FORM, MESSAGES, prefill
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Prefill

BALANCE: Typed = {
    "instalment_no": "2",
    "receive_date": "2026-09-07",
    "bank_ref": "20260907-000456",
}
SEPTEMBER7 = date(2026, 9, 7)


def told(change: Typed | None = None, *, over: Deal | None = None, on: date = PREPAID_ON) -> tuple[Finding, ...]:
    around = world(over or golden_deal.ordered(), on)
    return judged(FORM, typed_over(FORM, around, {**RECEIPT, **(change or {})}), around)


def test_the_prepayment_and_the_balance_raise_nothing() -> None:
    assert codes(told()) == []
    assert codes(told(BALANCE, over=paid(accepted()), on=SEPTEMBER7)) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "at", "words"),
    [
        (
            {"payer_name": "上海启明机床有限公司"},
            "F17-01",
            Severity.WARNING,
            "payer_name",
            "付款方“上海启明机床有限公司”与合同客户“上海启明精密制造有限公司”不一致,需委托付款说明。",
        ),
        ({"method": "现金"}, "F17-02", Severity.WARNING, "method", "以现金收款135,850.00元"),
        (
            {"amount": "271,700.01"},
            "F17-03",
            Severity.ERROR,
            "amount",
            "累计收款271,700.01超过合同总额271,700.00。",
        ),
        (
            {"instalment_no": "2"},
            "F17-04",
            Severity.WARNING,
            "instalment_no",
            "登记的是第2期收款,但第1期尚有135,850.00元未收",
        ),
        ({"instalment_no": "3"}, "F17-05", Severity.ERROR, "instalment_no", "合同付款计划共2期,没有第3期。"),
        ({"instalment_no": "0"}, "M-RANGE", Severity.ERROR, "instalment_no", "应在 1 至 99 之间"),
        ({"handler": "路人"}, "F17-06", Severity.WARNING, "handler", "「经办人」“路人”不在员工名册中"),
        ({"method": "银行承兑汇票"}, "M-COND", Severity.ERROR, "due_date", "「收款方式」为“银行承兑汇票/商业承兑汇票”"),
        ({"method": "商业承兑汇票"}, "M-COND", Severity.ERROR, "due_date", "「票据到期日」必须填写"),
        ({"receive_date": "2026-07-28"}, "M-DATE-FUT", Severity.ERROR, "receive_date", "不能晚于今天"),
        ({"amount": "0"}, "M-ZERO", Severity.ERROR, "amount", "应大于零"),
        ({"amount": "-100"}, "M-NEG", Severity.ERROR, "amount", "不能为负数"),
    ],
)
def test_one_mistake_in_a_receipt_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, at: str, words: str
) -> None:
    finding = only(told(change))

    assert (finding.code, finding.severity, finding.key) == (code, severity, f"rows.{at}")
    assert finding.raw == str({**RECEIPT, **change}.get(at) or "")
    assert words in sentence(finding, FORM, MESSAGES)


def test_the_very_total_may_be_received() -> None:
    assert codes(told({"amount": "271,700.00"})) == []


def test_receipts_filed_before_count_towards_the_total() -> None:
    finding = only(told({**BALANCE, "amount": "135,850.01"}, over=paid(accepted()), on=SEPTEMBER7))

    assert finding.code == "F17-03"
    assert "累计收款271,700.01超过合同总额271,700.00。" in sentence(finding, FORM, MESSAGES)


def test_a_receipt_that_comes_again_under_its_number_replaces_itself() -> None:
    before = paid(golden_deal.ordered())

    mended = told({"receipt_no": "SK-2026-0001", "amount": "200,000"}, over=before)
    new = told({"amount": "200,000", "bank_ref": "other"}, over=before)

    assert codes(mended) == []
    assert codes(new) == ["F17-03"]


def test_one_payment_of_the_bank_is_one_row() -> None:
    finding = only(told({"amount": "100"}, over=paid(golden_deal.ordered())))

    assert (finding.code, finding.key) == ("M-DUP", "rows.bank_ref")
    assert "重复,已存在于SK-2026-0001。" in sentence(finding, FORM, MESSAGES)


def test_a_bill_falls_due_after_it_came() -> None:
    bill = {"method": "银行承兑汇票", "due_date": "2026-12-27"}

    early = only(told({**bill, "due_date": "2026-07-26"}))

    assert codes(told(bill)) == []
    assert (early.code, early.key) == ("M-DATE-PAST", "rows.due_date")


def test_a_name_in_other_brackets_is_the_same_payer() -> None:
    assert codes(told({"payer_name": " 上海启明精密制造有限公司 "})) == []


@pytest.mark.parametrize(("payments", "number"), [(0, 1), (1, 2)])
def test_the_blank_names_the_instalment_that_is_open(payments: int, number: int) -> None:
    standing = paid(golden_deal.ordered()) if payments else golden_deal.ordered()

    (row,) = prefill(world(standing, PREPAID_ON)).tables["rows"]

    assert row == {
        "contract_no": "XS-2026-0001",
        "instalment_no": number,
        "payer_name": "上海启明精密制造有限公司",
    }


def test_nothing_is_prefilled_without_a_contract() -> None:
    assert prefill(world(None, PREPAID_ON)) == Prefill()
    assert prefill(world(golden_deal.quoted(), PREPAID_ON)) == Prefill()
