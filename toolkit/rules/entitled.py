"""Who may act in a role on a day: its holders in the staff list, or their dated deputies. Source: decisions.md 16."""

from __future__ import annotations

from datetime import date

from toolkit.errors import NotEntitled
from toolkit.model.staff import Staff, holders


def must_act_as(role: str, name: str, staff: Staff, day: date) -> None:
    """Silent when that person acts in the role on that day. Raises NotEntitled.

    A house that has not listed its staff lets everybody.
    """
    entitled = entitled_to(role, staff, day)
    if staff and name not in entitled:
        raise NotEntitled(name, role, entitled)


def entitled_to(role: str, staff: Staff, day: date) -> tuple[str, ...]:
    """The names of those who hold the role, away or not, and of the deputies whose days have come."""
    held_by = holders(role, staff.values())
    deputies = [person.deputy for person in held_by if person.is_away(day)]
    return tuple(dict.fromkeys([*(person.name for person in held_by), *deputies]))
