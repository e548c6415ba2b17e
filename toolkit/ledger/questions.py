"""What can be asked of the ledger: one customer, one deal as of a day, all deals, what came in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Row, Select, Table, and_, false, func, or_, select

from toolkit.errors import NothingNamed
from toolkit.ledger import schema
from toolkit.ledger.encoding import decode
from toolkit.ledger.projections import customer_after, person_in, product_in
from toolkit.model.arrival import Arrival, Outcome
from toolkit.model.deal import Deal, Event
from toolkit.model.effect import Effect, PlannedEffect
from toolkit.model.house import Customer, Person, Product
from toolkit.model.likeness import Comparison, nearness
from toolkit.model.standing import Standing
from toolkit.model.submission import Value

_T = TypeVar("_T")

_VERSION: Final = re.compile(r"-V\d+\Z")
_STREAMED_ROWS: Final = 500

Happened = tuple[date, Event]
"""An event and the day it happened."""


class Questions:
    """One consistent look at the ledger: all answers come from the same moment.

    `as_of` asks what was known at that day's end (decisions.md 26); None is now.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._folded: dict[str, tuple[int, Deal]] = {}
        """Deals as folded already within this look, each with its last event: the next fold goes on from there."""

    def deal(self, number: str, *, as_of: date | None = None) -> Deal:
        """The deal, folded from its events. Raises NothingNamed for one not opened by then."""
        last, deal = self._folded.get(number, (0, Deal(number))) if as_of is None else (0, Deal(number))
        columns = schema.event.c
        asked = select(columns.id, columns.day, columns.kind, columns.subject, columns.facts)
        asked = asked.where(columns.deal == number, columns.id > last, _until(as_of)).order_by(columns.id)
        for row in self._stream(asked):
            last, deal = row.id, deal.after(row.day, Event(row.kind, row.subject, decode(row.facts)))
        if not last:
            raise NothingNamed("deal", number)
        if as_of is None:
            self._folded[number] = (last, deal)
        return deal

    def deal_of(self, number: str) -> str | None:
        """The deal that any of our numbers belongs to.

        A version after a quote's number is passed over; a customer's number gives its deal when there is just one.
        """
        held = self._reference(number) or self._reference(_VERSION.sub("", number))
        if held is None:
            return None
        if held.deal is None:
            deals = self.deals_of_customer(held.customer)
            return deals[0] if len(deals) == 1 else None
        return str(held.deal)

    def customer_of(self, number: str) -> str | None:
        """The customer that any of our numbers belongs to."""
        held = self._reference(number) or self._reference(_VERSION.sub("", number))
        return None if held is None else str(held.customer)

    def customer(self, number: str, *, as_of: date | None = None) -> Customer | None:
        """The customer or lead; None for an unknown number."""
        if as_of is None:
            table = schema.customer
            held = self._connection.execute(select(table.c.record).where(table.c.number == number)).scalar()
            return _as(Customer, held) if held else None
        customer: Customer | None = None
        for _, event in self._events(schema.event.c.subject == number, as_of):
            customer = customer_after(customer, event)
        return customer

    def customers(self) -> Iterator[Customer]:
        """Every customer and lead, by number."""
        table = schema.customer
        for row in self._stream(select(table.c.record).order_by(table.c.number)):
            yield _as(Customer, row.record)

    def customers_like(
        self, name_key: str = "", uscc: str = "", phone: str = "", *, core: str = ""
    ) -> tuple[Customer, ...]:
        """Customers that share the name key, the credit code or the phone, or whose name has that core or a close one.

        An empty one is shared with nobody.
        """
        table = schema.customer.c
        asked = ((table.name_key, name_key), (table.uscc, uscc), (table.phone, phone))
        shared = or_(false(), *(column == value for column, value in asked if value))
        numbers = set(self._connection.execute(select(table.number).where(shared)).scalars())
        if core:
            numbers.update(self._of_core(core))
        return tuple(customer for number in sorted(numbers) if (customer := self.customer(number)) is not None)

    def _of_core(self, core: str) -> Iterator[str]:
        """Numbers of the customers whose name has that core or a close one."""
        table = schema.customer.c
        begins = or_(*(func.substr(table.core_key, n, 1).in_(set(core[:2])) for n in (1, 2)))
        for row in self._connection.execute(select(table.number, table.core_key).where(begins)):
            if row.core_key == core or nearness(row.core_key, core):
                yield row.number

    def comparisons(self, customer: str = "", *, name_key: str = "") -> tuple[Comparison, ...]:
        """What people decided of that customer or of that name, oldest first; everything when nothing is asked."""
        table = schema.comparison
        asked = select(table).order_by(table.c.day, table.c.other, table.c.customer)
        if customer or name_key:
            of_customer = or_(table.c.customer == customer, table.c.other == customer) if customer else false()
            asked = asked.where(or_(of_customer, table.c.name_key == name_key if name_key else false()))
        return tuple(
            Comparison(
                customer=row.customer,
                other=row.other,
                name=row.name,
                is_same=row.is_same,
                reason=row.reason,
                by=row.by,
                on=row.day,
            )
            for row in self._connection.execute(asked)
        )

    def deals_of_customer(self, number: str) -> tuple[str, ...]:
        """Numbers of the customer's deals, oldest first."""
        table = schema.deal.c
        asked = select(table.number).where(table.customer == number)
        by_age = asked.order_by(table.opened_on, func.length(table.number), table.number)
        return tuple(self._connection.execute(by_age).scalars())

    def staff(self, *, as_of: date | None = None) -> Mapping[str, Person]:
        """Our people, by name."""
        if as_of is None:
            return {person.name: person for person in self._records(schema.person, Person)}
        listed = self._events(schema.event.c.kind == "person listed", as_of)
        return {event.subject: person_in(event) for _, event in listed}

    def products(self, *, as_of: date | None = None) -> Mapping[str, Product]:
        """Our articles, by code."""
        if as_of is None:
            return {product.code: product for product in self._records(schema.product, Product)}
        listed = self._events(schema.event.c.kind == "product listed", as_of)
        return {event.subject: product_in(event) for _, event in listed}

    def profile(self, *, as_of: date | None = None) -> Mapping[str, Value]:
        """What the latest market research says of the customers we look for, by answer key; empty before any."""
        table = schema.research.c
        asked = select(table.record).where(table.day <= (as_of or date.max)).order_by(table.day, table.number)
        held = self._connection.execute(asked).scalars().all()
        found = decode(held[-1]) if held else {}
        assert isinstance(found, Mapping)
        return found

    def holder_of(self, number: str) -> tuple[str, str, str] | None:
        """(kind, deal, customer) that use a number; the deal is '' for a customer's own. None for a free number."""
        held = self._reference(number)
        return None if held is None else (held.kind, held.deal or "", held.customer or "")

    def numbers_of(self, deal: str) -> tuple[tuple[str, str], ...]:
        """(number, kind) of everything that belongs to a deal, in order of number."""
        table = schema.reference.c
        asked = select(table.number, table.kind).where(table.deal == deal).order_by(table.number)
        return tuple((row.number, row.kind) for row in self._connection.execute(asked))

    def was_accepted(self, form: str, digest: str) -> str | None:
        """Id of the arrival that brought these very bytes as this form and was accepted; None for none."""
        table = schema.accepted.c
        asked = select(table.arrival).where(table.form == form, table.digest == digest)
        return self._connection.execute(asked).scalar()

    def arrival(self, id: str) -> Arrival | None:
        """One arrival; None for an unknown id."""
        row = self._connection.execute(select(schema.arrival).where(schema.arrival.c.id == id)).one_or_none()
        return None if row is None else _arrival(row)

    def arrival_of(self, claim: str) -> Arrival | None:
        """The latest arrival that a claim held; None for a claim that was never captured."""
        table = schema.arrival
        asked = select(table).where(table.c.claim == claim).order_by(table.c.day.desc(), table.c.id.desc()).limit(1)
        row = self._connection.execute(asked).one_or_none()
        return None if row is None else _arrival(row)

    def unpacked_from(self, file: str, digest: str) -> Arrival | None:
        """The zip that a file in the inbox was unpacked from; None for one that people dropped."""
        table = schema.effect
        asked = select(table.c.arrival, table.c.payload).where(table.c.kind == "write member")
        for row in self._stream(asked.order_by(table.c.id.desc())):
            facts = decode(row.payload)
            if (facts["file"], facts["digest"]) == (file, digest):
                return self.arrival(row.arrival)
        return None

    def latest_named(self, name: str) -> Arrival | None:
        """The latest arrival of a file of that name."""
        table = schema.arrival
        asked = select(table).where(table.c.name == name).order_by(table.c.day.desc(), table.c.id.desc()).limit(1)
        row = self._connection.execute(asked).one_or_none()
        return None if row is None else _arrival(row)

    def arrivals(
        self, day: date | None = None, *, outcome: Outcome | None = None, digest: str = ""
    ) -> tuple[Arrival, ...]:
        """What came in, by day and id: of that day, with that outcome, of these bytes; all when nothing is asked."""
        table = schema.arrival
        asked = select(table).order_by(table.c.day, table.c.id)
        if day is not None:
            asked = asked.where(table.c.day == day)
        if outcome is not None:
            asked = asked.where(table.c.outcome == outcome)
        if digest:
            asked = asked.where(table.c.digest == digest)
        return tuple(_arrival(row) for row in self._connection.execute(asked))

    def events_of(self, deal: str, *, as_of: date | None = None) -> tuple[Happened, ...]:
        """What happened to a deal, oldest first."""
        return tuple(self._events(schema.event.c.deal == deal, as_of))

    def events_on(self, day: date) -> tuple[Happened, ...]:
        """Everything that happened on a day, in order."""
        return tuple(self._events(schema.event.c.day == day, None))

    def events_from(self, arrival: str) -> tuple[Happened, ...]:
        """What one arrival brought about."""
        return tuple(self._events(schema.event.c.arrival == arrival, None))

    def all_deals(self, *, stage: str | None = None, owner: str | None = None) -> Iterator[Standing]:
        """Where every deal stands now, by number; only those at a stage or of an owner, when asked."""
        deal, customer = schema.deal.c, schema.customer.c
        joined = schema.deal.outerjoin(schema.customer, deal.customer == customer.number)
        asked = select(schema.deal, customer.name.label("customer_name")).select_from(joined).order_by(deal.number)
        if stage is not None:
            asked = asked.where(deal.stage == stage)
        if owner is not None:
            asked = asked.where(deal.owner == owner)
        for row in self._stream(asked):
            days = (row.opened_on, row.moved_on, row.updated_on)
            yield Standing(row.number, row.customer, row.customer_name or "", row.owner, row.stage, *days)

    def every_deal(self, *, as_of: date | None = None) -> Iterator[Deal]:
        """Every deal in full, by number, folded in one pass over the events."""
        columns = schema.event.c
        asked = select(columns.day, columns.kind, columns.subject, columns.facts)
        asked = asked.where(_until(as_of), columns.deal.is_not(None)).order_by(columns.deal, columns.id)
        for number, rows in groupby(self._stream(asked), key=lambda row: str(row.subject)):
            deal = Deal(number)
            for row in rows:
                deal = deal.after(row.day, Event(row.kind, number, decode(row.facts)))
            yield deal

    def open_effects(self) -> tuple[PlannedEffect, ...]:
        """Effects still to be done, in the order they were planned."""
        table = schema.effect
        asked = select(table).where(table.c.state == "todo").order_by(table.c.id)
        return tuple(_planned(row) for row in self._connection.execute(asked))

    def effects_of(self, arrival: str) -> tuple[tuple[PlannedEffect, bool], ...]:
        """The effects of an arrival in order, each with whether it is done."""
        table = schema.effect
        asked = select(table).where(table.c.arrival == arrival).order_by(table.c.seq)
        return tuple((_planned(row), row.state == "done") for row in self._connection.execute(asked))

    def last_drawn(self, prefix: str, year: int) -> int:
        """The last number drawn of a series in a year; 0 before the first."""
        table = schema.series.c
        asked = select(table.last).where(table.prefix == prefix, table.year == year)
        return self._connection.execute(asked).scalar() or 0

    def counts(self) -> Mapping[str, int]:
        """How many rows each table holds, for `doctor`."""
        held = schema.tables.sorted_tables
        return {t.name: self._connection.execute(select(func.count()).select_from(t)).scalar_one() for t in held}

    def _reference(self, number: str) -> Row[Any] | None:
        table = schema.reference
        return self._connection.execute(select(table).where(table.c.number == number)).one_or_none()

    def _events(self, condition: Any, as_of: date | None) -> Iterator[Happened]:
        columns = schema.event.c
        asked = select(columns.day, columns.kind, columns.subject, columns.facts)
        for row in self._stream(asked.where(and_(condition, _until(as_of))).order_by(columns.id)):
            yield row.day, Event(row.kind, row.subject, decode(row.facts))

    def _records(self, table: Table, kind: type[Any]) -> Iterator[Any]:
        (key,) = table.primary_key
        for row in self._stream(select(table.c.record).order_by(key)):
            yield _as(kind, row.record)

    def _stream(self, asked: Select[Any]) -> Iterator[Row[Any]]:
        yield from self._connection.execute(asked.execution_options(yield_per=_STREAMED_ROWS))


def _until(as_of: date | None) -> Any:
    return schema.event.c.day <= (as_of or date.max)


def _as(kind: type[_T], text: str) -> _T:
    record = decode(text)
    assert isinstance(record, kind)
    return record


def _arrival(row: Row[Any]) -> Arrival:
    return Arrival(
        id=row.id,
        name=row.name,
        digest=row.digest,
        day=row.day,
        outcome=row.outcome,
        form=row.form,
        first_seen=datetime.fromisoformat(row.first_seen) if row.first_seen else None,
        dropped=row.dropped,
        claim=row.claim,
        attempts=row.attempts,
        detail=decode(row.detail),
    )


def _planned(row: Row[Any]) -> PlannedEffect:
    return PlannedEffect(row.id, row.arrival or "", Effect(row.kind, decode(row.payload)), row.tries, row.last_error)
