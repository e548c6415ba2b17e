"""What an event changes in the tables that are asked most: deals, customers, staff, products, numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, insert, select, update

from toolkit.errors import LedgerTrouble
from toolkit.ledger import schema
from toolkit.ledger.encoding import decode, encode
from toolkit.model.company_name import core_of
from toolkit.model.deal import Event
from toolkit.model.house import Customer, Person, Product
from toolkit.model.names import name_key

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

_STREAMED_ROWS: Final = 500


def put(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """The row, in place of the one with the same key if there is one."""
    keys = [column.name for column in table.primary_key]
    found = [table.c[key] == row[key] for key in keys]
    rest = {name: value for name, value in row.items() if name not in keys}
    if connection.execute(update(table).where(*found).values(rest)).rowcount == 0:
        connection.execute(insert(table).values(dict(row)))


def project(connection: Connection, day: date, event: Event) -> None:
    """Bring every projection up to date with one event.

    Raises LedgerTrouble for an event of a deal that was never opened, and for a number that two deals claim.
    """
    if event.kind in DEAL_KINDS:
        _touch_deal(connection, day, event)
    step = _STEPS.get(event.kind)
    if step is not None:
        step(connection, day, event)


def rebuild(connection: Connection) -> int:
    """Clear the projections and fold every event again, inside the caller's transaction; how many events there were."""
    for table in schema.projections:
        connection.execute(delete(table))
    columns = schema.event.c
    asked = select(columns.id, columns.day, columns.kind, columns.subject, columns.facts).order_by(columns.id)
    folded = 0
    while rows := connection.execute(asked.where(columns.id > folded).limit(_STREAMED_ROWS)).all():
        for row in rows:
            project(connection, row.day, Event(row.kind, row.subject, decode(row.facts)))
        folded = rows[-1].id
    return folded


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


def _touch_deal(connection: Connection, day: date, event: Event) -> None:
    deal = schema.deal
    if event.kind == "deal opened":
        opened = {"customer": str(event.facts["customer"]), "owner": str(event.facts["owner"]), "stage": ""}
        days = {"opened_on": day, "moved_on": day, "updated_on": day}
        put(connection, deal, {"number": event.subject, **opened, **days})
        return
    touched = update(deal).where(deal.c.number == event.subject).values(updated_on=day)
    if connection.execute(touched).rowcount == 0:
        raise LedgerTrouble(f'event "{event.kind}" of {event.subject}: no such deal was opened')


def _deal_opened(connection: Connection, day: date, event: Event) -> None:
    _refer(connection, event.subject, "deal", deal=event.subject, customer=str(event.facts["customer"]))


def _moved(connection: Connection, day: date, event: Event) -> None:
    deal = schema.deal
    moved = update(deal).where(deal.c.number == event.subject)
    connection.execute(moved.values(stage=str(event.facts["stage"]), moved_on=day))


def _numbered(connection: Connection, day: date, event: Event) -> None:
    number = str(event.facts.get("number") or "")
    if not number:
        return
    deal = schema.deal
    customer = connection.execute(select(deal.c.customer).where(deal.c.number == event.subject)).scalar_one()
    kind = str(event.facts.get("document") or event.facts.get("form"))
    _refer(connection, number, kind, deal=event.subject, customer=customer)


def _customer_changed(connection: Connection, day: date, event: Event) -> None:
    table = schema.customer
    held = connection.execute(select(table.c.record).where(table.c.number == event.subject)).scalar()
    customer = customer_after(decode(held) if held else None, event)
    assert customer is not None
    row = {
        "number": customer.number,
        "name": customer.name,
        "name_key": name_key(customer.name),
        "core_key": core_of(customer.name).words,
        "uscc": _first({**customer.lead, **customer.billing}, "uscc", "tax_no"),
        "phone": _first(customer.lead, "contact_phone", "phone") or _first(customer.billing, "contact_phone", "phone"),
        "owner": customer.owner,
        "record": encode(customer),
    }
    put(connection, table, row)
    _refer(connection, customer.number, "customer", deal=None, customer=customer.number)


def _compared(connection: Connection, day: date, event: Event) -> None:
    """Remember whether two are one customer; a later decision on the same two stands in place of it."""
    facts = event.facts
    other, name = str(facts.get("other") or ""), str(facts.get("name") or "")
    first, second = sorted((event.subject, other)) if other else (event.subject, "")
    key = {"customer": first, "other": second, "name_key": "" if other else name_key(name)}
    said = {"name": name, "is_same": bool(facts["is_same"]), "day": day}
    why = {"reason": str(facts.get("reason") or ""), "by": str(facts.get("by") or "")}
    put(connection, schema.comparison, {**key, **said, **why})


def _person_listed(connection: Connection, day: date, event: Event) -> None:
    put(connection, schema.person, {"name": event.subject, "record": encode(person_in(event))})


def _product_listed(connection: Connection, day: date, event: Event) -> None:
    put(connection, schema.product, {"code": event.subject, "record": encode(product_in(event))})


def _market_researched(connection: Connection, day: date, event: Event) -> None:
    put(connection, schema.research, {"number": event.subject, "day": day, "record": encode(_values(event))})


def _refer(connection: Connection, number: str, kind: str, *, deal: str | None, customer: str) -> None:
    """Remember whose number it is; the first to use a number keeps it."""
    table = schema.reference
    held = connection.execute(select(table).where(table.c.number == number)).one_or_none()
    if held is None:
        row = {"number": number, "kind": kind, "deal": deal, "customer": customer}
        connection.execute(insert(table).values(row))
    elif held.customer != customer or (held.deal and deal and held.deal != deal):
        raise LedgerTrouble(f"number {number} belongs to {held.deal or held.customer}, not to {deal or customer}")


_STEPS: Final[Mapping[str, Callable[[Connection, date, Event], None]]] = {
    "deal opened": _deal_opened,
    "moved": _moved,
    "filed": _numbered,
    "issued": _numbered,
    "blank issued": _numbered,
    "customer registered": _customer_changed,
    "customer file": _customer_changed,
    "customers compared": _compared,
    "person listed": _person_listed,
    "product listed": _product_listed,
    "market researched": _market_researched,
}
