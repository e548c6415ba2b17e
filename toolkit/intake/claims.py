"""Claims: how a file leaves the inbox for us alone, and how it is found again after any crash.

The arbiter is a folder named after the source, which one process alone can make; a rename is none over SMB. Each
claim says itself where its file lay, so that an orphan is taken up or handed back. Source: intake.md 6, engines.md 9.
"""

from __future__ import annotations

import errno
import json
import os
import unicodedata
import uuid
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from toolkit.disk import disk
from toolkit.errors import ShareTrouble
from toolkit.files import is_there, lay, move, reaching, sync, syncing_once
from toolkit.folders import Places
from toolkit.intake.lease import claim_id

_TAKING: Final = "taking-"
_RELEASED: Final = "released-"
_RETURNING: Final = "returning-"
_PAYLOAD: Final = "payload"
_ORIGIN: Final = "origin.json"


@dataclass(frozen=True, slots=True)
class Claim:
    """One file taken out of the inbox; it ends decided, when effects move the file on, or handed back."""

    folder: Path
    origin: str
    """Where it lay, below the house's folder, with `/`; bytes that are no UTF-8 as lone surrogates."""

    @property
    def id(self) -> str:
        """What ledger and effects call it, whatever epoch it was fenced in."""
        return claim_id(self.folder.name)

    @property
    def payload(self) -> Path:
        """The file itself."""
        return self.folder / _PAYLOAD


@dataclass(frozen=True, slots=True)
class Reserved:
    """A file's name, ours alone; the file itself still lies where it lay."""

    source: Path
    taking: Path
    origin: str


def claim(places: Places, source: Path) -> Claim | None:
    """Take a file out of the inbox; None when it is gone or another process has it.

    Raises ShareTrouble: of sort `busy` for a file that somebody holds open, where the system tells.
    """
    with syncing_once():
        reserved = reserve(places, source)
    return take(places, reserved) if reserved is not None else None


def reserve(places: Places, source: Path) -> Reserved | None:
    """Reach for a file before others; None when another process has it. Raises ShareTrouble.

    What it writes must last before `take`: a file that moved in while its origin was lost would not know where it lay.
    """
    origin = source.relative_to(places.root).as_posix()
    taking = places.claims / f"{_TAKING}{_key(origin)}"
    with reaching(source):
        try:
            disk().make_folder(taking)
        except FileExistsError:
            return None  # another's; or an orphan, which the next round resolves
        lay(taking / _ORIGIN, json.dumps({"origin": origin}).encode())
        sync(taking)
    return Reserved(source, taking, origin)


def take(places: Places, reserved: Reserved) -> Claim | None:
    """Take a file that was reached for; None when it is gone, or another process gave up on us. Raises ShareTrouble."""
    source, taking, origin = reserved.source, reserved.taking, reserved.origin
    with reaching(source):
        try:
            disk().rename(source, taking / _PAYLOAD)
        except FileNotFoundError:
            if not is_there(taking / _PAYLOAD):
                _drop(taking)
                return None
        except OSError:
            if not is_there(taking / _PAYLOAD):  # a reply may be lost, the witness is not
                _drop(taking)
                raise
        sync(taking)
        sync(source.parent)
        return _named(places, taking, origin)


def open_claims(places: Places) -> tuple[Claim, ...]:
    """Every claim that has not ended, those that a crash left half made among them, oldest first.

    Raises ShareTrouble.
    """
    with reaching(places.claims):
        found = sorted(disk().names(places.claims), key=lambda entry: entry.name)
        claims = [claim for entry in found if (claim := _resolved(places, Path(entry.path))) is not None]
        return tuple(sorted(claims, key=_age))


def claim_called(places: Places, id: str, origin: str) -> Claim:
    """The claim of that id, fenced or not; its folder may be gone. Raises ShareTrouble."""
    folder = places.claims / id
    if not is_there(folder):
        with reaching(places.claims):
            named = (entry.name for entry in disk().names(places.claims))
            folder = next((places.claims / name for name in named if claim_id(name) == id), folder)
    return Claim(folder, origin)


def hand_back(places: Places, claim: Claim) -> Path | None:
    """Put the file back where it lay, beside whatever lies there by now; its path, None when it is gone.

    Raises ShareTrouble.
    """
    returning = Claim(places.claims / f"{_RETURNING}{claim.id}", claim.origin)
    with reaching(claim.folder):
        try:
            disk().rename(claim.folder, returning.folder)
        except FileNotFoundError:
            return None
    return _return(places, returning)


def close(claim: Claim) -> None:
    """Remove a claim whose file has gone where it belongs. Raises ShareTrouble while it still holds anything."""
    with reaching(claim.folder):
        _drop(claim.folder)


def _return(places: Places, claim: Claim) -> Path | None:
    lay = places.root / claim.origin
    back = move(claim.payload, lay.parent, name=lay.name)
    close(claim)
    return back


def _key(origin: str) -> str:
    """The same for two names that a file system may hold to be one."""
    spelt = unicodedata.normalize("NFC", origin).casefold()
    return sha256(spelt.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _named(places: Places, taking: Path, origin: str) -> Claim | None:
    """The claim under a name of its own, which frees that of its source; None when another process took it up."""
    named = places.claims / uuid.uuid4().hex
    try:
        disk().rename(taking, named)
    except FileNotFoundError:
        return None
    sync(places.claims)
    return Claim(named, origin)


def _resolved(places: Places, folder: Path) -> Claim | None:
    """The claim that a folder holds; None for one whose file is not, or no longer, in it.

    A half-made one is renamed first: whoever may still be making it gets no further.
    """
    if folder.name.startswith(_TAKING):
        released = places.claims / f"{_RELEASED}{uuid.uuid4().hex}"
        try:
            disk().rename(folder, released)
        except FileNotFoundError:
            return None
        folder = released
    said, holds = _origin(folder), is_there(folder / _PAYLOAD)
    origin = said or f"{places.names.inbox}/{folder.name}"
    if holds:
        _unlink_twin(places.root / origin, folder / _PAYLOAD)
    if folder.name.startswith(_RETURNING):
        _return(places, Claim(folder, origin))
    elif folder.name.startswith(_RELEASED) and holds:
        return _named(places, folder, origin)
    elif not folder.name.startswith(_RELEASED) and (said or holds):
        return Claim(folder, origin)
    else:
        _drop(folder)
    return None


def _unlink_twin(lay: Path, payload: Path) -> None:
    """Where a rename is a link and an unlink, and was cut short between them, the file lies in two places."""
    there, here = disk().look(lay), disk().look(payload)
    if there is not None and here is not None and os.path.samestat(there, here):
        disk().remove(lay)


def _origin(folder: Path) -> str:
    """Where its file lay; '' where nothing says so."""
    try:
        content, _ = disk().read(folder / _ORIGIN)
    except FileNotFoundError:
        return ""
    try:
        return str(json.loads(content)["origin"])
    except ValueError:  # cut short while it was written: its file was not in it yet
        return ""


def _drop(folder: Path) -> None:
    """Remove what describes a claim, then its folder; one that still holds a file stays."""
    with suppress(FileNotFoundError):
        if is_there(folder / _PAYLOAD):
            raise ShareTrouble(f"{folder} still holds a file", code=errno.ENOTEMPTY)
        disk().remove(folder / _ORIGIN)
    with suppress(FileNotFoundError):
        disk().remove_folder(folder)


def _age(claim: Claim) -> tuple[int, str]:
    looked = disk().look(claim.payload)
    return (looked.st_mtime_ns if looked else 0, claim.origin)
