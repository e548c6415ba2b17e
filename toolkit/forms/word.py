"""A Word file flattened to paragraphs and tables of plain text: the text as a person sees it in the end.

Content controls, tracked insertions, links, smart tags and fields give their text; deletions, moved-away
text, placeholders and text boxes give none. python-docx shows none of that (forms.md 2.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from toolkit.errors import UnreadableFile
from toolkit.forms.package import Package

_W14_CHECKBOX = "checkbox"
_TICKED, _UNTICKED = "☑", "☐"
_SYMBOLS = {
    "F0FE": _TICKED,
    "F0FD": _TICKED,
    "F052": _TICKED,
    "F053": _TICKED,
    "F0FC": "√",
    "F050": "√",
    "F0A8": _UNTICKED,
    "F0A3": _UNTICKED,
    "F06F": _UNTICKED,
    "F071": _UNTICKED,
}
"""Boxes and ticks of Wingdings and Wingdings 2. Source: domain.md 4.7."""
_LETTERS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-", "softHyphen": ""}
_PROPERTIES = {"rPr", "pPr", "tcPr", "trPr", "tblPr", "tblGrid", "sdtPr", "sdtEndPr", "sectPr"}
_DRAWN = {"drawing", "pict", "object", "AlternateContent"}
_GONE = {"del", "moveFrom", "delText", "instrText", "rt", "commentReference", "footnoteReference"}
_UNSEEN = frozenset(_PROPERTIES | _DRAWN | _GONE)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row."""

    text: str
    column: int
    """Grid column it starts at, from 0."""
    span: int
    is_continued: bool
    """Merged with the cell above it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A top-level table, by rows."""

    rows: tuple[tuple[Cell, ...], ...]

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at that grid column, from 0; for a merged one the cell that holds the text."""
        while row >= 0:
            found = next((c for c in self.rows[row] if c.column <= column < c.column + c.span), None)
            if found is None or not found.is_continued:
                return found
            row -= 1
        return None


@dataclass(frozen=True, slots=True)
class Story:
    """The body of a Word file."""

    paragraphs: tuple[str, ...]
    """Those outside of tables."""
    tables: tuple[Table, ...]

    def texts(self) -> Iterator[str]:
        """Every paragraph and every cell."""
        yield from self.paragraphs
        for table in self.tables:
            yield from (cell.text for row in table.rows for cell in row)


def story_of(package: Package) -> Story:
    """The flattened body. Raises UnreadableFile where there is none."""
    root = package.xml(package.main or "word/document.xml")
    body = None if root is None else next((child for child in root if _tag(child) == "body"), None)
    if body is None:
        raise UnreadableFile(package.name, "malformed_xml")
    blocks = list(_blocks(body))
    return Story(
        tuple(_paragraph(block) for block in blocks if _tag(block) == "p"),
        tuple(_table(block) for block in blocks if _tag(block) == "tbl"),
    )


def _tag(element: etree._Element) -> str:
    """The name without its namespace: strict and transitional files differ in nothing else."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in order, out of whatever wraps them."""
    for child in parent:
        tag = _tag(child)
        if tag in ("p", "tbl"):
            yield child
        elif tag == "sdt":
            yield from () if _is_placeholder(child) else _blocks(child)
        elif tag and tag not in _UNSEEN:
            yield from _blocks(child)


def _paragraph(paragraph: etree._Element) -> str:
    return "".join(_pieces(paragraph))


def _pieces(parent: etree._Element) -> Iterator[str]:
    for child in parent:
        tag = _tag(child)
        if tag == "t":
            yield child.text or ""
        elif tag in _LETTERS:
            yield _LETTERS[tag]
        elif tag == "sym":
            yield _SYMBOLS.get(_attribute(child, "char").upper(), "")
        elif tag == "sdt":
            yield from _control(child)
        elif tag and tag not in _UNSEEN:
            yield from _pieces(child)


def _control(control: etree._Element) -> Iterator[str]:
    """The text of a content control: a tick for a check box, nothing while it shows its placeholder."""
    properties = next((child for child in control if _tag(child) == "sdtPr"), None)
    box = None if properties is None else next((p for p in properties if _tag(p) == _W14_CHECKBOX), None)
    if box is not None:
        checked = next((c for c in box if _tag(c) == "checked"), None)
        is_ticked = checked is not None and _attribute(checked, "val") in ("1", "true", "on", "")
        yield _TICKED if is_ticked else _UNTICKED
    elif not _is_placeholder(control):
        yield from _pieces(control)


def _is_placeholder(control: etree._Element) -> bool:
    properties = next((child for child in control if _tag(child) == "sdtPr"), None)
    shown = None if properties is None else next((p for p in properties if _tag(p) == "showingPlcHdr"), None)
    return shown is not None and _attribute(shown, "val") not in ("0", "false", "off")


def _attribute(element: etree._Element, name: str) -> str:
    found = (str(value) for key, value in element.attrib.items() if etree.QName(str(key)).localname == name)
    return next(found, "")


def _table(table: etree._Element) -> Table:
    return Table(tuple(_row(row) for row in _children(table, "tr") if not _is_deleted(row)))


def _children(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows of a table, cells of a row, out of the controls that wrap them."""
    for child in parent:
        tag = _tag(child)
        if tag == wanted:
            yield child
        elif tag in ("sdt", "sdtContent", "customXml", "smartTag", "ins"):
            yield from _children(child, wanted)


def _is_deleted(row: etree._Element) -> bool:
    properties = next((child for child in row if _tag(child) == "trPr"), None)
    return properties is not None and any(_tag(child) == "del" for child in properties)


def _row(row: etree._Element) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    column = _number_in(row, "trPr", "gridBefore", 0)
    for cell in _children(row, "tc"):
        span = _number_in(cell, "tcPr", "gridSpan", 1)
        cells.append(Cell(_cell_text(cell), column, span, _is_continued(cell)))
        column += span
    return tuple(cells)


def _number_in(element: etree._Element, properties: str, name: str, otherwise: int) -> int:
    for holder in element:
        if _tag(holder) == properties:
            for entry in holder:
                if _tag(entry) == name and _attribute(entry, "val").isdigit():
                    return int(_attribute(entry, "val"))
    return otherwise


def _is_continued(cell: etree._Element) -> bool:
    merges = (e for holder in cell if _tag(holder) == "tcPr" for e in holder if _tag(e) == "vMerge")
    merge = next(merges, None)
    return merge is not None and _attribute(merge, "val") != "restart"


def _cell_text(cell: etree._Element) -> str:
    lines = []
    for block in _blocks(cell):
        if _tag(block) == "p":
            lines.append(_paragraph(block))
        else:
            lines += [inner.text for row in _table(block).rows for inner in row]
    return "\n".join(lines).strip()
