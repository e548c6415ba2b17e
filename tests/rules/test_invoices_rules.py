from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.rules import golden_deal
from tests.rules.after_sales import INVOICE, billed
from tests.rules.golden_deal import BUYER, typed_over, world
from tests.rules.submissions import Typed, codes, judged, only, sentence
from toolkit.catalogue.forms.f17b_invoices import FORM, MESSAGES, prefill
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding, Severity
from toolkit.model.house import Customer

DAY = date(2026, 7, 28)
OTHER = {"invoice_no": "26312000000000000002"}
WHOLE: Typed = {"amount_excl": "243,773.58", "tax": "27,926.42", "amount_incl": "271,700.00"}
ON_PAPER: Typed = {
    "invoice_type": "增值税专用发票(纸质)",
    "invoice_no": "12345678",
    "invoice_code": "3100264130",
}


def told(change: Typed | None = None, *, over: Deal | None = None, customer: Customer = BUYER) -> tuple[Finding, ...]:
    around = world(over or golden_deal.ordered(), DAY, customer=customer)
    return judged(FORM, typed_over(FORM, around, {**INVOICE, **(change or {})}), around)


@pytest.mark.parametrize("change", [{}, WHOLE, ON_PAPER, {**ON_PAPER, "invoice_code": "031002641301"}])
def test_an_invoice_of_the_golden_case_raises_nothing(change: Typed) -> None:
    assert codes(told(change)) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "at", "words"),
    [
        ({"invoice_no": "2631200000001234567"}, "F17B-02", Severity.ERROR, "invoice_no", "应为20位数字,实际为19位"),
        ({**ON_PAPER, "invoice_no": "123456789"}, "F17B-02", Severity.ERROR, "invoice_no", "应为8位数字,实际为9位"),
        ({**ON_PAPER, "invoice_code": "31002641301"}, "F17B-02", Severity.ERROR, "invoice_code", "应为10或12位数字"),
        ({**ON_PAPER, "invoice_code": None}, "M-COND", Severity.ERROR, "invoice_code", "「发票代码」必须填写"),
        ({"invoice_no": "26312A"}, "F17B-01", Severity.ERROR, "invoice_no", "应为8–20位数字,实际为“26312A”"),
        ({"invoice_no": "25312000000012345678"}, "F17B-03", Severity.WARNING, "invoice_no", "前两位为25"),
        ({"amount_incl": "135,850.01"}, "M-CALC", Severity.ERROR, "amount_incl", "应为 135,850.00(不含税金额+税额)"),
        (
            {"buyer_name": "上海启明机床有限公司"},
            "M-MATCH",
            Severity.ERROR,
            "buyer_name",
            "与客户档案中的“上海启明精密制造有限公司”不一致",
        ),
        (
            {"buyer_tax_no": "91320594MA1ABCDE8Y"},
            "M-MATCH",
            Severity.ERROR,
            "buyer_tax_no",
            "“91310115MA1K456788”不一致",
        ),
        ({"invoice_date": "2026-07-29"}, "M-DATE-FUT", Severity.ERROR, "invoice_date", "不能晚于今天"),
        (
            {"amount_excl": "119,136.79", "tax": "16,713.21"},
            "F17B-06",
            Severity.WARNING,
            "tax",
            "「税额(元)」16,713.21与合同税率不符:不含税119,136.79按合同税率(6%、13%)",
        ),
    ],
)
def test_one_mistake_in_an_invoice_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, at: str, words: str
) -> None:
    finding = only(told(change))

    assert (finding.code, finding.severity, finding.key) == (code, severity, f"rows.{at}")
    assert words in sentence(finding, FORM, MESSAGES)


def test_what_is_left_blank_is_summed() -> None:
    assert codes(told({"amount_incl": None})) == []


@pytest.mark.parametrize(
    ("net", "tax", "expected"),
    [
        ("100,000.00", "13,000.00", []),  # goods alone
        ("50,000.00", "3,000.00", []),  # maintenance alone
        ("243,773.58", "27,926.39", []),  # 27,926.41, and a fen for each of the two lines
        ("243,773.58", "27,926.38", ["F17B-06"]),
        ("100,000.00", "13,000.02", []),
        ("100,000.00", "13,000.03", ["F17B-06"]),
        ("100,000.00", "9,235.83", []),  # 53,773.58 at 6 %, the rest at 13 %: 9,235.85
        ("100,000.00", "9,235.82", ["F17B-06"]),
    ],
)
def test_the_tax_is_what_the_contracts_lines_bear(net: str, tax: str, expected: list[str]) -> None:
    assert codes(told({"amount_excl": net, "tax": tax, "amount_incl": None})) == expected


