"""The ledger's part of a form's way asks by index, whatever the house has grown to, and seldom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Table, event
from sqlalchemy.engine import Dialect

from tests.golden import COST_SHEET, CUSTOMER_FILE, STEPS, Step
from tests.journey.way import on_the_way
from tests.ledger.test_ledger_schema import POSTGRESQL, SQLITE
from toolkit.ledger import schema
from toolkit.ledger.projections import putting
from toolkit.ledger.store import open_ledger

GROWING = ("arrival", "core_piece", "comparison", "customer", "deal", "effect", "event", "reference", "accepted")
MOST_STATEMENTS = 32
LEADS = next(step for step in STEPS if step.form == "F02")
OTHER = {
    "customer_name": "苏州恒达机械科技有限公司",
    "customer_short": "恒达",
    "contact_phone": "13900000001",
    "contact_email": "li@hengda.example.com",
}

FORMS = ("F02", "F05", "M01")

Statement = tuple[str, Sequence[object]]


@dataclass(frozen=True)
class Asked:
    """What the ledger was asked on a form's way, and how it looked for it."""

    statements: tuple[str, ...]
    plans: tuple[str, ...]


@contextmanager
def heard(engine: Engine) -> Iterator[list[Statement]]:
    """What a database is asked within the block, transactions apart."""
    said: list[Statement] = []

    def hear(_: Connection, __: object, text: str, values: Any, ___: object, is_many: bool) -> None:
        if text.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            said.append((text, values[0] if is_many else values))

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def plans(engine: Engine, statements: Sequence[Statement]) -> Iterator[str]:
    with engine.connect().execution_options(deciding=False) as connection:
        for text, values in statements:
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", tuple(values)):
                yield str(row.detail)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Asked]:
    """What is asked on the way of a list with another lead, of a cost sheet and of a customer file."""
    found: dict[str, Asked] = {}
    (row, *_) = LEADS.tables["rows"]
    row = {key: value for key, value in row.items() if key != "uscc"} | OTHER
    other = replace(LEADS, tables={**LEADS.tables, "rows": (row,)}, name="又一条线索.xlsx")
    with on_the_way(tmp_path_factory.mktemp("asked") / "house", "06-30") as way:
        engine = way.house.ledger._engine
        steps: tuple[tuple[Step, bytes | None], ...] = (
            (other, way.plain("F02")),
            (COST_SHEET, None),
            (CUSTOMER_FILE, None),
        )
        for step, blank in steps:
            way.drop(step, blank=blank)
            with heard(engine) as statements:
                (answered,) = way.take(step.day)
            assert answered.outcome == "accepted", answered.all_findings()
            found[step.form] = Asked(tuple(text for text, _ in statements), tuple(plans(engine, statements)))
    return found


@pytest.mark.parametrize("form", FORMS)
def test_no_table_that_grows_is_read_from_end_to_end(asked: Mapping[str, Asked], form: str) -> None:
    scans = [plan for plan in asked[form].plans if plan.startswith("SCAN") and plan.split()[1] in GROWING]

    assert scans == []
    assert any(plan.startswith("SEARCH") for plan in asked[form].plans)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_asks_for_nothing_twice(asked: Mapping[str, Asked], form: str) -> None:
    said = asked[form].statements

    assert len(said) <= MOST_STATEMENTS, said


def test_what_a_day_brought_is_found_by_the_day_and_by_its_files(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db") as ledger:
        with heard(ledger._engine) as statements, ledger.reading() as questions:
            questions.decided_on(date(2026, 6, 30))
            questions.ordered_on(date(2026, 6, 30))
        found = {plan.split(" (")[0] for plan in plans(ledger._engine, statements) if plan.startswith(("SEA", "SCAN"))}

    ways = (
        "event USING INDEX event_by_arrival",
        "event USING INDEX event_by_day",
        "arrival USING INDEX arrival_by_day",
    )
    assert found == {f"SEARCH {way}" for way in ways}


def test_who_and_what_is_listed_is_read_when_it_has_changed(tmp_path: Path) -> None:
    with on_the_way(tmp_path / "house", "06-30") as way:
        way.house.ledger.rebuild()  # which forgets all that is known by heart
        read = []
        for n in range(2):
            way.drop(COST_SHEET, name=f"第{n}次.xlsx")
            with heard(way.house.ledger._engine) as said:
                way.take("07-01")
            read.append(
                [text.split("FROM ")[-1].split()[0] for text, _ in said if re.search("FROM (person|product) ", text)]
            )

    assert read == [["person", "product"], []]


@pytest.mark.parametrize("table", schema.tables.sorted_tables, ids=lambda table: table.name)
@pytest.mark.parametrize("dialect", [POSTGRESQL(), SQLITE()], ids=lambda dialect: dialect.name)
def test_a_row_takes_the_place_of_another_in_both_databases(table: Table, dialect: Dialect) -> None:
    keys = ", ".join(column.name for column in table.primary_key)

    replaced = str(putting(table, dialect.name).compile(dialect=dialect))
    kept = str(putting(table, dialect.name, is_kept=True).compile(dialect=dialect))

    assert f"ON CONFLICT ({keys}) DO UPDATE SET" in replaced
    assert f"ON CONFLICT ({keys}) DO NOTHING" in kept
