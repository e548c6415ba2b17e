from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests import golden
from tests.rules import golden_deal
from tests.rules.golden_deal import Tables, typed_over, world
from tests.rules.submissions import Typed, codes, filed, judged, only, sentence
from toolkit.catalogue.forms.f13_acceptance import FORM, MESSAGES, prefill
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding, Severity
from toolkit.model.submission import Submission

FIRST, SECOND = golden.ROUND_1, golden.ROUND_2
NUMBER: Typed = {"accept_no": "YS-2026-0001"}
FIXED: Tables = {**SECOND.tables, "rectify": ({"recheck": "合格"},)}
TO_DO: Typed = FIRST.tables["rectify"][0]


def told(change: Typed | None = None, tables: Tables | None = None, *, over: Deal | None = None) -> tuple[Finding, ...]:
    """The first round of the golden case, changed."""
    around = world(over or golden_deal.delivered(), FIRST.day)
    values, rows = {**NUMBER, **FIRST.values, **(change or {})}, {**FIRST.tables, **(tables or {})}
    return judged(FORM, typed_over(FORM, around, values, rows), around)


def second(change: Typed | None = None, tables: Tables = FIXED) -> tuple[Submission, tuple[Finding, ...]]:
    around = world(golden_deal.to_be_rectified(), SECOND.day)
    form = typed_over(FORM, around, {**NUMBER, **SECOND.values, **(change or {})}, tables)
    return form, judged(FORM, form, around)


def test_both_rounds_of_the_golden_case_raise_nothing() -> None:
    assert codes(told()) == []
    assert codes(second()[1]) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "at", "words"),
    [
        ({"round": "2"}, "F13-01", Severity.ERROR, "round", "验收轮次应为第1次。"),
        ({"customer_name": "上海启明机床有限公司"}, "M-MATCH", Severity.ERROR, "customer_name", "客户档案中的"),
        ({"delivery_date": "2026-08-17"}, "M-MATCH", Severity.ERROR, "delivery_date", "交付签收记录中的“2026-08-18”"),
        (
            {"accept_date": "2026-08-17"},
            "F13-02",
            Severity.ERROR,
            "accept_date",
            "验收日期2026-08-17早于交付日期2026-08-18。",
        ),
        ({"sign_date": "2026-08-19"}, "M-DATE-PAST", Severity.ERROR, "sign_date", "不能早于验收日期"),
        ({"conclusion": None}, "R-64", Severity.ERROR, "conclusion", "验收结论必须且只能勾选一项。"),
        ({"conclusion": "☑验收合格 ☑需整改"}, "M-ENUM", Severity.ERROR, "conclusion", "取值“☑验收合格 ☑需整改”无效"),
        ({"customer_rep": None}, "F13-07", Severity.ERROR, "customer_rep", "客户验收人未签字。"),
        ({"customer_seal": "□"}, "F13-08", Severity.WARNING, "customer_seal", "验收确认单未加盖客户印章。"),
    ],
)
def test_one_mistake_in_a_certificate_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, at: str, words: str
) -> None:
    finding = only(told(change))

    assert (finding.code, finding.severity, finding.key) == (code, severity, at)
    assert finding.raw == (change[at] or "")
    assert finding.place.startswith("表单!C")
    assert words in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize("received", ["1", "0", "3"])
def test_another_quantity_received_is_explained(received: str) -> None:
    items = ({**FIRST.tables["items"][0], "received_qty": received, "remark": None}, FIRST.tables["items"][1])

    finding = only(told(tables={"items": items}))

    assert (finding.code, finding.severity, finding.key, finding.line) == ("F13-03", Severity.ERROR, "items.remark", 1)
    assert f"第1行实收数量{received}与合同数量2不一致,请说明。" in sentence(finding, FORM, MESSAGES)
    explained = told(tables={"items": ({**items[0], "remark": "一台延后送达"}, items[1])})
    assert codes(explained) == []


def test_the_contracted_quantity_stands() -> None:
    items = ({**FIRST.tables["items"][0], "contract_qty": "3", "remark": "改"}, FIRST.tables["items"][1])

    finding = only(told(tables={"items": items}))

    assert (finding.code, finding.severity, finding.raw) == ("M-MATCH", Severity.ERROR, "3")
    assert (finding.key, finding.line) == ("items.contract_qty", 1)
    assert "与合同中的“2”不一致" in sentence(finding, FORM, MESSAGES)


