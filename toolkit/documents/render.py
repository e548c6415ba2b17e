"""Template + figures -> a Word document: escaped, strict, stamped, proven."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from hashlib import sha256

from toolkit.documents.compile import compiled
from toolkit.documents.properties import Properties
from toolkit.documents.prove import prove
from toolkit.documents.strict import offered
from toolkit.model.document import DocumentKind, Issue
from toolkit.model.known import Known
from toolkit.model.stamped import DEAL, HASH, KIND, LANG, NUMBER, TEMPLATE, VARIANT, VERSION
from toolkit.model.text import Lang


def render(template: bytes, figures: object, *, kind: DocumentKind, issue: Issue, deal: str, known: Known) -> bytes:
    """The document, proven. The same figures give the same bytes.

    Raises TemplateFault when the template asks for what is not offered, shows what is not formatted, is no Word
    document, or when a value holds what no document can show.
    """
    digest = compiled(template, kind.template, lang=issue.lang).digest
    says = described(figures, kind=kind, issue=issue, deal=deal, known=known, template=digest)
    return rendered(template, figures, says, kind=kind, lang=issue.lang)


def rendered(template: bytes, figures: object, properties: Properties, *, kind: DocumentKind, lang: Lang) -> bytes:
    """The document that says this of itself, proven. Raises TemplateFault, as `render` does."""
    program = compiled(template, kind.template, lang=lang)
    content = program.filled(offered(figures), properties)
    proof = partial(kind.proof, figures=figures, lang=lang) if kind.proof else None
    prove(content, figures, kind.template, is_external=kind.is_external, program=program, proof=proof)
    return content


def described(
    figures: object, *, kind: DocumentKind, issue: Issue, deal: str, known: Known, template: str
) -> Properties:
    """What the document says of itself; `template` is the SHA-256 of the one it is made from."""
    passport = {KIND: kind.id, VERSION: issue.version, NUMBER: issue.number, DEAL: deal}
    passport |= {HASH: digest(figures), TEMPLATE: template}
    passport |= {VARIANT: issue.variant} if issue.variant else {}
    passport |= {LANG: issue.lang} if issue.lang != "zh" else {}
    return Properties(
        title=kind.title.said(issue.lang),
        subject=issue.number,
        keywords=known.customer.short if known.customer else "",
        author=known.rulebook.company.name,
        written_on=_issued_on(kind, issue, known),
        passport=passport,
    )


def _issued_on(kind: DocumentKind, issue: Issue, known: Known) -> date:
    """The day on which that copy was issued; today for one that was not: a copy made later says the same."""
    papers = known.deal.all_papers(kind.id) if known.deal else ()
    same = (p for p in papers if (p.number, p.version, p.variant) == (issue.number, issue.version, issue.variant))
    return max((paper.issued_on for paper in same), default=known.today)


def digest(figures: object) -> str:
    """SHA-256 over the figures' canonical JSON: two documents with one digest say the same."""
    canonical = json.dumps(figures, default=_told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode(errors="surrogatepass")).hexdigest()


def _told(value: object) -> object:
    """A record, amount or day as JSON has it: the same that `plain` makes of it."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else offered(value)


def plain(figures: object) -> Mapping[str, object]:
    """The figures for the ledger: mappings, tuples, text and whole numbers only, ready for JSON."""
    assert is_dataclass(figures)
    return {f.name: _plain(getattr(figures, f.name)) for f in fields(figures)}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return tuple(_plain(each) for each in value)
    return plain(value) if is_dataclass(value) else value
