from __future__ import annotations

from datetime import date

import pytest

from tests import golden
from tests.rules import golden_deal
from tests.rules.after_sales import paid
from tests.rules.golden_deal import typed_over, world
from tests.rules.submissions import Typed, codes, judged, only, rulebook, sentence
from toolkit.catalogue.forms.f11_progress_report import FORM, MESSAGES, ExpectedDay, prefill
from toolkit.model.deal import Deal
from toolkit.model.finding import Finding, Severity
from toolkit.model.kinds.reading import Raw

DAY = golden.PROGRESS[2].day
ROW = golden.PROGRESS[2].tables["rows"][0]
LATE: Typed = {
    "eta": "2026-08-21",
    "is_abnormal": "是",
    "abnormal_type": "物流延迟",
    "impact_days": "2",
    "cause": "承运车辆故障",
    "measure": "改派车辆",
    "owner": "钱进",
}
ARRIVED: Typed = golden.DELIVERY.tables["rows"][0]


def told(
    change: Typed | None = None, *, over: Deal | None = None, row: Typed = ROW, on: date = DAY
) -> tuple[Finding, ...]:
    around = world(over or golden_deal.reported(2), on)
    return judged(FORM, typed_over(FORM, around, {**row, **(change or {})}), around)


def test_the_reports_of_the_golden_case_raise_nothing_but_the_open_prepayment() -> None:
    for n, done in enumerate(golden.PROGRESS):
        around = world(golden_deal.reported(n), done.day)
        for row in done.tables["rows"]:
            found = judged(FORM, typed_over(FORM, around, row), around)
            assert set(codes(found)) <= {"R-60"}


@pytest.mark.parametrize(
    ("change", "code", "severity", "at", "words"),
    [
        (
            {"progress": "59%", "done_work": "调试"},
            "R-61",
            Severity.WARNING,
            "progress",
            "进度由60%降至59%,请说明原因。",
        ),
        ({"progress": "81%"}, "F11-05", Severity.WARNING, "done_work", "写明已完成80%,与完成进度81%不一致"),
        ({"progress": "180%"}, "M-RANGE", Severity.ERROR, "progress", "应在 0% 至 100% 之间"),
        (
            {"eta": "2026-08-20"},
            "F11-03",
            Severity.ERROR,
            "eta",
            "预计交付日期2026-08-20晚于合同交付日期2026-08-19,应标记为异常并填写影响天数。",
        ),
        ({**LATE, "impact_days": "1"}, "F11-04", Severity.WARNING, "impact_days", "填写1天,按交付日期计算应为2天"),
        ({**LATE, "cause": None}, "R-63", Severity.ERROR, "cause", "发生异常时,「异常原因」必须填写。"),
        ({**LATE, "measure": None}, "R-63", Severity.ERROR, "measure", "发生异常时,「应对措施」必须填写。"),
        ({**LATE, "owner": None}, "M-COND", Severity.ERROR, "owner", "「是否异常」为“是”"),
        ({"report_date": "2026-07-20"}, "M-DATE-PAST", Severity.ERROR, "report_date", "不能早于下单日期(2026-07-21)"),
        ({"report_date": "2026-08-11"}, "M-DATE-FUT", Severity.ERROR, "report_date", "不能晚于今天"),
    ],
)
def test_one_mistake_in_a_report_gives_one_finding_at_its_cell(
    change: Typed, code: str, severity: Severity, at: str, words: str
) -> None:
    finding = only(told(change))

    assert (finding.code, finding.severity, finding.key, finding.line) == (code, severity, f"rows.{at}", 1)
    assert finding.raw == str({**ROW, **change}.get(at) or "")
    assert finding.place.startswith("登记!C")
    assert words in sentence(finding, FORM, MESSAGES)


def test_a_delay_that_is_owned_passes() -> None:
    assert codes(told(LATE)) == []


def test_progress_may_fall_for_a_cause() -> None:
    assert codes(told({"progress": "50%", "done_work": "返工", "cause": "首台精度不足,返工"})) == []


def test_departments_are_compared_with_themselves() -> None:
    change = {"dept": "物流部门", "reporter": "钱进", "progress": "20%", "done_work": "已订舱"}

    assert codes(told(change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"progress": "90%"}, ["F11-06"]),
        ({"eta": "2026-08-19"}, ["M-DATE-FUT"]),
        ({"eta": "2026-08-20"}, ["F11-03", "M-DATE-FUT"]),
    ],
)
def test_a_delivery_names_the_real_day_and_leaves_nothing_to_do(change: Typed, expected: list[str]) -> None:
    found = told(change, over=golden_deal.reported(3), row=ARRIVED, on=golden.DELIVERY.day)

    assert codes(found) == expected
    for finding in (f for f in found if f.code in ("F11-06", "M-DATE-FUT")):
        said = sentence(finding, FORM, MESSAGES)
        assert "「完成进度」应为100%,实际为90%" in said or "不能晚于今天(2026-08-18)" in said


@pytest.mark.parametrize("stage", ["备料", "生产"])
def test_making_before_the_prepayment_is_told(stage: str) -> None:
    finding = only(told({"stage": stage}))

    assert (finding.code, finding.severity, finding.key, finding.raw) == ("R-60", Severity.WARNING, "rows.stage", stage)
    assert "预付款尚未收齐(还差135,850.00元),按规定收到预付款后方可开始生产。" in sentence(finding, FORM, MESSAGES)


def test_a_part_of_the_prepayment_is_not_enough() -> None:
    finding = only(told({"stage": "生产"}, over=paid(golden_deal.reported(2), amount="100,000")))

    assert finding.code == "R-60"
    assert "还差35,850.00元" in sentence(finding, FORM, MESSAGES)


def test_making_may_begin_once_the_prepayment_has_come() -> None:
    assert codes(told({"stage": "生产"}, over=paid(golden_deal.reported(2)))) == []


def test_a_house_may_make_without_a_prepayment() -> None:
    book = rulebook(prepay_before_production=False)
    around = world(golden_deal.reported(2), DAY, book=book)

    assert codes(judged(FORM, typed_over(FORM, around, {**ROW, "stage": "生产"}), around)) == []


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("预计5天后交付", date(2026, 8, 15)),
        ("5天后", date(2026, 8, 15)),
        ("约2周后完成", date(2026, 8, 24)),
        ("2026-08-18", date(2026, 8, 18)),
        ("8月18日", date(2026, 8, 18)),
    ],
)
def test_an_expected_day_may_be_counted_from_today(typed: str, day: date) -> None:
    reading = ExpectedDay("future").read(Raw(typed), today=DAY)

    assert (reading.value, reading.fault) == (day, None)
    assert bool(reading.notes) == (typed != "2026-08-18")


@pytest.mark.parametrize("typed", ["尽快", "5个工作日后", "预计"])
def test_an_expected_day_that_is_none_is_refused(typed: str) -> None:
    reading = ExpectedDay("future").read(Raw(typed), today=DAY)

    assert reading.fault is not None


def test_the_blank_names_the_order() -> None:
    assert prefill(world(golden_deal.ordered(), DAY)).tables["rows"] == ({"order_no": "DD-2026-0001"},)


def test_an_order_that_was_not_released_has_no_progress() -> None:
    finding = only(told(over=golden_deal.signed()))

    assert (finding.code, finding.severity, finding.key) == ("F11-07", Severity.ERROR, "rows.order_no")
    assert "订单“DD-2026-0001”尚未下达:请先提交《销售订单》" in sentence(finding, FORM, MESSAGES)
