"""The ledger: a local SQLite file that only grows.

One `deciding` is one transaction: state, numbers, unique keys and the effects to come stand together or not at
all (architecture.md, promises 5 and 6).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, update
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError

from toolkit.errors import LedgerTrouble
from toolkit.ledger import schema
from toolkit.ledger.disk import network_file_system
from toolkit.ledger.entry import Entry
from toolkit.ledger.projections import rebuild
from toolkit.ledger.questions import Memory, Questions
from toolkit.model.deal import Deal
from toolkit.model.effect import PlannedEffect

_SAFE_WAL: Final = (3, 51, 3)
_BUSY_MILLISECONDS: Final = 30_000
_CACHE_KIBIBYTES: Final = 32_768
"""Room for a batch of forms: what does not fit is written, and synced, before the decision is taken."""
_VERSION: Final = select(schema.meta.c.value).where(schema.meta.c.name == "schema")


def journal_mode(library: tuple[int, ...]) -> str:
    """The journal that an SQLite library of that version may be trusted with.

    Libraries before 3.51.3 can corrupt a write-ahead log that is reset by two writers. Source: engines.md 7.
    """
    return "WAL" if library >= _SAFE_WAL else "TRUNCATE"


class Ledger:
    """An open ledger; a context manager. Threads may share it, processes open their own."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine
        self._memory = Memory()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def deciding(self, day: date, *, arrival: str = "") -> Iterator[Entry]:
        """One transaction that nobody else writes beside; kept when the block ends, undone when it raises.

        `arrival` is the id of the file decided about: `Entry.set_arrival` writes its row within the same block
        (or an earlier one did). Ask the entry, not the ledger, while the block is open. Several rows of one
        file are several steps of one block. Raises LedgerTrouble when the ledger stays locked for 30 s.
        """
        with self._transaction(is_deciding=True) as connection:
            entry = Entry(connection, day, arrival, self._memory)
            yield entry
            deals, last = entry.finish()
        self._memory.keep_deals(deals, last)

    @contextmanager
    def reading(self) -> Iterator[Questions]:
        """All the questions, answered from one moment of the ledger."""
        with self._transaction() as connection:
            yield Questions(connection, self._memory)

    def deal(self, number: str, *, as_of: date | None = None) -> Deal:
        """The deal as it stands, or as it stood at a day's end. Raises NothingNamed for one not opened by then."""
        with self.reading() as questions:
            return questions.deal(number, as_of=as_of)

    def open_effects(self) -> tuple[PlannedEffect, ...]:
        """Effects still to be done, in the order they were planned."""
        with self.reading() as questions:
            return questions.open_effects()

    def rebuild(self) -> int:
        """Make every projection again from the events, in one transaction; how many events there were."""
        with self._transaction(is_deciding=True) as connection:
            self._memory = Memory()
            return rebuild(connection)

    def projections(self) -> Mapping[str, tuple[tuple[Any, ...], ...]]:
        """Every row of every projection, in order of key: what a rebuild must give again."""
        with self._transaction() as connection:
            return {
                table.name: tuple(tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key)))
                for table in schema.projections
            }

    @contextmanager
    def _transaction(self, *, is_deciding: bool = False) -> Iterator[Connection]:
        with _named(self.path), _transaction(self._engine, is_deciding=is_deciding) as connection:
            yield connection


