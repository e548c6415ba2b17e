"""What is made of a declaration, made once: declarations live as long as the program, comparing them takes long."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

A = TypeVar("A")
M = TypeVar("M")
Rest = TypeVarTuple("Rest")

_MOST_KEPT = 1_024
"""Declarations of which is kept what was made; a house has some hundred fields, tests make thousands."""


def once(make: Callable[[A, *Rest], M], *, most_kept: int = _MOST_KEPT) -> Callable[[A, *Rest], M]:
    """The function, which makes its result once for each very object, however alike another one is.

    For objects that never change; whatever else is told is compared as usual. They are kept beside what was made, so
    that no other takes their place; once there are `most_kept` of them, they are forgotten.
    """
    kept: dict[tuple[object, ...], tuple[A, M]] = {}

    @wraps(make)
    def made_once(declared: A, *rest: *Rest) -> M:
        key = (id(declared), *rest)
        found = kept.get(key)
        if found is None:
            if len(kept) >= most_kept:
                kept.clear()
            found = kept[key] = declared, make(declared, *rest)
        return found[1]

    return made_once
