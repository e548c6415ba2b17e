"""Rows of a register: what is remembered of one row never changes what another says."""

from __future__ import annotations

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.forms.every_kind import FORMS, TODAY
from toolkit.forms.answers import Known, line_of
from toolkit.model.kinds import Raw
from toolkit.model.kinds.reading import Content

TABLE = next(table for form in FORMS for table in form.tables)
CONTENTS: st.SearchStrategy[Content] = st.sampled_from(
    (
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
        date(2026, 7, 1),
        "2026-07-01",
    )
)
RAWS = st.one_of(
    st.builds(Raw, CONTENTS), st.builds(Raw, CONTENTS, st.sampled_from(("0%", "@")), st.sampled_from(("", "万元")))
)
ROWS = st.lists(st.lists(RAWS, min_size=len(TABLE.columns), max_size=len(TABLE.columns)), min_size=2, max_size=12)


@given(ROWS)
def test_a_row_says_what_it_would_say_alone(rows: list[list[Raw]]) -> None:
    known: Known = {}
    for number, raws in enumerate(rows, start=1):
        cells = {f.key: (raw, f"表!{f.key}{number}") for f, raw in zip(TABLE.columns, raws, strict=True)}

        line = line_of(TABLE, cells, number=number, place=f"表!{number}", today=TODAY, found_by="header", known=known)

        assert line == line_of(TABLE, cells, number=number, place=f"表!{number}", today=TODAY, found_by="header")
        assert [line.answer(f.key).place for f in TABLE.columns] == [place for _, place in cells.values()]
