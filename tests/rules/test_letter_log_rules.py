from __future__ import annotations

from datetime import date

import pytest

from tests.rules import golden_deal
from tests.rules.golden_deal import typed_over, world
from tests.rules.submissions import Typed, codes, filed, issued, judged, only, rulebook, sentence
from toolkit.catalogue import MESSAGES
from toolkit.catalogue.forms.f12_letter_log import FORM, prefill
from toolkit.model import terms
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding, Severity

DAY = date(2026, 8, 11)
FIGURES = {"contact": "张伟", "summary": "两台整机装配完成", "expected_on": "2026-08-18"}
ROW: Typed = {
    "letter_no": "JZ-2026-0002",
    "order_no": "DD-2026-0001",
    "week": "2026-W32",
    "sent_date": "2026-08-04",
    "channel": "邮件",
    "receiver": "张伟",
    "summary": "两台整机装配完成,整体完成60%",
    "eta": "2026-08-18",
    "abnormal": "否",
    "sender": "王芳",
}
LATE: Typed = {
    "eta": "2026-08-21",
    "abnormal": "是",
    "solution": "改派车辆,次日发出",
    "customer_reply": "同意顺延2天",
    "agreed_new_date": "2026-08-21",
}
SIGNED: Typed = {**LATE, "supplement_no": "BC-2026-0001", "supplement_signed_on": "2026-08-10"}


def logged(*changes: Typed, over: Deal | None = None) -> Deal:
    """The golden deal after these rows of the log; without any, after the first letter of 07-28."""
    standing = over or golden_deal.reported(2)
    first: Typed = {**ROW, "letter_no": "JZ-2026-0001", "week": "2026-W31", "sent_date": "2026-07-28"}
    for change in changes or (first,):
        row = typed_over(FORM, world(standing, DAY), {**ROW, **change})
        standing = filed(standing, row, row.words("letter_no"), DAY)
    return standing


def told(change: Typed | None = None, *, over: Deal | None = None, **policy: int) -> tuple[Finding, ...]:
    around = world(over or logged(), DAY, book=rulebook(**policy))
    return judged(FORM, typed_over(FORM, around, {**ROW, **(change or {})}), around)


def test_a_letter_a_week_after_the_last_raises_nothing() -> None:
    assert codes(told()) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "at", "words"),
    [
        (
            {"sent_date": "2026-08-05"},
            "R-62",
            Severity.WARNING,
            "sent_date",
            "订单DD-2026-0001距上次进度反馈已8天,超过每周一次的要求。",
        ),
        (
            {"week": "2026-W31"},
            "F12-01",
            Severity.WARNING,
            "week",
            "「周次」“2026-W31”与发送日期2026-08-04所在的2026-W32不一致",
        ),
        (
            LATE,
            "R-67",
            Severity.WARNING,
            "agreed_new_date",
            "双方同意的新交付日期2026-08-21晚于合同约定2026-08-19,请签订补充协议。",
        ),
        (
            {**LATE, "agreed_new_date": None, "solution": None},
            "R-63",
            Severity.ERROR,
            "solution",
            "「解决方案」必须填写",
        ),
        (
            {**LATE, "agreed_new_date": None, "customer_reply": "无"},
            "R-63",
            Severity.ERROR,
            "customer_reply",
            "必须填写",
        ),
        (
            {**SIGNED, "agreed_new_date": "2026-08-19", "supplement_signed_on": None},
            "M-COND",
            Severity.ERROR,
            "supplement_signed_on",
            "补充协议编号",
        ),
        ({**SIGNED, "agreed_new_date": None}, "M-COND", Severity.ERROR, "agreed_new_date", "补充协议编号"),
        (
            {"supplement_signed_on": "2026-08-12"},
            "M-DATE-FUT",
            Severity.ERROR,
            "supplement_signed_on",
            "不能晚于今天(2026-08-11)",
        ),
        ({"channel": "信鸽"}, "M-ENUM", Severity.ERROR, "channel", "信鸽"),
    ],
)
def test_one_mistake_in_a_row_is_told_at_its_cell(
    change: Typed, code: str, severity: Severity, at: str, words: str
) -> None:
    finding = only(told(change))

    assert (finding.code, finding.severity, finding.key, finding.line) == (code, severity, f"letters.{at}", 1)
    assert words in sentence(finding, FORM, MESSAGES)


def test_the_first_letter_is_counted_from_the_order() -> None:
    finding = only(told({"sent_date": "2026-07-29", "week": "第31周"}, over=golden_deal.reported(1)))

    assert (finding.code, finding.facts["n"]) == ("R-62", 8)


