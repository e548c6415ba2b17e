"""The XML of a Word file walked once, everything that wraps text taken off (forms.md 2.2).

Content controls, tracked insertions, links, smart tags and fields give their text; deletions, moved-away
text, placeholders, field codes and phonetic guides give none. Only names within a namespace count, so that
strict and transitional files read alike.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import lru_cache

from lxml import etree

from toolkit.forms.word.controls import OFF, Shape, count_of, value_of, word_of
from toolkit.forms.word.story import NO_EXTRAS, Cell, Control, Extras, Paragraph, Source, Table
from toolkit.forms.word.symbols import TICKED, UNTICKED, symbol

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}t",
    "{http://purl.oclc.org/ooxml/officeDocument/math}t",
)
_UNSEEN = (
    "rPr",
    "pPr",
    "tcPr",
    "trPr",
    "tblPr",
    "tblPrEx",
    "tblGrid",
    "sdtPr",
    "sdtEndPr",
    "sectPr",
    "rubyPr",
    "customXmlPr",
    "smartTagPr",
    "fldData",
    "ffData",
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "delInstrText",
    "rt",
    "annotationRef",
    "footnoteReference",
    "endnoteReference",
    "commentReference",
    "bookmarkStart",
    "bookmarkEnd",
    "proofErr",
    "lastRenderedPageBreak",
    "altChunk",
    "softHyphen",
)
_LETTERS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_CHANGES = ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel")
_ODD = ("sdt", "fldChar", "vanish", "drawing", "pict", "object", "ruby", "sym", *_LETTERS, "tbl")
"""Beside tracked changes, what a cell of plain text does not hold: it says something, or says it otherwise."""
_MOST_ODD = 2_000
"""Of a file with more no cell is taken for plain."""
_LEAST_REPEATED = 4
"""LibreOffice 7.4 writes the text of a plain-text control at least so often at each save (forms.md 2.1)."""

Act = Callable[["Reader", etree._Element], None]


def _skip(reader: Reader, element: etree._Element) -> None:
    """Nothing to see."""


def _say(reader: Reader, element: etree._Element) -> None:
    if element.text:
        reader.out.append(element.text)


class _Names:
    """The names of one WordprocessingML namespace, spelt out once."""

    def __init__(self, space: str) -> None:
        def name(word: str) -> str:
            return f"{{{space}}}{word}"

        self.row, self.cell, self.table, self.run = name("tr"), name("tc"), name("tbl"), name("r")
        self.cell_shape, self.row_shape, self.run_shape = name("tcPr"), name("trPr"), name("rPr")
        self.paragraph_shape, self.vanish, self.box = name("pPr"), name("vanish"), name("txbxContent")
        self.span, self.merge, self.before, self.gone_cell = (
            name("gridSpan"),
            name("vMerge"),
            name("gridBefore"),
            name("cellDel"),
        )
        self.gone = (name("del"), name("moveFrom"))
        self.control_shape, self.control_content = name("sdtPr"), name("sdtContent")
        self.form_data = name("ffData")
        self.val, self.type, self.font, self.char = name("val"), name("type"), name("font"), name("char")
        self.field_part, self.full_date = name("fldCharType"), name("fullDate")
        self.changes = frozenset(map(name, _CHANGES))
        self.odd = (*self.changes, *map(name, _ODD), *_MATHS, f"{_COMPATIBILITY}AlternateContent")
        self.paragraph, self.text, self.line_break = name("p"), name("t"), name("br")
        self.shaping = (self.span, self.merge)
        self.plain = (self.cell, self.paragraph, self.text, self.line_break, *self.shaping)
        unseen: dict[object, Act] = dict.fromkeys(map(name, _UNSEEN), _skip)
        drawn: dict[object, Act] = dict.fromkeys(map(name, ("drawing", "pict", "object")), Reader.drawn)
        self.inline: Mapping[object, Act] = {
            **unseen,
            **drawn,
            name("t"): _say,
            **dict.fromkeys(_MATHS, _say),
            **{name(word): _letter(text) for word, text in _LETTERS.items()},
            name("br"): Reader.line_break,
            name("sym"): Reader.sign,
            name("fldChar"): Reader.field_mark,
            name("sdt"): Reader.control,
            f"{_COMPATIBILITY}AlternateContent": Reader.alternative,
        }
        self.hideable: Mapping[object, Act] = {**self.inline, self.run: Reader.hideable_run}
        self.blocks: Mapping[object, Act] = {
            **unseen,
            **drawn,
            name("p"): Reader.paragraph,
            self.table: Reader.nested_or_next_table,
            name("sdt"): Reader.block_control,
            f"{_COMPATIBILITY}AlternateContent": Reader.alternative_blocks,
        }


@lru_cache(maxsize=4)
def _names(space: str) -> _Names:
    return _Names(space)


def _letter(text: str) -> Act:
    def say(reader: Reader, element: etree._Element) -> None:
        reader.out.append(text)

    return say


class _Held:
    """A cell or paragraph while it is read."""

    __slots__ = ("boxes", "controls", "is_controlled", "is_hidden", "lines", "nested", "picked", "pieces")

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.nested: list[int] = []
        """Which lines lie in tables within the cell."""
        self.pieces: list[str] = []
        self.controls: list[Control] = []
        self.boxes: list[str] = []
        self.picked: list[str] = []
        self.is_hidden = self.is_controlled = False

    def extras(self, *, own: str | None = None, is_collapsed: bool = False) -> Extras:
        """What is there beside the text; mostly nothing."""
        if not (self.is_controlled or self.boxes or self.is_hidden or own is not None):
            return NO_EXTRAS
        picked = self.picked[0] if len(self.picked) == 1 else ""
        controls = () if is_collapsed else tuple(self.controls)
        return Extras(controls, tuple(self.boxes), picked, self.is_hidden, is_collapsed, own)


class _Field:
    """A complex field: codes until its separator, then its result."""

    __slots__ = ("form", "gathered", "is_result", "outer", "start")

    def __init__(self, outer: list[str], form: etree._Element | None) -> None:
        self.outer, self.form = outer, form
        self.is_result, self.start = False, 0
        self.gathered: list[str] = []


class Reader:
    """One part of a Word file, read once."""

    def __init__(self, root: etree._Element, is_by_libreoffice: Callable[[], bool]) -> None:
        self.names = _names(etree.QName(root).namespace or "")
        odd: list[etree._Element] = []
        self.changes, may_hide = 0, False
        for element in root.iter(*self.names.odd):
            tag = element.tag
            self.changes += tag in self.names.changes
            may_hide = may_hide or tag == self.names.vanish
            if len(odd) <= _MOST_ODD:
                odd.append(element)
        self.acts = self.names.hideable if may_hide else self.names.inline
        self.may_be_plain = len(odd) <= _MOST_ODD
        self.odd_cells = frozenset(
            cell for element in odd if self.may_be_plain for cell in element.iterancestors(self.names.cell)
        )
        self.is_by_libreoffice = is_by_libreoffice
        self.out: list[str] = []
        self.fields: list[_Field] = []
        self.held = _Held()
        self.in_body = True
        self.runs_on = False
        self.passages: list[_Held] = []
        self.tables: list[Table] = []
        self.nested: list[Table] = []

    def read(self, body: etree._Element) -> tuple[tuple[Paragraph, ...], tuple[Table, ...]]:
        """The paragraphs outside of tables; the tables, those within cells last."""
        self.blocks(body)
        paragraphs = tuple(Paragraph("\n".join(held.lines), held.extras()) for held in self.passages)
        return paragraphs, (*self.tables, *self.nested)

    def inline(self, parent: etree._Element) -> None:
        """The text of whatever stands within a paragraph."""
        acts = self.acts
        for child in parent:
            act = acts.get(child.tag)
            if act is _say:
                if child.text:
                    self.out.append(child.text)
            elif act is None:
                self.inline(child)
            elif act is not _skip:
                act(self, child)

    def blocks(self, parent: etree._Element) -> None:
        """Paragraphs and tables in order, out of whatever wraps them."""
        acts = self.names.blocks
        for child in parent:
            act = acts.get(child.tag)
            if act is None:
                self.blocks(child)
            elif act is not _skip:
                act(self, child)

    def paragraph(self, element: etree._Element) -> None:
        """One paragraph; it joins the one before when that one's mark was deleted."""
        if self.in_body and not self.runs_on:
            self.held = _Held()
            self.passages.append(self.held)
        held = self.held
        self.out = out = list[str]()
        for field in self.fields:
            field.outer, field.start = out, 0
        self.inline(element)
        if self.fields:
            self._end_of_paragraph()
        text = "".join(out)
        if self.runs_on and held.lines:
            held.lines[-1] += text
        else:
            held.lines.append(text)
        if held.is_controlled:
            held.pieces += out
        self.runs_on = bool(self.changes) and self._is_mark_deleted(element)

    def _is_mark_deleted(self, paragraph: etree._Element) -> bool:
        shape = next(paragraph.iterchildren(self.names.paragraph_shape), None)
        mark = None if shape is None else next(shape.iterchildren(self.names.run_shape), None)
        return mark is not None and next(mark.iterchildren(*self.names.gone), None) is not None

    def hideable_run(self, run: etree._Element) -> None:
        """A run of a file that has hidden text: it is read, and told."""
        shape = next(run.iterchildren(self.names.run_shape), None)
        vanish = None if shape is None else next(shape.iterchildren(self.names.vanish), None)
        before = len(self.out)
        self.inline(run)
        if vanish is not None and self._is_on(vanish) and any(map(str.strip, self.out[before:])):
            self.held.is_hidden = True

    def _is_on(self, switch: etree._Element) -> bool:
        return value_of(switch).lower() not in OFF

    def line_break(self, element: etree._Element) -> None:
        """A break of the line."""
        if said := _broken(self.names, element):
            self.out.append(said)

    def sign(self, element: etree._Element) -> None:
        """A character of a symbol font."""
        self.out.append(symbol(element.get(self.names.font, ""), element.get(self.names.char, "")))

    def field_mark(self, mark: etree._Element) -> None:
        """Begin, separator or end of a complex field."""
        part = mark.get(self.names.field_part)
        if part == "begin":
            form = next(mark.iterchildren(self.names.form_data), None)
            self.held.is_controlled = True
            self.fields.append(_Field(self.out, form))
            self.out = []
        elif self.fields and part == "separate" and not self.fields[-1].is_result:
            self._result_begins(self.fields[-1])
        elif self.fields and part == "end":
            self._field_ends(self.fields.pop())

    def _result_begins(self, field: _Field) -> None:
        self.out = field.outer
        field.is_result, field.start = True, len(self.out)

    def _field_ends(self, field: _Field) -> None:
        if not field.is_result:
            self._result_begins(field)
        if field.form is None:
            return
        shown = "".join((*field.gathered, *self.out[field.start :]))
        if not shown:
            shown = self._form_value(field.form)
            self.out.append(shown)
        self._named(self._of_form(field.form, "name"), shown, "form field")

    def _of_form(self, form: etree._Element, wanted: str) -> str:
        entry = next((child for child in form if word_of(child) == wanted), None)
        return "" if entry is None else value_of(entry)

    def _form_value(self, form: etree._Element) -> str:
        """What a form field without result shows: its box, its chosen entry."""
        for entry in form:
            said = {word_of(child): value_of(child) for child in entry}
            if word_of(entry) == "checkBox":
                state = said.get("checked", said.get("default", "0"))
                return UNTICKED if state.lower() in OFF else TICKED
            if word_of(entry) == "ddList":
                entries = [value_of(child) for child in entry if word_of(child) == "listEntry"]
                chosen = said.get("result") or said.get("default") or "0"
                return entries[int(chosen)] if chosen.isdigit() and int(chosen) < len(entries) else ""
        return ""

    def _end_of_paragraph(self) -> None:
        """A field whose codes have not ended is a broken one: what it swallowed is text after all."""
        while self.fields and not self.fields[-1].is_result:
            broken = self.fields.pop()
            broken.outer += self.out
            self.out = broken.outer
        for field in self.fields:
            field.gathered += (*self.out[field.start :], "\n")

    def _named(self, name: str, text: str, source: Source) -> None:
        if name:
            self.held.controls.append(Control(name, text.strip(), source))

    def control(self, element: etree._Element) -> None:
        """A content control within a paragraph."""
        self.held.is_controlled = True
        shape, content = self._parts_of(element)
        out, start = self.out, len(self.out)
        if content is not None:
            self.inline(content)
        if self.out is not out:  # a field that begins here ends elsewhere
            return
        text = shape.shown("".join(out[start:]))
        if text is not None:
            out[start:] = [text]
        self._remember(shape, "".join(out[start:]))

    def _remember(self, shape: Shape, text: str) -> None:
        self._named(shape.tag, text, "tag")
        if shape.day and text.strip():
            self.held.picked.append(shape.day)

    def _parts_of(self, control: etree._Element) -> tuple[Shape, etree._Element | None]:
        shape = next(control.iterchildren(self.names.control_shape), None)
        content = next(control.iterchildren(self.names.control_content), None)
        return Shape(() if shape is None else tuple(shape), self.names.full_date), content

    def block_control(self, element: etree._Element) -> None:
        """A content control around paragraphs; one around a table only wraps it."""
        shape, content = self._parts_of(element)
        if content is None:
            return
        if next(content.iter(self.names.table), None) is not None:
            self.blocks(content)
            return
        self.held.is_controlled = self.held.is_controlled or not self.in_body
        first, start = len(self.passages), len(self.held.lines)
        self.blocks(content)
        within = self.passages[first:] if self.in_body else [self.held]
        if not within:
            return
        start = 0 if self.in_body else start
        text = "\n".join(line for held in within for line in held.lines[start:])
        shown = shape.shown(text)
        if shown is not None:
            for n, held in enumerate(within):
                held.lines[start:] = [shown if n == 0 else ""]
        self.held, last = within[0], self.held
        self.held.is_controlled = True
        self._remember(shape, text if shown is None else shown)
        self.held = last

    def alternative(self, element: etree._Element) -> None:
        """The first choice; what older programs fall back on only where that says nothing."""
        before = len(self.out), len(self.held.boxes)
        for branch in _branches(element):
            self.inline(branch)
            if (len(self.out), len(self.held.boxes)) != before:
                return

    def alternative_blocks(self, element: etree._Element) -> None:
        """The same around paragraphs."""
        before = len(self.passages), len(self.held.lines), len(self.tables), len(self.held.boxes)
        for branch in _branches(element):
            self.blocks(branch)
            if (len(self.passages), len(self.held.lines), len(self.tables), len(self.held.boxes)) != before:
                return

    def drawn(self, element: etree._Element) -> None:
        """The text boxes of a drawing, kept apart from the text around it."""
        if next(element.iter(self.names.box), None) is not None:
            self._boxes_within(element)

    def _boxes_within(self, parent: etree._Element) -> None:
        for child in parent:
            if child.tag == self.names.box:
                self._box(child)
            elif child.tag == f"{_COMPATIBILITY}AlternateContent":
                self._boxes_within(next(iter(_branches(child)), child))
            else:
                self._boxes_within(child)

    def _box(self, element: etree._Element) -> None:
        kept = self.held, self.out, self.fields, self.in_body, self.runs_on
        self.held, self.fields, self.in_body, self.runs_on = _Held(), [], False, False
        self.blocks(element)
        box, (self.held, self.out, self.fields, self.in_body, self.runs_on) = self.held, kept
        text = "\n".join(box.lines).strip()
        self.held.boxes += [text, *box.boxes] if text else box.boxes

    def nested_or_next_table(self, element: etree._Element) -> None:
        """A table of the body, or one within a cell, whose text is the cell's too."""
        self.runs_on = False
        if self.in_body:
            at = len(self.tables)
            self.tables.append(Table(()))
            self.tables[at] = self._table(element)
            return
        at, held = len(self.nested), self.held
        self.nested.append(Table(()))
        table = self.nested[at] = self._table(element)
        texts = [cell.text for row in table.rows for cell in row if cell.text]
        held.nested += range(len(held.lines), len(held.lines) + len(texts))
        held.lines += texts

    def _table(self, element: etree._Element) -> Table:
        rows: list[tuple[Cell, ...]] = []
        kept = self.held, self.out, self.fields, self.in_body
        self.in_body = False
        self._rows(element, rows)
        self.held, self.out, self.fields, self.in_body = kept
        self.runs_on = False
        return Table(tuple(rows))

    def _rows(self, parent: etree._Element, rows: list[tuple[Cell, ...]]) -> None:
        names = self.names
        for child in parent:
            if child.tag == names.row:
                shape = next(child.iterchildren(names.row_shape), None)
                if not (self.changes and shape is not None and next(shape.iterchildren(*names.gone), None) is not None):
                    rows.append(self._row(child, shape))
            elif names.blocks.get(child.tag, _say) is not _skip:
                self._rows(child, rows)

    def _row(self, row: etree._Element, shape: etree._Element | None) -> tuple[Cell, ...]:
        before = None if shape is None else next(shape.iterchildren(self.names.before), None)
        column = 0 if before is None else count_of(before, 0)
        cells: list[Cell] = []
        plain = _plain_cells(self.names, row, self.odd_cells) if self.may_be_plain else None
        if plain is None:
            self._cells(row, cells, column, None)
            return tuple(cells)
        for one in plain:
            cell = one.read(column) if isinstance(one, _Plain) else self._cell(one, column, None)
            if cell is not None:
                cells.append(cell)
                column += cell.span
        return tuple(cells)

    def _cells(self, parent: etree._Element, cells: list[Cell], column: int, shape: Shape | None) -> int:
        names = self.names
        for child in parent:
            if child.tag == names.cell:
                cell = self._cell(child, column, shape)
                if cell is not None:
                    cells.append(cell)
                    column += cell.span
            elif names.blocks.get(child.tag) is Reader.block_control:
                inner, content = self._parts_of(child)
                column = column if content is None else self._cells(content, cells, column, inner)
            elif names.blocks.get(child.tag, _say) is not _skip:
                column = self._cells(child, cells, column, shape)
        return column

    def _cell(self, element: etree._Element, column: int, shape: Shape | None) -> Cell | None:
        """The cell; None for one whose deletion is tracked. `shape`: of a control around it."""
        names = self.names
        span, is_continued = 1, False
        properties = element[0] if len(element) else element
        for entry in properties if properties.tag == names.cell_shape else ():
            tag = entry.tag
            if tag == names.span:
                span = count_of(entry, 1)
            elif tag == names.merge:
                is_continued = entry.get(names.val) != "restart"
            elif tag == names.gone_cell:
                return None
        held = self.held = _Held()
        held.is_controlled = shape is not None
        self.fields, self.runs_on = [], False
        self.blocks(element)
        self.held = held
        if shape is not None:
            shown = shape.shown("\n".join(held.lines))
            held.lines = held.lines if shown is None else [shown]
            self._remember(shape, "\n".join(held.lines))
        return self._closed(held, column, span, is_continued=is_continued)

    def _closed(self, held: _Held, column: int, span: int, *, is_continued: bool) -> Cell:
        text = (held.lines[0] if len(held.lines) == 1 else "\n".join(held.lines)).strip()
        own = None
        if held.nested:
            own = "\n".join(line for n, line in enumerate(held.lines) if n not in held.nested).strip()
        once = _once(held.pieces) if len(held.pieces) > 1 else ""
        is_collapsed = bool(once) and self.is_by_libreoffice()
        extras = held.extras(own=own, is_collapsed=is_collapsed)
        return Cell(once if is_collapsed else text, column, span, is_continued, extras)


