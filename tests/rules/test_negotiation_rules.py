from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests import golden
from tests.rules import golden_deal
from tests.rules.golden_deal import BUYER, Tables, typed_over, world
from tests.rules.submissions import Typed, codes, filed, judged, only, rulebook, sentence
from toolkit.catalogue.forms import f20_margin_exception
from toolkit.catalogue.forms.f07_negotiation_minutes import FORM, MESSAGES, prefill
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding, Severity
from toolkit.model.house import ContractTerms
from toolkit.model.kinds.reading import Term
from toolkit.model.known import Known
from toolkit.model.submission import Submission

DAY = golden.MINUTES.day
ISSUE, PAYMENT = golden.MINUTES.tables["issues"]
HALF, REST = golden.MINUTES.tables["plan"]


def filled(around: Known, change: Typed | None = None, tables: Tables | None = None) -> Submission:
    values = {**golden.MINUTES.values, **(change or {})}
    return typed_over(FORM, around, values, {**golden.MINUTES.tables, **(tables or {})})


def told(
    change: Typed | None = None,
    tables: Tables | None = None,
    *,
    around: Known | None = None,
) -> tuple[Finding, ...]:
    around = around or world(golden_deal.quoted(), DAY)
    return judged(FORM, filled(around, change, tables), around)


def shares(*plan: str) -> Mapping[str, tuple[Typed, ...]]:
    rows = [{**HALF, "share": plan[0]}, *({**REST, "share": share} for share in plan[1:])]
    return {"plan": tuple(rows)}


def test_the_minutes_of_the_golden_case_raise_nothing() -> None:
    findings = told()

    assert codes(findings) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "words"),
    [
        ({"quote_no": "BJ-2026-0001-V2"}, "M-MATCH", Severity.ERROR, "当前报价单中的“BJ-2026-0001”"),
        ({"round": "2"}, "F07-02", Severity.ERROR, "谈判轮次应为第1轮,实际为2。"),
        ({"neg_date": "2026-06-30"}, "M-DATE-PAST", Severity.ERROR, "不能早于报价日期(2026-07-01)"),
        ({"neg_date": "2026-07-11"}, "M-DATE-FUT", Severity.ERROR, "不能晚于今天"),
        ({"final_total_incl": "271,705.00"}, "M-CALC", Severity.ERROR, "填写 271,705.00,应为 271,700.00"),
        ({"deposit": "54,340.01"}, "R-44", Severity.ERROR, "定金54,340.01元超过合同总价的20%,最多为54,340.00元。"),
        ({"delivery_term": "2026-07-09"}, "M-DATE-PAST", Severity.ERROR, "不能早于谈判时间(2026-07-10)"),
        ({"delivery_term": "立即"}, "F07-11", Severity.ERROR, "「交付时间」“立即”不可行,应在1天至10年之间。"),
        ({"delivery_term": "121个月"}, "F07-11", Severity.ERROR, "应在1天至10年之间。"),
        ({"dispute": "仲裁"}, "F07-12", Severity.ERROR, "公司设置中没有仲裁委员会和仲裁地点。请改为“诉讼”"),
        ({"our_sign": None}, "F07-09", Severity.WARNING, "谈判纪要缺少我方签字确认。"),
        ({"customer_sign": "□"}, "F07-09", Severity.WARNING, "谈判纪要缺少客户方签字确认。"),
        ({"warranty_months": "121"}, "M-RANGE", Severity.ERROR, "应在 0 至 120 之间,实际为 121"),
    ],
)
def test_one_mistake_in_the_minutes_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, words: str
) -> None:
    finding = only(told(change))

    key, raw = next(iter(change.items()))
    assert (finding.code, finding.severity, finding.key, finding.raw) == (code, severity, key, raw or "")
    assert finding.place.startswith("表单!C")
    assert words in sentence(finding, FORM, MESSAGES)


def test_a_deposit_of_a_fifth_to_the_fen_is_allowed() -> None:
    assert codes(told({"deposit": "54,340.00"})) == []


def test_a_total_that_is_a_fen_a_line_off_is_only_told() -> None:
    finding = next(f for f in told({"final_total_incl": "271,700.02"}) if f.code == "M-ROUND")

    assert finding.severity is Severity.INFO
    assert "尾差" in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize(("day", "expected"), [(date(2026, 7, 31), []), (date(2026, 8, 1), ["R-30"])])
