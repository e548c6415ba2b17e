"""What can be asked of the ledger: one customer, one deal as of a day, all deals, what came in."""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import IO, Any, Final, Literal, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    CursorResult,
    Executable,
    Row,
    Select,
    Table,
    bindparam,
    func,
    or_,
    select,
)

from toolkit.errors import NothingNamed
from toolkit.ledger import schema
from toolkit.ledger.encoding import decode
from toolkit.ledger.folding import STREAMED_ROWS, folded
from toolkit.ledger.groups import copy_groups
from toolkit.ledger.outbox import NoticeQuestions
from toolkit.ledger.projections import customer_after, person_in, product_in
from toolkit.ledger.slim import thaw
from toolkit.model.arrival import Arrival, Outcome
from toolkit.model.deal import Deal, Event
from toolkit.model.effect import Effect, PlannedEffect
from toolkit.model.house import Customer, Person, Product
from toolkit.model.likeness import Comparison, nearness, pieces
from toolkit.model.standing import Standing
from toolkit.model.submission import Value

_T = TypeVar("_T")

_NAMING: Final = ("document", "number", "version", "variant", "file", "template")
"""Facts of an issue that say which document it is, not what it says."""
_VERSION: Final = re.compile(r"-V\d+\Z")
_REMEMBERED_DEALS: Final = 256
_DAY: Final = timedelta(days=1)

Happened = tuple[date, Event]
"""An event and the day it happened."""

ListingKind = Literal["person listed", "product listed", "market researched"]
LISTINGS: Final[tuple[ListingKind, ...]] = ("person listed", "product listed", "market researched")
"""Events that change what is asked for every form, and happen seldom."""

_OF: Final[BindParameter[str]] = bindparam("of")
_EVENT: Final = schema.event.c
_EVENTS: Final = select(_EVENT.day, _EVENT.kind, _EVENT.subject, _EVENT.facts)
_EVENTS_OF_DEAL: Final = _EVENTS.where(_EVENT.deal == _OF, _EVENT.id > bindparam("last")).order_by(_EVENT.id)
_CUSTOMER: Final = select(schema.customer.c.record).where(schema.customer.c.number == _OF)
_SHARING: Final = select(schema.customer.c.number).where(
    or_(
        schema.customer.c.name_key == bindparam("name_key"),
        schema.customer.c.uscc == bindparam("uscc"),
        schema.customer.c.phone == bindparam("phone"),
    )
)
_PIECE: Final = schema.core_piece.c
_OF_PIECES: Final = select(_PIECE.customer, _PIECE.core).where(_PIECE.piece.in_(bindparam("pieces", expanding=True)))
_REFERENCE: Final = select(schema.reference).where(schema.reference.c.number == _OF)
_ACCEPTED: Final = select(schema.accepted.c.arrival).where(
    schema.accepted.c.form == bindparam("form"), schema.accepted.c.digest == bindparam("digest")
)
_ARRIVAL: Final = select(schema.arrival).where(schema.arrival.c.id == _OF)
_ARRIVALS: Final = select(schema.arrival).order_by(schema.arrival.c.day, schema.arrival.c.id)
_ARRIVALS_OF_BYTES: Final = _ARRIVALS.where(schema.arrival.c.digest == _OF)
_SAID: Final = schema.comparison.c
_COMPARISONS: Final = select(schema.comparison).order_by(_SAID.day, _SAID.other, _SAID.customer)
_COMPARISONS_OF: Final = _COMPARISONS.where(
    or_(
        _SAID.customer == bindparam("customer"),
        _SAID.other == bindparam("customer"),
        _SAID.name_key == bindparam("name_key"),
    )
)
_DEALS_OF_CUSTOMER: Final = (
    select(schema.deal.c.number)
    .where(schema.deal.c.customer == _OF)
    .order_by(schema.deal.c.opened_on, func.length(schema.deal.c.number), schema.deal.c.number)
)
_LAST_DRAWN: Final = select(schema.series.c.last).where(
    schema.series.c.prefix == bindparam("prefix"), schema.series.c.year == bindparam("year")
)
_OPEN_EFFECTS: Final = select(schema.effect).where(schema.effect.c.state == "todo").order_by(schema.effect.c.id)
_LATEST_DAY: Final = select(func.max(_EVENT.day))
_REPORTS: Final = _EVENT.kind == "reported"
_REPORTED: Final = (
    select(_EVENT.subject, _EVENT.facts).where(_REPORTS, _EVENT.subject >= bindparam("since")).order_by(_EVENT.id)
)
_LAST_REPORTED: Final = select(func.max(_EVENT.subject)).where(_REPORTS)
_REPORTED_DAYS: Final = select(_EVENT.subject, _EVENT.day).where(_REPORTS).order_by(_EVENT.subject.desc())
_LAST_LISTED: Final = select(
    *(select(func.max(_EVENT.id)).where(_EVENT.kind == kind).scalar_subquery() for kind in LISTINGS)
)
"""Statements of every form's way, made once: to make one takes longer than to run it."""


