from __future__ import annotations

from datetime import date

import pytest

from tests.rules import golden_deal
from tests.rules.golden_deal import typed_over, world
from tests.rules.submissions import Typed, codes, judged, only, sentence
from toolkit.catalogue.forms.f15_visit_record import FORM, MESSAGES, prefill
from toolkit.model.finding import Finding, Severity

DAY = date(2026, 8, 27)
VISIT: Typed = {
    "visit_no": "HF-2026-0001",
    "visit_date": "2026-08-24",
    "method": "☑电话 □邮件 □上门 □微信 □问卷",
    "interviewee_title": "设备主管",
    "usage": "运行正常",
    "score_product": "5",
    "score_delivery": "4",
    "score_service": "非常满意",
    "score_overall": "5",
    "has_issue": "□是 ☑否",
    "repurchase_intent": "有",
    "repurchase_desc": "2027年扩建一条产线",
    "expected_time": "2027年3月底",
    "expected_amount": "50万",
    "referral": "否",
}


def told(change: Typed | None = None) -> tuple[Finding, ...]:
    around = world(golden_deal.delivered(), DAY)
    return judged(FORM, typed_over(FORM, around, {**VISIT, **(change or {})}), around)


def test_a_visit_of_the_golden_case_raises_nothing() -> None:
    assert codes(told()) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "at", "words"),
    [
        ({"delivery_date": "2026-08-19"}, "M-MATCH", Severity.ERROR, "delivery_date", "交付签收记录中的“2026-08-18”"),
        ({"customer_name": "上海启明机床有限公司"}, "M-MATCH", Severity.ERROR, "customer_name", "客户档案中的"),
        ({"visitor": "周工"}, "F15-02", Severity.WARNING, "visitor", "回访人周工不属于客服部门"),
        ({"visitor": "王芳"}, "F15-03", Severity.WARNING, "visitor", "回访人王芳是本商机的销售负责人"),
        ({"score_overall": "6"}, "M-RANGE", Severity.ERROR, "score_overall", "应在 1 至 5 之间"),
        (
            {"score_overall": "非常满意", "score_product": "2", "score_delivery": "3", "score_service": "3"},
            "F15-06",
            Severity.WARNING,
            "score_overall",
            "总体满意度5分与分项评分(2–3分)相差较大",
        ),
        ({"referral": "是"}, "F15-05", Severity.WARNING, "referral_info", "愿意转介绍时请填写转介绍客户信息。"),
        ({"repurchase_desc": None}, "M-COND", Severity.ERROR, "repurchase_desc", "「复购意向」为“有”"),
        ({"next_visit_date": "2026-08-23"}, "M-DATE-PAST", Severity.ERROR, "next_visit_date", "不能早于回访日期"),
        (
            {"complaint_no": None, "has_issue": "是", "issue_type": "投诉", "issue_desc": "噪声偏大"},
            "F15-04",
            Severity.ERROR,
            "complaint_no",
            "须登记《客户投诉处理单》并填写「投诉单编号」",
        ),
        ({"visit_date": "2026-08-28"}, "M-DATE-FUT", Severity.ERROR, "visit_date", "不能晚于今天"),
    ],
)
def test_one_mistake_in_a_visit_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, at: str, words: str
) -> None:
    found = [f for f in told(change) if f.code != "R-70"]

    finding = only(found)
    assert (finding.code, finding.severity, finding.key) == (code, severity, at)
    assert finding.raw == str(change.get(at) or "")
    assert finding.place.startswith("表单!C")
    assert words in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-08-20", ["R-70"]), ("2026-08-21", []), ("2026-08-25", []), ("2026-08-26", ["R-70"])],
)
def test_the_first_visit_falls_into_the_window(day: str, expected: list[str]) -> None:
    found = told({"visit_date": day})

    assert codes(found) == expected
    for finding in (f for f in found if f.code == "R-70"):
        said = sentence(finding, FORM, MESSAGES)
        assert f"回访日期{day}不在交付后3–7天内(应为2026-08-21至2026-08-25)。" in said
        assert (finding.severity, finding.key, finding.raw) == (Severity.WARNING, "visit_date", day)


def test_a_later_visit_has_no_window() -> None:
    assert codes(told({"visit_date": "2026-08-26", "visit_type": "定期回访"})) == []


@pytest.mark.parametrize(("score", "expected"), [("2", ["R-71"]), ("非常不满意", ["R-71"]), ("3", [])])
def test_a_poor_score_asks_for_a_complaint(score: str, expected: list[str]) -> None:
    change = {"score_overall": score, "score_product": "2", "score_delivery": "2", "score_service": "2"}

    found = told(change)

    assert codes(found) == expected
    for finding in (f for f in found if f.code == "R-71"):
        assert "分,须登记《客户投诉处理单》。" in sentence(finding, FORM, MESSAGES)
        assert (finding.severity, finding.key) == (Severity.ERROR, "complaint_no")


def test_a_poor_score_with_its_complaint_passes() -> None:
    change = {"score_overall": "2", "score_product": "2", "score_delivery": "3", "score_service": "2"}

    assert codes(told({**change, "complaint_no": "TS-2026-0001"})) == []


def test_the_blank_prints_the_window_and_whom_to_call() -> None:
    values = prefill(world(golden_deal.delivered(), date(2026, 8, 18))).values

    assert values["visit_window"] == "2026-08-21 至 2026-08-25"
    assert (values["visitor"], values["interviewee"], values["phone"]) == ("吴倩", "陈工", "13912345678")
    assert values["visit_type"] == "首次回访"
