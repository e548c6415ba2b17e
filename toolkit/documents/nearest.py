"""Which name was meant by one that is not offered."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, names: Iterable[str]) -> str:
    """The nearest of the names, '' where none is near; full-width letters count as their half-width ones."""
    known = list(names)
    folded = unicodedata.normalize("NFKC", name).casefold()
    by_folded = {unicodedata.normalize("NFKC", each).casefold(): each for each in known}
    if folded in by_folded:
        return by_folded[folded]
    found = get_close_matches(folded, by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else ""