@dataclass(slots=True)
class Memory:
    """What a ledger knows by heart from one look to the next, each with the last event that it takes into account."""

    listings: dict[ListingKind, tuple[int | None, Mapping[str, Any]]] = field(default_factory=dict)
    deals: OrderedDict[str, tuple[int, Deal]] = field(default_factory=OrderedDict)
    """Those decided about last, the latest at the end."""

    def keep_deals(self, deals: Mapping[str, Deal], last: int) -> None:
        """Remember deals as they are after that event; those not decided about for the longest time are forgotten."""
        for number, deal in deals.items():
            self.deals[number] = (last, deal)
            self.deals.move_to_end(number)
        while len(self.deals) > _REMEMBERED_DEALS:
            self.deals.popitem(last=False)


class Questions(NoticeQuestions):
    """One consistent look at the ledger: all answers come from the same moment.

    `as_of` asks what was known at that day's end (decisions.md 26); None is now.
    """

    def __init__(self, connection: Connection, memory: Memory | None = None) -> None:
        self._connection = connection
        self._memory = memory or Memory()
        self._last_listed: Mapping[ListingKind, int | None] = {}
        self._folded: dict[str, Deal] = {}
        """Deals as folded within this look."""
        self._customers: dict[str, Customer | None] = {}
        self._references: dict[str, Row[Any] | None] = {}
        self._comparisons: dict[tuple[str, str], tuple[Comparison, ...]] = {}

    def _ask(self, asked: Executable, of: Mapping[str, object] | None = None) -> CursorResult[Any]:
        return self._connection.execute(asked, of)

    def deal(self, number: str, *, as_of: date | None = None) -> Deal:
        """The deal, folded from its events. Raises NothingNamed for one not opened by then."""
        if as_of is None and number in self._folded:
            return self._folded[number]
        last, deal = self._begun(number) if as_of is None else (0, Deal(number))
        asked = _EVENTS_OF_DEAL if as_of is None else _EVENTS_OF_DEAL.where(_until(as_of))
        rows = self._ask(asked, {"of": number, "last": last}).all()
        if not rows and not last:
            raise NothingNamed("deal", number)
        for row in rows:
            deal = deal.after(row.day, Event(row.kind, row.subject, decode(row.facts)))
        if as_of is None:
            self._folded[number] = deal
        return deal

    def _begun(self, number: str) -> tuple[int, Deal]:
        """An event, and the deal as it was after it."""
        return 0, Deal(number)

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
            if number not in self._customers:
                held = self._ask(_CUSTOMER, {"of": number}).scalar()
                self._customers[number] = _as(Customer, held) if held else None
            return self._customers[number]
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
        shared = {"name_key": name_key or None, "uscc": uscc or None, "phone": phone or None}
        numbers = set(self._ask(_SHARING, shared).scalars()) if name_key or uscc or phone else set()
        numbers.update(self._of_core(core))
        return tuple(customer for number in sorted(numbers) if (customer := self.customer(number)) is not None)

    def _of_core(self, core: str) -> Iterator[str]:
        """Numbers of the customers whose name has that core or a close one, some more than once."""
        if asked := list(pieces(core)):
            for row in self._ask(_OF_PIECES, {"pieces": asked}):
                if row.core == core or nearness(row.core, core):
                    yield row.customer

    def comparisons(self, customer: str = "", *, name_key: str = "") -> tuple[Comparison, ...]:
        """What people decided of that customer or of that name, oldest first; everything when nothing is asked."""
        if (customer, name_key) not in self._comparisons:
            self._comparisons[customer, name_key] = self._compared(customer, name_key)
        return self._comparisons[customer, name_key]

    def _compared(self, customer: str, name_key: str) -> tuple[Comparison, ...]:
        asked = _COMPARISONS_OF if customer or name_key else _COMPARISONS
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
            for row in self._ask(asked, {"customer": customer or None, "name_key": name_key or None})
        )

    def deals_of_customer(self, number: str) -> tuple[str, ...]:
        """Numbers of the customer's deals, oldest first."""
        return tuple(self._ask(_DEALS_OF_CUSTOMER, {"of": number}).scalars())

    def staff(self, *, as_of: date | None = None) -> Mapping[str, Person]:
        """Our people, by name."""
        if as_of is None:
            return self._listed("person listed")
        listed = self._events(schema.event.c.kind == "person listed", as_of)
        return {event.subject: person_in(event) for _, event in listed}

    def products(self, *, as_of: date | None = None) -> Mapping[str, Product]:
        """Our articles, by code."""
        if as_of is None:
            return self._listed("product listed")
        listed = self._events(schema.event.c.kind == "product listed", as_of)
        return {event.subject: product_in(event) for _, event in listed}

    def profile(self, *, as_of: date | None = None) -> Mapping[str, Value]:
        """What the latest market research says of the customers we look for, by answer key; empty before any."""
        return self._listed("market researched") if as_of is None else self._researched(as_of)

    def holder_of(self, number: str) -> tuple[str, str, str] | None:
        """(kind, deal, customer) that use a number; the deal is '' for a customer's own. None for a free number."""
        held = self._reference(number)
        return None if held is None else (held.kind, held.deal or "", held.customer or "")

    def numbers_of(self, deal: str) -> tuple[tuple[str, str], ...]:
        """(number, kind) of everything that belongs to a deal, in order of number."""
        table = schema.reference.c
        asked = select(table.number, table.kind).where(table.deal == deal).order_by(table.number)
        return tuple((row.number, row.kind) for row in self._ask(asked))

    def was_accepted(self, form: str, digest: str) -> str | None:
        """Id of the arrival that brought these very bytes as this form and was accepted; None for none."""
        return self._ask(_ACCEPTED, {"form": form, "digest": digest}).scalar()

    def arrival(self, id: str) -> Arrival | None:
        """One arrival; None for an unknown id."""
        row = self._ask(_ARRIVAL, {"of": id}).one_or_none()
        return None if row is None else _arrival(row)

    def arrival_of(self, claim: str) -> Arrival | None:
        """The latest arrival that a claim held; None for a claim that was never captured."""
        table = schema.arrival
        asked = select(table).where(table.c.claim == claim).order_by(table.c.day.desc(), table.c.id.desc()).limit(1)
        row = self._ask(asked).one_or_none()
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
        row = self._ask(asked).one_or_none()
        return None if row is None else _arrival(row)

    def arrivals(
        self, day: date | None = None, *, outcome: Outcome | None = None, digest: str = ""
    ) -> tuple[Arrival, ...]:
        """What came in, by day and id: of that day, with that outcome, of these bytes; all when nothing is asked."""
        table = schema.arrival
        asked = _ARRIVALS_OF_BYTES if digest else _ARRIVALS
        if day is not None:
            asked = asked.where(table.c.day == day)
        if outcome is not None:
            asked = asked.where(table.c.outcome == outcome)
        return tuple(_arrival(row) for row in self._ask(asked, {"of": digest}))

    def decided_on(self, day: date) -> tuple[tuple[Arrival, tuple[Event, ...]], ...]:
        """The files of a day, by id, each with the documents that it brought, by name."""
        issued: defaultdict[str, list[Event]] = defaultdict(list)
        of_files = select(schema.arrival.c.id).where(schema.arrival.c.day == day)
        for arrival, event in self._issued(_EVENT.arrival.in_(of_files), _EVENT.day <= day):
            issued[arrival].append(event)
        return tuple((arrival, tuple(issued[arrival.id])) for arrival in self.arrivals(day))

    def ordered_on(self, day: date) -> tuple[Event, ...]:
        """The documents that a person ordered on a day, without a file."""
        return tuple(event for _, event in self._issued(_unsought(_EVENT.arrival) == "", _EVENT.day == day))

    def _issued(self, *which: ColumnElement[bool]) -> Iterator[tuple[str, Event]]:
        asked = select(_EVENT.arrival, _EVENT.kind, _EVENT.subject, _EVENT.facts)
        for row in self._stream(asked.where(_unsought(_EVENT.kind) == "issued", *which).order_by(_EVENT.id)):
            facts = decode(row.facts)
            named = {key: facts[key] for key in _NAMING if key in facts}
            yield row.arrival, Event(row.kind, row.subject, named)

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
        return (deal for deal, _ in folded(self._connection, as_of=as_of))

    def slim_deals(self, stage: str) -> Iterator[Deal]:
        """Every deal that stands at a stage now, by number, as reports need it."""
        slim, deal = schema.slim_deal.c, schema.deal.c
        joined = schema.slim_deal.join(schema.deal, slim.number == deal.number)
        asked = select(slim.record).select_from(joined).where(deal.stage == stage).order_by(deal.number)
        return (thaw(row.record) for row in self._stream(asked))

    def copy_groups(self, spool: IO[bytes], *, as_of: date | None = None) -> None:
        """Write every customer and every deal, slim, into a file that `groups_in` reads; as of a day's end.

        The ledger is held for as long as this takes and no longer: who writes to it waits for whoever reads.
        """
        copy_groups(self, self._connection, spool, as_of)

    def open_effects(self) -> tuple[PlannedEffect, ...]:
        """Effects still to be done, in the order they were planned."""
        return tuple(_planned(row) for row in self._ask(_OPEN_EFFECTS))

    def effects_of(self, arrival: str) -> tuple[tuple[PlannedEffect, bool], ...]:
        """The effects of an arrival in order, each with whether it is done."""
        table = schema.effect
        asked = select(table).where(table.c.arrival == arrival).order_by(table.c.seq)
        return tuple((_planned(row), row.state == "done") for row in self._ask(asked))

    def latest_day(self) -> date | None:
        """The day of the latest event; None in an empty ledger."""
        return self._ask(_LATEST_DAY).scalar()

    def reported(self, since: date) -> Mapping[date, Mapping[str, str]]:
        """Days from `since` on whose report was written once they were over, oldest first, each with its files.

        The files by their path below the folder of reports, with their SHA-256, as written last.
        """
        found: dict[date, Mapping[str, str]] = {}
        for row in self._ask(_REPORTED, {"since": since.isoformat()}):
            facts = decode(row.facts)
            assert isinstance(facts, Mapping)
            found[date.fromisoformat(row.subject)] = facts["files"]
        return dict(sorted(found.items()))

    def last_reported(self) -> date | None:
        """The last day whose report was written once it was over; None before the first."""
        last = self._ask(_LAST_REPORTED).scalar()
        return date.fromisoformat(last) if last else None

    def last_told(self) -> date | None:
        """The last day whose report was written on the next one, as a night does that also tells people and lays mails.

        Days that were written later, caught up with or asked for, told nobody. None before the first.
        """
        days = ((date.fromisoformat(row.subject), row.day) for row in self._ask(_REPORTED_DAYS).all())
        return next((told for told, written_on in days if written_on - told == _DAY), None)

    def last_drawn(self, prefix: str, year: int) -> int:
        """The last number drawn of a series in a year; 0 before the first."""
        return self._ask(_LAST_DRAWN, {"prefix": prefix, "year": year}).scalar() or 0

    def counts(self) -> Mapping[str, int]:
        """How many rows each table holds, for `doctor`."""
        held = schema.tables.sorted_tables
        return {t.name: self._ask(select(func.count()).select_from(t)).scalar_one() for t in held}

    def _reference(self, number: str) -> Row[Any] | None:
        if number not in self._references:
            self._references[number] = self._ask(_REFERENCE, {"of": number}).one_or_none()
        return self._references[number]

    def _listed(self, kind: ListingKind) -> Mapping[str, Any]:
        """What such events have listed, decoded anew only when another of them has happened."""
        if not self._last_listed:
            self._last_listed = dict(zip(LISTINGS, self._ask(_LAST_LISTED).one(), strict=True))
        last = self._last_listed[kind]
        known = self._memory.listings.get(kind)
        if known is None or known[0] != last:
            known = self._memory.listings[kind] = (last, self._read_listing(kind))
        return known[1]

    def _read_listing(self, kind: ListingKind) -> Mapping[str, Any]:
        match kind:
            case "person listed":
                return {person.name: person for person in self._records(schema.person, Person)}
            case "product listed":
                return {product.code: product for product in self._records(schema.product, Product)}
            case _:
                return self._researched(date.max)

    def _researched(self, as_of: date) -> Mapping[str, Value]:
        table = schema.research.c
        asked = select(table.record).where(table.day <= as_of).order_by(table.day.desc(), table.number.desc()).limit(1)
        held = self._ask(asked).scalar()
        found = decode(held) if held else {}
        assert isinstance(found, Mapping)
        return found

    def _events(self, condition: Any, as_of: date | None) -> Iterator[Happened]:
        asked = _EVENTS.where(condition) if as_of is None else _EVENTS.where(condition, _until(as_of))
        for row in self._stream(asked.order_by(_EVENT.id)):
            yield row.day, Event(row.kind, row.subject, decode(row.facts))

    def _records(self, table: Table, kind: type[Any]) -> Iterator[Any]:
        (key,) = table.primary_key
        for row in self._stream(select(table.c.record).order_by(key)):
            yield _as(kind, row.record)

    def _stream(self, asked: Select[Any]) -> Iterator[Row[Any]]:
        yield from self._ask(asked.execution_options(yield_per=STREAMED_ROWS))


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


def _unsought(column: ColumnElement[Any]) -> ColumnElement[str]:
    """The column, '' for NULL, so that no index of it serves: a database that keeps no counts would take that one."""
    return func.coalesce(column, "")
