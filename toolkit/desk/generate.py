"""A document on request: for a deal of the house, or straight from filled forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path

from toolkit.catalogue import CATALOGUE
from toolkit.documents.names import file_name
from toolkit.documents.render import described, rendered
from toolkit.errors import FiguresMissing, NothingNamed
from toolkit.files import publish
from toolkit.forms.blank import make
from toolkit.house import House, shipped_template
from toolkit.intake.gather import around_deal
from toolkit.model.document import DocumentKind, Issue
from toolkit.model.known import Known
from toolkit.model.names import safe_name
from toolkit.model.text import Lang, Text

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
    return [written(copy, output) for copy in copies(kind, known, house, lang)]


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
    return says.passport, partial(rendered, template, figures, says, kind=kind, lang=issue.lang)


def written(copy: Copy, output: Path | None) -> Path:
    """The copy made and published: under its own name in a folder, or as that file. Raises TemplateFault."""
    if output is None or output.is_dir():
        target = (output or Path()) / copy.name
    else:
        target = output.with_stem(f"{output.stem}_{copy.variant}") if copy.variant else output
    target.parent.mkdir(parents=True, exist_ok=True)
    return publish(copy.content(), target)