class _Plain:
    """A cell in which nothing but paragraphs of text stands."""

    __slots__ = ("is_continued", "pieces", "span")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        """Of its text, a line break before each paragraph."""
        self.span, self.is_continued = 1, False

    def shape(self, names: _Names, entry: etree._Element) -> None:
        """Takes what an entry says of the cell's shape."""
        if entry.tag == names.span:
            self.span = count_of(entry, 1)
        else:
            self.is_continued = entry.get(names.val) != "restart"

    def read(self, column: int) -> Cell:
        """The cell at that column."""
        return Cell("".join(self.pieces).strip(), column, self.span, self.is_continued)


def _plain_cells(
    names: _Names, row: etree._Element, odd: Container[etree._Element]
) -> list[_Plain | etree._Element] | None:
    """The cells of a row in one pass, those that are odd unread; None where text lies elsewhere than in plain runs."""
    cells: list[_Plain | etree._Element] = []
    cell = paragraph = run = plain = None
    for element in row.iter(*names.plain):
        tag, above = element.tag, element.getparent()
        if plain is not None and (tag == names.text or tag == names.line_break):  # noqa: PLR1714 a set takes longer
            if above is not run and not _is_run_of(paragraph, above, names):
                return None
            run = above
            plain.pieces.append((element.text or "") if tag == names.text else _broken(names, element))
        elif tag == names.cell and above is row:
            cell = element
            plain = None if cell in odd else _Plain()
            cells.append(cell if plain is None else plain)
        elif tag == names.cell and (plain is not None or not _is_within(element, cell)):
            return None
        elif plain is None:
            continue
        elif tag == names.paragraph and above is cell:
            paragraph = element
            plain.pieces.append("\n")
        elif tag in names.shaping and cell is not None and above is cell[0] and cell[0].tag == names.cell_shape:
            plain.shape(names, element)
        else:
            return None
    return cells


