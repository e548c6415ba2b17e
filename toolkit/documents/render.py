"""Template + figures -> a Word document: escaped, strict, stamped, proven."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError
from lxml import etree

from toolkit.documents.prove import prove
from toolkit.documents.strict import environment, offered, refuse_unprintable
from toolkit.errors import TemplateFault
from toolkit.model.document import DocumentKind, Issue
from toolkit.model.known import Known
from toolkit.model.stamped import DEAL, HASH, KIND, NUMBER, VERSION
from toolkit.model.text import Lang
from toolkit.office.made import stilled

_CUSTOM: Final = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VARIANT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT_ID: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of user-defined properties, [MS-OLEPS] 2.25.2


def render(template: bytes, figures: object, *, kind: DocumentKind, issue: Issue, deal: str, known: Known) -> bytes:
    """The document, proven. The same figures give the same bytes.

    Raises TemplateFault when the template asks for what is not offered, shows what is not formatted, is no Word
    document, or when a value holds what no document can show.
    """
    refuse_unprintable(figures, kind.template)
    document = _filled(template, figures, kind.template, issue.lang)
    _describe(document.docx, kind, issue, known)
    _stamp(document.docx, kind, issue, deal, digest(figures))
    written = BytesIO()
    document.save(written)
    content = stilled(written.getvalue())
    prove(content, figures, kind.template)
    if fault := next(iter(kind.proof(content, figures)), "") if kind.proof else "":
        raise TemplateFault(kind.template, fault)
    return content


def _filled(template: bytes, figures: object, name: str, lang: Lang) -> Any:
    document = DocxTemplate(BytesIO(template))
    try:
        document.render(offered(figures), environment(autoescape=True, lang=lang))
    except TemplateSyntaxError as fault:
        near = " ".join(line.strip() for line in getattr(fault, "docx_context", ()) if line.strip())
        raise TemplateFault(name, f"{fault.message}; near: {near[:200]}") from fault
    except (TemplateError, TypeError, ValueError) as fault:
        raise TemplateFault(name, str(fault)) from fault
    except (BadZipFile, PackageNotFoundError) as fault:
        raise TemplateFault(name, "is no Word document") from fault
    return document


def _describe(document: Document, kind: DocumentKind, issue: Issue, known: Known) -> None:
    """Core properties: title, number, customer, author. Source: domain.md 3.0."""
    properties = document.core_properties
    properties.title = kind.title.said(issue.lang)
    properties.subject = issue.number
    properties.keywords = known.customer.short if known.customer else ""
    properties.author = properties.last_modified_by = known.rulebook.company.name
    properties.created = properties.modified = datetime.combine(known.today, time(), UTC)
    properties.revision = 1


def _stamp(document: Document, kind: DocumentKind, issue: Issue, deal: str, hashed: str) -> None:
    """Custom properties, by which a file is known again. Source: decisions.md 25."""
    named = {KIND: kind.id, VERSION: issue.version, NUMBER: issue.number, DEAL: deal, HASH: hashed}
    root = etree.Element(f"{{{_CUSTOM}}}Properties", nsmap={None: _CUSTOM, "vt": _VARIANT})
    for pid, (name, value) in enumerate(named.items(), start=2):
        attributes = {"fmtid": _FORMAT_ID, "pid": str(pid), "name": name}
        etree.SubElement(
            etree.SubElement(root, f"{{{_CUSTOM}}}property", attributes), f"{{{_VARIANT}}}lpwstr"
        ).text = value
    package = document.part.package
    assert package is not None
    for key in [k for k, r in package.rels.items() if r.reltype == RELATIONSHIP_TYPE.CUSTOM_PROPERTIES]:
        del package.rels[key]
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = Part(PackURI("/docProps/custom.xml"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, blob, package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def digest(figures: object) -> str:
    """SHA-256 over the figures' canonical JSON: two documents with one digest say the same."""
    canonical = json.dumps(plain(figures), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


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
