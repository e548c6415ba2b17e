"""The same sheet as different programs write it, read alike whichever way it is read."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.forms.excel.book import Book, column_letters
from toolkit.forms.excel.cells import Cells, Shared, tree_cells, usual_cells
from toolkit.forms.excel.formats import Format, format_of
from toolkit.forms.excel.strings import UnusualXml, tree_strings, usual_strings
from toolkit.model.kinds import Raw
from toolkit.office.gate import admit
from toolkit.office.package import parsed

CODES = ("", "0.00", "yyyy-mm-dd", "@", 'yyyy"年"m"月"d"日"')
FORMATS = tuple(Format("", "") if not code else format_of(code) for code in CODES)
DAYS = (2, 4)
"""Styles that show a day."""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SECONDS = 2.0
"""For 20,000 cells; looked through again for each, they would take forty."""
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class Cell:
    """What is to be written: a value of one of Excel's types, or nothing but a style."""

    value: str | int | float | bool | date | None
    style: int = 0
    formula: str = ""
    error: str = ""
    carrier: str = "shared"
    """How a text is written: `shared`, `inline`, `str`."""

    def told(self) -> Raw | None:
        """What is to be read."""
        code = CODES[self.style]
        if self.error:
            return Raw(self.error, code, error=self.error)
        if self.value is None:
            return Raw(f"={self.formula}", code, uncached=True) if self.formula else None
        if isinstance(self.value, str):
            return Raw(self.value, code) if self.value.strip() else None
        if isinstance(self.value, bool):
            return Raw(self.value, code)
        if isinstance(self.value, date):
            return Raw(datetime(self.value.year, self.value.month, self.value.day), code)
        number = int(self.value) if float(self.value).is_integer() else self.value
        return Raw(number, code)


@dataclass(frozen=True)
class Dialect:
    """How a program writes XML."""

    seed: int
    prefix: str = ""
    is_pretty: bool = False
    shuffles: bool = False
    quote: str = '"'
    closes: bool = True
    """Whether `<c/>` rather than `<c></c>`."""
    runs: bool = False
    guides: bool = False
    """Whether phonetic guides stand beside the texts."""
    spaces: bool = False
    """Whether every text has xml:space."""
    remarks: bool = False
    """Whether comments stand between."""
    numbers_rows: bool = True
    numbers_cells: bool = True
    odd_entities: bool = False


_CHARACTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
TEXTS = st.one_of(
    st.text(_CHARACTERS, min_size=1, max_size=12),
    st.text(st.sampled_from("上海 &<>\"'_x0041Dd\n\t\r\u3000]=+1合计"), min_size=1, max_size=12),
    st.sampled_from(
        ("_x0041_", "a_x005F_", "_x000D_\n", "R&D", "<5℃", "]]>", "&amp;", "=1+1", "1,234.5", "\r\n", "_x")
    ),
)
NUMBERS = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300).filter(
        lambda number: abs(number) < 10**15 or not number.is_integer()
    ),
)
PLAIN = st.sampled_from((0, 1, 3))
CELLS = st.one_of(
    st.builds(Cell, TEXTS, PLAIN, carrier=st.sampled_from(("shared", "inline", "str"))),
    st.builds(Cell, NUMBERS, PLAIN),
    st.builds(Cell, NUMBERS, PLAIN, formula=st.sampled_from(("A1*2", 'IF(A1>0,"是","否")', "SUM(A1:A9)&B1"))),
    st.builds(Cell, TEXTS, PLAIN, st.just("A1"), carrier=st.just("str")),
    st.builds(Cell, st.booleans(), PLAIN),
    st.builds(Cell, st.dates(date(1900, 3, 1), date(9999, 12, 31)), st.sampled_from(DAYS)),
    st.builds(Cell, st.none(), st.integers(0, 4), st.sampled_from(("", "", "B2*C3", "A1<B1"))),
    st.builds(Cell, st.none(), PLAIN, error=st.sampled_from(("#N/A", "#DIV/0!", "#SPILL!"))),
)
SHEETS = st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 30)), CELLS, max_size=25)
USUAL = st.builds(Dialect, st.integers(0, 9999), runs=st.booleans(), spaces=st.booleans())
ANY = st.builds(
    Dialect,
    st.integers(0, 9999),
    st.sampled_from(("", "", "x:", "ss:")),
    st.booleans(),
    st.booleans(),
    st.sampled_from("\"'"),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
Sheet = Mapping[tuple[int, int], Cell]


class Writer:
    """Writes a sheet in a dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect, self.chance = dialect, Random(dialect.seed)
        self.strings: list[str] = []

    def tag(self, name: str, attributes: Mapping[str, object], content: str = "", *, keeps: bool = False) -> str:
        """An element; `keeps` where nothing may be put between its tags and its content."""
        named = [f" {key}={self.dialect.quote}{value}{self.dialect.quote}" for key, value in attributes.items()]
        if self.dialect.shuffles:
            self.chance.shuffle(named)
        opened = f"<{self.dialect.prefix}{name}{''.join(named)}"
        if not content and self.dialect.closes:
            return f"{opened}/>{'' if keeps else self.gap()}"
        inner = content if keeps or not content else f"{self.gap()}{content}"
        return f"{opened}>{inner}</{self.dialect.prefix}{name}>{'' if keeps else self.gap()}"

    def gap(self) -> str:
        """What stands between elements."""
        remark = "<!-- <c r='A1'/> -->" if self.dialect.remarks and self.chance.random() < 0.2 else ""
        return ("\n  " if self.dialect.is_pretty else "") + remark

    def text(self, text: str) -> str:
        """A `t` element."""
        kept = {"xml:space": "preserve"} if self.dialect.spaces or text != text.strip() else {}
        return self.tag("t", kept, self.escaped(text), keeps=True)

    def escaped(self, text: str) -> str:
        """The text as XML and as Excel would have it."""
        text = "".join("_x005F_" if mark == "_" and text[n + 1 : n + 2] == "x" else mark for n, mark in enumerate(text))
        if self.dialect.odd_entities:
            return "".join(self.character(one) for one in text)
        return escape(text).replace("\r", "_x000D_")

    def character(self, one: str) -> str:
        """One character, or a reference to it."""
        if one in "&<>\r" or self.chance.random() < 0.3:
            return self.chance.choice((f"&#{ord(one)};", f"&#x{ord(one):X};"))
        return one

    def item(self, text: str) -> str:
        """What an `si` or `is` holds: the text, whole or in runs."""
        guide = self.tag("phoneticPr", {"fontId": 1, "type": "noConversion"}) if self.dialect.guides else ""
        if not self.dialect.runs or len(text) < 2:
            return self.text(text) + guide
        at = self.chance.randrange(1, len(text))
        look = (
            self.tag("rPr", {}, self.tag("b", {}) + self.tag("sz", {"val": 11})) if self.chance.random() < 0.7 else ""
        )
        runs = self.tag("r", {}, self.text(text[:at])) + self.tag("r", {}, look + self.text(text[at:]))
        sound = self.tag("rPh", {"sb": 0, "eb": 1}, self.text("カ")) if self.dialect.guides else ""
        return runs + sound + guide

    def cell(self, place: tuple[int, int], cell: Cell) -> str:
        """A `c` element."""
        attributes: dict[str, object] = {}
        if self.dialect.numbers_cells:
            attributes["r"] = f"{column_letters(place[1])}{place[0]}"
        if cell.style or self.chance.random() < 0.3:
            attributes["s"] = cell.style
        formula = self.tag("f", {}, escape(cell.formula), keeps=True) if cell.formula else ""
        kind, value = self.value(cell)
        if kind:
            attributes["t"] = kind
        return self.tag("c", attributes, formula + value)

    def value(self, cell: Cell) -> tuple[str, str]:
        """Type and value."""
        if isinstance(cell.value, str):
            return self.text_value(cell.value, cell.carrier)
        if cell.error:
            return "e", self.tag("v", {}, cell.error, keeps=True)
        if cell.value is None:
            return "", ""
        if isinstance(cell.value, bool):
            return "b", self.tag("v", {}, str(int(cell.value)), keeps=True)
        number = (cell.value - date(1899, 12, 30)).days if isinstance(cell.value, date) else cell.value
        return self.chance.choice(("", "n")), self.tag("v", {}, repr(number), keeps=True)

    def text_value(self, text: str, carrier: str) -> tuple[str, str]:
        """Type and value of a text."""
        if carrier == "str":
            return "str", self.tag("v", {}, self.escaped(text), keeps=True)
        if carrier == "inline":
            return "inlineStr", self.tag("is", {}, self.item(text))
        self.strings.append(text)
        return "s", self.tag("v", {}, str(len(self.strings) - 1), keeps=True)

    def sheet(self, cells: Sheet) -> str:
        """The whole worksheet."""
        last = max((row for row, _ in cells), default=0)
        rows = []
        for row in range(1, last + 1):
            columns = sorted(column for at, column in cells if at == row)
            if not columns and self.dialect.numbers_rows and self.dialect.numbers_cells:
                continue
            if not self.dialect.numbers_cells:
                columns = list(range(1, max(columns, default=0) + 1))
            attributes = {"r": row} if self.dialect.numbers_rows else {}
            spans = {"spans": "1:30"} if self.chance.random() < 0.5 else {}
            written = "".join(self.cell((row, column), cells.get((row, column), Cell(None))) for column in columns)
            rows.append(self.tag("row", {**attributes, **spans}, written))
        return self.root("worksheet", self.tag("sheetData", {}, "".join(rows)))

    def items(self) -> str:
        """The shared strings."""
        return self.root("sst", "".join(self.tag("si", {}, self.item(text)) for text in self.strings))

    def root(self, name: str, content: str) -> str:
        """The root element of a part."""
        space = "xmlns" + (f":{self.dialect.prefix.rstrip(':')}" if self.dialect.prefix else "")
        return self.tag(name, {space: MAIN}, content).strip()


def package(sheet: str, strings: str) -> bytes:
    """A workbook of one sheet."""
    formats = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for n, code in enumerate(CODES)
        if code
    )
    formats = f"<numFmts>{formats}</numFmts>"
    styles = "".join(f'<xf numFmtId="{200 + n if code else 0}"/>' for n, code in enumerate(CODES))
    styles = f"<cellXfs>{styles}</cellXfs>"
    main = f"{_TYPES}.sheet.main+xml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": _rels({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_RELATED}"><sheets>'
        '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _rels(
            {
                "rId1": ("worksheet", "worksheets/sheet1.xml"),
                "rId2": ("sharedStrings", "sharedStrings.xml"),
                "rId3": ("styles", "styles.xml"),
            }
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{formats}{styles}</styleSheet>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": strings,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def _rels(targets: Mapping[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{_RELATED}/{kind}" Target="{to}"/>' for key, (kind, to) in targets.items()
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{listed}</Relationships>'
    )


def told(cells: Sheet) -> dict[int, dict[int, Raw]]:
    """What is to be read of the sheet."""
    found: dict[int, dict[int, Raw]] = {}
    for (row, column), cell in cells.items():
        raw = cell.told()
        if raw is not None:
            found.setdefault(row, {})[column] = raw
    return found


def both(sheet: str, strings: Sequence[str]) -> tuple[Cells | None, Cells]:
    """The cells by expressions, None where these do not take them; and by the tree."""
    shared, quick = Shared(strings, FORMATS, since_1904=False), None
    with suppress(UnusualXml):
        quick = usual_cells(sheet, shared, "x.xlsx")
    return quick, tree_cells(sheet, shared, "x.xlsx")[0]


@given(SHEETS, ANY)
@settings(max_examples=300, deadline=None)
def test_a_sheet_is_read_as_it_was_written_in_any_dialect(cells: Sheet, dialect: Dialect) -> None:
    writer = Writer(dialect)
    sheet = writer.sheet(cells)

    book = Book(admit(package(sheet, writer.items()), "x.xlsx"))

    assert book.sheets["表"].rows == told(cells)


@given(SHEETS, ANY)
@settings(max_examples=300, deadline=None)
def test_both_ways_read_the_same_in_any_dialect(cells: Sheet, dialect: Dialect) -> None:
    writer = Writer(dialect)
    sheet = writer.sheet(cells)

    quick, slow = both(sheet, writer.strings)

    assert slow.rows == told(cells)
    assert quick in (None, slow)
    with suppress(UnusualXml):
        assert usual_strings(writer.items()) == tree_strings(parsed(writer.items().encode(), "x.xlsx"))


@given(SHEETS, USUAL)
@settings(max_examples=200, deadline=None)
def test_what_usual_programs_write_is_read_by_expressions(cells: Sheet, dialect: Dialect) -> None:
    flat = {place: cell for place, cell in cells.items() if not (cell.carrier == "inline" and dialect.runs)}
    writer = Writer(dialect)
    sheet = writer.sheet(flat)

    quick, slow = both(sheet, writer.strings)

    assert quick == slow
    assert usual_strings(writer.items()) == writer.strings


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c>',
        '<row r="1"><c r="A1"><v>1</v></c></row></row>',
        '<c r="A1"><v>1</v></c>',
        '<row r="1"><row r="2"><c r="A2"><v>1</v></c></row></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" vm="1" t="e"><v>#VALUE!</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&nobody;</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c>x</row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="B2"><v>1</v></c></row>',
    ],
)
def test_what_is_odd_is_left_to_the_tree(rows: str) -> None:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'

    with pytest.raises(UnusualXml):
        usual_cells(sheet, Shared((), FORMATS, since_1904=False), "x.xlsx")


@pytest.mark.parametrize("since_1904", [False, True])
@pytest.mark.parametrize("number", ["2958465", "2958465.99999999999", "2958466", "0", "0.5", "60", "61", "-1", "1e300"])
def test_any_number_may_be_shown_as_a_day(number: str, since_1904: bool) -> None:
    sheet = f'<sheetData><row r="1"><c r="A1" s="2"><v>{number}</v></c></row></sheetData>'

    content = usual_cells(sheet, Shared((), FORMATS, since_1904=since_1904), "x.xlsx").rows[1][1].content

    assert isinstance(content, datetime | int | float)
    if isinstance(content, datetime):
        epoch = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
        assert abs(content - epoch - timedelta(days=float(number))) < timedelta(seconds=1)


@pytest.mark.parametrize("written", ['<c r="A1"><f>1</f>', '<c r="A1"><is><r>', '<c r="A1"><v>1', '<c r="A1" s="1">'])
def test_cells_that_never_end_are_given_up_at_once(written: str) -> None:
    endless = f'<worksheet><sheetData><row r="1">{written * 20_000}</row></sheetData></worksheet>'
    begun = time.process_time()

    with pytest.raises(UnusualXml):
        usual_cells(endless, Shared([], [], since_1904=False), "x.xlsx")

    assert time.process_time() - begun < SECONDS
