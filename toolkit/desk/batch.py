"""Many documents at once: one after another or in worker processes, each told as it is made."""

from __future__ import annotations

import os
import signal
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from multiprocessing import get_context
from multiprocessing.util import Finalize
from typing import Any, Final, Literal, TypeVar

from toolkit.errors import WorkersLost
from toolkit.model.text import Lang, Text

Fate = Literal["written", "there", "refused", "unprinted", "failed"]
Task = TypeVar("Task")

REFUSED, OWN_FAULT, ENVIRONMENT = 1, 3, 5  # decisions.md 8
FEW: Final = 20
"""Fewer documents than this are made by one process: starting others takes longer than it saves."""
_GROUP: Final = 4
"""Tasks handed to a worker at once: after Ctrl-C no more than these are finished."""

_FATES: Final[dict[Fate, Text]] = {
    "written": Text("已生成", "written"),
    "there": Text("已存在,未重做", "there already"),
    "refused": Text("未生成", "not made"),
    "unprinted": Text("已生成,但没有PDF", "without its PDF"),
    "failed": Text("系统故障", "our own fault"),
}


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one document that was asked for."""

    asked: str
    """The number, or the place of the row, as it was given."""
    fate: Fate
    file: str = ""
    """Its path; '' where none was made."""
    pdf: str = ""
    note: str = ""
    """Why it was not made; of one that was made, what is to be known of it."""


Work = Callable[[Task], Sequence[Made]]
Opened = Callable[[], AbstractContextManager[Work[Task]]]
"""What a process opens once, to work off many tasks with it; to be pickled for worker processes."""


def worked_off(tasks: Iterable[Task], opened: Opened[Task], jobs: int) -> Generator[tuple[Made, ...], None, None]:
    """What became of each task, in their order.

    Ctrl-C lets every worker finish what it has begun. Raises WorkersLost when a worker dies.
    """
    if jobs > 1:
        yield from _in_workers(tasks, opened, jobs)
        return
    with opened() as work:
        for task in tasks:
            yield tuple(work(task))


def processes(jobs: int | None, documents: int) -> int:
    """How many processes make that many documents: as asked, else one for a few and all cores for many."""
    if jobs is not None:
        return max(1, min(jobs, documents))
    return 1 if documents < FEW else _cores()


def _cores() -> int:
    """The processors that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _in_workers(tasks: Iterable[Task], opened: Opened[Task], jobs: int) -> Iterator[tuple[Made, ...]]:
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _open, (opened,))
    waiting: deque[Future[list[tuple[Made, ...]]]] = deque()
    left = iter(tasks)
    try:
        while group := list(islice(left, _GROUP)):
            with _ctrl_c_waits():
                waiting.append(pool.submit(_work_off, group))
            if len(waiting) > 2 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as gone:
        raise WorkersLost from gone
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """A worker that is begun here never hears Ctrl-C, not even while it starts; we hear it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):  # on Windows a worker that is just starting may hear it
        yield
        return
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)


class _Worker:
    """What this worker process has opened."""

    work: Callable[[Any], Sequence[Made]]


def _open(opened: Opened[Any]) -> None:
    """Begin a worker: Ctrl-C is for the process that leads; what was opened is closed when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stack = ExitStack()
    _Worker.work = stack.enter_context(opened())
    Finalize(None, stack.close, exitpriority=100)


def _work_off(group: Sequence[Any]) -> list[tuple[Made, ...]]:
    return [tuple(_Worker.work(task)) for task in group]


def told(made: Made, lang: Lang) -> str:
    """One document's line: what was asked for, what became of it, where it lies or why it was not made."""
    words = (made.asked, _FATES[made.fate].said(lang), made.file, made.pdf, made.note)
    return "  ".join(word for word in words if word)


def tally(made: Iterable[Made]) -> dict[Fate, int]:
    """How many there are of each fate, all of them named."""
    counted = Counter(one.fate for one in made)
    return {fate: counted[fate] for fate in _FATES}


def tallied(counted: dict[Fate, int], lang: Lang) -> str:
    """The tally as one line."""
    parts = (f"{_FATES[fate].said(lang)} {count}" for fate, count in counted.items() if count or fate == "written")
    return ("共 " if lang == "zh" else "in all ") + f"{sum(counted.values())}: " + ", ".join(parts)


def exit_code(counted: dict[Fate, int]) -> int:
    """0 all are there, 1 some could not be made, 3 we could not do our part, 5 the PDF program could not."""
    if counted["failed"]:
        return OWN_FAULT
    if counted["unprinted"]:
        return ENVIRONMENT
    return REFUSED if counted["refused"] else 0


def summary(made: Sequence[Made]) -> dict[str, object]:
    """The whole result as plain values, for --format json."""
    return {"summary": tally(made), "files": [asdict(one) for one in made]}
