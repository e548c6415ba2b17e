"""What passes from the child process that reads a foreign workbook to us: sheets of raw cells, as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from toolkit.model.kinds import Raw

Merge = tuple[int, int, int, int]
"""Top, left, bottom, right, from 1."""
_DAYS: Final[Mapping[str, Callable[[str], date | time]]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}


@dataclass(slots=True)
class FoundSheet:
    """One sheet as a foreign format holds it."""

    title: str
    is_hidden: bool = False
    cells: dict[tuple[int, int], Raw] = field(default_factory=dict)
    """By row and column, from 1; only those that hold something."""
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)


def packed(sheets: Iterable[FoundSheet]) -> bytes:
    """The sheets as JSON."""
    told = [
        {
            "title": sheet.title,
            "is_hidden": sheet.is_hidden,
            "cells": [[row, column, *_packed(raw)] for (row, column), raw in sheet.cells.items()],
            "merges": sheet.merges,
            "hidden_rows": sheet.hidden_rows,
        }
        for sheet in sheets
    ]
    return json.dumps({"sheets": told}, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def refusal(reason: str) -> bytes:
    """A reason word instead of sheets."""
    return json.dumps({"refused": reason}).encode()


def unpacked(passed: bytes) -> list[FoundSheet] | str:
    """The sheets, or the reason word why there are none. Raises ValueError for anything else."""
    try:
        said = json.loads(passed)
        if "refused" in said:
            return str(said["refused"])
        return [_sheet(one) for one in said["sheets"]]
    except (KeyError, TypeError, AttributeError, RecursionError) as strange:
        raise ValueError("not what our reader says") from strange


def _sheet(said: dict[str, Any]) -> FoundSheet:
    cells = {(int(row), int(column)): _raw(kind, told) for row, column, kind, told in said["cells"]}
    merges = [(int(top), int(left), int(bottom), int(right)) for top, left, bottom, right in said["merges"]]
    return FoundSheet(str(said["title"]), bool(said["is_hidden"]), cells, merges, [int(n) for n in said["hidden_rows"]])


def _packed(raw: Raw) -> tuple[str, object]:
    if raw.error:
        return "error", raw.error
    if raw.uncached:
        return "uncached", raw.content
    if raw.is_picture:
        return "picture", None
    if isinstance(raw.content, date | time):
        return type(raw.content).__name__, raw.content.isoformat()
    return f"%{raw.number_format}" if raw.number_format else "", raw.content


def _raw(kind: str, told: Any) -> Raw:
    if kind == "error":
        return Raw(str(told), error=str(told))
    if kind == "uncached":
        return Raw(str(told), uncached=True)
    if kind == "picture":
        return Raw(is_picture=True)
    if kind in _DAYS:
        return Raw(_DAYS[kind](told))
    if not isinstance(told, str | int | float | bool):
        raise TypeError(told)
    return Raw(told, kind[1:])
