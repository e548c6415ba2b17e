"""The single answers of a Word form: by tag, form field and label, each checked against the others.

The order is that of forms.md 2.2: a content control's tag, a form field's name, the label beside, above or in front
of the answer; a text box beside a label last. Two that disagree are told, never chosen between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from toolkit.forms.answers import BINDING, Parts, answer_among, is_filled
from toolkit.forms.labels import Labels, field_labels, headings_of, plain, unit_of
from toolkit.forms.word.story import NO_EXTRAS, Cell, Control, Extras, Paragraph, Story
from toolkit.forms.word.story import Table as Grid
from toolkit.forms.word.tables import Found, is_ours, left_out, place_of, rows_of, tables_in, with_extras
from toolkit.model.form import Field, Form
from toolkit.model.kinds import Note, Raw
from toolkit.model.once import once
from toolkit.model.submission import Answer

BOX = "N-BOX"
"""The answer stands in a text box."""
TRACKED = "N-TRACKED"
"""The file holds tracked changes; it was read as if they were accepted."""
COMMENTS = "N-COMMENTS"
"""The file holds comments, which are no answers."""
_INVITES = " _\u3000:："
"""What a blank puts where an answer goes."""
_APART = re.compile(r"(?:[\s_\u3000]{2,}|[\t_\u3000;；])")
"""What parts two answers written into one line."""
_RENAMED = re.compile(r"(?:_copy_\d+)+$")
"""What LibreOffice appends to the name of a form field (forms.md 2.1)."""


class _Place(NamedTuple):
    """Where an answer may stand."""

    text: str
    place: str
    cell: int = 0
    """From 1; 0 in a paragraph."""
    extras: Extras = NO_EXTRAS
    label: str = ""
    """The label as the file has it."""
    found_by: str = "label"
    is_inline: bool = False
    """Label and answer share the cell or paragraph."""
    notes: tuple[Note, ...] = ()

    @property
    def raw(self) -> Raw:
        return Raw(self.text.strip(_INVITES) or None, header_unit=unit_of(self.label))

    @property
    def spot(self) -> tuple[str, int]:
        return self.place, self.cell


def answers_in(story: Story, form: Form, *, today: date) -> Parts:
    """Single answers, lines by table, and what there is to say of the file as a whole."""
    found = tables_in(story, form)
    rows = {key: rows_of(story, form.table(key), place, today=today) for key, place in found.items()}
    answers = fields_of(story, form, found.values(), today=today)
    lines = {table.key: rows[table.key].lines if table.key in rows else () for table in form.tables}
    said = (note for table_rows in rows.values() for note in table_rows.remarks)
    return answers, lines, (*_of_file(story), *said, *left_out(story, form, found))


def _of_file(story: Story) -> Iterator[Note]:
    if story.changes:
        yield Note(TRACKED, {"count": story.changes})
    if story.comments:
        yield Note(COMMENTS, {"count": story.comments})


def fields_of(story: Story, form: Form, tables: Iterable[Found], *, today: date) -> dict[str, Answer]:
    """The single answers. `tables`: those found, in whose rows no label is sought."""
    search = _Search(story, form, tables, today)
    return {field.key: search.answer(field) for field in form.fields}


class _Search:
    """Every place of a file where a single answer of the form may stand."""

    def __init__(self, story: Story, form: Form, tables: Iterable[Found], today: date) -> None:
        self.story, self.tables, self.today = story, tuple(tables), today
        self.labels, self.headings = field_labels(form), headings_of(form)
        self.names = _names_of(form)
        self.labelled: dict[str, list[_Place]] = {}
        self.tagged: dict[str, list[_Place]] = {}
        self.boxed: dict[str, list[_Place]] = {}
        for n in range(len(story.tables)):
            self._look_into(n)
        self._look_between()

    def answer(self, field: Field) -> Answer:
        """The answer, by every layer that found one."""
        places = _compared(self.tagged.get(field.key, []), self.labelled.get(field.key, []))
        filled = [place for place in places if is_filled(field, place.raw)]
        if not filled and (boxed := [p for p in self.boxed.get(field.key, []) if is_filled(field, p.raw)]):
            places = filled = boxed
        if not places:
            return answer_among(field, (), today=self.today)
        chosen = filled[0] if filled else places[0]
        among = [(place.raw, place.place, place.cell) for place in places]
        answer = answer_among(field, among, today=self.today, found_by=chosen.found_by)
        if filled and chosen.notes:
            answer = replace(answer, notes=(*chosen.notes, *answer.notes))
        return answer if len(filled) > 1 else with_extras(answer, field, chosen.extras, today=self.today)

    def _look_into(self, n: int) -> None:
        grid = self.story.tables[n]
        used: set[tuple[int, int]] = set()
        for row, cells in enumerate(grid.rows):
            if any(found.holds(n, row) for found in self.tables):
                continue
            for number, cell in enumerate(cells):
                if cell.extras.controls:
                    place = _Place(cell.text, place_of(n, row), number + 1, cell.extras)
                    self._note_names(place, self._nearest(grid, row, number))
                if (row, number) not in used:
                    self._look_at(n, (row, number), used)

    def _nearest(self, grid: Grid, row: int, n: int) -> str:
        """The text to the left of a cell, else above it."""
        left = grid.rows[row][n - 1].own if n else ""
        if left:
            return left
        above = grid.cell(row - 1, grid.rows[row][n].column) if row else None
        return above.own if above is not None else ""

    def _note_names(self, place: _Place, beside: str) -> None:
        """The controls of a cell or paragraph that are named for a field."""
        for control in place.extras.controls:
            key = self.names.get(_name(control))
            if key is not None:
                found = place._replace(text=control.text, label=beside, found_by=control.source)
                self.tagged.setdefault(key, []).append(found)

    def _look_at(self, table: int, at: tuple[int, int], used: set[tuple[int, int]]) -> None:
        """One cell: a label, labels with their answers, or neither."""
        (row, n), grid = at, self.story.tables[table]
        cell = grid.rows[row][n]
        said = grid.cell(row, cell.column) if cell.is_continued else cell
        field = None if said is None else self.labels.find(said.own)
        if field is None:
            if not cell.is_continued:
                self._note_inline(_Place(cell.own, place_of(table, row), n + 1, cell.extras))
            return
        found = self._beside(grid, row, n, field) or (None if cell.is_continued else self._under(grid, row, cell))
        if found is None:
            if not cell.is_continued:
                self._note(self.labelled, field, _Place("", place_of(table, row), n + 1, cell.extras, cell.own))
            return
        where, answer = found
        used.add(where)
        typed = self._without_echo(field, answer.text)
        there = _Place(typed, place_of(table, where[0]), where[1] + 1, answer.extras, cell.own)
        self._note(self.labelled, field, there)
        for text in (*answer.extras.boxes, *cell.extras.boxes):
            self._note(self.boxed, field, _of_box(there, text))

    def _note(self, places: dict[str, list[_Place]], field: Field, place: _Place) -> None:
        places.setdefault(field.key, []).append(place)

    def _beside(self, grid: Grid, row: int, n: int, field: Field) -> tuple[tuple[int, int], Cell] | None:
        """The cell to the right, where that is no label itself."""
        if n + 1 >= len(grid.rows[row]):
            return None
        beside = grid.rows[row][n + 1]
        is_taken = beside.is_continued or is_ours(beside.own, self.labels, self.headings)
        if not is_taken and grid.rows[row][n].own.rstrip().endswith((":", "：")):
            is_taken = self._starts_another(field, beside.own)
        return None if is_taken and not self._is_option(field, beside.text) else ((row, n + 1), beside)

    def _starts_another(self, field: Field, text: str) -> bool:
        split = self.labels.split(text)
        return split is not None and split[0] is not field

    def _is_option(self, field: Field, text: str) -> bool:
        """Whether the field offers that answer: 电话 as the way of a visit is no label, though a field is called so."""
        return bool(field.kind.options) and field.kind.read(Raw(text), today=self.today).value is not None

    def _under(self, grid: Grid, row: int, cell: Cell) -> tuple[tuple[int, int], Cell] | None:
        """The cell below, where that is no label itself."""
        place = grid.place(row + 1, cell.column) if row + 1 < len(grid.rows) else None
        if place is None or place[0] != row + 1:
            return None
        under = grid.rows[place[0]][place[1]]
        if is_ours(under.own, self.labels, self.headings) or self.labels.split(under.own) is not None:
            return None
        return place, under

    def _without_echo(self, field: Field, text: str) -> str:
        """The answer where its label was typed into its cell as well. Source: domain.md 4.1."""
        split = self.labels.split(text)
        return split[1] if split is not None and split[0] is field else text

    def _note_inline(self, place: _Place) -> None:
        """The labels with their answers behind a colon, `客户名称:__上海启明__  日期:2026-07-01`."""
        for field, label, text in inline_in(self.labels, place.text):
            self._note(self.labelled, field, place._replace(text=text, label=label, is_inline=True))

    def _look_between(self) -> None:
        """The paragraphs outside of tables, then the text boxes."""
        paragraphs = self.story.paragraphs
        for n, paragraph in enumerate(paragraphs):
            place = _Place(paragraph.text, f"第{n + 1}段", 0, paragraph.extras)
            self._note_names(place, paragraphs[n - 1].text if n else "")
            field = (
                self.labels.find(paragraph.text) if paragraph.text.rstrip(_INVITES[:3]).endswith((":", "：")) else None
            )
            if field is not None:
                self._note(self.labelled, field, self._following(n, paragraph))
            else:
                self._note_inline(place)
        for text in self.story.boxes:
            for field, label, said in inline_in(self.labels, text):
                self._note(self.boxed, field, _of_box(_Place(said, "", label=label, is_inline=True), said))

    def _following(self, n: int, paragraph: Paragraph) -> _Place:
        """What stands in the lines under a label of its own, down to an empty line or the next label."""
        lines = []
        for following in self.story.paragraphs[n + 1 :]:
            text = following.text
            if not text.strip() or is_ours(text, self.labels, self.headings) or self.labels.split(text):
                break
            lines.append(text)
        where = n + 2 if lines else n + 1
        return _Place("\n".join(lines), f"第{where}段", 0, paragraph.extras, paragraph.text)


def _of_box(place: _Place, text: str) -> _Place:
    note = Note(BOX, {"place": place.place, "found": text}, is_warning=True)
    return place._replace(text=text, extras=NO_EXTRAS, notes=(note,))


def _compared(tagged: list[_Place], labelled: list[_Place]) -> list[_Place]:
    """Every place once, those on which two layers agree first; a tag where another label stands is told."""
    spots = {place.spot: place for place in labelled if not place.is_inline}
    agreed, alone = [], []
    for place in tagged:
        same = spots.pop(place.spot, None)
        if same is not None:
            by_tag = bool(place.text.strip()) and place.text.strip() in same.text
            agreed.append(same._replace(found_by=place.found_by) if by_tag else same)
        elif not any(other.spot == place.spot for other in (*labelled, *agreed)):
            note = Note(BINDING, {"place": place.place, "found": place.label}, is_warning=True)
            alone.append(place._replace(notes=(note,) if place.label else ()))
    inline = [place for place in labelled if place.is_inline]
    return [*agreed, *spots.values(), *inline, *alone]


@once
def _names_of(form: Form) -> Mapping[str, str]:
    """The field of every name that a control may carry: `f_company`, `company`, 公司名称."""
    names: dict[str, str] = {}
    for field in form.fields:
        for name in (f"f_{field.key}", field.key, field.label.zh, *field.aliases, field.label.en):
            names.setdefault(plain(name), field.key)
    return names


def _name(control: Control) -> str:
    name = plain(control.name)
    return _RENAMED.sub("", name) if control.source == "form field" else name


def inline_in(labels: Labels[Field], text: str) -> Iterator[tuple[Field, str, str]]:
    """The labels of a text with a colon behind them: field, label as written, answer.

    A second label in a line must stand apart from the answer before it; a line without label goes on with the answer
    above it.
    """
    if ":" not in text and "：" not in text:
        return
    field: Field | None = None
    label, lines = "", list[str]()
    for line in text.replace("：", ":").split("\n"):
        pieces = list(_in_line(labels, line))
        if pieces and pieces[0][0] is None:
            lines.append(pieces.pop(0)[2])
        for found, name, answer in pieces:
            if field is not None:
                yield field, label, "\n".join(lines).strip(_INVITES + "\n")
            field, label, lines = found, name, [answer]
    if field is not None:
        yield field, label, "\n".join(lines).strip(_INVITES + "\n")


def _in_line(labels: Labels[Field], line: str) -> Iterator[tuple[Field | None, str, str]]:
    """The line cut before each label; what stands before the first one comes with None."""
    field: Field | None = None
    label, start = "", 0
    at = line.find(":")
    while at >= 0:
        found = _label_before(labels, line, start, at, is_first=field is None)
        if found is not None:
            if field is not None or line[start : found[0]].strip(_INVITES):
                yield field, label, line[start : found[0]]
            field, label, start = found[1], line[found[0] : at], at + 1
        at = line.find(":", at + 1)
    if line[start:].strip() or field is not None:
        yield field, label, line[start:]


def _label_before(labels: Labels[Field], line: str, start: int, at: int, *, is_first: bool) -> tuple[int, Field] | None:
    """Where the label before that colon begins, and what it means."""
    starts = [start] if is_first else []
    starts += [start + gap.end() for gap in _APART.finditer(line[start:at])]
    for begin in starts:
        found = labels.find(line[begin:at])
        if found is not None:
            return begin, found
    return None