def test_all_invoices_together_stay_within_the_total() -> None:
    over = billed(golden_deal.ordered())

    fits = told(OTHER, over=over)
    finding = only(told({**OTHER, "amount_excl": "121,886.80", "amount_incl": None}, over=over))

    assert codes(fits) == []
    assert (finding.code, finding.severity) == ("F17B-04", Severity.ERROR)
    assert "累计开票271,700.01超过合同总额271,700.00。" in sentence(finding, FORM, MESSAGES)


def test_an_invoice_in_red_makes_room_for_another() -> None:
    full = billed(billed(golden_deal.ordered()), "KP-2026-0002", invoice_no="26312000000000000002")
    third: Typed = {"invoice_no": "26312000000000000004"}

    reversed_once = billed(full, "KP-2026-0003", invoice_no="26312000000000000003", status="红冲")

    assert codes(told(third, over=full)) == ["F17B-04"]
    assert codes(told(third, over=reversed_once)) == []


def test_no_more_is_reversed_than_was_invoiced() -> None:
    finding = only(told({"status": "红冲"}))

    assert (finding.code, finding.severity) == ("F17B-05", Severity.ERROR)
    assert "红冲后累计开票为-135,850.00" in sentence(finding, FORM, MESSAGES)


def test_only_an_invoice_in_red_is_below_zero() -> None:
    below: Typed = {"amount_excl": "-121,886.79", "tax": "-13,963.21", "amount_incl": "-135,850.00"}
    over = billed(golden_deal.ordered())

    ordinary = told({**OTHER, **below}, over=over)
    in_red = told({**OTHER, **below, "status": "红冲"}, over=over)

    assert codes(ordinary) == ["F17B-09"] * 3
    assert "「税额(元)」不能为负数" in sentence(ordinary[1], FORM, MESSAGES)
    assert codes(in_red) == []


def test_an_invoice_is_registered_once() -> None:
    over = billed(golden_deal.ordered())

    again = only(told({"invoice_date": "2026-07-28"}, over=over))
    mended = told({"invoice_date": "2026-07-28", "kp_no": "KP-2026-0001"}, over=over)

    assert (again.code, again.key) == ("M-DUP", "rows.invoice_no")
    assert "重复,已存在于KP-2026-0001。" in sentence(again, FORM, MESSAGES)
    assert codes(mended) == []


def test_the_same_number_under_another_code_is_another_invoice() -> None:
    typed = {key: str(value) for key, value in ON_PAPER.items()}
    over = billed(golden_deal.ordered(), **typed)

    assert codes(told({**ON_PAPER, "invoice_code": "3100264131"}, over=over)) == []
    assert codes(told({**ON_PAPER, "amount_excl": "121,886.78", "amount_incl": None}, over=over)) == ["M-DUP"]


def test_a_registered_invoice_is_not_turned_red() -> None:
    over = billed(billed(golden_deal.ordered()), "KP-2026-0002", invoice_no="26312000000000000002")

    finding = only(told({"kp_no": "KP-2026-0001", "status": "红冲"}, over=over))

    assert (finding.code, finding.key) == ("F17B-08", "rows.status")
    assert "发票26312000000012345678已登记为正常(KP-2026-0001),红冲请另填一行" in sentence(finding, FORM, MESSAGES)


def test_an_invoice_in_red_may_be_mended_under_its_number() -> None:
    over = billed(billed(golden_deal.ordered()), "KP-2026-0002", **OTHER, status="红冲")

    assert codes(told({**OTHER, "kp_no": "KP-2026-0002", "status": "红冲"}, over=over)) == []


@pytest.mark.parametrize(("change", "severity"), [({}, Severity.WARNING), (ON_PAPER, Severity.ERROR)])
def test_a_special_invoice_asks_for_the_customers_billing_file(change: Typed, severity: Severity) -> None:
    kept = {key: value for key, value in BUYER.billing.items() if key not in ("phone", "bank_name")}

    finding = only(told(change, customer=replace(BUYER, billing=kept)))

    assert (finding.code, finding.severity, finding.key) == ("F17B-07", severity, "rows.invoice_type")
    assert "开具增值税专用发票需提供:电话、开户行。" in sentence(finding, FORM, MESSAGES)


def test_a_plain_invoice_asks_for_no_billing_file() -> None:
    bare = replace(BUYER, billing={"uscc": "91310115MA1K456788"})

    assert codes(told({"invoice_type": "数电票(普通发票)"}, customer=bare)) == []


def test_the_blank_names_contract_and_buyer() -> None:
    (row,) = prefill(world(golden_deal.ordered(), DAY)).tables["rows"]

    assert row == {
        "contract_no": "XS-2026-0001",
        "invoice_type": "数电票(增值税专用发票)",
        "buyer_name": "上海启明精密制造有限公司",
        "buyer_tax_no": "91310115MA1K456788",
    }