def _is_within(element: etree._Element, cell: etree._Element | None) -> bool:
    return any(above is cell for above in element.iterancestors())


def _is_run_of(paragraph: etree._Element | None, element: etree._Element | None, names: _Names) -> bool:
    return element is not None and element.getparent() is paragraph and element.tag == names.run


def _broken(names: _Names, line_break: etree._Element) -> str:
    """What a break says: one of page or column is none of the text."""
    return "\n" if line_break.get(names.type, "textWrapping") == "textWrapping" else ""


def _branches(alternatives: etree._Element) -> list[etree._Element]:
    """The first choice, then the fallback."""
    choices = [child for child in alternatives if word_of(child) == "Choice"]
    return [*choices[:1], *(child for child in alternatives if word_of(child) == "Fallback")]


def _once(pieces: list[str]) -> str:
    """X of at least two pieces that say nothing but X, four times or more in all; '' for anything else."""
    said = [piece for piece in pieces if piece]
    unit = min(said, key=len, default="")
    if not unit.strip() or len(said) < 2:
        return ""
    counts = [len(piece) // len(unit) for piece in said]
    is_repeated = all(piece == unit * count for piece, count in zip(said, counts, strict=True))
    return unit.strip() if is_repeated and sum(counts) >= _LEAST_REPEATED else ""
