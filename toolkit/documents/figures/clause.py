"""What the clauses of a contract may say, and what they may depend on. Source: domain.md 3.3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.model.house import ContractTerms, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseFigures:
    """The figures of one contract, for its clauses."""

    terms: ContractTerms
    """The house's, with what the minutes agree otherwise."""
    policy: Policy
    seller: str
    bank_name: str
    bank_account: str
    is_sme: bool
    """We are a small or medium enterprise that sells to a large one or a public body."""
    sme_days: int
    """Within how many days such a buyer pays at the latest; 0 for any other."""
    total: Decimal
    net: Decimal
    tax: Decimal
    rates: str
    """`13%、6%`, `13% and 6%`"""
    has_goods: bool
    has_services: bool
    delivery_start: str
    """`本合同签订`, `the date of signing of this Contract`"""
    delivery_period: str
    """`30日`, `30 days`; '' when a day was agreed."""
    delivery_day: date | None
    place: str
    consignee: str
    consignee_phone: str
    batches: int
    """1 for one delivery."""
    instalments: int
    deposit: Decimal
    deposit_due: str
    """`2026年7月30日`, `30 July 2026`, or a period after signing."""
    retention: Decimal
    retention_share: Decimal
    warranty_months: int
    liability_terms: str
    """What the minutes agree beside the standard clause; '' for nothing."""
    special_terms: str
