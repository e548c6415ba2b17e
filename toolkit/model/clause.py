"""A clause of the contract as the legal department keeps it. Source: domain.md 3.3."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause as filed."""

    id: str
    """`c10_payment`, the name of its file and of references to it."""
    version: str
    title: str
    when: str
    """A Jinja expression: the clause applies where it is true."""
    text: tuple[str, ...]
    """Its lines, a sub-clause each."""
