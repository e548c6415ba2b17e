"""Names that are free in a folder on every system that shares it: no two differ in case or composition alone.

What a folder holds is remembered, so that one with thousands of files is listed once and not for every answer; that a
name is taken is believed of a fresh list only, for people move what lies on their share.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import count
from pathlib import Path, PurePosixPath

from toolkit.disk import disk
from toolkit.files import is_there, reaching
from toolkit.house import House
from toolkit.model.names import folded


def free_name(house: House, folder: str, name: str, *beside: str, taken: Collection[str] = ()) -> str:
    """The name, or `name~1.ext`, that neither a file nor what goes beside it has or will have in that folder.

    `beside` are endings of what goes there too: `.回执.txt`. `taken` are paths below the house that are promised
    already. Raises ShareTrouble.
    """
    path = PurePosixPath(name)
    tries = (f"{path.stem}~{n}{path.suffix}" if n else name for n in count())
    return first_free(house, folder, tries, *beside, taken=taken)


def first_free(house: House, folder: str, tries: Iterator[str], *beside: str, taken: Collection[str] = ()) -> str:
    """The first of some names that is free so. Raises ShareTrouble."""
    with reaching(house.root / folder):
        place = _Place(house, folder, taken)
        found = next(one for one in tries if all(place.is_free(f"{one}{ending}") for ending in ("", *beside)))
    place.holds.update(folded(f"{found}{ending}") for ending in ("", *beside))
    return found


class _Place:
    """A folder, and what lies or will lie in it."""

    def __init__(self, house: House, folder: str, taken: Collection[str]) -> None:
        self._folder, self._below, self._taken = house.root / folder, folder, taken
        self.holds = _remembered(self._folder)
        self._is_fresh = False

    def is_free(self, name: str) -> bool:
        if is_there(self._folder / name) or f"{self._below}/{name}" in self._taken:
            return False
        if folded(name) not in self.holds:
            return True
        if not self._is_fresh:
            self._look_again()
        return folded(name) not in self.holds

    def _look_again(self) -> None:
        promised = (PurePosixPath(path) for path in self._taken)
        begin = PurePosixPath(self._below)
        self.holds.clear()
        self.holds.update(_lying(self._folder), (folded(path.name) for path in promised if path.parent == begin))
        self._is_fresh = True


@lru_cache(maxsize=16)
def _remembered(folder: Path) -> set[str]:
    """What lay in a folder when it was looked at last, and what was promised there since."""
    return set(_lying(folder))


def _lying(folder: Path) -> Iterator[str]:
    try:
        return (folded(entry.name) for entry in disk().names(folder))
    except (FileNotFoundError, NotADirectoryError):
        return iter(())
