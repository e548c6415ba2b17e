"""Who holds a role, and who acts in it on a day, by the staff list. Source: decisions.md 16."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from toolkit.model.house import Person
from toolkit.model.names import name_key

Staff = Mapping[str, Person]
"""Our people, by name."""


@lru_cache(maxsize=1024)
def role_key(name: str) -> str:
    """What the spellings of a role or a department share: 财务部门, 财务部 and 财务 are one."""
    return name_key(name).removesuffix("部门").removesuffix("部")


def is_one_of(name: str, names: Iterable[str]) -> bool:
    """Whether a role or a department is among those; a blank one never is."""
    key = role_key(name)
    return bool(key) and key in map(role_key, names)


def holders(role: str, people: Iterable[Person]) -> list[Person]:
    """Those of them who hold a role."""
    return [person for person in people if is_one_of(role, person.roles)]


def members(department: str, people: Iterable[Person]) -> list[Person]:
    """Those of them who belong to a department."""
    return [person for person in people if is_one_of(department, (person.department,))]


def acting(people: Iterable[Person], on: date) -> tuple[str, ...]:
    """Who acts for these people on that day, each once: those who are there, by name, then the others' deputies."""
    by_name = sorted(people, key=lambda person: person.name)
    there = (person.name for person in by_name if not person.is_away(on))
    deputies = (person.deputy for person in by_name if person.is_away(on))
    return tuple(dict.fromkeys((*there, *deputies)))
