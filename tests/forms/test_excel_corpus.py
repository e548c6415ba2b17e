"""What our reader of workbooks says of real ones and of odd ones, against what is known and what others say."""

from __future__ import annotations

import json
import os
import re
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from datetime import time as clock
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from toolkit.errors import UnreadableFile
from toolkit.forms.excel.book import Book
from toolkit.forms.excel.cells import Shared, column_number, tree_cells, usual_cells
from toolkit.forms.excel.formats import formats_of
from toolkit.forms.excel.strings import UnusualXml, strings_of, tree_strings, usual_strings
from toolkit.house import shipped
from toolkit.model.kinds import Raw
from toolkit.office.gate import admit
from toolkit.office.package import Package

SHARED = Path(os.environ.get("SALESDOCS_CASES", Path(__file__).resolve().parents[3] / "shared"))
SECONDS = 3.0
"""Most processor time of one file; it takes a twentieth of that, a busy machine more."""
_MANIFEST = SHARED / "quirks" / "manifest.json"
_QUIRKS: list[dict[str, Any]] = json.loads(_MANIFEST.read_text("utf-8")) if _MANIFEST.is_file() else []
ACCEPTED = {case["file"]: case for case in _QUIRKS if case["must"] == "accept" and case["format"] == "xlsx"}
CORPUS = sorted((SHARED / "corpus").glob("*.xlsx"))
REAL = [*CORPUS, *(SHARED / "quirks" / name for name in ACCEPTED)]
OURS = [*sorted(shipped("workbooks").glob("*.xlsx")), *sorted(shipped("inbox").glob("**/*.xlsx"))]
ABSENT = pytest.param(None, marks=pytest.mark.skip("the shared cases are not beside this checkout (SALESDOCS_CASES)"))

Place = tuple[str, int, int]
"""Title of a sheet, row, column."""


def each(paths: list[Path]) -> list[Any]:
    """The files as parameters, named."""
    return [pytest.param(path, id=path.name) for path in paths] or [ABSENT]


@cache
def book_of(path: Path) -> Book:
    return Book(admit(path.read_bytes(), path.name))


@cache
def ours(path: Path) -> dict[Place, Raw]:
    """Every cell that holds something, as we read it."""
    return {(s.title, row, column): raw for s in book_of(path).sheets.values() for row, column, raw in s.cells()}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in ACCEPTED.items()] or [ABSENT])
def test_an_odd_workbook_holds_what_its_maker_wrote(case: dict[str, Any]) -> None:
    sheet = next(iter(book_of(SHARED / "quirks" / case["file"]).sheets.values()))

    found = {}
    for address in case["cells"]:
        letters, row = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()  # type: ignore[union-attr]
        found[address] = sheet.rows.get(int(row), {}).get(column_number(letters))

    assert {address: _told(raw) for address, raw in found.items()} == case["cells"]


def _told(raw: Raw | None) -> object:
    """A cell as the manifest tells it."""
    if raw is None:
        return None
    if raw.error:
        return {"error": raw.error}
    if raw.uncached:
        return {"formula": str(raw.content).removeprefix("="), "cached": None}
    if isinstance(raw.content, datetime):
        return raw.content.date().isoformat()
    return raw.content.replace("\r\n", "\n") if isinstance(raw.content, str) else raw.content


def test_a_merged_text_belongs_to_the_cell_where_it_stands() -> None:
    if not ACCEPTED:
        pytest.skip("the shared cases are not beside this checkout (SALESDOCS_CASES)")
    sheet = next(iter(book_of(SHARED / "quirks" / "x13_merged.xlsx").sheets.values()))

    held = {(row, column) for row, column, _ in sheet.cells()}

    assert (1, 2) in held
    assert (1, 3) not in held
    assert sheet.at(1, 3) == sheet.at(1, 2)


@pytest.mark.parametrize("path", each(REAL))
def test_a_real_workbook_is_read_whole_in_no_time(path: Path) -> None:
    content, begun, refused = path.read_bytes(), time.process_time(), ""

    try:
        book = Book(admit(content, path.name))
        for sheet in book.sheets.values():
            _ = [*sheet.cells()], sheet.merges, sheet.tables, sheet.hidden_columns, sheet.turned.rows
    except UnreadableFile as trouble:
        refused = trouble.code

    assert time.process_time() - begun < SECONDS
    assert not refused or _may_be_refused(content, refused)


