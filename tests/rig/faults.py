"""What the system and other people do to a run without ending it: refusals, lost replies, files that change."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from typing import Final

from tests.rig.child import Life
from tests.rig.faulty import (
    CALLS,
    COMMIT,
    DEEDS,
    LOOKING,
    NEVER_REFUSED,
    Deed,
    KillAt,
    Parted,
    Point,
    Refuse,
    RefuseIn,
    Somebody,
    Together,
)
from tests.rig.invariants import HIDDEN
from tests.rig.sweep import Plan

CODES: Final = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EIO,
    errno.EROFS,
    errno.EACCES,
    errno.ESTALE,
    errno.ETIMEDOUT,
    errno.EBUSY,
)
FOREVER: Final = 1_000_000
"""Times: until the life ends; in the next the system is healed."""
_MORE_LIVES: Final = 5
_HOUSE_FOLDERS: Final = ("inbox", "filed", "returned", "duplicates", "deals", ".salesdocs")
_SEEN_BY_PEOPLE: Final = frozenset(("rename", "read", "lay"))


def refusals(life: Life) -> Iterator[Plan]:
    """Every call refused once with every code; for a while and until the end with codes in turn."""
    for point in _beginnings(life):
        codes = CODES if point.call != COMMIT else CODES[:1]
        yield from ((Refuse(point.number, code),) for code in codes)
        turn = codes[point.number % len(codes)]
        yield (Refuse(point.number, turn, times=9),)
        yield (Refuse(point.number, turn, times=FOREVER),)


def stubborn(life: Life) -> Iterator[Plan]:
    """A sort of call that is refused in one folder for more lives than a file has attempts."""
    met = {(point.call, part) for point in life.points for path in point.paths for part in path.parts}
    for folder in (*_HOUSE_FOLDERS, "staged", "captures", "claims"):
        for call in CALLS:
            if (call, folder) in met and call not in NEVER_REFUSED:
                yield from ((RefuseIn(folder, call, code),) * _MORE_LIVES for code in CODES)


def lost_replies(life: Life) -> Iterator[Plan]:
    """Every call that changes something is done, and said not to have been. Source: intake.md 4, fault 26."""
    for point in life.points:
        if point.phase == "after" and point.call not in LOOKING | NEVER_REFUSED:
            yield from ((Refuse(point.number, code, phases=("after",)),) for code in (errno.EIO, errno.ENOENT))


def parted_disks() -> Iterator[Plan]:
    """Each folder on a disk of its own, then all of them. Source: intake.md 4, fault 33."""
    yield from ((Parted(frozenset((folder,))),) for folder in _HOUSE_FOLDERS)
    yield (Parted(frozenset(_HOUSE_FOLDERS)),)


def squatters(life: Life) -> Iterator[Plan]:
    """A file of the wanted name appears just before each rename. Source: intake.md 4, fault 34."""
    for point in life.points:
        is_taken = point.call in ("rename", "replace") and HIDDEN not in point.paths[-1].parts
        if is_taken and point.phase == "before":
            yield (Somebody(point.number, "squats"),)


def people(life: Life, deeds: tuple[Deed, ...] = DEEDS) -> Iterator[Plan]:
    """Files are edited, renamed, deleted, written on and dropped again around each call. Faults 13, 14, 42, 45."""
    for point in life.points:
        if point.call in _SEEN_BY_PEOPLE and point.phase != "half" and _is_seen(point):
            yield from ((Somebody(point.number, deed),) for deed in deeds if deed != "squats")


def taken_unseen(life: Life) -> Iterator[Plan]:
    """A person touches what was just published, and the process dies before it knows it was. Fault 42."""
    for point in life.points:
        if point.call == "rename" and point.phase == "after" and HIDDEN not in point.paths[-1].parts:
            for deed in ("edits", "renames", "deletes"):
                yield (Together((Somebody(point.number, deed), KillAt(point.number + 1))),)


def _beginnings(life: Life) -> Iterator[Point]:
    return (point for point in life.points if point.phase == "before" and point.call not in NEVER_REFUSED)


def _is_seen(point: Point) -> bool:
    """Whether the call touches a file that people can reach, or handles they held before we claimed it."""
    return any(HIDDEN not in path.parts or path.name == "payload" for path in point.paths[-1:])
