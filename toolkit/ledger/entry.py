"""One decision being written: numbers drawn, events recorded, effects planned, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from toolkit.errors import LedgerTrouble
from toolkit.ledger import schema
from toolkit.ledger.encoding import encode
from toolkit.ledger.projections import DEAL_KINDS, project, put
from toolkit.ledger.questions import Questions
from toolkit.model.arrival import Arrival
from toolkit.model.deal import Event
from toolkit.model.effect import Effect

_LEAST_DIGITS: Final = 4  # decisions.md 2


class Entry(Questions):
    """The open transaction of `Ledger.deciding`; it answers every question, what it wrote included."""

    def __init__(self, connection: Connection, day: date, arrival: str) -> None:
        super().__init__(connection)
        self.day = day
        self._arrival = arrival or None
        self.promised: set[str] = set()
        """Paths below the house that effects planned in this transaction will take."""

    @contextmanager
    def about(self, arrival: str) -> Iterator[None]:
        """What is written in the block is of that arrival and stands or falls by itself: raising undoes it alone."""
        before, self._arrival = self._arrival, arrival or None
        try:
            with self._connection.begin_nested():
                yield
        except BaseException:
            self._folded.clear()
            raise
        finally:
            self._arrival = before

    def draw(self, prefix: str) -> str:
        """The next number of a series in the year of the day: `BJ-2026-0001`, then `BJ-2026-0002`.

        Nobody else gets it, and it is given back when the decision is not taken. Source: domain.md 7.1.
        """
        series = schema.series
        drawn = self.last_drawn(prefix, self.day.year) + 1
        put(self._connection, series, {"prefix": prefix, "year": self.day.year, "last": drawn})
        return f"{prefix}-{self.day.year}-{drawn:0{_LEAST_DIGITS}}"

    def record(self, events: Iterable[Event]) -> None:
        """Append the events and bring the projections up to date.

        Raises LedgerTrouble for an event of a deal that was never opened and for a number that another deal
        or customer holds; the whole decision is then not taken.
        """
        for event in events:
            row = {
                "day": self.day,
                "kind": event.kind,
                "subject": event.subject,
                "deal": event.subject if event.kind in DEAL_KINDS else None,
                "facts": encode(event.facts),
                "arrival": self._arrival,
            }
            self._connection.execute(insert(schema.event).values(row))
            project(self._connection, self.day, event)

    def plan(self, effects: Iterable[Effect]) -> None:
        """Write down what is to be done, in this order, once the decision stands."""
        effect = schema.effect
        highest = select(func.max(effect.c.seq)).where(effect.c.arrival.is_not_distinct_from(self._arrival))
        last = self._connection.execute(highest).scalar() or 0
        effects = tuple(effects)
        self.promised.update(path for planned in effects for path in _paths(planned))
        for seq, planned in enumerate(effects, start=last + 1):
            what = {"kind": planned.kind, "payload": encode(planned.facts)}
            row = {"arrival": self._arrival, "seq": seq, "state": "todo", "tries": 0, "last_error": ""}
            self._connection.execute(insert(effect).values({**row, **what}))

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
        effect = schema.effect
        struck = update(effect).where(effect.c.id.in_(list(ids))).values(state="done", last_error="")
        self._connection.execute(struck)

    def effect_failed(self, id: int, error: str) -> None:
        """Count a failed try; the effect stays to be done."""
        effect = schema.effect
        failed = {"tries": effect.c.tries + 1, "last_error": _storable(error)}
        self._connection.execute(update(effect).where(effect.c.id == id, effect.c.state == "todo").values(failed))

    def _remember(self, arrival: Arrival) -> None:
        before = self.was_accepted(arrival.form, arrival.digest)
        if before is None:
            row = {"form": arrival.form, "digest": arrival.digest, "arrival": arrival.id}
            self._connection.execute(insert(schema.accepted).values(row))
        elif before != arrival.id:
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
