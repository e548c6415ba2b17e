from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.rules import golden_deal
from tests.rules.after_sales import CLOSING, COMPLAINT, accepted, complained, visited
from tests.rules.golden_deal import typed_over, world
from tests.rules.submissions import Typed, codes, judged, only, sentence
from toolkit.catalogue.forms.f16_complaint import FORM, MESSAGES, prefill
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding, Severity

DAY = date(2026, 9, 12)
REFUSED = "□满意 □基本满意 ☑不满意"
REOPENED = "□处理中 □已关闭 ☑重新打开"


def told(change: Typed | None = None, *, over: Deal | None = None, on: date = DAY) -> tuple[Finding, ...]:
    around = world(over or accepted(), on)
    return judged(FORM, typed_over(FORM, around, {**COMPLAINT, **(change or {})}), around)


def test_a_complaint_raises_nothing_when_it_comes_and_when_it_is_closed() -> None:
    assert codes(told(on=date(2026, 9, 2))) == []
    assert codes(told(CLOSING)) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "at", "words"),
    [
        (
            {"first_response_at": "2026-09-03 10:30"},
            "F16-01",
            Severity.WARNING,
            "first_response_at",
            "首次响应超过24小时:25小时。",
        ),
        (
            {"first_response_at": "2026-09-03 09:31"},
            "F16-01",
            Severity.WARNING,
            "first_response_at",
            "首次响应超过24小时:24.1小时。",
        ),
        (
            {"first_response_at": "2026-09-02 09:29"},
            "M-DATE-PAST",
            Severity.ERROR,
            "first_response_at",
            "(2026-09-02 09:29)不能早于投诉时间(2026-09-02 09:30)",
        ),
        (
            {"first_response_at": "2026-09-01 09:30"},
            "M-DATE-PAST",
            Severity.ERROR,
            "first_response_at",
            "不能早于投诉时间(2026-09-02)",
        ),
        (
            {"due_date": "2026-09-12"},
            "F16-02",
            Severity.WARNING,
            "due_date",
            "「处理期限」2026-09-12晚于严重投诉的期限2026-09-11(投诉后7个工作日)。",
        ),
        ({"root_cause": None}, "M-COND", Severity.ERROR, "root_cause", "当「投诉认定」为“有效投诉”时"),
        ({"corrective_action": None}, "M-COND", Severity.ERROR, "corrective_action", "「纠正措施」必须填写"),
        ({"description": "坏了"}, "M-LEN", Severity.ERROR, "description", "「问题描述」长度应为"),
        ({"nth": "0"}, "M-RANGE", Severity.ERROR, "nth", "应在 1 至 99 之间"),
        ({"accepted_by": "路人"}, "F16-06", Severity.WARNING, "accepted_by", "“路人”不在员工名册中"),
        ({"customer_name": "上海启明机床有限公司"}, "M-MATCH", Severity.ERROR, "customer_name", "与客户档案中的"),
        ({"requested_reply_by": "2026-09-01"}, "M-DATE-PAST", Severity.ERROR, "requested_reply_by", "不能早于投诉时间"),
        ({**CLOSING, "done_date": None}, "M-COND", Severity.ERROR, "done_date", "「处理状态」为“已关闭”"),
        ({**CLOSING, "customer_confirm": None}, "M-COND", Severity.ERROR, "customer_confirm", "「客户确认」必须填写"),
        ({**CLOSING, "corrective_action": None}, "M-COND", Severity.ERROR, "corrective_action", "为“有效投诉”"),
        (
            {**CLOSING, "is_valid": "建议", "corrective_action": None},
            "F16-07",
            Severity.ERROR,
            "corrective_action",
            "投诉单关闭时,「纠正措施」必须填写。",
        ),
        (
            {**CLOSING, "customer_confirm": REFUSED},
            "F16-03",
            Severity.ERROR,
            "close_status",
            "客户不满意,投诉单不能关闭。",
        ),
        (
            {**CLOSING, "customer_confirm": REFUSED, "close_status": "处理中"},
            "F16-04",
            Severity.WARNING,
            "close_status",
            "「处理状态」应为“重新打开”",
        ),
        (
            {**CLOSING, "revisit_date": "2026-09-12"},
            "F16-05",
            Severity.WARNING,
            "revisit_date",
            "「投诉回访日期」2026-09-12不在处理完成后1–3天内(应为2026-09-09至2026-09-11)。",
        ),
        ({**CLOSING, "revisit_date": "2026-09-08"}, "F16-05", Severity.WARNING, "revisit_date", "1–3天内"),
        ({**CLOSING, "revisit_date": "2026-09-07"}, "M-DATE-PAST", Severity.ERROR, "revisit_date", "不能早于"),
        ({**CLOSING, "revisit_date": None}, "M-COND", Severity.ERROR, "revisit_date", "「处理完成日期」已填写"),
    ],
)
def test_one_mistake_in_a_complaint_gives_one_finding_at_its_field(
    change: Typed, code: str, severity: Severity, at: str, words: str
) -> None:
    finding = only(told(change))

    assert (finding.code, finding.severity, finding.key) == (code, severity, at)
    assert words in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize(
    ("severity", "latest"),
    [("一般", "2026-09-07"), ("严重", "2026-09-11"), ("重大", "2026-09-22")],  # 09-20, a Sunday, is worked
)
def test_the_deadline_follows_from_the_severity(severity: str, latest: str) -> None:
    day_after = date.fromisoformat(latest).replace(day=int(latest[-2:]) + 1).isoformat()

    in_time = told({"severity": severity, "due_date": latest})
    late = told({"severity": severity, "due_date": day_after})

    assert codes(in_time) == []
    assert codes(late) == ["F16-02"]


