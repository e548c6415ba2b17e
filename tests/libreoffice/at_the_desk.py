"""What a person does in LibreOffice, done by its own interface. Run by a Python that has `uno`, not by the tests'.

    python3 at_the_desk.py JOBS.json

JOBS.json lists the jobs; each opens a file, does its steps, saves what came of it. How every job went is printed as
a JSON list: "" for done, else what LibreOffice said.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found, unused-ignore]  # LibreOffice's own, outside of any environment
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found, unused-ignore]
from com.sun.star.table import CellAddress  # type: ignore[import-not-found, unused-ignore]

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".ods": "calc8",
    ".xls": "MS Excel 97",
    ".docx": "MS Word 2007 XML",
    ".odt": "writer8",
    ".doc": "MS Word 97",
}
START_SECONDS = 60
START_AGAIN = 81
"""What the program ends with once it has laid out a new profile."""
TROUBLES = (Exception,)
"""What the bridge raises is made up at run time."""


def prop(name: str, value: Any) -> Any:
    """A named argument, as the interface takes it."""
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def program() -> str:
    """LibreOffice itself, not the script around it that starts it again when it crashes."""
    script = Path(shutil.which("soffice") or "soffice").resolve()
    binary = script.with_name("soffice.bin")
    return str(binary if binary.exists() else script)


class Office:
    """One LibreOffice with a profile of its own."""

    def __init__(self, folder: str) -> None:
        self._pipe = f"salesdocs{time.time_ns()}"
        self._command = [
            program(),
            "--headless",
            "--norestore",
            "--nologo",
            "--nodefault",
            f"--accept=pipe,name={self._pipe};urp;",
            f"-env:UserInstallation={Path(folder).as_uri()}",
        ]
        self.process = self._started()
        self.context = self._connected()
        self.services = self.context.ServiceManager
        self.desktop = self._service("com.sun.star.frame.Desktop")

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _connected(self) -> Any:
        here = uno.getComponentContext()
        resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={self._pipe};urp;StarOffice.ComponentContext")
            except TROUBLES:
                if time.monotonic() > until or self.process.poll() not in (None, START_AGAIN):
                    raise
            if self.process.poll() == START_AGAIN:
                self.process = self._started()
            time.sleep(0.1)

    def _service(self, name: str) -> Any:
        return self.services.createInstanceWithContext(name, self.context)

    def open(self, where: str) -> Any:
        """The file, opened without a window."""
        return self.desktop.loadComponentFromURL(where, "_blank", 0, (prop("Hidden", True),))

    def close(self) -> None:
        """Ends the program, if it has not ended by itself."""
        try:
            self.desktop.terminate()
            self.process.wait(timeout=20)
        except TROUBLES:
            self.process.kill()
            self.process.wait()


def save(document: Any, path: Path) -> None:
    """Saved as what the name's ending says."""
    document.storeToURL(path.as_uri(), (prop("FilterName", FILTERS[path.suffix]),))


def do(office: Office, job: dict[str, Any]) -> str:
    """One job; what went wrong, '' for nothing."""
    open_ones: list[Any] = []
    try:
        open_ones.append(document := office.open(Path(job["open"]).as_uri()))
        deeds = Sheets(office, document) if hasattr(document, "Sheets") else Pages(office, document)
        for name, *arguments in job["steps"]:
            getattr(deeds, name)(*arguments)
        open_ones += [deeds.document, *deeds.spare] if deeds.spare else []
        document = deeds.document
        for n, path in enumerate(job["save"], start=1):
            save(document, Path(path))
            if n < len(job["save"]):
                open_ones.append(document := office.open(Path(path).as_uri()))
        for one in {id(one): one for one in open_ones if one is not None}.values():
            one.close(True)
    except TROUBLES as trouble:
        return f"{type(trouble).__name__}: {trouble}"
    return ""


