"""Writers of long sheets beside each other: `python -m benchmarks.report_writers --rows 100000`.

Each writes the same rows, made as they are asked for, in a process of its own: 15 cells of text, days, amounts, shares
and numbers, each column with its format, one row in twenty with a coloured cell, every other row with a link.
Not on Windows.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import BinaryIO, Final

import click
from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl.cell import WriteOnlyCell
from xlsxwriter.workbook import Workbook

from toolkit.model.text import Text
from toolkit.reports.tables import Column, Level, Sort, Table
from toolkit.reports.workbook.frames import frame
from toolkit.reports.workbook.looks import Looks
from toolkit.reports.workbook.package import assemble
from toolkit.reports.workbook.pages import Pages, opened
from toolkit.reports.workbook.sheets import Rows

_ROOT: Final = Path(__file__).parents[1]
_FIRST: Final = date(2026, 1, 5)
_SORTS: Final[Mapping[str, Sort]] = {
    "number": "code",
    "customer": "words",
    "contact": "words",
    "phone": "code",
    "owner": "code",
    "stage": "code",
    "feedback": "words",
    "on": "day",
    "until": "day",
    "gross": "amount",
    "net": "amount",
    "margin": "margin",
    "days": "days",
    "rounds": "count",
    "remark": "words",
}
TABLE: Final = Table(
    id="rows",
    title=Text("行", "Rows"),
    columns=tuple(Column(name, Text(name, name), 26, sort, is_link=name == "number") for name, sort in _SORTS.items()),
)
_NUMBER_FORMATS: Final[Mapping[Sort, str]] = {
    "words": "@",
    "code": "@",
    "amount": "#,##0.00",
    "margin": "0.00%",
    "progress": "0%",
    "count": "#,##0",
    "day": "yyyy-mm-dd",
    "days": "0",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeRow:
    """One made-up row."""

    number: str
    customer: str
    contact: str
    phone: str
    owner: str
    stage: str
    feedback: str
    on: date
    until: date
    gross: Decimal
    net: Decimal
    margin: Decimal
    days: int
    rounds: int | None
    remark: str
    levels: Mapping[str, Level] = field(default_factory=dict)
    file: str = ""


def made_rows(count: int) -> Iterator[MadeRow]:
    """So many rows, the same each time."""
    for n in range(count):
        gross = Decimal(n * 137 % 90_000_000 + 100_000) / 100
        yield MadeRow(
            number=f"BJ-2026-{n + 1:04}",
            customer=f"华东精密机械{n // 3:05}有限公司",
            contact=("张伟", "李娜", "王磊", "Chen Jie")[n % 4],
            phone=f"138{n:08}",
            owner=("王芳", "李强", "赵敏")[n % 3],
            stage=("已报价", "谈判中", "合同审批中", "已签约")[n % 4],
            feedback="" if n % 3 else "价格异议:希望 A & B 两项合并报价",
            on=_FIRST + timedelta(n % 300),
            until=_FIRST + timedelta(n % 300 + 30),
            gross=gross,
            net=gross / 2,
            margin=Decimal(n % 61) / 100,
            days=n % 30 - 5,
            rounds=n % 4 or None,
            remark="" if n % 5 else "客户要求月底前答复",
            levels={"days": Level.RED} if n % 20 == 0 else {},
            file=f"deals/SJ-2026-{n + 1:04}/3_quote/BJ-2026-{n + 1:04}.docx" if n % 2 else "",
        )


def _ours(target: BinaryIO, count: int) -> None:
    """Our own stream of rows in a frame of XlsxWriter."""
    made = io.BytesIO()
    book = opened(made)
    pages = Pages(book, Looks(book, "zh"), "zh", "", _FIRST)
    rows = Rows.of(TABLE, pages.looks, "zh", "../")
    for row in made_rows(count):
        rows.add(row)
    frame(pages, rows.sheets[0], "行", is_whole=True)
    pages.describe("行")
    book.close()
    assemble(made.getvalue(), {"xl/worksheets/sheet1.xml": rows.sheets[0]}, target)


def _xlsxwriter(target: BinaryIO, count: int, *, constant_memory: bool = False) -> None:
    book = Workbook(target, {"constant_memory": constant_memory, "strings_to_urls": False})
    page = book.add_worksheet("行")
    look = {"border": 1, "valign": "vcenter"}
    usual = [book.add_format({**look, "num_format": _NUMBER_FORMATS[sort]}) for sort in _SORTS.values()]
    red = book.add_format({**look, "bg_color": "#F8CBC6", "num_format": "0"})
    links, fields = 0, tuple(_SORTS)
    for n, column in enumerate(TABLE.columns):
        page.set_column(n, n, column.width)
        page.write_string(0, n, column.title.zh)
    for at, row in enumerate(made_rows(count), start=1):
        for n, name in enumerate(fields):
            value, shape = getattr(row, name), red if name in row.levels else usual[n]
            if value is None or value == "":
                page.write_blank(at, n, None, shape)
            elif name == "number" and row.file and links < 65_530:
                page.write_url(at, n, f"external:../{row.file}", shape, value)
                links += 1
            elif isinstance(value, str):
                page.write_string(at, n, value, shape)
            elif isinstance(value, date):
                page.write_datetime(at, n, value, shape)
            else:
                page.write_number(at, n, value, shape)
    if not constant_memory:
        page.add_table(0, 0, count, len(fields) - 1, {"columns": [{"header": name} for name in fields]})
    book.close()


def _xlsxwriter_constant(target: BinaryIO, count: int) -> None:
    _xlsxwriter(target, count, constant_memory=True)


def _rustpy(target: BinaryIO, count: int) -> None:
    """Without tables, links of our own wording and colours of single cells: it has none."""
    from rustpy_xlsxwriter import Format, write_worksheet  # noqa: PLC0415 - it need not be there

    formats = {name: Format().set_border("thin").set_num_format(_NUMBER_FORMATS[sort]) for name, sort in _SORTS.items()}
    fields = tuple(_SORTS)
    records = ({name: _plain(getattr(row, name)) for name in fields} for row in made_rows(count))
    write_worksheet(records, target, sheet_name="行", column_formats=formats, autofilter=True)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else value


def _openpyxl(target: BinaryIO, count: int) -> None:
    book = OpenpyxlWorkbook(write_only=True)
    page = book.create_sheet("行")
    page.append(list(_SORTS))
    shapes = tuple(_SORTS.items())
    for row in made_rows(count):
        cells = []
        for name, sort in shapes:
            cell = WriteOnlyCell(page, getattr(row, name))
            cell.number_format = _NUMBER_FORMATS[sort]
            cells.append(cell)
        page.append(cells)
    book.save(target)


def _rows_alone(target: BinaryIO, count: int) -> None:
    for _ in made_rows(count):
        pass


WRITERS: Final[Mapping[str, Callable[[BinaryIO, int], None]]] = {
    "ours": _ours,
    "XlsxWriter": _xlsxwriter,
    "XlsxWriter, constant_memory": _xlsxwriter_constant,
    "rustpy-xlsxwriter": _rustpy,
    "openpyxl, write_only": _openpyxl,
    "the rows alone": _rows_alone,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of a writer."""

    seconds: float
    """Of processor time."""
    peak: float
    """MB of memory at most."""
    size: int
    digest: str


