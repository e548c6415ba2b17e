"""A blank Word form: label and answer side by side in plain cells, so that it survives every editor."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from toolkit.forms import layout
from toolkit.forms.blanks import word_style as look
from toolkit.forms.blanks.columns import CHARACTER_CM, LANDSCAPE_CM, PORTRAIT_CM, Columns, columns_of, needs_landscape
from toolkit.forms.blanks.prefilled import completed
from toolkit.forms.marks import writable
from toolkit.forms.stamp import Stamp
from toolkit.model.form import Field, Form, Group, Prefill, Prose, Signatures, Table
from toolkit.model.submission import Value
from toolkit.model.text import Lang, Text
from toolkit.office.made import custom_properties, stilled

NOTICE = Text(
    "填写说明:标 * 的为必填项;日期写作 2026-07-01;有 □ 的,将所选项的 □ 改为 ☑;表格行数不够可以增加。",
    "Answers marked * are required; write days like 2026-07-01; turn the □ of what you choose into ☑; "
    "add rows where they do not suffice.",
)
SIGNED = (
    Text("{party}(盖章):", "{party} (seal):"),
    Text("法定代表人或授权代表(签字):", "Legal or authorised representative (signature):"),
    Text("日期:      年    月    日", "Date of signature:"),
)
ROW_CM, WIDE_ROW_CM, SIGNED_ROW_CM = 0.7, 1.2, 0.78
LEAST_SPARE_ROWS = 1
"""Blank rows that follow prefilled ones; more can be added."""
MOST_ROWS_KEPT = 6
"""A table of no more rows is kept on one page; of a longer one the first two rows and the last two."""
MADE_ON = datetime(2026, 1, 1)
_LABEL_CM = (2.5, 3.6)


def make_word(form: Form, *, prefill: Prefill, stamp: Stamp, company: str, lang: Lang) -> bytes:
    """The blank as docx bytes; the same arguments give the same bytes."""
    return write_word(form, completed(form, prefill), stamp=stamp, company=company, lang=lang)


def write_word(form: Form, known: Prefill, *, stamp: Stamp, company: str, lang: Lang) -> bytes:
    """The same of what is known and computed already."""
    is_landscape = needs_landscape(form, lang)
    document = docx.Document(io.BytesIO(_prepared(is_landscape=is_landscape, lang=lang)))
    _head(document, layout.title_of(form, known.values, lang), stamp, company)
    for part, holds_on, heading in zip(form.parts, held_on(form), layout.headings(form, lang), strict=True):
        if heading:
            look.add_paragraph(document, heading, look.HEADING)
        match part:
            case Group():
                made = _group(document, part, known.values, is_landscape=is_landscape, lang=lang)
                look.keep_together(made, holds_on=holds_on)
            case Table():
                columns = columns_of(part, is_landscape=is_landscape, lang=lang)
                made = _table(document, part, known.tables.get(part.key, ()), columns, lang)
                look.keep_together(made, holds_on=holds_on, most=MOST_ROWS_KEPT)
            case Prose():
                paragraph = look.add_paragraph(document, part.text.said(lang), look.PROSE)
                paragraph.paragraph_format.first_line_indent = Pt(2 * look.WU) if lang == "zh" else None
                paragraph.paragraph_format.keep_with_next = holds_on or None
            case Signatures():
                look.keep_together(_signatures(document, part, lang), holds_on=holds_on)
    look.add_paragraph(document, NOTICE.said(lang), look.SMALL)
    look.number_pages(document, lang)
    return _saved(document, layout.capital(form.title.said(lang)), stamp)


def held_on(form: Form) -> Iterator[bool]:
    """Of every part, whether it stays on one page with what follows: fixed words, signatures, the notice at the end."""
    yield from (follower is None or isinstance(follower, Prose | Signatures) for follower in (*form.parts[1:], None))


@cache
def _prepared(*, is_landscape: bool, lang: Lang) -> bytes:
    """An empty document with our paper and styles: laying them out takes longer than reading them."""
    document = docx.Document()
    look.prepare(document, is_landscape=is_landscape, lang=lang)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _head(document: Document, title: str, stamp: Stamp, company: str) -> None:
    if company.strip():
        look.rule_below(look.add_paragraph(document, writable(company), look.COMPANY))
    look.add_paragraph(document, writable(title), look.TITLE)
    look.add_paragraph(document, stamp.line, look.STAMP)


def _group(
    document: Document, group: Group, values: Mapping[str, Value], *, is_landscape: bool, lang: Lang
) -> WordTable:
    rows = list(layout.pairs(group))
    label_cm, answer_cm = _widths_cm(group, is_landscape=is_landscape, lang=lang)
    rooms = rooms_of(group, is_landscape=is_landscape, lang=lang)
    table: WordTable = document.add_table(len(rows), 4, "Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    look.tighten(table)
    look.set_widths(table, (label_cm, answer_cm) * 2)
    for row, fields in zip(table.rows, rows, strict=True):
        is_tall = layout.asks_much(fields[0]) and values.get(fields[0].key) is None
        _row_height(row, WIDE_ROW_CM if is_tall else ROW_CM)
        look.keep_whole(row)
        cells = list(row.cells)
        if len(fields) == 1:
            look.join(row, 1)
        for n, field in enumerate(fields):
            value = values.get(field.key)
            _label(cells[2 * n], field, lang, is_known=value is not None)
            _answer(cells[2 * n + 1], field, value, lang=lang, style=look.ANSWER, room=rooms[len(fields) > 1])
    return table


def _widths_cm(group: Group, *, is_landscape: bool, lang: Lang) -> tuple[float, float]:
    """Widths of a label and of an answer beside another."""
    longest = max((layout.width_of(layout.label_of(f, lang)) for f in group.fields), default=0)
    label_cm = min(max(_LABEL_CM[0], (longest + 2) * look.WU * CHARACTER_CM + 0.4), _LABEL_CM[1])
    return label_cm, (LANDSCAPE_CM if is_landscape else PORTRAIT_CM) / 2 - label_cm


def rooms_of(group: Group, *, is_landscape: bool, lang: Lang) -> tuple[float, float]:
    """Half-width characters in the line of an answer that stands alone, and of one beside another."""
    label_cm, answer_cm = _widths_cm(group, is_landscape=is_landscape, lang=lang)
    alone_cm = 2 * answer_cm + label_cm
    return alone_cm / CHARACTER_CM / look.WU - 2, answer_cm / CHARACTER_CM / look.WU - 2


def _label(cell: _Cell, field: Field, lang: Lang, *, is_known: bool) -> None:
    look.shade(cell, look.LABEL_FILL)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    look.dress(paragraph, look.LABEL)
    paragraph.add_run(layout.label_of(field, lang))
    if layout.starred(field) and not is_known:
        paragraph.add_run("\u00a0*").font.color.rgb = look.RED


def _answer(
    cell: _Cell, field: Field, value: Value, *, lang: Lang, style: str, room: float = 0, size: float = look.WU
) -> None:
    """What stands in the answer's cell: the known value, boxes to tick, a dropdown, or nothing."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    look.dress(paragraph, style)
    if value is not None or layout.tick_options(field.kind):
        text = shown(field, value, room=room)
    elif field.drawn:
        text = layout.DRAWN_LATER.said(lang)
    elif field.kind.options and not field.locked and field.kind.name != "tick":
        paragraph._p.append(_dropdown(field, size, lang))
        return
    elif field.kind.name == "day" and not field.locked:
        paragraph._p.append(_calendar(field, size, lang))
        return
    else:
        text = ""
    if text:
        run = paragraph.add_run(text)
        if size != look.WU:
            run.font.size = Pt(size)
        if field.drawn and value is None:
            run.font.color.rgb = look.GREY


