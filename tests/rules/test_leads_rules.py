from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.rules.submissions import Typed, codes, judged, known, only, person, rulebook, sentence, staff, submission
from toolkit.catalogue.forms.f02_lead_registry import FORM, MESSAGES
from toolkit.model.finding import Finding, Severity
from toolkit.model.house import Customer
from toolkit.model.known import Known

ROW: Typed = {
    "customer_name": "上海启明精密制造有限公司",
    "customer_short": "上海启明",
    "uscc": "91310115MA1K456788",
    "industry": "制造业",
    "annual_revenue": "8000万",
    "region": "上海市浦东新区",
    "source": "行业展会",
    "profile_match": "是",
    "contact_name": "张伟",
    "contact_title": "采购经理",
    "contact_phone": "13812345678",
    "first_contact_date": "2026-06-16",
    "contact_method": "电话",
    "feedback": "对自动上料方案感兴趣",
    "next_contact_date": "2026-06-22",
    "owner": "王芳",
    "register_date": "2026-06-15",
}
OURS = Customer(
    number="KH-2026-0007",
    name="上海启明精密制造有限公司",
    lead={"uscc": "91310115MA1K456788", "contact_phone": "13812345678"},
    owner="李娜",
)


def world(**facts: Any) -> Known:
    return known(today=date(2026, 6, 16), **facts)


def told(change: Typed | None = None, **facts: Any) -> tuple[Finding, ...]:
    row = submission(FORM, {**ROW, **(change or {})}, today=date(2026, 6, 16))
    return judged(FORM, row, world(**facts))


def test_a_lead_of_the_golden_case_raises_nothing() -> None:
    people = staff(person("王芳"))

    findings = told(staff=people)

    assert not findings or {f.severity for f in findings} == {Severity.INFO}


@pytest.mark.parametrize(
    ("change", "code", "severity", "key", "words"),
    [
        ({"customer_name": "上海启明"}, "F02-01", Severity.WARNING, "customer_name", "“上海启明”疑似简称"),
        ({"profile_match": "否"}, "F02-02", Severity.ERROR, "profile_match", "不应录入客户池"),
        ({"profile_match": "否", "remark": "集团战略客户"}, "F02-02", Severity.WARNING, "profile_match", "说明理由"),
        ({"annual_revenue": "2000万-4000万"}, "R-01", Severity.WARNING, "annual_revenue", "5000万–2亿"),
        ({"contact_phone": None}, "R-04", Severity.ERROR, "contact_phone", "至少填写一项"),
        ({"contact_phone": None, "contact_wechat": "同手机"}, "R-04", Severity.ERROR, "contact_phone", "至少填写一项"),
        ({"feedback": None}, "R-02", Severity.ERROR, "feedback", "「客户初步反馈」必须填写"),
        ({"next_contact_date": None}, "R-02", Severity.ERROR, "next_contact_date", "「下次沟通时间」必须填写"),
        ({"contact_method": None}, "M-COND", Severity.ERROR, "contact_method", "「初步接触日期」已填写"),
        ({"next_contact_date": "2026-06-20"}, "F02-04", Severity.WARNING, "next_contact_date", "2026-06-20 为休息日"),
        (
            {"next_contact_date": "2026-06-15"},
            "M-DATE-PAST",
            Severity.ERROR,
            "next_contact_date",
            "不能早于初步接触日期",
        ),
        ({"first_contact_date": "2026-06-17"}, "M-DATE-FUT", Severity.ERROR, "first_contact_date", "不能晚于今天"),
        ({"source": "客户转介绍"}, "F02-07", Severity.ERROR, "referrer", "「转介绍人」必须填写"),
        ({"lead_no": "KH-2026-0099"}, "M-REF", Severity.ERROR, "lead_no", "KH-2026-0099"),
        ({"uscc": "91310115MA1K456789"}, "M-USCC", Severity.ERROR, "uscc", "校验位"),
    ],
)
def test_one_mistake_in_a_lead_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, key: str, words: str
) -> None:
    finding = only(told(change))

    assert (finding.code, finding.severity, finding.key, finding.line) == (code, severity, f"rows.{key}", 1)
    assert finding.raw == str({**ROW, **change}.get(key) or "")
    assert finding.place.startswith("登记!C")
    assert words in sentence(finding, FORM, MESSAGES)


def test_an_industry_outside_the_targets_is_told() -> None:
    book = rulebook(target_industries=("零售业",))

    finding = only(told(book=book))

    assert (finding.code, finding.raw) == ("F02-03", "制造业")
    assert "零售业" in sentence(finding, FORM, MESSAGES)


