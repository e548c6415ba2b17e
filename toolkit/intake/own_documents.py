"""A document of ours that lies in the inbox: known again, and told what to do with it. Documents are no forms.

By its passport; where an office program dropped that, by the number in its header and its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from toolkit.documents.looked import Looked, looked
from toolkit.documents.parts import bare
from toolkit.house import House
from toolkit.ledger.questions import Questions
from toolkit.model.deal import Deal, Paper
from toolkit.model.document import DocumentKind
from toolkit.model.finding import Finding, Severity
from toolkit.model.stamped import KIND, LANG, NUMBER, VARIANT, VERSION
from toolkit.model.text import Text
from toolkit.stages.walk import CLOSED, Catalogue

_NUMBER: Final = re.compile(r"(?<![A-Z])[A-Z]{2}-20\d\d-\d{4,}")
_LEAST_SHARED: Final = 0.5
"""Of an issued document's lines, for one without a passport to be the same document, changed."""
_REPLACED: Final = Text("已被替代", "replaced since")
_NONE: Final = Text("目前没有现行版本。", "There is no current one.")
_CURRENT: Final = Text("现行的是{issue}:{file}", "The current one is {issue}: {file}")


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """A file that is a document of ours, as far as it says so or its words show."""

    kind: DocumentKind
    number: str
    version: str
    """As the file says, or as its words were issued; '' where it says none."""
    papers: tuple[Paper, ...]
    """Every issue of that number; none where we never issued it."""
    same: Paper | None
    """The issue that says the same words; None for one changed by hand."""
    is_untouched: bool
    """Byte for byte as issued."""

    @property
    def is_current(self) -> bool:
        """Whether those words still count."""
        return self.same is not None and not _outdated(self.same, self.papers, self.kind)


def own_document(house: House, questions: Questions, file: Looked, digest: str) -> OwnDocument | None:
    """The document of ours that a Word file is; None for anything else, forms among them."""
    said = file.properties
    if said.get(KIND):
        kind = house.catalogue.documents.get(said[KIND])
        if kind is None or kind.figures is None or not said.get(NUMBER):
            return None
        papers = _papers(questions, said[NUMBER], kind)
        named = [p for p in papers if (p.version, p.variant, p.lang) == _issue(said)]
        return _known(house, file, digest, kind, said[NUMBER], said.get(VERSION, ""), papers, named)
    for number in dict.fromkeys(found for heading in file.headings for found in _NUMBER.findall(heading)):
        if (own := _by_words(house, questions, file, digest, number)) is not None:
            return own
    return None


def findings_of(own: OwnDocument, catalogue: Catalogue) -> tuple[Finding, ...]:
    """What is to be told of it."""
    facts: dict[str, object] = {"document": own.kind.title, "number": own.number}
    if not own.papers:
        return (Finding("M-OWN-UNKNOWN", Severity.ERROR, facts),)
    if own.same is not None and own.is_current:
        return (Finding("M-OWN", Severity.INFO, {**facts, "file": own.same.file}),)
    return tuple(_amiss(own, catalogue, facts))


def _amiss(own: OwnDocument, catalogue: Catalogue, facts: dict[str, object]) -> Iterator[Finding]:
    if own.same is None:
        issuing = [t.form for t in catalogue.process.transitions if any(d.document == own.kind.id for d in t.documents)]
        forms = tuple(f"{form} {catalogue.forms[form].title.zh}" for form in dict.fromkeys(issuing))
        yield Finding("M-OWN-EDITED", Severity.ERROR, {**facts, "forms": forms})
    meant = own.same or next((p for p in reversed(own.papers) if own.version in ("", p.version)), None)
    reason = _outdated(meant, own.papers, own.kind) if meant else _REPLACED
    if reason:
        version = f"{meant.version} {meant.variant}".strip() if meant else own.version
        current = _current(own)
        yield Finding("M-OWN-OLD", Severity.ERROR, {**facts, "version": version, "reason": reason, "current": current})


def _outdated(paper: Paper, papers: Sequence[Paper], kind: DocumentKind) -> Text | None:
    """Why an issue counts no more; None for one that does."""
    later = papers[papers.index(paper) + 1 :]
    if any(one.lang == paper.lang and (not kind.variants or one.variant == paper.variant) for one in later):
        return _REPLACED
    return Text(paper.status, paper.status) if paper.status in CLOSED else None


def _current(own: OwnDocument) -> Text:
    """Number and path of the issue that counts now."""
    found = next((p for p in reversed(own.papers) if not _outdated(p, own.papers, own.kind)), None)
    if found is None:
        return _NONE
    issue = " ".join(part for part in (found.number, found.version, found.variant) if part)
    return Text(_CURRENT.zh.format(issue=issue, file=found.file), _CURRENT.en.format(issue=issue, file=found.file))


def _papers(questions: Questions, number: str, kind: DocumentKind | None = None) -> tuple[Paper, ...]:
    """Every issue of a number that was written from figures, oldest first."""
    of = questions.deal_of(number)
    deal = questions.deal(of) if of else Deal("")
    written = (p for p in deal.papers if p.number == number and p.digest and p.figures)
    return tuple(p for p in written if kind is None or p.kind == kind.id)


def _issue(said: Mapping[str, str]) -> tuple[str, str, str]:
    return said.get(VERSION, ""), said.get(VARIANT, ""), said.get(LANG, "zh")


def _known(
    house: House,
    file: Looked,
    digest: str,
    kind: DocumentKind,
    number: str,
    version: str,
    papers: tuple[Paper, ...],
    likely: Sequence[Paper],
) -> OwnDocument:
    """The document, found among the issues of its number: those it names first, then the newest."""
    words = _words(file)
    tried = (*reversed(likely), *(p for p in reversed(papers) if p not in likely))
    same = next((p for p in papers if p.digest == digest), None)
    is_untouched = same is not None
    same = same or next((p for p in tried if _words(looked(house.kept(p.digest))) == words), None)
    return OwnDocument(kind, number, same.version if same else version, papers, same, is_untouched)


def _by_words(house: House, questions: Questions, file: Looked, digest: str, number: str) -> OwnDocument | None:
    """The document of that number whose words, or most of its lines, the file holds."""
    papers = _papers(questions, number)
    if not papers:
        return None
    held = set(_words(file))
    shared, newest = max((_share(held, _words(looked(house.kept(p.digest)))), n) for n, p in enumerate(papers))
    if shared < _LEAST_SHARED:
        return None
    best = papers[newest]
    kind = house.catalogue.documents[best.kind]
    alike = tuple(p for p in papers if p.kind == best.kind)
    return _known(house, file, digest, kind, number, best.version, alike, (best,))


def _share(held: set[str], lines: Sequence[str]) -> float:
    """How many of the lines are among those held."""
    return len(held & set(lines)) / (len(set(lines)) or 1)


def _words(file: Looked) -> tuple[str, ...]:
    """The lines of a Word file, spaces and widths apart: what saving it again does not change.

    Its headers are among them: there, and nowhere else, a draft says that it is one.
    """
    lines = (*file.headings, *(block.text for block in file.reading.now))
    return tuple(line for text in lines if (line := bare(text)))
