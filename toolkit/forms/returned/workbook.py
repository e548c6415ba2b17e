"""A workbook given back: its faulty cells filled and noted, a sheet with all findings at its end; and the way back."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from toolkit.errors import NotPatchable
from toolkit.forms.marks import SHEET_TITLE, Mark, Summary, note_lines
from toolkit.forms.returned import result_sheet
from toolkit.forms.returned.sheet_cells import SheetCells, Spot, column_number
from toolkit.forms.returned.sheet_notes import SheetNotes
from toolkit.forms.returned.sheet_rules import mark_over_rules, unmark_rules
from toolkit.forms.returned.sheet_styles import SheetStyles
from toolkit.model.finding import Severity
from toolkit.model.text import Lang
from toolkit.office.draft import Draft, added, child, children, in_order, named

_ORDER: Final = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    *("externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches"),
    *("smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"),
)
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_PLACE = re.compile(r"(?P<sheet>.*)!(?P<column>[A-Za-z]{0,3})(?P<row>\d+)", re.DOTALL)
_OUR_TITLE = re.compile(rf"(?:{SHEET_TITLE.zh}|{SHEET_TITLE.en})(?: ?\(\d+\)|_\d+)?")
"""Also a copy that somebody made of our sheet."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet of the workbook."""

    title: str
    part: str
    """'' where its relationship leads nowhere."""
    kind: str
    number: int
    """From 0, in the order of the tabs."""
    is_hidden: bool
    entry: etree._Element


@dataclass(slots=True)
class _Marked:
    """The marked cells of one sheet."""

    cells: SheetCells
    worst: dict[Spot, Severity] = field(default_factory=dict)
    noted: dict[Spot, list[Mark]] = field(default_factory=dict)

    def add(self, spots: Sequence[Spot], mark: Mark) -> None:
        """A mark on these cells, its note on the first."""
        self.noted.setdefault(spots[0], []).append(mark)
        for spot in spots:
            self.worst[spot] = max(mark.severity, self.worst.get(spot, Severity.INFO))


def mark_workbook(draft: Draft, marks: Sequence[Mark], summary: Summary, lang: Lang) -> None:
    """Put the marks into a workbook that has none. Raises NotPatchable (`no_such_place`)."""
    sheets = list(_sheets(draft))
    marked: dict[int, _Marked] = {}
    leads: dict[str, tuple[_Sheet, Spot]] = {}
    for mark in marks:
        if mark.place:
            sheet, spots = _found(draft, sheets, marked, mark.place)
            marked[sheet.number].add(spots, mark)
            leads[mark.place] = (sheet, spots[0])
    styles = SheetStyles(draft)
    for sheet in sheets:
        if sheet.number in marked:
            _mark_sheet(draft, sheet, marked[sheet.number], styles, lang)
    _append_result(draft, sheets, marks, summary, styles, leads, lang)


def _sheets(draft: Draft) -> Iterator[_Sheet]:
    relations = draft.relations(draft.main)
    for number, entry in enumerate(children(child(draft.tree(draft.main), "sheets"), "sheet")):
        identity = next((str(text) for key, text in entry.attrib.items() if str(key).endswith("}id")), "")
        relation = relations.get(identity)
        part, kind = ("", "") if relation is None or relation.target not in draft else (relation.target, relation.kind)
        is_hidden = entry.get("state", "visible") != "visible"
        yield _Sheet(entry.get("name", ""), part, kind, number, is_hidden, entry)


def _found(
    draft: Draft, sheets: Sequence[_Sheet], marked: dict[int, _Marked], place: str
) -> tuple[_Sheet, tuple[Spot, ...]]:
    """The sheet of a place, and the cells it means."""
    match = _PLACE.fullmatch(place)
    title = match["sheet"] if match else ""
    named_so = [s for s in sheets if s.title == title] or [s for s in sheets if s.title.casefold() == title.casefold()]
    sheet = next((s for s in named_so if s.part and s.kind == "worksheet"), None)
    root = None if sheet is None else draft.tree(sheet.part)
    if match is None or sheet is None or root is None or match["row"].strip("0") == "":
        raise NotPatchable(draft.package.name, "no_such_place", place)
    found = marked.get(sheet.number)
    if found is None:
        found = marked[sheet.number] = _Marked(SheetCells(draft, sheet.part, root))
    row, column = int(match["row"]), column_number(match["column"])
    return sheet, (found.cells.shown_at(Spot(row, column)),) if column else found.cells.in_row(row)


def _mark_sheet(draft: Draft, sheet: _Sheet, marked: _Marked, styles: SheetStyles, lang: Lang) -> None:
    for spot, severity in marked.worst.items():
        marked.cells.dress(spot, styles.marked(marked.cells.style_at(spot), severity))
    mark_over_rules(draft, sheet.part, styles, marked.worst)
    notes = [(spot, note_lines(marks, lang)) for spot, marks in marked.noted.items()]
    SheetNotes(draft, sheet.part, sheet.number + 1).write(marked.cells, notes)


# -- the sheet 检查结果 ------------------------------------------------------------------------------------------------


