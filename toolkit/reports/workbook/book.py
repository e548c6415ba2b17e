"""销售日报_YYYYMMDD.xlsx: rows go straight into the file as they come, what a report says of the day comes last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from types import TracebackType
from typing import BinaryIO, Self

from toolkit.model.text import Lang
from toolkit.reports.document_log import LOG
from toolkit.reports.registers import REGISTERS
from toolkit.reports.report import Consolidated
from toolkit.reports.tables import Register, Row, Table
from toolkit.reports.workbook.charts import write_charts
from toolkit.reports.workbook.frames import frame, sheet_titles
from toolkit.reports.workbook.funnel import write_funnel
from toolkit.reports.workbook.lists import ALERTS, CHANGES, HOUSE
from toolkit.reports.workbook.looks import Looks
from toolkit.reports.workbook.package import assemble
from toolkit.reports.workbook.pages import REPORT, Pages, opened
from toolkit.reports.workbook.quality import write_quality
from toolkit.reports.workbook.sheets import Rows, Sheet
from toolkit.reports.workbook.summary import write_summary


class ReportBook:
    """A workbook being written. Nothing reaches `target` before `finish`.

    `to_house` leads from the workbook's folder to the house's, `../`; `houses` are named where the report covers
    several. The same rows and report give the same bytes.
    """

    def __init__(
        self, target: BinaryIO, *, lang: Lang, to_house: str, company: str, day: date, houses: Sequence[str] = ()
    ) -> None:
        self._target, self._made, self._to_house, self._houses = target, BytesIO(), to_house, houses
        book = opened(self._made)
        self._pages = Pages(book, Looks(book, lang), lang, company, day)
        self._tables = {table.id: self._rows(table) for table in (CHANGES, ALERTS, *REGISTERS, LOG)}
        """In the order of their sheets."""

    def _rows(self, table: Table) -> Rows:
        if self._houses:
            table = replace(table, columns=(HOUSE, *table.columns))
        return Rows.of(table, self._pages.looks, self._pages.lang, self._to_house)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Leave nothing behind."""
        for rows in self._tables.values():
            rows.close()

    def add(self, register: Register, row: Row, house: str = "") -> None:
        """One row of a register, in any mixture; rows of one register stand in the order they come.

        `house` is told where the report covers several.
        """
        self._tables[register.id].add(row, house)

    def finish(self, report: Consolidated, log: Iterable[Row]) -> None:
        """Write the pages and due lists, the log of documents (文档生成日志), and then the whole file to `target`."""
        self._fill(CHANGES, report.changes)
        self._fill(ALERTS, report.dues)
        self._fill(LOG, log)
        pages = self._pages
        pages.describe(f"{pages.said(REPORT)} {report.day}")
        write_summary(pages, report)
        write_funnel(pages, report)
        write_charts(pages, report)
        sheets = self._frames()
        write_quality(pages, report)
        pages.book.close()
        assemble(self._made.getvalue(), sheets, self._target)

    def _fill(self, table: Table, rows: Iterable[Row]) -> None:
        own = self._tables[table.id]
        for row in rows:
            own.add(row, getattr(row, "house", ""))

    def _frames(self) -> dict[str, Sheet]:
        """A frame for each sheet of rows; the sheets by the names of their parts."""
        framed = {}
        for rows in self._tables.values():
            is_whole = len(rows.sheets) == 1
            for sheet, title in zip(rows.sheets, sheet_titles(rows, self._pages), strict=True):
                frame(self._pages, sheet, title, is_whole=is_whole)
                framed[f"xl/worksheets/sheet{self._pages.count}.xml"] = sheet
        return framed
