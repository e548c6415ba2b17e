"""Template + figures -> a Word document: escaped, strict, stamped, proven."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from toolkit.documents.compile import compiled
from toolkit.documents.properties import Properties
from toolkit.documents.prove import prove
from toolkit.documents.strict import offered
from toolkit.errors import TemplateFault
from toolkit.model.document import DocumentKind, Issue
from toolkit.model.known import Known
from toolkit.model.stamped import DEAL, HASH, KIND, LANG, NUMBER, TEMPLATE, VARIANT, VERSION


def render(template: bytes, figures: object, *, kind: DocumentKind, issue: Issue, deal: str, known: Known) -> bytes:
    """The document, proven. The same figures give the same bytes.

    Raises TemplateFault when the template asks for what is not offered, shows what is not formatted, is no Word
    document, or when a value holds what no document can show.
    """
    program = compiled(template, kind.template, lang=issue.lang)
    properties = described(figures, kind=kind, issue=issue, deal=deal, known=known, template=program.digest)
    content = program.filled(offered(figures), properties)
    prove(content, figures, kind.template, is_external=kind.is_external, program=program)
    if fault := next(iter(kind.proof(content, figures)), "") if kind.proof else "":
        raise TemplateFault(kind.template, fault)
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
        written_on=known.today,
        passport=passport,
    )


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
