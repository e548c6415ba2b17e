"""All due lists of a deal, drawn at the stages they concern, in order of priority."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from toolkit.model.staff import Staff
from toolkit.model.text import Text
from toolkit.reports.dues import accepting, after_sales, checking, contracting, delivering, paying, pricing, selling
from toolkit.reports.dues.kinds import KINDS
from toolkit.reports.dues.line import Asked, Due
from toolkit.reports.outlook import LOST_STAGES, UNDER_OFFER, Outlook

Draw = Callable[[Asked], Iterator[Due]]

_SIGNED: Final = (*delivering.UNDER_WAY, *after_sales.ACCEPTED)
_AT_STAGES: Final[tuple[tuple[Draw, tuple[str, ...]], ...]] = (
    (selling.quotes, UNDER_OFFER),
    (selling.contacts, (*selling.FOLLOWED, selling.ON_HOLD)),
    (selling.dwelling, selling.WAITING_FOR_US),
    (pricing.margins, pricing.PRICED),
    (contracting.issues, contracting.NEGOTIATED),
    (contracting.approvals, (contracting.IN_APPROVAL,)),
    (contracting.signing, (contracting.IN_APPROVAL, *_SIGNED)),
    (delivering.releases, delivering.UNDER_WAY),
    (paying.instalments, _SIGNED),
    (delivering.letters, delivering.UNDER_WAY),
    (delivering.silences, delivering.UNDER_WAY),
    (delivering.deliveries, delivering.UNDER_WAY),
    (delivering.troubles, delivering.UNDER_WAY),
    (accepting.acceptances, accepting.BEING_ACCEPTED),
    (after_sales.visits, after_sales.DELIVERED),
    (after_sales.complaints, _SIGNED),
    (after_sales.warranties, after_sales.ACCEPTED),
    (after_sales.repeats, after_sales.DELIVERED),
    (checking.quality, checking.CHECKED),
)
"""What looks for lines, and the stages of the deals it concerns; most deals are early or lost, and cost nothing."""

_PRIORITY: Final = {kind: n for n, kind in enumerate(KINDS)}


def dues_of(outlook: Outlook, *, staff: Staff, titles: Mapping[str, Text]) -> tuple[Due, ...]:
    """All that is due or coming up in a deal, list by list in order of priority; nothing of a deal given up."""
    deal = outlook.deal
    draws = _draws_at(deal.stage)
    if (not draws and not deal.holds) or deal.stage in LOST_STAGES:
        return ()
    asked = Asked(outlook, staff, titles)
    lines = [due for draw in draws for due in draw(asked)]
    if deal.holds:
        lines.extend(checking.blocked(asked))
    return tuple(each_told_once(lines)) if len(lines) > 1 else tuple(lines)


@cache
def _draws_at(stage: str) -> tuple[Draw, ...]:
    return tuple(draw for draw, stages in _AT_STAGES if stage in stages)


def each_told_once(lines: Iterable[Due]) -> Iterator[Due]:
    """The lines of a deal by priority of their lists, without those that only tell what a list before has told.

    So no two lists tell one person the same. Source: domain.md 6.3.
    """
    told: dict[str, Text] = {}
    for line in sorted(lines, key=lambda line: _PRIORITY[line.kind]):
        if line.facts and all(told.get(fact, line.kind) != line.kind for fact in line.facts):
            continue
        for fact in line.facts:
            told.setdefault(fact, line.kind)
        yield line
