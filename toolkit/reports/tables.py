"""What a table of the report is: its columns, and the rows that a customer and its deals add to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, Literal, Protocol

from toolkit.model.house import Customer
from toolkit.model.process import Stage
from toolkit.model.staff import Staff
from toolkit.model.text import Text
from toolkit.reports.outlook import Outlook

Sort = Literal["words", "code", "amount", "margin", "progress", "count", "day", "days"]
"""How a column is written: text that wraps · short text, centred · 元 · two percents · number · day · days left."""

DARK: Final = "#1F3864"


class Level(IntEnum):
    """How pressing it is: blue is coming up, yellow is late or soon lost, red needs somebody today."""

    BLUE = 1
    YELLOW = 2
    RED = 3


LEVEL_WORDS: Final = {Level.RED: Text("红", "red"), Level.YELLOW: Text("黄", "yellow"), Level.BLUE: Text("蓝", "blue")}
"""What levels are called, the most pressing first."""


class Row(Protocol):
    """What every row of a table has, besides its fields."""

    @property
    def levels(self) -> Mapping[str, Level]:
        """How pressing single fields are, by name."""

    @property
    def file(self) -> str:
        """The document's path below the house; '' for none."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the row's field of that name, its heading, width in characters, and how it is written."""

    field: str
    title: Text
    width: float
    sort: Sort = "words"
    is_link: bool = False
    """Leads to the row's document."""
    has_total: bool = False


Worst = Mapping[tuple[str, Text], Level]
"""The most pressing level of a deal's lines in a list, by (deal, list)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A customer with all its deals, as of the report's day: what a register takes its rows from."""

    customer: Customer
    outlooks: tuple[Outlook, ...]
    """In the order of their numbers; () for a lead that has no deal."""
    worst: Worst = field(default_factory=dict)
    titles: Mapping[str, Text] = field(default_factory=dict)
    """Of forms and documents, by id."""
    stages: Sequence[Stage] = ()
    """Of the process, in order."""
    staff: Staff = field(default_factory=dict)
    house: str = ""
    """Name of its house where a report covers several; ''."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The declaration of one sheet of rows."""

    id: str
    """`customers`"""
    title: Text
    columns: tuple[Column, ...]
    tab: str = DARK
    passed_over: tuple[str, str] = ("", "")
    """(field, value) of rows that totals pass over; without it totals follow the filter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Table):
    """A table whose rows come customer by customer."""

    rows: Callable[[Group], Iterator[Row]]
