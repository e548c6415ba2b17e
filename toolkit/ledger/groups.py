"""All customers with their deals, customer by customer, as of a day's end: what a report goes through.

They are copied out of the ledger first and read at leisure: a reader that takes its time would keep forms waiting.
"""

from __future__ import annotations

import heapq
import struct
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import IO, TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, select

from toolkit.errors import NothingNamed
from toolkit.ledger.encoding import decode, encode
from toolkit.ledger.folding import STREAMED_ROWS
from toolkit.ledger.schema import customer, slim_deal
from toolkit.ledger.slim import freeze, thaw
from toolkit.model.deal import Deal
from toolkit.model.house import Customer

if TYPE_CHECKING:
    from toolkit.ledger.questions import Questions

_PREFIX_AND_YEAR: Final = len("KH-2026-")
_SORTING_KIBIBYTES: Final = 4_096
"""Room that SQLite sorts in, and keeps pages in, meanwhile; more is no faster, and the report would keep it."""
_Key = tuple[str, int, str]
_FRAME: Final = struct.Struct(">?HI")

Entry = tuple[str, bool, bytes]
"""A customer's number, whether what follows is a deal of it, and its record."""


def copy_groups(questions: Questions, connection: Connection, spool: IO[bytes], as_of: date | None) -> None:
    """Write every customer and deal into a file, in order of the customers' numbers.

    What has not changed since that day is copied as it lies there; what has is folded from its events.
    """
    day = as_of or date.max
    usual = connection.exec_driver_sql("PRAGMA cache_size").scalar()
    connection.exec_driver_sql(f"PRAGMA cache_size=-{_SORTING_KIBIBYTES}")
    try:
        found = heapq.merge(_customers(questions, connection, day), _deals(questions, connection, day))
        spool.writelines(_framed(key[-1], record, is_deal=is_deal) for key, is_deal, record in found)
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size={usual}")


def _framed(number: str, record: bytes, *, is_deal: bool) -> bytes:
    name = number.encode()
    return _FRAME.pack(is_deal, len(name), len(record)) + name + record


def entries_in(spool: IO[bytes]) -> Iterator[Entry]:
    """What `copy_groups` wrote, in its order."""
    while head := spool.read(_FRAME.size):
        is_deal, name, length = _FRAME.unpack(head)
        yield spool.read(name).decode(), is_deal, spool.read(length)


def groups_in(entries: Iterable[Entry]) -> Iterator[tuple[Customer, tuple[Deal, ...]]]:
    """Each customer with its deals, by number; a customer without any deal, too."""
    for number, found in groupby(entries, key=itemgetter(0)):
        held, deals = Customer(number=number, name=""), []
        for _, is_deal, record in found:
            if is_deal:
                deals.append(thaw(record))
            else:
                held = decode(record.decode())
        yield held, tuple(deals)


def _customers(questions: Questions, connection: Connection, day: date) -> Iterator[tuple[_Key, bool, bytes]]:
    columns = customer.c
    asked = select(columns.number, columns.latest_on, columns.record).order_by(*_in_order(columns.number))
    for row in _streamed(connection, asked):
        if row.latest_on <= day:
            yield _key(row.number), False, row.record.encode()
        elif earlier := questions.customer(row.number, as_of=day):
            yield _key(row.number), False, encode(earlier).encode()


def _deals(questions: Questions, connection: Connection, day: date) -> Iterator[tuple[_Key, bool, bytes]]:
    columns = slim_deal.c
    asked = select(columns.number, columns.customer, columns.latest_on, columns.record)
    for row in _streamed(connection, asked.order_by(*_in_order(columns.customer), *_in_order(columns.number))):
        if row.latest_on <= day:
            yield _key(row.customer), True, row.record
        elif earlier := _earlier(questions, row.number, day):
            yield _key(row.customer), True, freeze(earlier)


def _earlier(questions: Questions, number: str, day: date) -> Deal | None:
    try:
        return questions.deal(number, as_of=day)
    except NothingNamed:
        return None


def _streamed(connection: Connection, asked: Any) -> Iterator[Row[Any]]:
    yield from connection.execute(asked.execution_options(yield_per=STREAMED_ROWS))


def _in_order(number: ColumnElement[str]) -> tuple[ColumnElement[Any], ...]:
    """By what numbers are ordered: `KH-2026-9999` comes before `KH-2026-10000`."""
    return func.substr(number, 1, _PREFIX_AND_YEAR), func.length(number), number


def _key(number: str) -> _Key:
    return number[:_PREFIX_AND_YEAR], len(number), number
