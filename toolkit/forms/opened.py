"""A form's file behind the gate, whatever its format: what it says of itself, and what a person sees in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Final, NamedTuple

from toolkit.errors import NotPatchable
from toolkit.forms.annotate import cleared, is_marked
from toolkit.forms.excel.book import Book
from toolkit.forms.legacy.sorts import SUFFIXES, Sort, sort_of
from toolkit.forms.word.reader import Story, story_of
from toolkit.model.kinds import Note
from toolkit.model.text import Text
from toolkit.office.gate import admit
from toolkit.office.package import Package

FORM_SUFFIXES: Final = (".xlsx", ".docx", *SUFFIXES)
LEGACY = "N-LEGACY"
"""The file has an old format; it was read as well as that goes."""
_BY_LABELS = Text("只按标签读取", "read by its labels alone")
_CONVERTED = Text("经 LibreOffice 转换后读取", "read as LibreOffice converted it")
_BETTER: Final[dict[Sort, str]] = {"doc": ".docx"}


class Opened(NamedTuple):
    """A file that was let in."""

    body: Book | Story
    properties: Mapping[str, str] = {}
    """Its custom properties, as far as its format tells them."""
    remarks: tuple[Note, ...] = ()


def opened(content: bytes, name: str, package: Package | None = None) -> Opened:
    """The file, by its content and the ending of its name. Raises UnreadableFile with the reason it is refused.

    `package`: the same file behind the gate, where somebody looked at it before; it is not admitted again.
    """
    if package is not None:
        return _opened(package)
    sort = sort_of(content, name)
    if sort in ("xls", "xlsb", "ods"):
        from toolkit.forms.legacy.workbooks import book_of  # noqa: PLC0415  few files need a child process

        return Opened(book_of(content, name, sort), remarks=(_legacy(name, sort, _BY_LABELS),))
    if sort == "doc":
        from toolkit.forms.legacy.word import as_docx  # noqa: PLC0415

        made = _opened(admit(as_docx(content, name), _renamed(name, "docx")))
        return made._replace(remarks=(_legacy(name, sort, _CONVERTED),))
    return _opened(admit(content, _renamed(name, sort) if sort else name))


def _opened(package: Package) -> Opened:
    if package.medium == "docx" and is_marked(package):
        package = _unmarked(package)
    return Opened(Book(package) if package.medium == "xlsx" else story_of(package), package.properties)


def _unmarked(package: Package) -> Package:
    """A Word file as it was before we wrote our findings into it: they are no answers, and paragraphs are counted."""
    try:
        return Package(cleared(package), package.name)
    except NotPatchable:
        return package  # signed, so not marked by us


def _renamed(name: str, ending: str) -> str:
    """The name that says what the content is: WPS gives its own ending to ordinary packages."""
    return str(PurePath(name).with_suffix(f".{ending}"))


def _legacy(name: str, sort: Sort, how: Text) -> Note:
    facts = {"format": PurePath(name).suffix.lower(), "how": how, "better": _BETTER.get(sort, ".xlsx")}
    return Note(LEGACY, facts, is_warning=True)
