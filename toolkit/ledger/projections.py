"""What an event changes in the tables that are asked most: deals, customers, staff, products, numbers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import islice
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Date, Insert, Table, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from toolkit.errors import LedgerTrouble
from toolkit.ledger import schema
from toolkit.ledger.encoding import decode, encode
from toolkit.ledger.folding import STREAMED_ROWS, folded
from toolkit.ledger.slim import freeze
from toolkit.model.company_name import core_of
from toolkit.model.deal import Deal, Event
from toolkit.model.house import Customer, Person, Product
from toolkit.model.likeness import pieces
from toolkit.model.names import name_key

Row = dict[str, Any]

DEAL_KINDS: Final = frozenset(
    (
        "deal opened",
        "filed",
        "moved",
        "withdrawn",
        "issued",
        "document status",
        "contract compared",
        "blank issued",
        "blank withdrawn",
        "held",
        "released",
    )
)
"""Events whose subject is a deal."""

_NOT_OPENED: Final = 'event "{}" of {}: no such deal was opened'


@cache
def putting(table: Table, dialect: str, *, is_kept: bool = False) -> Insert:
    """The statement that lays rows down, in place of those with the same keys, or (`is_kept`) where there are none.

    Made once: to make it takes longer than to run it.
    """
    inserting: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect](table)
    keys = list(table.primary_key)
    rest = {column.name: inserting.excluded[column.name] for column in table.columns if not column.primary_key}
    if "latest_on" in rest:  # a clock that was set back makes no day earlier
        days = table.c.latest_on, rest["latest_on"]
        rest["latest_on"] = func.greatest(*days) if dialect == "postgresql" else func.max(*days)
    placed = (
        inserting.on_conflict_do_nothing(index_elements=keys)
        if is_kept
        else inserting.on_conflict_do_update(index_elements=keys, set_=rest)
    )
    assert isinstance(placed, Insert)
    return placed.execution_options(preserve_rowcount=True)


def put(connection: Connection, table: Table, *rows: Mapping[str, Any]) -> None:
    """The rows, each in place of the one with the same key if there is one."""
    if rows:
        connection.execute(putting(table, connection.dialect.name), rows)


class Projections:
    """Takes events in and writes what they change, in as few statements as that takes.

    What was taken in stands in the tables after `flush`. `customers` and `deals` are what their owner knows by heart:
    a customer is found there before it is asked for, and laid there when it changes.
    """

    def __init__(
        self, connection: Connection, customers: dict[str, Customer | None], deals: Mapping[str, Deal] | None = None
    ) -> None:
        self._connection = connection
        self._day = date.min
        """Of the event that is being taken in."""
        self._known = customers
        self._deals = {} if deals is None else deals
        self._rows: dict[Table, dict[Hashable, Row]] = {}
        """Of the tables in which the last row of a key counts, what is to be laid down."""
        self._moved: dict[str, Row] = {}
        """Deals of the table, with what changes of them."""
        self._numbers: dict[str, Row] = {}
        self._changed: dict[str, Customer] = {}
        self._changed_on: dict[str, date] = {}
        self._renamed: dict[str, bool] = {}
        """Customers with a new name, each with whether it had another before."""

    def take(self, day: date, event: Event) -> None:
        """Bring every projection up to date with one event.

        Raises LedgerTrouble, now or at `flush`, for an event of a deal that was never opened, and for a number that two
        deals claim.
        """
        self._day = day
        if event.kind in DEAL_KINDS:
            self._touch_deal(event)
        step = _STEPS.get(event.kind)
        if step is not None:
            step(self, event)

    def flush(self) -> None:
        """Write what the events so far have changed."""
        rows, self._rows = self._rows, {}
        for table, changed in rows.items():
            put(self._connection, table, *changed.values())
        if self._moved:
            self._write_moved()
        if self._numbers:
            self._write_numbers()
        if self._changed:
            self._write_customers()

    def _put(self, table: Table, key: Hashable, row: Row) -> None:
        self._rows.setdefault(table, {})[key] = row

    def _touch_deal(self, event: Event) -> None:
        number = event.subject
        opened = self._rows.get(schema.deal, {}).get(number)
        if event.kind == "deal opened":
            if number in self._moved:
                self.flush()
            said = {"customer": str(event.facts["customer"]), "owner": str(event.facts["owner"]), "stage": ""}
            self._put(schema.deal, number, {"number": number, **said, **dict.fromkeys(_DAYS, self._day)})
        elif opened is not None:
            opened["updated_on"] = self._day
        else:
            moved = self._moved.setdefault(number, {"of": number, "kind": event.kind, "stage": None, "moved_on": None})
            moved["updated_on"] = self._day

    def _write_moved(self) -> None:
        moved, self._moved = self._moved, {}
        for number, changes in moved.items():
            kind = changes.pop("kind")
            if self._connection.execute(_MOVING, changes).rowcount == 0:
                raise LedgerTrouble(_NOT_OPENED.format(kind, number))

    def _write_numbers(self) -> None:
        """Remember whose numbers they are; the first to use a number keeps it."""
        numbers, self._numbers = self._numbers, {}
        keeping = putting(schema.reference, self._connection.dialect.name, is_kept=True)
        if self._connection.execute(keeping, list(numbers.values())).rowcount == len(numbers):
            return
        for held in self._connection.execute(_HELD, {"numbers": list(numbers)}).mappings():
            _must_agree(dict(held), numbers[held["number"]])

    def _write_customers(self) -> None:
        customers, self._changed = self._changed, {}
        days, self._changed_on = self._changed_on, {}
        renamed, self._renamed = self._renamed, {}
        put(self._connection, schema.customer, *(_customer_row(each, days[each.number]) for each in customers.values()))
        if had_pieces := [{"of": number} for number, had_another in renamed.items() if had_another]:
            self._connection.execute(_FORGETTING_PIECES, had_pieces)
        put(self._connection, schema.core_piece, *(row for each in renamed for row in _piece_rows(customers[each])))

    def _deal_opened(self, event: Event) -> None:
        self._refer(event.subject, "deal", deal=event.subject, customer=str(event.facts["customer"]))

    def _move(self, event: Event) -> None:
        row = self._rows.get(schema.deal, {}).get(event.subject) or self._moved[event.subject]
        row.update(stage=str(event.facts["stage"]), moved_on=self._day)

    def _numbered(self, event: Event) -> None:
        number = str(event.facts.get("number") or "")
        if number:
            kind = str(event.facts.get("document") or event.facts.get("form"))
            self._refer(number, kind, deal=event.subject, customer=self._customer_of(event))

    def _customer_of(self, event: Event) -> str:
        number = event.subject
        if number in self._deals:
            return self._deals[number].customer
        if opened := self._rows.get(schema.deal, {}).get(number):
            return str(opened["customer"])
        found = self._connection.execute(_CUSTOMER_OF, {"of": number}).scalar()
        if found is None:
            raise LedgerTrouble(_NOT_OPENED.format(event.kind, number))
        return str(found)

    def _customer_changed(self, event: Event) -> None:
        number = event.subject
        if number not in self._known:
            held = self._connection.execute(_RECORD_OF, {"of": number}).scalar()
            self._known[number] = decode(held) if held else None
        before = self._known[number]
        customer = customer_after(before, event)
        assert customer is not None
        if before is None or before.name != customer.name:
            self._renamed.setdefault(number, before is not None)
        self._known[number] = self._changed[number] = customer
        self._changed_on[number] = max(self._day, self._changed_on.get(number, date.min))
        self._refer(number, "customer", deal=None, customer=number)

    def _compared(self, event: Event) -> None:
        """Remember whether two are one customer; a later decision on the same two stands in place of it."""
        facts = event.facts
        other, name = str(facts.get("other") or ""), str(facts.get("name") or "")
        first, second = sorted((event.subject, other)) if other else (event.subject, "")
        key = {"customer": first, "other": second, "name_key": "" if other else name_key(name)}
        said = {"name": name, "is_same": bool(facts["is_same"]), "day": self._day}
        why = {"reason": str(facts.get("reason") or ""), "by": str(facts.get("by") or "")}
        self._put(schema.comparison, tuple(key.values()), {**key, **said, **why})

    def _person_listed(self, event: Event) -> None:
        self._put(schema.person, event.subject, {"name": event.subject, "record": encode(person_in(event))})

    def _product_listed(self, event: Event) -> None:
        self._put(schema.product, event.subject, {"code": event.subject, "record": encode(product_in(event))})

    def _market_researched(self, event: Event) -> None:
        said = {"number": event.subject, "day": self._day, "record": encode(_values(event))}
        self._put(schema.research, event.subject, said)

    def _refer(self, number: str, kind: str, *, deal: str | None, customer: str) -> None:
        asked = {"number": number, "kind": kind, "deal": deal, "customer": customer}
        _must_agree(self._numbers.setdefault(number, asked), asked)


def rebuild(connection: Connection) -> int:
    """Clear the projections and fold every event again, inside the caller's transaction; how many events there were."""
    for table in schema.projections:
        connection.execute(delete(table))
    columns = schema.event.c
    asked = select(columns.id, columns.day, columns.kind, columns.subject, columns.facts).order_by(columns.id)
    done = 0
    while rows := connection.execute(asked.where(columns.id > done).limit(STREAMED_ROWS)).all():
        projections = Projections(connection, {})
        for row in rows:
            projections.take(row.day, Event(row.kind, row.subject, decode(row.facts)))
        projections.flush()
        done = rows[-1].id
    deals = folded(connection)
    while some := tuple(islice(deals, STREAMED_ROWS)):
        put_slim(connection, some)
    return done


