"""The daily notices that follow from the night's report: to each person their list, to managers the figures. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

from toolkit.model.notice import OWNER, Notice, Notices
from toolkit.model.text import Text

LEVELS: Final = ("blue", "yellow", "red")
"""How pressing a line is, by its level from 1 on."""


class Line(Protocol):
    """A line of a due list, as far as a digest counts it."""

    @property
    def owner(self) -> str:
        """Who acts; '' for nobody."""

    @property
    def level(self) -> int:
        """1 blue, 2 yellow, 3 red."""


class Summed(Protocol):
    """One figure of the report's summary."""

    @property
    def label(self) -> Text:
        """What was counted."""

    @property
    def count(self) -> int:
        """How many."""

    @property
    def amount(self) -> Decimal:
        """How much, 元."""


def digests(
    settings: Notices,
    day: date,
    *,
    dues: Iterable[Line],
    files: Mapping[str, str],
    figures: Iterable[Summed],
    report: str,
) -> tuple[Notice, ...]:
    """What is told of a night: each person's due lines with the path of their list, then the figures to managers.

    `files` are the lists by owner, `report` is the workbook, all below the house. () where the house tells nothing.
    """
    if not settings.is_on:
        return ()
    counted = _counted(dues)
    return (*_lists(settings, day, counted, files), *_summaries(settings, day, counted, figures, report))


def _counted(dues: Iterable[Line]) -> dict[str, Counter[str]]:
    """Owner -> how many lines of each level; '' for every line once."""
    counted: dict[str, Counter[str]] = {"": Counter()}
    for due in dues:
        level = LEVELS[due.level - 1]
        counted[""][level] += 1
        if due.owner:
            counted.setdefault(due.owner, Counter())[level] += 1
    return counted


def _lists(
    settings: Notices, day: date, counted: Mapping[str, Counter[str]], files: Mapping[str, str]
) -> Iterator[Notice]:
    told = settings.kinds.get("digest", ())
    for owner in sorted(filter(None, counted)):
        if OWNER in told or owner in told:
            facts = {"day": day, "file": files.get(owner, ""), **_levels(counted[owner])}
            yield Notice(key=f"digest/{day}/{owner}", kind="digest", to=owner, facts=facts)


def _summaries(
    settings: Notices, day: date, counted: Mapping[str, Counter[str]], figures: Iterable[Summed], report: str
) -> Iterator[Notice]:
    shown = tuple((figure.label, figure.count, figure.amount) for figure in figures)
    facts = {"day": day, "file": report, "figures": shown, **_levels(counted[""])}
    for name in settings.kinds.get("summary", ()):
        yield Notice(key=f"summary/{day}/{name}", kind="summary", to=name, facts=facts)


def _levels(counts: Counter[str]) -> dict[str, int]:
    return {level: counts[level] for level in LEVELS}
