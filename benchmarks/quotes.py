"""The quotes that every engine renders: the golden deal's, with as many lines as asked for, no two alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from tests.documents.golden_deal import KINDS, OFFER, TEMPLATES, Row, cost_sheet, figures_of, known_on, with_customer
from toolkit.documents.strict import offered
from toolkit.model.document import Issue
from toolkit.model.known import Known

KIND: Final = KINDS["G02"]
TEMPLATE: Final = TEMPLATES / KIND.template
DAY: Final = date(2026, 7, 1)
DEAL: Final = "SJ-2026-0001"
ALTERNATING: Final = 8
"""Quotes of one size that are rendered in turn, so that no engine lives off what it kept of the last one."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One quote to render."""

    figures: Any
    known: Known
    issue: Issue

    @property
    def values(self) -> Mapping[str, Any]:
        """The figures by name, as a template gets them."""
        return offered(self.figures)


def quotes(lines: int) -> tuple[Quote, ...]:
    """The quotes of that many lines, each with its own number, customer, amounts and articles."""
    return tuple(_quote(lines, n) for n in range(1, ALTERNATING + 1))


def _quote(lines: int, number: int) -> Quote:
    known = known_on(DAY, sheet=cost_sheet(tuple(_offer(lines, number))))
    assert known.customer is not None
    known = with_customer(known, name=f"{known.customer.name}{number}分公司")
    issue = Issue(f"BJ-2026-{number:04d}", "V1")
    return Quote(figures_of(KIND.id, issue, known), known, issue)


def _offer(lines: int, number: int) -> Iterator[Row]:
    """The golden articles in turn, told apart by name and price."""
    for n in range(1, lines + 1):
        row = OFFER[(n - 1) % len(OFFER)]
        price = row["unit_price"]
        assert isinstance(price, Decimal)
        yield {**row, "name": f"{row['name']}{number}-{n}", "unit_price": price + 1000 * number + n}
