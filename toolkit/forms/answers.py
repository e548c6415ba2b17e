"""A raw cell turned into an answer: its place, what was typed, what it means."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast

from toolkit.forms import layout
from toolkit.forms.labels import bare
from toolkit.model.form import Field, Form, Table
from toolkit.model.kinds import Fault, Kind, Note, Raw, is_blank
from toolkit.model.kinds.cleaning import without_label, written
from toolkit.model.kinds.reading import NOTHING
from toolkit.model.once import once
from toolkit.model.submission import Answer, Line, Value

Parts = tuple[dict[str, Answer], dict[str, tuple[Line, ...]], tuple[Note, ...]]
"""What a reader finds: the single answers, the lines by table, and what there is to say of the whole."""
Place = tuple[Raw, str, int]
"""What a cell holds, where it stands, and in a Word file which cell of its row that is, from 1; else 0."""
BINDING = "N-BINDING"
"""A cell was found by name, but the label beside it says something else."""
TWICE = "M-TWICE"
"""A label stands twice in the file, with different answers."""
BELOW = "N-BELOW"
"""Something is written below the end of a table."""
COLUMN = "N-COLUMN"
"""A column of the form has no header in the file."""
EXTRA = "N-EXTRA"
"""A column that the form does not have is filled in."""
GONE = "N-GONE"
"""No row of the file heads this table."""
ABSENT = "N-ABSENT"
"""The file has no place for some answers that are not required."""
COPY = "N-COPY"
"""Another sheet answers the same differently."""
PICTURE = "M-PICTURE"
"""A picture stands where words are needed."""
_MOST_KNOWN = 20_000
"""Cells whose answers are remembered."""
_KEPT_DIGITS = 15
_SHOWN_PLACES = 4
"""Of a percentage."""
_BOXES = re.compile(r"[□☐◻]")
_COLON = re.compile("[:：]")


def answer_of(
    field: Field,
    raw: Raw,
    *,
    key: str,
    place: str,
    today: date,
    notes: tuple[Note, ...] = (),
    cell: int = 0,
    found_by: str = "",
) -> Answer:
    """What the cell answers; its own prompts and boxes left unticked are blank."""
    raw = raw._replace(content=None) if is_untouched(field, raw) else raw
    if raw.uncached and field.calculation is not None:
        return Answer(key, place=place, notes=notes, cell=cell, found_by=found_by)
    if raw.is_picture:
        return Answer(key, place=place, notes=notes, fault=Fault(PICTURE), cell=cell, found_by=found_by)
    if isinstance(raw.content, str) and _COLON.search(raw.content):
        raw = raw._replace(content=without_label(raw.content, (*field.label, *field.aliases)))
    reading = field.kind.read(raw, today=today)
    value, told = cast(Value, reading.value), (*notes, *reading.notes)
    return Answer(key, value, shown(raw), place, told, reading.fault, cell, found_by)


def is_untouched(field: Field, raw: Raw) -> bool:
    """Whether the cell says only what the blank itself says: a number to come, boxes to tick."""
    if not isinstance(raw.content, str):
        return False
    boxes = _boxes_of(field.kind)
    if not (boxes or field.drawn):
        return False
    text = "".join(raw.content.split())
    if field.drawn and text == layout.DRAWN:
        return True
    return bool(boxes) and _BOXES.sub(layout.UNTICKED, text) == boxes


@once
def _boxes_of(kind: Kind) -> str:
    """The boxes that the blank prints, none ticked, without spaces; '' where the answer is written."""
    return "".join(layout.tick_list(kind).split())


def is_filled(field: Field, raw: Raw) -> bool:
    """Whether a person typed something there."""
    if field.calculation is not None or is_untouched(field, raw):
        return False
    return bool(raw.error) or raw.uncached or raw.is_picture or not is_blank(raw.content)


def shown(raw: Raw) -> str:
    """The cell as a person sees it: `286000`, `30%`, `2026-07-01`; a formula never calculated as typed."""
    content = raw.content
    if raw.error:
        return raw.error
    if isinstance(content, bool) or not isinstance(content, int | float | Decimal):
        return written(content).strip()
    number = Decimal(f"{content:.{_KEPT_DIGITS}g}") if isinstance(content, float) else Decimal(content)
    if "%" in raw.number_format:
        return f"{_unpadded(round(number * 100, _SHOWN_PLACES))}%"
    return _unpadded(number)


def _unpadded(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def answer_among(field: Field, places: Sequence[Place], *, today: date, found_by: str = "") -> Answer:
    """The answer of a label that may stand several times: the filled one; different ones are a fault."""
    filled = [place for place in places if is_filled(field, place[0])]
    if not filled:
        raw, place, cell = places[0] if places else (NOTHING, "", 0)
        layer = found_by if place else ""
        return answer_of(field, raw, key=field.key, place=place, today=today, cell=cell, found_by=layer)
    raw, place, cell = filled[0]
    answer = answer_of(field, raw, key=field.key, place=place, today=today, cell=cell, found_by=found_by)
    several = len(filled) > 1 and len({shown(raw) for raw, *_ in filled}) > 1
    return contradicted(answer, filled) if several else answer


def contradicted(answer: Answer, filled: Sequence[Place]) -> Answer:
    """The answer when the file holds several: none of them counts, all are told with their places."""
    values = tuple(dict.fromkeys(shown(raw) for raw, *_ in filled))
    facts: Mapping[str, object] = {"values": values, "places": tuple(place for _, place, _ in filled)}
    return replace(answer, value=None, fault=Fault(TWICE, facts))


Known = dict[tuple[str, type, Raw], Answer]
"""What cells of a table were found to answer, by key and content: a register says the same thousands of times."""


def line_of(
    table: Table,
    cells: Mapping[str, Place],
    *,
    number: int,
    place: str,
    today: date,
    found_by: str = "",
    known: Known | None = None,
) -> Line:
    """One row of a table, an answer for every column. `known`: of the table's other rows, on the same day."""
    known = {} if known is None else known
    if len(known) > _MOST_KNOWN:
        known.clear()
    answers = {}
    elsewhere = NOTHING, place, 0
    for field, own, key in _keyed(table):
        raw, where, cell = cells.get(own, elsewhere)
        content = key, type(raw.content), raw
        told = known.get(content)
        if told is None:
            told = known[content] = answer_of(field, raw, key=key, place="", today=today)
        layer = found_by if own in cells else ""
        answers[own] = Answer(key, told.value, told.raw, where, told.notes, told.fault, cell, layer)
    return Line(number, place, answers)