def _may_be_refused(content: bytes, code: str) -> bool:
    """Whether the file has what the reason names, which no form needs."""
    package = Package(content, "x.xlsx")
    if code == "dtd_forbidden":
        return any(b"<!DOCTYPE" in package.read(name) for name in package.names)
    if code in ("data_connection", "external_link", "external_relationship"):
        return any("connection" in name.lower() or "externalLink" in name for name in package.names)
    return False


class Differs(NamedTuple):
    """A cell that another reader tells otherwise."""

    path: Path
    reader: str
    place: Place
    raw: Raw
    """Ours; empty where we hold nothing."""
    theirs: object
    """None where they hold nothing."""


def _blank(d: Differs) -> bool:
    return d.raw.content is None and isinstance(d.theirs, str) and not d.theirs.strip()


def _error(d: Differs) -> bool:
    return d.reader == "calamine" and bool(d.raw.error) and d.theirs is None


def _never_calculated(d: Differs) -> bool:
    return d.raw.uncached and d.theirs is None


def _elapsed(d: Differs) -> bool:
    is_elapsed = re.search(r"\[[hms]+\]", d.raw.number_format) and isinstance(d.theirs, timedelta)
    return bool(is_elapsed) and abs(timedelta(days=_number(d.raw)) - d.theirs) < timedelta(seconds=1)  # type: ignore[operator]


def _escaped(d: Differs) -> bool:
    if not isinstance(d.theirs, str) or not _ESCAPE.search(d.theirs):
        return False
    return _ESCAPE.sub(_character, d.theirs).strip() == str(d.raw.content or "").strip()


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return "" if 0xD800 <= code < 0xE000 else chr(code)


def _beneath_a_merge(d: Differs) -> bool:
    title, row, column = d.place
    merge = book_of(d.path).sheets[title].merge(row, column)
    return d.reader == "openpyxl" and d.theirs is None and merge[:2] != (row, column)


def _spaces(d: Differs) -> bool:
    return d.reader == "calamine" and isinstance(d.raw.content, str) and d.raw.content.strip() == d.theirs


def _number(raw: Raw) -> float:
    return float(raw.content) if isinstance(raw.content, int | float) else -1.0


EXPLAINED: dict[str, tuple[Callable[[Differs], bool], str]] = {
    "blank": (_blank, "spaces and line ends alone are no answer"),
    "error": (_error, "calamine tells an error cell as an empty one: forms.md 1.3"),
    "never calculated": (_never_calculated, "a formula without a value is told as its formula, never as blank"),
    "elapsed": (_elapsed, "hours beyond a day are a number to us, as no field asks for a duration"),
    "escaped": (
        _escaped,
        "_xHHHH_ is one character; openpyxl keeps it, calamine keeps it in places; half a pair is none",
    ),
    "beneath a merge": (_beneath_a_merge, "openpyxl drops what lies under a merged range"),
    "spaces": (_spaces, "calamine drops spaces at the ends without xml:space; kinds strip them in any case"),
}
"""Why a cell may be told otherwise: decided from the cell alone."""


@cache
def differences(path: Path) -> tuple[Differs, ...]:
    """The cells that other readers tell otherwise."""
    return tuple(_differences(path)) if _readable(path) else ()


def _differences(path: Path) -> Iterator[Differs]:
    own = ours(path)
    told = {name: read(path) for name, read in (("openpyxl", by_openpyxl), ("calamine", by_calamine))}
    for name, theirs in told.items():
        sheets = {sheet for sheet, _, _ in theirs}
        for place in (own.keys() | theirs.keys()) if theirs else ():
            raw = own.get(place, Raw())
            if place[0] in sheets and not same(raw.content, theirs.get(place)):
                yield Differs(path, name, place, raw, theirs.get(place))


def same(mine: object, theirs: object) -> bool:
    """Whether two readers mean the same: days are days with or without midnight, numbers are numbers."""
    if isinstance(mine, bool) or isinstance(theirs, bool):
        return mine is theirs
    if isinstance(mine, datetime | date) and isinstance(theirs, datetime | date):
        return abs(_moment(mine) - _moment(theirs)) < timedelta(milliseconds=2)
    if isinstance(mine, clock) and isinstance(theirs, clock):
        return mine.replace(microsecond=0) == theirs.replace(microsecond=0)
    return mine == theirs


