"""Several rows of one customer made one: the newest word counts, who said what else is told.

Source: decisions.md 6; domain.md 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from toolkit.model.form import Field
from toolkit.model.submission import Submission, Value

_CONTACT: Final = ("first_contact_date", "contact_method", "feedback", "next_contact_date")
"""One contact: these are taken from one row, that of the newest row which tells of a contact."""
_FIRST: Final = ("owner", "register_date")
"""Who came first counts: no machine takes a customer from anybody."""
_NUMBER: Final = "lead_no"
_LONGEST_REMARK: Final = 500
_OWNERS: Final = "负责人待确认:"


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of a registry that somebody kept."""

    file: str
    order: int
    """Of its file among those given."""
    place: str
    """`客户明细!7`"""
    row: Submission

    @property
    def name(self) -> str:
        """File and row, as people find them again."""
        return f"{self.file} {self.place}"

    @property
    def age(self) -> tuple[date, int, int]:
        """By what rows are told older and newer."""
        return self.row.day("register_date") or date.min, self.order, self.row.line or 0


@dataclass(frozen=True, slots=True)
class Conflict:
    """An answer that rows give differently."""

    field: Field
    said: tuple[tuple[Value, tuple[str, ...]], ...]
    """Each value with the rows that say so, the oldest first."""
    chosen: Value

    @property
    def is_of_owner(self) -> bool:
        """Whether people have to decide it."""
        return self.field.key == "owner"


@dataclass(frozen=True, slots=True)
class Merged:
    """One row made of several."""

    values: Mapping[str, Value]
    conflicts: tuple[Conflict, ...]


def merged(rows: Sequence[Kept], columns: Sequence[Field]) -> Merged:
    """The one row that they make; without a number, which is drawn when it is taken in."""
    ordered = sorted(rows, key=lambda one: one.age)
    contact = next((one for one in reversed(ordered) if one.row.value(_CONTACT[0]) is not None), None)
    values: dict[str, Value] = {}
    conflicts = []
    for column in columns:
        said = _said(ordered, column.key)
        if column.key == _NUMBER or not said:
            continue
        if column.key in _CONTACT and contact is not None:
            chosen = contact.row.value(column.key)
        else:
            chosen = said[0][1] if column.key in _FIRST else said[-1][1]
        if chosen is not None:
            values[column.key] = chosen
        if len({_same(value) for _, value in said}) > 1:
            conflicts.append(Conflict(column, tuple(_gathered(said)), chosen))
    if any(conflict.is_of_owner for conflict in conflicts):
        values["remark"] = _with_owners(values.get("remark"), conflicts)
    return Merged(values, tuple(conflicts))


def _said(ordered: Sequence[Kept], key: str) -> list[tuple[Kept, Value]]:
    return [(one, value) for one in ordered if (value := one.row.value(key)) is not None]


def _same(value: Value) -> str:
    return str(value)


def _gathered(said: Sequence[tuple[Kept, Value]]) -> Iterator[tuple[Value, tuple[str, ...]]]:
    """Each value once, with all who say so."""
    by: dict[str, tuple[Value, list[str]]] = {}
    for one, value in said:
        by.setdefault(_same(value), (value, []))[1].append(one.name)
    yield from ((value, tuple(names)) for value, names in by.values())


def _with_owners(remark: Value, conflicts: Sequence[Conflict]) -> str:
    """The remark with the owners that people have to choose from in front; what does not fit stands in the sources."""
    owners = [str(value) for conflict in conflicts if conflict.is_of_owner for value, _ in conflict.said]
    told = f"{_OWNERS}{'、'.join(owners)}"
    text = f"{told}。{remark}" if remark else told
    return text if len(text) <= _LONGEST_REMARK else f"{text[: _LONGEST_REMARK - 1]}…"
