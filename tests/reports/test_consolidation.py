from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.reports.history import DEAL, deal_on, event, report_on, reported

JULY25 = date(2026, 7, 25)


def test_deals_are_counted_at_their_stages_in_the_order_of_the_process() -> None:
    won, asked = deal_on(JULY25), replace(deal_on(date(2026, 7, 3)), number="SJ-2026-0002")

    july = reported(won, asked, day=JULY25)

    assert {stage.zh: count for stage, count in july.stages if count} == {"已报价": 1, "已签约": 1}
    assert [stage.zh for stage, _ in july.stages][:2] == ["潜在客户", "已接触"]


def test_the_summary_tells_this_months_contracts() -> None:
    july, august = report_on(JULY25), report_on(date(2026, 8, 24))

    signed = [next(f for f in report.figures if f.label.zh.startswith("本月签约")) for report in (july, august)]

    assert [(figure.count, str(figure.amount)) for figure in signed] == [(1, "271700.00"), (0, "0.00")]


def test_a_held_form_does_not_hide_the_deal() -> None:
    held = (date(2026, 7, 1), event("held", form="F05", number="CB-2026-0001", codes=("R-20",)))

    consolidated = report_on(date(2026, 7, 1), held)

    assert [due.deal for due in consolidated.dues if due.kind.en == "blocked"] == [DEAL]
