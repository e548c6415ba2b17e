"""A submission made to break one rule: what is typed over a right one, in which world, and the code it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from toolkit.model.deal import Deal
from toolkit.model.house import Customer, Person, Product, Rulebook
from toolkit.model.submission import Value
from toolkit.model.text import Text

Typed = Mapping[str, Value]
"""What is typed, by key of the field or column; None leaves a cell blank."""


@dataclass(frozen=True, slots=True)
class Filling:
    """Everything typed into one form; the row of a register stands under `values`."""

    values: Typed = field(default_factory=dict)
    tables: Mapping[str, tuple[Typed, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A small house in memory, as it stands when a form comes in."""

    today: date
    rulebook: Rulebook
    deal: Deal | None = None
    customers: Mapping[str, Customer] = field(default_factory=dict)
    staff: Mapping[str, Person] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)
    files: Mapping[str, str] | None = None
    """Attachments that lie beside the form: name -> SHA-256."""
    drawn: Mapping[str, int] = field(default_factory=dict)
    """Last number drawn, by prefix."""
    is_asked: bool = True
    """Whether the ledger was asked for the numbers that the form names."""
    comparisons: Mapping[str, bool] = field(default_factory=dict)
    """Number of a look-alike -> whether a person decided that it is the same customer."""


@dataclass(frozen=True, slots=True)
class Change:
    """How the world of a fixture differs from the sample deal's."""

    says: Text
    """In words: `收件日为2026-08-05`; '' for no difference."""
    apply: Callable[[World], World]


def _same(world: World) -> World:
    return world


UNCHANGED: Final = Change(Text("", ""), _same)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One right submission on the way of the sample deal: what is typed over prefill and examples."""

    on: date
    name: str = ""
    """How fixtures name it; '' for the form's only step."""
    values: Typed = field(default_factory=dict)
    tables: Mapping[str, tuple[Typed, ...]] = field(default_factory=dict)
    """Rows over the prefilled ones, by position."""
    more: tuple[Typed, ...] = ()
    """Further rows of a register."""
    files: Mapping[str, str] | None = None
    is_aside: bool = False
    """The deal goes on as if it had not come."""


@dataclass(frozen=True, slots=True)
class Fixture:
    """What makes a right submission wrong in exactly one way."""

    code: str
    """The one code that is then said."""
    values: Typed = field(default_factory=dict)
    cells: Mapping[str, Mapping[int, Typed]] = field(default_factory=dict)
    """Table -> number of the row, counted from 1 -> what is typed there; the number after the last appends."""
    without: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Table -> numbers of the rows left out."""
    step: str = ""
    """The right submission it starts from; '' for the form's first."""
    world: Change = UNCHANGED
    along: tuple[str, ...] = ()
    """Codes that inform only and cannot be kept from coming along."""
    about: str = ""
    """Key of the answer that was made wrong, where the fixture was derived from its declaration."""