def test_a_quote_may_be_negotiated_on_until_its_last_day(day: date, expected: list[str]) -> None:
    around = world(golden_deal.quoted(), day)

    findings = told({"neg_date": day.isoformat()}, around=around)

    assert codes(findings) == expected
    for finding in findings:
        if finding.code == "R-30":
            assert "谈判日期 2026-08-01 已超过报价有效期 2026-07-31" in sentence(finding, FORM, MESSAGES)
            assert (finding.key, finding.severity) == ("neg_date", Severity.ERROR)


@pytest.mark.parametrize(("plan", "expected"), [(("50%", "50%"), []), (("49.99%", "50.01%"), ["R-31"])])
def test_five_percent_off_ask_for_half_in_advance(plan: tuple[str, ...], expected: list[str]) -> None:
    issues = {"issues": (ISSUE,)}

    findings = told(tables={**shares(*plan), **issues})

    assert codes(findings) == expected
    for finding in (f for f in findings if f.code == "R-31"):
        said = sentence(finding, FORM, MESSAGES)
        assert "降价5%(≤5%)须以预付款不低于50%为条件,当前预付款49.99%。" in said
        assert (finding.key, finding.raw, finding.severity) == ("price_discount", "5%", Severity.ERROR)


def test_no_discount_asks_for_no_prepayment() -> None:
    change = {"price_discount": "0", "final_total_incl": "286000"}

    assert codes(told(change, {**shares("30%", "70%"), "issues": (ISSUE,)})) == []


def test_a_discount_beyond_the_authority_waits_for_the_general_manager() -> None:
    change = {"price_discount": "5.01%", "final_total_incl": "271671.40"}

    finding = only(told(change))

    assert (finding.code, finding.severity, finding.raw) == ("F07-31", Severity.HOLD, "5.01%")
    assert "降价5.01%超过5%授权上限,须总经理特批。" in sentence(finding, FORM, MESSAGES)


def test_a_final_price_below_the_margin_waits_for_an_exception() -> None:
    around = world(golden_deal.quoted(), DAY, book=rulebook(min_gross_margin=Decimal("0.32")))

    finding = only(told(around=around))

    assert (finding.code, finding.severity, finding.key) == ("R-32", Severity.HOLD, "final_total_incl")
    said = sentence(finding, FORM, MESSAGES)
    assert "按最终价271,700.00重新测算毛利率为31.70%,低于32%,须毛利率例外审批。" in said


@pytest.mark.parametrize(("last", "expected"), [("同意", []), (None, ["F07-31", "R-32"])])
def test_an_exception_lets_price_and_margin_pass_once_all_agree(last: str | None, expected: list[str]) -> None:
    book = rulebook(min_gross_margin=Decimal("0.33"))
    asked: Typed = {"margin": "30%", "discount": "6%", "valid_until": "2026-07-10"}
    steps: tuple[Typed, ...] = ({"opinion": "同意"}, {"opinion": "同意"}, {"opinion": last})
    form = f20_margin_exception.FORM
    exception = typed_over(form, world(golden_deal.quoted(), DAY, book=book), asked, {"steps": steps})
    around = world(filed(golden_deal.quoted(), exception, "LW-2026-0001", DAY), DAY, book=book)

    findings = told({"price_discount": "6%", "final_total_incl": "268840.00"}, around=around)

    assert codes(findings) == expected


@pytest.mark.parametrize(
    ("plan", "code", "words"),
    [
        (("50%", "49.99%"), "F07-03", "付款比例合计应为100%,实际为99.99%。"),
        (("100%", "0%"), "F07-04", "第2期金额为0,请调整付款比例。"),
    ],
)
def test_a_plan_that_is_not_whole_is_returned(plan: tuple[str, ...], code: str, words: str) -> None:
    finding = only(told(tables={**shares(*plan), "issues": (ISSUE,)}))

    assert (finding.code, finding.severity, finding.key, finding.raw) == (code, Severity.ERROR, "plan.share", plan[1])
    assert finding.place == "plan!C3"
    assert words in sentence(finding, FORM, MESSAGES)


def test_a_payment_share_among_the_issues_that_the_plan_does_not_have_is_told() -> None:
    issue = {**PAYMENT, "agreed": "预付款40%,验收后付60%"}

    finding = only(told(tables={"issues": (ISSUE, issue)}))

    assert (finding.code, finding.severity, finding.key) == ("F07-06", Severity.WARNING, "issues.agreed")
    assert (finding.line, finding.raw) == (2, "预付款40%,验收后付60%")
    assert "付款比例40%、60%在付款安排(50%、50%)中没有对应项" in sentence(finding, FORM, MESSAGES)


