"""What stands on the page beside the report's own figures: counts of its lists, and as many rows as a page can hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Generic, TypeVar

from toolkit.model.text import Text
from toolkit.reports.dues import KINDS, Due
from toolkit.reports.report import Change, Consolidated, Month, Split
from toolkit.reports.tables import Level

Row = TypeVar("Row")

MOST_ROWS: Final = 300
"""Of due lines and of changes; the workbook has them all."""
MOST_SPLITS: Final = 50
LEVELS: Final = (Level.RED, Level.YELLOW, Level.BLUE)


@dataclass(frozen=True, slots=True)
class DueList:
    """One due list: how many lines of each level it has, the most pressing first."""

    title: Text
    counts: tuple[tuple[Level, int], ...]


@dataclass(frozen=True, slots=True)
class Shown(Generic[Row]):
    """Rows that stand on the page, and how many do not."""

    rows: tuple[Row, ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the page shows of a report besides its own figures."""

    levels: tuple[tuple[Level, int], ...]
    lists: tuple[DueList, ...]
    dues: Shown[Due]
    kinds: tuple[Text, ...]
    """The lists that the due lines shown belong to."""
    owners: tuple[str, ...]
    """Whose the due lines shown are."""
    changes: Shown[Change]
    change_counts: tuple[tuple[Text, int], ...]
    """How many changes of each kind, in the order in which they come."""
    splits: tuple[tuple[Text, Shown[Split]], ...]
    funnel_count: int
    funnel_amount: Decimal
    funnel_weighted: Decimal
    has_targets: bool


def of(report: Consolidated) -> Standing:
    """The report, counted for the page."""
    counted = Counter((due.kind, due.level) for due in report.dues)
    by_level = Counter(due.level for due in report.dues)
    dues = _shown(report.dues, MOST_ROWS)
    present = {due.kind for due in dues.rows}
    return Standing(
        levels=tuple((level, by_level[level]) for level in LEVELS),
        lists=tuple(DueList(kind, tuple((level, counted[kind, level]) for level in LEVELS)) for kind in KINDS),
        dues=dues,
        kinds=tuple(kind for kind in KINDS if kind in present),
        owners=tuple(sorted({due.owner for due in dues.rows if due.owner})),
        changes=_shown(report.changes, MOST_ROWS),
        change_counts=tuple(Counter(change.kind for change in report.changes).items()),
        splits=(
            (Text("责任人", "owner"), _shown(report.by_owner, MOST_SPLITS)),
            (Text("行业", "industry"), _shown(report.by_industry, MOST_SPLITS)),
            (Text("来源", "source"), _shown(report.by_source, MOST_SPLITS)),
        ),
        funnel_count=sum(step.count for step in report.funnel),
        funnel_amount=sum((step.amount for step in report.funnel), Decimal("0.00")),
        funnel_weighted=sum((step.weighted for step in report.funnel), Decimal("0.00")),
        has_targets=has_targets(report.months),
    )


def has_targets(months: Iterable[Month]) -> bool:
    """Whether any of the months was to bring something."""
    return any(month.signed_target is not None or month.received_target is not None for month in months)


def _shown(rows: Sequence[Row], most: int) -> Shown[Row]:
    return Shown(tuple(rows[:most]), max(len(rows) - most, 0))
