from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from tests.rules import golden_deal
from tests.rules.golden_deal import typed_over, world
from tests.rules.submissions import Typed, codes, filed, judged, known, only, person, rulebook, sentence
from toolkit.catalogue.forms import f08_contract_approval
from toolkit.catalogue.forms.f20_margin_exception import FORM, MESSAGES, prefill
from toolkit.model import margin_exception
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding, Severity
from toolkit.model.house import ApprovalLevel, Policy
from toolkit.model.submission import Submission
from toolkit.rules import exception

DAY = date(2026, 7, 10)
WORDS = {**f08_contract_approval.MESSAGES, **MESSAGES}
BOOK = rulebook(min_gross_margin=Decimal("0.36"))
REQUEST: Typed = {
    "margin": "31%",
    "valid_until": "2026-07-31",
    "reason": "战略客户首单,后续三条产线",
    "applicant": "王芳",
    "apply_date": "2026-07-08",
}
AGREED: tuple[Typed, ...] = (
    {"approver": "李强", "opinion": "同意", "date": "2026-07-08"},
    {"approver": "赵敏", "opinion": "同意", "date": "2026-07-09"},
    {"approver": "陈立", "opinion": "同意", "date": "2026-07-10"},
)
NOTHING: Typed = {}


def asked(change: Typed | None = None, steps: Sequence[Typed] = AGREED, over: Deal | None = None) -> Submission:
    around = world(over or golden_deal.quoted(), DAY, book=BOOK)
    return typed_over(FORM, around, {**REQUEST, **(change or {})}, {"steps": steps})


def told(
    change: Typed | None = None, steps: Sequence[Typed] = AGREED, staff: bool = True, on: date = DAY
) -> tuple[Finding, ...]:
    around = world(golden_deal.quoted(), on, book=BOOK, **({} if staff else {"staff": {}}))
    return judged(FORM, asked(change, steps), around)


def with_exception(exceptions: Sequence[Submission]) -> Deal:
    """The quoted deal once these exceptions are filed, the first as LW-2026-0001."""
    standing = golden_deal.quoted()
    for n, filled in enumerate(exceptions, start=1):
        standing = filed(standing, filled, f"LW-2026-{n:04d}", DAY)
    return standing


def test_an_exception_that_all_have_agreed_to_raises_nothing() -> None:
    assert codes(told()) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "at", "words"),
    [
        ({"cost_no": None, "quote_no": None}, "F20-01", Severity.ERROR, "cost_no", "至少填写一项"),
        (
            {"margin": None},
            "F20-02",
            Severity.ERROR,
            "margin",
            "「申请的最低毛利率」和「申请的降价幅度」至少填写一项。",
        ),
        ({"margin": "36%"}, "F20-03", Severity.WARNING, "margin", "36%不低于公司标准36%"),
        ({"margin": "35.2%"}, "F20-04", Severity.WARNING, "margin", "35.2%高于现毛利率35.11%"),
        ({"valid_until": "2026-07-09"}, "M-DATE-PAST", Severity.ERROR, "valid_until", "不能早于今天(2026-07-10)"),
        ({"reason": "客户重要"}, "M-LEN", Severity.ERROR, "reason", "实际 4 个字"),
        ({"apply_date": "2026-07-11"}, "M-DATE-FUT", Severity.ERROR, "apply_date", "不能晚于今天"),
        ({"customer_name": "上海启明机械有限公司"}, "M-MATCH", Severity.ERROR, "customer_name", "客户档案"),
        ({"expected_amount": None}, "M-REQ", Severity.ERROR, "expected_amount", "必填"),
    ],
)
def test_one_mistake_in_the_request_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, at: str, words: str
) -> None:
    steps = () if "apply_date" in change else AGREED

    findings = [f for f in told(change, steps or ({}, {}, {})) if f.code not in ("F20-05",)]

    extra = {"F20-03": ["F20-04"]}.get(code, [])
    finding = next(f for f in findings if f.code == code)
    assert codes(findings) == [code, *extra]
    assert (finding.severity, finding.key) == (severity, at)
    assert words in sentence(finding, FORM, WORDS)


