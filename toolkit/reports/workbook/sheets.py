"""Tables of any length: their rows are packed as they come, and set into sheets that XlsxWriter has framed."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name

from toolkit.model.text import Lang
from toolkit.reports.tables import Row, Table
from toolkit.reports.workbook.cells import RowWriter
from toolkit.reports.workbook.looks import Looks
from toolkit.reports.workbook.stream import Stream

MOST_ROWS: Final = 1_048_576
"""Of a sheet, as Excel has it."""
MOST_LINKS: Final = 65_530
"""More links than that Excel does not take in one sheet."""
TOP: Final = 2
"""Rows above the first: the sums, the columns' titles."""
_HYPERLINK: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_UNSAFE: Final = re.compile(r'[\x00-\x20%#"<>\[\]^`{}\\|\ud800-\udfff\ufffe\uffff]')


class Sheet:
    """One sheet's rows; the `number`th of its table."""

    def __init__(self, table: Table, writer: RowWriter, to_house: str, number: int = 1) -> None:
        self.table, self.number = table, number
        self.rows, self.targets = Stream(), Stream()
        """What stands in the sheet · the relationships of its links."""
        self.count = 0
        self.sums = {n: Decimal(0) for n, column in enumerate(table.columns) if column.has_total}
        self._writer, self._to_house = writer, to_house
        self._linked: array[int] = array("I")
        self._links = [n for n, column in enumerate(table.columns) if column.is_link]
        fields = [column.field for column in table.columns]
        field, self._passed_over = table.passed_over
        self._told_by = fields.index(field) if field else -1

    @property
    def name(self) -> str:
        """What the spreadsheet calls the table on it: `t_quotes`, `t_quotes_2`."""
        return f"t_{self.table.id}{f'_{self.number}' if self.number > 1 else ''}"

    @property
    def last(self) -> int:
        """Number of the last row, counted from 1."""
        return TOP + self.count

    @property
    def is_full(self) -> bool:
        """Whether no further row fits."""
        return self.last == MOST_ROWS

    @property
    def links(self) -> int:
        """How many links it has."""
        return len(self._linked) * len(self._links)

    def add(self, row: Row, house: str) -> None:
        """One more row below the others."""
        self.count += 1
        values = self._writer.values(row, house)
        is_linked = bool(self._links and row.file) and self.links + len(self._links) <= MOST_LINKS
        self.rows.write(self._writer(row, values, self.last, is_linked=is_linked))
        if is_linked:
            self._link(row.file)
        if self.sums and (self._told_by < 0 or values[self._told_by] != self._passed_over):
            self._sum(values)

    def _sum(self, values: Sequence[Any]) -> None:
        for n in self.sums:
            value = values[n]
            if value is not None and (type(value) is int or value.is_finite()):
                self.sums[n] += value

    def _link(self, file: str) -> None:
        at, target = len(self._linked), f"{escape(self._to_house)}{address(file)}"
        self._linked.append(self.last)
        for n in self._links:
            self.targets.write(
                f'<Relationship Id="k{at}_{n}" Type="{_HYPERLINK}" Target="{target}" TargetMode="External"/>'
            )

    def hyperlinks(self) -> Iterator[str]:
        """The element that says which cells lead to which target; nothing where there is none."""
        if not self._linked:
            return
        yield "<hyperlinks>"
        for at, row in enumerate(self._linked):
            for n in self._links:
                yield f'<hyperlink ref="{xl_col_to_name(n)}{row}" r:id="k{at}_{n}"/>'
        yield "</hyperlinks>"

    def close(self) -> None:
        """Let go of what is kept."""
        self.rows.close()
        self.targets.close()


def address(path: str) -> str:
    """A path below the house as part of a link's target; Chinese letters stay, as Excel writes them."""
    return escape(_UNSAFE.sub(lambda found: quote(found[0], errors="replace"), path))


@dataclass(slots=True)
class Rows:
    """All sheets of one table: a further one where a sheet is full."""

    table: Table
    sheets: list[Sheet]
    _writer: RowWriter
    _to_house: str

    @classmethod
    def of(cls, table: Table, looks: Looks, lang: Lang, to_house: str) -> Rows:
        """No rows yet."""
        writer = RowWriter(table.columns, looks, lang)
        return cls(table, [Sheet(table, writer, to_house)], writer, to_house)

    def add(self, row: Row, house: str = "") -> None:
        """One more row; `house` where the table has a column for it."""
        if self.sheets[-1].is_full:
            self.sheets.append(Sheet(self.table, self._writer, self._to_house, len(self.sheets) + 1))
        self.sheets[-1].add(row, house)

    def close(self) -> None:
        """Let go of what is kept."""
        for sheet in self.sheets:
            sheet.close()
