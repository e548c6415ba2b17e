"""How much faster our readers are than the libraries: gate and all, side by side in one process, turn by turn.

    python -m tests.bench_readers [--rounds 7] [PART ...]

Parts: forms, register, word, reading, each_form. Times are processor time, as the machine may be busy; a ratio is
theirs over ours, of the best rounds and in the median of the rounds.
"""

from __future__ import annotations

import argparse
import io
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from docx import Document

from toolkit.catalogue import CATALOGUE, FORMS
from toolkit.forms.blank import make
from toolkit.forms.excel.book import Book
from toolkit.forms.fill import fill
from toolkit.forms.read import read
from toolkit.forms.word.reader import story_of
from toolkit.house import shipped
from toolkit.model import kinds
from toolkit.model.form import Field, Form, Group, Table
from toolkit.model.text import Text
from toolkit.office.gate import admit

TODAY = date(2026, 7, 15)
_LEAST_SECONDS = 0.05
"""Of one round: what is over sooner is done several times."""
_ROWS = 20_000


@dataclass(frozen=True)
class Measured:
    """One line of the table: processor seconds a file, round by round."""

    what: str
    ours: tuple[float, ...]
    gate: tuple[float, ...]
    """Of which the gate."""
    theirs: tuple[float, ...] = ()
    goal: float = 0.0

    def told(self) -> str:
        """The line."""
        gate = min(self.gate) / min(self.ours)
        line = f"{self.what:<44}{min(self.ours) * 1000:10.2f}{gate:7.0%}"
        if not self.theirs:
            return line
        median = statistics.median(their / our for our, their in zip(self.ours, self.theirs, strict=True))
        best = min(self.theirs) / min(self.ours)
        return f"{line}{min(self.theirs) * 1000:10.2f}{best:8.1f}{median:8.1f}{self.goal:6.0f}"


HEADER = f"{'':<44}{'ours ms':>10}{'gate':>7}{'theirs ms':>10}{'best x':>8}{'median':>8}{'goal':>6}"


def measured(
    what: str,
    rounds: int,
    ours: Callable[[], object],
    gate: Callable[[], object],
    theirs: Callable[[], object] | None = None,
    *,
    goal: float = 0.0,
) -> Measured:
    """All of them in turn, round after round."""
    told: dict[int, list[float]] = {0: [], 1: [], 2: []}
    for _ in range(rounds):
        for place, read_all in enumerate((ours, gate, theirs)):
            if read_all is not None:
                told[place].append(_seconds(read_all))
    return Measured(what, tuple(told[0]), tuple(told[1]), tuple(told[2]), goal)


def _seconds(read_all: Callable[[], object]) -> float:
    """Processor seconds of one call."""
    begun, calls = time.process_time(), 0
    while True:
        read_all()
        calls += 1
        spent = time.process_time() - begun
        if spent >= _LEAST_SECONDS:
            return spent / calls


def book_of(content: bytes) -> int:
    """A workbook as openpyxl reads it: every cell of every sheet, the names, the tables."""
    book = Book(admit(content, "x.xlsx"))
    return sum(len(sheet.rows) + len(sheet.tables) for sheet in book.sheets.values()) + len(book.names)


def answers_of(content: bytes) -> int:
    """A workbook as forms are read: the sheets that hold answers, the names, the tables; others stay packed."""
    book = Book(admit(content, "x.xlsx"))
    return sum(len(sheet.rows) + len(sheet.tables) + len(sheet.merges) for sheet in book.answered) + len(book.names)


def story(content: bytes) -> object:
    """A Word file as forms are read: flattened."""
    return story_of(admit(content, "x.docx"))


def admitted(content: bytes, name: str = "x.xlsx") -> object:
    """A file behind the gate."""
    return admit(content, name)


def values(content: bytes, name: str = "x.xlsx") -> object:
    """A form, from its bytes to its values."""
    return read(content, name, FORMS, today=TODAY)


def each(reader: Callable[[bytes], object], files: Iterable[bytes]) -> None:
    """All the files, one after another."""
    for content in files:
        reader(content)


def by_openpyxl(content: bytes) -> int:
    """Every cell by openpyxl."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return sum(cell.value is not None for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


def named_by_openpyxl(content: bytes) -> int:
    """The workbook loaded by openpyxl, and the cells under its names."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    places = (place for name in book.defined_names.values() for place in name.destinations)
    return sum(book[sheet][area.replace("$", "")] is not None for sheet, area in places)


def by_python_docx(content: bytes) -> int:
    """The text of every cell and paragraph by python-docx."""
    document = Document(io.BytesIO(content))
    cells = sum(len(cell.text) for table in document.tables for row in table.rows for cell in row.cells)
    return cells + sum(len(paragraph.text) for paragraph in document.paragraphs)