def _append_result(
    draft: Draft,
    sheets: Sequence[_Sheet],
    marks: Sequence[Mark],
    summary: Summary,
    styles: SheetStyles,
    leads: Mapping[str, tuple[_Sheet, Spot]],
    lang: Lang,
) -> None:
    """The list of findings, last of all sheets: names bound to a sheet count the sheets before them."""
    book = draft.tree(draft.main)
    assert book is not None

    def link(mark: Mark) -> str:
        sheet, spot = leads.get(mark.place, (None, None))
        return "" if sheet is None or spot is None else f"{_quoted(sheet.title)}!{spot.reference}"

    made = result_sheet.made(
        marks,
        summary,
        styles,
        lang=lang,
        namespace=etree.QName(book).namespace or "",
        link=link,
        is_hidden=lambda mark: mark.place in leads and leads[mark.place][0].is_hidden,
        has_views=child(book, "bookViews") is not None,
    )
    part = draft.unused(posixpath.join(posixpath.dirname(draft.main), "worksheets", "sheet{}.xml"))
    draft.write(part, made.content)
    draft.declare(part, _SHEET_TYPE)
    title = _free_title(sheets, lang)
    entries = in_order(book, "sheets", _ORDER)
    numbers = [int(text) for sheet in sheets if (text := sheet.entry.get("sheetId", "")).isdigit()]
    attributes = {"name": title, "sheetId": str(max(numbers, default=0) + 1)}
    attributes[f"{{{draft.office}}}id"] = draft.relate(draft.main, "worksheet", part)
    entries.append(entries.makeelement(named(entries, "sheet"), attributes, {"r": draft.office}))
    names = in_order(book, "definedNames", _ORDER)
    repeated = added(names, "definedName", name="_xlnm.Print_Titles", localSheetId=str(len(sheets)))
    repeated.text = f"{_quoted(title)}!${made.header_row}:${made.header_row}"
    draft.touch(draft.main, book)


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"


def _free_title(sheets: Sequence[_Sheet], lang: Lang) -> str:
    taken = {sheet.title.casefold() for sheet in sheets}
    title, n = SHEET_TITLE.said(lang), 2
    while title.casefold() in taken:
        title, n = f"{SHEET_TITLE.said(lang)} ({n})", n + 1
    return title


# -- the way back -----------------------------------------------------------------------------------------------------


def unmark_workbook(draft: Draft) -> None:
    """Take away what an earlier return put in: sheet, notes, rules, fills; also after another program saved it."""
    for sheet in list(_sheets(draft)):
        if _OUR_TITLE.fullmatch(sheet.title) and _is_signed(draft, sheet):
            _remove(draft, sheet)
    has_styles = draft.related(draft.main, "styles") != ""
    styles = SheetStyles(draft) if has_styles else None
    for sheet in _sheets(draft):
        if sheet.part and sheet.kind == "worksheet":
            if _may_be_noted(draft, sheet):
                SheetNotes(draft, sheet.part, sheet.number + 1).clear()
            if styles is not None:
                unmark_rules(draft, sheet.part, styles)
    if styles is not None:
        styles.unmark()


def _may_be_noted(draft: Draft, sheet: _Sheet) -> bool:
    """Whether our name stands in the sheet's notes at all; files of thousands of notes are not parsed in vain."""
    content = draft.read(draft.related(sheet.part, "comments"))
    return result_sheet.SIGNED.encode() in content or content[:2] in (b"\xff\xfe", b"\xfe\xff")


def _is_signed(draft: Draft, sheet: _Sheet) -> bool:
    """Whether our line stands in a sheet, in its cells or, once another program saved it, in the shared strings."""
    content = draft.read(sheet.part)
    if result_sheet.SIGNED.encode() in content:
        return True
    strings = draft.tree(draft.related(draft.main, "sharedStrings"))
    signed = {
        str(n)
        for n, entry in enumerate(() if strings is None else strings)
        if result_sheet.SIGNED in "".join(entry.itertext())
    }
    root = draft.tree(sheet.part) if signed else None
    cells = () if root is None else root.iter("{*}c")
    return any(c.get("t") == "s" and (v := child(c, "v")) is not None and v.text in signed for c in cells)


def _remove(draft: Draft, sheet: _Sheet) -> None:
    """A sheet with all that only it has; what counts sheets counts one less."""
    book = draft.tree(draft.main)
    entries = sheet.entry.getparent()
    assert book is not None and entries is not None
    number = entries.index(sheet.entry)
    entries.remove(sheet.entry)
    for relation in draft.relations(sheet.part).values():
        if not relation.is_external and relation.target in draft and relation.kind != "hyperlink":
            draft.drop(relation.target)
    draft.unrelate(draft.main, sheet.part)
    draft.drop(sheet.part)
    _count_one_less(book, number)
    draft.touch(draft.main, book)


def _count_one_less(book: etree._Element, gone: int) -> None:
    names = child(book, "definedNames")
    for name in list(children(names, "definedName")):
        number = name.get("localSheetId", "")
        if number == str(gone) and names is not None:
            names.remove(name)
        elif number.isdigit() and int(number) > gone:
            name.set("localSheetId", str(int(number) - 1))
    if names is not None and not len(names):
        book.remove(names)
    for view in children(child(book, "bookViews"), "workbookView"):
        for counter in ("activeTab", "firstSheet"):
            number = view.get(counter, "")
            if number.isdigit() and int(number) >= gone:
                view.set(counter, str(int(number) - 1 if int(number) > gone else 0))