def put_slim(connection: Connection, deals: Iterable[tuple[Deal, date]]) -> None:
    """Lay down deals as reports need them, each with the latest day on which something happened to it."""
    rows = ({"number": d.number, "customer": d.customer, "latest_on": on, "record": freeze(d)} for d, on in deals)
    put(connection, schema.slim_deal, *rows)


def customer_after(customer: Customer | None, event: Event) -> Customer | None:
    """The customer once this event has happened; events of other kinds change nothing.

    A lead row or customer file replaces the one before.
    """
    if event.kind == "customer registered":
        values, owner = _values(event), str(event.facts.get("owner") or "")
        before = customer or Customer(number=event.subject, name="")
        name = _first(values, "customer_name", "name") or before.name
        return replace(before, name=name, lead=values, owner=owner or before.owner)
    if event.kind == "customer file":
        values = _values(event)
        before = customer or Customer(number=event.subject, name="")
        return replace(before, name=before.name or _first(values, "customer_name", "name"), billing=values)
    return customer


def person_in(event: Event) -> Person:
    """The person that an event lists."""
    return Person(**{"department": "", "role": "", **_fields(event, Person), "name": event.subject})


def product_in(event: Event) -> Product:
    """The product that an event lists."""
    return Product(**{"spec": "", "unit": "", **_fields(event, Product), "code": event.subject})


