"""Sends the notices that wait, beside the rounds of a service and never in their way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Final, Protocol

from toolkit.errors import LedgerTrouble, ShareTrouble
from toolkit.house import House
from toolkit.notices.deliver import Delivered, Delivery
from toolkit.notices.words import subject
from toolkit.running import alone

END_SECONDS: Final = 8.0
"""How long a message on its way is waited for when the service ends."""
_LOCK: Final = "notices.lock"


class Says(Protocol):
    """Where it is told what became of messages."""

    def event(self, event: str, words: str = "", /, *, is_trouble: bool = False, **facts: object) -> None:
        """One event."""


def delivery(house: House) -> Delivery:
    """What sends for that house."""
    return Delivery(
        outbox=house.ledger,
        settings=house.settings.notices,
        calendar=house.rulebook.calendar,
        root=house.root,
        house=house.settings.company.name,
        lang=house.lang,
    )


def send_due(
    house: House,
    now: datetime,
    *,
    by: Delivery | None = None,
    log: Says | None = None,
    goes_on: Callable[[], bool] = lambda: True,
) -> Delivered | None:
    """Send what is due at that moment, local time; None while another process is at it.

    Channels that fail raise nothing. Raises LedgerTrouble, ShareTrouble.
    """
    if not house.settings.notices.is_on:
        return Delivered()
    with alone(house.places.private / _LOCK) as other:
        if other is not None:
            return None
        done = (by or delivery(house)).deliver(now, goes_on=goes_on)
    if log is not None:
        _say(done, house, log)
    return done


def _say(done: Delivered, house: House, log: Says) -> None:
    """What failed, and loudly what was given up; channels by name only."""
    for failed in done.failed:
        why = failed.why.said(house.lang)
        log.event("notice not sent", is_trouble=True, to=failed.to, channel=failed.channel, why=why)
    for lost in done.given_up:
        what = subject(lost.notice, house.lang)
        log.event("NOTICE GIVEN UP", is_trouble=True, to=lost.notice.to, why=lost.last_error, what=what)


class Courier:
    """A thread that sends, each time it is called; a context manager that ends it.

    It works with a connection of its own: a server that is slow or gone delays the next message, never a form.
    """

    def __init__(self, house: House, log: Says, clock: Callable[[], datetime]) -> None:
        self._house, self._log, self._clock = house, log, clock
        self._by = delivery(house)
        self._called, self._is_over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="notices", daemon=True)

    def __enter__(self) -> Courier:
        if self._house.settings.notices.is_on:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, at: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._called.set()
        if self._thread.is_alive():
            self._thread.join(END_SECONDS)

    def call(self) -> None:
        """There may be something to send."""
        self._called.set()

    def _run(self) -> None:
        while not self._is_over.is_set():
            self._called.wait()
            self._called.clear()
            if self._is_over.is_set():
                return
            try:
                send_due(
                    self._house, self._clock(), by=self._by, log=self._log, goes_on=lambda: not self._is_over.is_set()
                )
            except (LedgerTrouble, ShareTrouble) as trouble:
                self._log.event("notices wait", str(trouble), is_trouble=True)
            except Exception as fault:  # noqa: BLE001  our own fault: told, and nothing else suffers
                self._log.event("notices failed", type(fault).__name__, is_trouble=True)
