"""A blank Word form made again: all that is alike in every blank of a form is kept, what is known is set into it.

`word` lays the form out twice, with nothing known and with everything known; every cell is taken from one or the other.
The parts are those that `word` would write, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from toolkit.forms import layout
from toolkit.forms.blanks import word_style as look
from toolkit.forms.blanks.casing import Casing
from toolkit.forms.blanks.columns import columns_of, needs_landscape
from toolkit.forms.blanks.prefilled import completed
from toolkit.forms.blanks.word import MOST_ROWS_KEPT, held_on, rooms_of, shown, spare_rows, write_word
from toolkit.forms.marks import writable
from toolkit.forms.stamp import Stamp
from toolkit.model.form import Field, Form, Group, Part, Prefill, Signatures, Table
from toolkit.model.once import once
from toolkit.model.submission import Value
from toolkit.model.text import Lang
from toolkit.office.made import custom_properties

_STENCILS_KEPT = 64
_DOCUMENT, _CORE, _CUSTOM = "word/document.xml", "docProps/core.xml", "docProps/custom.xml"
_MARK: Final = "\ue000"
"""Stands in the stencil for what is told of every blank, and for every answer."""
_HEAD = 3
"""Paragraphs before the form: company, title, stamp."""
_KEEP = "<w:keepNext/>"
"""Stands behind the style of every paragraph in a row that stays on one page with the next."""
_BLOCK = re.compile(r"<w:tbl>.*?</w:tbl>|<w:p>.*?</w:p>", re.DOTALL)
_ROW = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL)
_CELL = re.compile(r"<w:tc>.*?</w:tc>", re.DOTALL)
_RUN = re.compile(
    r"(?P<opening><w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?)(?P<text>(?:(?!</w:r>).)*)</w:r>", re.DOTALL
)
_STYLE = re.compile(r"<w:pStyle [^>]*/>")
_BREAK = re.compile(r"([\t\r\n])")


@dataclass(frozen=True, slots=True)
class _Hole:
    """Markup around one run, which is left out where there is nothing to say."""

    before: str
    opening: str
    after: str

    @classmethod
    def of(cls, markup: str) -> _Hole:
        """The hole where the markup has its only run."""
        run = _RUN.search(markup)
        assert run is not None
        return cls(markup[: run.start()], run["opening"], markup[run.end() :])

    def filled(self, text: str) -> str:
        """The markup with that text."""
        run = f"{self.opening}{_run(text)}</w:r>" if text else ""
        return f"{self.before}{run}{self.after}"


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer's cell."""

    field: Field
    room: float
    blank: str
    known: _Hole

    def holding(self, value: Value) -> str:
        """The cell with that answer."""
        return self.blank if value is None else self.known.filled(shown(self.field, value, room=self.room))


@dataclass(frozen=True, slots=True)
class _Pair:
    """A row of a group: labels and answers side by side."""

    blank: str
    """All of it while none of its answers is known."""
    openings: tuple[str, str]
    """Where the first answer is not known, and where it is."""
    labels: tuple[tuple[str, str], ...]
    """Each while its answer is not known, and when it is."""
    answers: tuple[_Answer, ...]

    def holding(self, values: Mapping[str, Value]) -> str:
        """The row with what is known."""
        known = [values.get(answer.field.key) for answer in self.answers]
        if not any(value is not None for value in known):
            return self.blank
        cells = (
            label[value is not None] + answer.holding(value)
            for label, answer, value in zip(self.labels, self.answers, known, strict=True)
        )
        return f"{self.openings[known[0] is not None]}{''.join(cells)}</w:tr>"


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a table."""

    opening: str
    number: _Hole | None
    """The cell of the row's number, where the table does not declare its own."""
    answers: tuple[_Answer, ...]

    def holding(self, number: int, known: Mapping[str, Value]) -> str:
        """The row of that number with what is known."""
        counted = self.number.filled(str(number)) if self.number else ""
        answers = "".join([answer.holding(known.get(answer.field.key)) for answer in self.answers])
        return f"{self.opening}{counted}{answers}</w:tr>"


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table: its header, and a row as it is when it stays on one page with the next, and when it need not."""

    table: Table
    before: str
    kept: _Line
    loose: _Line
    holds_on: bool

    def holding(self, rows: Sequence[Mapping[str, Value]]) -> Iterator[str]:
        """The table with these rows, and blank ones behind them."""
        yield self.before
        lines = [*rows, *({},) * spare_rows(self.table, len(rows))]
        for number, known in enumerate(lines, start=1):
            is_kept = look.is_kept(number, len(lines), holds_on=self.holds_on, most=MOST_ROWS_KEPT)
            yield (self.kept if is_kept else self.loose).holding(number, known)
        yield "</w:tbl>"


class _Shown:
    """A kind that shows every value alike."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kind, name)

    def show(self, _: object) -> str:
        """The mark of an answer."""
        return _MARK


