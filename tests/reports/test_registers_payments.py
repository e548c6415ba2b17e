from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.reports.history import MINUTES, Row, Step, deal_on, filed, status
from tests.reports.registered import listed, listed_on
from toolkit.model.deal import Filing
from toolkit.model.kinds.reading import Term
from toolkit.model.submission import Answer, Submission
from toolkit.model.terms import Instalment
from toolkit.reports.registers import contracts, payments
from toolkit.reports.registers.invoicing import invoices_by_instalment
from toolkit.reports.tables import Level

JULY22, AUGUST24 = date(2026, 7, 22), date(2026, 8, 24)
HALF, NOTHING = Decimal("135850.00"), Decimal(0)


def received(number: str, instalment: int | None, amount: str, on: date) -> Step:
    said: Row = {"instalment_no": instalment, "amount": Decimal(amount), "receive_date": on}
    return on, filed("F17", number, said)


def invoiced(number: str, invoice: str, amount: str, on: date, word: str = "正常") -> Step:
    said: Row = {"amount_incl": Decimal(amount), "invoice_no": invoice, "invoice_date": on, "status": word}
    return on, filed("F17B", number, said)


def test_every_instalment_says_what_starts_its_clock_and_when_it_is_due() -> None:
    first, second = listed_on(payments.rows, JULY22)

    assert (first.contract, first.number, first.amount, first.trigger) == ("XS-2026-0001", 1, HALF, "合同签订")
    assert (first.started_on, first.due_on) == (date(2026, 7, 20), date(2026, 7, 27))
    assert (second.trigger, second.started_on, second.due_on) == ("验收合格", None, None)
    assert (second.received, second.received_on, second.outstanding, second.invoices) == (NOTHING, None, HALF, "")


def test_nothing_is_to_be_paid_before_the_signatures() -> None:
    assert listed_on(payments.rows, date(2026, 7, 16)) == []


def test_a_contract_that_was_given_up_is_not_collected() -> None:
    given_up = (JULY22, status("G03", "XS-2026-0001", "已解除", "V1.0"))

    assert listed_on(payments.rows, JULY22, given_up) == []


def test_what_came_in_stands_at_the_instalment_that_it_names() -> None:
    july24, july31 = date(2026, 7, 24), date(2026, 7, 31)
    parts = received("SK-2026-0001", 1, "100000.00", july24), received("SK-2026-0002", 1, "35850.00", july31)

    first, second = listed_on(payments.rows, AUGUST24, *parts)

    assert (first.received, first.received_on, first.outstanding) == (HALF, july31, NOTHING)
    assert (second.received, second.received_on, second.outstanding) == (NOTHING, None, HALF)


def test_a_receipt_that_comes_again_under_its_number_counts_once() -> None:
    wrong = received("SK-2026-0001", 1, "100000.00", date(2026, 7, 24))
    right = received("SK-2026-0001", 1, "10000.00", date(2026, 7, 25))

    first, _ = listed_on(payments.rows, AUGUST24, wrong, right)

    assert (first.received, first.received_on) == (Decimal("10000.00"), date(2026, 7, 25))


def test_what_exceeds_one_instalment_covers_the_next() -> None:
    first, second = listed_on(payments.rows, AUGUST24, received("SK-2026-0001", 1, "200000.00", date(2026, 7, 24)))

    assert (first.received, second.received) == (HALF, Decimal("64150.00"))
    assert second.received_on == date(2026, 7, 24)


def test_only_an_overdue_instalment_is_coloured() -> None:
    first, second = listed_on(payments.rows, AUGUST24)

    assert (first.days_overdue, second.days_overdue) == (28, 0)
    assert first.levels == {"days_overdue": Level.RED}
    assert second.levels == {}


def test_an_instalment_that_is_paid_is_not_coloured_by_another() -> None:
    twice: tuple[Row, ...] = tuple(
        {"name": name, "share": Decimal("0.5"), "trigger": "合同签订", "term": Term(5, "工作日")}
        for name in ("甲", "乙")
    )
    agreed = (date(2026, 7, 10), filed("F07", "TP-2026-0001", MINUTES, plan=twice))

    first, second = listed_on(payments.rows, AUGUST24, agreed, received("SK-2026-0001", 1, str(HALF), JULY22))

    assert first.levels == {}
    assert second.levels == {"days_overdue": Level.RED}


