from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.rules.after_sales import accepted, visited
from tests.rules.golden_deal import typed_over, world
from tests.rules.submissions import Typed, codes, judged, only, sentence
from toolkit.catalogue.forms.f18_repeat_business import FORM, MESSAGES, prefill
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding, Severity

DAY = date(2026, 8, 28)
AGAIN: Typed = {
    "type": "复购",
    "customer_no": "KH-2026-0001",
    "customer_name": "上海启明精密制造有限公司",
    "source_visit": "HF-2026-0001",
    "demand": "2027年扩建一条产线",
    "expected_amount": "50万",
    "expected_date": "2026-12-15",
    "owner": "王芳",
    "status": "待跟进",
}
REFERRED: Typed = {
    **AGAIN,
    "type": "转介绍",
    "new_customer": "苏州示例机械有限公司",
    "contact": "李明",
    "phone": "13712345678",
}


def told(row: Typed, change: Typed | None = None, *, over: Deal | None = None) -> tuple[Finding, ...]:
    around = world(over or accepted(), DAY)
    return judged(FORM, typed_over(FORM, around, {**row, **(change or {})}), around)


@pytest.mark.parametrize("row", [AGAIN, REFERRED, {**AGAIN, "source_visit": None, "expected_date": None}])
def test_a_further_deal_in_sight_raises_nothing(row: Typed) -> None:
    assert codes(told(row)) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "at", "words"),
    [
        ({"new_customer": None}, "R-73", Severity.ERROR, "new_customer", "类型为“转介绍”时,须填写「新客户名称」"),
        ({"contact": None}, "M-COND", Severity.ERROR, "contact", "当「类型」为“转介绍”时,「联系人」必须填写"),
        ({"phone": None}, "M-COND", Severity.ERROR, "phone", "「联系电话」必须填写"),
        (
            {"new_customer": "上海启明精密制造有限公司"},
            "F18-01",
            Severity.ERROR,
            "new_customer",
            "与来源客户相同,不是转介绍",
        ),
        ({"expected_date": "2026-08-27"}, "F18-02", Severity.WARNING, "expected_date", "2026-08-27早于今天"),
        ({"owner": "路人"}, "F18-03", Severity.WARNING, "owner", "“路人”不在员工名册中"),
        ({"customer_no": "KH-2026-0002"}, "M-MATCH", Severity.ERROR, "customer_no", "“KH-2026-0001”不一致"),
        ({"customer_name": "上海启明机床有限公司"}, "M-MATCH", Severity.ERROR, "customer_name", "与客户档案中的"),
        ({"demand": None}, "M-REQ", Severity.ERROR, "demand", "「需求描述」为必填项"),
    ],
)
def test_one_mistake_in_a_row_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, at: str, words: str
) -> None:
    finding = only(told(REFERRED, change))

    assert (finding.code, finding.severity, finding.key) == (code, severity, f"rows.{at}")
    assert words in sentence(finding, FORM, MESSAGES)


def test_a_day_expected_today_is_to_come() -> None:
    assert codes(told(AGAIN, {"expected_date": "2026-08-28"})) == []


def test_a_row_that_came_to_nothing_may_be_past() -> None:
    assert codes(told(AGAIN, {"expected_date": "2026-08-01", "status": "无效"})) == []


def test_a_row_that_names_its_deal_already_may_speak_of_another_customer() -> None:
    assert codes(told(REFERRED, {"opp_no": "SJ-2026-0002", "customer_no": "KH-2026-0009"})) == []


def test_the_blank_holds_what_the_visit_found() -> None:
    source = {
        "customer_no": "KH-2026-0001",
        "customer_name": "上海启明精密制造有限公司",
        "source_visit": "HF-2026-0001",
        "owner": "王芳",
        "status": "待跟进",
    }

    again, referred = prefill(world(visited(accepted()), DAY)).tables["rows"]

    assert again == {
        **source,
        "type": "复购",
        "demand": "2027年扩建一条产线",
        "expected_amount": Decimal(500_000),
        "expected_date": date(2027, 3, 31),
    }
    assert referred == {
        **source,
        "type": "转介绍",
        "new_customer": "苏州示例机械有限公司",
        "contact": "李明",
        "phone": "13712345678",
    }


@pytest.mark.parametrize("said", ["苏州示例机械有限公司、李明、13712345678", "苏州示例机械有限公司,李明:13712345678"])
def test_a_referral_is_told_apart_however_it_is_written(said: str) -> None:
    _, referred = prefill(world(visited(accepted(), referral_info=said), DAY)).tables["rows"]

    assert [referred[key] for key in ("new_customer", "contact", "phone")] == [
        "苏州示例机械有限公司",
        "李明",
        "13712345678",
    ]


def test_a_blank_without_a_visit_names_the_customer() -> None:
    (row,) = prefill(world(accepted(), DAY)).tables["rows"]

    assert row["customer_no"] == "KH-2026-0001"
    assert "type" not in row
