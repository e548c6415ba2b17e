"""What people do to a Word form. Source: forms.md 2.1."""

from __future__ import annotations

import io
import re
import zipfile

from tests.libreoffice.cases import Case, Deed, Inapplicable, nothing, untouched
from tests.libreoffice.filled import asked_of, ticked
from toolkit.forms.layout import TICKED, UNTICKED, tick_options
from toolkit.model.form import Field


def _type(case: Case, asked: Field, text: str) -> None:
    spot = case.fields[asked.key]
    case.do("type", spot.table, spot.row, spot.column, text)


def track_words(case: Case) -> None:
    """Adds to one answer and deletes from another, changes recorded."""
    words = [f for f in asked_of(case.form.fields) if f.kind.name == "words" and case.expected.values.get(f.key)]
    if not words:
        raise Inapplicable
    case.do("record_changes")
    longer, shorter = words[0], words[-1]
    spot = case.fields[longer.key]
    case.do("add", spot.table, spot.row, spot.column, "另补")
    case.expected.values[longer.key] = f"{case.expected.values[longer.key]}另补"
    if shorter is longer or getattr(shorter.kind, "least", 0) > 1:
        return
    spot = case.fields[shorter.key]
    case.do("cut_first", spot.table, spot.row, spot.column)
    case.expected.values[shorter.key] = str(case.expected.values[shorter.key])[1:]


def insert_row(case: Case) -> None:
    """Inserts a row and fills it."""
    _, grid = case.main
    case.do("insert_rows", grid.table, grid.row(2), 1)
    case.write(grid.row(2), 1)


def delete_row(case: Case) -> None:
    """Deletes a row."""
    table, grid = case.main
    case.do("delete_rows", grid.table, grid.row(2), 1)
    del case.expected.tables[table.key][1]


def track_deleted_row(case: Case) -> None:
    """Deletes a row, changes recorded."""
    case.do("record_changes")
    delete_row(case)


def track_inserted_row(case: Case) -> None:
    """Inserts a row and fills it, changes recorded."""
    case.do("record_changes")
    insert_row(case)


def copy_row(case: Case) -> None:
    """Copies a row."""
    table, grid = case.main
    case.do("copy_row", grid.table, grid.row(2))
    rows = case.expected.tables[table.key]
    rows.insert(2, dict(rows[1]))


def repeat_header(case: Case) -> None:
    """Puts the header once more between the rows, as people do for printing."""
    table, grid = case.main
    case.do("insert_rows", grid.table, grid.row(3), 1)
    for asked in table.columns:
        case.do("type", grid.table, grid.row(3), grid.columns[asked.key], asked.label.zh)


def delete_answer_row(case: Case) -> None:
    """Deletes the row of single answers."""
    spot = case.fields[case.first().key]
    case.do("delete_rows", spot.table, spot.row, 1)
    case.lost |= {key for key, other in case.fields.items() if (other.table, other.row) == (spot.table, spot.row)}


def retype_labels(case: Case) -> None:
    """Writes other words over a label that is required and one that is not: nothing else names their answers."""
    filled = [f for f in asked_of(case.form.fields) if case.expected.values.get(f.key) is not None]
    for asked in {f.need is True: f for f in filled}.values():
        spot = case.fields[asked.key]
        case.do("type", spot.table, spot.row, spot.column - 1, "改过的标签")
        case.lost.add(asked.key)


def delete_header(case: Case) -> None:
    """Deletes the header row of the table."""
    table, grid = case.main
    case.do("delete_rows", grid.table, grid.header, 1)
    case.lost.add(table.key)