@pytest.mark.parametrize("day", ["2026-09-09", "2026-09-11"])
def test_the_customer_is_called_again_one_to_three_days_after(day: str) -> None:
    assert codes(told({**CLOSING, "revisit_date": day})) == []


def test_an_answer_after_exactly_a_day_is_in_time() -> None:
    assert codes(told({"first_response_at": "2026-09-03 09:30"})) == []


def test_who_is_not_satisfied_has_the_complaint_opened_again() -> None:
    assert codes(told({**CLOSING, "customer_confirm": REFUSED, "close_status": REOPENED})) == []


def test_a_complaint_that_is_none_needs_no_cause() -> None:
    assert codes(told({"is_valid": "无效", "root_cause": None, "corrective_action": None})) == []


def test_a_new_blank_names_the_order_and_whom_to_call() -> None:
    values = prefill(world(accepted(), DAY)).values

    assert values == {
        "customer_name": "上海启明精密制造有限公司",
        "order_no": "DD-2026-0001",
        "contract_no": "XS-2026-0001",
        "contact": "陈工",
        "phone": "13912345678",
    }


def test_a_problem_heard_at_the_visit_is_the_complaint() -> None:
    heard = visited(accepted(), has_issue="是", issue_type="故障", issue_desc="触摸屏偶有延迟,需断电重启")

    values = prefill(world(heard, DAY)).values

    assert (values["channel"], values["description"]) == ("回访发现", "触摸屏偶有延迟,需断电重启")


def test_an_open_complaint_comes_back_under_its_number_with_its_answers() -> None:
    over = complained(accepted())

    values = prefill(world(over, DAY)).values

    assert (values["cmp_no"], values["close_status"]) == ("TS-2026-0001", "处理中")
    assert (values["received_at"], values["due_date"]) == (datetime(2026, 9, 2, 9, 30), date(2026, 9, 11))
    assert set(COMPLAINT) < set(values)


def test_a_complaint_reopened_is_offered_again_and_a_closed_one_is_not() -> None:
    closed = complained(complained(accepted()), CLOSING)

    reopened = complained(closed, {**CLOSING, "customer_confirm": REFUSED, "close_status": REOPENED})

    assert "cmp_no" not in prefill(world(closed, DAY)).values
    assert prefill(world(reopened, DAY)).values["close_status"] == "重新打开"


def test_the_filled_blank_of_an_open_complaint_closes_it() -> None:
    around = world(complained(accepted()), DAY)

    filled = typed_over(FORM, around, dict(CLOSING))

    assert codes(judged(FORM, filled, around)) == []
    assert filled.value("cmp_no") == "TS-2026-0001"


def test_nothing_is_prefilled_without_a_deal() -> None:
    assert prefill(world(None, DAY)).values == {}
    assert "order_no" not in prefill(world(golden_deal.agreed(), DAY)).values
