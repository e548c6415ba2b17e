"""The sheet 填写说明 of a blank workbook: how every answer is given, in both languages."""

from __future__ import annotations

from typing import Any

from toolkit.forms import layout
from toolkit.forms.blanks.excel_style import Ink
from toolkit.forms.blanks.sheet_plan import LINE_POINTS
from toolkit.forms.guide import HEADERS, Entry, both, rules, sections
from toolkit.forms.layout import GUIDE_SHEET
from toolkit.model.form import Form
from toolkit.model.text import Lang, Text

TITLE = Text("填写说明", "How to fill it in")
_WIDTHS = (26, 26, 34, 24, 58)
_TITLE_POINTS, _SUBTITLE_POINTS, _RULE_POINTS, _HEADER_POINTS = 30, 16, 17, 24


def write_guide(book: Any, ink: Ink, form: Form, lang: Lang) -> None:
    """Adds the sheet to the workbook; `lang` comes first in every cell."""
    sheet = book.add_worksheet(GUIDE_SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    start = _head(sheet, ink, form, lang)
    sheet.set_row(start, _HEADER_POINTS)
    for column, header in enumerate(HEADERS):
        sheet.write_string(start, column, " / ".join(header.said(one) for one in both(lang)), ink.of("header"))
    row = start
    for section in sections(form):
        if section.heading.zh:
            row += 1
            _heading(sheet, ink, row, " ".join(section.heading.said(one) for one in both(lang)))
        for entry in section.entries:
            row += 1
            _entry(sheet, ink, row, entry, lang)
    _page(sheet, start)


def _head(sheet: Any, ink: Ink, form: Form, lang: Lang) -> int:
    """Title and rules; the row of the table's header."""
    first, second = (f"{layout.capital(form.title.said(one))} · {TITLE.said(one)}" for one in both(lang))
    lines = [(first, "title left", _TITLE_POINTS), (second, "stamp left", _SUBTITLE_POINTS)]
    for number, rule in enumerate(rules(form), start=1):
        said = " ".join(rule.said(one) for one in both(lang))
        lines.append((f"{number}. {said}", "prose", _RULE_POINTS))
    for row, (text, look, points) in enumerate(lines):
        sheet.set_row(row, points)
        sheet.write_string(row, 0, text, ink.of(look))
    return len(lines) + 1


def _heading(sheet: Any, ink: Ink, row: int, text: str) -> None:
    sheet.set_row(row, LINE_POINTS + 5)
    for column in range(len(_WIDTHS)):
        sheet.write_blank(row, column, None, ink.of("guide heading"))
    sheet.write_string(row, 0, text, ink.of("guide heading first"))


def _entry(sheet: Any, ink: Ink, row: int, entry: Entry, lang: Lang) -> None:
    texts = [_once(parts) for parts in zip(*(entry.cells(one) for one in both(lang)), strict=True)]
    lines = (len(layout.wrapped(text, width - 2)) for text, width in zip(texts, _WIDTHS, strict=True))
    sheet.set_row(row, LINE_POINTS * max(lines) + 3)
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text, ink.of("guide"))


def _once(texts: tuple[str, ...]) -> str:
    """The lines of both languages; one that stands in both, such as the options, once."""
    return "\n".join(dict.fromkeys(line for text in texts for line in text.split("\n") if line))


def _page(sheet: Any, header: int) -> None:
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(header + 1, 1)
    sheet.repeat_rows(header)
