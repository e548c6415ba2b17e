from __future__ import annotations

from datetime import date

import pytest

from tests import golden
from tests.rules import golden_deal
from tests.rules.golden_deal import typed_over, world
from tests.rules.submissions import Typed, codes, filed, issued, judged, only, sentence
from toolkit.catalogue import MESSAGES
from toolkit.catalogue.forms import f13_acceptance
from toolkit.catalogue.forms.f14_rectification_done import FORM, prefill
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding, Severity
from toolkit.model.known import Known

DAY = date(2026, 8, 23)
DONE: Typed = {
    "action": "调整伺服参数,节拍达到32件/分",
    "owner": "周工",
    "done_date": "2026-08-22",
    "evidence": "连续运行8小时记录",
    "self_check": "合格",
}
CLOSE: Typed = {"ready_for_reaccept": "是", "filled_by": "周工", "filled_date": "2026-08-22"}


def noticed(over: Deal | None = None) -> Deal:
    """2026-08-20: the first acceptance asked for rework, the notice is out."""
    return issued(
        over or golden_deal.to_be_rectified(), "G10", "ZG-2026-0001", golden.ROUND_1.day, basis=("YS-2026-0001",)
    )


def told(
    row: Typed | None = None, close: Typed | None = None, *, over: Known | None = None, rows: tuple[Typed, ...] = ()
) -> tuple[Finding, ...]:
    around = over or world(noticed(), DAY)
    filled = typed_over(FORM, around, {**CLOSE, **(close or {})}, {"items": ({**DONE, **(row or {})}, *rows)})
    return judged(FORM, filled, around)


def test_the_blank_names_notice_certificate_and_what_is_open() -> None:
    blank = prefill(world(noticed(), DAY))

    assert blank.values == {
        "rect_no": "ZG-2026-0001",
        "accept_no": "YS-2026-0001",
        "order_no": "DD-2026-0001",
        "customer_name": "上海启明精密制造有限公司",
    }
    assert blank.tables["items"] == ({"item_ref": "2号机送料节拍偏慢", "due": date(2026, 8, 23)},)


def test_without_a_failed_acceptance_the_blank_is_plain() -> None:
    assert not prefill(world(golden_deal.delivered(), DAY)).values
    assert not prefill(world(None, DAY)).values


def test_a_rectification_done_in_time_raises_nothing() -> None:
    assert codes(told()) == []


@pytest.mark.parametrize("day", ["2026-08-20", "2026-08-23"])
def test_the_day_of_acceptance_and_the_last_day_are_in_time(day: str) -> None:
    assert codes(told({"done_date": day})) == []


@pytest.mark.parametrize(
    ("row", "code", "severity", "at", "words"),
    [
        (
            {"done_date": "2026-08-24"},
            "F14-02",
            Severity.WARNING,
            "done_date",
            "第1项整改于2026-08-24完成,晚于期限2026-08-23,逾期1天。",
        ),
        (
            {"done_date": "2026-08-19"},
            "M-DATE-PAST",
            Severity.ERROR,
            "done_date",
            "不能早于验收日期(2026-08-20)",
        ),
        ({"done_date": "2026-08-26"}, "M-DATE-FUT", Severity.ERROR, "done_date", "不能晚于今天"),
        ({"due": "2026-08-30"}, "M-MATCH", Severity.ERROR, "due", "与验收确认单中的“2026-08-23”不一致"),
        ({"evidence": None}, "M-REQ", Severity.ERROR, "evidence", "「证明材料」为必填项"),
        ({"self_check": "差不多"}, "M-ENUM", Severity.ERROR, "self_check", "可选值"),
    ],
)
def test_one_mistake_in_an_item_gives_one_finding_at_its_cell(
    row: Typed, code: str, severity: Severity, at: str, words: str
) -> None:
    heaviest = max(told(row, over=world(noticed(), date(2026, 8, 25))), key=lambda finding: finding.severity)

    assert (heaviest.code, heaviest.severity, heaviest.key, heaviest.line) == (code, severity, f"items.{at}", 1)
    assert words in sentence(heaviest, FORM, MESSAGES)


def test_what_is_not_right_yet_cannot_be_accepted_again() -> None:
    finding = only(told({"self_check": "不合格"}))

    assert (finding.code, finding.severity, finding.key) == ("F14-01", Severity.ERROR, "ready_for_reaccept")
    assert sentence(finding, FORM, MESSAGES).endswith("尚有1项整改未完成,不能申请复验。")


def test_what_is_not_right_yet_may_be_reported() -> None:
    assert codes(told({"self_check": "不合格"}, {"ready_for_reaccept": "否"})) == []


def test_every_open_item_is_answered() -> None:
    finding = only(told({"item_ref": "另一件事", "due": "2026-08-23"}))

    assert (finding.code, finding.severity) == ("F14-03", Severity.ERROR)
    assert "整改项“2号机送料节拍偏慢”未填写完成情况。" in sentence(finding, FORM, MESSAGES)


def test_an_item_told_with_other_brackets_and_spaces_is_answered() -> None:
    assert codes(told({"item_ref": "2号机 送料节拍偏慢"})) == []


def test_more_may_be_put_right_than_was_asked_for() -> None:
    more: Typed = {**DONE, "item_ref": "护罩松动", "due": "2026-08-23"}

    assert codes(told(rows=(more,))) == []


def test_the_notice_is_the_one_after_that_certificate() -> None:
    finding = only(told(close={"rect_no": "ZG-2026-0002"}))

    assert (finding.code, finding.key) == ("M-MATCH", "rect_no")
    assert "与整改通知单中的“ZG-2026-0001”不一致" in sentence(finding, FORM, MESSAGES)


def test_an_acceptance_that_passed_needs_no_rectification() -> None:
    before = noticed()
    passed = typed_over(
        f13_acceptance.FORM,
        world(before, golden.ROUND_2.day),
        {"accept_no": "YS-2026-0002", **golden.ROUND_2.values},
        golden.ROUND_2.tables,
    )
    around = world(filed(before, passed, "YS-2026-0002", golden.ROUND_2.day), date(2026, 8, 25))
    close = {"rect_no": "ZG-2026-0001", "accept_no": "YS-2026-0002", "order_no": "DD-2026-0001"}

    finding = only(
        told(
            {"item_ref": "2号机送料节拍偏慢", "due": "2026-08-23"},
            {**close, "customer_name": "上海启明精密制造有限公司"},
            over=around,
        )
    )

    assert (finding.code, finding.severity, finding.key) == ("F14-04", Severity.ERROR, "accept_no")
    assert "验收单“YS-2026-0002”的结论不是“需整改”" in sentence(finding, FORM, MESSAGES)


def test_a_stranger_who_filled_it_is_told() -> None:
    finding = only(told(close={"filled_by": "路人"}))

    assert (finding.code, finding.severity, finding.key) == ("F14-05", Severity.WARNING, "filled_by")
