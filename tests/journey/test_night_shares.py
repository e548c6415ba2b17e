"""A report's customers are shared out among processes; whoever goes through them, the report is the same."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.reports.history import CUSTOMER, DEAL, LEAD, RULEBOOK, STAFF, STAGES, TITLES, steps
from toolkit.demo import SELLER
from toolkit.desk.founding import found_house
from toolkit.house import House, open_house
from toolkit.ledger.encoding import decode, encode
from toolkit.ledger.groups import entries_in
from toolkit.ledger.store import Ledger
from toolkit.model.deal import Event
from toolkit.nightly import gather, shares
from toolkit.nightly.gather import gathered
from toolkit.nightly.shares import Asked, consolidated
from toolkit.reports.consolidation import Around, Counted, report_of
from toolkit.reports.report import Consolidated

AUGUST24 = date(2026, 8, 24)
CUSTOMERS = 9
DEPARTMENTS = ("生产", "物流", "客服")
AROUND = Around(rulebook=RULEBOOK, staff=STAFF, stages=STAGES, titles=TITLES)


def of(number: int, text: str) -> str:
    """The text of the first deal's history, told of another."""
    own = re.sub(r"JD-(\d{4})-(..)部门", lambda of: f"JD-2026-{number}{of[1]}{DEPARTMENTS.index(of[2])}", text)
    return own.replace("-2026-0", f"-2026-{number}")


def keep(ledger: Ledger) -> None:
    """The same history of nine customers; each customer has one more deal, which was opened only."""
    for day, happened in ((date(2026, 6, 16), None), *steps()):
        with ledger.deciding(day) as entry:
            for n in range(1, CUSTOMERS + 1):
                if happened is None:
                    entry.record(
                        [Event("customer registered", of(n, CUSTOMER), {"values": LEAD, "owner": f"员工{n % 4}"})]
                    )
                    second = {"customer": of(n, CUSTOMER), "owner": f"员工{n % 2}"}
                    entry.record([Event("deal opened", f"SJ-2026-9{n}00", second)])
                else:
                    facts = decode(of(n, encode(happened.facts)))
                    entry.record([Event(happened.kind, of(n, DEAL), facts)])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    found_house(tmp_path / "house", folders="en", lang="zh", company=SELLER, is_demo=True)
    with open_house(tmp_path / "house") as opened:
        keep(opened.ledger)
        yield opened


def book_of(house: House, *, processes: int) -> bytes:
    """The workbook of that day's end."""
    book = io.BytesIO()
    with gathered((house,), AUGUST24) as found:
        found.into_book(book, lang="zh", to_house="../", processes=processes)
    return book.getvalue()


def test_several_processes_write_the_same_workbook_as_one(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = book_of(house, processes=1)
    monkeypatch.setattr(shares, "SHARE_BYTES", 1)
    monkeypatch.setattr(gather, "WORTH_SHARING", 0)

    shared = book_of(house, processes=2)

    assert shared == alone


@pytest.mark.parametrize("length", [1, 20_000, 10**9])
def test_the_sums_are_the_same_however_the_customers_are_cut(
    house: House, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = told(house)
    monkeypatch.setattr(shares, "SHARE_BYTES", length)

    assert told(house) == whole
    assert whole.funnel[0].entered == 2 * CUSTOMERS
    assert whole.months[-2].signed == CUSTOMERS * Decimal("271700.00")
    assert {split.name for split in whole.by_owner} == {"员工0", "员工1", "王芳"}


def told(house: House) -> Consolidated:
    """What the shares come to, joined."""
    asked = Asked(around=AROUND, day=AUGUST24, home=RULEBOOK)
    counted = Counted(RULEBOOK, AUGUST24)
    with io.BytesIO() as spool:
        with house.ledger.reading() as questions:
            questions.copy_groups(spool)
        spool.seek(0)
        for share in consolidated(asked, entries_in(spool), processes=1):
            counted.join(share.counted)
    return report_of(counted, AROUND, day=AUGUST24)


def test_a_customer_is_never_cut_from_its_deals(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "SHARE_BYTES", 1)
    asked = Asked(around=AROUND, day=AUGUST24, home=RULEBOOK)
    with house.ledger.reading() as questions, io.BytesIO() as spool:
        questions.copy_groups(spool)
        spool.seek(0)

        found = list(consolidated(asked, entries_in(spool), processes=1))

    assert [sum(share.counted.stages.values()) for share in found] == [2] * CUSTOMERS