def test_a_discount_alone_can_be_asked_for() -> None:
    assert codes(told({"margin": None, "discount": "8%"})) == []


@pytest.mark.parametrize(
    ("steps", "missing"),
    [
        ((NOTHING, NOTHING, NOTHING), "销售负责人、财务部门、总经理"),
        ((AGREED[0], NOTHING, NOTHING), "财务部门、总经理"),
        ((*AGREED[:2], NOTHING), "总经理"),
    ],
)
def test_before_all_have_spoken_it_waits(steps: Sequence[Typed], missing: str) -> None:
    finding = only(told(steps=steps))

    assert (finding.code, finding.severity) == ("F20-05", Severity.HOLD)
    assert f"尚缺{missing}的审批意见,例外未生效。" in sentence(finding, FORM, WORDS)


def test_a_refused_exception_is_on_record_and_allows_nothing() -> None:
    finding = only(told(steps=(AGREED[0], {**AGREED[1], "opinion": "不同意", "comment": "低于成本线"}, NOTHING)))

    assert (finding.code, finding.severity, finding.key, finding.line) == ("F20-06", Severity.HOLD, "steps.opinion", 2)
    assert "“财务部门”不同意,例外未获批准。" in sentence(finding, FORM, WORDS)


@pytest.mark.parametrize(
    ("node", "change", "code", "severity", "words"),
    [
        (1, {"approver": "孙律"}, "F08-16", Severity.ERROR, "审批人孙律不是财务"),
        (1, {"date": "2026-07-07"}, "F08-11", Severity.ERROR, "早于上一节点"),
        (2, {"approver": "赵敏"}, "F08-14", Severity.ERROR, "赵敏同时出现在"),
        (2, {"opinion": "有条件同意", "comment": "须预付50%"}, "F08-13", Severity.HOLD, "条件未关闭:须预付50%"),
        (2, {"opinion": "不同意", "comment": None}, "M-COND", Severity.ERROR, "必须填写"),
    ],
)
def test_opinions_are_judged_as_those_on_a_contract(
    node: int, change: Typed, code: str, severity: Severity, words: str
) -> None:
    steps = tuple({**row, **change} if n == node else row for n, row in enumerate(AGREED))

    finding = next(f for f in told(steps=steps) if f.code == code)

    assert finding.severity == severity
    assert words in sentence(finding, FORM, WORDS)


def test_chains_by_the_amount_of_a_contract_change_nothing_here() -> None:
    book = rulebook(min_gross_margin=Decimal("0.36"), approval_levels=(ApprovalLevel(Decimal(0), ("销售负责人",)),))
    around = world(golden_deal.agreed(), DAY, book=book)
    steps = (*AGREED[:2], {**AGREED[2], "approver": "周工"})

    filled = asked(steps=steps, over=golden_deal.agreed())

    assert codes(judged(FORM, filled, around)) == ["F08-16"]


def test_the_applicant_does_not_approve() -> None:
    steps = ({**AGREED[0], "approver": "王芳"}, *AGREED[1:])

    assert codes(told(steps=steps, staff=False)) == ["F08-15"]


def test_a_dated_deputy_approves_for_the_holder_of_the_role() -> None:
    leader = person("李强", role="销售负责人", deputy="周工", deputy_from=DAY, deputy_until=DAY)
    people = {**golden_deal.PEOPLE, "李强": leader}
    around = world(golden_deal.quoted(), DAY, book=BOOK, staff=people)
    rows = ({**AGREED[0], "approver": "周工", "date": "2026-07-10"}, {**AGREED[1], "date": "2026-07-10"}, AGREED[2])

    assert codes(judged(FORM, asked(steps=rows), around)) == []
    before = ({**rows[0], "date": "2026-07-09"}, *rows[1:])
    assert codes(judged(FORM, asked(steps=before), around)) == ["F08-19"]


