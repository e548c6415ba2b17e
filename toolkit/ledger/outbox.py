"""The notices in the ledger: written down with the decision, struck off when they were told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Connection, CursorResult, Executable, Row, bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert

from toolkit.ledger import schema
from toolkit.ledger.encoding import decode, encode
from toolkit.model.notice import Notice, NoticeState, Posted

_NOTICE: Final = schema.notice.c
_POST: Final = insert(schema.notice).on_conflict_do_nothing(index_elements=["key"])
_NOTICES: Final = select(schema.notice).order_by(_NOTICE.id)
_DUE: Final = _NOTICES.where(_NOTICE.state == "todo", _NOTICE.not_before <= bindparam("now"))
_MARK: Final = update(schema.notice).where(_NOTICE.id == bindparam("of"), _NOTICE.state == "todo")
_GIVEN_UP: Final = select(func.count()).where(
    _NOTICE.state == "given up", _NOTICE.closed_on > bindparam("since"), _NOTICE.closed_on <= bindparam("until")
)
_LAST_SENT: Final = select(func.max(_NOTICE.closed_on)).where(_NOTICE.state == "sent")


class NoticeQuestions:
    """What can be asked about notices."""

    def _ask(self, asked: Executable, of: Mapping[str, object] | None = None) -> CursorResult[Any]:
        raise NotImplementedError

    def notices_due(self, now: datetime) -> tuple[Posted, ...]:
        """Notices that are to be told and need not wait any longer, oldest first."""
        return tuple(_posted(row) for row in self._ask(_DUE, {"now": _stamp(now)}))

    def notices(self, state: NoticeState, *, since: date = date.min) -> tuple[Posted, ...]:
        """Notices in that state, oldest first: of that day or later."""
        asked = _NOTICES.where(_NOTICE.state == state, _NOTICE.day >= since)
        return tuple(_posted(row) for row in self._ask(asked))

    def notices_given_up(self, since: date, until: date) -> int:
        """How many were given up after the first day, up to the second."""
        return int(self._ask(_GIVEN_UP, {"since": since, "until": until}).scalar_one())

    def last_notice_sent(self) -> date | None:
        """The day on which the last one was told; None before any was."""
        found: date | None = self._ask(_LAST_SENT).scalar()
        return found


class NoticeEntry:
    """What a deciding transaction writes about notices."""

    _connection: Connection
    _arrival: str | None
    day: date

    def post(self, notices: Iterable[Notice]) -> None:
        """Write down what people are to be told once the decision stands; a key that is known is passed over."""
        rows = [_begun(notice, self.day, self._arrival) for notice in notices]
        if rows:
            self._connection.execute(_POST, rows)

    def mark_notices(self, marked: Iterable[Posted], *, on: date) -> None:
        """Write down what became of notices; one that is struck off already stays as it is."""
        for one in marked:
            now_is = {
                "state": one.state,
                "tries": one.tries,
                "not_before": _stamp(one.not_before),
                "failing_since": _stamp(one.failing_since),
                "reached": encode(tuple(sorted(one.reached))),
                "last_error": one.last_error,
                "closed_on": None if one.state == "todo" else on,
            }
            self._connection.execute(_MARK.values(now_is), {"of": one.id})


def _begun(notice: Notice, day: date, arrival: str | None) -> dict[str, object]:
    return {
        "key": notice.key,
        "day": day,
        "kind": notice.kind,
        "addressee": notice.to,
        "facts": encode(notice.facts),
        "state": "todo",
        "tries": 0,
        "not_before": "",
        "failing_since": "",
        "reached": encode(()),
        "last_error": "",
        "arrival": arrival,
    }


def _posted(row: Row[Any]) -> Posted:
    return Posted(
        id=row.id,
        day=row.day,
        notice=Notice(key=row.key, kind=row.kind, to=row.addressee, facts=decode(row.facts)),
        state=row.state,
        tries=row.tries,
        not_before=_moment(row.not_before),
        failing_since=_moment(row.failing_since),
        reached=frozenset(decode(row.reached)),
        last_error=row.last_error,
    )


def _stamp(moment: datetime | None) -> str:
    """The moment as text that sorts: UTC, to the second."""
    return "" if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")


def _moment(stamp: str) -> datetime | None:
    return datetime.fromisoformat(stamp) if stamp else None
