"""Equality is worth something: a report with one threshold or comparison changed is told from the naive one."""

from __future__ import annotations

import pytest

from tests import LONG
from tests.reports.naive.mutants import NOTICED, UNNOTICED, all_mutants, played

DUES = ("accepting", "after_sales", "checking", "contracting", "delivering", "drawn", "paying", "pricing", "selling")
TALLIES = ("changes", "course", "figures", "funnel", "months", "spreads")
MODULES = (*(f"toolkit.reports.dues.{name}" for name in DUES), *(f"toolkit.reports.{name}" for name in TALLIES))
CHOSEN = (
    ("toolkit.reports.dues.selling", "3 -> 4", "QUOTE_RED_DAYS"),
    ("toolkit.reports.dues.delivering", "7 -> 8", "REPORT_DAYS"),
    ("toolkit.reports.dues.after_sales", "3 -> 4", "REFERRAL_DAYS"),
)
"""(module, change, threshold) that are played every time."""
EQUIVALENT = (
    "in if deal.filings and deal.filings[-1].filed_on > since:",  # only spares a search
    "in return tuple(each_told_once(lines)) if len(lines) > 1 else",  # one line is told once anyway
    "in is_last, reason = move is deal.trail[-1]",  # what a change says in words is not compared
    "1 -> 2 in kind = WENT_BACK if",  # a rank below all others
    "in if left > 0 and asked.ahead(day) > CONTACT_AHEAD_WORKDAYS:",  # today is no day ahead
    "in SME_DAYS: Final = 60",  # the same, as the next three
    "60 -> 61 in MONEY_AHEAD_DAYS",
    "owed.days_overdue >= MONEY_WORST_DAYS in",
    "owed.days_overdue >= SME_DAYS in",
    "in if money_due.received(outlook.deal) >= agreement.totals.gross:",  # only spares a search
    "1 -> 2 in step = STEP_OF.get(move.stage, -1)",  # below all others
    "places=1) if number else None",  # the mean of two whole numbers has one decimal
    "in share = money.round_half_up(came.amount / target",  # targets are not compared
    "(完成 {share}%)",
    "1 -> 2 in self._steps[step].dwells[days] += 1",  # everything counted twice has the same mean and median
    "1 -> 2 in *(Text(f",  # English words of the classes
)
"""Changes that change nothing of what is compared, as parts of their words."""


def test_the_report_as_it_is_is_equal() -> None:
    assert played(MODULES[0], -1) == UNNOTICED


@pytest.mark.parametrize(("module", "change", "threshold"), CHOSEN)
def test_a_changed_threshold_is_noticed(module: str, change: str, threshold: str) -> None:
    (which,) = (
        n for n, found in enumerate(all_mutants(module)) if found.startswith(change) and f"{threshold} =" in found
    )

    assert played(module, which) == NOTICED


@pytest.mark.skipif(not LONG, reason="plays some two hundred mutants; SALESDOCS_LONG=1 asks for it")
@pytest.mark.parametrize("module", MODULES)
def test_every_change_that_matters_is_noticed(module: str) -> None:
    unnoticed = [
        change
        for which, change in enumerate(all_mutants(module))
        if not any(part in change for part in EQUIVALENT) and played(module, which) != NOTICED
    ]

    assert unnoticed == []
