"""One process a house on each machine, one machine a share.

`serving` is a lock of the operating system on this machine's disk: it ends with the process, however that ends.
`Leader` settles it between machines, which share nothing but the folder. No clock is compared: whoever stands by
counts, on its own steady clock, how long the leader has given no sign. The arbiter is a folder that only one can
make, named after the epoch, with the leader's signs inside: a former leader that wakes up finds its folder gone.
Source: intake.md 6 (leases), engines.md 9.
"""

from __future__ import annotations

import json
import os
import re
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from toolkit.disk import disk
from toolkit.errors import HouseServed, ShareTrouble
from toolkit.files import reaching
from toolkit.folders import Places
from toolkit.intake.share import overwrite
from toolkit.running import alone

RENEW_SECONDS: Final = 10.0
LEASE_SECONDS: Final = 60.0

_LOCK: Final = "serving.lock"
_EPOCH: Final = re.compile(r"leader-(\d{6,})\Z")
_SIGN: Final = "holder.json"
_FENCED: Final = re.compile(r"\.e\d+\Z")


@contextmanager
def serving(places: Places) -> Iterator[None]:
    """Be the one process of this machine that serves the house, while the block lasts.

    Raises HouseServed when another is at it already, naming it; ShareTrouble when the lock's file cannot be opened.
    """
    with alone(places.private / _LOCK) as other:
        if other is not None:
            raise HouseServed(places.root, other)
        yield


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who leads, as it writes itself down."""

    seat: str
    """The place of private state that it works from; one process at a time sits there."""
    host: str
    pid: int
    boot: str
    """Which start of the machine; '' where the system does not tell."""
    signs: int
    """How often it gave a sign of life."""
    has_fenced: bool = False
    """Whether what the leader before had taken was fenced, or needed no fence."""
    has_resigned: bool = False


class Leader:
    """Whether this process leads on the share; it must hold `serving` already.

    `lead()` is asked by every round of one who stands by, `still_leader()` by one who leads: before each round, before
    each batch of decisions, and at least every `renew_seconds`. `clock` is monotonic.
    """

    def __init__(
        self,
        places: Places,
        *,
        clock: Callable[[], float] = time.monotonic,
        renew_seconds: float = RENEW_SECONDS,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._places, self._clock = places, clock
        self._renew, self._lease = renew_seconds, lease_seconds
        self._me = Holder(seat=_seat(places), host=socket.gethostname(), pid=os.getpid(), boot=_boot(), signs=0)
        self._seen: tuple[int, Holder | None] = (0, None)
        self._looked = clock()
        self._silent = 0.0
        self._gave_sign = 0.0
        self.epoch = 0
        """The number of our leadership; 0 while another leads."""
        self.holder: Holder | None = None
        """Who leads, as last seen; None when nobody does."""

    def lead(self) -> bool:
        """Whether we lead now: because nobody does, or because who did has been silent for the lease.

        Of several who stand by, one gets it. What another machine had taken and not decided is fenced by then.
        Raises ShareTrouble.
        """
        if self.epoch:
            return self.still_leader()
        with reaching(self._places.hidden):
            last, holder = seen = self._look()
            self._count(seen)
            self.holder = holder
            if last and not self._is_over(holder):
                return False
            return self._taken(last + 1, needs_fence=bool(last) and not self._was_me(holder))

    def still_leader(self) -> bool:
        """Whether we lead still; a sign of life is given where one is due.

        False once another has taken over, and from then on. Raises ShareTrouble when the share does not say.
        """
        if not self.epoch:
            return False
        with reaching(self._places.hidden):
            if disk().look(self._sign) is None:
                return self._lost()
            if self._me.has_fenced and self._clock() - self._gave_sign < self._renew:
                return True
            last, holder = self._look()
            if last > self.epoch:
                self.holder = holder
                return self._lost()
            return self._signed() and (self._me.has_fenced or self._settled_in())

    def resign(self) -> None:
        """Let the next one take over at once, when we stop in order; silent when the share is away."""
        if self.epoch:
            with suppress(OSError, ShareTrouble):
                if self.still_leader():
                    self._me = replace(self._me, has_resigned=True)
                    self._signed()
        self._lost()

    @property
    def _folder(self) -> Path:
        return self._places.hidden / f"leader-{self.epoch:06d}"

    @property
    def _sign(self) -> Path:
        return self._folder / _SIGN

    def _look(self) -> tuple[int, Holder | None]:
        """The last epoch there was (0: none), and who leads in it; None while its folder is empty."""
        last = max(_epochs(self._places), default=0)
        return last, _holder(self._places.hidden / f"leader-{last:06d}" / _SIGN) if last else None

    def _count(self, seen: tuple[int, Holder | None]) -> None:
        """Add to the silence what passed since the last look, never more than one look should take.

        Who was stopped itself learns nothing about another's silence in that time.
        """
        now = self._clock()
        passed = min(max(0.0, now - self._looked), self._renew * 1.5)
        self._silent = self._silent + passed if seen == self._seen else 0.0
        self._seen, self._looked = seen, now

    def _is_over(self, holder: Holder | None) -> bool:
        """Whether the last leadership has ended: given up, or of our own seat before us, or silent too long."""
        if self._silent >= self._lease:
            return True
        return holder is not None and (holder.has_resigned or self._sat_here(holder))

    def _sat_here(self, holder: Holder) -> bool:
        """Whether it sat in our seat since this machine started: as we hold `serving`, it is no more."""
        return (holder.seat, holder.host, holder.boot) == (self._me.seat, self._me.host, self._me.boot)

    def _was_me(self, holder: Holder | None) -> bool:
        """Whether it worked with our ledger and left nobody else's claims: nothing needs a fence then."""
        return holder is not None and holder.seat == self._me.seat and holder.has_fenced

    def _taken(self, epoch: int, *, needs_fence: bool) -> bool:
        try:
            disk().make_folder(self._places.hidden / f"leader-{epoch:06d}")
        except FileExistsError:
            return False
        if max(_epochs(self._places), default=0) > epoch:  # we slept between looking and making
            with suppress(OSError):
                disk().remove_folder(self._places.hidden / f"leader-{epoch:06d}")
            return False
        self.epoch = epoch
        self._me = replace(self._me, has_fenced=not needs_fence, has_resigned=False)
        return self._signed() and self._settled_in()

    def _settled_in(self) -> bool:
        """Depose who led before, and fence what it had taken; done again until it was done wholly once."""
        self.holder = self._me
        self._depose()
        if self._me.has_fenced:
            return True
        fence(self._places, self.epoch)
        self._me = replace(self._me, has_fenced=True)
        return self._signed()

    def _depose(self) -> None:
        """Remove the signs of former leaders: one that wakes up knows by that."""
        for epoch in _epochs(self._places):
            if epoch < self.epoch:
                folder = self._places.hidden / f"leader-{epoch:06d}"
                with suppress(OSError):
                    disk().remove(folder / _SIGN)
                with suppress(OSError):  # a zombie may just write there; the next leader removes it
                    for entry in disk().names(folder):
                        disk().remove(folder / entry.name)
                    disk().remove_folder(folder)

    def _signed(self) -> bool:
        """Give a sign of life; False when our folder is gone, and with it the leadership."""
        self._me = replace(self._me, signs=self._me.signs + 1)
        at = self._clock()
        try:
            overwrite(self._sign, json.dumps(asdict(self._me)).encode())
        except FileNotFoundError:
            return self._lost()
        self._gave_sign = at
        return True

    def _lost(self) -> bool:
        self.epoch = 0
        self._silent, self._seen, self._looked = 0.0, (0, None), self._clock()
        return False


