"""What a kind is given (a raw cell) and what it gives back (value, notes, fault)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol

Content = str | int | float | Decimal | bool | date | datetime | time | None


class Raw(NamedTuple):
    """One cell as the file holds it."""

    content: Content = None
    number_format: str = ""
    """The cell's format code, '' for text and Word."""
    header_unit: str = ""
    """Unit named by the label or column header: 元, 万元, %, 天; '' for none."""
    error: str = ""
    """`#N/A` and the like; '' for an ordinary cell."""
    uncached: bool = False
    """A formula that no program has calculated yet."""
    is_picture: bool = False
    """The cell shows a picture and no text."""


NOTHING = Raw()
"""A cell that holds nothing."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something the sender should know of how a value was read (never a change in silence)."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell could not be read: a message code of domain.md §0 and its facts."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell means. Blank: no value and no fault."""

    value: object = None
    notes: tuple[Note, ...] = ()
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A range; None is open. Amounts in 元."""

    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Term:
    """A period (`30天`, `5个工作日`, `3个月内`) or a day (`2026年9月底`)."""

    count: int = 0
    unit: Literal["天", "工作日", "个月"] = "天"
    on: date | None = None
    """The day itself, when a day and no period was written."""


class Kind(Protocol):
    """How one sort of answer is read, shown and typed."""

    @property
    def name(self) -> str:
        """Word for it in guides and JSON Schema: `amount`, `day`, `choice`."""

    @property
    def number_format(self) -> str:
        """Excel format code of the blank's cell; `@` for text."""

    @property
    def options(self) -> tuple[str, ...]:
        """What the dropdown offers; () for none."""

    def read(self, raw: Raw, *, today: date) -> Reading:
        """What the cell means on that day; never raises for what a person typed."""

    def show(self, value: object) -> str:
        """The value as a person would write it; read(show(value)) gives the value again."""

    def cell(self, value: object) -> Content:
        """The value as a workbook cell holds it (number, day or text)."""
