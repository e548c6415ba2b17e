"""A document straight from filled forms, without a ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from toolkit.catalogue import CATALOGUE
from toolkit.desk.generate import NOT_DRAWN, copies, kind_named, written
from toolkit.forms.read import read
from toolkit.house import open_house, standard_rulebook
from toolkit.intake.journey import submissions
from toolkit.model.deal import Deal, Event
from toolkit.model.decision import DueDocument
from toolkit.model.document import DocumentKind, Issue
from toolkit.model.house import Customer, Rulebook
from toolkit.model.known import Known
from toolkit.model.text import Lang
from toolkit.rules.examine import complete
from toolkit.stages.walk import issued


def generate_from_forms(
    word: str, sources: Iterable[Path], output: Path | None, *, house: Path, today: date, lang: Lang | None = None
) -> list[Path]:
    """The document that these filled forms yield, without a ledger: numbers not yet drawn say 草稿.

    Settings come from the house when the folder is one. Raises NothingNamed, UnreadableFile, FiguresMissing.
    """
    kind = kind_named(word)
    if (house / "salesdocs.toml").is_file():
        with open_house(house) as opened:
            known = _imagined(kind, sources, opened.rulebook, today)
            return [written(copy, output) for copy in copies(kind, known, opened, lang)]
    known = _imagined(kind, sources, standard_rulebook(), today)
    return [written(copy, output) for copy in copies(kind, known, None, lang)]


def _imagined(kind: DocumentKind, sources: Iterable[Path], rulebook: Rulebook, today: date) -> Known:
    """A deal that holds just these forms."""
    deal = Deal(NOT_DRAWN.zh)
    customer = Customer(number="", name="")
    for path in sources:
        submission = read(path.read_bytes(), path.name, tuple(CATALOGUE.forms.values()), today=today)
        form = CATALOGUE.forms[submission.form]
        for part in submissions(form, submission):
            values = {f.key: part.value(f.key) for f in form.answers if part.value(f.key) is not None}
            name = customer.name or part.words("customer_name")
            is_file = form.records == "customer file"
            billing, lead = (values, customer.lead) if is_file else (customer.billing, {**customer.lead, **values})
            customer = replace(customer, name=name, lead=lead, billing=billing)
            number = part.number or part.words(form.own_number) or NOT_DRAWN.zh
            facts = {"form": form.id, "number": number, "submission": complete(form, part)}
            deal = deal.after(today, Event("filed", deal.number, facts))
            if form.id == "F05" and kind.id != "G02":
                quote = DueDocument("G02", Issue(NOT_DRAWN.zh, "V1"), "草稿", (number,))
                deal = deal.after(today, issued(deal.number, quote))
    return Known(today=today, rulebook=rulebook, deal=deal, customer=customer)
