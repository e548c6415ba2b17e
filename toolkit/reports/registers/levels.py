"""How pressing single fields of a register's row are: as pressing as the due lists that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from toolkit.model.text import Text
from toolkit.reports.dues import Due
from toolkit.reports.tables import Level, Worst

Levels = Mapping[str, Level]
"""By the field's name; only those of which something is due."""


def worst_of(dues: Iterable[Due]) -> Worst:
    """The most pressing level of each deal in each list."""
    worst: dict[tuple[str, Text], Level] = {}
    for due in dues:
        key = (due.deal, due.kind)
        worst[key] = max(due.level, worst.get(key, due.level))
    return worst


def levels_of(worst: Worst, deals: Iterable[str], **fields: tuple[Text, ...]) -> Levels:
    """The level of each field, from the lists that it stands for."""
    if not worst:
        return {}
    numbers = tuple(deals)
    found = {
        name: [worst[number, kind] for number in numbers for kind in kinds if (number, kind) in worst]
        for name, kinds in fields.items()
    }
    return {name: max(levels) for name, levels in found.items() if levels}
