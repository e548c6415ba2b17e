"""One or several of given options: by name, alias or ticked box. Source: domain.md 4.7."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from toolkit.model.kinds import cleaning
from toolkit.model.kinds.reading import Content, Raw
from toolkit.model.kinds.sort import Assumed, Meaning, Refused, Sort
from toolkit.model.kinds.ticks import ticks
from toolkit.model.kinds.words import entries
from toolkit.model.once import once
from toolkit.model.text import Text

_SEPARATORS = "、，,；;/\n"
_BRACKETS = re.compile(r"(?<=.)\([^()]*\)$")
_ENUMERATED = re.compile(r"^(?:\(?\d{1,2}[).、]|[A-H][.、])")


class Option(str):
    """One value to choose, and other words that people write for it: `Option("高意向", ("高", "A"))`."""

    aliases: tuple[str, ...]

    def __new__(cls, value: str, aliases: tuple[str, ...] = ()) -> Option:
        """The option as the string it is."""
        option = super().__new__(cls, value)
        option.aliases = aliases
        return option


@dataclass(frozen=True, slots=True)
class Choice(Sort):
    """One of the options; plain strings will do where an option has no aliases."""

    options: tuple[str, ...]
    name: ClassVar[str] = "choice"

    def _is_blank(self, content: Content) -> bool:
        return cleaning.is_blank(content) and _find(self.options, cleaning.written(content)) is None

    def _meaning(self, raw: Raw) -> Meaning:
        text = cleaning.written(raw.content)
        found = _find(self.options, text)
        if found is None and (boxes := ticks(text)):
            found = _find(self.options, boxes.ticked[0]) if len(boxes.ticked) == 1 else None
        if found is None:
            raise Refused("M-ENUM", options=tuple(map(str, self.options)))
        return Meaning(*found)


@dataclass(frozen=True, slots=True)
class Choices(Sort):
    """Several of the options, parted by 、 or ticked; in the order written, each once."""

    options: tuple[str, ...]
    name: ClassVar[str] = "choices"

    def show(self, value: object) -> str:
        """`电话、邮件`."""
        return "、".join(entries(value))

    def _is_blank(self, content: Content) -> bool:
        return cleaning.is_blank(content) and _find(self.options, cleaning.written(content)) is None

    def _meaning(self, raw: Raw) -> Meaning:
        text = cleaning.plain_text(cleaning.written(raw.content))
        boxes = ticks(text)
        if boxes is not None:
            found = [_find(self.options, label) for label in boxes.ticked] if boxes.is_clear else [None]
        else:
            found = self._listed(text)
        if not found or any(one is None for one in found):
            raise Refused("M-ENUM", options=tuple(map(str, self.options)))
        values = tuple(dict.fromkeys(one[0] for one in found if one))
        assumed = dict.fromkeys(a for one in found if one for a in one[1])
        return Meaning(values, tuple(assumed))

    def _listed(self, text: str) -> list[tuple[str, tuple[Assumed, ...]] | None]:
        """The entries; one that contains a separator itself (电话/网络推广) is found by its longest spelling."""
        parts = [part for part in re.split(f"([{_SEPARATORS}])", text) if part.strip()]
        found: list[tuple[str, tuple[Assumed, ...]] | None] = []
        while parts:
            if parts[0] in _SEPARATORS:
                parts.pop(0)
                continue
            length, match = self._longest(parts)
            found.append(match)
            parts = parts[length:]
        return found

    def _longest(self, parts: list[str]) -> tuple[int, tuple[str, tuple[Assumed, ...]] | None]:
        for length in range(len(parts), 0, -1):
            if match := _find(self.options, "".join(parts[:length])):
                return length, match
        return 1, None


def _find(options: tuple[str, ...], text: str) -> tuple[str, tuple[Assumed, ...]] | None:
    """The option that the words name, and what was taken for granted."""
    word = _key(text)
    if not word:
        return None
    by_name = _spellings(options)
    if word in by_name:
        return by_name[word], ()
    counted = _ENUMERATED.sub("", word)
    if counted in by_name:
        return by_name[counted], ()
    bare = _BRACKETS.sub("", counted)
    if bare in by_name:
        return by_name[bare], (_remark_left_out(counted[len(bare) :]),)
    return None


@once
def _spellings(options: tuple[str, ...]) -> dict[str, str]:
    """The options by all that names them: themselves, their aliases, themselves without a bracket behind."""
    by_name: dict[str, str] = {}
    for option in options:
        for spelling in (option, *getattr(option, "aliases", ())):
            by_name.setdefault(_key(spelling), str(option))
    for option in options:
        by_name.setdefault(_BRACKETS.sub("", _key(option)), str(option))
    return by_name


def _key(text: str) -> str:
    return cleaning.unspaced(text).casefold()


def _remark_left_out(remark: str) -> Assumed:
    return Assumed(Text(f"略去说明“{remark}”", f"remark {remark} left out"))