def fence(places: Places, epoch: int) -> tuple[str, ...]:
    """Give every claim that was left over a name of this epoch, `<id>.e<epoch>`; the new names.

    Whoever still works on one under its old name finds nothing there, and stops: the rename is the fence.
    Raises ShareTrouble.
    """
    fenced = []
    with reaching(places.claims):
        for entry in disk().names(places.claims):
            name = f"{claim_id(entry.name)}.e{epoch}"
            if entry.is_dir(follow_symlinks=False) and entry.name != name:
                with suppress(FileNotFoundError, FileExistsError):
                    disk().rename(places.claims / entry.name, places.claims / name)
                    fenced.append(name)
        disk().sync(places.claims)
    return tuple(fenced)


def claim_id(name: str) -> str:
    """A claim's id, by the name that its folder has, fenced or not."""
    return _FENCED.sub("", name)


def _epochs(places: Places) -> tuple[int, ...]:
    """The leaderships that left a folder, in no order. Raises OSError."""
    named = (_EPOCH.match(entry.name) for entry in disk().names(places.hidden))
    return tuple(int(one[1]) for one in named if one)


def _holder(path: Path) -> Holder | None:
    """Who is written down there; None for nobody, or half of one."""
    for _ in range(3):
        try:
            return Holder(**json.loads(disk().read(path)[0]))
        except (FileNotFoundError, ValueError, TypeError):
            return None
        except OSError:  # just being replaced
            continue
    return None


def _seat(places: Places) -> str:
    """The name of this place of private state, made at its first use. Raises ShareTrouble."""
    path = places.private / "seat"
    with reaching(path):
        try:
            return disk().read(path)[0].decode("ascii", "replace").strip()
        except FileNotFoundError:
            disk().make_folders(places.private)
        with suppress(FileExistsError):
            disk().lay(path, f"{uuid.uuid4().hex}\n".encode())
        return disk().read(path)[0].decode("ascii", "replace").strip()


def _boot() -> str:
    """Which start of this machine it is; '' where the system does not tell."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return ""
