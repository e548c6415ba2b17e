"""A contract taken apart: its head, its clauses by their headings, its signature page, its annexes.

In Chinese (第九条, 附件一) or English (Article 9, Annex 1).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from toolkit.documents.revisions import Block, Mark
from toolkit.model.numerals import chinese_number

HEAD: Final = "首部"
SIGNATURES: Final = "签署页"

_LONGEST_HEADING, _LONGEST_ENGLISH_HEADING = 40, 90
_CLAUSE: Final = re.compile(
    r"第\s*(?P<number>[〇零一二三四五六七八九十百]+|\d+)\s*条[\s:：、.．]*(?P<title>[^。；;，,]*)"
)
_ARTICLE: Final = re.compile(r"Article\s+(?P<number>\d+)(?:[\s:.–—-]+(?P<title>[^.;:]*))?", re.IGNORECASE)
_CHINESE_ANNEX: Final = re.compile(
    r"附件\s*(?P<number>[一二三四五六七八九十]+|\d+)(?:[\s:：、.．]+(?P<title>[^。；;，,]*))?"
)
_ENGLISH_ANNEX: Final = re.compile(r"Annex\s+(?P<number>\d+)(?:[\s:.–—-]+(?P<title>[^.;:]*))?", re.IGNORECASE)
_REFERENCE: Final = re.compile(
    r"(?<![法典例定释》])(?<![法典例定释》]\s)第(?P<clause>[〇零一二三四五六七八九十百]+|\d+)条"
    r"|\bArticle\s+(?P<article>\d+)\b(?!\s+of\s+the\s+(?:[\w’']+\s+){0,4}(?i:code|law|act|regulations?|interpretation)\b)"
)
"""第九条 and Article 9, but not 民法典第五百条 nor Article 500 of the Civil Code."""
_SUB_NUMBER: Final = re.compile(r"^\d{1,2}[.．]\d{1,2}(?=[\s、.．]|[^\d%％元万])[\s、.．]*")
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ALIKE: Final = str.maketrans("“”„‟‘’‚「」—–―−‐‑", '""""\'\'\'""------')
_UNSEEN: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


@dataclass(frozen=True)
class Part:
    """One clause of a contract, or what stands before and behind them."""

    heading: str
    """`第九条`, `Article 9`, `附件一`, `Annex 1`, 首部, 签署页; '' for a clause without a number in its text."""
    title: str
    blocks: tuple[Block, ...] = ()
    marks: tuple[Mark, ...] = ()
    """Of tracked changes in its heading."""

    @property
    def name(self) -> str:
        """`第九条 检验与验收`"""  # noqa: D400, D415 (what you get, as it is written)
        return f"{self.heading} {self.title}".strip()

    @cached_property
    def key(self) -> str:
        """What parts of two versions are matched by: the title, else the heading."""
        return bare(self.title) or bare(self.heading)

    @cached_property
    def number(self) -> int:
        """9 of 第九条 and Article 9; 0 for a part that is no clause."""
        found = _CLAUSE.fullmatch(self.heading) or _ARTICLE.fullmatch(self.heading)
        return _count(found["number"]) if found else 0

    @cached_property
    def annex(self) -> int:
        """1 of 附件一 and Annex 1; 0 for a part that is no annex."""
        found = _CHINESE_ANNEX.fullmatch(self.heading) or _ENGLISH_ANNEX.fullmatch(self.heading)
        return _count(found["number"]) if found else 0


@dataclass(frozen=True)
class Contract:
    """The parts of one version, in their order."""

    parts: tuple[Part, ...]

    @cached_property
    def titles(self) -> Mapping[int, str]:
        """Title of each numbered clause."""
        return {part.number: part.key for part in self.parts if part.number}

    def meaning(self, text: str) -> str:
        """What a passage says, whatever its own number, its spaces and widths and how clauses are numbered.

        A reference becomes the title of the clause that it names here.
        """

        def named(found: re.Match[str]) -> str:
            return f"<{self.titles.get(_named(found), found[0])}>"

        return bare(_REFERENCE.sub(named, _SUB_NUMBER.sub("", text)))

    def references(self, text: str) -> Iterator[tuple[str, str]]:
        """The clauses of this version that a passage names: `第九条` and its title, 无 where there is none."""
        for found in _REFERENCE.finditer(text):
            yield found[0], self.titles.get(_named(found), "无")


def bare(text: str) -> str:
    """The text without spaces, at half width, with one kind of quotation mark and dash."""
    return "".join(text.translate(_UNSEEN).translate(_FULL_WIDTH).translate(_ALIKE).split())


def contract_in(blocks: Sequence[Block], titles: Collection[str] = ()) -> Contract:
    """The parts of a contract; a short line that is just one of `titles` is a heading too (Word numbered it)."""
    known = {bare(title) for title in titles}
    has_signatures = any(_is_signing(block) for block in blocks)
    parts: list[Part] = []
    heading, title, gathered, marks = HEAD, "", list[Block](), tuple[Mark, ...]()
    is_signed = False
    for block in blocks:
        found = _heading(block, known, may_be_annex=is_signed or not has_signatures)
        if found is None and _is_signing(block) and not is_signed:
            found, is_signed = (SIGNATURES, ""), True
        if found is None:
            gathered.append(block)
            continue
        parts.append(Part(heading, title, tuple(gathered), marks))
        gathered, marks = ([block], ()) if found[0] == SIGNATURES else ([], block.marks)
        heading, title = found
    parts.append(Part(heading, title, tuple(gathered), marks))
    return Contract(tuple(part for part in parts if part.blocks or part.heading != HEAD))


def _heading(block: Block, known: Collection[str], *, may_be_annex: bool) -> tuple[str, str] | None:
    """Heading and title, where the block is one."""
    if block.is_row or len(block.text) > _LONGEST_ENGLISH_HEADING:
        return None
    if found := _ARTICLE.fullmatch(block.text):
        return f"Article {found['number']}", (found["title"] or "").strip()
    if may_be_annex and (found := _ENGLISH_ANNEX.fullmatch(block.text)):
        return f"Annex {found['number']}", (found["title"] or "").strip()
    if bare(block.text) in known:
        return _chinese_heading(block.text, may_be_annex=may_be_annex) or ("", block.text)
    return _chinese_heading(block.text, may_be_annex=may_be_annex) if len(block.text) <= _LONGEST_HEADING else None


def _chinese_heading(text: str, *, may_be_annex: bool) -> tuple[str, str] | None:
    if found := _CLAUSE.fullmatch(text):
        return f"第{found['number']}条", found["title"].strip()
    if may_be_annex and (found := _CHINESE_ANNEX.fullmatch(text)):
        return f"附件{found['number']}", (found["title"] or "").strip()
    return None


def _is_signing(block: Block) -> bool:
    if block.is_row:
        return bare(block.text).casefold().startswith(("甲方(盖章)", "partya(seal)"))
    return "以下无正文" in block.text or "signature page to" in block.text.casefold()


def _named(found: re.Match[str]) -> int:
    """The clause that a reference names."""
    return _count(found["clause"] or found["article"])


def _count(number: str) -> int:
    """9 of 九; 0 of what is no number."""
    try:
        return int(number) if number.isdecimal() else int(chinese_number(number))
    except ValueError:
        return 0
