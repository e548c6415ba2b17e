from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.rules.submissions import Typed, codes, judged, known, only, person, sentence, staff, submission
from toolkit.catalogue.forms import f02_lead_registry
from toolkit.catalogue.forms.f03_follow_up_log import FORM, MESSAGES, prefill
from toolkit.model.finding import Finding, Severity
from toolkit.model.house import Customer

DAY = date(2026, 6, 18)
WORDS = {**f02_lead_registry.MESSAGES, **MESSAGES}
BUYER = Customer(number="KH-2026-0001", name="上海启明精密制造有限公司", lead={"contact_name": "张伟"}, owner="王芳")
ROW: Typed = {
    "lead_no": "KH-2026-0001",
    "customer_name": "上海启明精密制造有限公司",
    "contact_date": "2026-06-18",
    "method": "电话沟通",
    "contact_name": "张伟",
    "content": "介绍自动上料方案,约定现场调研",
    "customer_feedback": "技术部门愿意参加",
    "result": "转需求",
    "next_action": "现场调研",
    "next_contact_date": "2026-06-22",
    "recorder": "王芳",
}
LOST: Typed = {"result": "丢单", "lost_reason": "预算", "next_action": None, "next_contact_date": None}


def told(change: Typed | None = None, **facts: Any) -> tuple[Finding, ...]:
    world = {"customer": BUYER, "staff": staff(person("王芳")), "references": {"KH-2026-0001": ""}, **facts}
    filled = submission(FORM, {**ROW, **(change or {})}, today=DAY)
    return judged(FORM, filled, known(today=DAY, **world))


@pytest.mark.parametrize("change", [{}, {"lead_no": None}, {"customer_name": None}, LOST])
def test_a_whole_row_raises_nothing(change: Typed) -> None:
    assert codes(told(change)) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "at", "words"),
    [
        (
            {**LOST, "lost_reason": None},
            "F03-02",
            Severity.ERROR,
            "lost_reason",
            "结果为“丢单”时,「丢单原因」必须填写。",
        ),
        (
            {"next_action": None},
            "M-COND",
            Severity.ERROR,
            "next_action",
            "当「跟进结果」不为“丢单”时,「下一步」必须填写。",
        ),
        ({"next_contact_date": None}, "M-COND", Severity.ERROR, "next_contact_date", "不为“丢单”"),
        (
            {"next_contact_date": "2026-06-17"},
            "M-DATE-PAST",
            Severity.ERROR,
            "next_contact_date",
            "不能早于跟进日期(2026-06-18)",
        ),
        (
            {"next_contact_date": "2026-06-20"},
            "F02-04",
            Severity.WARNING,
            "next_contact_date",
            "「下次沟通时间」2026-06-20 为休息日,请确认。",
        ),
        ({"contact_date": "2026-06-19"}, "M-DATE-FUT", Severity.ERROR, "contact_date", "不能晚于今天"),
        ({"content": "打电话"}, "M-LEN", Severity.ERROR, "content", "实际 3 个字"),
        ({"method": "传真"}, "M-ENUM", Severity.ERROR, "method", "LinkedIn"),
        ({"recorder": "外人"}, "F03-03", Severity.WARNING, "recorder", "“外人”不在员工名册中"),
        ({"customer_name": "上海启明机械有限公司"}, "M-MATCH", Severity.ERROR, "customer_name", "客户档案"),
        ({"lead_no": "KH-2026-0002"}, "M-MATCH", Severity.ERROR, "lead_no", "客户档案中的“KH-2026-0001”"),
    ],
)
def test_one_mistake_in_a_row_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, at: str, words: str
) -> None:
    finding = only(told(change, references=None))

    assert (finding.code, finding.severity, finding.key, finding.line) == (code, severity, f"rows.{at}", 1)
    assert words in sentence(finding, FORM, WORDS)


def test_a_row_names_its_customer() -> None:
    finding = only(told({"lead_no": None, "customer_name": None}, customer=None))

    assert (finding.code, finding.key) == ("F03-01", "rows.customer_name")
    assert "「客户编号」和「客户名称」至少填写一项。" in sentence(finding, FORM, WORDS)


@pytest.mark.parametrize("change", [{"lead_no": None}, {"customer_name": None, "lead_no": "KH-2026-0009"}])
def test_a_customer_that_is_not_registered_cannot_be_followed_up(change: Typed) -> None:
    finding = only(told(change, customer=None))

    assert (finding.code, finding.severity) == ("M-REF", Severity.ERROR)


def test_without_a_ledger_nobody_can_say_who_is_registered() -> None:
    assert codes(told({"lead_no": None}, customer=None, references=None)) == []


def test_the_blank_names_the_customer() -> None:
    row = prefill(known(customer=BUYER)).tables["rows"][0]

    assert row == {
        "lead_no": "KH-2026-0001",
        "customer_name": "上海启明精密制造有限公司",
        "contact_name": "张伟",
        "recorder": "王芳",
    }
    assert prefill(known()).tables == {}