def forms(rounds: int) -> Iterator[Measured]:
    """Workbook forms against openpyxl."""
    samples = [path.read_bytes() for path in sorted(shipped("inbox").glob("*.xlsx"))]
    sixty = [named_form()]
    for what, files, ours in (
        (f"{len(samples)} sample forms, together", samples, answers_of),
        (" the same, every sheet of them", samples, book_of),
        ("form of 60 names and 50 rows", sixty, answers_of),
        (" the same, every sheet of it", sixty, book_of),
    ):
        yield measured(
            what,
            rounds,
            partial(each, ours, files),
            partial(each, admitted, files),
            partial(each, by_openpyxl, files),
            goal=6,
        )


def register(rounds: int) -> Iterator[Measured]:
    """A register of 20,000 rows of 10 cells against openpyxl, as XlsxWriter and as LibreOffice write it."""
    written = mixed_register()
    for what, content in (("XlsxWriter", written), ("LibreOffice", resaved(written))):
        if content:
            yield measured(
                f"{_ROWS} x 10 by {what}",
                min(rounds, 5),
                partial(book_of, content),
                partial(admitted, content),
                partial(by_openpyxl, content),
                goal=5,
            )


def word(rounds: int) -> Iterator[Measured]:
    """Word forms against python-docx."""
    samples = [path.read_bytes() for path in sorted(shipped("inbox").glob("*.docx"))]
    for what, files in (
        ("F04 filled, four rows of needs", [example("F04", rows=4)]),
        (f"{len(samples)} sample forms, together", samples),
    ):
        yield measured(
            what,
            rounds,
            partial(each, story, files),
            partial(each, partial(admitted, name="x.docx"), files),
            partial(each, by_python_docx, files),
            goal=6,
        )


def reading(rounds: int) -> Iterator[Measured]:
    """Whole forms, from bytes to values: known, bound, every answer read."""
    for ending in ("xlsx", "docx"):
        files = [path.read_bytes() for path in sorted(shipped("inbox").glob(f"*.{ending}"))]
        name = f"x.{ending}"
        yield measured(
            f"{len(files)} sample .{ending} to values, together",
            rounds,
            partial(each, partial(values, name=name), files),
            partial(each, partial(admitted, name=name), files),
        )
    leads = lead_register()
    yield measured(
        f"F02 of {_ROWS} rows x 15 to values",
        min(rounds, 3),
        partial(values, leads),
        partial(admitted, leads),
    )


def each_form(rounds: int) -> Iterator[Measured]:
    """One form of each sort from its bytes to its values, against a library that only opens it and takes its cells."""
    for key, rows in (("F02", 20), ("F05", 4), ("F06", 1), ("F11", 3), ("M01", 0), ("F04", 4), ("F07", 2)):
        content, name = example(key, rows=rows), f"x.{CATALOGUE.forms[key].medium}"
        yield measured(
            f"{key} of {rows} rows to values" if rows else f"{key} to values",
            rounds,
            partial(values, content, name),
            partial(admitted, content, name),
            partial(named_by_openpyxl if name.endswith("xlsx") else by_python_docx, content),
            goal=4 if name.endswith("xlsx") else 2,
        )


PARTS = {part.__name__: part for part in (forms, register, word, reading, each_form)}


def example(key: str, *, rows: int) -> bytes:
    """A form with every field filled as its examples say, and so many rows in every table."""
    form = CATALOGUE.forms[key]
    values = {f.key: f.example for f in form.fields if not f.calculation and not f.drawn}
    columns = {t.key: {c.key: c.example for c in t.columns if not c.calculation and not c.drawn} for t in form.tables}
    return fill(make(form), form, values, {table: (row,) * rows for table, row in columns.items()})


def named_form() -> bytes:
    """A form of ours with 60 named cells and a table of 50 filled rows. Source: engines.md 3."""
    sorts: tuple[kinds.Kind, ...] = (
        kinds.Words(),
        kinds.Amount(),
        kinds.Day(),
        kinds.Choice(("高", "中", "低")),
        kinds.Whole(0, 999),
    )
    typed = ("上海启明精密制造有限公司", "286000", "2026-07-20", "中", "12")

    def asked(stem: str, count: int) -> tuple[Field, ...]:
        return tuple(
            Field(
                key=f"{stem}_{chr(97 + n // 26)}{chr(97 + n % 26)}",
                label=Text(f"{stem}标签{n}", f"{stem} {n}"),
                kind=kind,
            )
            for n, kind in enumerate(islice(cycle(sorts), count))
        )

    fields, columns = asked("field", 60), asked("column", 6)
    table = Table(key="lines", title=Text("明细", "lines"), columns=columns, ready_rows=50)
    parts = (Group(Text("基本信息", "basics"), fields), table)
    form = Form(id="F99", word="bench", version="1", title=Text("六十栏", "sixty"), medium="xlsx", parts=parts, stage=1)
    row = {field.key: text for field, text in zip(columns, cycle(typed), strict=False)}
    return fill(
        make(form), form, {f.key: text for f, text in zip(fields, cycle(typed), strict=False)}, {"lines": (row,) * 50}
    )


