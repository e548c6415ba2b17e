"""One decision being written: numbers drawn, events recorded, effects planned, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, CursorResult, Executable, bindparam, delete, func, insert, select, update

from toolkit.errors import LedgerTrouble
from toolkit.ledger import schema
from toolkit.ledger.encoding import encode
from toolkit.ledger.outbox import NoticeEntry
from toolkit.ledger.projections import DEAL_KINDS, Projections, Row, person_in, product_in, put, put_slim, putting
from toolkit.ledger.questions import LISTINGS, ListingKind, Memory, Questions
from toolkit.model.arrival import Arrival
from toolkit.model.deal import Deal, Event
from toolkit.model.effect import Effect

_LEAST_DIGITS: Final = 4  # decisions.md 2

_LAST_EVENT: Final = select(func.max(schema.event.c.id))
_EVENT: Final = insert(schema.event)
_EARLIER: Final = schema.effect.alias("earlier")
_EFFECT: Final = insert(schema.effect).values(
    seq=select(func.coalesce(func.max(_EARLIER.c.seq), 0) + 1)
    .where(_EARLIER.c.arrival.is_not_distinct_from(bindparam("of")))
    .scalar_subquery()
)
"""Each comes after those that the arrival has."""
_STRIKING_OFF: Final = (
    update(schema.effect).where(schema.effect.c.id == bindparam("of")).values(state="done", last_error="")
)


class Entry(Questions, NoticeEntry):
    """The open transaction of `Ledger.deciding`; it answers every question, what it wrote included."""

    def __init__(self, connection: Connection, day: date, arrival: str, memory: Memory | None = None) -> None:
        super().__init__(connection, memory)
        self.day = day
        self._arrival = arrival or None
        self.promised: set[str] = set()
        """Paths below the house that effects planned in this transaction will take."""
        self._drawn: dict[tuple[str, int], int] = {}
        self._new: set[str] = set()
        """Numbers drawn within this transaction: whoever bears one has no past to be asked for."""
        self._listing: set[ListingKind] = set()
        """Of which kinds of listing there were events within this transaction."""
        self._own: dict[ListingKind, Mapping[str, Any]] = {}
        self._happened: list[Row] = []
        """Events that are not in the table yet; one statement takes many."""
        self._effects: list[Row] = []
        self._projections = Projections(connection, self._customers, self._folded)
        self._touched: set[str] = set()
        """Deals to which something has happened within this transaction."""

    @contextmanager
    def about(self, arrival: str) -> Iterator[None]:
        """What is written in the block is of that arrival and stands or falls by itself: raising undoes it alone."""
        before, self._arrival = self._arrival, arrival or None
        touched = set(self._touched)
        try:
            self._flush()
            with self._connection.begin_nested():
                yield
                self._flush()
        except BaseException:
            self._forget_what_was_seen()
            self._touched = touched
            raise
        finally:
            self._arrival = before

    def draw(self, prefix: str) -> str:
        """The next number of a series in the year of the day: `BJ-2026-0001`, then `BJ-2026-0002`.

        Nobody else gets it, and it is given back when the decision is not taken. Source: domain.md 7.1.
        """
        year = self.day.year
        if (prefix, year) not in self._drawn:
            self._drawn[prefix, year] = self.last_drawn(prefix, year)
        self._drawn[prefix, year] = drawn = self._drawn[prefix, year] + 1
        put(self._connection, schema.series, {"prefix": prefix, "year": year, "last": drawn})
        number = f"{prefix}-{year}-{drawn:0{_LEAST_DIGITS}}"
        self._new.add(number)
        return number

    def record(self, events: Iterable[Event]) -> None:
        """Append the events and bring the projections up to date.

        Raises LedgerTrouble, at once or at the end of the block it stands in, for an event of a deal that was never
        opened and for a number that another deal or customer holds; the whole decision is then not taken.
        """
        for event in events:
            self._take(event)

    def _take(self, event: Event) -> None:
        row = {
            "day": self.day,
            "kind": event.kind,
            "subject": event.subject,
            "deal": event.subject if event.kind in DEAL_KINDS else None,
            "facts": encode(event.facts),
            "arrival": self._arrival,
        }
        if row["deal"]:
            self._touched.add(event.subject)
        if event.kind in LISTINGS:
            self._list(event)
        if event.subject in self._new:
            self._begin_with(event)
        self._happened.append(row)
        self._references.clear()
        self._projections.take(self.day, event)
        if row["deal"] in self._folded:
            self._folded[event.subject] = self._folded[event.subject].after(self.day, event)
        elif event.kind == "customers compared":
            self._comparisons.clear()

    def finish(self) -> tuple[Mapping[str, Deal], int]:
        """Write down what is still to be; the deals that were looked at as they are now, and the last event's id."""
        self._flush()
        put_slim(self._connection, [(self.deal(number), self.day) for number in sorted(self._touched)])
        return self._folded, self._ask(_LAST_EVENT).scalar() or 0 if self._folded else 0

    def _begun(self, number: str) -> tuple[int, Deal]:
        return self._memory.deals.get(number) or super()._begun(number)

    def _begin_with(self, event: Event) -> None:
        if event.kind == "deal opened":
            self._folded.setdefault(event.subject, Deal(event.subject))
        elif event.kind == "customer registered":
            self._customers.setdefault(event.subject, None)

    def _list(self, event: Event) -> None:
        """What such events list is no longer what the ledger knows by heart: this one may yet be undone."""
        kind: ListingKind = event.kind  # type: ignore[assignment]  # one of LISTINGS
        before = self._listed(kind)
        self._listing.add(kind)
        match kind:
            case "person listed":
                self._own[kind] = dict(sorted({**before, event.subject: person_in(event)}.items()))
            case "product listed":
                self._own[kind] = dict(sorted({**before, event.subject: product_in(event)}.items()))
            case _:
                self._own.pop(kind, None)

    def _listed(self, kind: ListingKind) -> Mapping[str, Any]:
        if kind not in self._listing:
            return super()._listed(kind)
        if kind not in self._own:
            self._own[kind] = self._read_listing(kind)
        return self._own[kind]

    def _flush(self) -> None:
        """Write down what has happened: all that is asked from here on knows of it."""
        happened, self._happened = self._happened, []
        effects, self._effects = self._effects, []
        if happened:
            self._connection.execute(_EVENT, happened)
            self._projections.flush()
        if effects:
            self._connection.execute(_EFFECT, effects)

    def _ask(self, asked: Executable, of: Mapping[str, object] | None = None) -> CursorResult[Any]:
        self._flush()
        return super()._ask(asked, of)

    def _forget_what_was_seen(self) -> None:
        """Some of what was written is undone: it is asked for again."""
        for seen in (self._folded, self._customers, self._references, self._comparisons, self._drawn):
            seen.clear()
        self._new.clear()
        self._own.clear()
        self._happened.clear()
        self._effects.clear()
        self._projections = Projections(self._connection, self._customers, self._folded)

    def plan(self, effects: Iterable[Effect]) -> None:
        """Write down what is to be done, in this order, once the decision stands."""
        begun = {"arrival": self._arrival, "of": self._arrival, "state": "todo", "tries": 0, "last_error": ""}
        for planned in effects:
            self.promised.update(_paths(planned))
            self._effects.append({**begun, "kind": planned.kind, "payload": encode(planned.facts)})

    def set_arrival(self, arrival: Arrival) -> None:
        """Write down what became of a file, in place of what was known of it.

        An accepted one is remembered by form and bytes. Raises LedgerTrouble when those were accepted before.
        """
        first_seen = arrival.first_seen.isoformat() if arrival.first_seen else None
        row = {
            "id": arrival.id,
            "name": _storable(arrival.name),
            "digest": arrival.digest,
            "form": arrival.form,
            "outcome": arrival.outcome,
            "day": arrival.day,
            "first_seen": first_seen,
            "dropped": _storable(arrival.dropped),
            "claim": arrival.claim,
            "attempts": arrival.attempts,
            "detail": encode(arrival.detail),
        }
        put(self._connection, schema.arrival, row)
        if arrival.outcome == "accepted":
            self._remember(arrival)

    def forgive(self, arrival: str) -> None:
        """Give back an attempt that was cut short by no fault of the file's."""
        table = schema.arrival
        begun = (table.c.id == arrival, table.c.outcome == "captured", table.c.attempts > 0)
        self._connection.execute(update(table).where(*begun).values(attempts=table.c.attempts - 1))

    def forget(self, form: str, digest: str) -> None:
        """These bytes may come as that form again: what they brought was taken back."""
        accepted = schema.accepted
        self._connection.execute(delete(accepted).where(accepted.c.form == form, accepted.c.digest == digest))

    def effects_done(self, ids: Iterable[int]) -> None:
        """Strike effects off; striking them off again changes nothing."""
        struck = [{"of": id} for id in ids]
        if struck:
            self._connection.execute(_STRIKING_OFF, struck)

    def effect_failed(self, id: int, error: str) -> None:
        """Count a failed try; the effect stays to be done."""
        effect = schema.effect
        failed = {"tries": effect.c.tries + 1, "last_error": _storable(error)}
        self._connection.execute(update(effect).where(effect.c.id == id, effect.c.state == "todo").values(failed))

    def _remember(self, arrival: Arrival) -> None:
        row = {"form": arrival.form, "digest": arrival.digest, "arrival": arrival.id}
        keeping = putting(schema.accepted, self._connection.dialect.name, is_kept=True)
        if self._connection.execute(keeping, row).rowcount == 1:
            return
        before = self.was_accepted(arrival.form, arrival.digest)
        if before != arrival.id:
            raise LedgerTrouble(f"{arrival.name}: the same {arrival.form} was accepted already, as arrival {before}")


def _paths(effect: Effect) -> Iterator[str]:
    facts = effect.facts
    if effect.kind == "move original":
        yield f"{facts.get('folder')}/{facts.get('name')}"
    elif "file" in facts:
        yield str(facts["file"])


def _storable(text: str) -> str:
    """The text without halves of surrogate pairs, which broken file names hold and UTF-8 does not."""
    return text.encode("utf-8", "backslashreplace").decode()
