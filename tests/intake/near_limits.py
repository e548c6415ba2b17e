"""Files that hold as much as the gate allows, at its real limits: each is let in."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from random import Random
from typing import Final

from tests.office.hostile import SHEET, book, document, related, sheet, workbook, zipped
from toolkit.office.limits import LIMITS, MIB

PNG = b"\x89PNG"


def _file() -> bytes:
    empty = len(zipped(workbook() | {"xl/media/a.png": b""}, zipfile.ZIP_STORED))
    picture = PNG + Random(1).randbytes(LIMITS.file - empty - len(PNG))
    return zipped(workbook() | {"xl/media/a.png": picture}, zipfile.ZIP_STORED)


def thin(size: int, share: int) -> bytes:
    """So many bytes, one of `share` of them noise, the rest of no weight."""
    chance = Random(2)
    block = 30_000
    return PNG + b"".join(
        chance.randbytes(block // share) + bytes(block - block // share) for _ in range(size // block)
    )


def _part(size: int) -> bytes:
    return zipped(workbook() | {"xl/media/a.png": thin(size, 120)})


def _total() -> bytes:
    picture = thin(99 * MIB, 120)
    return zipped(workbook() | {"xl/media/a.png": picture, "xl/media/b.png": picture})


def _elements() -> bytes:
    """Elements that pack no better than a form's: noise stands between them."""
    chance = Random(3)
    blocks = (
        b"<a/>" * 8_000 + f"<!--{chance.randbytes(300).hex()}-->".encode() for _ in range(LIMITS.elements // 8_001)
    )
    return zipped(workbook(strings=b"<sst>" + b"".join(blocks) + b"</sst>"))


def _cells() -> bytes:
    row = "<row>" + "<c s='1'/>" * 1_000 + "</row>"
    return zipped(workbook(sheet=sheet(row * (LIMITS.cells // 1_000))))


def _merges(ref: str) -> bytes:
    merges = f'<mergeCell ref="{ref}"/>' * LIMITS.merges
    return zipped(workbook(sheet=sheet("", f"<mergeCells>{merges}</mergeCells>")))


def _links() -> bytes:
    links = '<hyperlink ref="A1:XFD1048576"/>' * LIMITS.links
    return zipped(workbook(sheet=sheet("", f"<hyperlinks>{links}</hyperlinks>")))


def _strings(piece: str) -> bytes:
    text = piece * LIMITS.string
    return zipped(workbook(strings=f'<sst xmlns="{SHEET}"><si><t>{text}</t></si></sst>'.encode()))


def _names() -> bytes:
    names = "".join(f'<definedName name="n{n}">Sheet1!$A${n}</definedName>' for n in range(1, LIMITS.names + 1))
    return zipped(workbook(book=book(f"<definedNames>{names}</definedNames>")))


def _styles() -> bytes:
    formats = "<xf/>" * LIMITS.styles
    return zipped(workbook(styles=f'<styleSheet xmlns="{SHEET}"><cellXfs>{formats}</cellXfs></styleSheet>'.encode()))


def _last_cell(ref: str) -> bytes:
    return zipped(workbook(sheet=sheet(f'<row r="1048576"><c r="{ref}"><v>1</v></c></row>')))


def attributes(pattern: str, count: int) -> bytes:
    """A Word file with so many attributes; they pack well, but numbers are noise enough."""
    chance = Random(5)
    told = (" ".join(pattern.format(n) for n in range(begin, begin + 50)) for begin in range(0, count, 50))
    runs = "".join(f"<w:r {each}/><!--{chance.randbytes(4).hex()}-->" for each in told)
    return zipped(document(runs))


def _deep(depth: int) -> bytes:
    return zipped(document("<w:sdt><w:sdtContent>" * depth + "</w:sdtContent></w:sdt>" * depth))


NEAR: Final[tuple[tuple[str, str, Callable[[], bytes]], ...]] = (
    ("bytes of the file", "xlsx", _file),
    ("entries", "xlsx", lambda: zipped(workbook() | {f"a{n}": b"" for n in range(LIMITS.entries - 7)})),
    ("bytes of a part", "xlsx", lambda: _part(LIMITS.part - MIB)),
    ("bytes of all parts", "xlsx", _total),
    ("zeros of a small part", "xlsx", lambda: zipped(workbook() | {"a.png": PNG.ljust(LIMITS.ratio_from, b"\0")})),
    ("packing", "xlsx", lambda: zipped(workbook() | {"a.png": thin(LIMITS.ratio_from + MIB, 140)})),
    ("elements of a part", "xlsx", _elements),
    ("elements of a story", "docx", lambda: zipped(document("<w:r/>" * (LIMITS.story - 9)))),
    ("attributes of a story", "docx", lambda: attributes("a{}='1'", LIMITS.attributes - 60)),
    ("cells", "xlsx", _cells),
    ("rows", "xlsx", lambda: zipped(workbook(sheet=sheet("<row/>" * LIMITS.rows)))),
    ("merges", "xlsx", lambda: _merges("A1:B2")),
    ("merges of the whole sheet", "xlsx", lambda: _merges("A1:XFD1048576")),
    ("hyperlinks", "xlsx", _links),
    ("relationships", "docx", lambda: zipped(document(of_body=related(*[("hyperlink", "a", "External")] * 99_990)))),
    ("characters", "xlsx", lambda: _strings("长")),
    ("characters as entities", "xlsx", lambda: _strings("&#38271;")),
    ("characters of a run", "docx", lambda: zipped(document(f"<w:r><w:t>{'长' * LIMITS.string}</w:t></w:r>"))),
    ("names", "xlsx", _names),
    ("styles", "xlsx", _styles),
    ("depth", "docx", lambda: _deep(120)),
    ("the last cell", "xlsx", lambda: _last_cell("XFD1048576")),
)
"""What it is near the limit of, which of the two it is, and how it is made."""