class Stencil:
    """All that is alike in the blanks of one form in one language."""

    def __init__(self, form: Form, lang: Lang) -> None:
        stamp = Stamp(form.id, form.version, _MARK, _MARK, _MARK)
        made = write_word(_changed(form, _as_it_is), Prefill(), stamp=stamp, company=_MARK, lang=lang)
        self._casing = Casing(made, (_DOCUMENT, _CORE, _CUSTOM))
        self._core = self._casing.parts[_CORE]
        full = write_word(_changed(form, _marked), _all_known(form), stamp=stamp, company=_MARK, lang=lang)
        self._form, self._lang = form, lang
        self._pieces: list[str | _Pair | _Grid] = []
        self._lay_out(self._casing.parts[_DOCUMENT], Casing(full, (_DOCUMENT,)).parts[_DOCUMENT])

    def _lay_out(self, blank: str, full: str) -> None:
        """Take both documents apart: what stands around the tables, and the tables row by row."""
        blocks, known = list(_BLOCK.finditer(blank)), _BLOCK.findall(full)
        self._before = blank[: blocks[0].start()]
        self._head = tuple(_Hole.of(block[0]) for block in blocks[:_HEAD])
        parts = iter(
            (part, holds_on)
            for part, holds_on in zip(self._form.parts, held_on(self._form), strict=True)
            if isinstance(part, Group | Table | Signatures)
        )
        for block, other in zip(blocks[_HEAD:], known[_HEAD:], strict=True):
            if block[0].startswith("<w:tbl>"):
                self._pieces += self._table(*next(parts), block[0], other)
            else:
                self._pieces.append(block[0])
        self._pieces.append(blank[blocks[-1].end() :])

    def _table(self, part: Part, holds_on: bool, blank: str, full: str) -> Iterator[str | _Pair | _Grid]:
        match part:
            case Group():
                yield blank[: blank.index("<w:tr>")]
                yield from self._pairs(part, _ROW.findall(blank), _ROW.findall(full))
                yield "</w:tbl>"
            case Table():
                yield self._grid(part, holds_on, blank, full)
            case _:
                yield blank

    def _pairs(self, group: Group, blank: Sequence[str], full: Sequence[str]) -> Iterator[_Pair]:
        alone, beside = rooms_of(group, is_landscape=needs_landscape(self._form, self._lang), lang=self._lang)
        for fields, empty, told in zip(layout.pairs(group), blank, full, strict=True):
            room = beside if len(fields) > 1 else alone
            cells, known = _CELL.findall(empty), _CELL.findall(told)
            answers = tuple(
                _Answer(field, room, cells[2 * n + 1], _Hole.of(known[2 * n + 1])) for n, field in enumerate(fields)
            )
            labels = tuple((cells[2 * n], known[2 * n]) for n in range(len(fields)))
            yield _Pair(empty, (_opening(empty), _opening(told)), labels, answers)

    def _grid(self, table: Table, holds_on: bool, blank: str, full: str) -> _Grid:
        columns = columns_of(table, is_landscape=needs_landscape(self._form, self._lang), lang=self._lang)
        rooms = [columns.characters(width) for width in columns.widths_cm[-len(table.columns) :]]
        header, empty, *_ = _ROW.findall(blank)
        _, told, *_ = _ROW.findall(full)

        def line(by: Callable[[str], str]) -> _Line:
            cells, known = _CELL.findall(by(empty)), map(_Hole.of, _CELL.findall(by(told))[-len(rooms) :])
            number = _Hole.of(cells[0]) if len(cells) > len(rooms) else None
            answers = tuple(map(_Answer, table.columns, rooms, cells[-len(rooms) :], known))
            return _Line(_opening(empty), number, answers)

        before = blank[: blank.index("<w:tr>")] + header
        return _Grid(table, before, line(_kept), line(_loose), holds_on)

    def filled(self, known: Prefill, *, stamp: Stamp, company: str) -> bytes:
        """The blank with all that is known."""
        parts = {
            _DOCUMENT: "".join(self._document(known, stamp, company)),
            _CORE: self._core.replace(_MARK, _escaped(stamp.number or stamp.form)),
            _CUSTOM: custom_properties(stamp.properties).decode(),
        }
        return self._casing.around(parts)

    def _document(self, known: Prefill, stamp: Stamp, company: str) -> Iterator[str]:
        over, title, line = self._head
        yield self._before
        if company.strip():
            yield over.filled(writable(company))
        yield title.filled(writable(layout.title_of(self._form, known.values, self._lang)))
        yield line.filled(stamp.line)
        for piece in self._pieces:
            match piece:
                case str():
                    yield piece
                case _Pair():
                    yield piece.holding(known.values)
                case _Grid():
                    yield from piece.holding(known.tables.get(piece.table.key, ()))


