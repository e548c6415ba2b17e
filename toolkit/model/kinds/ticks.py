"""Tick boxes in text: ☑是 □否, 是√ 否□, □√是, and what Wingdings leave behind. Source: domain.md 4.7."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from toolkit.model.kinds.cleaning import plain_text

_WINGDINGS = str.maketrans(
    {
        "\uf0fe": "☑",
        "\uf0fd": "☑",
        "\uf052": "☑",
        "\uf053": "☑",
        "\uf0fc": "√",
        "\uf0a8": "□",
        "\uf0a3": "□",
        "\uf06f": "□",
    }
)
_SEEN_WITHOUT_FONT = str.maketrans({"þ": "☑", "ý": "☑", "£": "□", "¨": "□"})
_EMPTY = "□☐○◻▢◯⬜"
_FULL = "☑☒■▣◼●◉⊠🗹🗷"
_TICK = "√✓✔"
_CROSS = "×✗✘"
_BOX = _EMPTY + _FULL
_MARK = f"[{_BOX}{_TICK}{_CROSS}]"
_LABEL = f"[^{_BOX}{_TICK}{_CROSS}]"
_REMEMBERED = 512
"""Texts of which is kept what is ticked in them: a cell is asked several times, and boxes repeat themselves."""
_BETWEEN = r"\s/,;、，；。|"

_MARKS_FIRST = re.compile(
    rf"(?P<mark>{_MARK}+)\s*(?P<label>[^{_BOX}{_TICK}{_CROSS}\s]{_LABEL}*?)(?P<late>[{_TICK}](?=\s|$))?[{_BETWEEN}]*(?={_MARK}|$)"
)
_LABELS_FIRST = re.compile(rf"(?P<label>{_LABEL}+?)\s*(?P<mark>{_MARK}+)(?P<late>)[{_BETWEEN}]*")
_TICK_TYPED_BEFORE_BOX = re.compile(rf"[{_EMPTY}]{_LABEL}*[^\s{_BOX}{_TICK}{_CROSS}][{_TICK}][{_EMPTY}]")


@dataclass(frozen=True, slots=True)
class Ticks:
    """The labels beside the boxes, by whether they are ticked; `is_clear` is False where that cannot be told."""

    ticked: tuple[str, ...] = ()
    unticked: tuple[str, ...] = ()
    is_clear: bool = True


UNCLEAR = Ticks(is_clear=False)


@lru_cache(_REMEMBERED)
def ticks(text: str) -> Ticks | None:
    """Which labels are ticked; None for text without ticks beside labels."""
    text = _drawn_alike(plain_text(text))
    if not re.search(_MARK, text) or not re.search(rf"[^{_BOX}{_TICK}{_CROSS}{_BETWEEN}]", text):
        return None
    if not re.search(f"[{_BOX}]", text):
        return _without_boxes(text)
    if _TICK_TYPED_BEFORE_BOX.search(text):  # □是√□否: the √ touches both
        return UNCLEAR
    pattern = _MARKS_FIRST if re.match(_MARK, text) else _LABELS_FIRST
    items = list(pattern.finditer(text))
    if "".join(item[0] for item in items) != text:
        return UNCLEAR
    return _sorted((item["label"].strip(), _is_ticked(item["mark"] + (item["late"] or ""))) for item in items)


def _drawn_alike(text: str) -> str:
    """The text with every way of drawing a box made one: Wingdings, their letters without the font, ( ) and [x]."""
    text = text.translate(_WINGDINGS)
    if re.search(rf"[þý£¨{_EMPTY}]", text):
        text = re.sub(r"(?<![A-Za-z])[RＲ](?=\s*[\u4e00-\u9fff])", "☑", text.translate(_SEEN_WITHOUT_FONT))
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"[(\[]\s*[√✓✔vVxX×]\s*[)\]]", "☑", text)
    return re.sub(r"[(\[]\s*[)\]]", "□", text).strip()


def _is_ticked(marks: str) -> bool | None:
    """Whether a box with what was typed over it is ticked; None for two boxes and for a × over a box."""
    boxes = [mark for mark in marks if mark in _BOX]
    is_crossed = any(mark in _CROSS for mark in marks)
    if len(boxes) > 1 or (is_crossed and len(marks) > 1):
        return None
    return any(mark in _TICK + _FULL for mark in marks)


def _without_boxes(text: str) -> Ticks:
    """√是 否, 是√/否, √是 ×否: the tick stands at its word."""
    words = [word for word in re.split(f"[{_BETWEEN}]+", text) if word]
    if len(words) == 2 and re.fullmatch(_MARK, words[0]):  # √ 是
        words = ["".join(words)]
    return _sorted(_ticked_word(word) for word in words)


def _ticked_word(word: str) -> tuple[str, bool | None]:
    label = word.strip(_TICK + _CROSS)
    if not label or re.search(_MARK, label):
        return label, None
    return label, any(mark in _TICK for mark in word)


def _sorted(items: Iterable[tuple[str, bool | None]]) -> Ticks:
    found = list(items)
    if any(state is None for _, state in found):
        return UNCLEAR
    return Ticks(
        tuple(label for label, is_ticked in found if is_ticked),
        tuple(label for label, is_ticked in found if not is_ticked),
    )
