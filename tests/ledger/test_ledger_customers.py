from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.ledger.store import Ledger, open_ledger
from toolkit.model.company_name import core_of
from toolkit.model.deal import Event
from toolkit.model.likeness import Comparison, nearness, pieces

JUNE, JULY = date(2026, 6, 16), date(2026, 7, 1)
NAMES = {
    "KH-2026-0001": "上海启明精密制造有限公司",
    "KH-2026-0002": "启明精密制造(苏州)有限责任公司",
    "KH-2026-0003": "上海启明精密设备制造有限公司",
    "KH-2026-0004": "昆仑精密制造有限公司",
}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.db") as opened:
        with opened.deciding(JUNE) as entry:
            entry.record(
                Event("customer registered", number, {"values": {"customer_name": name}, "owner": "王芳"})
                for number, name in NAMES.items()
            )
        yield opened


def compared(ledger: Ledger, one: str, other: str, *, is_same: bool, day: date = JUNE, name: str = "") -> None:
    facts = {"other": other, "name": name or NAMES[other], "is_same": is_same, "reason": "电话核实", "by": "李强"}
    with ledger.deciding(day) as entry:
        entry.record([Event("customers compared", one, facts)])


def decision(customer: str, other: str, name: str, *, is_same: bool, on: date = JUNE) -> Comparison:
    return Comparison(customer=customer, other=other, name=name, is_same=is_same, reason="电话核实", by="李强", on=on)


def test_customers_are_found_by_the_core_of_a_name(ledger: Ledger) -> None:
    with ledger.reading() as questions:
        found = questions.customers_like(core=core_of("北京启明精密制造集团").words)

    assert [customer.number for customer in found] == ["KH-2026-0001", "KH-2026-0002", "KH-2026-0003"]


def test_nobody_shares_what_is_empty(ledger: Ledger) -> None:
    with ledger.reading() as questions:
        assert questions.customers_like() == ()


def test_a_decision_is_found_from_either_customer(ledger: Ledger) -> None:
    compared(ledger, "KH-2026-0003", "KH-2026-0001", is_same=False)

    with ledger.reading() as questions:
        first, third, second = (questions.comparisons(f"KH-2026-000{n}") for n in (1, 3, 2))

    assert first == third == (decision("KH-2026-0001", "KH-2026-0003", NAMES["KH-2026-0001"], is_same=False),)
    assert second == ()


def test_a_later_decision_stands_in_place_of_the_earlier(ledger: Ledger) -> None:
    compared(ledger, "KH-2026-0001", "KH-2026-0002", is_same=False)
    compared(ledger, "KH-2026-0002", "KH-2026-0001", is_same=True, day=JULY)

    with ledger.reading() as questions:
        (found,) = questions.comparisons()

    assert (found.is_same, found.on) == (True, JULY)


def test_a_decision_about_a_name_is_found_by_that_name(ledger: Ledger) -> None:
    compared(ledger, "KH-2026-0001", "", is_same=False, name="启明机床厂")

    with ledger.reading() as questions:
        by_name, by_number = questions.comparisons(name_key="启明机床厂"), questions.comparisons("KH-2026-0001")

    assert by_name == by_number == (decision("KH-2026-0001", "", "启明机床厂", is_same=False),)


def test_decisions_outlive_a_rebuild(ledger: Ledger) -> None:
    compared(ledger, "KH-2026-0001", "KH-2026-0002", is_same=True)
    compared(ledger, "KH-2026-0001", "", is_same=False, name="启明机床厂")
    before = ledger.projections()

    ledger.rebuild()

    assert ledger.projections() == before
    assert len(before["comparison"]) == 2


def made_up(chance: Random) -> str:
    """A company's name of few characters, so that many are near each other."""
    trade_name = "".join(chance.choices("启明恒达通", k=chance.randint(1, 4)))
    trade = "".join(chance.choices(("精密", "机械", "制造", "设备", "自动化", "a"), k=chance.randint(0, 3)))
    return chance.choice(("上海", "苏州", "")) + trade_name + trade + chance.choice(("有限公司", "集团", ""))


def test_looking_up_pieces_finds_whom_a_look_at_every_customer_finds(tmp_path: Path) -> None:
    chance = Random(6)
    names = {f"KH-2026-{n:04}": made_up(chance) for n in range(600)}
    with open_ledger(tmp_path / "ledger.db") as ledger:
        with ledger.deciding(JUNE) as entry:
            entry.record(
                Event("customer registered", number, {"values": {"customer_name": name}, "owner": "王芳"})
                for number, name in names.items()
            )
        cores = {number: core_of(name).words for number, name in names.items()}
        found, scanned = {}, {}
        with ledger.reading() as questions:
            for core in {core_of(made_up(chance)).words for _ in range(300)} - {""}:
                found[core] = [customer.number for customer in questions.customers_like(core=core)]
                scanned[core] = [n for n, other in cores.items() if other == core or nearness(other, core)]

    assert found == scanned
    assert sum(map(len, found.values())) > 300


def test_a_customer_of_another_name_is_found_by_that_alone(ledger: Ledger) -> None:
    with ledger.deciding(JULY) as entry:
        renamed = {"values": {"customer_name": "苏州昆仑数控有限公司"}, "owner": "王芳"}
        entry.record([Event("customer registered", "KH-2026-0001", renamed)])

        found = [[one.number for one in entry.customers_like(core=core)] for core in ("启明精密制造", "昆仑数控")]

    assert found == [["KH-2026-0002", "KH-2026-0003"], ["KH-2026-0001"]]


cores = st.text("启明恒达机械", max_size=14)


@given(cores, st.data())
def test_near_cores_share_a_piece(core: str, data: st.DataObject) -> None:
    lacking = data.draw(st.sets(st.integers(0, 14), max_size=4))
    kept = "".join(character for n, character in enumerate(core) if n not in lacking)
    place, put_in = data.draw(st.integers(0, 14)), data.draw(st.text("启明恒达机械", max_size=3))
    other = kept[:place] + put_in + kept[place:]

    if core and (other == core or nearness(core, other)):
        assert pieces(core) & pieces(other)


def test_few_pieces_are_kept_of_a_name() -> None:
    assert pieces("") == set()
    assert pieces("启明") == {"启启明", "明启明"}
    assert len(pieces("恒达精密机械设备")) == 12
    assert "机机械" not in pieces("恒达机械设备")
