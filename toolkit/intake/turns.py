"""Whose turn it is: the oldest file's, but for those that people call urgent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from toolkit.intake.scan import Found

_URGENT: Final = re.compile(r"\W*(?:加?急|urgent)", re.IGNORECASE)


def in_turn(files: Sequence[Found]) -> tuple[Found, ...]:
    """Files in their order, urgent ones before others, but three to one: a flood of them starves nobody."""
    urgent = [one for one in files if _is_urgent(one)]
    others = iter([one for one in files if not _is_urgent(one)])
    turns: list[Found] = []
    for n, one in enumerate(urgent, start=1):
        turns.append(one)
        if n % 3 == 0:
            turns.extend(islice(others, 1))
    return (*turns, *others)


def _is_urgent(found: Found) -> bool:
    """Whether people put it before others, by its name or its folder's: 急, 加急, URGENT."""
    return any(_URGENT.match(part) for part in (found.path.name, found.path.parent.name))
