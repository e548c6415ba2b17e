"""A filled form read by its declaration: every answer with its place, as typed, and what it means."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import PurePath

from toolkit.errors import UnknownForm
from toolkit.forms.answers import Parts, absent
from toolkit.forms.earlier import brought_up
from toolkit.forms.excel import answers as excel_answers
from toolkit.forms.excel.book import Book
from toolkit.forms.identify import nearest, stamp_in
from toolkit.forms.opened import FORM_SUFFIXES, opened
from toolkit.forms.stamp import Stamp
from toolkit.forms.word import answers as word_answers
from toolkit.forms.word.reader import Story
from toolkit.model.computed import repeated
from toolkit.model.form import Form
from toolkit.model.kinds import Note
from toolkit.model.submission import Submission
from toolkit.office.package import Package

VERSION = "N-VERSION"


def is_form_file(name: str) -> bool:
    """Whether the name is that of a workbook or Word file, and not of an editor's lock file."""
    return PurePath(name).suffix.lower() in FORM_SUFFIXES and not name.startswith(("~$", ".~"))


def identify(content: bytes, name: str, forms: Sequence[Form]) -> Stamp | None:
    """Which form the file is, by what lies in it; None for none of these. Raises UnreadableFile."""
    file = opened(content, name)
    return stamp_in(file.properties, file.body, forms)


def read(
    content: bytes, name: str, forms: Sequence[Form], *, today: date, package: Package | None = None
) -> Submission:
    """The submission that the file is.

    The ending of `name` must agree with the content; `today` completes dates without a year. `package`: the same file
    as `admit` let it in, for who looked at it before.
    Raises UnreadableFile for a file that the gate refuses, UnknownForm for none of these forms.
    """
    file = opened(content, name, package)
    body, stamp = file.body, stamp_in(file.properties, file.body, forms)
    if stamp is None:
        raise UnknownForm(name, nearest(forms, body))
    form = next(form for form in forms if form.id == stamp.form)
    made_from = next((old for old in form.earlier if old.version == stamp.version), form)
    parts = _answers_in(body, made_from, today)
    answers, tables, remarks = parts if made_from is form else brought_up(parts, made_from, form, today)
    submission = Submission(
        form.id,
        stamp.version,
        answers,
        tables,
        deal=stamp.deal,
        number=stamp.number,
        source=name,
        digest=hashlib.sha256(content).hexdigest(),
        remarks=(*file.remarks, *_version_remarks(form, stamp), *remarks),
    )
    return repeated(form, submission)


def _answers_in(body: Book | Story, form: Form, today: date) -> Parts:
    if isinstance(body, Book):
        answers, tables, remarks = excel_answers.answers_in(body, form, today=today)
    else:
        answers, tables, remarks = word_answers.answers_in(body, form, today=today)
    return answers, tables, (*remarks, *absent(form, answers))


def _version_remarks(form: Form, stamp: Stamp) -> tuple[Note, ...]:
    if stamp.version in ("", form.version):
        return ()
    return (Note(VERSION, {"given": stamp.version, "current": form.version}, is_warning=True),)