def test_a_payment_may_be_due_at_once_but_not_in_eleven_years() -> None:
    at_once, too_late = ({**HALF, "term": "当天"}, REST), (HALF, {**REST, "term": "11年"})

    assert codes(told(tables={"plan": at_once})) == []
    finding = only(told(tables={"plan": too_late}))
    assert (finding.code, finding.severity, finding.key) == ("F07-11", Severity.ERROR, "plan.term")
    assert "“11年”不可行,应在0天至10年之间。" in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (ContractTerms(commission="苏州仲裁委员会", arbitration_place="苏州"), []),
        (ContractTerms(commission="苏州仲裁委员会"), ["F07-12"]),
        (ContractTerms(arbitration_place="苏州"), ["F07-12"]),
    ],
)
def test_arbitration_asks_for_a_commission_and_its_place(terms: ContractTerms, expected: list[str]) -> None:
    around = world(golden_deal.quoted(), DAY, book=replace(rulebook(), contract=terms))

    assert codes(told({"dispute": "仲裁"}, around=around)) == expected


def test_a_plan_is_measured_by_the_price_that_the_discount_leaves() -> None:
    change = {"price_discount": "99.999999%", "final_total_incl": "0.02"}

    found = codes(told(change, {"issues": (ISSUE,)}))

    assert "F07-04" in found


def test_an_open_issue_holds_a_contract_that_was_agreed() -> None:
    issue = {**ISSUE, "result": "待确认", "agreed": None, "owner": "王芳", "due": "2026-07-15"}

    finding = only(told(tables={"issues": (issue, PAYMENT)}))

    assert (finding.code, finding.severity, finding.key) == ("R-33", Severity.HOLD, "issues.result")
    assert (finding.raw, finding.place, finding.line) == ("待确认", "issues!E2", 1)
    assert "议题“价格”仍为“待确认”,不能拟定合同。" in sentence(finding, FORM, MESSAGES)


def test_without_agreement_the_contract_waits() -> None:
    change = {"conclusion": "部分达成", "next_step": "再谈价格", "next_date": "2026-07-15"}

    finding = only(told(change))

    assert (finding.code, finding.severity, finding.raw) == ("F07-07", Severity.HOLD, "部分达成")
    assert "谈判结论为“部分达成”" in sentence(finding, FORM, MESSAGES)


def test_without_a_customer_file_the_contract_waits_and_the_blank_is_named() -> None:
    unknown = replace(BUYER, billing={})
    around = world(golden_deal.quoted(), DAY, customer=unknown)

    finding = only(told({"consignee": "陈工", "consignee_phone": "13912345678"}, around=around))

    assert (finding.code, finding.severity) == ("F07-30", Severity.HOLD)
    assert "客户开票资料" in sentence(finding, FORM, MESSAGES)


def test_minutes_without_an_issue_are_returned() -> None:
    around = world(golden_deal.quoted(), DAY)
    minutes = replace(filled(around), tables={"plan": filled(around).lines("plan")})

    finding = only(judged(FORM, minutes, around))

    assert (finding.code, finding.severity) == ("F07-01", Severity.ERROR)
    assert "谈判要点不能为空。" in sentence(finding, FORM, MESSAGES)


def retained(share: str) -> tuple[Finding, ...]:
    last = {"name": "质保金", "share": share, "trigger": "质保期满", "term": "10个工作日"}
    plan = ({**HALF, "share": "50%"}, {**REST, "share": f"{50 - int(share[:-1])}%"}, last)
    return told({"retention_pct": share}, {"plan": plan, "issues": (ISSUE,)})


@pytest.mark.parametrize(("share", "expected"), [("10%", []), ("11%", ["F07-08"])])
def test_a_retention_of_more_than_a_tenth_is_asked_about(share: str, expected: list[str]) -> None:
    findings = retained(share)

    assert codes(findings) == expected
    for finding in (f for f in findings if f.code == "F07-08"):
        assert (finding.key, finding.severity) == ("retention_pct", Severity.WARNING)
        assert "质保金比例11%超过10%,请确认。" in sentence(finding, FORM, MESSAGES)


def test_a_retention_that_the_plan_does_not_leave_is_asked_about() -> None:
    finding = only(told({"retention_pct": "5%"}))

    assert (finding.code, finding.severity, finding.raw) == ("F07-10", Severity.WARNING, "5%")
    assert "质保期满”支付的比例0%不一致" in sentence(finding, FORM, MESSAGES)


def first_round() -> tuple[Deal, Submission]:
    before = golden_deal.quoted()
    change = {"conclusion": "部分达成", "next_step": "再谈价格", "next_date": "2026-07-15"}
    issue = {**ISSUE, "result": "未达成", "agreed": None}
    minutes = filled(world(before, DAY), change, {"issues": (issue, PAYMENT)})
    return filed(before, minutes, "TP-2026-0001", DAY), minutes


