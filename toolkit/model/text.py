"""Words people read, in the two languages of the house."""

from __future__ import annotations

import unicodedata
from typing import Final, Literal, NamedTuple

Lang = Literal["zh", "en"]
LANGS: Final[tuple[Lang, ...]] = ("zh", "en")


class Text(NamedTuple):
    """One sentence or label in Chinese and English."""

    zh: str
    en: str

    def said(self, lang: Lang) -> str:
        """The words in `lang`."""
        return self.zh if lang == "zh" else self.en


def shown_safely(text: str, *, longest: int = 200) -> str:
    """What somebody typed, as it may stand in an answer: on one line, nothing unseen in it, and not long.

    A line's end becomes `↵`, a tab a space, any other sign that does not show is named: `<U+202E>`. What is left of a
    text with more than `longest` characters ends with its length: `…(12,345)`. Source: intake.md 5.3 (22, 23).
    """
    kept = text[:longest].replace("\r\n", "\n")
    shown = kept if kept.isprintable() else "".join(map(_mark_shown, kept))
    return shown if len(text) <= longest else f"{shown}…({len(text):,})"


_UNSHOWN: Final = frozenset({"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"})
"""Categories of what shows nothing, ends a line, turns the direction of text, or is no character."""


def _mark_shown(mark: str) -> str:
    if mark == "\t":
        return " "
    if mark in "\n\r\v\f\x85\u2028\u2029":
        return "↵"
    return f"<U+{ord(mark):04X}>" if unicodedata.category(mark) in _UNSHOWN else mark
