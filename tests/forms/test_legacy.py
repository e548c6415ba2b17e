"""Old and foreign formats: what is in them is read, or refused by name; what they would do to us, a child suffers."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path

import openpyxl
import pytest

from tests.catalogue.test_filled_is_read import told
from tests.forms.binary_workbook import SHARED, as_xlsb, cells_of
from toolkit.catalogue import FORMS
from toolkit.errors import UnknownForm, UnreadableFile
from toolkit.forms.blank import make
from toolkit.forms.excel.book import Book
from toolkit.forms.fill import fill
from toolkit.forms.legacy import word, workbooks
from toolkit.forms.legacy.compound import is_whole_compound
from toolkit.forms.legacy.sorts import sort_of
from toolkit.forms.read import is_form_file, read
from toolkit.model.form import Form
from toolkit.model.kinds import Content, Raw
from toolkit.office.jail import Bounds, Failed, run_module
from toolkit.office.limits import MIB
from toolkit.office.package import Package

TODAY = date(2026, 7, 15)
CASES = Path(os.environ.get("SALESDOCS_CASES", Path(__file__).parents[3] / "shared"))
WORKBOOKS = [form for form in FORMS if form.medium == "xlsx"]
SOME_WORD = [form for form in FORMS if form.id in ("F04", "F07", "F13")]
"""Each asks for a start of LibreOffice, some seconds."""
FILTERS = {"xls": "xls:MS Excel 97", "ods": "ods:calc8", "doc": "doc:MS Word 97"}
needs_libreoffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="limits of memory and processor time are POSIX's")


def filled(form: Form) -> bytes:
    """The form with its examples, two rows a table."""

    def examples(fields: object) -> dict[str, str]:
        return {f.key: f.example for f in fields if not f.calculation and not f.drawn}  # type: ignore[attr-defined]

    tables = {table.key: (examples(table.columns),) * 2 for table in form.tables}
    return fill(make(form), form, examples(form.fields), tables)


def saved_as(ending: str, files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Files by their stems as LibreOffice saves them in another format, all in one start."""
    sources = []
    for stem, content in files.items():
        sources.append(folder / f"{stem}.{'docx' if ending == 'doc' else 'xlsx'}")
        sources[-1].write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", FILTERS[ending], "--outdir", str(folder)]
    subprocess.run([*command, *map(str, sources)], check=True, capture_output=True, timeout=240)
    return {stem: (folder / f"{stem}.{ending}").read_bytes() for stem in files}


