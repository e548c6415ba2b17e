"""Widths of a Word table's columns: none too narrow for its header, text gets the room that is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.forms.blanks.word_style import WU, XIAO_WU
from toolkit.forms.layout import (
    ROW_NUMBER,
    boxes_wide,
    halved,
    has_own_row_number,
    is_elastic,
    label_of,
    tick_options,
    usual_width,
    width_of,
)
from toolkit.model.form import Field, Form, Table
from toolkit.model.text import Lang

CHARACTER_CM = 0.0185
"""Width of a half-width character per point of size: half an em."""
PADDING_CM = 0.32
PORTRAIT_CM, LANDSCAPE_CM = 17.0, 25.7
_WORDS_KEEP = 0.8
"""Share of its usual width that a column of words keeps when boxes are set side by side."""


@dataclass(frozen=True, slots=True)
class Columns:
    """How the columns of one table are set."""

    widths_cm: tuple[float, ...]
    """With the column of row numbers in front, where the table does not declare its own."""
    size: float
    """Points."""
    header_lines: int

    def characters(self, width_cm: float) -> float:
        """How many half-width characters a line of a column of that width takes."""
        return (width_cm - PADDING_CM) / CHARACTER_CM / self.size


@dataclass(frozen=True, slots=True)
class _Setting:
    size: float
    header_lines: int
    is_landscape: bool
    lang: Lang = "zh"

    @property
    def room_cm(self) -> float:
        return LANDSCAPE_CM if self.is_landscape else PORTRAIT_CM

    def cm(self, characters: float) -> float:
        return characters * self.size * CHARACTER_CM + PADDING_CM


_SETTINGS = (
    _Setting(WU, 1, False),
    _Setting(XIAO_WU, 1, False),
    _Setting(XIAO_WU, 2, False),
    _Setting(WU, 1, True),
    _Setting(XIAO_WU, 2, True),
)
"""From the most comfortable to the most crowded."""


def needs_landscape(form: Form, lang: Lang) -> bool:
    """Whether any table of the form needs the paper turned."""
    return any(_setting_for(table, _SETTINGS, lang).is_landscape for table in form.tables)


def columns_of(table: Table, *, is_landscape: bool, lang: Lang) -> Columns:
    """The columns of a table on paper held that way."""
    setting = _setting_for(table, tuple(s for s in _SETTINGS if s.is_landscape == is_landscape), lang)
    numbered = not has_own_row_number(table)
    number_cm = setting.cm(width_of(ROW_NUMBER.zh)) if numbered else 0.0
    room = setting.room_cm - number_cm
    narrow = _narrow(table, setting, room)
    wanted = [max(n, setting.cm(usual_width(f))) for n, f in zip(narrow, table.columns, strict=True)]
    widths = _shared(narrow, wanted, [is_elastic(f) for f in table.columns], room)
    return Columns((number_cm, *widths) if numbered else tuple(widths), setting.size, setting.header_lines)


def _narrow(table: Table, setting: _Setting, room: float) -> list[float]:
    """The least widths, with boxes to tick side by side where that leaves the words most of what they want."""
    stacked = [_least(f, setting) for f in table.columns]
    abreast = [max(n, setting.cm(boxes_wide(f))) for n, f in zip(stacked, table.columns, strict=True)]
    taken = [
        max(n, _WORDS_KEEP * setting.cm(usual_width(f))) if is_elastic(f) else n
        for n, f in zip(abreast, table.columns, strict=True)
    ]
    return abreast if sum(taken) <= room else stacked


def _setting_for(table: Table, settings: Sequence[_Setting], lang: Lang) -> _Setting:
    spoken = [replace(setting, lang=lang) for setting in settings]
    for setting in spoken:
        number = 0.0 if has_own_row_number(table) else setting.cm(width_of(ROW_NUMBER.zh))
        if number + sum(_least(f, setting) for f in table.columns) <= setting.room_cm:
            return setting
    return spoken[-1]


def _least(field: Field, setting: _Setting) -> float:
    """The narrowest a column may be: its header (broken once when crowded), a day or an amount unbroken."""
    label = label_of(field, setting.lang)
    header = width_of(label if setting.header_lines == 1 else halved(label))
    boxes = tick_options(field.kind)
    answer = width_of("□") + max(map(width_of, boxes)) if boxes else usual_width(field)
    return setting.cm(max(header, 8 if is_elastic(field) else min(answer, 10 if field.kind.name == "words" else 12)))


def _shared(narrow: Sequence[float], wanted: Sequence[float], elastic: Sequence[bool], room: float) -> list[float]:
    """Widths that fill the room exactly: what is wanted where it fits, else between the two."""
    if sum(wanted) <= room:
        takers = elastic if any(elastic) else [True] * len(wanted)
        weight = sum(w for w, takes in zip(wanted, takers, strict=True) if takes)
        spare = room - sum(wanted)
        return [w + (spare * w / weight if takes else 0) for w, takes in zip(wanted, takers, strict=True)]
    least = sum(narrow)
    if least >= room:
        return [n * room / least for n in narrow]
    part = (room - least) / (sum(wanted) - least)
    return [n + (w - n) * part for n, w in zip(narrow, wanted, strict=True)]