def open_ledger(path: Path) -> Ledger:
    """The ledger at that path, made new (folders included) when there is none; close it, or use `with`.

    Raises LedgerTrouble for a path on a network file system, a file that is no ledger, and a ledger that a newer
    salesdocs wrote.
    """
    found = network_file_system(path)
    if found:
        raise LedgerTrouble(
            f"{path} lies on a network file system ({found}), where SQLite loses data; "
            "set [folders] local in salesdocs.toml to a folder on this machine's disk"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise LedgerTrouble(f"{path.parent} cannot be made: {trouble}") from trouble
    engine = _engine(path)
    try:
        with _named(path):
            _make_ready(engine, path)
    except LedgerTrouble:
        engine.dispose()
        raise
    return Ledger(path, engine)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """What the database complains about, said as trouble of this ledger."""
    try:
        yield
    except DatabaseError as trouble:
        raise LedgerTrouble(f"ledger {path}: {trouble.orig or trouble}") from trouble


def _engine(path: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, record: object) -> None:
    """Every connection's settings; transactions are opened by `_begin`, never by the driver."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in (
        f"busy_timeout={_BUSY_MILLISECONDS}",
        f"journal_mode={journal_mode(sqlite3.sqlite_version_info)}",
        "synchronous=FULL",
        f"cache_size=-{_CACHE_KIBIBYTES}",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


@contextmanager
def _transaction(engine: Engine, *, is_deciding: bool = False) -> Iterator[Connection]:
    with engine.connect().execution_options(deciding=is_deciding) as connection, connection.begin():
        yield connection


def _begin(connection: Connection) -> None:
    """Take the one writer's place at once when deciding: two who read first could both draw the same number."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options()["deciding"] else "BEGIN")


def _make_ready(engine: Engine, path: Path) -> None:
    """Make the tables of a new ledger, or see that we understand the ones there are."""
    with _transaction(engine) as connection:
        is_new = not inspect(connection).has_table("meta")
    if is_new:
        with _transaction(engine, is_deciding=True) as connection:
            if not inspect(connection).has_table("meta"):  # another process may have been quicker
                schema.tables.create_all(connection, checkfirst=False)
                stamp = {"name": "schema", "value": str(schema.SCHEMA_VERSION)}
                connection.execute(insert(schema.meta).values(stamp))
    with _transaction(engine) as connection:
        version = connection.execute(_VERSION).scalar()
    if version is not None and int(version) < schema.SCHEMA_VERSION:
        _bring_up(engine)
    elif version is None or int(version) > schema.SCHEMA_VERSION:
        raise LedgerTrouble(
            f"ledger {path} has schema {version}, this salesdocs knows {schema.SCHEMA_VERSION}; use a newer salesdocs"
        )


@contextmanager
def _unbound(engine: Engine) -> Iterator[Connection]:
    """One deciding transaction in which tables that others refer to may be made again."""
    with engine.connect().execution_options(deciding=True) as connection:
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                    raise LedgerTrouble(f"the ledger holds rows that refer to nothing: {broken[0]}")
        finally:
            connection.invalidate()  # the setting goes with it


def _reshape_arrivals(connection: Connection, columns: list[str]) -> None:
    """The arrivals in their new shape: SQLite changes no constraint of a table that is there."""
    kept = ", ".join(f'"{name}"' for name in columns)
    connection.exec_driver_sql("CREATE TEMP TABLE earlier AS SELECT * FROM arrival")
    connection.exec_driver_sql("DROP TABLE arrival")
    schema.arrival.create(connection)
    connection.exec_driver_sql(f"INSERT INTO arrival ({kept}) SELECT {kept} FROM earlier")
    connection.exec_driver_sql("DROP TABLE temp.earlier")


def _bring_up(engine: Engine) -> None:
    """A ledger of an earlier salesdocs: its projections are made again in their new shape, what happened stays."""
    with _unbound(engine) as connection:
        if int(connection.execute(_VERSION).scalar_one()) >= schema.SCHEMA_VERSION:
            return  # another process was quicker
        earlier = inspect(connection).get_table_names()
        columns = [column["name"] for column in inspect(connection).get_columns("arrival")]
        schema.tables.drop_all(connection, tables=[t for t in schema.projections if t.name in earlier])
        _reshape_arrivals(connection, columns)
        schema.tables.create_all(connection)
        for index in (index for name in earlier for index in schema.tables.tables[name].indexes):
            index.create(connection, checkfirst=True)
        rebuild(connection)
        stamped = update(schema.meta).where(schema.meta.c.name == "schema")
        connection.execute(stamped.values(value=str(schema.SCHEMA_VERSION)))
