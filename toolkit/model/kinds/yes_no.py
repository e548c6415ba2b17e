"""Yes or no, in all the ways of writing it. Source: domain.md 4.7."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from toolkit.model.kinds import cleaning
from toolkit.model.kinds.reading import Content, Raw
from toolkit.model.kinds.sort import Assumed, Meaning, Refused, Sort, number_in
from toolkit.model.kinds.ticks import ticks
from toolkit.model.text import Text

_YES = "是 有 对 V Y YES TRUE T 1 √ ✓ ✔ ☑ ■ \uf0fe \uf052 \uf0fc 同意 需要 需 已 是的 符合 可以"
_NO = "否 无 無 没有 N NO FALSE F 0 × ✗ ✘ 不同意 不需要 不需 无需 未 不是 不 不符合 不可以"
_TRUTH = {**dict.fromkeys(_YES.split(), True), **dict.fromkeys(_NO.split(), False)}
_WESTERN_CROSS = frozenset(("☒", "\uf0fd"))
_STRAY_R = re.compile(r"(?<![A-Za-z])[RＲ](?=\s*[\u4e00-\u9fff])")
"""Wingdings 2 tick, seen without its font."""
R_AS_TICK = Assumed(Text("“R”按勾选理解(Wingdings 2字体)", "R read as a tick of Wingdings 2"))
ALONE = Assumed(Text("单独的☒按“否”理解", "a lone ☒ read as no"), is_warning=True)


@dataclass(frozen=True, slots=True)
class YesNo(Sort):
    """Yes or no; 无 is no here, not blank."""

    name: ClassVar[str] = "yes_no"
    options: ClassVar[tuple[str, ...]] = ("是", "否")

    def show(self, value: object) -> str:
        """`是` or `否`."""
        return "是" if value else "否"

    def _is_blank(self, content: Content) -> bool:
        return cleaning.is_blank(content) and _truth(cleaning.written(content)) is None

    def _meaning(self, raw: Raw) -> Meaning:
        number = number_in(raw.content)
        text = cleaning.written(raw.content) if number is None else f"{number.normalize():f}"
        boxes = ticks(text)
        if boxes:
            is_one_choice = boxes.is_clear and len(boxes.ticked) == 1
            truth = _truth(boxes.ticked[0]) if is_one_choice else None
        else:
            truth = _truth(text)
        ticked = _STRAY_R.sub("☑", text)
        if truth is None and boxes is None and ticked != text:
            return Meaning(YesNo._meaning(self, Raw(ticked)).value, (R_AS_TICK,))
        if truth is None and cleaning.plain_text(text) in _WESTERN_CROSS:
            return Meaning(False, (ALONE,))
        if truth is None:
            raise Refused("M-BOOL")
        return Meaning(truth)


def _truth(text: str) -> bool | None:
    word = cleaning.unspaced(text).upper()
    word = re.sub(r"(?<=.)\([^()]*\)$", "", word)
    return _TRUTH.get(word)


@dataclass(frozen=True, slots=True)
class Tick(YesNo):
    """A cell to tick: √ is yes, × and an empty box are no."""

    name: ClassVar[str] = "tick"
    options: ClassVar[tuple[str, ...]] = ("√", "×")

    def show(self, value: object) -> str:
        """`√` or `×`."""
        return "√" if value else "×"

    def _is_blank(self, content: Content) -> bool:
        return not _is_empty_box(content) and YesNo._is_blank(self, content)

    def _meaning(self, raw: Raw) -> Meaning:
        return Meaning(False) if _is_empty_box(raw.content) else YesNo._meaning(self, raw)


def _is_empty_box(content: Content) -> bool:
    return cleaning.plain_text(cleaning.written(content)) in ("□", "☐")
