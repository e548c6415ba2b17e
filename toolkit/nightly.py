"""One night's journey: everything the ledger knew at the day's end, in one workbook."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath

from toolkit.errors import ShareTrouble
from toolkit.house import House
from toolkit.ledger.questions import Questions
from toolkit.model import terms
from toolkit.model.deal import Deal
from toolkit.model.house import Rulebook
from toolkit.model.known import Known
from toolkit.model.text import Text
from toolkit.reports.consolidate import Consolidated, consolidate
from toolkit.reports.outlook import UNDER_OFFER
from toolkit.reports.workbook import render
from toolkit.stages.order import expire

RUNNING = ("草稿", "已发送", "客户已确认接收")
"""Statuses of a quote that runs out with its last day."""


def expire_quotes(house: House, today: date) -> int:
    """Quotes whose last day has passed get the status 已过期; how many. Source: domain.md 1.2, T5b."""
    expired = 0
    with house.ledger.deciding(today) as entry:
        offered = [one.deal for stage in UNDER_OFFER for one in entry.all_deals(stage=stage)]
        for number in offered:
            deal = entry.deal(number)
            past = [
                paper.number
                for paper in terms.live_quotes(deal)
                if paper.status in RUNNING and _is_past(deal, paper.number, house.rulebook, today)
            ]
            known = Known(today=today, rulebook=house.rulebook, deal=deal)
            entry.record(expire(past, known, catalogue=house.catalogue, draw=entry.draw).events)
            expired += len(past)
    return expired


def _is_past(deal: Deal, number: str, rulebook: Rulebook, today: date) -> bool:
    quote = terms.quote_of(deal, rulebook, number)
    return quote is not None and quote.valid_until < today


def write_report(house: House, day: date) -> Path:
    """Write reports/销售日报_YYYYMMDD.xlsx as of that day's end; its path.

    The same day and ledger give the same bytes; an earlier report of that day is replaced, whole or not at all.
    Raises ShareTrouble when it cannot be written, because somebody has it open for one.
    """
    with house.ledger.reading() as questions:
        report = gather(house, questions, day)
    to_house = "../" * len(PurePosixPath(house.places.names.reports).parts)
    target = house.places.reports / f"销售日报_{day:%Y%m%d}.xlsx"
    _lay(render(report, lang=house.lang, to_house=to_house), target)
    return target


def gather(house: House, questions: Questions, day: date) -> Consolidated:
    """The report of that day, from what the ledger knew then."""
    numbers = [customer.number for customer in questions.customers()]
    known = (questions.customer(number, as_of=day) for number in numbers)
    return consolidate(
        questions.every_deal(as_of=day),
        (customer for customer in known if customer is not None),
        staff=questions.staff(as_of=day),
        rulebook=house.rulebook,
        day=day,
        stages=house.catalogue.process.stages,
        titles=_titles(house),
    )


def _titles(house: House) -> Mapping[str, Text]:
    titles = {form.id: form.title for form in house.catalogue.forms.values()}
    return titles | {kind.id: kind.title for kind in house.catalogue.documents.values()}


def _lay(content: bytes, target: Path) -> None:
    """Put the finished file in place of the one that lies there."""
    waiting = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with waiting.open("wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        waiting.replace(target)
    except OSError as trouble:
        waiting.unlink(missing_ok=True)
        raise ShareTrouble(
            f"cannot write {target}: {trouble.strerror}; close it where it is open, then try again"
        ) from trouble
