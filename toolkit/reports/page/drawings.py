"""The charts of the page, each in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from toolkit.model.text import Lang, Text
from toolkit.reports import charts
from toolkit.reports.charts import Chart, Number, Series
from toolkit.reports.page.standing import has_targets
from toolkit.reports.page.wording import capital
from toolkit.reports.report import Bar, Consolidated, Split
from toolkit.reports.spreads import UNSAID

MOST_OWNERS: Final = 12
"""Bars that can be told apart; what the others have is one more."""
_TEN_THOUSAND: Final = Decimal(10_000)
_SMALL: Final = 100
"""Below that many 万元 a tenth counts."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart: what stands above it, and its SVG by language; '' when there is nothing to draw."""

    title: Text
    zh: str
    en: str


_Named = tuple[tuple[Text, tuple[Decimal | None, ...]], ...]
Draw = Callable[[Consolidated, Text, Lang], str]


def drawn(report: Consolidated) -> Mapping[str, Drawing]:
    """The charts by id: funnel, months, owners, ageing, margins."""
    charted: dict[str, tuple[Text, Draw]] = {
        "funnel": (Text("各阶段的商机数", "deals by step"), _funnel),
        "months": (Text("签约与收款(万元)", "signed and received (CNY 10,000)"), _months),
        "owners": (Text("各责任人(万元)", "by owner (CNY 10,000)"), _owners),
        "ageing": (Text("未收款,按逾期天数(万元)", "outstanding, by days overdue (CNY 10,000)"), _ageing),
        "margins": (Text("报价与合同份数,按毛利率", "quotes and contracts, by gross margin"), _margins),
    }
    return {
        name: Drawing(title, zh=draw(report, title, "zh"), en=draw(report, title, "en"))
        for name, (title, draw) in charted.items()
    }


def in_ten_thousands(figure: Number) -> str:
    """The amount in 万元: `1,234`, below a hundred `12.3`."""
    amount = Decimal(str(figure)) / _TEN_THOUSAND
    if abs(amount) >= _SMALL or amount == amount.to_integral_value():
        return f"{amount.quantize(Decimal(1), ROUND_HALF_UP):,}"
    return f"{amount.quantize(Decimal('0.1'), ROUND_HALF_UP)}"


def counted(figure: Number) -> str:
    """The count: `1,234`."""
    return f"{int(figure):,}"


def _said(words: Text, lang: Lang) -> str:
    return capital(words.said(lang))


def _funnel(report: Consolidated, title: Text, lang: Lang) -> str:
    return charts.lying(
        Chart(
            id=f"chart-funnel-{lang}",
            title=_said(title, lang),
            labels=tuple(_said(step.title, lang) for step in report.funnel),
            series=(
                Series(_said(Text("曾到达", "ever came"), lang), tuple(step.entered for step in report.funnel)),
                Series(_said(Text("现停留", "standing now"), lang), tuple(step.count for step in report.funnel)),
            ),
            written=counted,
        )
    )


def _months(report: Consolidated, title: Text, lang: Lang) -> str:
    months = report.months
    came: _Named = (
        (Text("签约", "signed"), tuple(month.signed for month in months)),
        (Text("收款", "received"), tuple(month.received for month in months)),
    )
    targets: _Named = (
        (Text("签约目标", "signed, target"), tuple(month.signed_target for month in months)),
        (Text("收款目标", "received, target"), tuple(month.received_target for month in months)),
    )
    series = came + targets if has_targets(months) else came
    return charts.standing(
        Chart(
            id=f"chart-months-{lang}",
            title=_said(title, lang),
            labels=tuple(_month(month.first, is_first=not place) for place, month in enumerate(months)),
            series=tuple(Series(_said(name, lang), figures) for name, figures in series),
            written=in_ten_thousands,
            has_figures=False,
        )
    )


def _month(first: date, *, is_first: bool) -> str:
    """The month, with its year where one begins."""
    return f"{first:%y-%m}" if is_first or first.month == 1 else f"{first:%m}"


def _owners(report: Consolidated, title: Text, lang: Lang) -> str:
    first, rest = report.by_owner[:MOST_OWNERS], report.by_owner[MOST_OWNERS:]
    bars = [(split.name or _said(UNSAID, lang), split.signed_amount, split.weighted) for split in first]
    if rest:
        others = _said(Text(f"其余 {len(rest)} 人", f"{len(rest)} others"), lang)
        bars.append((others, _sum(rest, lambda split: split.signed_amount), _sum(rest, lambda split: split.weighted)))
    return charts.lying(
        Chart(
            id=f"chart-owners-{lang}",
            title=_said(title, lang),
            labels=tuple(name for name, _, _ in bars),
            series=(
                Series(_said(Text("已签约", "signed"), lang), tuple(signed for _, signed, _ in bars)),
                Series(_said(Text("在谈加权", "running, weighted"), lang), tuple(weighted for _, _, weighted in bars)),
            ),
            written=in_ten_thousands,
        )
    )


def _sum(splits: Sequence[Split], take: Callable[[Split], Decimal]) -> Decimal:
    return sum(map(take, splits), Decimal(0))


def _ageing(report: Consolidated, title: Text, lang: Lang) -> str:
    return charts.standing(
        Chart(
            id=f"chart-ageing-{lang}",
            title=_said(title, lang),
            labels=_labels(report.ageing, lang),
            series=(Series(_said(Text("未收款", "outstanding"), lang), tuple(bar.amount for bar in report.ageing)),),
            written=in_ten_thousands,
        )
    )


def _margins(report: Consolidated, title: Text, lang: Lang) -> str:
    return charts.standing(
        Chart(
            id=f"chart-margins-{lang}",
            title=_said(title, lang),
            labels=_labels(report.margins, lang),
            series=(Series(_said(Text("份数", "count"), lang), tuple(bar.count for bar in report.margins)),),
            written=counted,
        )
    )


def _labels(bars: Sequence[Bar], lang: Lang) -> tuple[str, ...]:
    return tuple(_said(bar.label, lang) for bar in bars)
