"""Which form a file is: by its stamp, else by its title and labels; never by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice

from toolkit.forms.excel.book import Book
from toolkit.forms.labels import Texts, column_labels, field_labels
from toolkit.forms.layout import META_SHEET
from toolkit.forms.stamp import Stamp, from_line, from_properties
from toolkit.forms.word.reader import Story
from toolkit.model.form import Form
from toolkit.model.stamped import KIND

_LEAST_LABELS = 3
_LEAST_SHARE = 0.5
"""Of a form's labels, for a file without title."""
_LEAST_SHARE_TITLED = 0.3
_NEAREST = 3
_LOOKED_AT = 2_000
"""Texts of a sheet by which a form is known; a register may hold hundreds of thousands."""


def stamp_in(properties: Mapping[str, str], body: Book | Story, forms: Sequence[Form]) -> Stamp | None:
    """The stamp of a form of ours: custom property, else hidden sheet, else visible line, else by content."""
    known = {form.id for form in forms}
    for stamp in _stamps(properties, body):
        if stamp.form in known:
            return stamp
    texts = Texts(texts_of(body))
    best = max(((likeness(form, texts), form) for form in forms), key=lambda entry: entry[0], default=None)
    return Stamp(best[1].id, "") if best is not None and best[0] > 0 else None


def _stamps(properties: Mapping[str, str], body: Book | Story) -> Iterator[Stamp]:
    """What the file says of itself, surest first; nothing is looked for that is not asked for."""
    if (stamp := from_properties(properties)) is not None:
        yield stamp
    if (stamp := from_properties(meta_of(body))) is not None:
        yield stamp
    margins = body.margins if isinstance(body, Story) else ()
    yield from (stamp for text in chain(texts_of(body), margins) if (stamp := from_line(text)) is not None)


def meta_of(body: Book | Story) -> dict[str, str]:
    """The first two columns of the hidden sheet `_meta`, where there is one."""
    sheet = body.sheets.get(META_SHEET) if isinstance(body, Book) else None
    if sheet is None:
        return {}
    found = {str(cells[1].content): str(cells[2].content) for cells in sheet.rows.values() if 1 in cells and 2 in cells}
    return {name: text for name, text in found.items() if name.startswith(KIND.partition(".")[0])}


def texts_of(body: Book | Story) -> Iterator[str]:
    """Every text of the file that a person sees as the form."""
    if isinstance(body, Story):
        yield from body.texts()
        return
    for sheet in body.answered:
        yield sheet.title
        yield from islice(sheet.texts(), _LOOKED_AT)


def likeness(form: Form, texts: Texts) -> float:
    """How much of the form's labels the texts hold, 0 to 1, one more with its title; 0 where that is too little."""
    asked = _labels_asked(form)
    found = _shared(form, texts)
    is_titled = texts.holds(form.title.zh)
    least = _LEAST_SHARE_TITLED if is_titled else _LEAST_SHARE
    if not asked or found < min(_LEAST_LABELS, asked) or found / asked < least:
        return 0.0
    return found / asked + is_titled


def _labels_asked(form: Form) -> int:
    return len(form.fields) + sum(len(table.columns) for table in form.tables)


def _shared(form: Form, texts: Texts) -> int:
    """How many of the form's labels stand among the texts."""
    scopes = [field_labels(form), *(column_labels(table) for table in form.tables)]
    return sum(len({field.key for field in labels.among(texts)}) for labels in scopes)


def nearest(forms: Sequence[Form], body: Book | Story) -> tuple[str, ...]:
    """Titles of the forms that share most labels with the file."""
    texts = Texts(texts_of(body))
    shared = sorted(((_shared(form, texts), form.title.zh) for form in forms), reverse=True)
    return tuple(title for count, title in shared[:_NEAREST] if count)
