from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.reports.funnel_history import JULY_1, agreed, came, contracted, left, paid, quoted, seen, signed
from tests.reports.history import status
from toolkit.reports.months import MonthTally, Target
from toolkit.reports.outlook import Outlook
from toolkit.reports.report import Month


def no_target(day: date, of: Target) -> Decimal | None:
    return None


def tallied(*outlooks: Outlook, day: date = JULY_1) -> MonthTally:
    tally = MonthTally(day, no_target)
    for outlook in outlooks:
        tally.take(outlook)
    return tally


def month(tally: MonthTally, year: int, number: int) -> Month:
    return next(month for month in tally.months() if month.first == date(year, number, 1))


def test_the_twelve_months_end_with_the_days_own() -> None:
    firsts = [month.first for month in tallied(day=date(2026, 2, 28)).months()]

    assert firsts[0] == date(2025, 3, 1)
    assert firsts[-2:] == [date(2026, 1, 1), date(2026, 2, 1)]
    assert len(firsts) == 12


def test_months_without_deals_are_nothing_and_have_no_cycle() -> None:
    tally = tallied()

    assert {(month.signed, month.received) for month in tally.months()} == {(Decimal(0), Decimal(0))}
    assert tally.cycle_days() is None


def test_every_month_has_its_own_target() -> None:
    said = {(date(2026, 6, 1), "signed"): Decimal(3), (date(2026, 7, 1), "received"): Decimal(4)}

    june, july = MonthTally(JULY_1, lambda day, of: said.get((day, of))).months()[-2:]

    assert (june.signed_target, june.received_target) == (Decimal(3), None)
    assert (july.signed_target, july.received_target) == (None, Decimal(4))


def test_a_contract_counts_in_the_month_of_its_signatures_though_it_was_registered_later() -> None:
    late = (*quoted(date(2026, 6, 1)), *agreed(date(2026, 6, 2)))
    tally = tallied(seen(*late, *signed(date(2026, 6, 30), registered=JULY_1)))

    assert (month(tally, 2026, 6).signed, month(tally, 2026, 7).signed) == (Decimal(113_000), Decimal(0))


def test_a_contract_that_is_not_signed_counts_in_no_month() -> None:
    tally = tallied(seen(*quoted(date(2026, 6, 1)), *agreed(date(2026, 6, 2)), came("合同审批中", date(2026, 6, 2))))

    assert sum(month.signed for month in tally.months()) == 0


def test_a_signed_contract_that_was_declared_void_counts_in_no_month() -> None:
    void = (date(2026, 6, 9), status("G03", "XS-2026-0001", "已作废", "V1.0"))

    tally = tallied(seen(*contracted(date(2026, 6, 1)), void))

    assert (month(tally, 2026, 6).signed, tally.cycle_days()) == (Decimal(0), None)


def test_what_was_signed_or_paid_before_the_twelve_months_is_left_out() -> None:
    before, within = date(2025, 7, 31), date(2025, 8, 1)

    tally = tallied(
        seen(*contracted(before), paid(before, "10")), seen(*contracted(within, gross=5_000), paid(within, "20"))
    )

    assert sum(month.signed for month in tally.months()) == 5_000
    assert month(tally, 2025, 8).received == 20
    assert sum(month.received for month in tally.months()) == 20


def test_money_counts_in_the_month_in_which_it_came() -> None:
    came_in = (
        paid(date(2026, 5, 31), "100"),
        paid(date(2026, 6, 1), "30", "SK-2026-0002"),
        paid(date(2026, 6, 30), "7", "SK-2026-0003", registered=JULY_1),
    )

    tally = tallied(seen(*contracted(date(2026, 5, 1)), *came_in))

    assert [month.received for month in tally.months()[-3:]] == [100, 37, 0]


def test_a_receipt_that_was_put_right_counts_as_it_was_filed_last() -> None:
    day = date(2026, 6, 3)

    tally = tallied(seen(*contracted(date(2026, 5, 1)), paid(day, "100"), paid(day, "90")))

    assert month(tally, 2026, 6).received == 90


def test_money_and_signature_of_a_deal_that_was_lost_since_still_count() -> None:
    lost = left("已流失", date(2026, 6, 9))

    tally = tallied(seen(*contracted(date(2026, 5, 1)), paid(date(2026, 6, 3), "100"), lost))

    assert (month(tally, 2026, 5).signed, month(tally, 2026, 6).received) == (Decimal(113_000), Decimal(100))


def test_the_cycle_is_the_mean_of_the_days_from_lead_to_signature() -> None:
    cycles = (date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 2))

    tally = tallied(*(seen(*contracted(day), opened=date(2026, 5, 31)) for day in cycles))

    assert str(tally.cycle_days()) == "1.7"


def test_the_cycle_is_of_the_contracts_signed_in_the_days_year() -> None:
    last_year = seen(*contracted(date(2025, 12, 31)), opened=date(2025, 1, 1))
    this_year = seen(*contracted(date(2026, 1, 1)), opened=date(2025, 12, 22))
    unsigned = seen(*quoted(date(2026, 6, 1)), opened=date(2026, 1, 1))

    assert tallied(last_year).cycle_days() is None
    assert tallied(last_year, this_year, unsigned).cycle_days() == 10
