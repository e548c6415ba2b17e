"""The single answers of a workbook form: by defined name, cross-checked with the labels; without a name by label."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple, cast

from toolkit.forms.answers import BINDING, COPY, Parts, answer_among, answer_of, contradicted, gone, is_filled, shown
from toolkit.forms.excel.book import Book, Sheet
from toolkit.forms.excel.tables import Found, Rows, copies_of, rows_of, tables_in, two_tables
from toolkit.forms.labels import Labels, bare, field_labels, headings_of, is_label_of, unit_of
from toolkit.model.form import Field, Form
from toolkit.model.kinds import Note, Raw
from toolkit.model.kinds.reading import NOTHING
from toolkit.model.submission import Answer, Line

MOVED = "N-MOVED"
"""The field's own cell is empty; it was answered beside its label elsewhere."""
_LABEL_REACH = 4
"""Cells to the left of an answer in which its label may stand …"""
_LABEL_OVER = 2
"""… and above it."""


class _Place(NamedTuple):
    """A cell that may hold an answer."""

    raw: Raw
    place: str
    sheet: str


def answers_in(book: Book, form: Form, *, today: date) -> Parts:
    """Everything the workbook answers, and what there is to say of its tables."""
    found = tables_in(book, form)
    rows = {key: rows_of(form.table(key), place, form, today=today) for key, place in found.items()}
    taken = {key: (place, max(rows[key].last, place.made_to)) for key, place in found.items()}
    answers = fields_of(book, form, taken, today=today)
    lines = {table.key: rows[table.key].lines if table.key in rows else () for table in form.tables}
    said = (note for of_table in rows.values() for note in of_table.remarks)
    missing = (gone(table) for table in form.tables if table.key not in found)
    return answers, lines, (*said, *missing, *_copies(book, form, found, rows, today))


def _copies(
    book: Book, form: Form, found: Mapping[str, Found], rows: Mapping[str, Rows], today: date
) -> Iterator[Note]:
    """The tables that stand on another sheet too, filled differently: a sheet copied within the book."""
    for key, place in found.items():
        for copy in copies_of(book, form.table(key), place):
            lines = rows_of(form.table(key), copy, form, today=today).lines
            if lines and _typed(lines) != _typed(rows[key].lines):
                yield two_tables(form.table(key), place, copy)


def _typed(lines: tuple[Line, ...]) -> list[list[str]]:
    return [[answer.raw for answer in line.answers.values()] for line in lines]


def fields_of(book: Book, form: Form, taken: Mapping[str, tuple[Found, int]], *, today: date) -> dict[str, Answer]:
    """The single answers. `taken`: the tables found and their last rows, in which no label is sought."""
    places = _label_places(book, form, taken)
    return {field.key: _field(book, field, places.get(field.key, []), today) for field in form.fields}


def _field(book: Book, field: Field, labelled: list[_Place], today: date) -> Answer:
    """The answer under the field's name; a label that says otherwise is told, two different answers are a fault."""
    area = book.names.get(f"f_{field.key}".lower())
    if area is None:
        return answer_among(field, [(p.raw, p.place, 0) for p in labelled], today=today, found_by="label")
    sheet = book.sheets[area.sheet]
    beside = _beside(sheet, area.top, area.left)
    label = next((text for text in beside if is_label_of(field, text)), None)
    raw = sheet.at(area.top, area.left)._replace(header_unit=unit_of(label or ""))
    named = _Place(raw, sheet.place(area.top, area.left), sheet.title)
    others = [p for p in labelled if p.place != named.place and is_filled(field, p.raw)]
    notes: tuple[Note, ...] = () if label is not None else (_astray(named, beside),)
    if not is_filled(field, raw):
        if label is None and others:
            answer = answer_among(field, [(p.raw, p.place, 0) for p in others], today=today, found_by="label")
            moved = Note(MOVED, {"place": answer.place, "named": named.place}, is_warning=True)
            return replace(answer, notes=(moved, *answer.notes))
        notes = tuple(_elsewhere(others[:1]))
        return answer_of(field, raw, key=field.key, place=named.place, today=today, notes=notes, found_by="name")
    different = [p for p in others if shown(p.raw) != shown(raw)]
    rivals = [p for p in different if label is None or p.sheet == named.sheet]
    notes = (*notes, *_elsewhere([p for p in different if p not in rivals][:1]))
    answer = answer_of(field, raw, key=field.key, place=named.place, today=today, notes=notes, found_by="name")
    return contradicted(answer, [(p.raw, p.place, 0) for p in (named, *rivals)]) if rivals else answer


