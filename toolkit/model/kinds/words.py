"""Words in a person's own wording, and lists of them. Source: domain.md 4.1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from toolkit.model.kinds import cleaning
from toolkit.model.kinds.reading import Raw
from toolkit.model.kinds.sort import Meaning, Refused, Sort, number_in

_CLOSING = "；;。 "
_MASK = "*＊ "
_ADDRESSED_AS = ("先生", "女士", "小姐", "经理", "总")
_SHORTEST_NAME = 2


_TAG = re.compile(r"\{[{%#_]|[_}%#]\}|｛｛|｝｝")
"""Half a tag of a document template: no document could show it."""


@dataclass(frozen=True, slots=True)
class Words(Sort):
    """Free text; Chinese punctuation and line breaks stay as typed."""

    least: int = 0
    most: int = 2000
    one_line: bool = False
    """Line breaks and closing punctuation are taken out, full-width letters narrowed (names, addresses)."""
    is_name: bool = False
    """A person: a trailing mask `*` and 先生, 女士, 经理, 总 are taken off where a full name remains."""
    name: ClassVar[str] = "words"
    options: ClassVar[tuple[str, ...]] = ()

    def _meaning(self, raw: Raw) -> Meaning:
        number_in(raw.content)  # refuses what a sheet cannot hold
        text = self._cleaned(cleaning.seen(raw))
        if not text or cleaning.is_blank(text):  # `;/` says no more than `/`
            return Meaning(None)
        if not self.least <= len(text) <= self.most:
            raise Refused("M-LEN", lo=self.least, hi=self.most, n=len(text))
        if tag := _TAG.search(text):
            raise Refused("M-TAG", tag=tag[0])
        return Meaning(text)

    def _cleaned(self, text: str) -> str:
        if self.is_name:
            return _person(cleaning.one_line(cleaning.half_width(text)).strip(_CLOSING))
        if self.one_line:
            return cleaning.one_line(cleaning.half_width(text)).strip(_CLOSING)
        return cleaning.plain_text(text)


def _person(text: str) -> str:
    text = text.rstrip(_MASK + _CLOSING)
    for title in _ADDRESSED_AS:
        if text.endswith(title) and len(text) - len(title) >= _SHORTEST_NAME:
            return _person(text.removesuffix(title))
    return text


def _entry(part: str) -> str:
    """One entry without its numbering and closing marks, however they alternate."""
    bare = _NUMBERING.sub("", part.strip(_CLOSING))
    return bare if bare == part else _entry(bare)


_ALWAYS_BETWEEN = "、，,；;\n"
_NUMBERING = re.compile(r"^(?:(?:\d{1,2}[.．)）]|[(（]\d{1,2}[)）]|[①-⑳]|[•·])(?!\d)\s*)+")


@dataclass(frozen=True, slots=True)
class Listing(Sort):
    """Several words or names in one cell: 王芳、李强; lines numbered 1. 2. 3. count too."""

    also: str = "/"
    """Characters that part the entries besides 、，；and line breaks (`+→-` for a chain of steps)."""
    name: ClassVar[str] = "listing"
    options: ClassVar[tuple[str, ...]] = ()

    def show(self, value: object) -> str:
        """`王芳、李强`."""
        return "、".join(entries(value))

    def _meaning(self, raw: Raw) -> Meaning:
        number_in(raw.content)
        text = cleaning.plain_text(cleaning.half_width(cleaning.seen(raw)))
        parts = parted(text, _ALWAYS_BETWEEN + self.also + _widened(self.also))
        found = (_entry(part) for part in parts)
        kept = _unnumbered([part for part in found if not cleaning.is_blank(part)])
        return Meaning(kept or None)


def _unnumbered(parts: list[str]) -> tuple[str, ...]:
    """The entries of 1、甲、2、乙 without the numbers."""
    is_numbered = len(parts) > 1 and parts[0] == "1"
    return tuple(part for part in parts if not (is_numbered and re.fullmatch(r"\d{1,2}", part)))


def entries(value: object) -> tuple[str, ...]:
    """The value of a kind whose values are several words. Raises TypeError."""
    if not isinstance(value, tuple):
        raise TypeError(value)
    return tuple(map(str, value))


def parted(text: str, separators: str) -> list[str]:
    """The text split at any of the separators that stand outside of brackets."""
    parts, depth = [""], 0
    for character in text:
        depth = max(0, depth + (character in "(（[【") - (character in ")）]】"))
        if character in separators and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _widened(separators: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in separators if "!" <= c <= "~")
