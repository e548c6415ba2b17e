"""Scans that lie in the inbox until a form names them; then they are taken with it, or go back."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.errors import ShareTrouble
from toolkit.house import House
from toolkit.intake.capture import Capture, capture
from toolkit.intake.claims import claim, hand_back
from toolkit.intake.scan import Found, name_key


class AtHand:
    """The scans that forms may name in one pass."""

    def __init__(self, house: House, found: Iterable[Found]) -> None:
        self._house = house
        self._lying = {name_key(one.path.name): one for one in found if one.is_attachment}
        self._taken: dict[str, Capture] = {}

    def __contains__(self, name: str) -> bool:
        return name_key(name) in self._lying or name_key(name) in self._taken

    @property
    def has_taken(self) -> bool:
        """Whether any was claimed."""
        return bool(self._taken)

    def take(self, name: str) -> Capture | None:
        """The scan of that name, claimed and captured; None when it is not there, or in use. Raises ShareTrouble."""
        key = name_key(name)
        if key not in self._taken and (found := self._lying.pop(key, None)) is not None:
            try:
                claimed = claim(self._house.places, found.path)
                captured = capture(self._house, claimed) if claimed else None
            except ShareTrouble as trouble:
                if trouble.sort == "away":
                    raise
                captured = None
            if captured is not None:
                self._taken[key] = captured
        return self._taken.get(key)

    def release(self, kept: Iterable[str]) -> None:
        """Hand back what was taken, but for the claims that a decision disposes of. Raises ShareTrouble."""
        disposed = frozenset(kept)
        for captured in self._taken.values():
            if captured.claim.id not in disposed:
                hand_back(self._house.places, captured.claim)
        self._taken.clear()
