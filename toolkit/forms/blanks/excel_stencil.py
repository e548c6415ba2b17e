"""A blank workbook made again: all that is alike in every blank of a form is kept, what is known is set into it.

`excel` lays the form out once with nothing known, and says for each answer what its cell becomes; here stands only how
texts and looks are numbered in the file. The parts are those that `excel` would write, byte for byte.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from toolkit.forms.blanks.casing import Casing
from toolkit.forms.blanks.cells import (
    KnownCells,
    Row,
    entry,
    escaped,
    page_breaks,
    rows_in,
    styles_in,
    table_of_texts,
)
from toolkit.forms.blanks.excel import Desk, is_closed, page_ends, write_known, write_workbook
from toolkit.forms.blanks.prefilled import completed
from toolkit.forms.blanks.sheet_plan import ready_rows
from toolkit.forms.blanks.traced import Place, TracedBook, Written
from toolkit.forms.layout import LISTS_SHEET
from toolkit.forms.stamp import Stamp, stamp_of
from toolkit.model.form import Form, Prefill, Table
from toolkit.model.once import once
from toolkit.model.text import Lang

_STENCILS_KEPT, _DRESSES_KEPT = 64, 16
_DEAL, _NUMBER, _COMPANY = "\ue000", "\ue001", "\ue002"
"""Stand in the stencil for what is told of every blank."""
_CORE, _CUSTOM, _STRINGS, _STYLES = (
    "docProps/core.xml",
    "docProps/custom.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
)
_SHEETS: Final = tuple(f"xl/worksheets/sheet{n}.xml" for n in range(1, 5))
"""The form's, the guide, the lists where there are any, and `_meta`."""
_FIRST: Final = _SHEETS[0]
_ROWS = re.compile(r"(?<=<sheetData>).*(?=</sheetData>)", re.DOTALL)
_RULES = re.compile(r'<dataValidations count="\d+">(.*?)</dataValidations>', re.DOTALL)
_RULE = re.compile(r'<dataValidation .*?sqref="([^"]*)".*?(?=<dataValidation |$)', re.DOTALL)
_BREAKS = re.compile(r"(?<=</headerFooter>)(?:<rowBreaks.*?</rowBreaks>)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Dress:
    """The stencil with its looks numbered."""

    styles: Mapping[Any, str]
    """` s="5"` by look."""
    part: str
    """The styles."""
    rows: tuple[str, ...]
    """Of the form's sheet, to be completed with the numbers of their texts; '' for one that another has replaced."""
    others: Mapping[str, str]
    """The other sheets, to be completed likewise."""


class _Paint:
    """Takes the place of the workbook in which looks were made: they need none any more to be told apart."""

    @staticmethod
    def add_format(_: Mapping[str, object]) -> object:
        """One more look."""
        return object()


class Stencil:
    """All that is alike in the blanks of one form, in one language, with so many rows."""

    def __init__(self, form: Form, lang: Lang, *, rows: Sequence[int], stamp: Stamp, company: str) -> None:
        made = io.BytesIO()
        book = xlsxwriter.Workbook(made, {"in_memory": True})
        traced = TracedBook(book)
        known = Prefill({}, {table.key: ({},) * count for table, count in zip(form.tables, rows, strict=True)})
        desk = write_workbook(traced, form, known, stamp=stamp, company=company, lang=lang)
        book.close()
        desk.ink.book = _Paint()
        self._desk = replace(desk, book=None, sheet=None)
        self._casing = Casing(made.getvalue(), (_CORE, _CUSTOM, _STRINGS, _STYLES, *_SHEETS))
        self._entries: list[str | None] = [None] * len(traced.written)
        """Of every writing, its entry in the table of texts."""
        sheets = [name for name in _SHEETS if name in self._casing.parts]
        taken = {name: self._taken(self._casing.parts[name], n, traced) for n, name in enumerate(sheets, start=1)}
        self._around = {name: _around(self._casing.parts.pop(name)) for name in sheets}
        self._rows = taken.pop(_FIRST)
        self._others = taken
        self._other_looks = tuple(dict.fromkeys(look for rows in taken.values() for row in rows for look in row.looks))
        self._other_told = {name: [n for row in rows for n in row.told] for name, rows in taken.items()}
        self._at = {one.place: n for n, one in enumerate(traced.written) if one.sheet == 1}
        self._varying = list(_varying(traced.written))
        self._rules, self._behind = _apart(self._around[_FIRST][1])
        self._dressed: Callable[[tuple[Any, ...]], _Dress] = lru_cache(_DRESSES_KEPT)(self._dress)

    def _taken(self, sheet: str, number: int, traced: TracedBook) -> tuple[Row, ...]:
        """The rows of a sheet; notes the entry of every text."""
        last = {one.place: n for n, one in enumerate(traced.written) if one.sheet == number}
        looks = {place: traced.written[n].look for place, n in last.items()}
        entries = re.findall("<si>.*?</si>", self._casing.parts[_STRINGS], re.DOTALL)

        def told(place: Place, text: int) -> int:
            self._entries[last[place]] = entries[text]
            return last[place]

        return tuple(rows_in(sheet, looks, told))

    def filled(self, known: Prefill, *, deal: str, number: str, company: str) -> bytes | None:
        """The blank with all that is known; None where it would lack a list that the stencil has."""
        closed = self._closed(known)
        if any(LISTS_SHEET in self._rules[a1] for a1 in closed):
            return None
        cells = KnownCells()
        desk = replace(self._desk, sheet=cells, heights=dict(self._desk.heights))
        write_known(desk, known)
        told = {_DEAL: deal, _NUMBER: number, _COMPANY: company}
        texts, numbers = self._texts(cells, told)
        dress = self._dressed(tuple(dict.fromkeys((*self._looks(cells), *self._other_looks))))
        parts = {
            name: whole % tuple([numbers[n] for n in self._other_told[name]]) for name, whole in dress.others.items()
        }
        rows = "".join(self._filled_rows(cells, dress, texts, numbers))
        parts[_FIRST] = f"{self._around[_FIRST][0]}{rows}{self._ending(desk, closed)}"
        parts[_STRINGS] = table_of_texts(self._casing.parts[_STRINGS], texts, len(numbers) - numbers.count(-1))
        parts[_STYLES] = dress.part
        said = {mark: escaped(text) for mark, text in told.items()}
        parts |= {name: _told(self._casing.parts[name], said) for name in (_CORE, _CUSTOM)}
        return self._casing.around(parts)

    def _closed(self, known: Prefill) -> list[str]:
        """The cells that are locked because their answer is known."""
        asked = [f for f in self._desk.form.fields if f.locked and known.values.get(f.key) is not None]
        return [xl_rowcol_to_cell(*self._desk.plan.cells[f.key]) for f in asked if not is_closed(f, None)]

    def _texts(self, known: KnownCells, told: Mapping[str, str]) -> tuple[dict[str, int], list[int]]:
        """The table of texts, in the order in which they are written; and of every writing the number of its text."""
        entries = self._entries.copy()
        for n, text in self._varying:
            entries[n] = entry(_told(text, told))
        for place, (content, _) in known.cells.items():
            entries[self._at[place]] = content if isinstance(content, str) else None
        table: dict[str, int] = {}
        number = table.setdefault
        return table, [-1 if one is None else number(one, len(table)) for one in entries]

    def _looks(self, known: KnownCells) -> Iterator[Any]:
        """The looks of the form's sheet, in the order in which its cells lie."""
        changed = {row for row, _ in known.cells}
        for row in self._rows:
            if row.number in changed:
                new = (known.cells.get(cell.place, (None, cell.look))[1] for cell in row.cells)
                yield from (look for look in new if look is not None)
            else:
                yield from row.looks

    def _dress(self, order: tuple[Any, ...]) -> _Dress:
        """The stencil with its looks numbered in that order."""
        part, named = _styles([self._desk.ink.properties[look] for look in order])
        styles = {None: "", **dict(zip(order, named, strict=True))}
        rows = tuple(row.as_it_is(styles) if all(look in styles for look in row.looks) else "" for row in self._rows)
        others = {}
        for name, own in self._others.items():
            before, after = (text.replace("%", "%%") for text in self._around[name])
            others[name] = f"{before}{''.join(row.as_it_is(styles) for row in own)}{after}"
        return _Dress(styles, part, rows, others)

    def _filled_rows(
        self, known: KnownCells, dress: _Dress, texts: Mapping[str, int], numbers: Sequence[int]
    ) -> Iterator[str]:
        changed = {row for row, _ in known.cells}
        for row, usual in zip(self._rows, dress.rows, strict=True):
            if row.number not in changed:
                yield usual % tuple([numbers[n] for n in row.told])
                continue
            points = known.heights.get(row.number)
            yield row.opening if points is None else row.as_high_as(points)
            for cell in row.cells:
                if cell.place in known.cells:
                    content, look = known.cells[cell.place]
                    yield cell.holding(content, dress.styles[look], texts)
                else:
                    yield cell.as_it_is(dress.styles[cell.look]) % ((numbers[cell.told],) if cell.told >= 0 else ())
            yield "</row>"

    def _ending(self, desk: Desk, closed: Sequence[str]) -> str:
        """What follows the rows: rules for answers that people give, and where pages end."""
        before, between, after = self._behind
        rules = [rule for a1, rule in self._rules.items() if a1 not in closed]
        told = f'<dataValidations count="{len(rules)}">{"".join(rules)}</dataValidations>' if rules else ""
        return f"{before}{told}{between}{page_breaks(page_ends(desk))}{after}"


def make_again(form: Form, *, prefill: Prefill, stamp: Stamp, company: str, lang: Lang) -> bytes | None:
    """The blank as xlsx bytes, None where it lacks what the stencil has; the same arguments give the same bytes."""
    known = completed(form, prefill)
    rows = tuple(_more(table, len(known.tables.get(table.key, ()))) for table in form.tables)
    stencil = _stencil(form, lang, rows, bool(stamp.deal), bool(stamp.number), bool(company))
    return stencil.filled(known, deal=stamp.deal, number=stamp.number, company=company)


def _more(table: Table, known: int) -> int:
    """The known rows, where they need more than stand ready; else 0."""
    return 0 if ready_rows(table, known) == ready_rows(table, 0) else known


@partial(once, most_kept=_STENCILS_KEPT)
def _stencil(
    form: Form, lang: Lang, rows: tuple[int, ...], has_deal: bool, has_number: bool, has_company: bool
) -> Stencil:
    stamp = stamp_of(form, deal=_DEAL if has_deal else "", number=_NUMBER if has_number else "")
    return Stencil(form, lang, rows=rows, stamp=stamp, company=_COMPANY if has_company else "")


def _around(sheet: str) -> tuple[str, str]:
    """What stands before a sheet's rows, and behind them."""
    rows = _ROWS.search(sheet)
    assert rows is not None
    return sheet[: rows.start()], sheet[rows.end() :]


def _apart(ending: str) -> tuple[Mapping[str, str], tuple[str, str, str]]:
    """The rules behind a sheet's rows by their cells; and what stands before them, before the page breaks, behind."""
    rules = _RULES.search(ending)
    start, end = rules.span() if rules else (0, 0)
    breaks = _BREAKS.search(ending, end)
    assert breaks is not None
    behind = (ending[:start], ending[end : breaks.start()], ending[breaks.end() :])
    return {rule[1]: rule[0] for rule in _RULE.finditer(rules[1])} if rules else {}, behind


def _varying(written: Sequence[Written]) -> Iterator[tuple[int, str]]:
    """The texts that tell deal, number or company, and when each was written."""
    for n, one in enumerate(written):
        if one.text and any(mark in one.text for mark in (_DEAL, _NUMBER, _COMPANY)):
            yield n, one.text


def _told(text: str, told: Mapping[str, str]) -> str:
    for mark, words in told.items():
        text = text.replace(mark, words)
    return text


def _styles(looks: Sequence[Mapping[str, object]]) -> tuple[str, list[str]]:
    """The styles of a workbook that comes upon these looks in that order, and ` s="5"` of each."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet()
    for column, look in enumerate(looks):
        sheet.write_blank(0, column, None, book.add_format(look))
    book.close()
    parts = Casing(made.getvalue(), (_FIRST, _STYLES)).parts
    return parts[_STYLES], styles_in(parts[_FIRST])
