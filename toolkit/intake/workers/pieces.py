"""What a worker does with a dropped file: gate, look, read. Nothing else of ours touches bytes that others made."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import Final

from toolkit.catalogue import CATALOGUE
from toolkit.documents.looked import Looked, looked
from toolkit.forms.read import read as read_form
from toolkit.model.document import DocumentKind
from toolkit.model.form import Form
from toolkit.model.stamped import KIND, NUMBER
from toolkit.model.submission import Submission
from toolkit.office.gate import admit
from toolkit.office.package import Package

_LONGEST: Final = 300_000
"""Letters; a Word file with more is no document of ours."""
_FORMS: Final = tuple(CATALOGUE.forms.values())


def take(content: bytes, name: str, today: date) -> Submission | Looked:
    """What may be a document of ours, looked at; any other file, read as a form.

    Raises UnreadableFile, UnknownForm.
    """
    if not _is_word(name):
        return read(content, name, today)
    package = admit(content, name)
    return _looked(package, content, name) or read_form(content, name, _FORMS, today=today, package=package)


def look(content: bytes, name: str) -> Looked | None:
    """A Word file that may be a document of ours; None for what is surely none. Raises UnreadableFile."""
    return _looked(admit(content, name), content, name) if _is_word(name) else None


def _is_word(name: str) -> bool:
    return PurePath(name).suffix.casefold() == ".docx"


def _looked(package: Package, content: bytes, name: str) -> Looked | None:
    stamp = {key: text.strip() for key, text in package.properties.items()}
    if stamp.get(KIND) and not _is_document(stamp[KIND], stamp.get(NUMBER, "")):
        return None
    found = looked(content, name)
    return found if sum(len(block.text) for block in found.reading.now) <= _LONGEST else None


def read(content: bytes, name: str, today: date) -> Submission:
    """The form that the file is. Raises UnreadableFile, UnknownForm."""
    return read_form(content, name, _FORMS, today=today)


def _is_document(kind: str, number: str) -> bool:
    """Whether a stamp is a document's, and no form's."""
    known = CATALOGUE.documents.get(kind)
    return known is not None and known.figures is not None and bool(number)


def form_called(name: str) -> Form:
    """The catalogue's form of that id: forms hold functions, and travel by name."""
    return CATALOGUE.forms[name]


def document_called(name: str) -> DocumentKind:
    """The catalogue's kind of document of that id."""
    return CATALOGUE.documents[name]
