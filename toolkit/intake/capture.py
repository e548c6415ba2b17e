"""The capture: an immutable copy of a claimed file's bytes, taken once. Everything after it works on the copy."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Final

from toolkit.disk import disk
from toolkit.errors import ShareTrouble
from toolkit.files import owner_of, reaching
from toolkit.house import House
from toolkit.intake.claims import Claim
from toolkit.intake.writers import is_being_written
from toolkit.ledger.entry import Entry
from toolkit.model.arrival import Arrival, Outcome
from toolkit.office.bundle import BUNDLE_LIMITS, UNPACKED, is_bundle

_GOING_ON: Final[tuple[Outcome, ...]] = ("captured", "waiting", "failed")


@dataclass(frozen=True, slots=True)
class Capture:
    """One file's bytes and how it came in."""

    claim: Claim
    name: str
    """As dropped; what is no text is spelt out."""
    content: bytes
    digest: str
    """SHA-256 of the bytes."""
    size: int
    mtime_ns: int
    """The file's own time stamp, which tells whether it changed since."""
    dropped: str
    """Where it lay, below the house's folder, as text."""
    dropped_by: str = ""
    """The account that owns the file, as far as the system tells: less than a login proves."""
    dropped_in: str = ""
    """The folder below the inbox, `财务部门`; '' for the inbox itself."""
    parent: str = ""
    """The arrival of the zip that it came in; '' for a file dropped by itself."""
    is_too_large: bool = False
    """Nothing of it was read."""
    arrival: str = ""
    """Its arrival's id, once work on it has begun."""
    attempts: int = 0
    """How often work on it was begun, this time included."""

    @property
    def is_bundle(self) -> bool:
        """Whether it is a zip of forms."""
        return not self.is_too_large and is_bundle(self.content, self.name)

    @property
    def is_form(self) -> bool:
        """Whether it may be a form or a document, to be read by a worker."""
        return not self.is_too_large and not self.is_bundle


def capture(house: House, claim: Claim) -> Capture | None:
    """The claimed file, kept; None for one that is no longer there.

    Raises ShareTrouble: of sort `busy` while a program still writes it, which only now can be known for sure.
    """
    with reaching(claim.payload):
        looked = disk().look(claim.payload)
        if looked is None:
            return None
        if is_being_written(claim.payload):
            raise ShareTrouble(f"{claim.origin} is still being written", code=errno.EBUSY)
        is_too_large = looked.st_size > BUNDLE_LIMITS.file
        content, stat = (b"", looked) if is_too_large else disk().read(claim.payload)
    dropped = _text(claim.origin)
    below = PurePosixPath(dropped).relative_to(house.places.names.inbox).parts[:-1]
    captured = Capture(
        claim=claim,
        name=PurePosixPath(dropped).name,
        content=content,
        digest=_unread(claim, looked) if is_too_large else house.keep(content),
        size=stat.st_size,
        mtime_ns=stat.st_mtime_ns,
        dropped=dropped,
        dropped_by=owner_of(claim.payload),
        dropped_in=below[0] if below else "",
        is_too_large=is_too_large,
    )
    return _with_parent(house, captured) if any(part.endswith(UNPACKED) for part in below) else captured


def _unread(claim: Claim, looked: os.stat_result) -> str:
    """What stands for the bytes of a file that nobody reads."""
    return sha256(f"{claim.origin} {looked.st_size} {looked.st_mtime_ns}".encode("utf-8", "surrogatepass")).hexdigest()


def _with_parent(house: House, captured: Capture) -> Capture:
    """A member of a zip that we unpacked was dropped by whoever dropped the zip, and where."""
    with house.ledger.reading() as questions:
        parent = questions.unpacked_from(captured.dropped, captured.digest)
    if parent is None:
        return captured
    return replace(captured, dropped_by=str(parent.detail.get("dropped_by", "")), parent=parent.id)


def begin(entry: Entry, captured: Capture) -> Capture | None:
    """Write down that work on it begins, the attempt counted; the capture with its arrival.

    None when another process decided about this very claim meanwhile.

    Bytes that wait already, or whose work was cut short, keep their arrival; those decided before get another.
    """
    before = entry.arrivals(digest=captured.digest)
    if any(one.claim == captured.claim.id and one.outcome not in _GOING_ON for one in before):
        return None
    same = next((one for one in before if _goes_on(one, captured)), None)
    arrival = Arrival(
        id=same.id if same else f"{captured.digest[:16]}-{len(before) + 1}",
        name=captured.name,
        digest=captured.digest,
        day=same.day if same else entry.day,
        outcome="captured",
        dropped=captured.dropped,
        claim=captured.claim.id,
        attempts=(same.attempts if same else 0) + 1,
        detail=origin_of(captured),
    )
    entry.set_arrival(arrival)
    return replace(captured, arrival=arrival.id, attempts=arrival.attempts)


def origin_of(captured: Capture) -> dict[str, object]:
    """Who dropped it, and what it came in, as the ledger keeps it."""
    return {"dropped_by": captured.dropped_by, **({"parent": captured.parent} if captured.parent else {})}


def is_still(entry: Entry, captured: Capture) -> bool:
    """Whether the work on it is still ours: another process may have begun or ended it meanwhile."""
    arrival = entry.arrival(captured.arrival)
    ours = ("captured", captured.claim.id, captured.attempts)
    return arrival is not None and (arrival.outcome, arrival.claim, arrival.attempts) == ours


def _goes_on(arrival: Arrival, captured: Capture) -> bool:
    if arrival.outcome == "captured":
        return arrival.claim == captured.claim.id
    return arrival.outcome in _GOING_ON


def _text(origin: str) -> str:
    """The path as text: bytes of another code page (GBK, of old archives) are spelt out."""
    return origin.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
