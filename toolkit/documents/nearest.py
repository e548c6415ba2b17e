"""Which name was meant by one that is not offered: other widths, letters that look alike, words that sound alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

_NEAR: Final = 60
"""Least likeness of 0-100; below it a guess would mislead."""
_NEAR_SOUND: Final = 85
_ALIKE: Final = str.maketrans("аеорсухіјѕԁһԛԝкмтвнαβεζικνορτυχ", "aeopcyxijsdhqwkmtbhabezikvoptux")
"""Cyrillic and Greek letters that nobody can tell from Latin ones, as they stand behind NFKC and casefold."""
_SHAPES: Final = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "_": None, "-": None, " ": None})
_HAN: Final = ("\u3400", "\u9fff")


def nearest(name: str, names: Iterable[str]) -> str:
    """The nearest of the names, '' where none is near.

    A name of another width or in letters that look alike is the same name; then those that read alike, then Chinese
    ones that sound alike, then those with few letters changed.
    """
    known = list(dict.fromkeys(names))
    for alike in (_folded, _shape):
        if found := next((each for each in known if alike(each) == alike(name)), ""):
            return found
    by_sound = _best(_sound(name), {each: _sound(each) for each in known}, _NEAR_SOUND) if _is_chinese(name) else ""
    return by_sound or _best(_folded(name), {each: _folded(each) for each in known}, _NEAR)


def _best(wanted: str, known: dict[str, str], least: int) -> str:
    """The likest; the first of equals."""
    scored = [(fuzz.ratio(wanted, alike), each) for each, alike in known.items()]
    score, found = max(scored, key=lambda one: one[0], default=(0, ""))
    return found if score >= least else ""


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().translate(_ALIKE)


def _shape(name: str) -> str:
    return _folded(name).translate(_SHAPES)


def _is_chinese(name: str) -> bool:
    return any(_HAN[0] <= letter <= _HAN[1] for letter in name)


@lru_cache(maxsize=4_096)
def _sound(name: str) -> str:
    """The name in pinyin without tones; `in` and `ing`, `z` and `zh` as one, as many people type them."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its tables take a quarter of a second, only faults need them

    sound = "".join(lazy_pinyin(_folded(name)))
    for one, other in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n")):
        sound = sound.replace(one, other)
    return sound
