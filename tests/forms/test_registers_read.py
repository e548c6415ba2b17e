"""Rows of a register: what is remembered of one row never changes what another says."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.forms.every_kind import FORMS, TODAY
from toolkit.forms.answers import Known, line_of
from toolkit.model.kinds import Raw
from toolkit.model.kinds.reading import Content

TABLE = next(table for form in FORMS for table in form.tables)
CONTENTS: tuple[Content, ...] = (
    "1",
    1,
    1.0,
    True,
    "是",
    "",
    None,
    "/",
    "同上",
    0,
    False,
    0.5,
    "50%",
    datetime(2026, 7, 1),
)
FORMATS = (("", ""), ("", ""), ("0%", ""), ("@", "万元"))
CHOSEN = st.tuples(st.integers(0, len(CONTENTS) - 1), st.integers(0, len(FORMATS) - 1))
RAWS = CHOSEN.map(lambda chosen: Raw(CONTENTS[chosen[0]], *FORMATS[chosen[1]]))  # by place, as True is 1 to a set
ROWS = st.lists(st.lists(RAWS, min_size=len(TABLE.columns), max_size=len(TABLE.columns)), min_size=2, max_size=12)


@given(ROWS)
def test_a_row_says_what_it_would_say_alone(rows: list[list[Raw]]) -> None:
    known: Known = {}
    for number, raws in enumerate(rows, start=1):
        cells = {f.key: (raw, f"表!{f.key}{number}", 0) for f, raw in zip(TABLE.columns, raws, strict=True)}

        line = line_of(TABLE, cells, number=number, place=f"表!{number}", today=TODAY, found_by="header", known=known)

        assert line == line_of(TABLE, cells, number=number, place=f"表!{number}", today=TODAY, found_by="header")
        assert [line.answer(f.key).place for f in TABLE.columns] == [place for _, place, _ in cells.values()]
