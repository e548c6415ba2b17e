"""The filling guide as a Word file: what the form is for, rules, every answer, what comes back."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Pt
from docx.table import Table as WordTable
from docx.table import _Cell

from toolkit.forms import layout
from toolkit.forms.blanks import word_style as look
from toolkit.forms.guide import HEADERS, WORDS, Entry, Guide, both, notices, returns, rules, sections
from toolkit.model.text import Lang
from toolkit.office.made import stilled

MADE_ON = datetime(2026, 1, 1)
_FACTS_CM = (2.8, 14.2)
_ANSWERS_CM = (3.0, 2.5, 3.3, 3.2, 5.0)
_ADVICE_CM = (1.9, 7.5, 7.6)


def guide_word(guide: Guide, lang: Lang) -> bytes:
    """The guide as docx bytes; the same arguments give the same bytes."""
    document = docx.Document()
    look.prepare(document, is_landscape=False, lang=lang)
    title = WORDS["title"].said(lang).replace("{form}", layout.capital(guide.form.title.said(lang)))
    look.add_paragraph(document, title, look.TITLE)
    version = WORDS["version"].said(lang).replace("{version}", guide.form.version)
    look.add_paragraph(document, f"{guide.form.id} · {guide.form.word} · {version}", look.STAMP)
    _facts(document, guide, lang)
    _listed(document, WORDS["rules"].said(lang), [rule.said(lang) for rule in rules(guide.form)])
    _answers(document, guide, lang)
    _listed(document, WORDS["returned"].said(lang), [told.said(lang) for told in returns(guide.form)])
    _advice(document, guide, lang)
    look.number_pages(document, lang)
    return _saved(document, title, guide.form.id)


def _facts(document: Document, guide: Guide, lang: Lang) -> None:
    table = _grid(document, len(guide.facts), _FACTS_CM)
    for row, fact in zip(table.rows, guide.facts, strict=True):
        look.keep_whole(row)
        name, told = row.cells
        look.shade(name, look.LABEL_FILL)
        _write(name, [layout.capital(fact.name.said(lang))], bold=True)
        _write(told, [layout.capital(text.said(lang)) for text in fact.told])


def _listed(document: Document, heading: str, lines: Iterable[str]) -> None:
    look.add_paragraph(document, heading, look.HEADING)
    for number, line in enumerate(lines, start=1):
        paragraph = look.add_paragraph(document, f"{number}. {line}", look.ANSWER)
        paragraph.paragraph_format.left_indent = Pt(look.WU * 1.5)
        paragraph.paragraph_format.first_line_indent = Pt(-look.WU * 1.5)
        paragraph.paragraph_format.space_after = Pt(2)


def _answers(document: Document, guide: Guide, lang: Lang) -> None:
    """One table a part of the form, under the part's own heading."""
    look.add_paragraph(document, WORDS["answers"].said(lang), look.HEADING)
    for section in sections(guide.form):
        if section.heading.zh:
            look.add_paragraph(document, section.heading.said(lang), look.SMALL_HEADING)
        table = _grid(document, 1, _ANSWERS_CM)
        _header(table, [header.said(lang) for header in HEADERS])
        for entry in section.entries:
            _entry(table, entry, lang)
        look.set_widths(table, _ANSWERS_CM)
    for notice in notices(guide.form):
        look.add_paragraph(document, notice.said(lang), look.SMALL)


def _entry(table: WordTable, entry: Entry, lang: Lang) -> None:
    row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves it without types
    look.keep_whole(row)
    label, *others = row.cells
    text, *rest = entry.cells(lang)
    _write(label, [text], bold=entry.is_required)
    _write_below(label, layout.capital(entry.label.said(both(lang)[1])))
    for cell, said in zip(others, rest, strict=True):
        _write(cell, said.split("\n"))


def _advice(document: Document, guide: Guide, lang: Lang) -> None:
    if not guide.advice:
        return
    look.add_paragraph(document, WORDS["advice"].said(lang), look.SMALL_HEADING)
    table = _grid(document, 1, _ADVICE_CM)
    _header(table, [WORDS[word].said(lang) for word in ("code", "message", "fix")])
    for advice in guide.advice:
        row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves it without types
        look.keep_whole(row)
        said = (advice.code, advice.shown(lang), advice.fix.said(lang))
        for cell, text in zip(row.cells, said, strict=True):
            _write(cell, [text])
    look.set_widths(table, _ADVICE_CM)


def _grid(document: Document, rows: int, widths_cm: Sequence[float]) -> WordTable:
    table: WordTable = document.add_table(rows, len(widths_cm), "Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    look.tighten(table)
    look.set_widths(table, widths_cm)
    return table


def _header(table: WordTable, words: Sequence[str]) -> None:
    look.keep_whole(table.rows[0], repeats=True)
    for cell, text in zip(table.rows[0].cells, words, strict=True):
        look.shade(cell, look.HEADER_FILL)
        _write(cell, [text], bold=True)
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def _write(cell: _Cell, lines: Sequence[str], *, bold: bool = False) -> None:
    for number, line in enumerate(lines):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        look.dress(paragraph, look.ANSWER)
        run = paragraph.add_run(line)
        run.bold, run.font.size = bold or None, Pt(look.XIAO_WU)


def _write_below(cell: _Cell, text: str) -> None:
    """The label in the other language, small and grey."""
    paragraph = cell.add_paragraph()
    look.dress(paragraph, look.ANSWER)
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(look.XIAO_WU - 1), look.GREY


def _saved(document: Document, title: str, subject: str) -> bytes:
    core = document.core_properties
    core.title, core.subject, core.keywords, core.comments = title, subject, "", ""
    core.author = core.last_modified_by = "salesdocs"
    core.revision, core.created, core.modified = 1, MADE_ON, MADE_ON
    made = io.BytesIO()
    document.save(made)
    return stilled(made.getvalue())