def shown(field: Field, value: Value, *, room: float) -> str:
    """An answer as it stands in its cell: in words, or as boxes of which some are ticked."""
    if layout.tick_options(field.kind):
        return writable(layout.tick_list(field.kind, value, room=room))
    return writable(field.kind.show(value))


def _dropdown(field: Field, size: float, lang: Lang) -> Any:
    """A run-level dropdown showing its placeholder; typing over it does no harm."""
    choices = look.element("dropDownList")
    for option in field.kind.options:
        choices.append(look.element("listItem", displayText=option, value=option))
    return _control(field, lang, (look.element("showingPlcHdr"), choices), layout.CHOOSE.said(lang), size)


def _calendar(field: Field, size: float, lang: Lang) -> Any:
    """A run-level date picker over blank space: a flag for its placeholder would hide what WPS lets be typed there."""
    picker = look.element("date")
    region = "zh-CN" if lang == "zh" else "en-US"
    for tag, text in (("dateFormat", "yyyy-MM-dd"), ("lid", region), ("storeMappedDataAs", "date")):
        picker.append(look.element(tag, val=text))
    picker.append(look.element("calendar", val="gregorian"))
    return _control(field, lang, (picker,), layout.BLANK_DAY, size)


def _control(field: Field, lang: Lang, kind: Sequence[Any], text: str, size: float) -> Any:
    """A content control of that kind around grey text, named for the field; comfort only, never the binding."""
    control, properties, content = look.element("sdt"), look.element("sdtPr"), look.element("sdtContent")
    properties.append(look.element("alias", val=layout.label_of(field, lang)))
    properties.append(look.element("tag", val=f"f_{field.key}"))
    properties.extend(kind)
    run, shape, shown = look.element("r"), look.element("rPr"), look.element("t")
    if text.strip():
        shape.append(look.element("color", val="A6A6A6"))
    shape.append(look.element("sz", val=str(int(size * 2))))
    shown.text = text
    shown.set(qn("xml:space"), "preserve")
    run.extend((shape, shown))
    content.append(run)
    control.extend((properties, content))
    return control


