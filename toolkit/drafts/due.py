"""Which documents are to be sent to their customers, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from toolkit.house import House
from toolkit.model.deal import Deal, Paper
from toolkit.model.document import DocumentKind
from toolkit.model.house import Rulebook
from toolkit.model.mail_draft import MailDraft

STAGES: Final = ("已报价", "谈判中", "合同审批中", "已签约", "交付中", "已验收", "售后维护", "复购")
"""Where deals have documents that somebody waits for: not before the first quote, and not once they are lost."""


@dataclass(frozen=True, slots=True)
class Due:
    """One mail that is due: which document of which deal, in which words."""

    deal: str
    owner: str
    kind: DocumentKind
    paper: Paper
    draft: MailDraft
    since: date


def deals_due(house: House, day: date) -> tuple[str, ...]:
    """Numbers of the deals of which a mail is due on that day, in their order."""
    kinds = kinds_of(house)
    with house.ledger.reading() as questions:
        deals = (deal for stage in STAGES for deal in questions.slim_deals(stage))
        return tuple(sorted(deal.number for deal in deals if any(due_of(deal, kinds, house.rulebook, day))))


def kinds_of(house: House) -> tuple[DocumentKind, ...]:
    """The documents that go out by mail."""
    return tuple(kind for kind in house.catalogue.documents.values() if kind.drafts)


def due_of(deal: Deal, kinds: Iterable[DocumentKind], rulebook: Rulebook, day: date) -> Iterator[Due]:
    """The mails that are due of one deal, slim or not, of the last issue of each of its documents."""
    if deal.stage not in STAGES:
        return
    for kind in kinds:
        for paper in {paper.number: paper for paper in deal.all_papers(kind.id)}.values():
            for draft in kind.drafts:
                began = draft.since(deal, paper, rulebook, day)
                if began is not None and began <= day:
                    yield Due(deal.number, deal.owner, kind, paper, draft, began)
