"""What a report says of one day, besides the registers: plain records that workbook and page only lay out.

Amounts are 元 with tax unless said otherwise, shares are fractions. Source: domain.md 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.model.text import Text
from toolkit.reports.dues import Due
from toolkit.reports.tables import Level


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the summary: how many, and how much."""

    label: Text
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a distribution: how many, and how much."""

    label: Text
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelStep:
    """One step of the funnel (漏斗), from 潜在客户 to 已回款."""

    title: Text
    count: int
    """Deals that stand at this step now: neither further, nor on hold, nor lost."""
    amount: Decimal
    """Their worth: agreed, else quoted, else the middle of the budget."""
    entered: int
    """Deals that ever came to this step or further."""
    conversion: Decimal | None
    """`entered` over that of the step before; None at the first step and after a step nobody entered."""
    cumulative: Decimal | None
    """`entered` over that of the first step; None when there is no deal."""
    dwell_mean: Decimal | None
    """Calendar days that deals have spent at this step, one decimal; None where none has, and at the last step."""
    dwell_median: Decimal | None
    dwell_longest: int | None
    win_rate: Decimal
    weighted: Decimal
    """`amount` × `win_rate`, to the fen."""
    new: int
    """Deals that came to this step for the first time in the week of the day, since Monday."""
    lost: int
    """Deals lost from this step in that week."""
    overstayed: int
    """Deals that stand here for more working days than the policy's limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The funnel of one owner, industry or source."""

    name: str
    """'' where it is not said."""
    entered: int
    """Its deals in all."""
    running: int
    """Those that stand at a step before 已签约."""
    amount: Decimal
    """Worth of the running ones."""
    weighted: Decimal
    signed: int
    """Deals that ever came to 已签约."""
    signed_amount: Decimal
    lost: int
    conversion: Decimal | None
    """`signed` over `entered`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What was signed and what came in within a month."""

    first: date
    """Its first day."""
    signed: Decimal
    received: Decimal
    signed_target: Decimal | None
    received_target: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What has changed since the last report: one line of 今日变化."""

    kind: Text
    """新增商机 · 阶段推进 · 阶段退回 · 签约 · 收款 · 丢单/流失 · 暂缓 · 新逾期"""
    on: date
    deal: str
    customer: str
    before: Text
    after: Text
    amount: Decimal | None
    owner: str
    levels: dict[str, Level]
    file: str = ""
    house: str = ""
    """Name of its house where the report covers several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidated:
    """Everything a report says of one day."""

    company: str
    houses: tuple[str, ...]
    """Names of the houses it covers, where it covers several."""
    day: date
    since: date
    """The working day before: changes are those after its end."""
    figures: tuple[Figure, ...]
    stages: tuple[tuple[Text, int], ...]
    """How many deals stand at each stage, in the order of the process."""
    funnel: tuple[FunnelStep, ...]
    by_owner: tuple[Split, ...]
    by_industry: tuple[Split, ...]
    by_source: tuple[Split, ...]
    months: tuple[Month, ...]
    """The twelve months that end with the day's, oldest first."""
    cycle_days: Decimal | None
    """Mean calendar days from lead to signature of the contracts signed in the day's year, one decimal."""
    ageing: tuple[Bar, ...]
    """What is outstanding of signed contracts: 未到期, 1-30, 31-60, 61-90, >90 days overdue."""
    margins: tuple[Bar, ...]
    """Gross margins of quotes and contracts that stand, in classes of ten points."""
    losses: tuple[Bar, ...]
    """Deals lost in the day's year, by reason, the most frequent first."""
    changes: tuple[Change, ...]
    dues: tuple[Due, ...]
    """Most pressing first, then by due day."""
    quality: tuple[Bar, ...]
    """数据质量: returned files, warnings by type and the like of the last 30 days; `amount` is 0."""
