from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.reports.history import DEAL, deal_on, event, report_on, reported

AUGUST24 = date(2026, 8, 24)


def test_the_summary_counts_stages_and_this_months_contracts() -> None:
    won, asked = deal_on(date(2026, 7, 25)), replace(deal_on(date(2026, 7, 3)), number="SJ-2026-0002")

    july = reported(won, asked, day=date(2026, 7, 25))
    august = report_on(AUGUST24)

    assert {stage.zh: count for stage, count in july.stages if count} == {"已报价": 1, "已签约": 1}
    assert [stage.zh for stage, _ in july.stages][:2] == ["潜在客户", "已接触"]
    assert [(f.count, f.amount) for f in july.figures] == [
        (1, Decimal("271700.00")),
        (1, Decimal("286000.00")),
        (1, Decimal("271700.00")),
        (0, Decimal("0.00")),
    ]
    assert [(f.count, f.amount) for f in august.figures] == [
        (0, Decimal("0.00")),
        (0, Decimal("0.00")),
        (0, Decimal("0.00")),
        (1, Decimal("135850.00")),
    ]


def test_a_held_form_does_not_hide_the_deal() -> None:
    held = (date(2026, 7, 1), event("held", form="F05", number="CB-2026-0001", codes=("R-20",)))

    consolidated = report_on(date(2026, 7, 1), held)

    assert [due.deal for due in consolidated.dues if due.kind.en == "blocked"] == [DEAL]