def test_the_second_round_begins_where_the_first_one_ended() -> None:
    after, _ = first_round()

    blank = prefill(world(after, date(2026, 7, 14)))

    assert (blank.values["round"], blank.values["price_discount"]) == (2, Decimal("0.05"))
    assert [row["topic"] for row in blank.tables["issues"]] == ["价格"]
    assert [row["share"] for row in blank.tables["plan"]] == [Decimal("0.5"), Decimal("0.5")]


def test_a_held_round_examined_again_does_not_count_itself() -> None:
    after, minutes = first_round()

    findings = judged(FORM, minutes, world(after, date(2026, 7, 20)))

    assert "F07-02" not in codes(findings)


def test_the_first_blank_says_what_the_quote_and_the_settings_say() -> None:
    blank = prefill(world(golden_deal.quoted(), date(2026, 7, 6)))

    assert blank.values["quote_no"] == "BJ-2026-0001"
    assert blank.values["delivery_term"] == Term(30, "天")
    assert (blank.values["consignee"], blank.values["warranty_months"]) == ("陈工", 12)
    assert "price_discount" not in blank.values
    assert blank.tables["issues"] == ({"topic": "价格", "customer_position": "价格偏高,可否调整付款方式?"},)
    assert [row["share"] for row in blank.tables["plan"]] == [Decimal("0.30"), Decimal("0.70")]


def test_an_accepted_quote_is_negotiated_without_a_discount() -> None:
    standing = golden_deal.quoted()
    feedback = standing.filing("F06")
    assert feedback
    answer = replace(feedback.submission.answer("feedback_type"), value="接受")
    content = replace(feedback.submission, answers={**feedback.submission.answers, "feedback_type": answer})

    blank = prefill(world(filed(standing, content, "BF-2026-0002", DAY), DAY))

    assert (blank.values["price_discount"], blank.values["final_total_incl"]) == (Decimal(0), Decimal("286000.00"))


def worst(findings: tuple[Finding, ...]) -> list[tuple[str, Severity, str]]:
    return [(f.code, f.severity, f.key) for f in findings if f.severity > Severity.INFO]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"special_terms": "发生争议的,提交上海仲裁委员会仲裁。"}, "F07-13"),
        ({"special_terms": "易损件的订金另付"}, "F07-14"),
        ({"liability_terms": "甲方违约的,定金不予退还"}, "F07-15"),
        ({"liability_terms": "乙方赔偿总额以合同总价的30%为限"}, "F07-17"),
        ({"special_terms": "备件由XX公司提供"}, "R-45"),
        ({"delivery_place": "上海市____路88号"}, "R-45"),
    ],
)
def test_what_no_contract_may_say_is_returned(typed: Typed, code: str) -> None:
    findings = told(typed)

    assert worst(findings) == [(code, Severity.ERROR, next(iter(typed)))]


def test_the_messages_of_what_no_contract_may_say() -> None:
    both = only(told({"special_terms": "提交上海仲裁委员会仲裁"}))
    limit = only(told({"liability_terms": "赔偿责任最高不超过合同总价,故意或重大过失除外"}))
    open_place = only(told({"special_terms": "由【 】提供"}))

    assert sentence(both, FORM, MESSAGES).endswith("诉讼与仲裁不能同时约定。")
    assert "未将人身损害、侵犯知识产权、违反保密义务除外(民法典506)" in sentence(limit, FORM, MESSAGES)
    assert "「其他约定」中有未填写的占位符“【 】”" in sentence(open_place, FORM, MESSAGES)


def test_arbitration_and_a_court_in_the_special_terms_do_not_go_together() -> None:
    terms = ContractTerms(commission="苏州仲裁委员会", arbitration_place="苏州")
    around = world(golden_deal.quoted(), DAY)
    around = replace(around, rulebook=replace(around.rulebook, contract=terms))

    one = told({"dispute": "仲裁"}, around=around)
    both = told({"dispute": "仲裁", "special_terms": "甲方可向其住所地法院起诉"}, around=around)

    assert codes(one) == []
    assert worst(both) == [("F07-13", Severity.ERROR, "special_terms")]


@pytest.mark.parametrize(("typed", "expected"), [("诉讼、仲裁", ["F07-13", "M-ENUM"]), ("和解", ["M-ENUM"])])
def test_both_ways_in_one_cell_are_told_as_such(typed: str, expected: list[str]) -> None:
    assert sorted(codes(told({"dispute": typed}))) == expected


