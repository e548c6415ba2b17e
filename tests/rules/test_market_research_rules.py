from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.rules.submissions import Typed, codes, judged, known, only, person, sentence, staff, submission
from toolkit.catalogue.forms import f02_lead_registry
from toolkit.catalogue.forms.f01_market_research import FORM, MESSAGES
from toolkit.model.finding import Finding, Severity
from toolkit.model.house import Policy
from toolkit.model.submission import Value
from toolkit.rules.market_research import with_profile

GOLDEN: Typed = {
    "author": "王芳",
    "report_date": "2026-06-08",
    "target_industry": "制造业、零售",
    "revenue_range": "5000万-2亿",
    "region": "江苏、上海",
    "pain_points": "人工上料效率低,单班用工多",
    "profile": "需要降本增效的中型制造企业",
}
COMPETITORS = ({"name": "苏州某自动化公司", "strength": "交期短", "price_level": "低于我方约8%"},)


def told(change: Typed | None = None) -> tuple[Finding, ...]:
    filled = submission(FORM, {**GOLDEN, **(change or {})}, {"competitors": COMPETITORS})
    return judged(FORM, filled, known(staff=staff(person("王芳"))))


def values(change: Typed | None = None) -> Mapping[str, Value]:
    filled = submission(FORM, {**GOLDEN, **(change or {})})
    return {field.key: filled.value(field.key) for field in FORM.fields}


def test_a_whole_report_raises_nothing() -> None:
    assert codes(told(), least=Severity.WARNING) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "words"),
    [
        (
            {"revenue_range": "中型企业"},
            "F01-01",
            Severity.ERROR,
            "「客户规模」无法识别为金额区间:“中型企业”,请填写如“5000万-2亿”。",
        ),
        ({"revenue_range": "5000万以上"}, "F01-02", Severity.ERROR, "应同时写明下限和上限"),
        ({"revenue_range": "8000万"}, "F01-02", Severity.ERROR, "应同时写明下限和上限"),
        ({"revenue_range": "2亿-5000万"}, "M-SPAN", Severity.ERROR, "区间下限大于上限"),
        ({"target_industry": "制造业、玩具业"}, "M-ENUM", Severity.ERROR, "取值“制造业、玩具业”无效"),
        ({"target_industry": None}, "M-REQ", Severity.ERROR, "「目标行业」为必填项"),
        ({"pain_points": "效率低"}, "M-LEN", Severity.ERROR, "实际 3 个字"),
        ({"profile": None}, "M-REQ", Severity.ERROR, "「客户画像」为必填项"),
        ({"report_date": "2026-07-02"}, "M-DATE-FUT", Severity.ERROR, "不能晚于今天(2026-07-01)"),
        ({"author": "外人"}, "F01-03", Severity.WARNING, "“外人”不在员工名册中"),
    ],
)
def test_one_mistake_in_the_report_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, words: str
) -> None:
    finding = only(told(change))

    (key, raw), *_ = change.items()
    assert (finding.code, finding.severity, finding.key, finding.raw) == (code, severity, key, raw or "")
    assert words in sentence(finding, FORM, MESSAGES)


def test_the_industries_are_those_of_the_lead_registry() -> None:
    assert FORM.field("target_industry").kind.options == f02_lead_registry.FORM.field("industry").kind.options


def test_an_accepted_report_says_which_leads_fit() -> None:
    before = Policy(target_revenue=(Decimal(1), Decimal(2)))

    policy = with_profile(before, values())

    assert policy.target_industries == ("制造业", "零售业")
    assert policy.target_revenue == (Decimal(50_000_000), Decimal(200_000_000))
    assert with_profile(before, {}) == before
