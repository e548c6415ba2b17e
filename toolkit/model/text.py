"""Words people read, in the two languages of the house."""

from __future__ import annotations

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