def mixed_register() -> bytes:
    """Texts, choices, days, amounts and shares, a third of the remarks filled, as XlsxWriter writes them."""
    chance = random.Random(1)
    headers = ("编号", "客户名称", "联系人", "电话", "来源", "行业", "登记日期", "金额", "折扣", "备注")

    def row(n: int) -> list[object]:
        return [
            n,
            f"上海{chance.randrange(10**6)}机械有限公司",
            chance.choice("赵钱孙李周吴郑王") + chance.choice("芳伟强敏"),
            f"138{chance.randrange(10**8):08d}",
            chance.choice(("展会", "转介绍", "网络", "电话")),
            chance.choice(("制造", "零售", "物流")),
            datetime(2025, 1, 1) + timedelta(days=chance.randrange(600)),
            round(chance.uniform(1000, 999_999), 2),
            chance.randrange(60, 100) / 100,
            f"备注{chance.randrange(5000)}" if chance.random() < 0.3 else None,
        ]

    return _written([list(headers), *(row(n) for n in range(1, _ROWS + 1))], {6: "yyyy-mm-dd", 7: "#,##0.00", 8: "0%"})


def lead_register() -> bytes:
    """F02 with 20,000 leads, fifteen of its columns filled."""
    table = CATALOGUE.forms["F02"].table("rows")
    chance = random.Random(2)
    typed: dict[str, Callable[[int], object]] = {
        "customer_name": lambda n: f"上海{n}精密制造有限公司",
        "industry": lambda _: chance.choice(("制造业", "零售业", "物流业")),
        "annual_revenue": lambda _: chance.choice(("5000万-2亿", "1亿-3亿", "500万以下")),
        "region": lambda _: chance.choice(("上海市浦东新区", "江苏省苏州市", "浙江省杭州市")),
        "source": lambda _: chance.choice(("行业展会", "电话", "转介绍")),
        "pain_points": lambda n: f"上料工位用工成本高,第{n % 500}类",
        "contact_name": lambda _: chance.choice("赵钱孙李周吴郑王") + chance.choice("芳伟强敏"),
        "contact_phone": lambda _: f"138{chance.randrange(10**8):08d}",
        "contact_email": lambda n: f"user{n}@example.com",
        "first_contact_date": lambda _: datetime(2026, 1, 1) + timedelta(days=chance.randrange(150)),
        "next_contact_date": lambda _: datetime(2026, 7, 20) + timedelta(days=chance.randrange(60)),
        "intent_level": lambda _: chance.choice(("高意向", "中意向", "低意向")),
        "owner": lambda _: chance.choice(("王芳", "李强", "张敏")),
        "register_date": lambda _: datetime(2026, 6, 1) + timedelta(days=chance.randrange(40)),
        "remark": lambda n: f"展会现场交换名片{n}",
    }
    keys = [column.key for column in table.columns]
    headers = ["序号", *(column.label.zh for column in table.columns)]
    rows = [[n, *(typed[key](n) if key in typed else None for key in keys)] for n in range(1, _ROWS + 1)]
    days = {at: "yyyy-mm-dd" for at, key in enumerate(keys, start=1) if key.endswith("_date")}
    return _written([["潜在客户信息登记表"], headers, *rows], days)


def _written(rows: list[list[Any]], formats: dict[int, str]) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("登记")
    looks = {column: book.add_format({"num_format": code}) for column, code in formats.items()}
    for at, row in enumerate(rows):
        for column, content in enumerate(row):
            if content is not None:
                sheet.write(at, column, content, looks.get(column) if not isinstance(content, str) else None)
    book.close()
    return made.getvalue()


def resaved(content: bytes) -> bytes:
    """The workbook as LibreOffice saves it; nothing where that is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return b""
    with tempfile.TemporaryDirectory() as folder:
        place, made = Path(folder) / "x.xlsx", Path(folder) / "made"
        place.write_bytes(content)
        command = [office, f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(made), str(place)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return (made / "x.xlsx").read_bytes()


def main() -> None:
    """Prints the table."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench_readers")
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("parts", nargs="*", default=list(PARTS))
    given = asked.parse_args()
    sys.stdout.write(f"{HEADER}\n")
    for part in given.parts:
        for line in PARTS[part](given.rounds):
            sys.stdout.write(f"{line.told()}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
