"""Every deal is kept slim beside its events: what a report reads of it, as of any day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.reports.history import CUSTOMER, DEAL, LEAD, STAFF, event, filled, steps
from toolkit.ledger.groups import entries_in, groups_in
from toolkit.ledger.slim import freeze, slim, thaw
from toolkit.ledger.store import Ledger, open_ledger
from toolkit.model.deal import Deal, Event
from toolkit.model.house import Customer
from toolkit.model.kinds.reading import Span, Term
from toolkit.model.submission import Value

JUNE, AUGUST = date(2026, 6, 16), date(2026, 8, 3)
REGISTERED = Event("customer registered", CUSTOMER, {"values": LEAD, "owner": "王芳"})

values = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(),
    some.text(),
    some.decimals(allow_nan=False, allow_infinity=False),
    some.dates(),
    some.builds(Span, some.none() | some.just(Decimal(5)), some.just(Decimal("7.10"))),
    some.builds(Term, some.integers(0, 99), some.sampled_from(("天", "工作日", "个月"))),
    some.lists(some.text(), max_size=3).map(tuple),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.db") as opened:
        yield opened


def play(ledger: Ledger) -> None:
    with ledger.deciding(JUNE) as entry:
        entry.record([REGISTERED, *(Event("person listed", name, {"values": {}}) for name in STAFF)])
    for day, happened in steps():
        with ledger.deciding(day) as entry:
            entry.record([happened])


def groups(ledger: Ledger, as_of: date | None = None) -> list[tuple[Customer, tuple[Deal, ...]]]:
    spool = BytesIO()
    with ledger.reading() as questions:
        questions.copy_groups(spool, as_of=as_of)
    spool.seek(0)
    return list(groups_in(entries_in(spool)))


@given(some.dictionaries(some.text(), values), some.lists(some.dictionaries(some.text(), values), max_size=3))
def test_what_is_frozen_comes_back_as_it_was(answers: dict[str, Value], rows: list[dict[str, Value]]) -> None:
    scans = {"deals/扫描.pdf": "0" * 64}
    deal = Deal(DEAL)
    for happened in (
        event("deal opened", customer=CUSTOMER, owner="王芳"),
        event("blank issued", form="F08", number="SP-2026-0001", file="deals/空白.docx", digest="1" * 64),
        event("issued", document="G02", number="BJ-2026-0001", digest="2" * 64, figures={"gross": 1}, lang="en"),
        event("held", form="F04", number="XQ-2026-0001", codes=("R-05", "R-06")),
        event("filed", form="F07", number="TP-1", submission=filled("F07", answers, plan=rows), attachments=scans),
        event("filed", form="F19", number="XQ-1", submission=filled("F19", answers, phases=rows)),
        event("moved", stage="暂缓跟进", reason="预算", resumes_at="谈判中", resumes_with=("F07",)),
    ):
        deal = deal.after(AUGUST, happened)

    back = thaw(freeze(deal))

    assert back == slim(deal)


def test_every_answer_every_paper_and_every_stage_is_kept(ledger: Ledger) -> None:
    play(ledger)

    ((_, (kept,)),) = groups(ledger)

    folded = ledger.deal(DEAL)
    assert kept == slim(folded)
    assert kept.trail == folded.trail
    assert [filing.submission.words("conclusion") for filing in kept.all_filings("F07")] == ["达成一致"]
    assert len(kept.papers) == len(folded.papers) > 5


@pytest.mark.parametrize("day", sorted({day for day, _ in steps()}))
def test_a_deal_is_as_it_was_at_the_end_of_any_day(ledger: Ledger, day: date) -> None:
    play(ledger)

    ((customer, (kept,)),) = groups(ledger, day)

    assert kept == slim(ledger.deal(DEAL, as_of=day))
    assert customer.said("industry") == "制造业"


def test_neither_customer_nor_deal_is_there_before_its_day(ledger: Ledger) -> None:
    play(ledger)

    assert groups(ledger, date(2026, 6, 15)) == []


def test_a_customer_is_as_it_was_then(ledger: Ledger) -> None:
    play(ledger)
    with ledger.deciding(AUGUST) as entry:
        entry.record([Event("customer registered", CUSTOMER, {"values": {**LEAD, "industry": "医药"}})])

    then, now = groups(ledger, JUNE), groups(ledger)

    assert [group[0].said("industry") for group in (*then, *now)] == ["制造业", "医药"]


def test_an_event_of_an_earlier_day_makes_nothing_earlier(ledger: Ledger) -> None:
    """A clock that was set back for a while."""
    play(ledger)
    with ledger.deciding(JUNE) as entry:
        entry.record([event("held", form="F04", number="XQ-2026-0001", codes=("R-05",))])

    ((_, (then,)),) = groups(ledger, JUNE)

    assert then == slim(ledger.deal(DEAL, as_of=JUNE))
    assert then.stage == "已接触"


def test_customers_come_in_the_order_of_their_numbers_with_or_without_deals(ledger: Ledger) -> None:
    numbers = ["KH-2025-12000", "KH-2026-0002", "KH-2026-9999", "KH-2026-10000"]
    with ledger.deciding(JUNE) as entry:
        for n, number in enumerate(reversed(numbers)):
            entry.record([Event("customer registered", number, {"values": LEAD})])
            if n % 2:
                entry.record([Event("deal opened", f"SJ-2026-{n:04}", {"customer": number, "owner": ""})])

    found = groups(ledger)

    assert [customer.number for customer, _ in found] == numbers
    assert [len(deals) for _, deals in found] == [1, 0, 1, 0]


def test_what_a_step_undid_is_not_kept(ledger: Ledger) -> None:
    play(ledger)

    with ledger.deciding(AUGUST) as entry:
        with suppress(ZeroDivisionError), entry.about(""):
            entry.record([event("moved", transition="T", stage="已丢单")])
            raise ZeroDivisionError
        entry.record([Event("person listed", "新人", {"values": {}})])

    ((_, (kept,)),) = groups(ledger)
    assert kept == slim(ledger.deal(DEAL))
    before = ledger.projections()
    ledger.rebuild()
    assert ledger.projections() == before
