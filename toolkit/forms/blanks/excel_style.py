"""The look of a workbook: fonts, fills, borders; one format made once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.model.text import Lang

SONG, HEI, WESTERN = "宋体", "黑体", "Calibri"
GREY, RED, RULE = "#808080", "#C00000", "#A6A6A6"
LABEL_FILL, HEADER_FILL, CALCULATED_FILL = "#F2F2F2", "#D9D9D9", "#EEF3FA"

_BORDER: Mapping[str, object] = {"border": 1, "border_color": RULE}
_LOOKS: Mapping[str, Mapping[str, object]] = {
    "company": {"font_size": 14, "bold": True, "align": "center", "bottom": 1, "bottom_color": RULE},
    "title": {"font_name": HEI, "font_size": 18, "align": "center"},
    "title left": {"font_name": HEI, "font_size": 18},
    "stamp": {"font_size": 9, "font_color": GREY, "align": "center"},
    "stamp left": {"font_size": 9, "font_color": GREY},
    "company left": {"font_size": 12, "bold": True},
    "heading": {"font_name": HEI, "font_size": 12},
    "label": {"bold": True, "bg_color": LABEL_FILL, "text_wrap": True, **_BORDER},
    "label text": {"bold": True},
    "star": {"bold": True, "font_color": RED},
    "header": {"bold": True, "bg_color": HEADER_FILL, "align": "center", "text_wrap": True, **_BORDER},
    "row number": {"align": "center", "font_color": GREY, **_BORDER},
    "total": {"bg_color": CALCULATED_FILL, "bold": True, **_BORDER},
    "total label": {"bg_color": CALCULATED_FILL, "bold": True, "align": "center", **_BORDER},
    "prose": {},
    "guide": {"text_wrap": True, "valign": "top", **_BORDER},
    "guide heading": {"bold": True, "bg_color": LABEL_FILL, "top": 1, "bottom": 1, "border_color": RULE},
    "guide heading first": {
        "bold": True,
        "bg_color": LABEL_FILL,
        "top": 1,
        "bottom": 1,
        "left": 1,
        "border_color": RULE,
    },
}


class Ink:
    """The formats of one workbook, each made at its first use."""

    def __init__(self, book: Any, lang: Lang) -> None:
        self.book, self._lang = book, lang
        self._named: dict[object, Any] = {}
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}
        self.properties: dict[Any, Mapping[str, object]] = {}
        """What each format was made of."""

    def of(self, look: str) -> Any:
        """The format of that name."""
        return self._format(look, _LOOKS[look])

    def answer(self, number_format: str, *, locked: bool, is_calculated: bool, align: str, is_pale: bool) -> Any:
        """The format of an answer's cell."""
        named = (number_format, locked, is_calculated, align, is_pale)
        if named in self._named:
            return self._named[named]
        look: dict[str, object] = {"num_format": number_format, "align": align, "text_wrap": True, "locked": locked}
        if is_calculated:
            look["bg_color"] = CALCULATED_FILL
        if is_pale:
            look["font_color"] = GREY
        return self._format(named, {**look, **_BORDER})

    def total(self, number_format: str) -> Any:
        """The format of a sum."""
        look = {**_LOOKS["total"], "num_format": number_format, "align": "right"}
        return self._format(("total", number_format), look)

    def _format(self, named: object, look: Mapping[str, object]) -> Any:
        """The format; two names of one look are one."""
        if named not in self._named:
            key = tuple(sorted(look.items(), key=str))
            if key not in self._made:
                fonts = {"font_name": SONG, **look} if self._lang == "zh" else {**look, "font_name": WESTERN}
                properties = {"font_size": 10.5, "valign": "vcenter", **fonts}
                self._made[key] = self.book.add_format(properties)
                self.properties[self._made[key]] = properties
            self._named[named] = self._made[key]
        return self._named[named]