def test_each_instalment_tells_the_day_of_its_own_receipts() -> None:
    july24, august20 = date(2026, 7, 24), date(2026, 8, 20)
    parts = received("SK-2026-0001", 1, "1000.00", july24), received("SK-2026-0002", 2, "2000.00", august20)

    first, second = listed_on(payments.rows, AUGUST24, *parts)

    assert (first.received_on, second.received_on) == (july24, august20)


def test_an_instalment_agreed_for_a_day_waits_for_no_trigger() -> None:
    by_day: tuple[Row, ...] = (
        {"name": "全款", "share": Decimal(1), "trigger": "发货前", "term": Term(on=date(2026, 8, 1))},
    )
    agreed = (date(2026, 7, 10), filed("F07", "TP-2026-0001", MINUTES, plan=by_day))

    (only,) = listed_on(payments.rows, AUGUST24, agreed)

    assert (only.due_on, only.started_on, only.days_overdue) == (date(2026, 8, 1), None, 23)


def test_the_balances_of_a_contract_add_up_to_what_is_outstanding() -> None:
    deal = deal_on(AUGUST24, received("SK-2026-0001", 2, "1234.56", date(2026, 7, 24)))

    rows, (contract,) = listed(payments.rows, deal, day=AUGUST24), listed(contracts.rows, deal, day=AUGUST24)

    assert sum(row.outstanding for row in rows) == contract.outstanding == Decimal("270465.44")


def test_an_invoice_of_an_instalments_amount_is_that_instalments() -> None:
    july23, august20 = date(2026, 7, 23), date(2026, 8, 20)
    bills = invoiced("KP-2026-0001", "111", str(HALF), july23), invoiced("KP-2026-0002", "222", str(HALF), august20)

    first, second = listed_on(payments.rows, AUGUST24, *bills)

    assert [(row.invoices, row.invoiced_on) for row in (first, second)] == [("111", july23), ("222", august20)]


def plan(*amounts: int) -> tuple[Instalment, ...]:
    return tuple(
        Instalment(n, f"第{n}期", Decimal(0), Decimal(amount), "交付", 1, "天") for n, amount in enumerate(amounts, 1)
    )


def bill(number: str, amount: int, word: str = "正常") -> Filing:
    answers = {"amount_incl": Answer("amount_incl", Decimal(amount)), "status": Answer("status", word)}
    return Filing("F17B", number, AUGUST24, Submission("F17B", "1.0", answers))


def by_number(instalments: tuple[Instalment, ...], *bills: Filing) -> dict[int, list[str]]:
    found = invoices_by_instalment(instalments, bills)
    return {number: [filing.number for filing in own] for number, own in found.items()}


def test_an_invoice_for_the_second_instalment_may_come_first() -> None:
    assert by_number(plan(30, 70), bill("a", 70)) == {2: ["a"]}


def test_one_invoice_may_be_for_several_instalments() -> None:
    assert by_number(plan(30, 30, 40), bill("a", 45), bill("b", 55)) == {1: ["a"], 2: ["a", "b"], 3: ["b"]}


def test_several_invoices_may_be_for_one_instalment() -> None:
    assert by_number(plan(30, 70), bill("a", 10), bill("b", 20), bill("c", 70)) == {1: ["a", "b"], 2: ["c"]}


def test_an_invoice_in_red_takes_back_the_latest_of_its_amount() -> None:
    bills = bill("a", 30), bill("b", 30), bill("c", 30, "红冲"), bill("d", 30)

    assert by_number(plan(30, 30), *bills) == {1: ["a"], 2: ["d"]}


def test_an_invoice_beyond_the_plan_is_nobodys() -> None:
    assert by_number(plan(30), bill("a", 30), bill("b", 5)) == {1: ["a"]}
    assert by_number((), bill("a", 30)) == {}
