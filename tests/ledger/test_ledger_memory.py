"""What the ledger knows by heart is what stands in its tables, whoever wrote it and whatever was undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from toolkit.errors import LedgerTrouble
from toolkit.ledger import questions
from toolkit.ledger.entry import Entry
from toolkit.ledger.store import Ledger, open_ledger
from toolkit.model.arrival import Arrival
from toolkit.model.deal import Event
from toolkit.model.effect import Effect
from toolkit.model.submission import Answer, Submission

JUNE, JULY = date(2026, 6, 16), date(2026, 7, 1)
CUSTOMER, DEAL = "KH-2026-0001", "SJ-2026-0001"
NAME, CORE = "上海启明精密制造有限公司", "启明精密制造"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.db") as opened:
        with opened.deciding(JUNE) as entry:
            entry.record([registered(), Event("deal opened", DEAL, {"customer": CUSTOMER, "owner": "王芳"})])
            entry.record([listed("王芳", "销售代表"), priced("HT-200", "上料机"), researched("DY-2026-0001", "江苏")])
        yield opened


def registered(number: str = CUSTOMER, name: str = NAME) -> Event:
    return Event("customer registered", number, {"values": {"customer_name": name}, "owner": "王芳"})


def moved(stage: str) -> Event:
    return Event("moved", DEAL, {"transition": "T1", "stage": stage})


def filed(number: str) -> Event:
    submission = Submission("F05", "1", {"basis": Answer("basis", "现场调研", "现场调研", "成本!C7")})
    return Event("filed", DEAL, {"form": "F05", "number": number, "submission": submission})


def listed(name: str, role: str) -> Event:
    return Event("person listed", name, {"values": {"name": name, "role": role}})


def priced(code: str, name: str) -> Event:
    return Event("product listed", code, {"values": {"code": code, "name": name, "list_price": 100, "tax_rate": "13%"}})


def researched(number: str, region: str) -> Event:
    return Event("market researched", number, {"values": {"region": (region,)}})


def compared() -> Event:
    return Event("customers compared", CUSTOMER, {"other": "", "name": "启明机床厂", "is_same": False})


ASKED: dict[str, Callable[[Entry], object]] = {
    "the deal": lambda entry: entry.deal(DEAL),
    "the customer": lambda entry: entry.customer(CUSTOMER),
    "a new customer": lambda entry: entry.customer("KH-2026-0002"),
    "whose number it is": lambda entry: entry.deal_of("CB-2026-0001"),
    "who is alike": lambda entry: entry.customers_like(core=CORE),
    "what was compared": lambda entry: entry.comparisons(CUSTOMER),
    "the staff": lambda entry: dict(entry.staff()),
    "the products": lambda entry: dict(entry.products()),
    "the research": lambda entry: entry.profile(),
    "the last number": lambda entry: entry.last_drawn("CB", 2026),
    "the history": lambda entry: entry.events_of(DEAL),
    "the effects": lambda entry: [planned.effect for planned in entry.open_effects()],
    "the projections": lambda entry: [entry.counts()[name] for name in ("event", "core_piece", "reference", "effect")],
}


def change_everything(entry: Entry) -> None:
    number = entry.draw("CB")
    entry.record(
        [filed(number), moved("潜在客户"), registered(name="上海启明数控有限公司"), registered("KH-2026-0002")]
    )
    entry.record([listed("李强", "法务"), priced("AB-1", "导轨"), researched("DY-2026-0002", "上海"), compared()])
    entry.plan([Effect("write receipt", {"file": number})])


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_a_question_asked_before_is_answered_anew_after_a_change(
    ledger: Ledger, asked: Callable[[Entry], object]
) -> None:
    with ledger.deciding(JULY) as entry:
        before = asked(entry)
        change_everything(entry)
        within = asked(entry)

    with ledger.deciding(JULY) as entry:
        assert asked(entry) == within != before


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_what_was_undone_is_known_to_nobody(ledger: Ledger, asked: Callable[[Entry], object]) -> None:
    with ledger.deciding(JULY) as entry:
        before = asked(entry)
        with pytest.raises(RuntimeError), entry.about(""):  # noqa: PT012
            change_everything(entry)
            assert asked(entry) != before
            raise RuntimeError
        within = asked(entry)

    with ledger.deciding(JULY) as entry:
        assert asked(entry) == within == before


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_what_another_process_wrote_is_known_at_once(ledger: Ledger, asked: Callable[[Entry], object]) -> None:
    with ledger.deciding(JULY) as entry:
        before = asked(entry)

    with open_ledger(ledger.path) as other, other.deciding(JULY) as entry:
        change_everything(entry)

    with ledger.deciding(JULY) as entry:
        assert asked(entry) != before


@pytest.mark.parametrize("remembered", [0, 1, 256])
def test_a_deal_known_by_heart_is_the_one_that_happened(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, remembered: int
) -> None:
    monkeypatch.setattr(questions, "_REMEMBERED_DEALS", remembered)
    for n in range(1, 5):
        with ledger.deciding(JULY) as entry:
            entry.deal(DEAL)
            if n % 2:
                entry.record([Event("deal opened", f"SJ-2026-001{n}", {"customer": CUSTOMER, "owner": "王芳"})])
                entry.deal(f"SJ-2026-001{n}")
            entry.record([moved(f"第{n}步"), filed(f"CB-2026-000{n}")])
            known = entry.deal(DEAL)

        assert ledger.deal(DEAL) == known
        assert (len(known.filings), known.stage) == (n, f"第{n}步")


def test_what_is_undone_with_its_savepoint_leaves_what_came_before(ledger: Ledger) -> None:
    with ledger.deciding(JULY) as entry:
        entry.record([moved("潜在客户"), listed("李强", "法务")])
        entry.plan([Effect("write report")])
        with pytest.raises(RuntimeError), entry.about(""):  # noqa: PT012
            entry.record([moved("已签约"), listed("李强", "总经理")])
            entry.plan([Effect("write receipt")])
            raise RuntimeError
        assert (entry.deal(DEAL).stage, entry.staff()["李强"].role) == ("潜在客户", "法务")

    assert ledger.deal(DEAL).stage == "潜在客户"
    assert [planned.effect.kind for planned in ledger.open_effects()] == ["write report"]


def test_what_is_never_decided_is_forgotten(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), ledger.deciding(JULY) as entry:  # noqa: PT012
        change_everything(entry)
        assert "李强" in entry.staff()
        raise RuntimeError
    with ledger.deciding(JULY) as entry:
        entry.record([listed("赵敏", "财务")])  # an event with the id of the one that was undone

    with ledger.reading() as asked:
        assert list(asked.staff()) == ["王芳", "赵敏"]
        assert asked.deal(DEAL).stage == ""


def test_staff_and_products_stand_in_the_same_order_however_they_are_known(ledger: Ledger) -> None:
    with ledger.deciding(JULY) as entry:
        entry.record([listed("赵敏", "财务"), listed("丁一", "法务"), priced("B", "乙"), priced("A", "甲")])
        within = list(entry.staff()), list(entry.products())

    with open_ledger(ledger.path) as other, other.reading() as asked:
        assert (list(asked.staff()), list(asked.products())) == within


def test_effects_of_an_arrival_are_counted_on(ledger: Ledger) -> None:
    for n in range(2):
        with ledger.deciding(JULY) as entry, entry.about("a1"):
            entry.set_arrival(Arrival(id="a1", name="一.xlsx", digest="", day=JULY, outcome="waiting"))
            entry.plan([Effect("write report", {"n": n, "file": "甲"}), Effect("write report", {"n": n, "file": "乙"})])
            entry.plan([Effect("move original", {"n": n, "folder": "丙", "name": "丁"})])

    with ledger.reading() as asked:
        planned = [planned.effect.facts for planned, _ in asked.effects_of("a1")]
    assert [(facts["n"], facts.get("file", "丙/丁")) for facts in planned] == [
        *((n, file) for n in (0, 1) for file in ("甲", "乙", "丙/丁")),
    ]


def test_a_deal_that_was_never_opened_undoes_its_file_alone(ledger: Ledger) -> None:
    with ledger.deciding(JULY) as entry:
        with pytest.raises(LedgerTrouble, match='event "moved" of SJ-2026-0404'), entry.about(""):
            entry.record([Event("moved", "SJ-2026-0404", {"transition": "T1", "stage": "已签约"})])
        entry.record([moved("潜在客户")])

    assert ledger.deal(DEAL).stage == "潜在客户"
