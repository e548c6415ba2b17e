"""Power that fails: what was renamed, made or removed in a folder is undone unless the folder was synced since.

A harder world than most disks: each folder keeps its changes to itself until it is synced, as on a server, and of a
file that was written and not flushed half is lost. What the ledger committed lasts.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.rig.child import Life
from tests.rig.faulty import Point
from tests.rig.sweep import Plan, telling

_Undo = tuple[Path, Callable[[], object]]
"""The folder that changed, and how to take the change back."""


@dataclass
class PowerCut:
    """The power fails at the n-th point."""

    number: int
    unsynced: list[_Undo] = field(default_factory=list, repr=False)
    torn: set[Path] = field(default_factory=set, repr=False)
    """Files of which nothing was synced, by the names they have by now."""

    def __call__(self, point: Point) -> None:
        if point.phase == "after":
            self._note(point)
        self.unsynced += _changes(point)
        if point.number == self.number:
            self._fail()

    def _note(self, point: Point) -> None:
        """What lasts from now on, and what does not yet."""
        match point.call:
            case "sync" | "flush":
                self.torn -= {*point.paths}
                self.unsynced = [one for one in self.unsynced if one[0] not in point.paths]
            case "write":
                self.torn.add(point.paths[0])
            case "rename" | "replace" if point.paths[0] in self.torn:
                self.torn ^= {*point.paths}

    def _fail(self) -> None:
        for path in self.torn:
            with suppress(FileNotFoundError):
                os.truncate(path, path.stat().st_size // 2)
        for _, undo in reversed(self.unsynced):
            with suppress(OSError):  # what came later lasts, so this does, too
                undo()
        os.kill(os.getpid(), signal.SIGKILL)


def cuts(life: Life) -> Iterator[Plan]:
    """Power that fails at every telling point."""
    return ((PowerCut(point.number),) for point in telling(life.points))


def _changes(point: Point) -> Iterator[_Undo]:
    """What a call changes; of what it removes, that is known only before."""
    match point.call, point.phase:
        case (("lay" | "write"), "after"):
            yield point.paths[0].parent, point.paths[0].unlink
        case "replace", "before" if point.paths[1].is_file():
            yield point.paths[1].parent, partial(point.paths[1].write_bytes, point.paths[1].read_bytes())
        case (("rename" | "replace"), "after"):
            source, target = point.paths
            yield target.parent, partial(_rename_back, source, target)
        case (("make_folder" | "make_folders"), "before"):
            for folder in reversed([point.paths[0], *point.paths[0].parents]):
                if not folder.exists():
                    yield folder.parent, folder.rmdir
        case "remove", "before" if point.paths[0].is_file():
            content = point.paths[0].read_bytes()
            yield point.paths[0].parent, partial(_write_back, point.paths[0], content)
        case "remove_folder", "before":
            yield point.paths[0].parent, point.paths[0].mkdir


def _rename_back(source: Path, target: Path) -> None:
    if not source.exists():
        target.rename(source)


def _write_back(path: Path, content: bytes) -> None:
    with path.open("xb") as opened:
        opened.write(content)
