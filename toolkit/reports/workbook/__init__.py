"""The report as an Excel workbook: pages for the manager, then all rows."""

from toolkit.reports.workbook.book import ReportBook

__all__ = ["ReportBook"]