def test_a_limit_of_damages_with_its_four_exceptions_is_accepted() -> None:
    said = "赔偿总额以合同总价为限,但故意或重大过失、人身损害、侵犯知识产权及违反保密义务的除外"

    assert codes(told({"liability_terms": said})) == []


def test_a_payment_called_earnest_money_belongs_into_its_own_cell() -> None:
    findings = told(tables={"plan": ({**HALF, "name": "定金"}, REST)})

    assert worst(findings) == [("F07-15", Severity.ERROR, "plan.name")]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("逾期每日按0.1%支付违约金,累计不超过30%", []),
        ("逾期每日按0.11%支付违约金,累计不超过30%", ["F07-18"]),
        ("每逾期一日按千分之二支付违约金", ["F07-18"]),
        ("按日万分之五支付违约金", []),
        ("违约金累计不超过合同总价的31%", ["F07-19"]),
        ("每逾期一天按1%支付违约金,上限为50%", ["F07-18", "F07-19"]),
    ],
)
def test_penalties_beyond_the_usual_are_asked_about(said: str, expected: list[str]) -> None:
    findings = told({"liability_terms": said})

    assert codes(findings) == expected
    assert {severity for _, severity, _ in worst(findings)} <= {Severity.WARNING}


@pytest.mark.parametrize(
    ("policy", "terms", "expected"),
    [
        ({}, {}, []),
        ({"late_fee_per_day": Decimal("0.001"), "late_fee_cap": Decimal("0.3")}, {"inspection_days": 3}, []),
        ({"late_fee_per_day": Decimal("0.0011")}, {}, ["F07-18"]),
        ({"late_fee_cap": Decimal("0.31")}, {}, ["F07-19"]),
        ({}, {"inspection_days": 2}, ["F07-20"]),
    ],
)
def test_what_the_house_sets_beyond_the_usual_is_asked_about(
    policy: dict[str, Any], terms: dict[str, Any], expected: list[str]
) -> None:
    around = world(golden_deal.quoted(), DAY)
    book = replace(
        around.rulebook,
        policy=replace(around.rulebook.policy, **policy),
        contract=replace(around.rulebook.contract, **terms),
    )

    findings = told(around=replace(around, rulebook=book))

    assert codes(findings) == expected
    assert {severity for _, severity, _ in worst(findings)} <= {Severity.WARNING}


def test_a_short_inspection_says_so() -> None:
    around = world(golden_deal.quoted(), DAY)
    book = replace(around.rulebook, contract=replace(around.rulebook.contract, inspection_days=2))

    finding = only(told(around=replace(around, rulebook=book)))

    assert "检验期过短:合同约定收货后2日内检验外观与数量,应不少于3日" in sentence(finding, FORM, MESSAGES)


def test_the_lawyers_are_told_of_a_retention_of_title() -> None:
    around = world(golden_deal.quoted(), DAY)
    book = replace(around.rulebook, contract=replace(around.rulebook.contract, title_retained=True))

    findings = told(around=replace(around, rulebook=book))

    assert [(f.code, f.severity) for f in findings if f.code == "F07-21"] == [("F07-21", Severity.INFO)]
    assert "F07-21" not in [f.code for f in told()]


def test_earnest_money_and_a_penalty_are_told_to_exclude_each_other() -> None:
    severities = {f.code: f.severity for f in told({"deposit": "1000"})}

    assert severities["F07-16"] is Severity.INFO
    assert "F07-16" not in {f.code for f in told()}


def test_several_batches_ask_for_annex_two() -> None:
    assert codes(told({"batches": "1"})) == []
    assert worst(told({"batches": "3"})) == [("F07-22", Severity.WARNING, "batches")]


@pytest.mark.parametrize(
    ("size", "term", "expected"),
    [
        ("大型企业", "60天", []),
        ("大型企业", "61天", ["F07-23"]),
        ("大型企业", "3个月", ["F07-23"]),
        ("机关事业单位", "20个工作日", []),
        ("机关事业单位", "31天", ["F07-23"]),
        ("中小企业", "90天", []),
        ("", "90天", []),
    ],
)
def test_a_large_buyer_pays_an_sme_in_time(size: str, term: str, expected: list[str]) -> None:
    around = world(golden_deal.quoted(), DAY)
    assert around.customer is not None
    billing = {**around.customer.billing, "customer_size": size}
    around = replace(around, customer=replace(around.customer, billing=billing))

    findings = told(tables={"plan": (HALF, {**REST, "term": term})}, around=around)

    assert codes(findings) == expected
