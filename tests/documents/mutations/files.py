"""Files that are damaged between being written and being read back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Final

from docx.oxml.ns import qn
from lxml import etree

from tests.documents.mutations.faults import Mutant
from tests.documents.mutations.zips import unzipped, zipped

_MAIN: Final = "word/document.xml"
_RELATIONS: Final = "word/_rels/document.xml.rels"
_TYPES: Final = "[Content_Types].xml"
_DRAWING: Final = (
    b'<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    b'<wp:extent cx="1" cy="1"/><wp:docPr id="7" name="x"/></wp:inline></w:drawing></w:r></w:p>'
)
_BOOKMARK: Final = b'<w:p><w:bookmarkStart w:id="7" w:name="x"/><w:bookmarkEnd w:id="7"/></w:p>'
_PICTURE: Final = b'<w:p><w:hyperlink r:id="rId999"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>'
_NO_ROWS: Final = b'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="1"/></w:tblGrid></w:tbl><w:p/>'


def damaged(document: bytes, template: bytes, seed: int, most: int) -> Iterator[Mutant]:
    """The document with one thing in it broken; digits, letters and rows only where the template does not say them."""
    parts, random = unzipped(document), Random(seed)
    xml = parts[_MAIN]
    for fault, what, changed in (*_words(xml, unzipped(template)[_MAIN], random, most), *_markup(xml)):
        yield Mutant(fault, what, zipped({**parts, _MAIN: changed}))
    relations, types = parts[_RELATIONS], parts[_TYPES]
    for found in re.finditer(rb'<Relationship [^>]*Target="([^"]*(?:header|footer)[^"]*)"[^>]*/>', relations):
        yield Mutant(
            "relation gone", found[1].decode(), zipped({**parts, _RELATIONS: relations.replace(found[0], b"")})
        )
    for name in [name for name in parts if "header" in name or "footer" in name or name.endswith("styles.xml")]:
        yield Mutant("part gone", name, zipped({key: part for key, part in parts.items() if key != name}))
        declared = re.search(rb'<Override[^>]*PartName="/%s"[^>]*/>' % name.encode(), types)
        if declared:
            less = types.replace(declared[0], b"").replace(b'Extension="xml"', b'Extension="xyz"')
            yield Mutant("content type gone", name, zipped({**parts, _TYPES: less}))
    yield Mutant("file cut", "half of it", document[: len(document) // 2])
    at = document.index(b"word/document.xml") + 400
    yield Mutant("byte changed", _MAIN, document[:at] + bytes([document[at] ^ 0x55]) + document[at + 1 :])


def _words(xml: bytes, template: bytes, random: Random, most: int) -> Iterator[tuple[str, str, bytes]]:
    root, static = etree.fromstring(xml), {text.text for text in etree.fromstring(template).iter(qn("w:t"))}
    texts = [text for text in root.iter(qn("w:t")) if text.text and text.text not in static]
    figures = [text for text in texts if re.search(r"\d", text.text or "")]
    for text in random.sample(figures, min(most, len(figures))):
        kept = text.text or ""
        at = random.choice([n for n, char in enumerate(kept) if char.isdigit() and char.isascii()] or [0])
        text.text = f"{kept[:at]}{(int(kept[at]) + 1) % 10 if kept[at].isdigit() else 'x'}{kept[at + 1 :]}"
        yield "digit changed", f"{kept[:30]} → {text.text[:30]}", etree.tostring(root)
        text.text = kept
    names = [text for text in texts if text not in figures]
    for text in random.sample(names, min(most, len(names))):
        kept, text.text = text.text or "", f"{(text.text or '')[:-1]}某"
        yield "letter changed", f"{kept[:30]} → {text.text[:30]}", etree.tostring(root)
        text.text = kept
    rows = [row for row in root.iter(qn("w:tr")) if all(t in texts for t in row.iter(qn("w:t")))]
    for row in rows:
        table = row.getparent()
        assert table is not None
        at = table.index(row)
        table.remove(row)
        yield "row gone", "".join(t.text or "" for t in row.iter(qn("w:t")))[:40], etree.tostring(root)
        table.insert(at, row)


def _markup(xml: bytes) -> Iterator[tuple[str, str, bytes]]:
    end = xml.rindex(b"<w:sectPr")
    for fault, added in (
        ("id twice", _DRAWING * 2),
        ("bookmark twice", _BOOKMARK * 2),
        ("relation that is not", _PICTURE),
        ("table without rows", _NO_ROWS),
    ):
        yield fault, "before the end", xml[:end] + added + xml[end:]
    yield "part cut", "the last kilobyte", xml[:-1000]
    yield "part cut", "an element", xml.replace(b"</w:p></w:tc>", b"</w:tc>", 1)
    cell = re.search(rb"<w:tc>((?:(?!<w:tc>).)*?)<w:p(?: [^>]*)?>(?:(?!</w:tc>).)*</w:p></w:tc>", xml, re.DOTALL)
    assert cell
    yield "cell without paragraph", "", xml.replace(cell[0], b"<w:tc>" + cell[1] + b"</w:tc>", 1)
