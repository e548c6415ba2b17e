"""A filled form read by its declaration: every answer with its place, as typed, and what it means."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import PurePath

from toolkit.errors import UnknownForm
from toolkit.forms import excel_answers, excel_tables, word_answers
from toolkit.forms.earlier import Parts, brought_up
from toolkit.forms.excel import Book
from toolkit.forms.identify import nearest, stamp_in
from toolkit.forms.stamp import Stamp
from toolkit.forms.word import Story, story_of
from toolkit.model.form import Form
from toolkit.model.kinds import Note
from toolkit.model.submission import Submission
from toolkit.office.package import Package

SUFFIXES = (".xlsx", ".docx")
VERSION = "N-VERSION"


def is_form_file(name: str) -> bool:
    """Whether the name is that of a workbook or Word file, and not of an editor's lock file."""
    return PurePath(name).suffix.lower() in SUFFIXES and not name.startswith(("~$", ".~"))


def identify(content: bytes, name: str, forms: Sequence[Form]) -> Stamp | None:
    """Which form the file is, by what lies in it; None for none of these. Raises UnreadableFile."""
    package, body = _opened(content, name)
    return stamp_in(package, body, forms)


def read(content: bytes, name: str, forms: Sequence[Form], *, today: date) -> Submission:
    """The submission that the file is.

    `name` is only remembered; `today` completes dates without a year.
    Raises UnreadableFile for a file that is no whole xlsx or docx, UnknownForm for none of these forms.
    """
    package, body = _opened(content, name)
    stamp = stamp_in(package, body, forms)
    if stamp is None:
        raise UnknownForm(name, nearest(forms, body))
    form = next(form for form in forms if form.id == stamp.form)
    made_from = next((old for old in form.earlier if old.version == stamp.version), form)
    parts = _read_book(body, made_from, today) if isinstance(body, Book) else _read_story(body, made_from, today)
    answers, tables, remarks = parts if made_from is form else brought_up(parts, made_from, form, today)
    return Submission(
        form.id,
        stamp.version,
        answers,
        tables,
        deal=stamp.deal,
        number=stamp.number,
        source=name,
        digest=hashlib.sha256(content).hexdigest(),
        remarks=(*_version_remarks(form, stamp), *remarks),
    )


def _opened(content: bytes, name: str) -> tuple[Package, Book | Story]:
    package = Package(content, name)
    return package, Book(package) if package.medium == "xlsx" else story_of(package)


def _version_remarks(form: Form, stamp: Stamp) -> tuple[Note, ...]:
    if stamp.version in ("", form.version):
        return ()
    return (Note(VERSION, {"given": stamp.version, "current": form.version}, is_warning=True),)


def _read_book(book: Book, form: Form, today: date) -> Parts:
    found = excel_tables.tables_in(book, form)
    rows = {key: excel_tables.rows_of(form.table(key), place, form, today=today) for key, place in found.items()}
    taken = {key: (place, max(rows[key].last, place.made_to)) for key, place in found.items()}
    answers = excel_answers.fields_of(book, form, taken, today=today)
    lines = {table.key: rows[table.key].lines if table.key in rows else () for table in form.tables}
    return answers, lines, tuple(note for table_rows in rows.values() for note in table_rows.remarks)


def _read_story(story: Story, form: Form, today: date) -> Parts:
    found = word_answers.tables_in(story, form)
    rows = {key: word_answers.rows_of(story, form.table(key), place, today=today) for key, place in found.items()}
    taken = {key: (place, rows[key].last) for key, place in found.items()}
    answers = word_answers.fields_of(story, form, taken, today=today)
    return answers, {table.key: rows[table.key].lines if table.key in rows else () for table in form.tables}, ()
