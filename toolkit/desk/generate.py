"""A document on request: for a deal of the house, or straight from filled forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path

from toolkit.catalogue import CATALOGUE
from toolkit.documents.names import file_name
from toolkit.documents.render import described, render
from toolkit.errors import FiguresMissing, NothingNamed
from toolkit.folders import publish
from toolkit.forms.blank import make
from toolkit.forms.read import read
from toolkit.house import House, open_house, shipped_template, standard_rulebook
from toolkit.intake.gather import around_deal
from toolkit.intake.journey import submissions
from toolkit.model.deal import Deal, Event
from toolkit.model.decision import DueDocument
from toolkit.model.document import DocumentKind, Issue
from toolkit.model.house import Customer, Rulebook
from toolkit.model.known import Known
from toolkit.model.names import safe_name
from toolkit.model.text import Lang, Text
from toolkit.rules.examine import complete
from toolkit.stages.walk import issued

NOT_DRAWN = Text("草稿", "Draft")


@dataclass(frozen=True, slots=True)
class Copy:
    """One document that can be made."""

    name: str
    """Of its file."""
    variant: str
    """Which of several copies it is: the department of a notice; '' for the only one."""
    passport: Mapping[str, str]
    """Custom properties by which such a document is known again; {} for a form, whose answers they do not tell."""
    content: Callable[[], bytes]
    """Makes it. Raises TemplateFault."""


def kind_named(word: str) -> DocumentKind:
    """The document kind of that word or id. Raises NothingNamed."""
    for kind in CATALOGUE.documents.values():
        if word.casefold() in (kind.word, kind.id.casefold()):
            return kind
    raise NothingNamed("document kind", word, ", ".join(kind.word for kind in CATALOGUE.documents.values()))


def generate_for_deal(
    house: House, word: str, number: str, output: Path | None, today: date, *, lang: Lang | None = None
) -> list[Path]:
    """The document as issued last, or as it would be issued today; the ledger is not changed.

    `lang`: None for the one in which it was issued. Raises NothingNamed, FiguresMissing, TemplateFault.
    """
    kind = kind_named(word)
    with house.ledger.reading() as questions:
        known = around_deal(questions, number, rulebook=house.rulebook, today=today)
    return [_write(copy, output) for copy in copies(kind, known, house, lang)]


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
            return [_write(copy, output) for copy in copies(kind, known, opened, lang)]
    known = _imagined(kind, sources, standard_rulebook(), today)
    return [_write(copy, output) for copy in copies(kind, known, None, lang)]


def copies(kind: DocumentKind, known: Known, house: House | None, lang: Lang | None) -> Iterator[Copy]:
    """The copies there are to make of that kind for that deal; nothing is rendered yet. Raises FiguresMissing."""
    for issue in _issues(kind, known, lang):
        short = known.customer.short if known.customer else ""
        name = safe_name(file_name(kind, issue, short, known.today))
        variant = issue.variant if kind.variants else ""
        yield Copy(name, variant, *_passport_and_making(kind, issue, known, house))


def _issues(kind: DocumentKind, known: Known, lang: Lang | None) -> Iterator[Issue]:
    """The copies to write: as issued last, one a variant; else a first one. In Chinese, unless asked otherwise."""
    assert known.deal is not None
    paper = known.deal.paper(kind.id)
    spoken = lang or (paper.lang if paper else "zh")
    number, version = (paper.number, paper.version) if paper else (NOT_DRAWN.said(spoken), kind.versions)
    for variant in kind.variants or (paper.variant if paper else "",):
        yield Issue(number, version, variant, spoken)


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


def _passport_and_making(
    kind: DocumentKind, issue: Issue, known: Known, house: House | None
) -> tuple[Mapping[str, str], Callable[[], bytes]]:
    assert known.deal is not None
    deal = known.deal.number
    if kind.form:
        form = CATALOGUE.forms[kind.form]
        prefill = form.prefill(known)
        return {}, partial(make, form, prefill=prefill, deal=deal, number=issue.number, lang=issue.lang)
    if kind.figures is None:
        raise FiguresMissing(kind.word, "it has neither figures nor a form")
    template = (house.template if house else shipped_template)(kind.template, issue.lang)
    figures = kind.figures(known, issue)
    says = described(figures, kind=kind, issue=issue, deal=deal, known=known, template=sha256(template).hexdigest())
    return says.passport, partial(render, template, figures, kind=kind, issue=issue, deal=deal, known=known)


def _write(copy: Copy, output: Path | None) -> Path:
    if output is None or output.is_dir():
        target = (output or Path()) / copy.name
    else:
        target = output.with_stem(f"{output.stem}_{copy.variant}") if copy.variant else output
    target.parent.mkdir(parents=True, exist_ok=True)
    return publish(copy.content(), target)