class Sheets:
    """Steps in a workbook. Rows and columns count from 1; an area is [top, left, bottom, right]."""

    def __init__(self, office: Office, document: Any) -> None:
        self.office, self.document = office, document
        self.spare: list[Any] = []
        for name in document.Sheets.ElementNames:
            document.Sheets.getByName(name).unprotect("")

    def _sheet(self, name: str) -> Any:
        return self.document.Sheets.getByName(name)

    def _range(self, sheet: str, area: list[int]) -> Any:
        top, left, bottom, right = area
        return self._sheet(sheet).getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)

    def insert_rows(self, sheet: str, row: int, count: int) -> None:
        self._sheet(sheet).Rows.insertByIndex(row - 1, count)

    def insert_columns(self, sheet: str, column: int, count: int) -> None:
        self._sheet(sheet).Columns.insertByIndex(column - 1, count)

    def delete_rows(self, sheet: str, row: int, count: int) -> None:
        self._sheet(sheet).Rows.removeByIndex(row - 1, count)

    def delete_columns(self, sheet: str, column: int, count: int) -> None:
        self._sheet(sheet).Columns.removeByIndex(column - 1, count)

    def type(self, sheet: str, row: int, column: int, text: str) -> None:
        self._sheet(sheet).getCellByPosition(column - 1, row - 1).setString(text)

    def copy(self, sheet: str, area: list[int], row: int, column: int) -> None:
        place = self._sheet(sheet).getCellByPosition(column - 1, row - 1).CellAddress
        self._sheet(sheet).copyRange(place, self._range(sheet, area).RangeAddress)

    def move(self, sheet: str, area: list[int], row: int, column: int) -> None:
        target = CellAddress()
        source = self._range(sheet, area).RangeAddress
        target.Sheet, target.Column, target.Row = source.Sheet, column - 1, row - 1
        self._sheet(sheet).moveRange(target, source)

    def sort(self, sheet: str, area: list[int], column: int) -> None:
        """By that column of the area (from 1), from the last to the first."""
        by = uno.createUnoStruct("com.sun.star.table.TableSortField")
        by.Field, by.IsAscending = column - 1, False
        fields = uno.Any("[]com.sun.star.table.TableSortField", (by,))
        uno.invoke(
            self._range(sheet, area),
            "sort",
            ((prop("SortFields", fields), prop("IsSortColumns", False), prop("ContainsHeader", False)),),
        )

    def hide_rows(self, sheet: str, row: int, count: int) -> None:
        for n in range(count):
            self._sheet(sheet).Rows.getByIndex(row - 1 + n).IsVisible = False

    def filter(self, sheet: str, area: list[int], column: int, text: str) -> None:
        """Shows only the rows of an area with headers whose column (from 1) says this."""
        cells = self._range(sheet, area)
        asked = cells.createFilterDescriptor(True)
        one = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
        one.Field, one.IsNumeric, one.StringValue = column - 1, False, text
        one.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
        asked.ContainsHeader = True
        asked.setFilterFields((one,))
        cells.filter(asked)

    def merge(self, sheet: str, area: list[int]) -> None:
        """Merged as a person merges: what stood in the other cells is gone."""
        top, left, bottom, right = area
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    self.type(sheet, row, column, "")
        self._range(sheet, area).merge(True)

    def copy_sheet(self, sheet: str, name: str) -> None:
        self.document.Sheets.copyByName(sheet, name, 1)

    def rename_sheet(self, sheet: str, name: str) -> None:
        self._sheet(sheet).setName(name)

    def delete_sheet(self, sheet: str) -> None:
        if self.document.Sheets.hasByName(sheet):
            self.document.Sheets.removeByName(sheet)

    def into_new_book(self, sheet: str) -> None:
        """The sheet copied into a new workbook, which goes on in place of the first."""
        made = self.office.open("private:factory/scalc")
        first = made.Sheets.ElementNames[0]
        made.Sheets.importSheet(self.document, sheet, 0)
        made.Sheets.removeByName(first)
        self.spare.append(self.document)
        self.document = made

    def paste(self, sheet: str, area: list[int], row: int, column: int, is_transposed: bool = False) -> None:
        """Values and number formats alone, on a new sheet from that cell on; the first sheet is removed."""
        old = self._sheet(sheet)
        self.document.Sheets.insertNewByName("Sheet1", 0)
        new = self._sheet("Sheet1")
        for n, held in enumerate(self._range(sheet, area).getDataArray()):
            for m, content in enumerate(held):
                across, down = (n, m) if is_transposed else (m, n)
                cell = new.getCellByPosition(column - 1 + across, row - 1 + down)
                if isinstance(content, str) and content:
                    cell.setString(content)
                elif content != "":
                    cell.setValue(content)
                    cell.NumberFormat = old.getCellByPosition(area[1] - 1 + m, area[0] - 1 + n).NumberFormat
        self.document.Sheets.removeByName(sheet)