def delete_column(case: Case) -> None:
    """Deletes a column from the middle of the table."""
    table, grid = case.main
    asked = asked_of(table.columns)
    gone = asked[len(asked) // 2].key
    case.do("delete_columns", grid.table, grid.columns[gone], 1)
    case.lost.add(f"{table.key}.{gone}")
    case.tells = ("N-COLUMN",)


def merge_down(case: Case) -> None:
    """Merges two cells of a column that say the same."""
    table, grid = case.main
    column = case.first("words", "day", of=table)
    for filling in (case.typed, case.expected):
        rows = filling.tables[table.key]
        rows[2][column.key] = rows[1][column.key]
    cell = grid.columns[column.key]
    case.do("merge", grid.table, [grid.row(2), cell], [grid.row(3), cell])


def merge_last_row(case: Case) -> None:
    """Merges a whole row under the last one and writes 以下空白 into it."""
    _, grid = case.main
    case.do("insert_rows", grid.table, grid.row(5), 1)
    case.do("merge", grid.table, [grid.row(5), 1], [grid.row(5), grid.right])
    case.do("type", grid.table, grid.row(5), 1, "以下空白")


def _has_dropdown(field: Field) -> bool:
    return bool(field.kind.options) and not tick_options(field.kind) and field.kind.name != "tick" and not field.locked


def retype_controls(case: Case) -> None:
    """Types over every dropdown."""
    dropdowns = [f for f in asked_of(case.form.fields) if _has_dropdown(f) and case.typed.values.get(f.key)]
    if not dropdowns:
        raise Inapplicable
    for asked in dropdowns:
        _type(case, asked, asked.kind.show(case.typed.values.pop(asked.key)))


def choose(case: Case) -> None:
    """Chooses in every dropdown, in Word, before LibreOffice saves it."""
    dropdowns = [f for f in asked_of(case.form.fields) if _has_dropdown(f) and case.typed.values.get(f.key)]
    if not dropdowns:
        raise Inapplicable
    chosen = {f.key: f.kind.show(case.typed.values.pop(f.key)) for f in dropdowns}
    case.content = _chosen(case.source(), chosen)


_CONTROL = re.compile(r"<w:sdt>.*?</w:sdt>", re.DOTALL)
_TAG = re.compile(r'<w:tag w:val="f_([a-z0-9_]+)"/>')


def _chosen(content: bytes, chosen: dict[str, str]) -> bytes:
    """The file with these options chosen in its controls, as Word writes it."""

    def choose(control: re.Match[str]) -> str:
        tag = _TAG.search(control[0])
        if tag is None or tag[1] not in chosen:
            return control[0]
        return re.sub(r"(<w:t\b[^>]*>)[^<]*", rf"\g<1>{chosen[tag[1]]}", control[0].replace("<w:showingPlcHdr/>", ""))

    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in read.infolist():
            part = read.read(entry)
            if entry.filename == "word/document.xml":
                part = _CONTROL.sub(choose, part.decode()).encode()
            new.writestr(entry, part)
    return made.getvalue()


def tick(case: Case) -> None:
    """Ticks boxes by turning □ into ☑."""
    boxes = [f for f in ticked(case.form.fields) if case.typed.values.get(f.key) is not None]
    if not boxes:
        raise Inapplicable
    for asked in boxes:
        value, spot = case.typed.values.pop(asked.key), case.fields[asked.key]
        for one in value if isinstance(value, tuple) else (value,):
            option = one if one in tick_options(asked.kind) else asked.kind.show(one)
            case.do("replace", spot.table, spot.row, spot.column, f"{UNTICKED}{option}", f"{TICKED}{option}")


PAGE_DEEDS = (
    Deed("plain save", nothing),
    Deed("via .odt", nothing, ".odt"),
    Deed("via .doc", nothing, ".doc", is_lossy=True),
    Deed("read as .doc", nothing, as_=".doc", is_lossy=True),
    Deed("saved twice", nothing, ".docx"),
    Deed("blank saved", untouched),
    Deed("words changed, tracked", track_words),
    Deed("row inserted", insert_row),
    Deed("row deleted", delete_row),
    Deed("row copied", copy_row),
    Deed("row of answers deleted", delete_answer_row),
    Deed("labels typed over", retype_labels),
    Deed("header row deleted", delete_header),
    Deed("column deleted", delete_column),
    Deed("header repeated", repeat_header),
    Deed("row inserted, tracked", track_inserted_row),
    Deed("row deleted, tracked", track_deleted_row),
    Deed("cells merged in a column", merge_down),
    Deed("last row merged, 以下空白", merge_last_row),
    Deed("dropdowns typed over", retype_controls),
    Deed("dropdowns chosen", choose),
    Deed("dropdowns chosen, via .odt", choose, ".odt"),
    Deed("boxes ticked", tick),
    Deed("boxes ticked, via .odt", tick, ".odt"),
)
