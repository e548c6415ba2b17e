"""The notes on a worksheet's cells: the comments part and, in step with it, the boxes that show them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from typing import Final

from lxml import etree

from toolkit.forms.marks import AUTHOR, our_notes_in
from toolkit.forms.returned.sheet_boxes import NEW, box_with, has_shapes, without_box
from toolkit.forms.returned.sheet_cells import ORDER, SheetCells, Spot, blocks_of
from toolkit.office.draft import Draft, added, child, children, in_order, named, placed

_COMMENTS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_THREAD_AUTHOR: Final = "tc="
"""What the author of a thread's stand-in among the notes begins with."""
_LONGEST: Final = 32_000
"""Characters of a note; Excel takes 32,767."""
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


class SheetNotes:
    """The notes of one worksheet."""

    def __init__(self, draft: Draft, part: str, number: int) -> None:
        self._draft, self._sheet, self._number = draft, part, number
        self._part = draft.related(part, "comments")
        self._root = draft.tree(self._part) if self._part else None
        self._box_part = self._drawing_named()
        self._boxes = draft.text(self._box_part) if self._box_part else ""
        self._threads = {Spot(b.top, b.left) for b in blocks_of(self._thread_references())}

    def _drawing_named(self) -> str:
        """The part that the sheet's `legacyDrawing` names, '' for none."""
        sheet = self._draft.tree(self._sheet)
        drawing = child(sheet, "legacyDrawing")
        if drawing is None:
            return ""
        identities = (str(text) for key, text in drawing.attrib.items() if str(key).endswith("}id"))
        relation = self._draft.relations(self._sheet).get(next(identities, ""))
        return relation.target if relation is not None and relation.target in self._draft else ""

    def _thread_references(self) -> Iterable[str]:
        for relation in self._draft.relations(self._sheet).values():
            if relation.kind == "threadedComment":
                root = self._draft.tree(relation.target)
                yield from () if root is None else (entry.get("ref", "") for entry in root)

    # -- written --------------------------------------------------------------------------------------------------

    def write(self, cells: SheetCells, notes: Sequence[tuple[Spot, Sequence[str]]]) -> None:
        """Put a note of these lines on each cell, below what a person noted there.

        A cell under discussion gets none: Excel shows the thread alone.
        """
        wanted = [(spot, lines) for spot, lines in notes if not self._is_discussed(spot)]
        if not wanted:
            return
        if self._root is None:
            self._root = self._made()
        if not self._box_part:
            self._make_drawing()
        for spot, lines in wanted:
            note = self._note_at(spot)
            _append(_text_of(note), lines)
            self._boxes = box_with(self._boxes, cells, spot, "".join(note.itertext()))
        self._save()

    def _is_discussed(self, spot: Spot) -> bool:
        note = self._found(spot)
        return spot in self._threads or (note is not None and self._author_of(note).startswith(_THREAD_AUTHOR))

    def _found(self, spot: Spot) -> etree._Element | None:
        return next((note for note in self._notes() if note.get("ref", "").upper() == spot.reference), None)

    def _notes(self) -> list[etree._Element]:
        return list(children(child(self._root, "commentList"), "comment"))

    def _author_of(self, note: etree._Element) -> str:
        authors = list(children(child(self._root, "authors"), "author"))
        number = note.get("authorId", "")
        return (authors[int(number)].text or "") if number.isdigit() and int(number) < len(authors) else ""

    def _note_at(self, spot: Spot) -> etree._Element:
        note = self._found(spot)
        if note is not None:
            return note
        assert self._root is not None
        entries = in_order(self._root, "commentList", ("authors", "commentList", "extLst"))
        return added(entries, "comment", ref=spot.reference, authorId=str(self._author()))

    def _author(self) -> int:
        """Our number among the authors of notes."""
        assert self._root is not None
        authors = in_order(self._root, "authors", ("authors", "commentList", "extLst"))
        names = [author.text for author in authors]
        if AUTHOR not in names:
            added(authors, "author").text = AUTHOR
            return len(names)
        return names.index(AUTHOR)

    def _made(self) -> etree._Element:
        draft = self._draft
        sheet = draft.tree(self._sheet)
        assert sheet is not None
        namespace = etree.QName(sheet).namespace or ""
        self._part = draft.unused(posixpath.join(posixpath.dirname(draft.main), "comments{}.xml"))
        root = draft.plant(self._part, etree.Element(f"{{{namespace}}}comments", nsmap={None: namespace}))
        added(root, "authors")
        added(root, "commentList")
        draft.relate(self._sheet, "comments", self._part)
        draft.declare(self._part, _COMMENTS)
        return root

    def _make_drawing(self) -> None:
        draft = self._draft
        sheet = draft.tree(self._sheet)
        assert sheet is not None
        folder = posixpath.join(posixpath.dirname(draft.main), "drawings")
        self._box_part = draft.unused(posixpath.join(folder, "vmlDrawing{}.vml"))
        self._boxes = NEW.format(sheet=self._number)
        identity = draft.relate(self._sheet, "vmlDrawing", self._box_part)
        draft.declare_by_ending(self._box_part, _DRAWING)
        stale = child(sheet, "legacyDrawing")
        if stale is not None:
            sheet.remove(stale)
        drawing = sheet.makeelement(
            named(sheet, "legacyDrawing"), {f"{{{draft.office}}}id": identity}, {"r": draft.office}
        )
        placed(sheet, drawing, ORDER)
        draft.touch(self._sheet, sheet)

    def _save(self) -> None:
        assert self._root is not None
        self._draft.touch(self._part, self._root)
        self._draft.write_text(self._box_part, self._boxes)

    # -- taken away -----------------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Our part of every note goes, and a note that holds nothing else with its box."""
        if self._root is None:
            return
        is_changed = False
        for note in self._notes():
            body = child(note, "text")
            if body is None or not _strip(body):
                continue
            is_changed = True
            if not "".join(body.itertext()).strip():
                self._remove(note)
        if not is_changed:
            return
        if self._notes():
            self._draft.touch(self._part, self._root)
        else:
            self._draft.unrelate(self._sheet, self._part)
            self._draft.drop(self._part)
        self._save_drawing()

    def _remove(self, note: etree._Element) -> None:
        parent = note.getparent()
        assert parent is not None
        parent.remove(note)
        for block in blocks_of([note.get("ref", "")]):
            self._boxes = without_box(self._boxes, Spot(block.top, block.left))

    def _save_drawing(self) -> None:
        """The drawing as it is now; without any shape it goes, and the sheet names none."""
        sheet = self._draft.tree(self._sheet)
        drawing = child(sheet, "legacyDrawing")
        if not self._box_part or sheet is None or drawing is None:
            return
        if has_shapes(self._boxes):
            self._draft.write_text(self._box_part, self._boxes)
            return
        sheet.remove(drawing)
        self._draft.touch(self._sheet, sheet)
        self._draft.unrelate(self._sheet, self._box_part)
        self._draft.drop(self._box_part)