class Pages:
    """Steps in a text document. Tables, rows and cells of a row count from 1, as they stand in the text."""

    def __init__(self, office: Office, document: Any) -> None:
        self.office, self.document = office, document
        self.spare: list[Any] = []
        found, body = [], document.Text.createEnumeration()
        while body.hasMoreElements():
            part = body.nextElement()
            if part.supportsService("com.sun.star.text.TextTable"):
                found.append(part)
        self.tables = found

    def _cell(self, table: int, row: int, cell: int) -> Any:
        return self.tables[table - 1].getCellByName(f"{chr(64 + cell)}{row}")

    def record_changes(self) -> None:
        self.document.RecordChanges = True

    def type(self, table: int, row: int, cell: int, text: str) -> None:
        """Typed over all that stands in the cell."""
        self._cell(table, row, cell).setString(text)

    def add(self, table: int, row: int, cell: int, text: str) -> None:
        """Typed behind what stands in the cell."""
        place = self._cell(table, row, cell)
        cursor = place.createTextCursor()
        cursor.gotoEnd(False)
        place.insertString(cursor, text, False)

    def cut_first(self, table: int, row: int, cell: int) -> None:
        """Deletes the cell's first character."""
        cursor = self._cell(table, row, cell).createTextCursor()
        cursor.gotoStart(False)
        cursor.goRight(1, True)
        cursor.setString("")

    def replace(self, table: int, row: int, cell: int, old: str, new: str) -> None:
        """Replaces the first place where the cell says `old`."""
        place = self._cell(table, row, cell)
        at = place.getString().replace("\r\n", "\n").index(old)
        cursor = place.createTextCursor()
        cursor.gotoStart(False)
        cursor.goRight(at, False)
        cursor.goRight(len(old), True)
        cursor.setString(new)

    def insert_rows(self, table: int, row: int, count: int) -> None:
        self.tables[table - 1].Rows.insertByIndex(row - 1, count)

    def delete_rows(self, table: int, row: int, count: int) -> None:
        self.tables[table - 1].Rows.removeByIndex(row - 1, count)

    def delete_columns(self, table: int, column: int, count: int) -> None:
        self.tables[table - 1].Columns.removeByIndex(column - 1, count)

    def copy_row(self, table: int, row: int) -> None:
        """The row once more, right under itself."""
        grid = self.tables[table - 1]
        names = [name for name in grid.CellNames if name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(row)]
        grid.Rows.insertByIndex(row, 1)
        for name in names:
            column = name.rstrip("0123456789")
            grid.getCellByName(f"{column}{row + 1}").setString(grid.getCellByName(name).getString())

    def merge(self, table: int, first: list[int], last: list[int]) -> None:
        """Merges from one (row, cell) to another; what stood in the others is gone."""
        grid = self.tables[table - 1]
        start, end = (f"{chr(64 + cell)}{row}" for row, cell in (first, last))
        for row in range(first[0], last[0] + 1):
            for cell in range(first[1], last[1] + 1):
                if [row, cell] != first:
                    self.type(table, row, cell, "")
        cursor = grid.createCursorByCellName(start)
        cursor.gotoCellByName(end, True)
        if not cursor.mergeRange():
            raise ValueError(f"{start}:{end} cannot be merged")


def main() -> None:
    """Every job of the list, by one LibreOffice; a job that fails, by a new one once more, for LibreOffice crashes."""
    jobs = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    said = []
    with tempfile.TemporaryDirectory() as folder:
        office = Office(f"{folder}/0")
        for n, job in enumerate(jobs, start=1):
            trouble = do(office, job)
            if trouble:
                office.close()
                office = Office(f"{folder}/{n}")
                for lock in Path(job["open"]).parent.glob(".~lock.*#"):
                    lock.unlink()  # a locked file is not opened
                trouble = do(office, job)
            said.append(trouble)
        office.close()
    sys.stdout.write(json.dumps(said, ensure_ascii=False))


if __name__ == "__main__":
    main()
