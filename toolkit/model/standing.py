"""Where a deal stands, in one line: what lists and reports show without reading its whole history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Standing:
    """One deal in a list."""

    deal: str
    customer: str
    customer_name: str
    """Full name; '' while the customer has none."""
    owner: str
    stage: str
    opened_on: date
    moved_on: date
    """Last change of stage."""
    updated_on: date
    """Last event of any kind."""