def test_nothing_unfit_lies_behind_an_acceptance() -> None:
    around = world(golden_deal.delivered(), FIRST.day)
    form = typed_over(
        FORM, around, {**NUMBER, **FIRST.values, "conclusion": "验收合格"}, {"items": FIRST.tables["items"]}
    )

    finding = only(judged(FORM, form, around))

    assert (finding.code, finding.severity, finding.key, finding.line) == ("F13-05", Severity.ERROR, "items.result", 1)
    assert finding.raw == "不合格"
    assert "结论为“验收合格”,但第1项为不合格/未完成整改。" in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize("recheck", [None, "不合格"])
def test_nothing_is_left_to_rectify_behind_an_acceptance(recheck: str | None) -> None:
    _, found = second(tables={**SECOND.tables, "rectify": ({"recheck": recheck},)})

    finding = only(found)
    assert (finding.code, finding.key, finding.line) == ("F13-05", "rectify.recheck", 1)
    assert finding.raw == (recheck or "")


def test_rework_names_what_is_to_be_done() -> None:
    around = world(golden_deal.delivered(), FIRST.day)
    form = typed_over(FORM, around, {**NUMBER, **FIRST.values}, {"items": FIRST.tables["items"]})

    finding = only(judged(FORM, form, around))

    assert (finding.code, finding.severity, finding.key) == ("F13-06", Severity.ERROR, "conclusion")
    assert "结论为“需整改”时,整改项不能为空。" in sentence(finding, FORM, MESSAGES)


@pytest.mark.parametrize(
    ("due", "code", "words"),
    [
        (None, "F13-04", "整改项第1行缺少完成期限。"),
        ("2026-08-19", "M-DATE-PAST", "「完成期限」(2026-08-19)不能早于验收日期(2026-08-20)。"),
    ],
)
def test_rework_has_a_day_after_the_acceptance(due: str | None, code: str, words: str) -> None:
    finding = only(told(tables={"rectify": ({**TO_DO, "due": due},)}))

    assert (finding.code, finding.severity, finding.key) == (code, Severity.ERROR, "rectify.due")
    assert (finding.line, finding.raw, finding.place) == (1, due or "", "rectify!E2")
    assert words in sentence(finding, FORM, MESSAGES)


def test_what_was_accepted_is_not_accepted_again() -> None:
    form, _ = second()
    after = filed(golden_deal.to_be_rectified(), form, "YS-2026-0001", SECOND.day)
    around = world(after, date(2026, 8, 26))
    values = {**NUMBER, **SECOND.values, "accept_date": "2026-08-26", "sign_date": "2026-08-26"}

    finding = only(judged(FORM, typed_over(FORM, around, values, {"items": SECOND.tables["items"]}), around))

    assert (finding.code, finding.severity, finding.key) == ("R-65", Severity.ERROR, "conclusion")
    assert "该订单已验收合格。" in sentence(finding, FORM, MESSAGES)


def test_a_third_round_follows_a_second_that_failed() -> None:
    again = {**FIRST.values, "accept_date": "2026-08-24", "sign_date": "2026-08-24"}
    form, found = second(again, {**FIRST.tables, "rectify": ({"due": "2026-08-27"},)})
    after = filed(golden_deal.to_be_rectified(), form, "YS-2026-0001", SECOND.day)

    blank = prefill(world(after, SECOND.day))

    assert codes(found) == []
    assert blank.values["round"] == 3


def test_the_first_blank_says_the_delivery_as_contracted() -> None:
    blank = prefill(world(golden_deal.delivered(), golden.DELIVERY.day))

    assert (blank.values["round"], blank.values["delivery_date"]) == (1, date(2026, 8, 18))
    assert (blank.values["order_no"], blank.values["contract_no"]) == ("DD-2026-0001", "XS-2026-0001")
    assert blank.values["basis"] == "合同第九条及附件一"
    assert [(row["name"], row["contract_qty"]) for row in blank.tables["items"]] == [
        ("自动上料机", Decimal(2)),
        ("年度维护服务", Decimal(1)),
    ]
    assert all("received_qty" not in row for row in blank.tables["items"])


def test_the_second_blank_asks_after_what_was_to_be_rectified() -> None:
    blank = prefill(world(golden_deal.to_be_rectified(), FIRST.day))

    assert blank.values["round"] == 2
    assert [row["content"] for row in blank.tables["rectify"]] == ["2号机送料节拍偏慢"]
    assert all("result" not in row for row in blank.tables["items"])
