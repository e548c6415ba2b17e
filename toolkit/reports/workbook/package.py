"""The finished file: what XlsxWriter made, with the rows set into their sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import chain
from typing import BinaryIO, Final
from zipfile import ZipFile

from isal import isal_zlib

from toolkit.office.archive import DEFLATED
from toolkit.office.zip_writer import DAY_ONE, Head, ZipWriter
from toolkit.reports.workbook.sheets import TOP, Sheet
from toolkit.reports.workbook.stream import Stream

_END_OF_ROWS: Final = "</sheetData>"
_BEHIND_LINKS: Final = re.compile("<(printOptions|pageMargins)")
_DIMENSION: Final = re.compile(r'(<dimension ref="A1:[A-Z]+)\d+"')
_TABLE: Final = re.compile(rb'<table [^>]*displayName="([^"]+)"')
_SHORT: Final = re.compile(rb'(ref="A%d:[A-Z]+)%d(?=")' % (TOP, TOP + 1))
"""The range of a table with one row."""
_MOST: Final = (1 << 32) - 1


def assemble(made: bytes, sheets: Mapping[str, Sheet], target: BinaryIO) -> None:
    """Write the file to `target`; `sheets` by the name of their part. Raises OverflowError for one above 4 GiB."""
    zipped = ZipWriter(target=target)
    with ZipFile(BytesIO(made)) as package:
        relations = {_relations_of(name): sheet for name, sheet in sheets.items()}
        named = {sheet.name: sheet for sheet in sheets.values()}
        for entry in package.infolist():
            name, content = entry.filename, package.read(entry)
            if name in sheets:
                _add(zipped, name, _with_rows(content.decode(), sheets[name]))
            elif name in relations and relations[name].links:
                _add(zipped, name, _with_links(content.decode(), relations[name]))
            else:
                table = _TABLE.search(content)
                sheet = named.get(table[1].decode()) if table else None
                zipped.add(name.encode(), _stretched(content, sheet) if sheet else content)
    target.write(zipped.finished())


def _relations_of(name: str) -> str:
    """`xl/worksheets/_rels/sheet1.xml.rels`."""
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels"


def _with_rows(frame: str, sheet: Sheet) -> Iterator[Stream]:
    """The sheet's part: what stands before its rows, the rows, what stands behind."""
    before, _, behind = frame.partition(_END_OF_ROWS)
    if sheet.count:
        before = _DIMENSION.sub(rf'\g<1>{sheet.last}"', before, count=1)
    found = _BEHIND_LINKS.search(behind)
    assert found is not None
    yield _stream((before,), is_last=False)
    sheet.rows.end(is_last=False)
    yield sheet.rows
    rules, rest = behind[: found.start()], behind[found.start() :]
    yield _stream(chain((_END_OF_ROWS, rules), sheet.hyperlinks(), (rest,)), is_last=True)


def _stretched(table: bytes, sheet: Sheet) -> bytes:
    """The table over all rows of the sheet."""
    return _SHORT.sub(rb"\g<1>%d" % max(sheet.last, TOP + 1), table)


def _with_links(relations: str, sheet: Sheet) -> Iterator[Stream]:
    before, end, behind = relations.partition("</Relationships>")
    yield _stream((before,), is_last=False)
    sheet.targets.end(is_last=False)
    yield sheet.targets
    yield _stream((end, behind), is_last=True)


def _stream(texts: Iterable[str], *, is_last: bool) -> Stream:
    stream = Stream()
    for text in texts:
        stream.write(text)
    stream.end(is_last=is_last)
    return stream


def _add(zipped: ZipWriter, name: str, streams: Iterable[Stream]) -> None:
    """One entry, packed as the streams are, one behind the other."""
    joined = tuple(streams)
    crc = size = 0
    for stream in joined:
        crc = isal_zlib.crc32_combine(crc, stream.crc, stream.size)
        size += stream.size
    packed = sum(stream.packed for stream in joined)
    if max(size, packed) > _MOST:
        raise OverflowError(f"{name} has {size:,} bytes, more than a workbook's part can have")
    head = Head(0, DEFLATED, *DAY_ONE, crc, packed, size, name.encode())
    zipped.copy_pieces(head, chain.from_iterable(stream.pieces() for stream in joined))
    for stream in joined:
        stream.close()
