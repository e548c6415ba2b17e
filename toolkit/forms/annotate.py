"""The annotated return: the same file with its faulty cells marked, and a marked file without its marks."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.errors import NotPatchable
from toolkit.forms.marks import AUTHOR, SHEET_TITLE, Mark, Summary, by_weight
from toolkit.forms.returned.document import mark_document, unmark_document
from toolkit.forms.returned.workbook import mark_workbook, unmark_workbook
from toolkit.model.text import Lang
from toolkit.office.draft import Draft
from toolkit.office.package import Package

_SIGNATURES = "_xmlsignatures/"


def annotate(package: Package, marks: Sequence[Mark], *, lang: Lang, summary: Summary) -> bytes:
    """The file with these marks and no others: those of an earlier return are taken away first.

    What need not change stays byte for byte as it lies in the zip. Raises NotPatchable for a signed file
    (a change would break the signature) and for a place that the file does not have.
    """
    draft = _draft_of(package)
    _unmark(draft)
    (mark_workbook if package.medium == "xlsx" else mark_document)(draft, by_weight(marks), summary, lang)
    return draft.finished()


def cleared(package: Package) -> bytes:
    """The file without the marks of an earlier return; the very bytes that came where it has none.

    What people typed stays, also behind our words in a note of theirs. Raises NotPatchable for a signed file.
    """
    draft = _draft_of(package)
    _unmark(draft)
    return draft.finished()


def is_marked(package: Package) -> bool:
    """Whether the file may carry marks of an earlier return: cheap, and sometimes wrongly true."""
    if package.medium == "xlsx":
        return any(title.encode() in package.read(package.main) for title in SHEET_TITLE)
    parts = (package.related(kind, package.main) for kind in ("styles", "comments"))
    return any(AUTHOR.encode() in package.read(part) for part in parts if part)


def _draft_of(package: Package) -> Draft:
    if any(name.lower().startswith(_SIGNATURES) for name in package.names):
        raise NotPatchable(package.name, "signed")
    if package.medium is None:
        raise NotPatchable(package.name, "wrong_type")
    return Draft(package)


def _unmark(draft: Draft) -> None:
    (unmark_workbook if draft.package.medium == "xlsx" else unmark_document)(draft)
