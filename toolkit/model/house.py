"""Who we are and by which rules we sell: the settings and master records that rules and documents read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.model.calendar import WorkingCalendar
from toolkit.model.clause import Clause
from toolkit.model.submission import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The seller, 乙方. Source: domain.md 2.19."""

    name: str
    uscc: str
    address: str
    phone: str
    legal_rep: str
    email: str
    bank_name: str
    bank_account: str
    is_sme: bool = True


PAYMENT_TRIGGERS: Final = ("合同签订", "发货前", "交付", "验收合格", "质保期满")
"""What may start the clock of an instalment. Source: domain.md 2.7."""


@dataclass(frozen=True, slots=True)
class PlannedShare:
    """One instalment of the standard payment plan."""

    name: str
    share: Decimal
    """Fraction of the total."""
    trigger: str
    """What starts its clock, one of PAYMENT_TRIGGERS."""
    count: int
    unit: str
    """`工作日` or `天`"""


@dataclass(frozen=True, slots=True)
class DiscountStep:
    """A discount up to `most` asks for a prepayment of at least `prepaid` (fractions)."""

    most: Decimal
    prepaid: Decimal


@dataclass(frozen=True, slots=True)
class ApprovalLevel:
    """Who approves a contract once its gross total comes to `above`, 元."""

    above: Decimal
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The numbers of the process; every one may be set in salesdocs.toml. Source: domain.md 1."""

    target_revenue: tuple[Decimal, Decimal] = (Decimal(50_000_000), Decimal(200_000_000))
    target_industries: tuple[str, ...] = ()
    target_regions: tuple[str, ...] = ()
    """Provinces, cities or 华东-like parts of the country; () for any."""
    min_gross_margin: Decimal = Decimal("0.30")
    quote_validity_days: int = 30
    payment_plan: tuple[PlannedShare, ...] = (
        PlannedShare("预付款", Decimal("0.30"), "合同签订", 5, "工作日"),
        PlannedShare("验收款", Decimal("0.70"), "验收合格", 10, "工作日"),
    )
    discounts: tuple[DiscountStep, ...] = (DiscountStep(Decimal("0.05"), Decimal("0.50")),)
    approval_chain: tuple[str, ...] = ("销售负责人", "法务部门", "财务部门", "总经理")
    approval_levels: tuple[ApprovalLevel, ...] = ()
    """Other chains for larger contracts; none, and `approval_chain` approves all."""
    approval_sla_workdays: int = 2
    """For each node; late after that, pressing after twice that."""
    contract_copies: int = 2
    """Of a contract on paper, in all."""
    contract_copies_each: int = 1
    """Of those, for each party; what is left over is filed elsewhere."""
    progress_letter_days: int = 7
    visit_window_days: tuple[int, int] = (3, 7)
    deposit_cap: Decimal = Decimal("0.20")
    prepay_before_production: bool = True
    late_fee_per_day: Decimal = Decimal("0.0005")
    late_fee_cap: Decimal = Decimal("0.05")
    internal_lead_workdays: int = 2
    """The departments' delivery day lies this many working days before the contract's."""
    number_year_source: str = "draft"
    """draft or sign: the day whose year the number of a contract bears. Source: domain.md 7.1."""
    win_rates: tuple[Decimal, ...] = tuple(
        map(Decimal, ("0.05", "0.10", "0.25", "0.40", "0.60", "0.85", "1", "1", "1"))
    )
    """How likely a deal is won, by step of the funnel. Source: domain.md 6.2."""
    stage_limit_workdays: tuple[int, ...] = (5, 5, 10, 20, 20, 8, 0, 0, 0)
    """How long a deal may stay at each step of the funnel; 0 for as long as it takes."""

    def chain_for(self, gross: Decimal) -> tuple[str, ...]:
        """Who approves a contract of that gross total, 元, in order: the chain of the highest level it comes to."""
        reached = [level for level in self.approval_levels if level.above <= gross]
        return max(reached, key=lambda level: level.above).chain if reached else self.approval_chain


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTerms:
    """What a contract says unless the minutes say otherwise ([contract]). Source: domain.md 3.3."""

    sign_place: str = "苏州市工业园区"
    delivery_start: str = "合同签订"
    """合同签订 or 预付款到账: the day from which a delivery period is counted."""
    standard: str = "国家现行有效标准"
    packing: str = "适于长途运输、防潮防震的木箱包装"
    included: str = "产品、包装、运输、保险、安装调试、操作培训及税费"
    transport_mode: str = "公路运输"
    transport_payer: str = "乙方"
    insured_by_seller: bool = True
    title_retained: bool = False
    ship_notice_workdays: int = 2
    install_days: int = 5
    training_sessions: int = 2
    training_hours: int = 8
    inspection_days: int = 3
    acceptance_workdays: int = 7
    silence_workdays: int = 5
    invoice_timing: str = "收到每期款项后7个工作日内"
    invoice_type: str = "数电票(增值税专用发票)"
    repair_limit: int = 2
    response_hours: int = 24
    onsite_hours: int = 48
    spare_part_years: int = 3
    retention_release_workdays: int = 10
    notice_workdays: int = 2
    confidential_years: int = 3
    data_processing: bool = False
    data_return_days: int = 10
    integrity: bool = True
    terminate_after_days: int = 30
    refusal_share: Decimal = Decimal("0.10")
    force_majeure_notice_days: int = 3
    force_majeure_proof_days: int = 15
    force_majeure_end_days: int = 60
    address_notice_days: int = 3
    dispute: str = "诉讼"
    """诉讼 or 仲裁"""
    court: str = "乙方住所地"
    commission: str = ""
    arbitration_place: str = ""
    esign: bool = False
    tax_clause: bool = True
    after_sale_contact: str = ""
    after_sale_phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """All settings that rules and documents read."""

    company: Company
    calendar: WorkingCalendar
    policy: Policy = field(default_factory=Policy)
    contract: ContractTerms = field(default_factory=ContractTerms)
    clauses: tuple[Clause, ...] = ()
    """What contracts are made of, in their order."""
    english_clauses: tuple[Clause, ...] = ()
    """The house's own, for renditions of a contract; where it has none, the delivered ones serve for delivered ones."""
    droppers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Form id -> departments and roles that may drop it; anyone may drop a form that is not named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One of our staff (form M02)."""

    name: str
    department: str
    role: str
    phone: str = ""
    deputy: str = ""
    deputy_from: date | None = None
    deputy_until: date | None = None
    account: str = ""
    """The system account that owns the files this person drops; '' where none is listed."""

    @property
    def roles(self) -> tuple[str, ...]:
        """What they may approve: one role, or several parted by 、."""
        return tuple(role.strip() for role in re.split("[、，,/；;]", self.role) if role.strip())

    def is_away(self, on: date) -> bool:
        """Whether the deputy's term, with dates at both ends, covers that day; an undated one covers none."""
        since, until = self.deputy_from, self.deputy_until
        return bool(self.deputy) and since is not None and until is not None and since <= on <= until


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One catalogue article (form M03)."""

    code: str
    name: str
    spec: str
    unit: str
    list_price: Decimal
    """Gross, 元."""
    tax_rate: str
    """`13%` … or 免税"""
    cost: Decimal | None = None
    """Net, 元."""


LATEST_PAYMENT_DAYS: Final[Mapping[str, int]] = {"大型企业": 60, "机关事业单位": 30}
"""Within how many days of delivery or acceptance a buyer of that size pays a small or medium enterprise.

Source: 保障中小企业款项支付条例, in force 2025-06-01; domain.md 3.3.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer or lead: its register row (F02) and its billing file (M01), by answer key."""

    number: str
    name: str
    lead: Mapping[str, Value] = field(default_factory=dict)
    billing: Mapping[str, Value] = field(default_factory=dict)
    owner: str = ""

    def said(self, key: str) -> str:
        """What the billing file, else the lead row, says under that key; '' for nothing."""
        value = self.billing.get(key) or self.lead.get(key)
        return "" if value is None else str(value)

    @property
    def short(self) -> str:
        """Short name for folders and file names; the full name where none was given."""
        return self.said("customer_short") or self.name


def latest_payment_days(company: Company, customer: Customer) -> int:
    """Within how many days that customer has to pay us, an SME; 0 where the law sets no such term."""
    return LATEST_PAYMENT_DAYS.get(customer.said("customer_size"), 0) if company.is_sme else 0