def _table(
    document: Document, table: Table, rows: Sequence[Mapping[str, Value]], columns: Columns, lang: Lang
) -> WordTable:
    numbered = not layout.has_own_row_number(table)
    made: WordTable = document.add_table(1, len(columns.widths_cm), "Table Grid")
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    look.tighten(made)
    labels = [layout.ROW_NUMBER.said(lang)] if numbered else []
    _header(made.rows[0], [*labels, *(layout.label_of(f, lang) for f in table.columns)], columns)
    for n, known in enumerate([*rows, *({} for _ in range(spare_rows(table, len(rows))))], start=1):
        row = made.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves it without types
        _row_height(row, table.handwriting_cm or ROW_CM)
        look.keep_whole(row)
        cells = row.cells
        if numbered:
            _written(cells[0], str(n), look.CENTRE, columns.size)
        widths = columns.widths_cm[int(numbered) :]
        for cell, field, width in zip(cells[int(numbered) :], table.columns, widths, strict=True):
            room = columns.characters(width)
            value = known.get(field.key)
            _answer(cell, field, value, lang=lang, style=_alignment(field), size=columns.size, room=room)
            _set_size(cell, columns.size)
    look.set_widths(made, columns.widths_cm)
    return made


def spare_rows(table: Table, known: int) -> int:
    """How many blank rows follow so many known ones."""
    return 0 if table.fixed_rows and known else max(table.word_rows - known, LEAST_SPARE_ROWS)


def _header(row: _Row, labels: Sequence[str], columns: Columns) -> None:
    look.keep_whole(row, repeats=True)
    _row_height(row, ROW_CM)
    for cell, label in zip(row.cells, labels, strict=True):
        look.shade(cell, look.HEADER_FILL)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _written(cell, _broken(label, columns.header_lines), look.CENTRE, columns.size, bold=True)


def _broken(label: str, lines: int) -> str:
    """A header of more than three characters in as many lines as the crowded table gives it."""
    return label if lines == 1 or len(label) <= 3 else layout.halved(label)


def _written(cell: _Cell, text: str, style: str, size: float, *, bold: bool = False) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    look.dress(paragraph, style)
    run = paragraph.add_run(text)
    run.bold = bold or None
    run.font.size = Pt(size)


def _set_size(cell: _Cell, size: float) -> None:
    """The size that typing into the cell takes, written into the paragraph mark."""
    if size == look.WU:
        return
    properties = cell.paragraphs[0]._p.get_or_add_pPr()
    mark = look.element("rPr")
    mark.append(look.element("sz", val=str(int(size * 2))))
    properties.append(mark)


def _alignment(field: Field) -> str:
    if field.kind.name in layout.NUMERIC:
        return look.NUMBER
    return look.CENTRE if field.kind.name in layout.CENTRED else look.ANSWER


def _row_height(row: _Row, height_cm: float) -> None:
    row.height, row.height_rule = Cm(height_cm), WD_ROW_HEIGHT_RULE.AT_LEAST


def _signatures(document: Document, block: Signatures, lang: Lang) -> WordTable:
    """One borderless column a party, kept on one page."""
    gap = look.add_paragraph(document, "", look.SMALL).paragraph_format
    gap.space_before, gap.keep_with_next = Pt(0), True
    table: WordTable = document.add_table(len(SIGNED), len(block.parties))
    look.tighten(table)
    for row, line in zip(table.rows, SIGNED, strict=True):
        look.keep_whole(row)
        _row_height(row, SIGNED_ROW_CM)
        for cell, party in zip(row.cells, block.parties, strict=True):
            name = layout.capital(party.said(lang))
            _written(cell, line.said(lang).replace("{party}", name), look.ANSWER, look.WU)
    return table


def _saved(document: Document, title: str, stamp: Stamp) -> bytes:
    """The bytes of the document, stamped and without its clock."""
    core = document.core_properties
    core.title, core.subject, core.keywords = title, stamp.number or stamp.form, ""
    core.author = core.last_modified_by = "salesdocs"
    core.comments, core.revision = "", 1
    core.created = core.modified = MADE_ON
    package = document.part.package
    for key in [key for key, relation in package.rels.items() if relation.reltype.endswith("/thumbnail")]:
        del package.rels[key]
    name = PackURI("/docProps/custom.xml")
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    package.relate_to(
        Part(name, kind, custom_properties(stamp.properties), package), RELATIONSHIP_TYPE.CUSTOM_PROPERTIES
    )
    for paragraph in document.element.body.findall(qn("w:p"))[:1]:
        if not "".join(paragraph.itertext()):
            document.element.body.remove(paragraph)
    made = io.BytesIO()
    document.save(made)
    return stilled(made.getvalue())
