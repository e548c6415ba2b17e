from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.rules.submissions import (
    Typed,
    codes,
    deal,
    filed,
    issued,
    judged,
    known,
    only,
    person,
    sentence,
    staff,
    submission,
)
from toolkit.catalogue.forms import f05_cost_sheet
from toolkit.catalogue.forms.f06_quote_feedback import FORM, MESSAGES, prefill
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding, Severity
from toolkit.model.house import Customer
from toolkit.model.known import Known

TOLD_ON = date(2026, 8, 3)
CUSTOMER = Customer(number="KH-2026-0001", name="上海启明精密制造有限公司", lead={"contact_name": "张伟"}, owner="王芳")
ROW: Typed = {
    "quote_no": "BJ-2026-0001",
    "version": "V1",
    "sent_date": "2026-07-01",
    "sent_channel": "邮件",
    "receiver": "张伟",
    "received_confirmed": "是",
    "confirm_date": "2026-07-02",
    "feedback": "价格偏高,可否调整付款方式?",
    "feedback_type": "价格异议",
    "next_action": "约客户面谈",
    "next_date": "2026-07-10",
    "recorder": "王芳",
}
OFFER: tuple[Typed, ...] = (
    {"name": "自动上料机", "unit": "台", "qty": "2", "unit_price": "113000", "tax_rate": "13%"},
    {"name": "年度维护服务", "unit": "项", "qty": "1", "unit_price": "60000", "tax_rate": "6%"},
)


def costed() -> Deal:
    """A deal with a cost sheet and no quote yet."""
    return filed(deal(), submission(f05_cost_sheet.FORM, {}, {"offer": OFFER}), "CB-2026-0001", date(2026, 6, 29))


def quoted(version: str = "V1") -> Deal:
    """A deal whose quote of 286,000.00 is valid to 2026-07-31."""
    return issued(costed(), "G02", "BJ-2026-0001", date(2026, 7, 1), version=version, basis=("CB-2026-0001",))


def world(**facts: Any) -> Known:
    return known(today=TOLD_ON, **{"customer": CUSTOMER, "deal": quoted(), **facts})


def told(change: Typed | None = None, **facts: Any) -> tuple[Finding, ...]:
    row = submission(FORM, {**ROW, **(change or {})}, today=TOLD_ON)
    return judged(FORM, row, world(**facts))


@pytest.mark.parametrize("number", ["BJ-2026-0001", "BJ-2026-0001-V1"])
def test_the_feedback_of_the_golden_case_raises_nothing(number: str) -> None:
    findings = told({"quote_no": number}, staff=staff(person("王芳")))

    assert codes(findings, least=Severity.INFO) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "key", "words"),
    [
        ({"quote_no": "BJ-2026-0002"}, "M-MATCH", Severity.ERROR, "quote_no", "“BJ-2026-0001”不一致"),
        ({"version": "V2"}, "M-MATCH", Severity.ERROR, "version", "当前报价单中的“V1”"),
        ({"customer_name": "苏州昆仑机械有限公司"}, "M-MATCH", Severity.ERROR, "customer_name", "上海启明"),
        ({"sent_date": "2026-06-30"}, "M-DATE-PAST", Severity.ERROR, "sent_date", "不能早于报价日期(2026-07-01)"),
        ({"confirm_date": "2026-06-30"}, "M-DATE-PAST", Severity.ERROR, "confirm_date", "不能早于发送日期"),
        ({"confirm_date": None}, "M-COND", Severity.ERROR, "confirm_date", "「客户确认接收」为“是”"),
        ({"confirm_date": "2026-08-01"}, "F06-01", Severity.WARNING, "confirm_date", "报价有效期(2026-07-31)"),
        ({"received_confirmed": "否"}, "R-24", Severity.HOLD, "received_confirmed", "BJ-2026-0001客户尚未确认接收"),
        ({"feedback": None}, "M-COND", Severity.ERROR, "feedback", "不为“暂无意见”"),
        ({"feedback_type": "拒绝"}, "F06-03", Severity.WARNING, "feedback_type", "deal lose"),
        ({"expected_price": "27.17"}, "F06-02", Severity.WARNING, "expected_price", "元/万元"),
        ({"expected_price": "286000.01"}, "F06-02", Severity.WARNING, "expected_price", "286,000.00"),
        ({"next_date": "2026-06-30"}, "M-DATE-PAST", Severity.ERROR, "next_date", "不能早于发送日期"),
    ],
)
def test_one_mistake_in_the_feedback_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, key: str, words: str
) -> None:
    finding = only(told(change))

    assert (finding.code, finding.severity, finding.key) == (code, severity, f"rows.{key}")
    assert finding.raw == str(change[key] or "")
    assert finding.place.startswith("登记!C")
    assert words in sentence(finding, FORM, MESSAGES)


def test_the_last_valid_day_is_still_in_time() -> None:
    assert codes(told({"confirm_date": "2026-07-31"})) == []


def test_nothing_was_sent_tomorrow() -> None:
    change = {"sent_date": "2026-08-04", "confirm_date": None, "received_confirmed": "否", "next_date": "2026-08-05"}

    findings = told(change)

    assert codes(findings) == ["M-DATE-FUT", "R-24"]


@pytest.mark.parametrize(("number", "version"), [("BJ-2026-0001", "V1"), ("BJ-2026-0001-V3", "V2")])
def test_feedback_speaks_of_the_latest_version(number: str, version: str) -> None:
    finding = only(told({"quote_no": number, "version": version}, deal=quoted("V2")))

    assert (finding.code, finding.severity) == ("M-MATCH", Severity.ERROR)


def test_a_later_version_is_named_with_or_without_its_suffix() -> None:
    found = [
        codes(told({"quote_no": number, "version": "V2.0"}, deal=quoted("V2")))
        for number in ("BJ-2026-0001", "BJ-2026-0001-V2")
    ]

    assert found == [[], []]


def test_feedback_before_any_quote_refers_to_nothing() -> None:
    finding = only(told(deal=costed()))

    assert (finding.code, finding.key) == ("M-REF", "rows.quote_no")
    assert "引用的当前报价单“BJ-2026-0001”不存在" in sentence(finding, FORM, MESSAGES)


def test_no_opinion_needs_no_words() -> None:
    assert codes(told({"feedback_type": "暂无意见", "feedback": None})) == []


def test_a_recorder_who_is_not_in_the_staff_list_is_told() -> None:
    finding = only(told(staff=staff(person("李娜"))))

    assert (finding.code, finding.severity, finding.raw) == ("F06-04", Severity.WARNING, "王芳")


def test_a_blank_register_holds_the_row_of_the_current_quote() -> None:
    rows = prefill(world(deal=quoted("V2"))).tables["rows"]

    assert rows == (
        {
            "quote_no": "BJ-2026-0001-V2",
            "version": "V2",
            "customer_name": "上海启明精密制造有限公司",
            "receiver": "张伟",
            "recorder": "王芳",
        },
    )
