"""One file that came in, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Outcome = Literal["captured", "accepted", "returned", "duplicate", "waiting", "failed", "quarantined", "lost"]
"""`captured` is in work; `waiting` and `failed` lie in the inbox and are tried again; the others are final."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A file as it was dropped; `outcome` is of the whole file, rows of a register are in `detail`."""

    id: str
    name: str
    """The file's name as dropped."""
    digest: str
    """SHA-256 of its bytes."""
    day: date
    """The day of the journey that took it in."""
    outcome: Outcome
    form: str = ""
    """Id of the declaration; '' when it could not be told."""
    first_seen: datetime | None = None
    dropped: str = ""
    """Where it lay in the inbox, with `/`, below the house's folder."""
    claim: str = ""
    """The claim that holds it, or held it last."""
    attempts: int = 0
    """How often work on it was begun and not ended."""
    detail: Mapping[str, object] = field(default_factory=dict)
    """Findings, drawn numbers, why it waits: what receipts and `status` tell."""
