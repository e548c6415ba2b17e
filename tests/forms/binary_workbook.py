"""A small writer of .xlsb, which LibreOffice does not write: enough for sheets of plain cells. Source: [MS-XLSB]."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from toolkit.forms.excel.book import Sheet
from toolkit.forms.legacy.records import ERRORS
from toolkit.model.kinds import Raw

Cells = Mapping[tuple[int, int], Raw]
SHARED = "shared:"
"""A text that begins so is the one shared string."""
_GENERAL, _DAY, _SHARE, _TIME = range(4)
_FORMATS = (0, 14, 10, 20)
_EPOCH = datetime(1899, 12, 30)
_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>{}</Types>"""
_OVERRIDE = '<Override PartName="/xl/{}" ContentType="application/vnd.ms-excel.{}"/>'
_RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>"""
_RELATION = (
    '<Relationship Id="{}" Target="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"/>'
)


def as_xlsb(
    sheets: Mapping[str, Cells],
    *,
    hidden: Iterable[str] = (),
    merges: Mapping[str, Sequence[tuple[int, int, int, int]]] | None = None,
    shared: str = "",
    also: Mapping[str, bytes] | None = None,
) -> bytes:
    """The workbook; `shared` is the shared string, `also` are further parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        overrides = [_OVERRIDE.format("styles.bin", "styles"), _OVERRIDE.format("sharedStrings.bin", "sharedStrings")]
        overrides += [_OVERRIDE.format(f"worksheets/sheet{n}.bin", "worksheet") for n in range(1, len(sheets) + 1)]
        package.writestr("[Content_Types].xml", _TYPES.format("".join(overrides)))
        package.writestr(
            "_rels/.rels", _RELATIONS.format(_RELATION.format("rId1", "xl/workbook.bin", "officeDocument"))
        )
        package.writestr("xl/workbook.bin", _workbook(sheets, frozenset(hidden)))
        relations = [
            _RELATION.format(f"rId{n}", f"worksheets/sheet{n}.bin", "worksheet") for n in range(1, len(sheets) + 1)
        ]
        relations += [_RELATION.format("rId98", "styles.bin", "styles")]
        relations += [_RELATION.format("rId99", "sharedStrings.bin", "sharedStrings")]
        package.writestr("xl/_rels/workbook.bin.rels", _RELATIONS.format("".join(relations)))
        package.writestr("xl/styles.bin", _styles())
        package.writestr("xl/sharedStrings.bin", _strings(shared))
        for n, (title, cells) in enumerate(sheets.items(), 1):
            package.writestr(f"xl/worksheets/sheet{n}.bin", _sheet(cells, (merges or {}).get(title, ())))
        for name, content in (also or {}).items():
            package.writestr(name, content)
    return made.getvalue()


def cells_of(sheet: Sheet) -> dict[tuple[int, int], Raw]:
    """The cells of a sheet of ours, as `as_xlsb` takes them."""
    return {(row, column): raw for row, column, raw in sheet.cells()}


def _record(kind: int, content: bytes = b"") -> bytes:
    named = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, rest = b"", len(content)
    while rest >= 0x80:
        length, rest = length + bytes([rest & 0x7F | 0x80]), rest >> 7
    return named + length + bytes([rest]) + content


def _text(text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack("<L", len(encoded) // 2) + encoded


def _workbook(sheets: Iterable[str], hidden: frozenset[str]) -> bytes:
    bundles = (
        _record(156, struct.pack("<LL", title in hidden, n) + _text(f"rId{n}") + _text(title))
        for n, title in enumerate(sheets, 1)
    )
    properties = _record(153, struct.pack("<LL", 0, 0) + _text(""))
    return _record(131) + properties + _record(143) + b"".join(bundles) + _record(144) + _record(132)


def _styles() -> bytes:
    styles = b"".join(_record(47, struct.pack("<HHHHHBBHH", 0, n, 0, 0, 0, 0, 0, 0, 0)) for n in _FORMATS)
    return _record(278) + _record(617, struct.pack("<L", len(_FORMATS))) + styles + _record(618) + _record(279)


def _strings(shared: str) -> bytes:
    return _record(159, struct.pack("<LL", 1, 1)) + _record(19, b"\0" + _text(shared)) + _record(160)


def _sheet(cells: Cells, merges: Sequence[tuple[int, int, int, int]]) -> bytes:
    rows: dict[int, list[bytes]] = {}
    for (row, column), raw in sorted(cells.items()):
        rows.setdefault(row, []).append(_cell(column, raw))
    lines = (
        _record(0, struct.pack("<LLH", row - 1, 0, 300) + b"\0\0\0" + struct.pack("<L", 0)) + b"".join(held)
        for row, held in rows.items()
    )
    ends = (max(rows, default=1) - 1, max((column for _, column in cells), default=1) - 1)
    body = _record(148, struct.pack("<4L", 0, ends[0], 0, ends[1])) + _record(145) + b"".join(lines) + _record(146)
    joined = (_record(176, struct.pack("<4L", t - 1, b - 1, le - 1, r - 1)) for t, le, b, r in merges)
    merged = _record(177, struct.pack("<L", len(merges))) + b"".join(joined) + _record(178) if merges else b""
    return _record(129) + body + merged + _record(130)


def _cell(column: int, raw: Raw) -> bytes:
    content, style = raw.content, _SHARE if "%" in raw.number_format else _GENERAL
    if raw.error:
        code = next(code for code, error in ERRORS.items() if error == raw.error)
        return _record(3, _place(column, style) + bytes([code]))
    if isinstance(content, bool):
        return _record(4, _place(column, style) + bytes([content]))
    if isinstance(content, str):
        if content.startswith(SHARED):
            return _record(7, _place(column, style) + struct.pack("<L", 0))
        return _record(6, _place(column, style) + _text(content))
    if isinstance(content, time):
        content, style = (content.hour * 60 + content.minute) / 1440, _TIME
    if isinstance(content, date):
        moment = content if isinstance(content, datetime) else datetime.combine(content, time())
        content, style = (moment - _EPOCH).total_seconds() / 86400, _DAY
    return _record(5, _place(column, style) + struct.pack("<d", float(content or 0)))


def _place(column: int, style: int) -> bytes:
    return struct.pack("<LL", column - 1, style)