def test_a_letter_is_not_sent_before_the_order() -> None:
    finding = only(told({"sent_date": "2026-07-20", "week": "30"}, over=golden_deal.ordered()))

    assert (finding.code, finding.key) == ("M-DATE-PAST", "letters.sent_date")


def test_a_house_may_write_every_fortnight() -> None:
    assert codes(told({"sent_date": "2026-08-11", "week": "第33周"}, progress_letter_days=14)) == []


def test_no_letter_is_missed_after_the_delivery() -> None:
    before = logged({"letter_no": "JZ-2026-0003", "sent_date": "2026-08-11"}, over=golden_deal.delivered())
    around = world(before, date(2026, 8, 31))

    row = typed_over(FORM, around, {**ROW, "sent_date": "2026-08-31", "week": "2026-W36"})

    assert codes(judged(FORM, row, around)) == []


def test_a_row_told_again_is_not_measured_against_itself() -> None:
    before = logged(
        {"letter_no": "JZ-2026-0001", "sent_date": "2026-07-28"},
        {"letter_no": "JZ-2026-0002", "sent_date": "2026-08-10"},
    )

    finding = only(told({"sent_date": "2026-08-10", "week": "2026-W33", "receiver": "陈工"}, over=before))

    assert (finding.code, finding.facts["n"]) == ("R-62", 13)


@pytest.mark.parametrize("words", ["2026-W32", "2026W32", "W32", "32", "第32周", "第三十二周", "2026年第32周"])
def test_a_week_may_be_written_in_many_ways(words: str) -> None:
    assert codes(told({"week": words})) == []


@pytest.mark.parametrize("words", ["2025-W32", "本周", "第33周", "第2周"])
def test_another_week_is_told(words: str) -> None:
    assert codes(told({"week": words})) == ["F12-01"]


def test_a_signed_supplement_settles_a_later_day() -> None:
    assert codes(told(SIGNED)) == []


def test_a_signed_supplement_moves_the_delivery_day() -> None:
    book = rulebook()
    agreed, signed = logged(LATE), logged(LATE, SIGNED)

    days = [terms.milestones_of(standing, book).deliver_by for standing in (logged(), agreed, signed)]

    assert days == [date(2026, 8, 19), date(2026, 8, 19), date(2026, 8, 21)]
    assert [p.supplement for p in terms.postponements(signed, book)] == ["BC-2026-0001"]


def test_a_second_supplement_starts_from_the_first() -> None:
    later: Typed = {"letter_no": "JZ-2026-0004", "agreed_new_date": "2026-08-25"}
    standing = logged({**SIGNED, "letter_no": "JZ-2026-0003"}, {**LATE, **later})

    open_one = terms.postponements(standing, rulebook())[-1]

    assert (open_one.due_before, open_one.deliver_by, open_one.supplement) == (
        date(2026, 8, 21),
        date(2026, 8, 25),
        "",
    )


def test_a_day_agreed_without_a_supplement_binds_nobody() -> None:
    standing = logged({**LATE, "letter_no": "JZ-2026-0003"}, {**LATE, "agreed_new_date": "2026-08-20"})

    assert [p.due_before for p in terms.postponements(standing, rulebook())] == [date(2026, 8, 19)] * 2


def test_a_day_within_a_signed_supplement_needs_no_other() -> None:
    assert codes(told({**LATE, "letter_no": "JZ-2026-0003"}, over=logged(SIGNED))) == []


def test_the_blank_lists_the_letters_that_are_not_logged() -> None:
    before = issued(logged(), "G07", "JZ-2026-0001", date(2026, 7, 27), figures=FIGURES)
    before = issued(before, "G07", "JZ-2026-0002", date(2026, 8, 3), figures=FIGURES)
    before = issued(before, "G08", "JZ-2026-0003", date(2026, 8, 10), figures={"measure": "改派车辆"})

    weekly, abnormal = prefill(world(before, DAY)).tables["letters"]

    assert weekly == {
        "letter_no": "JZ-2026-0002",
        "order_no": "DD-2026-0001",
        "week": "2026-W32",
        "receiver": "张伟",
        "summary": "两台整机装配完成",
        "eta": date(2026, 8, 18),
        "abnormal": False,
        "sender": "王芳",
    }
    assert (abnormal["letter_no"], abnormal["abnormal"], abnormal["solution"]) == ("JZ-2026-0003", True, "改派车辆")


def test_the_blank_of_a_deal_without_letters_is_empty() -> None:
    assert not prefill(world(golden_deal.ordered(), DAY)).tables["letters"]
    assert not prefill(world(None, DAY)).tables