@pytest.mark.parametrize(
    ("filings", "today", "allowed"),
    [
        ((({}, AGREED),), DAY, True),
        ((({}, AGREED[:2]),), DAY, False),
        ((({}, (*AGREED[:2], {**AGREED[2], "opinion": "有条件同意", "comment": "须预付"})),), DAY, False),
        ((({}, (AGREED[0], {**AGREED[1], "opinion": "不同意"}, NOTHING)),), DAY, False),
        ((({}, AGREED),), date(2026, 7, 31), True),
        ((({}, AGREED),), date(2026, 8, 1), False),
        ((({"margin": "31.71%"}, AGREED),), DAY, False),
    ],
)
def test_an_exception_allows_what_it_says_once_all_agree_until_its_last_day(
    filings: Sequence[tuple[Typed, Sequence[Typed]]], today: date, allowed: bool
) -> None:
    standing = with_exception([asked(change, steps) for change, steps in filings])

    granted = exception.granted(world(standing, today, book=BOOK))

    assert margin_exception.allows_margin(granted, Decimal("0.317")) == allowed


def test_of_two_filings_under_one_number_the_last_counts() -> None:
    standing = filed(with_exception([asked()]), asked(steps=AGREED[:1]), "LW-2026-0001", DAY)

    assert exception.granted(world(standing, DAY, book=BOOK)) == ()


def test_a_discount_is_allowed_up_to_the_one_granted() -> None:
    granted = exception.granted(world(with_exception([asked({"discount": "8%"})]), DAY, book=BOOK))

    assert margin_exception.allows_discount(granted, Decimal("0.08"))
    assert not margin_exception.allows_discount(granted, Decimal("0.0801"))


def test_those_who_decide_are_the_contracts_but_for_legal() -> None:
    assert margin_exception.chain_of(Policy()) == ("销售负责人", "财务部门", "总经理")


def test_an_exception_that_nobody_has_to_agree_to_is_none() -> None:
    assert not margin_exception.is_approved(asked(), ())


def test_the_blank_asks_for_the_margin_of_the_cost_sheet() -> None:
    blank = prefill(world(golden_deal.quoted(), DAY))

    assert blank.values == {
        "customer_name": "上海启明精密制造有限公司",
        "cost_no": "CB-2026-0001",
        "quote_no": "BJ-2026-0001",
        "margin": Decimal("0.3511"),
        "expected_amount": Decimal("286000.00"),
        "applicant": "王芳",
    }
    assert [row["node"] for row in blank.tables["steps"]] == ["销售负责人", "财务部门", "总经理"]


def test_the_blank_asks_for_what_the_minutes_agreed() -> None:
    values = prefill(world(golden_deal.agreed(), DAY)).values

    assert (values["margin"], values["discount"]) == (Decimal("0.3169"), Decimal("0.05"))
    assert values["expected_amount"] == Decimal("271700.00")


def test_the_margin_asked_for_covers_the_one_it_was_made_from() -> None:
    around = world(golden_deal.agreed(), DAY)
    margin, now = prefill(around).values["margin"], exception.margin_now(around)

    assert isinstance(margin, Decimal)
    assert now is not None
    assert now >= margin


def test_the_blank_of_an_undecided_exception_keeps_its_number_and_opinions() -> None:
    around = world(with_exception([asked(steps=AGREED[:1])]), DAY, book=BOOK)

    blank = prefill(around)

    assert (blank.values["exception_no"], blank.values["margin"]) == ("LW-2026-0001", Decimal("0.31"))
    assert blank.tables["steps"][0] == {
        "node": "销售负责人",
        "approver": "李强",
        "opinion": "同意",
        "date": date(2026, 7, 8),
    }
    assert blank.tables["steps"][1] == {"node": "财务部门"}


def test_the_blank_after_a_decision_asks_anew() -> None:
    blank = prefill(world(with_exception([asked()]), DAY, book=BOOK))

    assert "exception_no" not in blank.values
    assert blank.tables["steps"][0] == {"node": "销售负责人"}


def test_without_a_deal_the_blank_names_the_nodes() -> None:
    blank = prefill(known())

    assert blank.values == {}
    assert len(blank.tables["steps"]) == 3
