"""One kind of document for many deals: all of them, those at a stage, or those of a list."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from toolkit.desk.batch import Made, Work, processes, worked_off
from toolkit.desk.batch_files import Papers
from toolkit.desk.generate import copies, kind_named
from toolkit.desk.merge_table import listed
from toolkit.documents.pdf import printer
from toolkit.errors import FiguresMissing, NothingNamed, TemplateFault
from toolkit.files import read_whole
from toolkit.house import House, open_house
from toolkit.model.known import Known
from toolkit.model.text import Lang

_HEADINGS: Final = ("商机编号", "商机", "deal", "dealnumber", "合同编号", "报价单编号", "订单编号", "编号", "number")
"""What the column of numbers is called; without one of these it is the first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One deal that a document is asked for, by any number of it."""

    number: str
    line: str = ""
    """Where the list names it: `第3行`; '' where no list does."""

    @property
    def asked(self) -> str:
        """As it is told: the number, and where it stands in the list."""
        return f"{self.line} {self.number}".strip()


@dataclass(frozen=True, slots=True)
class Batch:
    """What is made for each of them."""

    house: Path
    word: str
    folder: Path
    today: date
    lang: Lang | None
    is_printed: bool = False
    """A PDF beside each."""


def deals_listed_in(path: Path) -> tuple[Wanted, ...]:
    """The numbers of a list: a text, one a line; or a table, those of its column of deals; each once.

    Raises TableUnfit, UnreadableFile, ShareTrouble.
    """
    named = listed(read_whole(path), path.name, _HEADINGS)
    first: dict[str, str] = {}
    for line, number in named:
        first.setdefault(number, line)
    return tuple(Wanted(number, line) for number, line in first.items())


def deals_at(house: House, stage: str | None) -> tuple[Wanted, ...]:
    """All deals, or those at a stage, named in either language. Raises NothingNamed."""
    stages = house.catalogue.process.stages
    meant = next((one.name for one in stages if stage in (one.name, one.english)), None)
    if stage is not None and meant is None:
        raise NothingNamed("stage", stage, ", ".join(one.name for one in stages))
    with house.ledger.reading() as questions:
        return tuple(Wanted(standing.deal) for standing in questions.all_deals(stage=meant))


def generate_many(batch: Batch, wanted: Sequence[Wanted], jobs: int | None) -> Generator[tuple[Made, ...], None, None]:
    """What became of the documents of each deal, in their order; one that cannot be made stops no other.

    Raises NothingNamed for an unknown kind, NoPdfProgram where a PDF is wanted, before anything is made.
    """
    kind_named(batch.word)
    if batch.is_printed:
        printer()
    return worked_off(wanted, partial(_writer, batch), processes(jobs, len(wanted)))


@contextmanager
def _writer(batch: Batch) -> Iterator[Work[Wanted]]:
    """What makes the documents of one deal, with the house open and the folder looked through."""
    kind = kind_named(batch.word)
    with open_house(batch.house) as house, Papers.opened(batch.folder, is_printed=batch.is_printed) as papers:
        with house.ledger.reading() as questions:
            beside = Known(
                today=batch.today, rulebook=house.rulebook, staff=questions.staff(), products=questions.products()
            )

        def made(wanted: Wanted) -> Sequence[Made]:
            done: list[Made] = []
            try:
                for copy in copies(kind, _around(house, beside, wanted.number), house, batch.lang):
                    done.append(papers.made(wanted.asked, copy.name, copy.passport, copy.content))
            except (FiguresMissing, NothingNamed) as missing:
                done.append(Made(wanted.asked, "refused", note=str(missing)))
            except TemplateFault as fault:
                done.append(Made(wanted.asked, "failed", note=str(fault)))
            return done

        yield made


def _around(house: House, beside: Known, number: str) -> Known:
    """What is known of the deal that a number belongs to. Raises NothingNamed."""
    with house.ledger.reading() as questions:
        of = questions.deal_of(number)
        if of is None:
            raise NothingNamed("deal", number)
        deal = questions.deal(of)
        return replace(beside, deal=deal, customer=questions.customer(deal.customer))