def _moment(day: date) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, clock())


@cache
def by_openpyxl(path: Path) -> dict[Place, object]:
    """Every cell as openpyxl tells it; nothing where it cannot read the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(path, data_only=True)
        except (KeyError, TypeError, IndexError, ValueError):
            return {}
    cells = ((sheet.title, cell) for sheet in book.worksheets for cell in sheet._cells.values())
    return {(title, cell.row, cell.column): cell.value for title, cell in cells if cell.value is not None}


@cache
def by_calamine(path: Path) -> dict[Place, object]:
    """Every cell as calamine tells it; nothing of a file or sheet that it cannot read."""
    found: dict[Place, object] = {}
    try:
        book = CalamineWorkbook.from_path(path)
    except CalamineError:
        return {}
    for sheet in book.sheets_metadata:
        if sheet.typ is not SheetTypeEnum.WorkSheet:
            continue
        try:
            rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        except CalamineError:
            continue
        for row, cells in enumerate(rows, start=1):
            found |= {(sheet.name, row, n): cell for n, cell in enumerate(cells, start=1) if cell != ""}
    return found


def _readable(path: Path) -> bool:
    try:
        return bool(book_of(path))
    except UnreadableFile:
        return False


@pytest.mark.parametrize("path", each(REAL))
def test_other_readers_agree_or_it_is_known_why_not(path: Path) -> None:
    unexplained = [d for d in differences(path) if not any(is_so(d) for is_so, _ in EXPLAINED.values())]

    assert unexplained == []


def test_every_explanation_is_needed() -> None:
    if not REAL:
        pytest.skip("the shared cases are not beside this checkout (SALESDOCS_CASES)")
    seen = Counter(why for path in REAL for d in differences(path) for why, (is_so, _) in EXPLAINED.items() if is_so(d))

    assert seen.keys() == EXPLAINED.keys()


def test_the_other_readers_did_read() -> None:
    if not REAL:
        pytest.skip("the shared cases are not beside this checkout (SALESDOCS_CASES)")
    counts = [(bool(by_openpyxl(path)), bool(by_calamine(path)), bool(ours(path))) for path in REAL if _readable(path)]

    by_each = [sum(read) for read in zip(*counts, strict=True)]

    assert by_each[2] >= max(by_each)
    assert min(by_each) > 0.85 * len(counts)


class Written(NamedTuple):
    """What both ways to read are given."""

    package: Package
    shared: Shared
    strings: str
    """Part of the shared strings."""
    sheets: tuple[str, ...]
    """Parts of the sheets."""


def written(path: Path) -> Written:
    """The parts of a workbook that hold cells."""
    package = admit(path.read_bytes(), path.name)
    strings, styles = (package.related(kind, package.main) for kind in ("sharedStrings", "styles"))
    shared = Shared(strings_of(package, strings), formats_of(package, styles), since_1904=False)
    related = package.relations(package.main).values()
    return Written(package, shared, strings, tuple(r.target for r in related if r.kind == "worksheet"))


@pytest.mark.parametrize("path", each([*REAL, *OURS]))
def test_expressions_and_tree_read_the_same(path: Path) -> None:
    if not _readable(path):
        return
    package, shared, strings, sheets = written(path)

    for part in sheets:
        with suppress(UnusualXml):
            quick = usual_cells(package.text(part), shared, path.name)
            assert quick == tree_cells(package.text(part), shared, path.name)[0]
    with suppress(UnusualXml):
        assert not strings or usual_strings(package.text(strings)) == tree_strings(package.xml(strings))


def test_most_real_sheets_and_all_of_ours_are_read_by_expressions() -> None:
    taken = {path: list(_taken(path)) for path in filter(_readable, [*REAL, *OURS])}

    assert [path.name for path in OURS if not all(taken[path])] == []
    real = [is_taken for path in REAL if path in taken for is_taken in taken[path]]
    assert sum(real) >= 0.8 * len(real)


def _taken(path: Path) -> Iterator[bool]:
    """Whether the expressions take the strings, and each sheet."""
    package, shared, strings, sheets = written(path)
    ways: list[Callable[[], object]] = [partial(usual_cells, package.text(part), shared, path.name) for part in sheets]
    if strings:
        ways.append(partial(usual_strings, package.text(strings)))
    for read in ways:
        try:
            read()
        except UnusualXml:
            yield False
        else:
            yield True
