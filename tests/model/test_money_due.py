from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.rules import golden_deal
from tests.rules.after_sales import CLOSING, accepted, billed, complained, paid, visited
from tests.rules.submissions import rulebook
from toolkit.model import money_due, terms
from toolkit.model.deal import Deal
from toolkit.model.money_due import Receivable

HALF, TOTAL = Decimal("135850.00"), Decimal("271700.00")
BALANCE_DUE = date(2026, 9, 7)
BOOK = rulebook()


def plan(standing: Deal, today: date) -> tuple[Receivable, ...]:
    return money_due.instalments_due(standing, BOOK, today)


def test_a_signed_deal_owes_its_prepayment_and_later_its_balance() -> None:
    prepayment, balance = plan(golden_deal.ordered(), date(2026, 7, 21))

    assert (prepayment.due_on, prepayment.amount, prepayment.outstanding) == (date(2026, 7, 27), HALF, HALF)
    assert (balance.due_on, balance.amount, balance.ageing) == (None, HALF, "未到期")


def test_acceptance_makes_the_balance_due() -> None:
    _, balance = plan(accepted(), date(2026, 8, 24))

    assert balance.due_on == BALANCE_DUE


def test_what_is_kept_back_falls_due_when_the_warranty_has_run_out() -> None:
    kept = terms.Instalment(2, "质保金", Decimal("0.05"), HALF, "质保期满", 10, "天")
    dates = terms.milestones_of(accepted(), BOOK)

    assert dates.warranty_until == date(2027, 8, 24)
    assert terms.due_on(kept, dates, BOOK) == date(2027, 9, 3)
    assert terms.due_on(kept, terms.milestones_of(golden_deal.ordered(), BOOK), BOOK) is None


def test_nothing_is_owed_before_anything_is_agreed() -> None:
    assert plan(golden_deal.quoted(), date(2026, 7, 6)) == ()
    assert not money_due.is_paid(golden_deal.quoted(), BOOK)


def test_a_receipt_is_taken_off_its_own_instalment() -> None:
    prepayment, balance = plan(paid(golden_deal.ordered(), amount="100,000"), date(2026, 8, 3))

    assert (prepayment.received, prepayment.outstanding) == (Decimal(100_000), Decimal("35850.00"))
    assert (prepayment.days_overdue, balance.received) == (7, Decimal(0))


def test_what_exceeds_an_instalment_covers_the_next() -> None:
    prepayment, balance = plan(paid(golden_deal.ordered(), amount="200,000"), date(2026, 8, 3))

    assert (prepayment.outstanding, prepayment.ageing, prepayment.days_overdue) == (Decimal(0), "", 0)
    assert balance.received == Decimal(200_000) - HALF


def test_a_receipt_of_no_agreed_instalment_covers_the_earliest_and_once() -> None:
    prepayment, balance = plan(paid(golden_deal.ordered(), instalment_no="3", amount="100,000"), date(2026, 8, 3))

    assert (prepayment.received, balance.received) == (Decimal(100_000), Decimal(0))


def test_a_receipt_filed_again_under_its_number_replaces_the_earlier_one() -> None:
    twice = paid(paid(golden_deal.ordered(), amount="100,000"), amount="120,000")

    assert [f.number for f in money_due.receipts_of(twice)] == ["SK-2026-0001"]
    assert money_due.received(twice) == Decimal(120_000)


def test_receipts_under_two_numbers_are_added() -> None:
    both = paid(paid(golden_deal.ordered(), amount="100,000"), "SK-2026-0002", amount="35,850")

    assert money_due.received(both) == HALF


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (0, "未到期"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, ">90"),
    ],
)
def test_what_is_overdue_has_an_age(days: int, bucket: str) -> None:
    _, balance = plan(accepted(), BALANCE_DUE + timedelta(days=days))

    assert (balance.days_overdue, balance.ageing) == (days, bucket)


def test_a_delay_costs_a_share_a_day_up_to_the_cap() -> None:
    standing = paid(paid(accepted()), "SK-2026-0002", instalment_no="2", amount="35,850")

    fees = [plan(standing, BALANCE_DUE + timedelta(days=n))[1].late_fee for n in (0, 1, 99, 100, 101)]

    assert fees == [Decimal(fee) for fee in ("0.00", "50.00", "4950.00", "5000.00", "5000.00")]


def test_the_fee_is_rounded_to_the_fen() -> None:
    fee = money_due.late_fee(Decimal("33.33"), 15, BOOK.policy)

    assert fee == Decimal("0.25")  # 33.33 x 0.0075 = 0.249975


def test_production_is_prepaid_once_the_first_instalment_has_come_in_full() -> None:
    ordered = golden_deal.ordered()

    short, whole = paid(ordered, amount="135,849.99"), paid(ordered)

    assert [money_due.is_prepaid(one, BOOK) for one in (ordered, short, whole)] == [False, False, True]
    assert money_due.prepayment_outstanding(short, BOOK) == Decimal("0.01")


def test_a_deal_is_paid_once_the_whole_price_has_come() -> None:
    half = paid(golden_deal.ordered())

    whole = paid(half, "SK-2026-0002", instalment_no="2", amount="135,850")

    assert [money_due.is_paid(one, BOOK) for one in (half, whole)] == [False, True]


@pytest.mark.parametrize("amounts", [("-121,886.79", "-13,963.21"), ("121,886.79", "13,963.21")])
def test_an_invoice_in_red_takes_back_what_it_says(amounts: tuple[str, str]) -> None:
    net, tax = amounts
    gross = net.replace("121,886.79", "135,850.00")
    before = billed(billed(golden_deal.ordered()), "KP-2026-0002", invoice_no="26312000000000000002")

    after = billed(before, "KP-2026-0003", status="红冲", amount_excl=net, tax=tax, amount_incl=gross)

    assert (money_due.invoiced(before), money_due.invoiced(after)) == (TOTAL, HALF)


def test_a_complaint_is_open_until_it_is_closed_under_its_number() -> None:
    one = complained(accepted())
    two = complained(one, number="TS-2026-0002")

    closed = complained(two, CLOSING)

    assert [f.number for f in money_due.open_complaints(two)] == ["TS-2026-0001", "TS-2026-0002"]
    assert [f.number for f in money_due.open_complaints(closed)] == ["TS-2026-0002"]


def test_a_deal_says_what_keeps_it_open() -> None:
    ordered = golden_deal.ordered()

    complaining = complained(visited(paid(accepted())))

    assert money_due.may_close(ordered, BOOK) == ("验收合格", "收款结清", "已回访")
    assert money_due.may_close(complaining, BOOK) == ("收款结清", "投诉关闭")


def test_a_deal_that_is_accepted_paid_and_visited_may_be_closed() -> None:
    whole = paid(paid(accepted()), "SK-2026-0002", instalment_no="2", amount="135,850")

    assert money_due.may_close(visited(whole), BOOK) == ()


def test_a_filing_taken_out_counts_no_more() -> None:
    standing = paid(golden_deal.ordered())

    rest = money_due.without(standing, "F17", "SK-2026-0001")

    assert money_due.received(rest) == 0
    assert rest == replace(standing, filings=standing.filings[:-1])
