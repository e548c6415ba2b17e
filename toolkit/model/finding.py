"""What is to be said about a submission: code, place, what was read, what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from toolkit.model.text import Text


class Severity(IntEnum):
    """How much a finding weighs.

    Source: decisions.md 5. ERROR: the form is returned, nothing recorded. HOLD: filed, the next
    step waits. WARNING: told and reported. INFO: told.
    """

    INFO = 0
    WARNING = 1
    HOLD = 2
    ERROR = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell the sender; the words come from the catalogue's message of that code."""

    code: str
    severity: Severity
    facts: Mapping[str, object] = field(default_factory=dict)
    """What the message's placeholders say; `label` and `raw` have fields of their own."""
    label: Text | None = None
    raw: str = ""
    """The cell's content as typed."""
    place: str = ""
    """`销售合同审批!C7` in a workbook, `第2个表 第3行` in a Word file, empty for the whole form."""
    key: str = ""
    """The answer spoken of: `customer_name`, or `lines.qty` for a column."""
    line: int | None = None
    """Number of the row spoken of, counted from 1 as the person sees the rows."""
