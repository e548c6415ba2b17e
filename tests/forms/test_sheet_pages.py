"""How a sheet is laid on paper."""

from __future__ import annotations

from tests.forms.every_kind import FORMS, TODAY, WORD_FORM
from toolkit.forms.blank import make
from toolkit.forms.blanks.sheet_pages import breaks, paper_for
from toolkit.forms.fill import fill
from toolkit.forms.read import read


def test_a_narrow_sheet_stands_upright_and_a_wide_one_lies() -> None:
    narrow, wide, widest = (paper_for([10.0] * n) for n in (8, 20, 90))

    assert (narrow.is_landscape, narrow.across) == (False, 1)
    assert (wide.is_landscape, wide.across) == (True, 1)
    assert (widest.is_landscape, widest.across) == (True, 3)


def test_a_part_that_does_not_fit_the_rest_of_a_page_begins_the_next() -> None:
    heights = dict.fromkeys(range(30), 20.0)

    assert breaks([3, 10, 20], heights, room=650) == []
    assert breaks([3, 10, 20], heights, room=450) == [20]
    assert breaks([3, 10, 20], heights, room=250) == [10, 20]
    assert breaks([0], heights, room=250) == []


def test_a_first_page_with_little_on_it_does_not_end_early() -> None:
    heights = dict.fromkeys(range(40), 20.0)

    assert breaks([3, 35], heights, room=650) == [35]
    assert breaks([12, 35], heights, room=650) == [12]


def test_the_word_of_a_box_ticks_that_box() -> None:
    typed = fill(make(WORD_FORM), WORD_FORM, {"agrees": "否", "score": "4", "level": "低意向"}, {})

    submission = read(typed, "x", FORMS, today=TODAY)

    assert (submission.value("agrees"), submission.value("score"), submission.value("level")) == (False, 4, "低意向")