def make_again(form: Form, *, prefill: Prefill, stamp: Stamp, company: str, lang: Lang) -> bytes:
    """The blank as docx bytes; the same arguments give the same bytes."""
    return _stencil(form, lang).filled(completed(form, prefill), stamp=stamp, company=company)


@partial(once, most_kept=_STENCILS_KEPT)
def _stencil(form: Form, lang: Lang) -> Stencil:
    return Stencil(form, lang)


def _changed(form: Form, change: Callable[[Field], Field]) -> Form:
    """The form with its fields changed, and with one row for each that is known of its tables."""

    def changed(part: Part) -> Part:
        match part:
            case Group():
                return replace(part, fields=tuple(map(change, part.fields)))
            case Table():
                return replace(part, columns=tuple(map(change, part.columns)), word_rows=1)
            case _:
                return part

    return replace(form, parts=tuple(map(changed, form.parts)))


def _as_it_is(field: Field) -> Field:
    return field


def _marked(field: Field) -> Field:
    return replace(field, kind=_Shown(field.kind))


def _all_known(form: Form) -> Prefill:
    """Every answer known, and one row of every table."""
    tables = {table.key: ({field.key: _MARK for field in table.columns},) for table in form.tables}
    return Prefill({field.key: _MARK for field in form.fields}, tables)


def _loose(row: str) -> str:
    return row.replace(_KEEP, "")


def _kept(row: str) -> str:
    return _STYLE.sub(rf"\g<0>{_KEEP}", _loose(row))


def _opening(row: str) -> str:
    return row[: row.index("<w:tc>")]


def _run(text: str) -> str:
    """What a run holds: words, and marks for tabs and ends of lines."""
    if text.isprintable():
        return _words(text)
    return "".join(map(_piece, _BREAK.split(text)))


def _piece(text: str) -> str:
    match text:
        case "":
            return ""
        case "\t":
            return "<w:tab/>"
        case "\r" | "\n":
            return "<w:br/>"
        case _:
            return _words(text)


def _words(text: str) -> str:
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<w:t{space}>{_escaped(text)}</w:t>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
