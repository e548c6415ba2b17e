"""All customers with their deals, customer by customer, as of a day's end: what a report goes through.

They are copied out of the ledger first and read at leisure: a reader that takes its time would keep forms waiting.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
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
_Key = tuple[str, int, str]


def copy_groups(questions: Questions, connection: Connection, spool: IO[str], as_of: date | None) -> None:
    """Write every customer and deal into a file, a line each, in order of the customers' numbers.

    What has not changed since that day is copied as it lies there; what has is folded from its events.
    """
    day = as_of or date.max
    lines = heapq.merge(_customers(questions, connection, day), _deals(questions, connection, day))
    spool.writelines(f"{record}\n" if is_deal else f"{number} {record}\n" for (_, _, number), is_deal, record in lines)


def groups_in(lines: Iterable[str]) -> Iterator[tuple[Customer, tuple[Deal, ...]]]:
    """Each customer with its deals, by number; a customer without any deal, too."""
    for number, found in groupby(_read(lines), key=lambda line: line[0]):
        held, deals = Customer(number=number, name=""), []
        for _, one in found:
            if isinstance(one, Customer):
                held = one
            else:
                deals.append(one)
        yield held, tuple(deals)


def _read(lines: Iterable[str]) -> Iterator[tuple[str, Customer | Deal]]:
    for line in lines:
        if line.startswith("["):
            deal = thaw(line)
            yield deal.customer, deal
        else:
            number, _, record = line.partition(" ")
            yield number, decode(record)


def _customers(questions: Questions, connection: Connection, day: date) -> Iterator[tuple[_Key, bool, str]]:
    columns = customer.c
    asked = select(columns.number, columns.latest_on, columns.record).order_by(*_in_order(columns.number))
    for row in _streamed(connection, asked):
        if row.latest_on <= day:
            yield _key(row.number), False, row.record
        elif earlier := questions.customer(row.number, as_of=day):
            yield _key(row.number), False, encode(earlier)


def _deals(questions: Questions, connection: Connection, day: date) -> Iterator[tuple[_Key, bool, str]]:
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