def odd_sheet() -> bytes:
    """A workbook of what formats tell differently: errors, shares, days, hidden rows, merged cells."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "杂项"
    days: list[Content] = [date(2025, 3, 14), datetime(2025, 3, 14, 9, 30), clock(9, 30)]
    held: list[Content] = ["文字", 12.5, 20000, *days, 0.3, 1, True, "=1/0", "=NA()", "=B2*2", '="甲"&"乙"', '=""']
    for row, content in enumerate([*held, "  两  ", "一\n二"], 1):
        sheet.cell(row, 2, content)
    sheet["B7"].number_format, sheet["B8"].number_format = "0%", "0.00%"
    sheet["D20"] = "合并"
    sheet.merge_cells("D20:F21")
    sheet.row_dimensions[5].hidden = True
    workbook.create_sheet("_meta")["A1"] = "salesdocs.kind"
    workbook["_meta"].sheet_state = "hidden"
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, bytes]]:
    """Gives `converted("xls")`: every workbook form filled, and the odd sheet, in that format."""
    done: dict[str, dict[str, bytes]] = {}

    def of(ending: str) -> dict[str, bytes]:
        if ending not in done:
            forms = SOME_WORD if ending == "doc" else WORKBOOKS
            files = {form.id: filled(form) for form in forms}
            files |= {} if ending == "doc" else {"odd": odd_sheet()}
            done[ending] = saved_as(ending, files, tmp_path_factory.mktemp(ending))
        return done[ending]

    return of


def refusal_of(content: bytes, name: str) -> str:
    with pytest.raises(UnreadableFile) as trouble:
        read(content, name, FORMS, today=TODAY)
    return trouble.value.code


@needs_libreoffice
@pytest.mark.parametrize("ending", ["xls", "ods"])
@pytest.mark.parametrize("form", WORKBOOKS, ids=lambda form: form.id)
def test_a_workbook_saved_in_an_old_format_reads_the_same(
    form: Form, ending: str, converted: Callable[[str], dict[str, bytes]]
) -> None:
    before = told(form, read(filled(form), "a.xlsx", FORMS, today=TODAY))

    after = read(converted(ending)[form.id], f"a.{ending}", FORMS, today=TODAY)

    assert (after.form, told(form, after)) == (form.id, before)
    assert before[0] or any(before[1].values())
    (legacy,) = [note for note in after.remarks if note.code == "N-LEGACY"]
    assert legacy.is_warning and legacy.facts["format"] == f".{ending}"


@pytest.mark.parametrize("form", WORKBOOKS, ids=lambda form: form.id)
def test_a_binary_workbook_reads_the_same(form: Form) -> None:
    content = filled(form)
    book = Book(Package(content, "a.xlsx"))
    calculated = {
        title: {at: raw for at, raw in cells_of(sheet).items() if not raw.uncached}
        for title, sheet in book.sheets.items()
    }
    merges = {title: sheet.merges for title, sheet in book.sheets.items()}
    hidden = [title for title, sheet in book.sheets.items() if sheet.is_hidden]

    after = read(as_xlsb(calculated, hidden=hidden, merges=merges), "a.xlsb", FORMS, today=TODAY)

    before = read(content, "a.xlsx", FORMS, today=TODAY)
    assert told(form, after) == told(form, before)
    assert [note.code for note in after.remarks] == ["N-LEGACY", *(note.code for note in before.remarks)]


@needs_libreoffice
@pytest.mark.parametrize("form", SOME_WORD, ids=lambda form: form.id)
def test_an_old_word_file_reads_the_same(form: Form, converted: Callable[[str], dict[str, bytes]]) -> None:
    before = told(form, read(filled(form), "a.docx", FORMS, today=TODAY))

    after = read(converted("doc")[form.id], "a.doc", FORMS, today=TODAY)

    assert (after.form, told(form, after)) == (form.id, before)
    assert "N-LEGACY" in [note.code for note in after.remarks]


@needs_libreoffice
@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_errors_shares_days_and_hidden_rows_are_told_apart(
    ending: str, converted: Callable[[str], dict[str, bytes]]
) -> None:
    book = workbooks.book_of(converted(ending)["odd"], "odd", ending)

    sheet = book.sheets["杂项"]
    held = {row: raw.content for row, column, raw in sheet.cells() if column == 2 and not raw.error}
    assert held == {
        **{1: "文字", 2: 12.5, 3: 20000, 4: date(2025, 3, 14), 5: datetime(2025, 3, 14, 9, 30), 6: clock(9, 30)},
        **{7: 0.3, 8: 1, 9: True, 12: 25, 13: "甲乙", 15: "  两  ", 16: "一\n二"},
    }
    assert (sheet.at(10, 2).error, sheet.at(11, 2).error) == ("#DIV/0!", "#N/A")
    assert [row for row in range(1, 17) if "%" in sheet.at(row, 2).number_format] == [7, 8]
    assert (set(sheet.hidden_rows), sheet.merges) == ({5}, ((20, 4, 21, 6),))
    assert book.sheets["_meta"].is_hidden


def test_a_binary_workbook_tells_errors_shares_and_merges_too() -> None:
    cells = {
        (2, 3): Raw(1, "0%"),
        (3, 3): Raw("#N/A", error="#N/A"),
        (4, 3): Raw(date(2025, 3, 14)),
        (9, 1): Raw(SHARED),
    }

    content = as_xlsb({"表": cells}, shared="共用", merges={"表": [(9, 1, 10, 4)]})

    sheet = workbooks.book_of(content, "a.xlsb", "xlsb").sheets["表"]

    assert (sheet.at(2, 3).content, "%" in sheet.at(2, 3).number_format) == (1, True)
    assert (sheet.at(3, 3).error, sheet.at(4, 3).content) == ("#N/A", date(2025, 3, 14))
    assert (sheet.at(10, 4).content, sheet.merges) == ("共用", ((9, 1, 10, 4),))


def test_a_workbook_of_wps_that_is_an_ordinary_package_is_read_as_one() -> None:
    form = WORKBOOKS[0]

    submission = read(filled(form), "登记表.et", FORMS, today=TODAY)

    assert (submission.form, submission.remarks) == (form.id, ())


@needs_libreoffice
def test_a_workbook_of_wps_in_the_old_format_is_read_as_xls(converted: Callable[[str], dict[str, bytes]]) -> None:
    submission = read(converted("xls")["F05"], "成本核算表.ET", FORMS, today=TODAY)

    assert submission.form == "F05"
    assert submission.remarks[0].facts["format"] == ".et"


MARKUP = {
    "html_not_xlsx": b"<html><body><table><tr><td>1</td></tr></table></body></html>",
    "csv_not_xlsx": "客户,电话\n启明,123\n".encode("gb18030"),
    "xml2003_not_xlsx": b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    "empty_file": b"",
}


@pytest.mark.parametrize("reason", MARKUP)
@pytest.mark.parametrize("ending", ["xls", "et"])
def test_what_only_bears_the_name_of_an_old_workbook_is_refused_by_what_it_is(reason: str, ending: str) -> None:
    assert refusal_of(MARKUP[reason], f"a.{ending}") == reason


@pytest.mark.parametrize("file", ["r22_xls_as.xlsx", "r23_ods_as.xlsx", "r21_encrypted.xlsx"])
def test_an_old_workbook_renamed_stays_refused(file: str) -> None:
    path = CASES / "quirks" / file
    if not path.is_file():
        pytest.skip("the shared cases are not beside this checkout (SALESDOCS_CASES)")

    reason = {"r22": "xls_not_xlsx", "r23": "ods_not_xlsx", "r21": "encrypted"}[file[:3]]

    assert refusal_of(path.read_bytes(), file) == reason


@pytest.mark.parametrize(("file", "ending"), [("r22_xls_as.xlsx", "xls"), ("r23_ods_as.xlsx", "ods")])
def test_the_same_under_its_own_name_is_read(file: str, ending: str) -> None:
    path = CASES / "quirks" / file
    if not path.is_file():
        pytest.skip("the shared cases are not beside this checkout (SALESDOCS_CASES)")

    with pytest.raises(UnknownForm):  # whole, and none of ours
        read(path.read_bytes(), f"a.{ending}", FORMS, today=TODAY)


def entry_renamed(content: bytes, old: str, new: str) -> bytes:
    """The compound file with one entry of its directory under another name."""
    named = old.encode("utf-16-le").ljust(64, b"\0") + (2 * len(old) + 2).to_bytes(2, "little")
    assert content.count(named) == 1
    return content.replace(named, new.encode("utf-16-le").ljust(64, b"\0") + (2 * len(new) + 2).to_bytes(2, "little"))


def with_password(content: bytes) -> bytes:
    """The .xls whose second record asks for a password."""
    at = content.index(b"\x09\x08\x10\x00\x00\x06") + 20
    return content[:at] + b"\x2f\x00" + content[at + 2 :]


def of_macros(content: bytes) -> bytes:
    """The .xls whose first sheet is one of macros."""
    at = next(n for n in range(len(content)) if content[n : n + 2] == b"\x85\0" and content[n + 8 : n + 10] == b"\0\0")
    return content[: at + 9] + b"\1" + content[at + 10 :]


SPOILT: Mapping[str, tuple[Callable[[bytes], bytes], str]] = {
    "project of macros": (lambda xls: entry_renamed(xls, "\x01CompObj", "_VBA_PROJECT_CUR"), "macros"),
    "sheet of macros": (of_macros, "macros"),
    "object within": (lambda xls: entry_renamed(xls, "\x01CompObj", "MBD0012ABCD"), "embedded_object"),
    "password": (with_password, "encrypted"),
    "package with password": (lambda xls: entry_renamed(xls, "\x01CompObj", "EncryptedPackage"), "encrypted"),
    "cut": (lambda xls: xls[: len(xls) // 2], "legacy_damaged"),
    "header alone": (lambda xls: xls[:512], "legacy_damaged"),
    "too large": (lambda xls: xls + bytes(21 * MIB), "too_large"),
}


@needs_libreoffice
@pytest.mark.parametrize("case", SPOILT)
def test_an_old_workbook_that_is_hostile_or_broken_is_refused_by_name(
    case: str, converted: Callable[[str], dict[str, bytes]]
) -> None:
    spoil, reason = SPOILT[case]

    assert refusal_of(spoil(converted("xls")["F05"]), "a.xls") == reason


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as package:
        package.writestr(name, part)
    return made.getvalue()


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/macrosheets/sheet1.bin", "macros"),
        ("xl/externalLinks/externalLink1.bin", "external_link"),
        ("xl/embeddings/oleObject1.bin", "embedded_object"),
        ("XL/worksheets/sheet1.bin", "duplicate_part"),
    ],
)
def test_a_binary_workbook_that_acts_is_refused(part: str, reason: str) -> None:
    content = as_xlsb({"表": {(1, 1): Raw("x")}})

    assert refusal_of(with_part(content, part, b"x"), "a.xlsb") == reason


@needs_libreoffice
def test_an_open_document_that_acts_is_refused(converted: Callable[[str], dict[str, bytes]]) -> None:
    content = converted("ods")["F05"]

    assert refusal_of(with_part(content, "Basic/Standard/script-lb.xml", b"<x/>"), "a.ods") == "macros"


def test_a_binary_workbook_under_another_name_is_refused() -> None:
    content = as_xlsb({"表": {(1, 1): Raw("x")}})

    assert refusal_of(content, "a.xlsx") == "xlsb_not_xlsx"
    assert refusal_of(filled(WORKBOOKS[0]), "a.xlsb") == "wrong_office_type"
    assert refusal_of(filled(WORKBOOKS[0]), "a.xls") == "wrong_office_type"


@on_posix
def test_a_workbook_that_kills_its_reader_is_refused() -> None:
    cells = {(row, 1): Raw(SHARED) for row in range(1, 20_001)}
    content = as_xlsb({"表": cells}, shared="文" * 500_000)  # forms.md, security: one text of 1 MB in 20,000 cells

    began = time.monotonic()
    reason = refusal_of(content, "a.xlsb")

    assert (len(content) < MIB, reason) == (True, "legacy_failed")
    assert time.monotonic() - began < 30


def test_a_reader_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.monotonic()

    with pytest.raises(Failed, match="too long"):
        run_module("timeit", "-n", "1000000000000", "pass", given=b"", bounds=Bounds(wall_seconds=1.0))

    assert time.monotonic() - began < 15


def test_a_reader_that_says_too_much_crashes_or_talks_nonsense_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    content = as_xlsb({"表": {(1, 1): Raw("x")}})

    for module in ("this", "there_is_no_such_module"):
        monkeypatch.setattr(workbooks, "READER", module)
        assert refusal_of(content, "a.xlsb") == "legacy_failed"
    with pytest.raises(Failed, match="too much"):
        run_module("this", given=b"", bounds=Bounds(said=100))


def test_a_reader_sees_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_PASSWORD", "geheim")

    said = run_module("timeit", "-n1", "-r1", "-s", "import os", "print(os.environ, os.listdir('.'))", given=b"")

    assert b"geheim" not in said
    assert said.split(b")", 1)[1].startswith(b" []")


@on_posix
def test_a_reader_has_no_more_memory_than_it_is_given() -> None:
    content = as_xlsb({"表": {(1, 1): Raw("x")}})

    with pytest.raises(UnreadableFile, match="legacy_failed"):
        workbooks.book_of(content, "a.xlsb", "xlsb", bounds=Bounds(memory=16 * MIB))


def test_without_libreoffice_an_old_word_file_comes_back_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "office_program", lambda: "")

    with pytest.raises(UnreadableFile, match="doc_unconverted"):
        word.as_docx(b"", "a.doc")


@needs_libreoffice
def test_a_conversion_that_takes_too_long_is_a_refusal(converted: Callable[[str], dict[str, bytes]]) -> None:
    content = converted("doc")["F07"]

    with pytest.raises(UnreadableFile, match="legacy_failed"):
        word.as_docx(content, "a.doc", bounds=Bounds(wall_seconds=0.2, memory=4096 * MIB))


@needs_libreoffice
def test_an_old_file_is_whole_once_its_streams_are(converted: Callable[[str], dict[str, bytes]]) -> None:
    content = converted("xls")["F05"]

    assert is_whole_compound(content)
    assert not is_whole_compound(content[: len(content) // 2])
    assert not is_whole_compound(bytes(len(content)))


def test_files_of_these_formats_are_form_files() -> None:
    names = ["表.XLS", "表.et", "表.ods", "表.xlsb", "单.doc", "单.wps", "表.xlsx"]

    assert all(map(is_form_file, names))
    assert not any(map(is_form_file, ["~$表.xls", "表.txt", "表.csv"]))
    assert sort_of(b"", "表.xls") == ""