def _elsewhere(places: list[_Place]) -> Iterator[Note]:
    """Answers beside the same label that were not used."""
    return (Note(COPY, {"place": p.place, "found": shown(p.raw)}, is_warning=True) for p in places)


def _astray(named: _Place, beside: list[str]) -> Note:
    return Note(BINDING, {"place": named.place, "found": beside[0] if beside else ""}, is_warning=True)


def _beside(sheet: Sheet, row: int, column: int) -> list[str]:
    """The nearest text to the left of a cell, then the nearest above it."""
    found = []
    left = [(row, n) for n in range(column - 1, max(0, column - 1 - _LABEL_REACH), -1)]
    above = [(n, column) for n in range(row - 1, max(0, row - 1 - _LABEL_OVER), -1)]
    for places in (left, above):
        for place in places:
            content = sheet.at(*place).content
            if content is not None:
                if isinstance(content, str):
                    found.append(content)
                break
    return found


def _label_places(book: Book, form: Form, taken: Mapping[str, tuple[Found, int]]) -> dict[str, list[_Place]]:
    """Beside every label its answer: to the right, below, or after a colon in the same cell."""
    labels, headings = field_labels(form), headings_of(form)
    places: dict[str, list[_Place]] = {}
    for sheet in book.answered if form.fields else ():
        for row, column, raw in _texts_outside(sheet, taken.values()):
            text = cast(str, raw.content)
            field = labels.find(text)
            inline = labels.split(text) if field is None else None
            if field is not None:
                answer, place = _answer_beside(sheet, row, column, labels, headings)
                answer = answer._replace(header_unit=unit_of(text))
                places.setdefault(field.key, []).append(_Place(answer, place, sheet.title))
            elif inline is not None:
                unit = unit_of(text.replace("：", ":").partition(":")[0])
                typed = _Place(Raw(inline[1], header_unit=unit), sheet.place(row, column), sheet.title)
                places.setdefault(inline[0].key, []).append(typed)
    return places


def _texts_outside(sheet: Sheet, taken: Collection[tuple[Found, int]]) -> Iterator[tuple[int, int, Raw]]:
    """Row, column and cell of the texts that stand in no table."""
    areas = [
        found.area(last) if found.sheet is sheet else _turned(found.area(last))
        for found, last in taken
        if sheet in (found.sheet, found.sheet.upright)
    ]
    for row in sorted(sheet.rows):
        spans = [(left, right) for top, left, bottom, right in areas if top <= row <= bottom]
        held = sheet.rows[row]
        if held and any(left <= min(held) and max(held) <= right for left, right in spans):
            continue
        for column in sorted(held):
            raw = held[column]
            if isinstance(raw.content, str) and not any(left <= column <= right for left, right in spans):
                yield row, column, raw


def _turned(area: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    top, left, bottom, right = area
    return left, top, right, bottom


def _answer_beside(
    sheet: Sheet, row: int, column: int, labels: Labels[Field], headings: frozenset[str]
) -> tuple[Raw, str]:
    _, _, bottom, right = sheet.merge(row, column)
    beside = sheet.at(row, right + 1)
    if beside.content is not None and not _is_ours(beside, labels, headings):
        return beside, sheet.place(row, right + 1)
    below = sheet.at(bottom + 1, column)
    if below.content is not None and not _is_ours(below, labels, headings) and _is_over(sheet, row, right, labels):
        return below, sheet.place(bottom + 1, column)
    return NOTHING, sheet.place(row, right + 1)


def _is_ours(raw: Raw, labels: Labels[Field], headings: frozenset[str]) -> bool:
    if not isinstance(raw.content, str):
        return False
    return (
        labels.find(raw.content) is not None or bare(raw.content) in headings or labels.split(raw.content) is not None
    )


def _is_over(sheet: Sheet, row: int, right: int, labels: Labels[Field]) -> bool:
    """Whether the label seems to stand over its answer: what lies to its right is a label, too, or nothing does."""
    beside = shown(sheet.at(row, right + 1))
    return not beside or labels.find(beside) is not None
