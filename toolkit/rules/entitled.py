"""Who acts in a role on a day: its holders in the staff list, or their dated deputies. Source: decisions.md 16."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from toolkit.errors import NotEntitled
from toolkit.model.house import Person


def must_act_as(role: str, name: str, staff: Mapping[str, Person], day: date) -> None:
    """Silent when that person acts in the role on that day. Raises NotEntitled.

    A house that has not listed its staff lets everybody.
    """
    entitled = acting(role, staff, day)
    if staff and name not in entitled:
        raise NotEntitled(name, role, entitled)


def acting(role: str, staff: Mapping[str, Person], day: date) -> tuple[str, ...]:
    """The names of those who hold the role, and of the deputies whose days have come."""
    holders = [person for person in staff.values() if role in person.roles]
    deputies = [person.deputy for person in holders if person.is_away(day)]
    return tuple(dict.fromkeys([*(person.name for person in holders), *deputies]))
