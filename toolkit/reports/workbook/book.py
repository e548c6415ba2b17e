"""销售日报_YYYYMMDD.xlsx: rows go straight into the file as they come, what a report says of the day comes last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from types import TracebackType
from typing import BinaryIO, Self

from toolkit.model.text import Lang
from toolkit.reports.report import Consolidated
from toolkit.reports.tables import Register, Row


class ReportBook:
    """A workbook being written. Nothing reaches `target` before `finish`.

    `to_house` leads from the workbook's folder to the house's, `../`; `houses` are named where the report covers
    several. The same rows and report give the same bytes.
    """

    def __init__(
        self, target: BinaryIO, *, lang: Lang, to_house: str, company: str, day: date, houses: Sequence[str] = ()
    ) -> None:
        self._target = target
        self._lang, self._to_house, self._company, self._day, self._houses = lang, to_house, company, day, houses

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Leave nothing behind."""

    def add(self, register: Register, row: Row) -> None:
        """One row of a register, in any mixture; rows of one register stand in the order they come."""

    def finish(self, report: Consolidated, log: Iterable[Row]) -> None:
        """Write the pages and due lists, the log of documents (文档生成日志), and then the whole file to `target`."""