@once
def _keyed(table: Table) -> tuple[tuple[Field, str, str], ...]:
    """The columns with their own keys and those of their answers."""
    return tuple((field, field.key, f"{table.key}.{field.key}") for field in table.columns)


def gone(table: Table) -> Note:
    """The remark on a table that the file does not have: it is not taken for an empty one."""
    return Note(GONE, {"table": table.title, "columns": tuple(field.label for field in table.columns)}, is_warning=True)


def headless(table: Table, headed: Container[str], place: str) -> Iterator[Note]:
    """The remark on columns whose header is gone: what they held cannot be read, and is not taken for blank in silence.

    `headed`: keys of those that have one; `place`: of the header row.
    """
    columns = tuple(field.label for field in table.columns if field.key not in headed and not field.drawn)
    if columns:
        yield Note(COLUMN, {"table": table.title, "columns": columns, "place": place}, is_warning=True)


def added(table: Table, header: str, place: str) -> Note:
    """The remark on a column that somebody added and filled in: nobody asks for it, so nothing of it is read."""
    return Note(EXTRA, {"table": table.title, "column": header.strip(), "place": place}, is_warning=True)


def is_row_number(header: str) -> bool:
    """Whether a header is that of the row numbers that every blank has."""
    return bare(header) in map(bare, layout.ROW_NUMBER)


def absent(form: Form, answers: Mapping[str, Answer]) -> Iterator[Note]:
    """The remark on the answers that the file has no place for; of required ones M-REQ tells."""
    asked = (f for f in form.fields if f.need is not True and not f.drawn and f.calculation is None)
    labels = tuple(f.label for f in asked if not answers[f.key].place)
    if labels:
        yield Note(ABSENT, {"labels": labels}, is_warning=True)


_END = re.compile(
    r"(?:(?:合计|总计|共计|累计|total)(?:[(:].*|金额.*)?|以下空白.*|(?:制表|审核|填表|编制|复核|批准)人?[:(].*|(?:说明|备注|注)[:].*)",
    re.IGNORECASE,
)
_MAY_END = re.compile(r"\s*[合总共累T以制审填编复批说备注]", re.IGNORECASE)
"""Begins like that: most rows do not."""
_SAMPLE = re.compile(r"\s*(?:示例|样例|例如|例[:：])")


def ends_table(text: str) -> bool:
    """Whether a row that begins with this text closes the table: 合计, 制表人:, 以下空白."""
    if not _MAY_END.match(text):
        return False
    return _END.fullmatch("".join(text.replace("：", ":").replace("（", "(").split())) is not None


def is_sample(text: str) -> bool:
    """Whether a row that begins with this text only shows how to fill one in."""
    return _SAMPLE.match(text) is not None
