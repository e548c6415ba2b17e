from __future__ import annotations

import pytest
from sqlalchemy import Dialect, Table
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from toolkit.ledger import schema

POSTGRESQL, SQLITE = (make_url(f"{name}://").get_dialect() for name in ("postgresql+pg8000", "sqlite"))
TABLES = schema.tables.sorted_tables


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@pytest.mark.parametrize("dialect", [POSTGRESQL(), SQLITE()], ids=lambda dialect: dialect.name)
def test_every_table_can_be_made_in_both_databases(table: Table, dialect: Dialect) -> None:
    made = str(CreateTable(table).compile(dialect=dialect))
    indexed = [str(CreateIndex(index).compile(dialect=dialect)) for index in table.indexes]

    assert f"CREATE TABLE {table.name} (" in made
    assert "PRIMARY KEY" in made
    assert all(f" ON {table.name} (" in index for index in indexed)


def test_a_file_is_looked_for_only_when_the_decision_is_whole() -> None:
    made = str(CreateTable(schema.event).compile(dialect=POSTGRESQL()))

    assert "DEFERRABLE INITIALLY DEFERRED" in made


def test_what_happened_is_no_projection() -> None:
    kept = {table.name for table in TABLES} - {table.name for table in schema.projections}

    assert kept == {"meta", "event", "arrival", "effect", "notice", "series", "accepted"}