def _fields(event: Event, record: type[Person | Product]) -> dict[str, Any]:
    """The listed values that the record has a field for; blanks take the field's default."""
    values, named = _values(event), record.__dataclass_fields__
    return {key: value for key, value in values.items() if key in named and value is not None}


def _values(event: Event) -> Mapping[str, Any]:
    values = event.facts["values"]
    assert isinstance(values, Mapping)
    return values


def _first(values: Mapping[str, Any], *keys: str) -> str:
    return next((str(values[key]) for key in keys if values.get(key)), "")


def _customer_row(customer: Customer, latest_on: date) -> Row:
    return {
        "number": customer.number,
        "name": customer.name,
        "name_key": name_key(customer.name),
        "uscc": _first({**customer.lead, **customer.billing}, "uscc", "tax_no"),
        "phone": _first(customer.lead, "contact_phone", "phone") or _first(customer.billing, "contact_phone", "phone"),
        "owner": customer.owner,
        "record": encode(customer),
        "latest_on": latest_on,
    }


def _piece_rows(customer: Customer) -> Iterator[Row]:
    core = core_of(customer.name).words
    return ({"piece": piece, "customer": customer.number, "core": core} for piece in pieces(core))


def _must_agree(held: Mapping[str, Any], asked: Row) -> None:
    """Raises LedgerTrouble where a number is asked for that another deal or customer holds."""
    if held["customer"] != asked["customer"] or (held["deal"] and asked["deal"] and held["deal"] != asked["deal"]):
        holder, other = (row["deal"] or row["customer"] for row in (held, asked))
        raise LedgerTrouble(f"number {asked['number']} belongs to {holder}, not to {other}")


_DAYS: Final = ("opened_on", "moved_on", "updated_on")
_OF: Final[BindParameter[str]] = bindparam("of")
_MOVING: Final = (
    update(schema.deal)
    .where(schema.deal.c.number == _OF)
    .values(
        updated_on=bindparam("updated_on"),
        stage=func.coalesce(bindparam("stage"), schema.deal.c.stage),
        moved_on=func.coalesce(bindparam("moved_on", type_=Date), schema.deal.c.moved_on),
    )
)
_CUSTOMER_OF: Final = select(schema.deal.c.customer).where(schema.deal.c.number == _OF)
_RECORD_OF: Final = select(schema.customer.c.record).where(schema.customer.c.number == _OF)
_HELD: Final = select(schema.reference).where(schema.reference.c.number.in_(bindparam("numbers", expanding=True)))
_FORGETTING_PIECES: Final = delete(schema.core_piece).where(schema.core_piece.c.customer == _OF)

_STEPS: Final[Mapping[str, Callable[[Projections, Event], None]]] = {
    "deal opened": Projections._deal_opened,
    "moved": Projections._move,
    "filed": Projections._numbered,
    "issued": Projections._numbered,
    "blank issued": Projections._numbered,
    "customer registered": Projections._customer_changed,
    "customer file": Projections._customer_changed,
    "customers compared": Projections._compared,
    "person listed": Projections._person_listed,
    "product listed": Projections._product_listed,
    "market researched": Projections._market_researched,
}
