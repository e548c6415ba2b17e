"""The report as an Excel workbook: pages for the manager, then all rows."""

from toolkit.reports.workbook.book import ReportBook
from toolkit.reports.workbook.whole import SHEETS, Sheet, render

__all__ = ["SHEETS", "ReportBook", "Sheet", "render"]
