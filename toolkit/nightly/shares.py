"""The customers of a report, gone through in this process or shared out among several: the result is the same.

What goes back and forth are records, rows and sums; rows come back in the order of their customers.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Final

from toolkit.catalogue import CATALOGUE
from toolkit.drafts.due import due_of
from toolkit.ledger.groups import Entry, groups_in
from toolkit.model.house import Rulebook
from toolkit.reports.consolidation import Around, Consolidation, Counted
from toolkit.reports.registers import REGISTERS
from toolkit.reports.tables import Row

SHARE_BYTES: Final = 400_000
"""A share holds at least so many bytes of customers and deals: some hundred, a fraction of a second's work."""
WAITING_SHARES: Final = 1
"""So many a process are on their way: more would lie in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What all shares of one house have in common."""

    around: Around
    day: date
    home: Rulebook
    """Of the house that reports."""
    mailed: tuple[str, ...] = ()
    """Ids of the documents that go to customers by mail, where it is asked which are due (no declaration travels)."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a share of the customers brings."""

    rows: tuple[list[Row], ...]
    """Of each register, in the order of REGISTERS."""
    counted: Counted
    mails: tuple[str, ...]
    """Numbers of the deals of which a mail is due."""


def consolidated(asked: Asked, entries: Iterable[Entry], *, processes: int) -> Iterator[Share]:
    """The customers of those entries (`toolkit.ledger.groups`), share by share, in order.

    One process works here; with more, each share is worked out in a child, and what waits is bounded.
    """
    shares = _cut(entries)
    first = next(shares, None)
    if first is None:
        return
    second = next(shares, None)
    if processes < 2 or second is None:
        yield _work(asked, first)
        if second is not None:
            yield _work(asked, second)
        yield from (_work(asked, share) for share in shares)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(asked,)) as pool:
        running = deque([pool.submit(_work_here, first), pool.submit(_work_here, second)])
        for share in shares:
            running.append(pool.submit(_work_here, share))
            if len(running) > WAITING_SHARES * processes:
                yield running.popleft().result()
        yield from _rest(running)


def _rest(running: deque[Future[Share]]) -> Iterator[Share]:
    while running:
        yield running.popleft().result()


def _cut(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Shares of the entries; a customer is never cut from its deals."""
    share: list[Entry] = []
    length, last = 0, ""
    for entry in entries:
        number, _, record = entry
        if length >= SHARE_BYTES and number != last:
            yield share
            share, length = [], 0
        share.append(entry)
        length, last = length + len(record), number
    if share:
        yield share


def _work(asked: Asked, entries: list[Entry]) -> Share:
    consolidation, rulebook = Consolidation(asked.around, day=asked.day, home=asked.home), asked.around.rulebook
    rows: tuple[list[Row], ...] = tuple([] for _ in REGISTERS)
    mailed, mails = [CATALOGUE.documents[id] for id in asked.mailed], list[str]()
    for customer, deals in groups_in(entries):
        group = consolidation.take(customer, deals)
        mails.extend(deal.number for deal in deals if any(due_of(deal, mailed, rulebook, asked.day)))
        for register, own in zip(REGISTERS, rows, strict=True):
            own.extend(register.rows(group))
    return Share(rows, consolidation.counted, tuple(mails))


_ASKED: list[Asked] = []
"""In a child: what it was started with."""


def _begin(asked: Asked) -> None:
    gc.freeze()
    gc.disable()
    _ASKED.append(asked)
    threading.Thread(target=_end_with_the_asker, daemon=True).start()


def _end_with_the_asker() -> None:
    """End when whoever asked is gone: one that was killed cannot tell its children, and they would wait for ever."""
    asker = multiprocessing.parent_process()
    if asker is not None:
        asker.join()
        os._exit(1)


def _work_here(entries: list[Entry]) -> Share:
    gc.collect()  # once a share, not in between: looking for circles takes a tenth of the time
    return _work(_ASKED[0], entries)
