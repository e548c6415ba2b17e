"""What is still to be done outside the ledger once a decision stands: write, move, tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

EffectKind = Literal[
    "write document",
    "write blank",
    "write report",
    "write receipt",
    "write copy",
    "write member",
    "move original",
    "retire blank",
]


@dataclass(frozen=True, slots=True)
class Effect:
    """One step to take after the deciding transaction; taking it twice does no harm.

    Source: architecture.md, promise 6. Facts hold what an event's facts may hold.
    """

    kind: EffectKind
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedEffect:
    """An effect that waits in the ledger."""

    id: int
    arrival: str
    """The arrival it follows from; '' for a decision without a file."""
    effect: Effect
    tries: int = 0
    """How often it was tried and failed."""
    last_error: str = ""
