"""Scans that lie in the inbox until a form names them; then they are taken with it, or go back."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.errors import ShareTrouble
from toolkit.house import House
from toolkit.intake.capture import Capture, capture
from toolkit.intake.claims import Claim, claim, hand_back
from toolkit.intake.scan import Found, name_key


class AtHand:
    """The scans that forms may name in one round: those that lie in the inbox, those that a crash left with us."""

    def __init__(self, house: House, found: Iterable[Found], left: Iterable[Claim] = ()) -> None:
        self._house = house
        self._lying = {name_key(one.path.name): one for one in found if one.is_attachment}
        self._left = {name_key(one.origin): one for one in left}
        self._taken: dict[str, Capture] = {}

    def __contains__(self, name: str) -> bool:
        key = name_key(name)
        return key in self._taken or key in self._left or key in self._lying

    @property
    def has_taken(self) -> bool:
        """Whether any was taken for a form."""
        return bool(self._taken)

    def take(self, name: str) -> Capture | None:
        """The scan of that name, claimed and captured; None when it is not there, or in use. Raises ShareTrouble."""
        key = name_key(name)
        if key not in self._taken and (captured := self._captured(key)) is not None:
            self._taken[key] = captured
        return self._taken.get(key)

    def forget(self, disposed: Iterable[str]) -> None:
        """Scans whose claims a decision that stands disposes of: they are nobody else's."""
        gone = frozenset(disposed)
        self._taken = {key: captured for key, captured in self._taken.items() if captured.claim.id not in gone}

    def release(self) -> None:
        """Hand back what no decision wanted. Raises ShareTrouble."""
        for claimed in (*self._left.values(), *(captured.claim for captured in self._taken.values())):
            hand_back(self._house.places, claimed)
        self._left, self._taken = {}, {}

    def _captured(self, key: str) -> Capture | None:
        claimed: Claim | None = self._left.pop(key, None)
        try:
            if claimed is None and (found := self._lying.pop(key, None)) is not None:
                claimed = claim(self._house.places, found.path)
            captured = capture(self._house, claimed) if claimed else None
        except ShareTrouble as trouble:
            if trouble.sort == "away":
                raise
            captured = None
        if captured is None and claimed is not None:
            hand_back(self._house.places, claimed)
        return captured
