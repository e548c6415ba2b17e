"""The short form of `python -m benchmarks.report_writers`."""

from __future__ import annotations

import sys
from io import BytesIO

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from benchmarks.report_writers import TABLE, WRITERS, made_rows, main


@pytest.mark.skipif(sys.platform == "win32", reason="memory is measured the POSIX way")
def test_every_writer_asked_for_has_its_row() -> None:
    asked = ["--rows", "30", "--rounds", "1", "--only", "ours", "--only", "XlsxWriter"]

    told = CliRunner().invoke(main, asked, catch_exceptions=False).output

    assert "| ours |" in told
    assert "| XlsxWriter |" in told


@pytest.mark.parametrize("name", ["ours", "XlsxWriter", "XlsxWriter, constant_memory", "openpyxl, write_only"])
def test_writers_that_are_compared_write_the_same(name: str) -> None:
    target, count = BytesIO(), 25

    WRITERS[name](target, count)

    rows = list(load_workbook(target, data_only=True).worksheets[0].iter_rows(values_only=True))[-count:]
    places = [n for n, column in enumerate(TABLE.columns) if column.field in ("number", "customer", "gross", "days")]
    assert [[row[n] for n in places] for row in rows] == [
        [row.number, row.customer, pytest.approx(float(row.gross)), row.days] for row in made_rows(count)
    ]