def test_an_owner_who_is_not_in_the_staff_list_is_told() -> None:
    finding = only(told(staff=staff(person("李娜"))))

    assert (finding.code, finding.severity, finding.raw) == ("F02-05", Severity.WARNING, "王芳")
    assert "“王芳”不在员工名册中" in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize(
    ("change", "basis"),
    [
        ({}, "名称"),
        ({"customer_name": "上海启明 精密制造有限公司"}, "名称"),
        ({"customer_name": "启明机床厂"}, "信用代码"),
    ],
)
def test_a_customer_of_another_owner_may_not_be_registered_again(change: Typed, basis: str) -> None:
    finding = only(told(change, look_alikes=(OURS,)))

    assert (finding.code, finding.severity) == ("R-03", Severity.ERROR)
    said = sentence(finding, FORM, MESSAGES)
    assert f"依据:{basis}" in said
    assert "KH-2026-0007 上海启明精密制造有限公司(负责人:李娜)" in said


def test_the_phone_of_another_customer_is_only_a_warning() -> None:
    change = {"customer_name": "启明机床厂", "uscc": None}

    finding = only(told(change, look_alikes=(OURS,)))

    assert (finding.code, finding.severity) == ("F02-06", Severity.WARNING)
    assert "依据:电话相同;相似度60" in sentence(finding, FORM, MESSAGES)


def test_a_close_name_is_told_with_score_and_reasons() -> None:
    change = {"customer_name": "启明精密制造(上海)有限责任公司", "uscc": None, "contact_phone": "13900000000"}

    finding = only(told(change, look_alikes=(OURS,)))

    assert (finding.code, finding.severity) == ("F02-06", Severity.WARNING)
    said = sentence(finding, FORM, MESSAGES)
    assert "与KH-2026-0007 上海启明精密制造有限公司(负责人:李娜)疑似重复" in said
    assert "依据:名称主体相同;相似度85" in said


@pytest.mark.parametrize(
    "change",
    [
        {"uscc": None},
        {"customer_name": "启明机床厂", "uscc": None},
        {"customer_name": "启明精密制造(上海)有限责任公司", "uscc": None},
    ],
)
def test_what_was_decided_to_be_another_customer_is_let_in(change: Typed) -> None:
    assert codes(told(change, look_alikes=(OURS,), comparisons={OURS.number: False})) == []


def test_an_equal_credit_code_stands_against_any_decision() -> None:
    finding = only(told(look_alikes=(OURS,), comparisons={OURS.number: False}))

    assert (finding.code, finding.severity) == ("R-03", Severity.ERROR)


@pytest.mark.parametrize("ours", [False, True])
def test_what_was_decided_to_be_the_same_names_its_number(ours: bool) -> None:
    change = {"customer_name": "启明机床厂", "uscc": None, "contact_phone": "13900000000"}
    registered = Customer(number="KH-2026-0009", name="启明机床厂", owner="王芳") if ours else None

    finding = only(told(change, customer=registered, look_alikes=(OURS,), comparisons={OURS.number: True}))

    severity = Severity.WARNING if ours else Severity.ERROR
    assert (finding.code, finding.severity) == ("F02-08", severity)
    assert "请在「客户编号」填写KH-2026-0007" in sentence(finding, FORM, MESSAGES)


def test_an_owner_updates_a_customer_under_its_own_number() -> None:
    change = {"lead_no": "KH-2026-0007", "owner": "李娜", "contact_title": "采购总监"}

    findings = told(change, customer=OURS)

    assert not [f for f in findings if f.severity > Severity.INFO]


def test_another_owner_may_not_update_it() -> None:
    finding = only(told({"lead_no": "KH-2026-0007"}, customer=OURS))

    assert (finding.code, finding.severity) == ("R-03", Severity.ERROR)


def test_another_name_under_a_known_number_is_told() -> None:
    change = {"lead_no": "KH-2026-0007", "owner": "李娜", "customer_name": "苏州昆仑机械有限公司"}

    finding = only(told(change, customer=OURS))

    assert (finding.code, finding.severity, finding.raw) == ("M-MATCH", Severity.WARNING, "苏州昆仑机械有限公司")


def test_an_unreadable_phone_is_not_called_a_missing_one() -> None:
    finding = only(told({"contact_phone": "1381234567"}))

    assert finding.code == "M-PHONE"
