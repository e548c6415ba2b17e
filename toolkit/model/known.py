"""What is known when a submission is judged or a document written: handed in, never fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from toolkit.model.deal import Deal
from toolkit.model.house import Customer, Person, Product, Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The world around one submission, as of `today`."""

    today: date
    rulebook: Rulebook
    deal: Deal | None = None
    """The deal it belongs to; None for a new lead, master forms, and where none was found."""
    customer: Customer | None = None
    look_alikes: tuple[Customer, ...] = ()
    """Customers that share a name key, credit code or phone with the submission, or have a close name (F02, M01)."""
    comparisons: Mapping[str, bool] = field(default_factory=dict)
    """Number of a look-alike -> whether a person decided that the submission speaks of it."""
    staff: Mapping[str, Person] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)
    references: Mapping[str, str] | None = None
    """Numbers named in the submission that we know -> number of their deal ('' for a customer's);
    None where no ledger was asked."""
    files: Mapping[str, str] | None = None
    """Attachments that came along: name as written in the form -> SHA-256; None where nobody looked."""
    dropped_by: str = ""
    """The system account that owns the file, '' where the system does not tell."""
    dropped_in: str = ""
    """The folder below the inbox that it was dropped into (财务部门, say), '' for the inbox itself."""