def _text_of(note: etree._Element) -> etree._Element:
    """The text of a note, which comes first in it, all of it in runs."""
    body = child(note, "text")
    if body is None:
        body = note.makeelement(named(note, "text"))
        note.insert(0, body)
    plain_text = child(body, "t")
    if plain_text is not None:
        run = body.makeelement(named(body, "r"))
        body.insert(0, run)
        run.append(plain_text)
    return body


def _append(body: etree._Element, lines: Sequence[str]) -> None:
    """Our lines behind what stands there; the head in bold."""
    before = "".join(body.itertext())
    head, rest = lines[0], "\n".join(lines[1:])
    room = _LONGEST - len(before) - len(head) - len(lines[-1])
    rest = rest if len(rest) <= room else f"{rest[: max(0, room)]}…\n{lines[-1]}"
    follower = next((each for each in body if each.tag in (named(body, "rPh"), named(body, "phoneticPr"))), None)
    for text, is_bold in ((("\n\n" if before else "") + head + "\n", True), (rest, False)):
        run = _run(body, text, is_bold=is_bold)
        if follower is None:
            body.append(run)
        else:
            follower.addprevious(run)


def _run(body: etree._Element, text: str, *, is_bold: bool) -> etree._Element:
    run = body.makeelement(named(body, "r"))
    look = added(run, "rPr")
    if is_bold:
        added(look, "b")
    added(look, "sz", val="9")
    added(look, "color", indexed="81")
    added(look, "rFont", val="宋体")
    added(look, "charset", val="134")
    written = added(run, "t")
    written.set(_SPACE, "preserve")
    written.text = text
    return run


def _strip(body: etree._Element) -> bool:
    """Take our notes out of a text of runs; whether there were any. Readings in pinyin are no text."""
    pieces = [each for each in body.iter() if each.tag == named(body, "t")]
    whole = "".join(piece.text or "" for piece in pieces)
    spans = our_notes_in(whole)
    end = len(whole)
    for piece in reversed(pieces):
        text = piece.text or ""
        begin = end - len(text)
        kept = "".join(c for n, c in enumerate(text, start=begin) if not any(a <= n < b for a, b in spans))
        end = begin
        if kept != text:
            piece.text = kept
            run = piece.getparent()
            if not kept and run is not None and run is not body and run.getparent() is body:
                body.remove(run)
    return bool(spans)
