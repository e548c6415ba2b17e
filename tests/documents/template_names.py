"""Which figures a template uses, as lint sees it."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from docx import Document

from toolkit.documents.lint import looked_at
from toolkit.documents.lint.figures import all_figures, figures_of
from toolkit.model.text import Lang


class NotOffered(AssertionError):
    """A template uses a name that its figures do not have."""


def used(template: bytes, figures: type, *, lang: Lang = "zh") -> set[tuple[str, str]]:
    """Every (record, field) that the template uses. Raises NotOffered for a name that is none."""
    findings, shown = looked_at(template, "template.docx", figures, lang=lang)
    for finding in findings:
        if finding.code == "unknown_name":
            raise NotOffered(finding.says.en)
    return {(record.__name__, name) for record, name in shown.fields}


def used_in(lines: Iterable[str], figures: type) -> set[tuple[str, str]]:
    """The same of lines of text with tags, as clauses are."""
    document, written = Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(written)
    return used(written.getvalue(), figures)


def fields_of(record: type, *, module: str) -> set[tuple[str, str]]:
    """Every (record, field) of a figures record and of the records of that module within it."""
    within = ((one.record, one.name) for one in all_figures(figures_of(record)))
    return {(owner.__name__, name) for owner, name in within if owner and owner.__module__.startswith(module)}