def measure(name: str, count: int) -> Measured:
    """Run a writer in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.report_writers", "--one", name, "--rows", str(count)],
        cwd=_ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    return Measured(float(told[0]), float(told[1]), int(told[2]), told[3])


def _one(name: str, count: int) -> str:
    import resource  # noqa: PLC0415 - not on Windows

    with TemporaryFile() as target:
        WRITERS[name](target, 10)  # imports are not what is measured
        target.seek(0)
        target.truncate()
        begun = time.process_time()
        WRITERS[name](target, count)
        seconds = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = target.seek(0, io.SEEK_END)
        target.seek(0)
        digest = hashlib.file_digest(target, "sha256").hexdigest()
    return f"{seconds} {peak} {size} {digest}"


@click.command()
@click.option("--rows", "count", default=100_000, show_default=True, help="How many rows.")
@click.option("--rounds", default=3, show_default=True, help="How often each writer writes them, in turn.")
@click.option("--one", hidden=True)
@click.option("--only", multiple=True, help="Only these writers.")
def main(count: int, rounds: int, one: str | None, only: tuple[str, ...]) -> None:
    """Print seconds, memory and size of each writer, and whether it writes the same bytes twice."""
    if one:
        click.echo(_one(one, count))
        return
    names = [name for name in WRITERS if not only or name in only]
    runs: dict[str, list[Measured]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            runs[name].append(measure(name, count))
            time.sleep(1)  # stamps of a second differ
    click.echo(f"{count:,} rows x {len(_SORTS)} cells, {rounds} rounds, medians\n")
    click.echo("| writer | s | µs a cell | × ours | peak MB | file MB | same bytes |\n|---|---|---|---|---|---|---|")
    first = median(run.seconds for run in runs[names[0]])
    for name, done in runs.items():
        seconds = median(run.seconds for run in done)
        alike = "yes" if len({run.digest for run in done}) == 1 else "no"
        click.echo(
            f"| {name} | {seconds:.2f} | {seconds / count / len(_SORTS) * 1e6:.2f} | {seconds / first:.2f} "
            f"| {median(run.peak for run in done):.0f} | {done[0].size / 1e6:.1f} | {alike} |"
        )


if __name__ == "__main__":
    main()
